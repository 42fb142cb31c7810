"""f above, its derivatives below, on one x axis; cursor, tangent, secant and marks."""

from __future__ import annotations

from functools import partial
from math import isfinite

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from explorer.core.explore.compute import CurveResult, Result
from explorer.core.explore.mark import Certified, Kind
from explorer.core.explore.slot import SlotView
from explorer.core.explore.state import NAMES, STORED, State
from explorer.core.words import Sentence
from explorer.ui.explore.marks import SHAPES, Places
from explorer.ui.kit.items import CurveItem, Line, Points
from explorer.ui.kit.plot import AXIS_WIDTH, Plot
from explorer.ui.kit.silent import silent
from explorer.ui.theme import GAP, Colours
from explorer.ui.words import sentence

PADDING = 0.06
LARGEST = 1.7e308
LATE_MS = 40


class Plots(QWidget):
    """Signals, all intents: cursor_moved(x), secant_dragged(h), zoomed(plot, axis, factor, centre),
    panned(plot, dx, dy), held(), released(); sized() and painted() tell of the widget itself.
    """

    cursor_moved = Signal(float)
    secant_dragged = Signal(float)
    zoomed = Signal(int, int, float, float)
    panned = Signal(int, float, float)
    held = Signal()
    released = Signal()
    sized = Signal()
    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.curve = Plot("curvePlot", self.tr("Plot of f"))
        self.derivative = Plot("derivativePlot", self.tr("Plot of the derivatives"))
        self.plots = (self.curve, self.derivative)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(4)
        for plot in self.plots:
            self.splitter.addWidget(plot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.message = QLabel(self.tr("Loading PyTorch…"), self)
        self.message.setObjectName("plotMessage")
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.notes = tuple(QLabel(plot) for plot in self.plots)
        for name, note in zip(("curveNote", "derivativeNote"), self.notes, strict=True):
            note.setObjectName(name)
            note.setWordWrap(True)
            note.setMargin(GAP)
            note.hide()
        self.notices: tuple[Sentence, ...] = ()
        self.notice = QLabel(self.curve)
        self.notice.setObjectName("readoutNotice")
        self.notice.setMargin(GAP // 2)
        self.notice.hide()
        self.items = tuple(CurveItem(k) for k in range(5))
        self.stored = CurveItem(0, width=4)
        self.tangent, self.secant = Line(), Line()
        self.marks = Points()
        self.places = tuple(Places() for _ in self.plots)
        self.dots = tuple(Points() for _ in self.plots)
        self.handle = pg.TargetItem(movable=True, size=12, symbol="s")
        self.lines = [pg.InfiniteLine(angle=90, movable=True) for _ in self.plots]
        # Axes and curve move together, in one paint; only where the curve is late do the axes go ahead.
        self._late = QTimer(self, interval=LATE_MS, singleShot=True)
        self._state: State | None = None
        self._result: CurveResult | None = None
        self._certified: Certified | None = None
        self._slot: SlotView | None = None
        self._placed: tuple[tuple[float, float], float] | None = None
        self._overlay: bool | None = None
        self._build()

    def _build(self) -> None:
        self._late.timeout.connect(self._go_ahead)
        for item in (self.tangent, self.secant, self.marks, self.handle):
            self.curve.addItem(item, ignoreBounds=True)
        self.marks.setZValue(20)
        self.curve.addItem(self.items[0], ignoreBounds=True)
        self.stored.setZValue(-1)  # below the derivative's dashes, so that both are seen where they are equal
        for index, (plot, line) in enumerate(zip(self.plots, self.lines, strict=True)):
            line.setZValue(30)
            plot.addItem(line, ignoreBounds=True)
            plot.addItem(self.dots[index], ignoreBounds=True)
            plot.addItem(self.places[index], ignoreBounds=True)
            line.sigDragged.connect(self._dragged)
            line.sigPositionChangeFinished.connect(self.released)
            plot.zoomed.connect(partial(self.zoomed.emit, index))
            plot.panned.connect(partial(self._panned, index))
            plot.pointed.connect(self.cursor_moved)
            plot.resized.connect(self.sized)
            plot.painted.connect(self.painted)
        self.handle.sigPositionChanged.connect(self._handle_dragged)
        self.handle.sigPositionChangeFinished.connect(self.released)
        self.handle.setVisible(False)

    # -- showing

    def set_colours(self, colours: Colours) -> None:
        """Take the colours of the theme."""
        for plot in self.plots:
            plot.set_colours(colours)
        for k, item in enumerate(self.items):
            item.set_colour(colours.curves[k])
        self.stored.set_colour(colours.stored)
        self.tangent.style_line(colours.tangent, 1.5, (4, 3))
        self.secant.style_line(colours.secant, 2)
        self.handle.setPen(pg.mkPen(colours.secant, width=2))
        self.handle.setBrush(pg.mkBrush(colours.base))
        for line in self.lines:
            line.setPen(pg.mkPen(colours.accent, width=1))
            line.setHoverPen(pg.mkPen(colours.accent, width=3))
        for k, dot in enumerate(self.dots):
            dot.set_colours(colours.base, colours.curves[k])
        self.marks.set_colours(colours.text, colours.base)
        for places in self.places:
            places.set_colours(colours.muted, colours.error)
        self.message.setStyleSheet(f"color: {colours.muted}; font-size: 15px;")
        for note in self.notes:
            note.setStyleSheet(f"color: {colours.error}; background: transparent;")
        self.notice.setStyleSheet(f"color: {colours.text}; background: {colours.base};")

    def show_state(self, state: State) -> None:
        """What can be shown before anything is computed: what is on and off."""
        before, self._state = self._state, state
        if before is None:
            self._place(state.seen, state.cursor)
        elif (before.seen, before.cursor) != (state.seen, state.cursor):
            self._late.start()
        if before is None or (before.units_of_pi, before.grid) != (state.units_of_pi, state.grid):
            for plot in self.plots:
                plot.bottom.set_units_of_pi(state.units_of_pi)
                plot.grid_lines.setVisible(state.grid)
        if state.overlay != self._overlay:
            self._set_overlay(state.overlay)
        if before is not None and before.hidden != state.hidden and self._result is not None:
            self._show_curves(self._result)
        self.marks.setVisible(state.marks)
        for places in self.places:
            places.setVisible(state.marks)
        self.secant.setVisible(state.secant)
        self.handle.setVisible(state.secant)

    def show_result(self, result: Result, moving: bool) -> None:
        """The computed picture. While a hand is on a control the y ranges only grow, so that the plot stands still."""
        if result.error is not None or result.curve is None or result.point is None:
            return
        self.message.hide()
        self._placed = result.request.curve.range, result.request.cursor
        self._place(*self._placed)
        if result.curve is not self._result:
            self._result, self._certified = result.curve, None
            features = result.curve.features
            self.marks.show_points([(SHAPES[mark.kind], mark.x, mark.f) for mark in features.marks])
            for plot, places in zip(self.plots, self.places, strict=True):
                places.show_places(features, plot is self.derivative)
            if result.curve.notices is not None:
                self.notices = result.curve.notices
            self._show_notes(result.curve)
            self._slot = None
        if result.slot is not None and (self._slot is None or self._slot.line is not result.slot.line):
            self._slot = result.slot
            self._fit(result, moving)
            self._show_curves(result.curve)
        self._show_point(result)

    def show_certified(self, certified: Certified) -> None:
        """The marks that are confirmed, in place of those that were quick."""
        if certified is self._certified:
            return
        self._certified, marks = certified, certified.marks
        shown = [mark for mark in marks if mark.kind in SHAPES and isfinite(mark.f)]
        self.marks.show_points([(SHAPES[mark.kind], mark.x, mark.f) for mark in shown])
        for plot, places in zip(self.plots, self.places, strict=True):
            places.show_certified(certified, plot is self.derivative)

    def show_refusal(self) -> None:
        """There is no new picture: the axes are those of the one that stays."""
        self.message.hide()
        if self._placed is not None:
            self._place(*self._placed)

    def _go_ahead(self) -> None:
        assert self._state is not None
        self._place(self._state.seen, self._state.cursor)

    def _place(self, limits: tuple[float, float], cursor: float) -> None:
        """The x axes and the lines of the cursor."""
        self._late.stop()
        for plot in self.plots:
            plot.set_x_range(*limits)
        place = cursor / self.curve.units[0]
        for line in self.lines:
            if line.value() != place:
                with silent(line):
                    line.setValue(place)

    def hide_cursor(self) -> None:
        """For a figure: the curves alone."""
        for item in (*self.lines, *self.dots, self.tangent):
            item.hide()

    def repaint_soon(self) -> None:
        """Paint again, changed or not: `painted` then says that everything shown until now is on the screen.

        By way of an item, as all else that changes: a viewport told at once may be painted before that, and again.
        """
        self.curve.plotItem.update()

    def _fit(self, result: Result, moving: bool) -> None:
        assert self._state is not None and result.curve is not None
        wanted, fits = result.request.curve, result.curve.fits
        stored = result.slot.span if result.slot is not None and STORED not in self._state.hidden else None
        if stored is not None:
            fits = fits[0], (min(fits[1][0], stored[0]), max(fits[1][1], stored[1]))
        if self._state.overlay:
            both = min(f[0] for f in fits), max(f[1] for f in fits)
            fits = (both, both)
        for plot, fixed, (lo, hi) in zip(self.plots, (wanted.y_range, wanted.slope_range), fits, strict=True):
            if fixed is not None:
                plot.set_y_range(*fixed)
                continue
            room = hi * PADDING - lo * PADDING  # hi - lo may be more than a float64 can hold
            low, high = plot.y_range
            if not (moving and low <= lo and hi <= high and hi - lo > 0.3 * (high - low)):
                plot.set_y_range(max(lo - room, -LARGEST), min(hi + room, LARGEST))

    def _show_curves(self, curve: CurveResult) -> None:
        assert self._state is not None
        for k, item in enumerate(self.items):
            if k < len(curve.polylines) and k not in self._state.hidden:
                plot = self.curve if k == 0 or self._state.overlay else self.derivative
                item.show_line(curve.polylines[k], plot.units, curve.severed is not None and k >= curve.severed)
                item.setVisible(True)
            else:
                item.setVisible(False)
        line = self._slot.line if self._slot is not None and STORED not in self._state.hidden else None
        if line is not None:
            self.stored.show_line(line, (self.curve if self._state.overlay else self.derivative).units)
        self.stored.setVisible(line is not None)

    def _show_notes(self, curve: CurveResult) -> None:
        """Why a curve is missing, where it would be."""
        texts = ["" if curve.finite else self.tr("f has no finite value on this range."), ""]
        if curve.severed is not None:
            name = NAMES[curve.severed]
            if curve.no_path:
                texts[1] = self.tr("{name} is None: no path leads from y back to x.").format(name=name)
            else:
                texts[1] = self.tr("{name} is None: PyTorch has no derivative for this.").format(name=name)
            texts[1] += f"\nRuntimeError: {curve.refusal.splitlines()[0]}"
        for note, text in zip(self.notes, texts, strict=True):
            note.setText(text)
            note.setVisible(bool(text))
        self._place_notes()

    def _place_notes(self) -> None:
        for plot, note in zip(self.plots, self.notes, strict=True):
            note.setGeometry(
                AXIS_WIDTH, 0, max(plot.width() - AXIS_WIDTH, 0), 3 * note.fontMetrics().height() + 2 * GAP
            )
        room = self.curve.width() - AXIS_WIDTH - 2 * GAP
        said = [sentence(one) for one in self.notices]
        self.notice.setText(
            self.notice.fontMetrics().elidedText(" ".join(said), Qt.TextElideMode.ElideRight, room - GAP)
        )
        self.notice.setToolTip("\n".join(said))
        self.notice.adjustSize()
        self.notice.move(AXIS_WIDTH + GAP, self.curve.height() - self.notice.height() - GAP)
        self.notice.setVisible(bool(said))

    def _show_point(self, result: Result) -> None:
        point, second = result.point, result.secant
        assert point is not None
        lo, hi = result.request.curve.range
        slope = point.derivatives[1] if len(point.derivatives) > 1 else None
        self._straight(self.tangent, point.x, point.f, slope, lo, hi)
        for dot, y in zip(self.dots, (point.f, slope), strict=True):
            dot.show_points([] if y is None or not isfinite(y) else [(SHAPES[Kind.ZERO], point.x, y)])
        if second is not None and second.x != point.x:
            self._straight(self.secant, point.x, point.f, (second.f - point.f) / (second.x - point.x), lo, hi)
            if isfinite(second.f) and not self.handle.moving:
                with silent(self.handle):
                    self.handle.setPos(second.x / self.curve.units[0], second.f / self.curve.units[1])

    def _straight(self, item: Line, x: float, y: float, slope: float | None, lo: float, hi: float) -> None:
        """The line through (x, y), cut where it is well outside the view."""
        if slope is None or not (isfinite(slope) and isfinite(y)):
            item.clear_line()
            return
        low, high = self.curve.y_range
        reach = 3 * (high - low) / abs(slope) if slope else hi - lo
        left, right = max(lo, x - reach), min(hi, x + reach)
        across, up = self.curve.units
        ends = y + slope * (left - x), y + slope * (right - x)
        item.show_points(np.array([left / across, right / across]), np.array([ends[0] / up, ends[1] / up]))

    def _set_overlay(self, overlay: bool) -> None:
        self._overlay = overlay
        source, target = (self.derivative, self.curve) if overlay else (self.curve, self.derivative)
        for item in (self.stored, *self.items[1:]):
            if item.getViewBox() is source.box:
                source.removeItem(item)
            target.addItem(item, ignoreBounds=True)
        self.derivative.setVisible(not overlay)
        self.curve.hide_x_labels(not overlay)
        self._result = None  # the ranges differ: the next result is shown afresh

    # -- intents

    def _dragged(self, line: pg.InfiniteLine) -> None:
        self.held.emit()
        self.cursor_moved.emit(line.value() * self.curve.units[0])

    def _handle_dragged(self) -> None:
        if self._state is not None:
            self.held.emit()
            self.secant_dragged.emit(self.handle.pos().x() * self.curve.units[0] - self._state.cursor)

    def _panned(self, index: int, dx: float, dy: float, finished: bool) -> None:
        self.held.emit()
        self.panned.emit(index, dx, dy)
        if finished:
            self.released.emit()

    # -- size

    def picture_size(self) -> tuple[int, int]:
        """Of one plot's curve, in pixels."""
        sizes = [plot.picture_size() for plot in self.plots if plot.isVisibleTo(self)]
        return sizes[0][0], max(height for _, height in sizes)

    def resizeEvent(self, event: object) -> None:
        self.message.setGeometry(self.rect())
        self._place_notes()

    def sizeHint(self) -> QSize:
        return QSize(720, 520)
