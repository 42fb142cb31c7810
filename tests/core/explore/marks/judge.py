"""A judge of marks apart from what finds them: SymPy's reading of the formula, worked out by mpmath. Only where the
formula has values at all it asks our own reading, for SymPy makes x of exp(log(x)).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    """f(x) in mpmath's working precision; None where it has no real value, inf where a part is beyond all numbers."""
    formula = to_sympy(expression)
    if formula.has(sympy.zoo, sympy.nan):
        raise ValueError("SymPy finds no value anywhere")
    run = sympy.lambdify(sympy.Symbol("x", real=True), formula, modules=[_EXTRA, "mpmath"], dummify=True)

    def value(x: Any) -> Any:
        try:
            evaluate(expression, {"x": x})
        except OverflowError:
            return mpmath.inf
        except (ArithmeticError, ValueError):
            return None
        try:
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
        # A value that f has at one place only, which is no float64, cannot be seen from here.
        alone = {m.x for m in certified.marks if m.kind is Kind.JUMP and m.left == m.right and value(m.x) != m.f}
        return [
            f"{mark.kind.value} at {mark.x!r}: {why}"
            for mark in certified.marks
            if mark.x not in alone and (why := _objection(value, mark, lo, hi))
        ]


def _objection(value: Value, mark: Mark, lo: float, hi: float) -> str:
    if not lo <= mark.x <= hi:
        return "outside of the range"
    # The mark's x is a float64: the true place is as near to it as floats are to each other.
    x = mpmath.mpf(mark.x)
    size = mpmath.mpf(hi - lo)
    room = mpmath.mpf(float(np.spacing(abs(mark.x))))
    steps = [size * mpmath.mpf(10) ** -k for k in STEPS] if mark.x == 0 else [room * 2**k for k in (3, 7, 11)]
    at = Around(x, value(x), steps, [value(x - step) for step in steps], [value(x + step) for step in steps])
    return _JUDGES[mark.kind](value, mark, at)


@dataclass(frozen=True)
class Around:
    """f at a place, and at three steps to the left and to the right of it, the nearest first; None for no value."""

    x: Any
    here: Any
    steps: list[Any]
    left: list[Any]
    right: list[Any]

    def sides(self) -> tuple[list[Any], list[Any]]:
        return self.left, self.right

    def slope(self, side: int) -> Any:
        """On one side, between the steps; None for no values."""
        values = (self.left, self.right)[side]
        if values[1] is None or values[2] is None:
            return None
        return (values[2] - values[1]) / (self.steps[2] - self.steps[1]) * (2 * side - 1)


def _near(told: float, found: Any, room: Any) -> bool:
    return bool(abs(mpmath.mpf(told) - found) <= 1e-9 * max(abs(found), abs(mpmath.mpf(told))) + room)


def _height(mark: Mark, at: Around) -> str:
    """Whether the mark's f is f there, as far as it changes over the nearest steps."""
    known = [v for v in (at.here, at.left[0], at.right[0]) if v is not None]
    if not known or np.isinf(mark.f):
        return ""
    if np.isnan(mark.f):
        return "f is not told"
    changes = [abs(v[0] - v[1]) for v in at.sides() if v[0] is not None and v[1] is not None]
    room = 4 * sum(changes) + mpmath.mpf(10) ** -300
    return "" if any(_near(mark.f, v, room) for v in known) else f"f is {mpmath.nstr(known[0], 8)}, not {mark.f}"


def _zero(value: Value, mark: Mark, at: Around) -> str:
    if mark.f != 0:
        return "f is not told to be 0"
    a, b = at.left[0], at.right[0]
    if at.here == 0 or (a is not None and b is not None and a * b <= 0):
        return ""
    near = [v for v in (at.here, a, b) if v is not None]
    far = [v for v in (at.left[-1], at.right[-1]) if v is not None]
    # It touches 0, or ends there: less by far than a little farther off.
    part = 0.1 if len(far) == 2 else 0.5  # a fourth root ends steeply
    fits = near and far and min(map(abs, near)) <= part * max(map(abs, far))
    return "" if fits else f"f is {mpmath.nstr(at.here, 8)}"


def _extremum(sign: int) -> Callable[..., str]:
    def judge(value: Value, mark: Mark, at: Around) -> str:
        if why := _height(mark, at):
            return why
        far = [v for v in (at.left[-1], at.right[-1]) if v is not None]
        near = [v for v in (at.here, at.left[0], at.right[0]) if v is not None]
        if not far or not near:
            return "no values"
        best = min(sign * v for v in near)
        return "" if all(sign * v >= best for v in far) and any(sign * v > best for v in far) else "f goes on"

    return judge


def _inflection(value: Value, mark: Mark, at: Around) -> str:
    if why := _height(mark, at):
        return why
    step = at.steps[-1]

    def bend(place: Any) -> Any:
        h = step / 16
        found = value(place - h), value(place), value(place + h)
        return None if None in found else found[0] - 2 * found[1] + found[2]

    a, b = bend(at.x - 2 * step), bend(at.x + 2 * step)
    if a is None or b is None:
        return ""  # it ends nearer than can be seen from a float64
    return "" if a * b < 0 else f"f″ is {a}, {b}"


