"""The searchable, grouped list of built-in functions, with their typeset formulas."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from explorer.core.catalogue import CATALOGUE, Entry
from explorer.core.explore.state import State
from explorer.core.expression import parse
from explorer.core.expression.latex import latex
from explorer.ui.kit import formula
from explorer.ui.kit.formula import Formulas
from explorer.ui.kit.silent import silent
from explorer.ui.kit.undo import leave_undo
from explorer.ui.words import translated

ENTRY = Qt.ItemDataRole.UserRole
SEARCHED = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class FunctionSelector(QComboBox):
    """Signal: chosen(Entry), an intent."""

    chosen = Signal(object)

    def __init__(self, formulas: Formulas) -> None:
        super().__init__()
        self.setObjectName("functionSelector")
        self.setAccessibleName(self.tr("Built-in functions"))
        self.setEditable(True)
        leave_undo(self)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(16)
        self.setModel(_model(self))
        edit = self.lineEdit()
        assert edit is not None  # a box that is editable has one
        edit.setPlaceholderText(self.tr("Search the built-in functions…"))
        edit.setAccessibleName(self.tr("Search the built-in functions"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        delegate = _Delegate(formulas, self)
        self.setItemDelegate(delegate)
        self.view().setMinimumWidth(430)
        self._completer = completer = _Completer(self.model(), self)
        completer.setCompletionRole(SEARCHED)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(12)
        popup = completer.popup()
        assert popup is not None  # it is made when it is asked for
        popup.setItemDelegate(_Delegate(formulas, self))
        popup.setMinimumWidth(430)
        self.setCompleter(completer)
        self.setCurrentIndex(-1)
        self.currentIndexChanged.connect(self._changed)
        self.activated.connect(self._changed)  # the same one chosen again
        self.editTextChanged.connect(self._typed)

    def show_state(self, state: State) -> None:
        """Select the entry whose expression is shown, if it is one."""
        text = str(state.function)
        now = self.currentData(ENTRY)
        if now is not None and now.expression == text:
            return
        row = next((r for r in range(self.count()) if _expression(self.itemData(r, ENTRY)) == text), -1)
        if row != self.currentIndex():
            with silent(self):
                self.setCurrentIndex(row)

    def popup(self) -> QAbstractItemView | None:
        """The list of what was found."""
        return self._completer.popup()

    def notice(self) -> str:
        """What to notice in the selected function; empty where none is selected."""
        entry: Entry | None = self.currentData(ENTRY)
        return translated("Catalogue", entry.notice) if entry is not None else ""

    def _changed(self, row: int) -> None:
        entry = self.itemData(row, ENTRY)
        if entry is not None:
            self.chosen.emit(entry)

    def _typed(self, text: str) -> None:
        row = self.findText(text, Qt.MatchFlag.MatchFixedString)
        if row >= 0 and row != self.currentIndex() and self.itemData(row, ENTRY) is not None:
            self.setCurrentIndex(row)


class _Completer(QCompleter):
    """Finds what is typed in title and expression; completes to the title."""

    def pathFromIndex(self, index: Index) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


def _expression(entry: Entry | None) -> str | None:
    return entry.expression if entry is not None else None


def _model(parent: QComboBox) -> QStandardItemModel:
    model = QStandardItemModel(parent)
    group = None
    for entry in CATALOGUE:
        if entry.group != group:
            group = entry.group
            title = QStandardItem(translated("Catalogue", group))
            title.setFlags(Qt.ItemFlag.NoItemFlags)
            font = title.font()
            font.setBold(True)
            title.setFont(font)
            model.appendRow(title)
        item = QStandardItem(translated("Catalogue", entry.title))
        item.setData(entry, ENTRY)
        item.setData(f"{item.text()} {entry.title} {entry.expression}", SEARCHED)
        item.setToolTip(translated("Catalogue", entry.notice))
        model.appendRow(item)
    return model


class _Delegate(QStyledItemDelegate):
    """Title on the left, formula on the right."""

    def __init__(self, formulas: Formulas, parent: QWidget) -> None:
        super().__init__(parent)
        self._formulas = formulas
        self._latex: dict[str, str] = {}
        formulas.ready.connect(self._repaint)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(400, 34 if index.data(ENTRY) is not None else 28)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        entry: Entry | None = index.data(ENTRY)
        if entry is None:
            return
        if entry.expression not in self._latex:
            self._latex[entry.expression] = latex(parse(entry.expression)).removeprefix("f(x) = ")
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = option.palette.highlightedText() if selected else option.palette.text()
        picture = self._formulas.get(self._latex[entry.expression], role.color().name())
        if picture is not None:
            half = option.rect.adjusted(int(option.rect.width() * 0.46), 3, -10, -3)
            formula.paint(picture, painter, QRectF(half), right=True)

    def _repaint(self) -> None:
        box = self.parent()
        assert isinstance(box, FunctionSelector)
        for view in (box.view(), box.popup()):
            if view is not None and view.isVisible():
                view.viewport().update()
