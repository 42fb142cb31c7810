"""Where walks end, by their learning rate."""

import csv
import json
import math

import pytest

import explorer
from explorer.core.cancelled import Cancelled
from explorer.core.descend import export
from explorer.core.descend.problem import DescendError
from explorer.core.descend.rates import trials
from explorer.core.descend.run import Plan, run
from explorer.core.descend.surfaces import named

BOWL = named("Bowl")


def test_each_is_the_single_walk():
    plan = Plan(BOWL, BOWL.start, steps=30, hyper=(("momentum", 0.5),))
    found = list(trials(plan, ["sgd"], (1e-3, 1.0), 7))
    assert [one.rate for one in found] == [0.001, 0.00316, 0.01, 0.0316, 0.1, 0.316, 1.0]
    for one in found:
        alone = run(Plan(BOWL, BOWL.start, "sgd", 30, hyper=(("momentum", 0.5), ("lr", one.rate))))
        assert one.value == float(alone.values[-1])


def test_the_curve_is_a_u_whose_right_arm_is_where_it_runs_away():
    found = list(trials(Plan(BOWL, BOWL.start, steps=40), ["sgd", "adam"], (1e-4, 10.0), 16))
    sgd = [one for one in found if one.optimizer == "sgd"]
    best = min(sgd, key=lambda one: one.value)
    assert best.verdict.kind == "minimum"
    assert sgd[0].verdict.kind == "walking"
    assert sgd[-1].verdict.kind == "running_away"
    assert [one.verdict.kind == "running_away" for one in sgd] == [one.rate > 1 for one in sgd]
    assert {one.optimizer for one in found} == {"sgd", "adam"}


def test_what_cannot_be():
    plan = Plan(BOWL, BOWL.start)
    for ends in ((0.0, 1.0), (1.0, 0.1), (1.0, math.inf)):
        with pytest.raises(DescendError, match="above 0"):
            list(trials(plan, ["sgd"], ends))
    with pytest.raises(DescendError, match="no optimiser newton"):
        list(trials(plan, ["newton"], (0.1, 1.0)))
    with pytest.raises(Cancelled):
        list(trials(plan, ["sgd"], (0.1, 1.0), cancelled=lambda: True))


def test_as_csv_and_json():
    found = list(trials(Plan(BOWL, BOWL.start, steps=60), ["sgd"], (0.1, 20.0), 3))
    rows = list(csv.DictReader("".join(export.trials_to_csv(found)).splitlines()))
    assert [row["verdict"] for row in rows] == ["minimum", "running_away", "running_away"]
    assert rows[-1]["f"] in ("inf", "nan")
    told = json.loads(export.trials_to_json(found))
    assert told[-1]["f"] is None
    assert told[0]["rate"] == 0.1
    assert explorer.descend("Bowl", BOWL.start, lr=0.1, steps=60).verdict.text == told[0]["text"]
