"""Saving and copying what the window shows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSaveFile
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from explorer.core import export
from explorer.core.state import State
from explorer.ui import figure
from explorer.ui.explore.plots import Plots


def save_figure(parent: QWidget, plots: Plots) -> None:
    """Ask for a name, and save the plots as PNG, SVG or PDF."""
    name, _ = QFileDialog.getSaveFileName(
        parent,
        QCoreApplication.translate("Files", "Save figure"),
        "figure.png",
        QCoreApplication.translate("Files", "Figures (*.png *.svg *.pdf)"),
    )
    if name:
        path = Path(name)
        path = path if path.suffix else path.with_suffix(".png")
        try:
            figure.save(plots, path)
        except OSError as error:
            QMessageBox.warning(parent, QCoreApplication.translate("Files", "Not saved"), str(error))


def copy_figure(plots: Plots) -> None:
    """The plots as a picture on the clipboard."""
    QGuiApplication.clipboard().setImage(figure.image(plots))


def save_samples(parent: QWidget, state: State) -> None:
    """Ask for a name, and save x, f and the derivatives as CSV."""
    from explorer.core.explore.sample import sample

    name, _ = QFileDialog.getSaveFileName(
        parent,
        QCoreApplication.translate("Files", "Save samples"),
        "samples.csv",
        QCoreApplication.translate("Files", "Comma-separated values (*.csv)"),
    )
    if not name:
        return
    curve = sample(
        state.function,
        state.range,
        samples=state.samples,
        order=state.order,
        parameters=state.values,
        dtype=state.dtype,
    )
    file = QSaveFile(name)  # renamed into place when complete: never half a file
    if file.open(QSaveFile.OpenModeFlag.WriteOnly):
        for piece in export.csv(curve):
            file.write(piece.encode())
    if not file.commit():
        QMessageBox.warning(parent, QCoreApplication.translate("Files", "Not saved"), file.errorString())
