"""The way on which a tensor's influence came to what was walked back from, gradient or no gradient."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.core.tape.reading.cures.scene import Scene
from explorer.core.tape.reading.origins import walk_of
from explorer.core.tape.reading.reasons import Why
from explorer.core.tape.reading.ways import roots_of
from explorer.core.tape.tape import Operation, OptimizerStep, Walk


@dataclass(frozen=True, slots=True)
class Way:
    """From `tensor` to the roots of `walk`: the events on it with their places, the newest first. `touched` are all
    tensors that have to do with it, on the way or not. What an optimizer does is left out.
    """

    tensor: int
    walk: Walk
    found: tuple[tuple[int, Operation | Walk], ...]
    touched: frozenset[int]

    @property
    def events(self) -> list[Operation | Walk]:
        return [event for _, event in self.found]

    @property
    def operations(self) -> list[tuple[int, Operation]]:
        return [(place, event) for place, event in self.found if isinstance(event, Operation)]


def way_of(scene: Scene, why: Why) -> Way | None:
    """None where the reason does not tell which tensor and which walk it is about."""
    track = scene.track
    if why.tensor is None or why.walk is None:
        return None
    stepping = {event.line for event in track.events if isinstance(event, OptimizerStep)}
    touched, through = {why.tensor}, set()
    for place, event in enumerate(track.events[: why.walk]):
        if isinstance(event, Operation):
            given, made = {*event.inputs, *event.inside}, (*event.outputs, *event.changed)
        elif isinstance(event, Walk):
            given, made = {*event.roots, *event.only}, event.results
        else:
            continue
        if given & touched and event.line not in stepping:
            through.add(place)
            touched |= {note.tensor for note in made}
    behind = scene.behind(roots_of(track, why.walk), why.walk)
    found = tuple((place, event) for place, event in behind if place in through)
    return Way(why.tensor, walk_of(track, why.walk), found, frozenset(touched))
