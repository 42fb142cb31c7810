"""Axes that can count in π, and the grid that goes with them: a few lines of arithmetic and paint a frame."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, inf, log10, pi
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPen, QStaticText, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from explorer.ui.kit.items import WholeView

APART = {"bottom": 90.0, "left": 45.0}
"""Least number of pixels from one tick to the next."""

Tick = tuple[float, str]

_TICK = 4.0
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_PI_STEPS = [Fraction(1, n) for n in (64, 32, 16, 8, 4, 2)] + [Fraction(m) * 10**k for k in range(9) for m in (1, 2, 5)]


class Axis(pg.AxisItem):
    """An axis with room of its own, whose ticks are worked out and painted directly."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.units_of_pi = False
        self.shows_values = True
        self.is_whole = self.is_logarithmic = False
        self.apart = APART[orientation]
        self._line, self._text = QPen(), QPen()
        self._ticks: tuple[object, list[Tick]] = (None, [])

    def set_colours(self, line: str, text: str) -> None:
        self._line, self._text = QPen(QColor(line)), QPen(QColor(text))
        self.update()

    def set_units_of_pi(self, on: bool) -> None:
        self.units_of_pi = on
        self.update()

    def set_logarithmic(self, on: bool) -> None:
        """The numbers are powers of ten, of which the range has the exponents."""
        self.is_logarithmic = on
        self.update()

    def set_shows_values(self, on: bool) -> None:
        self.shows_values = on
        self.update()

    def ticks(self) -> list[Tick]:
        """Where the ticks are, in the units of the view, and what they say; worked out once for axis and grid."""
        key = *self.range, self.scale, self.units_of_pi, self.is_logarithmic, self.width(), self.height()
        if key != self._ticks[0]:
            self._ticks = key, self._find_ticks()
        return self._ticks[1]

    def _find_ticks(self) -> list[Tick]:
        lo, hi = (end * self.scale for end in self.range)
        length = self.width() if self.orientation == "bottom" else self.height()
        if not (1e-306 < hi - lo < inf and length > 1):  # beyond, steps and places are no float64s
            return []
        least = (hi - lo) / length * self.apart
        if self.is_whole or (self.is_logarithmic and ceil(lo) + 1 <= hi):
            least = max(least, 1.0)
        step = next((s for s in _PI_STEPS if float(s) * pi >= least), None) if self.units_of_pi else None
        if step is not None and float(step) * pi <= hi - lo:
            unit = float(step) * pi
            return [(n * unit / self.scale, _in_pi(n * step)) for n in _between(lo, hi, unit)]
        power = 10.0 ** floor(log10(least)) if least > 1e-300 else least
        unit = next((m * power for m in (1, 2, 5) if m * power >= least), 10 * power)
        write = _power if self.is_logarithmic else _writer(unit, max(abs(lo), abs(hi)))
        return [(n * unit / self.scale, write(n * unit)) for n in _between(lo, hi, unit)]

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        lo, hi = self.range
        width, height = self.width(), self.height()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._line)
        across = self.orientation == "bottom"
        lines = [QLineF(0, 0, width, 0) if across else QLineF(width, 0, width, height)]
        texts = []
        for value, text in self.ticks():
            place = (value - lo) / (hi - lo)
            letters = laid_out(text)
            room = letters.size()
            if across:
                x = place * width
                lines.append(QLineF(x, 0, x, _TICK))
                texts.append((QPointF(x - room.width() / 2, _TICK + 2), letters))
            else:
                y = (1 - place) * height
                lines.append(QLineF(width - _TICK, y, width, y))
                texts.append((QPointF(width - _TICK - 3 - room.width(), y - room.height() / 2), letters))
        painter.drawLines(lines)
        if self.shows_values:
            painter.setPen(self._text)
            for corner, letters in texts:
                painter.drawStaticText(corner, letters)


class Grid(WholeView, pg.GraphicsObject):
    """Lines at the ticks of two axes, drawn behind the curves without antialiasing."""

    def __init__(self, box: pg.ViewBox, bottom: Axis, left: Axis) -> None:
        super().__init__()
        self._bottom, self._left = bottom, left
        self._pens = (QPen(), QPen())
        self.setZValue(-100)
        box.addItem(self, ignoreBounds=True)

    def set_colours(self, line: str, zero: str) -> None:
        self._pens = (pg.mkPen(line, width=1), pg.mkPen(zero, width=1))
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        pixels = self.pixels(painter)  # lines of one, in a file too
        view = pixels.room
        place: Any = pixels.transform.map
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        xs = [place(x, 0.0)[0] for x, _ in self._bottom.ticks()]
        ys = [place(0.0, y)[1] for y, _ in self._left.ticks()]
        zero = [] if self._left.is_logarithmic else [place(0.0, 0.0)[1]]
        for pen, across, up in ((self._pens[0], xs, ys), (self._pens[1], [place(0.0, 0.0)[0]], zero)):
            painter.setPen(pen)
            painter.drawLines(
                [QLineF(x, view.top(), x, view.bottom()) for x in across]
                + [QLineF(view.left(), y, view.right(), y) for y in up]
            )


@lru_cache(maxsize=512)
def laid_out(text: str) -> QStaticText:
    """`text`, measured and placed letter by letter: most of what drawing it takes, and numbers come again."""
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(QTransform(), QGuiApplication.font())
    return made


def _between(lo: float, hi: float, unit: float) -> range:
    """The multiples of `unit` from lo to hi, with room for the last bit of either end."""
    slack = 1e-9
    return range(ceil(lo / unit - slack), floor(hi / unit + slack) + 1)


def _writer(step: float, largest: float) -> Callable[[float], str]:
    """How to write numbers up to `largest` that differ by `step`."""
    if 1e-4 <= largest < 1e6 and step >= 1e-7:
        places = max(0, -floor(log10(step) + 1e-9))
        return lambda value: f"{value + 0.0:.{places}f}".replace("-", "−") if value else "0"
    digits = min(max(ceil(log10(largest / step) + 1e-9) + 1, 1), 12)
    return lambda value: f"{value:.{digits}g}".replace("-", "−")


def _power(exponent: float) -> str:
    return "10" + f"{exponent:g}".translate(_RAISED) if exponent == round(exponent) else f"{10**exponent:.3g}"


def _in_pi(count: Fraction) -> str:
    if not count:
        return "0"
    top = {1: "π", -1: "−π"}.get(count.numerator, f"{count.numerator}π".replace("-", "−"))
    return top if count.denominator == 1 else f"{top}/{count.denominator}"
