"""The workspace Descend: optimisers walking down, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from explorer.core import files
from explorer.core.descend.export import to_csv
from explorer.core.descend.problem import DescendError, LineFit, Point, Problem
from explorer.core.descend.race import Race, Scene
from explorer.core.descend.run import Run
from explorer.core.descend.script import script
from explorer.core.descend.surface import Limits
from explorer.core.expression import Expression
from explorer.core.python_function import PythonFunction
from explorer.ui import theme
from explorer.ui.descend.code import Code
from explorer.ui.descend.controls import Controls, curve_problem
from explorer.ui.descend.histories import Histories
from explorer.ui.descend.marks import runner_colours
from explorer.ui.descend.picture import Picture
from explorer.ui.descend.runner_editor import title_of
from explorer.ui.descend.surface_window import show_surface
from explorer.ui.descend.table import NumbersTable, fate_of
from explorer.ui.descend.timeline import Timeline
from explorer.ui.descend.walker import Walker
from explorer.ui.kit.files import ask_and_write
from explorer.ui.theme import GAP, Colours
from explorer.ui.words import sentence

_MARGIN = 0.1
_FARTHEST = 20.0


def limits_of(race: Race) -> Limits:
    """What is shown: the limits of the problem, wider where the start is outside of them and not far off."""
    found = []
    for (lo, hi), at in zip(race.problem.limits, race.start, strict=True):
        span = hi - lo
        if lo - _FARTHEST * span < at < hi + _FARTHEST * span:
            lo = lo if lo <= at else at - _MARGIN * span
            hi = hi if at <= hi else at + _MARGIN * span
        found.append((lo, hi))
    return tuple(found)


class DescendView(QWidget):
    """Signals: shown(), whenever the newest race is on the screen, or it was told why it cannot be;
    tape_wanted(script), one step to be run in the workspace Tape.
    """

    shown = Signal()
    tape_wanted = Signal(str)

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self.walker = Walker()
        self.controls = Controls()
        self.picture = Picture()
        self.histories = Histories()
        self.timeline = Timeline()
        self.table = NumbersTable()
        self.code = Code()
        self.race: Race | None = None
        self.runs: tuple[Run, ...] = ()
        self._colours = colours
        self._unpainted = False
        self._dragged = False
        self._limits: Limits = ()
        self._build()
        self._wire()
        self._scene: Scene | None = None
        self.set_colours(colours)

    def _build(self) -> None:
        self.field = QCheckBox(self.tr("gradient field"))
        self.field.setObjectName("descendField")
        self.field.setAccessibleName(self.tr("Show the gradient field"))
        self.field.setChecked(True)
        self.solid = QPushButton(self.tr("3-D…"))
        self.solid.setObjectName("descendSolid")
        self.solid.setAccessibleName(self.tr("The surface in three dimensions"))
        self.solid.setToolTip(self.tr("The surface in three dimensions"))
        self.solid.setEnabled(False)
        self.fates = QLabel()
        self.fates.setObjectName("descendFates")
        self.fates.setAccessibleName(self.tr("What became of the walks"))
        self.fates.setTextFormat(Qt.TextFormat.RichText)
        self.fates.setWordWrap(True)
        self.csv = QPushButton(self.tr("Save path as CSV…"))
        self.csv.setObjectName("descendCsv")
        self.csv.setAccessibleName(self.tr("Save path as CSV…"))
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.timeline, 1)
        row.addWidget(self.field)
        row.addWidget(self.solid)
        drawn = QSplitter(Qt.Orientation.Vertical)
        drawn.addWidget(self.picture)
        drawn.addWidget(self.histories)
        drawn.setStretchFactor(0, 1)
        drawn.setSizes([440, 180])
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, GAP, 0, GAP)
        column.setSpacing(GAP)
        column.addWidget(drawn, 1)
        column.addLayout(row)
        numbers, code = QWidget(), QWidget()
        upper, lower = QVBoxLayout(numbers), QVBoxLayout(code)
        for part in (upper, lower):
            part.setSpacing(GAP)
        upper.setContentsMargins(0, GAP, GAP, 0)
        lower.setContentsMargins(0, 0, GAP, GAP)
        self.step_title = theme.title(self.tr("Step {step}").format(step=0))
        head = QHBoxLayout()
        head.addWidget(self.step_title, 1)
        head.addWidget(self.csv)
        upper.addLayout(head)
        upper.addWidget(self.fates)
        upper.addWidget(self.table, 1)
        lower.addWidget(theme.title(self.tr("The code (PyTorch)")))
        lower.addWidget(self.code, 1)
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(numbers)
        right.addWidget(code)
        right.setSizes([370, 310])
        both = QSplitter()
        for widget in (self.controls, middle, right):
            both.addWidget(widget)
        both.setSizes([272, 750, 344])
        both.setStretchFactor(1, 1)
        for splitter in (drawn, right, both):
            splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(both)

    def _wire(self) -> None:
        self.controls.changed.connect(self._ask)
        self.controls.selected.connect(lambda _: self._show_current())
        self.walker.drawn.connect(self._show_scene)
        self.walker.heard.connect(self._check)
        self.solid.clicked.connect(self._show_solid)
        self.walker.walked.connect(self._show_runs)
        self.walker.refused.connect(self._show_refusal)
        self.picture.start_dragged.connect(self._drag)
        self.picture.start_dropped.connect(self._drop)
        self.picture.hovered.connect(self._hover)
        self.picture.painted.connect(self._painted)
        self.histories.hovered.connect(self._hover)
        self.timeline.moved.connect(self._show_step)
        self.field.toggled.connect(self.picture.set_field)
        self.code.tape_wanted.connect(self._open_in_tape)
        self.csv.clicked.connect(self._save_path)
        self.timeline.listen_in(self)

    def start(self) -> None:
        """Begin to compute, with the race that the controls show."""
        self.walker.start()
        self._ask(self.controls.race)

    def stop(self) -> None:
        """End the thread."""
        self.timeline.stop()
        self.walker.stop()

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self._colours = colours
        for part in (self.controls, self.picture, self.histories, self.table, self.code.highlighter):
            part.set_colours(colours)
        self._show_fates()

    def set_function(
        self,
        function: Expression | PythonFunction,
        values: Mapping[str, float],
        cursor: float,
        limits: tuple[float, float] | None = None,
    ) -> None:
        """The f(x) of Explore, to be walked on from its cursor."""
        self.controls.set_curve(curve_problem(function, values, cursor, limits))

    def show_race(self, race: Race) -> None:
        """Show this race in controls and pictures."""
        self.controls.show_race(race)
        self._ask(race)

    def is_settled(self) -> bool:
        """Whether the newest race is on the screen, or it was told why it cannot be."""
        to_paint = self._unpainted and self.picture.isVisible()
        return not (self.walker.is_busy() or self.controls.is_pending or to_paint)

    # -- from the controls to the pictures

    def _ask(self, race: Race) -> None:
        """The limits stay while the start is dragged: what is under the mouse must not move away from it."""
        if not self._dragged:
            self._limits = limits_of(race)
        self.walker.ask(race, self._limits)

    def _drag(self, point: Point) -> None:
        self._dragged = True
        self.controls.set_start(tuple(float(one) for one in point))

    def _drop(self, point: Point) -> None:
        self._dragged = False
        self.controls.set_start(tuple(float(one) for one in point))

    def _show_scene(self, problem: Problem | LineFit, limits: Limits, scene: Scene) -> None:
        self._scene = scene
        self.solid.setEnabled(problem.dims == 2)
        self.picture.show_scene(scene, problem)
        self.field.setEnabled(problem.dims == 2)

    def _show_runs(self, race: Race, runs: tuple[Run, ...]) -> None:
        self.race, self.runs = race, runs
        self._unpainted = True
        self.controls.show_error("")
        self.timeline.show_steps(race.steps)
        self.picture.show_runs(race, runs)
        self.histories.show_runs(race, runs)
        self.table.numbers.show_runs(race, runs)
        self._show_fates()
        self._show_code()
        self._show_step(self.timeline.step)
        self.picture.update()
        self._check()

    def _show_refusal(self, told: str, race: Race) -> None:
        """The sentence; the last good picture stays."""
        self.controls.show_error(told)
        self._check()

    def _painted(self) -> None:
        if self._unpainted:
            self._unpainted = False
            self._check()

    def _check(self) -> None:
        if self.is_settled():
            self.shown.emit()

    def _hover(self, step: int) -> None:
        """The step under the mouse is marked in every picture and told in the table, until the mouse leaves."""
        self.picture.set_hovered(step)
        self.histories.set_hovered(step)
        self._tell_step(step if step >= 0 else self.timeline.step)

    def _show_step(self, step: int) -> None:
        self.picture.set_step(step)
        self.histories.set_step(step)
        self._tell_step(step)

    def _tell_step(self, step: int) -> None:
        self.table.numbers.set_step(step)
        self.step_title.setText(self.tr("Step {step}").format(step=f"{step:,}").upper())

    def _show_fates(self) -> None:
        if self.race is None:
            return
        lines = []
        for place, (runner, run) in enumerate(zip(self.race.runners, self.runs, strict=True)):
            colour = runner_colours(self._colours)[place]
            lines.append(f'<span style="color:{colour}">■</span> {title_of(runner.optimizer)}: {fate_of(run)}')
        self.fates.setText("<br>".join(lines))

    def _show_solid(self) -> None:
        if self._scene is not None and self._scene.slopes is not None and self.race is not None:
            show_surface(self, self._scene, self.race, self.runs, self._colours)

    # -- code and files

    @property
    def _current(self) -> int:
        return min(self.controls.current, len(self.runs) - 1)

    def _show_current(self) -> None:
        """Another runner is looked at: its code, and its numbers."""
        self._show_code()
        if self.runs:
            self.table.scrollTo(self.table.numbers.index(0, self._current))

    def _show_code(self) -> None:
        if self.race is not None:
            try:
                self.code.show_script(script(self.race.plan(self.race.runners[self._current])))
            except DescendError as error:
                self.code.show_script("", sentence(error))

    def _open_in_tape(self) -> None:
        """One step from the point that is shown."""
        if self.race is not None:
            plan = self.race.plan(self.race.runners[self._current])
            point = self.runs[self._current].detail[self.timeline.step].point
            self.tape_wanted.emit(script(replace(plan, start=point, steps=1)))

    def _save_path(self) -> None:
        if self.race is not None:
            kinds = self.tr("Comma-separated values (*.csv)")
            run = self.runs[self._current]
            ask_and_write(
                self,
                self.tr("Save the path"),
                "path.csv",
                kinds,
                lambda path: lambda: files.write(path, to_csv(run)),
            )
