"""The workspace Tape in the window, with a real kernel: run, step, click, break, go on."""

import ast
import os
import re
import signal
from base64 import b64decode

import nbformat
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from explorer.core.tape.cells import open_document
from explorer.core.tape.picture.box_moment import BoxMoment
from explorer.core.tape.picture.graph import BoxKind
from explorer.core.tape.reading.track import track
from explorer.core.tape.report import report
from explorer.core.tape.run import run as run_without_window
from explorer.ui import resources
from explorer.ui.tape.kernel.kernel import KernelState
from explorer.ui.theme import DARK, LIGHT, Scheme
from tests import course

TIMEOUT = 60_000
LEFT = Qt.MouseButton.LeftButton
NOTEBOOKS = sorted(resources.path("notebooks").glob("*.ipynb"))
SQUARE = "import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x\ny.backward()"


def is_starting(state):
    return state is KernelState.STARTING


@pytest.fixture
def view(room):
    return room.view


@pytest.fixture
def run(room, view, qtbot):
    """Run these cells to the end, and wait until what the last of them recorded is on the screen."""

    def run_(*sources):
        if sources:
            view.cells.set_sources(sources)
        before = room.recording
        with qtbot.waitSignal(view.cells.all_finished, timeout=60_000):
            view.cells.run_all()
        if "torch." in view.cells.sources()[-1]:
            qtbot.waitUntil(lambda: room.recording is not before and is_drawn(room), timeout=TIMEOUT)
        return view.cells.cells[-1].execution_count

    return run_


@pytest.fixture
def choose(room, view, qtbot):
    """Choose an entry as a person does, and wait for the picture."""

    def choose_(combo, text):
        combo.setCurrentText(text)
        combo.activated.emit(combo.currentIndex())
        qtbot.waitUntil(room.is_settled, timeout=TIMEOUT)
        assert combo.currentText() == text

    return choose_


def is_drawn(room):
    """Whether the newest recording is on the screen."""
    drawing = room.view.graph.drawing
    return drawing is not None and drawing.request.recording is room.recording and room.is_settled()


def names(view):
    """What the boxes are called: the variable, or else the operation."""
    return {view.graph.moment.box_name(box) or box.title for box in view.graph.graph.boxes}


def place(view, name):
    boxes = view.graph.graph.boxes
    return next(k for k, box in enumerate(boxes) if name in (view.graph.moment.box_name(box), box.title))


def click(view, name, qtbot):
    view.graph.fit()
    qtbot.mouseClick(view.graph.viewport(), LEFT, pos=view.graph.place_of(place(view, name)).toPoint())


def tensors(view):
    """The column of values and of slots in the table, by name."""
    model = view.tensors.model()
    return {
        model.index(row, 0).data(): (model.index(row, 1).data(), model.index(row, 2).data())
        for row in range(model.rowCount())
    }


def outputs_of(cell):
    return cell.outputs.outputs if cell.outputs is not None else []


def error_of(cell):
    return next(widget.head.text() for widget in cell.outputs.children() if widget.objectName() == "tapeError")


# -- to run and to look


