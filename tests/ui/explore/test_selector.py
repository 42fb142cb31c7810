"""Choosing a built-in function: all are listed, grouped, and found by typing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.core.catalogue import CATALOGUE, GROUPS


def row_of(selector, title):
    row = selector.findText(title, Qt.MatchFlag.MatchExactly)
    assert row >= 0, title
    return row


def suggestions(selector):
    model = selector.completer().completionModel()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_every_entry_stands_under_its_group(window, find):
    selector = find(window, "functionSelector")
    group, found = None, []
    for row in range(selector.count()):
        if selector.itemText(row) in GROUPS and not selector.model().item(row).isEnabled():
            group = selector.itemText(row)
        else:
            found.append((group, selector.itemText(row)))
    assert found == [(entry.group, entry.title) for entry in CATALOGUE]


def test_the_entry_shown_is_the_one_selected(window, find):
    assert find(window, "functionSelector").currentText() == CATALOGUE[0].title


@pytest.mark.parametrize("entry", [CATALOGUE[3], CATALOGUE[-1], next(e for e in CATALOGUE if e.title == "Tangent")])
def test_choosing(window, find, settle, entry):
    selector = find(window, "functionSelector")
    selector.setCurrentIndex(row_of(selector, entry.title))
    settle(window)
    assert find(window, "expressionEdit").text() == entry.expression
    assert (find(window, "xMin").value(), find(window, "xMax").value()) == pytest.approx(entry.range)
    assert window.room.store.state.values == {parameter.name: parameter.value for parameter in entry.parameters}
    for parameter in entry.parameters:
        assert find(window, f"parameter_{parameter.name}").value() == pytest.approx(parameter.value)


@pytest.mark.parametrize("typed", ["tang", "TANG", "angen", "tan(x"])
def test_searching_by_a_part_of_title_or_expression(window, find, typed):
    selector = find(window, "functionSelector")
    selector.lineEdit().clear()
    QTest.keyClicks(selector.lineEdit(), typed)
    assert selector.completer().completionPrefix() == typed
    assert "Tangent" in suggestions(selector)
    assert len(suggestions(selector)) < 10


def test_typing_a_whole_title_chooses_it(window, find, settle):
    selector = find(window, "functionSelector")
    selector.lineEdit().selectAll()
    QTest.keyClicks(selector.lineEdit(), "tangent")
    settle(window)
    assert find(window, "expressionEdit").text() == "tan(x)"


def test_what_is_not_listed_chooses_nothing(window, find, settle):
    before = window.room.store.state
    selector = find(window, "functionSelector")
    selector.lineEdit().selectAll()
    QTest.keyClicks(selector.lineEdit(), "no such function")
    QTest.keyClick(selector.lineEdit(), Qt.Key.Key_Return)
    settle(window)
    assert window.room.store.state == before


def test_a_typed_function_is_no_entry_and_one_of_the_list_is(window, find, settle):
    selector, edit = find(window, "functionSelector"), find(window, "expressionEdit")
    edit.setText("x^7 + 1")
    settle(window)
    assert selector.currentIndex() == -1
    edit.setText("tan(x)")
    settle(window)
    assert selector.currentText() == "Tangent"


def test_undo_selects_the_entry_before(window, find, settle):
    selector = find(window, "functionSelector")
    selector.setCurrentIndex(row_of(selector, "Tangent"))
    settle(window)
    window.actions_by_name["undo"].trigger()
    settle(window)
    assert selector.currentText() == CATALOGUE[0].title


def test_the_list_shows_typeset_formulas(window, find, qtbot):
    """Each is made by the compute thread once it can be seen."""
    selector = find(window, "functionSelector")
    before = selector.grab().toImage()
    selector.showPopup()
    with qtbot.waitSignal(window.formulas.ready):
        selector.view().viewport().update()
    picture = selector.view().viewport().grab().toImage()
    assert not picture.isNull() and picture != before
    selector.hidePopup()
