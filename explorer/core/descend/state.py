"""Everything a person chose in Descend, as one frozen value, and its pure transitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from explorer.core.descend.fit import Fit
from explorer.core.descend.landscape import Landscape
from explorer.core.descend.optimisers import Chosen, optimiser
from explorer.core.descend.problem import Point, Problem, Terrain, of_function
from explorer.core.descend.race import MOST_RUNNERS, Race, Runner
from explorer.core.descend.section import Section
from explorer.core.descend.surface import Limits
from explorer.core.descend.surfaces import SURFACES
from explorer.core.expression import Expression, parse
from explorer.core.python_function import PythonFunction

RATE = "lr"
OWN_TEXT = "x^2 + 3y^2 + sin(3x)"
OWN_START = (2.0, 1.5)

_SCALED = frozenset({"sgd", "asgd"})
_NORMALISED = frozenset({"adam", "adamw", "adamax", "nadam", "radam", "rmsprop", "rprop", "adagrad"})
"""Whose steps are about as long as the rate, whatever the gradient is."""

_NEXT = ("momentum", "adam", "rmsprop", "adagrad", "nesterov", "lbfgs")
_MARGIN = 0.1
_FARTHEST = 20.0


@dataclass(frozen=True, slots=True)
class State:
    """What the room shows: the race, which of its runners is looked at, and how.

    `step` is None at the end of the walks, wherever that is. `view` is what wheel and mouse brought into view, of a
    curve x alone or x and y; None while the picture shows what fits. `field` and `model` are whether the gradient field
    and the quadratic about the shown point are drawn.
    """

    race: Race
    current: int = 0
    step: int | None = None
    view: Limits | None = None
    field: bool = True
    model: bool = False

    @property
    def runner(self) -> Runner:
        """The one that is looked at."""
        return self.race.runners[self.current]

    @property
    def shown(self) -> int:
        """The step that is shown."""
        return self.race.steps if self.step is None else min(self.step, self.race.steps)

    @property
    def limits(self) -> Limits:
        """What is worked out of the problem: of a curve only its x may be in view."""
        return limits_of(self.race) if self.view is None else self.view[: self.race.problem.dims]


def default() -> State:
    """What is shown first: a race that ends. At one rate SGD is the last, and it shows what momentum is for."""
    valley = next(one for one in SURFACES if one.name == "Long valley")
    runners = tuple(with_hyper(Runner(name), RATE, valley.rate) for name in ("sgd", "momentum", "nesterov"))
    return State(Race(valley, valley.start, runners, 150))


def of_landscape(landscape: Landscape | Section) -> State:
    """SGD on a network's loss, from where its path began."""
    runner = with_hyper(Runner("sgd"), RATE, landscape.rate)
    return State(Race(landscape, landscape.start, (runner,), 50))


def limits_of(race: Race) -> Limits:
    """The limits of the problem, wider where the start is outside of them and not far off."""
    found = []
    for (lo, hi), at in zip(race.problem.limits, race.start, strict=True):
        span = hi - lo
        if lo - _FARTHEST * span < at < hi + _FARTHEST * span:
            lo = lo if lo <= at else at - _MARGIN * span
            hi = hi if at <= hi else at + _MARGIN * span
        found.append((lo, hi))
    return tuple(found)


def own_problem(text: str, start: Point, values: Mapping[str, float]) -> Problem:
    """An expression in x and y; its parameters have these values, or 1. Raises ExpressionError, and DescendError."""
    found = parse(text, ("x", "y"))
    return of_function(found, start, {name: values.get(name, 1.0) for name in found.parameters})


def curve_problem(
    function: Expression | PythonFunction,
    values: Mapping[str, float],
    cursor: float,
    limits: tuple[float, float] | None = None,
) -> Problem:
    """The f(x) of Explore, from its cursor. Raises DescendError."""
    if isinstance(function, Expression) or not values:
        made = of_function(function, (cursor,), values)
    else:
        fixed = partial(function, **values)  # type: ignore[arg-type]  # numbers do as well as tensors
        made = Problem(str(function), fixed, (cursor,), ((-5.0, 5.0),))
    return replace(made, name=str(function), limits=made.limits if limits is None else (limits,))


def is_own(problem: Terrain) -> bool:
    """Whether it is an expression that a person typed here."""
    return isinstance(problem, Problem) and problem.dims == 2 and problem not in SURFACES


# -- transitions


def with_problem(state: State, problem: Terrain, start: Point | None = None) -> State:
    """Something else to walk on, from its own start if none is given; all of it is shown. A rate that was not chosen by
    hand becomes one that is usual there.
    """
    before = state.race.problem
    runners = tuple(_at_usual_rate(one, before, one.optimizer, problem) for one in state.race.runners)
    race = replace(state.race, problem=problem, start=problem.start if start is None else start, runners=runners)
    return replace(state, race=race, view=None)


def with_text(state: State, text: str) -> State:
    """An expression of one's own; from where it is, if that was one too. Raises ExpressionError, and DescendError."""
    before = state.race.problem
    if isinstance(before, Problem) and is_own(before):
        return with_problem(state, own_problem(text, state.race.start, before.values), state.race.start)
    return with_problem(state, own_problem(text, OWN_START, {}), OWN_START)


