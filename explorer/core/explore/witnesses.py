"""Four ways to the derivative that know nothing of reverse mode, as float64 numbers at given x; NaN: unknown."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import mpmath
import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.cancelled import Cancelled
from explorer.core.explore.sample import Function, evaluate, plain
from explorer.core.expression import Expression
from explorer.core.expression.mpmath_reading import evaluate as evaluate_in_mpmath
from explorer.core.words import ExplainedError

Array = NDArray[np.float64]
Values = Mapping[str, float]

DIGITS = 50
STEPS = np.logspace(-1.5, -11, 20)
"""Steps of central differences, in parts of the size of x; the best of them is where two neighbours differ least."""


class Unavailable(Exception):  # noqa: N818 - no error: the witness cannot speak of this function
    """Raised where a witness has nothing to say, with the reason as its text."""


def forward_mode(run: Function, x: Array, values: Values, dtype: torch.dtype) -> Array:
    """torch.func.jvp with ones. Raises Unavailable where torch has no forward formula."""
    points = torch.from_numpy(x).to(dtype)
    try:
        with warnings.catch_warnings():
            # When it is first used, jvp loads parts of torch that warn of one another.
            warnings.simplefilter("ignore")
            slope: torch.Tensor = torch.func.jvp(
                lambda t: evaluate(run, t, values), (points,), (torch.ones_like(points),)
            )[1]
    except (RuntimeError, NotImplementedError, ExplainedError) as error:
        raise Unavailable(str(error).splitlines()[0]) from error
    return plain(slope).numpy().astype(np.float64)


def central_differences(f: Callable[[Array], Array], x: Array, size: float) -> tuple[Array, Array]:
    """(f(x + h) − f(x − h)) / 2h with the best h of STEPS for each x, and how far its neighbours are from it."""
    with np.errstate(all="ignore"):
        h = STEPS[:, None] * np.maximum(np.abs(x), size)
        right, left = x + h, x - h
        values = f(np.concatenate([right.ravel(), left.ravel()])).reshape(2, *h.shape)
        slopes = (values[0] - values[1]) / (right - left)
        apart = np.abs(np.diff(slopes, axis=0))
        # What rounding f alone makes of the slope: where f is flat and large, all steps may be wrong together.
        rounding = np.finfo(float).eps * np.abs(values).max(axis=0)[:-1] / h[:-1]
        doubt = np.where(np.isfinite(apart), apart, np.inf) + np.where(np.isfinite(rounding), rounding, 0.0)
        best = np.argmin(doubt, axis=0)
    places = np.arange(len(x))
    return slopes[best, places], doubt[best, places]


def one_sided(f: Callable[[Array], Array], x: Array, size: float) -> tuple[Array, Array]:
    """The slopes to the left and to the right, by differences of third order; infinite where a smaller step doubles
    them, NaN where it changes them.
    """

    def slopes(part: float) -> Array:
        h = part * np.maximum(np.abs(x), size)
        points = np.concatenate([x + k * h for k in (0, 1, 2, 3, -1, -2, -3)])
        middle, r1, r2, r3, l1, l2, l3 = f(points).reshape(7, len(x))
        left = (11 * middle - 18 * l1 + 9 * l2 - 2 * l3) / (6 * h)
        return np.stack([left, (-11 * middle + 18 * r1 - 9 * r2 + 2 * r3) / (6 * h)])

    with np.errstate(all="ignore"):
        wide, close = slopes(1e-4), slopes(1e-6)
        size = np.maximum(np.abs(wide), np.abs(close)).max(axis=0)
        settled = np.where(np.abs(close - wide) <= 0.1 * size, wide, np.nan)
        found = np.where(np.abs(close) > 2 * np.abs(wide) + 1e-3 * size, np.copysign(np.inf, close), settled)
    return found[0], found[1]


def symbolic(expression: Expression, x: Array, values: Values) -> tuple[Array, Any]:
    """SymPy's derivative, worked out at 30 digits, and the formula itself. Raises Unavailable."""
    import sympy

    from explorer.core.expression.sympy_reading import to_sympy

    variable = sympy.Symbol(expression.variables[0], real=True)
    try:
        formula = sympy.diff(to_sympy(expression), variable)
        numbers = {sympy.Symbol(name, real=True): sympy.Float(value, 30) for name, value in values.items()}
        # Only numbers and the one variable, under a name of SymPy's own, are in what is compiled here.
        run = sympy.lambdify(variable, formula.subs(numbers), modules=[_EXTRA, "mpmath"], dummify=True)
    except (ArithmeticError, ValueError, TypeError, NotImplementedError, AttributeError, RecursionError) as error:
        raise Unavailable("SymPy has no formula for its derivative") from error
    with mpmath.workdps(30):
        found = np.array([_real(run, point) for point in x.tolist()])
    if np.isnan(found).all():
        raise Unavailable("SymPy's derivative has no value here")
    return found, formula


_EXTRA = {
    "Heaviside": lambda v, half=0.5: mpmath.mpf(0 if v < 0 else 1 if v > 0 else half),
    "DiracDelta": lambda v, *_: mpmath.mpf(0) if v != 0 else mpmath.nan,
}


def _real(run: Callable[[Any], Any], point: float) -> float:
    try:
        value = run(mpmath.mpf(point))
        return float(value.real) if isinstance(value, mpmath.mpc) and value.imag == 0 else float(value)
    except (ArithmeticError, ValueError, TypeError, NameError, AttributeError, KeyError):
        return float("nan")  # outside the domain, or a function that only SymPy knows


def many_digits(
    expression: Expression,
    x: Array,
    values: Values,
    *,
    order: int = 1,
    held: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> Array:
    """mpmath's derivative of an order at DIGITS digits, by differences; with `held`, what is inside detach stands
    still, as autograd has it. Raises Cancelled.
    """
    name = expression.variables[0]

    def slope(point: float) -> float:
        if cancelled():
            raise Cancelled
        fixed = {name: mpmath.mpf(point)} if held else None
        try:
            value = mpmath.diff(
                lambda t: evaluate_in_mpmath(expression, {name: t}, values, fixed), mpmath.mpf(point), order
            )
            return float(value)
        except (ArithmeticError, ValueError, TypeError):
            return float("nan")

    with mpmath.workdps(DIGITS):
        return np.array([slope(point) for point in x.tolist()])
