"""Signs for buttons, drawn: no font need have them, and they follow the palette."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPalette,
    QPixmap,
    QTransform,
)

from explorer.ui.kit.paths import polygon

SIDE = 16.0
"""Length of the square that the signs are drawn in."""


def _bars(*bars: tuple[float, float, float, float]) -> QPainterPath:
    """Upright rectangles, each (x, y, width, height)."""
    path = QPainterPath()
    for bar in bars:
        path.addRect(QRectF(*bar))
    return path


def _dots(*middles: float) -> QPainterPath:
    path = QPainterPath()
    for x in middles:
        path.addEllipse(QPointF(x, SIDE / 2), 1.4, 1.4)
    return path


_MIRROR = QTransform(-1, 0, 0, 1, SIDE, 0)
_TO_END = polygon((3, 3), (11, 8), (3, 13)) + _bars((11, 3, 2, 10))
_AHEAD = polygon((5, 4.4), (6.4, 3), (11.4, 8), (6.4, 13), (5, 11.6), (8.6, 8))


class Sign(Enum):
    """Each value is the path to fill, in a square of SIDE."""

    PLAY = polygon((4, 2.5), (13, 8), (4, 13.5))
    PAUSE = _bars((4, 3, 3, 10), (9, 3, 3, 10))
    FORWARD = _AHEAD
    LAST = _TO_END
    BACK = _MIRROR.map(_AHEAD)
    FIRST = _MIRROR.map(_TO_END)
    MORE = _dots(3.5, 8, 12.5)
    PLUS = _bars((3, 7.2, 10, 1.6)) + _bars((7.2, 3, 1.6, 10))
    MINUS = _bars((3, 7.2, 10, 1.6))


def icon(sign: Sign, on: Sign | None = None) -> QIcon:
    """The sign in the colour of a button's text; `on` is what a button shows that is checked."""
    return QIcon(_Engine(sign, on or sign))


class _Engine(QIconEngine):
    """Paints when asked to, so that a change of the palette needs nobody to make icons anew."""

    def __init__(self, off: Sign, on: Sign) -> None:
        super().__init__()
        self._signs = {QIcon.State.Off: off, QIcon.State.On: on}

    def clone(self) -> QIconEngine:
        return _Engine(self._signs[QIcon.State.Off], self._signs[QIcon.State.On])

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        disabled = mode is QIcon.Mode.Disabled
        group = QPalette.ColorGroup.Disabled if disabled else QPalette.ColorGroup.Active
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QGuiApplication.palette().color(group, QPalette.ColorRole.ButtonText))
        painter.translate(QRectF(rect).center())
        scale = min(rect.width(), rect.height()) / SIDE
        painter.scale(scale, scale)
        painter.translate(-SIDE / 2, -SIDE / 2)
        painter.drawPath(self._signs[state].value)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return picture
