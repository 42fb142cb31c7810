"""The cells in the window: run, stopped at errors, opened, changed and saved."""

import json
import os
import signal
from base64 import b64encode

import pytest
from PySide6.QtCore import QBuffer, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMessageBox, QPushButton

from explorer.core.mime import LANDSCAPE
from explorer.core.tape import state as states
from explorer.core.tape.cells import Cell, Document, open_document, save_document
from explorer.core.tape.reading.troubles import Trouble
from explorer.core.tape.session import Recording
from explorer.core.words import Sentence
from explorer.ui import theme
from explorer.ui.latest import Latest
from explorer.ui.store import Store
from explorer.ui.tape.cells import CellsView
from explorer.ui.tape.kernel.kernel import Kernel, KernelState
from explorer.ui.tape.outputs import LONGEST_LINE, Outputs, Picture, plain

TIMEOUT = 60_000
QUESTION = QMessageBox.StandardButton


def stored(kernel):
    """The cells on a store of their own, which draws nothing."""
    view = CellsView(states.default(), kernel, theme.LIGHT)
    store = view.store = Store(view._state, Latest("nothing", lambda: None, print), lambda state, moving: None)
    store.changed.connect(view.show_state)
    view.intended.connect(lambda transition, gesture: store.apply(transition, gesture or None))
    view.noted.connect(store.note)
    view.paused.connect(store.release)
    return view


@pytest.fixture
def make_view(qtbot):
    def make(kernel, *sources):
        view = stored(kernel)
        qtbot.addWidget(view)
        view.resize(600, 500)
        view.set_sources(sources)
        view.show()
        return view

    return make


@pytest.fixture
def still(make_view):
    """A view whose kernel is never started."""
    return lambda *sources: make_view(Kernel(), *sources)


@pytest.fixture
def run_all(kernel, make_view, qtbot):
    """Run cells to the end; the view, and the status of each that ran."""

    def run(*sources, stop=True):
        view = make_view(kernel, *sources)
        statuses = []
        view.cell_finished.connect(lambda run, status: statuses.append(status))
        view.tools.stop_at_error.setChecked(stop)
        with qtbot.waitSignal(view.all_finished, timeout=TIMEOUT):
            view.tools.run_all.click()
        return view, statuses

    return run


def shown(view, place):
    """What a person reads under a cell."""
    outputs = view.cells[place].outputs
    if outputs is None:
        return ""
    return "\n".join(
        widget.toPlainText() if hasattr(widget, "toPlainText") else widget.head.text()
        for widget in outputs.children()
        if hasattr(widget, "toPlainText") or hasattr(widget, "head")
    )


def labels(view):
    return [cell.label.text() for cell in view.cells]


# -- running


def test_run_all_runs_every_cell_in_its_order(run_all):
    view, statuses = run_all("a = 1", "", "print(a)\na + 1")
    assert statuses == ["ok", "ok"]
    assert shown(view, 2) == "1\n\n2"
    first = view.cells[0].execution_count
    assert labels(view) == [f"In [{first}]", "In [ ]", f"In [{first + 1}]"] or first >= 9


def test_run_all_stops_at_the_first_error(run_all):
    view, statuses = run_all("1 / 0", "print('after')")
    assert statuses == ["error"]
    assert shown(view, 0) == "ZeroDivisionError: division by zero"
    assert shown(view, 1) == ""
    assert labels(view)[1] == "In [ ]"


def test_run_all_goes_on_after_errors_where_that_is_wanted(run_all):
    view, statuses = run_all("1 / 0", "if True\n    pass", "print('after')", stop=False)
    assert statuses == ["error", "error", "ok"]
    assert shown(view, 1).startswith("SyntaxError: ")
    assert shown(view, 2) == "after\n"


def test_running_nothing_is_finished_at_once(run_all):
    assert run_all("", " ")[1] == []


