"""What is kept for the walk back: the peak over time, and who keeps how much."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from explorer.core.tape.reading.memory import Kept, Memory, told
from explorer.ui.kit.paths import polygon
from explorer.ui.theme import GAP, LIGHT, Colours

_ROWS = 200
"""Rows of the table: what keeps less is told by nobody."""


class MemoryTable(QWidget):
    """Signal: chosen(nodes), those of the row that was clicked."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tapeMemory")
        self.by = QComboBox()
        self.by.setObjectName("tapeMemoryBy")
        self.by.setAccessibleName(self.tr("By what memory is told"))
        self.by.addItems([self.tr("by module"), self.tr("by line"), self.tr("by node")])
        self.peak = QLabel()
        self.peak.setObjectName("tapeMemoryPeak")
        self.profile = _Profile()
        self.profile.setAccessibleName(self.tr("Memory over time"))
        self.rows = QTreeWidget()
        self.rows.setObjectName("tapeMemoryRows")
        self.rows.setAccessibleName(self.tr("Who keeps how much for the walk back"))
        self.rows.setRootIsDecorated(False)
        self.rows.setUniformRowHeights(True)
        self.rows.setHeaderLabels([self.tr("kept"), self.tr("checkpoint would free"), self.tr("by")])
        self.rows.setColumnWidth(0, 90)
        self.rows.setColumnWidth(1, 150)
        self.rows.itemClicked.connect(lambda item, _: self.chosen.emit(item.data(0, Qt.ItemDataRole.UserRole)))
        self.by.currentIndexChanged.connect(lambda _: self._fill())
        self._memory = Memory()
        above = QHBoxLayout()
        above.setSpacing(GAP)
        above.addWidget(self.by)
        above.addWidget(self.peak)
        above.addWidget(self.profile, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP // 2, 0, 0)
        layout.setSpacing(GAP // 2)
        layout.addLayout(above)
        layout.addWidget(self.rows, 1)
        self._fill()

    def show_memory(self, memory: Memory, last: int) -> None:
        """That of a picture whose last step this is."""
        if memory is not self._memory:
            self._memory = memory
            self.profile.show_steps(memory, last)
            self._fill()

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self.profile.colours = colours
        self.profile.update()

    def _fill(self) -> None:
        memory = self._memory
        self.peak.setText(
            self.tr("at most {bytes}, at step {step}").format(bytes=told(memory.peak), step=f"{memory.at + 1:,}")
            if memory.peak
            else self.tr("Nothing is kept for a walk back.")
        )
        every: tuple[Kept, ...] = (memory.by_module, memory.by_line, memory.by_node)[self.by.currentIndex()]
        self.rows.clear()
        for kept in every[:_ROWS]:
            item = QTreeWidgetItem([told(kept.bytes), told(kept.frees) if kept.frees else "", kept.name])
            item.setData(0, Qt.ItemDataRole.UserRole, kept.nodes)
            item.setToolTip(2, kept.name)
            self.rows.addTopLevelItem(item)


class _Profile(QWidget):
    """The bytes over the steps, as a filled line."""

    def __init__(self) -> None:
        super().__init__()
        self.colours = LIGHT
        self._memory, self._last = Memory(), 0

    def sizeHint(self) -> QSize:
        return QSize(160, 26)

    def show_steps(self, memory: Memory, last: int) -> None:
        self._memory, self._last = memory, last
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._memory.peak:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.colours.curves[0]))
        painter.drawPath(polygon(*((one.x(), one.y()) for one in self._outline())))
        painter.end()

    def _outline(self) -> list[QPointF]:
        width, height, first = self.width(), self.height() - 2, self._memory.over_time[0][0]
        span = max(self._last - first, 1)
        found, level = [QPointF(0, height)], height * 1.0
        for step, count in self._memory.over_time:
            x = min((step - first) / span, 1) * width
            found.append(QPointF(x, level))
            level = height * (1 - count / self._memory.peak) + 1
            found.append(QPointF(x, level))
        return [*found, QPointF(width, level), QPointF(width, height)]
