"""From any number of samples to the few points that a picture of them needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Indices = NDArray[np.intp]

TOLERANCE = 0.1
"""Pixels by which a straight piece may miss the samples it replaces."""

CALM, DENSE = 8.0, 0.35
"""Ink in heights of the plot: up to CALM in all a curve is one stroke, with dashes; beyond DENSE a pixel column it is a
texture of upright bars."""

_CLIP = 50.0
"""View heights above and below the view at which a value is cut: Qt's painter is slow and wrong far outside."""


class Texture(StrEnum):
    """How a curve is best stroked."""

    CALM = "calm"
    BUSY = "busy"
    DENSE = "dense"


@dataclass(frozen=True, slots=True, eq=False)
class Polyline:
    """Points to draw; joined[i] says whether point i is joined to point i + 1. `texture` tells its ink."""

    x: Floats
    y: Floats
    joined: NDArray[np.bool_]
    texture: Texture


def columns(y: Floats, count: int, breaks: Indices | None = None) -> Indices:
    """Indices of the samples that draw `y` on about `count` pixel columns.

    For each column its first, least, greatest and last sample; both sides of every border between finite and
    non-finite values (the first and the last in a column), and of every break (i means between i and i + 1).
    Sorted, without repeats, and everything where there are at most four samples a column.
    """
    total = len(y)
    if total <= 4 * count:
        return np.arange(total)
    width = total // count
    full = total // width
    starts = np.arange(full) * width
    table = y[: full * width].reshape(full, width)
    least, greatest = table.argmin(axis=1), table.argmax(axis=1)
    found = [starts, starts + width - 1]
    rows = np.arange(full)
    broken = ~(np.isfinite(table[rows, least]) & np.isfinite(table[rows, greatest]))
    if broken.any():
        where = np.flatnonzero(broken)
        least[where], greatest[where], borders = _finite_extremes(table[where])
        found.extend(starts[where][column] + place for column, place in borders)
    found += [starts + least, starts + greatest]
    rest = np.arange(full * width, total)
    if len(rest):
        tail = y[rest]
        finite = np.isfinite(tail)
        ends = [rest[0], rest[-1], *rest[_borders(finite)]]
        if finite.any():
            ends += [
                rest[np.where(finite, tail, np.inf).argmin()],
                rest[np.where(finite, tail, -np.inf).argmax()],
            ]
        found.append(np.array(ends))
    if breaks is not None and len(breaks):
        found += [breaks, breaks + 1]
    return np.unique(np.concatenate(found))


def _finite_extremes(table: Floats) -> tuple[Indices, Indices, list[tuple[Indices, Indices]]]:
    """Least and greatest finite place in each row, and both sides of its first and last border of finiteness."""
    finite = np.isfinite(table)
    least = np.where(finite, table, np.inf).argmin(axis=1)
    greatest = np.where(finite, table, -np.inf).argmax(axis=1)
    flips = finite[:, 1:] != finite[:, :-1]
    rows = np.flatnonzero(flips.any(axis=1))
    first = flips[rows].argmax(axis=1)
    last = flips.shape[1] - 1 - flips[rows, ::-1].argmax(axis=1)
    return least, greatest, [(rows, first), (rows, first + 1), (rows, last), (rows, last + 1)]


def _borders(finite: NDArray[np.bool_]) -> Indices:
    flips = np.flatnonzero(finite[1:] != finite[:-1])
    return np.concatenate([flips, flips + 1])


def thin(x: Floats, y: Floats, joined: NDArray[np.bool_], tolerance: float = TOLERANCE) -> NDArray[np.bool_]:
    """Which points to keep so that no dropped point is farther than `tolerance` below or above its straight piece.

    `x` and `y` in pixels. Runs of 2, 4, … 64 pieces are tried from the longest: each dropped point was compared with
    the very piece that replaces it.
    """
    count = len(x)
    keep = np.ones(count, dtype=bool)
    if count < 3:
        return keep
    with np.errstate(all="ignore"):
        for size in (64, 32, 16, 8, 4, 2):
            runs = (count - 1) // size
            if not runs:
                continue
            inner = np.arange(runs)[:, None] * size + np.arange(1, size)
            start = np.arange(runs)[:, None] * size
            end = start + size
            slope = (y[end] - y[start]) / (x[end] - x[start])
            error = np.abs(y[inner] - (y[start] + slope * (x[inner] - x[start])))
            straight = (error <= tolerance).all(axis=1)
            whole = joined[: runs * size].reshape(runs, size).all(axis=1)
            untouched = keep[inner].all(axis=1)
            keep[inner[straight & whole & untouched]] = False
    return keep


