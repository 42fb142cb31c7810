"""What a person can choose in Descend, one pure step after the other."""

from dataclasses import replace

import pytest
import torch

from explorer.core.descend import state as states
from explorer.core.descend.fit import Fit
from explorer.core.descend.race import MOST_RUNNERS, Race, Runner
from explorer.core.descend.run import descend
from explorer.core.descend.state import RATE, State, curve_problem, with_hyper, with_optimiser
from explorer.core.descend.surfaces import SURFACES, named
from explorer.core.expression import ExpressionError, parse
from explorer.core.python_function import of_callable
from tests.core.descend.races import plain

CURVE = curve_problem(parse("a*sin(x)"), {"a": 2.0}, 1.0, (-5.0, 5.0))


@pytest.fixture
def state():
    return plain()


def test_another_problem_begins_at_its_own_start_and_is_seen_whole(state):
    seen = replace(state, view=((0.0, 1.0), (0.0, 1.0)))
    for problem in (*SURFACES, Fit(), CURVE):
        found = states.with_problem(seen, problem)
        assert (found.race.problem, found.race.start, found.view) == (problem, problem.start, None)
        assert states.value_of(found.runner, RATE) == problem.rate


def test_a_rate_that_was_chosen_is_kept_another_becomes_the_usual_one():
    first = states.default()
    there = states.with_problem(first, named("Himmelblau"))
    assert [states.value_of(one, RATE) for one in there.race.runners] == [0.01] * 3
    chosen = states.with_runner(there, with_hyper(there.runner, RATE, 0.005))
    back = states.with_problem(chosen, first.race.problem)
    assert [states.value_of(one, RATE) for one in back.race.runners] == [0.005, 0.02, 0.02]
    assert states.usual_rate(named("Himmelblau"), "adam") == 0.2
    assert states.usual_rate(named("Himmelblau"), "lbfgs") == 1


@pytest.mark.parametrize("problem", SURFACES, ids=lambda one: one.name)
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_no_usual_rate_throws_a_walk_off(problem, optimizer):
    """Where f has a lowest place."""
    found = descend(problem, problem.start, optimizer=optimizer, lr=states.usual_rate(problem, optimizer), steps=60)
    falls_for_ever = not problem.minima
    assert falls_for_ever or found.verdict.kind not in ("not_finite", "running_away")
    assert falls_for_ever or found.values[-1] < found.values[0]


def test_the_first_race_ends_and_one_is_the_first(state):
    race = states.default().race
    runs = race.run()
    assert {one.verdict.kind for one in runs} == {"minimum"}


def test_another_value_of_a_parameter_leaves_the_start_and_the_view(state):
    typed = replace(states.with_text(state, "foo*x^2 + y^2"), view=((0.0, 1.0), (0.0, 1.0)))
    slid = states.with_value(typed, "foo", 3.0)
    assert dict(slid.race.problem.values) == {"foo": 3.0}
    assert (slid.view, slid.race.start) == (typed.view, typed.race.start)
    assert dict(states.with_text(slid, "foo*x^2 + bar*y^2").race.problem.values) == {"foo": 3.0, "bar": 1.0}
    assert states.with_value(state, "foo", 3.0) == state


def test_a_text_goes_on_from_where_one_is(state):
    first = states.with_text(state, "x^2 + y^2")
    assert first.race.start == states.OWN_START and states.is_own(first.race.problem)
    moved = states.with_start(first, (0.25, -1.0))
    second = states.with_text(moved, "a*x^2 + y^4")
    assert second.race.start == (0.25, -1.0)
    assert dict(second.race.problem.values) == {"a": 1.0}
    with pytest.raises(ExpressionError):
        states.with_text(state, "x^2 + (y")


def test_the_curve_of_explore_is_followed_where_it_is_walked_on(state):
    assert states.with_curve(state, CURVE) == state
    on_it = states.with_start(states.with_problem(state, CURVE), (0.5,))
    slid = states.with_curve(on_it, curve_problem(parse("a*sin(x)"), {"a": 3.0}, 1.0, (-5.0, 5.0)))
    assert slid.race.start == (0.5,)  # another slider of Explore does not move the start
    assert dict(slid.race.problem.values) == {"a": 3.0}
    moved = states.with_curve(slid, curve_problem(parse("a*sin(x)"), {"a": 3.0}, 2.0, (-5.0, 5.0)))
    assert moved.race.start == (2.0,)


def test_a_python_function_with_values():
    problem = curve_problem(of_callable(lambda x, a: a * x * x), {"a": 3.0}, 2.0)
    assert problem.loss()(torch.tensor(2.0)).item() == 12.0


def test_one_to_six_runners(state):
    for count in range(2, MOST_RUNNERS + 1):
        state = states.with_added(state)
        assert len(state.race.runners) == count and state.current == count - 1
    assert states.with_added(state) == state
    assert len({one.optimizer for one in state.race.runners}) == MOST_RUNNERS
    state = replace(state, current=2)
    third = state.runner
    state = states.with_removed(state)
    assert third not in state.race.runners
    for _ in range(9):
        state = states.with_removed(state)
    assert len(state.race.runners) == 1 and state.current == 0


def test_the_end_stays_the_end(state):
    assert states.with_steps(state, 80).shown == 80
    third = states.with_step(state, 3)
    assert states.with_steps(third, 80).shown == 3
    assert states.with_steps(third, 2).shown == 2
    assert states.with_step(third, 50).step is None


def test_limits_have_room_for_the_start():
    found = State(Race(SURFACES[1], (10.0, 1.0)))
    assert found.limits[0][1] > 10 and found.limits[1] == (-3, 3)
    assert replace(found, view=((0.0, 1.0), (0.0, 2.0))).limits == ((0.0, 1.0), (0.0, 2.0))


def test_another_optimiser_keeps_a_chosen_rate_and_nothing_else():
    problem = named("Bowl")
    runner = Runner("momentum", (("lr", 0.3), ("momentum", 0.5)), "step", False)
    assert with_optimiser(runner, "adam", problem) == Runner("adam", (("lr", 0.3),), "step", False)
    assert with_optimiser(Runner("sgd"), "adam", problem) == Runner("adam")
    assert with_hyper(Runner("adam", (("lr", 0.3),)), "lr", 0.001) == Runner("adam")
