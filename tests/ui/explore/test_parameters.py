"""A slider for each name in the expression: value, ends, step, a sweep, and ∂f/∂a at the cursor."""

from math import cos, sin

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider


@pytest.fixture
def shown(open_window):
    return open_window("a sin(b x)")


def sliders(window):
    found = [widget.objectName() for widget in window.room.view.parameters.findChildren(QSlider)]
    return sorted(name for name in found if name.startswith("parameter_"))


def value(window, name):
    return window.room.store.state.values[name]


def test_a_slider_for_each_name(shown, find, settle):
    assert sliders(shown) == ["parameter_a", "parameter_b"]
    for text, names in (("k x + c", ["parameter_c", "parameter_k"]), ("x^2", []), ("ω x", ["parameter_omega"])):
        find(shown, "expressionEdit").setText(text)
        settle(shown)
        assert [name for name in sliders(shown) if find(shown, name).isVisible()] == names


def test_the_slider_moves_the_curve(shown, find, settle):
    find(shown, "parameter_a").setValue(2.5)
    settle(shown)
    assert value(shown, "a") == pytest.approx(2.5)
    assert find(shown, "parameter_a_value").value() == pytest.approx(2.5)
    line = shown.room.store.result.curve.polylines[0]
    assert line.y == pytest.approx((2.5 * torch.sin(torch.tensor(line.x))).numpy(), abs=1e-5)


def test_the_value_is_edited_and_the_ends_make_room(shown, find, settle):
    box = find(shown, "parameter_a_value")
    box.lineEdit().setText("7.25")
    QTest.keyClick(box, Qt.Key.Key_Return)
    settle(shown)
    slider = find(shown, "parameter_a")
    assert value(shown, "a") == 7.25
    assert slider.value() == pytest.approx(7.25)
    assert slider.maximum() == pytest.approx(7.25)


def test_ends_and_step_are_edited(shown, find, settle):
    find(shown, "parameter_b_more").click()
    for name, number in (("lo", -2.0), ("hi", 12.0), ("step", 0.5)):
        box = find(shown, f"parameter_b_{name}")
        assert box.isVisible() and box.accessibleName()
        box.setValue(number)
    settle(shown)
    slider = find(shown, "parameter_b")
    assert (slider.minimum(), slider.maximum(), slider.singleStep()) == pytest.approx((-2, 12, 0.5))
    before = slider.value()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    settle(shown)
    assert value(shown, "b") == pytest.approx(before + 0.5)


@pytest.mark.parametrize(
    ("key", "number"),
    [
        (Qt.Key.Key_Right, 1.1),
        (Qt.Key.Key_Up, 1.1),
        (Qt.Key.Key_Left, 0.9),
        (Qt.Key.Key_Down, 0.9),
        (Qt.Key.Key_PageUp, 2.0),
        (Qt.Key.Key_PageDown, 0.0),
        (Qt.Key.Key_Home, -5.0),
        (Qt.Key.Key_End, 5.0),
    ],
)
def test_the_keys_of_a_slider(shown, find, settle, key, number):
    QTest.keyClick(find(shown, "parameter_a"), key)
    settle(shown)
    assert value(shown, "a") == pytest.approx(number)


def test_keys_that_mean_nothing_to_a_slider(shown, find, settle):
    """Letters of another alphabet have no name in Qt."""
    for key, text in ((Qt.Key.Key_A, "a"), (0x416, "Ж"), (0x4E2D, "中")):
        pressed = QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
        QApplication.sendEvent(find(shown, "parameter_a"), pressed)
    settle(shown)
    assert value(shown, "a") == 1


@pytest.mark.parametrize(("name", "number"), [("lo", 9.0), ("hi", -9.0), ("step", 0.0), ("step", -1.0)])
def test_an_impossible_end_is_taken_back(shown, find, settle, name, number):
    box = find(shown, f"parameter_a_{name}")
    before = box.value()
    box.setValue(number)
    settle(shown)
    assert getattr(shown.room.store.state.parameters[0], name) == before
    assert box.value() == before


def test_partial_derivatives_at_the_cursor(shown, find, settle):
    find(shown, "cursorX").setValue(1.0)
    find(shown, "parameter_b").setValue(2.0)
    settle(shown)
    assert find(shown, "parameter_a_partial").text() == f"∂f/∂a = {sin(2):.6g}"
    assert find(shown, "parameter_b_partial").text() == f"∂f/∂b = {cos(2):.6g}"


def test_a_parameter_without_a_path_has_none(open_window, find):
    window = open_window("x detach(a)")
    assert find(window, "parameter_a_partial").text() == "∂f/∂a = None"


def test_a_sweep(shown, find, settle, qtbot):
    """From end to end and back, until it is stopped; one entry of the history."""
    before = shown.room.store.state
    play = find(shown, "parameter_a_play")
    seen = []
    shown.room.store.changed.connect(lambda state: seen.append(state.values["a"]))
    play.click()
    qtbot.waitUntil(lambda: len(set(seen)) >= 5)
    assert shown.room.store.moving
    play.click()
    settle(shown)
    slider = find(shown, "parameter_a")
    assert all(slider.minimum() <= value <= slider.maximum() for value in seen)
    assert not shown.room.store.moving
    shown.actions_by_name["undo"].trigger()
    settle(shown)
    assert shown.room.store.state == before


def test_a_sweep_ends_with_its_parameter(shown, find, settle, qtbot):
    find(shown, "parameter_b_play").click()
    find(shown, "expressionEdit").setText("x^2")
    settle(shown)
    assert not shown.room.store.moving
    assert str(shown.room.store.state.function) == "x^2"


def test_dragging_draws_coarsely_and_the_release_fully(shown, find, settle, qtbot):
    find(shown, "samples").setValue(200_000)
    settle(shown)
    slider = find(shown, "parameter_a")
    slider.sliderPressed.emit()
    drawn = []
    shown.room.store.computed.connect(lambda result: drawn.append(result.curve.samples))
    slider.setValue(3.0)
    qtbot.waitUntil(lambda: bool(drawn))
    assert drawn == [50_000]
    assert not shown.is_settled()
    slider.sliderReleased.emit()
    settle(shown)
    assert drawn[-1] == 200_000


def test_twenty_parameters(open_window, find):
    names = "abcdghklmnopqrstuvwz"
    window = open_window(" + ".join(f"{name} x" for name in names))
    assert len(sliders(window)) == len(window.room.store.state.parameters) == 20
    assert window.room.store.result.error is None


def test_the_sliders_of_the_catalogue_have_its_ends(window, find):
    slider = find(window, "parameter_b")
    assert (slider.minimum(), slider.maximum()) == pytest.approx((0, 10))
