"""Where f, f′ and f″ change sign: found in float64 on a grid that is finer where f asks for it, then in many digits."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from explorer.core.explore.marks.formula import DIGITS, ROOT_DIGITS, Array, Formula

COARSE = 1025
FINEST = 60_000
MOST = 200
"""Places of one kind; more are a texture, not a set of points."""

PROBED = 24
"""Sign changes that are looked at in many digits before all the others are believed."""

ROUNDS = 16
_HERMITE = 0.02


def fine_grid(formula: Formula, lo: float, hi: float, seeds: Array) -> tuple[Array, bool]:
    """Ascending x from lo to hi on which cubics through f and f′ tell f between them, and whether they do everywhere
    but close to `seeds`: places where the formula breaks or a part of it is 0, towards which the grid grows fine.
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
        wrong = np.zeros(len(x) + int(inside.sum()), dtype=bool)
        marked = np.concatenate([np.zeros(len(x), dtype=bool), (apart & inside)[inside]])[order]
        x = np.concatenate([x, middle[inside]])[order]
        f = np.concatenate([f, f_middle[inside]])[order]
        slope = np.concatenate([slope, slope_middle[inside]])[order]
        wrong = marked[1:] | marked[:-1]  # both halves
        suspect = wrong
    return x, not suspect.any() or len(x) <= FINEST


def sign_changes(formula: Formula, x: Array, order: int, most: int = MOST) -> tuple[list[Any], int]:
    """Where the derivative of `order` changes sign between points of `x`, to ROOT_DIGITS digits, and how many such
    places there are: where they are more than `most`, none is worked out.
    """
    values = formula.floats(x, max(order, 1))[order]
    cells = _cells(np.sign(values))
    if not len(cells):
        return [], 0
    cells, believed = _believed(formula, x, order, cells)
    if len(cells) > most:
        return [], len(cells)
    with mpmath.workdps(DIGITS):
        found = [_root(formula, order, mpmath.mpf(a), mpmath.mpf(b)) for a, b in cells]
        return [root for root in found if root is not None], len(cells)


def _cells(sign: Array) -> NDArray[np.intp]:
    """Pairs of indices with opposite signs, with nothing but zeros between; and pairs around a zero that is touched,
    which many digits may know to be none.
    """
    known = np.flatnonzero(sign != 0)  # NaN is among them
    left, right = known[:-1], known[1:]
    opposite = sign[left] * sign[right] < 0
    return np.stack([left[opposite], right[opposite]], axis=1)


def _believed(
    formula: Formula, x: Array, order: int, cells: NDArray[np.intp]
) -> tuple[list[tuple[float, float]], bool]:
    """The intervals with a change of sign in many digits. Where float64 is seen to be wrong, its noise is searched
    again, on a grid of its own, in many digits.
    """
    few = cells[np.unique(np.linspace(0, len(cells) - 1, min(PROBED, len(cells))).astype(int))]
    with mpmath.workdps(DIGITS):
        wrong = [formula.sign(x[a], order) * formula.sign(x[b], order) >= 0 for a, b in few.tolist()]
        if not any(wrong):
            return [(float(x[a]), float(x[b])) for a, b in cells.tolist()], True
        found = []
        for start, end, noisy in _clusters(cells, len(x)):
            if noisy:
                points = np.unique(np.linspace(x[start], x[end], 193))
            else:
                points = x[start : end + 1]
            signs = np.array([formula.sign(point, order) for point in points.tolist()])
            found += [(float(points[a]), float(points[b])) for a, b in _cells(signs).tolist()]
    return found, False


def _clusters(cells: NDArray[np.intp], size: int) -> list[tuple[int, int, bool]]:
    """Runs of cells that lie close together, from point to point, and whether they are many: noise."""
    reach = 12
    starts = np.flatnonzero(np.diff(cells[:, 0], prepend=-(10**9)) > 2 * reach)
    ends = np.append(starts[1:], len(cells))
    found = []
    for a, b in zip(starts.tolist(), ends.tolist(), strict=True):
        noisy = b - a > 1
        room = reach if noisy else 0
        found.append((max(int(cells[a, 0]) - room, 0), min(int(cells[b - 1, 1]) + room, size - 1), noisy))
    return found


def _root(formula: Formula, order: int, a: Any, b: Any) -> Any:
    """The zero between a and b, where the signs are opposite, whatever its multiplicity; None where it is none but a
    jump from one sign to the other.
    """
    left, right = formula.derivative(a, order), formula.derivative(b, order)
    if left is None or right is None or left * right > 0:
        return None
    for end, value in ((a, left), (b, right)):
        if value == 0:
            return end
    goal = mpmath.mpf(10) ** -ROOT_DIGITS
    ends = abs(left), abs(right)
    width = b - a
    fa, fb, side = left, right, 0
    for turn in range(400):
        # Illinois: quick at simple zeros; halving, where three turns did not make the interval eight times smaller.
        x = (a + b) / 2 if turn % 4 == 3 and (b - a) * 8 > width else (a * fb - b * fa) / (fb - fa)
        if turn % 4 == 3:
            width = b - a
        if not a < x < b:
            x = (a + b) / 2
        value = formula.derivative(x, order)
        if value is None:
            return None
        if value == 0:
            return x
        if (value > 0) == (left > 0):
            moved = x - a
            a, fa = x, value
            fb = fb / 2 if side == 1 else fb
            side = 1
        else:
            moved = b - x
            b, fb = x, value
            fa = fa / 2 if side == -1 else fa
            side = -1
        scale = max(abs(a), abs(b), mpmath.mpf(10) ** -300)
        if b - a <= goal * scale or (moved <= goal * scale and turn > 8 and abs(value) < goal * max(ends)):
            break
    last = formula.derivative((a + b) / 2, order)
    if last is None or abs(last) > 1e-6 * max(ends):
        return None
    return (a + b) / 2
