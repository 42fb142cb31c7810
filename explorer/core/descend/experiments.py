"""What people come to find out, as questions that are asked once and answered bit by bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from explorer.core.descend.landscape import Landscape
from explorer.core.descend.optimisers import Chosen
from explorer.core.descend.race import Race
from explorer.core.descend.rates import COUNT as RATES
from explorer.core.descend.rates import Trial, trials
from explorer.core.descend.reach import Reached, reach
from explorer.core.descend.run import Plan
from explorer.core.descend.starts import COUNT as STARTS
from explorer.core.descend.starts import Starts, starts
from explorer.core.descend.surface import Limits

Cancelled = Callable[[], bool]

LONG = 500
"""Steps within which a height is to be reached, at least."""


@dataclass(frozen=True, slots=True)
class AskRates:
    """Where each plan's walk ends, by its learning rate."""

    plans: tuple[Plan, ...]
    ends: tuple[float, float] = (1e-4, 1.0)
    count: int = RATES

    def answers(self, cancelled: Cancelled) -> Iterator[tuple[float, tuple[tuple[Trial, ...], ...]]]:
        """Which part is done, and the trials of each plan so far."""
        found: list[tuple[Trial, ...]] = [() for _ in self.plans]
        whole = len(self.plans) * self.count
        for number, plan in enumerate(self.plans):
            for trial in trials(plan, [plan.optimizer], self.ends, self.count, cancelled):
                found[number] = (*found[number], trial)
                yield sum(map(len, found)) / whole, tuple(found)


@dataclass(frozen=True, slots=True)
class AskStarts:
    """Where the plan's walks end, by where they start."""

    plan: Plan
    limits: Limits
    count: int = STARTS

    def answers(self, cancelled: Cancelled) -> Iterator[tuple[float, Starts]]:
        """Which part is done, and the plane so far."""
        for found in starts(self.plan, self.limits, self.count, cancelled):
            yield found.done, found


@dataclass(frozen=True, slots=True)
class AskReach:
    """How soon each optimiser brings f down to a height."""

    plan: Plan
    optimizers: tuple[Chosen, ...]
    height: float

    def answers(self, cancelled: Cancelled) -> Iterator[tuple[float, tuple[Reached, ...]]]:
        """Which part is done, and the optimisers so far."""
        found: tuple[Reached, ...] = ()
        for one in reach(self.plan, self.optimizers, self.height, cancelled):
            found = (*found, one)
            yield len(found) / len(self.optimizers), found


Ask = AskRates | AskStarts | AskReach


def asks_of(
    race: Race, current: int, limits: Limits, optimizers: tuple[Chosen, ...], height: float
) -> Mapping[str, Ask]:
    """The three questions about a race: rates of all its runners, starts of the one that is looked at, and all
    optimisers' steps to a height. Starts are none of a curve, nor of a network, whose loss takes too long for so many.
    """
    plans = tuple(race.plan(runner) for runner in race.runners)
    found: dict[str, Ask] = {"rates": AskRates(tuple(_without_rate(plan) for plan in plans))}
    if race.problem.dims == 2 and not isinstance(race.problem, Landscape):
        found["starts"] = AskStarts(replace(plans[current], start=race.problem.start), limits)
    found["reach"] = AskReach(Plan(race.problem, race.start, steps=max(race.steps, LONG)), optimizers, height)
    return found


def _without_rate(plan: Plan) -> Plan:
    """The rate is what is tried, so that another one is no other question."""
    return replace(plan, hyper=tuple(one for one in plan.hyper if one[0] != "lr"))
