"""Saving and copying what Explore shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from explorer.core import files
from explorer.core.explore import export
from explorer.core.explore.state import State
from explorer.ui.kit.files import ask_and_write


def save_samples(parent: QWidget, state: State) -> None:
    """Ask for a name, and save x, f and the derivatives as CSV."""

    def begin(path: Path) -> Callable[[], None]:
        return lambda: files.write(path, export.csv(export.sampled(state)))

    ask_and_write(
        parent,
        QCoreApplication.translate("Files", "Save samples"),
        "samples.csv",
        QCoreApplication.translate("Files", "Comma-separated values (*.csv)"),
        begin,
    )
