"""What is walked on: a surface of the list, a function, a model on data, or an expression of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from explorer.core.descend import state as states
from explorer.core.descend.fit import MODELS, Fit
from explorer.core.descend.landscape import Landscape
from explorer.core.descend.problem import DescendError, Problem, Terrain
from explorer.core.descend.section import Section
from explorer.core.descend.state import OWN_TEXT, State
from explorer.core.descend.surfaces import SURFACES
from explorer.core.expression import Expression, ExpressionError
from explorer.core.expression.lexer import MAX_TEXT
from explorer.ui import theme
from explorer.ui.kit.number_box import NumberBox, tidy
from explorer.ui.kit.silent import silent
from explorer.ui.kit.slider import Slider
from explorer.ui.kit.undo import leave_undo
from explorer.ui.theme import GAP, Colours
from explorer.ui.words import sentence, translated

FUNCTION, LINE, OWN, NETWORK = "function", "line", "own", "network"
_PAUSE_MS = 200
_REACH = 5.0
MOST_POINTS = 1_000


def name_of(problem: Terrain) -> str:
    """In the person's language."""
    return translated("Surfaces", problem.name)


class ProblemEditor(QWidget):
    """Signal: intended(transition, gesture), what a person wants of the State."""

    intended = Signal(object, str)

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state
        self._curve: Problem | None = None
        self._network: Landscape | Section | None = None
        self._typed_is_wrong = False
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._build()
        self._wire()

    def _build(self) -> None:
        self.problem = QComboBox()
        self.problem.setObjectName("descendProblem")
        self.problem.setAccessibleName(self.tr("What is walked on"))
        self.problem.setMaxVisibleItems(32)
        self.problem.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.problem.addItem(self.tr("f(x) of Explore"), FUNCTION)
        for place, one in enumerate(SURFACES):
            self.problem.addItem(name_of(one), place)
            if isinstance(one.function, Expression):
                self.problem.setItemData(self.problem.count() - 1, one.function.text, Qt.ItemDataRole.ToolTipRole)
        for model in MODELS:
            self.problem.addItem(name_of(Fit(model)), model)
        self.problem.addItem(self.tr("An expression of mine"), OWN)
        self.problem.model().item(0).setEnabled(False)  # type: ignore[attr-defined]
        self.expression = QLineEdit(OWN_TEXT)
        self.expression.setObjectName("descendExpression")
        self.expression.setAccessibleName(self.tr("Function of x and y"))
        self.expression.setPlaceholderText(self.tr("a function of x and y"))
        self.expression.setFont(theme.monospace())
        self.expression.setMaxLength(MAX_TEXT + 1)
        leave_undo(self.expression)
        self.formula = QLabel()
        self.formula.setObjectName("descendFormula")
        self.formula.setAccessibleName(self.tr("The function that is walked on"))
        self.formula.setFont(theme.monospace())
        self.formula.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.error = QLabel()
        self.error.setObjectName("descendError")
        self.error.setAccessibleName(self.tr("What is wrong"))
        for label in (self.formula, self.error):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.error.hide()
        self.values = _Values()
        self.data = _Data()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        for widget in (self.problem, self.expression, self.formula, self.error, self.values, self.data):
            layout.addWidget(widget)

    def _wire(self) -> None:
        self.problem.activated.connect(lambda _: self._choose())
        self.problem.currentIndexChanged.connect(lambda _: self._choose())
        self._pause.timeout.connect(self._read)
        self.expression.textEdited.connect(lambda _: self._pause.start())
        self.expression.textChanged.connect(lambda _: None if self._pause.isActive() else self._read())
        self.expression.editingFinished.connect(lambda: self._read() if self._pause.isActive() else None)
        self.values.changed.connect(
            lambda name, value: self._intend(lambda s: states.with_value(s, name, value), f"value {name}")
        )
        self.data.changed.connect(lambda fit: self._intend(lambda s: states.with_data(s, fit), "data"))

    @property
    def is_pending(self) -> bool:
        """Whether what was typed last is not yet said."""
        return self._pause.isActive()

    @property
    def is_wrong(self) -> bool:
        """Whether what is typed is no expression: what was shown stays."""
        return self._typed_is_wrong

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self.error.setStyleSheet(f"color: {colours.error}")

    def show_state(self, state: State) -> None:
        """Show it; a wrong text that is being typed stays until another problem is chosen."""
        before, self._state = self._state, state
        problem = state.race.problem
        if problem != before.race.problem:
            self.forget_draft()
        if isinstance(problem, Landscape | Section) and problem is not self._network:
            self._add_network(problem)
        function = problem.function if isinstance(problem, Problem) else None
        text = function.text if isinstance(function, Expression) else ""
        with silent(self.problem, self.expression):
            if not self._typed_is_wrong:
                self.problem.setCurrentIndex(self.problem.findData(_kind(problem)))
            own = self.problem.currentData() == OWN
            self.expression.setVisible(own)
            is_typed = self._typed_is_wrong or self.is_pending
            if own and text and not is_typed and self.expression.text() != text:
                self.expression.setText(text)
        told = problem.of.formula if isinstance(problem, Fit) else self._told(problem) or text
        self.formula.setVisible(bool(told) and not own)
        self.formula.setText(told)
        self.values.show_values(problem.values if isinstance(problem, Problem) and problem.dims == 2 else {})
        self.data.setVisible(isinstance(problem, Fit))
        if isinstance(problem, Fit):
            self.data.show_fit(problem)

    def _told(self, problem: Terrain) -> str:
        """Of a network's loss, what the plane is."""
        if not isinstance(problem, Landscape | Section):
            return ""
        if isinstance(problem, Section):
            return self.tr("as it was at {count} points, interpolated").format(count=f"{problem.heights.size:,}")
        if problem.explained is None:
            return self.tr("two random directions, as long as the filters")
        return self.tr("the plane of the path holds {part} of its variance").format(part=f"{problem.explained:.1%}")

    def show_error(self, text: str) -> None:
        """A sentence, or nothing. What is typed now stays wrong until it is mended."""
        if text or not self._typed_is_wrong:
            self.error.setText(text)
        self.error.setVisible(bool(self.error.text()))

    def forget_draft(self) -> None:
        """What is typed gives way to the next State shown."""
        self._pause.stop()
        if self._typed_is_wrong:
            self._typed_is_wrong = False
            self.show_error("")

    def set_curve(self, problem: Problem) -> None:
        """The f(x) of Explore can be chosen."""
        self._curve = problem
        self.problem.model().item(0).setEnabled(True)  # type: ignore[attr-defined]

    def _add_network(self, network: Landscape | Section) -> None:
        """The last one that was given can be chosen too."""
        self._network = network
        if self.problem.findData(NETWORK) < 0:
            with silent(self.problem):
                self.problem.addItem(name_of(network), NETWORK)

    def _intend(self, transition: Callable[[State], State], gesture: str = "") -> None:
        self.intended.emit(transition, gesture)

    def _choose(self) -> None:
        """The problem that is selected, from its own start."""
        kind = self.problem.currentData()
        if kind == _kind(self._state.race.problem) and not self._typed_is_wrong:
            return
        self.forget_draft()
        if kind == OWN:
            self.expression.setVisible(True)
            self.formula.hide()
            self._read()
            return
        named: dict[object, Terrain | None] = {FUNCTION: self._curve, NETWORK: self._network}
        chosen = named[kind] if kind in named else Fit(kind) if kind in MODELS else SURFACES[kind]
        if chosen is not None:
            self._intend(lambda s: states.with_problem(s, chosen))

    def _read(self) -> None:
        """The expression that is typed; a wrong one is told, and what was shown stays."""
        self._pause.stop()
        text = self.expression.text()
        try:
            states.with_text(self._state, text)
        except (ExpressionError, DescendError) as error:
            self._typed_is_wrong = False
            self.show_error(sentence(error))
            self._typed_is_wrong = True
            return
        self.forget_draft()
        self._intend(lambda s: states.with_text(s, text), "text")


