"""Why a gradient is None, doubled, zero or not finite: the one most important thing about a node at a step."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.origins import (
    GradientKind,
    adds_up,
    brought,
    has_zero_where_nan,
    is_zero,
    kind_of_cut,
    made_bad,
    origin,
    roots_of,
    spoiled_by,
    walk_of,
    way_back,
)
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.short_text import short
from explorer.core.tape.reading.track import Passed, Track, is_bad, short_name, step_of
from explorer.core.tape.tape import Cut, Line, Operation, Summary, TensorNote, Visit, Walk

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


def why(moment: Moment, node: int) -> Why | None:
    """Of the gradient that a leaf's slot holds, or that arrived at another node in the walk of that moment."""
    leaf = moment.track.nodes[node].leaf
    return _of_node(moment, node) if leaf is None else _of_leaf(moment, leaf, node)


def why_tensor(moment: Moment, tensor: int) -> Why | None:
    """Of the `.grad` of a tensor: a leaf has no node as long as nothing with a gradient was computed from it."""
    note = moment.note(tensor)
    if note is None:
        return None
    if not note.requires_grad:
        return Why(Reason.NOT_TRACKED, {"name": _name(moment, tensor)}, (_born(moment.track, tensor).line,))
    if note.node is not None:
        return why(moment, note.node)
    return _of_leaf(moment, tensor, moment.track.leaf_nodes.get(tensor))


def _of_leaf(moment: Moment, leaf: int, node: int | None) -> Why | None:
    """Of a slot. A leaf may have no node."""
    writes = moment.slot_writes(leaf)
    slot = writes[-1][1] if writes else None
    if slot is None:
        return _no_slot(moment, leaf, node, writes[-1][0] if writes else None)
    values = {"name": _name(moment, leaf)}
    then = moment.at(writes[-1][0])
    maker = then.happened
    if is_zero(slot):
        if isinstance(maker, Operation):
            return Why(Reason.ZEROED, values | {"operation": maker.name}, (maker.line,))
        passed = then.passed_by(node) if node is not None else None
        if passed is None or all(map(is_zero, passed.visit.arrived)):
            return _of_zero(then, node, values)
    # Also a sum that came out as 0 has its parts: only what the last write found there may end the search.
    begin = next((place + 1 for place in reversed(range(len(writes) - 1)) if _is_empty(writes[place][1])), 0)
    run = writes[begin:]
    if is_bad(slot):
        spoiled = moment.at(next(when for when, after in run if is_bad(after)))
        first = spoiled.happened
        if isinstance(first, Operation):
            return _from(values, slot, first.name, first.line)
        if found := _bad_arrived(spoiled, node, values):
            return found
    if not isinstance(maker, Walk):
        return None
    return _accumulated(moment, run, node, values) or _joined(then, node, values)


def _of_node(moment: Moment, node: int) -> Why | None:
    """Of what arrived at an operation, or of its own value, where that is not finite."""
    track, note = moment.track, moment.value(node)
    values = {"name": _name(moment, note.tensor) if note is not None else track.called(node)}
    if note is not None and is_bad(note.value):
        return _bad_value(moment, node, note, values)
    passed, timed = moment.passed(node), track.passed.get(node, [])
    if passed is None:
        # One that an earlier walk went through is no riddle; nor is one that has not been made yet.
        is_new = note is not None and not any(when <= moment.step for when, _ in timed[:1])
        return _no_gradient(moment, note.tensor, node, -1) if note is not None and is_new else None
    then = moment.at(timed[bisect_right(timed, moment.step, key=step_of) - 1][0])
    visit = passed.visit
    if any(map(is_bad, visit.arrived)):
        found = _bad_arrived(then, node, values)
    elif any(map(is_bad, visit.sent)):
        found = _bad_sent(track, node, visit, values)
    elif not any(visit.arrived):
        return _none_sent(track, node, passed, values)
    elif all(is_zero(one) for one in visit.arrived if one is not None):
        return _of_zero(then, node, values)
    else:
        found = None
    found = found or _joined(then, node, values)
    if found is None and note is not None and not note.retains_grad and moment.name_now(note.tensor):
        return Why(Reason.NOT_KEPT, values, (_line(track, node),))
    return found


# -- no gradient


def _no_slot(moment: Moment, leaf: int, node: int | None, cleared: int | None) -> Why | None:
    """`cleared` is the step at which the slot became None, if it ever was anything else."""
    if cleared is not None and cleared >= 0 and not any(began > cleared for began, _ in moment.walks):
        maker = moment.at(cleared).happened
        values = {"name": _name(moment, leaf), "operation": maker.name if maker else ""}
        return Why(Reason.CLEARED, values, (maker.line if maker else _UNKNOWN,))
    return _no_gradient(moment, leaf, node, -1 if cleared is None else cleared)


