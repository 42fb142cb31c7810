"""The workspace Descend as a person uses it: the numbers in the window are torch.optim's own."""

import contextlib
import io
from dataclasses import replace

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from explorer.core.descend.export import race_to_csv
from explorer.core.descend.optimisers import OPTIMISERS
from explorer.core.descend.race import Race, Runner
from explorer.core.descend.run import run
from explorer.core.descend.state import State, limits_of
from explorer.core.descend.surfaces import SURFACES
from explorer.core.explore.state import of_function, with_parameter
from explorer.core.expression import parse
from explorer.core.python_function import of_callable
from explorer.ui.descend.problem_editor import LINE, OWN
from explorer.ui.descend.table import fate_of
from explorer.ui.kit.formula import Formulas
from explorer.ui.place import Place
from explorer.ui.theme import DARK, LIGHT


def choose(box, data):
    box.setCurrentIndex(box.findData(data))


def enter(room, function, **values):
    """Come from Explore, where that function is shown, with the cursor at 1."""
    state = replace(of_function(function), cursor=1.0)
    for name, value in values.items():
        state = with_parameter(state, name, value=value)
    room.enter({"explore": state})


def walk_again(view):
    """The first runner's walk, made here and now."""
    race = view.result.request.race
    return run(race.plan(race.runners[0]))


def numbers(view, column=0):
    """What the table says, by the names of its rows."""
    model = view.table.numbers
    rows = range(model.rowCount())
    return {model.headerData(row, Qt.Orientation.Vertical): model.index(row, column).data() for row in rows}


def read(view, column=0):
    """The path and the slots, read from the window step by step, from the end to the start."""
    path, slots = [], []
    names = "xy"[: view.result.request.race.problem.dims]
    view.timeline.last.click()
    while True:
        now = numbers(view, column)
        path.append([float(now[name]) for name in names])
        if now["Δx"] != "—":  # from where the walk ends no step was made
            slots.append([float(now[f"{name}.grad"]) for name in names])
        if not view.timeline.back.isEnabled():
            return torch.tensor(path[::-1]), torch.tensor(slots[::-1])
        view.timeline.back.click()


def plain(make, f, start, steps, zero_grad=True):
    """The loop of the first lesson."""
    leaves = [torch.tensor(one, requires_grad=True) for one in start]
    optimizer = make(leaves)
    path, slots = [], []
    for _ in range(steps):
        path.append([leaf.item() for leaf in leaves])
        if zero_grad:
            optimizer.zero_grad()
        f(*leaves).backward()
        slots.append([leaf.grad.item() for leaf in leaves])
        optimizer.step()
    return torch.tensor([*path, [leaf.item() for leaf in leaves]]), torch.tensor(slots)


def test_the_first_gradient_is_3_and_8(view):
    view.timeline.first.click()
    now = numbers(view)
    assert [now[name] for name in ("x", "y", "f(x, y)", "x.grad", "y.grad", "lr")] == [
        "2.0", "3.0", "15.0", "3.0", "8.0", "0.1",
    ]  # fmt: skip


def test_adam_read_from_the_window_is_a_plain_loop(view, settled):
    choose(view.controls.editor.optimizer, "adam")
    view.controls.editor.rate.setValue(0.25)
    view.controls.start_x.setValue(-1.5)
    view.controls.steps.setValue(20)
    settled()
    path, slots = read(view)
    wanted, wanted_slots = plain(
        lambda leaves: torch.optim.Adam(leaves, lr=0.25), lambda x, y: x * y + y**2, (-1.5, 3.0), 20
    )
    assert torch.equal(path, wanted)
    assert torch.equal(slots, wanted_slots)
    ours = walk_again(view)
    assert torch.equal(path, ours.path)
    assert torch.equal(slots, ours.gradients)


