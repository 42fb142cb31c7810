"""Descend: every connection between its widgets, its store and its thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from explorer.core import files
from explorer.core.descend import state as states
from explorer.core.descend.export import to_csv
from explorer.core.descend.problem import Point
from explorer.core.descend.race import Racer, Request, Result, failed
from explorer.core.descend.state import State
from explorer.core.descend.surface import Limits
from explorer.core.explore.state import State as ExploreState
from explorer.ui import importing
from explorer.ui.descend.view import DescendView
from explorer.ui.kit import figure
from explorer.ui.kit.files import ask_and_write
from explorer.ui.kit.formula import Formulas
from explorer.ui.latest import Latest, Superseded
from explorer.ui.store import Store
from explorer.ui.theme import Colours

PATIENCE = 0.25
"""Seconds for which a race may still be walked to its end when a newer one is wished: a drag is to show something."""


class DescendRoom(QObject):
    """Signals: as Room has them."""

    settled = Signal()
    offered = Signal(str, object)

    def __init__(self, formulas: Formulas, state: State | None) -> None:
        super().__init__()
        state = state or states.default()
        self.view = DescendView(state)
        self.setParent(self.view)  # it ends with what it shows
        self._kept: Limits = ()
        self._unpainted = False
        self.store: Store[State, Request, Result] = Store(
            state,
            Latest(
                "descend",
                _prepare,
                lambda request, error: Result(request, error=failed(error)),
                lambda request: PATIENCE,
            ),
            lambda state, moving: Request(state.race, self._kept if moving else state.limits),
        )
        self._wire()
        self.view.show_state(self.store.state)

    def _wire(self) -> None:
        store, view = self.store, self.view
        store.restored.connect(view.controls.forget_draft)
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
        view.picture.painted.connect(self._painted)
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
            self.view.controls.set_curve(problem)
            if states.with_curve(self.store.state, problem) != self.store.state:
                self.store.apply(lambda s: states.with_curve(s, problem))

    def take(self, thing: object) -> None:
        """A State to be shown."""
        if isinstance(thing, State):
            self.store.restore(thing)

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
        self.store.latest.stop()

    # -- what is shown

    def _show_state(self, state: State) -> None:
        self.view.show_state(state)
        if self.store.is_current:  # nothing to compute, only to look at
            self._paint()

    def _show_result(self, result: Result) -> None:
        self.view.show_result(result)
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

    # -- intents

    def save_figure(self) -> None:
        """Ask for a name, and save the picture and the histories."""
        figure.ask_and_save(self.view.drawn)

    def copy_figure(self) -> None:
        """Both as a picture on the clipboard."""
        figure.copy(self.view.drawn)

    def save_path(self) -> None:
        """Ask for a name, and save the path of the runner that is looked at."""
        found = self.view.result
        if found is not None:
            run = found.runs[self.view.current]
            ask_and_write(
                self.view,
                self.tr("Save the path"),
                "path.csv",
                self.tr("Comma-separated values (*.csv)"),
                lambda path: partial(files.write, path, to_csv(run)),
            )

    def _drag(self, start: Point) -> None:
        """The limits stay meanwhile: what is under the mouse must not move away from it."""
        if not self.store.moving:
            self._kept = self.store.state.limits
            self.store.hold()
        self.store.apply(lambda s: states.with_start(s, start), "start")

    def _drop(self, start: Point) -> None:
        self.store.apply(lambda s: states.with_start(s, start), "start")
        self.store.release()


def _prepare() -> Callable[[Request, Superseded], Result]:
    with importing.LOCK:
        import torch._dynamo  # noqa: F401 - the first optimiser would import it, and SymPy with it
    return Racer().answer


Room = DescendRoom
