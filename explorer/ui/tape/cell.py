"""One cell: its code or words, and under them what it gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QDesktopServices, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.tape.cells import Cell
from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.troubles import Trouble
from explorer.ui import theme
from explorer.ui.kit.icons import Sign, icon
from explorer.ui.tape.code_edit import CodeEdit
from explorer.ui.tape.note import Note
from explorer.ui.tape.outputs import Outputs, coloured
from explorer.ui.theme import GAP, Colours

MARGIN = 7 * GAP
"""Pixels at the left, for In [12]."""


class Words(QTextBrowser):
    """Markdown, rendered. Links of the web open in the browser; nothing is loaded, from the disk neither.

    Signal: edit_wanted(), by a double click.
    """

    edit_wanted = Signal()

    def __init__(self, label: str) -> None:
        super().__init__()
        self.setObjectName("tapeWords")
        self.setAccessibleName(label)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(GAP // 2)
        # The text is laid out anew whenever the width is another, and says how high it is then.
        self.document().documentLayout().documentSizeChanged.connect(self._take_height)
        self.anchorClicked.connect(self._open)

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        return None

    def _open(self, url: QUrl) -> None:
        if url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)

    def _take_height(self, size: QSizeF) -> None:
        self.setFixedHeight(max(3 * GAP, ceil(size.height())))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.edit_wanted.emit()


class CellView(QWidget):
    """`key` is that of its text in the State.

    Signals: run_wanted(whether to go on to the next cell); menu_wanted(); changed() by typing;
    line_chosen(run, line) in code that is as it was when it ran; cure_wanted(Cure); descend_wanted(data), as Outputs
    has it.
    """

    run_wanted = Signal(bool)
    menu_wanted = Signal()
    changed = Signal()
    line_chosen = Signal(str, int)
    cure_wanted = Signal(object)
    descend_wanted = Signal(object)

    def __init__(self, key: int, cell: Cell, colours: Colours) -> None:
        super().__init__()
        self.setObjectName("tapeCell")
        self.key = key
        self.kind = cell.kind
        self.run_id = ""
        self.execution_count: int | None = None
        self._is_busy = False
        self._cell = cell
        self._number = cell.execution_count
        self._ran = self._file = ""
        self._colours = colours
        self.label = QLabel()
        self.label.setObjectName("tapeLabel")
        self.label.setFont(theme.monospace())
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.run_button = _button("tapeRun", Sign.PLAY, self.tr("Run this cell"), self.tr("Run this cell (Ctrl+Enter)"))
        self.menu_button = _button("tapeCellMenu", Sign.MORE, self.tr("More about this cell"), "")
        self.code = CodeEdit(cell.source, "python" if cell.kind == "code" else "")
        self.code.setAccessibleName(self.tr("Code of a cell") if cell.kind == "code" else self.tr("Words of a cell"))
        self.words: Words | None = None
        self.outputs: Outputs | None = None
        self.note: Note | None = None
        side = QVBoxLayout()
        side.setSpacing(0)
        side.addSpacing(GAP)
        side.addWidget(self.label)
        side.addWidget(self.run_button, 0, Qt.AlignmentFlag.AlignRight)
        side.addStretch(1)
        self._under = QVBoxLayout()
        self._under.setContentsMargins(0, 0, 0, 0)
        self._under.setSpacing(GAP // 2)
        layout = self._grid = QGridLayout(self)
        layout.setContentsMargins(GAP // 2, 1, GAP // 2, 1)
        layout.setHorizontalSpacing(GAP // 2)
        layout.setVerticalSpacing(GAP // 2)
        layout.setColumnMinimumWidth(0, MARGIN)
        layout.setColumnStretch(1, 1)
        layout.addLayout(side, 0, 0, 2, 1)
        layout.addWidget(self.code, 0, 1)
        layout.addWidget(self.menu_button, 0, 2, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(self._under, 1, 1, 1, 2)
        self.run_button.setVisible(cell.kind == "code")
        self.code.installEventFilter(self)
        self.code.run_wanted.connect(self._run_wanted)
        self.code.left.connect(self._leave)
        self.code.edited.connect(self.changed)
        self.code.line_chosen.connect(self._line_chosen)
        self.run_button.clicked.connect(lambda: self.run_wanted.emit(False))
        self.menu_button.clicked.connect(self.menu_wanted)
        self.set_colours(colours)
        self._say_label()
        for output in cell.outputs:
            self.add_output(output)
        if cell.kind == "markdown" and cell.source.strip():
            self.render_words()

    @property
    def is_to_fail(self) -> bool:
        """Whether the notebook says that an error is what the cell is for."""
        return "raises-exception" in (self._cell.rest.get("metadata", {}).get("tags") or ())

    @property
    def source(self) -> str:
        return self.code.source

    def show_source(self, source: str) -> None:
        """Another text, that was not typed here."""
        self.code.show_source(source)
        if self.words is not None and not self.words.isHidden():
            self.words.setMarkdown(source)

    def cell(self) -> Cell:
        """As it is now."""
        given = tuple(self.outputs.outputs) if self.outputs is not None else ()
        return Cell(self.kind, self.source, given, self._number, self._cell.rest)

    def set_colours(self, colours: Colours) -> None:
        self._colours = colours
        self.code.set_colours(colours)
        coloured(self.label, colours.muted)
        if self.words is not None:
            coloured(self.words, colours.text)
        if self.outputs is not None:
            self.outputs.set_colours(colours)
        if self.note is not None:
            self.note.set_colours(colours)

    # -- running

    def begin(self, run: str, source: str) -> None:
        """It runs from now on, with the code that it had when that was asked for."""
        self.run_id = run
        self._ran, self._file = source, ""
        self._is_busy = True
        self.execution_count = self._number = None
        self.code.mark(())
        if self.outputs is not None:
            self.outputs.clear()
        if self.note is not None:
            self.note.show_troubles("", ())
        self._say_label()

    def end(self, execution_count: int) -> None:
        """It has run; 0 when it did not come to that."""
        self._is_busy = False
        self.execution_count = self._number = execution_count or None
        self._say_label()

    def wait(self, waits: bool) -> None:
        """It waits for its turn, or no more."""
        self._is_busy = waits
        self._say_label()

    def forget(self) -> None:
        """The kernel that ran it is gone: its number means nothing now."""
        self.run_id = self._file = ""
        self.execution_count = None
        self.code.mark(())
        self._say_label()

    def add_output(self, output: Mapping[str, Any]) -> None:
        if self.outputs is None:
            self.outputs = Outputs(self._colours)
            self.outputs.descend_wanted.connect(self.descend_wanted)
            self._under.insertWidget(0, self.outputs)
        self.outputs.add(output)

    @property
    def error(self) -> str:
        """What its newest run failed with, as Python prints it, or nothing."""
        given = self.outputs.outputs if self.outputs is not None else ()
        errors = [one for one in given if one.get("output_type") == "error"]
        return f"{errors[-1].get('ename')}: {errors[-1].get('evalue')}" if errors else ""

    def show_troubles(self, label: str, troubles: Sequence[Trouble], may_change: Callable[[Cure], bool]) -> None:
        """What went wrong in its newest run, whose lines have that label for a file."""
        self._file = label
        if self.note is None and troubles:
            self.note = Note(may_change)
            self.note.cure_wanted.connect(self.cure_wanted)
            self.note.set_colours(self._colours)
            self._under.addWidget(self.note)
        if self.note is not None:
            self.note.show_troubles(label, troubles)

    def cured(self, cure: Cure) -> str | None:
        """Its code with that change; None where it is not as it was when it ran."""
        return cure.of(self.source) if self._file == cure.file and self.source == self._ran else None

    def mark(self, lines: set[int]) -> None:
        """Highlight these lines of the code that ran; none where it has changed since."""
        self.code.mark(tuple(sorted(lines)) if self.source == self._ran else ())

    # -- words

    def render_words(self) -> None:
        """Show Markdown as it is meant, in place of its source."""
        if self.words is None:
            self.words = Words(self.tr("Words of a cell"))
            self.words.edit_wanted.connect(self.edit_words)
            coloured(self.words, self._colours.text)
            self._grid.addWidget(self.words, 0, 1)
        self.words.setMarkdown(self.source)
        self.code.hide()
        self.words.show()
        self.words.updateGeometry()

    def edit_words(self) -> None:
        """Show the source of the Markdown, to change it."""
        if self.words is not None:
            self.words.hide()
        self.code.show()
        self.code.setFocus()

    def has_focus(self) -> bool:
        """Whether one is in it."""
        found = self.focusWidget()
        return found is not None and found.hasFocus()

    def focus(self) -> None:
        (self.words if self.words is not None and not self.words.isHidden() else self.code).setFocus()

    # -- within

    def _run_wanted(self, advance: bool) -> None:
        if self.kind == "markdown" and self.source.strip():
            self.render_words()
        self.run_wanted.emit(advance)

    def _leave(self) -> None:
        if self.kind == "markdown" and self.source.strip():
            self.render_words()
        self.menu_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _line_chosen(self, line: int) -> None:
        if self.execution_count is not None and self.source == self._ran:
            self.line_chosen.emit(self.run_id, line)

    def _say_label(self) -> None:
        number = "*" if self._is_busy else " " if self.execution_count is None else str(self.execution_count)
        self.label.setText(f"[{number}]" if len(number) > 2 else f"In [{number}]")
        self.label.setVisible(self.kind == "code")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line around the code: of the accent's colour where one types."""
        if self.code.isVisible():
            painter = QPainter(self)
            painter.setPen(QPen(QColor(self._colours.accent if self.code.hasFocus() else self._colours.border)))
            painter.drawRect(self.code.geometry().adjusted(-1, -1, 0, 0))
            painter.end()


def _button(name: str, sign: Sign, label: str, tip: str) -> QToolButton:
    made = QToolButton()
    made.setObjectName(name)
    made.setIcon(icon(sign))
    made.setAccessibleName(label)
    made.setToolTip(tip or label)
    made.setAutoRaise(True)
    return made