def test_typed_code_is_run_and_drawn(room, view, qtbot, shared):
    code = view.cells.cells[0].code
    code.setFocus()
    for line in SQUARE.splitlines():
        qtbot.keyClicks(code, line)
        qtbot.keyClick(code, Qt.Key.Key_Return)
    with qtbot.waitSignals([room.settled, view.cells.cell_finished, shared.settled], timeout=60_000):
        qtbot.keyClick(code, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert names(view) == {"x", "y"}
    assert {box.kind for box in view.graph.graph.boxes} == {BoxKind.LEAF, BoxKind.OUTPUT}
    assert tensors(view) == {"x": ("3", "6"), "y": ("9", "None")}
    assert view.timeline.told.text() == "Back: 3 + 3 = 6 arrives; x.grad was None, and is 6"
    assert shared.is_settled()


def test_stepping_back_takes_back_what_is_on_the_screen(view, run, qtbot):
    run("import torch\np = torch.tensor(3.0, requires_grad=True)\nq = p * p\nq.backward()")
    assert (tensors(view)["p"], tensors(view)["q"]) == (("3", "6"), ("9", "None"))
    seen = [view.graph.viewport().grab().toImage()]
    for told, p, q in (
        ("Back: MulBackward0 (q) receives 1 and sends 3, 3", ("3", "None"), ("9", "None")),
        ("Forward: mul(p, p) = 9", ("3", "None"), ("9", "None")),
        ("Forward: tensor(3.0, True) = 3", ("3", "None"), None),
    ):
        qtbot.mouseClick(view.timeline.back, LEFT)
        assert view.timeline.told.text() == told
        assert (tensors(view).get("p"), tensors(view).get("q")) == (p, q)
        seen.append(view.graph.viewport().grab().toImage())
        assert seen[-1] != seen[-2], "the graph, too"
    assert not view.timeline.back.isEnabled()
    view.timeline.last.click()
    assert view.graph.viewport().grab().toImage() == seen[0]


def test_keys_step(view, run, qtbot):
    run(SQUARE)
    view.window().activateWindow()
    view.graph.setFocus()
    for key, step in ((Qt.Key.Key_Left, -1), (Qt.Key.Key_Left, -2), (Qt.Key.Key_Right, -1)):
        last = view.timeline.slider.maximum()
        qtbot.keyClick(view.graph, key, Qt.KeyboardModifier.ControlModifier)
        assert view.timeline.step == last + step


def test_play_ends_at_the_last_step(view, run, qtbot):
    run(SQUARE)
    view.timeline.speed.setCurrentIndex(view.timeline.speed.count() - 1)
    said = []
    note = view.timeline.moved.connect(lambda step: said.append(view.timeline.told.text().split(":")[0]))
    with qtbot.waitSignal(view.timeline.play.toggled, timeout=TIMEOUT, check_params_cb=lambda on: not on):
        view.timeline.play.click()
    view.timeline.moved.disconnect(note)
    assert said == ["Forward", "Forward", "Back", "Back"]


def test_a_click_on_a_box_tells_of_it_and_marks_its_line(view, run, qtbot):
    run("import torch", SQUARE)
    click(view, "y", qtbot)
    assert view.details.heading.text() == "y  ·  MulBackward0"
    assert "saved" in view.details.facts.text()
    assert [cell.code.marked for cell in view.cells.cells] == [(), (3,)]
    click(view, "x", qtbot)
    assert view.details.heading.text().startswith("x  ·  ")
    assert view.cells.cells[1].code.marked == (2,)
    view.timeline.first.click()
    assert view.details.heading.text().startswith("x  ·  "), "what was clicked stays"
    click(view, "x", qtbot)
    view.timeline.forward.click()
    assert view.details.heading.text() == "y  ·  MulBackward0", "a second click: what the step is about"


def test_the_line_in_the_details_leads_to_the_cell(view, run, qtbot):
    run(SQUARE)
    click(view, "y", qtbot)
    view.cells.cells[0].code.mark(())
    view.details.line.linkActivated.emit("line")
    assert view.cells.cells[0].code.marked == (3,)


def test_a_click_on_a_line_marks_its_boxes(view, run, qtbot):
    run("import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = (x * 2).exp()\nz = y + 1")
    code = view.cells.cells[0].code
    for line, marked in ((3, {"mul", "y"}), (2, {"x"}), (4, {"z"}), (1, set())):
        cursor = QTextCursor(code.document().findBlockByNumber(line - 1))
        code.setFocus()
        qtbot.waitUntil(code.hasFocus)
        qtbot.mouseClick(code.viewport(), LEFT, pos=code.cursorRect(cursor).center())
        assert view.graph._item.marked == {place(view, name) for name in marked}


def test_search_marks_what_it_finds(view, run, qtbot):
    run("import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = (x * 2).exp()")
    qtbot.keyClicks(view.search, "Exp")
    assert view.graph._item.marked == {place(view, "y")} | {hit.box for hit in view.graph.hits("exp")}
    view.search.clear()
    assert view.graph._item.marked == set()


def test_one_run_or_all(view, run, choose):
    first = run("import torch\nx = torch.tensor(2.0, requires_grad=True)\nold = x * 3")
    second = run("new = torch.exp(x)")
    assert names(view) == {"x", "new"}, "the newest run, and what it was made from"
    assert view.scope.currentText() == f"In [{second}]  new = torch.exp(x)"
    steps = view.timeline.slider.maximum() - view.timeline.slider.minimum()
    assert steps == 0
    named = f"In [{first}]  x = torch.tensor(2.0, requires_grad=True)"
    for text, wanted in (("All runs", {"old", "new"}), (named, {"old", "x"})):
        choose(view.scope, text)
        assert wanted <= names(view)
    assert "new" not in names(view)


def test_lines_are_folded_and_opened(room, view, run, choose, qtbot):
    run("import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = (x * 2).exp()\nz = y + 1\nz.backward()")
    assert len(view.graph.graph.boxes) == 4
    choose(view.fold, "Fold lines")
    assert [box.kind for box in view.graph.graph.boxes].count(BoxKind.GROUP) == 1
    assert view.timeline.step == view.timeline.slider.maximum()
    group = next(k for k, box in enumerate(view.graph.graph.boxes) if box.kind is BoxKind.GROUP)
    with qtbot.waitSignal(room.settled, timeout=TIMEOUT):
        qtbot.mouseDClick(view.graph.viewport(), LEFT, pos=view.graph.place_of(group).toPoint())
    assert len(view.graph.graph.boxes) == 4
    with qtbot.waitSignal(room.settled, timeout=TIMEOUT):
        inside = place(view, "mul")
        qtbot.mouseDClick(view.graph.viewport(), LEFT, pos=view.graph.place_of(inside).toPoint())
    assert len(view.graph.graph.boxes) == 3, "and folded again"


FOLDED = """import torch
def twice(a):
    return a * 2 + 1
x = torch.tensor(3.0, requires_grad=True)
y = twice(x).exp().sin()
for k in range(3):
    y = y * 2"""


@pytest.mark.parametrize(
    "fold, groups",
    [
        ("No folding", []),
        ("Fold lines", ["return a * 2 + 1", "y = twice(x).exp().sin()", "y = y * 2"]),
        ("Fold functions", ["twice"]),
        ("Fold loops", ["y = y * 2"]),
    ],
)
def test_what_is_folded(view, run, choose, fold, groups):
    run(FOLDED)
    choose(view.fold, fold)
    boxes = view.graph.graph.boxes
    assert [box.title for box in boxes if box.kind is BoxKind.GROUP] == groups
    assert sum(len(box.nodes) for box in boxes) == 8


def test_folding_keeps_the_step(view, run, choose):
    run(SQUARE)
    view.timeline.first.click()
    choose(view.fold, "Fold loops")
    assert view.timeline.step == view.timeline.slider.minimum()


def test_no_box_is_asked_twice_whether_the_step_is_about_it(view, run, monkeypatch):
    """There may be thousands, and a person steps through them."""
    run(SQUARE)
    asked, is_current = [], BoxMoment.is_current
    monkeypatch.setattr(BoxMoment, "is_current", lambda moment, box: asked.append(box) or is_current(moment, box))
    view.timeline.back.click()
    assert asked and len(asked) == len(set(asked))


def test_local_derivatives_are_asked_for_by_a_box(view, run):
    run(SQUARE)
    before = view.graph.viewport().grab().toImage()
    view.local.click()
    assert view.graph.moment.local and view.graph.viewport().grab().toImage() != before


def test_the_graph_is_saved(view, run, tmp_path, monkeypatch, qtbot):
    run(SQUARE)
    wanted = tmp_path / "graph"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(wanted), ""))
    view.export.click()
    qtbot.waitUntil((tmp_path / "graph.svg").exists)
    assert (tmp_path / "graph.svg").read_text().startswith("<?xml")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: ("", ""))
    view.export.click()
    said = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *arguments: said.append(arguments[2]))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(tmp_path / "no" / "a.png"), ""))
    view.export.click()
    qtbot.waitUntil(lambda: bool(said))
    assert len(said) == 1 and "a.png" in said[0]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(tmp_path / "a.jpg"), ""))
    view.export.click()
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said[1] == "a.jpg must end in .png, .svg or .pdf."


