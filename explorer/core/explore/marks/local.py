"""What f does at one place: its value, its limits and slopes from both sides, in as many digits as it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np

from explorer.core.explore.mark import NAN, Kind, Mark
from explorer.core.explore.marks.formula import BREAK_DIGITS, Formula

NEAR = (5, 10, 20, 40, 80)
"""Steps towards a place, as powers of ten: what f does over them all is its limit."""

BESIDE = (8, 60, 400)
"""Spacings of float64."""

LESS_NEAR = (1, 2, 4, 8, 16)
LIMIT_DIGITS = 250


@dataclass(frozen=True, slots=True)
class Limit:
    """From one side: `exists`, f has values there; `value` is the limit, infinite or not, known but for `error`; None
    where none is seen.
    """

    exists: bool
    value: Any = None
    error: Any = 0

    @property
    def finite(self) -> bool:
        return self.value is not None and bool(mpmath.isfinite(self.value))

    @property
    def infinite(self) -> bool:
        return self.value is not None and bool(mpmath.isinf(self.value))

    @property
    def sharp(self) -> bool:
        """Whether it is known to as many digits as float64 has."""
        return self.infinite or (self.finite and self.error <= 1e-16 * max(abs(self.value), 1))

    def same(self, other: Limit) -> bool:
        """Whether both may be one finite number."""
        if not (self.finite and other.finite):
            return False
        rounding = mpmath.mpf(10) ** -100 * max(abs(self.value), abs(other.value))
        return bool(abs(self.value - other.value) <= rounding + self.error + other.error)


def limit_of(values: list[Any]) -> Limit:
    """The limit of a sequence taken at steps of NEAR."""
    if values[-1] is None or values[-2] is None:
        return Limit(False)
    if any(value is None for value in values[-4:]):
        return Limit(True)
    a, b, c = values[-3:]
    if abs(c) >= 1.5 * abs(b) >= 2.25 * abs(a) > 0 and abs(c) > 10:
        return Limit(True, mpmath.sign(c) * mpmath.inf) if b * c > 0 else Limit(True)
    steps = [abs(second - first) for first, second in pairwise(values[-4:])]
    if max(steps) <= mpmath.mpf(10) ** -60 * abs(c) or steps[2] == 0:
        return Limit(True, c, max(steps))
    if steps[2] <= 0.1 * steps[1] <= 0.01 * steps[0]:
        error = 100 * steps[2] * steps[2] / steps[1]
        return Limit(True, c if abs(c) > error else mpmath.mpf(0), error)
    if abs(c) <= 0.6 * abs(b) <= 0.36 * abs(a):
        return Limit(True, mpmath.mpf(0))
    if steps[2] <= 0.7 * steps[1] <= 0.49 * steps[0]:  # slowly, as 1/log x does: Aitken's guess, and how good it is
        guesses = [z - (z - y) ** 2 / (z - 2 * y + x) for x, y, z in (values[-4:-1], values[-3:])]
        return Limit(True, guesses[1], 10 * abs(guesses[1] - guesses[0]) + mpmath.mpf(10) ** -30)
    return Limit(True)


def side(formula: Formula, place: Any, reach: Any) -> Limit:
    """The limit of f at `place` over steps of at most `reach`, whose sign is the side."""
    for powers in (NEAR, LESS_NEAR):  # nearer, x¹⁶ is less than all numbers
        found = limit_of([formula.value(place + reach * mpmath.mpf(10) ** -k) for k in powers])
        if found.exists:
            return found
    return _overflowing(formula, place, reach)


def _overflowing(formula: Formula, place: Any, reach: Any) -> Limit:
    """Of e^(1/x), which is beyond all numbers long before it is at 0: farther off it grows without end."""
    steps = [reach * mpmath.mpf(10) ** (-k / mpmath.mpf(4)) for k in range(40)]
    last = next((k for k, step in enumerate(steps) if formula.overflows(place + step)), None)
    if last is None:
        return Limit(False)
    values = [formula.value(place + step) for step in steps[max(last - 3, 0) : last]]
    if len(values) < 3 or None in values:
        return Limit(True)
    a, b, c = values
    if abs(c) > 1.25 * abs(b) > 1.5 * abs(a) and abs(c) > 10:
        return Limit(True, mpmath.sign(c) * mpmath.inf)
    if max(abs(c - b), abs(b - a)) < mpmath.mpf(10) ** -60 * max(abs(c), 1):
        return Limit(True, mpmath.mpf(0) if abs(c) < mpmath.mpf(10) ** -60 else c, abs(c - b))
    return Limit(True)


def slope(formula: Formula, place: Any, height: Any, reach: Any) -> Limit:
    """The limit of the slope of f from a place where it is `height`, on one side."""
    steps = [reach * mpmath.mpf(10) ** -k for k in NEAR]
    values = [formula.value(place + step) for step in steps]
    found = limit_of([None if v is None else (v - height) / step for v, step in zip(values, steps, strict=True)])
    if not found.finite:
        return found
    # What is not known of the place, in parts of the smallest step.
    return replace(found, error=max(found.error, mpmath.mpf(10) ** -40 * max(abs(found.value), 1)))


def at_break(formula: Formula, place: Any, name: str, reach: Any) -> tuple[tuple[Mark, ...], bool]:
    """The marks of a place, known to BREAK_DIGITS, where the formula may break; and whether f has one tangent there.

    `reach` is how far to the next place of interest.
    """
    with mpmath.workdps(LIMIT_DIGITS):
        height = formula.exact(place, BREAK_DIGITS)
        here = Limit(height is not None, height)
        left, right = side(formula, place, -reach), side(formula, place, reach)
        seen = Seen(place, name, left, right)
        if left.exists != right.exists:
            inner = left if left.exists else right
            edge = seen.mark(Kind.EDGE, height if here.exists else inner.value if inner.sharp else None)
            if here.finite and inner.finite and not here.same(inner):
                return (edge, seen.mark(Kind.JUMP, height)), False
            return (() if edge.f != edge.f else (edge,)), False
        if not left.exists:
            return (), False  # a point by itself, or nothing at all
        if left.infinite or right.infinite:
            return (seen.mark(Kind.POLE, left.value if left.value == right.value else None),), False
        if not (left.finite and right.finite):
            return (), False
        if not left.same(right) or (here.exists and not left.same(here)):
            return (seen.mark(Kind.JUMP, height),), False
        if not (left.sharp and right.sharp):
            return (), here.exists
        if not here.exists:
            return (seen.mark(Kind.HOLE, left.value),), False
        a, b = slope(formula, place, height, -reach), slope(formula, place, height, reach)
        if not (a.sharp and b.sharp) or a.same(b):
            return (), True
        kink = Mark(Kind.KINK, float(place), float(height), name, float(a.value), float(b.value))
        return (kink,), a.value == b.value


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a place, to make marks of."""

    place: Any
    name: str
    left: Limit
    right: Limit

    def mark(self, kind: Kind, height: Any) -> Mark:
        ends = (float(one.value) if one.sharp else NAN for one in (self.left, self.right))
        return Mark(kind, float(self.place), NAN if height is None else float(height), self.name, *ends)


