"""The cells of a notebook or script: shown and written, opened and saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QMessageBox, QVBoxLayout, QWidget

from explorer.core.tape import state as states
from explorer.core.tape.cells import Cell, CellKind, CellsError, Document, open_document, save_document
from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.session import Recording
from explorer.core.tape.state import CellText, State
from explorer.ui import theme
from explorer.ui.kit.files import ask, reason
from explorer.ui.kit.silent import silent
from explorer.ui.tape.cell import CellView
from explorer.ui.tape.cell_runs import CellRuns
from explorer.ui.tape.column import Column
from explorer.ui.tape.kernel.kernel import Kernel, KernelState
from explorer.ui.tape.tools import Tools
from explorer.ui.theme import GAP, Colours


@dataclass(slots=True)
class _File:
    """What is known of a document beside its cells: which of them are saved, what else its notebook says of it, and
    whether cells have run since that are saved with what they gave.
    """

    saved: tuple[CellText, ...]
    document: Document = field(default_factory=Document)
    path: Path | None = None
    has_run: bool = False


class CellsView(QWidget):
    """A column of cells and the row of controls above it. A cell that was deleted is kept, hidden, with what it gave:
    undo brings it back.

    Signals: intended(transition, gesture or ""); noted(transition), which is no entry of the history; paused(), when a
    run of typing is over; cell_finished(run, status); all_finished() when a run of all is over;
    line_clicked(run, line); descend_wanted(data of a network's loss, or the text of a cell).
    """

    intended = Signal(object, str)
    noted = Signal(object)
    paused = Signal()
    cell_finished = Signal(str, str)
    all_finished = Signal()
    line_clicked = Signal(str, int)
    descend_wanted = Signal(object)

    def __init__(self, state: State, kernel: Kernel, colours: Colours = theme.LIGHT) -> None:
        super().__init__()
        self.setObjectName("tapeCells")
        self.setAccessibleName(self.tr("Cells of code"))
        self._made: dict[int, CellView] = {}
        self._files: dict[int, _File] = {}
        self._state = state
        self._kernel = kernel
        self._colours = colours
        self._is_showing = False
        self._death = ""
        self._build()
        self._runs = CellRuns(kernel, lambda: self._state.stop_at_error, self)
        self._wire()
        kernel.state_changed.connect(self._on_state)
        kernel.died.connect(self._on_died)
        self.set_colours(colours)
        self._on_state(kernel.state)
        self.show_state(state)

    def _build(self) -> None:
        self.tools = Tools()
        self.message = QLabel()
        self.message.setObjectName("tapeMessage")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setMargin(GAP)
        self.message.setAutoFillBackground(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.hide()
        self.column = Column()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP, GAP, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.tools)
        layout.addWidget(self.message)
        layout.addWidget(self.column, 1)

    def _wire(self) -> None:
        runs, tools = self._runs, self.tools
        runs.told.connect(self._say)
        runs.started.connect(self._note_outputs)
        runs.cell_finished.connect(self.cell_finished)
        runs.all_finished.connect(self.all_finished)
        tools.open.clicked.connect(self._open)
        tools.examples.triggered.connect(lambda action: self._open_example(action.data()))
        tools.save.clicked.connect(self._save)
        tools.save_as.triggered.connect(self._save_as)
        tools.run_all.clicked.connect(self.run_all)
        tools.interrupt.clicked.connect(runs.interrupt)
        tools.restart.clicked.connect(lambda: runs.restart(self._folder()))
        tools.stop_at_error.toggled.connect(lambda on: self._intend(lambda s: replace(s, stop_at_error=on)))

    @property
    def cells(self) -> list[CellView]:
        """In their order."""
        return self.column.cells

    # -- what is shown

    def show_state(self, state: State) -> None:
        """Its cells in their order, with their texts; the one that is written in has the focus if it is another."""
        before, self._state = self._state, state
        with silent(self.tools.stop_at_error):
            self.tools.stop_at_error.setChecked(state.stop_at_error)
        shown = [cell.key for cell in self.cells]
        is_inside = any(cell.has_focus() for cell in self.cells)
        self._is_showing = True  # where the focus goes meanwhile is nobody's wish
        self._show_cells(state)
        self._is_showing = False
        self._files.setdefault(state.document, _File(state.cells))
        if state.document != before.document:
            self.column.verticalScrollBar().setValue(0)
        elif shown and (shown != [cell.key for cell in self.cells] or (is_inside and state.current != before.current)):
            self.column.focus(self._made[state.current])

    def _show_cells(self, state: State) -> None:
        gone = self.column.show_cells([self._made.get(text.key) or self._make(text) for text in state.cells])
        self._runs.leave(gone)
        for cell, text in zip(self.cells, state.cells, strict=True):
            if cell.source != text.source:
                cell.show_source(text.source)
        self.column.check_cures()

    def _make(self, text: CellText, cell: Cell | None = None) -> CellView:
        """Of a cell that was opened, with what it gave."""
        given = cell or Cell(text.kind, text.source, rest=text.rest)
        made = self._made[text.key] = CellView(text.key, given, self._colours)
        made.changed.connect(partial(self._typed, made))
        made.code.entered.connect(partial(self._entered, made))
        made.code.paused.connect(self._pause)
        made.run_wanted.connect(partial(self._run_wanted, made))
        made.menu_wanted.connect(partial(self._show_menu, made))
        made.line_chosen.connect(self.line_clicked)
        made.cure_wanted.connect(self._cure)
        made.descend_wanted.connect(self.descend_wanted)
        return made

    # -- intents

    def _intend(self, transition: Callable[[State], State], gesture: str = "") -> None:
        self.intended.emit(transition, gesture)

    def _typed(self, cell: CellView) -> None:
        self._intend(lambda s: states.with_source(s, cell.key, cell.source), f"cell {cell.key}")

    def _entered(self, cell: CellView) -> None:
        if not self._is_showing:
            self.noted.emit(lambda s: states.with_current(s, cell.key))

    def _pause(self) -> None:
        if not self._is_showing:
            self.paused.emit()

    def add_below(self, place: int, kind: CellKind) -> None:
        """An empty cell under the one at `place`, to type into."""
        self._intend(lambda s: states.with_added(s, place + 1, states.empty(kind)))

    def move_cell(self, place: int, to: int) -> None:
        """The cell at `place` stands at `to`."""
        self._intend(lambda s: states.with_moved(s, place, to))

    def delete(self, place: int) -> None:
        """Take the cell away; where it was the last one, an empty one stays."""
        self._intend(lambda s: states.with_deleted(s, place))

    # -- the document

    def set_document(self, document: Document, path: Path | None = None) -> None:
        """Show it in place of what was here; nothing of it is run."""
        texts = []
        for cell in document.cells:
            text = states.text_of(cell)
            texts.append(text)
            self._make(text, cell)
        self._intend(lambda s: states.with_document(s, texts))
        self._file.document, self._file.path = replace(document, cells=()), path

    def document(self) -> Document:
        """The cells as they are now, with what they gave."""
        return replace(self._file.document, cells=tuple(cell.cell() for cell in self.cells))

    def set_sources(self, sources: Sequence[str]) -> None:
        """A new document of these cells of code."""
        self.set_document(Document(tuple(Cell("code", source) for source in sources)))

    def sources(self) -> list[str]:
        """The text of each cell, of words as well."""
        return [cell.source for cell in self.cells]

    @property
    def _file(self) -> _File:
        return self._files[self._state.document]

    @property
    def path(self) -> Path | None:
        """Where it was opened or saved."""
        return self._file.path

    @property
    def modified(self) -> bool:
        """Whether there are changes that are not saved."""
        return self._file.has_run or self._state.cells != self._file.saved

    def open_path(self, path: Path, is_example: bool = False) -> bool:
        """Show the file's cells, for a kernel without variables in its folder; whether it could be read.

        If not, the message says why, and all stays as it was. What is made of an example is saved somewhere else.
        """
        try:
            document = open_document(path)
        except (CellsError, OSError) as error:
            self._say(reason(error))
            return False
        self.set_document(document, None if is_example else path)
        self._say("")
        self._runs.begin_in(self._folder())
        return True

    def save_path(self, path: Path) -> bool:
        """Whether it was saved; if not, the message says why."""
        try:
            save_document(self.document(), path)
        except (CellsError, OSError) as error:
            self._say(reason(error))
            return False
        file = self._file
        file.path, file.saved, file.has_run = path, self._state.cells, False
        return True

    def may_discard(self) -> bool:
        """Whether what is here may go: asks if there are changes that are not saved, and saves them if wanted."""
        if not self.modified:
            return True
        button = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self,
            self.tr("Not saved"),
            self.tr("The cells have changes that are not saved. Save them?"),
            button.Save | button.Discard | button.Cancel,
        )
        return answer == button.Discard or (answer == button.Save and self._save())

    def _open(self) -> None:
        if not self.may_discard():
            return
        kinds = self.tr("Notebooks and scripts (*.ipynb *.py)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open cells"), self._folder(), kinds)
        if name:
            self.open_path(Path(name))

    def _open_example(self, path: Path) -> None:
        """One of our own notebooks."""
        if self.may_discard():
            self.open_path(path, is_example=True)

    def _save(self) -> bool:
        return self.save_path(self.path) if self.path is not None else self._save_as()

    def _save_as(self) -> bool:
        kinds = self.tr("Notebook (*.ipynb)") + ";;" + self.tr("Script (*.py)")
        at = str(self.path) if self.path is not None else "cells.ipynb"
        path = ask(self, self.tr("Save the cells"), at, kinds)
        return path is not None and self.save_path(path)

    def _folder(self) -> str:
        return str(self.path.absolute().parent) if self.path is not None else ""

    def _show_menu(self, cell: CellView) -> None:
        place = self.cells.index(cell)
        menu = QMenu(self)
        menu.setObjectName("tapeCellActions")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Add code below"), partial(self.add_below, place, "code"))
        menu.addAction(self.tr("Add words below"), partial(self.add_below, place, "markdown"))
        menu.addAction(self.tr("Move up"), partial(self.move_cell, place, place - 1)).setEnabled(place > 0)
        menu.addAction(self.tr("Move down"), partial(self.move_cell, place, place + 1)).setEnabled(
            place < len(self.cells) - 1
        )
        menu.addAction(self.tr("Its optimisers to Descend"), lambda: self.descend_wanted.emit(cell.source))
        menu.addSeparator()
        menu.addAction(self.tr("Delete"), partial(self.delete, place))
        menu.popup(cell.menu_button.mapToGlobal(cell.menu_button.rect().bottomLeft()))

    # -- running

    def run(self, place: int) -> None:
        """Run one cell, after those that wait already; words are only rendered."""
        self.paused.emit()
        cell = self.cells[place]
        if cell.kind == "code":
            self._runs.run(cell)

    def run_all(self) -> None:
        """Run every cell of code from the top."""
        self.paused.emit()
        self._runs.run_all([cell for cell in self.cells if cell.kind == "code" and cell.source.strip()])

    def _run_wanted(self, cell: CellView, advance: bool) -> None:
        place = self.cells.index(cell)
        self.run(place)
        if advance:
            if place + 1 == len(self.cells):
                self.add_below(place, "code")
            else:
                self.column.focus(self.cells[place + 1])

    def _note_outputs(self) -> None:
        if self.path is not None and self.path.suffix == ".ipynb":  # its outputs are part of the file
            self._file.has_run = True

    # -- what the kernel says

    def _on_state(self, state: KernelState) -> None:
        if state is KernelState.STARTING:
            for cell in self._made.values():
                cell.forget()
        self.tools.show_state(state, self._death)
        if self._death:
            self._say_death()

    def _on_died(self, reason: str) -> None:
        self._death = reason
        self.tools.show_state(self._kernel.state, reason)
        self._say_death()

    def _say_death(self) -> None:
        text = self.tr("The kernel has ended: {reason}. Its variables are gone; run again the cells that you need.")
        if self._kernel.state is KernelState.DEAD:
            after = self.tr("Restart starts a new one.")
        else:
            after = self.tr("A new one has been started.")
        self._say(f"{text.format(reason=self._death)} {after}", keep_death=True)

    def _say(self, text: str, keep_death: bool = False) -> None:
        if not keep_death:
            self._death = ""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    # -- beside the graph

    def mark_lines(self, run: str, lines: set[int]) -> None:
        """Highlight these lines, counted from 1, of the cell whose newest run it is, and no others."""
        ran = self._cell_of(run)
        for cell in self.cells:
            cell.mark(lines if cell is ran else set())
        if ran is not None and ran in self.cells and ran.code.marked:
            self.column.see_line(ran, min(lines))

    def error_of(self, run: str) -> str:
        """The error that the run ended with, as Python prints it, or nothing."""
        cell = self._cell_of(run)
        return cell.error if cell is not None else ""

    def show_troubles(self, recording: Recording) -> None:
        """Under each cell what went wrong in its newest run."""
        self.column.show_troubles(recording)

    def _cure(self, cure: Cure) -> None:
        """Change the code, as one entry of the history, and go there."""
        self.paused.emit()
        found = self.column.cured(cure)
        if found is not None:
            cell, new = found
            self._intend(lambda s: states.with_source(s, cell.key, new))
            cell.focus()
            self.column.see_line(cell, cure.changes[0][0])

    def _cell_of(self, run: str) -> CellView | None:
        return next((cell for cell in self._made.values() if run and cell.run_id == run), None)

    # -- looks

    def set_colours(self, colours: Colours) -> None:
        self._colours = colours
        for cell in self._made.values():
            cell.set_colours(colours)
        palette = self.message.palette()
        palette.setColor(self.message.backgroundRole(), QColor(colours.base))
        palette.setColor(self.message.foregroundRole(), QColor(colours.error))
        self.message.setPalette(palette)
