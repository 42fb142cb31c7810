"""Is autograd's df/dx true? Compared with four independent witnesses, and an honest word where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.explore import blame, sample, witnesses
from explorer.core.explore.features import Features, derivatives_of, find
from explorer.core.explore.judging import Numbers, judge
from explorer.core.explore.mark import Certified, Kind
from explorer.core.explore.marks.certify import certify
from explorer.core.explore.mends import Mend, mends
from explorer.core.explore.reasons import Formula
from explorer.core.explore.sample import Function
from explorer.core.explore.verdict import NO_VALUE, SMOOTH, WORDS, Reason, Verdict
from explorer.core.explore.witnesses import Unavailable
from explorer.core.expression import Expression
from explorer.core.expression.tree import Call, walk

Array = NDArray[np.float64]

POINTS = 129
DOUBT = 1e-4
"""Relative error from which on a difference of float64 says nothing beside many digits."""

HUGE = 1e9
"""Times f over the range: a slope so steep is that of a pole close by, and cannot be compared."""
TOLERANCE = {torch.float64: 1e-9, torch.float32: 1e-3}
DIFFERENCES = 1e-5
"""What central differences can be trusted to, in float64."""

FORWARD, SYMBOLIC, CENTRAL, DIGITS = "forward mode", "symbolic", "differences", "mpmath"


@dataclass(frozen=True, slots=True, eq=False)
class StepErrors:
    """The error of central differences at `x` over the step h, by dtype: the curve like a V."""

    x: float
    h: Array
    errors: Mapping[str, Array]


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """Whether autograd and the witnesses agree away from the verdicts' places.

    `worst` is the largest error of autograd against any witness that can be trusted to the last digits, `by_method`
    the largest by witness, as a part of the derivative's size; `errors[method]` is it over `x`. `silent` says why a
    witness is missing; `share` is the part of the x, and `where` from where to where, at which autograd differs;
    `mends` are other ways to write the function with which it does not; `certified` are
    the marks of an expression.
    """

    agrees: bool
    worst: float
    by_method: Mapping[str, float]
    verdicts: tuple[Verdict, ...]
    x: Array
    errors: Mapping[str, Array]
    steps: StepErrors
    silent: Mapping[str, str]
    formula: str
    share: float = 0.0
    where: tuple[float, float] = (float("nan"), float("nan"))
    mends: tuple[Mend, ...] = ()
    certified: Certified | None = None


def check(
    function: Expression | Function,
    limits: tuple[float, float],
    *,
    parameters: Mapping[str, float] | None = None,
    dtype: torch.dtype | str | None = None,
    at: float | None = None,
) -> Check:
    """Compare autograd's df/dx, in float64 unless `dtype` says otherwise, with SymPy, forward mode, differences and
    mpmath on `limits`; `at` is where the step h is varied. Raises SampleError.

    A callable that is no expression has no SymPy and no mpmath: it is held against forward mode and differences.
    """
    kind = sample.as_dtype(dtype or "float64")
    values = sample.check(function, limits, sample.MIN_SAMPLES, 1, parameters, kind)
    return _Checker(function, limits, values, kind).check(at)


class _Checker:
    def __init__(
        self, function: Expression | Function, limits: tuple[float, float], values: dict[str, float], dtype: torch.dtype
    ) -> None:
        self.values, self.dtype = values, dtype
        self.lo, self.hi = map(float, limits)
        self.run = sample.as_function(function)
        self.expression = function if isinstance(function, Expression) else None
        self.size = (self.hi - self.lo) * 1e-2
        self.reach = max(self.hi - self.lo, abs(self.lo), abs(self.hi))
        self.derivatives = derivatives_of(partial(self.run, **values))
        self.features = Features() if self.expression else find(self.derivatives, self.lo, self.hi)
        heights = self.f(np.linspace(self.lo, self.hi, POINTS))
        heights = heights[np.isfinite(heights)]
        low, high = np.quantile(heights, [0.05, 0.95]) if len(heights) else (0.0, 0.0)
        # Where f is flat an error is a part of a hundredth of the mean slope: not of the 1e-17 of a sigmoid far out.
        self.least = 1e-2 * float(high - low) / (self.hi - self.lo)
        self.kinks, self.poles = self._told_apart()
        self.certified = certify(function, limits, values) if isinstance(function, Expression) else None
        self.silent: dict[str, str] = {}
        self.no_path = False

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

    def f(self, x: Array) -> Array:
        """f alone, in float64."""
        (curve,) = self.derivatives(x, 0)
        return curve

    def reverse(self, x: Array, dtype: torch.dtype) -> sample.Curve:
        return sample.differentiate(self.run, torch.from_numpy(x).to(dtype), self.values, 1)

    def points(self) -> Array:
        """A grid, round numbers, and the places of kinks, as the dtype has them."""
        span = self.hi - self.lo
        found = [np.linspace(self.lo, self.hi, POINTS)]
        is_ordinary = 1e-300 < span < 1e300 and self.reach < 1e6 * span
        for part in (1.0, 2.0, 4.0, 10.0) if is_ordinary else ():
            step = 10.0 ** np.floor(np.log10(span)) / part
            found.append(np.arange(np.ceil(self.lo / step), np.floor(self.hi / step) + 1) * step)
        breaks = (Kind.KINK, Kind.JUMP, Kind.POLE, Kind.HOLE, Kind.EDGE)
        marks = self.certified.marks if self.certified is not None else ()
        kinks = np.array([*self.features.kinks, *(mark.x for mark in marks if mark.kind in breaks)])
        found += [kinks, np.array([float(f"{x:.12g}") for x in kinks])]
        x = np.concatenate(found)
        x = x[(x >= self.lo) & (x <= self.hi)]
        name = np.float32 if self.dtype == torch.float32 else np.float64
        return np.unique(x.astype(name).astype(np.float64))

    def check(self, at: float | None) -> Check:
        x = self.points()
        curve = self.reverse(x, self.dtype)
        f, slope = (tensor.numpy().astype(np.float64) for tensor in curve.derivatives)
        found, doubt, formula = self.ask(x)
        self.no_path = curve.severed is not None and curve.no_path
        if curve.severed and not curve.no_path:
            words = {"text": curve.refusal.splitlines()[0]}
            refused = (Verdict(Reason.NO_FORMULA, self.lo, True, WORDS[Reason.NO_FORMULA], words),)
            nothing = np.full_like(x, np.nan)
            errors = dict.fromkeys(found, nothing)
            return Check(False, np.nan, {}, refused, x, errors, self.steps(found, x, at), self.silent, formula)
        if self.expression is not None:
            return self.certain(at, x, f, slope, found, formula)
        truth = self.truth(found, x)
        typical = max(_typical(truth), self.least) or 1.0
        with np.errstate(all="ignore"):
            errors = {
                name: np.abs(slope - witness) / np.maximum(np.abs(witness), typical) for name, witness in found.items()
            }
        certain = np.isfinite(found.get(SYMBOLIC, np.full_like(x, np.nan)))
        with np.errstate(all="ignore"):
            settled = doubt <= 1e-3 * np.maximum(np.abs(truth), typical)  # else a difference reaches over a kink
        verdicts, excused = self.judge(x, f, slope, truth, certain, settled, typical, formula)
        verdicts += self._jumps_between(x, errors, excused)
        errors[CENTRAL][~settled] = np.nan
        missing = ~np.isfinite(slope) & np.isfinite(truth) & np.isfinite(f) & (certain | settled)
        for name, error in errors.items():
            error[missing & np.isfinite(found[name])] = np.inf
            error[excused] = np.nan
        by_method = {name: _largest(error) for name, error in errors.items()}
        known = {name: error for name, error in by_method.items() if not np.isnan(error)}
        trusted = [error for name, error in known.items() if name != CENTRAL]
        worst = max(trusted or known.values(), default=float("nan"))
        agrees = not any(verdict.differs for verdict in verdicts)
        return Check(agrees, worst, by_method, verdicts, x, errors, self.steps(found, x, at), self.silent, formula)

    def certain(
        self, at: float | None, x: Array, f: Array, slope: Array, found: dict[str, Array], formula: str
    ) -> Check:
        """The outcome where the truth is known to many digits, at every x."""
        assert self.expression is not None and self.certified is not None
        truth, height = found[DIGITS], witnesses.many_digits(self.expression, x, self.values, order=0)
        typical, tolerance = max(_typical(truth), self.least) or 1.0, TOLERANCE[self.dtype]
        numbers = Numbers(x, f, slope, height, truth, typical, _typical(height))
        asked = Formula(self.expression, self.values, self.dtype, formula)
        verdicts, excused = judge(asked, self.certified, numbers, (self.lo, self.hi), tolerance)
        if self.no_path:
            verdicts.insert(0, self._tell(Reason.NO_PATH, self.lo, False))
        errors = {}
        for name, witness in found.items():
            with np.errstate(all="ignore"):
                error = np.abs(slope - witness) / np.maximum(np.abs(witness), typical)
                # A witness that many digits contradict is none.
                false = ~(
                    np.abs(witness - truth)
                    <= (tolerance * 10 if name == SYMBOLIC else DOUBT) * np.maximum(np.abs(truth), typical)
                )
            error[np.isnan(slope)] = np.inf
            error[excused | ~np.isfinite(witness) | (false & (name in (SYMBOLIC, CENTRAL)))] = np.nan
            errors[name] = error
        by_method = {name: _largest(error) for name, error in errors.items()}
        known = [error for name, error in by_method.items() if name != CENTRAL and not np.isnan(error)]
        worst = max(known, default=float("nan"))
        agrees = not any(verdict.differs for verdict in verdicts)
        with np.errstate(all="ignore"):
            wrong = x[(errors[DIGITS] > tolerance)]
        share = len(wrong) / max(int((~np.isnan(errors[DIGITS])).sum()), 1)
        where = (float(wrong[0]), float(wrong[-1])) if len(wrong) else (float("nan"), float("nan"))
        steps = self.steps(found, x, at)
        better = () if agrees else mends(self.expression, self.values, x[~excused], truth[~excused], typical, worst)
        return Check(
            agrees,
            worst,
            by_method,
            tuple(verdicts),
            x,
            errors,
            steps,
            self.silent,
            formula,
            share,
            where,
            better,
            self.certified,
        )

    def ask(self, x: Array) -> tuple[dict[str, Array], Array, str]:
        """What each witness says at x, how far the differences can be doubted, and SymPy's formula."""
        found: dict[str, Array] = {}
        formula = ""
        central, doubt = witnesses.central_differences(self.f, x, self.size)
        if self.expression is not None:
            try:
                found[SYMBOLIC], derivative = witnesses.symbolic(self.expression, x, self.values)
                formula = str(derivative)
            except Unavailable as error:
                self.silent[SYMBOLIC] = str(error)
        else:
            self.silent[SYMBOLIC] = self.silent[DIGITS] = "not an expression"
        try:
            found[FORWARD] = witnesses.forward_mode(self.run, x, self.values, self.dtype)
        except Unavailable as error:
            self.silent[FORWARD] = str(error)
        found[CENTRAL] = central
        if self.expression is not None:
            found[DIGITS] = witnesses.many_digits(self.expression, x, self.values)
        return found, doubt, formula

    def truth(self, found: Mapping[str, Array], x: Array) -> Array:
        """The best that is known without autograd: SymPy, else differences."""
        symbolic = found.get(SYMBOLIC, np.full_like(x, np.nan))
        return np.where(np.isfinite(symbolic), symbolic, found[CENTRAL])

    # -- judging

    def judge(
        self,
        x: Array,
        f: Array,
        slope: Array,
        truth: Array,
        certain: NDArray[np.bool_],
        settled: NDArray[np.bool_],
        typical: float,
        formula: str,
    ) -> tuple[tuple[Verdict, ...], NDArray[np.bool_]]:
        """The verdicts, at most one for each reason and place, and where there is nothing to be right about.

        The truth is `certain` where it is not by differences, which are `settled` where their neighbours agree.
        """
        with np.errstate(all="ignore"):
            error = np.abs(slope - truth) / np.maximum(np.abs(truth), typical)
        tolerance = np.where(certain, TOLERANCE[self.dtype], max(DIFFERENCES, TOLERANCE[self.dtype]))
        differs = np.isfinite(f) & np.isfinite(truth) & settled & ~(error <= tolerance)
        left, right = witnesses.one_sided(self.f, x, self.size)
        excused = ~np.isfinite(f)
        verdicts = self._broken(x, excused) + self._without_value()
        if self.no_path:
            verdicts.append(self._tell(Reason.NO_PATH, self.lo, False))
        for place in self._kinked(x, left, right, typical, differs, excused):
            words = {"left": left[place] + 0.0, "right": right[place] + 0.0, "autograd": slope[place] + 0.0}
            verdicts.append(self._tell(Reason.KINK, x[place], False, **words))
        with np.errstate(all="ignore"):
            # Held against f itself where it is large, as in exp, and against most of f where it is 0, as in sin.
            climb = np.minimum(np.abs(slope), np.abs(truth)) * (self.hi - self.lo)
            steep = climb > HUGE * np.maximum(np.abs(f), _typical(f))
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
            verdict = self._blame(float(x[place]), float(slope[place]), float(truth[place]), formula)
            if verdict.reason in (Reason.KINK, Reason.NAN) or verdict.reason not in blamed:
                blamed.add(verdict.reason)
                verdicts.append(verdict)
        return tuple(sorted(verdicts, key=lambda verdict: verdict.x)), excused

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

    def _jumps_between(self, x: Array, errors: Mapping[str, Array], excused: NDArray[np.bool_]) -> tuple[Verdict, ...]:
        """Jumps too small to be seen on the plots, where mpmath's differences reach across them; they are excused."""
        found = []
        for place in map(int, np.flatnonzero(errors.get(DIGITS, np.zeros(0)) > TOLERANCE[self.dtype])):
            near = self.f(x[place] + self.reach * np.array([-2e-9, -1e-9, 1e-9, 2e-9]))
            with np.errstate(all="ignore"):
                beside, across, beyond = np.abs(np.diff(near))
            if not excused[place] and across > 100 * max(beside, beyond):
                excused[place] = True
                found.append(self._tell(Reason.JUMP, float(x[place]), False))
        return tuple(found)

    def _blame(self, x: float, slope: float, truth: float, formula: str) -> Verdict:
        """Why autograd is not what calculus says."""
        both: dict[str, object] = {"autograd": slope, "truth": truth}
        if self._is_held(x, slope):
            formulas = f" SymPy: {formula}" if formula and len(formula) < 60 else ""
            return self._tell(Reason.DETACH, x, True, formulas=formulas, **both)
        cut = blame.of_cut(self.run, x, self.values)
        if cut and np.isfinite(slope):
            return self._tell(Reason.CUT, x, True, origin=cut, **both)
        if not np.isfinite(slope):
            return self._tell(Reason.NAN, x, True, origin=blame.of_nan(self.run, x, self.values, self.dtype), **both)
        better = float(self.reverse(np.array([x]), torch.float64).derivatives[1][0])
        is_short = self.dtype == torch.float32 and abs(better - truth) < abs(slope - truth) / 10
        if is_short or abs(slope - truth) <= 0.1 * abs(truth) or self._is_noise(x, slope, truth):
            return self._tell(Reason.PRECISION, x, True, **both)
        sides = np.array([x - 1e-6 * self.reach, x + 1e-6 * self.reach])
        if np.allclose(self.reverse(sides, torch.float64).derivatives[1].numpy(), truth, rtol=1e-3, atol=0):
            return replace(self._tell(Reason.KINK, x, True, **both), template=SMOOTH)
        return self._tell(Reason.UNEXPLAINED, x, True, **both)

    def _is_held(self, x: float, slope: float) -> bool:
        """Whether calculus with all of detach standing still says what autograd says."""
        if self.expression is None:
            return False
        calls = {part.function for node in self.expression.nodes for part in walk(node) if isinstance(part, Call)}
        if "detach" not in calls:
            return False
        held = witnesses.many_digits(self.expression, np.array([x]), self.values, held=True)[0]
        return bool(abs(held - slope) <= 1e-3 * max(abs(held), 1e-300)) or held == slope

    def _is_noise(self, x: float, slope: float, truth: float) -> bool:
        """Whether autograd's df/dx jumps about as much from one float64 to the next as it misses calculus, or misses it
        by less than the last digits of f can show.
        """
        spacing = float(np.spacing(x))
        steps = np.delete(np.arange(-8.0, 9.0), 8)  # not x itself: where a kink is, one value differs from all others
        around = np.asarray(x + spacing * steps, dtype=np.float64)
        values = self.reverse(around, torch.float64).derivatives[1].numpy()
        shown = np.finfo(float).eps * abs(float(self.f(np.array([x]))[0])) / (self.hi - self.lo)
        return bool(abs(slope - truth) <= max(10 * (values.max() - values.min()), 1e5 * shown))

    def _tell(self, reason: Reason, x: float, differs: bool, **words: object) -> Verdict:
        place = 0.0 if abs(x) < 1e-12 * self.reach else float(f"{x:.9g}")  # found by bisection, and most likely round
        dtype = str(self.dtype).removeprefix("torch.")
        return Verdict(reason, place, differs, WORDS[reason], {"x": place, "dtype": dtype, **words})

    # -- the V

    def steps(self, found: Mapping[str, Array], x: Array, at: float | None) -> StepErrors:
        """The error of central differences at one place over h, in both dtypes, against the best that is known."""
        truth = self.truth(found, x)
        wanted = self.lo + (self.hi - self.lo) * 0.618 if at is None else at  # not 0: there h is exact
        good = np.flatnonzero(np.isfinite(truth) & (truth != 0))
        h = np.logspace(0, -15, 61)
        if not len(good):
            return StepErrors(wanted, h, {})
        place = good[np.abs(x[good] - wanted).argmin()]
        errors: dict[str, Array] = {}
        for name, dtype in sample.DTYPES.items():
            if abs(x[place]) > torch.finfo(dtype).max / 2:
                continue
            steps = torch.from_numpy(h).to(dtype)
            middle = torch.full_like(steps, x[place])
            right, left = middle + steps, middle - steps
            with torch.no_grad():
                rise = sample.evaluate(self.run, right, self.values) - sample.evaluate(self.run, left, self.values)
            slopes = (rise / (right - left)).numpy().astype(np.float64)
            with np.errstate(all="ignore"):
                errors[name] = np.abs(slopes - truth[place]) / np.abs(truth[place])
        return StepErrors(float(x[place]), h, errors)


def _typical(values: Array) -> float:
    """The size of most of the values."""
    finite = np.abs(values[np.isfinite(values)])
    return float(np.median(finite)) if len(finite) else 0.0


def _largest(errors: Array) -> float:
    known = errors[~np.isnan(errors)]
    return float(known.max()) if len(known) else float("nan")
