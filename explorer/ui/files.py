"""Saving and copying what the window shows."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from explorer.core import export
from explorer.core.explore.state import State
from explorer.core.words import ExplainedError
from explorer.ui.kit import figure
from explorer.ui.words import sentence


def save_figure(parent: QWidget, plots: QWidget) -> None:
    """Ask for a name, and save all plots of this part of the window as PNG, SVG or PDF."""
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
            tell_failure(parent, str(error))


def copy_figure(plots: QWidget) -> None:
    """The plots as a picture on the clipboard."""
    QGuiApplication.clipboard().setImage(figure.image(plots))


class SampleWriter(QObject):
    """Writes samples to a file on a thread of its own. Signal: failed(text)."""

    failed = Signal(str)

    def ask(self, parent: QWidget, state: State) -> None:
        """Ask for a name, and save x, f and the derivatives as CSV."""
        name, _ = QFileDialog.getSaveFileName(
            parent,
            QCoreApplication.translate("Files", "Save samples"),
            "samples.csv",
            QCoreApplication.translate("Files", "Comma-separated values (*.csv)"),
        )
        if name:
            # Not a daemon: a window that is closed meanwhile must not leave half of the work undone.
            threading.Thread(target=self.write, args=(state, Path(name)), name="save").start()

    def write(self, state: State, path: Path) -> None:
        """Sample and write; what goes wrong is told by `failed`."""
        try:
            export.save_csv(export.sampled(state), path)
        except OSError as error:
            self.failed.emit(f"{path}: {error.strerror}")
        except ExplainedError as error:
            self.failed.emit(sentence(error))


def tell_failure(parent: QWidget, text: str) -> None:
    """A file could not be written, and why."""
    QMessageBox.warning(parent, QCoreApplication.translate("Files", "Not saved"), text)
