"""The one way to ask for a name, write a file, and tell what went wrong."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from explorer.core.words import ExplainedError
from explorer.ui.words import sentence

Job = Callable[[], object]


def ask_and_write(parent: QWidget, title: str, name: str, kinds: str, begin: Callable[[Path], Job]) -> None:
    """Ask for a name, and write there; a message tells what went wrong.

    `begin` is given the path, and takes from the widgets what is to be written; the job that it gives writes it, on a
    thread of its own. The job may raise OSError and ExplainedError.
    """
    path = ask(parent, title, name, kinds)
    if path is not None:
        write_on_thread(parent, begin(path))


def write_on_thread(parent: QWidget, job: Job) -> None:
    """Do what writes a file; a message tells what went wrong."""
    _Writer(parent).write(job)


def ask(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """The path of a file to write, or None. Without an ending it gets the first of the kind that was chosen, or that
    of `name`.
    """
    chosen, kind = QFileDialog.getSaveFileName(parent, title, name, kinds)
    if not chosen:
        return None
    path = Path(chosen)
    ending = re.search(r"\*(\.\w+)", kind)
    return path if path.suffix else path.with_suffix(ending.group(1) if ending else Path(name).suffix)


def tell(parent: QWidget, text: str) -> None:
    """A file could not be written, and why."""
    QMessageBox.warning(parent, QCoreApplication.translate("Files", "Not saved"), text)


def reason(error: OSError | ExplainedError) -> str:
    """Why a file could not be read or written."""
    if isinstance(error, ExplainedError):
        return sentence(error)
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)


class _Writer(QObject):
    """Writes one file, and is gone. Signal: ended(text), which says what went wrong, or nothing."""

    ended = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self.ended.connect(self._end)

    def write(self, job: Job) -> None:
        # Not a daemon: a window that is closed meanwhile must not leave half of the work undone.
        threading.Thread(target=self._run, args=(job,), name="save").start()

    def _run(self, job: Job) -> None:
        text = ""
        try:
            job()
        except (OSError, ExplainedError) as error:
            text = reason(error)
        try:
            self.ended.emit(text)
        except RuntimeError:  # the window is gone, and nobody there to be told
            if text:
                print(text, file=sys.stderr)

    def _end(self, text: str) -> None:
        if text:
            tell(self._parent, text)
        self.deleteLater()
