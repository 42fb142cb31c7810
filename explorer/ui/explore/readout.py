"""The numbers at the cursor, and how the curves were computed."""

from __future__ import annotations

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
from explorer.core.explore.state import State
from explorer.ui.explore.check_page import CheckBadge
from explorer.ui.explore.names import NAMES, number
from explorer.ui.kit.number_box import NumberBox
from explorer.ui.kit.steady_label import SteadyLabel

ROOMY = 640
"""Pixels from which on the row has room for how long the sampling took."""


class CursorPanel(QWidget):
    """Signals: cursor_changed(x), secant_toggled(on), step_changed(h)."""

    cursor_changed = Signal(float)
    secant_toggled = Signal(bool)
    step_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.x = NumberBox("cursorX", self.tr("x of the cursor"))
        self.secant = QCheckBox(self.tr("secant, h ="))
        self.secant.setObjectName("secant")
        self.step = NumberBox("secantStep", self.tr("Step h of the secant"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for label, box in ((QLabel(self.tr("x =")), self.x), (self.secant, self.step)):
            row = QHBoxLayout()
            row.addWidget(label)
            row.addWidget(box, 1)
            layout.addLayout(row)
        self.x.valueChanged.connect(self.cursor_changed)
        self.secant.toggled.connect(self.secant_toggled)
        self.step.valueChanged.connect(self.step_changed)

    def show_state(self, state: State) -> None:
        self.x.render(state.cursor)
        self.step.render(state.secant_step)
        self.step.setEnabled(state.secant)
        self.secant.blockSignals(True)
        self.secant.setChecked(state.secant)
        self.secant.blockSignals(False)


class Readout(QWidget):
    """x, f and each derivative at the cursor. Signal: cancelled()."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.labels = {name: SteadyLabel(f"readout_{index}") for index, name in enumerate(("x", *NAMES))}
        self.secant = SteadyLabel("readoutSecant")
        self.timing = SteadyLabel("readoutTiming")
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
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 4)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # a narrow window cuts it off
        row.setSpacing(0)  # the labels have room of their own
        for label in (*self.labels.values(), self.secant):
            row.addWidget(label)
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
        self._place.setMinimumWidth(150)
        row.addWidget(self._place, 1)
        self._details = QWidget()  # left out where there is no room for it
        details = QHBoxLayout(self._details)
        details.setContentsMargins(0, 0, 0, 0)
        details.addWidget(self.timing)
        row.addWidget(self._details)
        self.set_busy(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._details.setVisible(self.width() >= ROOMY)

    def set_busy(self, busy: bool) -> None:
        """Show that the work takes long, and that it can be cancelled."""
        self._place.setCurrentIndex(int(busy))

    def show_cancelled(self) -> None:
        """The person gave up on a computation: what is shown is older than what was asked for."""
        self.set_busy(False)
        self.timing.show_text(self.tr("Cancelled: the curve is of before"))

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
        self.timing.show_text(
            self.tr("{count} samples, {ms} ms").format(count=f"{curve.samples:,}", ms=f"{curve.seconds * 1000:.3g}")
        )
