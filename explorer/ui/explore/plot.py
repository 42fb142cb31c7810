"""One plot: curves on a grid, whose range is moved by wheel and mouse as an intent, never on its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import log2
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPaintEvent

from explorer.core.explore.decimate import CALM, DENSE, Polyline
from explorer.ui.explore.axis import Axis, Grid
from explorer.ui.theme import DASHES, Colours

AXIS_WIDTH, AXIS_HEIGHT = 64, 26


class CurveItem(pg.PlotCurveItem):
    """A reduced curve, stroked in the way that is fast for its amount of ink."""

    def __init__(self, order: int) -> None:
        super().__init__(antialias=True)
        self._order = order
        self._colour = "#000000"
        self._mode = ""
        self._faint = False

    def set_colour(self, colour: str) -> None:
        self._colour, self._mode = colour, ""

    def show_line(self, line: Polyline, units: tuple[float, float], faint: bool = False) -> None:
        """Draw `line` in a plot with these units; `faint` for a derivative that torch does not have."""
        mode = "calm" if line.ink <= CALM else "busy" if line.ink <= DENSE else "dense"
        if (mode, faint) != (self._mode, self._faint):
            self._mode, self._faint = mode, faint
            self._set_pen()
        x, y = (line.x, line.y) if units == (1.0, 1.0) else (line.x / units[0], line.y / units[1])
        whole = bool(line.joined[:-1].all())
        connect: Any = "all" if whole else line.joined
        self.setData(x, y, connect=connect, skipFiniteCheck=whole)

    def _set_pen(self) -> None:
        dash = (1.0, 4.0) if self._faint else DASHES[self._order]
        pen = pg.mkPen(self._colour, width=1 if self._mode == "dense" or self._faint else 2)
        if self._mode == "calm" and dash:
            pen.setDashPattern(list(dash))
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self.setPen(pen)
        self.setSegmentedLineMode("off" if self._mode == "calm" else "on")
        self.opts["antialias"] = self._mode != "dense"


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
        self.bottom.setHeight(AXIS_HEIGHT)
        self.grid_lines = Grid(self.box, self.bottom, self.left)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setViewportUpdateMode(pg.GraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self._x_range = self._y_range = (0.0, 1.0)
        self.units = (1.0, 1.0)
        self.box.sigResized.connect(lambda _: self.resized.emit())
        self.box.zoomed.connect(lambda axis, by, at: self.zoomed.emit(axis, by, at * self.units[axis]))
        self.box.panned.connect(lambda dx, dy, end: self.panned.emit(dx * self.units[0], dy * self.units[1], end))
        self.box.pointed.connect(lambda x: self.pointed.emit(x * self.units[0]))

    def set_colours(self, colours: Colours) -> None:
        self.setBackground(colours.base)
        for axis in (self.bottom, self.left):
            axis.setPen(pg.mkPen(colours.border))
            axis.setTextPen(pg.mkPen(colours.muted))
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
        self.bottom.setStyle(showValues=not hidden)
        self.bottom.setHeight(6 if hidden else AXIS_HEIGHT)

    def picture_size(self) -> tuple[int, int]:
        """Of the curve's part, in pixels."""
        return round(self.box.width()), round(self.box.height())

    @contextmanager
    def uncached(self) -> Iterator[None]:
        """Paint the axes anew inside: into a file they must be text and lines, not a kept picture of the screen."""
        for axis in (self.bottom, self.left):
            axis.setCacheMode(axis.CacheMode.NoCache)
        yield
        for axis in (self.bottom, self.left):
            axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)

    def paintEvent(self, ev: QPaintEvent) -> None:
        super().paintEvent(ev)
        self.painted.emit()


def _unit(lo: float, hi: float) -> float:
    """1, or a power of two near the span where that is extreme."""
    span = hi - lo
    return 1.0 if span > 1e-100 and max(abs(lo), abs(hi)) < 1e100 else 2.0 ** round(log2(span))


def line_item(colour: str, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> pg.PlotCurveItem:
    """A straight line that is not a curve of samples: tangent or secant."""
    return pg.PlotCurveItem(pen=pg.mkPen(colour, width=1.5, style=style), antialias=True)
