"""What is walked on, from where, and who walks: the left column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.descend.problem import SURFACES, DescendError, LineFit, Point, Problem, of_function
from explorer.core.descend.race import MOST_RUNNERS, Race, Runner
from explorer.core.expression import Expression, ExpressionError, parse
from explorer.core.expression.lexer import MAX_TEXT
from explorer.core.python_function import PythonFunction
from explorer.ui import theme
from explorer.ui.descend.marks import paint_mark, runner_colours
from explorer.ui.descend.runner_editor import RATE, RunnerEditor, title_of, value_of, with_hyper
from explorer.ui.kit.icons import Sign, icon
from explorer.ui.kit.number_box import NumberBox
from explorer.ui.theme import GAP, LIGHT, Colours
from explorer.ui.words import sentence, translated

FUNCTION, LINE, OWN = "function", "line", "own"
MOST_STEPS = 10_000
FIRST = Race(SURFACES[0], SURFACES[0].start, (Runner("sgd", ((RATE, 0.1),)),), 50)
"""What is shown first: the gradient at (2, 3) is (3, 8)."""

_PAUSE_MS = 200
_OWN_TEXT = "x^2 + 3y^2 + sin(3x)"
_OWN_START = (2.0, 1.5)
_NEXT = ("momentum", "adam", "rmsprop", "adagrad", "nesterov", "lbfgs")


def own_problem(text: str, start: Point) -> Problem:
    """An expression in x and y; its parameters are 1. Raises ExpressionError."""
    found = parse(text, ("x", "y"))
    return of_function(found, start, dict.fromkeys(found.parameters, 1.0))


def curve_problem(
    function: Expression | PythonFunction,
    values: Mapping[str, float],
    cursor: float,
    limits: tuple[float, float] | None = None,
) -> Problem:
    """The f(x) of Explore, from its cursor. Raises DescendError."""
    if isinstance(function, Expression) or not values:
        made = of_function(function, (cursor,), values)
    else:
        made = Problem(str(function), partial(function, **values), (cursor,), ((-5.0, 5.0),))
    return replace(made, name=str(function), limits=made.limits if limits is None else (limits,))


def name_of(problem: Problem | LineFit) -> str:
    """In the person's language."""
    return translated("Surfaces", problem.name)


