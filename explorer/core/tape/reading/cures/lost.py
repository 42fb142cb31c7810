"""A result that nothing leads back from: what cut the way, or what it began with."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from math import prod

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.causes import Cause
from explorer.core.tape.reading.cures.edit import (
    Code,
    Edit,
    Function,
    attributes,
    calls,
    is_tight,
    is_true,
    keyword,
    last_name,
    loaded,
    targets,
)
from explorer.core.tape.reading.cures.numbers import as_stack, feeders, left_torch, number_maker
from explorer.core.tape.reading.cures.scene import Found, Scene, Spot, each_once
from explorer.core.tape.tape import Cut, Line, Operation, Walk

FACTORIES = (
    *("tensor", "ones", "zeros", "rand", "randn", "full", "linspace", "arange", "eye", "empty", "logspace", "normal"),
    *("ones_like", "zeros_like", "rand_like", "randn_like", "full_like", "empty_like"),
)
"""What takes requires_grad=True."""

_MODES = ("no_grad", "inference_mode")
_CUTS = {"detach": "detach", "data": "data", "detach_": "detach_"}


def no_graph(scene: Scene) -> Found:
    """The nearest operation behind the tensor that cut the path, or where the tensor was made; and what was refused."""
    event = scene.refused
    if event is None:
        return Found()
    roots = event.roots if isinstance(event, Walk) else tuple(one for one in event.inputs if isinstance(one, int))
    if roots:
        scene.call_it_by_name(roots[0])
    cuts: list[Operation | Walk] = []
    way: list[tuple[int, Operation]] = []
    for place, one in scene.behind(roots):
        if isinstance(one, Walk) or one.cut is not None or _is_cut(scene, one):
            cuts.append(one)
        if isinstance(one, Operation):
            way.append((place, one))
    nearest = next(iter(cuts), None)
    if nearest is None and (of_slot := _of_a_slot(scene, event.line)) is not None:
        return of_slot
    if nearest is None:
        return _nothing_asked(scene, roots, way, event.line)
    lines = each_once(nearest.line, event.line)
    scene.values["operation"] = f"{nearest.name}()"
    if isinstance(nearest, Walk):
        return _of_a_gradient(scene, nearest, lines)
    every = [one for one in cuts if isinstance(one, Operation)]
    if nearest.cut is Cut.DETACH:
        return Found(lines, Cause.DETACHED, _without_detach(scene, [*every, *_detached_again(nearest, way)]))
    if nearest.cut is Cut.NO_GRAD:
        return Found(lines, Cause.NOT_RECORDED, recording_on(scene, every))
    if nearest.name in ("tensor", "as_tensor"):
        return Found(lines, Cause.NUMBERS_ONLY, _stacked(scene, nearest))
    return Found(lines, Cause.STEPWISE)


def _is_cut(scene: Scene, event: Operation) -> bool:
    """Whether whole numbers or truth values were made of what requires a gradient, which no operation calls a cut."""
    given = (scene.note(one) for one in event.inputs if isinstance(one, int))
    made = (*event.outputs, *event.changed)
    return not any(note.requires_grad for note in made) and any(
        note is not None and note.requires_grad for note in given
    )


def _of_a_gradient(scene: Scene, walk: Walk, lines: tuple[Line, ...]) -> Found:
    """What was computed of a gradient: was a graph of it asked for?"""
    spot = scene.spot(walk.line)
    found = calls(spot.statement, walk.name) if spot is not None else []
    if spot is None or len(found) != 1:
        return Found(lines, Cause.NO_CREATE_GRAPH)
    if is_true(keyword(found[0], "create_graph")):
        return once_only(scene, walk, lines) or Found(lines, Cause.CONSTANT_SLOPE)
    return Found(lines, Cause.NO_CREATE_GRAPH, spot.cure(spot.code.keyword(found[0], "create_graph", "True")))


def _of_a_slot(scene: Scene, line: Line) -> Found | None:
    """What is walked was computed of x.grad: torch.autograd.grad(y, x) stands for it, and y.backward() goes."""
    spot = scene.spot(line)
    if spot is None:
        return None
    code = spot.code
    slots = [
        one
        for part in feeders(code, [spot.statement])
        if part.lineno <= spot.statement.lineno
        for one in attributes(part, "grad")
        if isinstance(one.ctx, ast.Load) and ast.unparse(one.value) not in ("torch.autograd", "autograd")
    ]
    scope = code.scope(spot.statement)
    walks = [one for one in code.statements(scope) if _walks_alone(one) and one.lineno < spot.statement.lineno]
    if not slots:
        return None
    first = (
        next((e.line for e in scene.track.events if isinstance(e, Walk) and e.line.number == walks[-1].lineno), None)
        if walks
        else None
    )
    lines = each_once(*([first] if first is not None else []), line)
    if len(slots) != 1 or not walks or code.loop(slots[0]) is not code.loop(walks[-1]):
        return Found(lines, Cause.SLOT_WITHOUT_GRAPH)
    call = walks[-1].value  # type: ignore[attr-defined]
    new = f"torch.autograd.grad({code.text(call.func.value)}, {code.text(slots[0].value)}, create_graph=True)[0]"
    return Found(lines, Cause.SLOT_WITHOUT_GRAPH, spot.cure(code.remove(walks[-1]), code.replace(slots[0], new)))


def _walks_alone(statement: ast.stmt) -> bool:
    """y.backward() with nothing else in it."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and last_name(call) == "backward" and not call.args