def test_what_the_console_runs_is_drawn(room, view, qtbot):
    qtbot.waitUntil(lambda: view.console._control.toPlainText().rstrip().endswith("]:"), timeout=TIMEOUT)
    before = room.recording
    view.console.execute("import torch; c = torch.tensor(1.5, requires_grad=True); d = c.exp()")
    qtbot.waitUntil(lambda: room.recording is not before and room.is_settled(), timeout=TIMEOUT)
    assert names(view) == {"c", "d"}


# -- errors


def test_a_second_backward_is_told_in_torchs_words_and_explained(view, run):
    run(SQUARE + "\ny.backward()")
    cell = view.cells.cells[0]
    assert error_of(cell).startswith("RuntimeError: Trying to backward through the graph a second time")
    assert "freed what the graph had saved" in cell.note.text()
    assert "Line 4 (y.backward()) freed it; line 5 (y.backward()) came through it again." in cell.note.text()
    assert "+ 4: y.backward(retain_graph=True)" in cell.note.text()
    assert view.timeline.told.text().startswith("The walk ends at MulBackward0 (y): RuntimeError: Trying to backward")


@pytest.mark.parametrize("wrong", ["y.backward()", "x.numpy()", "x.grad = None\nx.grad.zero_()", "w = 1.0 * None"])
def test_the_note_says_what_the_command_line_says(view, run, wrong):
    """Of what a call of torch refuses as of what Python refuses of a None."""
    source = f"{SQUARE}\n{wrong}"
    run(source)
    (cell,), tape = run_without_window([source])
    assert cell.diagnosis is not None and len(tape.troubles) == 1
    assert view.cells.cells[0].note.text() == plain(tape.troubles[0])
    told = " ".join(report(track(tape), [cell]).split())
    assert str(cell.diagnosis.why) in told and str(cell.diagnosis.where or "") in told