def _no_gradient(moment: Moment, tensor: int, node: int | None, since: int) -> Why | None:
    """No walk has brought one after the step `since`, nor since the tensor was made."""
    track, step = moment.track, moment.step
    values = {"name": _name(moment, tensor)}
    notes = track.notes.get(tensor)
    if notes and notes[0][0] > step:
        return None
    since = max(since, notes[0][0]) if notes else since
    walks = [(began, place) for began, place in moment.walks if began > since]
    if not walks:
        return Why(Reason.NO_WALK, values)
    began, place = walks[-1]
    walk = walk_of(track, place)
    timed = track.passed.get(node, []) if node is not None else []
    coming = timed[bisect_right(timed, step, key=step_of) :][:1]
    if coming and coming[0][1].walk == place:
        return Why(Reason.NOT_YET, values | {"ahead": str(coming[0][0] - step)}, (walk.line,))
    if walk.name == "grad" and node is not None and track.nodes[node].leaf is not None:
        if brought(moment, node, place) or all(walk_of(track, one).name == "grad" for _, one in walks):
            return Why(Reason.RETURNED, values, (walk.line,))
        began, place = next(one for one in reversed(walks) if walk_of(track, one[1]).name != "grad")
        walk = walk_of(track, place)
    passed = moment.passed_by(node) if node is not None else None
    if node is not None and passed is not None and passed.walk == place:
        return _none_sent(track, node, passed, values)
    return _missed(moment, tensor, node, (began, place), values)


def _missed(
    moment: Moment, tensor: int, node: int | None, begun: tuple[int, int], values: dict[str, str]
) -> Why | None:
    """The walk that has `begun` does not come here: a cut, an error, a choice of inputs, or nothing in common."""
    began, place = begun
    walk, roots = walk_of(moment.track, place), roots_of(moment.track, place)
    values["root"] = _name(moment.at(began), roots[0]) if roots else walk.name
    is_linked, cut = way_back(moment.track, tensor, node, place)
    if cut is not None and not is_linked:
        values |= {"operation": cut.name.strip(" =")}
        return Why(_CUTS[kind_of_cut(cut)], values, (cut.line, walk.line))
    if walk.error:
        # Before its end the walk may seem to be on its way here.
        is_over = moment.step >= began + len(walk.visits)
        return Why(Reason.WALK_FAILED, values | {"error": walk.error}, (walk.line,)) if is_over else None
    return Why(Reason.LEFT_OUT if is_linked else Reason.NO_PATH, values, (walk.line,))


def _none_sent(track: Track, node: int, passed: Passed, values: dict[str, str]) -> Why | None:
    """The walk came here with empty hands: somewhere before, a node that was given a gradient has sent None."""
    source = origin(track, node, passed.walk, GradientKind.NONE)
    if source is None:
        return None
    values |= {"operation": track.called(source)}
    return Why(Reason.NONE_SENT, values, (_line(track, source), walk_of(track, passed.walk).line))


# -- zero


def _of_zero(moment: Moment, node: int | None, values: dict[str, str]) -> Why | None:
    """A gradient that arrived at that moment and is exactly 0."""
    track, passed = moment.track, moment.passed_by(node) if node is not None else None
    if node is None or passed is None:
        return None
    if any(not is_zero(part) for _, part in brought(moment, node, passed.walk)):
        return _joined(moment, node, values)
    walk = walk_of(track, passed.walk)
    source = origin(track, node, passed.walk, GradientKind.ZERO)
    if source is None:
        started = walk.visits[0].arrived
        return Why(Reason.ZERO_START, values, (walk.line,)) if started and is_zero(started[0]) else None
    visit = moment.passed_by(source)
    arrived = visit.visit.arrived if visit is not None else ()
    reason = Reason.FLAT if short_name(track.nodes[source].name) in _FLAT else Reason.ZERO_GRADIENT
    values |= {"operation": track.called(source), "arrived": _several(arrived)}
    return Why(reason, values, (_line(track, source),))


# -- not finite


def _bad_value(moment: Moment, node: int, note: TensorNote, values: dict[str, str]) -> Why | None:
    """A node whose value is not finite."""
    maker = made_bad(moment, note.tensor)
    if maker is None:
        return None
    event, at = maker
    if event is moment.track.operation_of(node) and isinstance(event, Operation):
        before = moment.at(at - 1)
        given = (one if isinstance(one, str) else _value(before, one) for one in event.inputs)
        call = f"{event.name}({', '.join(given)})"
        return Why(Reason.NAN_HERE, values | {"call": call, "result": short(note.value)}, (event.line,))
    return _from(values, note.value, event.name, event.line)


