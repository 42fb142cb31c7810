"""Is autograd's df/dx true? Compared with four independent witnesses, and an honest word where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.cancelled import interruptible
from explorer.core.explore import sample, witnesses
from explorer.core.explore.features import typical_size
from explorer.core.explore.float_judge import FloatJudge
from explorer.core.explore.judging import BREAKS, Numbers, judge, judge_order
from explorer.core.explore.mark import Certified
from explorer.core.explore.marks.certify import certify
from explorer.core.explore.marks.formula import Formula
from explorer.core.explore.mends import Mend, mends
from explorer.core.explore.reasons import Asked
from explorer.core.explore.sample import Function
from explorer.core.explore.verdict import TOLERANCE, Reason, Verdict, tell, tolerance
from explorer.core.explore.witnesses import Unavailable
from explorer.core.expression import Expression

Array = NDArray[np.float64]

POINTS, CROOKED = 129, 32
GOLDEN = (5**0.5 - 1) / 2  # whose multiples lie evenly, and on no grid
FORWARD, SYMBOLIC, CENTRAL, DIGITS = "forward mode", "symbolic", "differences", "mpmath"

DOUBT = {SYMBOLIC: 1e-8, CENTRAL: 1e-4}
"""Relative error against many digits from which on a witness has nothing to say of autograd."""


@dataclass(frozen=True, slots=True, eq=False)
class StepErrors:
    """The error of central differences at `x` over the step h, by dtype: the curve like a V."""

    x: float
    h: Array
    errors: Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How autograd's derivative of an order compares with 50 digits; 0 is f itself. `share` is the part of the x, and
    `where` from where to where, at which it differs.
    """

    order: int
    worst: float
    share: float
    where: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """Whether autograd and the witnesses agree away from the verdicts' places.

    `worst` is the largest error of autograd against any witness that can be trusted to the last digits, `by_method`
    the largest by witness, as a part of the derivative's size; `errors[method]` is it over `x`. `silent` says why a
    witness is missing; `share` is the part of the x, and `where` from where to where, at which autograd differs;
    `mends` are other ways to write the function with which it does not; `certified` are the marks of an expression.
    All this is of df/dx; `others` are the outcomes of f and of the derivatives above. `agrees` is of all derivatives.
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
    others: tuple[Outcome, ...] = ()
    certified: Certified | None = None


def check(
    function: Expression | Function,
    limits: tuple[float, float],
    *,
    parameters: Mapping[str, float] | None = None,
    dtype: torch.dtype | str | None = None,
    order: int = 1,
    at: float | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Check:
    """Compare autograd's df/dx, in float64 unless `dtype` says otherwise, with SymPy, forward mode, differences and
    mpmath on `limits`; f, and the derivatives up to `order`, with mpmath. `at` is where the step h is varied. Raises
    SampleError, and Cancelled.

    A callable that is no expression has no SymPy and no mpmath: its df/dx is held against forward mode and differences.
    """
    kind = sample.as_dtype(dtype or "float64")
    values = sample.check(function, limits, sample.MIN_SAMPLES, order, parameters, kind)
    with nullcontext() if isinstance(function, Expression) else interruptible(cancelled):
        return _Checker(function, limits, values, kind, order, cancelled).check(at)


class _Checker:
    def __init__(
        self,
        function: Expression | Function,
        limits: tuple[float, float],
        values: dict[str, float],
        dtype: torch.dtype,
        order: int,
        cancelled: Callable[[], bool],
    ) -> None:
        self.cancelled = cancelled
        self.values, self.dtype, self.order = values, dtype, order
        self.lo, self.hi = self.limits = float(limits[0]), float(limits[1])
        self.run = sample.as_function(function)
        self.expression = function if isinstance(function, Expression) else None
        self.size = (self.hi - self.lo) * 1e-2
        heights = self.f(np.linspace(self.lo, self.hi, POINTS))
        # Where f is flat an error is a part of a hundredth of the mean slope: not of the 1e-17 of a sigmoid far out.
        self.least = self._least(heights)
        self.others: tuple[Outcome, ...] = ()
        self.certified = certify(function, limits, values, cancelled) if isinstance(function, Expression) else None
        self.silent: dict[str, str] = {}
        self.formula = ""

    def f(self, x: Array) -> Array:
        """f alone, in float64."""
        return sample.differentiate(self.run, torch.from_numpy(x), self.values, 0).f.numpy().astype(np.float64)

    def _many_digits(self, x: Array, order: int) -> Array:
        """mpmath's derivative."""
        assert self.expression is not None
        return witnesses.many_digits(self.expression, x, self.values, order=order, cancelled=self.cancelled)

    def points(self, places: Iterable[float]) -> Array:
        """A grid, numbers that are not round, round numbers, and some places, as the dtype has them."""
        span = self.hi - self.lo
        found = [np.linspace(self.lo, self.hi, POINTS), self.lo + span * np.mod(GOLDEN * np.arange(1, CROOKED), 1.0)]
        is_ordinary = 1e-300 < span < 1e300 and max(abs(self.lo), abs(self.hi)) < 1e6 * span
        for part in (1.0, 2.0, 4.0, 10.0) if is_ordinary else ():
            step = 10.0 ** np.floor(np.log10(span)) / part
            found.append(np.arange(np.ceil(self.lo / step), np.floor(self.hi / step) + 1) * step)
        exact = np.array(list(places), dtype=np.float64)
        found += [exact, np.array([float(f"{x:.12g}") for x in exact])]
        x = np.concatenate(found)
        x = x[(x >= self.lo) & (x <= self.hi)]
        name = np.float32 if self.dtype == torch.float32 else np.float64
        return np.unique(x.astype(name).astype(np.float64))

    def check(self, at: float | None) -> Check:
        floats = None
        if self.certified is None:
            floats = FloatJudge(self.run, self.values, self.dtype, self.limits, self.least, self.size)
            x = self.points(floats.features.kinks)
        else:
            x = self.points(mark.x for mark in self.certified.marks if mark.kind in BREAKS)
        curve = sample.differentiate(self.run, torch.from_numpy(x).to(self.dtype), self.values, 1)
        f, slope = (tensor.numpy().astype(np.float64) for tensor in curve.derivatives)
        found, doubt = self.ask(x)
        truth = found.get(DIGITS, found[CENTRAL])
        steps = self.steps(truth, x, at)
        if curve.severed and not curve.no_path:
            words = {"text": curve.refusal.splitlines()[0]}
            refused = (tell(Reason.NO_FORMULA, self.lo, True, words, self.dtype),)
            errors = dict.fromkeys(found, np.full_like(x, np.nan))
            return Check(False, np.nan, {}, refused, x, errors, steps, self.silent, self.formula)
        typical = max(typical_size(truth), self.least) or 1.0
        with np.errstate(all="ignore"):
            errors = {
                name: np.abs(slope - witness) / np.maximum(np.abs(witness), typical) for name, witness in found.items()
            }
        if floats is None:
            verdicts, excused = self._certain(x, f, slope, truth, typical)
            self._silence(errors, found, truth, typical)
            missing = np.isnan(slope)
        else:
            settled = doubt <= 1e-3 * np.maximum(np.abs(truth), typical)  # else a difference reaches over a kink
            verdicts, excused = floats.judge(x, f, slope, truth, settled, typical)
            errors[CENTRAL][~settled] = np.nan
            missing = ~np.isfinite(slope) & np.isfinite(truth) & np.isfinite(f) & settled
        for name, error in errors.items():
            error[missing & np.isfinite(found[name])] = np.inf
            error[excused] = np.nan
        if curve.severed is not None:
            verdicts.insert(0, tell(Reason.NO_PATH, self.lo, False, {}, self.dtype))
        return self._outcome(x, truth, typical, errors, verdicts, steps)

    def _outcome(
        self,
        x: Array,
        truth: Array,
        typical: float,
        errors: dict[str, Array],
        verdicts: list[Verdict],
        steps: StepErrors,
    ) -> Check:
        """The errors of autograd, NaN where there is nothing to compare, and the verdicts, in a few numbers."""
        by_method = {name: _largest(error) for name, error in errors.items()}
        known = {name: error for name, error in by_method.items() if not np.isnan(error)}
        trusted = [error for name, error in known.items() if name != CENTRAL]
        worst = max(trusted or known.values(), default=float("nan"))
        agrees = not any(verdict.differs for verdict in verdicts)
        found = Check(agrees, worst, by_method, tuple(verdicts), x, errors, steps, self.silent, self.formula)
        if self.expression is None:
            return found
        compared = ~np.isnan(errors[DIGITS])
        outcome = _outcome(1, x, errors[DIGITS], self.dtype)
        better: tuple[Mend, ...] = ()
        if not agrees:
            better = mends(self.expression, self.values, x[compared], truth[compared], typical, worst)
        return replace(
            found,
            share=outcome.share,
            where=outcome.where,
            mends=better,
            certified=self.certified,
            others=self.others,
        )

    def _certain(
        self, x: Array, f: Array, slope: Array, truth: Array, typical: float
    ) -> tuple[list[Verdict], NDArray[np.bool_]]:
        """The verdicts, and what is excused, where the truth is known to many digits."""
        assert self.expression is not None and self.certified is not None
        height = self._many_digits(x, 0)
        numbers = Numbers(x, f, slope, height, truth, typical)
        formula = Formula(self.expression, self.values, self.hi - self.lo, self.cancelled)
        asked = Asked(formula, self.dtype, self.formula)
        verdicts, excused = judge(asked, self.certified, numbers, self.limits)
        verdicts += self._of_others(asked, numbers, excused, {one.reason for one in verdicts if one.differs})
        return verdicts, excused

    def _of_others(
        self, asked: Asked, numbers: Numbers, excused: NDArray[np.bool_], told: set[Reason]
    ) -> Iterable[Verdict]:
        """What is to be said of f itself, and of the derivatives above the first."""
        x, below = numbers.x, numbers.truth
        height = typical_size(numbers.height)
        curve = sample.differentiate(self.run, torch.from_numpy(x).to(self.dtype), self.values, self.order)
        outcomes = []
        missing = ~np.isfinite(numbers.found) & ~excused
        for order in (0, *range(2, self.order + 1)):
            truth = self._many_digits(x, order) if order else numbers.height
            truth[np.abs(truth) < 1e-30 * height / self.size**order] = 0.0  # no more than the rounding of 50 digits
            found = curve.derivatives[order].numpy().astype(np.float64)
            typical = max(typical_size(truth), self._least(below) if order else 0.0) or 1.0
            of_order = replace(numbers, found=found, truth=truth, typical=typical)
            verdicts, errors = judge_order(replace(asked, order=order, derivative=""), of_order, excused, missing, told)
            outcomes.append(_outcome(order, x, errors, self.dtype))
            missing = missing | np.isinf(errors) if order else missing
            told |= {one.reason for one in verdicts}
            below = truth if order else below
            yield from verdicts
        self.others = tuple(outcomes)

    def _least(self, heights: Array) -> float:
        """A hundredth of the mean slope: less than that is flat."""
        known = heights[np.isfinite(heights)]
        low, high = np.quantile(known, [0.05, 0.95]) if len(known) else (0.0, 0.0)
        return 1e-2 * float(high - low) / (self.hi - self.lo)

    def _silence(self, errors: dict[str, Array], found: Mapping[str, Array], truth: Array, typical: float) -> None:
        """A witness that many digits contradict is none."""
        for name in errors.keys() & DOUBT.keys():
            with np.errstate(all="ignore"):
                doubt = max(DOUBT[name], 10 * TOLERANCE[self.dtype]) if name == SYMBOLIC else DOUBT[name]
                holds = np.abs(found[name] - truth) <= doubt * np.maximum(np.abs(truth), typical)
            errors[name][~holds] = np.nan

    def ask(self, x: Array) -> tuple[dict[str, Array], Array]:
        """What each witness says at x, and how far the differences can be doubted."""
        found: dict[str, Array] = {}
        if self.expression is None:
            self.silent[SYMBOLIC] = self.silent[DIGITS] = "not an expression"
        else:
            try:
                with interruptible(self.cancelled):
                    found[SYMBOLIC], derivative = witnesses.symbolic(self.expression, x, self.values)
                self.formula = str(derivative)
            except Unavailable as error:
                self.silent[SYMBOLIC] = str(error)
        try:
            found[FORWARD] = witnesses.forward_mode(self.run, x, self.values, self.dtype)
        except Unavailable as error:
            self.silent[FORWARD] = str(error)
        found[CENTRAL], doubt = witnesses.central_differences(self.f, x, self.size)
        if self.expression is not None:
            found[DIGITS] = self._many_digits(x, 1)
        return found, doubt

    def steps(self, truth: Array, x: Array, at: float | None) -> StepErrors:
        """The error of central differences at one place over h, in both dtypes, against the best that is known."""
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


def _outcome(order: int, x: Array, errors: Array, dtype: torch.dtype) -> Outcome:
    """Of the errors at x, NaN where nothing was compared."""
    wrong = x[errors > tolerance(dtype, order)]
    share = len(wrong) / max(int((~np.isnan(errors)).sum()), 1)
    where = (float(wrong[0]), float(wrong[-1])) if len(wrong) else (float("nan"), float("nan"))
    return Outcome(order, _largest(errors), share, where)


def _largest(errors: Array) -> float:
    known = errors[~np.isnan(errors)]
    return float(known.max()) if len(known) else float("nan")
