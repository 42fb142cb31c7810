"""Leaves that are written to, and tensors that should have been leaves: their .grad stays None."""

from __future__ import annotations

import ast

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.edit import (
    Code,
    Edit,
    attributes,
    calls,
    keyword,
    last_name,
    loaded,
    out_of_place,
    stored,
    targets,
)
from explorer.core.tape.reading.cures.flow import leaf_last, stored_before
from explorer.core.tape.reading.cures.leaf_causes import LeafCause
from explorer.core.tape.reading.cures.lost import recording_on
from explorer.core.tape.reading.cures.scene import Found, Scene, Spot, each_once, is_met
from explorer.core.tape.tape import Line, Operation, Walk

NO_GRAD = "with torch.no_grad():"


def made_and_refused(scene: Scene) -> tuple[Line, ...]:
    """Where the tensor was made, and where something was wanted of it that it does not do."""
    event = scene.refused
    if event is None:
        return (scene.raised,) if scene.raised is not None else ()
    tensors = event.roots if isinstance(event, Walk) else [part for part in event.inputs if isinstance(part, int)]
    if not tensors:
        return (event.line,)
    scene.call_it_by_name(tensors[0])
    made = scene.made(tensors[0])
    return each_once(made.line, event.line) if made else (event.line,)


# -- written to


def leaf_in_place(scene: Scene) -> Found:
    """A leaf, or a view of one, that is written to: under no_grad(), unless results are collected in it."""
    lines = made_and_refused(scene)
    event = scene.refused
    spot = scene.spot(scene.line)
    if not isinstance(event, Operation) or spot is None:
        return Found(lines)
    tensors = [part for part in event.inputs if isinstance(part, int)]
    is_part = "a view of" in scene.error
    if is_part and len(lines) == 1 and (base := _base(scene, tensors[0])) is not None:
        lines = each_once(base.line, event.line)
    name = written(spot.statement)
    if name and not scene.name(tensors[0], event.line.function):
        scene.values["name"] = name
    given = [note for one in tensors[1:] if one != tensors[0] and (note := scene.note(one)) is not None]
    if any(note.requires_grad for note in given):
        return Found(lines, LeafCause.WRITE_WITH_GRADIENT, _not_a_leaf(scene, tensors[0]))
    is_known = " " not in scene.values["name"]
    cause = LeafCause.PART_OF_LEAF if is_part else LeafCause.LEAF_WRITTEN
    binder = stored_before(spot.code, name, spot.statement)
    # text = self.table; text += noise: it may be meant for a new tensor.
    is_alias = isinstance(getattr(binder, "value", None), ast.Name | ast.Attribute)
    return Found(lines, cause if is_known else None, None if is_alias else under_no_grad(scene, spot, name))


def _base(scene: Scene, tensor: int) -> Operation | None:
    """What made the leaf that the tensor is a part of."""
    for one in _makers(scene, tensor):
        if any(note.is_leaf and note.requires_grad for note in one.outputs):
            return None if is_met(one) else one
    return None


