"""Where in a recording it began that a gradient is missing, zero or not finite, and what one is the sum of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from math import isclose, prod
from typing import TypeVar

from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.track import Track, is_bad, nodes_behind, short_name, step_of
from explorer.core.tape.tape import Edge, Operation, Summary, TensorNote, Walk

T = TypeVar("T")

_MOST = 32
"""Things that are kept of a recording, which may have a thousand walks."""


# -- what is not finite


def made_bad(moment: Moment, tensor: int) -> tuple[Operation | Walk, int] | None:
    """What made the tensor's value not finite out of finite ones, or met it so; and at which step."""
    track = moment.track
    timed = track.notes.get(tensor, ())
    place = bisect_right(timed, moment.step, key=step_of)
    at = track.bad_since.get((tensor, timed[place - 1][0])) if place else None
    event = moment.at(at).happened if at is not None else None
    return (event, at) if event is not None and at is not None else None


def spoiled_by(track: Track, node: int) -> tuple[Operation | Walk, int] | None:
    """A value that was not finite on the way forward spoils the derivatives made from it: what made it, and when."""
    operation = track.operation_of(node)
    place = track.nodes[node].operation
    if operation is None or place is None:
        return None
    moment = Moment(track, track.began[place])
    before = moment.at(moment.step - 1)
    inputs = ((before, one) for one in operation.inputs if isinstance(one, int))
    outputs = ((moment, note.tensor) for note in (*operation.outputs, *operation.changed))
    for when, tensor in (*inputs, *outputs):
        note = when.note(tensor)
        if note is not None and is_bad(note.value) and (made := made_bad(when, tensor)) is not None:
            return made
    return None


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
    return once(track, ("origins", place), lambda: _origins(track, place)).get((node, kind))


def _origins(track: Track, place: int) -> dict[tuple[int, GradientKind], int]:
    found: dict[tuple[int, GradientKind], int] = {}
    hooked = hooked_in(track, place)
    for visit in walk_of(track, place).visits:
        given = {_kind_of(one) for one in visit.arrived if one is not None} or {GradientKind.NONE}
        if visit.node in hooked:
            found |= {(visit.node, kind): visit.node for kind in given if kind is not None}
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


def hooked_in(track: Track, place: int) -> dict[int, tuple[Summary, ...]]:
    """The nodes of the walk at which something else arrived than was sent: a hook changed it. With what was sent."""
    return once(track, ("hooked", place), lambda: _hooked(track, place))


def _hooked(track: Track, place: int) -> dict[int, tuple[Summary, ...]]:
    parts: dict[tuple[int, int], list[Summary | None]] = {}
    found = {}
    for visit in walk_of(track, place).visits:
        for number, total in enumerate(visit.arrived):
            sent = [one for one in parts.get((visit.node, number), []) if one is not None]
            if total is None or not sent or any(map(is_bad, sent)):
                continue
            if len(sent) > 1 and not is_bad(total) and not is_zero(total):
                continue  # of a sum one cannot tell so surely
            if is_bad(total) or (sent[0].first != total.first and not adds_up(sent, total)):
                found[visit.node] = tuple(sent)
        for edge in track.edges_from(visit.node):
            part = visit.sent[edge.place] if edge.place < len(visit.sent) else None
            if part is not None:
                parts.setdefault((edge.target, edge.input), []).append(part)
    return found


def all_overwritten(track: Track, place: int) -> list[tuple[int, Operation]]:
    """The nodes that the walk at `place` visited, with what had changed the numbers which they had saved."""
    found = track.overwritten.get(place)
    if found is None:
        changes = ((visit.node, overwritten(track, visit.node, place)) for visit in walk_of(track, place).visits)
        found = track.overwritten[place] = [(node, change) for node, change in changes if change is not None]
    return found


def overwritten(track: Track, node: int, place: int) -> Operation | None:
    """What changed the numbers that the node had saved before the walk at `place` used them, where that walk did not
    refuse: autograd had not noticed.
    """
    return next((event for _, event in _overwritten(track, node, place)), None)


def spoiled_leaves(track: Track, node: int, place: int) -> list[int]:
    """The leaves whose gradients the walk at `place` computed from what the node had saved and was overwritten."""
    name, ends = short_name(track.nodes[node].name), set()
    for saved, _ in _overwritten(track, node, place):
        used = _USED_FOR.get((name, saved))
        ends |= {edge.target for edge in track.edges_from(node) if used is None or edge.place == used}
    behind = nodes_behind(track, ends) & track.walked[place]
    return [leaf for one in sorted(behind) if (leaf := track.nodes[one].leaf) is not None]


_USED_FOR = {
    ("Mul", "self"): 1, ("Mul", "other"): 0, ("Div", "self"): 1, ("Mm", "self"): 1, ("Mm", "mat2"): 0,
    ("Bmm", "self"): 1, ("Bmm", "mat2"): 0, ("Addmm", "mat1"): 2, ("Addmm", "mat2"): 1,
}  # fmt: skip
"""For which of its inputs' gradients a node, by its short name, keeps what has that name: else for all."""


def _overwritten(track: Track, node: int, place: int) -> Iterator[tuple[str, Operation]]:
    """What the node had saved, by its name, and what changed it."""
    made = track.nodes[node].operation
    if made is None:
        return
    for saved in track.nodes[node].saved:
        if isinstance(saved.value, TensorNote) and saved.value.storage >= 0:
            written = track.written.get(saved.value.storage, [])
            for number in written[bisect_right(written, made) : bisect_left(written, place)]:
                event = track.events[number]
                assert isinstance(event, Operation)
                if all(note.value != saved.value.value for note in event.changed):  # else it wrote the same numbers
                    yield saved.name, event
                    break


_HIDERS = frozenset({"Where", "MaskedFill", "Mul", "Index", "MaskedSelect", "MaskedScatter", "IndexSelect", "Gather"})
"""Nodes, by their short names, that can send 0 for what was hidden on the way forward."""


def hider(track: Track, node: int, place: int) -> int | None:
    """The node that sent the zeros which came to this one in the walk: it hid a value on the way forward."""
    visits = once(track, ("visits", place), lambda: {visit.node: visit for visit in walk_of(track, place).visits})
    for _ in range(_MOST):
        senders = {edge.source for edge in track.edges_to(node) if edge.source in visits}
        if len(senders) != 1:
            return None
        (node,) = senders
        visit = visits[node]
        if _has_zero(visit.sent) and not _has_zero(visit.arrived):
            return node if short_name(track.nodes[node].name) in _HIDERS else None
    return None


def _has_zero(gradients: Sequence[Summary | None]) -> bool:
    return any(0 in one.first for one in gradients if one is not None)


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


def once(track: Track, what: object, make: Callable[[], T]) -> T:
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
