"""The range of x, how many samples, which derivatives, which dtype."""

from __future__ import annotations

from math import log10

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QSlider, QSpinBox, QVBoxLayout, QWidget
from superqt.sliders import QDoubleRangeSlider

from explorer.core.explore.state import State
from explorer.ui.kit.number_box import NumberBox, tidy
from explorer.ui.kit.silent import silent
from explorer.ui.kit.undo import leave_undo

SAMPLES = (2, 10_000_000)
DTYPES = ("float32", "float64")
ORDERS = (1, 4)
_DECADE = 100  # steps of the samples slider in a factor of ten


class RangePanel(QWidget):
    """Two boxes and a two-handled slider. Signals: changed(lo, hi), held(), released()."""

    changed = Signal(float, float)
    held = Signal()
    released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.lo = NumberBox("xMin", self.tr("Lower end of the range of x"))
        self.hi = NumberBox("xMax", self.tr("Upper end of the range of x"))
        self.slider = QDoubleRangeSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("rangeSlider")
        self.slider.setAccessibleName(self.tr("Range of x"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        boxes = QHBoxLayout()
        boxes.addWidget(self.lo)
        boxes.addWidget(self.hi)
        layout.addLayout(boxes)
        layout.addWidget(self.slider)
        self._ends = (0.0, 0.0)
        self._held = False
        self.lo.valueChanged.connect(lambda value: self.changed.emit(value, self.hi.value()))
        self.hi.valueChanged.connect(lambda value: self.changed.emit(self.lo.value(), value))
        self.slider.valueChanged.connect(self._slide)
        self.slider.sliderPressed.connect(self._press)
        self.slider.sliderReleased.connect(self._let_go)

    def show_state(self, state: State) -> None:
        """Show the range; the slider makes room around it unless a hand is on it."""
        lo, hi = state.range
        self.lo.render(lo)
        self.hi.render(hi)
        with silent(self.slider):
            if not self._held and not self._fits(lo, hi):
                middle, span = (lo + hi) / 2, hi - lo
                self._ends = (middle - span, middle + span)
                self.slider.setRange(*self._ends)
            if self.slider.value() != (lo, hi):
                self.slider.setValue((lo, hi))

    def _slide(self, pair: tuple[float, float]) -> None:
        """Tidy the end that a hand moves; the other stays to the last bit."""
        if not self._held:
            self.changed.emit(float(pair[0]), float(pair[1]))
            return
        span = self._ends[1] - self._ends[0]
        ends = (self.lo.value(), self.hi.value())
        lo, hi = (old if new == old else tidy(new, span) for new, old in zip(pair, ends, strict=True))
        self.changed.emit(lo, hi)

    def _fits(self, lo: float, hi: float) -> bool:
        left, right = self._ends
        return left < lo and hi < right and hi - lo > 0.1 * (right - left)

    def _press(self) -> None:
        self._held = True
        self.held.emit()

    def _let_go(self) -> None:
        self._held = False
        self.released.emit()


class SamplingPanel(QWidget):
    """Signals: samples_changed(int), order_changed(int), dtype_changed(str), held(), released()."""

    samples_changed = Signal(int)
    order_changed = Signal(int)
    dtype_changed = Signal(str)
    held = Signal()
    released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.samples = QSpinBox()
        self.samples.setObjectName("samples")
        self.samples.setAccessibleName(self.tr("Number of samples"))
        self.samples.setRange(*SAMPLES)
        self.samples.setKeyboardTracking(False)
        self.samples.setGroupSeparatorShown(True)
        self.samples.setLocale(QLocale.c())
        self.samples.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("samplesSlider")
        self.slider.setAccessibleName(self.tr("Number of samples, logarithmic"))
        self.slider.setRange(round(log10(SAMPLES[0]) * _DECADE), round(log10(SAMPLES[1]) * _DECADE))
        self.order = QSpinBox()
        self.order.setObjectName("order")
        self.order.setAccessibleName(self.tr("Highest derivative"))
        self.order.setRange(*ORDERS)
        for box in (self.samples, self.order):
            leave_undo(box)
        self.dtype = QComboBox()
        self.dtype.setObjectName("dtype")
        self.dtype.setAccessibleName(self.tr("Precision"))
        self.dtype.addItems(DTYPES)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.samples)
        form.addRow(self.tr("samples"), row)
        pair = QHBoxLayout()
        pair.addWidget(self.order)
        pair.addWidget(self.dtype, 1)
        form.addRow(self.tr("order"), pair)
        self.samples.valueChanged.connect(self.samples_changed)
        self.slider.valueChanged.connect(lambda place: self.samples_changed.emit(_samples(place)))
        self.slider.sliderPressed.connect(self.held)
        self.slider.sliderReleased.connect(self.released)
        self.order.valueChanged.connect(self.order_changed)
        self.dtype.currentTextChanged.connect(self.dtype_changed)

    def show_state(self, state: State) -> None:
        """Show samples, order and dtype."""
        with silent(self.samples, self.slider, self.order, self.dtype):
            if self.samples.value() != state.samples:
                self.samples.setValue(state.samples)
            if _samples(self.slider.value()) != state.samples:
                self.slider.setValue(round(log10(state.samples) * _DECADE))
            self.order.setValue(state.order)
            self.dtype.setCurrentText(state.dtype)


def _samples(place: int) -> int:
    """Two digits are enough for a hand on a slider."""
    return int(float(f"{min(max(10 ** (place / _DECADE), SAMPLES[0]), SAMPLES[1]):.2g}"))