def _bad_arrived(moment: Moment, node: int | None, values: dict[str, str]) -> Why | None:
    """What arrived at that moment is not finite. None where only the sum of what was sent is not."""
    track, passed = moment.track, moment.passed_by(node) if node is not None else None
    if node is None or passed is None:
        return None
    bad = next((one for one in passed.visit.arrived if is_bad(one)), None)
    source = origin(track, node, passed.walk, GradientKind.BAD)
    if source is not None:
        made = spoiled_by(track, source)
        name, line = (made.name, made.line) if made is not None else (track.called(source), _line(track, source))
        return _from(values, bad, name, line)
    walk = walk_of(track, passed.walk)
    return _from(values, bad, walk.name, walk.line) if any(map(is_bad, walk.visits[0].arrived)) else None


def _bad_sent(track: Track, node: int, visit: Visit, values: dict[str, str]) -> Why | None:
    """Finite gradients arrived, and what the node sent is not finite."""
    bad = next(one for one in visit.sent if is_bad(one))
    assert bad is not None
    made = spoiled_by(track, node)
    if made is not None:
        return _from(values, bad, made.name, made.line)
    arrived = visit.arrived[0]
    values |= {"operation": track.called(node), "arrived": _several(visit.arrived), "sent": short(bad)}
    has_zero = arrived is not None and bad.nan > 0 and has_zero_where_nan(arrived, bad)
    return Why(Reason.NAN_ZERO_TIMES_INF if has_zero else Reason.NAN_BACKWARD, values, (_line(track, node),))


def _from(values: dict[str, str], bad: Summary | None, operation: str, line: Line) -> Why:
    return Why(Reason.NAN_FROM, values | {"bad": short(bad), "operation": operation}, (line,))


# -- sums


def _accumulated(
    moment: Moment, run: Sequence[tuple[int, Summary | None]], node: int | None, values: dict[str, str]
) -> Why | None:
    """What several passes, or a pass and what was there before, have added up in a slot since it was None or zero."""
    count, parts = 0, []
    passed = dict(moment.track.passed.get(node, ())) if node is not None else {}
    for step, after in run:
        event = moment.at(step).happened
        if isinstance(event, Walk):
            count += 1
            one = passed.get(step)
            parts.append((event.line, one.visit.arrived[0] if one is not None and one.visit.arrived else None))
        else:
            parts = [(event.line if event is not None else _UNKNOWN, after)]
    return _sum(Reason.ACCUMULATED, parts, run[-1][1], values | {"count": str(count)})


def _joined(moment: Moment, node: int | None, values: dict[str, str]) -> Why | None:
    """What arrived is a sum from several edges."""
    track, passed = moment.track, moment.passed_by(node) if node is not None else None
    if node is None or passed is None:
        return None
    parts = brought(moment, node, passed.walk)
    for place, total in enumerate(passed.visit.arrived):
        here = [(_line(track, edge.source), part) for edge, part in parts if edge.input == place]
        if found := _sum(Reason.JOINED, here, total, values | {"count": str(len(here))}):
            return found
    return None


def _sum(
    reason: Reason, parts: Sequence[tuple[Line, Summary | None]], total: Summary | None, values: dict[str, str]
) -> Why | None:
    """Several parts with their lines, if they do add up: a hook or a start of the walk's own may have come between."""
    if len(parts) < 2 or total is None or not adds_up([part for _, part in parts], total):
        return None
    shown = list(parts if len(parts) <= _SHOWN else [*parts[:2], parts[-1]])
    texts = [f"{short(part)} ({{{place}}})" for place, (_, part) in enumerate(shown)]
    if len(parts) > len(shown):
        texts.insert(2, "…")
    values = values | {"sum": " + ".join(texts), "total": short(total)}
    return Why(reason, values, tuple(line for line, _ in shown))


def _is_empty(slot: Summary | None) -> bool:
    return slot is None or is_zero(slot)


def _several(gradients: Sequence[Summary | None]) -> str:
    return ", ".join(map(short, gradients))


def _value(moment: Moment, tensor: int) -> str:
    note = moment.note(tensor)
    return short(note.value) if note is not None else "…"


def _born(track: Track, tensor: int) -> Operation:
    """What made the tensor, or met it."""
    event = Moment(track, track.notes[tensor][0][0]).happened
    if isinstance(event, Operation):
        return event
    return Operation("…", _UNKNOWN, (), ()) if event is None else Operation(event.name, event.line, (), ())


def _name(moment: Moment, tensor: int) -> str:
    """What the tensor is called by then, or later; or what made it."""
    track = moment.track
    return moment.name(tensor) or (_born(track, tensor).name if track.notes.get(tensor) else "…")


def _line(track: Track, node: int) -> Line:
    operation = track.operation_of(node)
    return operation.line if operation is not None else _UNKNOWN