def _kink(value: Value, mark: Mark, at: Around) -> str:
    """The slopes differ by what does not shrink with the step, and are those that are told."""
    a, b = at.slope(0), at.slope(1)
    if a is None or b is None:
        return "no slopes"
    if np.isinf(mark.left) or np.isinf(mark.right):
        steep = [slope for slope, told in ((a, mark.left), (b, mark.right)) if np.isinf(told)]
        return "" if min(map(abs, steep)) > 100 or _grows(value, at, mark) else f"the slopes are {a}, {b}"
    nearer = [(at.left[0], at.left[1]), (at.right[0], at.right[1])]
    if any(None in pair for pair in nearer):
        return "no slopes"
    inner = [(v[1] - v[0]) / (at.steps[1] - at.steps[0]) * s for v, s in zip(nearer, (-1, 1), strict=True)]
    if abs(inner[1] - inner[0]) < 0.5 * abs(b - a) or a == b:
        return f"the slopes come together: {mpmath.nstr(a, 8)}, {mpmath.nstr(b, 8)}"
    room = 4 * (abs(inner[0] - a) + abs(inner[1] - b))
    if not (_near(mark.left, a, room) and _near(mark.right, b, room)):
        return f"the slopes are {mpmath.nstr(a, 8)}, {mpmath.nstr(b, 8)}, not {mark.left}, {mark.right}"
    return _height(mark, at)


def _grows(value: Value, at: Around, mark: Mark) -> bool:
    """Whether a slope that is told to be infinite grows as one comes near, as slowly as log does."""
    for side, told in ((0, mark.left), (1, mark.right)):
        if np.isinf(told):
            values, sign = (at.left, -1) if side == 0 else (at.right, 1)
            if None in values:
                return False
            outer = (values[2] - values[1]) / (at.steps[2] - at.steps[1]) * sign
            inner = (values[1] - values[0]) / (at.steps[1] - at.steps[0]) * sign
            if not abs(inner) > 1.01 * abs(outer):
                return False
    return True


def _jump(value: Value, mark: Mark, at: Around) -> str:
    """Two limits, or one and a value that is another; those that are told."""
    told = mark.left, mark.right
    limits = [values[0] for values in at.sides()]
    known = [limit for limit in limits if limit is not None]
    if mpmath.inf in known:
        return ""  # beyond all numbers on the way there: it cannot be seen from here
    changes = [abs(values[0] - values[1]) if None not in values[:2] else 0 for values in at.sides()]
    if len(known) < 2:
        return "" if known and mark.f == mark.f and not _near(mark.f, known[0], 10 * sum(changes)) else "no values"
    for limit, side, change in zip(limits, told, changes, strict=True):
        if side == side and not _near(side, limit, 10 * change):
            return f"the limits are {mpmath.nstr(limits[0], 8)}, {mpmath.nstr(limits[1], 8)}"
    if abs(limits[0] - limits[1]) > 10 * sum(changes):
        return ""
    alone = mark.f == mark.f and not _near(mark.f, limits[0], 10 * sum(changes))
    # A value of its own at a place that is no float64 cannot be seen from here.
    return (
        "" if alone and (bool(mark.name) or (at.here is not None and _near(mark.f, at.here, 0))) else "f is one there"
    )


def _pole(value: Value, mark: Mark, at: Around) -> str:
    """It grows on a side that has values, and has values on both: where it has none it ends, and that is an edge."""

    def grows(values: list[Any]) -> bool:
        return mpmath.inf in values or (None not in values and abs(values[0]) > abs(values[1]) > abs(values[2]))

    if all(value is None for value in at.left) or all(value is None for value in at.right):
        return "values on one side only"
    return "" if grows(at.left) or grows(at.right) else "f is bounded"


def _hole(value: Value, mark: Mark, at: Around) -> str:
    if at.left[0] is None or at.right[0] is None:
        return "no values beside"
    # A hole may be at a place that is no float64, beside which f has values at all that are.
    is_float = mark.x == round(mark.x, 6)
    if is_float and at.here is not None and at.here != mpmath.inf and _near(mark.f, at.here, 0):
        return "f has its value there"
    close = 1e-6 * max(abs(mark.f), 1e-12) + 10 * (abs(at.left[0] - at.left[1]) + abs(at.right[0] - at.right[1]))
    limit = mpmath.mpf(mark.f)
    return "" if abs(at.left[0] - limit) <= close and abs(at.right[0] - limit) <= close else "another limit"


def _edge(value: Value, mark: Mark, at: Around) -> str:
    if (at.left[-1] is None) == (at.right[-1] is None):
        return "values on both sides, or on none"
    inner = at.left if at.right[-1] is None else at.right
    if np.isfinite(mark.f) and None not in inner:
        room = 10 * (abs(inner[0] - inner[1]) + abs(inner[1] - inner[2]))
        known = [v for v in (at.here, inner[0]) if v is not None]
        return "" if any(_near(mark.f, v, room) for v in known) else "another height"
    return ""


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