def once_only(scene: Scene, walk: Walk, lines: tuple[Line, ...]) -> Found | None:
    """The walk came through a function of the person's own that is marked with once_differentiable."""
    for visit in walk.visits:
        name = scene.track.nodes[visit.node].name.removesuffix("Backward")
        for file in scene.track.sources:
            code = scene.code(file)
            function = code.function(f"{name}.backward") if code is not None else None
            marks = (
                [one for one in function.decorator_list if last_name(one) == "once_differentiable"] if function else []
            )
            if code is not None and function is not None and marks:
                scene.values["operation"] = name
                mended = code.cure(file, *map(code.without_decorator, marks)) if _is_torch(function) else None
                return Found(lines, Cause.ONCE_ONLY, mended)
    return None


def _is_torch(function: ast.AST) -> bool:
    names = {one.id for one in ast.walk(function) if isinstance(one, ast.Name)}
    methods = {last_name(one) for one in calls(function)}
    return not names & {"np", "numpy"} and not methods & {"numpy", "item", "detach", "no_grad", "tolist"}


def _without_detach(scene: Scene, cuts: Sequence[Operation]) -> Cure | None:
    """Each detach() or .data on the way left out, if they cut one way: cuts of several ways may be meant."""
    if len({one.line for one in cuts if one.cut is not None}) != 1:
        return None
    spots = [(scene.spot(line), name) for line, name in {(one.line, one.name): None for one in cuts}]
    first = spots[0][0]
    if first is None or any(one is None or one.code is not first.code for one, _ in spots):
        return None
    return first.cure(*(_undetached(one, name) for one, name in spots if one is not None))


def _detached_again(cut: Operation, way: Sequence[tuple[int, Operation]]) -> list[Operation]:
    """What detaches once more what was made of the cut's result: it is no cut, and would be one."""
    live, found = {note.tensor for note in cut.outputs}, []
    for _, event in reversed(way):
        if event is not cut and live.intersection(one for one in event.inputs if isinstance(one, int)):
            live.update(note.tensor for note in event.outputs)
            if event.name in _CUTS:
                found.append(event)
    return found


def _undetached(spot: Spot, name: str) -> Edit | None:
    code = spot.code
    called = calls(spot.statement, _CUTS.get(name, name))
    if len(called) == 1 and isinstance(called[0].func, ast.Attribute) and not called[0].args:
        if name == "detach_" and isinstance(spot.statement, ast.Expr):
            return code.remove(spot.statement)
        return code.without_call(called[0])
    read = attributes(spot.statement, "data") if name == "data" else []
    if len(read) == 1 and isinstance(read[0].ctx, ast.Load):
        return code.replace(read[0], code.text(read[0].value))
    return None


def recording_on(scene: Scene, cuts: Iterable[Operation]) -> Cure | None:
    """The one no_grad() around the operations taken away: a `with`, a decorator, or a call that switches it off."""
    found: dict[tuple[str, int], Cure | None] = {}
    for line in {one.line for one in cuts}:
        place, cure = _switch(scene, line)
        found[place] = cure
    return next(iter(found.values())) if len(found) == 1 else None


