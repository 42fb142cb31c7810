"""Why a gradient is None, doubled, zero or not finite: the one most important thing about a node at a step."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from math import isclose, prod
from typing import Any, TypeVar

from explorer.core.tape.graph import operation_of, short_name
from explorer.core.tape.shown import short
from explorer.core.tape.tape import Cut, Edge, Line, Node, Operation, Summary, TensorNote, Visit, Walk
from explorer.core.tape.track import Passed, Track, newest

T = TypeVar("T")


class Reason(StrEnum):
    """What is to be said. No gradient: NO_WALK to NOT_TRACKED; zero: ZEROED to ZERO_START; not finite: NAN_…"""

    NO_WALK = "no walk"
    NOT_YET = "not yet"
    CLEARED = "cleared"
    RETURNED = "returned"
    CUT_DETACH = "cut by detach"
    CUT_NO_GRAD = "cut by no_grad"
    CUT_NO_DERIVATIVE = "cut by an operation without derivative"
    NO_PATH = "no path"
    LEFT_OUT = "left out"
    NONE_SENT = "None was sent"
    WALK_FAILED = "walk failed"
    NOT_TRACKED = "not tracked"
    ACCUMULATED = "accumulated"
    ZEROED = "zeroed"
    ZERO_GRADIENT = "zero gradient"
    FLAT = "flat part"
    ZERO_START = "zero from the start"
    NAN_HERE = "not finite, forward"
    NAN_BACKWARD = "not finite, backward"
    NAN_ZERO_TIMES_INF = "zero times infinity"
    NAN_FROM = "not finite from elsewhere"
    JOINED = "joined"
    NOT_KEPT = "not kept"


@dataclass(frozen=True, slots=True)
class Why:
    """`values` fill the sentences about it, in which {0}, {1}, … are the `lines`; so they are in the value `sum`.

    A line with the number 0 is one that nobody recorded.
    """

    reason: Reason
    values: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()


_UNKNOWN = Line("", 0, "")

_SHOWN = 4
"""Parts of a sum that are told, before some are left out."""

_CUTS = {
    Cut.DETACH: Reason.CUT_DETACH,
    Cut.NO_GRAD: Reason.CUT_NO_GRAD,
    Cut.NO_DERIVATIVE: Reason.CUT_NO_DERIVATIVE,
}

_FLAT = frozenset({
    "Relu", "Clamp", "ClampMin", "ClampMax", "Hardtanh", "Hardsigmoid", "Hardswish", "Threshold", "Round", "Floor",
    "Ceil", "Trunc", "Sign", "Sgn", "Softshrink", "Hardshrink",
})  # fmt: skip
"""What is constant over a part of its input, by the short names of the nodes."""


def why(track: Track, node: int, step: int) -> Why | None:
    """Of the gradient that a leaf's slot holds, or that arrived at another node in the walk of that moment."""
    leaf = track.tape.nodes[node].leaf
    return _of_node(track, node, step) if leaf is None else _of_leaf(track, leaf, node, step)


def why_tensor(track: Track, tensor: int, step: int) -> Why | None:
    """Of the `.grad` of a tensor: a leaf has no node as long as nothing with a gradient was computed from it."""
    note = newest(track.notes.get(tensor, ()), step)
    if note is None:
        return None
    if not note.requires_grad:
        return Why(Reason.NOT_TRACKED, {"name": _name(track, tensor, step)}, (_born(track, tensor).line,))
    if note.node is not None:
        return why(track, note.node, step)
    node = next((number for number, one in enumerate(track.tape.nodes) if one.leaf == tensor), None)
    return _of_leaf(track, tensor, node, step)


def _of_leaf(track: Track, leaf: int, node: int | None, step: int) -> Why | None:
    """Of a slot. A leaf may have no node."""
    writes = track.slots.get(leaf, [])
    writes = writes[: bisect_right(writes, step, key=_when)]
    slot = writes[-1][1] if writes else None
    if slot is None:
        return _no_slot(track, leaf, node, step, writes[-1][0] if writes else None)
    values = {"name": _name(track, leaf, step)}
    maker = _event(track, writes[-1][0])
    if _is_zero(slot):
        if isinstance(maker, Operation):
            return Why(Reason.ZEROED, values | {"operation": maker.name}, (maker.line,))
        passed = _passed_on(track, node, writes[-1][0])
        if passed is None or all(map(_is_zero, passed.visit.arrived)):
            return _of_zero(track, node, writes[-1][0], values)
    # Also a sum that came out as 0 has its parts: only what the last write found there may end the search.
    begin = next((place + 1 for place in reversed(range(len(writes) - 1)) if _is_empty(writes[place][1])), 0)
    run = writes[begin:]
    if _is_bad(slot):
        at = next(when for when, after in run if _is_bad(after))
        first = _event(track, at)
        if isinstance(first, Operation):
            return _from(values, slot, first.name, first.line)
        if found := _bad_arrived(track, node, at, values):
            return found
    if not isinstance(maker, Walk):
        return None
    return _accumulated(track, run, node, values) or _joined(track, node, run[-1][0], values)


