"""One plot: curves on a grid, whose range is moved by wheel and mouse as an intent, never on its own."""

from __future__ import annotations

from math import log2
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGraphicsScene

from explorer.ui.kit.axis import Axis, Grid
from explorer.ui.theme import Colours

AXIS_WIDTH, AXIS_HEIGHT = 64, 26
RIGHT_MARGIN = 16  # half of the last number of the x axis


# A drag shorter than pyqtgraph's 10 ms between two moves would be a click; the Store drops what comes too fast.
pg.setConfigOption("mouseRateLimit", -1)


class RangeBox(pg.ViewBox):
    """A ViewBox that says what wheel and mouse ask for instead of doing it.

    Signals: zoomed(axis, factor, centre); panned(dx, dy, finished); pointed(x) for a click.
    """

    zoomed = Signal(int, float, float)
    panned = Signal(float, float, bool)
    pointed = Signal(float)

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0)
        self.disableAutoRange()

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
        centre = self.mapSceneToView(ev.scenePos() if hasattr(ev, "scenePos") else ev.pos())
        vertical = axis == 1 or bool(ev.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        delta = ev.delta()
        self.zoomed.emit(int(vertical), 0.999**delta, centre.y() if vertical else centre.x())
        ev.accept()

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        if ev.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            ev.ignore()
            return
        ev.accept()
        now, last = self.mapToView(ev.pos()), self.mapToView(ev.lastPos())
        shift: QPointF = last - now
        dx, dy = (0.0 if axis == 1 else shift.x()), (0.0 if axis == 0 else shift.y())
        self.panned.emit(dx, dy, ev.isFinish())

    def mouseClickEvent(self, ev: Any) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self.pointed.emit(self.mapToView(ev.pos()).x())


class Plot(pg.PlotWidget):
    """Signals: zoomed, panned and pointed as RangeBox has them, in data units; resized() when its room changed;
    painted() after every paint.

    `units` are 1 but for ranges such as 1e-300 or 1e300, where Qt's arithmetic with squares would fail: there the
    items are drawn in powers of two of the data.
    """

    zoomed = Signal(int, float, float)
    panned = Signal(float, float, bool)
    pointed = Signal(float)
    resized = Signal()
    painted = Signal()

    def __init__(self, name: str, label: str) -> None:
        self.box = RangeBox()
        self.bottom, self.left = Axis("bottom"), Axis("left")
        super().__init__(viewBox=self.box, axisItems={"bottom": self.bottom, "left": self.left}, enableMenu=False)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setMinimumHeight(110)
        self.hideButtons()
        self.left.setWidth(AXIS_WIDTH)
        self.plotItem.layout.setContentsMargins(0, 0, RIGHT_MARGIN, 0)
        self.bottom.setHeight(AXIS_HEIGHT)
        self.grid_lines = Grid(self.box, self.bottom, self.left)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setViewportUpdateMode(pg.GraphicsView.ViewportUpdateMode.FullViewportUpdate)
        # A handful of items that all change in every frame: keeping an index of them costs more than it saves.
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._x_range = self._y_range = (0.0, 1.0)
        self.units = (1.0, 1.0)
        self.box.sigResized.connect(lambda _: self.resized.emit())
        self.box.zoomed.connect(lambda axis, by, at: self.zoomed.emit(axis, by, at * self.units[axis]))
        self.box.panned.connect(lambda dx, dy, end: self.panned.emit(dx * self.units[0], dy * self.units[1], end))
        self.box.pointed.connect(lambda x: self.pointed.emit(x * self.units[0]))

    def set_colours(self, colours: Colours) -> None:
        self.setBackground(colours.base)
        for axis in (self.bottom, self.left):
            axis.set_colours(colours.border, colours.muted)
        self.grid_lines.set_colours(colours.grid, colours.border)

    def set_x_range(self, lo: float, hi: float) -> None:
        if (lo, hi) != self._x_range:
            self._x_range = (lo, hi)
            unit = _unit(lo, hi)
            self.units = (unit, self.units[1])
            self.bottom.setScale(unit)
            self.box.setXRange(lo / unit, hi / unit, padding=0)

    def set_y_range(self, lo: float, hi: float) -> None:
        if (lo, hi) != self._y_range:
            self._y_range = (lo, hi)
            unit = _unit(lo, hi)
            self.units = (self.units[0], unit)
            self.left.setScale(unit)
            self.box.setYRange(lo / unit, hi / unit, padding=0)

    @property
    def y_range(self) -> tuple[float, float]:
        return self._y_range

    def hide_x_labels(self, hidden: bool) -> None:
        self.bottom.set_shows_values(not hidden)
        self.bottom.setHeight(6 if hidden else AXIS_HEIGHT)

    def picture_size(self) -> tuple[int, int]:
        """Of the curve's part, in pixels."""
        return round(self.box.width()), round(self.box.height())

    def paintEvent(self, ev: QPaintEvent) -> None:
        super().paintEvent(ev)
        self.painted.emit()


def _unit(lo: float, hi: float) -> float:
    """1, or a power of two near the span where that is extreme."""
    span = hi - lo
    return 1.0 if span > 1e-100 and max(abs(lo), abs(hi)) < 1e100 else 2.0 ** min(round(log2(min(span, 1e308))), 1023)
