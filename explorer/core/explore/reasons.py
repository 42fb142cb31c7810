"""Why autograd misses calculus at one x: each cause is tried, and told only where its evidence is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import torch

from explorer.core.explore import blame, sample, witnesses
from explorer.core.explore.marks.critical import parts, written_out
from explorer.core.explore.marks.formula import DIGITS, Array, Formula
from explorer.core.explore.verdict import Reason
from explorer.core.expression.functions import FUNCTIONS
from explorer.core.expression.tree import Call, Name, Node, Number, walk

FAULTY = {torch.float64: 1e-10, torch.float32: 1e-4}
"""Relative error from which on a function of torch's is wrong by itself, not by the rounding of its argument."""


MANY = {torch.float64: 6, torch.float32: 3}
"""Digits: a difference that loses them has few left for a derivative, which loses as many again."""


_NO_FAULT = frozenset(
    {"detach", *(name for name, row in FUNCTIONS.items() if row.takes_bool[0] or row.symbol)} - {"pow"}
)
"""Whose derivatives are right, but for rounding, or that are meant to have none."""


@dataclass(frozen=True, slots=True)
class Missed:
    """One x at which autograd's `value`, of f or of a derivative, is not the `truth`."""

    x: float
    value: float
    truth: float


@dataclass(frozen=True)
class Asked:
    """What is asked why: the formula, the dtype that autograd computed in, which derivative (0: f itself), and SymPy's
    formula for it, "" for none.
    """

    formula: Formula
    dtype: torch.dtype
    derivative: str = ""
    order: int = 1

    def values(self, formula: Formula, x: Sequence[float], dtype: torch.dtype | None = None) -> Array:
        """The derivative of the formula, or of a part, by autograd alone; in the dtype asked about unless another is
        given.
        """
        leaf = torch.tensor(x, dtype=dtype or self.dtype)
        found = sample.differentiate(formula.run, leaf, formula.parameters, self.order).derivatives[self.order]
        return found.numpy().astype(np.float64)

    def of_nan(self, x: float) -> str:
        return blame.of_nan(self.formula.run, x, self.formula.parameters, self.dtype, self.order)

    def out_of_range(self, x: float) -> tuple[str, str]:
        """The operations that are beyond the dtype's numbers there, above and below; "" for none."""
        return blame.out_of_range(self.formula.run, x, self.formula.parameters, self.dtype)


def why(asked: Asked, missed: Missed) -> tuple[Reason, dict[str, object]]:
    """The reason, and the words that show it."""
    formula, x = asked.formula, missed.x
    if _is_held(asked, missed):
        short = asked.derivative and len(asked.derivative) < 60
        return Reason.DETACH, {"formulas": f" SymPy: {asked.derivative}" if short else ""}
    tree = written_out(formula.expression, formula.parameters)
    if tree is not None and asked.order > 1 and (own := _own_fault(asked, tree, x)):
        return Reason.SHORTCUT, own
    if not np.isfinite(missed.value):
        return _of_no_number(asked, tree, missed)
    if asked.order and (cut := blame.of_cut(formula.run, x, formula.parameters)):
        return Reason.CUT, {"origin": cut}
    if tree is not None and (own := _own_fault(asked, tree, x)):
        return Reason.SHORTCUT, own
    (wide,) = asked.values(formula, [x], torch.float64)
    if asked.dtype == torch.float32 and abs(wide - missed.truth) < abs(missed.value - missed.truth) / 10:
        return Reason.PRECISION, {}
    digits = _cancelled(formula, tree, x) if tree is not None else 0
    if digits >= MANY[asked.dtype] or _is_rounding(asked, missed):
        return (Reason.CANCELLATION, {"digits": digits}) if digits else (Reason.PRECISION, {})
    if _is_smooth_from_kinks(asked, missed):
        return Reason.KINK, {}
    return Reason.UNEXPLAINED, {}


def _of_no_number(asked: Asked, tree: Node | None, missed: Missed) -> tuple[Reason, dict[str, object]]:
    """Why autograd says NaN or ±inf."""
    origin = asked.of_nan(missed.x)
    if tree is not None and _is_trap(asked, tree, missed):
        return Reason.TRAP, {"origin": origin}
    above, below = asked.out_of_range(missed.x)
    if above:
        return Reason.OVERFLOW, {"origin": above}
    if below:
        return Reason.UNDERFLOW, {"origin": below}
    return (Reason.PRECISION, {}) if origin == "?" else (Reason.NAN, {"origin": origin})


def _is_smooth_from_kinks(asked: Asked, missed: Missed) -> bool:
    """Whether autograd is right beside x, so that it is the conventions of kinks at x that do not add up."""
    room = 1e-6 * max(abs(missed.x), 1e-3)
    beside = [missed.x - room, missed.x + room]
    formula = asked.formula
    truth = witnesses.many_digits(formula.expression, np.array(beside), formula.parameters, order=asked.order)
    missing = np.abs(asked.values(formula, beside, torch.float64) - truth)
    return bool((missing <= 1e-3 * abs(missed.value - missed.truth)).all())


