"""What runners walk on, painted once: contours, the gradient field, or a curve, with the minima that are known."""

from __future__ import annotations

from math import hypot, inf

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from explorer.core.descend.problem import LineFit, Problem
from explorer.core.descend.race import Scene
from explorer.ui.descend.frame import Frame, paint_axes, ticks
from explorer.ui.descend.marks import paint_arrow
from explorer.ui.theme import Colours

_LEFT, _TOP, _RIGHT, _BOTTOM = 60, 10, 16, 26
_RAMPS = {False: ("#8fa9bf", "#c9d6df", "#fbfaf6"), True: ("#0b1420", "#22384c", "#56697a")}
_EVERY = 44.0
"""Least number of pixels from one arrow of the field to the next."""


def frame_of(scene: Scene, width: float, height: float) -> Frame:
    """The room of the picture in a widget of this size."""
    room = QRectF(_LEFT, _TOP, max(width - _LEFT - _RIGHT, 1), max(height - _TOP - _BOTTOM, 1))
    up = scene.limits[1] if len(scene.limits) > 1 else _heights(scene)
    return Frame(room, scene.limits[0], up)


def paint_ground(
    painter: QPainter, scene: Scene, problem: Problem | LineFit, frame: Frame, colours: Colours, field: bool
) -> None:
    """All that does not move; `field` with the arrows of the gradient field."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    room = frame.room
    across, up = ticks(*frame.x, room.width(), 80), ticks(*frame.y, room.height(), 44)
    painter.fillRect(room, QColor(colours.base))
    painter.save()
    painter.setClipRect(room)
    if len(scene.limits) > 1:
        _paint_bands(painter, scene, frame, colours)
        if field and scene.slopes is not None:
            _paint_field(painter, scene, frame, colours)
    else:
        painter.setPen(QPen(QColor(colours.grid), 1))
        for value, _ in across:
            x = frame.place(value, 0.0).x()
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
        for value, _ in up:
            y = frame.place(0.0, value).y()
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
        _paint_curve(painter, scene, frame, colours)
    for minimum in problem.minima:
        _paint_minimum(painter, frame.place(minimum[0], height_at(scene, minimum)), colours)
    painter.restore()
    paint_axes(painter, frame, across, up, colours)


def height_at(scene: Scene, point: tuple[float, ...]) -> float:
    """How high up in the picture a point is: its y on a surface, f(x) on a curve."""
    return point[1] if len(point) > 1 else float(np.interp(point[0], scene.grid.x, scene.grid.z[0]))


def ramp(count: int, dark: bool) -> list[QColor]:
    """A colour for each band, from the lowest: lighter by equal steps, and pale enough for what walks on it."""
    stops = np.array([QColor(stop).getRgb()[:3] for stop in _RAMPS[dark]], dtype=float)
    at = np.linspace(0, len(stops) - 1, max(count, 1))
    parts = [np.interp(at, range(len(stops)), stops[:, part]) for part in range(3)]
    return [QColor(round(r), round(g), round(b)) for r, g, b in zip(*parts, strict=True)]


def _heights(scene: Scene) -> tuple[float, float]:
    """What is shown of a curve: all of it, or where it has poles most of it."""
    z = scene.grid.z[np.isfinite(scene.grid.z)]
    if not z.size:
        return 0.0, 1.0
    with np.errstate(all="ignore"):
        low, high = (float(end) for end in np.quantile(z, (0.04, 0.96)))
    lo, hi = float(z.min()), float(z.max())
    if high > low and hi - lo > 20 * (high - low):
        lo, hi = low, high
    room = 0.08 * (hi - lo) or max(abs(hi), 1.0) * 0.5
    return lo - room, hi + room


def _is_dark(colours: Colours) -> bool:
    return QColor(colours.base).lightness() < 128


def _paint_bands(painter: QPainter, scene: Scene, frame: Frame, colours: Colours) -> None:
    line = QColor(colours.text)
    line.setAlpha(60)
    for band, colour in zip(scene.bands, ramp(len(scene.bands), _is_dark(colours)), strict=True):
        for points, offsets in band.polygons:
            joined = np.ones(len(points), dtype=np.int32)
            joined[np.asarray(offsets[1:]) - 1] = 0
            places = frame.places(points[:, 0], points[:, 1])
            path: QPainterPath = pg.functions.arrayToQPath(places[:, 0], places[:, 1], joined, finiteCheck=False)
            path.setFillRule(Qt.FillRule.OddEvenFill)
            painter.setPen(QPen(colour, 1))  # else the ground shines through between two bands
            painter.setBrush(colour)
            painter.drawPath(path)
            painter.setPen(QPen(line, 0.8))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)


def usual_slope(scene: Scene) -> float:
    """The middle of the slopes' sizes: by it the length of arrows is measured."""
    with np.errstate(all="ignore"):
        if scene.slopes is not None:
            sizes = np.hypot(scene.slopes[0].z, scene.slopes[1].z)
        else:
            sizes = np.abs(np.gradient(scene.grid.z[0], scene.grid.x))
    good = sizes[np.isfinite(sizes)]
    return float(np.median(good)) if good.size else 1.0


def _paint_field(painter: QPainter, scene: Scene, frame: Frame, colours: Colours) -> None:
    across, up = scene.slopes or ()
    scale = frame.scale
    by = [max(1, round(_EVERY * len(cells) / pixels)) for cells, pixels in (
        (across.x, frame.room.width()), (up.y, frame.room.height()),
    )]  # fmt: skip
    usual = usual_slope(scene)
    colour = QColor(colours.text)
    colour.setAlpha(110)
    for row in range(by[1] // 2, len(up.y), by[1]):
        for column in range(by[0] // 2, len(across.x), by[0]):
            vector = arrow(-float(across.z[row, column]), -float(up.z[row, column]), scale, usual, _EVERY * 0.6)
            middle = frame.place(across.x[column], up.y[row])
            if vector is not None:
                paint_arrow(painter, middle - vector / 2, middle + vector / 2, colour, 1.1, 5)


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


def _paint_curve(painter: QPainter, scene: Scene, frame: Frame, colours: Colours) -> None:
    places = frame.places(scene.grid.x, scene.grid.z[0])
    down = places[:, 1]
    side = np.where(down < frame.room.top(), -1, np.where(down > frame.room.bottom(), 1, 0))
    joined = np.append(side[1:] * side[:-1] >= 0, False)  # from above the room to below it there is a pole
    joined[:-1] &= np.isfinite(down[1:]) & np.isfinite(down[:-1])
    np.clip(np.nan_to_num(places), -1e5, 1e5, out=places)
    path = pg.functions.arrayToQPath(places[:, 0], down, connect=joined, finiteCheck=False)
    painter.setPen(QPen(QColor(colours.curves[0]), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _paint_minimum(painter: QPainter, at: QPointF, colours: Colours) -> None:
    for colour, width in ((colours.base, 5.0), (colours.text, 2.2)):
        painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(at + QPointF(-5, -5), at + QPointF(5, 5))
        painter.drawLine(at + QPointF(-5, 5), at + QPointF(5, -5))
