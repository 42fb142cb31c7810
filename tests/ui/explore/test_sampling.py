"""The range of x by boxes, slider, wheel and hand; samples, order and dtype."""

from math import inf, isfinite, nan, pi

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.core.explore.state import with_range
from tests.ui.hands import drag, wheel


def enter(box, text):
    """Type into a box and press Return; a text with other signs than a keyboard's is pasted."""
    box.lineEdit().setText(text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def shown(plot):
    """The x that the axis of a plot shows."""
    (lo, hi), _ = plot.plotItem.vb.viewRange()
    return lo, hi


@pytest.fixture
def ends(window, find):
    return find(window, "xMin"), find(window, "xMax")


def test_the_boxes(window, ends, settle, find):
    ends[0].setValue(-1.5)
    ends[1].setValue(2.25)
    settle(window)
    assert window.room.store.state.range == (-1.5, 2.25)
    for name in ("curvePlot", "derivativePlot"):
        assert shown(find(window, name)) == pytest.approx((-1.5, 2.25))
    for line in window.room.store.result.curve.polylines:
        assert (line.x[0], line.x[-1]) == (-1.5, 2.25)


@pytest.mark.parametrize(
    ("typed", "value"), [("2pi", 2 * pi), ("π/2", pi / 2), ("1e-3", 1e-3), ("12345.678901", 12345.678901)]
)
def test_numbers_as_people_type_them(window, ends, settle, typed, value):
    enter(ends[1], typed)
    settle(window)
    assert window.room.store.state.range[1] == value


@pytest.mark.parametrize("typed", ["", "abc", "nan", "inf", "1e999", "--", "1/0"])
def test_what_is_no_number_changes_nothing(window, ends, settle, typed):
    before = window.room.store.state
    enter(ends[1], typed)
    settle(window)
    assert window.room.store.state == before


@pytest.mark.parametrize(("lo", "hi"), [(5, 5), (7, -7), (3, 2.9999)])
def test_an_empty_or_reversed_range_is_taken_back(window, ends, settle, lo, hi):
    """The boxes then show the range that is drawn."""
    before = window.room.store.state
    if lo > before.range[1]:
        ends[1].setValue(8)
    ends[0].setValue(lo)
    ends[1].setValue(hi)
    settle(window)
    low, high = window.room.store.state.range
    assert low < high
    assert (ends[0].value(), ends[1].value()) == (low, high)
    assert shown(window.room.view.plots.curve) == pytest.approx((low, high))


@pytest.mark.parametrize(("lo", "hi"), [(nan, 1), (0, nan), (-inf, 0), (0, inf), (-inf, inf), (nan, nan)])
def test_what_is_not_finite_never_becomes_a_range(window, ends, settle, lo, hi):
    ends[0].setValue(lo)
    ends[1].setValue(hi)
    settle(window)
    low, high = window.room.store.state.range
    assert isfinite(low) and isfinite(high) and low < high
    assert (ends[0].value(), ends[1].value()) == (low, high)


def test_the_slider_has_two_handles(window, find, settle, ends):
    slider = find(window, "rangeSlider")
    assert slider.value() == pytest.approx(window.room.store.state.range)
    slider.setValue((-2.0, 3.0))
    settle(window)
    assert window.room.store.state.range == pytest.approx((-2, 3))
    assert (ends[0].value(), ends[1].value()) == pytest.approx((-2, 3))


def test_the_slider_makes_room_around_any_range(window, find, change):
    slider = find(window, "rangeSlider")
    for lo, hi in ((0.0, 1.0), (-1e6, 1e6), (5.0, 5.001), (1e-20, 2e-20), (-1e30, -1e29)):
        change(window, lambda state, lo=lo, hi=hi: with_range(state, lo, hi))
        assert slider.minimum() < lo and hi < slider.maximum()
        assert slider.value() == pytest.approx((lo, hi), rel=1e-6)


@pytest.mark.parametrize("name", ["curvePlot", "derivativePlot"])
def test_the_wheel_zooms_about_the_pointer(window, find, settle, name):
    plot = find(window, name)
    lo, hi = window.room.store.state.seen
    wheel(plot, 2, at=(0.25, 0.5))
    settle(window)
    low, high = window.room.store.state.seen
    assert high - low < (hi - lo) * 0.95
    assert low + (high - low) / 4 == pytest.approx(lo + (hi - lo) / 4, abs=0.05)
    wheel(plot, -2, at=(0.25, 0.5))
    settle(window)
    assert window.room.store.state.seen == pytest.approx((lo, hi), abs=0.05)
    assert window.room.store.state.range == (lo, hi)


def test_what_is_seen_is_no_new_leaf(window, find, settle):
    """Zooming and panning leave x and x.grad alone; the curve that is seen is drawn as finely as before."""
    room, plot = window.room, find(window, "curvePlot")
    find(window, "backwardButton").click()
    settle(window)
    rows, trail = room.store.result.slot.rows, room.store.state.trail
    before = room.store.result.slot.line
    wheel(plot, 5, at=(0.6, 0.5))
    settle(window)
    state, result = room.store.state, room.store.result
    assert state.trail is trail
    assert find(window, "gradState").text() == "one pass"
    assert result.slot.rows == rows
    low, high = state.seen
    x = result.curve.polylines[0].x
    assert (x[0], x[-1]) == pytest.approx((low, high))
    assert len(result.slot.line.x) < len(before.x)
    assert result.slot.line.x[0] <= low < high <= result.slot.line.x[-1]
    window.actions_by_name["xOfView"].trigger()
    settle(window)
    assert room.store.state.range == (low, high)
    assert not find(window, "gradAnew").isHidden()


def test_a_new_leaf_is_said_to_be_one_and_can_be_taken_back(window, ends, find, settle):
    for _ in range(3):
        find(window, "backwardButton").click()
        settle(window)
    old = window.room.store.state
    assert find(window, "gradAnew").isHidden()
    ends[1].setValue(1.0)
    settle(window)
    assert find(window, "gradState").text() == "None"
    assert not find(window, "gradAnew").isHidden()
    assert "3 × backward()" in find(window, "gradLost").text()
    find(window, "gradTakeBack").click()
    settle(window)
    assert window.room.store.state.leaf == old.leaf
    assert find(window, "gradState").text() == "3 passes accumulated"
    assert find(window, "gradAnew").isHidden()


def test_the_wheel_with_shift_zooms_y_and_fit_y_takes_it_back(window, find, settle):
    plot = find(window, "curvePlot")
    before, fitted = window.room.store.state.range, plot.y_range
    wheel(plot, 3, modifiers=Qt.KeyboardModifier.ShiftModifier)
    settle(window)
    assert window.room.store.state.range == before
    assert plot.y_range[1] - plot.y_range[0] < (fitted[1] - fitted[0]) * 0.9
    find(window, "fitY").click()
    settle(window)
    assert plot.y_range == pytest.approx(fitted)


def test_a_wheel_turned_for_ever_ends_at_a_range_that_can_be(window, find, settle):
    plot = find(window, "curvePlot")
    for turns in (-100, 100):
        for _ in range(80):
            wheel(plot, turns)
        settle(window)
        low, high = window.room.store.state.range
        assert isfinite(low) and isfinite(high) and low < high


def test_the_hand_pans(window, find, settle):
    lo, hi = window.room.store.state.seen
    drag(find(window, "curvePlot"), (0.8, 0.3), (0.3, 0.3))
    settle(window)
    low, high = window.room.store.state.seen
    assert high - low == pytest.approx(hi - lo)
    assert low == pytest.approx(lo + (hi - lo) / 2, abs=0.3)
    assert not window.room.store.moving


def test_the_range_keeps_the_cursor_inside(window, ends, settle, find):
    ends[1].setValue(0.5)
    settle(window)
    assert find(window, "cursorX").value() == 0.5
    assert window.room.store.result.point.x == 0.5


@pytest.mark.parametrize("samples", [2, 3, 1000, 100_000, 10_000_000])
def test_samples(window, find, settle, samples):
    find(window, "samples").setValue(samples)
    settle(window)
    assert window.room.store.result.request.curve.samples == samples
    assert f"{samples:,} samples" in find(window, "readoutTiming").text()
    line = window.room.store.result.curve.polylines[0]
    assert len(line.x) <= 5 * window.width()
    lo, hi = window.room.store.state.range
    assert (line.x[0], line.x[-1]) == pytest.approx((lo, hi))


@pytest.mark.parametrize(("asked", "given"), [(1, 2), (-5, 2), (20_000_000, 10_000_000)])
def test_samples_are_kept_within_what_can_be(window, find, settle, asked, given):
    find(window, "samples").setValue(asked)
    settle(window)
    assert window.room.store.state.samples == given


def test_the_samples_slider_is_logarithmic(window, find, settle):
    slider = find(window, "samplesSlider")
    assert slider.accessibleName()
    for place, samples in ((slider.minimum(), 2), (slider.maximum(), 10_000_000), (300, 1000)):
        slider.setValue(place)
        settle(window)
        assert window.room.store.state.samples == samples
        assert find(window, "samples").value() == samples


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_order(window, find, settle, order):
    find(window, "order").setValue(order)
    settle(window)
    assert len(window.room.store.result.curve.polylines) == order + 1
    assert [find(window, f"show_{k}").isVisible() for k in range(5)] == [k <= order for k in range(5)]
    assert [item.isVisible() for item in window.room.view.plots.items] == [k <= order for k in range(5)]
    assert [find(window, f"readout_{k + 1}").text() != "" for k in range(5)] == [k <= order for k in range(5)]


def test_dtype(window, find, settle):
    find(window, "expressionEdit").setText("x - x + 1/3")
    settle(window)
    heights = {}
    for name in ("float64", "float32"):
        find(window, "dtype").setCurrentText(name)
        settle(window)
        heights[name] = window.room.store.result.curve.polylines[0].y[0]
        assert heights[name] == torch.tensor(1 / 3, dtype=getattr(torch, name)).item()
    assert heights["float32"] != heights["float64"]
