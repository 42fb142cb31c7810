"""What a person can choose in Descend, one pure step after the other."""

from dataclasses import replace

import pytest
import torch

from explorer.core.descend import state as states
from explorer.core.descend.problem import SURFACES, LineFit
from explorer.core.descend.race import MOST_RUNNERS, Race, Runner
from explorer.core.descend.state import State, curve_problem, with_hyper, with_optimiser
from explorer.core.expression import ExpressionError, parse
from explorer.core.python_function import of_callable

CURVE = curve_problem(parse("a*sin(x)"), {"a": 2.0}, 1.0, (-5.0, 5.0))


@pytest.fixture
def state():
    return states.default()


def test_another_problem_begins_at_its_own_start_and_is_seen_whole(state):
    seen = replace(state, view=((0.0, 1.0), (0.0, 1.0)))
    for problem in (*SURFACES, LineFit(), CURVE):
        found = states.with_problem(seen, problem)
        assert (found.race.problem, found.race.start, found.view) == (problem, problem.start, None)
        assert found.race.runners == state.race.runners


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
    runner = Runner("momentum", (("lr", 0.3), ("momentum", 0.5)), "step", False)
    assert with_optimiser(runner, "adam") == Runner("adam", (("lr", 0.3),), "step", False)
    assert with_optimiser(Runner("sgd"), "adam") == Runner("adam")
    assert with_hyper(Runner("adam", (("lr", 0.3),)), "lr", 0.001) == Runner("adam")
