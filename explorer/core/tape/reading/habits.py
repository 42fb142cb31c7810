"""Lines of a training that do nothing: a step that binds a name anew, gradients clipped before there are any."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.edit import Code, calls, loaded, parsed, stored
from explorer.core.tape.reading.cures.flow import moved
from explorer.core.tape.reading.cures.leaves import NO_GRAD, is_under_no_grad
from explorer.core.tape.reading.cures.scene import Scene
from explorer.core.tape.reading.optimizers import names_of, optimizers, writes_of
from explorer.core.tape.reading.origins import walk_of
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.track import Track
from explorer.core.tape.tape import Line, Operation

_SIGNS = {ast.Sub: "-=", ast.Add: "+="}


def idle(track: Track) -> Iterator[tuple[Why, tuple[int, ...]]]:
    """Each of such lines, with the tensors that it leaves as they were."""
    yield from _bound_anew(track)
    walked = {(line.file, line.number) for _, place in track.walks if (line := walk_of(track, place).line)}
    for file, text in list(track.sources.items()):
        code = parsed(text) if "clip_grad_" in text else None
        for call in calls(code.tree, "clip_grad_norm_", "clip_grad_value_") if code is not None else ():
            assert code is not None
            clip = code.statement_of(call)
            walk = _walk_after(code, clip)
            if walk is not None and (file, walk.lineno) in walked:
                lines = (Line(file, one.lineno, code.text(one).partition("\n")[0]) for one in (clip, walk))
                yield Why(Reason.CLIPPED_EARLY, {}, tuple(lines)), ()


def _walk_after(code: Code, clip: ast.stmt) -> ast.stmt | None:
    """The only backward() of the loop, which comes after the clipping, and all gradients are cleared before that."""
    loop = code.loop(clip)
    block = list(code.block(clip))
    place = block.index(clip)
    before, after = block[:place], block[place + 1 :]
    walks = [one for one in after if isinstance(one, ast.Expr) and calls(one, "backward")]
    is_only = loop is not None and len(calls(loop, "backward")) == len(walks) == 1
    is_cleared = any(isinstance(one, ast.Expr) and calls(one, "zero_grad") for one in before)
    return walks[0] if is_only and is_cleared else None


def _bound_anew(track: Track) -> Iterator[tuple[Why, tuple[int, ...]]]:
    """for p in net.parameters(): p = p - lr * p.grad, which leaves the parameter as it was."""
    found: dict[Line, list[int]] = {}
    held = {tensor for one in optimizers(track) if one.steps for tensor in one.tensors}
    filled = {tensor: one[0].place for tensor, one in writes_of(track).items() if one[0].is_walk}
    changed = {
        note.tensor
        for place in track.changing
        for note in getattr(track.events[place], "changed", ())
        if place > filled.get(note.tensor, place)
    }
    for place in sorted(place for name in ("sub", "add") for place in track.named.get(name, ())):
        event = track.events[place]
        assert isinstance(event, Operation)
        leaf = next((one for one in event.inputs if isinstance(one, int)), None)
        if leaf in filled and leaf not in changed | held and event.outputs and not event.outputs[0].requires_grad:
            code = parsed(track.sources.get(event.line.file, ""))
            statement = code.statement(event.line.number) if code is not None else None
            if code is not None and statement is not None and bound_to(code, statement):
                tensors = found.setdefault(event.line, [])
                tensors += [leaf] if leaf not in tensors else []
    for line, tensors in found.items():
        yield Why(Reason.STEP_BOUND, {"name": names_of(track, tensors)}, (line,)), tuple(tensors)


def bound_to(code: Code, statement: ast.stmt) -> str:
    """p of p = p - lr * p.grad, where p goes through tensors that others hold."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return ""
    target, value, loop = statement.targets[0], statement.value, code.loop(statement)
    if not isinstance(target, ast.Name) or not isinstance(loop, ast.For) or not isinstance(value, ast.BinOp):
        return ""
    is_of_loop = target.id in {one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)}
    is_step = type(value.op) in _SIGNS and ast.unparse(value.left) == target.id and f"{target.id}.grad" in loaded(value)
    later = [one for one in code.block(statement) if one.lineno > statement.lineno and target.id in loaded(one)]
    return target.id if is_of_loop and is_step and not later and stored(statement) == {target.id} else ""


def step_in_place(scene: Scene, why: Why) -> Cure | None:
    """p -= lr * p.grad, where nothing is recorded."""
    spot = scene.spot(why.lines[0])
    name = bound_to(spot.code, spot.statement) if spot is not None else ""
    if spot is None or not name:
        return None
    code, value = spot.code, spot.statement.value  # type: ignore[attr-defined]
    step = f"{name} {_SIGNS[type(value.op)]} {code.text(value.right)}"
    if is_under_no_grad(code, spot.statement):
        return spot.cure(code.replace(spot.statement, step))
    return spot.cure(code.replace(spot.statement, f"{NO_GRAD}\n{code.indent(spot.statement)}    {step}"))


def clip_after(scene: Scene, why: Why) -> Cure | None:
    """The clipping after the backward() whose gradients it is for."""
    clip, walk = (scene.spot(line) for line in why.lines)
    if clip is None or walk is None:
        return None
    edits = moved(clip.code, [clip.statement], walk.statement, is_into=False)
    return clip.cure(*edits) if edits is not None else None
