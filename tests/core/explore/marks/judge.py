"""A judge of marks that shares nothing with what finds them: SymPy's reading of the formula, worked out by mpmath."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import sympy

from explorer.core.explore.mark import Certified, Kind, Mark
from explorer.core.expression import Expression
from explorer.core.expression.mpmath_reading import evaluate
from explorer.core.expression.sympy_reading import to_sympy

DIGITS = 120
STEPS = (24, 18, 12)
"""Powers of ten of the range: how far from a mark f is looked at."""

Value = Callable[[Any], Any]
_EXTRA = {"Heaviside": lambda v, half=0.5: mpmath.mpf(0 if v < 0 else 1 if v > 0 else half)}


def value_of(expression: Expression) -> Value:
    """f(x) in mpmath's working precision; None where it has no real value."""
    formula = to_sympy(expression)
    if formula.has(sympy.zoo, sympy.nan):
        raise ValueError("SymPy finds no value anywhere")
    run = sympy.lambdify(sympy.Symbol("x", real=True), formula, modules=[_EXTRA, "mpmath"], dummify=True)

    def value(x: Any) -> Any:
        try:
            evaluate(expression, {"x": x})  # SymPy makes x of exp(log(x)), which has values for x > 0 only
            found = mpmath.mpmathify(run(x))
        except (ArithmeticError, ValueError, TypeError, NameError):
            return None
        if isinstance(found, mpmath.mpc):
            if found.imag != 0:
                return None
            found = found.real
        return found if mpmath.isfinite(found) else None

    return value


def objections(value: Value, certified: Certified, lo: float, hi: float) -> list[str]:
    """What is wrong with each mark, if anything."""
    with mpmath.workdps(DIGITS):
        return [
            f"{mark.kind.value} at {mark.x!r}: {why}"
            for mark in certified.marks
            if (why := _objection(value, mark, lo, hi))
        ]


def _objection(value: Value, mark: Mark, lo: float, hi: float) -> str:
    if not lo <= mark.x <= hi:
        return "outside of the range"
    # The mark's x is a float64: the true place is as near to it as floats are to each other.
    room = 4 * mpmath.mpf(float(np.spacing(abs(mark.x)))) if mark.x else mpmath.mpf(0)
    size = mpmath.mpf(hi - lo)
    steps = [size * mpmath.mpf(10) ** -k for k in STEPS] if mark.x == 0 else [room * 2**k for k in (1, 4, 7)]
    x = mpmath.mpf(mark.x)
    left, right = [value(x - step) for step in steps], [value(x + step) for step in steps]
    return _JUDGES[mark.kind](value, mark, x, steps, left, right)


def _zero(value: Value, mark: Mark, x: Any, steps: Any, left: Any, right: Any) -> str:
    here = value(x)
    a, b = left[0], right[0]
    if here == 0 or (a is not None and b is not None and a * b <= 0):
        return ""
    near = [v for v in (here, a, b) if v is not None]
    far = [v for v in (left[-1], right[-1]) if v is not None]
    # It touches 0, or ends there: less by far than a little farther off.
    return "" if near and far and min(map(abs, near)) <= 0.2 * max(map(abs, far)) else f"f is {mpmath.nstr(here, 8)}"


def _extremum(sign: int) -> Callable[..., str]:
    def judge(value: Value, mark: Mark, x: Any, steps: Any, left: Any, right: Any) -> str:
        far = [v for v in (left[-1], right[-1]) if v is not None]
        near = [v for v in (value(x), left[0], right[0]) if v is not None]
        if not far or not near:
            return "no values"
        best = min(sign * v for v in near)
        return "" if all(sign * v >= best for v in far) and any(sign * v > best for v in far) else "f goes on"

    return judge


def _inflection(value: Value, mark: Mark, x: Any, steps: Any, left: Any, right: Any) -> str:
    step = steps[-1]

    def bend(at: Any) -> Any:
        h = step / 16
        found = value(at - h), value(at), value(at + h)
        return None if None in found else found[0] - 2 * found[1] + found[2]

    a, b = bend(x - 2 * step), bend(x + 2 * step)
    return "" if a is not None and b is not None and a * b < 0 else f"f″ is {a}, {b}"


def _kink(value: Value, mark: Mark, x: Any, steps: Any, left: Any, right: Any) -> str:
    slopes = [None if None in (v[1], v[2]) else (v[2] - v[1]) / (steps[2] - steps[1]) for v in (left, right)]
    if None in slopes:
        return "no slopes"
    a, b = -slopes[0], slopes[1]
    if np.isinf(mark.left) or np.isinf(mark.right):
        return "" if max(abs(a), abs(b)) > 100 else f"the slopes are {a}, {b}"
    return "" if abs(a - b) > 1e-9 * max(abs(a), abs(b)) else f"the slopes are {a}, {b}"


