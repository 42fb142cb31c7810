"""The colours of the scripts that we write."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat

from explorer.ui.theme import Colours

_KEYWORDS = "import for in if is not None try except as with def return print range"
_RULES = (
    ("keyword", re.compile(rf"\b(?:{'|'.join(_KEYWORDS.split())})\b")),
    ("number", re.compile(r"\b\d[\d_]*\.?\d*(?:e[+-]?\d+)?\b")),
    ("slot", re.compile(r"\bx\.grad\b|\bbackward\b|\bzero_\b")),
    ("string", re.compile(r"'[^']*'|\"[^\"]*\"")),
    ("comment", re.compile(r"#.*")),
)


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
