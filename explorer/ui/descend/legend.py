"""Who is who in the picture of a walk."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from explorer.core.descend.race import Runner
from explorer.ui.descend.marks import DASHES, paint_arrow, paint_mark, runner_colours
from explorer.ui.theme import GAP, Colours

Sample = tuple[str, str, float]
"""Of an arrow: what it means, its colour and its width."""

_SAMPLE = 30


def runner_name(runner: Runner) -> str:
    """The optimiser and what is set otherwise than it has it."""
    return " ".join([runner.optimizer, *(f"{name}={value:g}" for name, value in runner.hyper if _is_number(value))])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def legend(of: QWidget, runners: tuple[Runner, ...], arrows: list[Sample], tangent: str, colours: Colours) -> QPixmap:
    """A picture of the runners' marks and names, of what the arrows mean, and where there is one of the tangent."""
    names = [of.fontMetrics().elidedText(runner_name(one), Qt.TextElideMode.ElideRight, 150) for one in runners]
    words = [text for text, *_ in arrows] + [tangent] * bool(tangent)
    high = of.fontMetrics().height() + 2
    lines = len(names) + len(words)
    wide = max(of.fontMetrics().horizontalAdvance(text) for text in [*names, *words])
    size = QSize(wide + _SAMPLE + 3 * GAP, lines * high + GAP)
    made = QPixmap(size * of.devicePixelRatioF())
    made.setDevicePixelRatio(of.devicePixelRatioF())
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setFont(of.font())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = QColor(colours.base)
    ground.setAlpha(215)
    painter.setPen(QColor(colours.border))
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1), 4, 4)

    def say(line: int, text: str) -> float:
        painter.setPen(QColor(colours.text))
        top = GAP / 2 + line * high
        painter.drawText(QRectF(_SAMPLE + 2 * GAP, top, wide + 1, high), Qt.AlignmentFlag.AlignVCenter, text)
        return top + high / 2

    table = runner_colours(colours)
    for number, name in enumerate(names):
        y = say(number, name)
        pen = QPen(QColor(table[number % len(table)]), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        if dash := DASHES[number % len(DASHES)]:
            pen.setDashPattern([part / 2 for part in dash])
        painter.setPen(pen)
        painter.drawLine(QPointF(GAP, y), QPointF(GAP + _SAMPLE, y))
        painter.setPen(QPen(QColor(colours.base), 1))
        painter.setBrush(pen.color())
        paint_mark(painter, number, QPointF(GAP + _SAMPLE / 2, y), 5.5)
    for line, (text, colour, width) in enumerate(arrows, start=len(names)):
        y = say(line, text)
        paint_arrow(painter, QPointF(GAP, y), QPointF(GAP + _SAMPLE, y), QColor(colour), width, 8)
    if tangent:
        y = say(lines - 1, tangent)
        painter.setPen(QPen(QColor(colours.tangent), 1.6))
        painter.drawLine(QPointF(GAP, y + 5), QPointF(GAP + _SAMPLE, y - 5))
    painter.end()
    return made