@np.errstate(all="ignore")  # in a range such as 0 to 1e-320 the pixels are infinite: nothing is dropped
def draw(
    x: Floats,
    y: Floats,
    size: tuple[int, int],
    view: tuple[float, float],
    breaks: Indices | None = None,
) -> Polyline:
    """The polyline of samples (x ascending) for a picture of `size` (width, height) pixels that shows y in `view`."""
    width, height = size
    kept = columns(y, width, breaks)
    px, py = x[kept].astype(np.float64), y[kept].astype(np.float64)
    finite = np.isfinite(py)
    joined = finite[:-1] & finite[1:]
    if not finite.all():  # of the gaps within a column only the outermost are among the kept
        joined &= np.diff(np.searchsorted(np.flatnonzero(~np.isfinite(y)), kept)) == 0
    if breaks is not None and len(breaks):
        joined &= ~np.isin(kept[:-1], breaks)
    lo, hi = view
    span = (hi - lo) or 1.0
    py = np.where(finite, np.clip(py, lo - _CLIP * span, hi + _CLIP * span), np.nan)
    pixels_x = (px - px[0]) * (width / ((px[-1] - px[0]) or 1.0))
    pixels_y = (py - lo) * (height / span)
    keep = thin(pixels_x, pixels_y, joined)
    px, py = px[keep], py[keep]
    places = np.flatnonzero(keep)
    # A piece between two kept points is joined when every piece it stands for is.
    broken = np.concatenate([[0], np.cumsum(~joined)])
    joined = broken[places[1:]] == broken[places[:-1]]
    shown = np.clip(pixels_y[keep], 0, height)
    ink = float(np.abs(np.diff(shown))[joined].sum()) / height
    if ink > DENSE * width and len(x) > 2 * width:
        return _bars(x, y, width)
    return Polyline(px, py, np.append(joined, False), Texture.CALM if ink <= CALM else Texture.BUSY)


def _bars(x: Floats, y: Floats, width: int) -> Polyline:
    """One upright bar in the middle of each of `width` pixel columns, over all values up to the next column's first."""
    kept = columns(y, 3 * width)  # finer than pixels, so that no pixel is left with half an oscillation
    kept = kept[np.isfinite(y[kept])]
    values = y[kept].astype(np.float64)
    lo, hi = float(x[0]), float(x[-1])
    pixel = np.minimum((x[kept].astype(np.float64) - lo) * (width / (hi - lo)), width - 1) // 1
    starts = np.flatnonzero(np.diff(pixel, prepend=-1.0))
    middle = lo + (pixel[starts] + 0.5) * ((hi - lo) / width)
    following = values[np.append(starts[1:], len(values) - 1)]
    least = np.minimum(np.minimum.reduceat(values, starts), following)
    greatest = np.maximum(np.maximum.reduceat(values, starts), following)
    ends = np.stack([least, greatest], axis=1).ravel()
    return Polyline(np.repeat(middle, 2), ends, np.tile([True, False], len(starts)), Texture.DENSE)


def fit(curves: list[Floats], poles: bool) -> tuple[float, float]:
    """A y range that shows `curves`: all of them or, where there are poles, what most of the samples do."""
    values = [curve[np.isfinite(curve)] for curve in curves]
    values = [value for value in values if len(value)]
    if not values:
        return -1.0, 1.0
    lo, hi = float(min(v.min() for v in values)), float(max(v.max() for v in values))
    if poles:
        together = np.concatenate(values)
        low, high = (float(q) for q in np.quantile(together, [0.05, 0.95]))
        if hi - lo > 4 * (high - low) > 0:
            lo, hi = max(lo, low - (high - low) / 2), min(hi, high + (high - low) / 2)
    if hi > lo:
        return lo, hi
    return max(lo - (abs(lo) or 1.0), -1.7e308), min(hi + (abs(hi) or 1.0), 1.7e308)
