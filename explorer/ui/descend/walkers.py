"""Where each runner is now, and where its slot, its optimiser and its momentum point."""

from __future__ import annotations

from math import hypot, isfinite

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from explorer.core.descend.problem import Point
from explorer.core.descend.run import Run
from explorer.ui.descend.ground import arrow
from explorer.ui.descend.marks import paint_arrow, paint_mark, runner_colours
from explorer.ui.descend.trails import Path
from explorer.ui.kit.items import Pixels, WholeView
from explorer.ui.theme import LIGHT, Colours

MOMENTUM = ("momentum_buffer", "exp_avg")
"""What torch.optim's optimisers call the mean of past gradients in their state."""

_RADIUS = 7.5
_ARROW = 70.0
_TANGENT = 110.0


class Walkers(WholeView, pg.GraphicsObject):
    """The runners at `step`, with their update, −.grad and momentum; on a curve these lie flat, and the slot's slope is
    the tangent. The points of the step `ringed` have a ring; -1 for none.
    """

    def __init__(self) -> None:
        super().__init__()
        self.step, self.ringed = 0, -1
        self._runs: tuple[Run, ...] = ()
        self.paths: list[Path] = []
        self._usual = 1.0
        self._colours = LIGHT
        self.setZValue(20)

    def set_colours(self, colours: Colours) -> None:
        self._colours = colours
        self.update()

    def show_runs(self, runs: tuple[Run, ...], paths: list[Path], usual: float) -> None:
        """Show these, where their paths are; `usual` is the slope whose arrow is half as long as can be."""
        self._runs, self.paths, self._usual = runs, paths, usual
        self.update()

    def set_step(self, step: int) -> None:
        self.step = step
        self.update()

    def set_ringed(self, step: int) -> None:
        self.ringed = step
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        pixels, table = self.pixels(painter), runner_colours(self._colours)
        for number, (run, (x, y)) in enumerate(zip(self._runs, self.paths, strict=True)):
            step, colour = min(self.step, len(x) - 1), QColor(table[number % len(table)])
            at, ring = (min(max(first, 0), len(x)) for first in (step, self.ringed))
            here, *there = (QPointF(*place) for place in pixels.places(x[at : at + 2], y[at : at + 2]).tolist())
            if not isfinite(here.x()):
                continue
            if not pixels.room.contains(here):
                _point_out(painter, pixels, here, colour)
                continue
            if there and step < len(run.gradients):
                self._paint_arrows(painter, pixels, run, step, here, there[0], colour)
            painter.setPen(QPen(QColor(self._colours.base), 1.5))
            painter.setBrush(colour)
            paint_mark(painter, number, here, _RADIUS)
            for place in pixels.places(x[ring : ring + 1], y[ring : ring + 1]) if self.ringed >= 0 else ():
                if isfinite(place[0]):
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.setPen(QPen(QColor(self._colours.text), 1.5))
                    painter.drawEllipse(QPointF(*place), 7, 7)

    def _paint_arrows(
        self, painter: QPainter, pixels: Pixels, run: Run, step: int, here: QPointF, there: QPointF, colour: QColor
    ) -> None:
        slot = run.gradients[step].tolist()
        flat = len(slot) == 1
        if flat and isfinite(slot[0]):
            along = QPointF(pixels.scale[0], slot[0] * pixels.scale[1])
            along *= _TANGENT / hypot(*along.toTuple())
            painter.setPen(QPen(QColor(self._colours.tangent), 1.6))
            painter.drawLine(here - along, here + along)
        if isfinite(there.x()):
            paint_arrow(painter, here, QPointF(there.x(), here.y()) if flat else there, colour, 2.4, 9)
        aside = QPointF(0, 6 if flat else 0)
        state = run.detail[step].state if step < len(run.detail) else {}
        for name in MOMENTUM:
            if name in state:
                self._paint_vector(painter, pixels, state[name], here + aside, self._colours.text, 1.2)
        self._paint_vector(painter, pixels, slot, here - aside, self._colours.stored, 2)

    def _paint_vector(
        self, painter: QPainter, pixels: Pixels, vector: list[float] | Point, start: QPointF, colour: str, width: float
    ) -> None:
        """Minus a gradient, or a mean of gradients, in the units of the gradient field."""
        x, y = (*vector, 0.0)[:2]
        along = arrow(-x, -y, pixels.scale, self._usual, _ARROW)
        if along is not None:
            rim = along * (_RADIUS / hypot(along.x(), along.y()))
            paint_arrow(painter, start + rim, start + rim + along, QColor(colour), width, 8)


def _point_out(painter: QPainter, pixels: Pixels, there: QPointF, colour: QColor) -> None:
    """An arrow at the side of the room, to what is outside."""
    room = pixels.room
    edge = QPointF(min(max(there.x(), room.left()), room.right()), min(max(there.y(), room.top()), room.bottom()))
    away = there - edge
    paint_arrow(painter, edge - away * (22 / hypot(away.x(), away.y())), edge, colour, 3, 12)
