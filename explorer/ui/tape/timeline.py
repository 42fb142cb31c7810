"""The timeline: where in the recording one is; play, step, step back."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.core.tape.reading.track import Track
from explorer.core.tape.tape import Operation, Walk
from explorer.ui.kit.player import Player
from explorer.ui.kit.silent import silent
from explorer.ui.theme import GAP, LIGHT, Colours

SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0, 32.0)
"""Steps a second."""


class Timeline(Player):
    """The slider over a ruler, what happens at the step in words, and the buttons."""

    def __init__(self) -> None:
        super().__init__("tape", "tapeStep", "tapeForward", SPEEDS, 2.0)
        self.call(self.tr("Step of the recording"), self.tr("To the first step"), self.tr("To the last step"))
        self.told = QLabel()
        self.told.setObjectName("tapeTold")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._ruler = _Ruler()
        row = QHBoxLayout()
        row.setSpacing(GAP // 2)
        for widget in (*self.buttons, self.speed, self.place):
            row.addWidget(widget)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.slider)
        layout.addWidget(self._ruler)
        layout.addWidget(self.told)
        layout.addLayout(row)
        self.show_steps(Track(), range(0))

    @property
    def step(self) -> int:
        """Where one is, or -1 where there is nothing."""
        return self.slider.value() if self.slider.isEnabled() else -1

    def show_steps(self, track: Track, steps: range) -> None:
        """Show these steps of a recording, the last of them first."""
        self.stop()
        with silent(self.slider):
            self.slider.setRange(steps.start, max(steps.stop - 1, steps.start))
            self.slider.setValue(max(steps.stop - 1, steps.start))
        self._ruler.show_steps(track, steps)
        for widget in (self.slider, *self.buttons):
            widget.setEnabled(len(steps) > 0)
        self.say()

    def show_step(self, step: int | None) -> None:
        """Where one is in these steps; None, or one that is not there, is the last."""
        low, high = self.slider.minimum(), self.slider.maximum()
        with silent(self.slider):
            self.slider.setValue(step if step is not None and low <= step <= high else high)
        self.say()

    def set_told(self, text: str) -> None:
        """What happens at this step."""
        self.told.setText(text)
        self.told.setToolTip(text)

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self._ruler.colours = colours
        self._ruler.update()

    def say(self) -> None:
        low, high = self.slider.minimum(), self.slider.maximum()
        there = self.slider.isEnabled()
        self.place.setText(f"{self.slider.value() - low + 1:,} / {high - low + 1:,}" if there else "")
        self.back.setEnabled(there and self.slider.value() > low)
        self.forward.setEnabled(there and self.slider.value() < high)


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
            kind = type(track.events[track.steps[step].event])
            at = (step - steps.start) / len(steps)
            if self._pieces and self._pieces[-1][2] is kind:
                self._pieces[-1] = (self._pieces[-1][0], at + 1 / len(steps), kind)
            else:
                self._pieces.append((at, at + 1 / len(steps), kind))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours: dict[type, str] = {Operation: self.colours.curves[0], Walk: self.colours.stored}
        for start, end, kind in self._pieces:
            colour = colours.get(kind, self.colours.muted)
            room = QRectF(start * self.width(), 0, max((end - start) * self.width() - 1, 1), self.height())
            painter.fillRect(room, QColor(colour))
        painter.end()
