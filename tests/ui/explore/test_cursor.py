"""The cursor, its tangent and its numbers; the secant that becomes the tangent; the keys that jump to marks."""

from math import cos, pi, sin

import pytest
from PySide6.QtWidgets import QLabel

from tests.ui.hands import click, drag


@pytest.fixture
def shown(open_window, change, find, settle):
    window = open_window("sin(x)")
    find(window, "dtype").setCurrentText("float64")
    find(window, "cursorX").setValue(1.0)
    return settle(window)


def readout(window, find):
    """The numbers below the plots, by their names."""
    texts = [find(window, f"readout_{place}").text() for place in range(6)]
    return dict(text.split(" ") for text in texts if text)


def slope_of(item):
    """The slope of a drawn straight line, None where it is not drawn."""
    x, y = item.getData()
    return None if x is None or not len(x) else (y[1] - y[0]) / (x[1] - x[0])


def test_the_box(shown, find, settle):
    find(shown, "cursorX").setValue(2.0)
    settle(shown)
    assert readout(shown, find) == {"x": "2", "f": f"{sin(2):.6g}", "f′": f"{cos(2):.6g}"}
    assert all(line.value() == 2.0 for line in shown.room.view.plots.lines)
    assert slope_of(shown.room.view.plots.tangent) == pytest.approx(cos(2))


def test_a_readout_of_every_derivative(shown, find, settle):
    find(shown, "order").setValue(4)
    settle(shown)
    assert list(readout(shown, find)) == ["x", "f", "f′", "f″", "f‴", "f⁗"]
    assert readout(shown, find)["f⁗"] == f"{sin(1):.6g}"


@pytest.mark.parametrize(("asked", "given"), [(99, 5), (-99, -5)])
def test_the_cursor_stays_in_the_range(shown, find, settle, asked, given):
    for _ in range(2):
        find(shown, "cursorX").setValue(asked)
        settle(shown)
        assert shown.room.store.state.cursor == given
        assert find(shown, "cursorX").value() == given


@pytest.mark.parametrize("name", ["curvePlot", "derivativePlot"])
def test_a_click_moves_the_cursor(shown, find, settle, name):
    click(find(shown, name), (0.75, 0.2))
    settle(shown)
    assert shown.room.store.state.cursor == pytest.approx(2.5, abs=0.05)
    assert float(readout(shown, find)["f"]) == pytest.approx(sin(2.5), abs=0.05)


@pytest.mark.parametrize("name", ["curvePlot", "derivativePlot"])
def test_dragging_the_cursor(shown, find, settle, name):
    """The line follows the hand, the range stays, and the drag is one entry of the history."""
    before = shown.room.store.state
    drag(find(shown, name), (0.6, 0.1), (0.9, 0.1))
    settle(shown)
    assert shown.room.store.state.cursor == pytest.approx(4.0, abs=0.1)
    assert shown.room.store.state.range == before.range
    assert not shown.room.store.moving
    assert float(readout(shown, find)["f′"]) == pytest.approx(cos(shown.room.store.state.cursor), abs=1e-5)
    shown.actions_by_name["undo"].trigger()
    assert shown.room.store.state == before


def test_moving_the_cursor_computes_no_curve(shown, find, settle):
    curve = shown.room.store.result.curve
    for x in (0.1, 0.2, 0.3):
        find(shown, "cursorX").setValue(x)
        settle(shown)
        assert shown.room.store.result.curve is curve


def test_the_secant(shown, find, settle):
    step = find(shown, "secantStep")
    assert not step.isEnabled() and not find(shown, "readoutSecant").text()
    find(shown, "secant").click()
    assert step.isEnabled()
    for h in (2.0, 0.5, -1.0, 1e-3):
        step.setValue(h)
        settle(shown)
        slope = (sin(1 + h) - sin(1)) / h
        assert slope_of(shown.room.view.plots.secant) == pytest.approx(slope)
        assert f"{slope:.6g}" in find(shown, "readoutSecant").text()
    assert slope == pytest.approx(cos(1), abs=1e-3), "it becomes the tangent"