def test_the_traceback_is_folded(run_all, qtbot):
    view, _ = run_all("def f():\n    1 / 0\n\nf()")
    fault = view.cells[0].outputs.findChild(object, "tapeError")
    assert not fault.traceback.isVisible()
    qtbot.waitUntil(fault.toggle.isVisible)
    qtbot.mouseClick(fault.toggle, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(fault.traceback.isVisible)
    assert "----> 4 f()" in fault.traceback.toPlainText()
    assert "\x1b" not in fault.traceback.toPlainText()


def test_a_figure_is_drawn(run_all):
    view, _ = run_all("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    picture = view.cells[0].outputs.findChild(Picture)
    assert picture.width() > 100
    view.resize(300, 500)
    assert picture.heightForWidth(150) < picture.sizeHint().height()


def test_input_says_that_it_cannot_ask(run_all):
    view, statuses = run_all("input()")
    assert statuses == ["error"]
    assert shown(view, 0).startswith("StdinNotImplementedError")


def test_outputs_are_replaced_by_those_of_the_next_run(run_all, qtbot):
    view, _ = run_all("import itertools\nn = itertools.count()", "print(next(n))")
    with qtbot.waitSignal(view.cell_finished, timeout=TIMEOUT):
        view.run(1)
    assert shown(view, 1) == "1\n"
    assert len(view.cells[1].outputs.outputs) == 1


def test_interrupt_ends_the_loop_and_what_waits(kernel, make_view, qtbot):
    view = make_view(kernel, "print('in it', flush=True)\nwhile True:\n    pass", "print('after')")
    statuses = []
    view.cell_finished.connect(lambda run, status: statuses.append(status))
    view.tools.stop_at_error.setChecked(False)
    view.run_all()
    assert labels(view) == ["In [*]", "In [*]"]
    qtbot.waitUntil(lambda: shown(view, 0) != "", timeout=TIMEOUT)
    assert view.tools.state.text() == "kernel: busy"
    with qtbot.waitSignal(view.all_finished, timeout=TIMEOUT):
        view.tools.interrupt.click()
    assert statuses == ["error"]
    assert shown(view, 0).endswith("KeyboardInterrupt")
    assert labels(view)[1] == "In [ ]"


def test_code_that_does_not_answer_is_told_of_and_ended_by_restart(kernel, make_view, qtbot):
    body = "    try:\n        print('in it', flush=True)\n        while True: pass\n    except BaseException: pass"
    view = make_view(kernel, f"while True:\n{body}")
    view.run(0)
    qtbot.waitUntil(lambda: shown(view, 0) != "", timeout=TIMEOUT)
    view.tools.interrupt.click()
    qtbot.waitUntil(view.message.isVisible, timeout=TIMEOUT)
    assert "Restart ends it" in view.message.text()
    with qtbot.waitSignal(view.cell_finished, timeout=TIMEOUT) as finished:
        view.tools.restart.click()
    assert (view.cells[0].execution_count, finished.args[1]) == (None, "died")
    qtbot.waitUntil(lambda: kernel.state is KernelState.IDLE, timeout=TIMEOUT)
    assert not view.message.isVisible()


def test_a_killed_kernel_is_told_of_and_work_goes_on(kernel, make_view, qtbot):
    kernel.restart()
    view = make_view(kernel, "import os\nos.getpid()", "while True: pass", "print('after')")
    with qtbot.waitSignal(view.cell_finished, timeout=TIMEOUT):
        view.run(0)
    pid = int(shown(view, 0))
    view.run(1)
    view.run(2)
    with qtbot.waitSignal(kernel.died, timeout=TIMEOUT):
        os.kill(pid, signal.SIGKILL)
    assert labels(view) == ["In [ ]"] * 3
    assert "signal SIGKILL" in view.message.text()
    assert "variables are gone" in view.message.text()
    assert view.message.isVisible()
    with qtbot.waitSignal(view.cell_finished, timeout=TIMEOUT) as finished:
        view.run(2)
    assert (view.cells[2].execution_count, finished.args[1]) == (1, "ok")
    assert shown(view, 2) == "after\n"
    assert not view.message.isVisible()


def test_keys_run_cells(kernel, make_view, qtbot):
    view = make_view(kernel, "1", "2")
    enter = Qt.Key.Key_Return
    with qtbot.waitSignal(view.cell_finished, timeout=TIMEOUT):
        qtbot.keyClick(view.cells[0].code, enter, Qt.KeyboardModifier.ControlModifier)
    assert len(view.cells) == 2
    with qtbot.waitSignal(view.cell_finished, timeout=TIMEOUT):
        qtbot.keyClick(view.cells[1].code, enter, Qt.KeyboardModifier.ShiftModifier)
    assert view.sources() == ["1", "2", ""]
    assert shown(view, 1) == "2"


def test_a_cell_and_a_document_that_go_while_a_cell_runs(kernel, make_view, qtbot):
    view = make_view(kernel, "for i in range(5):\n    print(i, flush=True)", "2")
    view.run_all()
    with qtbot.waitSignal(view.all_finished, timeout=TIMEOUT):
        view.delete(0)
    assert shown(view, 0) == "2"
    view.set_sources(["import time\ntime.sleep(.1)"])
    with qtbot.waitSignal(kernel.began, timeout=TIMEOUT):
        view.run(0)
    with qtbot.waitSignal(kernel.finished, timeout=TIMEOUT):
        view.set_sources(["3"])
    with qtbot.waitSignal(view.cell_finished, timeout=TIMEOUT):
        view.run(0)
    assert shown(view, 0) == "3"


def test_lines_and_notes_of_a_cell_that_ran(run_all, qtbot):
    view, _ = run_all("a = 1\nb = 2\nc = 3", "d = 4")
    run = view.cells[0].run_id
    view.mark_lines(run, {1, 3})
    assert [cell.code.marked for cell in view.cells] == [(1, 3), ()]
    view.mark_lines(run, set())
    assert view.cells[0].code.marked == ()
    view.show_troubles(Recording(troubles={run: (Trouble("x", Sentence("Tape", "This is why.")),)}))
    assert view.cells[0].note.text() == "This is why." and view.cells[1].note is None
    code = view.cells[0].code
    code.setFocus()
    qtbot.waitUntil(code.hasFocus)
    with qtbot.waitSignal(view.line_clicked) as clicked:
        qtbot.mouseClick(
            code.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 8 + 2 * code.fontMetrics().lineSpacing() + 4)
        )
    assert clicked.args == [run, 3]
    qtbot.keyClick(code, Qt.Key.Key_X)
    view.mark_lines(run, {1})
    assert code.marked == (), "the lines are others now"
    with qtbot.assertNotEmitted(view.line_clicked):
        qtbot.keyClick(code, Qt.Key.Key_Up)


# -- documents


def test_saved_with_its_outputs_and_opened_again(run_all, tmp_path):
    view, _ = run_all("print('a')\n1 + 1", "1 / 0")
    path = tmp_path / "a.ipynb"
    assert view.modified is False
    assert view.save_path(path)
    again = stored(Kernel())
    assert again.open_path(path)
    assert again.sources() == ["print('a')\n1 + 1", "1 / 0"]
    assert shown(again, 0) == "a\n\n2"
    assert shown(again, 1) == "ZeroDivisionError: division by zero"
    assert again.document().cells == open_document(path).cells
    assert not again.modified
    assert labels(again) == ["In [ ]", "In [ ]"]
    again.deleteLater()


def test_opening_runs_nothing(make_view, tmp_path):
    path = tmp_path / "a.py"
    path.write_text("# %%\nraise SystemExit\n")
    kernel = Kernel()
    view = make_view(kernel)
    view.open_path(path)
    assert view.sources() == ["raise SystemExit"]
    assert kernel.state is KernelState.DEAD


def test_what_is_no_notebook_leaves_all_as_it_was(still, tmp_path):
    view = still("a = 1")
    (tmp_path / "a.ipynb").write_text("{")
    assert not view.open_path(tmp_path / "a.ipynb")
    assert "is not a notebook" in view.message.text()
    assert not view.open_path(tmp_path / "missing.py")
    assert "missing.py" in view.message.text()
    assert view.sources() == ["a = 1"]
    assert not view.save_path(tmp_path / "missing" / "a.py")
    assert view.message.isVisible()


def test_changes_are_known_until_they_are_saved(still, tmp_path, qtbot):
    view = still("a")
    qtbot.keyClicks(view.cells[0].code, "b")
    assert view.modified
    assert view.save_path(tmp_path / "a.py")
    assert not view.modified
    assert (tmp_path / "a.py").read_text() == "# %%\nba\n"


@pytest.mark.parametrize(
    ("answer", "goes", "saved"),
    [(QUESTION.Discard, True, "old"), (QUESTION.Cancel, False, "old"), (QUESTION.Save, True, "new")],
)
def test_changes_that_are_not_saved_are_asked_about(still, tmp_path, qtbot, monkeypatch, answer, goes, saved):
    path = tmp_path / "a.py"
    save_document(Document((Cell("code", "old"),)), path)
    view = still()
    view.open_path(path)
    assert view.may_discard()
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)
    view.cells[0].code.setPlainText("new")
    assert view.may_discard() is goes
    assert open_document(path).cells[0].source == saved


