"""Why no gradient came to a tensor."""

from __future__ import annotations

from bisect import bisect_right

from explorer.core.tape.reading.gaps import gap_since, is_gap, unrecorded
from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.origins import GradientKind, brought, origin, walk_of
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.told import UNKNOWN, born, line_of, name_of, own_backward
from explorer.core.tape.reading.track import Passed, Track, step_of
from explorer.core.tape.reading.ways import CutKind, exit_of, is_used, kind_of_cut, roots_of, way_back
from explorer.core.tape.tape import Cut, Operation, SlotWrite

_CUTS = {
    CutKind.DETACH: Reason.CUT_DETACH,
    CutKind.ALIAS: Reason.CUT_ALIAS,
    CutKind.NO_GRAD: Reason.CUT_NO_GRAD,
    CutKind.NO_DERIVATIVE: Reason.CUT_NO_DERIVATIVE,
    CutKind.REBUILT: Reason.CUT_REBUILT,
    CutKind.LATE: Reason.CUT_LATE,
    CutKind.NO_CREATE_GRAPH: Reason.CUT_NO_CREATE_GRAPH,
    CutKind.INSIDE: Reason.CUT_INSIDE,
}

_UNSEEN = (Cut.TRANSFORM, Cut.UNRECORDED)

_MOST = 8
"""Walks that are looked at for one that has to do with a tensor, the newest first."""


def no_slot(moment: Moment, leaf: int, node: int | None, cleared: int | None) -> Why | None:
    """`cleared` is the step at which the slot became None, if it ever was anything else."""
    if cleared is not None and cleared >= 0 and not any(began > cleared for began, _ in moment.walks):
        maker = moment.at(cleared).happened
        if is_gap(maker):
            return unrecorded(maker, name_of(moment, leaf), None)
        values = {"name": name_of(moment, leaf), "operation": maker.name if maker else ""}
        return Why(Reason.CLEARED, values, (maker.line if maker else UNKNOWN,))
    return no_gradient(moment, leaf, node, -1 if cleared is None else cleared)


def no_gradient(moment: Moment, tensor: int, node: int | None, since: int) -> Why | None:
    """No walk has brought one after the step `since`, nor since the tensor was made."""
    track, step = moment.track, moment.step
    values = {"name": name_of(moment, tensor)}
    notes = track.notes.get(tensor)
    if notes and notes[0][0] > step:
        return None
    since = max(since, notes[0][0]) if notes else since
    walks = [(began, place) for began, place in moment.walks if began > since]
    if not walks and (gap := gap_since(moment, since)) is not None:
        return unrecorded(gap, values["name"], None)
    if not walks:
        unseen = any(isinstance(one, SlotWrite) and one.after and not one.line.number for one in track.events)
        return Why(Reason.NO_WALK_SEEN if unseen else Reason.NO_WALK, values)
    began, place = walks[-1]
    walk = walk_of(track, place)
    timed = track.passed.get(node, []) if node is not None else []
    coming = timed[bisect_right(timed, step, key=step_of) :][:1]
    if coming and coming[0][1].walk == place:
        return Why(Reason.NOT_YET, values | {"ahead": str(coming[0][0] - step)}, (walk.line,))
    if node is not None and track.nodes[node].leaf is not None:
        gave = [one for _, one in walks if walk_of(track, one).name == "grad" and not walk_of(track, one).error]
        asked = next((one for one in reversed(gave) if tensor in walk_of(track, one).only), None)
        others = [one for one in walks if walk_of(track, one[1]).name != "grad"]
        if asked is not None and (asked == place or not others or brought(moment, node, asked)):
            return Why(Reason.RETURNED, values, (walk_of(track, asked).line,))
        if gave and not others and not walk.error and any(brought(moment, node, one) for one in gave):
            return Why(Reason.RETURNED, values, (walk_of(track, gave[-1]).line,))
        if walk.name == "grad" and others:
            began, place = others[-1]
    passed = moment.passed_by(node) if node is not None else None
    if node is not None and passed is not None and passed.walk == place:
        return none_sent(track, node, passed, values)
    related = (one for one in reversed(walks[-_MOST:]) if any(way_back(track, tensor, node, one[1])))
    left = (one for one in walks[:_MOST] if exit_of(track, tensor, one[1]) is not None)
    begun = next(related, None) or next(left, (began, place))
    came = next((one for _, one in timed if one.walk == begun[1]), None)
    if node is not None and came is not None and (found := none_sent(track, node, came, values)):
        return found
    return _missed(moment, tensor, node, begun, values)


