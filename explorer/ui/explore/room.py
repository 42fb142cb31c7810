"""Explore: every connection between its widgets, its store and its threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction

from explorer.core.catalogue import Entry
from explorer.core.explore import state as states
from explorer.core.explore.compute import COARSE, Computer, Request, Result
from explorer.core.explore.state import State
from explorer.core.explore.steps import Clear
from explorer.core.expression import ExpressionError
from explorer.ui.explore import files
from explorer.ui.explore.truth import Truth
from explorer.ui.explore.view import ExploreView
from explorer.ui.kit import figure
from explorer.ui.kit.formula import Formulas
from explorer.ui.latest import Latest, Superseded, internal
from explorer.ui.store import Store
from explorer.ui.theme import Colours

BUSY_AFTER_MS = 300


class ExploreRoom(QObject):
    """Signals: as Room has them; checked(), when the badge says of the curve whether it is true."""

    settled = Signal()
    offered = Signal(str, object)
    checked = Signal()

    def __init__(self, formulas: Formulas, state: State | None) -> None:
        super().__init__()
        self.formulas = formulas
        self.view = ExploreView(formulas)
        self.setParent(self.view)  # it ends with what it shows
        self.truth = Truth(self.view.readout.badge, self.view)
        self._size = (1000, 300)
        self._painted: Result | None = None
        self._busy = QTimer(self, interval=BUSY_AFTER_MS, singleShot=True)
        self.store: Store[State, Request, Result] = Store(
            state or states.default(),
            Latest(
                "compute",
                _prepare,
                lambda request, error: Result(request, error=internal(error)),
                lambda request: float("inf") if request.curve.sampled <= COARSE else 0.0,
            ),
            lambda state, moving: Request.from_state(state, self._size, moving),
            self._followed,
        )
        self._wire()
        self._show_state(self.store.state)

    def _wire(self) -> None:
        store, view = self.store, self.view
        store.restored.connect(view.field.forget_draft)
        store.changed.connect(self._show_state)
        store.computed.connect(self._show_result)
        store.latest.gave_up.connect(lambda _: self._given_up())

        view.selector.chosen.connect(self._choose)
        view.field.edited.connect(self.set_text)
        view.parameters.changed.connect(
            lambda name, field, value: store.apply(
                lambda s: states.with_parameter(s, name, **{field: value}), f"parameter {name} {field}"
            )
        )
        view.range.changed.connect(lambda lo, hi: store.apply(lambda s: states.with_range(s, lo, hi), "range"))
        view.sampling.samples_changed.connect(lambda n: self._change("samples", samples=n))
        view.sampling.order_changed.connect(lambda k: self._change(order=k))
        view.sampling.dtype_changed.connect(lambda name: self._change(dtype=name))
        view.cursor_panel.secant_toggled.connect(lambda on: self._change(secant=on))
        for moved in (view.cursor_panel.cursor_changed, view.plots.cursor_moved):
            moved.connect(lambda x: store.apply(lambda s: states.with_cursor(s, x), "cursor"))
        for changed in (view.cursor_panel.step_changed, view.plots.secant_dragged):
            changed.connect(lambda h: self._change("secant", secant_step=h))
        view.plots.zoomed.connect(self._zoom)
        view.plots.panned.connect(lambda plot, dx, dy: store.apply(lambda s: states.panned(s, plot, dx, dy), "pan"))
        view.plots.sized.connect(self._take_size)
        view.plots.painted.connect(self._check_settled)
        self.formulas.ready.connect(self._paint)
        grad = view.grad
        grad.backward.connect(lambda: store.apply(states.with_backward))
        grad.zeroed.connect(lambda: store.apply(partial(states.with_cleared, clear=Clear.ZERO)))
        grad.cleared.connect(lambda: store.apply(partial(states.with_cleared, clear=Clear.NONE)))
        grad.taken_back.connect(lambda: store.apply(states.with_old_leaf))
        grad.mended.connect(lambda: store.apply(states.with_mended))
        grad.changed.connect(lambda field, value: self._change(f"grad {field}", **{field: value}))
        grad.code.tape_wanted.connect(lambda: self.offered.emit("tape", grad.code.script))
        view.curve_toggled.connect(self._toggle_curve)
        view.fit.clicked.connect(self.fit)
        view.readout.cancelled.connect(store.latest.cancel)
        for held in (view.parameters, view.range, view.sampling, view.plots):
            held.held.connect(store.hold)
            held.released.connect(store.release)
        self._busy.timeout.connect(self._say_busy)
        self.settled.connect(lambda: self.truth.ask_soon(self._to_check))
        self.truth.checked.connect(self._show_certified)
        self.truth.checked.connect(self.checked)
        self.truth.wanted_text.connect(self.set_text)
        self.truth.wanted_place.connect(lambda x: store.apply(lambda s: states.with_cursor(s, x)))

    # -- what the window asks

    def start(self) -> None:
        """Begin: import torch, then answer."""
        self.store.latest.start()
        self.store.request()

    def is_settled(self) -> bool:
        """Whether the newest State is fully on the screen."""
        quiet = self.view.formula.is_shown() and not self.view.field.is_pending
        return quiet and self.store.is_current and self._painted is self.store.result

    def enter(self, states: Mapping[str, object]) -> None:
        """Nothing of the other rooms is shown here."""

    def take(self, thing: object) -> None:
        """A State to be shown."""
        if isinstance(thing, State):
            self.store.restore(thing)

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self.view.set_colours(colours)
        self.truth.set_colours(colours)

    def add_buttons(self, actions: Sequence[QAction]) -> None:
        """Buttons in the room's own bar for some of its commands."""
        for action in actions:
            self.view.add_view_button(action)

    def may_close(self) -> bool:
        """Nothing here is lost."""
        return True

    def close(self) -> None:
        """End both threads."""
        self.store.latest.stop()
        self.truth.latest.stop()

    # -- what is shown

    def _show_state(self, state: State) -> None:
        self.truth.show_state(state)
        self.view.show_state(state)
        if self.store.is_current:  # nothing to compute, only to look at
            self._painted = None
            self._paint()
        elif not self._busy.isActive():
            self._busy.start()

    def _show_result(self, result: Result) -> None:
        self.formulas.start()  # the first curve comes before the first formula
        if self.store.is_current:
            self._busy.stop()
            self.view.readout.set_busy(False)
        self.view.show_result(result, self.store.moving)
        self._show_certified()  # a picture of another size, or of more samples, has the same marks
        self._paint()
        if result.error is not None:
            self._check_settled()

    def _paint(self) -> None:
        """Paint again, changed or not: `_check_settled` follows, at once where Explore is not to be seen."""
        self.view.plots.repaint_soon()
        if not self.view.isVisible():
            self._check_settled()

    def _check_settled(self) -> None:
        """Called after a paint: is what was painted the newest State?"""
        if self.store.is_current and self.view.formula.is_shown() and self._painted is not self.store.result:
            self._painted = self.store.result
            self.settled.emit()

    def _show_certified(self) -> None:
        if self.truth.certified is not None:
            self.view.plots.show_certified(self.truth.certified)
        at = self.store.state.cursor
        here = [mark for mark in self.truth.marks or () if mark.x == at]
        self.view.readout.show_marks(here)

    def _to_check(self) -> State | None:
        """The State, unless a hand is on it or there is no curve."""
        shown = self.store.result is not None and not self.store.result.error
        return self.store.state if shown and not self.store.moving else None

    def _say_busy(self) -> None:
        if not self.store.is_current and self.store.result is not None:
            self.view.readout.set_busy(True)

    def _given_up(self) -> None:
        self._busy.stop()
        self.view.readout.show_cancelled()

    # -- intents

    def set_text(self, text: str) -> None:
        """Show the function that `text` describes, or what is wrong with it; the last good curve stays."""
        try:
            self.store.apply(lambda state: states.with_text(state, text), "text")
        except ExpressionError as error:
            self.view.field.show_error(error)
        else:
            self.view.field.clear_error()

    def fit(self) -> None:
        """All of x is seen again, and the y axes follow the curves."""
        self._change(view=None, y_range=None, slope_range=None)

    def make_x_of_view(self) -> None:
        """A new leaf, from one end of what is seen to the other."""
        self.store.apply(lambda state: states.with_range(state, *state.seen))

    def edit_function(self) -> None:
        """The keyboard goes to the text of the function."""
        self.view.field.edit.setFocus()
        self.view.field.edit.selectAll()

    def jump(self, direction: int) -> None:
        """The cursor to the next mark on that side."""
        result, x = self.store.result, self.store.state.cursor
        if result is None or result.curve is None:
            return
        lo, hi = self.store.state.seen
        least = (hi - lo) * 1e-6
        marks = self.truth.marks
        places = sorted({mark.x for mark in (result.curve.features.marks if marks is None else marks)})
        beyond = [place for place in places if (place - x) * direction > least]
        if beyond:
            self.store.apply(lambda s: states.with_cursor(s, beyond[0] if direction > 0 else beyond[-1]))

    def save_figure(self) -> None:
        """Ask for a name, and save the plots."""
        figure.ask_and_save(self.view.plots)

    def copy_figure(self) -> None:
        """The plots as a picture on the clipboard."""
        figure.copy(self.view.plots)

    def save_samples(self) -> None:
        """Ask for a name, and save x, f and the derivatives."""
        files.save_samples(self.view, self.store.state)

    def _change(self, gesture: str | None = None, **fields: object) -> None:
        self.store.apply(lambda state: replace(state, **fields), gesture)  # type: ignore[arg-type]

    def _followed(self, state: State) -> State:
        """A pass more, where the slot follows f. While a hand moves, one as soon as the one before is done; on a very
        long leaf, one when it lets go.
        """
        result = self.store.result
        done = result is not None and result.request.trail is self.store.state.trail_of_leaf
        return state if self.store.moving and (state.samples > COARSE or not done) else states.with_followed(state)

    def _choose(self, entry: Entry) -> None:
        self.view.field.forget_draft()
        self.store.apply(lambda state: states.from_entry(entry, state))

    def _zoom(self, plot: int, axis: int, factor: float, centre: float) -> None:
        shown = self.view.plots.plots[plot].y_range
        self.store.apply(lambda state: states.zoomed(state, plot, axis, factor, centre, shown), "zoom")

    def _take_size(self) -> None:
        """The size of a plot in pixels decides how many points are drawn."""
        width, height = self.view.plots.picture_size()
        self._size = (max(width, 16), max(height, 16))
        self.store.request()

    def _toggle_curve(self, order: int, shown: bool) -> None:
        self.store.apply(lambda s: replace(s, hidden=s.hidden - {order} if shown else s.hidden | {order}))


def _prepare() -> Callable[[Request, Superseded], Result]:
    import torch  # noqa: F401 - the slow import happens here, not on the GUI thread

    return Computer().answer


Room = ExploreRoom