def test_a_secant_of_no_step_is_not_drawn(shown, find, settle):
    find(shown, "secant").click()
    find(shown, "secantStep").setValue(0.0)
    settle(shown)
    assert not find(shown, "readoutSecant").text()
    assert slope_of(shown.room.view.plots.secant) is None


def test_dragging_the_end_of_the_secant(shown, find, settle):
    find(shown, "secant").click()
    find(shown, "secantStep").setValue(2.0)
    settle(shown)
    plot = find(shown, "curvePlot")
    lo, hi = plot.y_range
    drag(plot, (0.8, (hi - sin(3)) / (hi - lo)), (0.7, (hi - sin(3)) / (hi - lo)))
    settle(shown)
    assert shown.room.store.state.secant_step == pytest.approx(1.0, abs=0.1)
    assert shown.room.store.state.range == (-5, 5)
    assert find(shown, "secantStep").value() == shown.room.store.state.secant_step


def test_keys_jump_between_marks(shown, find, settle):
    """Zeros, extrema and inflections of sin from 1: maximum, zero, minimum; and back."""
    act = shown.actions_by_name
    assert act["nextMark"].shortcut().toString() == "F3"
    assert act["previousMark"].shortcut().toString() == "Shift+F3"
    places = [pi / 2, pi, 3 * pi / 2]
    for place in places:
        act["nextMark"].trigger()
        settle(shown)
        assert shown.room.store.state.cursor == pytest.approx(place, abs=1e-6)
    act["nextMark"].trigger()
    assert shown.room.store.state.cursor == pytest.approx(places[-1], abs=1e-6), "there is none beyond"
    for place in (pi, pi / 2, 0.0):
        act["previousMark"].trigger()
        settle(shown)
        assert shown.room.store.state.cursor == pytest.approx(place, abs=1e-6)


def test_what_has_no_number_is_a_word(open_window, find):
    window = open_window("sqrt(-1 - x^2)")
    assert readout(window, find)["f"] == "NaN"
    window = open_window("detach(x)")
    assert readout(window, find)["f′"] == "None"
    assert slope_of(window.room.view.plots.tangent) is None


def parts_of_readout(window):
    """What is printed under the plots, and the room that each print takes: a rectangle in the readout."""
    readout = window.room.view.readout
    labels = [label for label in (*readout.labels.values(), readout.secant, readout.timing) if label.text()]
    rooms = {}
    for label in labels:
        room = label.geometry()
        assert label.fontMetrics().horizontalAdvance(label.text()) < room.width(), f"{label.text()} has no end"
        rooms[label.text()] = room
    corner = readout.badge.mapTo(readout, readout.badge.rect().topLeft())
    return rooms | {"the badge": readout.badge.rect().translated(corner)}


@pytest.mark.parametrize("width", [1024, 1366, 1920])
@pytest.mark.parametrize("order", range(5))
def test_no_number_is_printed_over_another(shown, find, settle, order, width):
    shown.resize(width, 768)
    find(shown, "order").setValue(order)
    find(shown, "secant").click()
    for x in (pi / 2, pi, -1e-7, 1.0):
        find(shown, "cursorX").setValue(x)
        settle(shown)
        rooms = parts_of_readout(shown)
        assert not [(a, b) for a in rooms for b in rooms if a < b and rooms[a].intersects(rooms[b])]
        inside = shown.room.view.readout.rect()
        assert all(inside.contains(room) for text, room in rooms.items() if "samples" not in text)


def test_digits_move_no_plot(shown, find, settle):
    """The readout is as high for long numbers as for short ones."""
    find(shown, "order").setValue(3)
    find(shown, "secant").click()
    settle(shown)
    size = shown.room.view.plots.size()
    for x in (pi, 0.0, -1e-7):
        find(shown, "cursorX").setValue(x)
        settle(shown)
        assert shown.room.view.plots.size() == size


def test_which_slope_is_of_which_x_is_said(shown, find):
    words = [label.text() for label in shown.room.view.grad.tabs.widget(0).findChildren(QLabel)]
    assert any("nearest to the cursor" in text and "at the cursor itself" in text for text in words)
    assert "At the cursor itself" in find(shown, "readout_2").toolTip()
