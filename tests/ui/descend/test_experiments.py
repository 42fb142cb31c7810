"""Experiments in the window: what is asked, what is shown, and that they can be stopped."""

import csv
import io

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from explorer.core.descend.experiments import AskRates, AskReach, AskStarts
from explorer.core.descend.problem import of_function
from explorer.core.descend.race import Race, Runner
from explorer.core.descend.run import run
from explorer.core.descend.state import RATE, State, with_hyper, with_problem, with_start, with_steps
from explorer.core.descend.surfaces import named


@pytest.fixture
def himmelblau(room, settled):
    """SGD and Adam on it."""
    runners = (Runner("sgd", ((RATE, 0.01),)), Runner("adam", ((RATE, 0.2),)))
    room.store.restore(State(Race(named("Himmelblau"), (0.0, 0.0), runners, 60)))
    settled()
    return room


def press(page, qtbot):
    page.run.click()
    assert page.is_running and page.progress.isVisibleTo(page)
    with qtbot.waitSignal(page.ended, timeout=60_000):
        pass
    assert not page.is_running


def test_rates_are_tried_for_each_runner_and_a_click_takes_one(himmelblau, view, qtbot, settled):
    view.tabs.setCurrentWidget(view.rates)
    press(view.rates, qtbot)
    assert [len(trials) for trials in view.rates.trials] == [25, 25]
    assert [trials[0].optimizer for trials in view.rates.trials] == ["sgd", "adam"]
    trial = view.rates.trials[1][8]
    race = himmelblau.store.state.race
    again = run(race.plan(with_hyper(race.runners[1], RATE, trial.rate)))
    assert float(again.values[-1]) == trial.value
    pixel = view.rates.plot.pixels().place(np.log10(trial.rate), np.log10(trial.value))
    assert view.rates.nearest(pixel) == (1, trial)
    view.rates._click(np.log10(trial.rate), np.log10(trial.value))
    settled()
    assert dict(himmelblau.store.state.race.runners[1].hyper)[RATE] == trial.rate
    assert view.rates.is_current  # another rate is no other question


def test_starts_are_drawn_over_the_surface_while_they_are_of_this_race(himmelblau, view, qtbot, settled):
    view.tabs.setCurrentWidget(view.starts)
    view.starts.set_ask(AskStarts(view.starts.ask.plan, view.starts.ask.limits, 64))
    press(view.starts, qtbot)
    found = view.starts.found
    assert found.ends.shape == (64, 64) and len(found.places) == 4
    assert view.picture.basins.isVisible()
    assert "at the minimum (3, 2)" in view.starts.told.text()
    assert "bit for bit" in view.starts.told.text()
    view.tabs.setCurrentWidget(view.histories)
    assert not view.picture.basins.isVisible()
    view.tabs.setCurrentWidget(view.starts)
    himmelblau.store.apply(lambda s: with_problem(s, named("Bowl")))
    settled()
    assert not view.picture.basins.isVisible()
    assert view.starts.note.text()


def test_another_start_of_the_race_is_no_other_question(himmelblau, view, settled):
    before = view.starts.ask
    himmelblau.store.apply(lambda s: with_start(s, (1.0, 1.0)))
    settled()
    assert view.starts.ask == before
    himmelblau.store.apply(lambda s: with_steps(s, 70))
    assert view.starts.ask != before


def test_what_is_asked_can_be_stopped(himmelblau, view, qtbot):
    view.tabs.setCurrentWidget(view.starts)
    view.starts.run.click()
    with qtbot.waitSignal(view.starts.came, timeout=20_000):
        pass
    with qtbot.waitSignal(view.starts.ended, timeout=20_000):
        view.starts.stop.click()
    assert not view.starts.is_running
    assert view.starts.found.done < 1


def test_the_table_of_steps_is_sorted_and_saved(himmelblau, view, qtbot, monkeypatch, tmp_path):
    page = view.reach
    view.tabs.setCurrentWidget(page)
    page.wanted.setValue(0.5)
    assert isinstance(page.ask, AskReach) and page.ask.height == 0.5
    page.set_ask(AskReach(page.ask.plan, ("sgd", "adadelta", "rprop"), 0.5))
    press(page, qtbot)
    steps = [page.table.item(row, 1).text() for row in range(3)]
    numbers = [float("inf") if one == "—" else int(one) for one in steps]
    assert numbers == sorted(numbers)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "steps.csv"), ""))
    page.csv.click()
    qtbot.waitUntil((tmp_path / "steps.csv").exists)
    rows = list(csv.reader(io.StringIO((tmp_path / "steps.csv").read_text(encoding="utf-8"))))
    assert rows[0] == ["optimizer", "steps", "rate", "steps_at_default", "default_rate"]
    assert {row[0] for row in rows[1:]} == {"sgd", "adadelta", "rprop"}


def test_what_cannot_be_asked_is_said(himmelblau, view, qtbot):
    himmelblau.store.apply(
        lambda s: State(Race(s.race.problem, s.race.start, (Runner("lbfgs"),), 20)),
    )
    qtbot.waitUntil(himmelblau.is_settled, timeout=20_000)
    view.tabs.setCurrentWidget(view.starts)
    press(view.starts, qtbot)
    assert "LBFGS" in view.starts.note.text()


def test_a_curve_has_no_plane_of_starts(room, view, settled):
    room.store.apply(lambda s: with_problem(s, of_function("x^2", (1.5,), {})))
    settled()
    assert not view.tabs.isTabVisible(view.tabs.indexOf(view.starts))
    assert view.starts.ask is None and isinstance(view.rates.ask, AskRates)


def test_pages_are_reached_by_keys(view):
    view.tabs.tabBar().setFocus()
    QTest.keyClick(view.tabs.tabBar(), Qt.Key.Key_Right)
    assert view.tabs.currentWidget() is not view.histories


def test_the_height_to_be_reached_suits_the_problem(himmelblau, view, settled):
    himmelblau.store.apply(lambda s: with_problem(s, named("Styblinski–Tang")))
    settled()
    lowest = min(float(run.values.min()) for run in view.result.runs)
    first = float(view.result.runs[0].values[0])
    assert lowest < view.reach.wanted.value() < lowest + 0.002 * (first - lowest)
