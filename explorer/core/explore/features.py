"""Where f is zero, turns, bends or breaks, found on a probe grid and refined there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from explorer.core.explore.mark import Kind, Mark

if TYPE_CHECKING:
    import torch

Array = NDArray[np.float64]
Derivatives = Callable[[Array, int], tuple[Array, ...]]
"""f and its derivatives up to an order at an array of x; NaN where torch has none."""

PROBES = 2048  # even, so that a symmetrical range does not put a probe on the pole of 1/x
MOST = 200  # marks of one kind; more than that is a texture, not a set of points
MOST_BREAKS = 400


@dataclass(frozen=True, slots=True)
class Features:
    """Marks, and the x of jumps and poles, in ascending order, and whether any break is a pole; kinks, where f is
    unbroken but f′ is not, `gaps`, where f has no value, and `slope_gaps`, where f′ has none, only if looked for.
    """

    marks: tuple[Mark, ...] = ()
    breaks: tuple[float, ...] = ()
    poles: bool = False
    kinks: tuple[float, ...] = ()
    gaps: tuple[tuple[float, float], ...] = ()
    slope_gaps: tuple[tuple[float, float], ...] = ()


def find(derivatives: Derivatives, lo: float, hi: float, *, exact: bool = True) -> Features:
    """The features of f between lo and hi, in float64, as far as PROBES points show them.

    Not `exact`, each mark is interpolated between its probes, which are half a pixel apart, and neither kinks nor gaps
    are looked for: what a drag needs.
    """
    with np.errstate(all="ignore"):
        grid = np.linspace(lo, hi, PROBES)
        f, slope, bend = derivatives(grid, 2)
        breaks, poles, broken = _breaks(derivatives, grid, (f, slope))
        kinks = _kinks(derivatives, grid, (slope, bend), broken) if exact else ()
        marks, peaks = _marks(derivatives, grid, (f, slope, bend), broken, exact)
    finite = bool(np.isfinite(f).all())
    gaps, slope_gaps = (_gaps(grid, f), _gaps(grid, slope)) if exact else ((), ())
    marks.sort(key=lambda mark: mark.x)
    return Features(tuple(marks), breaks, poles or peaks or not finite, kinks, gaps, slope_gaps)


def _kinks(
    derivatives: Derivatives, grid: Array, values: tuple[Array, ...], broken: NDArray[np.bool_]
) -> tuple[float, ...]:
    """Jumps of f′ where f has none, and where it has no end."""
    found, _, _ = _breaks(derivatives, grid, values, order=1)
    cells = np.clip(np.searchsorted(grid, found) - 1, 0, len(broken) - 1)
    near = broken | np.append(broken[1:], False) | np.append(False, broken[:-1])
    return tuple(x for x, cell in zip(found, cells, strict=True) if not near[cell])


def _gaps(grid: Array, f: Array) -> tuple[tuple[float, float], ...]:
    """Stretches of more than one probe without a value, from end to end of the probes in them."""
    missing = np.concatenate([[False], np.isnan(f), [False]])
    edges = np.flatnonzero(missing[1:] != missing[:-1])
    return tuple((float(grid[a]), float(grid[b - 1])) for a, b in edges.reshape(-1, 2) if b - a > 1)


def typical_size(f: Array) -> float:
    """The size of most of the values that are finite."""
    finite = np.abs(f[np.isfinite(f)])
    return float(np.median(finite)) if len(finite) else 0.0


def _breaks(
    derivatives: Derivatives, grid: Array, values: tuple[Array, ...], order: int = 0
) -> tuple[tuple[float, ...], bool, NDArray[np.bool_]]:
    """Jumps and poles: where f steps farther than its slope allows, and still does when looked at ever closer.

    `values` are f and its slope, or the derivative of `order` and the next one.
    """
    f, slope = values
    none = np.zeros(len(grid) - 1, dtype=bool)
    finite = f[np.isfinite(f)]
    if not len(finite):
        return (), False, none
    step = np.diff(f)
    low, high = np.quantile(finite, [0.05, 0.95])
    span = float(high - low) or float(finite.max() - finite.min())
    expected = np.diff(grid) * (slope[1:] + slope[:-1]) / 2
    surprise = np.abs(step - expected) > 0.25 * np.abs(step)
    suspect = np.flatnonzero((np.abs(step) > 2e-3 * span) & (surprise | ~np.isfinite(expected)))
    # A single infinite probe between finite ones is a pole that the grid happened to hit.
    hit = np.flatnonzero(~np.isfinite(f[1:-1]) & np.isfinite(f[:-2]) & np.isfinite(f[2:])) + 1
    if not len(suspect):
        return tuple(grid[hit].tolist()), bool(len(hit)), none
    if len(suspect) > MOST_BREAKS:
        suspect = np.sort(suspect[np.abs(step[suspect]).argsort()[-MOST_BREAKS:]])
    left, right = grid[suspect], grid[suspect + 1]
    f_left, f_right = f[suspect], f[suspect + 1]
    for _ in range(44):
        middle = (left + right) / 2
        f_middle = derivatives(middle, order)[order]
        f_middle = np.where(np.isfinite(f_middle), f_middle, np.copysign(1e300, f_left))
        go_left = np.abs(f_middle - f_left) > np.abs(f_right - f_middle)
        right, f_right = np.where(go_left, middle, right), np.where(go_left, f_middle, f_right)
        left, f_left = np.where(go_left, left, middle), np.where(go_left, f_left, f_middle)
    jump = np.abs(f_right - f_left)
    least = max(1e-6 * span, 1e-12 * float(np.abs(finite).max()))  # below that it is rounding
    real = (jump > 1e-3 * np.abs(step[suspect])) & (jump > least)
    pole = real & (jump > 1e4 * (span + np.abs(step[suspect])))
    broken = none.copy()
    broken[suspect[real]] = True
    found = np.unique(np.concatenate([right[real], grid[hit]]))
    return tuple(found.tolist()), bool(pole.any() or len(hit)), broken


def _marks(
    derivatives: Derivatives, grid: Array, values: tuple[Array, ...], broken: NDArray[np.bool_], exact: bool
) -> tuple[list[Mark], bool]:
    """Sign changes of f, f′ and f″, each narrowed down to where it happens, and whether one was a pole like 1/x²'s."""
    f = values[0]
    places: list[tuple[int, float]] = []
    brackets: list[tuple[int, NDArray[np.int_]]] = []
    for k, g in enumerate(values):
        # Below this a sign is rounding, not a feature: x/|x| has f″ = ±1e-17.
        floor = max(1e-13 * typical_size(g), 1e-11 * typical_size(f) / (grid[-1] - grid[0]) ** k) if k else 0.0
        sign = np.where(np.abs(g) > floor, np.sign(g), 0.0)
        sign[~(np.isfinite(g) & np.isfinite(f))] = np.nan
        changes = np.flatnonzero((sign[:-1] * sign[1:] < 0) & ~broken)
        touches = (
            np.flatnonzero((sign[1:-1] == 0) & (sign[:-2] * sign[2:] != 0) & np.isfinite(sign[:-2] * sign[2:])) + 1
        )
        if k:  # a touch without a change of sign is a zero of f, but no extremum and no inflection
            touches = touches[sign[touches - 1] * sign[touches + 1] < 0]
        if len(changes) + len(touches) > MOST:
            continue
        places += [(k, float(x)) for x in grid[touches]]
        brackets.append((k, changes))
    order = np.concatenate([np.full(len(changes), k) for k, changes in brackets] or [np.empty(0, dtype=int)])
    if len(order):
        left = np.concatenate([changes for _, changes in brackets])
        if exact:
            roots = _refine(derivatives, order, grid[left], grid[left + 1])
        else:
            before, after = np.concatenate([(values[k][at], values[k][at + 1]) for k, at in brackets], axis=1)
            roots = grid[left] + (grid[left + 1] - grid[left]) * (before / (before - after))
        roots[np.abs(roots) < 1e-13 * (grid[-1] - grid[0])] = 0.0  # sin is 0 at 0, not at 1e-17
        places += zip(order.tolist(), roots.tolist(), strict=True)
    if not places:
        return [], False
    xs = np.array([x for _, x in places])
    (heights,) = derivatives(xs, 0)
    around = np.diff(grid)[0] * 0.5
    (before,) = derivatives(xs - around, 0)
    scale = typical_size(f)
    marks = []
    peaks = False
    for (k, x), height, earlier in zip(places, heights.tolist(), before.tolist(), strict=True):
        if k == 0:
            marks.append(Mark(Kind.ZERO, x, 0.0))
        elif abs(height) > 100 * abs(earlier) or not np.isfinite(height):
            peaks = peaks or k == 1
        elif k == 1:
            marks.append(Mark(Kind.MINIMUM if earlier > height else Kind.MAXIMUM, x, height))
            if abs(height) < 1e-12 * scale and not any(j == 0 and abs(x - root) < around for j, root in places):
                marks.append(Mark(Kind.ZERO, x, 0.0))
        else:
            marks.append(Mark(Kind.INFLECTION, x, height))
    return marks, peaks