@pytest.mark.soak
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_every_path_read_from_the_window(room, view, settled, optimiser):
    for problem in SURFACES:
        race = Race(problem, problem.start, (Runner(optimiser, (("lr", 0.01),)),), 50)
        room.take(State(race))
        settled()
        path, slots = read(view)
        found = run(race.plan(race.runners[0]))
        assert torch.equal(path.nan_to_num(7e30), found.path.nan_to_num(7e30)), problem.name
        assert torch.equal(slots.nan_to_num(7e30), found.gradients.nan_to_num(7e30)), problem.name


def test_forget_zero_grad(view, settled):
    view.controls.steps.setValue(10)
    view.controls.editor.zero_grad.click()
    settled()
    path, slots = read(view)
    wanted, wanted_slots = plain(
        lambda leaves: torch.optim.SGD(leaves, lr=0.1), lambda x, y: x * y + y**2, (2.0, 3.0), 10, zero_grad=False
    )
    assert torch.equal(path, wanted)
    assert torch.equal(slots, wanted_slots)
    assert "zero_grad" not in view.code.script


def test_drag_the_start_with_the_mouse(room, view, qtbot, settled):
    """Each move walks anew; the numbers follow."""
    walked = []
    room.store.computed.connect(lambda result: walked.append(result.request.race.start))
    at = view.picture.place_of(view.result.request.race.start).toPoint()
    QTest.mousePress(view.picture.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    for move in range(1, 6):
        QTest.mouseMove(view.picture.viewport(), at + QPoint(-20 * move, 10 * move))
        qtbot.waitUntil(lambda: view.result.request.race == room.store.state.race)
    QTest.mouseRelease(
        view.picture.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at + QPoint(-100, 50)
    )
    settled()
    assert len(set(walked)) >= 5
    x, y = view.result.request.race.start
    assert x < 2.0
    assert y < 3.0
    assert (view.controls.start_x.value(), view.controls.start_y.value()) == (x, y)
    view.timeline.first.click()
    now = numbers(view)
    assert (np.float32(now["x"]), np.float32(now["y"])) == (np.float32(x), np.float32(y))
    assert torch.equal(view.result.runs[0].path, walk_again(view).path)


def test_what_is_shown_does_not_move_under_a_drag(view, qtbot, settled):
    limits = view.result.scene.limits
    view.picture.start_dragged.emit((4.5, 0.0))
    qtbot.waitUntil(lambda: view.result.request.race.start == (4.5, 0.0))
    assert view.result.scene.limits == limits
    view.picture.start_dropped.emit((4.5, 0.0))
    settled()
    assert view.result.scene.limits[0][1] > 4.5


def test_step_back_and_forward(view):
    view.timeline.first.click()
    assert not view.timeline.back.isEnabled()
    seen = [numbers(view)["x"]]
    for _ in range(3):
        view.timeline.forward.click()
        seen.append(numbers(view)["x"])
    view.timeline.back.click()
    assert view.timeline.slider.value() == 2
    assert numbers(view)["x"] == seen[2]
    assert len(set(seen)) == 4
    update = float(numbers(view)["Δx"])
    assert update == pytest.approx(float(seen[3]) - float(seen[2]), abs=1e-6)


def test_play_to_the_end(view, qtbot, settled):
    view.controls.steps.setValue(10)
    settled()
    steps = []
    view.timeline.moved.connect(steps.append)
    choose(view.timeline.speed, 60)
    view.timeline.play.click()
    assert view.timeline.slider.value() == 0  # from the start, as it was at the end
    qtbot.waitUntil(lambda: not view.timeline.play.isChecked())
    assert steps == list(range(11))
    last = numbers(view)
    assert last["Δx"] == "—"  # no step is made from where the walk ends
    x, y = float(last["x"]), float(last["y"])
    assert float(last["x.grad"]) == pytest.approx(y, rel=1e-6)  # of x·y + y²
    assert float(last["y.grad"]) == pytest.approx(x + 2 * y, rel=1e-6)


def test_pause(view, qtbot):
    view.timeline.play.click()
    qtbot.waitUntil(lambda: view.timeline.slider.value() >= 2)
    view.timeline.play.click()
    assert not view.timeline.findChild(QTimer).isActive()


def test_hover_is_seen_everywhere_and_leaves_the_step(view):
    view.timeline.slider.setValue(30)
    before = numbers(view)
    view.histories.hovered.emit(3)
    assert numbers(view)["x"] == str(np.float32(view.result.runs[0].path[3, 0].item()))
    view.histories.hovered.emit(-1)
    assert numbers(view) == before
    assert view.timeline.slider.value() == 30


def test_six_runners(view, settled):
    while view.controls.add.isEnabled():
        view.controls.add.click()
    settled()
    assert len(view.result.runs) == view.table.numbers.columnCount() == 6
    assert len(view.fates.text().split("<br>")) == 6
    view.timeline.slider.setValue(7)
    for column, runner in enumerate(view.result.request.race.runners):
        step = run(view.result.request.race.plan(runner), detailed=True).detail[7]
        now = numbers(view, column)
        assert [np.float32(now[name]) for name in ("x", "y", "x.grad", "y.grad")] == [
            *map(np.float32, step.point),
            *map(np.float32, step.gradient),
        ]
        for name, values in step.state.items():
            assert [np.float32(now[f"{name} {leaf}"]) for leaf in "xy"] == [np.float32(one) for one in values]


@pytest.mark.parametrize(
    ("race", "words"),
    [
        (Race(SURFACES[1], (1.0, 1.0), (Runner("sgd", (("lr", 0.4),)),), 60), "At the minimum (0, 0)"),
        (Race(SURFACES[1], (1.0, 1.0), (Runner("sgd", (("lr", 1.0),)),), 60), "Oscillating"),
        (Race(SURFACES[1], (1.0, 1.0), (Runner("sgd", (("lr", 3.0),)),), 60), "Running away"),
        (Race(SURFACES[7], (1.5, 2.0), (Runner("sgd", (("lr", 1e30),)),), 5), "since step 1"),
        (Race(SURFACES[1], (1.0, 1.0), (Runner("sgd", (("lr", 0.001),)),), 20), "Still walking"),
    ],
)
def test_fates_in_words(room, view, settled, race, words):
    room.take(State(race))
    settled()
    assert words in fate_of(view.result.runs[0])
    assert fate_of(view.result.runs[0]) in view.fates.text()


def test_a_wrong_rate_is_a_sentence_and_the_picture_stays(room, view, settled, qtbot):
    race, runs = view.result.request.race, view.result.runs
    with qtbot.waitSignal(room.settled):
        view.controls.editor.rate.setValue(-1.0)
    settled()
    assert "-1.0" in view.controls.what.error.text()
    assert view.controls.what.error.isVisible()
    assert (view.result.request.race, view.result.runs) == (race, runs)
    view.controls.editor.rate.setValue(0.2)
    settled()
    assert view.controls.what.error.isHidden()
    assert view.result.runs is not runs


def test_a_wrong_expression_is_a_sentence_and_the_picture_stays(room, view, settled, qtbot):
    choose(view.controls.what.problem, OWN)
    settled()
    runs = view.result.runs
    view.controls.what.expression.selectAll()
    qtbot.keyClicks(view.controls.what.expression, "x^2 + foo(y)")
    settled()
    assert view.controls.what.error.text()
    assert view.result.runs is runs
    view.controls.what.expression.selectAll()
    qtbot.keyClicks(view.controls.what.expression, "x^2 + 2y^2")
    assert not room.is_settled()
    settled()
    assert view.controls.what.error.isHidden()
    assert view.result.request.race.problem.function.text == "x^2 + 2y^2"


def test_the_curve_of_explore(room, view, settled):
    enter(room, parse("a*sin(b*x)"), a=2.0, b=0.5)
    view.controls.what.problem.setCurrentIndex(0)
    settled()
    path, slots = read(view)
    wanted, wanted_slots = plain(
        lambda leaves: torch.optim.SGD(leaves, lr=0.1), lambda x: 2.0 * torch.sin(0.5 * x), (1.0,), 50
    )
    assert torch.equal(path, wanted)
    assert torch.equal(slots, wanted_slots)
    enter(room, parse("a*sin(b*x)"), a=3.0, b=0.5)
    settled()
    assert dict(view.result.request.race.problem.values) == {"a": 3.0, "b": 0.5}
    enter(room, of_callable(torch.cos))
    settled()
    assert not view.code.script
    assert "cos" in view.code.text.toPlainText()


@pytest.mark.parametrize("data", [0, 7, LINE, OWN])
def test_the_code_that_is_shown_walks_the_path(view, settled, data):
    choose(view.controls.what.problem, data)
    choose(view.controls.editor.optimizer, "nadam")
    choose(view.controls.editor.scheduler, "exponential")
    settled()
    assert view.code.text.toPlainText() == view.code.script
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(view.code.script, "shown", "exec"), names)
    assert torch.equal(torch.tensor(names["path"]), view.result.runs[0].path)


