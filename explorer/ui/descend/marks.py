"""How runners are told apart: colours, marks and dashes."""

from __future__ import annotations

from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from explorer.ui.kit.paths import circle, polygon
from explorer.ui.theme import Colours

DASHES: tuple[tuple[float, ...], ...] = ((), (10, 3), (4, 3), (10, 3, 2, 3), (2, 2.5), (6, 2, 2, 2, 2, 2))
"""DASHES[k] is the pattern of the k-th runner, in pixels; () is solid."""

_LONGEST = 5_000.0


def runner_colours(colours: Colours) -> tuple[str, ...]:
    """The colour of each of six runners; those of f and of the .grad arrow, also in the picture, come late."""
    curves = colours.curves
    return curves[1], curves[2], curves[4], curves[0], colours.secant, colours.stored


def _around(count: int, *radii: float) -> QPainterPath:
    """A closed shape of corners around the centre, the first at the top."""
    turns = [(2 * pi * at / count, radii[at % len(radii)]) for at in range(count)]
    return polygon(*((sin(turn) * radius, -cos(turn) * radius) for turn, radius in turns))


def _square() -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(-0.8, -0.8, 1.6, 1.6))
    return path


def _plus() -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(-1, -0.36, 2, 0.72))
    other = QPainterPath()
    other.addRect(QRectF(-0.36, -1, 0.72, 2))
    return path.united(other)


MARKS = (circle(0.9), _square(), _around(3, 1.1), _around(4, 1.1), _plus(), _around(10, 1.2, 0.5))
"""MARKS[k] is the shape of the k-th runner, of radius 1: circle, square, triangle, diamond, plus, star."""


def paint_mark(painter: QPainter, runner: int, at: QPointF, radius: float) -> None:
    """The mark of a runner, with the pen and the brush of the painter."""
    place = QTransform.fromTranslate(at.x(), at.y()).scale(radius, radius)
    painter.drawPath(place.map(MARKS[runner % len(MARKS)]))


def paint_arrow(painter: QPainter, start: QPointF, end: QPointF, colour: QColor, width: float, head: float) -> None:
    """An arrow; its head is no longer than half of it, and there is none where start and end are the same."""
    along = end - start
    length = (along.x() ** 2 + along.y() ** 2) ** 0.5
    if length < 0.5:
        return
    if length > _LONGEST:
        along, end, length = along * (_LONGEST / length), start + along * (_LONGEST / length), _LONGEST
    head = min(head, length / 2)
    back, side = along * (head / length), QPointF(-along.y(), along.x()) * (0.45 * head / length)
    painter.setPen(QPen(colour, width))
    painter.drawLine(start, end - back)
    painter.setPen(QPen(colour, 0))
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([end, end - back + side, end - back - side]))
