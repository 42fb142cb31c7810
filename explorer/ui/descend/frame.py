"""From numbers to pixels and back, axes, and long paths made ready to be painted piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from explorer.ui.theme import Colours

Array = np.ndarray[Any, np.dtype[Any]]
Tick = tuple[float, str]

MOST = 2_000
"""Points of a path that are drawn."""

_MARKED = 12.0
"""Pixels of a path from one small mark to the next, at least."""

_FAR = 1e8
"""Pixels; a point beyond is not drawn."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The room of a plot in pixels, and the numbers at its sides."""

    room: QRectF
    x: tuple[float, float]
    y: tuple[float, float]

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels a unit, to the right and down."""
        return self.room.width() / (self.x[1] - self.x[0]), -self.room.height() / (self.y[1] - self.y[0])

    def places(self, x: Array, y: Array) -> Array:
        """Pixels (n, 2) of points; NaN for those that are not finite or too far away."""
        across, down = self.scale
        with np.errstate(all="ignore"):
            found = np.stack(
                [self.room.left() + (x - self.x[0]) * across, self.room.bottom() + (y - self.y[0]) * down], axis=1
            )
            found[~(np.abs(found) < _FAR).all(axis=1)] = np.nan
        return found

    def place(self, x: float, y: float) -> QPointF:
        """The pixel of a point."""
        across, down = self.scale
        return QPointF(self.room.left() + (x - self.x[0]) * across, self.room.bottom() + (y - self.y[0]) * down)

    def point(self, at: QPointF) -> tuple[float, float]:
        """The point of a pixel, moved into the room."""
        across, down = self.scale
        x = min(max(at.x(), self.room.left()), self.room.right())
        y = min(max(at.y(), self.room.top()), self.room.bottom())
        return self.x[0] + (x - self.room.left()) / across, self.y[0] + (y - self.room.bottom()) / down


def paint_axes(painter: QPainter, frame: Frame, across: list[Tick], up: list[Tick], colours: Colours) -> None:
    """A frame, ticks and what they say."""
    room, texts = frame.room, []
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QColor(colours.border))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(room)
    high = painter.fontMetrics().height()
    for value, text in across:
        x = frame.place(value, frame.y[0]).x()
        painter.drawLine(QLineF(x, room.bottom(), x, room.bottom() + 4))
        texts.append((QRectF(x - 50, room.bottom() + 5, 100, high), Qt.AlignmentFlag.AlignCenter, text))
    for value, text in up:
        y = frame.place(frame.x[0], value).y()
        painter.drawLine(QLineF(room.left() - 4, y, room.left(), y))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        texts.append((QRectF(room.left() - 107, y - high / 2, 100, high), side, text))
    painter.setPen(QColor(colours.muted))
    for box, how, text in texts:
        painter.drawText(box, how, text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def ticks(lo: float, hi: float, length: float, apart: float) -> list[Tick]:
    """Round numbers from lo to hi, at least `apart` pixels from one another."""
    if not (length > 0 and 1e-30 < hi - lo < 1e300):
        return []
    least = (hi - lo) / length * apart
    power = 10.0 ** floor(log10(least))
    unit = next((m * power for m in (1, 2, 5) if m * power >= least), 10 * power)
    count = range(ceil(lo / unit - 1e-9), floor(hi / unit + 1e-9) + 1)
    return [(n * unit, f"{n * unit:.6g}".replace("-", "−")) for n in count]


def decades(lo: float, hi: float, length: float, apart: float) -> list[Tick]:
    """Powers of ten from 10^lo to 10^hi."""
    if not length > 0:
        return []
    unit = max(1, ceil((hi - lo) / length * apart))
    raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    return [(n, "10" + str(n).translate(raised)) for n in range(ceil(lo / unit) * unit, floor(hi) + 1, unit)]


class Trail:
    """A path in pixels as straight pieces, cut by its dashes and by the room, that can be painted from any step on.

    `steps` are the steps of the points that are kept, `places` (n, 2) all of them.
    """

    def __init__(self, places: Array, room: QRectF, dash: tuple[float, ...]) -> None:
        count = len(places)
        self.places = places
        self.steps = np.arange(count) if count <= MOST else np.unique(np.linspace(0, count - 1, MOST).astype(int))
        kept = places[self.steps]
        starts, ends = _cut(kept, room)
        long = np.hypot(*(ends - starts).T) if len(starts) else np.zeros(0)
        along = np.concatenate([[0.0], np.cumsum(long)])
        self._pieces, self._owners = _dashed(starts, ends, along, dash)
        seen = np.isfinite(kept).all(axis=1)
        new = np.concatenate([[True], np.diff(np.floor(along / _MARKED)) > 0])[: len(kept)]
        self._marked = np.flatnonzero(seen & new)

    def kept(self, step: int) -> int:
        """How many kept points there are up to this step."""
        return int(np.searchsorted(self.steps, step, side="right"))

    def lines(self, first: int, last: int) -> PrimitiveArray:
        """The pieces between two kept points, for QPainter.drawLines."""
        a, b = np.searchsorted(self._owners, [max(first, 0), max(last, 0)])
        made = PrimitiveArray(QLineF, 4)
        made.resize(int(b - a))
        made.ndarray()[:] = self._pieces[a:b]
        return made

    def marks(self, first: int, last: int) -> Array:
        """Where the small marks are, from one kept point up to but without another."""
        a, b = np.searchsorted(self._marked, [first, last])
        return self.places[self.steps[self._marked[a:b]]]


def _cut(points: Array, room: QRectF) -> tuple[Array, Array]:
    """Each line from a point to the next as far as it is in the room (Liang and Barsky); of no length if it is not."""
    least, most = np.array([room.left(), room.top()]), np.array([room.right(), room.bottom()])
    start, end = points[:-1], points[1:]
    with np.errstate(all="ignore"):
        along = end - start
        one, other = (least - start) / along, (most - start) / along
        enter, leave = np.fmin(one, other), np.fmax(one, other)
        still = along == 0
        inside = (start >= least) & (start <= most)
        enter[still], leave[still] = -np.inf, np.where(inside, np.inf, -np.inf)[still]
        first, last = np.clip(enter.max(axis=1), 0, 1), np.clip(leave.min(axis=1), 0, 1)
        seen = (first < last) & np.isfinite(along).all(axis=1)
        first, last = np.where(seen, first, 0.0)[:, None], np.where(seen, last, 0.0)[:, None]
        here = np.where(seen[:, None], start, 0.0)
        along = np.where(seen[:, None], along, 0.0)
    return here + first * along, here + last * along


def _dashed(starts: Array, ends: Array, along: Array, dash: tuple[float, ...]) -> tuple[Array, Array]:
    """Pieces (m, 4) of the lines that are in a dash, and the line of each."""
    if not dash:
        owners = np.flatnonzero(np.diff(along) > 0)
        return np.hstack([starts[owners], ends[owners]]), owners
    period = float(sum(dash))
    edges = np.cumsum((0.0, *dash[:-1]))
    cuts = (np.arange(int(along[-1] // period) + 1)[:, None] * period + edges).ravel()
    cuts = np.sort(np.concatenate([along, cuts[cuts < along[-1]]]))
    middle = (cuts[1:] + cuts[:-1]) / 2
    on = (np.searchsorted(edges, middle % period, side="right") % 2 == 1) & (np.diff(cuts) > 1e-6)
    first, last, middle = cuts[:-1][on], cuts[1:][on], middle[on]
    owners = np.searchsorted(along, middle, side="right") - 1
    unit = (ends - starts)[owners] / np.diff(along)[owners][:, None]
    origin = starts[owners] - along[owners][:, None] * unit
    return np.hstack([origin + first[:, None] * unit, origin + last[:, None] * unit]), owners
