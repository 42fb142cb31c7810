"""A graph that is walked twice: which part of it is shared, where that was made, and what makes it anew."""

from __future__ import annotations

import ast

from explorer.core.tape.reading.cures.causes import Cause
from explorer.core.tape.reading.cures.edit import stored
from explorer.core.tape.reading.cures.flow import moved
from explorer.core.tape.reading.cures.rounds import call_of, kept_over
from explorer.core.tape.reading.cures.scene import Found, Scene, each_once
from explorer.core.tape.reading.track import nodes_behind
from explorer.core.tape.tape import Line, Operation, TensorNote, Walk


def second_backward(scene: Scene) -> Found:
    """The walk that freed what the second one needed, and the second."""
    second = scene.walk
    if second is None:
        return Found((scene.refused.line,) if scene.refused else ())
    if second.roots:
        scene.call_it_by_name(second.roots[0])
    reached = {second.failed, *(visit.node for visit in second.visits)}
    walks = ((place, event) for place, event in enumerate(scene.track.events[: scene.place]) if isinstance(event, Walk))
    freeing = [(place, event) for place, event in walks if reached.intersection(event.freed)]
    if not freeing:
        return Found((second.line,))
    place, first = freeing[-1]
    lines = (first.line, second.line)
    if _is_another_round(scene, place, first, second):
        if (kept := kept_over(scene, second)) is not None:
            return kept
        return _old_part(scene, first, place)
    shared = nodes_behind(scene.track, scene.nodes_of(second).intersection(first.freed))
    step = scene.changed_leaf(scene.leaves_of(shared), place)
    if step is not None:
        return after_the_step(scene, step, lines) or Found(lines, Cause.WALKED_TWICE)
    if any(_is_overwritten(scene, node) for node in shared):
        return Found(lines, Cause.WALKED_TWICE)
    if (apart := _only_borrowed(scene, first, place, shared, lines)) is not None:
        return apart
    spot = scene.spot(first.line)
    call = call_of(spot, first) if spot is not None else None
    mended = (
        spot.cure(spot.code.keyword(call, "retain_graph", "True")) if spot is not None and call is not None else None
    )
    return Found(lines, Cause.SAME_GRAPH_TWICE, mended)


def _old_part(scene: Scene, first: Walk, place: int) -> Found:
    """Another run of the same walk, of what was computed once: outside the closure, say."""
    second = scene.walk
    assert second is not None
    shared = nodes_behind(scene.track, scene.nodes_of(second).intersection(first.freed))
    makers = [event for node in shared if (event := scene.track.operation_of(node)) is not None]
    lines = each_once(first.line, second.line)
    newest = max(makers, key=scene.track.events.index, default=None)
    if newest is None or scene.changed_leaf(scene.leaves_of(shared), place) is None:
        return Found((first.line, second.line), Cause.WALKED_TWICE)
    return Found(each_once(newest.line, *lines), Cause.OLD_PART)


def _only_borrowed(scene: Scene, first: Walk, place: int, shared: set[int], lines: tuple[Line, ...]) -> Found | None:
    """The first walk was for a step of what is not shared: it needs the numbers of the shared part only, detached."""
    track = scene.track
    own = scene.nodes_of(first) - shared
    if scene.changed_leaf(scene.leaves_of(own), place) is None:
        return None
    for edge in (edge for node in own for edge in track.edges_from(node) if edge.target in shared):
        user, maker = track.operation_of(edge.source), track.operation_of(edge.target)
        spot = scene.spot(first.line)
        if track.nodes[edge.target].leaf is not None or user is None or maker is None or spot is None:
            continue
        using, making = scene.within(user.line, spot), scene.within(maker.line, spot)
        names = stored(making) if making is not None else set()
        found = [
            one
            for one in (ast.walk(using) if using is not None else ())
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load) and one.id in names
        ]
        if len(found) == 1 and using is not making:
            scene.values["carried"] = found[0].id
            lines = each_once(user.line, *lines)
            return Found(lines, Cause.ONLY_BORROWED, spot.cure(spot.code.after(found[0], ".detach()")))
    return None


