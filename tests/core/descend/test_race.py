"""A race is answered with its scene and a run for each runner; what cannot be is told; nobody waits for it in vain."""

import pytest
import torch

from explorer.core.cancelled import Cancelled
from explorer.core.descend.problem import Problem
from explorer.core.descend.race import Race, Racer, Request, Runner
from explorer.core.descend.run import run
from explorer.core.descend.surfaces import SURFACES
from explorer.core.expression import parse

LIMITS = ((-3.0, 3.0), (-3.0, 3.0))


def test_a_race_is_drawn_and_walked():
    race = Race(SURFACES[1], (1.0, 2.0), (Runner("adam"), Runner("sgd")), 20)
    racer = Racer()
    result = racer.answer(Request(race, LIMITS))
    assert result.request.race == race and result.error is None
    for runner, walked in zip(race.runners, result.runs, strict=True):
        assert torch.equal(walked.path, run(race.plan(runner)).path)
        assert len(walked.detail) == 21
    assert racer.answer(Request(Race(SURFACES[1], (0.0, 1.0), steps=3), LIMITS)).scene is result.scene
    assert racer.answer(Request(race, ((-1.0, 1.0), (-1.0, 1.0)))).scene is not result.scene


def test_a_long_walk_that_nobody_waits_for_ends_at_its_next_look():
    looks = []

    def loss(x):
        looks.append(x)
        return x * x

    race = Race(Problem("long", loss, (1.0,), LIMITS[:1]), (1.0,), (Runner(),), 1_000_000)
    with pytest.raises(Cancelled):
        Racer().answer(Request(race, LIMITS[:1]), lambda: len(looks) == 5)
    assert len(looks) == 5


@pytest.mark.parametrize(
    ("race", "word"),
    [
        (Race(SURFACES[1], (1.0, 1.0), (Runner("sgd", (("lr", -1.0),)),)), "learning rate"),
        (Race(SURFACES[1], (1.0, 1.0), (Runner("nonsense"),)), "nonsense"),
        (Race(SURFACES[1], (1.0,)), "start"),
        (Race(Problem("3", parse("3", ("x", "y")), (1.0, 1.0), LIMITS), (1.0, 1.0)), "walked on"),
        (Race(Problem("f", lambda x, y: 1 // 0, (1.0, 1.0), LIMITS), (1.0, 1.0)), "zero"),
    ],
)
def test_what_cannot_be_is_one_sentence(race, word):
    racer = Racer()
    result = racer.answer(Request(race, LIMITS))
    assert not result.runs
    assert word in result.error.message
    assert "\n" not in result.error.message
    assert racer.answer(Request(Race(SURFACES[1], (1.0, 1.0)), LIMITS)).runs  # and it goes on
