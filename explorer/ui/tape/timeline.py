"""The timeline: where in the recording one is; play, step, step back."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from explorer.core.tape.tape import Operation, Walk
from explorer.core.tape.track import Track
from explorer.ui.theme import GAP, LIGHT, Colours

SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0, 32.0)
"""Steps a second."""


class Timeline(QWidget):
    """Signal: moved(int), to a step."""

    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tapeTimeline")
        self.setAccessibleName(self.tr("Timeline"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("tapeStep")
        self.slider.setAccessibleName(self.tr("Step of the recording"))
        self.first = self._button("tapeFirst", "|◀", self.tr("To the first step"))
        self.back = self._button("tapeBack", "‹", self.tr("One step back (Ctrl+Left)"))
        self.play = self._button("tapePlay", "▶", self.tr("Play (Ctrl+Space)"))
        self.play.setCheckable(True)
        self.forward = self._button("tapeForward", "›", self.tr("One step forward (Ctrl+Right)"))
        self.last = self._button("tapeLast", "▶|", self.tr("To the last step"))
        self.speed = QComboBox()
        self.speed.setObjectName("tapeSpeed")
        self.speed.setAccessibleName(self.tr("Speed"))
        for speed in SPEEDS:
            self.speed.addItem(self.tr("{count} steps/s").format(count=f"{speed:g}"), speed)
        self.speed.setCurrentIndex(SPEEDS.index(2.0))
        self.place = QLabel()
        self.place.setMinimumWidth(self.place.fontMetrics().horizontalAdvance("00,000 / 00,000"))
        self.told = QLabel()
        self.told.setObjectName("tapeTold")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._ruler = _Ruler()
        self._timer = QTimer(self)
        row = QHBoxLayout()
        row.setSpacing(GAP // 2)
        for widget in (self.first, self.back, self.play, self.forward, self.last, self.speed, self.place):
            row.addWidget(widget)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.slider)
        layout.addWidget(self._ruler)
        layout.addWidget(self.told)
        layout.addLayout(row)
        self.slider.valueChanged.connect(self._go)
        self.first.clicked.connect(lambda: self.slider.setValue(0))
        self.back.clicked.connect(lambda: self.slider.setValue(self.step - 1))
        self.forward.clicked.connect(lambda: self.slider.setValue(self.step + 1))
        self.last.clicked.connect(lambda: self.slider.setValue(self.slider.maximum()))
        self.play.toggled.connect(self._play)
        self.speed.currentIndexChanged.connect(lambda _: self._set_speed())
        self._timer.timeout.connect(self._tick)
        self.show_steps(Track.empty(), range(0))

    def _button(self, name: str, text: str, told: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setToolTip(told)
        button.setAccessibleName(told)
        button.setAutoRaise(True)
        return button

    @property
    def step(self) -> int:
        """Where one is, or -1 where there is nothing."""
        return self.slider.value() if self.slider.isEnabled() else -1

    def show_steps(self, track: Track, steps: range) -> None:
        """Show these steps of a recording, the last of them first."""
        self.play.setChecked(False)
        self.slider.blockSignals(True)
        self.slider.setRange(steps.start, max(steps.stop - 1, steps.start))
        self.slider.setValue(max(steps.stop - 1, steps.start))
        self.slider.blockSignals(False)
        self._ruler.show_steps(track, steps)
        for widget in (self.slider, self.first, self.back, self.play, self.forward, self.last):
            widget.setEnabled(len(steps) > 0)
        self._say()

    def set_told(self, text: str) -> None:
        """What happens at this step."""
        self.told.setText(text)
        self.told.setToolTip(text)

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self._ruler.colours = colours
        self._ruler.update()

    def _go(self, step: int) -> None:
        self._say()
        self.moved.emit(step)

    def _say(self) -> None:
        low, high = self.slider.minimum(), self.slider.maximum()
        there = self.slider.isEnabled()
        self.place.setText(f"{self.slider.value() - low + 1:,} / {high - low + 1:,}" if there else "")
        self.back.setEnabled(there and self.slider.value() > low)
        self.forward.setEnabled(there and self.slider.value() < high)

    def _play(self, on: bool) -> None:
        self.play.setText("❚❚" if on else "▶")
        told = self.tr("Pause (Ctrl+Space)") if on else self.tr("Play (Ctrl+Space)")
        self.play.setToolTip(told)
        self.play.setAccessibleName(told)
        if on and self.slider.value() == self.slider.maximum():
            self.slider.setValue(self.slider.minimum())
        self._set_speed()
        self._timer.start() if on else self._timer.stop()

    def _set_speed(self) -> None:
        self._timer.setInterval(round(1000 / self.speed.currentData()))

    def _tick(self) -> None:
        if self.slider.value() < self.slider.maximum():
            self.slider.setValue(self.slider.value() + 1)
        if self.slider.value() == self.slider.maximum():
            self.play.setChecked(False)


class _Ruler(QWidget):
    """Which steps go forward, and which are part of a walk back."""

    def __init__(self) -> None:
        super().__init__()
        self.colours = LIGHT
        self._pieces: list[tuple[float, float, type]] = []
        self.setToolTip(self.tr("Blue: forward, operation by operation. Purple: back, node by node."))

    def sizeHint(self) -> QSize:
        return QSize(100, 5)

    def show_steps(self, track: Track, steps: range) -> None:
        self._pieces = []
        for step in steps:
            kind = type(track.tape.events[track.steps[step].event])
            at = (step - steps.start) / len(steps)
            if self._pieces and self._pieces[-1][2] is kind:
                self._pieces[-1] = (self._pieces[-1][0], at + 1 / len(steps), kind)
            else:
                self._pieces.append((at, at + 1 / len(steps), kind))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for start, end, kind in self._pieces:
            colour = {Operation: self.colours.curves[0], Walk: self.colours.stored}.get(kind, self.colours.muted)
            room = QRectF(start * self.width(), 0, max((end - start) * self.width() - 1, 1), self.height())
            painter.fillRect(room, QColor(colour))
        painter.end()