def _is_another_round(scene: Scene, place: int, first: Walk, second: Walk) -> bool:
    """Whether the first walk was of an earlier round of a loop than the second."""
    between = scene.track.events[place : scene.place]
    return any(isinstance(event, Walk) and event.line == second.line for event in between)


# -- a step between


def after_the_step(scene: Scene, step: Operation, lines: tuple[Line, ...]) -> Found | None:
    """What the walk came through was computed before `step` changed a leaf of it: it is computed again after it."""
    walk = scene.walk
    spot = scene.spot(walk.line) if walk is not None else None
    if walk is None or spot is None:
        return None
    function = walk.line.function
    scene.values["leaf"] = scene.name(step.changed[0].tensor, function) or "a parameter"
    scene.values["result"] = (scene.name(walk.roots[0], function) if walk.roots else "") or "the result"
    at = scene.within(step.line, spot)
    stale = _stale_nodes(scene, walk)
    statements = set()
    for node in stale:
        place = scene.track.nodes[node].operation
        event = scene.track.events[place] if place is not None else None
        made = scene.within(event.line, spot) if isinstance(event, Operation) else None
        if made is None:
            return Found(lines, Cause.STEP_BETWEEN)
        statements.add(made)
    leaf = scene.values["leaf"]
    ring = spot.code.loop(spot.statement)
    if at is not None:
        statements = {one for one in statements if one.lineno <= at.lineno or spot.code.loop(one) is not ring}
    if any(ring is not None and ring is not one and ring not in spot.code.around(one) for one in statements):
        return Found(lines, Cause.STEP_BETWEEN)  # made before the loop, for several rounds
    edits = moved(spot.code, statements, at, is_into=False, in_place=leaf) if at is not None else None
    is_certain = edits is not None and _trains_what_is_behind(scene, walk)
    return Found(lines, Cause.STEP_BETWEEN, spot.cure(*edits) if is_certain and edits else None)


def _trains_what_is_behind(scene: Scene, walk: Walk) -> bool:
    """Whether the walk has to come through what was changed: to leaves behind it, or as it is for these alone.

    Else its own leaves come before, and it may as well be meant for the values of then, before the step.
    """
    nodes = scene.nodes_of(walk)
    passed = {node for node in nodes if _is_overwritten(scene, node)}
    since = min((scene.track.nodes[node].operation or 0 for node in passed), default=0)
    changed = {note.tensor for place, event in scene.before() if place > since for note in event.changed}
    others = scene.leaves_of(nodes) - changed
    return not passed or not others or bool(scene.leaves_of(nodes_behind(scene.track, passed)) & others)


def _is_overwritten(scene: Scene, node: int) -> bool:
    """Whether something that the node had saved was changed since."""
    made = scene.track.nodes[node].operation
    saved = {part.value.storage for part in scene.track.nodes[node].saved if isinstance(part.value, TensorNote)}
    changes = (note for place, event in scene.before() if made is not None and place > made for note in event.changed)
    return bool(saved) and any(note.storage in saved for note in changes)


def _stale_nodes(scene: Scene, walk: Walk) -> set[int]:
    """The nodes behind the walk that lead to one whose saved tensors were changed, or freed, with these."""
    track = scene.track
    nodes = scene.nodes_of(walk)
    freed = {node for event in track.events[: scene.place] if isinstance(event, Walk) for node in event.freed}

    found = {node for node in nodes if node in freed or _is_overwritten(scene, node)}
    waiting = list(found)
    while waiting:
        for edge in track.edges_to(waiting.pop()):
            if edge.source in nodes and edge.source not in found:
                found.add(edge.source)
                waiting.append(edge.source)
    return found
