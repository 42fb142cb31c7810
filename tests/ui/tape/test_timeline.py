"""The timeline: steps by its buttons, by itself, and what its ruler shows."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor

from explorer.core.tape.reading.track import Track
from explorer.core.tape.tape import Operation, Walk
from explorer.ui.tape.timeline import SPEEDS, Timeline
from explorer.ui.theme import DARK, LIGHT

LINES = ("x = torch.tensor(2.0, requires_grad=True)", "y = x * x", "y.backward()", "x.grad.zero_()")
LAST = 4  # tensor, mul, MulBackward0, AccumulateGrad, zero_


@pytest.fixture
def track(recorded):
    return recorded(*LINES).track


@pytest.fixture
def timeline(qtbot, track):
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(600, 120)
    made.show()
    made.show_steps(track, range(len(track.steps)))
    return made


@pytest.fixture
def moves(timeline):
    seen = []
    timeline.moved.connect(seen.append)
    return seen


def enabled(timeline):
    return [button.isEnabled() for button in (timeline.first, timeline.back, timeline.forward, timeline.last)]


def test_the_last_step_is_shown_first(timeline, track, moves):
    assert timeline.step == len(track.steps) - 1 == LAST
    assert timeline.place.text() == "5 / 5"
    assert moves == [], "who shows steps knows where one is"


def test_buttons_go_a_step_or_to_an_end(timeline, moves, qtbot):
    for button, step in (
        ("back", 3), ("back", 2), ("forward", 3), ("first", 0), ("forward", 1), ("last", LAST), ("back", 3)
    ):  # fmt: skip
        qtbot.mouseClick(getattr(timeline, button), Qt.MouseButton.LeftButton)
        assert timeline.step == step
        assert timeline.place.text() == f"{step + 1} / 5"
    assert moves == [3, 2, 3, 0, 1, LAST, 3]


def test_at_the_ends_there_is_no_way_on(timeline, moves):
    assert enabled(timeline) == [True, True, False, True]
    timeline.first.click()
    assert enabled(timeline) == [True, False, True, True]
    timeline.forward.click()
    assert enabled(timeline) == [True] * 4
    timeline.last.click()
    timeline.forward.click()
    timeline.slider.setValue(99)
    assert timeline.step == LAST
    assert moves == [0, 1, LAST]


def test_play_goes_step_by_step_to_the_end_and_stops(timeline, moves, qtbot):
    timeline.speed.setCurrentIndex(len(SPEEDS) - 1)
    with qtbot.waitSignal(timeline.play.toggled, timeout=5_000, check_params_cb=lambda on: not on):
        timeline.play.click()
        assert timeline.play.accessibleName().startswith("Pause")
        assert timeline.step == 0, "from the end it begins anew"
    assert moves == [0, 1, 2, 3, LAST]
    assert timeline.play.accessibleName().startswith("Play")
    assert not timeline.findChild(QTimer).isActive()


def test_play_goes_on_from_where_one_is(timeline, moves, qtbot):
    timeline.speed.setCurrentIndex(len(SPEEDS) - 1)
    timeline.slider.setValue(2)
    moves.clear()
    with qtbot.waitSignal(timeline.play.toggled, timeout=5_000, check_params_cb=lambda on: not on):
        timeline.play.click()
    assert moves == [3, LAST]


def test_pause_stays_where_it_is(timeline, moves, qtbot):
    timeline.speed.setCurrentIndex(len(SPEEDS) - 1)
    timeline.play.click()
    qtbot.waitUntil(lambda: timeline.step == 2)
    timeline.play.click()
    assert not timeline.findChild(QTimer).isActive()
    assert timeline.step == 2 and moves == [0, 1, 2]


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_speed_is_in_steps_a_second(timeline, speed):
    timeline.play.click()
    timeline.speed.setCurrentIndex(timeline.speed.findData(speed))
    assert timeline.speed.currentText() == f"{speed:g} steps/s"
    assert timeline.findChild(QTimer).interval() == pytest.approx(1000 / speed, abs=1)
    assert timeline.findChild(QTimer).isActive(), "also of what plays already"


def test_the_keyboard_moves_the_slider(timeline, moves, qtbot):
    qtbot.keyClick(timeline.slider, Qt.Key.Key_Left)
    qtbot.keyClick(timeline.slider, Qt.Key.Key_Home)
    qtbot.keyClick(timeline.slider, Qt.Key.Key_Right)
    assert moves == [3, 0, 1]


def test_other_steps_end_the_play_and_are_counted_from_1(timeline, track, moves):
    timeline.play.click()
    moves.clear()
    timeline.show_steps(track, range(2, 4))
    assert not timeline.play.isChecked() and not timeline.findChild(QTimer).isActive()
    assert timeline.step == 3 and timeline.place.text() == "2 / 2"
    timeline.first.click()
    assert timeline.step == 2 and timeline.place.text() == "1 / 2"
    assert moves == [2]


def test_where_nothing_is_recorded_there_is_nothing_to_do(timeline, track, moves):
    timeline.show_steps(Track(), range(0))
    assert timeline.step == -1 and timeline.place.text() == ""
    assert enabled(timeline) == [False] * 4 and not timeline.play.isEnabled() and not timeline.slider.isEnabled()
    assert moves == []
    timeline.show_steps(track, range(1))
    assert timeline.step == 0 and timeline.place.text() == "1 / 1"
    assert enabled(timeline) == [True, False, False, True]
    timeline.play.click()
    timeline.findChild(QTimer).timeout.emit()
    assert not timeline.play.isChecked(), "the only step is the last"


def test_what_happens_is_told_as_plain_text(timeline):
    timeline.set_told("a <b>tag</b>")
    assert timeline.told.text() == timeline.told.toolTip() == "a <b>tag</b>"
    assert timeline.told.textFormat() == Qt.TextFormat.PlainText


def test_the_ruler_has_a_piece_for_each_run_of_one_kind(timeline, track):
    ruler = timeline._ruler
    kinds = [(kind, round(start, 6), round(end, 6)) for start, end, kind in ruler._pieces]
    assert kinds == [(Operation, 0, 0.4), (Walk, 0.4, 0.8), (Operation, 0.8, 1)]
    timeline.show_steps(track, range(2, 4))
    assert [(start, end, kind) for start, end, kind in ruler._pieces] == [(0, 1, Walk)]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_ruler_is_painted_in_the_colours_of_forward_and_back(timeline, colours):
    timeline.set_colours(colours)
    image = timeline._ruler.grab().toImage()
    middles = [(start + end) / 2 for start, end, _ in timeline._ruler._pieces]
    seen = [image.pixelColor(int(image.width() * x), image.height() // 2) for x in middles]
    assert seen == [QColor(colours.curves[0]), QColor(colours.stored), QColor(colours.curves[0])]


def test_every_control_has_a_name_and_says_what_it_is(timeline):
    names = {"tapeStep", "tapeFirst", "tapeBack", "tapePlay", "tapeForward", "tapeLast", "tapeSpeed"}
    for name in names:
        assert timeline.findChild(object, name).accessibleName(), name
