"""The only mutable holder of a room: the history of its States, and the newest result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from explorer.core.history import History
from explorer.ui.latest import Latest


class Answered(Protocol):
    """A result knows the request that it answers."""

    @property
    def request(self) -> object: ...


S = TypeVar("S")
Q = TypeVar("Q")
R = TypeVar("R", bound=Answered)


class Store(QObject, Generic[S, Q, R]):
    """`request_of(state, moving)` is the computation that shows a State; while a hand is `moving` a control, no better
    than a moving picture needs. `amend` is what follows from a State by itself, done before it is kept.

    Signals: changed(State) after every intent; restored() before it where the State is one of another time, not made
    from the last; computed(result) for every picture worth showing.
    """

    changed = Signal(object)
    restored = Signal()
    computed = Signal(object)

    def __init__(
        self,
        state: S,
        latest: Latest[Q, R],
        request_of: Callable[[S, bool], Q],
        amend: Callable[[S], S] = lambda state: state,
    ) -> None:
        super().__init__()
        self.latest = latest
        self.result: R | None = None
        self.moving = False
        self._history = History(state)
        self._request_of = request_of
        self._amend = amend
        self._submitted: Q | None = None
        latest.answered.connect(self._answered)
        latest.gave_up.connect(lambda _: self._forget())

    @property
    def state(self) -> S:
        return self._history.state

    @property
    def can_undo(self) -> bool:
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        return self._history.can_redo

    @property
    def is_current(self) -> bool:
        """Whether `result` is the full answer to the newest State."""
        return self.result is not None and self.result.request == self._request_of(self.state, False)

    def apply(self, transition: Callable[[S], S], gesture: str | None = None) -> None:
        """The one way to change the State. Changes of one gesture are one entry of the history."""
        self._history.push(self._amend(transition(self.state)), gesture)
        self._changed()  # even where the State is the same: the control may show what was refused

    def note(self, transition: Callable[[S], S]) -> None:
        """Change what is worth no entry of the history: undo passes over it."""
        state = transition(self.state)
        if state != self.state:
            self._history.note(state)
            self._changed()

    def restore(self, state: S) -> None:
        """Another State altogether, as an entry of its own."""
        self._history.end_gesture()
        self._history.push(state)
        self.restored.emit()
        self._changed()

    def hold(self) -> None:
        """A hand took hold of a control: draw coarsely until `release`."""
        if not self.moving:
            self._history.end_gesture()  # a drag is an entry of its own, whatever was typed before
        self.moving = True

    def release(self) -> None:
        """The hand let go: the drag is one entry, and the full picture is drawn."""
        self.moving = False
        amended = self._amend(self.state)
        if amended != self.state:
            self._history.push(amended, self._history.gesture)
        self._history.end_gesture()
        self.request()

    def undo(self) -> None:
        self._history.undo()
        self.restored.emit()
        self._changed()

    def redo(self) -> None:
        self._history.redo()
        self.restored.emit()
        self._changed()

    def request(self) -> None:
        """Ask for the picture of the State, if it is not asked for already."""
        request = self._request_of(self.state, self.moving)
        if request != self._submitted:
            self._submitted = request
            self.latest.submit(request)

    def _forget(self) -> None:
        """What was submitted will not be answered: it is asked for again when something changes."""
        self._submitted = None

    def _changed(self) -> None:
        self.changed.emit(self.state)
        self.request()

    def _answered(self, result: R) -> None:
        # During a drag the newest request is always one step ahead; its forerunner is still better than a frozen curve.
        if result.request == self._submitted or self.moving:
            self.result = result
            self.computed.emit(result)
