"""The PyTorch script of what is shown: read-only, highlighted, to copy and to save."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from explorer.core import files
from explorer.ui import theme
from explorer.ui.kit.files import ask_and_write
from explorer.ui.kit.scripts import Highlighter

MOST = 20_000
"""Characters of a script that are shown: more take longer than a frame."""


class CodeView(QWidget):
    """The script, with buttons to copy and to save it. Signal: tape_wanted(script), to run it in the workspace Tape."""

    tape_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.script = ""
        self.text = QPlainTextEdit()
        self.text.setObjectName("codeView")
        self.text.setAccessibleName(self.tr("The PyTorch script of what is shown"))
        self.text.setReadOnly(True)
        self.text.setFont(theme.monospace())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.highlighter = Highlighter(self.text.document())
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.setObjectName("codeCopy")
        self.save = QPushButton(self.tr("Save…"))
        self.save.setObjectName("codeSave")
        self.tape = QPushButton(self.tr("Open in Tape"))
        self.tape.setObjectName("codeTape")
        self.tape.setToolTip(self.tr("Run this script in a real kernel, and see the graph that autograd records"))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.tape)
        row.addWidget(self.copy)
        row.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        layout.addLayout(row)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.script))
        self.save.clicked.connect(self._save)
        self.tape.clicked.connect(lambda: self.tape_wanted.emit(self.script))

    def show_script(self, script: str | None) -> None:
        """Show it; None leaves what is there. Of a very long one only the beginning is shown, as nobody reads it."""
        if script is not None and script != self.script:
            self.script = script
            rest = len(script) - MOST
            cut = script if rest <= 0 else script[:MOST].rpartition("\n")[0]
            note = self.tr("# … and {count} characters more: Copy and Save have them all.").format(count=f"{rest:,}")
            place = self.text.verticalScrollBar().value()
            self.text.setPlainText(cut if rest <= 0 else f"{cut}\n{note}\n")
            self.text.verticalScrollBar().setValue(place)

    def _save(self) -> None:
        ask_and_write(
            self,
            self.tr("Save the script"),
            "gradient.py",
            "Python (*.py)",
            lambda path: partial(files.write, path, self.script),
        )
