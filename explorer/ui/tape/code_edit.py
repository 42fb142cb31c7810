"""The editor of a cell: as high as its code, highlighted, with the keys of a notebook."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QTextEdit

from explorer.ui import theme
from explorer.ui.kit.highlighter import Highlighter
from explorer.ui.kit.silent import silent
from explorer.ui.kit.text import put
from explorer.ui.kit.undo import leave_undo, menu_without_undo
from explorer.ui.theme import GAP, Colours

INDENT = "    "

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

_MOVES = frozenset({
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
})  # fmt: skip
"""Keys that end a run of typing."""


class CodeEdit(QPlainTextEdit):
    """Undo is the State's.

    Signals: edited(), when the text was made another; paused(), when a run of typing is over; entered();
    run_wanted(whether to go on to the next cell); left(), by Esc; line_chosen(its number from 1).
    """

    edited = Signal()
    paused = Signal()
    entered = Signal()
    run_wanted = Signal(bool)
    left = Signal()
    line_chosen = Signal(int)

    def __init__(self, source: str, language: str = "python") -> None:
        super().__init__()
        self.setObjectName("tapeCode")
        self.setFont(theme.monospace())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if language == "python":
            self.setPlaceholderText(self.tr("Shift+Enter runs"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(GAP)
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(INDENT))
        self.setUndoRedoEnabled(False)
        leave_undo(self)
        self.setPlainText(source)
        self.highlighter = Highlighter(self.document(), language)
        self._marked: tuple[int, ...] = ()
        self._mark_colour = QColor()
        self._line = 0
        self.blockCountChanged.connect(self.updateGeometry)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self.updateGeometry())
        self.cursorPositionChanged.connect(self._moved)
        self._given = source
        self._text = self._given_text = self._read()
        self.textChanged.connect(self._changed)

    def set_colours(self, colours: Colours) -> None:
        self.highlighter.set_colours(colours)
        self._mark_colour = _between(QColor(colours.base), QColor(colours.accent), 0.25)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(colours.base))
        self.setPalette(palette)
        self.mark(self._marked)

    def mark(self, lines: tuple[int, ...]) -> None:
        """Put these lines, counted from 1, on a coloured ground, and take the others off it."""
        if not lines and not self._marked:
            return
        self._marked = lines
        selections = []
        for line in lines:
            block = self.document().findBlockByNumber(line - 1)
            if block.isValid():
                selection = QTextEdit.ExtraSelection()
                selection.format.setBackground(self._mark_colour)
                selection.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                selection.cursor = QTextCursor(block)
                selections.append(selection)
        self.setExtraSelections(selections)

    @property
    def source(self) -> str:
        """To the character what was given, where nothing was changed: an editor knows one kind of line's end only."""
        return self._given if self._text == self._given_text else self._text

    def show_source(self, source: str) -> None:
        """Another text, that nobody has typed here; the cursor stands where it is another."""
        if source == self.source:
            return
        wanted = source.replace("\r\n", "\n").replace("\r", "\n")
        with silent(self):
            cursor = self.textCursor()
            put(cursor, self._text, wanted)
            self.setTextCursor(cursor)
            if self._read() != wanted:
                self.setPlainText(source)
        self._given, self._text = source, self._read()
        self._given_text = self._text
        self.mark(())
        self.updateGeometry()

    @property
    def marked(self) -> tuple[int, ...]:
        return self._marked

    def line_top(self, line: int) -> int:
        """Where the line begins, in pixels of this widget."""
        return round(self.blockBoundingGeometry(self.document().findBlockByNumber(line - 1)).top())

    def sizeHint(self) -> QSize:
        rows = round(self.document().documentLayout().documentSize().height())  # lines that are broken count as more
        return QSize(160, max(rows, self.blockCount()) * self.fontMetrics().lineSpacing() + 2 * GAP + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.paused.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.paused.emit()
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu_without_undo(self, event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.verticalScrollBar().setValue(0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up and down is for the column of cells."""
        if abs(event.angleDelta().x()) > abs(event.angleDelta().y()):
            super().wheelEvent(event)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Esc and Enter, with whatever is held, are the cell's and not the window's."""
        is_pressed = event.type() == QEvent.Type.ShortcutOverride
        if is_pressed and isinstance(event, QKeyEvent) and event.key() in (*_ENTER, Qt.Key.Key_Escape):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _MOVES:
            self.paused.emit()
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        enter = key in _ENTER
        if enter and held in (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier):
            self.run_wanted.emit(held == Qt.KeyboardModifier.ShiftModifier)
        elif enter and held == Qt.KeyboardModifier.NoModifier:
            self._new_line()
        elif key == Qt.Key.Key_Tab and held == Qt.KeyboardModifier.NoModifier:
            self._indent()
        elif key == Qt.Key.Key_Backtab:
            self._outdent()
        elif key == Qt.Key.Key_Backspace and held == Qt.KeyboardModifier.NoModifier and self._is_indentation():
            self._back()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _new_line(self) -> None:
        """With the indentation of this line, and one step more after a colon."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        indentation = before[: len(before) - len(before.lstrip())]
        cursor.insertText("\n" + indentation + (INDENT if before.rstrip().endswith(":") else ""))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _indent(self) -> None:
        cursor = self.textCursor()
        if not cursor.hasSelection():
            cursor.insertText(INDENT[cursor.positionInBlock() % len(INDENT) :])
            return
        self._each_line(lambda line: INDENT + line if line.strip() else line)

    def _is_indentation(self) -> bool:
        """Whether nothing but spaces stands before the cursor."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        return not cursor.hasSelection() and bool(before) and not before.strip(" ")

    def _back(self) -> None:
        """To the step of indentation before."""
        cursor = self.textCursor()
        count = (cursor.positionInBlock() - 1) % len(INDENT) + 1
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, count)
        cursor.removeSelectedText()

    def _outdent(self) -> None:
        self._each_line(lambda line: line[min(len(INDENT), len(line) - len(line.lstrip(" "))) :])

    def _each_line(self, changed: Callable[[str], str]) -> None:
        """Change the selected lines, as an entry of its own."""
        self.paused.emit()
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        first = self.document().findBlock(start)
        last = self.document().findBlock(max(start, end - 1))
        cursor.beginEditBlock()
        block = first
        while block.isValid() and block.blockNumber() <= last.blockNumber():
            text = block.text()
            new = changed(text)
            own = QTextCursor(block)
            if len(new) > len(text):
                own.insertText(new[: len(new) - len(text)])
            elif len(new) < len(text):
                own.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor, len(text) - len(new))
                own.removeSelectedText()
            block = block.next()
        cursor.endEditBlock()
        self.paused.emit()

    def _read(self) -> str:
        """What toPlainText gives, with the spaces that do not break lines, which may be part of a string."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def _changed(self) -> None:
        """Also called when only the highlighting has changed."""
        text = self._read()
        if text != self._text:
            self._text = text
            self.mark(())
            self.edited.emit()

    def _moved(self) -> None:
        line = self.textCursor().blockNumber() + 1
        if line != self._line and self.hasFocus():
            self._line = line
            self.line_chosen.emit(line)


def _between(one: QColor, other: QColor, part: float) -> QColor:
    """`part` of the way from `one` to `other`."""
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return QColor(*(round(a + (b - a) * part) for a, b in pairs))
