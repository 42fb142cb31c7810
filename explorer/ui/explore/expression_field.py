"""Where a function is typed, and told what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from explorer.core.explore.state import State
from explorer.core.expression import ExpressionError
from explorer.core.expression.lexer import MAX_TEXT
from explorer.core.words import ExplainedError
from explorer.ui import theme
from explorer.ui.kit.silent import silent
from explorer.ui.kit.undo import leave_undo
from explorer.ui.words import sentence

_BLANK = "\u00a0"


PAUSE_MS = 200
"""A person who types is left alone until the fingers rest: half a word is no function."""


class ExpressionField(QWidget):
    """Signal: edited(text), an intent, when typing pauses.

    Undo is the State's: the line's own would bring back texts that were rejected. A text that is no State is none of
    its entries either: undo gives it up for the State's, and nothing else.
    """

    edited = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setObjectName("expressionEdit")
        self.edit.setAccessibleName(self.tr("Function of x"))
        self.edit.setPlaceholderText(self.tr("a function of x, such as a sin(b x)"))
        self.edit.setFont(theme.monospace())
        self.edit.setMaxLength(MAX_TEXT + 1)  # one more than fits, so that a longer text is told, not cut
        self.edit.setClearButtonEnabled(True)
        self.error = QLabel()
        self.error.setObjectName("expressionError")
        self.error.setAccessibleName(self.tr("What is wrong with the function"))
        self.error.setFont(theme.monospace())
        self.error.setWordWrap(True)
        self.error.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.edit)
        layout.addWidget(self.error)
        self._function: object = None
        self._draft_is_wrong = False
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._say)
        self.edit.textEdited.connect(lambda _: self._pause.start())
        self.edit.textChanged.connect(self._changed)
        self.edit.editingFinished.connect(self._finish)
        leave_undo(self.edit)
        self.edit.installEventFilter(self)

    @property
    def is_pending(self) -> bool:
        """Whether what was typed last is not yet said."""
        return self._pause.isActive()

    def _changed(self) -> None:
        """By hand, `textEdited` comes first; a text that is set at once is meant at once."""
        if not self._pause.isActive():
            self._say()

    def _finish(self) -> None:
        if self._pause.isActive():
            self._say()

    def _say(self) -> None:
        self._pause.stop()
        self.edited.emit(self.edit.text())

    def show_state(self, state: State) -> None:
        """Show the function if it is another one; what a person is typing is left alone."""
        if state.function == self._function:
            return
        self._function = state.function
        self._show_function()

    def _show_function(self) -> None:
        self.clear_error()
        text = str(self._function)
        if self.edit.text() != text:
            with silent(self.edit):
                self.edit.setText(text)
            self.edit.setCursorPosition(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_undo = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
        if not is_undo or not (self.is_pending or self._draft_is_wrong):
            return False
        if event.type() == QEvent.Type.KeyPress:
            self._pause.stop()
            self._show_function()
        event.accept()
        return True

    def forget_draft(self) -> None:
        """What is typed gives way to the next State shown, even one with the same function."""
        self._pause.stop()
        self._function = None

    def show_error(self, error: ExpressionError | ExplainedError) -> None:
        """The sentence, under a caret at the column if there is one."""
        text = sentence(error)
        self._draft_is_wrong = isinstance(error, ExpressionError)
        if isinstance(error, ExpressionError):
            text = f"{self._pointer(error)}\n{text}"
        self.error.setText(text)
        self.error.show()

    def _pointer(self, error: ExpressionError) -> str:
        """A caret under the column, below an excerpt of the text where the field cannot show all of it."""
        metrics = QFontMetrics(self.error.font())
        blank = max(metrics.horizontalAdvance(_BLANK), 1)
        fitting = max(self.error.width() // blank - 3, 8)
        start = max(0, error.position - fitting + 8)
        before = metrics.horizontalAdvance(error.text[start : error.position])  # full-width signs are wider than blanks
        caret = _BLANK * round(before / blank) + "^"
        if not start:
            return _BLANK + caret
        return error.text[start : start + fitting].replace("\n", " ") + "\n" + caret

    def show_computed(self) -> None:
        """The function could be computed; what is typed now may still be wrong."""
        if not self._draft_is_wrong:
            self.clear_error()

    def clear_error(self) -> None:
        """Nothing is wrong with the text."""
        self._draft_is_wrong = False
        if not self.error.isHidden():
            self.error.clear()
            self.error.hide()