class _Values(QWidget):
    """A slider and a box for each parameter of the expression. Signal: changed(name, value)."""

    changed = Signal(str, float)

    def __init__(self) -> None:
        super().__init__()
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setSpacing(GAP // 2)
        self.rows: dict[str, tuple[Slider, NumberBox]] = {}

    def show_values(self, values: Mapping[str, float]) -> None:
        """Show these."""
        if list(values) != list(self.rows):
            while self._form.rowCount():
                self._form.removeRow(0)
            self.rows = {name: self._row(name) for name in values}
        for name, value in values.items():
            slider, box = self.rows[name]
            with silent(slider):
                slider.setRange(min(-_REACH, 2 * value), max(_REACH, 2 * value))
                slider.setValue(value)
            box.render(value)
        self.setVisible(bool(values))

    def _row(self, name: str) -> tuple[Slider, NumberBox]:
        slider = Slider(Qt.Orientation.Horizontal)  # type: ignore[no-untyped-call]  # superqt has no types for it
        slider.setObjectName(f"descendParameter_{name}")
        slider.setAccessibleName(self.tr("Parameter {name}").format(name=name))
        slider.setSingleStep(0.1)
        box = NumberBox(f"descendValue_{name}", slider.accessibleName())
        slider.valueChanged.connect(lambda value: self.changed.emit(name, tidy(value, 2 * _REACH)))
        box.valueChanged.connect(lambda value: self.changed.emit(name, value))
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(slider, 1)
        layout.addWidget(box)
        self._form.addRow(name, row)
        return slider, box


class _Data(QWidget):
    """Of a model on data: how many points, how large a batch, how much noise, and the seed. Signal: changed(Fit)."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._fit = Fit()
        self.points = self._box("descendPoints", self.tr("Number of points"), 2, MOST_POINTS)
        self.batch = self._box("descendBatch", self.tr("Points of a mini-batch"), 1, MOST_POINTS)
        self.batch.setToolTip(self.tr("As many as there are points: no noise in the gradient"))
        self.noise = NumberBox("descendNoise", self.tr("Noise of the data"))
        self.noise.setMinimum(0.0)
        self.seed = self._box("descendSeed", self.tr("Seed of the data and the batches"), 0, 1_000_000)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(GAP // 2)
        pair, other = QHBoxLayout(), QHBoxLayout()
        for row, widgets in ((pair, (self.points, self.batch)), (other, (self.noise, self.seed))):
            for widget in widgets:
                row.addWidget(widget)
        form.addRow(self.tr("points, batch"), pair)
        form.addRow(self.tr("noise, seed"), other)
        for name, box in (("points", self.points), ("batch", self.batch), ("seed", self.seed)):
            box.valueChanged.connect(lambda value, name=name: self.changed.emit(replace(self._fit, **{name: value})))
        self.noise.valueChanged.connect(lambda value: self.changed.emit(replace(self._fit, noise=value)))

    def show_fit(self, fit: Fit) -> None:
        """Show it without saying that a person chose it."""
        self._fit = fit
        with silent(self.points, self.batch, self.seed):
            self.points.setValue(fit.points)
            self.batch.setValue(fit.batch)
            self.seed.setValue(fit.seed)
        self.noise.render(fit.noise)

    def _box(self, name: str, told: str, least: int, most: int) -> QSpinBox:
        box = QSpinBox()
        box.setObjectName(name)
        box.setAccessibleName(told)
        box.setToolTip(told)
        box.setRange(least, most)
        box.setKeyboardTracking(False)
        leave_undo(box)
        return box


def _kind(problem: Terrain) -> str | int:
    """Of the list of problems: a surface's place, or which of the others."""
    if isinstance(problem, Fit):
        return problem.model
    if isinstance(problem, Landscape | Section):
        return NETWORK
    if problem in SURFACES:
        return SURFACES.index(problem)
    return FUNCTION if problem.dims == 1 else OWN