def test_one_step_in_the_tape(room, view, qtbot):
    view.timeline.slider.setValue(5)
    with qtbot.waitSignal(room.offered) as told:
        view.code.tape.click()
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(told.args[1], "tape", "exec"), names)
    assert torch.equal(torch.tensor(names["path"]), view.result.runs[0].path[5:7])


def test_save_the_path(view, settled, monkeypatch, tmp_path, qtbot):
    view.controls.add.click()
    settled()
    for name in ("one", "nought.csv"):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, name=name: (str(tmp_path / name), ""))
        view.csv.click()
        saved = (tmp_path / name).with_suffix(".csv")
        qtbot.waitUntil(saved.exists)
        assert saved.read_text(encoding="utf-8") == "".join(race_to_csv(view.result.request.race, view.result.runs))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "loop.py"), ""))
    view.code.save.click()
    qtbot.waitUntil((tmp_path / "loop.py").exists)
    assert (tmp_path / "loop.py").read_text(encoding="utf-8") == view.code.script


def test_limits_have_room_for_the_start():
    assert limits_of(Race(SURFACES[1], (1.0, 1.0))) == ((-3, 3), (-3, 3))
    (left, right), bottom_top = limits_of(Race(SURFACES[1], (10.0, 1.0)))
    assert (left, bottom_top) == (-3, (-3, 3))
    assert right > 10
    assert limits_of(Race(SURFACES[1], (1e30, 1.0))) == ((-3, 3), (-3, 3))


