"""A tensor that was saved for a derivative and changed afterwards: by which line, and what leaves it as it was."""

from __future__ import annotations

import ast
import re

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.causes import Cause
from explorer.core.tape.reading.cures.edit import (
    Code,
    Edit,
    calls,
    is_true,
    keyword,
    last_name,
    out_of_place,
    stored,
    targets,
)
from explorer.core.tape.reading.cures.rounds import kept_over
from explorer.core.tape.reading.cures.scene import Found, Scene, Spot, each_once
from explorer.core.tape.reading.cures.second import after_the_step
from explorer.core.tape.tape import Line, Operation, TensorNote

_LAYERS = {
    **{"relu": "ReLU", "relu_": "ReLU", "relu6": "ReLU6", "leaky_relu": "LeakyReLU", "leaky_relu_": "LeakyReLU"},
    **{"elu": "ELU", "elu_": "ELU", "celu": "CELU", "selu": "SELU", "selu_": "SELU", "silu": "SiLU", "silu_": "SiLU"},
    **{"dropout": "Dropout", "dropout_": "Dropout", "hardtanh": "Hardtanh", "hardtanh_": "Hardtanh", "mish": "Mish"},
    **{"hardswish": "Hardswish", "hardsigmoid": "Hardsigmoid", "threshold": "Threshold", "rrelu": "RReLU"},
    **{"dropout2d": "Dropout2d", "feature_dropout": "Dropout2d", "alpha_dropout": "AlphaDropout"},
}
"""The modules that have `inplace`, by the operation that they call."""

_STALE = {
    Cause.CARRIED_OVER: Cause.CARRIED_STALE,
    Cause.RUNNING_SUM: Cause.STALE_SUM,
    Cause.MADE_ONCE: Cause.MADE_ONCE_STALE,
}
"""The same where the graph of the round before was kept, and a step changed what it had saved."""


def saved_changed(scene: Scene) -> Found:
    """The operation that saved the tensor, and those that changed it afterwards."""
    walk = scene.walk
    if walk is None or walk.failed is None:
        return Found((scene.refused.line,) if scene.refused else ())
    node = scene.track.nodes[walk.failed]
    if node.operation is None:
        return Found((walk.line,))
    scene.values["node"] = node.name
    changes = _changes(scene, walk.failed, node.operation)
    saver = scene.track.events[node.operation]
    kept = (saver.line,) if isinstance(saver, Operation) else ()
    lines = (*kept, *each_once(*(event.line for event, _ in reversed(changes))))
    if not changes or not isinstance(saver, Operation):
        return Found(lines, Cause.OVERWRITTEN)
    change, note = changes[0]
    scene.call_it_by_name(note.tensor)
    scene.values["saver"] = saver.name
    if change.name == "embedding":
        return Found(lines, Cause.RENORMALISED, _saver_on_a_copy(scene, saver, note))
    if note.requires_grad and note.is_leaf:
        return _stepped(scene, change, lines)
    return Found(lines, Cause.CHANGED_BY_LINE, _mended(scene, saver, changes))


def _stepped(scene: Scene, change: Operation, lines: tuple[Line, ...]) -> Found:
    """A parameter was changed by a step of gradient descent."""
    walk = scene.walk
    assert walk is not None
    kept = kept_over(scene, walk)
    if kept is not None and kept.cause in _STALE:
        scene.values["leaf"] = scene.name(change.changed[0].tensor, walk.line.function) or "a parameter"
        return Found(lines, _STALE[kept.cause], kept.mended)
    if kept is not None and kept.cause not in (Cause.SAME_GRAPH_TWICE, Cause.WALKED_TWICE, Cause.OLD_PART):
        return Found(lines, kept.cause, kept.mended)
    return after_the_step(scene, change, lines) or Found(lines, Cause.OVERWRITTEN)


