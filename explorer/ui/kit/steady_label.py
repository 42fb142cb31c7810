"""A label for numbers that change in every frame of a drag."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QLabel, QWidget

ROOM = 24
"""Pixels by which a label grows when its text does not fit: a sign and a digit or two."""

APART = 10
"""Pixels that stay free after the text, so that it does not touch the next label's."""


class SteadyLabel(QLabel):
    """Keeps its size while texts fit into it, so that a new number moves nothing.

    Else Qt lays the whole window out again at each change, which takes longer than painting it. The text can be
    selected while the mouse is over it, and only then, since a selectable label is a document.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFixedSize(0, self.fontMetrics().height())

    def show_text(self, text: str) -> None:
        """Show `text`; an empty one takes no room."""
        if text == self.text():
            return
        wanted = self.fontMetrics().horizontalAdvance(text)
        if not wanted or wanted + APART > self.width():
            self.setFixedSize(wanted + APART + ROOM if wanted else 0, self.fontMetrics().height())
        self.setText(text)
        self.setVisible(bool(text))

    def enterEvent(self, event: QEnterEvent) -> None:
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasSelectedText():
            self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
