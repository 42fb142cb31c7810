"""What Explore marks in its plots: points of interest, and where f breaks, bends sharply or has no value."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from explorer.core.explore.features import Features
from explorer.core.explore.mark import Asymptote, Certified, Kind
from explorer.ui.kit.items import WholeView
from explorer.ui.kit.paths import circle, polygon

SHAPES = {
    Kind.ZERO: circle(4.5),
    Kind.MINIMUM: polygon((-5, -4), (5, -4), (0, 5)),
    Kind.MAXIMUM: polygon((-5, 4), (5, 4), (0, -5)),
    Kind.INFLECTION: polygon((0, -5), (5, 0), (0, 5), (-5, 0)),
    Kind.HOLE: circle(6),
    Kind.EDGE: polygon((-3, -3), (3, -3), (3, 3), (-3, 3)),
}


class Places(WholeView, pg.GraphicsObject):
    """Upright lines where f breaks (dashed) or bends sharply (dotted), asymptotes, and a tint where f has no value."""

    def __init__(self) -> None:
        super().__init__()
        self._breaks: tuple[float, ...] = ()
        self._kinks: tuple[float, ...] = ()
        self._gaps: tuple[tuple[float, float], ...] = ()
        self._asymptotes: tuple[Asymptote, ...] = ()
        self._pens: tuple[QPen, ...] = (QPen(), QPen(), QPen())
        self._tint = QColor()
        self.setZValue(-50)

    def set_colours(self, line: str, tint: str) -> None:
        dashes = Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine
        self._pens = tuple(QPen(QColor(line), 1, dash) for dash in dashes)
        self._tint = QColor(tint)
        self._tint.setAlphaF(0.12)
        self.update()

    def show_places(self, features: Features, of_slope: bool) -> None:
        """Those of `features`, in a plot of f or of its slope."""
        self._breaks, self._kinks, self._asymptotes = features.breaks, features.kinks, ()
        self._gaps = features.slope_gaps if of_slope else features.gaps
        self.update()

    def show_certified(self, certified: Certified, of_slope: bool) -> None:
        """Those that are confirmed, in place of what a drag showed."""
        marks = certified.marks
        self._breaks = tuple(mark.x for mark in marks if mark.kind in (Kind.JUMP, Kind.POLE))
        self._kinks = tuple(mark.x for mark in marks if mark.kind is Kind.KINK)
        self._asymptotes = () if of_slope else certified.asymptotes
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if not (self._breaks or self._kinks or self._gaps or self._asymptotes):
            return
        pixels = self.pixels(painter)
        view = pixels.room
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for start, end in self._gaps:
            left, right = pixels.place(start, 0.0).x(), pixels.place(end, 0.0).x()
            painter.fillRect(QRectF(left, view.top(), right - left, view.height()), self._tint)
        painter.setPen(self._pens[2])
        lo, middle, hi = (pixels.data(QPointF(x, 0.0))[0] for x in (view.left(), view.center().x(), view.right()))
        for one in self._asymptotes:
            ends = lo if one.left else middle, hi if one.right else middle
            painter.drawLine(QLineF(*(pixels.place(x, one.slope * x + one.height) for x in ends)))
        for pen, places in zip(self._pens, (self._breaks, self._kinks), strict=False):
            painter.setPen(pen)
            xs = [pixels.place(x, 0.0).x() for x in places]
            painter.drawLines([QLineF(x, view.top(), x, view.bottom()) for x in xs])