def test_what_cannot_be_explained_has_no_note(view, run):
    run("1 / 0")
    assert error_of(view.cells.cells[0]) == "ZeroDivisionError: division by zero"
    assert view.cells.cells[0].note is None


def plain(trouble):
    """What a note tells of it."""
    return "\n\n".join(map(str, filter(None, (trouble.text, trouble.choices, trouble.remedy))))


# -- cures


def cures_of(cell):
    return [button for button, _ in cell.note.cures]


SHARED = (
    "import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x",
    "y.backward()",
    "y.backward()  # torch.",
)


def test_a_cure_changes_the_code_once_and_undo_takes_it_back(shared, view, run, qtbot):
    run(f"{SQUARE}\ny.backward()")
    (cell,) = view.cells.cells
    (button,) = cures_of(cell)
    assert button.objectName() == "cellCure" and button.text() == "Change line 4"
    assert button.accessibleName() == "Change line 4: y.backward(retain_graph=True)"
    assert "+ 4: y.backward(retain_graph=True)" in button.toolTip()
    qtbot.mouseClick(button, LEFT)
    cured = f"{SQUARE[:-12]}y.backward(retain_graph=True)\ny.backward()"
    assert view.cells.sources() == [cell.source] == [cured]
    assert not button.isEnabled() and cell.code.hasFocus()
    shared.actions_by_name["undo"].trigger()
    assert view.cells.sources() == [f"{SQUARE}\ny.backward()"] and button.isEnabled()
    shared.actions_by_name["redo"].trigger()
    assert view.cells.sources() == [cured]
    run()
    assert cell.error == "" and "freed" not in cell.note.text(), "it tells that x.grad is a sum of two passes"


