"""Undo in Tape by the window's own commands: cells, texts, documents and how one looks at a picture."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.core.tape.cells import Cell, Document, save_document
from explorer.core.tape.picture.graph import BoxKind
from explorer.core.tape.picture.groups import Fold

TIMEOUT = 60_000
SQUARE = (
    "import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = (x * 2).exp()\nz = y + 1\nz.backward()\nprint('ran')"
)
UNDO = "Ctrl+Z"


@pytest.fixture
def cells(room):
    return room.view.cells


@pytest.fixture
def drawn(room, cells, qtbot):
    """Run this code, and wait for its picture."""

    def run(*sources):
        cells.set_sources(sources)
        before = room.recording
        with qtbot.waitSignal(cells.all_finished, timeout=TIMEOUT):
            cells.run_all()
        qtbot.waitUntil(lambda: room.recording is not before and room.is_settled(), timeout=TIMEOUT)

    return run


def undo(shared, times=1):
    for _ in range(times):
        assert shared.actions_by_name["undo"].isEnabled()
        shared.actions_by_name["undo"].trigger()


def redo(shared):
    assert shared.actions_by_name["redo"].isEnabled()
    shared.actions_by_name["redo"].trigger()


def text(cell):
    return "".join(one.get("text", "") for one in cell.outputs.outputs) if cell.outputs is not None else ""


def test_a_cell_that_was_deleted_comes_back_with_what_it_gave(shared, cells, drawn):
    drawn("a = 1", SQUARE, "b = 2")
    label = cells.cells[1].label.text()
    cells.delete(1)
    assert cells.sources() == ["a = 1", "b = 2"] and len([one for one in cells.cells if one.isVisible()]) == 2
    undo(shared)
    assert cells.sources() == ["a = 1", SQUARE, "b = 2"]
    assert cells.cells[1].isVisible() and text(cells.cells[1]) == "ran\n" and cells.cells[1].label.text() == label
    assert cells.document().cells[1].outputs[0]["text"] == "ran\n"
    redo(shared)
    assert cells.sources() == ["a = 1", "b = 2"]


def test_the_last_cell_that_was_deleted_comes_back(shared, cells):
    cells.set_sources(["a"])
    cells.delete(0)
    assert cells.sources() == [""]
    undo(shared)
    assert cells.sources() == ["a"]


def test_cells_that_were_added_and_moved(shared, cells):
    cells.set_sources(["a", "b"])
    cells.add_below(0, "markdown")
    cells.move_cell(2, 0)
    assert cells.sources() == ["b", "a", ""]
    undo(shared)
    assert cells.sources() == ["a", "", "b"]
    undo(shared)
    assert cells.sources() == ["a", "b"]
    redo(shared)
    redo(shared)
    column = cells.column.widget().layout().itemAt(0).layout()
    assert cells.sources() == ["b", "a", ""] and [column.itemAt(k).widget() for k in range(3)] == cells.cells


def test_a_run_of_typing_is_one_entry_and_ctrl_z_undoes_it(shared, room, cells, qtbot):
    cells.set_sources(["a", "b"])
    one, two = (cell.code for cell in cells.cells)
    one.setFocus()
    qtbot.waitUntil(one.hasFocus)
    qtbot.keyClicks(one, "xyz")
    two.setFocus()
    qtbot.keyClicks(two, "1")
    qtbot.keyClick(two, Qt.Key.Key_End)
    qtbot.keyClicks(two, "23")
    assert cells.sources() == ["xyza", "1b23"] == [cell.source for cell in room.store.state.cells]
    for wanted in (["xyza", "1b"], ["xyza", "b"], ["a", "b"]):
        QTest.keySequence(QApplication.focusWidget(), QKeySequence(UNDO))
        assert cells.sources() == wanted
        assert QApplication.focusWidget() is (one if wanted == ["a", "b"] else two), "the cell that is another"
    QTest.keySequence(QApplication.focusWidget(), shared.actions_by_name["redo"].shortcut())
    assert cells.sources() == ["xyza", "b"]


def test_ctrl_z_in_a_cell_brings_another_back(shared, cells, qtbot):
    cells.set_sources(["a", "b"])
    cells.delete(0)
    code = cells.cells[0].code
    qtbot.waitUntil(code.hasFocus)
    QTest.keySequence(code, QKeySequence(UNDO))
    assert cells.sources() == ["a", "b"]


def test_to_go_from_cell_to_cell_is_no_entry(shared, room, cells, qtbot):
    cells.set_sources(["a", "b"])
    cells.add_below(1, "code")
    for cell in cells.cells:
        cell.code.setFocus()
        qtbot.waitUntil(cell.code.hasFocus)
        assert room.store.state.current == cell.key
    undo(shared)
    assert cells.sources() == ["a", "b"]


def test_another_file_is_undone_to_the_former_cells(shared, cells, tmp_path):
    paths = tmp_path / "one.py", tmp_path / "two.ipynb"
    save_document(Document((Cell("code", "one"),)), paths[0])
    save_document(Document((Cell("code", "two"), Cell("markdown", "# words")), {"mine": 1}), paths[1])
    cells.open_path(paths[0])
    cells.open_path(paths[1])
    assert cells.sources() == ["two", "# words"] and cells.path == paths[1]
    undo(shared)
    assert cells.sources() == ["one"] and cells.path == paths[0] and not cells.modified
    redo(shared)
    assert cells.sources() == ["two", "# words"] and cells.path == paths[1]
    assert cells.document().metadata == {"mine": 1}


def test_what_is_as_it_was_saved_is_not_modified(shared, cells, tmp_path):
    cells.set_sources(["a", "b"])
    assert cells.save_path(tmp_path / "a.py")
    cells.delete(0)
    assert cells.modified
    undo(shared)
    assert not cells.modified


LOOKS = {
    "step": lambda view: view.timeline.back.click(),
    "first": lambda view: view.timeline.first.click(),
    "local": lambda view: view.local.click(),
    "stop": lambda view: view.cells.tools.stop_at_error.click(),
    "box": lambda view: view.graph.clicked.emit(0),
    "run": lambda view: choose(view.scope, 0),
    "fold": lambda view: choose(view.fold, 1),
}


def choose(combo, place):
    combo.setCurrentIndex(place)
    combo.activated.emit(place)


def seen(room):
    """What the controls say."""
    view, item = room.view, room.view.graph._item
    return (
        view.timeline.step, view.local.isChecked(), view.cells.tools.stop_at_error.isChecked(), item.selected,
        view.scope.currentIndex(), view.fold.currentIndex(), len(view.graph.graph.boxes), view.details.heading.text(),
    )  # fmt: skip


@pytest.mark.parametrize("name", LOOKS)
def test_how_one_looks_at_it_is_undone_and_redone(shared, room, drawn, qtbot, name):
    def settled():
        qtbot.waitUntil(room.is_settled, timeout=TIMEOUT)
        return room.store.state, seen(room)

    drawn(SQUARE)
    before = settled()
    LOOKS[name](room.view)
    after = settled()
    assert after[0] != before[0] and after[1] != before[1]
    undo(shared)
    assert settled() == before
    redo(shared)
    assert settled() == after


def test_a_group_that_was_opened_is_folded_again(shared, room, drawn, qtbot):
    drawn(SQUARE)
    choose(room.view.fold, room.view.fold.findData(Fold.LINE))
    qtbot.waitUntil(room.is_settled, timeout=TIMEOUT)
    folded = len(room.view.graph.graph.boxes)
    (group,) = {box.group for box in room.view.graph.graph.boxes if box.kind is BoxKind.GROUP}
    room.view.graph.opened.emit(group)
    qtbot.waitUntil(room.is_settled, timeout=TIMEOUT)
    assert len(room.view.graph.graph.boxes) > folded
    undo(shared)
    qtbot.waitUntil(room.is_settled, timeout=TIMEOUT)
    assert len(room.view.graph.graph.boxes) == folded


def test_a_run_is_no_entry(shared, room, drawn):
    drawn(SQUARE)
    room.view.cells.add_below(0, "code")
    assert room.store.can_undo
    undo(shared)
    assert room.view.cells.sources() == [SQUARE]
    undo(shared)
    assert room.view.cells.sources() == [""]


def test_a_state_is_taken_back(shared, room, drawn, qtbot):
    drawn(SQUARE)
    room.view.timeline.first.click()
    kept = room.store.state
    room.view.cells.delete(0)
    room.view.timeline.last.click()
    room.take(kept)
    qtbot.waitUntil(room.is_settled, timeout=TIMEOUT)
    assert room.store.state == kept and room.view.timeline.step == room.view.timeline.slider.minimum()
    assert room.view.cells.sources() == [SQUARE] and text(room.view.cells.cells[0]) == "ran\n"