def test_other_colours(view, settled, qtbot):
    view.set_colours(DARK)
    assert DARK.curves[1] in view.fates.text()
    assert view.table.numbers.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ForegroundRole).name() == (
        DARK.curves[1].lower()
    )


def test_the_keys(view):
    view.timeline.first.click()
    view.activateWindow()
    QTest.keyClick(view.timeline.slider, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.timeline.slider.value() == 1


def test_the_room_is_made_when_it_is_opened(qtbot):
    place = Place("descend", Formulas())
    qtbot.addWidget(place)
    place.resize(1366, 700)
    place.show()
    assert place.is_settled()
    assert place.room is None
    with qtbot.waitSignal(place.made, timeout=20_000):
        place.open()
        assert not place.is_settled()
    room = place.room
    room.set_colours(DARK)
    room.enter({"explore": of_function(parse("x^2"), (-2.0, 4.0))})
    qtbot.waitUntil(place.is_settled, timeout=20_000)
    room.view.controls.what.problem.setCurrentIndex(0)
    qtbot.waitUntil(place.is_settled)
    assert room.view.result.request.race.start == (pytest.approx(1.6),)
    room.set_colours(LIGHT)
    with qtbot.waitSignal(room.offered) as offered:
        room.view.code.tape.click()
    assert offered.args[0] == "tape" and "backward" in offered.args[1]
    room.close()


def test_a_walk_to_infinity_and_back(room, view, settled):
    """Numbers that float32 does not have are words, not warnings."""
    room.take(State(Race(SURFACES[7], (1.5, 2.0), (Runner("sgd", (("lr", 1e12),)),), 8)))
    settled()
    path, _ = read(view)
    assert torch.equal(path.nan_to_num(), view.result.runs[0].path.nan_to_num())
    assert not path.isfinite().all()