def test_a_cure_is_pressed_by_the_keyboard(view, run, qtbot):
    run(f"{SQUARE}\ny.backward()")
    (button,) = cures_of(view.cells.cells[0])
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert "retain_graph=True" in view.cells.sources()[0]


def test_the_cure_of_another_cell_changes_that_one(shared, view, run, qtbot):
    run(*SHARED)
    first, second, third = view.cells.cells
    assert first.note is None and second.note is None
    (button,) = cures_of(third)
    assert re.fullmatch(r"In \[\d+\]: Change line 1", button.text()) and button.isEnabled()
    view.cells.column.focus(third)
    button.click()
    assert view.cells.sources() == [SHARED[0], "y.backward(retain_graph=True)", SHARED[2]]
    assert second.code.hasFocus() and not button.isEnabled()
    shared.actions_by_name["undo"].trigger()
    assert view.cells.sources() == list(SHARED) and button.isEnabled()


def test_a_cure_of_code_that_has_changed_is_off(view, run, qtbot):
    run(*SHARED)
    (button,) = cures_of(view.cells.cells[2])
    view.cells.cells[1].code.setFocus()
    qtbot.keyClicks(view.cells.cells[1].code, "#")
    assert not button.isEnabled()
    qtbot.keyClick(view.cells.cells[1].code, Qt.Key.Key_Backspace)
    assert button.isEnabled()
    view.cells.delete(1)
    assert not button.isEnabled()


def test_a_cure_leaves_magics_as_they_are(view, run):
    run(f"%precision 3\n{SQUARE}\ny.backward()")
    (cell,) = view.cells.cells
    (button,) = cures_of(cell)
    button.click()
    assert cell.source.splitlines() == [
        "%precision 3",
        *SQUARE.splitlines()[:-1],
        "y.backward(retain_graph=True)",
        "y.backward()",
    ]


def test_what_went_wrong_without_an_error_is_told_too(room, view, run):
    build = "import torch\nw = torch.ones(2, requires_grad=True)"
    run(f"{build}\nloss = (w.detach() * 3).sum() + w.sum() * 0\nloss.backward()")
    (cell,) = view.cells.cells
    assert cell.note.isVisible() and cell.note.text().startswith("The gradient of w is exactly 0")
    row = list(tensors(view)).index("w")
    tip = view.tensors.model().index(row, 2).data(Qt.ItemDataRole.ToolTipRole)
    leaf = list(room.recording.leaves.values())[-1]
    assert leaf.name == "w" and tip.endswith(leaf.why) and leaf.why in cell.note.text()


def test_of_a_long_cell_the_end_is_shown_and_what_is_missing_is_said(view, run):
    build = "import torch\nw, v = torch.ones(1, requires_grad=True), torch.zeros(1)"
    loop = "for k in range(9000):\n    w.grad = None\n    y = (w * k).sum()\n    y.backward()"
    run(f"{build}\n{loop}\nv += k")
    assert tensors(view)["w"] == ("[1]", "[8999]") and tensors(view)["y"] == ("8999", "None")
    assert tensors(view)["v"] == ("[8999]", "None")
    (told,) = view.cells.cells[0].note.troubles
    count, *_ = told.text.split(" ")
    assert told.kind == "missed" and int(count.replace(",", "")) > 1000
    assert view.timeline.told.text() == f"{count} calls were too many to record. After them it was so."
    assert view.note.text() == f"{count} calls were too many to record"
    row = list(tensors(view)).index("y")
    assert view.tensors.model().index(row, 7).data() == "…", "its grad_fn was not met"


