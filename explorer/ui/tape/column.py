"""The cells of a document, one under the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.session import Recording
from explorer.ui.tape.cell import CellView
from explorer.ui.theme import GAP


class Column(QScrollArea):
    """Scrolls up and down; a cell that is taken out is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[CellView] = []
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, GAP // 2, 0, 4 * GAP)
        self._column.setSpacing(GAP)
        inner = self._inner = QWidget()
        inner.setBackgroundRole(QPalette.ColorRole.Window)
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._column)
        outer.addStretch(1)
        self.setObjectName("tapeColumn")
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)

    def show_cells(self, cells: Sequence[CellView]) -> list[CellView]:
        """These in this order; what is given back was here, and is no more."""
        wanted = list(cells)
        if wanted == self.cells:
            return []
        self._inner.setUpdatesEnabled(False)
        gone = [cell for cell in self.cells if cell not in wanted]
        for cell in gone:
            self._column.removeWidget(cell)
            cell.hide()
        for place, cell in enumerate(wanted):
            if self._column.indexOf(cell) != place:
                self._column.removeWidget(cell)
                self._column.insertWidget(place, cell)
                cell.show()
        self.cells = wanted
        self._inner.setUpdatesEnabled(True)
        return gone

    # -- what went wrong

    def show_troubles(self, recording: Recording) -> None:
        """Under each cell those of its newest run."""
        for cell in self.cells:
            if cell.run_id:
                run, told = recording.run(cell.run_id), recording.troubles.get(cell.run_id, ())
                cell.show_troubles(run.label if run is not None else "", told, lambda one: self.cured(one) is not None)
        self.check_cures()

    def check_cures(self) -> None:
        """Their code may have changed."""
        for cell in self.cells:
            if cell.note is not None:
                cell.note.check()

    def cured(self, cure: Cure) -> tuple[CellView, str] | None:
        """The cell that it changes, and what that becomes; None where its code is another by now."""
        return next(((cell, new) for cell in self.cells if (new := cell.cured(cure)) is not None), None)

    # -- to look at

    def focus(self, cell: CellView) -> None:
        """Write in it, and see it."""
        if not cell.has_focus():
            cell.focus()
            QTimer.singleShot(0, cell, partial(self.ensureWidgetVisible, cell, 0, GAP))

    def see_line(self, cell: CellView, line: int) -> None:
        """Scroll to a line of its code, counted from 1."""
        top = cell.code.mapTo(self._inner, cell.code.rect().topLeft()).y()
        self.ensureVisible(0, top + cell.code.line_top(line) + 3 * GAP, 0, 5 * GAP)
