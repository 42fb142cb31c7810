"""Why autograd misses calculus at one x: each cause is tried, and told only where its evidence is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import torch

from explorer.core.explore import blame, sample, witnesses
from explorer.core.explore.marks.critical import parts, written_out
from explorer.core.explore.verdict import Reason
from explorer.core.expression import Expression
from explorer.core.expression.mpmath_reading import evaluate
from explorer.core.expression.torch_reading import TorchFunction
from explorer.core.expression.tree import Call, Name, Node, walk

FAULTY = {torch.float64: 1e-10, torch.float32: 1e-4}
"""Relative error from which on a function of torch's is wrong by itself, not by the rounding of its argument."""


MANY = {torch.float64: 6, torch.float32: 3}
"""Digits: a difference that loses them has few left for a derivative, which loses as many again."""


@dataclass(frozen=True, slots=True)
class Missed:
    """One x at which autograd's `slope` is not the `truth`."""

    x: float
    slope: float
    truth: float


@dataclass(frozen=True)
class Formula:
    """What is asked why: the expression, the values of its parameters, and the dtype it was computed in."""

    expression: Expression
    values: Mapping[str, float]
    dtype: torch.dtype
    derivative: str = ""
    """SymPy's, as text; "" where it has none."""

    def slopes(self, node: Node, x: Any, dtype: torch.dtype) -> Any:
        """f′ of a part at x, by autograd."""
        run = TorchFunction(Expression("", (), node, self.expression.variables, ()))
        curve = sample.differentiate(run, torch.tensor(x, dtype=dtype), {}, 1)
        return curve.derivatives[1].double().numpy()

    def value(self, node: Node, x: float) -> Any:
        """A part in many digits."""
        return evaluate(Expression("", (), node, self.expression.variables, ()), {self.expression.variables[0]: x})


def why(formula: Formula, missed: Missed) -> tuple[Reason, dict[str, object]]:
    """The reason, and the words that show it."""
    run, x = sample.as_function(formula.expression), missed.x
    if _is_held(formula, missed):
        short = formula.derivative and len(formula.derivative) < 60
        return Reason.DETACH, {"formulas": f" SymPy: {formula.derivative}" if short else ""}
    if np.isfinite(missed.slope) and (cut := blame.of_cut(run, x, formula.values)):
        return Reason.CUT, {"origin": cut}
    tree = written_out(formula.expression, formula.values)
    if not np.isfinite(missed.slope):
        if tree is not None and _is_trap(formula, tree, missed):
            return Reason.TRAP, {"origin": blame.of_nan(run, x, formula.values, formula.dtype)}
        if overflow := blame.of_infinity(run, x, formula.values, formula.dtype):
            return Reason.OVERFLOW, {"origin": overflow}
        if underflow := blame.of_zero(run, x, formula.values, formula.dtype):
            return Reason.UNDERFLOW, {"origin": underflow}
        origin = blame.of_nan(run, x, formula.values, formula.dtype)
        return (Reason.PRECISION, {}) if origin == "?" else (Reason.NAN, {"origin": origin})
    if tree is not None and (own := _own_fault(formula, tree, x)):
        return Reason.SHORTCUT, own
    wide = float(sample.differentiate(run, torch.tensor([x], dtype=torch.float64), formula.values, 1).derivatives[1][0])
    if formula.dtype == torch.float32 and abs(wide - missed.truth) < abs(missed.slope - missed.truth) / 10:
        return Reason.PRECISION, {}
    digits = _cancelled(formula, tree, x) if tree is not None else 0
    if digits >= MANY[formula.dtype] or _is_rounding(formula, run, missed):
        return (Reason.CANCELLATION, {"digits": digits}) if digits else (Reason.PRECISION, {})
    if _is_smooth_from_kinks(run, formula, missed):
        return Reason.KINK, {}
    return Reason.UNEXPLAINED, {}


def goes_out(formula: Formula, x: float) -> bool:
    """Whether a part of it is beyond the dtype's numbers there, above or below."""
    run = sample.as_function(formula.expression)
    return any(blame_of(run, x, formula.values, formula.dtype) for blame_of in (blame.of_infinity, blame.of_zero))