# -- kernels that go


def test_restart_forgets_the_recording_and_goes_on(room, view, run, qtbot):
    run(SQUARE)
    with qtbot.waitSignal(room.kernel.state_changed, timeout=TIMEOUT, check_params_cb=is_starting):
        view.cells.tools.restart.click()
    assert view.cells.cells[0].execution_count is None
    assert names(view) == set() and tensors(view) == {} and view.timeline.step == -1
    assert view.scope.count() == 1
    qtbot.waitUntil(room.is_settled, timeout=TIMEOUT)
    assert run("import torch\nz = torch.tensor(1.0, requires_grad=True).exp()") == 1
    assert len(room.recording.runs) == 1
    assert [view.scope.itemText(k) for k in range(view.scope.count())] == [
        "All runs",
        "In [1]  z = torch.tensor(1.0, requires_grad=True).exp()",
    ]
    assert "z" in names(view) and "x" not in names(view)


@pytest.mark.skipif(os.name != "posix", reason="killed by a signal")
def test_a_killed_kernel_is_told_of_and_work_goes_on(room, view, run, choose, qtbot):
    run(SQUARE)
    run("import os\nos.getpid()")
    pid = int(view.cells.cells[0].outputs.outputs[-1]["data"]["text/plain"])
    with qtbot.waitSignal(room.kernel.died, timeout=TIMEOUT):
        os.kill(pid, signal.SIGKILL)
    assert "SIGKILL" in view.cells.message.text() and view.cells.message.isVisible()
    qtbot.waitUntil(lambda: room.kernel.state is KernelState.IDLE, timeout=TIMEOUT)
    assert names(view) == {"x", "y"}, "what it had recorded is still there"
    assert "ended" in view.note.text()
    choose(view.fold, "Fold lines")
    assert names(view) == {"x", "y"}
    assert run("import torch\nw = torch.tensor(1.0, requires_grad=True).exp()") == 1
    assert "w" in names(view) and len(room.recording.runs) == 1
    assert view.note.text() == ""


# -- the window around it


def test_open_in_tape_brings_the_script_and_it_runs(shared, view, run, qtbot):
    shared.bring("explore")
    qtbot.waitUntil(shared.is_settled, timeout=60_000)
    shared.room.view.grad.tabs.setCurrentIndex(2)
    script = shared.room.view.grad.code.script
    assert script.startswith("import torch")
    shared.room.view.grad.code.tape.click()
    assert shared.place is shared.places["tape"]
    assert view.cells.sources() == [script]
    run()
    assert not [one for one in outputs_of(view.cells.cells[0]) if one["output_type"] == "error"]
    assert {"x", "y"} <= names(view)
    assert {"x", "y", "d1"} <= set(tensors(view))


def test_changes_that_are_not_saved_are_asked_about(shared, room, view, monkeypatch):
    view.cells.cells[0].code.setPlainText("mine")
    asked = []
    answers = iter((QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Cancel))
    monkeypatch.setattr(QMessageBox, "question", lambda *arguments: asked.append(1) or next(answers))
    room.take("other")
    assert view.cells.sources() == ["mine"]
    shared.close()
    assert shared.isVisible() and len(asked) == 2


@pytest.mark.parametrize("name", ["tapeConsole", "tapeCells", "tapeGraph", "tapeTimeline", "tapeTensors"])
def test_the_names_of_the_contract(shared, view, name, find):
    assert find(shared, name).accessibleName()


