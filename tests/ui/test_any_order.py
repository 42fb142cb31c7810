"""A hand that knows no better: whatever is done in whatever order, the window settles and goes on working."""

import random

import pytest
from PySide6.QtCore import Qt

from explorer.core.catalogue import CATALOGUE
from tests.ui.hands import click, drag, wheel

NUMBERS = (0, 1, -1, 0.5, 3, -7, 1e-3, 100, 1e6, -1e9, 1e-30, 1e38, -1e300, 1.7e308, 5e-324)
TEXTS = ("x", "a sin(b x)", "1/x", "sin(", "", "floor(x)", "detach(x)", "x^x", "a", "where(x > a, x, b)", "tan(50x)")
VIEWS = ("overlay", "grid", "legend", "marks", "units_of_pi", "fitY", "nextMark", "previousMark", "undo", "redo")
SHIFT = Qt.KeyboardModifier.ShiftModifier


def set_some(names, values):
    """Set one of these boxes, if it is there."""

    def act(window, chance):
        box = window.findChild(object, chance.choice(names))
        if box is not None and box.isEnabled():
            box.setValue(chance.choice(values))

    return act


def plot(window, chance):
    return chance.choice([one for one in window.room.view.plots.plots if one.isVisible()])


def place(chance):
    return chance.random(), chance.random()


def slide(window, chance):
    rows = list(window.room.view.parameters.rows.values())
    if rows:
        slider = chance.choice(rows).slider
        slider.sliderPressed.emit()
        for _ in range(3):
            slider.setValue(chance.uniform(slider.minimum(), slider.maximum()))
        slider.sliderReleased.emit()


def choose(window, chance):
    selector = window.room.view.selector
    selector.setCurrentIndex(selector.findText(chance.choice(CATALOGUE).title))


ACTIONS = (
    set_some(("xMin", "xMax", "cursorX", "secantStep", "parameter_a_value", "parameter_b_value"), NUMBERS),
    set_some(("parameter_a_lo", "parameter_a_hi", "parameter_b_step"), NUMBERS),
    set_some(("samples",), (2, 3, 1000, 60_000, 300_000)),
    set_some(("order",), (1, 2, 3, 4)),
    lambda window, chance: window.room.view.field.edit.setText(chance.choice(TEXTS)),
    lambda window, chance: window.room.view.sampling.dtype.setCurrentIndex(chance.randrange(2)),
    lambda window, chance: window.actions_by_name[chance.choice(VIEWS)].trigger(),
    lambda window, chance: chance.choice(window.room.view.chips).click(),
    lambda window, chance: window.room.view.cursor_panel.secant.click(),
    lambda window, chance: wheel(plot(window, chance), chance.choice((-8, -1, 1, 8)), place(chance)),
    lambda window, chance: wheel(plot(window, chance), chance.choice((-3, 3)), place(chance), SHIFT),
    lambda window, chance: click(plot(window, chance), place(chance)),
    lambda window, chance: drag(plot(window, chance), place(chance), place(chance)),
    lambda window, chance: window.resize(chance.randrange(900, 1500), chance.randrange(500, 900)),
    slide,
    choose,
)


@pytest.mark.parametrize("seed", range(4))
def test_forty_things_in_any_order(open_window, settle, seed):
    chance = random.Random(seed)
    window = open_window("a sin(b x)")
    for _ in range(40):
        chance.choice(ACTIONS)(window, chance)
        if chance.random() < 0.5:
            settle(window)
    settle(window)
    assert not window.room.store.moving
    window.room.store.apply(lambda state: type(state)(state.function))
    window.room.view.field.edit.setText("x^2 + 1")
    settle(window)
    assert window.room.store.result.curve.fits[0] == pytest.approx((1, 26), abs=0.01)
