"""Paths in the colours, dashes and small marks of their runners, painted piece by piece as they are walked."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from explorer.ui.descend.marks import DASHES, paint_mark, runner_colours
from explorer.ui.kit.items import Array, Kept, Pixels
from explorer.ui.theme import Colours

Path = tuple[Array, Array]
"""x and y of each step, in the units of the data."""

MOST = 2_000
"""Points of a path that are drawn."""

_WIDTH = 2.0
_FINE = 0.5
"""Pixels from one point that is drawn to the next, at least."""

_PIECE = 64
"""Points that are stroked at once: what crosses itself costs more than its length."""


class Trail:
    """A path in pixels, `places` (n, 2). Of those the ones at `steps` are drawn; `along` is how far it is to each."""

    def __init__(self, places: Array) -> None:
        self.places = places
        with np.errstate(invalid="ignore"):
            long = np.hypot(*np.diff(places, axis=0).T)
        along = np.cumsum(np.concatenate([[0.0], np.nan_to_num(long, nan=1.0)]))[: len(places)]
        moved = np.diff(np.floor(along / _FINE), prepend=-1.0) > 0
        moved[-1:] = True
        steps = np.flatnonzero(moved)
        if len(steps) > MOST:
            steps = steps[np.linspace(0, len(steps) - 1, MOST).astype(int)]
        self.steps, self.along = steps, along[steps]

    def kept(self, step: int) -> int:
        """How many points are drawn up to this step."""
        return int(np.searchsorted(self.steps, step, side="right"))

    def paint(self, painter: QPainter, number: int, colour: QColor, points: range, apart: float) -> None:
        """Join these of the drawn points to the one before, with a mark every `apart` pixels."""
        dash = DASHES[number % len(DASHES)]
        pen = QPen(colour, _WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        if dash:
            pen.setDashPattern([part / _WIDTH for part in dash])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for start in range(max(points.start - 1, 0), points.stop - 1, _PIECE):
            x, y = self.places[self.steps[start : min(start + _PIECE + 1, points.stop)]].T
            if dash:  # a solid pen with an offset would be a dashed one without dashes
                pen.setDashOffset(self.along[start] / _WIDTH)
            painter.setPen(pen)
            painter.drawPath(pg.functions.arrayToQPath(x, y, connect="finite"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        turns = np.floor(self.along[max(points.start - 1, 0) : points.stop] / apart + number / 6)
        new = np.diff(turns, prepend=-1.0 if points.start == 0 else turns[:1]) > 0
        for x, y in self.places[self.steps[max(points.start - 1, 0) : points.stop][new]]:
            if x == x:
                paint_mark(painter, number, QPointF(x, y), 3.4)


class Trails(Kept):
    """Paths of runners, shown up to a step, with a small mark every `apart` pixels."""

    def __init__(self, apart: float) -> None:
        super().__init__()
        self.step = 0
        self.trails: list[Trail] = []
        self._paths: list[Path] = []
        self._colours: tuple[str, ...] = ("#000000",)
        self._apart = apart
        self._drawn = -1

    def set_colours(self, colours: Colours) -> None:
        self._colours = runner_colours(colours)
        self.forget()

    def show_paths(self, paths: list[Path]) -> None:
        """Show these, one for each runner."""
        self._paths = paths
        self.forget()

    def set_step(self, step: int) -> None:
        """Show the paths up to this step; only a step back paints them anew."""
        if step < self._drawn:
            self.forget()
        self.step = step
        self.update()

    def draw(self, painter: QPainter, pixels: Pixels, anew: bool) -> None:
        if anew:
            self.trails = [Trail(pixels.places(x, y)) for x, y in self._paths]
            self._drawn = -1
        for number, trail in enumerate(self.trails):
            points = range(trail.kept(self._drawn), trail.kept(self.step))
            if points:
                colour = QColor(self._colours[number % len(self._colours)])
                trail.paint(painter, number, colour, points, self._apart)
        self._drawn = self.step