def test_every_control_has_a_name_and_says_what_it_is(view, run):
    run("import torch\nx = torch.tensor(1.0)", "1 / 0")
    kinds = QAbstractButton | QComboBox | QLineEdit | QAbstractSlider | QAbstractItemView | QPlainTextEdit
    seen = 0
    for widget in view.findChildren(QWidget):
        inside = view.console.isAncestorOf(widget) or widget.objectName().startswith("qt_")
        inside = inside or isinstance(widget, QScrollBar | QHeaderView)
        inside = inside or isinstance(widget.parent(), QComboBox)
        if isinstance(widget, kinds) and widget.isVisible() and not inside:
            spoken = widget.accessibleName() or getattr(widget, "text", str)()
            assert widget.objectName() and spoken, f"{type(widget).__name__} {widget.objectName()!r} {spoken!r}"
            seen += 1
    assert seen > 20


def test_no_two_controls_of_the_workspace_have_one_name(view):
    """Those of a cell are as many as there are cells, and were."""
    many = {"formula", "tapeCell", "tapeCode", "tapeLabel", "tapeRun", "tapeCellMenu", "tapeOutputs", "tapeError",
            "tapeTraceback", "tapeNote"}  # fmt: skip
    mine = [one.objectName() for one in view.findChildren(QObject) if one.objectName().startswith("tape")]
    assert sorted(name for name in set(mine) - many if mine.count(name) > 1) == []


@pytest.mark.parametrize("scheme, colours", [(Scheme.DARK, DARK), (Scheme.LIGHT, LIGHT)], ids=["dark", "light"])
def test_colours_follow_the_scheme(shared, view, run, scheme, colours):
    run(SQUARE)
    shared.set_scheme(scheme)
    for widget, dx in ((view.graph.viewport(), 3), (view.cells.cells[0].code.viewport(), -3)):
        image = widget.grab().toImage()
        assert image.pixelColor(dx % image.width(), image.height() - 3).name() == colours.base
    assert view.graph._item.colours is colours
    assert view.timeline._ruler.colours is colours and view.tensors.table.colours is colours
    shared.set_scheme(Scheme.SYSTEM)


def test_it_fits_a_small_screen(shared, view):
    assert shared.minimumSizeHint().width() <= 1366 and shared.minimumSizeHint().height() <= 768
    assert shared.width() <= 1366 and shared.height() <= 768


# -- whole notebooks


@pytest.fixture
def run_cells(view, qtbot):
    """Run all the cells that are there, also after errors."""

    def run_():
        view.cells.tools.stop_at_error.setChecked(False)
        statuses = []
        note = view.cells.cell_finished.connect(lambda run, status: statuses.append(status))
        with qtbot.waitSignal(view.cells.all_finished, timeout=60_000):
            view.cells.run_all()
        view.cells.cell_finished.disconnect(note)
        code = [cell for cell in view.cells.cells if cell.kind == "code"]
        return list(zip(code, statuses, strict=True))

    return run_


def pictures(cell):
    return [one["data"]["image/png"] for one in outputs_of(cell) if "image/png" in one.get("data", {})]


def result(cell):
    return "\n".join(one["data"]["text/plain"] for one in outputs_of(cell) if one["output_type"] == "execute_result")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_our_notebooks_run(room, view, run_cells, path, qtbot):
    view.cells.set_document(open_document(path), path)  # opened by its path it would want a kernel of its own
    told = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    ran = run_cells()
    for wanted, (cell, status) in zip(told, ran, strict=True):
        assert cell.source == wanted.source
        assert (status == "error") == ("raises-exception" in wanted.metadata.get("tags", [])), cell.source
        assert len(pictures(cell)) == ("plt.subplots" in cell.source)
        assert all(not QImage.fromData(b64decode(png)).isNull() for png in pictures(cell))
        if status == "error":
            qtbot.waitUntil(lambda cell=cell: cell.note is not None, timeout=TIMEOUT)
    qtbot.waitUntil(lambda: is_drawn(room), timeout=TIMEOUT)


