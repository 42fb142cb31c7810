"""A PyTorch script that gives what is shown: read-only, in colours, to copy, to save and to open in Tape."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from explorer.core import files
from explorer.ui import theme
from explorer.ui.kit.files import ask_and_write
from explorer.ui.kit.highlighter import Highlighter
from explorer.ui.kit.text import put
from explorer.ui.theme import GAP, Colours

MOST = 5_000
"""Characters of a script that are shown: to colour more takes longer than a frame."""


class ScriptView(QWidget):
    """`prefix` begins the names of its buttons, `label` is read out for the text, `told` says what Tape does with it,
    and `file` is what it is saved as. Signal: tape_wanted().
    """

    tape_wanted = Signal()

    def __init__(self, name: str, prefix: str, label: str, told: str, file: str) -> None:
        super().__init__()
        self.script = ""
        self._file = file
        self.text = QPlainTextEdit()
        self.text.setObjectName(name)
        self.text.setAccessibleName(label)
        self.text.setReadOnly(True)
        self.text.setUndoRedoEnabled(False)
        self.text.setFont(theme.monospace())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._highlighter = Highlighter(self.text.document())
        self.copy = _button(f"{prefix}Copy", self.tr("Copy"))
        self.save = _button(f"{prefix}Save", self.tr("Save…"))
        self.tape = _button(f"{prefix}Tape", self.tr("Open in Tape"))
        self.tape.setToolTip(told)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.tape, self.copy, self.save):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.text)
        layout.addLayout(row)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.script))
        self.save.clicked.connect(self._save)
        self.tape.clicked.connect(self.tape_wanted)

    def set_colours(self, colours: Colours) -> None:
        """Take the colours of the theme."""
        self._highlighter.set_colours(colours)

    def show_script(self, script: str, why: str = "") -> None:
        """Show it, or why there is none. Of a very long one only the beginning is shown, as nobody reads it."""
        self.script = script
        for button in (self.copy, self.save, self.tape):
            button.setEnabled(bool(script))
        shown, rest = script or why, len(script) - MOST
        if rest > 0:
            note = self.tr("# … and {count} characters more: Copy and Save have them all.").format(count=f"{rest:,}")
            shown = f"{script[:MOST].rpartition(chr(10))[0]}\n{note}\n"
        put(QTextCursor(self.text.document()), self.text.toPlainText(), shown)

    def _save(self) -> None:
        ask_and_write(
            self,
            self.tr("Save the script"),
            self._file,
            "Python (*.py)",
            lambda path: partial(files.write, path, self.script),
        )


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAccessibleName(text)
    return button