def _jump(value: Value, mark: Mark, x: Any, steps: Any, left: Any, right: Any) -> str:
    a, b, here = left[0], right[0], value(x)
    if mark.name and mark.left == mark.right:
        return ""  # one value of its own, at a place that is no float64
    if a is None or b is None:
        return ""  # beyond all numbers there, or a value that is not the one limit there is: nothing to compare
    apart = abs(a - b)
    changes = abs(left[0] - left[1]) + abs(right[0] - right[1])
    return "" if apart > 10 * changes or (here is not None and abs(here - a) > 10 * changes) else "f is one there"


def _pole(value: Value, mark: Mark, x: Any, steps: Any, left: Any, right: Any) -> str:
    def grows(values: Any) -> bool:
        return None in values or abs(values[0]) > abs(values[1]) > abs(values[2])

    return "" if grows(left) or grows(right) else "f is bounded"


def _hole(value: Value, mark: Mark, x: Any, steps: Any, left: Any, right: Any) -> str:
    if left[0] is None or right[0] is None:
        return "no values beside"
    here = mpmath.mpf(mark.f)
    close = 1e-6 * max(abs(here), 1e-12) + 10 * (abs(left[0] - left[1]) + abs(right[0] - right[1]))
    return "" if abs(left[0] - here) <= close and abs(right[0] - here) <= close else "another limit"


def _edge(value: Value, mark: Mark, x: Any, steps: Any, left: Any, right: Any) -> str:
    return "" if (left[-1] is None) != (right[-1] is None) else "values on both sides, or on none"


_JUDGES: dict[Kind, Callable[..., str]] = {
    Kind.ZERO: _zero,
    Kind.MINIMUM: _extremum(1),
    Kind.MAXIMUM: _extremum(-1),
    Kind.INFLECTION: _inflection,
    Kind.KINK: _kink,
    Kind.JUMP: _jump,
    Kind.POLE: _pole,
    Kind.HOLE: _hole,
    Kind.EDGE: _edge,
}


def missing(value: Value, certified: Certified, lo: float, hi: float, cells: int = 160) -> list[str]:
    """Changes of sign of f and of its differences between points of a grid in which there is no mark to say so."""
    breaks = (Kind.JUMP, Kind.POLE, Kind.HOLE, Kind.EDGE, Kind.KINK)
    wanted = {0: (Kind.ZERO, *breaks), 1: (Kind.MINIMUM, Kind.MAXIMUM, *breaks)}
    with mpmath.workdps(40):
        xs = [mpmath.mpf(lo) + mpmath.mpf(hi - lo) * (k + mpmath.mpf("0.137")) / cells for k in range(cells)]
        f = [value(x) for x in xs]
    found = []
    for order, kinds in wanted.items():
        if any(kind in certified.crowded for kind in kinds):
            continue
        places = sorted(mark.x for mark in certified.marks if mark.kind in kinds)
        for k in range(cells - 2):
            part = f[k : k + 2 + order]
            if None in part:
                continue
            signs = part if order == 0 else [part[1] - part[0], part[2] - part[1]]
            tiny = mpmath.mpf(10) ** -30 * max(map(abs, part))
            if signs[0] * signs[1] < 0 and min(map(abs, signs)) > tiny:
                a, b = float(xs[k]), float(xs[k + 1 + order])
                if not any(a <= x <= b for x in places):
                    found.append(f"f{'′' * order} changes its sign between {a:.6g} and {b:.6g}")
    return found


_SMOOTH = (
    sympy.exp, sympy.sin, sympy.cos, sympy.tanh, sympy.sinh, sympy.cosh, sympy.atan, sympy.erf, sympy.asinh
)  # fmt: skip


def is_smooth(expression: Expression, lo: float, hi: float) -> bool | None:
    """Whether SymPy calls f smooth on the range; None where it does not know."""
    x = sympy.Symbol("x", real=True)
    formula = to_sympy(expression)
    broken = (sympy.Piecewise, sympy.Abs, sympy.sign, sympy.floor, sympy.ceiling, sympy.Max, sympy.Min, sympy.Mod)
    if formula.has(*broken):
        return None
    if all(isinstance(part, _SMOOTH) for part in formula.atoms(sympy.Function)):
        powers = [power for power in formula.atoms(sympy.Pow) if power.base != sympy.E]
        if all(power.exp.is_Integer and power.exp > 0 for power in powers):
            return True
        bases = [power.base for power in powers if not (power.exp.is_Integer and power.exp > 0)]
        if all(base.is_number or (base.is_polynomial(x) and _no_zero(base, x, lo, hi)) for base in bases):
            return True
    return None


def _no_zero(base: Any, x: Any, lo: float, hi: float) -> bool:
    if base.is_number:
        return base > 0
    return (
        sympy.Poly(base, x).count_roots(sympy.Rational(lo), sympy.Rational(hi)) == 0
        and base.subs(x, sympy.Rational(lo)) > 0
    )
