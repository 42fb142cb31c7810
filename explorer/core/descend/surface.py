"""A surface as a grid: its heights, its gradient field and its contours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np
import torch

from explorer.core.descend.problem import Terrain

BANDS = 14
"""Bands of a filled contour picture."""

Limits = tuple[tuple[float, float], ...]
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """z[row, column] is the height at (x[column], y[row])."""

    x: Array
    y: Array
    z: Array


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """The region between two heights: polygons of points (n, 2), cut at `offsets` into an outline and its holes."""

    lower: float
    upper: float
    polygons: tuple[tuple[Array, Sequence[int]], ...]


def heights(problem: Terrain, limits: Limits, columns: int, rows: int) -> Grid:
    """The surface on a grid, in float64."""
    x, y = _axes(limits, columns, rows)
    with torch.no_grad():
        z = problem.whole_loss()(x.expand(rows, columns), y.unsqueeze(1).expand(rows, columns))
    return Grid(x.numpy(), y.numpy(), z.numpy())


def field(problem: Terrain, limits: Limits, columns: int, rows: int) -> tuple[Grid, Grid]:
    """∂z/∂x and ∂z/∂y on a grid, by autograd on float64 leaves."""
    x, y = _axes(limits, columns, rows)
    across = x.expand(rows, columns).clone().requires_grad_()
    up = y.unsqueeze(1).expand(rows, columns).clone().requires_grad_()
    problem.whole_loss()(across, up).sum().backward()
    return tuple(  # type: ignore[return-value]
        Grid(x.numpy(), y.numpy(), torch.zeros(rows, columns).numpy() if leaf.grad is None else leaf.grad.numpy())
        for leaf in (across, up)
    )


def levels(grid: Grid, count: int = BANDS) -> Array:
    """Heights between bands, closer together near the lowest: a valley is to be seen beside a cliff."""
    good = grid.z[np.isfinite(grid.z)]
    if not good.size or good.min() == good.max():
        return np.array([0.0, 1.0]) if not good.size else np.array([good.min() - 0.5, good.min() + 0.5])
    parts = np.linspace(0.0, 1.0, count + 1) ** 2.5
    found: Array = good.min() + (np.quantile(good, 0.995) - good.min()) * parts
    found[-1] = good.max()
    return found


def contours(grid: Grid, between: Array) -> list[Band]:
    """The filled bands between these heights."""
    from contourpy import FillType, contour_generator

    made = contour_generator(grid.x, grid.y, np.ma.masked_invalid(grid.z), fill_type=FillType.OuterOffset)
    found = []
    for lower, upper in pairwise(between):
        points, offsets = cast(tuple[list[Array], list[Any]], made.filled(lower, upper))
        found.append(Band(float(lower), float(upper), tuple(zip(points, offsets, strict=True))))
    return found


def _axes(limits: Limits, columns: int, rows: int) -> tuple[torch.Tensor, torch.Tensor]:
    (left, right), (bottom, top) = limits
    return (
        torch.linspace(left, right, columns, dtype=torch.float64),
        torch.linspace(bottom, top, rows, dtype=torch.float64),
    )
