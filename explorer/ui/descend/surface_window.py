"""The surface in three dimensions, where OpenGL is there."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDialog, QMessageBox, QVBoxLayout, QWidget

from explorer.core.descend.race import Race, Scene
from explorer.core.descend.run import Run
from explorer.ui.descend.marks import runner_colours
from explorer.ui.theme import Colours

HEIGHT, SIDE = 8.0, 16.0
"""The box that the surface is scaled into: its heights are of another kind than x and y."""


def show_surface(parent: QWidget, scene: Scene, race: Race, runs: tuple[Run, ...], colours: Colours) -> QDialog | None:
    """Open a window on the surface and its paths; say what is missing where there is no OpenGL."""
    if find_spec("OpenGL") is None:
        title = QCoreApplication.translate("Surface3D", "No 3-D surface")
        text = QCoreApplication.translate(
            "Surface3D", "The 3-D surface needs PyOpenGL: pip install derivative-explorer[opengl]"
        )
        QMessageBox.information(parent, title, text)
        return None
    from pyqtgraph import Vector, opengl

    view = opengl.GLViewWidget()
    view.setBackgroundColor(QColor(colours.base))
    view.setCameraPosition(pos=Vector(0, 0, HEIGHT / 3), distance=28, elevation=35, azimuth=-60)
    scaled = _Scaled(scene)
    heights = scaled.heights(scene.grid.z)
    shades = np.clip(heights / HEIGHT, 0, 1)[..., None]
    low, high = (np.array(QColor(name).getRgbF()) for name in (colours.curves[0], colours.window))
    shaded = (low + (high - low) * shades).transpose(1, 0, 2)
    across, up = scaled.across(scene.grid.x), scaled.up(scene.grid.y)
    view.addItem(opengl.GLSurfacePlotItem(x=across, y=up, z=heights.T, colors=shaded, smooth=True))
    for colour, run in zip(runner_colours(colours), runs, strict=False):
        x, y = run.path.numpy().T.astype(float)
        z = scaled.heights(run.values.numpy().astype(float)) + 0.1
        points = np.stack([scaled.across(x), scaled.up(y), z], axis=1)
        good = points[np.isfinite(points).all(axis=1) & (np.abs(points) < 2 * SIDE).all(axis=1)]
        view.addItem(opengl.GLLinePlotItem(pos=good, color=QColor(colour).getRgbF(), width=3, antialias=True))
    window = QDialog(parent)
    window.setObjectName("descendSurface")
    window.setWindowTitle(QCoreApplication.translate("Surface3D", "The surface: {name}").format(name=race.problem.name))
    window.resize(720, 560)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(view)
    window.show()
    return window


class _Scaled:
    """Places and heights in the box; what is low is drawn out, as the bands of the contours are."""

    def __init__(self, scene: Scene) -> None:
        (self._left, self._right), (self._bottom, self._top) = scene.limits
        self._low, self._high = scene.between[0], scene.between[-1]

    def across(self, x: np.ndarray) -> np.ndarray:
        return (x - self._left) / (self._right - self._left) * SIDE - SIDE / 2

    def up(self, y: np.ndarray) -> np.ndarray:
        return (y - self._bottom) / (self._top - self._bottom) * SIDE - SIDE / 2

    def heights(self, z: np.ndarray) -> np.ndarray:
        found: np.ndarray = HEIGHT * np.clip((z - self._low) / (self._high - self._low), 0, 1) ** 0.4
        return found
