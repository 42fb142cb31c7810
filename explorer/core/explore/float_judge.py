"""The verdicts on a Python function, of which no more digits are known than float64's: what differences can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.explore import blame, sample, witnesses
from explorer.core.explore.features import derivatives_of, find, typical_size
from explorer.core.explore.sample import Function
from explorer.core.explore.verdict import NO_VALUE, SMOOTH, TOLERANCE, Reason, Verdict, tell

Array = NDArray[np.float64]

HUGE = 1e9
"""Times f over the range: a slope so steep is that of a pole close by, and cannot be compared."""

DIFFERENCES = 1e-5
"""What central differences can be trusted to, in float64."""


class FloatJudge:
    """Knows a callable's kinks, jumps and poles, as far as they can be seen. `least` is the slope below which f is
    flat, and `size` what steps of differences are parts of.
    """

    def __init__(
        self,
        run: Function,
        values: Mapping[str, float],
        dtype: torch.dtype,
        limits: tuple[float, float],
        least: float,
        size: float,
    ) -> None:
        self.run, self.values, self.dtype = run, values, dtype
        self.lo, self.hi = limits
        self.least, self.size = least, size
        self.reach = max(self.hi - self.lo, abs(self.lo), abs(self.hi))
        self.derivatives = derivatives_of(partial(run, **values))
        self.features = find(self.derivatives, self.lo, self.hi)
        self.kinks, self.poles = self._told_apart()

    def f(self, x: Array) -> Array:
        """f alone, in float64."""
        (curve,) = self.derivatives(x, 0)
        return curve

    def _reverse(self, x: Array) -> Array:
        return sample.differentiate(self.run, torch.from_numpy(x), self.values, 1).derivatives[1].numpy()

    def _told_apart(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Kinks, and what looks like one but is a pole: however near to it, f goes on growing as fast. The end of a
        stretch where f is missing is neither.
        """
        kinks: list[float] = []
        poles: list[float] = []
        for place in self.features.kinks:
            offsets = (self.hi - self.lo) * np.array([[1e-6], [1e-9], [1e-12]])
            with np.errstate(all="ignore"):
                steps = np.abs(np.diff(self.f((place + offsets * [-1.0, 1.0]).ravel()).reshape(3, 2), axis=0))
                endless = (steps[1] > 0.9 * steps[0]) & (steps[1] > 1e-6 * self.least)
            if endless.any():
                poles.append(place)
            elif np.isfinite(steps).all():
                kinks.append(place)
        return tuple(kinks), tuple(poles)

    def judge(
        self,
        x: Array,
        f: Array,
        slope: Array,
        truth: Array,
        settled: NDArray[np.bool_],
        typical: float,
    ) -> tuple[list[Verdict], NDArray[np.bool_]]:
        """The verdicts, at most one for each reason and place, and where there is nothing to be right about.

        The truth is by differences, which are `settled` where their neighbours agree.
        """
        with np.errstate(all="ignore"):
            error = np.abs(slope - truth) / np.maximum(np.abs(truth), typical)
        tolerance = max(DIFFERENCES, TOLERANCE[self.dtype])
        differs = np.isfinite(f) & np.isfinite(truth) & settled & ~(error <= tolerance)
        left, right = witnesses.one_sided(self.f, x, self.size)
        excused = ~np.isfinite(f)
        verdicts = self._broken(x, excused) + self._without_value()
        for place in self._kinked(x, left, right, typical, differs, excused):
            words = {"left": left[place] + 0.0, "right": right[place] + 0.0, "autograd": slope[place] + 0.0}
            verdicts.append(self._tell(Reason.KINK, x[place], False, **words))
        with np.errstate(all="ignore"):
            # Held against f itself where it is large, as in exp, and against most of f where it is 0, as in sin.
            climb = np.minimum(np.abs(slope), np.abs(truth)) * (self.hi - self.lo)
            steep = climb > HUGE * np.maximum(np.abs(f), typical_size(f))
        for place in map(int, np.flatnonzero(steep & ~excused)):
            excused[place] = True
            if not any(abs(verdict.x - x[place]) <= 1e-6 * self.reach for verdict in verdicts):
                verdicts.append(self._tell(Reason.POLE, x[place], False))
        blamed: set[Reason] = set()
        before = -1
        for place in map(int, np.flatnonzero(differs & ~excused)):
            goes_on = place == before + 1 and not np.isfinite(slope[place]) and not np.isfinite(slope[before])
            before = place
            if goes_on:
                continue  # of a stretch of NaN the first place is told
            verdict = self._blame(float(x[place]), float(slope[place]), float(truth[place]))
            if verdict.reason in (Reason.KINK, Reason.NAN) or verdict.reason not in blamed:
                blamed.add(verdict.reason)
                verdicts.append(verdict)
        return sorted(verdicts, key=lambda verdict: verdict.x), excused

    def _broken(self, x: Array, excused: NDArray[np.bool_]) -> list[Verdict]:
        """Jumps and poles; the points at them, and those so close that a difference reaches over, are excused."""
        found = []
        reach = self.reach * 1e-9
        for place in (*self.features.breaks, *self.poles):
            excused |= np.abs(x - place) <= reach
            sides = self.f(np.array([place - 1e3 * reach, place + 1e3 * reach]))
            middle = self.f(np.array([place - reach, place + reach]))
            with np.errstate(all="ignore"):
                grows = bool((np.abs(middle) > 10 * np.abs(sides) + 1e-300).any()) or not np.isfinite(middle).all()
            reason = Reason.POLE if grows or place in self.poles else Reason.JUMP
            found.append(self._tell(reason, place, False))
        return found

    def _without_value(self) -> list[Verdict]:
        found = []
        for start, end in self.features.gaps:
            words = {"x": start, "end": end, "origin": blame.of_nan(self.run, (start + end) / 2, self.values)}
            found.append(Verdict(Reason.NAN, start, False, NO_VALUE, words))
        return found

    def _kinked(
        self,
        x: Array,
        left: Array,
        right: Array,
        typical: float,
        differs: NDArray[np.bool_],
        excused: NDArray[np.bool_],
    ) -> list[int]:
        """The points at kinks, the roundest of each; all so close to one are excused. The ends of the range may be
        kinks that only a difference there shows.
        """
        chosen: list[int] = []
        with np.errstate(all="ignore"):
            size = np.maximum(np.maximum(np.abs(left), np.abs(right)), typical)
            known = ~(np.isnan(left) | np.isnan(right))
            apart = known & (left != right) & ~(np.isfinite(size) & (np.abs(left - right) <= 1e-3 * size))
            apart |= np.isinf(left) & np.isinf(right)  # an upright tangent
            far_apart = known & (left != right) & ~(np.isfinite(size) & (np.abs(left - right) <= 1e-2 * size))
        for kink in (*self.kinks, *x[differs & far_apart & ~excused].tolist()):
            close = np.flatnonzero((np.abs(x - kink) <= 1e-8 * self.reach) & ~excused)
            candidates = close[apart[close]].tolist()
            if candidates:
                chosen.append(min(candidates, key=lambda k: len(f"{x[k]:.17g}")))
                excused[close] = True
        return chosen

    def _blame(self, x: float, slope: float, truth: float) -> Verdict:
        """Why autograd is not what calculus says."""
        both: dict[str, object] = {"autograd": slope, "truth": truth}
        cut = blame.of_cut(self.run, x, self.values)
        if cut and np.isfinite(slope):
            return self._tell(Reason.CUT, x, True, origin=cut, **both)
        if not np.isfinite(slope):
            return self._tell(Reason.NAN, x, True, origin=blame.of_nan(self.run, x, self.values, self.dtype), **both)
        better = float(self._reverse(np.array([x]))[0])
        is_short = self.dtype == torch.float32 and abs(better - truth) < abs(slope - truth) / 10
        if is_short or abs(slope - truth) <= 0.1 * abs(truth) or self._is_noise(x, slope, truth):
            return self._tell(Reason.PRECISION, x, True, **both)
        sides = np.array([x - 1e-6 * self.reach, x + 1e-6 * self.reach])
        if np.allclose(self._reverse(sides), truth, rtol=1e-3, atol=0):
            return replace(self._tell(Reason.KINK, x, True, **both), template=SMOOTH)
        return self._tell(Reason.UNEXPLAINED, x, True, **both)

    def _is_noise(self, x: float, slope: float, truth: float) -> bool:
        """Whether autograd's df/dx jumps about as much from one float64 to the next as it misses calculus, or misses it
        by less than the last digits of f can show.
        """
        spacing = float(np.spacing(x))
        steps = np.delete(np.arange(-8.0, 9.0), 8)  # not x itself: where a kink is, one value differs from all others
        around = np.asarray(x + spacing * steps, dtype=np.float64)
        values = self._reverse(around)
        shown = np.finfo(float).eps * abs(float(self.f(np.array([x]))[0])) / (self.hi - self.lo)
        return bool(abs(slope - truth) <= max(10 * (values.max() - values.min()), 1e5 * shown))

    def _tell(self, reason: Reason, x: float, differs: bool, **words: object) -> Verdict:
        place = 0.0 if abs(x) < 1e-12 * self.reach else x  # found by bisection, and most likely round
        return tell(reason, place, differs, words, self.dtype)