def at_value(
    formula: Formula, place: Any, name: str, gap: tuple[Any, Any], digits: int, has_tangent: bool
) -> Iterator[Mark]:
    """Zero, minimum, maximum and inflection at a place, known to so many digits, where f has a value; `gap` is how far
    to the next place of interest to the left and to the right: between them and here f only rises or only falls.

    Where it has no one tangent it is no inflection.
    """
    height = formula.exact(place, digits)
    if height is None:
        return
    a, b = (_step(formula, place, reach, digits) for reach in gap)
    x, f = float(place), float(height) + 0.0
    if height == 0 and a != 0 and b != 0:
        yield Mark(Kind.ZERO, x, 0.0, name)
    known = {step for step in (a, b) if step is not None}
    if known == {1}:
        yield Mark(Kind.MINIMUM, x, f, name)
    if known == {-1}:
        yield Mark(Kind.MAXIMUM, x, f, name)
    if has_tangent and a is not None and b is not None and _bends(formula, place, gap):
        yield Mark(Kind.INFLECTION, x, f, name)


def _distances(place: Any, gap: Any, powers: tuple[int, ...]) -> list[Any]:
    """Parts of the gap, and some float64s: between those may be more turns than a search in float64 can see."""
    spacing = float(np.spacing(abs(float(place)))) if place else 0
    return [gap * mpmath.mpf(10) ** -k for k in powers] + [mpmath.sign(gap) * k * spacing for k in BESIDE if spacing]


def _step(formula: Formula, place: Any, gap: Any, digits: int) -> int | None:
    """Whether f rises (1) or falls (−1) as one goes away to one side; 0 where it is the same or does both, None where
    it is nothing.
    """
    found: set[int | None] = set()
    before = mpmath.mpf(0)
    for step in sorted(_distances(place, gap, (2, 5, 9)), key=abs):
        difference = _difference(formula, place, step, digits)
        found.add(None if difference is None else int(mpmath.sign(difference)))
        if len(found) > 1 or (difference is not None and abs(difference) < 0.9 * abs(before)):
            return 0
        before = difference
    return found.pop()


def _difference(formula: Formula, place: Any, step: Any, digits: int) -> Any:
    """f at a step away less f here, in as many digits as show it; None where f is nothing there."""
    for precision in (60, 120, 240):
        with mpmath.workdps(precision):
            height, value = formula.exact(place, digits), formula.value(place + step)
            if value is None or height is None:
                return None
            if abs(value - height) > mpmath.mpf(10) ** (15 - precision) * max(abs(height), abs(value)):
                return value - height
    return mpmath.mpf(0)


def _bends(formula: Formula, place: Any, gap: tuple[Any, Any]) -> bool:
    """Whether f″ has opposite signs on the two sides, near by and nearer."""
    for steps in zip(*(_distances(place, reach, (9, 13)) for reach in gap), strict=True):
        signs = [_bend(formula, place + step) for step in steps]
        if signs[0] * signs[1] >= 0:
            return False
    return True


def _bend(formula: Formula, x: Any) -> int:
    """The sign of f″; 0 where it is no more than rounding."""
    for digits in (60, 120):
        with mpmath.workdps(digits):
            bend, height = formula.derivative(x, 2), formula.value(x)
            if bend is None or height is None:
                return 0
            if abs(bend) > mpmath.mpf(10) ** (20 - digits) * abs(height):
                return int(mpmath.sign(bend))
    return 0
