"""The change of the person's own lines that mends what a reason tells of, where one is certain."""

from __future__ import annotations

from collections.abc import Callable

from explorer.core.tape.reading import flags, habits
from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.scene import Scene
from explorer.core.tape.reading.mends import cuts, finite, numbers, steps
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.track import Track

_MENDS: dict[Reason, Callable[[Scene, Why], Cure | None]] = {
    Reason.CUT_DETACH: cuts.detached,
    Reason.CUT_ALIAS: cuts.written_through_alias,
    Reason.CUT_NO_GRAD: cuts.not_recorded,
    Reason.CUT_LATE: cuts.asked_late,
    Reason.CUT_NO_CREATE_GRAPH: cuts.without_graph,
    Reason.CUT_INSIDE: cuts.inside,
    Reason.CUT_REBUILT: numbers.rebuilt,
    Reason.CUT_NUMBERS: numbers.left,
    Reason.ZEROED_BEFORE_STEP: steps.zeroed_before_step,
    Reason.NEVER_ZEROED: steps.never_zeroed,
    Reason.NEVER_STEPPED: steps.never_stepped,
    Reason.STEP_WITHOUT_WALK: steps.without_walk,
    Reason.UPDATED_BY_HAND: steps.by_hand,
    Reason.STALE: steps.stale,
    Reason.IN_NONE: steps.unregistered,
    Reason.MISSPELT: flags.mended,
    Reason.FLAG_OF_MODULE: flags.mended,
    Reason.STEP_BOUND: habits.step_in_place,
    Reason.CLIPPED_EARLY: habits.clip_after,
    Reason.NAN_HERE: finite.forward,
    Reason.NAN_BACKWARD: finite.backward,
    Reason.NAN_ZERO_TIMES_INF: finite.backward,
}
"""What is in no line here leaves the person a choice: what has no derivative, what is 0, a row masked as a whole."""


def mend(track: Track, why: Why) -> Cure | None:
    """None where no single change is right for certain."""
    rule = _MENDS.get(why.reason)
    if rule is None or not why.lines or not all(line.number for line in why.lines):
        return None
    return rule(Scene(track, "", {}), why)
