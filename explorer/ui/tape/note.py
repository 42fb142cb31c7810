"""What is told under a cell: each thing that went wrong, and a button for the change that mends it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.troubles import Trouble
from explorer.ui import theme
from explorer.ui.theme import GAP, Colours
from explorer.ui.words import sentence

ROOM = 400
"""Characters that are told at once: the code must not be pushed away."""

STEP = 10
"""Troubles that are told more at each wish."""

CHANGED = 6
"""Lines of a change that are shown; the tooltip of its button has all."""

NUMBERS = 3
"""Numbers of lines in the text of a button."""


class Note(QFrame):
    """`may_change` tells whether the code that a cure changes is still what it was. Signal: cure_wanted(Cure)."""

    cure_wanted = Signal(object)

    def __init__(self, may_change: Callable[[Cure], bool]) -> None:
        super().__init__()
        self.setObjectName("tapeNote")
        self.setAccessibleName(self.tr("What went wrong in the cell"))
        self.setAutoFillBackground(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.troubles: tuple[Trouble, ...] = ()
        self.cures: list[tuple[QPushButton, Cure]] = []
        self._may_change = may_change
        self._cell = ""
        self._parts: list[QWidget] = []
        self.more = QToolButton()
        self.more.setObjectName("cellMore")
        self.more.setAutoRaise(True)
        self.more.clicked.connect(self._show_more)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_troubles(self, cell: str, troubles: Sequence[Trouble]) -> None:
        """The first of these, as many as there is room for; `cell` is what lines of the cell have for a file."""
        if (cell, tuple(troubles)) != (self._cell, self.troubles):
            self._cell, self.troubles = cell, tuple(troubles)
            self._clear()
            self._add(self._first())
        self.check()
        self.setVisible(bool(troubles))

    def check(self) -> None:
        """What changes code that has been changed since is off."""
        for button, cure in self.cures:
            button.setEnabled(self._may_change(cure))

    def text(self) -> str:
        """What is told, as plain text."""
        return "\n\n".join(label.text() for part in self._parts for label in part.findChildren(QLabel))

    def set_colours(self, colours: Colours) -> None:
        palette = self.palette()
        palette.setColor(self.backgroundRole(), QColor(colours.grid))
        palette.setColor(self.foregroundRole(), QColor(colours.text))
        self.setPalette(palette)

    # -- within

    def _first(self) -> int:
        """How many of them there is room for: one at least."""
        room = ROOM
        for place, one in enumerate(self.troubles):
            room -= len(sentence(one.sentence)) + len(_shown(one.remedy))
            if place and room < 0:
                return place
        return len(self.troubles)

    def _show_more(self) -> None:
        """More of them; after the last, only the first again."""
        if len(self._parts) < len(self.troubles):
            self._add(STEP)
        else:
            self._clear()
            self._add(self._first())
        self.check()

    def _clear(self) -> None:
        for part in self._parts:
            self._layout.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self.cures = [], []

    def _add(self, count: int) -> None:
        for trouble in self.troubles[len(self._parts) : len(self._parts) + count]:
            part = self._part(trouble)
            self._layout.insertWidget(len(self._parts), part)
            self._parts.append(part)
        left = len(self.troubles) - len(self._parts)
        self.more.setText(self.tr("{count} more").format(count=left) if left else self.tr("Less"))
        self.more.setVisible(left > 0 or len(self._parts) > self._first())

    def _part(self, trouble: Trouble) -> QWidget:
        """What went wrong, the lines that change, and the button that changes them."""
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        column.addWidget(_label("cellTrouble", sentence(trouble.sentence)))
        if trouble.choices is not None:
            column.addWidget(_label("cellChoices", sentence(trouble.choices)))
        if (cure := trouble.remedy) is not None:
            change = _label("cellChange", _shown(cure))
            change.setFont(theme.monospace())
            column.addWidget(change)
            column.addWidget(self._button(cure), 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def _button(self, cure: Cure) -> QPushButton:
        what = self._what(cure)
        made = QPushButton(what if cure.file == self._cell else f"{cure.file}: {what}")
        made.setObjectName("cellCure")
        news = ", ".join(line.strip() for _, _, new in cure.changes for line in new)
        made.setAccessibleName(f"{made.text()}: {news}")
        made.setToolTip(f"<pre>{escape(str(cure))}</pre>")
        made.clicked.connect(lambda: self.cure_wanted.emit(cure))
        self.cures.append((made, cure))
        return made

    def _what(self, cure: Cure) -> str:
        """Change line 4."""
        numbers = [number + k for number, old, _ in cure.changes for k in range(len(old))]
        added = [number for number, old, _ in cure.changes if not old]
        if not numbers and len(added) == 1:
            return self.tr("Add line {number}").format(number=added[0])
        every = sorted(numbers + added)
        if len(every) == 1:
            return self.tr("Change line {number}").format(number=every[0])
        if len(every) > NUMBERS:
            return self.tr("Change {count} lines").format(count=len(every))
        return self.tr("Change lines {numbers}").format(numbers=", ".join(map(str, every)))


def _shown(cure: Cure | None) -> str:
    """The lines that change, if they are not too many."""
    lines = str(cure).splitlines() if cure is not None else []
    return "\n".join(lines if len(lines) <= CHANGED else [*lines[: CHANGED - 1], "…"])


def _label(name: str, text: str) -> QLabel:
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setText(text)
    return made
