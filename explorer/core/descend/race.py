"""Several optimisers on one problem from one start, and the picture of what they walk on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from explorer.core.descend.problem import LineFit, Point, Problem
from explorer.core.descend.run import Plan, Run, run
from explorer.core.descend.surface import Band, Grid, Limits, contours, field, heights, levels

MOST_RUNNERS = 6
"""Runners that can be told apart by colour and mark."""

CELLS, ARROWS, POINTS = 160, 17, 600
"""Of a surface: the sides of the grid and of the gradient field; of a curve: its points."""


@dataclass(frozen=True, slots=True)
class Runner:
    """One optimiser with its options; the start and the problem are the race's."""

    optimizer: str = "sgd"
    hyper: tuple[tuple[str, Any], ...] = ()
    scheduler: str = ""
    zero_grad: bool = True


@dataclass(frozen=True, slots=True)
class Race:
    """What a person chose: two that are equal give the same paths."""

    problem: Problem | LineFit
    start: Point
    runners: tuple[Runner, ...] = (Runner(),)
    steps: int = 100

    def plan(self, runner: Runner) -> Plan:
        """What that runner walks."""
        return Plan(
            self.problem, self.start, runner.optimizer, self.steps, runner.zero_grad, runner.hyper, runner.scheduler
        )

    def run(self) -> tuple[Run, ...]:
        """Every runner's walk, in detail. Raises DescendError for what cannot be."""
        return tuple(run(self.plan(runner), detailed=True) for runner in self.runners)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is walked on. Of a surface: its heights, the bands between `between`, and ∂z/∂x and ∂z/∂y on a coarse grid.
    Of a curve: `curve` is a Grid whose x are the places and whose z (1, n) are the heights.
    """

    limits: Limits
    grid: Grid
    between: np.ndarray[Any, np.dtype[np.float64]]
    bands: tuple[Band, ...] = ()
    slopes: tuple[Grid, Grid] | None = None


def scene(problem: Problem | LineFit, limits: Limits) -> Scene:
    """The picture of a problem between these limits."""
    if problem.dims == 1:
        x = torch.linspace(*limits[0], POINTS, dtype=torch.float64)
        with torch.no_grad():
            z = problem.loss()(x)
        grid = Grid(x.numpy(), np.zeros(1), z.reshape(1, -1).numpy())
        return Scene(limits, grid, np.zeros(0))
    grid = heights(problem, limits, CELLS, CELLS)
    between = levels(grid)
    return Scene(limits, grid, between, tuple(contours(grid, between)), field(problem, limits, ARROWS, ARROWS))
