"""A walk: torch.optim's own step, again and again, with everything that it had before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from explorer.core.cancelled import Cancelled
from explorer.core.descend.optimisers import Chosen, make, optimiser, scheduler
from explorer.core.descend.problem import DescendError, Point, Terrain
from explorer.core.descend.verdict import Verdict, judge
from explorer.core.words import QT_TRANSLATE_NOOP

_DIMS = QT_TRANSLATE_NOOP("DescendError", "The start has {given} numbers, and {name} takes {wanted}.")
_STEPS = QT_TRANSLATE_NOOP("DescendError", "A walk has 0 to {most} steps, not {steps}.")

MOST = 1_000_000
"""Steps of a walk."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a walk is made of: two that are equal give the same path, bit for bit.

    `clip_norm` and `clip_value` are what torch.nn.utils clips the gradients to; 0 for not at all.
    """

    problem: Terrain
    start: Point
    optimizer: Chosen = "sgd"
    steps: int = 100
    zero_grad: bool = True
    hyper: tuple[tuple[str, Any], ...] = ()
    scheduler: str = ""
    clip_norm: float = 0.0
    clip_value: float = 0.0


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
    each step was made; rates: (steps + 1,), float64, the learning rate of each. `verdict` says what became of it;
    `detail` has a Step for each, if they were asked for.
    """

    path: torch.Tensor
    values: torch.Tensor
    gradients: torch.Tensor
    verdict: Verdict
    detail: tuple[Step, ...] = ()
    rates: torch.Tensor = field(default_factory=lambda: torch.zeros(0))

    @property
    def hessian(self) -> torch.Tensor | None:
        """(dims, dims), of f at the end of the path, float64; None where it has none."""
        found = self.verdict.hessian
        return None if found is None else torch.from_numpy(found)


def descend(
    problem: Terrain,
    start: Point,
    *,
    optimizer: Chosen = "sgd",
    steps: int = 100,
    zero_grad: bool = True,
    scheduler: str = "",
    clip_norm: float = 0.0,
    clip_value: float = 0.0,
    **hyper: Any,
) -> Run:
    """Walk down. The path is, bit for bit, that of a plain loop of zero_grad(), backward() and step() on 0-dim float32
    leaves. Raises DescendError for what cannot be.
    """
    options = tuple(hyper.items())
    return run(Plan(problem, start, optimizer, steps, zero_grad, options, scheduler, clip_norm, clip_value))


def run(
    plan: Plan,
    detailed: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
    told: Callable[[Sequence[Step]], bool] = lambda steps: False,
) -> Run:
    """The whole walk of a plan; asks at each look at the problem whether it is still wanted. `told` is shown the steps
    as they come; where it says so the walk ends. Raises Cancelled.
    """
    if not 0 <= plan.steps <= MOST:
        raise DescendError(_STEPS, most=MOST, steps=plan.steps)
    steps = []
    for step in walk(plan, detailed, cancelled):
        steps.append(step)
        if told(steps):
            break
    return gathered(plan, steps, detailed)


def gathered(plan: Plan, steps: Sequence[Step], detailed: bool, verdict: Verdict | None = None) -> Run:
    """The Run of these steps, with its verdict where none is given."""
    dims = plan.problem.dims
    path = torch.tensor([step.point for step in steps]).reshape(-1, dims)
    values = torch.tensor([step.value for step in steps], dtype=torch.float64)
    gradients = torch.tensor([step.gradient for step in steps[:-1]]).reshape(-1, dims)
    if verdict is None:
        verdict = judge(plan, path.double().numpy(), values.numpy(), steps[-1].rate)
    rates = torch.tensor([step.rate for step in steps], dtype=torch.float64)
    return Run(path, values.float(), gradients, verdict, tuple(steps) if detailed else (), rates)


def walk(plan: Plan, detailed: bool = False, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Step]:
    """Every step, and at the end the point where the last one led. Raises as `run` does."""
    if len(plan.start) != plan.problem.dims:
        raise DescendError(_DIMS, given=len(plan.start), name=plan.problem.name, wanted=plan.problem.dims)
    leaves = [torch.tensor(float(one), requires_grad=True) for one in plan.start]
    loss = plan.problem.loss()
    made = make(plan.optimizer, leaves, dict(plan.hyper))
    alone = optimiser(plan.optimizer).steps_alone
    rates = scheduler(plan.scheduler, made) if plan.scheduler else None
    seen: list[tuple[float, Point]] = []

    def closure() -> torch.Tensor:
        if cancelled():
            raise Cancelled
        if plan.zero_grad:
            made.zero_grad()
        value = loss(*leaves)
        value.backward()
        clip(plan, leaves)
        if not seen:  # an optimiser such as LBFGS looks at more than one point in a step
            seen.append((value.item(), _slots(leaves)))
        return value

    for _ in range(plan.steps):
        point = tuple([leaf.item() for leaf in leaves])
        rate = made.param_groups[0]["lr"]
        if alone:
            closure()
            made.step()
        else:
            made.step(closure)  # type: ignore[arg-type]
        value, gradient = seen.pop()
        yield Step(point, value, gradient, float(rate), _state(made, leaves) if detailed else {})
        if rates is not None:
            rates.step()
    point = tuple([leaf.item() for leaf in leaves])
    closure()  # what the next step would be made from
    yield Step(point, *seen.pop(), float(made.param_groups[0]["lr"]))


def clip(plan: Plan, leaves: list[torch.Tensor]) -> None:
    """The gradients as the plan wants them clipped."""
    if plan.clip_norm:
        torch.nn.utils.clip_grad_norm_(leaves, plan.clip_norm)
    if plan.clip_value:
        torch.nn.utils.clip_grad_value_(leaves, plan.clip_value)


def _slots(leaves: list[torch.Tensor]) -> Point:
    return tuple([0.0 if leaf.grad is None else leaf.grad.item() for leaf in leaves])


def _state(made: torch.optim.Optimizer, leaves: list[torch.Tensor]) -> dict[str, Point]:
    """What the optimiser keeps of each leaf, where it is a number for each: momentum_buffer, exp_avg, exp_avg_sq, …"""
    states = [made.state.get(leaf, {}) for leaf in leaves]
    names = [name for name, value in states[0].items() if isinstance(value, torch.Tensor) and value.numel() == 1]
    return {name: tuple(float(state[name]) for state in states) for name in names if all(name in s for s in states)}
