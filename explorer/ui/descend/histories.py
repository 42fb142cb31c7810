"""What became of f and of the gradient, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isfinite

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.core.descend.race import Race
from explorer.core.descend.run import Run
from explorer.ui.descend.frame import Array, Frame, Trail, decades, paint_axes, ticks
from explorer.ui.descend.marks import DASHES, paint_mark, runner_colours
from explorer.ui.theme import GAP, LIGHT, Colours

_LEFT, _RIGHT, _BOTTOM = 60, 16, 24
_WIDE = 2.2
_SPAN = 100.0
_MARKED = 6


@dataclass(frozen=True, slots=True)
class _Plot:
    """One plot: what each runner has at each step, as log10 where it is logarithmic."""

    title: str
    logarithmic: bool
    lines: tuple[Array, ...]
    range: tuple[float, float]


class Histories(QWidget):
    """Two plots over the steps: f, and the norm of the gradient.

    Signal: hovered(int), the step under the mouse, or -1.
    """

    hovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("descendHistories")
        self.setAccessibleName(self.tr("f and the gradient over the steps"))
        self.setMouseTracking(True)
        self.setMinimumSize(QSize(240, 150))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._colours = LIGHT
        self._plots: tuple[_Plot, ...] = ()
        self._steps = self._step = 0
        self._hovered = self._shown = -1
        self._frames: list[Frame] = []
        self._trails: list[list[Trail]] = []
        self._lines: QPixmap | None = None

    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    def show_runs(self, race: Race, runs: tuple[Run, ...]) -> None:
        """Show these runs, one for each runner of the race."""
        values = [run.values.double().numpy() for run in runs]
        norms = [run.gradients.double().norm(dim=1).numpy() for run in runs]
        self._steps = max((len(one) - 1 for one in values), default=0)
        heights, slopes = _all(values), _all(norms)
        steep = bool(heights.size) and heights.min() > 0 and heights.max() > _SPAN * heights.min()
        self._plots = (
            _plot(self.tr("f, logarithmic") if steep else self.tr("f, linear"), steep, values),
            _plot(self.tr("norm of .grad, logarithmic"), bool((slopes > 0).any()), norms),
        )
        self._forget()

    def set_step(self, step: int) -> None:
        """Move the upright line to this step."""
        if step != self._step:
            self._step = max(step, 0)
            self.update()

    def set_hovered(self, step: int) -> None:
        """Mark this step too, -1 for none: one that is pointed at elsewhere."""
        if step != self._shown:
            self._shown = step
            self.update()

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self._colours = colours
        self._forget()

    @property
    def titles(self) -> tuple[str, ...]:
        """What stands above each plot: its quantity, and whether it is linear or logarithmic."""
        return tuple(plot.title for plot in self._plots)

    def place_of(self, plot: int, step: int, runner: int = 0) -> QPointF:
        """The pixel of a runner's value; NaN where there is none."""
        self._prepare()
        places = self._trails[plot][runner].places
        return QPointF(*places[step]) if step < len(places) else QPointF(np.nan, np.nan)

    def _forget(self) -> None:
        self._frames, self._lines = [], None
        self.update()

    def _prepare(self) -> None:
        if self._frames or not self._plots:
            return
        top = self.fontMetrics().height() + 4
        beside = self.width() > _WIDE * self.height()
        width, height = (self.width() / 2, self.height()) if beside else (self.width(), self.height() / 2)
        self._trails = []
        for number, plot in enumerate(self._plots):
            left, above = (number * width, 0.0) if beside else (0.0, number * height)
            room = QRectF(
                left + _LEFT, above + top, max(width - _LEFT - _RIGHT, 1), max(height - top - _BOTTOM, 1)
            )  # fmt: skip
            frame = Frame(room, (0.0, max(self._steps, 1)), plot.range)
            self._frames.append(frame)
            self._trails.append(
                [
                    Trail(frame.places(np.arange(len(line)), line), room, DASHES[at % len(DASHES)])
                    for at, line in enumerate(plot.lines)
                ]
            )

    def _runner_colours(self) -> list[QColor]:
        table = runner_colours(self._colours)
        return [QColor(table[at % len(table)]) for at in range(len(self._plots[0].lines))]

    def paintEvent(self, event: QPaintEvent) -> None:
        self._prepare()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._colours.window))
        if self._frames:
            if self._lines is None:
                self._lines = self._paint_lines()
            painter.drawPixmap(0, 0, self._lines)
            self._paint_now(painter)
        painter.end()

    def _paint_lines(self) -> QPixmap:
        """All that does not move."""
        ratio = self.devicePixelRatioF()
        made = QPixmap((QSize(self.size()) * ratio).expandedTo(QSize(1, 1)))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setFont(self.font())
        for plot, frame, trails in zip(self._plots, self._frames, self._trails, strict=True):
            painter.setClipping(False)
            room = frame.room
            painter.fillRect(room, QColor(self._colours.base))
            up = (decades if plot.logarithmic else ticks)(*frame.y, room.height(), 26)
            across = [one for one in ticks(*frame.x, room.width(), 70) if float(one[0]).is_integer()]
            painter.setPen(QColor(self._colours.grid))
            for value, _ in up:
                y = frame.place(0.0, value).y()
                painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            paint_axes(painter, frame, across, up, self._colours)
            title = QRectF(room.left(), room.top() - _title_height(self), room.width(), _title_height(self))
            painter.setPen(QColor(self._colours.text))
            painter.drawText(title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, plot.title)
            painter.setClipRect(room)
            for number, (trail, colour) in enumerate(zip(trails, self._runner_colours(), strict=True)):
                painter.setPen(QPen(colour, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                pieces = trail.lines(0, len(trail.steps))  # kept while it is painted: drawargs() is a bare address
                painter.drawLines(*pieces.drawargs())
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                apart = max(len(trail.places) // _MARKED, 1)
                for x, y in trail.places[apart * number // len(trails) :: apart]:
                    if isfinite(x):
                        paint_mark(painter, number, QPointF(x, y), 3.5)
        painter.end()
        return made

    def _paint_now(self, painter: QPainter) -> None:
        """The upright line, and a mark for each runner on it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._runner_colours()
        for frame, trails in zip(self._frames, self._trails, strict=True):
            room = frame.room
            for step, pen in (
                (self._shown, QPen(QColor(self._colours.muted), 1, Qt.PenStyle.DashLine)),
                (self._step, QPen(QColor(self._colours.text), 1)),
            ):
                if 0 <= step <= self._steps:
                    x = round(frame.place(step, frame.y[0]).x()) + 0.5
                    painter.setPen(pen)
                    painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
            painter.setPen(QPen(QColor(self._colours.base), 1.2))
            for number, (trail, colour) in enumerate(zip(trails, colours, strict=True)):
                if self._step < len(trail.places):
                    at = QPointF(*trail.places[self._step])
                    if isfinite(at.x()) and room.top() - 1 <= at.y() <= room.bottom() + 1:
                        painter.setBrush(colour)
                        paint_mark(painter, number, at, 5.5)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._prepare()
        at = event.position()
        over = next((frame for frame in self._frames if frame.room.adjusted(-4, -4, 4, 4).contains(at)), None)
        self._hover(-1 if over is None else min(round(over.point(at)[0]), self._steps))

    def leaveEvent(self, event: object) -> None:
        self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._forget()

    def _hover(self, step: int) -> None:
        if step != self._hovered:
            self._hovered = step
            self.set_hovered(step)
            self.hovered.emit(step)


def _title_height(of: QWidget) -> int:
    return of.fontMetrics().height() + GAP // 4


def _all(lines: list[Array]) -> Array:
    """The finite numbers of all lines."""
    found = np.concatenate([*lines, np.zeros(0)])
    return found[np.isfinite(found)]


def _plot(title: str, logarithmic: bool, lines: list[Array]) -> _Plot:
    """A plot of these lines with the range that shows them."""
    if logarithmic:
        with np.errstate(all="ignore"):
            lines = [np.log10(line) for line in lines]
    good = _all(lines)
    if not good.size:
        return _Plot(title, logarithmic, tuple(lines), (0.0, 1.0))
    lo, hi = float(good.min()), float(good.max())
    if logarithmic:
        lo, hi = floor(lo * 2) / 2, max(ceil(hi * 2) / 2, floor(lo * 2) / 2 + 1)
    else:
        firsts = [float(line[0]) for line in lines if len(line) and isfinite(line[0])]
        low, high = (float(end) for end in np.quantile(good, (0.04, 0.96)))
        low, high = min([low, *firsts]), max([high, *firsts])
        if high > low and hi - lo > 1e4 * (high - low):  # a walk that diverged would leave nothing of the others
            lo, hi = low, high
        room = 0.06 * (hi - lo) or max(abs(hi), 1.0) * 0.5
        lo, hi = lo - room, hi + room
    return _Plot(title, logarithmic, tuple(lines), (lo, hi))
