"""Axes that can count in π, and the grid that goes with them."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, pi
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

_STEPS = [Fraction(1, n) for n in (64, 32, 16, 8, 4, 2)] + [Fraction(m) * 10**k for k in range(9) for m in (1, 2, 5)]


class Axis(pg.AxisItem):
    """An axis of fixed room, painted once and kept until its range changes."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.units_of_pi = False
        self.enableAutoSIPrefix(False)
        self.setStyle(autoExpandTextSpace=False, autoReduceTextSpace=False, tickLength=-4, tickTextOffset=4)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def set_units_of_pi(self, on: bool) -> None:
        if on != self.units_of_pi:
            self.units_of_pi = on
            self.picture = None
            self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        if self.units_of_pi and self.scale == 1.0:
            width = (maxVal - minVal) / pi
            step = next((s for s in _STEPS if width / float(s) <= max(size / 90, 2)), None)
            if step is not None and width / float(step) >= 1:
                first, last = ceil(minVal / pi / float(step)), floor(maxVal / pi / float(step))
                return [(float(step) * pi, [n * float(step) * pi for n in range(first, last + 1)])]
        return super().tickValues(minVal, maxVal, size)[:2]  # type: ignore[no-any-return]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        step = Fraction(spacing / pi).limit_denominator(64) if self.units_of_pi and scale == 1.0 else Fraction(0)
        if step and abs(float(step) * pi - spacing) < 1e-9 * spacing:
            return [_in_pi(round(value / pi / float(step)) * step) for value in values]
        return super().tickStrings(values, scale, spacing)  # type: ignore[no-any-return]


def _in_pi(count: Fraction) -> str:
    if not count:
        return "0"
    top = {1: "π", -1: "−π"}.get(count.numerator, f"{count.numerator}π".replace("-", "−"))
    return top if count.denominator == 1 else f"{top}/{count.denominator}"


class Grid(pg.GraphicsObject):
    """Lines at the ticks of two axes, drawn behind the curves without antialiasing: they cost next to nothing."""

    def __init__(self, box: pg.ViewBox, bottom: Axis, left: Axis) -> None:
        super().__init__()
        self._box, self._bottom, self._left = box, bottom, left
        self._pens = (pg.mkPen(None), pg.mkPen(None))
        self.setZValue(-100)
        box.addItem(self, ignoreBounds=True)

    def set_colours(self, line: str, zero: str) -> None:
        self._pens = (pg.mkPen(line, width=1), pg.mkPen(zero, width=1))
        self.update()

    def boundingRect(self) -> QRectF:
        return self._box.viewRect()  # type: ignore[no-any-return]

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        (x0, x1), (y0, y1) = self._box.viewRange()
        size = self._box.size()
        xs = _major(self._bottom, x0, x1, size.width())
        ys = _major(self._left, y0, y1, size.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._pens[0])
        painter.drawLines([QLineF(x, y0, x, y1) for x in xs] + [QLineF(x0, y, x1, y) for y in ys])
        painter.setPen(self._pens[1])
        painter.drawLines([QLineF(x0, 0.0, x1, 0.0), QLineF(0.0, y0, 0.0, y1)])


def _major(axis: Axis, lo: float, hi: float, size: float) -> list[Any]:
    levels = axis.tickValues(lo, hi, size)
    return list(levels[0][1]) if levels else []
