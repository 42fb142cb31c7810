"""Typeset formulas, made on a thread of their own and painted from SVG."""

from __future__ import annotations

import traceback
from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QObject, QRectF, QSize, QThreadPool, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.core.typeset import svg

_BLANK = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


class Formulas(QObject):
    """Typeset formulas by their LaTeX. Nothing is made before `start`. Signal: ready(latex)."""

    ready = Signal(str)
    _made = Signal(str, bytes)

    def __init__(self) -> None:
        super().__init__()
        self._pictures: dict[str, bytes] = {}
        self._asked: dict[str, bool] = {}
        self._started = False
        self._pool = QThreadPool(maxThreadCount=1)
        self._made.connect(self._arrived)

    def start(self) -> None:
        """Make what was asked for, and from now on at once."""
        if not self._started:
            self._started = True
            for latex, urgent in self._asked.items():
                self._begin(latex, urgent)

    def stop(self) -> None:
        """Make nothing more."""
        self._pool.clear()
        self._pool.waitForDone(2000)

    def get(self, latex: str, colour: str, urgent: bool = False) -> QSvgRenderer | None:
        """The formula in a colour, or None: it is being made, and `ready` will say so."""
        picture = self._pictures.get(latex)
        if picture is None:
            if urgent > self._asked.get(latex, False) or latex not in self._asked:
                self._asked[latex] = urgent
                if self._started:
                    self._begin(latex, urgent)
            return None
        coloured = picture.replace(b"<svg ", f'<svg fill="{colour}" '.encode(), 1).replace(
            b'"black"', f'"{colour}"'.encode()
        )
        return QSvgRenderer(QByteArray(coloured))

    def _begin(self, latex: str, urgent: bool) -> None:
        self._pool.start(partial(self._make, latex), int(urgent))

    def _make(self, latex: str) -> None:
        """On the thread. A formula that cannot be typeset is blank: a bug, but no reason to stop."""
        if latex in self._pictures:
            return
        try:
            picture = svg(latex)
        except Exception:
            traceback.print_exc()
            picture = _BLANK
        self._made.emit(latex, picture)

    def _arrived(self, latex: str, picture: bytes) -> None:
        self._pictures[latex] = picture
        self.ready.emit(latex)


def paint(renderer: QSvgRenderer, painter: QPainter, room: QRectF, right: bool = False) -> None:
    """Paint at natural size, shrunk where `room` is too small, vertically centred."""
    natural = renderer.defaultSize()
    scale = min(1.0, room.width() / max(natural.width(), 1), room.height() / max(natural.height(), 1))
    width, height = natural.width() * scale, natural.height() * scale
    left = room.right() - width if right else room.left()
    renderer.render(painter, QRectF(left, room.center().y() - height / 2, width, height))


class FormulaView(QWidget):
    """Shows one formula."""

    def __init__(self, formulas: Formulas) -> None:
        super().__init__()
        self.setObjectName("formula")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._formulas = formulas
        self.latex = ""
        self._renderer: QSvgRenderer | None = None
        self._shown = ""
        formulas.ready.connect(self._ready)

    def show_formula(self, latex: str, text: str) -> None:
        """Show `latex` as soon as it is typeset; the formula before stays until then. `text` is read out for it."""
        if latex != self.latex:
            self.latex = latex
            self.setAccessibleName(text)
            self.refresh()

    def refresh(self) -> None:
        """Take the formula again, in the colour of the palette."""
        if not self.latex:
            return
        renderer = self._formulas.get(self.latex, self.palette().text().color().name(), urgent=True)
        if renderer is not None:
            self._renderer, self._shown = renderer, self.latex
            self.updateGeometry()
            self.update()

    def is_shown(self) -> bool:
        """Whether the newest formula is the one on the screen."""
        return self._shown == self.latex

    def sizeHint(self) -> QSize:
        height = self._renderer.defaultSize().height() if self._renderer else 24
        return QSize(200, min(max(height, 24), 72) + 8)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.refresh()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._renderer is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(self._renderer, painter, QRectF(self.rect()).adjusted(4, 4, -4, -4))
            painter.end()

    def _ready(self, latex: str) -> None:
        if latex == self.latex:
            self.refresh()
