"""A slider for each parameter of the function: value, ends, step, a sweep, and ∂f/∂a at the cursor."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from explorer.core.explore.state import Parameter, State
from explorer.ui.kit.icons import Sign, icon
from explorer.ui.kit.number_box import NumberBox, tidy
from explorer.ui.kit.silent import silent
from explorer.ui.kit.slider import Slider
from explorer.ui.kit.steady_label import SteadyLabel

SWEEP_SECONDS = 4.0
FRAME_MS = 16


class ParameterRow(QWidget):
    """Signals: changed(name, field, value) where field is value, lo, hi or step; held(); released()."""

    changed = Signal(str, str, float)
    held = Signal()
    released = Signal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.name = name = parameter.name
        self._parameter = parameter
        self.slider = Slider(Qt.Orientation.Horizontal)  # type: ignore[no-untyped-call]  # superqt has no types for it
        self.slider.setObjectName(f"parameter_{name}")
        self.slider.setAccessibleName(self.tr("Parameter {name}").format(name=name))
        self.value = NumberBox(f"parameter_{name}_value", self.tr("Value of {name}").format(name=name))
        self.play = QToolButton()
        self.play.setObjectName(f"parameter_{name}_play")
        self.play.setIcon(icon(Sign.PLAY, on=Sign.PAUSE))
        self.play.setCheckable(True)
        self.play.setAutoRaise(True)
        self.play.setToolTip(self.tr("Sweep {name} from end to end").format(name=name))
        self.play.setAccessibleName(self.play.toolTip())
        self.more = QToolButton()
        self.more.setObjectName(f"parameter_{name}_more")
        self.more.setIcon(icon(Sign.MORE))
        self.more.setCheckable(True)
        self.more.setAutoRaise(True)
        self.more.setToolTip(self.tr("Ends and step of the slider"))
        self.more.setAccessibleName(self.more.toolTip())
        self.partial = SteadyLabel(f"parameter_{name}_partial")
        self.partial.setToolTip(self.tr("The partial derivative at the cursor, from the same backward pass as df/dx"))
        self.partial.setForegroundRole(self.partial.foregroundRole().PlaceholderText)
        self.ends = {
            "lo": NumberBox(f"parameter_{name}_lo", self.tr("Lower end of {name}").format(name=name)),
            "hi": NumberBox(f"parameter_{name}_hi", self.tr("Upper end of {name}").format(name=name)),
            "step": NumberBox(f"parameter_{name}_step", self.tr("Step of {name}").format(name=name)),
        }
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=FRAME_MS)
        self._phase = 0.0
        self._lay_out()
        self._connect()
        self.show_parameter(parameter)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        label = QLabel(self.name)
        label.setBuddy(self.slider)
        label.setMinimumWidth(14)
        for column, widget in enumerate((label, self.slider, self.value, self.play, self.more)):
            grid.addWidget(widget, 0, column)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.partial, 1, 1, 1, 4)
        self._more = QWidget()
        row = QHBoxLayout(self._more)
        row.setContentsMargins(0, 0, 0, 4)
        for text, box in zip((self.tr("from"), self.tr("to"), self.tr("step")), self.ends.values(), strict=True):
            row.addWidget(QLabel(text))
            row.addWidget(box, 1)
            box.setMinimumWidth(48)
        self._more.hide()
        grid.addWidget(self._more, 2, 0, 1, 5)

    def _connect(self) -> None:
        self.slider.valueChanged.connect(self._slide)
        self.slider.gripped.connect(self.held)
        self.slider.let_go.connect(self.released)
        self.slider.sliderPressed.connect(self.held)
        self.slider.sliderReleased.connect(self.released)
        self.value.valueChanged.connect(self._say_value)
        for field, box in self.ends.items():
            box.valueChanged.connect(lambda value, field=field: self.changed.emit(self.name, field, value))
        self.more.toggled.connect(self._more.setVisible)
        self.play.toggled.connect(self._play)
        self._timer.timeout.connect(self._sweep)

    def show_parameter(self, parameter: Parameter) -> None:
        """Show the parameter's value and ends."""
        before, self._parameter = self._parameter, parameter
        with silent(self.slider):
            if before is parameter or (before.lo, before.hi, before.step) != (
                parameter.lo,
                parameter.hi,
                parameter.step,
            ):
                self.slider.setRange(parameter.lo, parameter.hi)
                self.slider.setSingleStep(parameter.step)
                self.slider.setPageStep(parameter.step * 10)
                for field, box in self.ends.items():
                    box.render(getattr(parameter, field))
            if self.slider.value() != parameter.value:
                self.slider.setValue(parameter.value)
        self.value.render(parameter.value)

    def show_partial(self, partial: float | None) -> None:
        """∂f/∂(this) at the cursor; None where torch found no path."""
        text = self.tr("None") if partial is None else f"{partial:.6g}"
        self.partial.show_text(f"∂f/∂{self.name} = {text}")

    def _slide(self, value: float) -> None:
        self._say_value(self._tidy(value) if self.slider.isSliderDown() else value)

    def _tidy(self, value: float) -> float:
        lo, hi = self._parameter.lo, self._parameter.hi
        return min(max(tidy(value, hi - lo), lo), hi)

    def _say_value(self, value: float) -> None:
        self.changed.emit(self.name, "value", value)

    def _play(self, on: bool) -> None:
        if on:
            p = self._parameter
            self._phase = (p.value - p.lo) / ((p.hi - p.lo) or 1.0)
            self._clock.start()
            self.held.emit()
            self._timer.start()
        else:
            self._timer.stop()
            self.released.emit()

    def _sweep(self) -> None:
        turn = (self._phase + self._clock.elapsed() / 1000 / SWEEP_SECONDS) % 2.0
        p = self._parameter
        self._say_value(self._tidy(p.lo + (p.hi - p.lo) * (turn if turn <= 1 else 2 - turn)))


class ParametersPanel(QWidget):
    """One row a parameter. Signals: changed(name, field, value), held(), released()."""

    changed = Signal(str, str, float)
    held = Signal()
    released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self.rows: dict[str, ParameterRow] = {}

    def show_state(self, state: State) -> None:
        """The rows of the State's parameters; made anew only when the names change."""
        if [p.name for p in state.parameters] != list(self.rows):
            for row in self.rows.values():
                if row.play.isChecked():
                    row.play.setChecked(False)
                self._layout.removeWidget(row)
                row.hide()
                row.deleteLater()
            self.rows = {}
            for parameter in state.parameters:
                row = self.rows[parameter.name] = ParameterRow(parameter)
                row.changed.connect(self.changed)
                row.held.connect(self.held)
                row.released.connect(self.released)
                self._layout.addWidget(row)
        for parameter in state.parameters:
            self.rows[parameter.name].show_parameter(parameter)

    def show_partials(self, partials: Mapping[str, float | None]) -> None:
        """∂f/∂a for each row."""
        for name, row in self.rows.items():
            if name in partials:
                row.show_partial(partials[name])
