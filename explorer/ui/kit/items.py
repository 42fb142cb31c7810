"""What is drawn in a plot: curves, straight lines and points, each with as little work a frame as it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPaintEngine, QPainter, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from explorer.core.polyline import Floats, Polyline, Texture
from explorer.ui.theme import DASHES

Array = NDArray[np.floating]

FAR = 1e7
"""Pixels; Qt draws no line that ends farther away."""

FAINT = (1.0, 4.0)
"""The dashes of a derivative that torch does not have."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """From data to pixels and back: through a plot's transform, in its units. `room` is what the plot shows."""

    transform: QTransform
    units: tuple[float, float]
    room: QRectF

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels a unit of the data, to the right and down."""
        return self.transform.m11() / self.units[0], self.transform.m22() / self.units[1]

    def places(self, x: Floats, y: Floats) -> Array:
        """Pixels (n, 2) of points; NaN for those that are not finite or too far away."""
        with np.errstate(all="ignore"):
            across = x / self.units[0] * self.transform.m11() + self.transform.dx()
            down = y / self.units[1] * self.transform.m22() + self.transform.dy()
            found = np.stack([across, down], axis=1)
            found[~(np.abs(found) < FAR).all(axis=1)] = np.nan
        return found

    def place(self, x: float, y: float) -> QPointF:
        """The pixel of a point."""
        return self.transform.map(QPointF(x / self.units[0], y / self.units[1]))

    def data(self, at: QPointF) -> tuple[float, float]:
        """The point of a pixel."""
        found = self.transform.inverted()[0].map(at)
        return found.x() * self.units[0], found.y() * self.units[1]


class WholeView:
    """For a graphics item: its bounds are the view, since working out closer ones costs more than drawing."""

    getViewBox: Callable[[], Any]
    prepareGeometryChange: Callable[[], None]

    def boundingRect(self) -> QRectF:
        box = self.getViewBox()
        return QRectF() if box is None else box.viewRect()

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()

    def pixels(self, painter: QPainter) -> Pixels:
        """Where this painter puts data; from now on it paints in pixels."""
        box, transform = self.getViewBox(), painter.transform()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return Pixels(transform, box.units, transform.mapRect(box.viewRect()))


class Kept(WholeView, pg.GraphicsObject):
    """What takes long to paint: for the screen it is kept as a picture, until `forget` or until the view moves. While
    it `moves` with a hand, the picture that is kept is moved and stretched.
    """

    def __init__(self) -> None:
        super().__init__()
        self.moves = False
        self._picture = QPixmap()
        self._painted: Pixels | None = None

    def forget(self) -> None:
        """Paint all anew."""
        self._painted = None
        self.update()

    def draw(self, painter: QPainter, pixels: Pixels, anew: bool) -> None:
        """Paint everything, or when it is not `anew` what is not yet in the picture."""
        raise NotImplementedError

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        pixels = self.pixels(painter)
        if widget is None:  # a figure
            self.draw(painter, pixels, True)
            self.forget()
            return
        anew = pixels != self._painted
        if (
            self.moves
            and anew
            and self._painted is not None
            and (pixels.room, pixels.units)
            == (
                self._painted.room,
                self._painted.units,
            )
        ):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setTransform(self._painted.transform.inverted()[0] * pixels.transform)
            painter.drawPixmap(0, 0, self._picture)
            return
        if anew:
            self._picture = QPixmap(widget.size() * widget.devicePixelRatioF())
            self._picture.setDevicePixelRatio(widget.devicePixelRatioF())
            self._picture.fill(Qt.GlobalColor.transparent)
            self._painted = pixels
        with QPainter(self._picture) as on:
            on.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw(on, pixels, anew)
        painter.drawPixmap(0, 0, self._picture)


class Line(WholeView, pg.PlotCurveItem):
    """Joined points, painted in pixels rather than through a stretched painter.

    So a pen is as wide on a dense screen and in a file as it looks here, and numbers beyond 1e150, whose squares Qt's
    arithmetic cannot hold, are drawn like any other.
    """

    def __init__(self) -> None:
        super().__init__()
        self.style_line("#000000", 1.5)

    def style_line(self, colour: str, width: float, dash: tuple[float, ...] = (), *, smooth: bool = True) -> None:
        """The pen: `dash` in widths of the line; not `smooth` without antialiasing."""
        pen = QPen(QColor(colour), width)
        if dash:
            pen.setDashPattern(list(dash))
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self._pen, self._smooth = pen, smooth
        self.update()

    def show_points(self, x: Array, y: Array, joined: NDArray[np.bool_] | None = None) -> None:
        """Draw these points; `joined` as in Polyline, None for all."""
        self.setData(x, y, connect="all" if joined is None else joined, skipFiniteCheck=True)

    def clear_line(self) -> None:
        self.show_points(np.empty(0), np.empty(0))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        x, y = self.getData()
        if x is None or len(x) < 2:
            return
        stretch = painter.transform()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._smooth)
        painter.setPen(self._pen)
        with np.errstate(over="ignore", invalid="ignore"):  # a curve may still have the units of another range
            x = np.clip(x * stretch.m11() + stretch.dx(), -FAR, FAR)
            y = np.clip(y * stretch.m22() + stretch.dy(), -FAR, FAR)
        self._stroke(painter, x, y, self.opts["connect"])

    def _stroke(self, painter: QPainter, x: Array, y: Array, connect: Any) -> None:
        painter.drawPath(pg.functions.arrayToQPath(x, y, connect=connect, finiteCheck=not isinstance(connect, str)))


class CurveItem(Line):
    """A reduced curve, stroked in the way that is fast for its texture."""

    def __init__(self, order: int, width: float = 2) -> None:
        super().__init__()
        self._order, self._width = order, width
        self._colour = "#000000"
        self._look = (Texture.CALM, False)
        self._segments = PrimitiveArray(QLineF, 4)

    def set_colour(self, colour: str) -> None:
        self._colour = colour
        self._style(*self._look)

    def show_line(self, line: Polyline, units: tuple[float, float], faint: bool = False) -> None:
        """Draw `line` in a plot with these units; `faint` for a derivative that torch does not have."""
        if (line.texture, faint) != self._look:
            self._style(line.texture, faint)
        x, y = (line.x, line.y) if units == (1.0, 1.0) else (line.x / units[0], line.y / units[1])
        self.show_points(x, y, None if line.joined[:-1].all() else line.joined)

    def _style(self, texture: Texture, faint: bool) -> None:
        self._look = (texture, faint)
        dash = FAINT if faint else DASHES[self._order] if texture is Texture.CALM else ()
        dense = texture is Texture.DENSE
        self.style_line(self._colour, 1 if faint else self._width, dash, smooth=not dense)

    def _stroke(self, painter: QPainter, x: Array, y: Array, connect: Any) -> None:
        on_screen = painter.paintEngine().type() == QPaintEngine.Type.Raster
        if self._look[0] is Texture.CALM and (self._pen.style() != Qt.PenStyle.SolidLine or not on_screen):
            super()._stroke(painter, x, y, connect)
            return
        # As one outline Qt strokes a smooth curve four times slower than piece by piece, and a long zigzag in quadratic
        # time.
        starts = np.arange(len(x) - 1) if isinstance(connect, str) else np.flatnonzero(connect[:-1])
        pieces = np.stack([x[starts], y[starts], x[starts + 1], y[starts + 1]], axis=1)
        self._segments.resize(len(pieces))
        self._segments.ndarray()[:] = pieces
        painter.drawLines(*self._segments.drawargs())


class Points(WholeView, pg.GraphicsObject):
    """Small shapes at data coordinates, of one size on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.points: list[tuple[QPainterPath, float, float]] = []
        self._pen, self._brush = QPen(), QBrush()

    def set_colours(self, line: str, fill: str) -> None:
        self._pen, self._brush = pg.mkPen(line, width=1), pg.mkBrush(fill)
        self.update()

    def show_points(self, points: list[tuple[QPainterPath, float, float]]) -> None:
        """(shape, x, y) for each, in data."""
        self.points = points
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if not self.points:
            return
        pixels = self.pixels(painter)
        painter.setPen(self._pen)
        painter.setBrush(self._brush)
        for shape, x, y in self.points:
            painter.save()
            painter.translate(pixels.place(x, y))
            painter.drawPath(shape)
            painter.restore()