def test_opening_a_notebook_runs_nothing_and_wants_a_new_kernel(shared, room, view, run, qtbot):
    run(SQUARE)
    with qtbot.waitSignal(room.kernel.state_changed, timeout=TIMEOUT, check_params_cb=is_starting):
        shared.give("tape", NOTEBOOKS[0])
    qtbot.waitUntil(lambda: room.kernel.state is KernelState.IDLE, timeout=TIMEOUT)
    code = [cell for cell in view.cells.cells if cell.kind == "code"]
    assert all(cell.execution_count is None and not outputs_of(cell) for cell in code)
    assert tensors(view) == {} and not room.recording.runs
    with qtbot.waitSignal(view.cells.cell_finished, timeout=TIMEOUT) as finished:
        view.cells.run(view.cells.cells.index(code[0]))
    assert (code[0].execution_count, finished.args[1]) == (1, "ok")


def test_the_kernel_works_in_the_folder_of_what_is_opened(shared, room, view, qtbot, tmp_path):
    (tmp_path / "beside.py").write_text("here = 1")
    (tmp_path / "mine.py").write_text("# %%\nimport os, beside\nos.getcwd()\n")

    def opened(open_it):
        open_it()
        qtbot.waitUntil(lambda: room.kernel.state is KernelState.IDLE, timeout=TIMEOUT)
        view.cells.set_sources(["import os\nos.getcwd()"])
        with qtbot.waitSignal(view.cells.all_finished, timeout=TIMEOUT):
            view.cells.run_all()
        return ast.literal_eval(result(view.cells.cells[0]))

    assert opened(lambda: room.take(tmp_path / "mine.py")) == str(tmp_path)
    assert opened(lambda: None) == str(tmp_path), "until it is restarted"
    assert opened(view.cells.tools.restart.click) == os.getcwd(), "a document without a file"
    assert opened(lambda: view.cells.open_path(NOTEBOOKS[0], is_example=True)) == os.getcwd()
    room.take(tmp_path / "mine.py")
    with qtbot.waitSignal(view.cells.all_finished, timeout=TIMEOUT):
        view.cells.run_all()
    assert ast.literal_eval(result(view.cells.cells[0])) == str(tmp_path)
    room.take(NOTEBOOKS[0])
    qtbot.waitUntil(lambda: room.kernel.state is KernelState.IDLE, timeout=TIMEOUT)


def plainly(cells):
    """What the cells give in Python alone: the values of their last lines, or their errors."""
    import matplotlib.pyplot
    import torch

    matplotlib.pyplot.switch_backend("Agg")  # where there is an application, Qt's would open windows and wait
    namespace, given = {"__name__": "__main__"}, []
    with torch.random.fork_rng():
        for source in cells:
            tree = ast.parse("\n".join("pass" if line.startswith("%") else line for line in source.splitlines()))
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            try:
                exec(compile(tree, "plain", "exec"), namespace)
                value = eval(compile(ast.Expression(last.value), "plain", "eval"), namespace) if last else None
                given.append("" if value is None or source.rstrip().endswith(";") else repr(value))
            except Exception as error:
                given.append(f"{type(error).__name__}: {error}")
    return given


@pytest.mark.skipif(not course.TEXT.exists(), reason="the course's notebook is not here")
def test_the_course_runs_as_in_plain_python(room, view, run_cells, qtbot):
    sources = course.cells()
    view.cells.set_sources(sources)
    ran = run_cells()
    found = [error_of(cell) if status == "error" else result(cell) for cell, status in ran]
    assert [bare(text) for text in found] == [bare(text) for text in plainly(sources)]
    (failed,) = (cell for cell, status in ran if status == "error")
    qtbot.waitUntil(lambda: failed.note is not None, timeout=TIMEOUT)
    assert "freed what the graph had saved" in failed.note.text()
    assert [len(pictures(cell)) for cell, _ in ran] == ["plt.plot(" in source for source in sources]
    qtbot.waitUntil(lambda: is_drawn(room), timeout=TIMEOUT)


def bare(text):
    """Lines of matplotlib are told with their place in memory, and by IPython in other words."""
    return re.sub(r"\s+", " ", re.sub(r"( object)? at 0x[0-9a-f]+", "", text))
