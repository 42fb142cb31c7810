"""What is walked on, from where, and who walks: the left column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

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

from explorer.core.descend import state as states
from explorer.core.descend.problem import SURFACES, DescendError, LineFit, Problem
from explorer.core.descend.race import MOST_RUNNERS
from explorer.core.descend.state import OWN_TEXT, State
from explorer.core.expression import Expression, ExpressionError
from explorer.core.expression.lexer import MAX_TEXT
from explorer.ui import theme
from explorer.ui.descend.marks import paint_mark, runner_colours
from explorer.ui.descend.runner_editor import RunnerEditor, title_of
from explorer.ui.kit.icons import Sign, icon
from explorer.ui.kit.number_box import NumberBox
from explorer.ui.kit.silent import silent
from explorer.ui.kit.undo import leave_undo
from explorer.ui.theme import GAP, LIGHT, Colours
from explorer.ui.words import sentence, translated

FUNCTION, LINE, OWN = "function", "line", "own"
MOST_STEPS = 10_000
_PAUSE_MS = 200


def name_of(problem: Problem | LineFit) -> str:
    """In the person's language."""
    return translated("Surfaces", problem.name)


class Controls(QScrollArea):
    """Signal: intended(transition, gesture), what a person wants of the State."""

    intended = Signal(object, str)

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state
        self._curve: Problem | None = None
        self._colours = LIGHT
        self._typed_is_wrong = False
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._build()
        self._wire()
        self.show_state(state)

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
        self.formula.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.error = QLabel()
        self.error.setObjectName("descendError")
        self.error.setAccessibleName(self.tr("What is wrong"))
        for label in (self.formula, self.error):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.error.hide()
        self.start_x = NumberBox("descendStartX", self.tr("Start: x"))
        self.start_y = NumberBox("descendStartY", self.tr("Start: y"))
        self.steps = QSpinBox()
        self.steps.setObjectName("descendCount")
        self.steps.setAccessibleName(self.tr("Number of steps"))
        self.steps.setRange(1, MOST_STEPS)
        self.steps.setKeyboardTracking(False)
        self.steps.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType)
        leave_undo(self.steps)
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
        self.start_x.valueChanged.connect(lambda x: self._set_start(0, x))
        self.start_y.valueChanged.connect(lambda y: self._set_start(1, y))
        self.steps.valueChanged.connect(lambda count: self._intend(lambda s: states.with_steps(s, count), "steps"))
        self.list.currentRowChanged.connect(self._select)
        self.add.clicked.connect(lambda: self._intend(states.with_added))
        self.remove.clicked.connect(lambda: self._intend(states.with_removed))
        self.editor.changed.connect(lambda runner: self._intend(lambda s: states.with_runner(s, runner), "runner"))

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

    def show_state(self, state: State) -> None:
        """Show it; a wrong text that is being typed stays until another problem is chosen."""
        before, self._state = self._state, state
        race = state.race
        if race.problem != before.race.problem:
            self.forget_draft()
        with silent(self.problem, self.expression, self.steps):
            if not self._typed_is_wrong:
                self.problem.setCurrentIndex(self.problem.findData(_kind(race.problem)))
            own = self.problem.currentData() == OWN
            function = race.problem.function if isinstance(race.problem, Problem) else None
            text = function.text if isinstance(function, Expression) else ""
            self.expression.setVisible(own)
            self.formula.setVisible(bool(text) and not own)
            self.formula.setText(text)
            is_typed = self._typed_is_wrong or self.is_pending
            if own and text and not is_typed and self.expression.text() != text:
                self.expression.setText(text)
            self.steps.setValue(race.steps)
        self.start_x.render(race.start[0])
        self.start_y.setVisible(race.problem.dims == 2)
        self.start_y.render(race.start[-1])
        self._fill()
        self.editor.show_runner(state.runner)

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

    def _set_start(self, place: int, value: float) -> None:
        start = tuple(value if at == place else one for at, one in enumerate(self._state.race.start))
        self._intend(lambda s: states.with_start(s, start), "start")

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
        chosen = self._curve if kind == FUNCTION else LineFit() if kind == LINE else SURFACES[kind]
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

    # -- runners

    def _fill(self) -> None:
        """A row for each runner, in its colour."""
        runners = self._state.race.runners
        with silent(self.list):
            while self.list.count() > len(runners):
                self.list.takeItem(self.list.count() - 1)
            while self.list.count() < len(runners):
                self.list.addItem(QListWidgetItem())
            for place, runner in enumerate(runners):
                item = self.list.item(place)
                item.setText(
                    self.tr("{optimiser}, rate {rate}").format(
                        optimiser=title_of(runner.optimizer), rate=f"{states.value_of(runner, states.RATE):g}"
                    )
                )
                item.setIcon(_mark(self._colours, place))
            self.list.setCurrentRow(self._state.current)
        row = max(self.list.sizeHintForRow(0), 20)
        self.list.setFixedHeight(row * len(runners) + 2 * self.list.frameWidth())
        self.add.setEnabled(len(runners) < MOST_RUNNERS)
        self.remove.setEnabled(len(runners) > 1)

    def _select(self, row: int) -> None:
        if row >= 0 and row != self._state.current:
            self._intend(lambda s: replace(s, current=row))


def _kind(problem: Problem | LineFit) -> str | int:
    """Of the list of problems: a surface's place, or which of the others."""
    if isinstance(problem, LineFit):
        return LINE
    if problem in SURFACES:
        return SURFACES.index(problem)
    return FUNCTION if problem.dims == 1 else OWN


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
