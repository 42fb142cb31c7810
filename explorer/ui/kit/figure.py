"""Plots as a file: the same look as in the window, with or without one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QWidget

from explorer.ui.kit import pictures
from explorer.ui.kit.files import ask_and_write
from explorer.ui.kit.plot import Plot

SCALE = 2.0  # pixels of a PNG for one of the screen


def image(part: QWidget) -> QImage:
    """Every plot of this part of a window, at twice the resolution of the screen."""
    picture = QImage(part.size() * SCALE, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(SCALE)
    picture.fill(next((plot.backgroundBrush().color() for plot, _ in _plots(part)), 0xFFFFFF))
    painter = QPainter(picture)
    _render(part, painter)
    painter.end()
    return picture


def save(part: QWidget, path: Path) -> None:
    """Write the plots as PNG, SVG or PDF, by the name's ending. Raises as `pictures.saving` says."""
    saving(part, path)()


def saving(part: QWidget, path: Path) -> Callable[[], None]:
    """Paint the plots here and now; what is given back writes the file, on any thread."""
    return pictures.saving(
        path, QSizeF(part.size()), "Derivative Explorer", partial(_render, part), partial(image, part)
    )


def ask_and_save(part: QWidget) -> None:
    """Ask for a name, and save the plots as PNG, SVG or PDF."""
    ask_and_write(
        part,
        QCoreApplication.translate("Files", "Save figure"),
        "figure.png",
        QCoreApplication.translate("Files", "Figures (*.png *.svg *.pdf)"),
        partial(saving, part),
    )


def copy(part: QWidget) -> None:
    """The plots as a picture on the clipboard."""
    QGuiApplication.clipboard().setImage(image(part))


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
