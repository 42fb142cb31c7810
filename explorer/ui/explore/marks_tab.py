"""The confirmed marks as a table: a click goes there, and all of it can be copied."""

from __future__ import annotations

from math import isnan

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.core.explore.export import marks_to_csv
from explorer.core.explore.mark import Certified, Mark
from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui.explore.grad_tables import Table
from explorer.ui.theme import GAP
from explorer.ui.words import translated

KINDS = {
    "zero": QT_TRANSLATE_NOOP("Marks", "zero"),
    "minimum": QT_TRANSLATE_NOOP("Marks", "minimum"),
    "maximum": QT_TRANSLATE_NOOP("Marks", "maximum"),
    "inflection": QT_TRANSLATE_NOOP("Marks", "inflection"),
    "kink": QT_TRANSLATE_NOOP("Marks", "kink"),
    "jump": QT_TRANSLATE_NOOP("Marks", "jump"),
    "pole": QT_TRANSLATE_NOOP("Marks", "pole"),
    "hole": QT_TRANSLATE_NOOP("Marks", "hole"),
    "edge": QT_TRANSLATE_NOOP("Marks", "edge"),
}
CROWD = QT_TRANSLATE_NOOP("Marks", "{kind}: {count} or more, too many to be told apart here")
LINE = QT_TRANSLATE_NOOP("Marks", "asymptote: y = {line} ({sides})")
SIDES = {
    (True, True): QT_TRANSLATE_NOOP("Marks", "on both sides"),
    (True, False): QT_TRANSLATE_NOOP("Marks", "on the left"),
    (False, True): QT_TRANSLATE_NOOP("Marks", "on the right"),
}


class MarksTab(QWidget):
    """Signal: wanted_place(x), when a row is clicked."""

    wanted_place = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        columns = (self.tr("kind"), "x", self.tr("as a number"), "f")
        self.table = Table("marksTable", self.tr("Marks"), columns)
        self.beside = QLabel()
        self.beside.setObjectName("marksBeside")
        self.beside.setWordWrap(True)
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.setObjectName("marksCopy")
        self.copy.setAccessibleName(self.tr("Copy the marks"))
        self._marks: tuple[Mark, ...] = ()
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.beside, 1)
        row.addWidget(self.copy)
        layout.addLayout(row)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(marks_to_csv(self._marks)))
        self.table.clicked.connect(self._clicked)

    def show_certified(self, certified: Certified | None) -> None:
        """The marks of the curve that is shown; None while they are not known."""
        self._marks = () if certified is None else certified.marks
        self.table.cells.show_rows([_row(mark) for mark in self._marks])
        self.beside.setText("" if certified is None else "\n".join(_beside(certified)))
        self.copy.setEnabled(bool(self._marks))

    def _clicked(self, index: QModelIndex) -> None:
        self.wanted_place.emit(self._marks[index.row()].x)


def _row(mark: Mark) -> tuple[str, ...]:
    height = "" if isnan(mark.f) else f"{mark.f:.9g}"
    return translated("Marks", KINDS[mark.kind.value]), f"{mark.x:.9g}", mark.name, height


def _beside(certified: Certified) -> list[str]:
    lines = [
        translated("Marks", CROWD).format(kind=translated("Marks", KINDS[kind.value]), count=f"{count:,}")
        for kind, count in certified.crowded.items()
    ]
    for one in certified.asymptotes:
        parts = [f"{one.slope:.6g} x" if one.slope else "", f"{one.height:+.6g}" if one.slope else f"{one.height:.6g}"]
        sides = translated("Marks", SIDES[one.left, one.right])
        lines.append(translated("Marks", LINE).format(line=" ".join(part for part in parts if part), sides=sides))
    return lines
