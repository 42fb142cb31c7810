"""The tensors that have names, as they are at the step that is shown."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.short_text import NONE, shape, short
from explorer.core.tape.reading.why import why_tensor
from explorer.core.tape.session import Recording
from explorer.core.tape.tape import Summary, TensorNote
from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui.theme import LIGHT, Colours
from explorer.ui.words import sentence, translated

COLUMNS = (
    QT_TRANSLATE_NOOP("Tensors", "name"),
    QT_TRANSLATE_NOOP("Tensors", "value"),
    ".grad",
    QT_TRANSLATE_NOOP("Tensors", "shape"),
    "dtype",
    "requires_grad",
    "is_leaf",
    "grad_fn",
    "_version",
    "retains_grad",
)
GRAD = 2
_UNKNOWN = "…"
"""A grad_fn that was not met."""

_Index = QModelIndex | QPersistentModelIndex


class Tensors(QTableView):
    """Follows the timeline; None stands in italics, a tensor of zeros on the colour of the slot.

    Signal: tensor_chosen(its number), by mouse or keyboard.
    """

    tensor_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tapeTensors")
        self.setAccessibleName(self.tr("Tensors at this step"))
        self.table = _Model()
        self.setModel(self.table)
        self.selectionModel().currentRowChanged.connect(self._choose)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((96, 130, 130, 56, 64, 104, 58, 110, 64, 90)):
            self.setColumnWidth(column, width)

    def show_moment(self, moment: Moment, recording: Recording | None = None) -> None:
        """The tensors at another step of the recording, which knows what is to be said at the end."""
        self.table.show_moment(moment, recording or Recording(moment.track))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.tensor_chosen.emit(self.table.tensor(index.row()))

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self.table.colours = colours
        self.viewport().update()


class _Model(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.colours = LIGHT
        self._rows: list[tuple[str, TensorNote, Summary | None, str]] = []
        self._moment, self._recording = Moment(), Recording()

    def show_moment(self, moment: Moment, recording: Recording) -> None:
        self._moment, self._recording = moment, recording
        rows = []
        for name, tensor in moment.tensors().items():
            note = moment.note(tensor)
            if note is not None:
                node = _UNKNOWN if note.requires_grad and not note.is_leaf else NONE
                if note.node is not None:
                    node = moment.track.nodes[note.node].name
                rows.append((name, note, moment.slot(tensor), node))
        if len(rows) == len(self._rows):
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))
        else:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def tensor(self, row: int) -> int:
        return self._rows[row][1].tensor

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return translated("Tensors", COLUMNS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        name, note, slot, node = self._rows[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                name,
                short(note.value, 4),
                short(slot, 4),
                shape(note.value),
                note.value.dtype,
                str(note.requires_grad),
                str(note.is_leaf),
                node,
                str(note.version),
                str(note.retains_grad),
            )[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._why(note, slot) if column == GRAD else _statistics(note.value)
        if column != GRAD:
            return None
        if role == Qt.ItemDataRole.FontRole and slot is None:
            font = QFont()
            font.setItalic(True)
            return font
        if role == Qt.ItemDataRole.BackgroundRole and slot is not None:
            return QBrush(QColor(self.colours.stored))
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(QColor(self.colours.muted if slot is None else self.colours.on_stored))
        return None

    def _why(self, note: TensorNote, slot: Summary | None) -> str:
        """What is in the slot, and why."""
        reasons = self._recording.told_at(self._moment, note.tensor) or (why_tensor(self._moment, note.tensor),)
        told = (sentence(one.told) for one in reasons if one is not None)
        return "\n\n".join([_statistics(slot), *told])


def _statistics(summary: Summary | None) -> str:
    """The first elements, the extremes and the mean, and what is not finite."""
    if summary is None:
        return NONE
    parts = [short(summary, 8)]
    if summary.least is not None and summary.greatest is not None and len(summary.first) > 1:
        mean = "" if summary.mean is None else f", mean {summary.mean:.4g}"
        parts.append(f"{summary.least:.4g} … {summary.greatest:.4g}{mean}")
    if summary.nan or summary.inf:
        parts.append(f"NaN: {summary.nan}, inf: {summary.inf}")
    return "\n".join(parts)
