"""Light and dark: everything on the screen takes the colours, and both tables can be read."""

import pytest
from PySide6.QtGui import QColor

from explorer.ui import theme


@pytest.fixture(autouse=True)
def light_again(qapp):
    yield
    theme.apply(theme.Scheme.LIGHT)


def luminance(colour):
    parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """As the WCAG define it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("table", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_texts_can_be_read_and_curves_seen(table):
    for ground in (table.base, table.window):
        assert contrast(table.text, ground) > 7
        assert contrast(table.muted, ground) > 4.5
        assert contrast(table.error, ground) > 4.5
    for curve in table.curves:
        assert contrast(curve, table.base) > 2.5


def test_the_colours_of_the_curves_are_okabe_and_itos():
    told_apart = (*theme.LIGHT.curves[:3], theme.LIGHT.stored)
    assert [colour.upper() for colour in told_apart] == ["#0072B2", "#D55E00", "#009E73", "#CC79A7"]
    for table in (theme.LIGHT, theme.DARK):
        assert table.stored not in table.curves
        assert len(set(table.curves)) == len(table.curves) == len(set(theme.DASHES)) == 5


def seen(window, colour):
    """How many pixels of the plots have exactly this colour."""
    picture = window.room.view.plots.grab().toImage()
    goal = QColor(colour).rgb()
    return sum(picture.pixel(x, y) == goal for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3))


def test_switching(window, settle, qtbot):
    for name, table in (("dark", theme.DARK), ("light", theme.LIGHT)):
        window.actions_by_name[name].trigger()
        settle(window)
        assert window.actions_by_name[name].isChecked()
        qtbot.waitUntil(lambda ground=table.window: window.palette().window().color() == QColor(ground))
        assert seen(window, table.base) > 1000, "the ground of the plots"
        assert seen(window, table.curves[0]) > 10, "f"
        assert seen(window, table.curves[1]) > 10, "its derivative"


def test_one_scheme_is_checked(window):
    names = [scheme.value for scheme in theme.Scheme]
    for name in names:
        window.actions_by_name[name].trigger()
        assert [window.actions_by_name[other].isChecked() for other in names] == [other == name for other in names]


def test_the_formula_can_be_read_in_both(window, find, settle, qtbot):
    formula = find(window, "formula")
    for name, table in (("dark", theme.DARK), ("light", theme.LIGHT)):
        window.actions_by_name[name].trigger()
        qtbot.waitUntil(lambda ground=table.window: formula.palette().window().color() == QColor(ground))
        settle(window)
        image = formula.grab().toImage()
        ink, ground = QColor(table.text).lightness(), QColor(table.window).lightness()
        levels = [image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())]
        assert sum(abs(level - ink) < abs(level - ground) for level in levels) > 50, name


def test_an_error_is_told_by_more_than_colour(window, find):
    find(window, "expressionEdit").setText("sine(x)")
    error = find(window, "expressionError")
    assert "^" in error.text() and error.isVisible()
