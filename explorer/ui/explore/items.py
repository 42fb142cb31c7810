"""What is drawn in a plot: curves, straight lines and points, each with as little work a frame as it takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from explorer.core.explore.decimate import CALM, DENSE, Polyline
from explorer.core.explore.features import Kind
from explorer.ui.theme import DASHES


class Line(pg.PlotCurveItem):
    """A PlotCurveItem that takes the whole view for its bounds: working out its own costs more than drawing it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(antialias=True, **options)

    def boundingRect(self) -> QRectF:
        box = self.getViewBox()
        return QRectF() if box is None else box.viewRect()

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()

    def clear_line(self) -> None:
        self.setData(np.empty(0), np.empty(0))


class CurveItem(Line):
    """A reduced curve, stroked in the way that is fast for its amount of ink."""

    def __init__(self, order: int) -> None:
        super().__init__()
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


def _circle() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(), 4.5, 4.5)
    return path


def _polygon(*corners: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    return path


SHAPES = {
    Kind.ZERO: _circle(),
    Kind.MINIMUM: _polygon((-5, -4), (5, -4), (0, 5)),
    Kind.MAXIMUM: _polygon((-5, 4), (5, 4), (0, -5)),
    Kind.INFLECTION: _polygon((0, -5), (5, 0), (0, 5), (-5, 0)),
}


class Points(pg.GraphicsObject):
    """Small shapes at data coordinates, of one size on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.points: list[tuple[QPainterPath, float, float]] = []
        self._pen, self._brush = QPen(), QBrush()

    def set_colours(self, line: str, fill: str) -> None:
        self._pen, self._brush = pg.mkPen(line, width=1), pg.mkBrush(fill)
        self.update()

    def show_points(self, points: list[tuple[QPainterPath, float, float]]) -> None:
        """(shape, x, y) for each."""
        self.points = points
        self.update()

    def boundingRect(self) -> QRectF:
        box = self.getViewBox()
        return QRectF() if box is None else box.viewRect()

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if not self.points:
            return
        to_device = painter.transform()
        painter.resetTransform()
        ratio = painter.device().devicePixelRatioF() if widget is None else 1.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        painter.setBrush(self._brush)
        for shape, x, y in self.points:
            place = to_device.map(QPointF(x, y))
            painter.save()
            painter.translate(place)
            if ratio != 1.0:
                painter.scale(ratio, ratio)
            painter.drawPath(shape)
            painter.restore()
