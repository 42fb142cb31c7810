"""The verdicts on an expression: its places as they are certified, and the reason of each stretch that differs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from math import isfinite

import mpmath
import numpy as np
from numpy.typing import NDArray

from explorer.core.explore.mark import Certified, Kind, Mark
from explorer.core.explore.marks.formula import DIGITS
from explorer.core.explore.reasons import Asked, Missed, why
from explorer.core.explore.verdict import (
    COUNTED,
    FAULTS,
    NO_CONVENTION,
    NO_VALUE,
    OF_F,
    SMOOTH,
    SMOOTH_ABOVE,
    WORDS,
    Reason,
    Verdict,
    tell,
    tolerance,
)

Array = NDArray[np.float64]

BLAMED = 16
"""Of all places that differ so many are asked why."""

SINGLE = 12
"""Places of one kind that are told one by one; more are counted."""

BREAKS = frozenset({Kind.KINK, Kind.JUMP, Kind.POLE, Kind.HOLE, Kind.EDGE})
"""Where f has no slope, or no value."""

_PLACES = {Kind.KINK: Reason.KINK, Kind.JUMP: Reason.JUMP, Kind.POLE: Reason.POLE, Kind.HOLE: Reason.HOLE}


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """What there is at each x: f and what autograd `found` for a derivative, both in many digits (`height`, `truth`;
    NaN: none), and the size that errors are parts of.
    """

    x: Array
    f: Array
    found: Array
    height: Array
    truth: Array
    typical: float

    def errors(self) -> Array:
        """Relative; NaN where there is nothing to compare, infinite where autograd has no number."""
        truth = np.where(np.isfinite(self.height), self.truth, np.nan)
        with np.errstate(all="ignore"):
            error = np.abs(self.found - truth) / np.maximum(np.abs(truth), self.typical)
        error[np.isnan(error)] = np.inf
        error[~np.isfinite(truth)] = np.nan
        return error


def judge(
    asked: Asked, certified: Certified, numbers: Numbers, limits: tuple[float, float]
) -> tuple[list[Verdict], NDArray[np.bool_]]:
    """The verdicts, ascending, and which x are excused: there f has no slope, or no value."""
    excused = ~np.isfinite(numbers.truth) | ~np.isfinite(numbers.height)
    for mark in certified.marks:
        if mark.kind in BREAKS:
            # So near to a kink rounding may have taken x, or a part of f, to its other side.
            room = 1e-9 * (limits[1] - limits[0]) if mark.kind is Kind.KINK else 4 * np.spacing(abs(mark.x))
            excused |= np.abs(numbers.x - mark.x) <= room
    if any(kind in certified.crowded for kind in (Kind.JUMP, Kind.POLE, Kind.KINK)):
        with np.errstate(all="ignore"):
            excused |= np.abs(numbers.truth) > 1e20 * max(numbers.typical, 1e-300)
    errors = numbers.errors()
    differs = errors > tolerance(asked.dtype, 1)
    verdicts = [*_places(asked, certified, limits), *_gaps(asked, numbers)]
    verdicts += _reasons(asked, numbers, errors, differs & ~excused)
    return sorted(verdicts, key=lambda one: one.x), excused


def judge_order(
    asked: Asked,
    numbers: Numbers,
    excused: NDArray[np.bool_],
    known: NDArray[np.bool_],
    told: Collection[Reason],
) -> tuple[list[Verdict], Array]:
    """What is to be said of f itself, or of a derivative above the first, and its errors; NaN where there is nothing to
    compare, at a kink of that derivative among them. Reasons that are `told` of a lower one are not told again, nor
    where it is `known` to have no number.
    """
    bound = tolerance(asked.dtype, asked.order)
    errors = numbers.errors()
    errors[excused] = np.nan
    with mpmath.workdps(DIGITS):
        for at in np.flatnonzero(errors > bound).tolist():
            if asked.formula.settled(float(numbers.x[at]), asked.order, numbers.typical) is None:
                errors[at] = np.nan
    found = [one for one in _reasons(asked, numbers, errors, (errors > bound) & ~known) if one.reason not in told]
    if asked.order == 0:
        # What makes df/dx wrong makes f wrong; only a fault of torch's is f's own.
        found = [_of_f(one) for one in found if not told or one.reason is Reason.SHORTCUT]
        found = list({one.reason: one for one in found}.values())
    return found, errors


def _of_f(verdict: Verdict) -> Verdict:
    """Said of f, not of its derivative."""
    if verdict.reason is Reason.SHORTCUT:
        return replace(verdict, differs=False)
    is_made = verdict.reason in (Reason.OVERFLOW, Reason.UNDERFLOW, Reason.NAN)
    reason, template = (verdict.reason, OF_F) if is_made else (Reason.STAIRCASE, WORDS[Reason.STAIRCASE])
    return replace(verdict, reason=reason, template=template, differs=False)


def _places(asked: Asked, certified: Certified, limits: tuple[float, float]) -> Iterable[Verdict]:
    for kind, reason in _PLACES.items():
        marks = [mark for mark in certified.marks if mark.kind is kind]
        if count := certified.crowded.get(kind):
            yield _counted(reason, count, *limits)
        elif len(marks) > SINGLE:
            yield _counted(reason, len(marks), marks[0].x, marks[-1].x)
        else:
            yield from (_at_mark(asked, reason, mark) for mark in marks)


def _counted(reason: Reason, count: int, start: float, end: float) -> Verdict:
    return Verdict(reason, start, False, COUNTED[reason], {"count": count, "x": start, "end": end})


def _at_mark(asked: Asked, reason: Reason, mark: Mark) -> Verdict:
    words: dict[str, object] = {"left": mark.left, "right": mark.right, "limit": mark.f}
    template = ""
    if reason is Reason.KINK:
        slope = float(asked.values(asked.formula, [mark.x])[0]) + 0.0
        words["autograd"] = slope
        template = "" if isfinite(slope) else NO_CONVENTION
    return tell(reason, mark.x, False, words, asked.dtype, template)


def _gaps(asked: Asked, numbers: Numbers) -> Iterable[Verdict]:
    """Stretches in which f has no value: more than one x, from the first to the last."""
    missing = np.concatenate([[False], ~np.isfinite(numbers.height) & np.isnan(numbers.f), [False]])
    edges = np.flatnonzero(missing[1:] != missing[:-1]).reshape(-1, 2)
    for a, b in edges.tolist():
        origin = asked.of_nan(float(numbers.x[(a + b) // 2]))
        if b - a > 1 and origin != "?":
            start, end = float(numbers.x[a]), float(numbers.x[b - 1])
            yield Verdict(Reason.NAN, start, False, NO_VALUE, {"x": start, "end": end, "origin": origin})


def _reasons(asked: Asked, numbers: Numbers, errors: Array, differs: NDArray[np.bool_]) -> Iterable[Verdict]:
    """One verdict a reason, at the place where it misses most of those that were asked."""
    places = np.flatnonzero(differs)
    if not len(places):
        return
    some = places[np.unique(np.linspace(0, len(places) - 1, min(BLAMED, len(places))).astype(int))]
    some = np.unique(np.append(some, places[np.argmax(errors[places])]))
    found: dict[Reason, tuple[int, dict[str, object]]] = {}
    for at in some.tolist():
        missed = Missed(float(numbers.x[at]), float(numbers.found[at]), float(numbers.truth[at]))
        reason, words = why(asked, missed)
        if reason not in found or errors[at] > errors[found[reason][0]]:
            found[reason] = at, {"autograd": missed.value, "truth": missed.truth, **words}
    for reason, (at, words) in found.items():
        if reason in (Reason.OVERFLOW, Reason.UNDERFLOW):
            words["start"] = _start(asked, numbers, differs, at)
        template = ""
        if reason is Reason.KINK:
            template = SMOOTH if asked.order == 1 else SMOOTH_ABOVE
        elif reason is Reason.SHORTCUT:
            template = FAULTS[min(asked.order, 2)]
        yield tell(reason, float(numbers.x[at]), True, words, asked.dtype, template, asked.order)


def _start(asked: Asked, numbers: Numbers, differs: NDArray[np.bool_], at: int) -> float:
    """Where it begins, between the place and the nearest one at which autograd is right."""
    right = np.flatnonzero(~differs & np.isfinite(numbers.truth))
    bad = float(numbers.x[at])
    if not len(right):
        return bad
    good = float(numbers.x[right[np.argmin(np.abs(right - at))]])
    for _ in range(40):
        middle = (good + bad) / 2
        if any(asked.out_of_range(middle)):
            bad = middle
        else:
            good = middle
    return bad
