"""A .grad that is None, and a backward() of what is no tensor."""

from __future__ import annotations

import ast

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.asked import asked_for
from explorer.core.tape.reading.cures.edit import (
    Code,
    Edit,
    attributes,
    calls,
    last_name,
    loaded,
    stored,
)
from explorer.core.tape.reading.cures.flow import stored_before
from explorer.core.tape.reading.cures.leaf_causes import LeafCause
from explorer.core.tape.reading.cures.leaves import step_in_place, why_no_leaf
from explorer.core.tape.reading.cures.numbers import number_maker, of_numbers
from explorer.core.tape.reading.cures.scene import Found, Scene, Spot, each_once
from explorer.core.tape.tape import Line, Operation, SlotWrite, Walk


def none_grad(scene: Scene) -> Found:
    """A .grad was used that is None: whose it was, and why."""
    spot = scene.spot(scene.raised) or _using(scene)
    if spot is None:
        return Found(())
    owners = [one.value for one in attributes(spot.statement, "grad") if last_name(one.value) != "autograd"]
    line = scene.raised or scene.line_of(spot, spot.statement)
    here = (line,) if line is not None else ()
    if not owners:
        return Found(here)
    owner = owners[0]
    name = scene.values["name"] = ast.unparse(owner)
    tensor = scene.called(name, line.function if line is not None else "")
    note = scene.note(tensor) if tensor is not None else None
    made = scene.made(tensor) if tensor is not None else None
    lines = each_once(made.line, *here) if made is not None else here
    if tensor is not None and note is not None and not note.is_leaf:
        found = why_no_leaf(scene, tensor, lines)
        return found if found.cause is not None else Found(lines, LeafCause.RESULT_KEEPS_NONE, found.mended)
    if tensor is not None and note is not None and not note.requires_grad:
        return _not_asked(scene, spot, tensor, name, made, lines)
    return _empty(scene, spot, name, tensor, here)


def _empty(scene: Scene, spot: Spot, name: str, tensor: int | None, here: tuple[Line, ...]) -> Found:
    """The slot of a leaf is empty: as nothing has run, as something cleared it, or as nothing came to it."""
    mended = _only_if_filled(spot, name)
    walks = [one for one in scene.track.events[: scene.place] if isinstance(one, Walk) and one.name == "backward"]
    if not walks:
        return Found(here, LeafCause.NEVER_FILLED, mended)
    cleared = [_cleared(scene, one) for one in ([tensor] if tensor is not None else scene.all_leaves())]
    if cleared and all(line == cleared[-1] for line in cleared) and cleared[-1] is not None:
        return Found(each_once(cleared[-1], *here), LeafCause.CLEARED)
    empty = [tensor] if tensor is not None else _without_gradient(scene, spot, name)
    if not empty or walks[-1].error or any(_writes(scene, one) for one in empty):
        return Found(here, None, mended)
    others = [one for tensor in empty for one in scene.track.names_ever(tensor)[:1] if one != name]
    scene.values["leaf"] = ", ".join(others) or name
    return Found(each_once(walks[-1].line, *here), LeafCause.NOTHING_CAME, mended)


def _without_gradient(scene: Scene, spot: Spot, name: str) -> list[int]:
    """The parameters whose slots are empty, where the name is one of all parameters; none where some are frozen."""
    loops = [one for one in ast.walk(spot.code.tree) if isinstance(one, ast.For | ast.comprehension)]
    found = [one for one in loops if name in map(ast.unparse, ast.walk(one.target))]
    if not any(calls(one.iter, "parameters", "named_parameters") for one in found):
        return []
    notes = {note.tensor: note for _, event in scene.before() for note in (*event.changed, *event.outputs)}
    every = [tensor for tensor in sorted(notes) if scene.is_parameter(tensor)]
    empty = [one for one in every if not (writes := _writes(scene, one)) or writes[-1].after is None]
    return empty if all(scene.flag(one, False) is None for one in every) else []


def _writes(scene: Scene, tensor: int) -> list[SlotWrite]:
    events = scene.track.events[: scene.place]
    return [one for one in events if isinstance(one, SlotWrite) and one.tensor == tensor]


def _cleared(scene: Scene, tensor: int) -> Line | None:
    """Where the slot, which had been filled, became None."""
    writes = _writes(scene, tensor)
    was_filled = any(one.after is not None for one in writes)
    return writes[-1].line if was_filled and writes[-1].after is None else None


def _not_asked(
    scene: Scene, spot: Spot, tensor: int, name: str, made: Operation | None, lines: tuple[Line, ...]
) -> Found:
    """It does not require a gradient: from the beginning, or since a step under no_grad() bound its name anew."""
    binder = scene.spot(made.line) if made is not None else None
    if binder is not None and name in stored(binder.statement) and {name, f"{name}.grad"} <= loaded(binder.statement):
        return Found(lines, LeafCause.REBOUND, step_in_place(binder, name))
    if made is not None and made.inputs and any(isinstance(one, int) for one in made.inputs):
        return Found(lines, LeafCause.NOT_ASKED)
    return Found(lines, LeafCause.NOT_ASKED, asked_for(scene, {tensor}))


def _using(scene: Scene) -> Spot | None:
    """The statement that uses a .grad and would have run next, where nobody told which was refused."""
    last = next((e.line for e in reversed(scene.track.events) if isinstance(e, Operation | Walk)), None)
    if last is None:
        return None
    code = scene.code(last.file)
    if code is None:
        return None
    found = []
    for one in ast.walk(code.tree):
        if isinstance(one, ast.Attribute) and one.attr == "grad" and last_name(one.value) != "autograd":
            statement = code.statement_of(one)
            is_stored = isinstance(one.ctx, ast.Store) or isinstance(statement, ast.If | ast.While)
            if not is_stored and not isinstance(code.parent(one), ast.Call):
                found.append(statement)
    found.sort(key=lambda one: one.lineno)
    later = [one for one in found if one.lineno >= last.number] or found
    return Spot(last.file, code, later[0]) if later else None


