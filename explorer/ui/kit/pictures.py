"""Pictures as the bytes of a file."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

DPI = 96

Paint = Callable[[QPainter], None]


def png(image: QImage) -> bytes:
    buffer = _buffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def svg(size: QSizeF, title: str, paint: Paint) -> bytes:
    """What `paint` paints in a room of this size, in pixels."""
    buffer = _buffer()
    made = QSvgGenerator()
    made.setOutputDevice(buffer)
    made.setSize(size.toSize())
    made.setViewBox(QRectF(QPointF(0, 0), size))
    made.setTitle(title)
    return _painted(made, buffer, paint)


def pdf(size: QSizeF, title: str, paint: Paint) -> bytes:
    """The same, on a page of this size."""
    buffer = _buffer()
    made = QPdfWriter(buffer)
    made.setResolution(DPI)
    made.setPageSize(QPageSize(size * 72 / DPI, QPageSize.Unit.Point))
    made.setPageMargins(QMarginsF())
    made.setTitle(title)
    return _painted(made, buffer, paint)


def _painted(device: QSvgGenerator | QPdfWriter, buffer: QBuffer, paint: Paint) -> bytes:
    painter = QPainter(device)
    paint(painter)
    painter.end()
    return bytes(buffer.data().data())


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
