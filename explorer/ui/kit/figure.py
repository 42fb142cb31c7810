"""Plots as a file: the same look as in the window, with or without one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QIODevice, QMarginsF, QPoint, QRect, QRectF, QSaveFile, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from explorer.ui.kit.plot import Plot

SCALE = 2.0  # pixels of a PNG for one of the screen
DPI = 96


def image(part: QWidget) -> QImage:
    """Every plot of this part of a window, at twice the resolution of the screen."""
    picture = QImage(part.size() * SCALE, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(SCALE)
    picture.fill(next((plot.backgroundBrush().color() for plot, _ in _plots(part)), 0xFFFFFF))
    with QPainter(picture) as painter:
        _render(part, painter)
    return picture


def save(part: QWidget, path: Path) -> None:
    """Write the plots as PNG, SVG or PDF, by the name's ending; whole or not at all. Raises OSError."""
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise OSError(None, file.errorString(), str(path))
    kind = path.suffix.lower()
    if kind == ".svg":
        svg = QSvgGenerator()
        svg.setOutputDevice(file)
        svg.setSize(part.size())
        svg.setViewBox(QRect(0, 0, part.width(), part.height()))
        svg.setTitle("Derivative Explorer")
        with QPainter(svg) as painter:
            _render(part, painter)
    elif kind == ".pdf":
        pdf = QPdfWriter(file)
        pdf.setResolution(DPI)
        pdf.setPageSize(QPageSize(QSizeF(part.size()) * 72 / DPI, QPageSize.Unit.Point))
        pdf.setPageMargins(QMarginsF())
        pdf.setTitle("Derivative Explorer")
        with QPainter(pdf) as painter:
            _render(part, painter)
    else:
        image(part).save(file, "PNG")  # type: ignore[call-overload]
    if not file.commit():
        raise OSError(None, file.errorString(), str(path))


def _plots(part: QWidget) -> list[tuple[Plot, QPoint]]:
    """Each with its corner, in the order of reading."""
    found = [(plot, plot.mapTo(part, QPoint())) for plot in part.findChildren(Plot) if plot.isVisibleTo(part)]
    return sorted(found, key=lambda one: (one[1].y(), one[1].x()))


def _render(part: QWidget, painter: QPainter) -> None:
    """Paint each plot's scene, as vectors where the device has them."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for plot, corner in _plots(part):
        target = QRectF(corner.x(), corner.y(), plot.width(), plot.height())
        painter.fillRect(target, plot.backgroundBrush())
        plot.render(painter, target, plot.viewport().rect())
