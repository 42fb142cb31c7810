"""Which step of the walk is shown: play, step, step back."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from explorer.ui.kit.player import Player
from explorer.ui.kit.silent import silent
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

    def show_step(self, step: int, last: int) -> None:
        """Where one is in a walk of so many steps; nothing is told."""
        with silent(self.slider):
            self.slider.setRange(0, last)
            self.slider.setValue(step)
            self.slider.setPageStep(max(last // 10, 1))
        self.say()

    def say(self) -> None:
        step, last = self.slider.value(), self.slider.maximum()
        self.place.setText(f"{step:,} / {last:,}")
        for button in (self.first, self.back):
            button.setEnabled(step > 0)
        for button in (self.forward, self.last):
            button.setEnabled(step < last)
        self.play.setEnabled(last > 0)
