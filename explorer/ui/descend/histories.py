"""What became of f and of the gradient, step by step."""

from __future__ import annotations

from functools import partial
from math import ceil, floor

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QStyleOptionGraphicsItem, QWidget

from explorer.core.descend.race import Race
from explorer.core.descend.run import Run
from explorer.core.polyline import fit
from explorer.ui.descend.marks import paint_mark, runner_colours
from explorer.ui.descend.trails import Path, Trails
from explorer.ui.kit.items import Array, WholeView
from explorer.ui.kit.plot import Plot, Range, scaled
from explorer.ui.theme import LIGHT, Colours

_WIDE = 2.2
_SPAN = 100.0
_PADDING = 0.06


class Moment(WholeView, pg.GraphicsObject):
    """An upright line at `step`, with each runner's mark on it, and a dashed one at the step `pointed`; -1 for none."""

    def __init__(self) -> None:
        super().__init__()
        self.step, self.pointed = 0, -1
        self.paths: list[Path] = []
        self.colours = LIGHT
        self.setZValue(20)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        pixels, table = self.pixels(painter), runner_colours(self.colours)
        dashed, whole = QPen(QColor(self.colours.muted), 1, Qt.PenStyle.DashLine), QPen(QColor(self.colours.text), 1)
        last = max((len(x) for x, _ in self.paths), default=0)
        for step, pen in ((self.pointed, dashed), (self.step, whole)):
            if 0 <= step < last:
                x = round(pixels.place(step, 0.0).x()) + 0.5
                painter.setPen(pen)
                painter.drawLine(QLineF(x, pixels.room.top(), x, pixels.room.bottom()))
        painter.setPen(QPen(QColor(self.colours.base), 1.2))
        now = slice(self.step, self.step + 1)
        for number, (steps, values) in enumerate(self.paths):
            for place in pixels.places(steps[now], values[now]):
                if np.isfinite(place[0]):
                    painter.setBrush(QColor(table[number % len(table)]))
                    paint_mark(painter, number, QPointF(*place), 5.5)


