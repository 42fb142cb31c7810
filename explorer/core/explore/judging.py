"""The verdicts on an expression: its places as they are certified, and the reason of each stretch that differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.core.explore import blame, sample
from explorer.core.explore.mark import Certified, Kind, Mark
from explorer.core.explore.reasons import Formula, Missed, goes_out, why
from explorer.core.explore.verdict import COUNTED, NO_CONVENTION, NO_VALUE, SMOOTH, WORDS, Reason, Verdict

Array = NDArray[np.float64]

BLAMED = 16
"""Of all places that differ so many are asked why; the others have the reason of the nearest of these."""

SINGLE = 12
"""Places of one kind that are told one by one; more are counted."""

_PLACES = {Kind.KINK: Reason.KINK, Kind.JUMP: Reason.JUMP, Kind.POLE: Reason.POLE, Kind.HOLE: Reason.HOLE}


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """What there is at each x: autograd's f and slope, both in many digits (NaN: none), and the sizes that errors are
    parts of.
    """

    x: Array
    f: Array
    slope: Array
    height: Array
    truth: Array
    typical: float
    typical_height: float

    def errors(self) -> Array:
        """Of the slope; NaN where there is nothing to compare, infinite where autograd has no number."""
        with np.errstate(all="ignore"):
            error = np.abs(self.slope - self.truth) / np.maximum(np.abs(self.truth), self.typical)
        error[np.isnan(error)] = np.inf
        error[~np.isfinite(self.truth) | ~np.isfinite(self.height)] = np.nan
        return error

    def errors_of_f(self) -> Array:
        with np.errstate(all="ignore"):
            error = np.abs(self.f - self.height) / np.maximum(np.abs(self.height), self.typical_height or 1.0)
        error[np.isnan(error)] = np.inf
        error[~np.isfinite(self.height)] = np.nan
        return error


def judge(
    formula: Formula, certified: Certified, numbers: Numbers, limits: tuple[float, float], tolerance: float
) -> tuple[list[Verdict], NDArray[np.bool_]]:
    """The verdicts, ascending, and which x are excused: there f has no slope, or no value."""
    excused = ~np.isfinite(numbers.truth) | ~np.isfinite(numbers.height)
    for mark in certified.marks:
        if mark.kind in _PLACES or mark.kind is Kind.EDGE:
            # So near to a kink rounding may have taken x, or a part of f, to its other side.
            room = 1e-9 * (limits[1] - limits[0]) if mark.kind is Kind.KINK else 4 * np.spacing(abs(mark.x))
            excused |= np.abs(numbers.x - mark.x) <= room
    if any(kind in certified.crowded for kind in (Kind.JUMP, Kind.POLE, Kind.KINK)):
        with np.errstate(all="ignore"):
            excused |= np.abs(numbers.truth) > 1e20 * max(numbers.typical, 1e-300)
    verdicts = [*_places(formula, certified, limits), *_gaps(formula, numbers)]
    differs = numbers.errors() > tolerance
    verdicts += _reasons(formula, numbers, differs & ~excused)
    off = (numbers.errors_of_f() > tolerance) & ~excused & ~differs & np.isfinite(numbers.f)
    if off.any() and not differs.any():
        at = int(np.flatnonzero(off)[np.argmax(numbers.errors_of_f()[off])])
        words = {"x": numbers.x[at], "autograd": numbers.f[at], "truth": numbers.height[at]}
        verdicts.append(_verdict(Reason.STAIRCASE, numbers.x[at], False, words))
    return sorted(verdicts, key=lambda one: one.x), excused


def _places(formula: Formula, certified: Certified, limits: tuple[float, float]) -> Iterable[Verdict]:
    for kind, reason in _PLACES.items():
        if count := certified.crowded.get(kind):
            words = {"count": count, "x": limits[0], "end": limits[1]}
            yield Verdict(reason, limits[0], False, COUNTED[reason], words)
            continue
        marks = [mark for mark in certified.marks if mark.kind is kind]
        if len(marks) > SINGLE:
            yield _counted(reason, marks)
        else:
            yield from (_at_mark(formula, reason, mark) for mark in marks)


def _counted(reason: Reason, marks: list[Mark]) -> Verdict:
    words = {"count": len(marks), "x": marks[0].x, "end": marks[-1].x}
    return Verdict(reason, marks[0].x, False, COUNTED[reason], words)


def _at_mark(formula: Formula, reason: Reason, mark: Mark) -> Verdict:
    words: dict[str, object] = {"x": mark.x, "left": mark.left, "right": mark.right, "limit": mark.f}
    if reason is Reason.KINK:
        import torch

        leaf = torch.tensor([mark.x], dtype=formula.dtype)
        curve = sample.differentiate(sample.as_function(formula.expression), leaf, formula.values, 1)
        words["autograd"] = autograd = float(curve.derivatives[1][0]) + 0.0
        if not np.isfinite(autograd):
            return _verdict(reason, mark.x, False, words, template=NO_CONVENTION)
    return _verdict(reason, mark.x, False, words)


def _gaps(formula: Formula, numbers: Numbers) -> Iterable[Verdict]:
    """Stretches in which f has no value: more than one x, from the first to the last."""
    missing = np.concatenate([[False], ~np.isfinite(numbers.height) & np.isnan(numbers.f), [False]])
    edges = np.flatnonzero(missing[1:] != missing[:-1]).reshape(-1, 2)
    for a, b in edges.tolist():
        if b - a > 1:
            start, end = float(numbers.x[a]), float(numbers.x[b - 1])
            run = sample.as_function(formula.expression)
            origin = blame.of_nan(run, float(numbers.x[(a + b) // 2]), formula.values)
            if origin != "?":
                yield Verdict(Reason.NAN, start, False, NO_VALUE, {"x": start, "end": end, "origin": origin})


def _reasons(formula: Formula, numbers: Numbers, differs: NDArray[np.bool_]) -> Iterable[Verdict]:
    """One verdict a reason, at the place where it misses most, with how many others have it."""
    places = np.flatnonzero(differs)
    if not len(places):
        return
    errors = numbers.errors()
    asked = places[np.unique(np.linspace(0, len(places) - 1, min(BLAMED, len(places))).astype(int))]
    asked = np.unique(np.append(asked, places[np.argmax(errors[places])]))
    found: dict[Reason, list[tuple[float, int, dict[str, object]]]] = {}
    for at in asked.tolist():
        missed = Missed(float(numbers.x[at]), float(numbers.slope[at]), float(numbers.truth[at]))
        reason, words = why(formula, missed)
        found.setdefault(reason, []).append((float(errors[at]), at, words))
    for reason, cases in found.items():
        _, at, words = max(cases, key=lambda case: case[0])
        both = {"autograd": float(numbers.slope[at]), "truth": float(numbers.truth[at]), **words}
        if reason in (Reason.OVERFLOW, Reason.UNDERFLOW):
            both["start"] = _start(formula, numbers, differs, at)
        template = SMOOTH if reason is Reason.KINK else WORDS[reason]
        yield _verdict(reason, float(numbers.x[at]), True, both, str(formula.dtype).removeprefix("torch."), template)


def _start(formula: Formula, numbers: Numbers, differs: NDArray[np.bool_], at: int) -> float:
    """Where it begins, between the place and the nearest one at which autograd is right."""
    right = np.flatnonzero(~differs & np.isfinite(numbers.truth))
    bad = float(numbers.x[at])
    if not len(right):
        return bad
    good = float(numbers.x[right[np.argmin(np.abs(right - at))]])
    for _ in range(40):
        middle = (good + bad) / 2
        if goes_out(formula, middle):
            bad = middle
        else:
            good = middle
    return bad


def _verdict(
    reason: Reason, x: float, differs: bool, words: Mapping[str, object], dtype: str = "", template: str = ""
) -> Verdict:
    place = float(f"{x:.9g}") + 0.0
    return Verdict(reason, place, differs, template or WORDS[reason], {**words, "x": place, "dtype": dtype})
