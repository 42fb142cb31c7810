"""Ways that were cut: the detach(), .data or no_grad() on them is taken away, the flag is set in time."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.edit import Code, Edit, Function, attributes, calls, last_name, targets
from explorer.core.tape.reading.cures.lost import recording_on
from explorer.core.tape.reading.cures.scene import Scene, Spot
from explorer.core.tape.reading.mends.ways import Way, way_of
from explorer.core.tape.reading.optimizers import optimizers
from explorer.core.tape.reading.reasons import Why
from explorer.core.tape.reading.track import newest
from explorer.core.tape.tape import Cut, Line, Operation

_DETACHING = ("detach", "data", "detach_", ".data =")
_SETTING = ("requires_grad_", ".requires_grad =")
_COMPARING = ("cross_entropy", "kl_div", "binary_cross_entropy", "cosine_similarity")
_READING_ONLY = ("item", "tolist", "float", "int", "bool", "complex", "index")
"""What gives the numbers of a tensor that requires a gradient, too."""


def detached(scene: Scene, why: Why) -> Cure | None:
    """The only detach() or .data on the way, left out."""
    way = way_of(scene, why)
    spot, cut = scene.spot(why.lines[0]), _only_cut(way, why.lines[0])
    if way is None or spot is None or cut is None or cut.cut is Cut.NO_GRAD:
        return None
    if _is_meant(scene, way) or _is_target(scene, way):
        return None
    if _is_made_a_leaf(scene, way, spot) or _is_changed(scene, way, cut):
        return None
    return spot.cure(_without(scene, spot, cut))


def _only_cut(way: Way | None, line: Line) -> Operation | None:
    """What cuts the way at that line, if nothing does at another."""
    found = [event for event in way.events if _cuts(event)] if way is not None else []
    cuts = [event for event in found if isinstance(event, Operation) and event.line == line]
    return cuts[0] if cuts and len(cuts) == len(found) and len({one.name for one in cuts}) == 1 else None


def _cuts(event: object) -> bool:
    return not isinstance(event, Operation) or event.cut is not None or event.name in _DETACHING


def _is_meant(scene: Scene, way: Way) -> bool:
    """Whether the tensor is the business of another optimizer, which took no step: one network is trained alone."""
    held = optimizers(scene.track)
    own = [one for one in held if way.tensor in one.tensors]
    if not own or any(one.steps for one in own):
        return False
    filled = scene.leaves_of(visit.node for visit in way.walk.visits)
    return any(filled & set(one.tensors) for one in held) and not any(filled & set(one.tensors) for one in own)


def _is_target(scene: Scene, way: Way) -> bool:
    """Whether what was cut off is what others are compared with: a target is not to follow."""
    for place, event in reversed(way.operations):
        lives = {one: _required(scene, place, one) for one in event.inputs if isinstance(one, int)}
        if not any(lives.values()) or all(lives[one] for one in lives if one in way.touched):
            continue
        is_one = all(len(note.value.shape) == 0 for note in event.outputs)
        return (
            event.name.endswith("_loss") or event.name in _COMPARING or (event.name in ("sub", "rsub") and not is_one)
        )
    return False


def _is_made_a_leaf(scene: Scene, way: Way, spot: Spot) -> bool:
    """Whether what is behind the cut was made a leaf of its own, whose gradient is asked for."""
    if calls(spot.statement, "requires_grad_"):
        return True
    names = {
        name
        for event in way.events
        if isinstance(event, Operation) and event.name in _SETTING
        for note in event.outputs
        for name in scene.track.names_ever(note.tensor)
    }
    return any(f"{name}.grad" in text for name in names for text in scene.track.sources.values())


def _is_changed(scene: Scene, way: Way, cut: Operation) -> bool:
    """Whether something is done to the result, or to what is computed of it, that is refused if it requires a
    gradient: a change in place, or a way to NumPy.
    """
    storages = {note.storage for note in cut.outputs}
    for event in scene.track.events[scene.track.born.get(cut.outputs[0].tensor, 0) + 1 :] if cut.outputs else []:
        if not isinstance(event, Operation):
            continue
        if any(note.storage in storages for note in event.changed):
            return True
        if event.cut is Cut.NUMBERS and event.name not in _READING_ONLY and set(event.inputs) & way.touched:
            return True
    return False


def _without(scene: Scene, spot: Spot, cut: Operation) -> Edit | None:
    """The detach() or .data that was seen, left out of its statement."""
    code, statement = spot.code, spot.statement
    if cut.name == ".data =":
        found = [one for one in targets(statement) if isinstance(one, ast.Attribute) and one.attr == "data"]
        return code.replace(found[0], code.text(found[0].value)) if len(found) == 1 else None
    name = cut.name.removeprefix(".")
    made: list[ast.Call | ast.Attribute] = [*calls(statement, name)] if name != "data" else []
    made += [one for one in attributes(statement, "data") if isinstance(one.ctx, ast.Load)] if name == "data" else []
    if len(made) > 1 and cut.inputs and isinstance(cut.inputs[0], int):
        names = scene.track.names_ever(cut.inputs[0])
        made = [one for one in made if (owner := _owner(one)) is not None and ast.unparse(owner) in names]
    if len(made) != 1:
        return None
    (one,) = made
    outer = code.parent(one)
    if isinstance(outer, ast.Call) and last_name(outer) == "Variable" and (owner := _owner(one)) is not None:
        return unwrapped(code, statement, outer, owner)
    if isinstance(one, ast.Attribute):
        return code.replace(one, code.text(one.value))
    if one.args:  # torch.detach(h)
        return code.replace(one, code.text(one.args[0]))
    if isinstance(statement, ast.Expr) and statement.value is one:
        return code.remove(statement)
    return code.without_call(one) if isinstance(one.func, ast.Attribute) else None


def unwrapped(code: Code, statement: ast.stmt, outer: ast.Call, given: ast.expr) -> Edit:
    """The one that was given to it in place of Variable(…), which takes the numbers alone."""
    is_alone = isinstance(statement, ast.Assign) and statement.value is outer and len(statement.targets) == 1
    if is_alone and code.text(targets(statement)[0]) == code.text(given):
        return code.remove(statement)
    return code.replace(outer, code.text(given))


def _owner(node: ast.Call | ast.Attribute) -> ast.expr | None:
    if isinstance(node, ast.Attribute):
        return node.value
    return node.args[0] if node.args else node.func.value if isinstance(node.func, ast.Attribute) else None


def written_through_alias(scene: Scene, why: Why) -> Cure | None:
    """buf.data[i] = v writes to buf itself, where that requires no gradient and is read after the last write only."""
    track, way = scene.track, way_of(scene, why)
    if way is None:
        return None
    writes = [(place, one) for place, one in way.operations if one.changed and one.cut is None]
    storage = next((one.changed[0].storage for _, one in writes if one.line == why.lines[0]), None)
    writes = [(place, one) for place, one in writes if one.changed[0].storage == storage]
    if not writes or any(_required(scene, place, note.tensor) for place, one in writes for note in one.changed):
        return None
    first, last = writes[-1][0], writes[0][0]
    for place in range(first + 1, last):
        event = track.events[place]
        is_read = isinstance(event, Operation) and not event.changed and event.name not in _DETACHING
        if is_read and any(_storage(scene, place, one) == storage for one in event.inputs):  # type: ignore[union-attr]
            return None
    edits: list[Edit | None] = []
    spot = scene.spot(why.lines[0])
    for line in dict.fromkeys(one.line for _, one in writes):
        spot = scene.spot(line)
        if spot is None or spot.file != why.lines[0].file:
            return None
        edits.append(_without_in_target(spot) or _without_at_birth(scene, writes[0][1], spot.file))
    return spot.cure(*edits) if spot is not None else None


def _without_at_birth(scene: Scene, write: Operation, file: str) -> Edit | None:
    """`view = buf.data` as `view = buf`, where the alias has a name."""
    place = scene.track.born.get(write.changed[0].tensor)
    made = scene.track.events[place] if place is not None else None
    spot = scene.spot(made.line) if isinstance(made, Operation) and made.name in _DETACHING else None
    return _without(scene, spot, made) if spot is not None and spot.file == file else None  # type: ignore[arg-type]


def _without_in_target(spot: Spot) -> Edit | None:
    statement = spot.statement
    written: list[ast.expr] = list(targets(statement))
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        written = [statement.value.func]
    if len(written) != 1:
        return None
    found = attributes(written[0], "data")
    dropped = [one for one in calls(written[0], "detach") if isinstance(one.func, ast.Attribute)]
    if len(found) + len(dropped) != 1:
        return None
    return spot.code.replace(found[0], spot.code.text(found[0].value)) if found else spot.code.without_call(dropped[0])


def _required(scene: Scene, place: int, tensor: int) -> bool:
    note = newest(scene.track.notes.get(tensor, ()), scene.track.began[place] - 1)
    return note is not None and note.requires_grad


def _storage(scene: Scene, place: int, tensor: int | str) -> int | None:
    note = newest(scene.track.notes.get(tensor, ()), scene.track.began[place]) if isinstance(tensor, int) else None
    return note.storage if note is not None else None


def not_recorded(scene: Scene, why: Why) -> Cure | None:
    """The one no_grad() around, taken away, where nothing under it needs it."""
    way = way_of(scene, why)
    if way is None or _is_meant(scene, way) or _is_target(scene, way):
        return None
    cuts = [event for event in way.events if _cuts(event)]
    under = [one for one in cuts if isinstance(one, Operation) and one.cut is Cut.NO_GRAD]
    if len(under) != len(cuts):
        return None
    cure = recording_on(scene, under)
    return cure if cure is not None and not _needs_it(scene, cure, why.lines[0]) else None


def _needs_it(scene: Scene, cure: Cure, line: Line) -> bool:
    """Whether leaves are written to, or tensors go to NumPy, where the change takes no_grad() away."""
    changed = {number + k for number, old, _ in cure.changes for k in range(len(old))}
    whole = range(1, len(cure.before.splitlines()) + 1)
    inside: Iterable[int] = whole
    for spot in scene.chain(line):
        for outer in spot.code.around(spot.statement):
            heads = {getattr(outer, "lineno", 0), *(one.lineno for one in getattr(outer, "decorator_list", ()))}
            if spot.file == cure.file and isinstance(outer, ast.With | Function) and heads & changed:
                inside = range(outer.lineno, (outer.end_lineno or outer.lineno) + 1)
    for event in scene.track.events:
        if not isinstance(event, Operation) or not (_numbers_in(event.line, cure.file) & set(inside)):
            continue
        is_written = any(note.requires_grad and note.is_leaf for note in event.changed)
        if (is_written and inside is not whole) or (event.cut is Cut.NUMBERS and event.name not in _READING_ONLY):
            return True
    return False


def _numbers_in(line: Line, file: str) -> set[int]:
    return {number for name, number in ((line.file, line.number), *line.callers) if name == file}


def asked_late(scene: Scene, why: Why) -> Cure | None:
    """What sets the flag stands before what uses the tensor first."""
    events, tensor = scene.track.events, why.tensor
    operations = [one for one in events if isinstance(one, Operation)]
    setting = [
        one
        for one in operations
        if one.name in _SETTING and any(note.tensor == tensor and note.requires_grad for note in one.outputs)
    ]
    used = next((one for one in operations if tensor in one.inputs and one.outputs and one.name not in _SETTING), None)
    lines = {one.line for one in setting}
    spot = scene.spot(setting[0].line) if len(lines) == 1 else None
    if spot is None or used is None:
        return None
    code = spot.code
    first = scene.within(used.line, spot)
    block = code.block(spot.statement)
    before = next((one for one in (first, *code.around(first)) if one in block), None) if first is not None else None
    if not isinstance(before, ast.stmt) or before.lineno >= spot.statement.lineno:
        return None
    if not isinstance(spot.statement, ast.Expr | ast.Assign):
        return None
    return spot.cure(code.remove(spot.statement), code.insert_before(before, *code.lines(spot.statement)))


def without_graph(scene: Scene, why: Why) -> Cure | None:
    """create_graph=True for the gradients that are computed with."""
    return _keyword(scene, why, ("grad", "backward", "jacobian", "vjp", "jvp"), "create_graph", "True")


def inside(scene: Scene, why: Why) -> Cure | None:
    """The checkpoint that records what its function holds."""
    return _keyword(scene, why, ("checkpoint", "checkpoint_sequential"), "use_reentrant", "False")


def _keyword(scene: Scene, why: Why, names: tuple[str, ...], keyword: str, value: str) -> Cure | None:
    spot = scene.spot(why.lines[0])
    found = calls(spot.statement, *names) if spot is not None else []
    return spot.cure(spot.code.keyword(found[0], keyword, value)) if spot is not None and len(found) == 1 else None
