"""The only mutable holder: the history of States, and the newest Result."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from explorer.core.explore.compute import COARSE, Request, Result
from explorer.core.explore.state import State, with_followed
from explorer.core.history import History
from explorer.ui.worker import Worker

Transition = Callable[[State], State]


class Store(QObject):
    """Signals: changed(State) after every intent; computed(Result) for every picture worth showing."""

    changed = Signal(object)
    computed = Signal(object)

    def __init__(self, state: State, worker: Worker) -> None:
        super().__init__()
        self.worker = worker
        self._history = History(state)
        self._size = (1000, 300)
        self._moving = False
        self._submitted: Request | None = None
        self.result: Result | None = None
        worker.answered.connect(self._answered)

    @property
    def state(self) -> State:
        return self._history.state

    @property
    def moving(self) -> bool:
        """Whether a hand is on a control."""
        return self._moving

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    def apply(self, transition: Transition, gesture: str | None = None) -> None:
        """The one way to change the State. Changes of one gesture are one entry of the history."""
        self._history.push(self._followed(transition(self.state)), gesture)
        self._changed()  # even where the State is the same: the control may show what was refused

    def hold(self) -> None:
        """A hand took hold of a control: draw coarsely until `release`."""
        if not self._moving:
            self._history.end_gesture()  # a drag is an entry of its own, whatever was typed before
        self._moving = True

    def release(self) -> None:
        """The hand let go: the drag is one entry, and the full curve is drawn."""
        self._moving = False
        followed = self._followed(self.state)
        if followed != self.state:
            self._history.push(followed, self._history.gesture)
        self._history.end_gesture()
        self.request()

    def _followed(self, state: State) -> State:
        """A pass more, where the slot follows f. While a hand moves, one as soon as the one before is done; on a very
        long leaf, one when it lets go.
        """
        done = self.result is not None and self.result.request.trail is self.state.trail_of_leaf
        return state if self._moving and (state.samples > COARSE or not done) else with_followed(state)

    def undo(self) -> None:
        self._history.undo()
        self._changed()

    def redo(self) -> None:
        self._history.redo()
        self._changed()

    def set_size(self, width: int, height: int) -> None:
        """The size of a plot in pixels, which decides how many points are drawn."""
        self._size = (max(width, 16), max(height, 16))
        self.request()

    def request(self) -> None:
        """Ask the worker for the picture of the State, if it is not asked for already."""
        request = Request.from_state(self.state, self._size, self._moving)
        if request != self._submitted:
            self._submitted = request
            self.worker.submit(request)

    @property
    def is_current(self) -> bool:
        """Whether `result` is the full answer to the newest State."""
        return self.result is not None and self.result.request == Request.from_state(self.state, self._size)

    def forget(self) -> None:
        """The request that was submitted will not be answered: ask again when something changes."""
        self._submitted = None

    def _changed(self) -> None:
        self.changed.emit(self.state)
        self.request()

    def _answered(self, result: Result) -> None:
        # During a drag the newest request is always one step ahead; its forerunner is still better than a frozen curve.
        if result.request == self._submitted or self._moving:
            self.result = result
            self.computed.emit(result)
