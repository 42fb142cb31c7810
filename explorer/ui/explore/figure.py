"""The plots as a file: the same look as in the window, with or without one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from explorer.core import files
from explorer.core.explore.compute import Computer, Request
from explorer.core.explore.state import State
from explorer.ui import theme
from explorer.ui.explore.plots import Plots
from explorer.ui.kit import pictures

SIZE = QSize(1000, 600)
SCALE = 2.0  # pixels of a PNG for one of the screen


def draw(state: State) -> Plots:
    """Plots that show `state`, computed here and now; needs a QApplication. Raises what `Result.error` holds."""
    plots = Plots()
    plots.set_colours(theme.apply(theme.Scheme.LIGHT))
    plots.hide_cursor()
    plots.resize(SIZE)
    plots.ensurePolished()
    plots.grab()  # lays the widgets out, so that they know their sizes
    plots.show_state(state)
    result = Computer().answer(Request.from_state(state, plots.picture_size()))
    if result.error is not None:
        raise result.error
    plots.show_result(result, moving=False)
    return plots


def image(plots: Plots) -> QImage:
    """The plots at twice the resolution of the screen."""
    picture = QImage(plots.size() * SCALE, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(SCALE)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    _render(plots, painter)
    painter.end()
    return picture


def save(plots: Plots, path: Path) -> None:
    """Write a PNG, SVG or PDF, by the name's ending; whole or not at all. Raises OSError."""
    saving(plots, path)()


def saving(plots: Plots, path: Path) -> Callable[[], None]:
    """Paint the plots here and now; what is given back writes the file, on any thread."""
    kind = path.suffix.lower()
    if kind in (".svg", ".pdf"):
        made = (pictures.svg if kind == ".svg" else pictures.pdf)(
            QSizeF(plots.size()), "Derivative Explorer", partial(_render, plots)
        )
        return lambda: files.write(path, made)
    picture = image(plots)
    return lambda: files.write(path, pictures.png(picture))


def _render(plots: Plots, painter: QPainter) -> None:
    """Paint each plot's scene, as vectors where the device has them."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for plot in plots.plots:
        if plot.isVisibleTo(plots):
            corner = plot.mapTo(plots, plot.rect().topLeft())
            target = QRectF(corner.x(), corner.y(), plot.width(), plot.height())
            painter.fillRect(target, plot.backgroundBrush())
            plot.render(painter, target, plot.viewport().rect())
