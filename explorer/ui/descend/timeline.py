"""Which step of the walk is shown: play, step, step back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from explorer.ui.theme import GAP

SPEEDS = (1, 2, 5, 10, 20, 60)
"""Steps a second."""


class Timeline(QWidget):
    """Signal: moved(int), to a step."""

    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("descendTimeline")
        self.setAccessibleName(self.tr("Timeline"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("descendSteps")
        self.slider.setAccessibleName(self.tr("Step of the walk"))
        self.first = self._button("descendFirst", "|◀", self.tr("To the start"))
        self.back = self._button("descendBack", "‹", self.tr("One step back (Ctrl+Left)"))
        self.play = self._button("descendPlay", "▶", self.tr("Play (Ctrl+Space)"))
        self.play.setCheckable(True)
        self.forward = self._button("descendStep", "›", self.tr("One step forward (Ctrl+Right)"))
        self.last = self._button("descendLast", "▶|", self.tr("To the end"))
        self.speed = QComboBox()
        self.speed.setObjectName("descendSpeed")
        self.speed.setAccessibleName(self.tr("Speed"))
        for speed in SPEEDS:
            self.speed.addItem(self.tr("{count} steps/s").format(count=speed), speed)
        self.speed.setCurrentIndex(SPEEDS.index(10))
        self.place = QLabel()
        self.place.setObjectName("descendPlace")
        self.place.setMinimumWidth(self.place.fontMetrics().horizontalAdvance("00,000 / 00,000"))
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP // 2)
        for widget in (self.first, self.back, self.play, self.forward, self.last, self.speed):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        row.addWidget(self.place)
        self.slider.valueChanged.connect(self._go)
        self.first.clicked.connect(lambda: self.slider.setValue(0))
        self.back.clicked.connect(lambda: self.slider.setValue(self.step - 1))
        self.forward.clicked.connect(lambda: self.slider.setValue(self.step + 1))
        self.last.clicked.connect(lambda: self.slider.setValue(self.slider.maximum()))
        self.play.toggled.connect(self._play)
        self.speed.currentIndexChanged.connect(lambda _: self._set_speed())
        self._timer.timeout.connect(self._tick)
        self._set_speed()
        self.slider.setRange(0, 0)
        self._say()

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
        """Where one is."""
        return self.slider.value()

    @property
    def is_playing(self) -> bool:
        return self.play.isChecked()

    def show_steps(self, count: int) -> None:
        """A walk of so many steps: who was at its end still is, others stay where they are. Nothing is told."""
        at_end = self.step == self.slider.maximum() and not self.is_playing
        self.slider.blockSignals(True)
        self.slider.setRange(0, count)
        if at_end:
            self.slider.setValue(count)
        self.slider.setPageStep(max(count // 10, 1))
        self.slider.blockSignals(False)
        self._say()

    def stop(self) -> None:
        """Play no more."""
        self.play.setChecked(False)

    def _go(self, step: int) -> None:
        self._say()
        self.moved.emit(step)

    def _say(self) -> None:
        step, last = self.slider.value(), self.slider.maximum()
        self.place.setText(f"{step:,} / {last:,}")
        for button in (self.first, self.back):
            button.setEnabled(step > 0)
        for button in (self.forward, self.last):
            button.setEnabled(step < last)
        self.play.setEnabled(last > 0)

    def _play(self, on: bool) -> None:
        self.play.setText("❚❚" if on else "▶")
        told = self.tr("Pause (Ctrl+Space)") if on else self.tr("Play (Ctrl+Space)")
        self.play.setToolTip(told)
        self.play.setAccessibleName(told)
        if on and self.step == self.slider.maximum():
            self.slider.setValue(0)
        self._timer.start() if on else self._timer.stop()

    def _set_speed(self) -> None:
        self._timer.setInterval(round(1000 / self.speed.currentData()))

    def _tick(self) -> None:
        self.slider.setValue(self.step + 1)
        if self.step == self.slider.maximum():
            self.stop()
