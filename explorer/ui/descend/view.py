"""Descend as one sees it: controls, the picture and its histories, numbers and code."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from explorer.core.descend.problem import DescendError
from explorer.core.descend.race import Result
from explorer.core.descend.script import script
from explorer.core.descend.state import State
from explorer.ui import theme
from explorer.ui.descend.controls import Controls
from explorer.ui.descend.histories import Histories
from explorer.ui.descend.marks import runner_colours
from explorer.ui.descend.picture import Picture
from explorer.ui.descend.runner_editor import title_of
from explorer.ui.descend.surface_window import show_surface
from explorer.ui.descend.table import NumbersTable, fate_of
from explorer.ui.descend.timeline import Timeline
from explorer.ui.kit.script_view import ScriptView
from explorer.ui.kit.silent import silent
from explorer.ui.theme import GAP, LIGHT, Colours
from explorer.ui.words import sentence


class DescendView(QWidget):
    """Shows a State, and the last Result that is a picture. Signal: field_toggled(on)."""

    field_toggled = Signal(bool)

    def __init__(self, state: State) -> None:
        super().__init__()
        self.controls = Controls(state)
        self.picture = Picture()
        self.histories = Histories()
        self.timeline = Timeline()
        self.table = NumbersTable()
        self.code = ScriptView(
            "descendCode",
            "descend",
            self.tr("The PyTorch training loop of this path"),
            self.tr("Run one step from the shown point in a real kernel, and see what autograd records"),
            "descend.py",
        )
        self.result: Result | None = None
        self._state = state
        self._colours = LIGHT
        self._build()
        self._wire()
        self.picture.set_field(state.field)

    def _build(self) -> None:
        self.field = QCheckBox(self.tr("gradient field"))
        self.field.setObjectName("descendField")
        self.field.setAccessibleName(self.tr("Show the gradient field"))
        self.field.setChecked(self._state.field)
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
        self.fit = QPushButton(self.tr("Fit"))
        self.fit.setObjectName("descendFit")
        self.fit.setAccessibleName(self.tr("Show all of the problem again"))
        self.fit.setToolTip(self.tr("Show all of the problem again (double click)"))
        self.fit.setEnabled(False)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.timeline, 1)
        row.addWidget(self.field)
        row.addWidget(self.solid)
        row.addWidget(self.fit)
        drawn = self.drawn = QSplitter(Qt.Orientation.Vertical)
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
        self.field.toggled.connect(self.field_toggled)
        self.solid.clicked.connect(self._show_solid)
        self.fit.clicked.connect(self.picture.fit)
        for part in (self.picture, self.histories):
            part.hovered.connect(self._hover)

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self._colours = colours
        for part in (self.controls, self.picture, self.histories, self.table, self.code):
            part.set_colours(colours)
        self._show_fates()

    def show_state(self, state: State) -> None:
        """What can be shown before anything is computed."""
        before, self._state = self._state, state
        self.controls.show_state(state)
        self.timeline.show_step(state.shown, state.race.steps)
        if state.view != before.view:
            self.fit.setEnabled(state.view is not None)
            self.picture.show_view(state.view or ())
        if state.field != before.field:
            with silent(self.field):
                self.field.setChecked(state.field)
            self.picture.set_field(state.field)
        if state.current != before.current:
            self._show_current()
        self._show_step(state.shown)

    def show_result(self, result: Result) -> None:
        """The pictures and the numbers; or the sentence that says why there are none, and the last good ones stay."""
        self.controls.show_error(sentence(result.error) if result.error is not None else "")
        if result.error is not None or result.scene is None:
            return
        before, self.result = self.result, result
        race, runs = result.request.race, result.runs
        if before is None or before.scene is not result.scene:
            is_surface = race.problem.dims == 2
            self.solid.setEnabled(is_surface)
            self.field.setEnabled(is_surface)
            self.picture.show_scene(result.scene, race.problem)
        self.picture.show_runs(race, runs)
        self.histories.show_runs(race, runs)
        self.table.numbers.show_runs(race, runs)
        self._show_fates()
        self._show_current()
        self._show_step(self._state.shown)
        self.picture.update()

    @property
    def current(self) -> int:
        """Whose numbers and code are shown: the runner that is looked at, if it has run."""
        return min(self._state.current, len(self.result.runs) - 1) if self.result is not None else 0

    def script_of_step(self) -> str:
        """One step of the current runner from the point that is shown. Raises DescendError."""
        assert self.result is not None
        race, run = self.result.request.race, self.result.runs[self.current]
        point = run.detail[min(self._state.shown, len(run.detail) - 1)].point
        return script(replace(race.plan(race.runners[self.current]), start=point, steps=1))

    def _hover(self, step: int) -> None:
        """The step under the mouse is marked in every picture and told in the table, until the mouse leaves."""
        self.picture.set_hovered(step)
        self.histories.set_hovered(step)
        self._tell_step(step if step >= 0 else self._state.shown)

    def _show_step(self, step: int) -> None:
        self.picture.set_step(step)
        self.histories.set_step(step)
        self._tell_step(step)

    def _tell_step(self, step: int) -> None:
        self.table.numbers.set_step(step)
        self.step_title.setText(self.tr("Step {step}").format(step=f"{step:,}").upper())

    def _show_fates(self) -> None:
        if self.result is None:
            return
        lines = []
        for place, (runner, run) in enumerate(zip(self.result.request.race.runners, self.result.runs, strict=True)):
            colour = runner_colours(self._colours)[place]
            lines.append(f'<span style="color:{colour}">■</span> {title_of(runner.optimizer)}: {fate_of(run)}')
        self.fates.setText("<br>".join(lines))

    def _show_current(self) -> None:
        """The runner that is looked at: its code, and its numbers."""
        if self.result is None:
            return
        race = self.result.request.race
        try:
            self.code.show_script(script(race.plan(race.runners[self.current])))
        except DescendError as error:
            self.code.show_script("", sentence(error))
        self.table.scrollTo(self.table.numbers.index(0, self.current))

    def _show_solid(self) -> None:
        found = self.result
        if found is not None and found.scene is not None and found.scene.slopes is not None:
            show_surface(self, found.scene, found.request.race, found.runs, self._colours)
