"""The training loop that gives the path that is shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from explorer.core import files
from explorer.ui import theme
from explorer.ui.kit.files import ask_and_write
from explorer.ui.kit.scripts import Highlighter
from explorer.ui.theme import GAP


class Code(QWidget):
    """The script, with buttons to copy and to save it. Signal: tape_wanted(), of one step of it."""

    tape_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.script = ""
        self.text = QPlainTextEdit()
        self.text.setObjectName("descendCode")
        self.text.setAccessibleName(self.tr("The PyTorch training loop of this path"))
        self.text.setReadOnly(True)
        self.text.setFont(theme.monospace())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.highlighter = Highlighter(self.text.document())
        self.copy = self._button("descendCopy", self.tr("Copy"))
        self.save = self._button("descendSave", self.tr("Save…"))
        self.tape = self._button("descendTape", self.tr("Open in Tape"))
        self.tape.setToolTip(
            self.tr("Run one step from the shown point in a real kernel, and see what autograd records")
        )
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

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text)
        return button

    def show_script(self, script: str, why: str = "") -> None:
        """Show it, or why there is none."""
        self.script = script
        for button in (self.copy, self.save, self.tape):
            button.setEnabled(bool(script))
        shown = script or why
        if shown != self.text.toPlainText():
            place = self.text.verticalScrollBar().value()
            self.text.setPlainText(shown)
            self.text.verticalScrollBar().setValue(place)

    def _save(self) -> None:
        ask_and_write(
            self,
            self.tr("Save the script"),
            "descend.py",
            "Python (*.py)",
            lambda path: partial(files.write, path, self.script),
        )
