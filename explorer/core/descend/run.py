"""A walk: torch.optim's own step, again and again, with everything that it had before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

from explorer.core.cancelled import Cancelled
from explorer.core.descend.optimisers import optimiser, scheduler
from explorer.core.descend.problem import DescendError, LineFit, Point, Problem
from explorer.core.descend.verdict import Verdict, judge
from explorer.core.words import QT_TRANSLATE_NOOP

_DIMS = QT_TRANSLATE_NOOP("DescendError", "The start has {given} numbers, and {name} takes {wanted}.")
_STEPS = QT_TRANSLATE_NOOP("DescendError", "A walk has 0 to {most} steps, not {steps}.")

MOST = 1_000_000
"""Steps of a walk."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a walk is made of: two that are equal give the same path, bit for bit."""

    problem: Problem | LineFit
    start: Point
    optimizer: str = "sgd"
    steps: int = 100
    zero_grad: bool = True
    hyper: tuple[tuple[str, Any], ...] = ()
    scheduler: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step, before it was made: where the leaves were, f, their slots, the learning rate, and the optimiser's own
    state for each leaf (momentum, moments) after it.
    """

    point: Point
    value: float
    gradient: Point
    rate: float
    state: Mapping[str, Point] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A path of steps + 1 points.

    path: (steps + 1, dims); values: (steps + 1,), f at each point; gradients: (steps, dims), what was in the slots when
    each step was made. `verdict` says what became of it; `detail` has a Step for each, if they were asked for.
    """

    path: torch.Tensor
    values: torch.Tensor
    gradients: torch.Tensor
    verdict: Verdict
    detail: tuple[Step, ...] = ()

    @property
    def hessian(self) -> torch.Tensor | None:
        """(dims, dims), of f at the end of the path, float64; None where it has none."""
        found = self.verdict.hessian
        return None if found is None else torch.from_numpy(found)


def descend(
    problem: Problem | LineFit,
    start: Point,
    *,
    optimizer: str = "sgd",
    steps: int = 100,
    zero_grad: bool = True,
    scheduler: str = "",
    **hyper: Any,
) -> Run:
    """Walk down. The path is, bit for bit, that of a plain loop of zero_grad(), backward() and step() on 0-dim float32
    leaves. Raises DescendError for what cannot be.
    """
    return run(Plan(problem, start, optimizer, steps, zero_grad, tuple(hyper.items()), scheduler))


def run(plan: Plan, detailed: bool = False, cancelled: Callable[[], bool] = lambda: False) -> Run:
    """The whole walk of a plan; asks at each look at the problem whether it is still wanted. Raises Cancelled."""
    if not 0 <= plan.steps <= MOST:
        raise DescendError(_STEPS, most=MOST, steps=plan.steps)
    points: list[Point] = []
    values: list[float] = []
    gradients: list[Point] = []
    detail: list[Step] = []
    rate = 0.0
    for step in _walk(plan, detailed, cancelled):
        rate = step.rate
        points.append(step.point)
        values.append(step.value)
        gradients.append(step.gradient)
        if detailed:
            detail.append(step)
    dims = plan.problem.dims
    path = torch.tensor(points).reshape(-1, dims)
    found = judge(plan, path.double().numpy(), torch.tensor(values, dtype=torch.float64).numpy(), rate)
    return Run(path, torch.tensor(values), torch.tensor(gradients[:-1]).reshape(-1, dims), found, tuple(detail))


def _walk(plan: Plan, detailed: bool, cancelled: Callable[[], bool]) -> Iterator[Step]:
    """Every step, and at the end the point where the last one led."""
    if len(plan.start) != plan.problem.dims:
        raise DescendError(_DIMS, given=len(plan.start), name=plan.problem.name, wanted=plan.problem.dims)
    leaves = [torch.tensor(float(one), requires_grad=True) for one in plan.start]
    loss = plan.problem.loss()
    made = optimiser(plan.optimizer).make(leaves, dict(plan.hyper))
    rates = scheduler(plan.scheduler, made) if plan.scheduler else None
    seen: list[tuple[float, Point]] = []

    def closure() -> torch.Tensor:
        if cancelled():
            raise Cancelled
        if plan.zero_grad:
            made.zero_grad()
        value = loss(*leaves)
        value.backward()
        if not seen:  # an optimiser such as LBFGS looks at more than one point in a step
            seen.append((value.item(), _slots(leaves)))
        return value

    for _ in range(plan.steps):
        point = tuple([leaf.item() for leaf in leaves])
        rate = made.param_groups[0]["lr"]
        made.step(closure)  # type: ignore[arg-type]
        value, gradient = seen.pop()
        yield Step(point, value, gradient, float(rate), _state(made, leaves) if detailed else {})
        if rates is not None:
            rates.step()
    with torch.no_grad():
        value = loss(*leaves).item()
    yield Step(tuple([leaf.item() for leaf in leaves]), value, (), float(made.param_groups[0]["lr"]))


def _slots(leaves: list[torch.Tensor]) -> Point:
    return tuple([0.0 if leaf.grad is None else leaf.grad.item() for leaf in leaves])


def _state(made: torch.optim.Optimizer, leaves: list[torch.Tensor]) -> dict[str, Point]:
    """What the optimiser keeps of each leaf, where it is a number for each: momentum_buffer, exp_avg, exp_avg_sq, …"""
    states = [made.state.get(leaf, {}) for leaf in leaves]
    names = [name for name, value in states[0].items() if isinstance(value, torch.Tensor) and value.numel() == 1]
    return {name: tuple(float(state[name]) for state in states) for name in names if all(name in s for s in states)}
