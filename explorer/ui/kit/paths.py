"""Shapes that signs and marks are made of."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPolygonF


def polygon(*corners: tuple[float, float]) -> QPainterPath:
    """A closed shape."""
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
    path.closeSubpath()
    return path


def circle(radius: float) -> QPainterPath:
    """Around (0, 0)."""
    path = QPainterPath()
    path.addEllipse(QPointF(), radius, radius)
    return path