class Controls(QScrollArea):
    """Signals: changed(Race), an intent; selected(int), another runner is the current one."""

    changed = Signal(object)
    selected = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.race = FIRST
        self.current = 0
        self._curve: Problem | None = None
        self._colours = LIGHT
        self._typed_is_wrong = False
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._build()
        self._wire()
        self.show_race(FIRST)

    def _build(self) -> None:
        self.problem = QComboBox()
        self.problem.setObjectName("descendProblem")
        self.problem.setAccessibleName(self.tr("What is walked on"))
        self.problem.setMaxVisibleItems(24)
        self.problem.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.problem.addItem(self.tr("f(x) of Explore"), FUNCTION)
        for place, one in enumerate(SURFACES):
            self.problem.addItem(name_of(one), place)
            if isinstance(one.function, Expression):
                self.problem.setItemData(self.problem.count() - 1, one.function.text, Qt.ItemDataRole.ToolTipRole)
        self.problem.addItem(name_of(LineFit()), LINE)
        self.problem.addItem(self.tr("An expression of mine"), OWN)
        self.problem.model().item(0).setEnabled(False)  # type: ignore[attr-defined]
        self.expression = QLineEdit(_OWN_TEXT)
        self.expression.setObjectName("descendExpression")
        self.expression.setAccessibleName(self.tr("Function of x and y"))
        self.expression.setPlaceholderText(self.tr("a function of x and y"))
        self.expression.setFont(theme.monospace())
        self.expression.setMaxLength(MAX_TEXT + 1)
        self.formula = QLabel()
        self.formula.setObjectName("descendFormula")
        self.formula.setAccessibleName(self.tr("The function that is walked on"))
        self.formula.setFont(theme.monospace())
        self.formula.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.error = QLabel()
        self.error.setObjectName("descendError")
        self.error.setAccessibleName(self.tr("What is wrong"))
        for label in (self.formula, self.error):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.start_x = NumberBox("descendStartX", self.tr("Start: x"))
        self.start_y = NumberBox("descendStartY", self.tr("Start: y"))
        self.steps = QSpinBox()
        self.steps.setObjectName("descendCount")
        self.steps.setAccessibleName(self.tr("Number of steps"))
        self.steps.setRange(1, MOST_STEPS)
        self.steps.setKeyboardTracking(False)
        self.steps.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType)
        self.list = QListWidget()
        self.list.setObjectName("descendRunners")
        self.list.setAccessibleName(self.tr("Runners"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add = self._button("descendAdd", Sign.PLUS, self.tr("Add a runner"))
        self.remove = self._button("descendRemove", Sign.MINUS, self.tr("Remove this runner"))
        self.editor = RunnerEditor()
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP)
        layout.addWidget(theme.title(self.tr("Problem")))
        for widget in (self.problem, self.expression, self.formula, self.error):
            layout.addWidget(widget)
        starts = QHBoxLayout()
        starts.addWidget(self.start_x)
        starts.addWidget(self.start_y)
        form = QFormLayout()
        form.setSpacing(GAP)
        form.addRow(self.tr("start"), starts)
        form.addRow(self.tr("steps"), self.steps)
        layout.addLayout(form)
        head = QHBoxLayout()
        head.addWidget(theme.title(self.tr("Runners")), 1)
        head.addWidget(self.add)
        head.addWidget(self.remove)
        layout.addSpacing(GAP)
        layout.addLayout(head)
        layout.addWidget(self.list)
        layout.addWidget(self.editor)
        layout.addStretch(1)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(264)

    def _button(self, name: str, sign: Sign, told: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setIcon(icon(sign))
        button.setToolTip(told)
        button.setAccessibleName(told)
        return button

    def _wire(self) -> None:
        self.problem.activated.connect(lambda _: self._choose())
        self.problem.currentIndexChanged.connect(lambda _: self._choose())
        self._pause.timeout.connect(self._read)
        self.expression.textEdited.connect(lambda _: self._pause.start())
        self.expression.textChanged.connect(lambda _: None if self._pause.isActive() else self._read())
        self.expression.editingFinished.connect(lambda: self._read() if self._pause.isActive() else None)
        self.start_x.valueChanged.connect(lambda value: self.set_start((value, *self.race.start[1:])))
        self.start_y.valueChanged.connect(lambda value: self.set_start((self.race.start[0], value)))
        self.steps.valueChanged.connect(lambda count: self._intend(replace(self.race, steps=count)))
        self.list.currentRowChanged.connect(self._select)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.editor.changed.connect(self._set_runner)

    @property
    def is_pending(self) -> bool:
        """Whether what was typed last is not yet said."""
        return self._pause.isActive()

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self._colours = colours
        self.error.setStyleSheet(f"color: {colours.error}")
        palette = QPalette(self.palette())  # on the accent, the colours of the marks cannot be told
        palette.setColor(QPalette.ColorRole.Highlight, QColor(colours.border))
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor(colours.text))
        palette.setColor(QPalette.ColorRole.Base, QColor(colours.base))
        palette.setColor(QPalette.ColorRole.Text, QColor(colours.text))
        self.list.setPalette(palette)
        self._fill()

    def show_race(self, race: Race) -> None:
        """Show it without saying that a person chose it; what was typed gives way."""
        self._pause.stop()
        self._typed_is_wrong = False
        self.show_error("")
        if isinstance(race.problem, Problem) and race.problem.dims == 1:
            self.set_curve(race.problem)
        self._render(race)

    def _render(self, race: Race) -> None:
        self.race = race
        self.current = min(self.current, len(race.runners) - 1)
        if not self._typed_is_wrong:
            self.problem.blockSignals(True)
            self.problem.setCurrentIndex(self.problem.findData(self._kind(race.problem)))
            self.problem.blockSignals(False)
        own = self.problem.currentData() == OWN
        function = race.problem.function if isinstance(race.problem, Problem) else None
        text = function.text if isinstance(function, Expression) else ""
        self.expression.setVisible(own)
        self.formula.setVisible(bool(text) and not own)
        self.formula.setText(text)
        if own and text and not self._typed_is_wrong and not self.is_pending and self.expression.text() != text:
            self.expression.blockSignals(True)
            self.expression.setText(text)
            self.expression.blockSignals(False)
        self.start_x.render(race.start[0])
        self.start_y.setVisible(race.problem.dims == 2)
        self.start_y.render(race.start[-1])
        self.steps.blockSignals(True)
        self.steps.setValue(race.steps)
        self.steps.blockSignals(False)
        self._fill()
        self.editor.show_runner(race.runners[self.current])

    def show_error(self, text: str) -> None:
        """A sentence, or nothing. What is typed now stays wrong until it is mended."""
        if text or not self._typed_is_wrong:
            self.error.setText(text)
        self.error.setVisible(bool(self.error.text()))

    def set_start(self, start: Point) -> None:
        """A person's hand has put the start there."""
        self._intend(replace(self.race, start=start))

    def set_curve(self, problem: Problem) -> None:
        """The f(x) of Explore; walked on at once if it is what is shown."""
        before, self._curve = self._curve, problem
        self.problem.model().item(0).setEnabled(True)  # type: ignore[attr-defined]
        if before is not None and self.race.problem == before != problem:
            moved = before.start != problem.start or before.function != problem.function
            self._intend(replace(self.race, problem=problem, start=problem.start if moved else self.race.start))

    def _kind(self, problem: Problem | LineFit) -> str | int:
        if isinstance(problem, LineFit):
            return LINE
        if problem in SURFACES:
            return SURFACES.index(problem)
        return FUNCTION if problem.dims == 1 else OWN

    def _intend(self, race: Race) -> None:
        self._render(race)
        self.changed.emit(race)

    def _choose(self) -> None:
        """The problem that is selected, from its own start."""
        kind = self.problem.currentData()
        if kind == self._kind(self.race.problem) and not self._typed_is_wrong:
            return
        self._typed_is_wrong = False
        self._pause.stop()
        problem: Problem | LineFit
        if kind == FUNCTION and self._curve is not None:
            problem = self._curve
        elif kind == LINE:
            problem = LineFit()
        elif kind == OWN:
            self.expression.setVisible(True)
            self.formula.hide()
            self._read()
            return
        else:
            problem = SURFACES[kind]
        self.show_error("")
        self._intend(replace(self.race, problem=problem, start=problem.start))

    def _read(self) -> None:
        """The expression that is typed; a wrong one is told, and what was shown stays."""
        self._pause.stop()
        own = self._kind(self.race.problem) == OWN
        start = self.race.start if own else _OWN_START
        try:
            problem = own_problem(self.expression.text(), start)
        except (ExpressionError, DescendError) as error:
            self._typed_is_wrong = False
            self.show_error(sentence(error))
            self._typed_is_wrong = True
            return
        self._typed_is_wrong = False
        self.show_error("")
        self._intend(replace(self.race, problem=problem, start=start))

    # -- runners

    def _fill(self) -> None:
        """A row for each runner, in its colour."""
        runners = self.race.runners
        self.list.blockSignals(True)
        while self.list.count() > len(runners):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(runners):
            self.list.addItem(QListWidgetItem())
        for place, runner in enumerate(runners):
            item = self.list.item(place)
            rate = self.tr("{optimiser}, rate {rate}").format(
                optimiser=title_of(runner.optimizer), rate=f"{value_of(runner, RATE):g}"
            )
            item.setText(rate)
            item.setIcon(_mark(self._colours, place))
        self.list.setCurrentRow(self.current)
        self.list.blockSignals(False)
        row = max(self.list.sizeHintForRow(0), 20)
        self.list.setFixedHeight(row * len(runners) + 2 * self.list.frameWidth())
        self.add.setEnabled(len(runners) < MOST_RUNNERS)
        self.remove.setEnabled(len(runners) > 1)

    def _select(self, row: int) -> None:
        if row >= 0 and row != self.current:
            self.current = row
            self.editor.show_runner(self.race.runners[row])
            self.selected.emit(row)

    def _set_runner(self, runner: Runner) -> None:
        runners = list(self.race.runners)
        runners[self.current] = runner
        self._intend(replace(self.race, runners=tuple(runners)))

    def _add(self) -> None:
        """One with the current one's learning rate, and an optimiser that does not run yet."""
        runners = self.race.runners
        now = runners[self.current]
        used = {one.optimizer for one in runners}
        name = next((one for one in _NEXT if one not in used), "sgd")
        added = with_hyper(Runner(name, zero_grad=now.zero_grad), RATE, value_of(now, RATE))
        self.current = len(runners)
        self._intend(replace(self.race, runners=(*runners, added)))
        self.selected.emit(self.current)

    def _remove(self) -> None:
        runners = list(self.race.runners)
        del runners[self.current]
        self.current = min(self.current, len(runners) - 1)
        self._intend(replace(self.race, runners=tuple(runners)))
        self.selected.emit(self.current)


def _mark(colours: Colours, place: int) -> QIcon:
    """The mark of a runner in its colour, as the pictures show it."""
    side = 32
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(runner_colours(colours)[place]))
    paint_mark(painter, place, QPointF(side / 2, side / 2), side / 3)
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon
