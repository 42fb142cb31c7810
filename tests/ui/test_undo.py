"""Undo and redo by the window's own commands: a drag is one entry, and so is a text that is being typed."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from tests.ui.hands import drag, wheel


@pytest.fixture
def undo(window, settle):
    """Undo so many times."""

    def run(times=1):
        for _ in range(times):
            window.actions_by_name["undo"].trigger()
        settle(window)
        return window.room.store.state

    return run


@pytest.fixture
def redo(window, settle):
    def run():
        window.actions_by_name["redo"].trigger()
        settle(window)
        return window.room.store.state

    return run


def test_nothing_to_undo_at_first(window):
    assert not window.actions_by_name["undo"].isEnabled()
    assert not window.actions_by_name["redo"].isEnabled()


def set_value(name, value):
    return lambda window, find: find(window, name).setValue(value)


CHANGES = {
    "samples": set_value("samples", 5000),
    "order": set_value("order", 3),
    "dtype": lambda window, find: find(window, "dtype").setCurrentText("float64"),
    "cursor": set_value("cursorX", 0.25),
    "range": set_value("xMax", 9.0),
    "parameter": set_value("parameter_a", 2.0),
    "secant": lambda window, find: find(window, "secant").click(),
    "text": lambda window, find: find(window, "expressionEdit").setText("x^2"),
    "entry": lambda window, find: find(window, "functionSelector").setCurrentIndex(5),
    "chip": lambda window, find: find(window, "show_1").click(),
    "grid": lambda window, find: window.actions_by_name["grid"].trigger(),
    "overlay": lambda window, find: window.actions_by_name["overlay"].trigger(),
    "wheel": lambda window, find: wheel(find(window, "curvePlot"), 3),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_undone_and_redone(window, find, settle, undo, redo, name):
    before = window.room.store.state
    CHANGES[name](window, find)
    settle(window)
    after = window.room.store.state
    assert after != before
    assert undo() == before
    assert not window.actions_by_name["undo"].isEnabled()
    assert redo() == after
    assert not window.actions_by_name["redo"].isEnabled()


def test_the_controls_show_what_was_undone(window, find, settle, undo):
    names = ("xMin", "xMax", "samples", "order", "cursorX", "parameter_a")
    before = {name: find(window, name).value() for name in names}
    for name, value in zip(names, (-1, 1, 50, 2, 0.5, 2), strict=True):
        find(window, name).setValue(value)
    settle(window)
    undo(len(names))
    assert {name: find(window, name).value() for name in names} == pytest.approx(before)


def test_typing_a_text_is_one_entry(window, find, settle, undo):
    before = window.room.store.state
    edit = find(window, "expressionEdit")
    edit.selectAll()
    QTest.keyClicks(edit, "x^2 + 3x")
    settle(window)
    assert undo() == before
    assert edit.text() == str(before.function)


@pytest.mark.parametrize("name", ["parameter_a", "rangeSlider"])
def test_dragging_a_slider_is_one_entry(window, find, settle, undo, name):
    states = [window.room.store.state]
    slider = find(window, name)
    for goals in ((2.0, 1.5, 0.5), (0.25, 0.75)):
        slider.sliderPressed.emit()
        for goal in goals:
            slider.setValue(goal if name == "parameter_a" else (-goal, goal))
        slider.sliderReleased.emit()
        settle(window)
        states.append(window.room.store.state)
    assert undo() == states[1]
    assert undo() == states[0]


def test_a_value_typed_before_a_drag_is_an_entry_of_its_own(window, find, settle, undo):
    find(window, "parameter_a_value").setValue(2.0)
    typed = window.room.store.state
    slider = find(window, "parameter_a")
    slider.sliderPressed.emit()
    slider.setValue(0.5)
    slider.sliderReleased.emit()
    settle(window)
    assert undo() == typed


def test_panning_is_one_entry(window, find, settle, undo):
    before = window.room.store.state
    drag(find(window, "curvePlot"), (0.2, 0.3), (0.4, 0.3))
    settle(window)
    assert window.room.store.state != before
    assert undo() == before


def test_the_usual_keys(window, find, settle, qtbot):
    before = window.room.store.state
    window.activateWindow()
    find(window, "curvePlot").setFocus()
    find(window, "samples").setValue(77)
    settle(window)
    QTest.keySequence(window, QKeySequence("Ctrl+Z"))
    qtbot.waitUntil(lambda: window.room.store.state == before)
    QTest.keySequence(window, window.actions_by_name["redo"].shortcut())
    qtbot.waitUntil(lambda: window.room.store.state.samples == 77)


def test_undo_while_a_wrong_text_stands_in_the_field(window, find, settle, undo):
    """The State goes back; the field shows the function of the State again once that changes."""
    edit = find(window, "expressionEdit")
    before = window.room.store.state
    edit.setText("x^2")
    edit.setText("x^2 +")
    settle(window)
    assert undo() == before
    assert edit.text() == str(before.function)
    assert not find(window, "expressionError").isVisible()