def _cancelled(formula: Formula, tree: Node, x: float) -> int:
    """How many decimal digits the worst sum or difference of the formula loses at x; 0 where it is under three."""
    worst = 0.0
    with mpmath.workdps(DIGITS):
        for part in parts(tree):
            if part.function in ("add", "sub"):
                terms = [formula.part(argument).value(x) for argument in part.arguments]
                left = formula.part(part).value(x)
                if left and None not in terms and any(terms):
                    worst = max(worst, float(mpmath.log10(max(map(abs, terms)) / abs(left))))
    return round(worst) if worst >= 3 else 0


def _is_held(asked: Asked, missed: Missed) -> bool:
    """Whether calculus with all of detach standing still says what autograd says."""
    formula = asked.formula
    calls = {part.function for node in formula.expression.nodes for part in walk(node) if isinstance(part, Call)}
    if "detach" not in calls:
        return False
    place = np.array([missed.x])
    (held,) = witnesses.many_digits(formula.expression, place, formula.parameters, order=asked.order, held=True)
    return bool(abs(held - missed.value) <= 1e-3 * max(abs(held), 1e-300)) or held == missed.value


def _is_trap(asked: Asked, tree: Node, missed: Missed) -> bool:
    """Whether autograd is right as soon as the branches that are not taken are gone."""
    with mpmath.workdps(DIGITS):
        taken = _taken(asked.formula, tree, missed.x)
    if taken == tree:
        return False
    (slope,) = asked.values(asked.formula.part(taken), [missed.x], torch.float64)
    return bool(abs(slope - missed.truth) <= 1e-6 * max(abs(missed.truth), 1.0))


def _taken(formula: Formula, node: Node, x: float) -> Node:
    """The formula with each `where` replaced by the branch that x takes."""
    if not isinstance(node, Call):
        return node
    if node.function == "where":
        condition, chosen, other = node.arguments
        return _taken(formula, chosen if formula.part(condition).value(x) else other, x)
    return Call(node.function, tuple(_taken(formula, argument, x) for argument in node.arguments))


def _own_fault(asked: Asked, tree: Node, x: float) -> dict[str, object] | None:
    """The function of torch's that is wrong by itself, at the very arguments that it gets here."""
    digits = 1e-15 if asked.dtype == torch.float64 else 1e-6
    with mpmath.workdps(DIGITS):
        for part in parts(tree):
            if part.function in _NO_FAULT or not (line := _along(asked.formula, part, x)):
                continue
            alone, at = line
            truth, bend = alone.settled(at, asked.order), alone.derivative(mpmath.mpf(at), asked.order + 1)
            if truth is None or bend is None or not _is_in_range(asked, alone.value(at), truth):
                continue  # a kink has a convention, and no fault
            (value,) = asked.values(alone, [at])
            error = abs(mpmath.mpf(value) - truth) - digits * abs(at) * abs(bend) if np.isfinite(value) else mpmath.inf
            if error > FAULTY[asked.dtype] * abs(truth):
                return {"origin": part.function, "argument": at, "wrong": float(value), "right": float(truth)}
    return None


def _is_in_range(asked: Asked, height: Any, truth: Any) -> bool:
    """Whether the dtype has numbers as large as both, and as small as the second."""
    limits = torch.finfo(asked.dtype)
    return bool(abs(height) < limits.max and limits.tiny < abs(truth) < limits.max)


def _along(formula: Formula, part: Call, x: float) -> tuple[Formula, float] | None:
    """The function of one call alone, and its argument: as a function of it, or, where there are more than one, of a
    step along the line on which they go.
    """
    name = Name(formula.expression.variables[0])
    inside = [formula.part(argument) for argument in part.arguments]
    values = [one.value(x) for one in inside]
    if any(value is None or not abs(value) < 1e300 for value in values):
        return None
    if len(values) == 1:
        return formula.part(Call(part.function, (name,))), float(values[0])
    slopes = [one.derivative(mpmath.mpf(x), 1) for one in inside]
    if None in slopes or not any(slopes):
        return None
    line = (
        Call("add", (Number(float(value)), Call("mul", (Number(float(slope)), name))))
        if slope
        else Number(float(value))
        for value, slope in zip(values, slopes, strict=True)
    )
    return formula.part(Call(part.function, tuple(line))), 0.0


def _is_rounding(asked: Asked, missed: Missed) -> bool:
    """Whether in float32 the error is as much greater as its digits are fewer: nothing but rounding does that."""
    narrow = float(np.float32(missed.x))
    formula = asked.formula
    (truth,) = witnesses.many_digits(formula.expression, np.array([narrow]), formula.parameters, order=asked.order)
    (slope,) = asked.values(asked.formula, [narrow], torch.float32)
    return bool(not np.isfinite(slope) or abs(slope - truth) > 1e4 * abs(missed.value - missed.truth))
