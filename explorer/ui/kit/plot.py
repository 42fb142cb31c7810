"""One plot: curves on a grid, whose range is moved by wheel and mouse as an intent, never on its own."""

from __future__ import annotations

import html
from math import isfinite, log2
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QGraphicsScene

from explorer.ui.kit.axis import Axis, Grid
from explorer.ui.kit.items import Pixels
from explorer.ui.theme import Colours

AXIS_WIDTH, AXIS_HEIGHT = 64, 26
RIGHT_MARGIN = 16  # half of the last number of the x axis

Range = tuple[float, float]


# A drag shorter than pyqtgraph's 10 ms between two moves would be a click; the Store drops what comes too fast.
pg.setConfigOption("mouseRateLimit", -1)


class RangeBox(pg.ViewBox):
    """A ViewBox that says what wheel and mouse ask for instead of doing it.

    Signals: zoomed(axis, factor, centre); panned(dx, dy, finished); pointed(x) and clicked(x, y) for a click; doubled()
    for a second one.
    """

    zoomed = Signal(int, float, float)
    panned = Signal(float, float, bool)
    pointed = Signal(float)
    clicked = Signal(float, float)
    doubled = Signal()

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0)
        self.disableAutoRange()
        self.units = (1.0, 1.0)
        self.is_plane = False

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
        centre = self.mapSceneToView(ev.scenePos() if hasattr(ev, "scenePos") else ev.pos())
        factor = 0.999 ** ev.delta()
        vertical = axis == 1 or bool(ev.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        for along in (0, 1) if self.is_plane and axis is None else (int(vertical),):
            self.zoomed.emit(along, factor, centre.y() if along else centre.x())
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
            at = self.mapToView(ev.pos())
            self.pointed.emit(at.x())
            if not ev.double():
                self.clicked.emit(at.x(), at.y())
            else:
                self.doubled.emit()


class Plot(pg.PlotWidget):
    """Signals: zoomed, panned, pointed, clicked and doubled as RangeBox has them, in data units; resized() when its
    room changed; under_mouse(QPointF or None), the pixel that the mouse is over; painted() after every paint.

    `units` are 1 but for ranges such as 1e-300 or 1e300, where Qt's arithmetic with squares would fail: there the
    items are drawn in powers of two of the data.
    """

    zoomed = Signal(int, float, float)
    panned = Signal(float, float, bool)
    pointed = Signal(float)
    clicked = Signal(float, float)
    doubled = Signal()
    resized = Signal()
    under_mouse = Signal(object)
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
        self.box.sigResized.connect(lambda _: self.resized.emit())
        self.box.zoomed.connect(lambda axis, by, at: self.zoomed.emit(axis, by, at * self.units[axis]))
        self.box.panned.connect(lambda dx, dy, end: self.panned.emit(dx * self.units[0], dy * self.units[1], end))
        self.box.pointed.connect(lambda x: self.pointed.emit(x * self.units[0]))
        self.box.clicked.connect(lambda x, y: self.clicked.emit(x * self.units[0], y * self.units[1]))
        self.box.doubled.connect(self.doubled)

    def set_colours(self, colours: Colours) -> None:
        self.setBackground(colours.base)
        for axis in (self.bottom, self.left):
            axis.set_colours(colours.border, colours.muted)
        self.grid_lines.set_colours(colours.grid, colours.border)

    def set_x_range(self, lo: float, hi: float) -> None:
        if (lo, hi) != self._x_range:
            self._x_range = (lo, hi)
            unit = _unit(lo, hi)
            self.box.units = (unit, self.units[1])
            self.bottom.setScale(unit)
            self.box.setXRange(lo / unit, hi / unit, padding=0)

    def set_y_range(self, lo: float, hi: float) -> None:
        if (lo, hi) != self._y_range:
            self._y_range = (lo, hi)
            unit = _unit(lo, hi)
            self.box.units = (self.units[0], unit)
            self.left.setScale(unit)
            self.box.setYRange(lo / unit, hi / unit, padding=0)

    @property
    def x_range(self) -> Range:
        return self._x_range

    @property
    def y_range(self) -> Range:
        return self._y_range

    @property
    def units(self) -> tuple[float, float]:
        return self.box.units

    def pixels(self) -> Pixels:
        """Where the widget shows data."""
        transform = self.box.childGroup.sceneTransform() * self.viewportTransform()
        return Pixels(transform, self.units, transform.mapRect(self.box.viewRect()))

    def hide_x_labels(self, hidden: bool) -> None:
        self.bottom.set_shows_values(not hidden)
        self.bottom.setHeight(6 if hidden else AXIS_HEIGHT)

    def show_title(self, text: str, colour: str) -> None:
        """A line above the curve's part, at its left."""
        title = self.plotItem.titleLabel
        self.plotItem.setTitle(html.escape(text), color=colour, size=f"{self.font().pointSizeF():g}pt", justify="left")
        high = QFontMetricsF(self.font()).height() + 4
        title.setMaximumHeight(high)
        self.plotItem.layout.setRowFixedHeight(0, high)

    def picture_size(self) -> tuple[int, int]:
        """Of the curve's part, in pixels."""
        return round(self.box.width()), round(self.box.height())

    def mouseMoveEvent(self, ev: QMouseEvent) -> None:
        super().mouseMoveEvent(ev)
        at = ev.position()
        self.under_mouse.emit(at if self.box.sceneBoundingRect().contains(at) and not ev.buttons() else None)

    def leaveEvent(self, ev: QEvent) -> None:
        super().leaveEvent(ev)
        self.under_mouse.emit(None)

    def paintEvent(self, ev: QPaintEvent) -> None:
        super().paintEvent(ev)
        self.painted.emit()


def scaled(limits: Range, factor: float, centre: float) -> Range:
    """The limits made wider by `factor` around `centre`; the same where no float64s would be left between them."""
    lo, hi = (centre + (end - centre) * factor for end in limits)
    wide = isfinite(hi - lo) and hi - lo > 1e-10 * max(abs(lo), abs(hi))
    return (lo, hi) if wide else limits


def _unit(lo: float, hi: float) -> float:
    """1, or a power of two near the span where that is extreme."""
    span = hi - lo
    return 1.0 if span > 1e-100 and max(abs(lo), abs(hi)) < 1e100 else 2.0 ** min(round(log2(min(span, 1e308))), 1023)
