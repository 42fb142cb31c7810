"""What autograd.grad was asked the gradient of: an input that was not used, or that requires none."""

from __future__ import annotations

import ast

from explorer.core.tape.reading.cures.causes import Cause
from explorer.core.tape.reading.cures.edit import (
    calls,
    only,
)
from explorer.core.tape.reading.cures.lost import asked_for, requiring
from explorer.core.tape.reading.cures.scene import Found, Scene
from explorer.core.tape.tape import Operation


def input_without_grad(scene: Scene) -> Found:
    """The input that the gradient is asked for is made to require one."""
    walk = scene.walk
    lines = (walk.line,) if walk is not None else ()
    spot = scene.spot(walk.line) if walk is not None else None
    call = only(calls(spot.statement, "grad")) if spot is not None else None
    if spot is None or call is None or len(call.args) < 2:
        return Found(lines)
    given = call.args[1]
    names = [ast.unparse(one) for one in (given.elts if isinstance(given, ast.List | ast.Tuple) else [given])]
    tensors = [scene.called(name, walk.line.function) for name in names] if walk is not None else []
    chosen = {one for one in tensors if one is not None and (note := scene.note(one)) and not note.requires_grad}
    if len(chosen) == 1:
        scene.call_it_by_name(next(iter(chosen)))
    made = [scene.made(one) for one in chosen]
    if len(made) == 1 and made[0] is not None and not any(isinstance(one, int) for one in made[0].inputs):
        there = scene.spot(made[0].line)
        return Found(lines, None, there.cure(requiring(there, made[0].name)) if there is not None else None)
    return Found(lines, None, asked_for(scene, chosen) if chosen else None)


def grad_unused(scene: Scene) -> Found:
    """Zeros are the gradient by what was not used, unless it was made of what was."""
    walk = scene.walk
    lines = (walk.line,) if walk is not None else ()
    spot = scene.spot(walk.line) if walk is not None else None
    call = only(calls(spot.statement, "grad")) if spot is not None else None
    if walk is None or spot is None or call is None or len(call.args) < 2:
        return Found(lines)
    given = call.args[1]
    names = [ast.unparse(one) for one in (given.elts if isinstance(given, ast.List | ast.Tuple) else [given])]
    used = {
        part for _, event in scene.behind(walk.roots) for part in (event.inputs if isinstance(event, Operation) else ())
    }
    for name in names:
        tensor = scene.called(name, walk.line.function)
        made = scene.made(tensor) if tensor is not None else None
        if tensor in used or made is None:
            continue
        sources = [one for one in made.inputs if isinstance(one, int) and one in used]
        scene.values["name"] = name
        if sources:
            scene.values["source"] = scene.name(sources[0], walk.line.function) or "its source"
            return Found(lines, Cause.OTHER_INPUT)
    return Found(lines, None, spot.cure(spot.code.keyword(call, "materialize_grads", "True")))
