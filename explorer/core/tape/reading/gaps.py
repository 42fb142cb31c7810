"""Calls that were too many to be recorded: where they are in a recording, and what is said of what came of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TypeGuard

from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.short_text import short
from explorer.core.tape.reading.track import Track, is_bad
from explorer.core.tape.tape import Cut, Event, Operation, Summary


def is_gap(event: Event | None) -> TypeGuard[Operation]:
    """Whether the event stands for calls that were not recorded; its outputs are what was found after them."""
    return isinstance(event, Operation) and event.cut is Cut.UNRECORDED


def gap_since(moment: Moment, step: int) -> Operation | None:
    """The last gap at or after that step, and not after this moment."""
    gaps = moment.track.gaps
    found = [one for one in gaps[bisect_left(gaps, step) :] if one <= moment.step]
    event = moment.at(found[-1]).happened if found else None
    return event if is_gap(event) else None


def has_gap(track: Track, first: int, last: int) -> bool:
    """Whether calls between these two events were not recorded."""
    return any(first < event <= last for step in track.gaps if (event := track.steps[step].event) is not None)


def unrecorded(gap: Operation, name: str, slot: Summary | None) -> Why:
    """Of a slot whose content came about there."""
    values = {"name": name, "bad": short(slot), "missed": missed(gap)}
    return Why(Reason.NAN_UNRECORDED if is_bad(slot) else Reason.UNRECORDED, values, (gap.line,))


def missed(gap: Operation) -> str:
    """How many calls, for people."""
    return f"{int(gap.inputs[0]):,}"


def told(track: Track) -> Iterator[Why]:
    """Of each of them, how much is missing."""
    for step in track.gaps:
        event = Moment(track, step).happened
        if is_gap(event):
            yield Why(Reason.MISSED, {"missed": missed(event)}, (event.line,))