def _changes(scene: Scene, node: int, place: int) -> list[tuple[Operation, TensorNote]]:
    """What changed what the node had saved, the newest first."""
    shape = tuple(map(int, re.findall(r"\d+", scene.values["shape"])))
    expected, found = int(scene.values["expected"]), int(scene.values["found"])
    saved = [part.value for part in scene.track.nodes[node].saved if isinstance(part.value, TensorNote)]
    storages = {note.storage for note in saved if note.value.shape == shape and note.version == expected}

    def is_it(note: TensorNote) -> bool:
        is_kept = note.storage in storages if storages else note.value.shape == shape
        return is_kept and expected < note.version <= found

    return [
        (event, note)
        for number, event in scene.before()
        if number > place
        for note in event.changed[:1] or ()
        if is_it(note) or any(map(is_it, event.changed))
    ]


def _mended(scene: Scene, saver: Operation, changes: list[tuple[Operation, TensorNote]]) -> Cure | None:
    """The cure of all that the walk would come upon, else of what stopped it."""
    every = _all_changes(scene)
    at_once = _apart(scene, saver, [*changes, *(one for one in every if one not in changes)])
    if at_once is not None or (at_once := _apart(scene, saver, changes)) is not None:
        return at_once
    return _saver_on_a_copy(scene, saver, changes[0][1])


def _all_changes(scene: Scene) -> list[tuple[Operation, TensorNote]]:
    """All that changed what any node behind the walk had saved before, the newest first."""
    walk = scene.walk
    saved: dict[int, int] = {}
    for node in scene.nodes_of(walk) if walk is not None else ():
        made = scene.track.nodes[node].operation
        for part in scene.track.nodes[node].saved:
            if isinstance(part.value, TensorNote) and made is not None:
                saved[part.value.storage] = min(made, saved.get(part.value.storage, made))
    return [
        (event, event.changed[0])
        for place, event in scene.before()
        if event.changed and saved.get(event.changed[0].storage, place) < place and not event.changed[0].is_leaf
    ]


def _apart(scene: Scene, saver: Operation, changes: list[tuple[Operation, TensorNote]]) -> Cure | None:
    """Each change made out of place, if each is one of a fresh tensor."""
    in_modules = _not_in_place(scene, changes)
    if in_modules is not None:
        return in_modules
    spots = [scene.spot(event.line) for event, _ in changes]
    first = spots[0]
    own = scene.spot(saver.line)
    # A copy made before the statement that saves it, and changes it then, would be changed as well.
    is_apart = own is not None and all(
        one is not None and (one.statement is not own.statement or out_of_place(one.code, one.statement) is not None)
        for one in spots
    )
    if is_apart and first is not None and all(one is not None and one.file == first.file for one in spots):
        edits = {
            one.statement: _changed_apart(scene, one, note)
            for one, (_, note) in zip(spots, changes, strict=True)
            if one
        }
        if all(edit is not None for edit in edits.values()):
            return first.cure(*edits.values())
    return None


def _not_in_place(scene: Scene, changes: list[tuple[Operation, TensorNote]]) -> Cure | None:
    """Modules and functions that were told to work in place, told not to."""
    wanted: dict[str, list[ast.Call]] = {}
    for event, _ in changes:
        if event.name not in _LAYERS:
            return None
        spot = scene.spot(event.line)
        direct = [one for one in calls(spot.statement, event.name, event.name.rstrip("_"))] if spot is not None else []
        if spot is not None and any(one for one in direct if keyword(one, "inplace") is not None):
            wanted.setdefault(spot.file, []).extend(one for one in direct if is_true(keyword(one, "inplace")))
            continue
        if any(last_name(one).endswith("_") for one in direct):
            return None
        for file in scene.track.sources:
            code = scene.code(file)
            if code is not None:
                wanted.setdefault(file, []).extend(
                    one for one in calls(code.tree, _LAYERS[event.name]) if _works_in_place(one)
                )
    files = [file for file, found in wanted.items() if found]
    code = scene.code(files[0]) if len(files) == 1 else None
    if code is None:
        return None
    edits: list[Edit | None] = []
    for call in dict.fromkeys(wanted[files[0]]):
        if keyword(call, "inplace") is not None:
            edits.append(code.without_keyword(call, "inplace"))
        else:
            edits.append(code.replace(call.args[-1], "False"))
    return code.cure(files[0], *edits)


def _works_in_place(call: ast.Call) -> bool:
    return is_true(keyword(call, "inplace")) or bool(call.args and is_true(call.args[-1]))


