"""What is drawn: the very numbers of torch, gaps where f breaks, and each look that a person may choose."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from explorer.core.explore import state as states
from explorer.core.expression import parse
from explorer.core.expression.torch_reading import TorchFunction


def drawn(window, order=0):
    """The points of a curve as they are in the plot, and which are joined to the next."""
    plots = window.room.view.plots
    item = plots.items[order]
    plot = plots.curve if order == 0 or window.room.store.state.overlay else plots.derivative
    assert item.isVisible() and item.getViewBox() is plot.plotItem.vb
    x, y = item.getData()
    connect = item.opts["connect"]
    joined = np.ones(len(x), dtype=bool) if isinstance(connect, str) else connect
    return x * plot.units[0], y * plot.units[1], joined[:-1]


def torch_values(text, limits, samples, dtype, order):
    """A number for each x, by the plain script."""
    x = torch.linspace(*limits, samples, dtype=dtype, requires_grad=True)
    y = TorchFunction(parse(text))(x)
    for _ in range(order):
        (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return dict(zip(x.tolist(), y.tolist(), strict=True))


@pytest.mark.parametrize("samples", [2, 1000, 100_000])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_points_are_torchs(open_window, samples, dtype):
    text = "sin(x) exp(x/4)"
    state = states.of_function(parse(text), (-4.0, 6.0))
    window = open_window(replace(state, samples=samples, dtype=dtype, order=3))
    for order in range(4):
        truth = torch_values(text, (-4.0, 6.0), samples, getattr(torch, dtype), order)
        x, y, joined = drawn(window, order)
        assert [truth[place] for place in x.tolist()] == y.tolist()
        assert joined.all()


@pytest.mark.parametrize(
    ("text", "breaks"),
    [("1/x", [0.0]), ("tan(x)", [-1.5707963, 1.5707963]), ("floor(x/4)", [-4, 0, 4]), ("sign(x - 1)", [1])],
)
def test_no_line_across_a_jump_or_a_pole(open_window, text, breaks):
    window = open_window(text)
    x, _, joined = drawn(window)
    for place in breaks:
        around = np.flatnonzero((x[:-1] < place) & (place < x[1:]))
        assert not joined[around].any()
    assert joined.sum() > len(joined) - 2 * len(breaks) - 10


def test_nothing_is_drawn_where_f_has_no_value(open_window):
    window = open_window("sqrt(x)")
    x, y, joined = drawn(window)
    assert np.isfinite(y[:-1][joined]).all() and (x[:-1][joined] >= 0).all()


def test_a_dense_curve_is_a_texture_of_few_points(open_window):
    window = open_window(replace(states.of_function(parse("sin(1000x)")), samples=1_000_000))
    x, y, _ = drawn(window)
    assert len(x) <= 4 * window.width()
    assert (y.min(), y.max()) == pytest.approx((-1, 1), abs=1e-3)


def test_both_plots_have_one_x_axis(window):
    plots = window.room.view.plots
    left = [plot.plotItem.vb.mapRectToScene(plot.plotItem.vb.rect()).left() for plot in plots.plots]
    width = [plot.plotItem.vb.width() for plot in plots.plots]
    assert left[0] == left[1] and width[0] == width[1]
    assert plots.curve.plotItem.vb.viewRange()[0] == plots.derivative.plotItem.vb.viewRange()[0]


def test_overlay(window, settle, find):
    plots, act = window.room.view.plots, window.actions_by_name["overlay"]
    find(window, "order").setValue(2)
    settle(window)
    act.trigger()
    settle(window)
    assert not find(window, "derivativePlot").isVisible()
    for order in range(3):
        assert len(drawn(window, order)[0])
    low, high = plots.curve.y_range
    for line in window.room.store.result.curve.polylines:
        assert low <= line.y.min() and line.y.max() <= high
    act.trigger()
    settle(window)
    assert find(window, "derivativePlot").isVisible()
    for order in range(3):
        assert len(drawn(window, order)[0])


def test_a_curve_is_hidden_and_shown_by_its_chip(window, find, settle):
    for order in (0, 1):
        chip = find(window, f"show_{order}")
        assert chip.isChecked() and chip.accessibleName()
        chip.click()
        settle(window)
        assert not window.room.view.plots.items[order].isVisible()
        assert window.room.store.state.hidden == {order}
        chip.click()
        settle(window)
        assert len(drawn(window, order)[0])


def test_a_hidden_curve_stays_hidden_when_another_function_is_typed(window, find, settle):
    find(window, "show_1").click()
    find(window, "expressionEdit").setText("x^3")
    settle(window)
    assert not window.room.view.plots.items[1].isVisible()


@pytest.mark.parametrize("name", ["grid", "legend", "marks"])
def test_what_can_be_switched_off(window, name, find):
    shown = {
        "grid": lambda: all(plot.grid_lines.isVisible() for plot in window.room.view.plots.plots),
        "legend": lambda: find(window, "show_0").isVisible(),
        "marks": lambda: window.room.view.plots.marks.isVisible(),
    }[name]
    act = window.actions_by_name[name]
    for expected in (True, False, True):
        assert (act.isChecked(), shown()) == (expected, expected)
        act.trigger()


def test_marks_are_drawn(open_window):
    window = open_window("x^2 - 1")
    assert [(x, y) for _, x, y in window.room.view.plots.marks.points] == [
        (pytest.approx(-1), 0), (pytest.approx(0, abs=1e-9), pytest.approx(-1)), (pytest.approx(1), 0),
    ]  # fmt: skip


def test_the_axis_counts_in_pi(window):
    axis = window.room.view.plots.derivative.bottom

    def texts():
        return [text for _, text in axis.ticks()]

    assert not any("π" in text for text in texts())
    window.actions_by_name["units_of_pi"].trigger()
    assert {"−π", "0", "π"} <= set(texts())
    places = {text: place for place, text in axis.ticks()}
    assert places["π"] == pytest.approx(np.pi)


@pytest.mark.parametrize(
    ("limits", "wanted"),
    [
        ((-5.0, 5.0), {"0", "−4", "4"}),
        ((0.0, 1.0), {"0", "0.2", "1.0"}),
        ((0.0, 1e-300), set()),
        ((1e300, 1.1e300), set()),
        ((1e6, 1e6 + 1e-3), set()),
        ((-1e9, 1e9), {"0"}),
    ],
)
def test_numbers_on_an_axis_tell_its_ticks_apart(open_window, limits, wanted):
    window = open_window(replace(states.of_function(parse("x"), limits), dtype="float64"))
    for plot in window.room.view.plots.plots:
        places, texts = zip(*plot.bottom.ticks(), strict=True)
        assert 2 <= len(texts) <= 25
        assert len(set(texts)) == len(texts), "no two the same"
        assert wanted <= set(texts)
        slack = (limits[1] - limits[0]) * 1e-6
        assert all(limits[0] - slack <= place * plot.units[0] <= limits[1] + slack for place in places)


def test_y_fits_the_curve(open_window, find, settle):
    window = open_window("x^2")
    low, high = find(window, "curvePlot").y_range
    assert low < 0 < 25 < high < 30
    find(window, "xMax").setValue(10)
    settle(window)
    assert 100 < find(window, "curvePlot").y_range[1] < 120


def test_while_a_hand_is_on_a_control_the_plot_stands_still(open_window, find, settle, qtbot):
    """The y axis only grows, so that a curve is seen to move and not the numbers beside it."""
    window = open_window("a sin(x)")
    plot, slider = find(window, "curvePlot"), find(window, "parameter_a")
    slider.sliderPressed.emit()
    before = plot.y_range
    with qtbot.waitSignal(window.room.store.computed):
        slider.setValue(0.6)
    assert plot.y_range == before
    with qtbot.waitSignal(window.room.store.computed):
        slider.setValue(3.0)
    assert plot.y_range[1] > 3
    slider.sliderReleased.emit()
    settle(window)


@pytest.mark.parametrize(
    ("text", "note", "words"),
    [
        ("detach(x^2)", "derivativeNote", "no path leads from y back to x"),
        ("j0(x)", "derivativeNote", "does not require grad"),
        ("heaviside(x)", "derivativeNote", "not implemented"),
        ("sqrt(-1 - x^2)", "curveNote", "no finite value"),
    ],
)
def test_a_curve_that_is_missing_says_why(open_window, find, settle, text, note, words):
    window = open_window(text)
    label = find(window, note)
    assert label.isVisible() and words in label.text()
    find(window, "expressionEdit").setText("sin(x)")
    settle(window)
    assert not label.isVisible()


def test_loading_is_said_until_the_first_curve(open_window, find, settle):
    window = open_window(wait=False)
    message = find(window, "plotMessage")
    assert message.isVisible() and "PyTorch" in message.text()
    settle(window)
    assert not message.isVisible()


def test_loading_is_over_when_the_first_function_fails(open_window, find):
    def broken(x):
        raise ValueError("on purpose")

    window = open_window(broken)
    assert "on purpose" in find(window, "expressionError").text()
    message = find(window, "plotMessage")
    assert not message.isVisible() or "Loading" not in message.text()


def test_what_the_curve_cannot_show_is_said_in_it(open_window, find, settle):
    window = open_window(states.of_function(parse("log(x)"), (-2.0, 2.0)))
    notice = find(window, "readoutNotice")
    assert notice.text() == "f is NaN at 500 of 1,000 samples, from x = -2 to -0.00200203: torch.log made it first."
    window.room.store.apply(lambda state: replace(state, range=(0.5, 2.0)))
    settle(window)
    assert notice.isHidden()
    window.room.store.apply(lambda state: replace(state, function=parse("sin(1e6 x)"), range=(-2.0, 2.0)))
    settle(window)
    assert notice.text().startswith("f swings faster than 1,000 samples can show")
    assert notice.width() <= window.room.view.plots.curve.width()
    assert "range" in notice.toolTip()