def _of_node(track: Track, node: int, step: int) -> Why | None:
    """Of what arrived at an operation, or of its own value, where that is not finite."""
    note = newest(track.values.get(node, ()), step)
    values = {"name": _name_of_node(track, node, step)}
    if note is not None and _is_bad(note.value):
        return _bad_value(track, node, note, step, values)
    passed = track.passed_at(node, step)
    if passed is None:
        # One that an earlier walk went through is no riddle; nor is one that has not been made yet.
        is_new = note is not None and not any(when <= step for when, _ in track.passed.get(node, ())[:1])
        return _no_gradient(track, note.tensor, node, step, -1) if note is not None and is_new else None
    at = track.passed[node][bisect_right(track.passed[node], step, key=_when) - 1][0]
    visit = passed.visit
    if any(map(_is_bad, visit.arrived)):
        found = _bad_arrived(track, node, at, values)
    elif any(map(_is_bad, visit.sent)):
        found = _bad_sent(track, node, visit, values)
    elif not any(visit.arrived):
        return _none_sent(track, node, passed, at, values)
    elif all(_is_zero(one) for one in visit.arrived if one is not None):
        return _of_zero(track, node, at, values)
    else:
        found = None
    found = found or _joined(track, node, at, values)
    if found is None and note is not None and not note.retains_grad and track.names_of(note.tensor, step):
        return Why(Reason.NOT_KEPT, values, (_line(track, node),))
    return found


# -- no gradient


def _no_slot(track: Track, leaf: int, node: int | None, step: int, cleared: int | None) -> Why | None:
    """`cleared` is the step at which the slot became None, if it ever was anything else."""
    if cleared is not None and cleared >= 0 and not any(began > cleared for began, _ in _walks(track, step)):
        maker = _event(track, cleared)
        values = {"name": _name(track, leaf, step), "operation": maker.name if maker else ""}
        return Why(Reason.CLEARED, values, (maker.line if maker else _UNKNOWN,))
    return _no_gradient(track, leaf, node, step, -1 if cleared is None else cleared)


def _no_gradient(track: Track, tensor: int, node: int | None, step: int, since: int) -> Why | None:
    """No walk has brought one after the step `since`, nor since the tensor was made."""
    values = {"name": _name(track, tensor, step)}
    notes = track.notes.get(tensor)
    if notes and notes[0][0] > step:
        return None
    since = max(since, notes[0][0]) if notes else since
    walks = [(began, place) for began, place in _walks(track, step) if began > since]
    if not walks:
        return Why(Reason.NO_WALK, values)
    began, place = walks[-1]
    walk = _walk(track, place)
    timed = track.passed.get(node, []) if node is not None else []
    coming = timed[bisect_right(timed, step, key=_when) :][:1]
    if coming and coming[0][1].walk == place:
        return Why(Reason.NOT_YET, values | {"ahead": str(coming[0][0] - step)}, (walk.line,))
    if walk.name == "grad" and node is not None and track.tape.nodes[node].leaf is not None:
        if _parts(track, node, place, step) or all(_walk(track, one).name == "grad" for _, one in walks):
            return Why(Reason.RETURNED, values, (walk.line,))
        began, place = next(one for one in reversed(walks) if _walk(track, one[1]).name != "grad")
        walk = _walk(track, place)
    passed = newest(timed, step)
    if passed is not None and passed.walk == place:
        assert node is not None
        return _none_sent(track, node, passed, step, values)
    return _missed(track, tensor, node, step, began, place, values)


