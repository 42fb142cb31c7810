"""Ranges, numbers and functions that are at an end of what can be: each is drawn or explained, and never a crash."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QTimer

from explorer.core.explore import state as states
from explorer.core.expression import parse

RANGES = [
    (-1e300, 1e300),
    (1e300, 1.1e300),
    (0.0, 1e-300),
    (-1e-300, 1e-300),
    (0.0, 1e-320),
    (0.0, 5e-324),
    (0.0, 1.7e308),
    (-1.7e308, 1.7e308),
    (-8e307, 8e307),
    (1.0, 1.0 + 1e-15),
    (1e16, 1e16 + 4),
    (-1e38, 1e38),
    (-3.4e38, 3.4e38),
    (0.0, 1e-45),
    (1e-38, 2e-38),
]
FUNCTIONS = [
    "x",
    "sin(x)",
    "1/x",
    "exp(x)",
    "5",
    "0",
    "floor(x)",
    "detach(x)",
    "j0(x)",
    "sqrt(-1 - x^2)",
    "x/0",
    "1e308 sin(x)",
    "1e-308 sin(x)",
    "1e300 x^5",
    "exp(exp(x))",
    "log(x)",
    "x^x",
    "tan(1e6 x)",
    "heaviside(x)",
    "where(x > 0, sqrt(x), 0)",
    "1 + 1e-16 x",
]


def assert_drawn_or_explained(window, find):
    error, curve = find(window, "expressionError"), window.room.store.result.curve
    assert (curve is None) == error.isVisible()
    if curve is None:
        assert error.text().strip()
        return
    plots = window.room.view.plots
    for plot in plots.plots:
        assert np.isfinite(plot.plotItem.vb.viewRange()).all()
    for item in plots.items:
        if item.isVisible():
            x, y = item.getData()
            joined = item.opts["connect"]
            held = y if isinstance(joined, str) else y[:-1][joined[:-1].astype(bool)]
            assert np.isfinite(held).all() and np.isfinite(x).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_any_range(window, find, settle, dtype):
    find(window, "dtype").setCurrentText(dtype)
    for text in ("sin(x)", "1/x"):
        find(window, "expressionEdit").setText(text)
        for lo, hi in RANGES:
            window.room.store.apply(lambda state, lo=lo, hi=hi: states.with_range(state, lo, hi))
            settle(window)
            assert_drawn_or_explained(window, find)
            explained = "float32" if dtype == "float32" else "float64 cannot hold"
            if window.room.store.result.error is not None:
                assert explained in find(window, "expressionError").text()
            assert not window.grab().isNull()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("overlay", [False, True], ids=["apart", "overlaid"])
def test_any_function(window, find, settle, dtype, overlay):
    for text in FUNCTIONS:
        state = replace(states.of_function(parse(text)), dtype=dtype, order=4, secant=True, overlay=overlay)
        window.room.store.apply(lambda _, state=state: state)
        settle(window)
        assert window.room.store.result.error is None, text
        assert_drawn_or_explained(window, find)


@pytest.mark.parametrize("hi", [1e300, 1e50, 5e-324])
def test_the_last_good_curve_stays_where_it_is_true(window, settle, qtbot, hi):
    """While a range is refused, the axes go on to show that of the curve."""
    plots, good = window.room.view.plots, window.room.store.state.range
    window.room.store.apply(lambda state: states.with_range(state, 0.0, hi))
    settle(window)
    assert window.room.store.result.error is not None
    qtbot.waitUntil(lambda: not plots.findChild(QTimer).isActive())  # which would move the axes ahead of the curve
    for plot in plots.plots:
        lo, hi = plot.plotItem.vb.viewRange()[0]
        assert (lo * plot.units[0], hi * plot.units[0]) == pytest.approx(good)


@pytest.mark.parametrize("samples", [2, 3, 5])
def test_few_samples(window, find, settle, samples):
    find(window, "samples").setValue(samples)
    for text in ("sin(x)", "1/x", "floor(x)", "5"):
        find(window, "expressionEdit").setText(text)
        settle(window)
        assert_drawn_or_explained(window, find)


@pytest.mark.parametrize(
    ("text", "height", "slope"), [("5", 5, 0), ("0", 0, 0), ("floor(x/100)", None, 0), ("2x", None, 2)]
)
def test_a_straight_curve_is_seen(open_window, find, text, height, slope):
    """A constant in the middle of its plot, not on its edge."""
    window = open_window(text)
    curve = window.room.store.result.curve
    low, high = find(window, "derivativePlot").y_range
    assert low < slope < high
    assert set(curve.polylines[1].y.tolist()) == {slope}
    if height is not None:
        low, high = find(window, "curvePlot").y_range
        assert low < height < high
        assert set(curve.polylines[0].y.tolist()) == {height}


def test_a_tiny_window(window, settle, find):
    window.resize(1, 1)
    window.room.view.plots.resize(20, 20)
    settle(window)
    find(window, "expressionEdit").setText("x^2")
    settle(window)
    assert_drawn_or_explained(window, find)


def test_resizing_draws_for_the_new_size(window, settle):
    window.resize(1900, 1000)
    settle(window)
    wide = window.room.store.result.request.curve.size
    window.resize(1100, 700)
    settle(window)
    narrow = window.room.store.result.request.curve.size
    assert narrow[0] < wide[0] and narrow[1] < wide[1]
    assert narrow == window.room.view.plots.picture_size()
