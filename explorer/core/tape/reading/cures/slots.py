"""A .grad that is None, and a backward() of what is no tensor."""

from __future__ import annotations

import ast

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.causes import Cause
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
from explorer.core.tape.reading.cures.leaves import step_in_place, why_no_leaf
from explorer.core.tape.reading.cures.lost import asked_for
from explorer.core.tape.reading.cures.numbers import number_maker, of_numbers
from explorer.core.tape.reading.cures.scene import Found, Scene, Spot, each_once
from explorer.core.tape.tape import Line, Operation, Walk


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
        return found if found.cause is not None else Found(lines, Cause.REBOUND, found.mended)
    if tensor is not None and note is not None and not note.requires_grad:
        return _not_asked(scene, spot, tensor, name, made, lines)
    return Found(here, Cause.NEVER_FILLED, _only_if_filled(spot, name))


def _not_asked(
    scene: Scene, spot: Spot, tensor: int, name: str, made: Operation | None, lines: tuple[Line, ...]
) -> Found:
    """It does not require a gradient: from the beginning, or since a step under no_grad() bound its name anew."""
    binder = scene.spot(made.line) if made is not None else None
    if binder is not None and name in stored(binder.statement) and name in loaded(binder.statement):
        return Found(lines, Cause.REBOUND, step_in_place(binder, name))
    if made is not None and made.inputs and any(isinstance(one, int) for one in made.inputs):
        return Found(lines, Cause.NOT_ASKED)
    return Found(lines, Cause.NOT_ASKED, asked_for(scene, {tensor}))


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
            and ast.unparse(one).endswith(".grad.zero_()")
            and not isinstance(code.parent(one), ast.If)
        ):
            slot = ast.unparse(one).removesuffix(".zero_()")
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
    if (edit := _one_tensor(spot, kind, name)) is not None:
        return Found((line,), Cause.NOT_A_TENSOR, spot.cure(edit))
    mended = of_numbers(spot, [spot.statement]) if kind != "NoneType" else None
    if mended is None:
        return Found((line,), Cause.NOT_A_TENSOR)
    scene.values["operation"] = number_maker(scene, mended) or "float()"
    return Found(each_once(*_changed_line(scene, spot, mended), line), Cause.LEFT_TORCH, mended)


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
    return () if statement is None else (scene.line_of(spot, statement) or _as_line(spot.file, spot.code, statement),)


def _as_line(file: str, code: Code, statement: ast.stmt) -> Line:
    return Line(file, statement.lineno, code.source.splitlines()[statement.lineno - 1].strip())


def next_backward(scene: Scene) -> Spot | None:
    """The first statement with .backward() after what ran last."""
    last = next((e.line for e in reversed(scene.track.events) if isinstance(e, Operation | Walk)), None)
    code = scene.code(last.file) if last is not None else None
    if last is None or code is None:
        return None
    found = [code.statement_of(call) for call in calls(code.tree, "backward")]
    later = [one for one in found if one.lineno >= last.number] or found
    return Spot(last.file, code, later[0]) if later else None
