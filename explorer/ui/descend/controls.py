"""What is walked on, from where, and who walks: the left column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.descend import state as states
from explorer.core.descend.optimisers import title_of
from explorer.core.descend.race import MOST_RUNNERS
from explorer.core.descend.state import State
from explorer.ui import theme
from explorer.ui.descend.marks import paint_mark, runner_colours
from explorer.ui.descend.names import told_rate
from explorer.ui.descend.problem_editor import ProblemEditor
from explorer.ui.descend.runner_editor import RunnerEditor
from explorer.ui.kit.icons import Sign, icon
from explorer.ui.kit.number_box import NumberBox
from explorer.ui.kit.silent import silent
from explorer.ui.kit.undo import leave_undo
from explorer.ui.theme import GAP, LIGHT, Colours

MOST_STEPS = 10_000


class Controls(QScrollArea):
    """Signal: intended(transition, gesture), what a person wants of the State."""

    intended = Signal(object, str)

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state
        self._colours = LIGHT
        self._build()
        self._wire()
        self.show_state(state)

    def _build(self) -> None:
        self.what = ProblemEditor(self._state)
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
        layout.addWidget(self.what)
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
        self.what.intended.connect(self.intended)
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
        return self.what.is_pending

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self._colours = colours
        self.what.set_colours(colours)
        palette = QPalette(self.palette())  # on the accent, the colours of the marks cannot be told
        palette.setColor(QPalette.ColorRole.Highlight, QColor(colours.border))
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor(colours.text))
        palette.setColor(QPalette.ColorRole.Base, QColor(colours.base))
        palette.setColor(QPalette.ColorRole.Text, QColor(colours.text))
        self.list.setPalette(palette)
        self._fill()

    def show_state(self, state: State) -> None:
        """Show it; a wrong text that is being typed stays until another problem is chosen."""
        self._state = state
        race = state.race
        self.what.show_state(state)
        with silent(self.steps):
            self.steps.setValue(race.steps)
        self.start_x.render(race.start[0])
        self.start_y.setVisible(race.problem.dims == 2)
        self.start_y.render(race.start[-1])
        self._fill()
        self.editor.show_runner(state.runner, race.problem)

    def _set_start(self, place: int, value: float) -> None:
        start = tuple(value if at == place else one for at, one in enumerate(self._state.race.start))
        self._intend(lambda s: states.with_start(s, start), "start")

    def _intend(self, transition: Callable[[State], State], gesture: str = "") -> None:
        self.intended.emit(transition, gesture)

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
                        optimiser=title_of(runner.optimizer), rate=told_rate(runner)
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
