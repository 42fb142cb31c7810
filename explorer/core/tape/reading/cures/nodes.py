"""The node at which a walk ended."""

from __future__ import annotations

from explorer.core.tape.reading.cures.scene import Scene, each_once
from explorer.core.tape.tape import Line, Operation


def failing_node(scene: Scene) -> tuple[Line, ...]:
    """Where the node was made at which the walk ended, and the walk."""
    walk = scene.walk
    if walk is None:
        return (scene.refused.line,) if scene.refused else ()
    nodes = scene.track.nodes
    ran = [visit.node for visit in walk.visits if nodes[visit.node].name == scene.values.get("node")]
    number = ran[-1] if ran else walk.failed
    place = nodes[number].operation if number is not None else None
    maker = scene.track.events[place] if place is not None else None
    return each_once(maker.line, walk.line) if isinstance(maker, Operation) else (walk.line,)
