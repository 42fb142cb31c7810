"""How many steps each optimiser needs to bring f down to a height, at the best of some rates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.descend.optimisers import Chosen, optimiser
from explorer.core.descend.run import Plan, walk

Array = NDArray[np.float64]

RATES = (1.0, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4)
"""Those that are tried: a half of a power of ten apart."""


@dataclass(frozen=True, slots=True)
class Reached:
    """`steps` is how many it takes until f is no higher than wanted, at `rate`, the fastest of those that were tried;
    None where no rate gets there. `usual` is the same at the optimiser's default, `usual_rate`.
    """

    optimizer: Chosen
    rate: float | None
    steps: int | None
    usual_rate: float | None
    usual: int | None


def reach(
    plan: Plan,
    optimizers: Sequence[Chosen],
    height: float,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Reached]:
    """For each optimiser how soon f <= `height`, within plan.steps. Raises DescendError for what cannot be, and
    Cancelled.
    """
    for optimizer in optimizers:
        best: tuple[float, int] | None = None
        for rate in RATES:
            found = _steps(plan, optimizer, rate, height, best[1] - 1 if best else plan.steps, cancelled)
            best = best if found is None else (rate, found)
        default = next((float(one.default) for one in optimiser(optimizer).hyper if one.name == "lr"), None)
        usual = None if default is None else _steps(plan, optimizer, default, height, plan.steps, cancelled)
        fastest, steps = best or (None, None)
        yield Reached(optimizer, fastest, steps, default, usual)


def usual_height(values: Array) -> float:
    """Of the values (n,) of walks from one start: the height from which a thousandth of the way down is left to the
    lowest of them.
    """
    lowest = float(values[np.isfinite(values)].min(initial=values[0]))
    whole = float(values[0]) - lowest
    return lowest + 1e-3 * whole if np.isfinite(whole) else 0.0


def _steps(
    plan: Plan, optimizer: Chosen, rate: float, height: float, most: int, cancelled: Callable[[], bool]
) -> int | None:
    """The first step at which f is no higher; None where that is not within `most`."""
    options = (*(one for one in plan.hyper if one[0] != "lr"), ("lr", rate))
    wanted = replace(plan, optimizer=optimizer, hyper=options, steps=max(most, 0))
    loss = plan.problem.whole_loss() if plan.problem.is_noisy else None
    for number, step in enumerate(walk(wanted, cancelled=cancelled)):
        value = step.value if loss is None else loss(*map(torch.tensor, step.point)).item()
        if value <= height:
            return number
        if not isfinite(value):
            return None
    return None
