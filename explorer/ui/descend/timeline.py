"""Which step of the walk is shown: play, step, step back."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from explorer.ui.kit.player import Player
from explorer.ui.theme import GAP

SPEEDS = (1, 2, 5, 10, 20, 60)
"""Steps a second."""


class Timeline(Player):
    """The slider beside its buttons."""

    def __init__(self) -> None:
        super().__init__("descend", "descendSteps", "descendStep", SPEEDS, 10)
        self.call(self.tr("Step of the walk"), self.tr("To the start"), self.tr("To the end"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP // 2)
        for widget in (*self.buttons, self.speed):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        row.addWidget(self.place)
        self.slider.setRange(0, 0)
        self.say()

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
        self.say()

    def say(self) -> None:
        step, last = self.slider.value(), self.slider.maximum()
        self.place.setText(f"{step:,} / {last:,}")
        for button in (self.first, self.back):
            button.setEnabled(step > 0)
        for button in (self.forward, self.last):
            button.setEnabled(step < last)
        self.play.setEnabled(last > 0)
