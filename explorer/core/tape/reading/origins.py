"""Where in a recording it began that a gradient is missing, zero or not finite, and what one is the sum of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from enum import IntEnum
from heapq import heappop, heappush
from math import isclose, prod
from typing import TypeVar

from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.track import Track, is_bad, newest, nodes_behind, step_of
from explorer.core.tape.tape import Cut, Edge, Operation, Summary, Walk

T = TypeVar("T")

_MOST = 32
"""Things that are kept of a recording, which may have a thousand walks."""


# -- cuts


def roots_of(track: Track, place: int) -> list[int]:
    """The tensors that the walk at `place` started from."""
    walk = walk_of(track, place)
    if walk.roots or not walk.visits:
        return list(walk.roots)
    # Nobody was seen asking for it.
    return [note.tensor for _, note in track.values.get(walk.visits[0].node, ())[-1:]]


def way_back(track: Track, tensor: int, node: int | None, place: int) -> tuple[bool, Operation | None]:
    """Whether one leads to the tensor and its node from where the walk at `place` started; and the first operation
    after the tensor that left some of its influence none.
    """
    roots = roots_of(track, place)
    is_linked, cut = _once(track, ("flow", place), lambda: _flow(track, roots, place)).get(tensor, (False, None))
    if is_linked and node is not None:
        is_linked = node in _once(track, ("behind", place), lambda: _behind(track, roots, track.began[place]))
    return is_linked, cut


def _flow(track: Track, roots: list[int], place: int) -> dict[int, tuple[bool, Operation | None]]:
    """The tensors whose influence came to the roots of the walk at `place`: whether some of it came with a way back,
    and the first operation that left some of it none.
    """
    found: dict[int, tuple[bool, Operation | None]] = dict.fromkeys(roots, (True, None))
    waiting: list[int] = []  # events that made them, the newest first
    for root in roots:
        _wait_for_makers(track, root, place, waiting)
    number = place
    while waiting:
        last, number = number, -heappop(waiting)
        event = track.events[number]
        if number == last or not isinstance(event, Operation) or event.name == ".grad =":
            continue
        for note in (*event.outputs, *event.changed) if event.changed else event.outputs:
            if note.tensor not in found:
                continue
            is_live, cut = found[note.tensor]
            if not note.requires_grad or note.is_leaf:  # a leaf can be written to in no_grad() only
                is_live, cut = False, event
            for one in event.inputs:
                if isinstance(one, int) and one != note.tensor:
                    if one not in found:
                        _wait_for_makers(track, one, number, waiting)
                    was_live, before = found.get(one, (False, None))
                    found[one] = was_live or is_live, cut or before
    return found


def _wait_for_makers(track: Track, tensor: int, place: int, waiting: list[int]) -> None:
    """Put the events before `place` that made or changed the tensor onto the heap."""
    for step, _ in track.notes.get(tensor, ()):
        if (event := track.steps[step].event) < place:
            heappush(waiting, -event)


def kind_of_cut(cut: Operation) -> Cut:
    """What the recorder says, which knows neither integers nor in-place changes as cuts."""
    if cut.cut is not None:
        return cut.cut
    if cut.name.startswith("."):
        return Cut.DETACH
    made = (*cut.outputs, *cut.changed)
    return Cut.NO_GRAD if any("float" in note.value.dtype for note in made) else Cut.NO_DERIVATIVE


def _behind(track: Track, roots: list[int], began: int) -> set[int]:
    """The nodes to which edges lead from the roots."""
    notes = [newest(track.notes.get(root, ()), began) for root in roots]
    return nodes_behind(track, (note.node for note in notes if note is not None and note.node is not None))


# -- what is not finite


def made_bad(moment: Moment, tensor: int) -> tuple[Operation | Walk, int] | None:
    """What made the tensor's value not finite out of finite ones, or met it so; and at which step."""
    track = moment.track
    timed = track.notes.get(tensor, ())
    place = bisect_right(timed, moment.step, key=step_of)
    at = track.bad_since.get((tensor, timed[place - 1][0])) if place else None
    event = moment.at(at).happened if at is not None else None
    return (event, at) if event is not None and at is not None else None


def spoiled_by(track: Track, node: int) -> Operation | Walk | None:
    """A value that was not finite on the way forward spoils the derivatives made from it: what made it."""
    operation = track.operation_of(node)
    place = track.nodes[node].operation
    if operation is None or place is None:
        return None
    moment = Moment(track, track.began[place])
    before = moment.at(moment.step - 1)
    inputs = [one for one in operation.inputs if isinstance(one, int)]
    tensor = next((one for one in inputs if (note := before.note(one)) is not None and is_bad(note.value)), None)
    if tensor is None:
        tensor = next((note.tensor for note in (*operation.outputs, *operation.changed) if is_bad(note.value)), None)
    made = made_bad(moment, tensor) if tensor is not None else None
    return made[0] if made is not None else None