def _changed_apart(scene: Scene, spot: Spot, note: TensorNote) -> Edit | None:
    """The statement changes a new tensor of the same name, if no other tensor and no other name needs the change."""
    code, statement = spot.code, spot.statement
    target = _changed_name(statement)
    if target is None or _is_seen_elsewhere(scene, spot, target, note):
        return None
    if (edit := out_of_place(code, statement)) is not None:
        return edit
    name = code.text(target)
    if any(ast.unparse(one.func) == f"{name}.detach_" for one in calls(code.scope(statement), "detach_")):
        return None  # torch does not let a copy be detached that was saved
    return code.insert_before(statement, f"{name} = {name}.clone()")


def _changed_name(statement: ast.stmt) -> ast.Name | ast.Attribute | None:
    """What the statement changes in place: y of y += x, of y[0] = x, and of y.mul_(x)."""
    node: ast.expr | None = None
    if isinstance(statement, ast.Assign | ast.AugAssign):
        found = targets(statement)
        node = found[0] if len(found) == 1 else None
    elif isinstance(statement, ast.Expr) and isinstance(call := statement.value, ast.Call):
        if not last_name(call).endswith("_") or not isinstance(call.func, ast.Attribute):
            return None
        node = call.func.value
        if isinstance(node, ast.Name) and node.id in ("F", "torch") and call.args:
            node = call.args[0]
    while isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(statement, ast.Assign) and targets(statement) and node is targets(statement)[0]:
        return None  # it binds a name, and changes nothing
    return node if isinstance(node, ast.Name | ast.Attribute) else None


def _is_seen_elsewhere(scene: Scene, spot: Spot, target: ast.expr, note: TensorNote) -> bool:
    """Whether the change may be meant for another name of the same memory: a view's base, or a caller's variable.

    It is not where the name was bound to the result of an operation in the same function, and it is no view.
    """
    code = spot.code
    name = code.text(target)
    if not isinstance(target, ast.Name):
        return False
    scope = code.scope(spot.statement)
    binders = [one for one in code.statements(scope) if name in stored(one) and one.lineno < spot.statement.lineno]
    if not binders or any(isinstance(getattr(one, "value", None), ast.Name) for one in binders):
        return True
    born = scene.made(note.tensor)
    shared = {
        one.tensor
        for _, event in scene.before()
        for one in (*event.outputs, *event.changed)
        if one.storage == note.storage and one.tensor != note.tensor
    }
    if born is None or not shared:
        return False
    inputs = {one for one in born.inputs if isinstance(one, int)}
    return bool(shared & inputs)


def _saver_on_a_copy(scene: Scene, saver: Operation, note: TensorNote) -> Cure | None:
    """What saved the tensor works on a copy of it: on `name.clone()`, or its own result is one."""
    spot = scene.spot(saver.line)
    if spot is None:
        return None
    code = spot.code
    outputs = {one.storage for one in saver.outputs}
    if note.storage in outputs:
        value = getattr(spot.statement, "value", None)
        if isinstance(value, ast.Call) and last_name(value) in (saver.name, saver.name.rstrip("_")):
            return spot.cure(code.after(value, ".clone()"))
        return None
    names = _names_of_storage(scene, note.storage, saver.line.function)
    value = getattr(spot.statement, "value", None)
    found = [
        one
        for one in (ast.walk(value) if value is not None else ())
        if isinstance(one, ast.Name | ast.Attribute) and isinstance(one.ctx, ast.Load) and ast.unparse(one) in names
    ]
    found = [one for one in found if not any(one is not other and one in ast.walk(other) for other in found)]
    if not found:
        return None
    return spot.cure(*(code.after(_element(code, one), ".clone()") for one in found))


def _element(code: Code, node: ast.expr) -> ast.expr:
    """h[t] of the h in it."""
    while isinstance(outer := code.parent(node), ast.Subscript) and outer.value is node:
        node = outer
    return node


def _names_of_storage(scene: Scene, storage: int, around: str) -> set[str]:
    tensors = {
        one.tensor for _, event in scene.before() for one in (*event.outputs, *event.changed) if one.storage == storage
    }
    found = {scene.name(tensor, around) for tensor in tensors}
    attributes_of_self = {f"self.{name.rpartition('.')[2]}" for name in found if "." in name}
    return (found | attributes_of_self) - {""}
