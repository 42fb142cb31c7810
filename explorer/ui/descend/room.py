"""Descend: every connection between its widgets, its store and its thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMessageBox

from explorer.core import files
from explorer.core.descend import state as states
from explorer.core.descend.experiments import AskRates
from explorer.core.descend.export import race_to_csv
from explorer.core.descend.own import Own, read
from explorer.core.descend.picture_script import picture_script
from explorer.core.descend.problem import DescendError, Point
from explorer.core.descend.race import Racer, Request, Result, failed
from explorer.core.descend.section import Section
from explorer.core.descend.state import State
from explorer.core.descend.surface import Limits
from explorer.core.explore.state import State as ExploreState
from explorer.ui import importing
from explorer.ui.descend import animation
from explorer.ui.descend.marks import runner_colours
from explorer.ui.descend.view import DescendView
from explorer.ui.kit import figure
from explorer.ui.kit.files import ask_and_write, reason
from explorer.ui.kit.formula import Formulas
from explorer.ui.latest import Latest, Superseded
from explorer.ui.store import Store
from explorer.ui.theme import LIGHT, Colours
from explorer.ui.words import sentence

PATIENCE = 0.25
"""Seconds for which a race may still be walked to its end when a newer one is wished: a drag is to show something."""


WAIT_MS = 300
"""After so long it is shown how far the walks have come."""


class DescendRoom(QObject):
    """Signals: as Room has them; came(Result), said by the thread, of a long race that has not ended."""

    settled = Signal()
    offered = Signal(str, object)
    came = Signal(object)

    def __init__(self, formulas: Formulas, state: State | None) -> None:
        super().__init__()
        state = state or states.default()
        self.view = DescendView(state)
        self.setParent(self.view)  # it ends with what it shows
        self._kept: Limits = ()
        self._unpainted = False
        self._animator: animation.Animator | None = None
        self._stop_here = threading.Event()
        self._patience = QTimer(self, interval=WAIT_MS, singleShot=True)
        self.store: Store[State, Request, Result] = Store(
            state,
            Latest(
                "descend",
                self._prepare,
                lambda request, error: Result(request, error=failed(error)),
                lambda request: PATIENCE,
            ),
            lambda state, moving: Request(state.race, self._kept if moving else state.limits),
        )
        self._wire()
        self.view.show_state(self.store.state)

    def _wire(self) -> None:
        store, view = self.store, self.view
        store.restored.connect(view.controls.what.forget_draft)
        store.changed.connect(self._show_state)
        store.computed.connect(self._show_result)
        view.controls.intended.connect(lambda transition, gesture: store.apply(transition, gesture or None))
        view.timeline.moved.connect(lambda step: store.apply(lambda s: states.with_step(s, step), "step"))
        view.field_toggled.connect(lambda on: store.apply(lambda s: replace(s, field=on)))
        view.picture.start_dragged.connect(self._drag)
        view.picture.start_dropped.connect(self._drop)
        view.picture.viewed.connect(
            lambda seen: store.apply(lambda s: states.with_view(s, seen), "view" if seen else None)
        )
        view.model_toggled.connect(lambda on: store.apply(lambda s: replace(s, model=on)))
        view.picture.painted.connect(self._painted)
        view.progress.stopped.connect(self._stop_here.set)
        view.rates.rate_wanted.connect(self._take_rate)
        view.controls.editor.file_wanted.connect(self._ask_for_optimiser)
        self._patience.timeout.connect(self._show_progress)
        self.came.connect(self._show_partial)
        view.code.tape_wanted.connect(lambda: self.offered.emit("tape", view.script_of_step()))
        view.csv.clicked.connect(self.save_path)

    # -- what the window asks

    def start(self) -> None:
        """Begin to walk."""
        self.store.latest.start()
        self.store.request()

    def is_settled(self) -> bool:
        """Whether the newest race is on the screen, or it was told why it cannot be."""
        to_paint = self._unpainted and self.view.picture.isVisible()
        is_pending = self.view.controls.is_pending or self.view.picture.is_moving
        return self.store.is_current and not is_pending and not to_paint

    def enter(self, states_of_rooms: Mapping[str, object]) -> None:
        """The f(x) of Explore can be walked on."""
        state = states_of_rooms.get("explore")
        if isinstance(state, ExploreState):
            problem = states.curve_problem(state.function, state.values, state.cursor, state.range)
            self.view.controls.what.set_curve(problem)
            if states.with_curve(self.store.state, problem) != self.store.state:
                self.store.apply(lambda s: states.with_curve(s, problem))

    def take(self, thing: object) -> None:
        """A State to be shown. A text of Python: the optimisers in it. Data of a network's loss: it is walked on."""
        if isinstance(thing, State):
            self.store.restore(thing)
        try:
            if isinstance(thing, str):
                self._take_optimisers(read(thing, self.tr("a cell of Tape")))
            elif isinstance(thing, Mapping):
                self.store.restore(states.of_landscape(Section.of_data(thing)))
        except DescendError as error:
            self.view.controls.what.show_error(sentence(error))

    def add_buttons(self, actions: Sequence[QAction]) -> None:
        """None."""

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self.view.set_colours(colours)

    def may_close(self) -> bool:
        """Nothing here is lost."""
        return True

    def close(self) -> None:
        """End the thread; a walk is not waited for."""
        self.view.timeline.stop()
        self._stop_here.set()
        for page in (self.view.rates, self.view.starts, self.view.reach):
            page.close_thread()
        self.store.latest.stop()

    # -- what is shown

    def _show_state(self, state: State) -> None:
        self.view.show_state(state)
        if self.store.is_current:  # nothing to compute, only to look at
            self._paint()
        elif not self._patience.isActive():
            self.view.progress.show_part(0.0)
            self._patience.start()

    def _show_result(self, result: Result) -> None:
        self.view.show_result(result)
        if self.store.is_current:
            self._patience.stop()
            self._stop_here.clear()
            self.view.progress.hide()
        if result.error is None:
            self._paint()
        self._check_settled()

    def _paint(self) -> None:
        self._unpainted = True
        self.view.picture.update()
        if not self.view.picture.isVisible():
            self._check_settled()

    def _painted(self) -> None:
        if self._unpainted:
            self._unpainted = False
            self._check_settled()

    def _check_settled(self) -> None:
        if self.is_settled():
            self.settled.emit()

    def _show_progress(self) -> None:
        """It takes long."""
        if not self.store.is_current:
            self.view.progress.show()
            self.view.cover()

    def _told(self, result: Result) -> bool:
        """On the thread: what a long race has come to; whether it shall end there."""
        self.came.emit(result)
        if self._stop_here.is_set():
            self._stop_here.clear()
            return True
        return False

    def _show_partial(self, result: Result) -> None:
        if result.request.race == self.store.state.race and not self.store.is_current:
            self.view.progress.show_part(result.done)
            self.view.show_result(result)

    def _prepare(self) -> Callable[[Request, Superseded], Result]:
        with importing.LOCK:
            import torch._dynamo  # noqa: F401 - the first optimiser would import it, and SymPy with it
        return Racer(self._told).answer

    # -- intents

    def save_figure(self) -> None:
        """Ask for a name, and save the picture and the histories."""
        figure.ask_and_save(self.view.drawn)

    def copy_figure(self) -> None:
        """Both as a picture on the clipboard."""
        figure.copy(self.view.drawn)

    def save_animation(self) -> None:
        """Ask for a name, and save the race as a moving picture."""
        if self.view.result is not None:
            self._animator = animation.ask_and_save(
                self.view, self.view.result, self.view.colours, self.store.state.field
            )

    def save_script(self) -> None:
        """Ask for a name, and save the Python that makes the same picture with matplotlib."""
        found = self.view.result
        if found is None or found.scene is None:
            return
        try:
            text = picture_script(found.request.race, self.view.picture.limits, runner_colours(LIGHT))
        except DescendError as error:
            self.view.controls.what.show_error(sentence(error))
            return
        ask_and_write(
            self.view,
            self.tr("Save the script"),
            "race.py",
            self.tr("Python files (*.py)"),
            lambda path: partial(files.write, path, text),
        )

    def save_path(self) -> None:
        """Ask for a name, and save every step of every runner."""
        found = self.view.result
        if found is not None:
            race, runs = found.request.race, found.runs
            ask_and_write(
                self.view,
                self.tr("Save the paths"),
                "paths.csv",
                self.tr("Comma-separated values (*.csv)"),
                lambda path: partial(files.write, path, race_to_csv(race, runs)),
            )

    def _take_rate(self, runner: int, rate: float) -> None:
        """Of the U-curve, for that runner, if it is still there."""
        runners, asked = self.store.state.race.runners, self.view.rates.asked
        walked = asked.plans[runner].optimizer if isinstance(asked, AskRates) else None
        if runner < len(runners) and runners[runner].optimizer == walked:
            self.store.apply(lambda s: states.with_rate(s, runner, rate))

    def _ask_for_optimiser(self) -> None:
        """From a Python file."""
        path, _ = QFileDialog.getOpenFileName(
            self.view, self.tr("An optimiser of mine"), "", self.tr("Python files (*.py)")
        )
        if not path:
            return
        try:
            found = read(Path(path).read_text(encoding="utf-8"), path)
        except (OSError, UnicodeDecodeError, DescendError) as error:
            told = reason(error) if isinstance(error, OSError | DescendError) else str(error)
            QMessageBox.warning(self.view, self.tr("An optimiser of mine"), told)
            return
        self._take_optimisers(found)

    def _take_optimisers(self, found: Sequence[Own]) -> None:
        """They are in the list from now on, and the first one walks."""
        for one in reversed(found):
            self.view.controls.editor.offer(one)
        self.store.apply(lambda s: states.with_runner(s, states.with_optimiser(s.runner, found[0], s.race.problem)))

    def _drag(self, start: Point) -> None:
        """The limits stay meanwhile: what is under the mouse must not move away from it."""
        if not self.store.moving:
            self._kept = self.store.state.limits
            self.store.hold()
        self.store.apply(lambda s: states.with_start(s, start), "start")

    def _drop(self, start: Point) -> None:
        self.store.apply(lambda s: states.with_start(s, start), "start")
        self.store.release()


Room = DescendRoom
