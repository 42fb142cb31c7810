"""Who is who in the picture of a walk."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from explorer.core.descend.race import Runner
from explorer.ui.descend.marks import DASHES, paint_arrow, paint_mark, runner_colours
from explorer.ui.descend.names import runner_name
from explorer.ui.descend.trails import Trails
from explorer.ui.kit.axis import laid_out
from explorer.ui.kit.items import Array, Pixels, WholeView
from explorer.ui.theme import GAP, LIGHT, Colours

Sample = tuple[str, str, float]
"""Of an arrow: what it means, its colour and its width."""

_SAMPLE = 30
_LONGEST = 190
_BETWEEN = (0.25, 0.5, 0.75)


class Legend(WholeView, pg.GraphicsObject):
    """The runners' marks and names, what the arrows mean and, where there is one, the tangent; in the corner, or
    else at the side, where the least of the paths is hidden.
    """

    def __init__(self, trails: Trails) -> None:
        super().__init__()
        self._trails = trails
        self._names: list[str] = []
        self._arrows: list[Sample] = []
        self._tangent = ""
        self._points: tuple[Array, Array] = (np.empty(0), np.empty(0))
        self._colours = LIGHT
        self._corner: tuple[object, QPointF] = (None, QPointF())
        self.setZValue(10)

    def set_colours(self, colours: Colours) -> None:
        self._colours = colours
        self.update()

    def show_names(
        self, runners: tuple[Runner, ...], arrows: list[Sample], tangent: str, points: tuple[Array, Array]
    ) -> None:
        """Show these; `points` are not to be hidden either."""
        metrics = QFontMetricsF(pg.QtGui.QGuiApplication.font())
        self._names = [metrics.elidedText(runner_name(one), Qt.TextElideMode.ElideRight, _LONGEST) for one in runners]
        self._arrows, self._tangent, self._points = arrows, tangent, points
        self._corner = None, QPointF()
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if not self._names:
            return
        pixels = self.pixels(painter)
        texts = [
            laid_out(text) for text in [*self._names, *(arrow[0] for arrow in self._arrows), self._tangent] if text
        ]
        high = texts[0].size().height() + 2
        size = QSizeF(max(text.size().width() for text in texts) + _SAMPLE + 3 * GAP, len(texts) * high + GAP)
        if self._corner[0] != pixels:
            self._corner = pixels, self._free_corner(pixels, size)
        painter.translate(self._corner[1])
        ground = QColor(self._colours.base)
        ground.setAlpha(215)
        painter.setPen(QColor(self._colours.border))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(QPointF(0.5, 0.5), size - QSizeF(1, 1)), 4, 4)
        painter.setPen(QColor(self._colours.text))
        for line, text in enumerate(texts):
            painter.drawStaticText(QPointF(_SAMPLE + 2 * GAP, GAP / 2 + line * high), text)
        starts = [QPointF(GAP, GAP / 2 + (line + 0.5) * high) for line in range(len(texts))]
        across, table = QPointF(_SAMPLE, 0), runner_colours(self._colours)
        for number, start in enumerate(starts[: len(self._names)]):
            pen = QPen(QColor(table[number % len(table)]), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
            if dash := DASHES[number % len(DASHES)]:
                pen.setDashPattern([part / 2 for part in dash])
            painter.setPen(pen)
            painter.drawLine(start, start + across)
            painter.setPen(QPen(QColor(self._colours.base), 1))
            painter.setBrush(pen.color())
            paint_mark(painter, number, start + across / 2, 5.5)
        for (_, colour, width), start in zip(self._arrows, starts[len(self._names) :], strict=False):
            paint_arrow(painter, start, start + across, QColor(colour), width, 8)
        if self._tangent:
            painter.setPen(QPen(QColor(self._colours.tangent), 1.6))
            painter.drawLine(starts[-1] + QPointF(0, 5), starts[-1] + across - QPointF(0, 5))

    def _free_corner(self, pixels: Pixels, size: QSizeF) -> QPointF:
        points = pixels.places(*self._points).repeat(100, axis=0)
        places = np.concatenate([points, *(trail.places[trail.steps] for trail in self._trails.trails)])

        def hidden(corner: QPointF) -> int:
            box = QRectF(corner, size).adjusted(-12, -12, 12, 12)
            inside = (places >= box.topLeft().toTuple()) & (places <= box.bottomRight().toTuple())
            return int(inside.all(axis=1).sum())

        inner = pixels.room.adjusted(8, 8, -8, -8)
        left, top = inner.right() - size.width(), inner.bottom() - size.height()
        # The corners first: of two places that hide as little it is the first.
        parts = [(x, y) for y in (0.0, 1.0) for x in (1.0, 0.0)]
        parts += [(x, y) for x in (0.0, 1.0) for y in _BETWEEN] + [(x, y) for y in (0.0, 1.0) for x in _BETWEEN]
        across, down = left - inner.left(), top - inner.top()
        return min((inner.topLeft() + QPointF(x * across, y * down) for x, y in parts), key=hidden)
