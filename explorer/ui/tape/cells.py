"""The cells of a notebook or script: shown and written, opened and saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QMessageBox, QScrollArea, QVBoxLayout, QWidget

from explorer.core.tape.cells import Cell, CellKind, CellsError, Document, open_document, save_document
from explorer.ui import theme
from explorer.ui.kit.files import ask, reason
from explorer.ui.tape.cell import CellView
from explorer.ui.tape.cell_runs import CellRuns
from explorer.ui.tape.kernel.kernel import Kernel, KernelState
from explorer.ui.tape.tools import Tools
from explorer.ui.theme import GAP, Colours


class CellsView(QWidget):
    """A column of cells and the row of controls above it.

    Signals: started(run); cell_finished(run, status); all_finished() when a run of all is over;
    line_clicked(run, line); modified_changed(bool).
    """

    started = Signal(str)
    cell_finished = Signal(str, str)
    all_finished = Signal()
    line_clicked = Signal(str, int)
    modified_changed = Signal(bool)

    def __init__(self, kernel: Kernel, colours: Colours = theme.LIGHT) -> None:
        super().__init__()
        self.setObjectName("tapeCells")
        self.setAccessibleName(self.tr("Cells of code"))
        self.path: Path | None = None
        self.cells: list[CellView] = []
        self._kernel = kernel
        self._colours = colours
        self._document = Document()
        self._modified = False
        self._death = ""
        self._build()
        self._runs = CellRuns(kernel, self.tools.stop_at_error.isChecked, self)
        self._wire()
        kernel.state_changed.connect(self._on_state)
        kernel.died.connect(self._on_died)
        self.set_document(Document())
        self.set_colours(colours)
        self._on_state(kernel.state)

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
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, GAP // 2, 0, 4 * GAP)
        self._column.setSpacing(GAP)
        inner = QWidget()
        inner.setBackgroundRole(QPalette.ColorRole.Window)
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._column)
        outer.addStretch(1)
        self.column = QScrollArea()
        self.column.setObjectName("tapeColumn")
        self.column.setFrameShape(QScrollArea.Shape.NoFrame)
        self.column.setWidgetResizable(True)
        self.column.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.column.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.setWidget(inner)
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
        runs.started.connect(self.started)
        runs.cell_finished.connect(self.cell_finished)
        runs.all_finished.connect(self.all_finished)
        tools.open.clicked.connect(self._open)
        tools.examples.triggered.connect(lambda action: self._open_example(action.data()))
        tools.save.clicked.connect(self._save)
        tools.save_as.triggered.connect(self._save_as)
        tools.run_all.clicked.connect(self.run_all)
        tools.interrupt.clicked.connect(runs.interrupt)
        tools.restart.clicked.connect(runs.restart)

    # -- the document

    def set_document(self, document: Document, path: Path | None = None) -> None:
        """Show it in place of what was here; nothing of it is run."""
        self.column.widget().setUpdatesEnabled(False)
        for cell in self.cells:
            self._column.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self.cells, self._document, self.path = [], document, path
        self._runs.clear()
        for given in document.cells or (Cell("code", ""),):
            self._insert(len(self.cells), given)
        self.column.widget().setUpdatesEnabled(True)
        self.column.verticalScrollBar().setValue(0)
        self._set_modified(False)

    def document(self) -> Document:
        """The cells as they are now, with what they gave."""
        return replace(self._document, cells=tuple(cell.cell() for cell in self.cells))

    def set_sources(self, sources: Sequence[str]) -> None:
        """A new document of these cells of code."""
        self.set_document(Document(tuple(Cell("code", source) for source in sources)))

    def sources(self) -> list[str]:
        """The text of each cell, of words as well."""
        return [cell.source for cell in self.cells]

    @property
    def modified(self) -> bool:
        return self._modified

    def open_path(self, path: Path) -> bool:
        """Show the file's cells, for a kernel without variables; whether it could be read.

        If not, the message says why, and all stays as it was.
        """
        try:
            document = open_document(path)
        except (CellsError, OSError) as error:
            self._say(reason(error))
            return False
        self.set_document(document, path)
        self._say("")
        if self._runs.is_used:  # the variables of other cells would be in the way of these
            self._runs.restart()
        return True

    def save_path(self, path: Path) -> bool:
        """Whether it was saved; if not, the message says why."""
        try:
            save_document(self.document(), path)
        except (CellsError, OSError) as error:
            self._say(reason(error))
            return False
        self.path = path
        self._set_modified(False)
        return True

    def may_discard(self) -> bool:
        """Whether what is here may go: asks if there are changes that are not saved, and saves them if wanted."""
        if not self._modified:
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
        """One of our own notebooks; what is made of it is saved somewhere else."""
        if self.may_discard() and self.open_path(path):
            self.path = None

    def _save(self) -> bool:
        return self.save_path(self.path) if self.path is not None else self._save_as()

    def _save_as(self) -> bool:
        kinds = self.tr("Notebook (*.ipynb)") + ";;" + self.tr("Script (*.py)")
        at = str(self.path) if self.path is not None else "cells.ipynb"
        path = ask(self, self.tr("Save the cells"), at, kinds)
        return path is not None and self.save_path(path)

    def _folder(self) -> str:
        return str(self.path.parent) if self.path is not None else ""

    def _set_modified(self, modified: bool) -> None:
        if modified != self._modified:
            self._modified = modified
            self.modified_changed.emit(modified)

    # -- the column

    def _insert(self, place: int, cell: Cell) -> CellView:
        made = CellView(cell, self._colours)
        self.cells.insert(place, made)
        self._column.insertWidget(place, made)
        made.changed.connect(partial(self._set_modified, True))
        made.run_wanted.connect(partial(self._run_wanted, made))
        made.menu_wanted.connect(partial(self._show_menu, made))
        made.line_chosen.connect(self.line_clicked)
        return made

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
        menu.addSeparator()
        menu.addAction(self.tr("Delete"), partial(self.delete, place))
        menu.popup(cell.menu_button.mapToGlobal(cell.menu_button.rect().bottomLeft()))

    def add_below(self, place: int, kind: CellKind) -> None:
        """An empty cell under the one at `place`, to type into."""
        self._insert(place + 1, Cell(kind, "")).focus()
        self._set_modified(True)

    def move_cell(self, place: int, to: int) -> None:
        cell = self.cells.pop(place)
        self.cells.insert(to, cell)
        self._column.removeWidget(cell)
        self._column.insertWidget(to, cell)
        self._set_modified(True)

    def delete(self, place: int) -> None:
        """Take the cell away; where it was the last one, an empty one stays."""
        cell = self.cells.pop(place)
        self._column.removeWidget(cell)
        cell.hide()
        cell.deleteLater()
        self._runs.remove(cell)
        if not self.cells:
            self._insert(0, Cell("code", ""))
        self.cells[min(place, len(self.cells) - 1)].focus()
        self._set_modified(True)

    # -- running

    def run(self, place: int) -> None:
        """Run one cell, after those that wait already; words are only rendered."""
        cell = self.cells[place]
        if cell.kind == "code":
            self._runs.run(cell)

    def run_all(self) -> None:
        """Run every cell of code from the top."""
        self._runs.run_all([cell for cell in self.cells if cell.kind == "code" and cell.source.strip()])

    def _run_wanted(self, cell: CellView, advance: bool) -> None:
        place = self.cells.index(cell)
        self.run(place)
        if advance:
            if place + 1 == len(self.cells):
                self._insert(place + 1, Cell("code", ""))
                self._set_modified(True)
            following = self.cells[place + 1]
            following.focus()
            QTimer.singleShot(0, following, partial(self.column.ensureWidgetVisible, following, 0, GAP))

    def _note_outputs(self) -> None:
        if self.path is not None and self.path.suffix == ".ipynb":  # its outputs are part of the file
            self._set_modified(True)

    # -- what the kernel says

    def _on_state(self, state: KernelState) -> None:
        if state is KernelState.STARTING:
            for cell in self.cells:
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
        if ran is not None and ran.code.marked:
            top = ran.code.mapTo(self.column.widget(), ran.code.rect().topLeft()).y()
            self.column.ensureVisible(0, top + ran.code.line_top(min(lines)) + 3 * GAP, 0, 5 * GAP)

    def error_of(self, run: str) -> str:
        """The error that the run ended with, as Python prints it, or nothing."""
        cell = self._cell_of(run)
        return cell.error if cell is not None else ""

    def show_note(self, run: str, text: str) -> None:
        """An explanation under what the cell gave in that run."""
        cell = self._cell_of(run)
        if cell is not None:
            cell.show_note(text)

    def _cell_of(self, run: str) -> CellView | None:
        return next((cell for cell in self.cells if run and cell.run_id == run), None)

    # -- looks

    def set_colours(self, colours: Colours) -> None:
        self._colours = colours
        for cell in self.cells:
            cell.set_colours(colours)
        palette = self.message.palette()
        palette.setColor(self.message.backgroundRole(), QColor(colours.base))
        palette.setColor(self.message.foregroundRole(), QColor(colours.error))
        self.message.setPalette(palette)
