"""What a cell gave: text, pictures, errors; nothing of it is run or fetched."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextCursor,
    QTextDocumentFragment,
    QWheelEvent,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.mime import LANDSCAPE
from explorer.ui import theme
from explorer.ui.tape.kernel.outbox import MOST_LINES
from explorer.ui.theme import GAP, Colours

SEEN = 24
"""Lines of a text that are seen at once; the rest of it scrolls."""

MOST_SHOWN = 300
"""Outputs of a cell that are shown: each is a widget."""

LONGEST_LINE = 5_000
"""Characters of a line that are shown: laying out a longer one takes longer than a frame."""

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_FROM_ELSEWHERE = re.compile(r"<(?:\w+:)?image\b[^>]*href\s*=\s*[\"'](?!data:)", re.IGNORECASE)
_TABLE = re.compile(r"<table\b.*</table\s*>", re.DOTALL | re.IGNORECASE)
_FETCHED = re.compile(r"<(?:img|link|script|style|iframe|object|embed)\b[^>]*>", re.IGNORECASE)

_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")


def plain(text: str) -> str:
    """Without the codes that colour a terminal, and without halves of characters."""
    return _ANSI.sub("", text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Text(QPlainTextEdit):
    """Text to read and to copy, as high as it is long, up to a limit."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.setAccessibleName(label)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFont(theme.monospace())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(GAP // 2)
        self.viewport().setAutoFillBackground(False)
        self._line = ""
        self.blockCountChanged.connect(self.updateGeometry)
        self.horizontalScrollBar().rangeChanged.connect(self.updateGeometry)

    def add(self, text: str) -> None:
        """Write on; a carriage return goes back to the beginning of its line."""
        room = MOST_LINES - self.blockCount()
        if room <= 0:
            return
        *done, rest = (self._line + plain(text).replace("\r\n", "\n")).split("\n", room)
        rest = rest.partition("\n")[0]
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("\n".join(map(_shown, (*done, rest))))
        self._line = rest.rstrip("\r").rpartition("\r")[2] + "\r" * rest.endswith("\r")
        as_needed, never = Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(as_needed if self.blockCount() > SEEN else never)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        lines = self.blockCount() - (self.blockCount() > 1 and not self._line)
        bar = self.horizontalScrollBar()
        height = min(lines, SEEN) * QFontMetrics(self.font()).lineSpacing() + GAP
        return QSize(160, height + (bar.sizeHint().height() if bar.maximum() > 0 else 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The column of cells scrolls, unless a person has come in here."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _shown(line: str) -> str:
    line = line.rstrip("\r").rpartition("\r")[2]
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"


class Picture(QWidget):
    """A figure, never wider than there is room for."""

    def __init__(self, size: QSize, draw: Callable[[QPainter, QRectF], None], label: str) -> None:
        super().__init__()
        self.setAccessibleName(label)
        self._size = size.boundedTo(QSize(4000, 4000))
        self._draw = draw
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return self._size

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 20)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._size.height() * min(1.0, width / self._size.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        width = min(self.width(), self._size.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._draw(painter, QRectF(0, 0, width, self.heightForWidth(width)))
        painter.end()


class Fault(QWidget):
    """An error: its name and message; how it came to it is there when it is wanted."""

    def __init__(self, output: Mapping[str, Any], label: str, more: str) -> None:
        super().__init__()
        self.setObjectName("tapeError")
        name, message = str(output.get("ename", "")), plain(str(output.get("evalue", "")))
        self.head = QLabel(_cut(f"{name}: {message}" if message else name))
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        self.head.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.head.setSizePolicy(policy)
        self.toggle = QToolButton()
        self.toggle.setObjectName("tapeTraceback")
        self.toggle.setText(more)
        self.toggle.setCheckable(True)
        self.toggle.setAutoRaise(True)
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.setArrowType(Qt.ArrowType.RightArrow)
        self.traceback = Text(label)
        self.traceback.setVisible(False)
        self._lines = "\n".join(map(str, output.get("traceback", ())))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP // 2, 0, 0, 0)
        layout.setSpacing(GAP // 2)
        layout.addWidget(self.head)
        layout.addWidget(self.toggle)
        layout.addWidget(self.traceback)
        self.toggle.setVisible(bool(self._lines))
        self.toggle.toggled.connect(self._unfold)

    def _unfold(self, on: bool) -> None:
        self.toggle.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        if self._lines and on:
            self.traceback.add(self._lines)
            self._lines = ""
        self.traceback.setVisible(on)

    def set_colours(self, colours: Colours) -> None:
        for widget in (self.head, self.traceback):
            coloured(widget, colours.error)


class Outputs(QWidget):
    """All that one run of a cell gave, in its order. Signal: descend_wanted(data), of a network's loss."""

    descend_wanted = Signal(object)

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self.setObjectName("tapeOutputs")
        self.outputs: list[dict[str, Any]] = []
        self._widgets: list[QWidget] = []
        self._colours = colours
        self._clears = False
        self._text_open: Text | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP // 2)

    def set_colours(self, colours: Colours) -> None:
        self._colours = colours
        for widget in self._widgets:
            self._colour(widget)

    def clear(self) -> None:
        self.outputs, self._clears = [], False
        while self._widgets:
            gone = self._widgets.pop()
            gone.hide()
            gone.setParent(None)  # at once: what takes its place may come before the event loop deletes it
            gone.deleteLater()

    def add(self, output: Mapping[str, Any]) -> None:
        """An output of nbformat, or a clear_output; what cannot be shown is kept all the same."""
        kind = output.get("output_type")
        if kind == "clear_output":
            if output["wait"]:
                self._clears = True
            else:
                self.clear()
            return
        if self._clears:
            self.clear()
        last = self.outputs[-1] if self.outputs else {}
        if kind == "stream" and (last.get("output_type"), last.get("name")) == ("stream", output.get("name")):
            last["text"] += output["text"]
            if self._text_open is not None:
                self._text_open.add(output["text"])
            return
        self.outputs.append({key: value for key, value in output.items() if key != "transient"})
        self._text_open = None
        made = self._widget(output) if len(self.outputs) <= MOST_SHOWN else None
        if made is not None:
            self._colour(made)
            self._layout.addWidget(made)
            self._widgets.append(made)

    def _widget(self, output: Mapping[str, Any]) -> QWidget | None:
        if output["output_type"] == "error":
            return Fault(output, self.tr("How the error came about"), self.tr("Traceback"))
        if output["output_type"] == "stream":
            self._text_open = self._text(str(output.get("text", "")), str(output.get("name")))
            return self._text_open
        data = output.get("data", {})
        if isinstance(data.get(LANDSCAPE), str):
            return self._landscape(str(data.get("text/plain", "")), data[LANDSCAPE])
        picture = next((made for kind in _PICTURES if kind in data and (made := self._picture(kind, data[kind]))), None)
        if picture is not None:
            return picture
        if isinstance(data.get("text/html"), str) and (table := _TABLE.search(data["text/html"])):
            return self._table(table[0])
        if isinstance(data.get("text/plain"), str):
            return self._text(data["text/plain"], "result")
        if isinstance(data.get("text/html"), str):
            return self._text(QTextDocumentFragment.fromHtml(data["text/html"]).toPlainText(), "result")
        return None

    def _table(self, html: str) -> QLabel:
        """As far as Qt shows one, and nothing that would be fetched from elsewhere."""
        made = QLabel(_FETCHED.sub("", html))
        made.setObjectName("tapeHtml")
        made.setAccessibleName(self.tr("Table"))
        made.setTextFormat(Qt.TextFormat.RichText)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def _text(self, text: str, name: str) -> Text:
        made = Text(self.tr("Output"))
        made.setObjectName(f"tapeText_{name}")
        made.add(text)
        return made

    def _landscape(self, text: str, data: str) -> QWidget:
        """Its line, and a button that shows it."""
        made = QWidget()
        made.setObjectName("tapeLandscape")
        button = QPushButton(self.tr("Show in Descend"))
        button.setObjectName("tapeShowInDescend")
        button.setAccessibleName(self.tr("Show this loss in Descend"))
        button.clicked.connect(lambda: self.descend_wanted.emit(_read(data)))
        row = QVBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text(text, "result"))
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def _picture(self, kind: str, data: Any) -> Picture | None:
        """None for what is no picture."""
        if not isinstance(data, str):
            return None
        label = self.tr("Figure")
        if kind == "image/svg+xml":
            drawing = QSvgRenderer() if _FROM_ELSEWHERE.search(data) else QSvgRenderer(data.encode(errors="replace"))
            if not drawing.isValid() or drawing.defaultSize().isEmpty():
                return None
            return Picture(drawing.defaultSize(), drawing.render, label)
        try:
            image = QImage.fromData(b64decode(data))
        except Base64Error:
            return None
        return (
            None if image.isNull() else Picture(image.size(), lambda painter, at: painter.drawImage(at, image), label)
        )

    def _colour(self, widget: QWidget) -> None:
        for text in widget.findChildren(Text) if widget.objectName() == "tapeLandscape" else ():
            coloured(text, self._colours.text)
        if isinstance(widget, Fault):
            widget.set_colours(self._colours)
        elif isinstance(widget, Text):
            coloured(widget, self._colours.muted if widget.objectName() == "tapeText_stderr" else self._colours.text)


def _read(text: str) -> object:
    """JSON; an empty object for what is none."""
    try:
        return json.loads(text)
    except ValueError:
        return {}


def coloured(widget: QWidget, text: str) -> None:
    """Give it text of this colour, on the ground it stands on."""
    palette = widget.palette()
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
        palette.setColor(role, QColor(text))
    palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
    widget.setPalette(palette)


def _cut(message: str, most: int = 2_000) -> str:
    return message if len(message) <= most else f"{message[:most]}…"
