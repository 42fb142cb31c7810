"""A spin box for numbers of any size, which also takes 2π, pi/4 or 1e-300."""

from __future__ import annotations

from math import floor, log10

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from explorer.core.expression.number import number
from explorer.ui.kit.silent import silent
from explorer.ui.kit.undo import leave_undo


def tidy(value: float, span: float) -> float:
    """`value` to about a thousandth of `span`: what a hand on a slider can mean."""
    return round(value, 3 - floor(log10(span))) if 1e-12 < span < 1e12 else value


class NumberBox(QDoubleSpinBox):
    """Shows up to 10 digits, keeps all of them; arrows step by a tenth of the leading digit."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setDecimals(323)
        self.setRange(-1.7e308, 1.7e308)
        self.setKeyboardTracking(False)
        self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.setMinimumWidth(72)
        leave_undo(self)

    def textFromValue(self, value: float) -> str:
        return f"{value:.10g}"

    def valueFromText(self, text: str) -> float:
        value = number(text)
        return self.value() if value is None else value

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        good = number(text) is not None
        return (QValidator.State.Acceptable if good else QValidator.State.Intermediate), text, position

    def render(self, value: float) -> None:  # type: ignore[override]
        """Show `value` without saying that a person chose it."""
        if self.value() != value:
            with silent(self):
                self.setValue(value)
