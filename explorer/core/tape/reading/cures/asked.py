"""A result that was computed of nothing that required a gradient: what should have, and where."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.causes import Cause
from explorer.core.tape.reading.cures.edit import Edit, attributes, calls, last_name, loaded, targets
from explorer.core.tape.reading.cures.leaf_causes import LeafCause
from explorer.core.tape.reading.cures.numbers import feeders, left_torch, number_maker
from explorer.core.tape.reading.cures.scene import Found, Scene, Spot, each_once
from explorer.core.tape.tape import Cut, Line, Operation

FACTORIES = (
    *("tensor", "ones", "zeros", "rand", "randn", "full", "linspace", "arange", "eye", "empty", "logspace", "normal"),
    *("ones_like", "zeros_like", "rand_like", "randn_like", "full_like", "empty_like"),
)
"""What takes requires_grad=True."""


def nothing_asked(scene: Scene, roots: Sequence[int], way: Sequence[tuple[int, Operation]], line: Line) -> Found:
    """No operation on the way cut it: where it came from did not require a gradient."""
    made = scene.made(roots[0]) if roots else None
    lines = each_once(made.line, line) if made is not None else (line,)
    used = {one for _, event in way for one in event.inputs if isinstance(one, int)} | set(roots)
    if (left := _left_torch(scene, [event for _, event in way], line)) is not None:
        return left
    if (late := _asked_late(scene, way, line)) is not None:
        return late
    if (off := switched_off(scene, used)) is not None:
        return Found(each_once(off, line), Cause.FROZEN)
    if (frozen := _made_frozen(scene, way, line)) is not None:
        return frozen
    if (jump := _jump(scene, way, line)) is not None:
        scene.values["operation"] = f"{jump.name}()"
        return Found(each_once(jump.line, line), Cause.STEPWISE)
    if next(scene.exits(), None) is not None:
        return Found(lines)  # numbers left torch somewhere: it is not known whether these are they
    is_result = scene.walk is not None
    return Found(lines, Cause.NO_LEAF, asked_for(scene, used, set(roots) if is_result else None))


def _jump(scene: Scene, way: Sequence[tuple[int, Operation]], line: Line) -> Operation | None:
    """What gave whole numbers of something with a gradient, as argmax does, for a number that the result was computed
    with: by a statement that it was computed from.
    """
    spot = scene.spot(line)
    if spot is None:
        return None
    own = [one for _, event in way if (one := scene.within(event.line, spot)) is not None]
    feeding = feeders(spot.code, [*own, spot.statement])
    return next(
        (
            event
            for place, event in scene.before()
            if event.cut in (None, Cut.NO_DERIVATIVE)
            and event.outputs
            and not any("float" in note.value.dtype or "complex" in note.value.dtype for note in event.outputs)
            and any(note.requires_grad for note in scene.given(place))
            and scene.within(event.line, spot) in feeding
        ),
        None,
    )


def _left_torch(scene: Scene, way: Sequence[Operation], line: Line) -> Found | None:
    """Plain numbers were made of something with a gradient in a statement that the result was computed from."""
    spot = scene.spot(line)
    if spot is None:
        return None
    own = [one for event in way if (one := scene.within(event.line, spot)) is not None]
    feeding = feeders(spot.code, [*own, spot.statement])
    exits = [one for one in scene.exits() if scene.within(one.line, spot) in feeding]
    mended = left_torch(scene, way, line)
    changed = (
        {number for first, old, _ in mended.changes for number in range(first, first + len(old))} if mended else {}
    )
    inside = [one for event in way for one in scene.exits() if one.line.function == event.line.function]
    if mended is not None and any(one.line.number in changed for one in (*exits, *inside)):
        scene.values["operation"] = number_maker(scene, mended) or "float()"
        made = scene.made(scene.walk.roots[0]) if scene.walk is not None and scene.walk.roots else None
        return Found(each_once(*([made.line] if made is not None else []), line), LeafCause.LEFT_TORCH, mended)
    if not exits:
        return None
    scene.values["operation"] = f"{exits[0].name}()"
    return Found(each_once(exits[0].line, line), LeafCause.LEFT_TORCH)


def _asked_late(scene: Scene, way: Sequence[tuple[int, Operation]], line: Line) -> Found | None:
    """requires_grad was set after the tensor had been used."""
    for place, event in way:
        for note in scene.given(place):
            now = scene.note(note.tensor)
            flag = scene.flag(note.tensor, True)
            if now is None or flag is None or note.requires_grad or not now.requires_grad:
                continue
            born = scene.track.events[scene.track.born[note.tensor]]
            made = born if isinstance(born, Operation) else None
            spot = scene.spot(made.line) if made is not None else None
            name = scene.name(note.tensor, event.line.function)
            scene.values |= {"leaf": name or "a tensor", "operation": f"{event.name}()"}
            edit = requiring(spot, made.name, name) if spot is not None and made is not None else None
            return Found(each_once(event.line, flag, line), Cause.ASKED_LATE, spot.cure(edit) if spot else None)
    return None


def switched_off(scene: Scene, used: set[int]) -> Line | None:
    """Where requires_grad was set to False for one of the tensors, which is called `leaf` then."""
    for tensor in sorted(used):
        note = scene.note(tensor)
        if (
            note is not None
            and note.is_leaf
            and not note.requires_grad
            and (line := scene.flag(tensor, False)) is not None
        ):
            scene.values["leaf"] = scene.name(tensor) or "a tensor"
            return line
    return None


def _made_frozen(scene: Scene, way: Sequence[tuple[int, Operation]], line: Line) -> Found | None:
    """A parameter that never required a gradient, as Embedding.from_pretrained makes it."""
    frozen = [
        (note.tensor, event)
        for place, event in way
        for note in scene.given(place)
        if note.is_leaf and not note.requires_grad and scene.is_parameter(note.tensor)
    ]
    if not frozen:
        return None
    tensor, user = frozen[-1]
    scene.values["leaf"] = scene.name(tensor) or "a parameter"
    found = [
        (Spot(file, code, code.statement_of(call)), call)
        for file in scene.track.sources
        if (code := scene.code(file)) is not None
        for call in calls(code.tree, "from_pretrained")
        if isinstance(call.func, ast.Attribute) and last_name(call.func.value) in ("Embedding", "EmbeddingBag")
    ]
    if len(found) != 1 or "embedding" not in user.name:
        return Found(each_once(user.line, line), Cause.NEVER_ASKED)
    spot, call = found[0]
    return Found(each_once(spot.line, line), Cause.PRETRAINED, spot.cure(spot.code.keyword(call, "freeze", "False")))


def asked_for(scene: Scene, used: set[int], roots: set[int] | None = None) -> Cure | None:
    """requires_grad=True where the one tensor was made whose gradient the code asks for; it is none of the roots."""
    used = used - (roots or set())
    made = {tensor: one for tensor in sorted(used) if (one := scene.made(tensor)) is not None and _is_floating(one)}
    leaves = [tensor for tensor, one in made.items() if not any(isinstance(part, int) for part in one.inputs)]
    wanted = _asked_names(scene)
    names = {tensor: scene.name(tensor, one.line.function) or scene.name(tensor) for tensor, one in made.items()}
    chosen = [tensor for tensor in made if names[tensor] in wanted] or (leaves if len(leaves) == 1 else [])
    spots = {tensor: scene.spot(made[tensor].line) for tensor in chosen}
    edits = [requiring(one, made[tensor].name, names[tensor]) for tensor, one in spots.items() if one is not None]
    first = next(iter(spots.values()), None)
    if first is None or len({one.file for one in spots.values() if one is not None}) != 1:
        return None
    return first.cure(*edits)


def _asked_names(scene: Scene) -> set[str]:
    """The names whose .grad is read in the code, or that autograd.grad or an optimiser is given."""
    found: set[str] = set()
    for file in scene.track.sources:
        code = scene.code(file)
        if code is None:
            continue
        found |= {ast.unparse(one.value) for one in attributes(code.tree, "grad") if last_name(one.value) != "autograd"}
        for call in calls(code.tree, "grad"):
            found |= loaded(call.args[1]) if len(call.args) > 1 else set()
        for call in calls(code.tree, "SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "LBFGS", "Rprop", "Adadelta"):
            if call.args and isinstance(call.args[0], ast.List):
                found |= {ast.unparse(one) for one in call.args[0].elts}
    return found


def _is_floating(made: Operation) -> bool:
    return bool(made.outputs) and "float" in made.outputs[0].value.dtype


def requiring(spot: Spot, maker: str, name: str = "") -> Edit | None:
    """The statement makes a tensor that requires a gradient: the keyword, or requires_grad_() at the end."""
    code, statement = spot.code, spot.statement
    value = getattr(statement, "value", None)
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or not isinstance(value, ast.expr):
        return None
    found = calls(value, maker)
    if isinstance(value, ast.Call) and found == [value] and maker in FACTORIES:
        return code.keyword(value, "requires_grad", "True")
    if isinstance(value, ast.Tuple):  # w, b = torch.zeros(2), torch.zeros(1)
        places = [code.text(one) for one in targets(statement)]
        if name not in places or len(places) != len(value.elts):
            return None
        part = value.elts[places.index(name)]
        is_plain = isinstance(part, ast.Call) and last_name(part) == maker and maker in FACTORIES
        return code.keyword(part, "requires_grad", "True") if is_plain else code.after(part, ".requires_grad_()")  # type: ignore[arg-type]
    if len(targets(statement)) != 1:
        return None
    return code.after(value, ".requires_grad_()")