def _missed(
    track: Track, tensor: int, node: int | None, step: int, began: int, place: int, values: dict[str, str]
) -> Why | None:
    """The walk at `place` does not come here: a cut, an error, a choice of inputs, or nothing in common."""
    walk = _walk(track, place)
    roots = list(walk.roots)
    if not roots and walk.visits:  # nobody was seen asking for it
        roots = [note.tensor for _, note in track.values.get(walk.visits[0].node, ())[-1:]]
    values["root"] = _name(track, roots[0], began) if roots else walk.name
    flow = _once(track, ("flow", place), lambda: _flow(track, roots, place))
    is_linked, cut = flow.get(tensor, (False, None))
    if is_linked and node is not None:
        is_linked = node in _once(track, ("behind", place), lambda: _behind(track, roots, began))
    if cut is not None and not is_linked:
        values |= {"operation": cut.name.strip(" =")}
        return Why(_CUTS[_kind(cut)], values, (cut.line, walk.line))
    if walk.error:
        # Before its end the walk may seem to be on its way here.
        is_over = step >= began + len(walk.visits)
        return Why(Reason.WALK_FAILED, values | {"error": walk.error}, (walk.line,)) if is_over else None
    return Why(Reason.LEFT_OUT if is_linked else Reason.NO_PATH, values, (walk.line,))


def _flow(track: Track, roots: list[int], place: int) -> dict[int, tuple[bool, Operation | None]]:
    """The tensors whose influence came to the roots of the walk at `place`: whether some of it came with a way back,
    and the first operation that left some of it none.
    """
    found: dict[int, tuple[bool, Operation | None]] = dict.fromkeys(roots, (True, None))
    for number in range(place - 1, -1, -1):
        event = track.tape.events[number]
        if not isinstance(event, Operation) or event.name == ".grad =":
            continue
        for note in (*event.outputs, *event.changed) if event.changed else event.outputs:
            if note.tensor not in found:
                continue
            is_live, cut = found[note.tensor]
            if not note.requires_grad or note.is_leaf:  # a leaf can be written to in no_grad() only
                is_live, cut = False, event
            for one in event.inputs:
                if isinstance(one, int) and one != note.tensor:
                    was_live, before = found.get(one, (False, None))
                    found[one] = was_live or is_live, cut or before
    return found


def _kind(cut: Operation) -> Cut:
    """What the recorder says, which knows neither integers nor in-place changes as cuts."""
    if cut.cut is not None:
        return cut.cut
    if cut.name.startswith("."):
        return Cut.DETACH
    made = (*cut.outputs, *cut.changed)
    return Cut.NO_GRAD if any("float" in note.value.dtype for note in made) else Cut.NO_DERIVATIVE


def _behind(track: Track, roots: list[int], began: int) -> set[int]:
    """The nodes to which edges lead from the roots."""
    out = _once(track, "out of", lambda: _out_of(track))
    notes = [newest(track.notes.get(root, ()), began) for root in roots]
    waiting = [note.node for note in notes if note is not None and note.node is not None]
    found = set(waiting)
    while waiting:
        for edge in out.get(waiting.pop(), ()):
            if edge.target not in found:
                found.add(edge.target)
                waiting.append(edge.target)
    return found


def _none_sent(track: Track, node: int, passed: Passed, step: int, values: dict[str, str]) -> Why | None:
    """The walk came here with empty hands: somewhere before, a node that was given a gradient has sent None."""
    source = _origin(track, node, passed.walk, _Kind.NONE)
    if source is None:
        return None
    values |= {"operation": _called(track, source)}
    return Why(Reason.NONE_SENT, values, (_line(track, source), _walk(track, passed.walk).line))


# -- zero


def _of_zero(track: Track, node: int | None, step: int, values: dict[str, str]) -> Why | None:
    """A gradient that arrived at that step and is exactly 0."""
    passed = _passed_on(track, node, step)
    if node is None or passed is None:
        return None
    if any(not _is_zero(part) for _, part in _parts(track, node, passed.walk, step)):
        return _joined(track, node, step, values)
    walk = _walk(track, passed.walk)
    source = _origin(track, node, passed.walk, _Kind.ZERO)
    if source is None:
        started = walk.visits[0].arrived
        return Why(Reason.ZERO_START, values, (walk.line,)) if started and _is_zero(started[0]) else None
    visit = newest(track.passed[source], step)
    arrived = visit.visit.arrived if visit is not None else ()
    reason = Reason.FLAT if short_name(track.tape.nodes[source].name) in _FLAT else Reason.ZERO_GRADIENT
    values |= {"operation": _called(track, source), "arrived": _several(arrived)}
    return Why(reason, values, (_line(track, source),))


# -- not finite