def test_cells_are_added_moved_and_deleted(still):
    view = still("a", "b")
    view.add_below(0, "code")
    assert view.sources() == ["a", "", "b"]
    view.move_cell(2, 0)
    assert view.sources() == ["b", "a", ""]
    column = view.column.widget().layout().itemAt(0).layout()
    assert [column.itemAt(place).widget() for place in range(3)] == view.cells
    for _ in range(3):
        view.delete(0)
    assert view.sources() == [""]
    assert view.modified


def test_the_menu_of_a_cell(still, qtbot):
    view = still("a", "b")
    view.cells[1].menu_button.click()
    menu = view.findChild(object, "tapeCellActions")
    enabled = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    assert enabled == {
        "Add code below": True, "Add words below": True, "Move up": True, "Move down": False,
        "Its optimisers to Descend": True, "Delete": True,
    }  # fmt: skip
    menu.actions()[2].trigger()
    menu.close()
    assert view.sources() == ["b", "a"]


def test_the_optimisers_of_a_cell_are_offered(still, qtbot):
    view = still("class Mine(torch.optim.SGD): pass")
    view.cells[0].menu_button.click()
    menu = view.findChild(object, "tapeCellActions")
    action = next(one for one in menu.actions() if one.text() == "Its optimisers to Descend")
    with qtbot.waitSignal(view.descend_wanted) as wanted:
        action.trigger()
    menu.close()
    assert wanted.args == ["class Mine(torch.optim.SGD): pass"]


