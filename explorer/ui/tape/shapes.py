"""Where the boxes and links of a picture are, as Qt and numpy want them; made away from the GUI thread."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainterPath

from explorer.core.tape.picture.graph import BoxKind, Graph
from explorer.core.tape.picture.layout import Layout
from explorer.ui.kit.paths import polygon

WIDTH, HEIGHT = 200.0, 66.0
"""The size of every box."""

MARGIN = 12.0
"""What may be painted around a box or a link: a glow, an arrow."""


class Shapes:
    """`rects` are the boxes, `bands` the places in them where a gradient is told; `lines` join the ends of the links,
    `curves` are those that are not straight; `frames` are the places of frames, and their rectangles.
    """

    def __init__(self, graph: Graph, layout: Layout) -> None:
        self.middles = np.array(layout.places, dtype=float).reshape(-1, 2)
        half = QPointF(WIDTH / 2, HEIGHT / 2)
        corners = [QPointF(x, y) - half for x, y in layout.places]
        self.rects = [QRectF(corner.x(), corner.y(), WIDTH, HEIGHT) for corner in corners]
        self.bands = [QRectF(corner.x() + 24, corner.y() + HEIGHT - 24, WIDTH - 48, 14) for corner in corners]
        self.lines = [QLineF(*path[0], *path[-1]) for path in layout.paths]
        self.curves = [_curve(path) for path in layout.paths]
        bounds = [(*np.min(path, axis=0), *np.max(path, axis=0)) for path in layout.paths]
        self.bounds = np.array(bounds, dtype=float).reshape(-1, 4)
        ends = [(*path[0], *path[-1]) for path in layout.paths]
        self._ends = np.array(ends, dtype=float).reshape(-1, 4)
        self.frames = [
            (place, QRectF(QPointF(left, top), QPointF(right, bottom)))
            for place, rects in enumerate(layout.frames)
            for left, top, right, bottom in rects
        ]
        self.box_of = {node: place for place, box in enumerate(graph.boxes) for node in box.nodes}
        self.links_of: dict[int, list[int]] = {}
        for place, link in enumerate(graph.links):
            self.links_of.setdefault(link.target, []).append(place)

    @property
    def room(self) -> QRectF:
        """What all of it takes."""
        if not len(self.middles):
            return QRectF()
        (left, top), (right, bottom) = self.middles.min(axis=0), self.middles.max(axis=0)
        if len(self.bounds):
            left, top = min(left, self.bounds[:, 0].min()), min(top, self.bounds[:, 1].min())
            right, bottom = max(right, self.bounds[:, 2].max()), max(bottom, self.bounds[:, 3].max())
        x, y = WIDTH / 2 + MARGIN, HEIGHT / 2 + MARGIN
        found = QRectF(left - x, top - y, right - left + 2 * x, bottom - top + 2 * y)
        for _, rect in self.frames:
            found = found.united(rect.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))
        return found

    def boxes_in(self, room: QRectF) -> list[int]:
        """The boxes that can be seen there."""
        x, y = self.middles[:, 0], self.middles[:, 1]
        across = (x > room.left() - WIDTH / 2 - MARGIN) & (x < room.right() + WIDTH / 2 + MARGIN)
        down = (y > room.top() - HEIGHT / 2 - MARGIN) & (y < room.bottom() + HEIGHT / 2 + MARGIN)
        found: list[int] = np.flatnonzero(across & down).tolist()
        return found

    def links_in(self, room: QRectF) -> list[int]:
        """The links that may be seen there."""
        left, top, right, bottom = self.bounds.T
        across = (right > room.left() - MARGIN) & (left < room.right() + MARGIN)
        down = (bottom > room.top() - MARGIN) & (top < room.bottom() + MARGIN)
        found: list[int] = np.flatnonzero(across & down).tolist()
        return found

    def ends_in(self, room: QRectF) -> set[int]:
        """The links that end there."""
        x, y = self._ends[:, 2], self._ends[:, 3]
        across = (x > room.left() - MARGIN) & (x < room.right() + MARGIN)
        down = (y > room.top() - MARGIN) & (y < room.bottom() + MARGIN)
        return set(np.flatnonzero(across & down).tolist())

    def box_at(self, where: QPointF) -> int | None:
        """The box under a point."""
        return next((k for k in self.boxes_in(QRectF(where, where)) if self.rects[k].contains(where)), None)

    def frame_at(self, where: QPointF) -> int | None:
        """The innermost frame at a point that is in no box."""
        found = [(rect.width() * rect.height(), place) for place, rect in self.frames if rect.contains(where)]
        return min(found)[1] if found else None


def _curve(path: tuple[tuple[float, float], ...]) -> QPainterPath | None:
    if len(path) < 4:
        return None
    curve = QPainterPath(QPointF(*path[0]))
    for start in range(1, len(path) - 2, 3):
        curve.cubicTo(*(QPointF(*point) for point in path[start : start + 3]))
    return curve


def outline(kind: BoxKind, room: QRectF) -> QPainterPath:
    """The shape of a kind of box: each can be told without its colour."""
    if kind is BoxKind.OUTPUT:
        left, top, right, bottom, cut = room.left(), room.top(), room.right(), room.bottom(), 14
        middle = room.center().y()
        corners = ((left + cut, top), (right - cut, top), (right, middle), (right - cut, bottom), (left + cut, bottom))
        return polygon(*corners, (left, middle))
    if kind is BoxKind.STEP:
        left, top, right, bottom, slant = room.left(), room.top(), room.right(), room.bottom(), 12
        return polygon((left + slant, top), (right, top), (right - slant, bottom), (left, bottom))
    path = QPainterPath()
    if kind is BoxKind.LEAF:
        path.addRoundedRect(room, 22, 22)
    elif kind is BoxKind.GROUP:
        path.addRect(room)
    else:
        path.addRoundedRect(room, 6, 6)
    return path