def _missed(
    moment: Moment, tensor: int, node: int | None, begun: tuple[int, int], values: dict[str, str]
) -> Why | None:
    """The walk that has `begun` does not come here: a cut, an error, a choice of inputs, or nothing in common."""
    (began, place), track = begun, moment.track
    walk, roots = walk_of(track, place), roots_of(track, place)
    values["root"] = _root(moment.at(began), roots[0]) if roots else walk.name
    is_linked, cut = way_back(track, tensor, node, place)
    if cut is not None and not is_linked:
        event = track.events[cut]
        assert hasattr(event, "line") and hasattr(event, "name")
        values |= {"operation": event.name.strip(" =")}
        kind = kind_of_cut(track, cut, tensor)
        because = _required_since(track, tensor) if kind is CutKind.LATE else None
        return Why(_CUTS[kind], values, (event.line, walk.line), because, tensor=tensor, walk=place)
    if walk.error and (is_linked or is_used(track, tensor, place)):
        # Before its end the walk may seem to be on its way here.
        is_over = moment.step >= began + len(walk.visits)
        values["error"] = walk.error.partition(". ")[0].partition(" (")[0]
        return Why(Reason.WALK_FAILED, values, (walk.line,), walk=place) if is_over else None
    if is_linked and tensor in walk.only and node is not None:
        return _gave_none(track, node, place, values)
    if is_linked:
        return Why(Reason.LEFT_OUT if walk.only else Reason.UNKNOWN, values, (walk.line,))
    left = exit_of(track, tensor, place)
    if left is not None:
        numbers = values | {"operation": left.name}
        return Why(Reason.CUT_NUMBERS, numbers, (left.line, walk.line), tensor=tensor, walk=place)
    unseen = next((one for one in track.events[:place] if isinstance(one, Operation) and one.cut in _UNSEEN), None)
    if unseen is not None:
        return Why(Reason.UNSEEN, values, (walk.line, unseen.line))
    if is_used(track, tensor, place):
        return Why(Reason.NO_PATH, values, (walk.line,))
    root = born(track, roots[0]).line if roots and track.notes.get(roots[0]) else UNKNOWN
    return Why(Reason.UNUSED, values, (walk.line, root))


def _root(moment: Moment, tensor: int) -> str:
    """What a walk started from, which may have no name."""
    name = name_of(moment, tensor)
    return name if moment.track.called_ever(tensor) else f"the result of {name}"


def _required_since(track: Track, tensor: int) -> Why | None:
    """Where a tensor that had not required a gradient was told to."""
    timed = track.notes.get(tensor, [])
    step = next((step for step, note in timed if note.requires_grad), None)
    event = Moment(track, step).happened if step is not None else None
    return Why(Reason.LATE_HERE, {}, (event.line,)) if event is not None and step != timed[0][0] else None


def _gave_none(track: Track, node: int, place: int, values: dict[str, str]) -> Why:
    """Of a leaf whose gradient was asked for as a result, and came out as None."""
    walk = walk_of(track, place)
    ran = {visit.node: visit for visit in walk.visits}
    for edge in track.edges_to(node):
        visit = ran.get(edge.source)
        if visit is None or edge.place >= len(visit.sent) or visit.sent[edge.place] is not None:
            continue
        source = edge.source if any(visit.arrived) else origin(track, edge.source, place, GradientKind.NONE)
        if source is not None:
            lines = (line_of(track, source), walk.line)
            return Why(Reason.NONE_SENT, values | {"operation": track.called(source)}, lines)
    return Why(Reason.UNKNOWN, values, (walk.line,))


def none_sent(track: Track, node: int, passed: Passed, values: dict[str, str]) -> Why | None:
    """The walk came here with empty hands: somewhere before, a node that was given a gradient has sent None."""
    source = origin(track, node, passed.walk, GradientKind.NONE)
    if source is None:
        return None
    values |= {"operation": track.called(source)}
    lines = line_of(track, source), walk_of(track, passed.walk).line
    return Why(Reason.NONE_SENT, values, lines, own_backward(track, source))
