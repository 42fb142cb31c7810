"""Descend as one sees it: controls, the picture and its histories, numbers and code."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from textwrap import fill

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.core.descend.experiments import asks_of
from explorer.core.descend.fit import Fit
from explorer.core.descend.ground import Ground
from explorer.core.descend.optimisers import OPTIMISERS, title_of
from explorer.core.descend.problem import DescendError
from explorer.core.descend.race import Result
from explorer.core.descend.reach import usual_height
from explorer.core.descend.run import Run
from explorer.core.descend.script import script
from explorer.core.descend.standing import standing
from explorer.core.descend.state import State
from explorer.ui import theme
from explorer.ui.descend.controls import Controls
from explorer.ui.descend.data_plot import DataPlot
from explorer.ui.descend.histories import Histories, History, is_steep
from explorer.ui.descend.marks import runner_colours
from explorer.ui.descend.picture import Picture
from explorer.ui.descend.progress import Progress, Veil
from explorer.ui.descend.rates_page import RatesPage
from explorer.ui.descend.reach_page import ReachPage
from explorer.ui.descend.starts_page import StartsPage
from explorer.ui.descend.surface_window import show_surface
from explorer.ui.descend.table import NumbersTable, fate_of
from explorer.ui.descend.timeline import Timeline
from explorer.ui.kit.number_box import tidy
from explorer.ui.kit.script_view import ScriptView
from explorer.ui.kit.silent import silent
from explorer.ui.theme import GAP, LIGHT, Colours
from explorer.ui.words import sentence

_LINE = 44


class DescendView(QWidget):
    """Shows a State, and the last Result that is a picture.

    Signals: field_toggled(on), model_toggled(on).
    """

    field_toggled = Signal(bool)
    model_toggled = Signal(bool)

    def __init__(self, state: State) -> None:
        super().__init__()
        self.controls = Controls(state)
        self.picture = Picture()
        self.histories = Histories()
        self.schedule = History("descendSchedule", self.tr("The learning rate over the steps"))
        self.data = DataPlot()
        self.rates, self.starts, self.reach = RatesPage(), StartsPage(), ReachPage()
        self.timeline = Timeline()
        self.progress = Progress()
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
        self.colours = LIGHT
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
        self.solid.setVisible(find_spec("OpenGL") is not None)
        self.model = QCheckBox(self.tr("quadratic model"))
        self.model.setObjectName("descendModel")
        self.model.setAccessibleName(self.tr("Show f as a quadratic about this point, and Newton's step"))
        self.model.setToolTip(self.model.accessibleName())
        self.reading, self.stable = QLabel(), QLabel()
        for label, name, called in (
            (self.reading, "descendReading", self.tr("f and its gradient under the mouse")),
            (self.stable, "descendStable", self.tr("What the quadratic says")),
        ):
            label.setObjectName(name)
            label.setAccessibleName(called)
            label.setTextFormat(Qt.TextFormat.PlainText)
            # A text that comes and goes under the mouse must move nothing.
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            label.setMinimumHeight(label.fontMetrics().height())
        self.fates = QLabel()
        self.fates.setObjectName("descendFates")
        self.fates.setAccessibleName(self.tr("What became of the walks"))
        self.fates.setTextFormat(Qt.TextFormat.RichText)
        self.fates.setWordWrap(True)
        self.csv = QPushButton(self.tr("Save as CSV…"))
        self.csv.setObjectName("descendCsv")
        self.csv.setAccessibleName(self.tr("Save every step of every runner as CSV…"))
        self.csv.setToolTip(self.csv.accessibleName())
        self.fit = QPushButton(self.tr("Fit"))
        self.fit.setObjectName("descendFit")
        self.fit.setAccessibleName(self.tr("Show all of the problem again"))
        self.fit.setToolTip(self.tr("Show all of the problem again (Ctrl+0)"))
        self.fit.setEnabled(False)
        self.fit_path = QPushButton(self.tr("Fit paths"))
        self.fit_path.setObjectName("descendFitPath")
        self.fit_path.setAccessibleName(self.tr("Show all of the paths"))
        self.fit_path.setToolTip(self.tr("Show all of the paths (Ctrl+Shift+0)"))
        row = QHBoxLayout()
        row.setContentsMargins(GAP, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.field)
        row.addWidget(self.model)
        row.addWidget(self.stable, 1)
        row.addWidget(self.reading, 1)
        self.reading.hide()
        for button in (self.solid, self.fit_path, self.fit):
            row.addWidget(button)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("descendTabs")
        self.tabs.setAccessibleName(self.tr("Over the steps, and experiments"))
        self.tabs.setDocumentMode(True)
        for page, name in (
            (self.histories, self.tr("f and gradient")),
            (self.schedule, self.tr("Learning rate")),
            (self.data, self.tr("Data")),
            (self.rates, self.tr("Try rates")),
            (self.starts, self.tr("Try starts")),
            (self.reach, self.tr("Steps to reach")),
        ):
            self.tabs.addTab(page, name)
        drawn = self.drawn = QSplitter(Qt.Orientation.Vertical)
        drawn.addWidget(self.picture)
        drawn.addWidget(self.tabs)
        drawn.setStretchFactor(0, 1)
        drawn.setSizes([420, 200])
        middle = QWidget()
        middle.setObjectName("descendMiddle")
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, GAP, 0, GAP)
        column.setSpacing(GAP // 2)
        column.addLayout(row)
        column.addWidget(drawn, 1)
        column.addWidget(self.progress)
        column.addWidget(self.timeline)
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
        words = QScrollArea()
        words.setObjectName("descendFatesRoom")
        words.setWidget(self.fates)
        words.setWidgetResizable(True)
        words.setFrameShape(QScrollArea.Shape.NoFrame)
        words.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fates.setAlignment(Qt.AlignmentFlag.AlignTop)
        upper.addWidget(words, 1)
        upper.addWidget(self.table, 1)
        lower.addWidget(theme.title(self.tr("The code (PyTorch)")))
        lower.addWidget(self.code, 1)
        right = QSplitter(Qt.Orientation.Vertical)
        right.setObjectName("descendRight")
        right.addWidget(numbers)
        right.addWidget(code)
        right.setSizes([420, 260])
        both = QSplitter()
        for widget in (self.controls, middle, right):
            both.addWidget(widget)
        both.setSizes([264, 692, 410])
        both.setStretchFactor(1, 1)
        for splitter in (drawn, right, both):
            splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(both)
        self.veils = (Veil(drawn), Veil(right))

    def _wire(self) -> None:
        self.field.toggled.connect(self.field_toggled)
        self.solid.clicked.connect(self._show_solid)
        self.model.toggled.connect(self.model_toggled)
        self.fit.clicked.connect(self.picture.fit)
        self.fit_path.clicked.connect(self.picture.fit_path)
        self.picture.read.connect(self._read)
        self.starts.shown.connect(self.picture.basins.show_starts)
        self.tabs.currentChanged.connect(lambda _: self._show_basins())
        self.reach.height_changed.connect(lambda _: self._ask())
        for part in (self.picture, self.histories):
            part.hovered.connect(self._hover)

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self.colours = colours
        charts = (self.picture, self.histories, self.schedule, self.data, self.rates, self.starts)
        for part in (self.controls, *charts, self.table, self.code, *self.veils):
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
        with silent(self.model):
            self.model.setChecked(state.model)
        self.cover()
        self._ask()
        if state.current != before.current:
            self._show_current()
        self._show_step(state.shown)

    def show_result(self, result: Result) -> None:
        """The pictures and the numbers; or the sentence that says why there are none, and the last good ones stay."""
        self.controls.what.show_error(sentence(result.error) if result.error is not None else "")
        if result.error is not None or result.scene is None:
            self.cover()
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
        self._show_rates(runs)
        if before is None or before.request.race.problem != race.problem:
            values = np.concatenate([run.values.double().numpy() for run in runs])
            height = usual_height(values)
            self.reach.wanted.render(tidy(height, 0.1 * abs(float(values[0]) - height)))
        is_fit = isinstance(race.problem, Fit)
        self.tabs.setTabVisible(self.tabs.indexOf(self.data), is_fit)
        if isinstance(race.problem, Fit):
            self.data.show_runs(race.problem, runs)
        self.cover()
        self._ask()
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

    def cover(self) -> None:
        """Grey what is of another problem than the one that is asked for: of the same with other parameters, as a hand
        on a slider makes them, when it takes long.
        """
        shown, wanted = self.result.request.race.problem if self.result is not None else None, self._state.race.problem
        takes_long = not self.progress.isHidden()
        stale = shown is not None and (shown.name != wanted.name or (takes_long and shown != wanted))
        stale = stale and not self.controls.what.is_wrong
        for veil in self.veils:
            veil.cover(stale)

    def _ask(self) -> None:
        """What the experiments would ask now."""
        race = self._state.race
        scene = self.result.scene if self.result is not None else None
        limits = self._state.limits if scene is None or race.problem.dims == 1 else scene.limits
        asks = asks_of(race, self._state.current, limits, tuple(OPTIMISERS), self.reach.wanted.value())
        for name, page in (("rates", self.rates), ("starts", self.starts), ("reach", self.reach)):
            page.set_ask(asks.get(name))
        self.tabs.setTabVisible(self.tabs.indexOf(self.starts), "starts" in asks)
        self._show_basins()

    def _show_basins(self) -> None:
        """While their page is in front, and they are of this race."""
        is_seen = self.tabs.currentWidget() is self.starts and self.starts.asked == self.starts.ask
        self.picture.basins.show_starts(self.starts.found if is_seen else None)

    def _show_rates(self, runs: tuple[Run, ...]) -> None:
        """The learning rate of each runner, as its schedule has it."""
        lines = [run.rates.numpy() for run in runs]
        steep = all((line > 0).all() for line in lines) and is_steep(lines, 10.0)
        title = self.tr("learning rate, logarithmic") if steep else self.tr("learning rate, linear")
        self.schedule.show_lines(title, steep, lines)
        self.schedule.set_x_range(0.0, float(max((len(line) - 1 for line in lines), default=1) or 1))

    def _show_model(self, step: int) -> None:
        """f as a quadratic about the point of the runner that is looked at."""
        text, result = "", self.result
        found: Ground | None = None
        if self._state.model and result is not None and result.runs:
            run = result.runs[self.current]
            found = self.picture.show_model(run.detail[min(step, len(run.detail) - 1)].point)
        else:
            self.picture.show_model(None)
        if found is not None and found.curvatures[-1] > 0:
            text = self.tr("SGD is stable under 2/λ = {bound}").format(bound=f"{2 / found.curvatures[-1]:.3g}")
        elif found is not None:
            text = self.tr("f curves downwards here")
        self.stable.setText(text)
        self.stable.setToolTip(text)

    def _read(self, text: str) -> None:
        """What is under the mouse, where else stands what the quadratic says: there is room for one of them."""
        self.reading.setText(text)
        self.reading.setVisible(bool(text))
        self.stable.setVisible(not text)

    def _hover(self, step: int) -> None:
        """The step under the mouse is marked in every picture and told in the table, until the mouse leaves."""
        self.picture.set_hovered(step)
        self.histories.set_hovered(step)
        self._tell_step(step if step >= 0 else self._state.shown)

    def _show_step(self, step: int) -> None:
        self.picture.set_step(step)
        self.histories.set_step(step)
        self.schedule.moment.step = step
        self.schedule.moment.update()
        if self.tabs.isTabVisible(self.tabs.indexOf(self.data)):
            self.data.set_step(step)
        self._show_model(step)
        self._tell_step(step)

    def _tell_step(self, step: int) -> None:
        self.table.numbers.set_step(step)
        self.step_title.setText(self.tr("Step {step}").format(step=f"{step:,}").upper())

    def _show_fates(self) -> None:
        if self.result is None:
            return
        lines = []
        for place, (runner, run) in enumerate(zip(self.result.request.race.runners, self.result.runs, strict=True)):
            colour = runner_colours(self.colours)[place]
            lines.append(f'<span style="color:{colour}">■</span> {title_of(runner.optimizer)}: {fate_of(run)}')
        lines += [sentence(one) for one in standing(self.result.request.race, self.result.runs)]
        self.fates.setText("<br>".join(lines))

    def _show_current(self) -> None:
        """The runner that is looked at: its code, and its numbers."""
        if self.result is None:
            return
        race = self.result.request.race
        try:
            self.code.show_script(script(race.plan(race.runners[self.current])))
        except DescendError as error:
            self.code.show_script("", fill(sentence(error), _LINE))
        self.table.scrollTo(self.table.numbers.index(0, self.current))

    def _show_solid(self) -> None:
        found = self.result
        if found is not None and found.scene is not None and found.scene.slopes is not None:
            show_surface(self, found.scene, found.request.race, found.runs, self.colours)
