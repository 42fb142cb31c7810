"""The numbers of one step, a column for each runner, and what became of the walks."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QTableView

from explorer.core.descend.optimisers import title_of
from explorer.core.descend.problem import Problem
from explorer.core.descend.race import Race
from explorer.core.descend.run import Run
from explorer.ui import theme
from explorer.ui.descend.marks import runner_colours
from explorer.ui.theme import LIGHT, Colours
from explorer.ui.words import sentence

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


def fate_of(run: Run) -> str:
    """What became of a walk, in the person's language."""
    return " ".join(map(sentence, run.verdict.sentences))


def written(value: float) -> str:
    """The shortest text that reads back as this float32."""
    with np.errstate(over="ignore"):  # the difference of two may be too large for one
        return str(np.float32(value))


NONE = "—"
"""Where a step, such as the last, or an optimiser does not have a number."""

Row = tuple[str, str, int]
"""What a row shows: its title, the field of the step or the name in its state, and which leaf."""


class Numbers(QAbstractTableModel):
    """A row for each number of a step."""

    def __init__(self) -> None:
        super().__init__()
        self.colours = LIGHT
        self.step = 0
        self._race: Race | None = None
        self._runs: tuple[Run, ...] = ()
        self._rows: list[Row] = []

    def show_runs(self, race: Race, runs: tuple[Run, ...]) -> None:
        """Show another race."""
        rows = _rows(race, runs)
        if rows == self._rows and len(runs) == len(self._runs):
            self._race, self._runs = race, runs
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(runs) - 1)
            self.refresh()
            return
        self.beginResetModel()
        self._race, self._runs, self._rows = race, runs, rows
        self.endResetModel()

    def set_step(self, step: int) -> None:
        """Show another step."""
        if step != self.step:
            self.step = step
            self.refresh()

    def refresh(self) -> None:
        """Read everything again."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._runs) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._runs)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            return self._rows[section][0] if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole and self._race is not None:
            return title_of(self._race.runners[section].optimizer).replace(" (", "\n(")
        return QColor(runner_colours(self.colours)[section]) if role == Qt.ItemDataRole.ForegroundRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        run = self._runs[index.column()]
        _, what, leaf = self._rows[index.row()]
        if self.step >= len(run.detail):
            return NONE
        step = run.detail[self.step]
        if what == "point":
            return written(step.point[leaf])
        if what == "value":
            return written(step.value)
        if what == "rate":
            return f"{step.rate:.10g}"
        if what == "gradient":
            return written(step.gradient[leaf]) if step.gradient else NONE
        if what == "update":
            if self.step + 1 >= len(run.detail):
                return NONE
            return written(run.detail[self.step + 1].point[leaf] - step.point[leaf])
        return written(step.state[what][leaf]) if what in step.state else NONE


def _rows(race: Race, runs: tuple[Run, ...]) -> list[Row]:
    names = race.problem.names
    rows: list[Row] = [(name, "point", leaf) for leaf, name in enumerate(names)]
    rows.append(("loss" if not isinstance(race.problem, Problem) else f"f({', '.join(names)})", "value", 0))
    rows += [(f"{name}.grad", "gradient", leaf) for leaf, name in enumerate(names)]
    rows += [(f"Δ{name}", "update", leaf) for leaf, name in enumerate(names)]
    rows.append(("lr", "rate", 0))
    kept = dict.fromkeys(name for run in runs if run.detail for name in run.detail[0].state)
    rows += [(f"{what} {name}", what, leaf) for what in kept for leaf, name in enumerate(names)]
    return rows


class NumbersTable(QTableView):
    """The table; texts are in a fixed font, so that digits stand under digits."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = Numbers()
        self.setModel(self.numbers)
        self.setObjectName("descendTable")
        self.setAccessibleName(QCoreApplication.translate("NumbersTable", "The numbers of this step"))
        proportional = self.font()
        self.setFont(theme.monospace())
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setFont(proportional)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 4)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setMinimumSectionSize(120)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self.numbers.colours = colours
        self.horizontalHeader().viewport().update()