def _is_smooth_from_kinks(run: sample.Function, formula: Formula, missed: Missed) -> bool:
    """Whether autograd is right beside x, so that it is the conventions of kinks at x that do not add up."""
    room = 1e-6 * max(abs(missed.x), 1e-3)
    beside = torch.tensor([missed.x - room, missed.x + room], dtype=torch.float64)
    slopes = sample.differentiate(run, beside, formula.values, 1).derivatives[1].numpy()
    return bool(np.allclose(slopes, missed.truth, rtol=1e-3, atol=1e-6 * abs(missed.slope - missed.truth)))


def _cancelled(formula: Formula, tree: Node, x: float) -> int:
    """How many decimal digits the worst sum or difference of the formula loses at x; 0 where it is under three."""
    worst = 0.0
    with mpmath.workdps(50):
        for part in parts(tree):
            if part.function not in ("add", "sub"):
                continue
            try:
                terms = [abs(formula.value(argument, x)) for argument in part.arguments]
                left = abs(formula.value(part, x))
            except (ArithmeticError, ValueError, TypeError):
                continue
            if left and max(terms):
                worst = max(worst, float(mpmath.log10(max(terms) / left)))
    return round(worst) if worst >= 3 else 0


def _is_held(formula: Formula, missed: Missed) -> bool:
    """Whether calculus with all of detach standing still says what autograd says."""
    calls = {part.function for node in formula.expression.nodes for part in walk(node) if isinstance(part, Call)}
    if "detach" not in calls:
        return False
    held = witnesses.many_digits(formula.expression, np.array([missed.x]), formula.values, held=True)[0]
    return bool(abs(held - missed.slope) <= 1e-3 * max(abs(held), 1e-300)) or held == missed.slope


def _is_trap(formula: Formula, tree: Node, missed: Missed) -> bool:
    """Whether autograd is right as soon as the branches that are not taken are gone."""
    with mpmath.workdps(50):
        taken = _taken(formula, tree, missed.x)
    if taken == tree:
        return False
    (slope,) = formula.slopes(taken, [missed.x], torch.float64)
    return bool(abs(slope - missed.truth) <= 1e-6 * max(abs(missed.truth), 1.0))


def _taken(formula: Formula, node: Node, x: float) -> Node:
    """The formula with each `where` replaced by the branch that x takes."""
    if not isinstance(node, Call):
        return node
    if node.function == "where":
        condition, chosen, other = node.arguments
        return _taken(formula, chosen if formula.value(condition, x) else other, x)
    return Call(node.function, tuple(_taken(formula, argument, x) for argument in node.arguments))


def _own_fault(formula: Formula, tree: Node, x: float) -> dict[str, object] | None:
    """The function of torch's whose own derivative is wrong at the very argument that it gets here."""
    for part in parts(tree):
        if len(part.arguments) != 1 or part.function in ("neg", "number", "detach", "invert"):
            continue
        try:
            with mpmath.workdps(50):
                argument = float(formula.value(part.arguments[0], x))
                alone = Call(part.function, (Name(formula.expression.variables[0]),))
                beside = [mpmath.mpf(argument) + step * mpmath.mpf(10) ** -20 for step in (-1, 0, 1)]
                left, truth, right = (mpmath.diff(lambda t, node=alone: formula.value(node, t), at) for at in beside)
                if abs(truth) < 1e-300 or abs(left - right) > 1e-9 * abs(truth):
                    continue  # a kink has a convention, and no fault
                (slope,) = formula.slopes(alone, [argument], formula.dtype)
                rounding = abs(argument) * abs(mpmath.diff(lambda t, node=alone: formula.value(node, t), argument, 2))
        except (ArithmeticError, ValueError, TypeError):
            continue
        size = 1e-15 if formula.dtype == torch.float64 else 1e-6
        error = abs(mpmath.mpf(float(slope)) - truth) - size * rounding if np.isfinite(slope) else mpmath.inf
        if error > FAULTY[formula.dtype] * abs(truth):
            return {"origin": part.function, "argument": argument, "wrong": float(slope), "right": float(truth)}
    return None


def _is_rounding(formula: Formula, run: sample.Function, missed: Missed) -> bool:
    """Whether in float32 the error is as much greater as its digits are fewer: nothing but rounding does that."""
    with mpmath.workdps(50):
        narrow = float(np.float32(missed.x))
        (truth,) = witnesses.many_digits(formula.expression, np.array([narrow]), formula.values)
    leaf = torch.tensor([narrow], dtype=torch.float32)
    slope = float(sample.differentiate(run, leaf, formula.values, 1).derivatives[1][0])
    error, wide = abs(slope - truth), abs(missed.slope - missed.truth)
    return not np.isfinite(slope) or error > 1e4 * wide
