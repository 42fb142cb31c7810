"""Undo: a list of States, in which a drag is one entry."""

from __future__ import annotations

from typing import Generic, TypeVar

S = TypeVar("S")


class History(Generic[S]):
    """The States a person has been through, and the place in them."""

    def __init__(self, state: S) -> None:
        self._states = [state]
        self._here = 0
        self._gesture: str | None = None

    @property
    def state(self) -> S:
        return self._states[self._here]

    def push(self, state: S, gesture: str | None = None) -> None:
        """Go on to `state`. States of one and the same gesture, without a pause by `end_gesture`, are one entry."""
        if state == self.state:
            return
        if gesture is not None and gesture == self._gesture:
            self._states[self._here] = state
        else:
            self._states[self._here + 1 :] = [state]
            self._here += 1
        self._gesture = gesture

    def note(self, state: S) -> None:
        """`state` in place of this one: what changed is no entry of its own, and undo passes over it."""
        self._states[self._here] = state

    @property
    def gesture(self) -> str | None:
        """What the newest State came of, as long as it may go on."""
        return self._gesture

    def end_gesture(self) -> None:
        """The mouse was released: the next change is a new entry."""
        self._gesture = None

    def undo(self) -> S:
        """The State before, or the first one again."""
        self._here = max(0, self._here - 1)
        self._gesture = None
        return self.state

    def redo(self) -> S:
        """The State after, or the last one again."""
        self._here = min(len(self._states) - 1, self._here + 1)
        self._gesture = None
        return self.state

    @property
    def can_undo(self) -> bool:
        return self._here > 0

    @property
    def can_redo(self) -> bool:
        return self._here < len(self._states) - 1