class History(Plot):
    """What each runner has at each step, as log10 where it is logarithmic. A zoomed y stays so until it is fitted."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(name, label)
        self.title = ""
        self.trails, self.moment = Trails(apart=50.0), Moment()
        for item in (self.trails, self.moment):
            self.addItem(item, ignoreBounds=True)
        self.setMinimumHeight(70)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bottom.is_whole = True
        self.bottom.apart, self.left.apart = 70.0, 26.0
        self._fit: Range = (0.0, 1.0)
        self._is_fixed = False
        self._colours = LIGHT

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        super().set_colours(colours)
        self._colours = self.moment.colours = colours
        self.trails.set_colours(colours)
        self.show_title(self.title, colours.text)

    def show_lines(self, title: str, logarithmic: bool, lines: list[Array]) -> None:
        """Show these lines in a range that fits them."""
        self.title = title
        self.show_title(title, self._colours.text)
        self.left.set_logarithmic(logarithmic)
        if logarithmic:
            with np.errstate(all="ignore"):
                lines = [np.log10(line) for line in lines]
        self.moment.paths = [(np.arange(len(line), dtype=np.float64), line) for line in lines]
        self.trails.show_paths(self.moment.paths)
        self.trails.set_step(max((len(line) for line in lines), default=0))
        self._fit = _fit(lines, logarithmic)
        if not self._is_fixed:
            self.set_y_range(*self._fit)

    def look(self, y: Range) -> None:
        """Show these y, whatever lines come."""
        self._is_fixed = True
        self.set_y_range(*y)

    def fit(self) -> None:
        """Show all lines again."""
        self._is_fixed = False
        self.set_y_range(*self._fit)

    def pan(self, dy: float) -> None:
        """Up and down, where y was zoomed."""
        if self._is_fixed:
            self.look((self.y_range[0] + dy, self.y_range[1] + dy))


class Histories(QWidget):
    """Two plots over the steps: f, and the norm of the gradient.

    Signal: hovered(int), the step under the mouse, or -1.
    """

    hovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("descendHistories")
        self.setAccessibleName(self.tr("f and the gradient over the steps"))
        self.setMinimumSize(QSize(240, 150))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.plots = (
            History("descendValues", self.accessibleName()),
            History("descendSlopes", self.accessibleName()),
        )
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._last = 0
        self._seen: Range | None = None
        self._hovered = -1
        for plot in self.plots:
            self._row.addWidget(plot)
            plot.zoomed.connect(partial(self._zoom, plot))
            plot.panned.connect(partial(self._pan, plot))
            plot.doubled.connect(self.fit)
            plot.under_mouse.connect(partial(self._point, plot))

    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    def show_runs(self, race: Race, runs: tuple[Run, ...]) -> None:
        """Show these runs, one for each runner of the race."""
        values = [run.values.double().numpy() for run in runs]
        norms = [run.gradients.double().norm(dim=1).numpy() for run in runs]
        self._last = max((len(one) - 1 for one in values), default=0)
        slopes = _all(norms)
        steep = is_steep(values)
        over, under = self.plots
        over.show_lines(self.tr("f, logarithmic") if steep else self.tr("f, linear"), steep, values)
        under.show_lines(self.tr("norm of .grad, logarithmic"), bool((slopes > 0).any()), norms)
        self._show_steps()

    def set_step(self, step: int) -> None:
        """Move the upright line to this step."""
        for plot in self.plots:
            plot.moment.step = max(step, 0)
            plot.moment.update()

    def set_hovered(self, step: int) -> None:
        """Mark this step too, -1 for none: one that is pointed at elsewhere."""
        for plot in self.plots:
            plot.moment.pointed = step
            plot.moment.update()

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        for plot in self.plots:
            plot.set_colours(colours)

    def fit(self) -> None:
        """Show all steps of all runners again."""
        self._seen = None
        self._show_steps()
        for plot in self.plots:
            plot.fit()

    @property
    def titles(self) -> tuple[str, ...]:
        """What stands above each plot: its quantity, and whether it is linear or logarithmic."""
        return tuple(plot.title for plot in self.plots)

    def place_of(self, plot: int, step: int, runner: int = 0) -> QPointF:
        """The pixel of a runner's value in this widget; NaN where there is none."""
        of = self.plots[plot]
        x, y = of.moment.paths[runner]
        found = of.pixels().places(x[step : step + 1], y[step : step + 1])
        return QPointF(*found[0]) + QPointF(of.pos()) if len(found) else QPointF(np.nan, np.nan)

    def _show_steps(self) -> None:
        for plot in self.plots:
            plot.set_x_range(*(self._seen or (0.0, float(max(self._last, 1)))))

    def _zoom(self, plot: History, axis: int, factor: float, centre: float) -> None:
        if axis == 1:
            plot.look(scaled(plot.y_range, factor, centre))
        else:
            self._seen = scaled(plot.x_range, factor, centre)
            self._show_steps()

    def _pan(self, plot: History, dx: float, dy: float, finished: bool) -> None:
        self._seen = plot.x_range[0] + dx, plot.x_range[1] + dx
        self._show_steps()
        plot.pan(dy)

    def _point(self, plot: History, at: QPointF | None) -> None:
        step = -1 if at is None else min(max(round(plot.pixels().data(at)[0]), 0), self._last)
        if step != self._hovered:
            self._hovered = step
            self.set_hovered(step)
            self.hovered.emit(step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        beside = self.width() > _WIDE * self.height()
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)


def is_steep(lines: list[Array], span: float = _SPAN) -> bool:
    """Whether only a logarithmic axis shows all of it: numbers above 0 that lie so far apart, and none below."""
    every = _all(lines)
    above = every[every > 0]
    return bool(above.size) and bool(every.min() >= 0) and bool(above.max() > span * above.min())


def _all(lines: list[Array]) -> Array:
    """The finite numbers of all lines."""
    found = np.concatenate([*lines, np.zeros(0)])
    finite: Array = found[np.isfinite(found)]
    return finite


def _fit(lines: list[Array], logarithmic: bool) -> Range:
    """The range that shows these lines."""
    good = _all(lines)
    if not good.size:
        return 0.0, 1.0
    if logarithmic:
        lo = floor(good.min() * 2) / 2
        return lo, max(ceil(good.max() * 2) / 2, lo + 1)
    lo, hi = fit([good], poles=False)
    low, high = fit([np.quantile(good, (0.04, 0.96)), _all([line[:1] for line in lines])], poles=False)
    if hi - lo > 1e4 * (high - low):  # a walk that diverged would leave nothing of the others
        lo, hi = low, high
    room = _PADDING * (hi - lo)
    return lo - room, hi + room