def _only_if_filled(spot: Spot, name: str) -> Cure | None:
    """Under `if name.grad is not None:`, where the statement belongs to a loop, or empties the slot."""
    code, statement = spot.code, spot.statement
    empties = any(last_name(call) == "zero_" for call in calls(statement))
    if code.loop(statement) is None and not empties:
        return None
    if isinstance(statement, ast.Return) or (stored(statement) and not isinstance(statement, ast.AugAssign)):
        return None
    if empties:
        return spot.cure(*_each_emptied_if_filled(code, statement))
    block = list(code.block(statement))
    last = first = statement
    while block.index(last) + 1 < len(block) and f"{name}.grad" in loaded(block[block.index(last) + 1]):
        if isinstance(block[block.index(last) + 1], ast.If | ast.For | ast.While | ast.With):
            break
        last = block[block.index(last) + 1]
    return spot.cure(code.wrap(first, last, f"if {name}.grad is not None:"))


def _each_emptied_if_filled(code: Code, statement: ast.stmt) -> list[Edit | None]:
    """The statement and its likes in the same function, each under its own `if w.grad is not None:`."""
    found: list[Edit | None] = []
    for one in code.statements(code.scope(statement)):
        if (
            isinstance(one, ast.Expr)
            and ast.unparse(one).endswith((".grad.zero_()", ".grad.data.zero_()"))
            and not isinstance(code.parent(one), ast.If)
        ):
            slot = ast.unparse(one).removesuffix(".zero_()").removesuffix(".data")
            found.append(code.wrap(one, one, f"if {slot} is not None:"))
    return found


def no_backward_here(scene: Scene) -> Found:
    """`.backward()` of what is no tensor: the name's value left torch before."""
    spot = scene.spot(scene.raised) or next_backward(scene)
    if spot is None:
        return Found(())
    line = scene.raised or Line(spot.file, spot.statement.lineno, spot.code.text(spot.statement).partition("\n")[0], "")
    found = calls(spot.statement, "backward")
    if found and isinstance(found[0].func, ast.Attribute):
        scene.values["name"] = ast.unparse(found[0].func.value)
    kind, name = scene.values.get("kind", ""), scene.values["name"]
    if kind in ("tuple", "list", "dict"):
        edit = _one_tensor(spot, kind, name)
        return Found((line,), LeafCause.SEVERAL_TOGETHER, spot.cure(edit) if edit is not None else None)
    if kind == "NoneType":
        return Found((line,), LeafCause.NOTHING_GIVEN)
    mended = of_numbers(spot, [spot.statement])
    exits = list(scene.exits())
    if mended is not None and exits:
        scene.values["operation"] = number_maker(scene, mended) or "float()"
        return Found(each_once(*_changed_line(scene, spot, mended), line), LeafCause.LEFT_TORCH, mended)
    began = _beginning(spot.code, spot.statement, name)
    if began is None or exits:
        return Found((line,), LeafCause.NOT_A_TENSOR)
    return Found(each_once(spot.line_of(began), line), LeafCause.NEVER_ADDED)


def _beginning(code: Code, statement: ast.stmt, name: str) -> ast.stmt | None:
    """Where the name, or what the function that gave it returns, became a plain number."""
    before = stored_before(code, name, statement)
    value = getattr(before, "value", None)
    if isinstance(value, ast.Constant):
        return before
    function = code.function(last_name(value)) if isinstance(value, ast.Call) else None
    ends = [one for one in ast.walk(function) if isinstance(one, ast.Return)] if function is not None else []
    if len(ends) != 1 or not isinstance(ends[0].value, ast.Name):
        return None
    return next(
        (
            one
            for one in code.statements(code.scope(ends[0]))
            if ends[0].value.id in stored(one) and isinstance(getattr(one, "value", None), ast.Constant)
        ),
        None,
    )


def _one_tensor(spot: Spot, kind: str, name: str) -> Edit | None:
    """Several losses in a list are added; a comma at the end of a line is no tuple of one."""
    code = spot.code
    before = stored_before(code, name, spot.statement) if name else None
    value = getattr(before, "value", None)
    if kind == "tuple" and isinstance(value, ast.Tuple) and len(value.elts) == 1:
        start, end = code.span(value)
        return Edit(start, end, code.text(value.elts[0]))
    found = calls(spot.statement, "backward")
    if kind == "list" and name.isidentifier() and found and isinstance(found[0].func, ast.Attribute):
        return code.replace(found[0].func.value, f"sum({name})")
    return None


def _changed_line(scene: Scene, spot: Spot, mended: Cure) -> tuple[Line, ...]:
    """The first line that the cure changes."""
    statement = spot.code.statement(mended.changes[0][0])
    return () if statement is None else (scene.line_of(spot, statement) or spot.line_of(statement),)


def next_backward(scene: Scene) -> Spot | None:
    """The first statement with .backward() after what ran last."""
    last = next((e.line for e in reversed(scene.track.events) if isinstance(e, Operation | Walk)), None)
    code = scene.code(last.file) if last is not None else None
    if last is None or code is None:
        return None
    found = [code.statement_of(call) for call in calls(code.tree, "backward")]
    later = [one for one in found if one.lineno >= last.number] or found
    return Spot(last.file, code, later[0]) if later else None