def test_the_loss_of_a_network_has_a_button(still, qtbot):
    view = still("landscape")
    data = {"x": [0.0, 1.0], "y": [0.0, 1.0], "heights": [[1.0, 2.0], [3.0, 4.0]], "path": [], "rate": 0.1}
    output = {"text/plain": "Landscape(2 × 2, 0 steps)", LANDSCAPE: json.dumps(data)}
    view.cells[0].add_output({"output_type": "execute_result", "data": output, "metadata": {}, "execution_count": 1})
    button = view.findChild(QPushButton, "tapeShowInDescend")
    with qtbot.waitSignal(view.descend_wanted) as wanted:
        button.click()
    assert wanted.args == [data]


def test_words_are_rendered_and_edited_by_a_double_click(still, qtbot):
    view = still()
    view.set_document(Document((Cell("markdown", "# Title\n\n![](file:///etc/hostname) [link](javascript:1)"),)))
    cell = view.cells[0]
    qtbot.waitUntil(lambda: cell.words.isVisible())
    assert cell.words.toPlainText().startswith("Title\n")
    qtbot.mouseDClick(cell.words.viewport(), Qt.MouseButton.LeftButton)
    assert cell.code.isVisible() and not cell.words.isVisible()
    cell.code.setPlainText("*other*")
    qtbot.keyClick(cell.code, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert cell.words.toPlainText() == "other"
    assert view.document().cells[0] == Cell("markdown", "*other*")


def test_sixty_cells_open_as_they_were_saved(still, tmp_path):
    path = tmp_path / "a.ipynb"
    code = "\n".join(f"def f{k}(x):\n    return torch.sin(x) + {k}  # words" for k in range(8))
    output = {"output_type": "stream", "name": "stdout", "text": "a line\n" * 10}
    cells = [
        Cell("markdown", "# Title\n\nwords *and* words") if k % 3 == 0 else Cell("code", code, (output,))
        for k in range(60)
    ]
    save_document(Document(tuple(cells)), path)
    view = still()
    view.open_path(path)
    assert view.document().cells == open_document(path).cells
    assert view.sources() == [cell.source for cell in cells]


# -- the editor


@pytest.mark.parametrize(
    ("before", "keys", "after"),
    [
        ("if x:", [Qt.Key.Key_Return, Qt.Key.Key_Y], "if x:\n    y"),
        ("    a", [Qt.Key.Key_Return, Qt.Key.Key_Y], "    a\n    y"),
        ("a", [Qt.Key.Key_Tab, Qt.Key.Key_Y], "a   y"),
        ("    a", [Qt.Key.Key_Backtab], "a"),
        ("  a", [Qt.Key.Key_Backtab, Qt.Key.Key_Backtab], "a"),
    ],
)
def test_keys_of_the_editor(still, qtbot, before, keys, after):
    code = still(before).cells[0].code
    cursor = code.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    code.setTextCursor(cursor)
    for key in keys:
        qtbot.keyClick(code, key)
    assert code.toPlainText() == after


def test_selected_lines_are_indented_together(still, qtbot):
    view = still("a\n\nb\nc")
    code = view.cells[0].code
    cursor = code.textCursor()
    cursor.setPosition(4, cursor.MoveMode.KeepAnchor)
    code.setTextCursor(cursor)
    qtbot.keyClick(code, Qt.Key.Key_Tab)
    assert code.toPlainText() == "    a\n\n    b\nc"
    qtbot.keyClick(code, Qt.Key.Key_Backtab)
    assert code.toPlainText() == "a\n\nb\nc"
    view.store.undo()
    assert code.toPlainText() == "    a\n\n    b\nc"


@pytest.mark.parametrize("before", ["a = 1\nb = 2", "# 导数\nb = 2", "s = '𝒙'\nb = 2", "a = '\u2028'\r\nb = 2", ""])
def test_undo_leaves_the_cursor_where_the_text_is_another(still, qtbot, before):
    view = still(before)
    code = view.cells[0].code
    cursor = code.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    code.setTextCursor(cursor)
    qtbot.keyClicks(code, " + 3")
    view.store.undo()
    assert view.sources() == [before] == [cell.source for cell in view.store.state.cells]
    view.store.redo()
    assert code.source.endswith(" + 3") and code.textCursor().atEnd()


def test_code_that_is_not_changed_is_kept_to_the_character(still, qtbot):
    odd = "a = '\u2028\xa0'\r\nb"
    view = still(odd)
    assert view.sources() == [odd]
    qtbot.keyClick(view.cells[0].code, Qt.Key.Key_X)
    assert view.sources() == ["xa = '\n\xa0'\nb"]


def test_the_editor_is_as_high_as_its_code(still, qtbot):
    view = still("a")
    before = view.cells[0].code.height()
    view.cells[0].code.setPlainText("a\n" * 20)
    qtbot.waitUntil(lambda: view.cells[0].code.height() > before + 200)
    assert view.cells[0].code.verticalScrollBar().maximum() == 0


def test_esc_leaves_the_editor(still, qtbot):
    view = still("a")
    view.cells[0].code.setFocus()
    qtbot.keyClick(view.cells[0].code, Qt.Key.Key_Escape)
    assert not view.cells[0].code.hasFocus()


def test_strings_over_several_lines_are_highlighted(still):
    code = still('x = """a\nreturn b\n"""\nreturn').cells[0].code
    colours = [
        [found.format.foreground().color().name() for found in code.document().findBlockByNumber(k).layout().formats()]
        for k in (1, 3)
    ]
    assert set(colours[0]) == {theme.LIGHT.curves[2].lower()}
    assert colours[1] == [theme.LIGHT.accent.lower()]


# -- outputs


@pytest.fixture
def outputs(qtbot):
    made = Outputs(theme.LIGHT)
    qtbot.addWidget(made)
    return made


def text_of(outputs):
    return [outputs.layout().itemAt(k).widget().toPlainText() for k in range(outputs.layout().count())]


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def test_pieces_of_a_stream_are_one_text(outputs):
    for text in ("a", "b\n", "c\nd", "e"):
        outputs.add(stream(text))
    assert text_of(outputs) == ["ab\nc\nde"]
    outputs.add(stream("f", "stderr"))
    outputs.add(stream("g"))
    assert text_of(outputs) == ["ab\nc\nde", "f", "g"]


def test_a_carriage_return_writes_over_its_line(outputs):
    for text in ("start\n", "\r10%", "\r20%", "\r30", "%\nend\r", "other\r\n", "last"):
        outputs.add(stream(text))
    assert text_of(outputs) == ["start\n30%\nother\nlast"]


def test_codes_and_broken_characters_and_long_lines(outputs):
    outputs.add(stream("\x1b[31mred\x1b[0m \ud800\n" + "x" * 2_000_000))
    lines = text_of(outputs)[0].split("\n")
    assert lines[0] == "red �"
    assert len(lines[1]) == LONGEST_LINE + 1
    assert plain("\x1b]0;title\x07a\x1b[1;2mb") == "ab"


def test_clear_output_now_and_with_the_next(outputs):
    outputs.add(stream("a"))
    outputs.add({"output_type": "clear_output", "wait": True})
    assert text_of(outputs) == ["a"]
    outputs.add(stream("b"))
    assert text_of(outputs) == ["b"]
    outputs.add({"output_type": "clear_output", "wait": False})
    assert text_of(outputs) == []
    assert outputs.outputs == []


def test_html_is_text(outputs):
    data = {"text/html": "<img src='file:///etc/hostname'><b>bold</b><script>1</script>"}
    outputs.add({"output_type": "display_data", "data": data, "metadata": {}})
    assert "bold" in text_of(outputs)[0]
    outputs.add({"output_type": "display_data", "data": {**data, "text/plain": "plain"}, "metadata": {}})
    assert text_of(outputs)[1] == "plain"


def test_pictures(outputs):
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    png = b64encode(buffer.data().data()).decode()
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="9" height="9"/></svg>'
    for data in ({"image/png": png}, {"image/svg+xml": svg}):
        outputs.add({"output_type": "display_data", "data": data, "metadata": {}})
    outputs.resize(100, 100)
    outputs.grab()
    sizes = [picture.sizeHint().toTuple() for picture in outputs.findChildren(Picture)]
    assert sizes == [(30, 20), (40, 30)]


@pytest.mark.parametrize(
    "data",
    [
        {"image/png": "not base64"},
        {"image/png": b64encode(b"no picture").decode()},
        {"image/png": ["a"]},
        {"image/svg+xml": '<svg width="9" height="9"><image href="file:///etc/hostname"/></svg>'},
        {"application/json": {}},
    ],
)
def test_what_is_no_picture_shows_its_text_and_is_kept(outputs, data):
    outputs.add({"output_type": "display_data", "data": {**data, "text/plain": "words"}, "metadata": {}})
    assert text_of(outputs) == ["words"]
    outputs.add({"output_type": "display_data", "data": data, "metadata": {}})
    assert len(outputs.outputs) == 2


# -- looks


def test_every_control_has_a_name_and_says_what_it_is(still):
    view = still("a")
    names = {"tapeOpen", "tapeSave", "tapeRunAll", "tapeInterrupt", "tapeRestart", "tapeStopAtError", "tapeKernelState",
             "tapeRun", "tapeCellMenu", "tapeCode"}  # fmt: skip
    for name in names:
        assert view.findChild(object, name).accessibleName(), name


def test_it_fits_into_400_pixels(still):
    assert still("x = 1").minimumSizeHint().width() <= 400


def test_colours_follow_the_scheme(still):
    view = still("x = 1")
    view.set_colours(theme.DARK)
    assert not view.modified
    image = view.cells[0].code.grab().toImage()
    assert image.pixelColor(image.width() - 5, image.height() - 3).name() == theme.DARK.base


def test_a_notebook_of_another_program_keeps_its_parts(still, tmp_path):
    path = tmp_path / "a.ipynb"
    cells = [{"cell_type": "code", "id": "a", "metadata": {"tags": ["x"]}, "source": "1", "execution_count": 7,
              "outputs": []}]  # fmt: skip
    path.write_text(json.dumps({"cells": cells, "metadata": {"mine": 1}, "nbformat": 4, "nbformat_minor": 5}))
    view = still()
    view.open_path(path)
    view.cells[0].code.setPlainText("2")
    view.save_path(path)
    saved = json.loads(path.read_text())
    assert saved["metadata"] == {"mine": 1}
    assert (saved["cells"][0]["metadata"], saved["cells"][0]["execution_count"]) == ({"tags": ["x"]}, 7)
