"""Python in colours, as Pygments reads it."""

from __future__ import annotations

from typing import Any

from pygments.lexer import ExtendedRegexLexer, LexerContext
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from explorer.ui.kit.text import length
from explorer.ui.theme import Colours

LONGEST_LINE = 2_000
"""Characters of a line that is highlighted: a longer one takes longer than a frame."""


class _Lexer(ExtendedRegexLexer, PythonLexer):
    """Python that can go on where a line before it ended: its context says in what state that was."""


class Highlighter(QSyntaxHighlighter):
    """Line by line; the state of a block is the number of the lexer's stack."""

    def __init__(self, document: QTextDocument, language: str = "python") -> None:
        super().__init__(document)
        self._lexer = _Lexer() if language == "python" else None
        self._stacks: list[tuple[str, ...]] = [("root",)]
        self._formats: list[tuple[Any, QTextCharFormat]] = []

    def set_colours(self, colours: Colours) -> None:
        kinds = (
            (Comment, colours.muted, False),
            (String, colours.curves[2], False),
            (Number, colours.curves[1], False),
            (Keyword, colours.accent, True),
            (Operator.Word, colours.accent, True),
            (Name.Builtin, colours.accent, False),
            (Name.Decorator, colours.stored, False),
            (Name.Function, colours.stored, False),
            (Name.Class, colours.stored, True),
            (Name.Exception, colours.error, False),
        )
        self._formats = []
        for kind, colour, bold in kinds:
            made = QTextCharFormat()
            made.setForeground(QColor(colour))
            if bold:
                made.setFontWeight(QFont.Weight.Bold)
            self._formats.append((kind, made))
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        if self._lexer is None or not self._formats:
            return
        before = max(0, self.previousBlockState())
        if len(text) > LONGEST_LINE:
            self.setCurrentBlockState(before)
            return
        count = len if text.isascii() else length
        context = LexerContext(text + "\n", 0, list(self._stacks[before]))
        for position, token, value in self._lexer.get_tokens_unprocessed(context=context):
            found = next((made for kind, made in self._formats if token in kind), None)
            if found is not None:
                self.setFormat(count(text[:position]), count(value), found)
        stack = tuple(context.stack)
        if stack not in self._stacks:
            self._stacks.append(stack)
        self.setCurrentBlockState(self._stacks.index(stack))
