"""How the end of a walk depends on the learning rate: for each optimiser a curve like a U."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from explorer.core.descend.optimisers import Chosen
from explorer.core.descend.problem import DescendError
from explorer.core.descend.run import Plan, run
from explorer.core.descend.verdict import Verdict
from explorer.core.words import QT_TRANSLATE_NOOP

COUNT = 25

_ENDS = QT_TRANSLATE_NOOP(
    "DescendError", "The rates go from a number above 0 to a larger one, not from {lo:g} to {hi:g}."
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One walk: its optimiser and rate, f at its end, and what became of it."""

    optimizer: Chosen
    rate: float
    value: float
    verdict: Verdict


def trials(
    plan: Plan,
    optimizers: Sequence[Chosen],
    ends: tuple[float, float],
    count: int = COUNT,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Trial]:
    """The walk of `plan` with each optimiser at `count` rates from end to end, evenly on a logarithmic scale. Raises
    DescendError for what cannot be, and Cancelled.
    """
    lo, hi = ends
    if not 0 < lo < hi < float("inf"):
        raise DescendError(_ENDS, lo=lo, hi=hi)
    others = tuple(one for one in plan.hyper if one[0] != "lr")
    for optimizer in optimizers:
        for rate in np.geomspace(lo, hi, count).tolist():
            # In as many digits as a person would type, so that the walk can be repeated.
            told = float(f"{rate:.3g}")
            found = run(replace(plan, optimizer=optimizer, hyper=(*others, ("lr", told))), cancelled=cancelled)
            yield Trial(optimizer, told, float(found.values[-1]), found.verdict)
