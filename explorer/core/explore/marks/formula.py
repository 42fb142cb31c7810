"""A function of x in both arithmetics: float64 by torch, to search with, and any number of digits, to be certain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from explorer.core.cancelled import Cancelled
from explorer.core.explore.features import Derivatives, derivatives_of
from explorer.core.expression.mpmath_reading import evaluate
from explorer.core.expression.torch_reading import TorchFunction
from explorer.core.expression.tree import Expression, Node

Array = NDArray[np.float64]

DIGITS = 50
"""mpmath's working precision where places are worked out, and that of their last digits."""

ROOT_DIGITS = 40


@dataclass(frozen=True)
class Formula:
    """f of one variable; `parameters` have values. Raises Cancelled from any of its methods."""

    expression: Expression
    parameters: Mapping[str, float]
    cancelled: Callable[[], bool] = lambda: False

    def part(self, node: Node) -> Formula:
        """A part of it, in which lines and parameters are put in."""
        return Formula(Expression("", (), node, self.expression.variables, ()), {}, self.cancelled)

    @cached_property
    def _derivatives(self) -> Derivatives:
        run = TorchFunction(self.expression)
        return derivatives_of(lambda x: run(x, **self.parameters))

    def floats(self, x: Array, order: int) -> tuple[Array, ...]:
        """f and its derivatives up to `order` in float64, by autograd."""
        if self.cancelled():
            raise Cancelled
        with np.errstate(all="ignore"):
            return self._derivatives(x, order)

    def value(self, x: Any, tiny: Any = None) -> Any:
        """f(x) in mpmath's working precision; None where it has no real value."""
        if self.cancelled():
            raise Cancelled
        try:
            return evaluate(self.expression, {self.expression.variables[0]: x}, self.parameters, tiny=tiny)
        except (ArithmeticError, ValueError, TypeError):
            return None

    def exact(self, x: Any) -> Any:
        """f at a place that is known to DIGITS digits, where differences that are 0 to so many are 0."""
        return self.value(x, mpmath.mpf(10) ** -(ROOT_DIGITS - 5))

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

    def sign(self, x: float, order: int) -> float:
        """−1, 0 or 1 in many digits; NaN where there is no value."""
        value = self.derivative(mpmath.mpf(x), order)
        return float("nan") if value is None else float(mpmath.sign(value))
