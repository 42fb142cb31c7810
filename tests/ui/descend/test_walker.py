"""The thread that walks: the latest wish wins, and what cannot be is told."""

import threading

import pytest
import torch

from explorer.core.descend.problem import SURFACES, Problem
from explorer.core.descend.race import Race, Runner
from explorer.core.descend.run import run
from explorer.core.expression import parse
from explorer.ui.descend.walker import Walker

LIMITS = ((-3.0, 3.0), (-3.0, 3.0))


@pytest.fixture
def walker():
    made = Walker()
    made.start()
    yield made
    made.stop()
    assert not made._thread.is_alive()


def test_a_race_is_drawn_and_walked(qtbot, walker):
    race = Race(SURFACES[1], (1.0, 2.0), (Runner("adam"), Runner("sgd")), 20)
    with qtbot.waitSignals([walker.drawn, walker.walked], timeout=20_000, order="strict"):
        walker.ask(race, LIMITS)
    assert not walker.is_busy()
    found = []
    walker.walked.connect(lambda race, runs: found.append((race, runs)))
    with qtbot.assertNotEmitted(walker.drawn), qtbot.waitSignal(walker.walked):
        walker.ask(race, LIMITS)  # the scene is the same
    assert found[0][0] == race
    for runner, walked in zip(race.runners, found[0][1], strict=True):
        assert torch.equal(walked.path, run(race.plan(runner)).path)
        assert len(walked.detail) == 21


def test_the_latest_wish_wins(qtbot, walker, monkeypatch):
    """The first is held until others have come, and given up; of those only the last is walked."""
    monkeypatch.setattr("explorer.ui.descend.walker.PATIENCE", -1.0)
    entered, gate = threading.Event(), threading.Event()

    def slow(x):
        entered.set()
        assert gate.wait(10)
        return x * x

    held = Race(Problem("slow", slow, (1.0,), LIMITS[:1]), (1.0,), (Runner(), Runner()), 1)
    walked = []
    walker.walked.connect(lambda race, runs: walked.append(race.start))
    walker.ask(held, LIMITS[:1])
    assert entered.wait(10)
    for at in (1.0, 2.0, 3.0):
        walker.ask(Race(SURFACES[1], (at, at), steps=1), LIMITS)
    assert walker.is_busy()
    gate.set()
    qtbot.waitUntil(lambda: not walker.is_busy())
    assert walked == [(3.0, 3.0)]


def test_a_drag_shows_something(qtbot, walker, monkeypatch):
    """However fast the wishes come, every second race is walked to its end."""
    monkeypatch.setattr("explorer.ui.descend.walker.PATIENCE", -1.0)
    asked = iter(range(1, 7))

    def ask_again(x):
        at = next(asked, None)
        if at is not None:
            walker.ask(race(float(at)), LIMITS[:1])
        return x * x

    problem = Problem("asks", ask_again, (1.0,), LIMITS[:1])

    def race(at):
        return Race(problem, (at,), (Runner(),), 2)

    walked = []
    walker.walked.connect(lambda race, runs: walked.append(race.start[0]))
    walker.ask(race(0.0), LIMITS[:1])
    qtbot.waitUntil(lambda: len(walked) >= 2 and not walker.is_busy())
    assert walked[-1] == 6.0


def test_a_long_walk_is_not_waited_for_at_the_end(qtbot):
    entered = threading.Event()

    def loss(x):
        entered.set()
        return x * x

    walker = Walker()
    walker.start()
    walker.ask(Race(Problem("long", loss, (1.0,), LIMITS[:1]), (1.0,), (Runner(),), 1_000_000), LIMITS[:1])
    assert entered.wait(10)
    walker.stop()
    assert not walker._thread.is_alive()


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
def test_what_cannot_be_is_one_sentence(qtbot, walker, race, word):
    with qtbot.assertNotEmitted(walker.walked), qtbot.waitSignal(walker.refused, timeout=20_000) as told:
        walker.ask(race, LIMITS)
    sentence, refused = told.args
    assert word in sentence
    assert "\n" not in sentence
    assert refused == race
    assert not walker.is_busy()
    with qtbot.waitSignal(walker.walked):  # and the thread goes on
        walker.ask(Race(SURFACES[1], (1.0, 1.0)), LIMITS)
