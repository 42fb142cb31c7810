"""At rest the window shows confirmed marks only, in the plot, in the Marks tab, and to the jump keys."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from explorer.core.explore import state as states
from explorer.core.explore.mark import Kind
from explorer.core.expression import parse
from explorer.ui.explore.marks import SHAPES


@pytest.fixture
def checked(open_window, qtbot):
    """A window on a function, once its marks are confirmed."""

    def open_(text, limits=(-5.0, 5.0)):
        window = open_window(states.of_function(parse(text), limits), wait=False)
        with qtbot.waitSignal(window.room.checked, timeout=30_000):
            pass
        return window

    return open_


def shown(window, kind):
    return [(x, y) for shape, x, y in window.room.view.plots.marks.points if shape is SHAPES[kind]]


def test_a_hole_is_no_maximum_however_often_it_is_drawn(checked, qtbot):
    window = checked("(1 - cos(x))/x^2")
    assert (shown(window, Kind.MAXIMUM), shown(window, Kind.HOLE)) == ([], [(0.0, 0.5)])
    with qtbot.waitSignal(window.settled, timeout=30_000):
        window.room.store.apply(lambda state: replace(state, samples=5_000))
    assert (shown(window, Kind.MAXIMUM), shown(window, Kind.HOLE)) == ([], [(0.0, 0.5)])


def test_the_jump_keys_go_to_what_is_confirmed(checked):
    window = checked("(x^2 - 1)/(x - 1)")
    seen = []
    for _ in range(3):
        window.room.jump(-1)
        seen.append(window.room.store.state.cursor)
    assert seen[0] == -1.0 and set(seen) == {-1.0}


def test_the_readout_names_what_the_cursor_stands_on(checked, find, settle):
    window = checked("x^2 - 2")
    timing = find(window, "readoutTiming")
    assert "samples" in timing.text()
    window.room.store.apply(lambda state: states.with_cursor(state, -1.0))
    window.room.jump(-1)
    settle(window)
    assert timing.text() == "zero at −√2"
    window.room.store.apply(lambda state: states.with_cursor(state, -1.0))
    settle(window)
    assert "samples" in timing.text()


def test_asymptotes_are_drawn_in_the_plot_of_f_alone(checked):
    window = checked("(x^2 + 1)/x", (-8.0, 8.0))
    curve, derivative = window.room.view.plots.places
    ((slope, height),) = [(one.slope, one.height) for one in curve._asymptotes]
    assert (slope, height) == (1.0, 0.0)
    assert derivative._asymptotes == ()
    before = window.grab().toImage()
    curve._asymptotes = ()
    curve.update()
    assert window.grab().toImage() != before


def test_the_tab_lists_them_goes_there_and_copies(checked, find, qtbot):
    window = checked("x^2 - 2")
    find(window, "checkBadge").click()
    page = window.room.truth.page
    cells = page.marks.table.cells
    rows = [[cells.index(r, c).data() for c in range(4)] for r in range(cells.rowCount())]
    assert rows == [["zero", "-1.41421356", "−√2", "0"], ["minimum", "0", "", "-2"], ["zero", "1.41421356", "√2", "0"]]
    page.marks.table.clicked.emit(cells.index(2, 0))
    assert window.room.store.state.cursor == pytest.approx(2**0.5, abs=1e-12)
    page.findChild(QPushButton, "marksCopy").click()
    assert QGuiApplication.clipboard().text().splitlines()[1] == "zero,-1.4142135623730951,0.0,−√2,,"


def test_what_is_too_much_is_said_beside_the_table(checked, find):
    window = checked("tan(x)", (-1000.0, 1000.0))
    find(window, "checkBadge").click()
    assert "pole: 636" in window.room.truth.page.marks.beside.text()


def test_a_button_writes_the_mended_formula(checked, find, qtbot):
    window = checked("log(exp(x))", (-800.0, 800.0))
    find(window, "checkBadge").click()
    mend = window.room.truth.page.mend
    assert mend.text() == "Write x instead"
    with qtbot.waitSignal(window.room.checked, timeout=30_000):
        mend.click()
    assert str(window.room.store.state.function) == "x"
    window.room.store.undo()
    assert str(window.room.store.state.function) == "log(exp(x))"
