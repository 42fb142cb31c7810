"""Pictures as files, and as the bytes of one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from explorer.core import files
from explorer.core.words import QT_TRANSLATE_NOOP, ExplainedError

DPI = 96

Paint = Callable[[QPainter], None]

_UNKNOWN = QT_TRANSLATE_NOOP("ExplainedError", "{name} must end in .png, .svg or .pdf.")


def saving(path: Path, size: QSizeF, title: str, paint: Paint, image: Callable[[], QImage]) -> Callable[[], None]:
    """Paint here and now, an image for a PNG; what is given back writes the file, on any thread, whole or not at all.

    It raises OSError, or ExplainedError where the name ends as that of no picture.
    """
    kind = path.suffix.lower()
    if kind == ".png":
        picture = image()
        return lambda: files.write(path, png(picture))
    if kind in (".svg", ".pdf"):
        made = (svg if kind == ".svg" else pdf)(size, title, paint)
        return lambda: files.write(path, made)
    return partial(_refuse, path)


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


def _refuse(path: Path) -> None:
    raise ExplainedError(_UNKNOWN, name=path.name)


def _painted(device: QSvgGenerator | QPdfWriter, buffer: QBuffer, paint: Paint) -> bytes:
    painter = QPainter(device)
    paint(painter)
    painter.end()
    return bytes(buffer.data().data())


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
