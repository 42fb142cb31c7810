"""A function of x in both arithmetics: float64 by torch, to search with, and any number of digits, to be certain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mpmath
import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.cancelled import Cancelled
from explorer.core.explore.sample import Function, differentiate
from explorer.core.expression.mpmath_reading import evaluate
from explorer.core.expression.torch_reading import TorchFunction
from explorer.core.expression.tree import Expression, Node

Array = NDArray[np.float64]

DIGITS = 50
"""mpmath's working precision where turns and zeros are worked out."""

BREAK_DIGITS = 140
"""And where f may break: there it is looked at from 10⁻⁸⁰ away."""

GUARD = 10
"""Digits of these that may be wrong in a place."""


@dataclass(frozen=True)
class Formula:
    """f of one variable; `parameters` have values, and `size` is that of the range it is looked at on. Raises Cancelled
    from any of its methods.
    """

    expression: Expression
    parameters: Mapping[str, float]
    size: float
    cancelled: Callable[[], bool] = lambda: False

    def part(self, node: Node) -> Formula:
        """A part of it, in which lines and parameters are put in."""
        return Formula(Expression("", (), node, self.expression.variables, ()), {}, self.size, self.cancelled)

    @cached_property
    def run(self) -> Function:
        """The torch callable, for whoever wants autograd alone."""
        return TorchFunction(self.expression)

    def floats(self, x: Array, order: int) -> tuple[Array, ...]:
        """f and its derivatives up to `order` in float64, by autograd; by differences, which are good enough to search
        with, where autograd has none.
        """
        if self.cancelled():
            raise Cancelled
        curve = differentiate(self.run, torch.from_numpy(x.copy()), self.parameters, order)
        found = [derivative.numpy() for derivative in curve.derivatives]
        for k in range(1, order + 1):
            cut = curve.severed is not None and k >= curve.severed
            missing = np.isfinite(found[0]) & (cut | np.isnan(found[k]))
            if missing.any():
                found[k] = np.where(missing, 0.0, found[k])
                found[k][missing] = self._differences(x[missing], k)
        return tuple(found)

    def _differences(self, x: Array, order: int) -> Array:
        h = self.size * (1e-6 if order == 1 else 1e-4)
        left, middle, right = (self.floats(x + step, 0)[0] for step in (-h, 0.0, h))
        with np.errstate(all="ignore"):
            return (right - left) / (2 * h) if order == 1 else (right - 2 * middle + left) / h**2

    def value(self, x: Any, tiny: Any = None) -> Any:
        """f(x) in mpmath's working precision; None where it has no real value."""
        if self.cancelled():
            raise Cancelled
        try:
            return evaluate(self.expression, {self.expression.variables[0]: x}, self.parameters, tiny=tiny)
        except (ArithmeticError, ValueError, TypeError):
            return None

    def overflows(self, x: Any) -> bool:
        """Whether a part of it is beyond all numbers there."""
        try:
            evaluate(self.expression, {self.expression.variables[0]: x}, self.parameters)
        except OverflowError:
            return True
        except (ArithmeticError, ValueError, TypeError):
            return False
        return False

    def exact(self, x: Any, digits: int) -> Any:
        """f at a place that is known to so many digits, where differences that are 0 to as many are 0."""
        return self.value(x, mpmath.mpf(10) ** (2 * GUARD - min(digits, mpmath.mp.dps)))

    def derivative(self, x: Any, order: int) -> Any:
        """The derivative at x, by mpmath's differences in more digits than are asked for; None where there is none."""
        if order == 0:
            return self.value(x)
        if self.cancelled():
            raise Cancelled
        name = self.expression.variables[0]
        try:
            return mpmath.diff(lambda t: evaluate(self.expression, {name: t}, self.parameters), x, order)
        except (ArithmeticError, ValueError, TypeError):
            return None

    def settled(self, x: float, order: int, least: float = 0.0) -> Any:
        """The derivative at x if it is the same a few float64s to the left and to the right, but for a part of itself
        or of `least`; None at a kink of it, or where there is none.
        """
        room = 4 * float(np.spacing(abs(x))) if x else 1e-20
        left, middle, right = (self.derivative(mpmath.mpf(x) + step * room, order) for step in (-1, 0, 1))
        if left is None or middle is None or right is None:
            return None
        apart = max(abs(left - middle), abs(right - middle))
        return middle if apart <= 1e-6 * max(abs(middle), least) else None

    def sign(self, x: float, order: int) -> float:
        """−1, 0 or 1 in many digits, 0 also where it is no more than their rounding; NaN where there is no value."""
        place, digits = mpmath.mpf(x), mpmath.mp.dps
        if order == 0:
            value = self.exact(place, digits)
            return float("nan") if value is None else float(mpmath.sign(value))
        value = self.derivative(place, order)
        if value is None:
            return float("nan")
        step = 1e-3 * min(abs(place) or self.size, self.size)
        heights = [self.value(place + part) for part in (0, step)]
        height = max((abs(height) for height in heights if height is not None), default=0)
        rounding = mpmath.mpf(10) ** (2 * GUARD - digits) * height / mpmath.mpf(step) ** order
        return float(mpmath.sign(value)) if abs(value) > rounding else 0.0