def _bad_value(track: Track, node: int, note: TensorNote, step: int, values: dict[str, str]) -> Why | None:
    """A node whose value is not finite."""
    maker = _made_bad(track, note.tensor, step)
    if maker is None:
        return None
    event, at = maker
    if event is operation_of(track.tape, node) and isinstance(event, Operation):
        given = (one if isinstance(one, str) else _value(track, one, at - 1) for one in event.inputs)
        call = f"{event.name}({', '.join(given)})"
        return Why(Reason.NAN_HERE, values | {"call": call, "result": short(note.value)}, (event.line,))
    return _from(values, note.value, event.name, event.line)


def _made_bad(track: Track, tensor: int, step: int) -> tuple[Operation | Walk, int] | None:
    """What made the tensor's value not finite out of finite ones, or met it so; and at which step."""
    timed = track.notes.get(tensor, ())
    place = bisect_right(timed, step, key=_when)
    makers = _once(track, "bad", lambda: _bad_makers(track))
    at = makers.get((tensor, timed[place - 1][0])) if place else None
    event = _event(track, at) if at is not None else None
    return (event, at) if event is not None and at is not None else None


def _bad_makers(track: Track) -> dict[tuple[int, int], int]:
    """For each tensor that was not finite from some step on, the step at which that began in what it was made from."""
    found: dict[tuple[int, int], int] = {}
    now: dict[int, int] = {}
    for step, place in enumerate(track.steps):
        event = track.tape.events[place.event]
        if isinstance(event, Operation):
            made, inputs = (*event.outputs, *event.changed) if event.changed else event.outputs, event.inputs
        elif isinstance(event, Walk) and (place.visit is None or place.visit == len(event.visits) - 1):
            made, inputs = event.results, ()
        else:
            continue
        # Inputs are looked up before an in-place change replaces them.
        bad = next((now[one] for one in inputs if isinstance(one, int) and one in now), step) if now else step
        for note in made:
            if note.value.nan or note.value.inf:
                found[note.tensor, step] = now[note.tensor] = bad
            elif now:
                now.pop(note.tensor, None)
    return found


def _bad_input(track: Track, event: Operation, step: int) -> int | None:
    for one in event.inputs:
        if isinstance(one, int):
            note = newest(track.notes.get(one, ()), step - 1)
            if note is not None and _is_bad(note.value):
                return one
    return None


def _bad_arrived(track: Track, node: int | None, step: int, values: dict[str, str]) -> Why | None:
    """What arrived at that step is not finite. None where only the sum of what was sent is not."""
    passed = _passed_on(track, node, step)
    if node is None or passed is None:
        return None
    bad = next((one for one in passed.visit.arrived if _is_bad(one)), None)
    source = _origin(track, node, passed.walk, _Kind.BAD)
    if source is not None:
        made = _forward(track, source)
        name, line = (made.name, made.line) if made is not None else (_called(track, source), _line(track, source))
        return _from(values, bad, name, line)
    walk = _walk(track, passed.walk)
    return _from(values, bad, walk.name, walk.line) if any(map(_is_bad, walk.visits[0].arrived)) else None


def _bad_sent(track: Track, node: int, visit: Visit, values: dict[str, str]) -> Why | None:
    """Finite gradients arrived, and what the node sent is not finite."""
    bad = next(one for one in visit.sent if _is_bad(one))
    assert bad is not None
    made = _forward(track, node)
    if made is not None:
        return _from(values, bad, made.name, made.line)
    arrived = visit.arrived[0]
    values |= {"operation": _called(track, node), "arrived": _several(visit.arrived), "sent": short(bad)}
    is_zero = arrived is not None and bad.nan > 0 and _has_zero_where_nan(arrived, bad)
    return Why(Reason.NAN_ZERO_TIMES_INF if is_zero else Reason.NAN_BACKWARD, values, (_line(track, node),))


def _forward(track: Track, node: int) -> Operation | Walk | None:
    """A value that was not finite on the way forward spoils the derivatives made from it: what made it."""
    operation = operation_of(track.tape, node)
    place = track.tape.nodes[node].operation
    if operation is None or place is None:
        return None
    step = track.began[place]
    tensor = _bad_input(track, operation, step)
    if tensor is None:
        tensor = next((note.tensor for note in (*operation.outputs, *operation.changed) if _is_bad(note.value)), None)
    made = _made_bad(track, tensor, step) if tensor is not None else None
    return made[0] if made is not None else None


def _has_zero_where_nan(arrived: Summary, sent: Summary) -> bool:
    """As far as the first numbers tell."""
    if arrived.shape != sent.shape:
        return _is_zero(arrived)
    return any(one == 0 and other == "nan" for one, other in zip(arrived.first, sent.first, strict=False))


