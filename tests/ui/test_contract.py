"""The names that tests and assistive tools rely on, and what settled means."""

import threading
from dataclasses import replace

import pytest
import torch
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QTabWidget,
    QToolButton,
    QWidget,
)

from explorer.app import create_window
from explorer.core.explore import state as states
from explorer.core.expression import parse

CONTROLS = {
    "functionSelector": QComboBox,
    "expressionEdit": QLineEdit,
    "expressionError": QLabel,
    "xMin": QAbstractSpinBox,
    "xMax": QAbstractSpinBox,
    "rangeSlider": QAbstractSlider,
    "samples": QAbstractSpinBox,
    "order": QAbstractSpinBox,
    "dtype": QComboBox,
    "parameter_a": QAbstractSlider,
    "parameter_b": QAbstractSlider,
    "curvePlot": QWidget,
    "derivativePlot": QWidget,
    "cursorX": QAbstractSpinBox,
    "secantStep": QAbstractSpinBox,
    "gradPanel": QWidget,
    "gradState": QLabel,
    "backwardButton": QPushButton,
    "zeroButton": QPushButton,
    "noneButton": QPushButton,
    "retainGraph": QCheckBox,
    "zeroBeforeBackward": QCheckBox,
    "gradTable": QTableView,
    "gradLedger": QTableView,
    "gradError": QLabel,
    "codeView": QPlainTextEdit,
    "checkBadge": QToolButton,
    "workspaces": QTabWidget,
}


@pytest.mark.parametrize("name", CONTROLS)
def test_every_control_of_the_contract(window, find, name):
    control = find(window, name)
    assert isinstance(control, CONTROLS[name])
    assert control.accessibleName(), "assistive tools read it out"


def test_every_control_that_takes_the_keyboard_has_a_name(window):
    """Buttons may be read out by their text."""
    for widget in window.findChildren(QWidget):
        inner = widget.objectName().startswith("qt_") or isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
        if widget.focusPolicy() and widget.isVisible() and not inner and isinstance(
            widget, QAbstractSpinBox | QComboBox | QLineEdit | QAbstractSlider | QToolButton
        ):  # fmt: skip
            spoken = widget.accessibleName() or getattr(widget, "text", lambda: "")()
            assert spoken, f"{type(widget).__name__} {widget.objectName()!r}"


def test_the_window_fits_a_small_screen(window):
    assert window.width() <= 1366 and window.height() <= 768
    assert window.minimumSizeHint().width() <= 1366 and window.minimumSizeHint().height() <= 768


def test_create_window_shows_the_state_it_is_given(open_window, find):
    state = replace(states.of_function(parse("c x^2"), (-3.0, 4.0)), samples=123, order=3, dtype="float64", cursor=2.0)
    window = open_window(state)
    assert window.room.store.state == state
    assert find(window, "expressionEdit").text() == "c x^2"
    assert (find(window, "xMin").value(), find(window, "xMax").value()) == (-3, 4)
    assert find(window, "samples").value() == 123
    assert find(window, "order").value() == 3
    assert find(window, "dtype").currentText() == "float64"
    assert find(window, "cursorX").value() == 2
    assert find(window, "parameter_c").value() == 1


def test_nothing_of_the_users_settings_is_touched(window, monkeypatch):
    monkeypatch.setattr("explorer.ui.settings.QSettings", pytest.fail)
    for scheme in ("dark", "system"):
        window.actions_by_name[scheme].trigger()
    window.close()


def test_settled_is_said_of_every_new_curve(window, qtbot):
    for text in ("x^2", "sin(x)/x", "exp(x)"):
        with qtbot.waitSignal(window.settled):
            window.room.view.field.edit.setText(text)
            assert not window.is_settled()
        assert window.is_settled()


@pytest.mark.parametrize(
    "look",
    [{"grid": False}, {"units_of_pi": True}, {"hidden": frozenset({1})}, {"overlay": True}, {"marks": False}],
    ids=lambda look: next(iter(look)),
)
def test_settled_is_said_of_another_look_too(window, qtbot, look):
    with qtbot.waitSignal(window.settled):
        window.room.store.apply(lambda state: replace(state, **look))


def test_settled_is_said_of_an_error_too(window, qtbot):
    with qtbot.waitSignal(window.settled):
        window.room.store.apply(lambda state: states.with_range(state, -1e300, 1e300))
    assert window.is_settled()


def test_not_settled_while_work_is_under_way(window, qtbot, settle):
    go = threading.Event()

    def slow(x):
        go.wait(30)
        return torch.sin(x)

    window.room.store.apply(lambda state: states.with_function(state, states.PythonFunction("slow", lambda: slow)))
    assert not window.is_settled()
    with qtbot.waitSignal(window.settled):
        go.set()
    assert window.is_settled()


def test_a_window_that_is_not_shown_settles_too(qtbot):
    window = create_window()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.settled):
        pass
    for change in ({"grid": False}, {"samples": 50}, {"function": parse("x^2"), "parameters": ()}):
        with qtbot.waitSignal(window.settled):
            window.room.store.apply(lambda state, change=change: replace(state, **change))
        assert window.is_settled()
    window.close()


def test_the_thread_ends_with_the_window(window):
    threads = [thread for thread in threading.enumerate() if thread.name == "compute"]
    assert len(threads) == 1
    window.close()
    assert not threads[0].is_alive()
