"""Steps to reach a height, against plain walks."""

import pytest

from explorer.core.descend.reach import RATES, reach
from explorer.core.descend.run import Plan, descend
from explorer.core.descend.surfaces import named

BOWL = named("Long valley")


def test_the_steps_are_those_of_plain_walks_and_no_rate_is_faster():
    for found in reach(Plan(BOWL, BOWL.start, steps=150), ["sgd", "momentum", "rprop"], 1e-3):
        by_rate = {}
        for rate in RATES:
            values = descend(BOWL, BOWL.start, optimizer=found.optimizer, lr=rate, steps=150).values
            first = next((k for k, value in enumerate(values.tolist()) if value <= 1e-3), None)
            if first is not None:
                by_rate[rate] = first
        assert found.steps == min(by_rate.values()) == by_rate[found.rate]


def test_what_gets_nowhere_has_no_steps():
    (found,) = reach(Plan(BOWL, BOWL.start, steps=20), ["adadelta"], 1e-3)
    assert (found.rate, found.steps, found.usual) == (None, None, None)
    assert found.usual_rate == 1.0


def test_a_height_that_is_reached_at_once():
    (found,) = reach(Plan(BOWL, BOWL.start, steps=20), ["sgd"], 100.0)
    assert found.steps == found.usual == 0


@pytest.mark.parametrize("name", ["adam", "lbfgs"])
def test_the_usual_rate_is_torchs(name):
    (found,) = reach(Plan(BOWL, BOWL.start, steps=400), [name], 1e-3)
    assert found.usual_rate == {"adam": 1e-3, "lbfgs": 1}[name]
