"""Where f, f′ and f″ change sign: found in float64 on a grid that is finer where f asks for it, then in many digits."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from explorer.core.explore.marks.formula import GUARD, Array, Formula

COARSE = 1025
FINEST = 60_000
MOST = 100
"""Places of one kind; more are a texture, not a set of points."""

PROBED = 24
"""Sign changes that are looked at in many digits before all the others are believed."""

AGAIN, KEPT = 33, 16
LADDER = 2 ** np.arange(10)
SIGN_DIGITS, NOISE_DIGITS = 120, 350
"""Points, cells and digits where float64 is wrong: (x − 1)⁷ written out is 0 to 280 digits where x is 1 to 40."""

FIRST_DIGITS, MUCH = 25, 200
"""Digits in which a zero is first narrowed down; all at once where so many are wanted."""

ROUNDS = 16
_HERMITE = 0.02


def fine_grid(formula: Formula, lo: float, hi: float, seeds: Array) -> Array:
    """Ascending x from lo to hi on which cubics through f and f′ tell f between them. Towards `seeds`, places where the
    formula breaks or a part of it is 0, it grows ever finer.
    """
    fractions = 2.0 ** -np.arange(1, 48)
    near = (hi - lo) * np.concatenate([fractions, -fractions, [0.0]])
    x = np.concatenate([np.linspace(lo, hi, COARSE), (seeds[:, None] + near).ravel()])
    x = np.unique(x[(x >= lo) & (x <= hi)])
    f, slope = formula.floats(x, 1)
    suspect = np.ones(len(x) - 1, dtype=bool)
    for _ in range(ROUNDS):
        places = np.flatnonzero(suspect)
        left, right = x[places], x[places + 1]
        width = right - left
        middle = left + width / 2
        inside = (middle > left) & (middle < right)
        if not inside.any() or len(x) > FINEST:
            break
        f_middle, slope_middle = formula.floats(middle, 1)
        with np.errstate(all="ignore"):
            guess = (f[places] + f[places + 1]) / 2 + width * (slope[places] - slope[places + 1]) / 8
            scale = np.maximum(np.abs(f[places + 1] - f[places]), width * np.abs(slope_middle))
            rounding = 1e-13 * np.maximum(np.abs(f[places]), np.abs(f[places + 1]))
            apart = ~(np.abs(f_middle - guess) <= _HERMITE * scale + rounding)
            # Rounding has no slope that fits: halving it again would never end.
            apart &= np.isfinite(f_middle) | np.isfinite(guess)
        order = np.argsort(np.concatenate([x, middle[inside]]), kind="stable")
        marked = np.concatenate([np.zeros(len(x), dtype=bool), (apart & inside)[inside]])[order]
        x = np.concatenate([x, middle[inside]])[order]
        f = np.concatenate([f, f_middle[inside]])[order]
        slope = np.concatenate([slope, slope_middle[inside]])[order]
        suspect = marked[1:] | marked[:-1]  # both halves
    return x


def sign_changes(
    formula: Formula, x: Array, order: int, digits: int, breaks: Array | None = None
) -> tuple[list[Any], int]:
    """Where the derivative of `order` changes sign between points of `x`, and not across `breaks`, to so many
    digits, and how many such places there are: where they are more than MOST, none is worked out.
    """
    breaks = np.empty(0) if breaks is None else breaks
    certain: list[NDArray[np.intp]] = []
    x = _beside(x, breaks)
    cells = _within(cells_of(np.sign(formula.floats(x, max(order, 1))[order])), x, breaks)
    if not len(cells):
        return [], 0
    with mpmath.workdps(digits):
        if len(cells) > MOST:
            few = cells[np.unique(np.linspace(0, len(cells) - 1, PROBED).astype(int))]
            if sum(_is_change(formula, x[a], x[b], order) for a, b in few.tolist()) > PROBED / 2:
                return [], len(cells)
            doubtful = cells
        else:
            certain, doubtful = _told_apart(formula, x, order, cells)
        known = [x[cell].tolist() for cell in certain]
        found = [root_between(formula, order, a, b, digits) for a, b in known]
    again: list[tuple[float, float]] = []
    if len(doubtful):
        with mpmath.workdps(SIGN_DIGITS):
            points = _beside(_searched_again(x, doubtful), breaks)
            if all(formula.sign(point, order) == 0 for point in _beside(np.linspace(x[0], x[-1], 10), breaks).tolist()):
                return [], 0  # it is 0 everywhere
            signs = np.array([formula.sign(point, order) for point in points.tolist()])
            again = points[_within(cells_of(signs), points, breaks)].tolist()
            again = [(a, b) for a, b in again if not any(a < end and start < b for start, end in known)]
            if len(certain) + len(again) <= MOST:
                found += [root_between(formula, order, a, b, NOISE_DIGITS) for a, b in again]
    count = len(certain) + len(again)
    return ([root for root in found if root is not None] if count <= MOST else []), count


def _is_change(formula: Formula, a: float, b: float, order: int) -> bool:
    """Whether many digits see opposite signs too."""
    return formula.sign(a, order) * formula.sign(b, order) < 0


def _told_apart(
    formula: Formula, x: Array, order: int, cells: NDArray[np.intp]
) -> tuple[list[NDArray[np.intp]], NDArray[np.intp]]:
    """The cells in which many digits see a change of sign too, and those where they do not, with their neighbours."""
    certain: list[NDArray[np.intp]] = []
    doubtful: list[NDArray[np.intp]] = []
    for group in _groups(x, cells):
        is_certain = all(_is_change(formula, x[a], x[b], order) for a, b in group.tolist())
        (certain if is_certain else doubtful).extend(group)
    return certain, np.array(doubtful, dtype=np.intp).reshape(-1, 2)


def _beside(x: Array, breaks: Array) -> Array:
    """The points that are no break, and are not so near to one that they may be on its other side."""
    if not len(breaks):
        return x
    place = np.clip(np.searchsorted(breaks, x), 1, len(breaks)) - 1
    near = [np.abs(x - breaks[np.minimum(place + k, len(breaks) - 1)]) <= 4 * np.spacing(np.abs(x)) for k in (0, 1)]
    return x[~(near[0] | near[1])]


def _within(cells: NDArray[np.intp], x: Array, breaks: Array) -> NDArray[np.intp]:
    """The cells that no break is in."""
    pieces = np.searchsorted(breaks, x[cells])
    return cells[pieces[:, 0] == pieces[:, 1]] if len(cells) else cells


def in_floats(formula: Formula, left: Array, right: Array) -> Array:
    """The zeros between pairs of points with opposite signs, to the last bit of float64."""
    (first,) = formula.floats(left, 0)
    for _ in range(64):
        middle = (left + right) / 2
        (f,) = formula.floats(middle, 0)
        same = np.sign(f) == np.sign(first)
        left, right = np.where(same, middle, left), np.where(same, right, middle)
    return right


def cells_of(sign: Array) -> NDArray[np.intp]:
    """Pairs of indices with opposite signs and nothing but zeros between."""
    known = np.flatnonzero(sign != 0)  # NaN is among them
    left, right = known[:-1], known[1:]
    opposite = sign[left] * sign[right] < 0
    return np.stack([left[opposite], right[opposite]], axis=1)


def _searched_again(x: Array, cells: NDArray[np.intp]) -> Array:
    """Few points for many digits: where float64 saw a change of sign, and around there where it saw many."""
    found = []
    for group in _groups(x, cells):
        kept = group[np.unique(np.linspace(0, len(group) - 1, min(KEPT, len(group))).astype(int))]
        found.append(x[kept].ravel())
        if len(group) <= 2:  # flat, as x⁸ is around 0: farther and farther off
            around = np.concatenate([kept[:, :1] - LADDER, kept[:, 1:] + LADDER], axis=None)
            found.append(x[np.clip(around, 0, len(x) - 1)])
        else:
            room = _room(x)
            found.append(np.linspace(max(x[0], x[group[0, 0]] - room), min(x[-1], x[group[-1, 1]] + room), AGAIN))
    return np.unique(np.concatenate(found))


def _groups(x: Array, cells: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """The cells, together with those that are near."""
    return np.split(cells, np.flatnonzero(np.diff(x[cells[:, 0]]) > _room(x)) + 1)


def _room(x: Array) -> float:
    return float(x[-1] - x[0]) / 256


def root_between(formula: Formula, order: int, a: float, b: float, digits: int) -> Any:
    """The zero between a and b, where the signs are opposite, to so many digits and whatever its multiplicity; None
    where it is none but a jump from one sign to the other.
    """
    first = digits if digits > MUCH else FIRST_DIGITS
    with mpmath.workdps(first):
        left, right = mpmath.mpf(a), mpmath.mpf(b)
        near = _narrowed(formula, order, left, right)
    if near is None:
        return None
    with mpmath.workdps(digits):
        if near[0] == near[1]:  # it is 0 there, to so few digits
            if formula.derivative(near[0], order) == 0:
                return near[0]
            with mpmath.workdps(max(digits, SIGN_DIGITS)):
                near = _narrowed(formula, order, mpmath.mpf(a), mpmath.mpf(b))
            if near is None or near[0] == near[1]:
                return None if near is None else near[0]
        found = _polished(formula, order, *near)
        if found is None:
            near = _narrowed(formula, order, near[0], near[1], mpmath.mpf(10) ** (GUARD - digits), 0)
            found = None if near is None else near[0]
    return found


def _narrowed(formula: Formula, order: int, a: Any, b: Any, close: float = 1e-13, lead: int = 12) -> Any:
    """The interval made so small that a change of sign is a zero there and nowhere else: of one point where this is 0;
    None where f does not come near 0. Illinois for `lead` turns, then halving too.
    """
    left, right = formula.derivative(a, order), formula.derivative(b, order)
    if left is None or right is None or left * right > 0:
        return None
    if a < 0 < b and formula.derivative(mpmath.mpf(0), order) == 0:
        return mpmath.mpf(0), mpmath.mpf(0)
    if left == 0 or right == 0:
        return (a, a) if left == 0 else (b, b)
    size = max(abs(left), abs(right))
    fa, fb, side = left, right, 0
    goal = min(close * max(abs(a), abs(b)), 1e-6 * (b - a))
    for turn in range(2_000):
        if b - a <= goal:
            break
        x = (a * fb - b * fa) / (fb - fa) if turn < lead or turn % 2 else (a + b) / 2
        if not a < x < b:
            x = (a + b) / 2
        value = formula.derivative(x, order)
        if value is None:
            return None
        if value == 0:
            return x, x
        if (value > 0) == (left > 0):
            a, fa, fb = x, value, fb / 2 if side == 1 else fb
            side = 1
        else:
            b, fb, fa = x, value, fa / 2 if side == -1 else fa
            side = -1
    last = formula.derivative((a + b) / 2, order)
    if last is None or abs(last) > 1e-3 * size:
        return None
    return a, b


def _polished(formula: Formula, order: int, a: Any, b: Any) -> Any:
    """Newton's steps from an interval around a zero, as long as its multiplicity wants them; None where they fail."""
    x, room = (a + b) / 2, b - a
    far, farther = (formula.derivative(x + step * room, order) for step in (1_000, 2_000))
    if not far or not farther:
        return None
    times = max(1, int(mpmath.nint(mpmath.log(abs(farther / far), 2))))
    goal = mpmath.mpf(10) ** (GUARD - mpmath.mp.dps) * abs(x)
    for _ in range(12):
        value, steep = formula.derivative(x, order), formula.derivative(x, order + 1)
        if value == 0:
            return x
        if not value or not steep:
            return None
        step = times * value / steep
        x -= step
        if not abs(x - (a + b) / 2) <= 10 * room:
            return None
        if abs(step) <= goal:
            return x
    return None