def _refine(derivatives: Derivatives, order: NDArray[np.int_], left: Array, right: Array) -> Array:
    """Where the derivative of the given order changes sign in each bracket, each cut into many parts again and again.

    Needs no smoothness, and few calls: a call costs more than the points in it.
    """
    parts = int(np.clip(8192 // len(order), 8, 64))
    fractions = np.linspace(0.0, 1.0, parts + 1)
    rows = np.arange(len(order))
    for _ in range(int(np.ceil(46 / np.log2(parts)))):
        points = left[:, None] + (right - left)[:, None] * fractions
        everything = np.stack(derivatives(points.ravel(), 2)).reshape(3, *points.shape)
        values = everything[order, rows]
        place = np.maximum((np.sign(values) != np.sign(values[:, :1])).argmax(axis=1), 1)
        left, right = points[rows, place - 1], points[rows, place]
        nearer = np.abs(values[rows, place - 1]) < np.abs(values[rows, place])
    return np.where(nearer, left, right)


def derivatives_of(run: Callable[[torch.Tensor], torch.Tensor], dtype: torch.dtype | None = None) -> Derivatives:
    """f, f′, … of a torch callable by reverse mode (float64 unless given); NaN where autograd has no formula."""
    import torch  # here, because the window knows of marks before torch is imported

    from explorer.core.explore.sample import differentiate

    def at(x: Array, order: int) -> tuple[Array, ...]:
        curve = differentiate(run, torch.from_numpy(x).to(dtype or torch.float64), {}, order)
        return tuple(derivative.numpy().astype(np.float64) for derivative in curve.derivatives)

    return at