def written(statement: ast.stmt) -> str:
    """What the statement changes in place: w of w[0] = 1, of w += 1 and of w.mul_(2); else nothing."""
    node: ast.expr | None = None
    if isinstance(statement, ast.Assign | ast.AugAssign):
        found = targets(statement)
        node = found[0] if len(found) == 1 else None
        if isinstance(statement, ast.Assign) and not isinstance(node, ast.Subscript):
            return ""
    elif (
        isinstance(statement, ast.Expr)
        and isinstance(call := statement.value, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr.endswith("_")
    ):
        node = call.func.value
    while isinstance(node, ast.Subscript):
        node = node.value
    return ast.unparse(node) if node is not None else ""


def under_no_grad(scene: Scene, spot: Spot, name: str) -> Cure | None:
    """The statement, and those of the same function that write to this leaf or another, under torch.no_grad()."""
    code = spot.code
    function = scene.line.function if scene.line is not None else ""
    also = [
        one
        for one in code.statements(code.scope(spot.statement))
        if one is spot.statement or (name and _writes_to_leaf(scene, one, name, function))
    ]
    also = [one for one in also if not is_under_no_grad(code, one)]
    edits: list[Edit | None] = []
    while also:
        first = last = also.pop(0)
        block = list(code.block(first))
        while also and also[0] in block and block.index(also[0]) == block.index(last) + 1:
            last = also.pop(0)
        edits.append(code.wrap(first, last, NO_GRAD))
    return spot.cure(*edits)


def _writes_to_leaf(scene: Scene, statement: ast.stmt, name: str, function: str) -> bool:
    """Whether it changes this leaf in place, or another one: a parameter, what has a name of one, or its own .grad."""
    other = written(statement)
    if not other or other.endswith((".data", ".grad")):
        return False
    tensor = scene.called(other, function)
    note = scene.note(tensor) if tensor is not None else None
    if note is not None:
        return note.is_leaf and note.requires_grad
    return other == name or f"{other}.grad" in loaded(statement) or other.endswith((".weight", ".bias"))


def is_under_no_grad(code: Code, statement: ast.stmt) -> bool:
    return any(
        isinstance(one, ast.With) and any(last_name(item.context_expr) == "no_grad" for item in one.items)
        for one in code.around(statement)
    )


def _not_a_leaf(scene: Scene, tensor: int) -> Cure | None:
    """The tensor that results are put in, made without requires_grad=True."""
    for made in _makers(scene, tensor):
        spot = scene.spot(made.line)
        for call in calls(spot.statement, made.name) if spot is not None else ():
            if spot is not None and keyword(call, "requires_grad") is not None:
                return spot.cure(spot.code.without_keyword(call, "requires_grad"))
    return None


def _makers(scene: Scene, tensor: int) -> list[Operation]:
    """What made the tensor, and before that what it is a view of."""
    return [event for _, event in scene.behind([tensor]) if isinstance(event, Operation) and event.outputs]


def view_in_place(scene: Scene) -> Found:
    """A view of several, or one taken where nothing is recorded, that is written to."""
    lines = made_and_refused(scene)
    spot = scene.spot(scene.line)
    if spot is None:
        return Found(lines)
    edit = out_of_place(spot.code, spot.statement)
    return Found(lines, None, None if _is_for_the_whole(scene, spot) else spot.cure(edit))


def _is_for_the_whole(scene: Scene, spot: Spot) -> bool:
    """Whether what the view is of, or holds them all, is used later, and with it the change of the view."""
    name, code = written(spot.statement), spot.code
    scope = code.scope(spot.statement)
    binders = [one for one in ast.walk(scope) if isinstance(one, ast.Assign | ast.For) and name in stored(one)]
    wholes = {read for one in binders for read in loaded(one.iter if isinstance(one, ast.For) else one.value)}
    after = [one for one in code.statements(scope) if one.lineno > spot.statement.lineno]
    return bool((wholes - {name}) & {text for one in after for text in loaded(one)})


def view_of_no_grad(scene: Scene) -> Found:
    """The view is taken where it is written to: outside of no_grad()."""
    event = scene.refused
    tensor = event.inputs[0] if isinstance(event, Operation) and event.inputs else None
    made = scene.made(tensor) if isinstance(tensor, int) else None
    return Found(made_and_refused(scene), None, recording_on(scene, [made]) if made is not None else None)


# -- no leaf


def non_leaf_grad(scene: Scene) -> Found:
    """The .grad of a result is read: it should have been a leaf, or its gradient is to be kept."""
    lines = made_and_refused(scene)
    event = scene.refused
    if not isinstance(event, Operation) or not event.inputs or not isinstance(event.inputs[0], int):
        return Found(lines)
    return why_no_leaf(scene, event.inputs[0], lines)


def why_no_leaf(scene: Scene, tensor: int, lines: tuple[Line, ...]) -> Found:
    """Why the tensor, which is none, is no leaf; and how its gradient is to be had."""
    made = scene.made(tensor)
    spot = scene.spot(made.line) if made is not None else None
    if spot is None:
        return Found(lines)
    scene.values["carried"] = scene.values["name"]
    if (edit := leaf_last(spot.code, spot.statement)) is not None:
        return Found(lines, LeafCause.LEAF_IN_THE_MIDDLE, spot.cure(edit))
    names = stored(spot.statement)
    if len(names) != 1 or not isinstance(spot.statement, ast.Assign):
        return Found(lines)
    name = next(iter(names))
    if name in loaded(spot.statement):
        if (cure := _early_leaf(spot, name)) is not None:
            return Found(lines, LeafCause.LEAF_IN_THE_MIDDLE, cure)
        if f"{name}.grad" in loaded(spot.statement):
            return Found(lines, LeafCause.REBOUND, step_in_place(spot, name))
    if name not in scene.track.names_ever(tensor):  # it was made on the way to what has the name
        name = _read_as(scene, spot)
    kept = spot.code.insert_after(spot.statement, f"{name}.retain_grad()") if name else None
    return Found(lines, None, spot.cure(kept))


def _read_as(scene: Scene, spot: Spot) -> str:
    """net.weight, where the refused line reads net.weight.grad and the net is there at the spot, too."""
    here = scene.spot(scene.line)
    if here is None or here.code is not spot.code:
        return ""
    owners = {ast.unparse(one.value) for one in attributes(here.statement, "grad")}
    name = owners.pop() if len(owners) == 1 else ""
    is_there = here.code.scope(here.statement) is spot.code.scope(spot.statement)
    return name if "." in name and is_there and name.partition(".")[0] in loaded(spot.statement) else ""


def _early_leaf(spot: Spot, name: str) -> Cure | None:
    """w = torch.randn(3, requires_grad=True), and then w = w * 0.1: the flag is set after that."""
    code = spot.code
    if f"{name}.grad" in loaded(spot.statement) or code.loop(spot.statement) is not None:
        return None
    before = stored_before(code, name, spot.statement)
    value = getattr(before, "value", None)
    if not isinstance(value, ast.Call):
        return None
    is_last = last_name(value) == "requires_grad_" and isinstance(value.func, ast.Attribute)
    without = code.without_call(value) if is_last else code.without_keyword(value, "requires_grad")
    if without is None:
        return None
    return spot.cure(without, code.insert_after(spot.statement, f"{name}.requires_grad_()"))


def step_in_place(spot: Spot, name: str) -> Cure | None:
    """w = w - 0.1 * w.grad, and its likes beside it, as steps that leave w the leaf that it is, or make a new one."""
    code, statement = spot.code, spot.statement
    alike = [one for one in code.block(statement) if one is statement or _is_step(one)]
    return spot.cure(*(_in_place(code, one, next(iter(stored(one)))) for one in alike))


def _is_step(statement: ast.stmt) -> bool:
    names = stored(statement)
    name = next(iter(names)) if isinstance(statement, ast.Assign) and len(names) == 1 else ""
    return bool(name) and {name, f"{name}.grad"} <= loaded(statement)


def _in_place(code: Code, statement: ast.stmt, name: str) -> Edit:
    value = statement.value  # type: ignore[attr-defined]
    zeroed = any(
        f"{name}.grad" in stored(one) or any(ast.unparse(call.func) == f"{name}.grad.zero_" for call in calls(one))
        for one in code.statements(code.scope(statement))
    )
    signs = {ast.Sub: "-=", ast.Add: "+="}
    if zeroed and isinstance(value, ast.BinOp) and type(value.op) in signs and ast.unparse(value.left) == name:
        step = f"{name} {signs[type(value.op)]} {code.text(value.right)}"
        if is_under_no_grad(code, statement):
            return code.replace(statement, step)
        return code.replace(statement, f"{NO_GRAD}\n{code.indent(statement)}    {step}")
    return code.after(value, ".requires_grad_()" if is_under_no_grad(code, statement) else ".detach().requires_grad_()")


def optimizer_non_leaf(scene: Scene) -> Found:
    """An optimizer was given a result: the line that made it sets the flag last."""
    spot = scene.spot(scene.line) or built(scene)
    here = (scene.line,) if scene.line is not None else ()
    if spot is None:
        return Found(())
    results = []
    for call in calls(spot.statement):
        for name in loaded(call):
            made = [one for one in _binders(spot, name) if leaf_last(spot.code, one) is not None]
            if len(made) == 1:
                scene.values["carried"] = scene.values["name"] = name
                lines = [line for line in (scene.line_of(spot, made[0]), scene.line) if line is not None]
                return Found(tuple(lines), LeafCause.LEAF_IN_THE_MIDDLE, spot.cure(leaf_last(spot.code, made[0])))
            binder = stored_before(spot.code, name, spot.statement)
            if binder is not None and name in loaded(binder):
                early = _early_leaf(Spot(spot.file, spot.code, binder), name)
                if early is not None:
                    scene.values["carried"] = scene.values["name"] = name
                    return Found(each_once(spot.line_of(binder), *here), LeafCause.LEAF_IN_THE_MIDDLE, early)
            tensor = scene.called(name, scene.line.function if scene.line is not None else "")
            note = scene.note(tensor) if tensor is not None else None
            if tensor is not None and note is not None and not note.is_leaf:
                results.append((name, tensor))
    if len(set(results)) != 1:
        return Found(here)
    (name, tensor), made_by = results[0], scene.made(results[0][1])
    sources = [one for one in made_by.inputs if isinstance(one, int)] if made_by is not None else []
    scene.values |= {"name": name, "source": (scene.name(sources[0]) if sources else "") or "another tensor"}
    return Found(each_once(*([made_by.line] if made_by is not None else []), *here), LeafCause.RESULT_OPTIMIZED)


def built(scene: Scene) -> Spot | None:
    """The statement that builds the only optimiser of the code."""
    found = [
        Spot(file, code, code.statement_of(call))
        for file in scene.track.sources
        if (code := scene.code(file)) is not None
        for call in calls(
            code.tree, "SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "LBFGS", "Rprop", "Adadelta", "NAdam"
        )
    ]
    return found[0] if len(found) == 1 else None


def _binders(spot: Spot, name: str) -> list[ast.stmt]:
    before = stored_before(spot.code, name, spot.statement)
    return [before] if before is not None else []