def _from(values: dict[str, str], bad: Summary | None, operation: str, line: Line) -> Why:
    return Why(Reason.NAN_FROM, values | {"bad": short(bad), "operation": operation}, (line,))


# -- sums


def _accumulated(
    track: Track, run: Sequence[tuple[int, Summary | None]], node: int | None, values: dict[str, str]
) -> Why | None:
    """What several passes, or a pass and what was there before, have added up in a slot since it was None or zero."""
    count, parts = 0, []
    passed = dict(track.passed.get(node, ())) if node is not None else {}
    for step, after in run:
        event = _event(track, step)
        if isinstance(event, Walk):
            count += 1
            one = passed.get(step)
            parts.append((event.line, one.visit.arrived[0] if one is not None and one.visit.arrived else None))
        else:
            parts = [(event.line if event is not None else _UNKNOWN, after)]
    return _sum(Reason.ACCUMULATED, parts, run[-1][1], values | {"count": str(count)})


def _joined(track: Track, node: int | None, step: int, values: dict[str, str]) -> Why | None:
    """What arrived is a sum from several edges."""
    passed = _passed_on(track, node, step)
    if node is None or passed is None:
        return None
    parts = _parts(track, node, passed.walk, step)
    for place, total in enumerate(passed.visit.arrived):
        here = [(_line(track, edge.source), part) for edge, part in parts if edge.input == place]
        if found := _sum(Reason.JOINED, here, total, values | {"count": str(len(here))}):
            return found
    return None


def _parts(track: Track, node: int, walk: int, step: int) -> list[tuple[Edge, Summary]]:
    """What the edges brought to the node in that walk, in the order in which it was sent."""
    found = []
    for edge in _once(track, "into", lambda: _into(track)).get(node, ()):
        timed = track.passed.get(edge.source, ())
        place = bisect_right(timed, step, key=_when)
        if place and timed[place - 1][1].walk == walk:
            when, passed = timed[place - 1]
            sent = passed.visit.sent
            if edge.place < len(sent) and (part := sent[edge.place]) is not None:
                found.append((when, edge, part))
    return [(edge, part) for _, edge, part in sorted(found, key=lambda one: (one[0], one[1].place))]


def _sum(
    reason: Reason, parts: Sequence[tuple[Line, Summary | None]], total: Summary | None, values: dict[str, str]
) -> Why | None:
    """Several parts with their lines, if they do add up: a hook or a start of the walk's own may have come between."""
    if len(parts) < 2 or total is None or not _adds_up([part for _, part in parts], total):
        return None
    shown = list(parts if len(parts) <= _SHOWN else [*parts[:2], parts[-1]])
    texts = [f"{short(part)} ({{{place}}})" for place, (_, part) in enumerate(shown)]
    if len(parts) > len(shown):
        texts.insert(2, "…")
    values = values | {"sum": " + ".join(texts), "total": short(total)}
    return Why(reason, values, tuple(line for line, _ in shown))


def _adds_up(parts: Sequence[Summary | None], total: Summary) -> bool:
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


# -- where gradients of a kind began


class _Kind(IntEnum):
    """Of gradients that go on from node to node."""

    NONE = 0
    ZERO = 1
    BAD = 2


def _origin(track: Track, node: int, place: int, kind: _Kind) -> int | None:
    """The first node of the walk at `place` that sent such a gradient towards this one when no such had arrived."""
    return _once(track, ("origins", place), lambda: _origins(track, place)).get((node, kind))


def _origins(track: Track, place: int) -> dict[tuple[int, _Kind], int]:
    out = _once(track, "out of", lambda: _out_of(track))
    found: dict[tuple[int, _Kind], int] = {}
    for visit in _walk(track, place).visits:
        given = {_kind_of(one) for one in visit.arrived if one is not None} or {_Kind.NONE}
        for edge in out.get(visit.node, ()):
            if edge.place >= len(visit.sent):
                continue
            kind = _kind_of(visit.sent[edge.place])
            if kind is None:
                continue
            # One NaN among what arrived is enough; zeros and None explain each other only if nothing else came.
            is_passed_on = kind in given if kind is _Kind.BAD else given == {kind}
            source = found.get((visit.node, kind)) if is_passed_on else visit.node
            if source is not None:
                found.setdefault((edge.target, kind), source)
    return found


