"""A slider of float64s that answers to keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from superqt.sliders import QDoubleSlider


class Slider(QDoubleSlider):
    """superqt's slider, with the keys of Qt's: its own ones go to an integer that it does not show.

    Signals: gripped() before a press moves it, as sliderPressed comes only after that; let_go().
    """

    gripped = Signal()
    let_go = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gripped.emit()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.let_go.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, step, page = Qt.Key, self.singleStep(), self.pageStep()
        targets = {
            key.Key_Right: self.value() + step,
            key.Key_Up: self.value() + step,
            key.Key_Left: self.value() - step,
            key.Key_Down: self.value() - step,
            key.Key_PageUp: self.value() + page,
            key.Key_PageDown: self.value() - page,
            key.Key_Home: self.minimum(),
            key.Key_End: self.maximum(),
        }
        target = targets.get(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        else:
            self.setValue(min(max(target, self.minimum()), self.maximum()))
