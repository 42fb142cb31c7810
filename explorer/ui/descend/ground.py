"""What runners walk on: the contours of a surface and its gradient field."""

from __future__ import annotations

from math import hypot, inf

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from explorer.core.descend.race import Scene
from explorer.core.descend.surface import Grid
from explorer.ui.descend.marks import paint_arrow
from explorer.ui.kit.items import FAR, Kept, Pixels
from explorer.ui.theme import LIGHT, Colours

_RAMPS = {False: ("#8fa9bf", "#c9d6df", "#fbfaf6"), True: ("#0b1420", "#22384c", "#56697a")}
_EVERY = 44.0
"""Least number of pixels from one arrow of the field to the next."""


class Ground(Kept):
    """A surface, as bands between heights; with `field` the arrows of −∂z/∂x and −∂z/∂y too."""

    def __init__(self) -> None:
        super().__init__()
        self.field = True
        self._scene: Scene | None = None
        self._colours = LIGHT
        self.setZValue(-90)

    def set_colours(self, colours: Colours) -> None:
        self._colours = colours
        self.forget()

    def show_scene(self, scene: Scene) -> None:
        """Show this one; nothing of a curve."""
        self._scene = scene
        self.forget()

    def set_field(self, on: bool) -> None:
        self.field = on
        self.forget()

    def draw(self, painter: QPainter, pixels: Pixels, anew: bool) -> None:
        if anew and self._scene is not None:
            self._draw_bands(painter, pixels, self._scene)
            if self.field and self._scene.slopes is not None:
                self._draw_field(painter, pixels, self._scene, *self._scene.slopes)

    def _draw_bands(self, painter: QPainter, pixels: Pixels, scene: Scene) -> None:
        line = QColor(self._colours.text)
        line.setAlpha(60)
        for band, colour in zip(scene.bands, ramp(len(scene.bands), self._colours), strict=True):
            for points, offsets in band.polygons:
                joined = np.ones(len(points), dtype=np.int32)
                joined[np.asarray(offsets[1:]) - 1] = 0
                x, y = np.clip(np.nan_to_num(pixels.places(*points.T)), -FAR, FAR).T
                path: QPainterPath = pg.functions.arrayToQPath(x, y, joined, finiteCheck=False)
                path.setFillRule(Qt.FillRule.OddEvenFill)
                painter.setPen(QPen(colour, 1))  # else the ground shines through between two bands
                painter.setBrush(colour)
                painter.drawPath(path)
                painter.setPen(QPen(line, 0.8))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPath(path)

    def _draw_field(self, painter: QPainter, pixels: Pixels, scene: Scene, across: Grid, up: Grid) -> None:
        usual = usual_slope(scene)
        colour = QColor(self._colours.text)
        colour.setAlpha(110)
        columns, rows = (
            range(by // 2, len(cells), by)
            for cells, scale in ((across.x, pixels.scale[0]), (up.y, -pixels.scale[1]))
            for by in [max(1, round(_EVERY * len(cells) / ((cells[-1] - cells[0]) * scale)))]
        )
        for row in rows:
            for column in columns:
                slope = -float(across.z[row, column]), -float(up.z[row, column])
                vector = arrow(*slope, pixels.scale, usual, _EVERY * 0.6)
                middle = pixels.place(across.x[column], up.y[row])
                if vector is not None:
                    paint_arrow(painter, middle - vector / 2, middle + vector / 2, colour, 1.1, 5)


def ramp(count: int, colours: Colours) -> list[QColor]:
    """A colour for each band, from the lowest: lighter by equal steps, and pale enough for what walks on it."""
    is_dark = QColor(colours.base).lightness() < 128
    stops = np.array([QColor(stop).getRgb()[:3] for stop in _RAMPS[is_dark]], dtype=np.float64)  # type: ignore[index]
    at = np.linspace(0, len(stops) - 1, max(count, 1))
    parts = [np.interp(at, range(len(stops)), stops[:, part]) for part in range(3)]
    return [QColor(round(r), round(g), round(b)) for r, g, b in zip(*parts, strict=True)]


def usual_slope(scene: Scene) -> float:
    """The middle of the slopes' sizes: by it the length of arrows is measured."""
    with np.errstate(all="ignore"):
        if scene.slopes is not None:
            sizes = np.hypot(scene.slopes[0].z, scene.slopes[1].z)
        else:
            sizes = np.abs(np.gradient(scene.grid.z[0], scene.grid.x))
    good = sizes[np.isfinite(sizes)]
    return float(np.median(good)) if good.size else 1.0


def arrow(x: float, y: float, scale: tuple[float, float], usual: float, longest: float) -> QPointF | None:
    """A vector in pixels: its direction in the picture, and a length that grows with its size and is half of
    `longest` where that is `usual`. None for one that is zero or not finite.
    """
    size = hypot(x, y)
    if not 0 < size < inf:
        return None
    right, down = x / size * scale[0], y / size * scale[1]
    length = longest * size / (size + usual) if usual > 0 else longest
    return QPointF(right, down) * (length / hypot(right, down))
