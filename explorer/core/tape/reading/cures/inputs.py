"""What autograd.grad was asked the gradient of: an input that was not used, or that requires none."""

from __future__ import annotations

import ast

from explorer.core.tape.reading.cures.asked import asked_for, requiring
from explorer.core.tape.reading.cures.causes import Cause
from explorer.core.tape.reading.cures.edit import (
    calls,
    only,
)
from explorer.core.tape.reading.cures.scene import Found, Scene, each_once
from explorer.core.tape.tape import Operation, Walk


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
    if walk is None:
        return Found(lines)
    given = call.args[1] if call is not None and len(call.args) > 1 else None
    names = [
        ast.unparse(one)
        for one in (given.elts if isinstance(given, ast.List | ast.Tuple) else [given] if given else [])
    ]
    behind = list(scene.behind(walk.roots))
    used = {part for _, event in behind for part in (event.inputs if isinstance(event, Operation) else ())}
    nodes = scene.nodes_of(walk)
    notes = {tensor: note for tensor in walk.only if (note := scene.note(tensor)) is not None}
    reached = scene.leaves_of(nodes) | {one for one, note in notes.items() if note.node in nodes}
    unknown = [one for one, tensor in enumerate(walk.only) if tensor not in reached]
    place = int(scene.values["index"]) if "index" in scene.values else unknown[0] if unknown else len(walk.only)
    if place >= len(walk.only):
        return Found(lines)
    unused = walk.only[place]
    scene.values["name"] = names[place] if len(names) == len(walk.only) else scene.name(unused) or "an input"
    made = scene.made(unused)
    sources = [one for one in made.inputs if isinstance(one, int) and one in used] if made is not None else []
    if sources:
        scene.values["source"] = scene.name(sources[0], walk.line.function) or "its source"
        return Found(lines, Cause.OTHER_INPUT)
    if any(isinstance(event, Walk) and scene.depends(event, unused) for _, event in behind):
        return Found(lines, Cause.FLAT_SLOPE)
    for _, event in scene.before():
        if unused in event.inputs and not any(note.requires_grad for note in (*event.outputs, *event.changed)):
            scene.values["operation"] = f"{event.name}()"
            return Found(each_once(event.line, *lines), Cause.INPUT_CUT)
    is_listed = len(names) == len(walk.only) and spot is not None and call is not None
    mended = spot.cure(spot.code.keyword(call, "materialize_grads", "True")) if is_listed else None  # type: ignore[union-attr, arg-type]
    return Found(lines, Cause.NO_PART, mended)
