"""The samples around the cursor, and the ledger of passes: tables that copy to a spreadsheet, and layers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from explorer.core.explore.slot import LedgerRow, Row, SlotView
from explorer.core.explore.steps import CODE, Backward, Forward, How
from explorer.core.polyline import Polyline
from explorer.ui.explore.names import number
from explorer.ui.theme import Colours

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class Cells(QAbstractTableModel):
    """Rows of texts under a head; the row `marked` is bold, and the word None is faint italics: it is no number."""

    def __init__(self, head: Sequence[str]) -> None:
        super().__init__()
        self._head = tuple(head)
        self._rows: Sequence[tuple[str, ...]] = []
        self._marked = -1

    def show_rows(self, rows: Sequence[tuple[str, ...]], marked: int = -1) -> None:
        if len(rows) == len(self._rows):
            if rows != self._rows or marked != self._marked:
                self._rows, self._marked = rows, marked
                if rows:
                    self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self._head) - 1))
            return
        self.beginResetModel()
        self._rows, self._marked = rows, marked
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self._head)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        text = self._rows[index.row()][index.column()]
        if role in (_Role.DisplayRole, _Role.ToolTipRole):
            return text
        if role == _Role.FontRole and (text == "None" or index.row() == self._marked):
            font = QFont()
            font.setItalic(text == "None")
            font.setBold(index.row() == self._marked)
            return font
        if role == _Role.ForegroundRole and text == "None":
            return QGuiApplication.palette().placeholderText()
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> object:
        if role == _Role.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._head[section]
        return None


class Table(QTableView):
    """A table to read; Ctrl+C copies what is selected, or everything, with tabs."""

    def __init__(self, name: str, label: str, head: Sequence[str]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.cells = Cells(head)
        self.setModel(self.cells)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(22)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.as_text())
        else:
            super().keyPressEvent(event)

    def as_text(self) -> str:
        """The selected rows, or all, under their head."""
        rows = sorted({index.row() for index in self.selectedIndexes()}) or range(self.cells.rowCount())
        columns = range(self.cells.columnCount())
        lines = [[str(self.cells.headerData(k, Qt.Orientation.Horizontal)) for k in columns]]
        lines += [[str(self.cells.data(self.cells.index(row, k))) for k in columns] for row in rows]
        return "\n".join("\t".join(line) for line in lines) + "\n"


class SampleTable(Table):
    """x, y, x.grad and the true df/dx around the cursor."""

    def __init__(self) -> None:
        super().__init__("gradTable", self.tr("Samples around the cursor"), ("x", "y", "x.grad", "df/dx"))

    def show_slot(self, view: SlotView) -> None:
        if view.rows is not None:
            self.cells.show_rows([_texts(row) for row in view.rows], view.at)


class Ledger(Table):
    """A row for each pass since the slot was cleared."""

    def __init__(self) -> None:
        head = (self.tr("pass"), "f", "v", self.tr("added at x"))
        super().__init__("gradLedger", self.tr("Passes since x.grad was cleared"), head)
        header = self.horizontalHeader()
        for column in (0, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def show_slot(self, view: SlotView) -> None:
        rows, first = [], 1
        for row in view.ledger:
            name = str(first) if row.count == 1 else f"{first}–{first + row.count - 1}"
            rows.append((name, *_ledger_texts(row)))
            first += row.count
        self.cells.show_rows(rows)


class Layers(QWidget):
    """What the passes add up to, one layer on the other: the last line is x.grad."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("gradLayers")
        self.setAccessibleName(self.tr("The passes, stacked"))
        self.setMinimumHeight(90)
        self._layers: tuple[Polyline, ...] = ()
        self._span = (0.0, 1.0)
        self._colours: Colours | None = None

    def set_colours(self, colours: Colours) -> None:
        self._colours = colours
        self.update()

    def show_slot(self, view: SlotView) -> None:
        if view.layers is not None and view.layers is not self._layers:
            self._layers, self._span = view.layers, view.span or (0.0, 1.0)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._colours is None:
            return
        painter.fillRect(self.rect(), QColor(self._colours.base))
        if not self._layers:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        spans = [*self._span, *(float(value) for line in self._layers for value in (line.y.min(), line.y.max()))]
        lo, hi = min(spans), max(spans)
        left, right = float(self._layers[-1].x[0]), float(self._layers[-1].x[-1])
        across, up = self.width() / ((right - left) or 1.0), (self.height() - 8) / ((hi - lo) or 1.0)
        lines = [
            [QPointF((x - left) * across, self.height() - 4 - (y - lo) * up) for x, y in points]
            for points in (zip(line.x.tolist(), line.y.tolist(), strict=True) for line in self._layers)
        ]
        floor = self.height() - 4 - (0.0 - lo) * up
        below = [QPointF(0, floor), QPointF(self.width(), floor)]
        for k, line in enumerate(lines):
            colour = QColor(self._colours.stored)
            colour.setAlphaF(0.25 if k % 2 else 0.4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon(QPolygonF([*line, *reversed(below)]))
            painter.setPen(QColor(self._colours.stored))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(line)
            below = line


def _texts(row: Row) -> tuple[str, ...]:
    return number(row.x), number(row.y), number(row.grad), number(row.slope)


def _ledger_texts(row: LedgerRow) -> tuple[str, str, str]:
    if row.count > 1:
        return "…", "…", number(row.added)
    return _function(row.forward), _weights(row.backward), number(row.added)


def _function(forward: Forward) -> str:
    values = ", ".join(f"{name}={number(value)}" for name, value in forward.values)
    return f"{values}: {forward.function}" if values else str(forward.function)


def _weights(backward: Backward) -> str:
    if backward.how is How.VECTOR and backward.vector is not None:
        return str(backward.vector)
    if backward.how is How.ONE_HOT:
        return f"1 @ x={number(backward.at)}"
    return {How.SUM: "1", How.ONES: "1", How.RAMP: "0…1", How.VECTOR: "0…1"}.get(backward.how, CODE[backward.how])
