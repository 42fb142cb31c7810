"""The numbers at the cursor, and how the curves were computed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.core.explore.compute import Result
from explorer.core.explore.mark import Mark
from explorer.core.explore.state import NAMES, State
from explorer.ui.explore.check_page import CheckBadge
from explorer.ui.explore.marks_tab import KINDS
from explorer.ui.explore.names import number
from explorer.ui.kit.number_box import NumberBox
from explorer.ui.kit.silent import silent
from explorer.ui.kit.steady_label import APART, ROOM, SteadyLabel
from explorer.ui.theme import GAP
from explorer.ui.words import translated

LEAST_BADGE, USUAL_BADGE = 150, 210
"""Pixels that the badge always has, and those it has where how long the sampling took is said beside it."""

LONGEST = "-1.23456e-08"
"""Of the numbers with six digits, but for those beyond 1e100."""


class CursorPanel(QWidget):
    """Signals: cursor_changed(x), secant_toggled(on), step_changed(h)."""

    cursor_changed = Signal(float)
    secant_toggled = Signal(bool)
    step_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.place = NumberBox("cursorX", self.tr("x of the cursor"))
        self.secant = QCheckBox(self.tr("secant, h ="))
        self.secant.setObjectName("secant")
        self.step = NumberBox("secantStep", self.tr("Step h of the secant"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for label, box in ((QLabel(self.tr("x =")), self.place), (self.secant, self.step)):
            row = QHBoxLayout()
            row.addWidget(label)
            row.addWidget(box, 1)
            layout.addLayout(row)
        self.place.valueChanged.connect(self.cursor_changed)
        self.secant.toggled.connect(self.secant_toggled)
        self.step.valueChanged.connect(self.step_changed)

    def show_state(self, state: State) -> None:
        self.place.render(state.cursor)
        self.step.render(state.secant_step)
        self.step.setEnabled(state.secant)
        with silent(self.secant):
            self.secant.setChecked(state.secant)


class Readout(QWidget):
    """x, f and each derivative at the cursor. Signal: cancelled().

    How many rows it has follows from which numbers there are and how wide it is, never from their digits: a drag
    moves nothing.
    """

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.labels = {name: SteadyLabel(f"readout_{index}") for index, name in enumerate(("x", *NAMES))}
        self.secant = SteadyLabel("readoutSecant")
        self._longest = {label: f"{name} {LONGEST}" for name, label in self.labels.items()}
        self._longest[self.secant] = self.tr("secant slope {slope}").format(slope=LONGEST)
        told = self.tr("At the cursor itself; the bold row of the table is the sample nearest to it")
        for label in self.labels.values():
            label.setToolTip(told)
        self.timing = SteadyLabel("readoutTiming")
        self._took = self._here = ""
        self.timing.setForegroundRole(self.timing.foregroundRole().PlaceholderText)
        self.busy = QProgressBar()
        self.busy.setObjectName("busy")
        self.busy.setAccessibleName(self.tr("Computing"))
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setFixedWidth(80)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setObjectName("cancel")
        self.cancel.clicked.connect(self.cancelled)
        self.badge = CheckBadge()
        working = QWidget()
        inside = QHBoxLayout(working)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addStretch(1)
        inside.addWidget(self.busy)
        inside.addWidget(self.cancel)
        # One in the place of the other: the plots would change their size if the row did.
        self._place = QStackedWidget()
        self._place.addWidget(self.badge)
        self._place.addWidget(working)
        for child in (*self.labels.values(), self.secant, self._place, self.timing):
            child.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_busy(False)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        """Numbers before the badge as long as there is room for whatever they might be, the others in rows below."""
        line, end = self._place.sizeHint().height(), self.width() - GAP
        x = badge = GAP
        row = taken = 0
        for label, longest in self._longest.items():
            if not label.text():
                continue
            room = self.fontMetrics().horizontalAdvance(longest) + APART + ROOM
            taken += room
            if x > GAP and taken > end - (0 if row else LEAST_BADGE):
                x, row, taken = GAP, row + 1, room
            label.move(x, row * line + (line - label.height()) // 2)
            x += label.width()
            badge = badge if row else x
        fits = end - badge - self.timing.width() >= USUAL_BADGE
        right = end - self.timing.width() if fits else end
        self.timing.move(right if fits else self.width(), (line - self.timing.height()) // 2)
        self._place.setGeometry(badge, 0, right - badge, line)
        self.setFixedHeight((row + 1) * line + GAP // 2)

    def set_busy(self, busy: bool) -> None:
        """Show that the work takes long, and that it can be cancelled."""
        self._place.setCurrentIndex(int(busy))

    def show_cancelled(self) -> None:
        """The person gave up on a computation: what is shown is older than what was asked for."""
        self.set_busy(False)
        self.timing.show_text(self.tr("Cancelled: the curve is of before"))
        self._lay_out()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """What the cursor stands on, in the place of how long the sampling took."""
        words = [translated("Marks", KINDS[mark.kind.value]) for mark in marks]
        here = ""
        if words:
            name = next((mark.name for mark in marks if mark.name), f"{marks[0].x:.6g}")
            here = self.tr("{kinds} at {place}").format(kinds=", ".join(words), place=name)
        if here != self._here:
            self._here = here
            self.timing.show_text(here or self._took)
            self._lay_out()

    def show_result(self, result: Result) -> None:
        """The numbers of a result; an error says itself elsewhere."""
        point, curve = result.point, result.curve
        if point is None or curve is None:
            return
        values = dict(zip(("x", *NAMES), (point.x, *point.derivatives), strict=False))
        for name, label in self.labels.items():
            label.show_text(f"{name} {number(values[name])}" if name in values else "")
        secant = ""
        if result.secant is not None and result.secant.x != point.x:
            slope = (result.secant.f - point.f) / (result.secant.x - point.x)
            secant = self.tr("secant slope {slope}").format(slope=number(slope))
        self.secant.show_text(secant)
        milliseconds = f"{curve.seconds * 1000:.3g}"
        self._took = self.tr("{count} samples, {ms} ms").format(count=f"{curve.samples:,}", ms=milliseconds)
        self.timing.show_text(self._here or self._took)
        self._lay_out()
