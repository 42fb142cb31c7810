"""Typing a function: the curve follows, and what is wrong is said under the field while the last good curve stays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


@pytest.fixture
def edit(window, find):
    return find(window, "expressionEdit")


@pytest.fixture
def error(window, find):
    return find(window, "expressionError")


def test_typing_draws(window, edit, settle):
    edit.selectAll()
    QTest.keyClicks(edit, "x^2")
    settle(window)
    assert str(window.room.store.state.function) == "x^2"
    assert window.room.store.result.curve.fits[0] == pytest.approx((0, 39.478), abs=1e-2)


@pytest.mark.parametrize(
    ("text", "words", "column"),
    [
        ("sine(x)", "'sine' is not a function I know. Did you mean sin?", 0),
        ("2 + sine(x)", "Did you mean sin?", 4),
        ("sin(x", "never closed", 3),
        ("x +", "too early", 3),
        ("", "Type a function", 0),
        ("(" * 10_000, "", None),
        ("9**9**9**9", "", None),
        ("__import__('os')", "", None),
        ("x\u202e\u0000", "cannot read", 1),
    ],
)
def test_what_is_wrong_is_said_and_the_last_curve_stays(window, edit, error, text, words, column):
    state, result = window.room.store.state, window.room.store.result
    edit.setText(text)
    assert error.isVisible()
    assert words in error.text()
    assert (window.room.store.state, window.room.store.result) == (state, result)
    assert window.is_settled(), "the newest State is still on the screen"
    if column is not None:
        caret = next(line for line in error.text().splitlines() if line.strip() == "^")
        assert caret.index("^") >= column


def test_the_caret_stands_under_the_mistake(window, edit, error):
    """At the pixel where the wrong character begins, in the same font."""
    assert error.font().family() == edit.font().family()
    columns = []
    for text in ("sine(x)", "1 + sine(x)", "1 + 2 + sine(x)"):
        edit.setText(text)
        columns.append(error.text().splitlines()[0].index("^"))
    assert [column - columns[0] for column in columns] == [0, 4, 8]


def test_a_good_text_takes_the_error_away(window, edit, error, settle):
    edit.setText("sine(x)")
    edit.setText("sin(x)")
    settle(window)
    assert not error.isVisible() and not error.text()


def test_back_to_the_text_that_is_shown_takes_the_error_away(window, edit, error):
    text = edit.text()
    edit.setText("sine(x)")
    edit.setText(text)
    assert not error.isVisible()


def test_another_change_leaves_what_is_wrong_on_the_screen(window, edit, error, find, settle):
    edit.setText("sine(x)")
    find(window, "cursorX").setValue(2.5)
    settle(window)
    assert edit.text() == "sine(x)"
    assert error.isVisible() and "sine" in error.text()


def test_choosing_a_function_replaces_what_was_wrong(window, edit, error, find, settle):
    edit.setText("sine(x)")
    selector = find(window, "functionSelector")
    selector.setCurrentIndex(selector.findText("Tangent"))
    settle(window)
    assert edit.text() == "tan(x)"
    assert not error.isVisible()


def test_choosing_the_same_function_again_replaces_what_was_wrong(window, edit, error, find, settle):
    before = edit.text()
    edit.setText("sine(x)")
    selector = find(window, "functionSelector")
    selector.activated.emit(selector.currentIndex())
    settle(window)
    assert edit.text() == before
    assert not error.isVisible()


def test_what_a_person_types_is_left_as_it_is(window, edit, settle):
    edit.setText("2 x  + 1")
    settle(window)
    assert edit.text() == "2 x  + 1"


def test_pasted_lines_and_signs(window, edit, settle):
    edit.setText("u = 2·x; u² − 1")
    settle(window)
    assert window.room.store.result.error is None
    assert window.room.store.result.curve.fits[0][0] == pytest.approx(-1, abs=1e-2)


def test_a_text_of_a_megabyte_is_an_error(window, edit, error):
    edit.setText("x" * 1_000_000)
    assert error.isVisible()
    assert len(error.text()) < 1000


def test_the_formula_is_typeset(window, edit, find, settle):
    formula = find(window, "formula")
    before = formula.grab().toImage()
    edit.setText("sqrt(x)/(1 + x^2)")
    settle(window)
    assert formula.grab().toImage() != before
    assert "sqrt" in formula.accessibleName()


def test_the_key_for_the_field(window, edit, qtbot):
    window.activateWindow()
    window.actions_by_name["editFunction"].trigger()
    qtbot.waitUntil(edit.hasFocus)
    assert edit.selectedText() == edit.text()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    assert edit.text() == ""


def test_half_a_word_is_no_function(window, edit, error, qtbot):
    """Typed without a pause, only the whole text counts: the last good curve stays under a wrong one."""
    before = window.room.store.state
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "foo(x) + 1")
    assert not window.is_settled()
    qtbot.waitUntil(error.isVisible)
    assert window.room.store.state == before
    assert window.is_settled()


def test_enter_does_not_wait(window, edit, settle):
    edit.selectAll()
    QTest.keyClicks(edit, "x^2")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert str(window.room.store.state.function) == "x^2"
    settle(window)


UNDO = Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def typing(window, edit, qtbot):
    """The field with the hands on its keys."""
    window.activateWindow()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    return edit


def test_undo_gives_up_a_rejected_text(window, typing, error, settle):
    """And nothing but that: the entry before it is still to be undone."""
    start = window.room.store.state
    typing.setText("x^2")
    settle(window)
    before = window.room.store.state
    QTest.keyClicks(typing, " + sine(x)")
    settle(window)
    assert error.isVisible() and window.room.store.state == before
    QTest.keyClick(typing, *UNDO)
    assert typing.text() == "x^2" and not error.isVisible()
    assert window.room.store.state == before
    QTest.keyClick(typing, *UNDO)
    settle(window)
    assert window.room.store.state == start
    assert typing.text() == str(start.function)


def test_undo_gives_up_what_is_not_yet_said(window, typing, error, settle):
    before, text = window.room.store.state, typing.text()
    QTest.keyClicks(typing, " + 1")
    assert not window.is_settled()
    QTest.keyClick(typing, *UNDO)
    assert typing.text() == text
    settle(window)
    assert window.room.store.state == before


def test_no_undo_brings_a_rejected_text_back(window, typing, error, settle):
    """Of whatever was typed, right and wrong, undo and redo show only texts of States."""
    good = {typing.text()}
    for text in ("x^2", "x^2 +", "sine(x)", "x^3", "(", "cos(x)"):
        typing.selectAll()
        QTest.keyClicks(typing, text)
        settle(window)
        good.add(str(window.room.store.state.function))
    for key in [Qt.Key.Key_Z] * 8 + [Qt.Key.Key_Y] * 8:
        QTest.keyClick(typing, key, Qt.KeyboardModifier.ControlModifier)
        settle(window)
        assert typing.text() in good and not error.isVisible()
        assert typing.text() == str(window.room.store.state.function)


def test_undo_of_something_else_gives_up_a_rejected_text_too(window, edit, error, find, settle):
    """The State of another time is shown as it was then: its text, and nothing wrong."""
    before, text = window.room.store.state, edit.text()
    find(window, "cursorX").setValue(2.5)
    settle(window)
    edit.setText("sine(x)")
    window.actions_by_name["undo"].trigger()
    settle(window)
    assert window.room.store.state == before
    assert edit.text() == text and not error.isVisible()
