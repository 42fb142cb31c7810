"""Why a gradient is None, doubled, zero or not finite: the one most important thing about a node at a step."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from msgspec.structs import replace

from explorer.core.tape.reading.gaps import is_gap, unrecorded
from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.origins import adds_up, brought, is_zero, walk_of
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.short_text import short
from explorer.core.tape.reading.told import UNKNOWN, born, line_of, name_of
from explorer.core.tape.reading.track import is_bad, step_of
from explorer.core.tape.reading.why_bad import bad_arrived, bad_sent, bad_value, zero
from explorer.core.tape.reading.why_none import no_gradient, no_slot, none_sent
from explorer.core.tape.tape import Line, Operation, Summary, Walk

_SHOWN = 4
"""Parts of a sum that are told, before some are left out."""


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
        return Why(Reason.NOT_TRACKED, {"name": name_of(moment, tensor)}, (born(moment.track, tensor).line,))
    if note.node is not None:
        return why(moment, note.node)
    return _of_leaf(moment, tensor, moment.track.leaf_nodes.get(tensor))


def _of_leaf(moment: Moment, leaf: int, node: int | None) -> Why | None:
    """Of a slot. A leaf may have no node."""
    writes = moment.slot_writes(leaf)
    slot = writes[-1][1] if writes else None
    if slot is None:
        return no_slot(moment, leaf, node, writes[-1][0] if writes else None)
    values = {"name": name_of(moment, leaf)}
    then = moment.at(writes[-1][0])
    maker = then.happened
    if is_gap(maker):
        if is_bad(slot) and len(writes) > 1 and is_bad(writes[-2][1]):
            return _of_leaf(moment.at(then.step - 1), leaf, node)
        return unrecorded(maker, values["name"], slot) if is_bad(slot) or is_zero(slot) else None
    if is_zero(slot):
        if isinstance(maker, Operation):
            return Why(Reason.ZEROED, values | {"operation": maker.name}, (maker.line,))
        passed = then.passed_by(node) if node is not None else None
        if passed is None or all(map(is_zero, passed.visit.arrived)):
            return zero(then, node, values) or _joined(then, node, values) or _cancelled(then, node, values)
    # Also a sum that came out as 0 has its parts: only what the last write found there may end the search.
    begin = next((place + 1 for place in reversed(range(len(writes) - 1)) if _is_empty(writes[place][1])), 0)
    run = writes[begin:]
    if any(is_gap(moment.at(step).happened) for step, _ in run):
        return None if not is_bad(slot) else _bad_since_gap(moment, run, leaf, node, values)
    if is_bad(slot):
        spoiled = moment.at(next(when for when, after in run if is_bad(after)))
        first = spoiled.happened
        if isinstance(first, Operation):
            return Why(Reason.NAN_FROM, values | {"bad": short(slot), "operation": first.name}, (first.line,))
        if found := bad_arrived(spoiled, node, values):
            return found
    if not isinstance(maker, Walk):
        return None
    return _accumulated(moment, run, node, values) or _joined(then, node, values)


def _of_node(moment: Moment, node: int) -> Why | None:
    """Of what arrived at an operation, or of its own value, where that is not finite."""
    track, note = moment.track, moment.value(node)
    values = {"name": name_of(moment, note.tensor) if note is not None else track.called(node)}
    if note is not None and is_bad(note.value):
        found = bad_value(moment, node, note, values)
        if found is not None:
            return found
    passed, timed = moment.passed(node), track.passed.get(node, [])
    if passed is None:
        # One that an earlier walk went through is no riddle; nor is one that has not been made yet.
        is_new = note is not None and not any(when <= moment.step for when, _ in timed[:1])
        return no_gradient(moment, note.tensor, node, -1) if note is not None and is_new else None
    then = moment.at(timed[bisect_right(timed, moment.step, key=step_of) - 1][0])
    visit = passed.visit
    if any(map(is_bad, visit.arrived)):
        found = bad_arrived(then, node, values)
    elif any(map(is_bad, visit.sent)):
        found = bad_sent(then, node, visit, passed.walk, values)
    elif not any(visit.arrived):
        return none_sent(track, node, passed, values)
    elif all(is_zero(one) for one in visit.arrived if one is not None):
        return zero(then, node, values) or _joined(then, node, values) or _cancelled(then, node, values)
    else:
        found = None
    found = found or _joined(then, node, values)
    if found is None and note is not None and not note.retains_grad and moment.name_now(note.tensor):
        return Why(Reason.NOT_KEPT, values, (line_of(track, node),))
    return found


def _bad_since_gap(
    moment: Moment, run: Sequence[tuple[int, Summary | None]], leaf: int, node: int | None, values: dict[str, str]
) -> Why | None:
    """Of a slot that was written to after a gap, to which other passes may have added before."""
    first = next(place for place, (_, after) in enumerate(run) if is_bad(after))
    spoiled = moment.at(run[first][0])
    if is_gap(spoiled.happened):
        return _of_leaf(spoiled, leaf, node)
    return bad_arrived(spoiled, node, values)


# -- sums


def _accumulated(
    moment: Moment, run: Sequence[tuple[int, Summary | None]], node: int | None, values: dict[str, str]
) -> Why | None:
    """What several passes, or a pass and what was there before, have added up in a slot since it was None or zero."""
    count, parts, before = 0, [], None
    passed = dict(moment.track.passed.get(node, ())) if node is not None else {}
    for step, after in run:
        event = moment.at(step).happened
        if isinstance(event, Walk):
            count += 1
            one = passed.get(step)
            arrived = one.visit.arrived[0] if one is not None and one.visit.arrived else _between(before, after)
            parts.append((event.line, arrived))
        else:
            parts = [(event.line if event is not None else UNKNOWN, after)]
        before = after
    return _sum(Reason.ACCUMULATED, parts, run[-1][1], values | {"count": str(count)})


def _between(before: Summary | None, after: Summary | None) -> Summary | None:
    """What a pass added that was not seen, as one of a checkpoint's inside another."""
    if before is None or after is None or len(before.first) != len(after.first):
        return after if before is None else None
    pairs = zip(before.first, after.first, strict=True)
    return replace(after, first=tuple([b - a if type(a) is type(b) is float else "nan" for a, b in pairs]))


