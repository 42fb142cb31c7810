"""The PyTorch script of what is shown: read-only, highlighted, to copy and to save."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMessageBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from explorer.ui import theme
from explorer.ui.theme import Colours

_KEYWORDS = "import for in if is not None try except as with def return print range"
_RULES = (
    ("keyword", re.compile(rf"\b(?:{'|'.join(_KEYWORDS.split())})\b")),
    ("number", re.compile(r"\b\d[\d_]*\.?\d*(?:e[+-]?\d+)?\b")),
    ("slot", re.compile(r"\bx\.grad\b|\bbackward\b|\bzero_\b")),
    ("string", re.compile(r"'[^']*'|\"[^\"]*\"")),
    ("comment", re.compile(r"#.*")),
)


MOST = 20_000
"""Characters of a script that are shown: more take longer than a frame."""


class Highlighter(QSyntaxHighlighter):
    """Enough of Python's syntax for the scripts that we write."""

    _formats: dict[str, QTextCharFormat] | None = None

    def set_colours(self, colours: Colours) -> None:
        kinds = {
            "keyword": colours.accent,
            "number": colours.curves[1],
            "slot": colours.stored,
            "string": colours.curves[2],
            "comment": colours.muted,
        }
        self._formats = {}
        for kind, colour in kinds.items():
            made = self._formats[kind] = QTextCharFormat()
            made.setForeground(QColor(colour))
            if kind in ("keyword", "slot"):
                made.setFontWeight(QFont.Weight.Bold)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        for kind, rule in _RULES if self._formats else ():
            for found in rule.finditer(text):
                self.setFormat(found.start(), len(found.group()), self._formats[kind])


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
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the script"), "gradient.py", "Python (*.py)")
        if name:
            error = write_text(Path(name), self.script)
            if error:
                QMessageBox.warning(self, self.tr("Not saved"), error)


def write_text(path: Path, text: str) -> str:
    """Write the whole file or leave the old one; what went wrong, or nothing."""
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        return f"{path}: {file.errorString()}"
    file.write(text.encode())
    return "" if file.commit() else f"{path}: {file.errorString()}"