def _switch(scene: Scene, line: Line) -> tuple[tuple[str, int], Cure | None]:
    for one in scene.chain(line):
        code = one.code
        for outer in code.around(one.statement):
            if isinstance(outer, ast.With) and any(_is_off(item.context_expr) for item in outer.items):
                return (one.file, outer.lineno), _without_mode(one, outer)
            if isinstance(outer, Function):
                switches = [part for part in outer.decorator_list if _is_off(part)]
                if switches:
                    return (one.file, outer.lineno), one.cure(*map(code.without_decorator, switches))
                break
    for file in scene.track.sources:
        whole = scene.code(file)
        off = calls(whole.tree, "set_grad_enabled") if whole is not None else []
        bare = [one for one in off if whole is not None and isinstance(whole.parent(one), ast.Expr) and _is_off(one)]
        if whole is not None and len(bare) == 1:
            return (file, bare[0].lineno), whole.cure(file, whole.remove(whole.statement_of(bare[0])))
    return ("", 0), None


def _is_off(node: ast.expr) -> bool:
    if last_name(node) == "set_grad_enabled":
        return isinstance(node, ast.Call) and bool(node.args) and getattr(node.args[0], "value", None) is False
    return last_name(node) in _MODES


def _without_mode(spot: Spot, outer: ast.With) -> Cure | None:
    others = [item for item in outer.items if not _is_off(item.context_expr)]
    if not others:
        return spot.cure(spot.code.unwrap(outer))
    kept = ", ".join(spot.code.text(item.context_expr) for item in others if item.optional_vars is None)
    if any(item.optional_vars is not None for item in others):
        return None
    first, last = spot.code.span(outer.items[0].context_expr)[0], spot.code.span(outer.items[-1].context_expr)[1]
    return spot.cure(Edit(first, last, kept))


# -- torch.tensor of tensors


def _stacked(scene: Scene, made: Operation) -> Cure | None:
    spot = scene.spot(made.line)
    found = calls(spot.statement, made.name) if spot is not None else []
    if spot is None or len(found) != 1 or not found[0].args:
        return None
    shapes = {note.value.shape for one in made.inputs if isinstance(one, int) and (note := scene.note(one)) is not None}
    given, code = found[0].args[0], spot.code
    if isinstance(given, ast.List | ast.Tuple):
        new = as_stack(code, given) if shapes == {()} else None
        if new is None and shapes and all(prod(shape) == 1 for shape in shapes) and _is_flat(given):
            new = f"torch.stack([{', '.join(f'{_member(code, one)}.reshape(())' for one in given.elts)}])"
    elif isinstance(given, ast.ListComp) or (isinstance(given, ast.Name) and len(made.inputs) > 1):
        new = f"torch.stack({code.text(given)})" if len(shapes) == 1 else None
    else:
        new = f"{code.text(given) if is_tight(given) else f'({code.text(given)})'}.clone()"
    return spot.cure(code.replace(found[0], new)) if new is not None else None


def _is_flat(given: ast.List | ast.Tuple) -> bool:
    return not any(isinstance(one, ast.List | ast.Tuple | ast.Starred) for one in given.elts)


def _member(code: Code, node: ast.expr) -> str:
    return code.text(node) if is_tight(node) else f"({code.text(node)})"


# -- nothing required a gradient


def _nothing_asked(scene: Scene, roots: Sequence[int], way: Sequence[tuple[int, Operation]], line: Line) -> Found:
    """No operation on the way cut it: where it came from did not require a gradient."""
    made = scene.made(roots[0]) if roots else None
    lines = each_once(made.line, line) if made is not None else (line,)
    used = {one for _, event in way for one in event.inputs if isinstance(one, int)} | set(roots)
    if (left := left_torch(scene, [event for _, event in way], line)) is not None:
        scene.values["operation"] = number_maker(scene, left) or "float()"
        return Found(lines, Cause.LEFT_TORCH, left)
    frozen = _switched_off(scene, used)
    if frozen is not None:
        return Found(each_once(frozen, line), Cause.FROZEN)
    return Found(lines, Cause.NO_LEAF, asked_for(scene, used))


def _switched_off(scene: Scene, used: set[int]) -> Line | None:
    """Where requires_grad was set to False for one of the tensors."""
    for _, event in scene.before():
        is_flag = event.name in ("requires_grad_", ".requires_grad =")
        if is_flag and any(note.tensor in used and not note.requires_grad for note in event.outputs):
            return event.line
    return None


def asked_for(scene: Scene, used: set[int]) -> Cure | None:
    """requires_grad=True where the one tensor was made whose gradient the code asks for."""
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