def _joined(moment: Moment, node: int | None, values: dict[str, str]) -> Why | None:
    """What arrived is a sum from several edges."""
    track, passed = moment.track, moment.passed_by(node) if node is not None else None
    if node is None or passed is None:
        return None
    parts = brought(moment, node, passed.walk)
    for place, total in enumerate(passed.visit.arrived):
        here = [(line_of(track, edge.source), part) for edge, part in parts if edge.input == place]
        if found := _sum(Reason.JOINED, here, total, values | {"count": str(len(here))}):
            return found
    return None


def _cancelled(moment: Moment, node: int | None, values: dict[str, str]) -> Why | None:
    """Zeros that are, further up the walk, a sum of what is not 0."""
    track, passed = moment.track, moment.passed_by(node) if node is not None else None
    if node is None or passed is None:
        return None
    visits = {visit.node: visit for visit in walk_of(track, passed.walk).visits}
    waiting, seen = [node], {node}
    while waiting:
        for edge in track.edges_to(waiting.pop()):
            visit = visits.get(edge.source)
            if visit is None or edge.source in seen or not is_zero(dict(enumerate(visit.sent)).get(edge.place)):
                continue
            seen.add(edge.source)
            if not all(is_zero(one) for one in visit.arrived if one is not None):
                continue
            waiting.append(edge.source)
            if any(not is_zero(part) for _, part in brought(moment, edge.source, passed.walk)):
                joined = _joined(moment, edge.source, values | {"operation": track.called(edge.source)})
                if joined is not None:
                    return Why(Reason.CANCELLED, joined.values, joined.lines)
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
