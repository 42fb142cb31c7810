"""A long race shows how far it has come, what is of another problem is grey, and it can be ended where it is."""

from dataclasses import replace

from explorer.core.descend.race import Runner
from explorer.core.descend.state import RATE, with_problem, with_steps, with_text, with_value
from explorer.core.descend.surfaces import named


def long_one(room):
    room.store.apply(lambda s: with_steps(s, 10_000))


def test_partial_paths_are_drawn_and_the_race_ends_where_it_is_told_to(room, view, qtbot):
    with qtbot.waitSignal(room.came, timeout=20_000) as told:
        long_one(room)
    partial = told.args[0]
    assert 0 < partial.done < 1
    assert len(partial.runs) == 1 and 1 < len(partial.runs[0].path) < 10_001
    qtbot.waitUntil(lambda: view.progress.isVisibleTo(view), timeout=20_000)
    assert view.result.request.race.steps == 10_000  # what has come is drawn
    view.progress.stop.click()
    qtbot.waitUntil(room.is_settled, timeout=20_000)
    assert not view.progress.isVisibleTo(view)
    run = view.result.runs[0]
    assert len(run.path) < 10_001
    assert run.verdict.text != "Under way."


def test_partial_races_have_a_run_for_each_runner(room, view, qtbot):
    three = (Runner("sgd", ((RATE, 0.1),)), Runner("adam", ((RATE, 0.1),)), Runner("rprop"))
    room.store.apply(lambda s: replace(s, race=replace(s.race, runners=three)))
    qtbot.waitUntil(room.is_settled, timeout=20_000)
    with qtbot.waitSignal(room.came, timeout=20_000) as told:
        long_one(room)
    runs = told.args[0].runs
    assert [len(one.path) > 1 for one in runs] == [True, False, False]
    assert len(runs[2].path) == 1
    room.store.apply(lambda s: with_steps(s, 20))
    qtbot.waitUntil(room.is_settled, timeout=20_000)
    assert [len(one.path) for one in view.result.runs] == [21, 21, 21]


def test_another_problem_greys_the_old_picture_at_once(room, view, qtbot):
    long_one(room)
    room.store.apply(lambda s: with_problem(s, named("Booth")))
    assert all(veil.isVisibleTo(view) for veil in view.veils)
    qtbot.waitUntil(lambda: not any(veil.isVisibleTo(view) for veil in view.veils), timeout=20_000)
    assert view.result.request.race.problem.name == "Booth"
    room.store.apply(lambda s: with_steps(s, 20))
    qtbot.waitUntil(room.is_settled, timeout=20_000)
    assert not any(veil.isVisibleTo(view) for veil in view.veils)


def test_a_parameter_in_hand_does_not_make_the_picture_flicker(room, view, qtbot):
    room.store.apply(lambda s: with_text(s, "a*x^2 + y^2"))
    qtbot.waitUntil(room.is_settled, timeout=20_000)
    for value in (1.5, 2.0, 2.5):
        room.store.apply(lambda s, value=value: with_value(s, "a", value), "value a")
        assert not any(veil.isVisibleTo(view) for veil in view.veils)
    qtbot.waitUntil(room.is_settled, timeout=20_000)
    assert dict(view.result.request.race.problem.values) == {"a": 2.5}


def test_a_stop_that_comes_too_late_ends_no_other_race(room, view, qtbot):
    view.progress.stopped.emit()
    room.store.apply(lambda s: with_steps(s, 30))
    qtbot.waitUntil(room.is_settled, timeout=20_000)
    room.store.apply(lambda s: with_steps(s, 4_000))
    qtbot.waitUntil(room.is_settled, timeout=60_000)
    assert len(view.result.runs[0].path) == 4_001
