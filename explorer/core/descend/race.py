"""Several optimisers on one problem from one start, and the picture of what they walk on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np
import torch

from explorer.core.descend.optimisers import Chosen
from explorer.core.descend.problem import DescendError, Point, Terrain
from explorer.core.descend.run import Plan, Run, Step, gathered, run
from explorer.core.descend.surface import Band, Grid, Limits, contours, field, heights, levels
from explorer.core.descend.verdict import Kind, Verdict
from explorer.core.expression import ExpressionError
from explorer.core.words import QT_TRANSLATE_NOOP, ExplainedError, Sentence

_FAILED = QT_TRANSLATE_NOOP("DescendError", "This cannot be walked on: {why}")

UNDERWAY = Verdict(Kind.WALKING, (Sentence("Fate", QT_TRANSLATE_NOOP("Fate", "Under way."), {}),))
"""Of a walk that is still being made."""

EVERY = 0.25
"""Seconds after which a long race tells how far it has come."""

MOST_RUNNERS = 6
"""Runners that can be told apart by colour and mark."""

ARROWS, POINTS = 17, 600
"""Of a surface: a side of the gradient field; of a curve: its points."""


@dataclass(frozen=True, slots=True)
class Runner:
    """One optimiser with its options; the start and the problem are the race's."""

    optimizer: Chosen = "sgd"
    hyper: tuple[tuple[str, Any], ...] = ()
    scheduler: str = ""
    zero_grad: bool = True
    clip_norm: float = 0.0
    clip_value: float = 0.0


@dataclass(frozen=True, slots=True)
class Race:
    """What a person chose: two that are equal give the same paths."""

    problem: Terrain
    start: Point
    runners: tuple[Runner, ...] = (Runner(),)
    steps: int = 100

    def plan(self, runner: Runner) -> Plan:
        """What that runner walks."""
        return Plan(
            self.problem,
            self.start,
            runner.optimizer,
            self.steps,
            runner.zero_grad,
            runner.hyper,
            runner.scheduler,
            runner.clip_norm,
            runner.clip_value,
        )

    def run(
        self,
        cancelled: Callable[[], bool] = lambda: False,
        told: Callable[[tuple[Run, ...], float], bool] = lambda runs, done: False,
    ) -> tuple[Run, ...]:
        """Every runner's walk, in detail. Long walks are `told` as far as they have come, with which part of all is
        done; where it says so they end there. Raises DescendError for what cannot be, and Cancelled.
        """
        plans = [self.plan(runner) for runner in self.runners]
        runs: list[Run] = []
        clock, ended = [monotonic()], [False]

        def watch(steps: Sequence[Step]) -> bool:
            if not ended[0] and monotonic() >= clock[0] + EVERY:
                walked = [*runs, gathered(plans[len(runs)], steps, True, UNDERWAY)]
                later = [_standing(plan) for plan in plans[len(walked) :]]
                done = (len(runs) + len(steps) / (self.steps + 1)) / len(plans)
                ended[0] = told((*walked, *later), done)
                clock[0] = monotonic()
            return ended[0]

        for plan in plans:
            runs.append(run(plan, True, cancelled, watch))
        return tuple(runs)


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


def scene(problem: Terrain, limits: Limits) -> Scene:
    """The picture of a problem between these limits."""
    if problem.dims == 1:
        x = torch.linspace(*limits[0], POINTS, dtype=torch.float64)
        with torch.no_grad():
            z = problem.loss()(x)
        grid = Grid(x.numpy(), np.zeros(1), z.reshape(1, -1).numpy())
        return Scene(limits, grid, np.zeros(0))
    grid = heights(problem, limits, problem.cells, problem.cells)
    between = levels(grid)
    return Scene(limits, grid, between, tuple(contours(grid, between)), field(problem, limits, ARROWS, ARROWS))


@dataclass(frozen=True, slots=True)
class Request:
    """A race, and what is shown of what it is run on."""

    race: Race
    limits: Limits


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """A run for each runner on the scene, or the `error` that says why there are none; `done` is which part of the
    walks is made.
    """

    request: Request
    scene: Scene | None = None
    runs: tuple[Run, ...] = ()
    error: ExplainedError | ExpressionError | None = None
    done: float = 1.0


class Racer:
    """Answers Requests one after another; keeps the scene while it is the same."""

    def __init__(self, told: Callable[[Result], bool] = lambda result: False) -> None:
        """`told` is given what a long race has come to; where it says so the race ends there."""
        self._told = told
        self._last: tuple[Terrain, Limits, Scene] | None = None

    def answer(self, request: Request, cancelled: Callable[[], bool] = lambda: False) -> Result:
        """Run; what a person can mend, and whatever a function of theirs raises, is Result.error. Raises Cancelled."""
        try:
            scene = self._scene(request.race.problem, request.limits)

            def told(runs: tuple[Run, ...], done: float) -> bool:
                return self._told(Result(request, scene, runs, done=done))

            return Result(request, scene, request.race.run(cancelled, told))
        except (ExplainedError, ExpressionError) as error:
            return Result(request, error=error)
        except Exception as error:  # a function or an optimiser of a person's own may raise anything
            return Result(request, error=failed(error))

    def _scene(self, problem: Terrain, limits: Limits) -> Scene:
        if self._last is None or self._last[:2] != (problem, limits):
            self._last = problem, limits, scene(problem, limits)
        return self._last[2]


def _standing(plan: Plan) -> Run:
    """A walk that has not begun."""
    value = float("nan")
    first = Step(plan.start, value, (value,) * plan.problem.dims, 0.0)
    return gathered(plan, [first], True, UNDERWAY)


def failed(error: Exception) -> DescendError:
    """What a function raised, in one line."""
    return DescendError(_FAILED, why=str(error).partition("\n")[0] or type(error).__name__)