def has_zero_where_nan(arrived: Summary, sent: Summary) -> bool:
    """Whether a gradient of 0 may have become NaN, as far as the first numbers tell."""
    if arrived.shape != sent.shape:
        return is_zero(arrived)
    return any(one == 0 and other == "nan" for one, other in zip(arrived.first, sent.first, strict=False))


# -- where gradients of a kind began


class GradientKind(IntEnum):
    """Of gradients that go on from node to node."""

    NONE = 0
    ZERO = 1
    BAD = 2


def origin(track: Track, node: int, place: int, kind: GradientKind) -> int | None:
    """The first node of the walk at `place` that sent such a gradient towards this one when no such had arrived."""
    return _once(track, ("origins", place), lambda: _origins(track, place)).get((node, kind))


def _origins(track: Track, place: int) -> dict[tuple[int, GradientKind], int]:
    found: dict[tuple[int, GradientKind], int] = {}
    for visit in walk_of(track, place).visits:
        given = {_kind_of(one) for one in visit.arrived if one is not None} or {GradientKind.NONE}
        for edge in track.edges_from(visit.node):
            if edge.place >= len(visit.sent):
                continue
            kind = _kind_of(visit.sent[edge.place])
            if kind is None:
                continue
            # One NaN among what arrived is enough; zeros and None explain each other only if nothing else came.
            is_passed_on = kind in given if kind is GradientKind.BAD else given == {kind}
            source = found.get((visit.node, kind)) if is_passed_on else visit.node
            if source is not None:
                found.setdefault((edge.target, kind), source)
    return found


def _kind_of(value: Summary | None) -> GradientKind | None:
    if value is None:
        return GradientKind.NONE
    if value.nan or value.inf:
        return GradientKind.BAD
    return GradientKind.ZERO if is_zero(value) else None


# -- sums


def brought(moment: Moment, node: int, walk: int) -> list[tuple[Edge, Summary]]:
    """What the edges brought to the node in that walk by now, in the order in which it was sent."""
    found = []
    for edge in moment.track.edges_to(node):
        timed = moment.track.passed.get(edge.source, ())
        place = bisect_right(timed, moment.step, key=step_of)
        if place and timed[place - 1][1].walk == walk:
            when, passed = timed[place - 1]
            sent = passed.visit.sent
            if edge.place < len(sent) and (part := sent[edge.place]) is not None:
                found.append((when, edge, part))
    return [(edge, part) for _, edge, part in sorted(found, key=lambda one: (one[0], one[1].place))]


def incoming(moment: Moment, node: int) -> list[Summary]:
    """The gradients that other nodes have sent to this one in its newest walk, in the order in which they came."""
    own = moment.passed(node)
    walk = own.walk if own is not None else moment.walk
    return [part for _, part in brought(moment, node, walk)] if walk is not None else []


def adds_up(parts: Sequence[Summary | None], total: Summary) -> bool:
    """Whether the first numbers do, as far as a float keeps them; what is not finite, or complex, is believed."""
    given = [part for part in parts if part is not None and part.shape == total.shape]
    if len(given) < len(parts):
        return False
    for place, whole in enumerate(total.first):
        numbers = [one for part in given if place < len(part.first) and type(one := part.first[place]) is float]
        if isinstance(whole, str) or len(numbers) < len(parts):
            continue
        if not isclose(sum(numbers), whole, rel_tol=1e-2, abs_tol=1e-2 * max(map(abs, numbers))):
            return False
    return True


# -- what there is in a recording


def _once(track: Track, what: object, make: Callable[[], T]) -> T:
    """Looks through a whole recording or a walk take milliseconds, and a person steps through it: they are kept."""
    kept = track.looked_up
    if what not in kept:
        if len(kept) >= _MOST:
            kept.clear()
        kept[what] = make()
    found: T = kept[what]
    return found


def walk_of(track: Track, place: int) -> Walk:
    """The event at `place`, which is one."""
    walk = track.events[place]
    assert isinstance(walk, Walk)
    return walk


def is_zero(value: Summary | None) -> bool:
    """Whether all of it is 0. Numbers without statistics are so if all of them are known."""
    if value is None or value.nan or value.inf:
        return False
    if value.least is not None:
        return value.least == 0 == value.greatest
    return 0 < len(value.first) == prod(value.shape) and all(one in (0, "0j") for one in value.first)
