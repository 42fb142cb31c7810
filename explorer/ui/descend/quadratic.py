"""f as a quadratic about one point: its level lines, and Newton's step to where it is level."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from explorer.core.descend.ground import Ground
from explorer.core.descend.problem import Point
from explorer.ui.descend.marks import paint_arrow
from explorer.ui.kit.items import WholeView
from explorer.ui.theme import LIGHT, Colours

_CELLS = 90
_LEVELS = (0.0, 0.5, 0.9)
"""Of the level lines, as parts of the way down to where the quadratic is level; the first is through the point."""


class Quadratic(WholeView, pg.GraphicsObject):
    """The level lines of the quadratic through the point and below it, and the step."""

    def __init__(self) -> None:
        super().__init__()
        self.ground: Ground | None = None
        self._point: Point = ()
        self._colours = LIGHT
        self.setZValue(12)

    def set_colours(self, colours: Colours) -> None:
        self._colours = colours
        self.update()

    def show_ground(self, ground: Ground | None, point: Point) -> None:
        """Show this one, of two variables; None for none."""
        self.ground, self._point = ground if len(point) == 2 else None, point
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self.ground is None:
            return
        from contourpy import LineType, contour_generator

        pixels, ground, point = self.pixels(painter), self.ground, np.array(self._point)
        corners = (pixels.data(pixels.room.bottomLeft()), pixels.data(pixels.room.topRight()))
        x, y = (np.linspace(lo, hi, _CELLS) for lo, hi in zip(*corners, strict=True))
        away = np.stack(np.meshgrid(x, y), axis=-1) - point
        heights = away @ ground.gradient + 0.5 * np.einsum("...i,ij,...j", away, ground.hessian, away)
        step = ground.step()
        level = float(ground.gradient @ step + 0.5 * step @ ground.hessian @ step)
        painter.setPen(QPen(QColor(self._colours.tangent), 1.4, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        made = contour_generator(x, y, heights, line_type=LineType.Separate)
        for part in _LEVELS:
            for line in made.lines(level * part):
                places = pixels.places(*np.asarray(line).T)
                painter.drawPath(pg.functions.arrayToQPath(*places.T, connect="finite"))
        end = pixels.place(*(point + step).tolist())
        paint_arrow(painter, pixels.place(*self._point), end, QColor(self._colours.tangent), 2.2, 9)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(end), 5, 5)
