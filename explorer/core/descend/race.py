"""Several optimisers on one problem from one start, and the picture of what they walk on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from explorer.core.descend.problem import DescendError, LineFit, Point, Problem
from explorer.core.descend.run import Plan, Run, run
from explorer.core.descend.surface import Band, Grid, Limits, contours, field, heights, levels
from explorer.core.expression import ExpressionError
from explorer.core.words import QT_TRANSLATE_NOOP, ExplainedError

_FAILED = QT_TRANSLATE_NOOP("DescendError", "This cannot be walked on: {why}")

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

    def run(self, cancelled: Callable[[], bool] = lambda: False) -> tuple[Run, ...]:
        """Every runner's walk, in detail. Raises DescendError for what cannot be, and Cancelled."""
        return tuple(run(self.plan(runner), detailed=True, cancelled=cancelled) for runner in self.runners)


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


@dataclass(frozen=True, slots=True)
class Request:
    """A race, and what is shown of what it is run on."""

    race: Race
    limits: Limits


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """A run for each runner on the scene, or the `error` that says why there are none."""

    request: Request
    scene: Scene | None = None
    runs: tuple[Run, ...] = ()
    error: ExplainedError | ExpressionError | None = None


class Racer:
    """Answers Requests one after another; keeps the scene while it is the same."""

    def __init__(self) -> None:
        self._last: tuple[Problem | LineFit, Limits, Scene] | None = None

    def answer(self, request: Request, cancelled: Callable[[], bool] = lambda: False) -> Result:
        """Run; what a person can mend, and whatever a function of theirs raises, is Result.error. Raises Cancelled."""
        try:
            runs = request.race.run(cancelled)
            return Result(request, self._scene(request.race.problem, request.limits), runs)
        except (ExplainedError, ExpressionError) as error:
            return Result(request, error=error)
        except (ArithmeticError, RuntimeError, TypeError, ValueError) as error:
            return Result(request, error=failed(error))

    def _scene(self, problem: Problem | LineFit, limits: Limits) -> Scene:
        if self._last is None or self._last[:2] != (problem, limits):
            self._last = problem, limits, scene(problem, limits)
        return self._last[2]


def failed(error: Exception) -> DescendError:
    """What a function raised, in one line."""
    return DescendError(_FAILED, why=str(error).partition("\n")[0] or type(error).__name__)
