"""How many steps each optimiser needs: a table."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QLabel, QTableWidget, QTableWidgetItem

from explorer.core.descend.export import reached_to_csv
from explorer.core.descend.optimisers import title_of
from explorer.core.descend.reach import Reached
from explorer.ui import theme
from explorer.ui.descend.experiment import Experiment
from explorer.ui.kit.number_box import NumberBox

NONE = "—"


class ReachPage(Experiment):
    """Signal, besides those of an experiment: height_changed(float)."""

    height_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__(
            "descendReach",
            self.tr("Steps to reach"),
            self.tr("Walk with every optimiser at nine rates from 0.0001 to 1, until f is as low as this"),
        )
        self.wanted = NumberBox("descendHeight", self.tr("f to be reached"))
        self.wanted.setValue(1e-3)
        self.wanted.valueChanged.connect(self.height_changed)
        self.row.insertWidget(1, QLabel("f ≤"))
        self.row.insertWidget(2, self.wanted)
        self.table = QTableWidget(0, 5)
        self.table.setObjectName("descendReachTable")
        self.table.setAccessibleName(self.tr("Steps that each optimiser needs"))
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("optimiser"),
                self.tr("steps"),
                self.tr("at its best rate"),
                self.tr("steps"),
                self.tr("at torch's rate"),
            ]
        )
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 4)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.body.addWidget(self.table, 1)

    def show_found(self, found: tuple[Reached, ...] | None) -> None:
        rows = sorted(found or (), key=lambda one: (one.steps is None, one.steps))
        self.table.setRowCount(len(rows))
        for row, one in enumerate(rows):
            texts = (
                title_of(one.optimizer),
                *(
                    NONE if value is None else f"{value:g}"
                    for value in (one.steps, one.rate, one.usual, one.usual_rate)
                ),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                    item.setFont(theme.monospace())
                self.table.setItem(row, column, item)

    def to_csv(self, found: tuple[Reached, ...]) -> Iterable[str]:
        return reached_to_csv(found)
