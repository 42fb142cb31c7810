"""A slider over steps, with buttons that step and play."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QSlider, QToolButton, QWidget

from explorer.ui.kit.icons import Sign, icon


class Player(QWidget):
    """Has the controls; who derives from it lays them out, and says where one is.

    Signal: moved(int), to a step.
    """

    moved = Signal(int)

    def __init__(self, prefix: str, slider: str, forward: str, speeds: Sequence[float], usual: float) -> None:
        super().__init__()
        self.setObjectName(f"{prefix}Timeline")
        self.setAccessibleName(self.tr("Timeline"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName(slider)
        self.first = _button(f"{prefix}First", Sign.FIRST)
        self.back = _button(f"{prefix}Back", Sign.BACK, self.tr("One step back (Ctrl+Left)"))
        self.play = _button(f"{prefix}Play", Sign.PLAY, self.tr("Play (Ctrl+Space)"))
        self.play.setIcon(icon(Sign.PLAY, on=Sign.PAUSE))
        self.play.setCheckable(True)
        self.forward = _button(forward, Sign.FORWARD, self.tr("One step forward (Ctrl+Right)"))
        self.last = _button(f"{prefix}Last", Sign.LAST)
        self.speed = QComboBox()
        self.speed.setObjectName(f"{prefix}Speed")
        self.speed.setAccessibleName(self.tr("Speed"))
        for speed in speeds:
            self.speed.addItem(self.tr("{count} steps/s").format(count=f"{speed:g}"), speed)
        self.speed.setCurrentIndex(list(speeds).index(usual))
        self.place = QLabel()
        self.place.setObjectName(f"{prefix}Place")
        self.place.setMinimumWidth(self.place.fontMetrics().horizontalAdvance("00,000 / 00,000"))
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.slider.valueChanged.connect(self._go)
        self.first.clicked.connect(lambda: self.slider.setValue(self.slider.minimum()))
        self.back.clicked.connect(lambda: self.slider.setValue(self.slider.value() - 1))
        self.forward.clicked.connect(lambda: self.slider.setValue(self.slider.value() + 1))
        self.last.clicked.connect(lambda: self.slider.setValue(self.slider.maximum()))
        self.play.toggled.connect(self._play)
        self.speed.currentIndexChanged.connect(lambda _: self._set_speed())
        self._timer.timeout.connect(self._tick)
        self._set_speed()

    def call(self, slider: str, first: str, last: str) -> None:
        """What the slider and its ends are called."""
        self.slider.setAccessibleName(slider)
        _call(self.first, first)
        _call(self.last, last)

    @property
    def buttons(self) -> tuple[QToolButton, ...]:
        """From the first step to the last."""
        return self.first, self.back, self.play, self.forward, self.last

    def stop(self) -> None:
        """Play no more."""
        self.play.setChecked(False)

    def say(self) -> None:
        """Tell where one is, and which buttons lead anywhere."""
        raise NotImplementedError

    def _go(self, step: int) -> None:
        self.say()
        self.moved.emit(step)

    def _play(self, on: bool) -> None:
        _call(self.play, self.tr("Pause (Ctrl+Space)") if on else self.tr("Play (Ctrl+Space)"))
        if on and self.slider.value() == self.slider.maximum():
            self.slider.setValue(self.slider.minimum())
        self._timer.start() if on else self._timer.stop()

    def _set_speed(self) -> None:
        self._timer.setInterval(round(1000 / self.speed.currentData()))

    def _tick(self) -> None:
        self.slider.setValue(self.slider.value() + 1)
        if self.slider.value() == self.slider.maximum():
            self.stop()


def _button(name: str, sign: Sign, told: str = "") -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setIcon(icon(sign))
    button.setAutoRaise(True)
    _call(button, told)
    return button


def _call(button: QToolButton, told: str) -> None:
    button.setToolTip(told)
    button.setAccessibleName(told)
