"""The Explore workspace: controls on the left, plots in the middle, numbers below."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.explore.compute import Result
from explorer.core.explore.state import NAMES, STORED, State
from explorer.core.expression import Expression
from explorer.core.expression.latex import latex
from explorer.ui.explore.expression_field import ExpressionField
from explorer.ui.explore.grad_panel import GradPanel
from explorer.ui.explore.parameters import ParametersPanel
from explorer.ui.explore.plots import Plots
from explorer.ui.explore.readout import CursorPanel, Readout
from explorer.ui.explore.sampling import RangePanel, SamplingPanel
from explorer.ui.explore.selector import FunctionSelector
from explorer.ui.kit.formula import Formulas, FormulaView
from explorer.ui.kit.silent import silent
from explorer.ui.theme import DASHES, GAP, Colours, title

PANEL_WIDTH = 296


class ExploreView(QWidget):
    """Puts the widgets together; they know nothing of one another. Signal: curve_toggled(order, shown)."""

    curve_toggled = Signal(int, bool)

    def __init__(self, formulas: Formulas) -> None:
        super().__init__()
        self.selector = FunctionSelector(formulas)
        self.field = ExpressionField()
        self.formula = FormulaView(formulas)
        self.notice = QLabel()
        self.notice.setObjectName("notice")
        self.notice.setAccessibleName(self.tr("What to notice"))
        self.notice.setWordWrap(True)
        self.notice.setForegroundRole(self.notice.foregroundRole().PlaceholderText)
        self.parameters = ParametersPanel()
        self.range = RangePanel()
        self.sampling = SamplingPanel()
        self.cursor_panel = CursorPanel()
        self.plots = Plots()
        self.readout = Readout()
        self.grad = GradPanel()
        self.fit = QPushButton(self.tr("Fit"))
        self.fit.setToolTip(self.tr("All of x is seen, and y follows the curves"))
        self.fit.setObjectName("fitY")
        self._function: object = None
        self.chips = [self._chip(k, name) for k, name in enumerate(NAMES)]
        self.grad_chip = self._chip(STORED, "x.grad")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._panel())
        layout.addLayout(self._middle(), 1)
        layout.addWidget(self.grad)

    def _panel(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP + 4, GAP, GAP + 4, GAP)
        column.setSpacing(GAP)
        self._parameters_title = title(self.tr("Parameters"))
        for widget in (
            title(self.tr("Function")),
            self.selector,
            self.field,
            self.formula,
            self.notice,
            self._parameters_title,
            self.parameters,
            title(self.tr("Range of x")),
            self.range,
            title(self.tr("Sampling")),
            self.sampling,
            title(self.tr("Cursor")),
            self.cursor_panel,
        ):
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("controls")
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(PANEL_WIDTH)
        return area

    def _middle(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(GAP, 4, GAP, 4)
        for chip in (*self.chips, self.grad_chip):
            row.addWidget(chip)
        row.addStretch(1)
        self.view_buttons = QHBoxLayout()
        row.addLayout(self.view_buttons)
        row.addWidget(self.fit)
        column.addWidget(bar)
        column.addWidget(self.plots, 1)
        column.addWidget(self.readout)
        return column

    def _chip(self, k: int, name: str) -> QToolButton:
        chip = QToolButton()
        chip.setObjectName("show_grad" if k == STORED else f"show_{k}")
        chip.setText(name)
        chip.setAccessibleName(self.tr("Show {name}").format(name=name))
        chip.setToolTip(chip.accessibleName())
        chip.setCheckable(True)
        chip.setAutoRaise(True)
        chip.setIconSize(QSize(28, 12))
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.toggled.connect(lambda on: self.curve_toggled.emit(k, on))
        return chip

    def add_view_button(self, action: QAction) -> None:
        """A button in the bar, with the action's short text."""
        button = QToolButton()
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.view_buttons.addWidget(button)

    def set_colours(self, colours: Colours) -> None:
        """Take the colours of the theme."""
        self.plots.set_colours(colours)
        self.grad.set_colours(colours)
        self.field.error.setStyleSheet(f"color: {colours.error};")
        self.formula.refresh()
        self.range.slider.setPalette(QApplication.palette())  # superqt's own style does not follow the application's
        for k, chip in enumerate(self.chips):
            chip.setIcon(_sample_of_line(colours.curves[k], DASHES[k]))
        self.grad_chip.setIcon(_sample_of_line(colours.stored, ()))

    def show_state(self, state: State) -> None:
        """Everything that shows a State, with its signals blocked."""
        if state.function is not self._function:
            self._function = state.function
            if isinstance(state.function, Expression):
                self.formula.show_formula(latex(state.function), str(state.function))
            self.formula.setVisible(isinstance(state.function, Expression))
        self.selector.show_state(state)
        notice = self.selector.notice()
        if notice != self.notice.text():
            self.notice.setText(notice)
            self.notice.setVisible(bool(notice))
        self.field.show_state(state)
        self.parameters.show_state(state)
        self._parameters_title.setVisible(bool(state.parameters))
        self.range.show_state(state)
        self.sampling.show_state(state)
        self.cursor_panel.show_state(state)
        self.plots.show_state(state)
        self.grad.setVisible(state.grad_panel)
        self.grad.show_state(state)
        for k, chip in enumerate(self.chips):
            chip.setVisible(state.legend and k <= state.order)
            self._check(chip, k not in state.hidden)
        self.grad_chip.setVisible(state.legend and state.trail_of_leaf is not None and state.trail_of_leaf.filled)
        self._check(self.grad_chip, STORED not in state.hidden)

    @staticmethod
    def _check(chip: QToolButton, on: bool) -> None:
        with silent(chip):
            chip.setChecked(on)

    def show_result(self, result: Result, moving: bool) -> None:
        """The picture and the numbers, or why there are none."""
        if result.error is not None:
            self.plots.show_refusal()
            self.field.show_error(result.error)
            return
        self.field.show_computed()
        self.plots.show_result(result, moving)
        self.readout.show_result(result)
        if result.slot is not None:
            self.grad.show_slot(result.slot, moving)
        if result.point is not None:
            self.parameters.show_partials(result.point.partials)


def _sample_of_line(colour: str, dash: tuple[float, ...]) -> QIcon:
    picture = QPixmap(56, 24)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(colour), 2)
    if dash:
        pen.setDashPattern(list(dash))
    painter.setPen(pen)
    painter.drawLine(1, 6, 27, 6)
    painter.end()
    return QIcon(picture)
