"""The simple number that a place is equal to, to so many digits that it can be no chance."""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import Any

import mpmath

AGREE = 30
"""Digits; a chance agreement with one of some millions of forms is one in 10²³."""


def closed_form(x: Any) -> tuple[Any, str]:
    """The number that x, known to more than AGREE digits, is equal to, and how it is written: "" for whole numbers,
    short decimals and where x is no simple number (then x itself comes back).
    """
    if abs(x) < mpmath.mpf(10) ** -AGREE:
        return mpmath.mpf(0), ""
    if (found := _rational(x, 999)) is not None:
        exact = mpmath.mpf(found.numerator) / found.denominator
        return exact, "" if _is_short(found) else str(found).replace("-", "−")
    if x == mpmath.mpf(float(x)):
        return x, ""  # a number that float64 holds is one that was typed
    with mpmath.workdps(AGREE + 15):
        found = next((name for exact, name in _forms(x) if abs(exact - x) <= mpmath.mpf(10) ** -AGREE * abs(x)), None)
    if found is None:
        return x, ""
    return next(exact for exact, name in _forms(x) if name == found), found.replace("-", "−")


def _forms(x: Any) -> Any:
    if (part := _rational(x / mpmath.pi, 48)) is not None and abs(part.numerator) < 100_000:
        yield part.numerator * mpmath.pi / part.denominator, _times(part, "π")
    if (part := _rational(x * x, 99)) is not None and part.numerator < 10_000:
        yield mpmath.sign(x) * mpmath.sqrt(mpmath.mpf(part.numerator) / part.denominator), _root(part, x < 0)
    if (part := _rational(x**3, 99)) is not None and abs(part.numerator) < 10_000:
        sign = "-" if x < 0 else ""
        size = abs(part)
        exact = mpmath.sign(x) * mpmath.cbrt(mpmath.mpf(size.numerator) / size.denominator)
        yield exact, f"{sign}∛{size}" if size.denominator == 1 else f"{sign}∛({size})"
    if (part := _rational(x / mpmath.e, 24)) is not None:
        yield part.numerator * mpmath.e / part.denominator, _times(part, "e")
    if (part := _rational(mpmath.log(abs(x)), 12)) is not None and abs(part) < 100:
        sign = "-" if x < 0 else ""
        exact = mpmath.sign(x) * mpmath.exp(mpmath.mpf(part.numerator) / part.denominator)
        power = f"{sign}e^{part}" if part.denominator == 1 else f"{sign}e^({part})"
        yield exact, f"{sign}1/e" if part == -1 else power
    if abs(x) < 50 and (part := _rational(mpmath.exp(x), 99)) is not None and part.numerator < 10_000:
        yield (
            mpmath.log(mpmath.mpf(part.numerator) / part.denominator),
            f"ln {part}" if part.denominator == 1 else f"ln({part})",
        )
    if (part := _rational(x * mpmath.pi, 24)) is not None:
        yield (
            part.numerator / (part.denominator * mpmath.pi),
            f"{part}/π" if part.denominator == 1 else f"{part.numerator}/({part.denominator}π)",
        )
    if (surd := _surd(x)) is not None:
        yield surd


def _surd(x: Any) -> Any:
    """(p ± √q)/r, the zero of a quadratic with small whole numbers."""
    found = mpmath.findpoly(x, 2, maxcoeff=60, tol=mpmath.mpf(10) ** -AGREE)
    if not found or len(found) < 3:
        return None
    a, b, c = map(int, found)
    if b == 0:
        return None
    inside = b * b - 4 * a * c
    if inside <= 0:
        return None
    plus = (-b + mpmath.sqrt(inside)) / (2 * a)
    minus = (-b - mpmath.sqrt(inside)) / (2 * a)
    exact, sign = (plus, 1) if abs(plus - x) < abs(minus - x) else (minus, -1)
    top, root, bottom = -b, sign, 2 * a
    if bottom < 0:
        top, root, bottom = -top, -root, -bottom
    outside, inside = _square_part(inside)
    common = gcd(top, outside, bottom)
    top, outside, bottom = top // common, outside // common, bottom // common
    surd = f"√{inside}" if outside == 1 else f"{outside}√{inside}"
    text = f"{top} {'+' if root > 0 else '-'} {surd}"
    return exact, text if bottom == 1 else f"({text})/{bottom}"


def _square_part(number: int) -> tuple[int, int]:
    """The largest k whose square divides it, and what is left: 12 is 2² · 3."""
    k = next((k for k in range(int(number**0.5), 1, -1) if number % (k * k) == 0), 1)
    return k, number // (k * k)


def _rational(x: Any, largest: int) -> Fraction | None:
    """The fraction with a denominator up to `largest` that x is equal to, by its continued fraction."""
    if not abs(x) < mpmath.mpf(10) ** 12:
        return None
    limit = mpmath.mpf(10) ** -AGREE * max(abs(x), mpmath.mpf(10) ** -6)
    before, now = (0, 1), (1, 0)
    rest = x
    for _ in range(24):
        whole = int(mpmath.floor(rest))
        before, now = now, (whole * now[0] + before[0], whole * now[1] + before[1])
        if now[1] > largest:
            return None
        if abs(mpmath.mpf(now[0]) / now[1] - x) <= limit:
            return Fraction(*now)
        rest = rest - whole
        if rest == 0:
            return None
        rest = 1 / rest
    return None


def _is_short(number: Fraction) -> bool:
    """Whether its decimals say all: 0.125, not 1/3."""
    return (10**4) % number.denominator == 0


def _times(part: Fraction, name: str) -> str:
    top = {1: "", -1: "-"}.get(part.numerator, str(part.numerator))
    return f"{top}{name}" if part.denominator == 1 else f"{top}{name}/{part.denominator}"


def _root(square: Fraction, negative: bool) -> str:
    """√2, 2√3, √2/2 of its square: 2, 12, 1/2."""
    outside, inside = _square_part(square.numerator * square.denominator)
    part = Fraction(outside, square.denominator)
    top = "" if part.numerator == 1 else str(part.numerator)
    text = f"{top}√{inside}"
    return ("-" if negative else "") + (text if part.denominator == 1 else f"{text}/{part.denominator}")
