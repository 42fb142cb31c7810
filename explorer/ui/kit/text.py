"""Text in Qt's documents, which count some characters as two."""

from __future__ import annotations

from itertools import takewhile

from PySide6.QtGui import QTextCursor


def put(cursor: QTextCursor, before: str, text: str) -> None:
    """Make `before`, which the document holds, `text`: only what differs is written, and the rest keeps its colours
    and its place. The cursor stands at the end of that.
    """
    start = _common(before, text)
    end = _common(before[start:][::-1], text[start:][::-1])
    cursor.setPosition(length(before[:start]))
    cursor.setPosition(length(before[: len(before) - end]), QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(text[start : len(text) - end])


def length(text: str) -> int:
    """As Qt counts: in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _common(one: str, other: str) -> int:
    """How many characters the two begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
