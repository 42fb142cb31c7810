"""What f does at one place: its value, its limits and slopes from both sides, in as many digits as it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import mpmath

from explorer.core.explore.mark import NAN, Kind, Mark
from explorer.core.explore.marks.formula import Formula

NEAR = (5, 10, 20, 40, 80)
"""Steps towards a place, as powers of ten: what f does over them all is its limit."""

LIMIT_DIGITS = 250
INF = float("inf")


@dataclass(frozen=True, slots=True)
class Limit:
    """From one side: `exists`, f has values there; `value` is the limit, infinite or not; None where none is seen."""

    exists: bool
    value: Any = None

    @property
    def finite(self) -> bool:
        return self.value is not None and bool(mpmath.isfinite(self.value))

    @property
    def infinite(self) -> bool:
        return self.value is not None and bool(mpmath.isinf(self.value))


def limit_of(values: list[Any]) -> Limit:
    """The limit of a sequence taken at steps of NEAR."""
    if values[-1] is None or values[-2] is None:
        return Limit(False)
    if any(value is None for value in values):
        return Limit(True)
    last = values[-3:]
    size = [abs(value) for value in last]
    if size[2] >= 1.5 * size[1] > 0 and size[1] >= 1.5 * size[0] > 0 and size[2] > 10:
        return Limit(True, mpmath.sign(last[2]) * mpmath.inf) if last[2] * last[1] > 0 else Limit(True)
    steps = [abs(b - a) for a, b in zip(values, values[1:], strict=False)]
    if steps[-1] == 0 or steps[-1] <= mpmath.mpf(10) ** -25 * max(size[2], steps[-2]):
        return Limit(True, last[2])
    if size[2] <= 0.6 * size[1] and size[1] <= 0.6 * size[0]:
        return Limit(True, mpmath.mpf(0))
    return Limit(True)


def side(formula: Formula, place: Any, reach: Any) -> Limit:
    """The limit of f at `place` over steps of at most `reach`, whose sign is the side."""
    return limit_of([formula.value(place + reach * mpmath.mpf(10) ** -k) for k in NEAR])


def slope(formula: Formula, place: Any, height: Any, reach: Any) -> Limit:
    """The limit of the slope of f from a place where it is `height`, on one side."""
    steps = [reach * mpmath.mpf(10) ** -k for k in NEAR]
    values = [formula.value(place + step) for step in steps]
    return limit_of(
        [None if value is None else (value - height) / step for value, step in zip(values, steps, strict=True)]
    )


def at_break(formula: Formula, place: Any, name: str, reach: Any) -> tuple[Iterator[Mark], bool]:
    """The marks of a place where the formula may break; and whether f is continuous there, on the sides where it is.

    `reach` is how far to the next place of interest.
    """
    with mpmath.workdps(LIMIT_DIGITS):
        height = formula.exact(place)
        left, right = side(formula, place, -reach), side(formula, place, reach)
        known = height is not None
        ends = Kinds(place, name, height, left, right)
        if left.exists != right.exists:
            inner = left if left.exists else right
            smooth = known and inner.finite and _same(inner.value, height)
            if known and inner.finite and not smooth:
                return iter((ends.mark(Kind.EDGE, height), ends.mark(Kind.JUMP, height))), False
            if inner.value is None and not known:
                return iter(()), False
            return iter((ends.mark(Kind.EDGE, height if known else inner.value),)), smooth
        if not left.exists:
            return iter(()), False  # a point by itself, or none at all
        if left.infinite or right.infinite:
            same = left.infinite and right.infinite and left.value == right.value
            return iter((ends.mark(Kind.POLE, left.value if same else NAN),)), False
        if not (left.finite and right.finite):
            return iter(()), False
        if not _same(left.value, right.value) or (known and not _same(left.value, height)):
            return iter((ends.mark(Kind.JUMP, height if known else NAN),)), False
        if not known:
            return iter((ends.mark(Kind.HOLE, left.value),)), False
        slopes = slope(formula, place, height, -reach), slope(formula, place, height, reach)
        a, b = (one.value for one in slopes)
        if a is None or b is None or (slopes[0].finite and slopes[1].finite and _same(a, b)):
            return iter(()), True
        return iter((Mark(Kind.KINK, float(place), float(height), name, float(a), float(b)),)), True


@dataclass(frozen=True, slots=True)
class Kinds:
    """What is known of a place, to make marks of."""

    place: Any
    name: str
    height: Any
    left: Limit
    right: Limit

    def mark(self, kind: Kind, height: Any) -> Mark:
        ends = (NAN if one.value is None else float(one.value) for one in (self.left, self.right))
        return Mark(kind, float(self.place), NAN if height is None else float(height), self.name, *ends)


def _same(a: Any, b: Any) -> bool:
    return bool(abs(a - b) <= mpmath.mpf(10) ** -20 * max(abs(a), abs(b), mpmath.mpf(10) ** -15))


def at_value(formula: Formula, place: Any, name: str, gap: tuple[Any, Any], smooth: bool) -> Iterator[Mark]:
    """Zero, minimum, maximum and inflection at a place where f has a value; `gap` is how far to the next place of
    interest to the left and to the right: between them and here f only rises or only falls.

    Not `smooth`, it is no inflection: f jumps there.
    """
    height = formula.exact(place)
    if height is None:
        return
    a, b = _steps(formula, place, height, gap[0]), _steps(formula, place, height, gap[1])
    if a == b == 0:
        return  # f is constant, or ends, on both sides
    x, f = float(place), float(height)
    if height == 0 and a != 0 and b != 0:
        yield Mark(Kind.ZERO, x, 0.0, name)
    known = {step for step in (a, b) if step is not None}
    if known == {1}:
        yield Mark(Kind.MINIMUM, x, f, name)
    if known == {-1}:
        yield Mark(Kind.MAXIMUM, x, f, name)
    if smooth and a is not None and b is not None and _bends(formula, place, gap):
        yield Mark(Kind.INFLECTION, x, f, name)


def _steps(formula: Formula, place: Any, height: Any, gap: Any) -> int | None:
    """Whether f is greater (1) or less (−1) on one side, ever nearer; 0 where it is the same or both, None where it is
    nothing.
    """
    found = set()
    for k in (2, 5, 9):
        step = gap * mpmath.mpf(10) ** -k
        for digits in (60, 120, 240):
            with mpmath.workdps(digits):
                value = formula.value(place + step)
                difference = None if value is None else value - height
                if difference is None or abs(difference) > mpmath.mpf(10) ** (15 - digits) * max(
                    abs(height), abs(value)
                ):
                    break
        else:
            difference = mpmath.mpf(0)
        found.add(None if difference is None else int(mpmath.sign(difference)))
    return found.pop() if len(found) == 1 else 0


def _bends(formula: Formula, place: Any, gap: tuple[Any, Any]) -> bool:
    """Whether f″ has opposite signs on the two sides, near by and nearer."""
    for k in (2, 5):
        signs = []
        for reach in gap:
            with mpmath.workdps(60):
                value = formula.derivative(place + reach * mpmath.mpf(10) ** -k, 2)
                signs.append(0 if value is None else int(mpmath.sign(value)))
        if signs[0] * signs[1] >= 0:
            return False
    return True