def with_value(state: State, name: str, value: float) -> State:
    """Another value of a parameter of the expression that is walked on; from where it is, and seen as it is."""
    problem = state.race.problem
    if not isinstance(problem, Problem) or name not in problem.values:
        return state
    changed = replace(problem, values={**problem.values, name: value})
    return replace(state, race=replace(state.race, problem=changed))


def with_curve(state: State, problem: Problem) -> State:
    """The f(x) of Explore is another now: walked on at once, from where one is unless its cursor or text changed."""
    before = state.race.problem
    if not isinstance(before, Problem) or before.dims != 1 or before == problem:
        return state
    moved = before.start != problem.start or before.function != problem.function
    return with_problem(state, problem, problem.start if moved else state.race.start)


def with_data(state: State, fit: Fit) -> State:
    """Other data, or other batches of it; from where it is, and seen as it is."""
    return replace(state, race=replace(state.race, problem=fit))


def with_start(state: State, start: Point) -> State:
    """Walks begin elsewhere."""
    return replace(state, race=replace(state.race, start=tuple(float(one) for one in start)))


def with_view(state: State, view: Limits) -> State:
    """Something else is in view; nothing for what fits."""
    return replace(state, view=view or None)


def with_steps(state: State, steps: int) -> State:
    """Longer or shorter walks."""
    return replace(state, race=replace(state.race, steps=steps))


def with_runner(state: State, runner: Runner) -> State:
    """Another runner in the place of the one that is looked at."""
    runners = list(state.race.runners)
    runners[state.current] = runner
    return replace(state, race=replace(state.race, runners=tuple(runners)))


def with_rate(state: State, number: int, rate: float) -> State:
    """Another learning rate for that runner."""
    runners = list(state.race.runners)
    runners[number] = with_hyper(runners[number], RATE, rate)
    return replace(state, race=replace(state.race, runners=tuple(runners)))


def with_added(state: State) -> State:
    """One more: an optimiser that does not run yet, at a rate that was chosen for the current one, or at its usual."""
    runners = state.race.runners
    if len(runners) >= MOST_RUNNERS:
        return state
    used = {one.optimizer for one in runners}
    name = next((one for one in _NEXT if one not in used), "sgd")
    problem = state.race.problem
    added = replace(_at_usual_rate(state.runner, problem, name, problem), scheduler="")
    return replace(state, race=replace(state.race, runners=(*runners, added)), current=len(runners))


def with_removed(state: State) -> State:
    """Without the runner that is looked at; the last one stays."""
    runners = list(state.race.runners)
    if len(runners) == 1:
        return state
    del runners[state.current]
    return replace(
        state, race=replace(state.race, runners=tuple(runners)), current=min(state.current, len(runners) - 1)
    )


def with_step(state: State, step: int) -> State:
    """Another step is shown; the last one stays the last, however long the walks become."""
    return replace(state, step=None if step >= state.race.steps else max(step, 0))


# -- runners


def usual_rate(problem: Terrain, chosen: Chosen) -> float:
    """One at which that optimiser stays on the problem: those that normalise their steps walk a fortieth of it."""
    family = _family(chosen)
    if family in _SCALED:
        return problem.rate
    width = max(hi - lo for lo, hi in problem.limits)
    known = next((one.default for one in optimiser(chosen).hyper if one.name == RATE), 1.0)
    return float(f"{width / 40:.0e}") if family in _NORMALISED else known


def _family(chosen: Chosen) -> str:
    return optimiser(chosen).title.lower()


def _at_usual_rate(runner: Runner, before: Terrain, chosen: Chosen, problem: Terrain) -> Runner:
    """That optimiser on that problem, with the rate that was chosen by hand; else with its usual one there."""
    kept = runner if chosen == runner.optimizer else replace(runner, optimizer=chosen, hyper=())
    rate = value_of(runner, RATE)
    by_hand = rate is not None and rate != usual_rate(before, runner.optimizer)
    return with_hyper(kept, RATE, rate if by_hand else usual_rate(problem, chosen))


def value_of(runner: Runner, name: str) -> Any:
    """A hyper-parameter of a runner, or torch's default; None for one that it does not have."""
    default = next((one.default for one in optimiser(runner.optimizer).hyper if one.name == name), None)
    return dict(runner.hyper).get(name, default)


def with_hyper(runner: Runner, name: str, value: Any) -> Runner:
    """The runner with another value; what equals torch's default is not kept."""
    given = {**dict(runner.hyper), name: value}
    known = optimiser(runner.optimizer).hyper
    return replace(
        runner,
        hyper=tuple((one.name, given[one.name]) for one in known if given.get(one.name, one.default) != one.default),
    )


def with_optimiser(runner: Runner, chosen: Chosen, problem: Terrain) -> Runner:
    """Another optimiser with torch's defaults, but for a learning rate that was chosen, or is usual on the problem."""
    return _at_usual_rate(runner, problem, chosen, problem)