def _kind_of(value: Summary | None) -> _Kind | None:
    if value is None:
        return _Kind.NONE
    return _Kind.BAD if value.nan or value.inf else _Kind.ZERO if _is_zero(value) else None


# -- what there is in a recording

_KEPT: dict[int, tuple[Track, dict[object, Any]]] = {}
"""What was found out about the recording that was asked about last, by its identity."""

_MOST = 32
"""Things that are kept: a recording may have a thousand walks."""


def _once(track: Track, what: object, make: Callable[[], T]) -> T:
    """Looks through a whole recording or a walk take milliseconds, and a person steps through it: they are kept."""
    kept = _KEPT.get(id(track))
    if kept is None or kept[0] is not track or (len(kept[1]) >= _MOST and what not in kept[1]):
        _KEPT.clear()
        kept = _KEPT[id(track)] = track, {}
    if what not in kept[1]:
        kept[1][what] = make()
    found: T = kept[1][what]
    return found


def _when(entry: tuple[int, object]) -> int:
    return entry[0]


def _event(track: Track, step: int) -> Operation | Walk | None:
    """What happened at the step."""
    event = track.tape.events[track.steps[step].event] if 0 <= step < len(track.steps) else None
    return event if isinstance(event, Operation | Walk) else None


def _walk(track: Track, place: int) -> Walk:
    walk = track.tape.events[place]
    assert isinstance(walk, Walk)
    return walk


def _walks(track: Track, step: int) -> Sequence[tuple[int, int]]:
    """The steps and events of the walks that have begun by then."""
    return track.walks[: bisect_right(track.walks, step, key=_when)]


def _passed_on(track: Track, node: int | None, step: int) -> Passed | None:
    """What the node did at that very step, or last before it."""
    return newest(track.passed.get(node, ()), step) if node is not None else None


def _into(track: Track) -> dict[int, list[Edge]]:
    """The edges by their targets."""
    found: dict[int, list[Edge]] = {}
    for edge in track.tape.edges:
        found.setdefault(edge.target, []).append(edge)
    return found


def _out_of(track: Track) -> dict[int, list[Edge]]:
    """The edges by their sources."""
    found: dict[int, list[Edge]] = {}
    for edge in track.tape.edges:
        found.setdefault(edge.source, []).append(edge)
    return found


def _is_bad(value: Summary | None) -> bool:
    return value is not None and bool(value.nan or value.inf)


def _is_zero(value: Summary | None) -> bool:
    """Whether all of it is 0. Numbers without statistics are so if all of them are known."""
    if value is None or value.nan or value.inf:
        return False
    if value.least is not None:
        return value.least == 0 == value.greatest
    return 0 < len(value.first) == prod(value.shape) and all(one in (0, "0j") for one in value.first)


def _is_empty(slot: Summary | None) -> bool:
    return slot is None or _is_zero(slot)


def _several(gradients: Sequence[Summary | None]) -> str:
    return ", ".join(map(short, gradients))


def _value(track: Track, tensor: int, step: int) -> str:
    note = newest(track.notes.get(tensor, ()), step)
    return short(note.value) if note is not None else "…"


def _born(track: Track, tensor: int) -> Operation:
    """What made the tensor, or met it."""
    event = _event(track, track.notes[tensor][0][0])
    if isinstance(event, Operation):
        return event
    return Operation("…", _UNKNOWN, (), ()) if event is None else Operation(event.name, event.line, (), ())


def _name(track: Track, tensor: int, step: int) -> str:
    """What the tensor is called by then, or later; or what made it."""
    names = track.names_of(tensor, step) or track.names_of(tensor, len(track.steps))
    return names[0] if names else _born(track, tensor).name if track.notes.get(tensor) else "…"


def _name_of_node(track: Track, node: int, step: int) -> str:
    note = newest(track.values.get(node, ()), step)
    return _name(track, note.tensor, step) if note is not None else _called(track, node)


def _called(track: Track, node: int) -> str:
    """The operation that the node stands for, as the person wrote it; of several nodes of one, its own name."""
    one: Node = track.tape.nodes[node]
    operation = operation_of(track.tape, node)
    is_made = operation is not None and any(note.node == node for note in _made(operation))
    return operation.name if operation is not None and is_made else short_name(one.name)


def _made(operation: Operation) -> Iterator[TensorNote]:
    yield from operation.outputs
    yield from operation.changed


def _line(track: Track, node: int) -> Line:
    operation = operation_of(track.tape, node)
    return operation.line if operation is not None else _UNKNOWN
