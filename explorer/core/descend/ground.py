"""f near one point: its height, gradient and Hessian in float64, and the critical point that they lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.descend.problem import Loss, Terrain

Array = NDArray[np.float64]

NULL = 1e-8
"""A curvature is none in parts of the largest."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """f near one point: its height, gradient and Hessian, with the Hessian's eigenvalues, ascending."""

    height: float
    gradient: Array
    hessian: Array
    curvatures: Array
    axes: Array

    def step(self) -> Array:
        """Newton's step to the critical point; along directions without curvature none."""
        along = self.axes.T @ self.gradient
        flat = self.flat
        return -self.axes @ np.where(flat, 0.0, along / np.where(flat, 1.0, self.curvatures))

    @property
    def flat(self) -> NDArray[np.bool_]:
        """Which axes have no curvature."""
        return np.abs(self.curvatures) <= NULL * max(float(np.abs(self.curvatures).max()), 1e-300)

    @property
    def slope(self) -> float:
        return float(np.linalg.norm(self.gradient))


def ground_at(loss: Loss, point: Array) -> Ground | None:
    """f, its gradient and its Hessian by autograd on float64 leaves, or as the loss itself has them (`shape_at`); None
    where one of them has no value.
    """
    try:
        height, slopes, rows = getattr(loss, "shape_at", partial(_shape_at, loss))(*map(float, point))
    except Exception:  # a person's own function may raise anything, or take no float64
        return None
    gradient, hessian = np.array(slopes), np.array(rows)
    if not (np.isfinite(gradient).all() and np.isfinite(hessian).all() and np.isfinite(height)):
        return None
    hessian = (hessian + hessian.T) / 2
    curvatures, axes = np.linalg.eigh(hessian)
    return Ground(height, gradient, hessian, curvatures, axes)


def _shape_at(loss: Loss, *point: float) -> tuple[float, list[float], list[list[float]]]:
    leaves = [torch.tensor(one, dtype=torch.float64, requires_grad=True) for one in point]
    height = loss(*leaves)
    slopes = _slopes(height, leaves)
    rows = [[float(one.detach()) for one in _slopes(slope, leaves)] for slope in slopes]
    return float(height.detach()), [float(one.detach()) for one in slopes], rows


def _slopes(of: torch.Tensor, leaves: list[torch.Tensor]) -> tuple[torch.Tensor, ...]:
    if not of.requires_grad:
        return (torch.zeros(()),) * len(leaves)
    return torch.autograd.grad(of, leaves, create_graph=True, allow_unused=True, materialize_grads=True)


def slope_at(loss: Loss, point: Sequence[float]) -> tuple[float, tuple[float, ...]]:
    """f and its gradient by autograd on float64 leaves."""
    leaves = [torch.tensor(float(one), dtype=torch.float64, requires_grad=True) for one in point]
    height = loss(*leaves)
    return float(height.detach()), tuple(float(one.detach()) for one in _slopes(height, leaves))


def height_at(loss: Loss, point: Array) -> float | None:
    """f in float64; None where it has no finite value."""
    with torch.no_grad():
        try:
            found = float(loss(*(torch.tensor(float(one), dtype=torch.float64) for one in point)))
        except Exception:  # as above
            return None
    return found if np.isfinite(found) else None


def refined(loss: Loss, place: Array, near: float) -> Array:
    """The critical point itself, by a few of Newton's steps; the place as it is where they lead away."""
    found = place
    for _ in range(30):
        ground = ground_at(loss, found)
        if ground is None:
            return place
        step = ground.step()
        found = found + step
        if np.linalg.norm(found - place) > near:
            return place
        if np.linalg.norm(step) <= 1e-12 * (1 + np.linalg.norm(found)):
            break
    return found


def relief(loss: Loss, problem: Terrain) -> float:
    """How much higher the highest place of the picture is than the lowest, on a coarse grid."""
    axes = [np.linspace(lo, hi, 9) for lo, hi in problem.limits]
    places = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(axes))
    heights = [height for place in places if (height := height_at(loss, place)) is not None]
    return max(heights) - min(heights) if heights else 0.0
