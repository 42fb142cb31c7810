"""Descend, as the window knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from explorer.core.explore.state import State as ExploreState
from explorer.ui.descend.view import DescendView
from explorer.ui.kit.formula import Formulas
from explorer.ui.theme import LIGHT, Colours


class _NoStore(QObject):
    """Until this room has a State."""

    changed = Signal(object)
    state, moving, can_undo, can_redo = None, False, False, False


class DescendRoom(QObject):
    """Signals: as Room has them."""

    settled = Signal()
    offered = Signal(str, object)

    def __init__(self, formulas: Formulas, state: object = None) -> None:
        super().__init__()
        self.store = _NoStore()
        self.view = DescendView(LIGHT)
        self.setParent(self.view)  # it ends with what it shows
        self.view.shown.connect(self.settled)
        self.view.tape_wanted.connect(lambda script: self.offered.emit("tape", script))

    def start(self) -> None:
        """Begin."""
        self.view.start()

    def is_settled(self) -> bool:
        """Whether the newest race is on the screen."""
        return self.view.is_settled()

    def enter(self, states: Mapping[str, object]) -> None:
        """The f(x) of Explore can be walked on."""
        state = states.get("explore")
        if isinstance(state, ExploreState):
            self.view.set_function(state.function, state.values, state.cursor, state.range)

    def take(self, thing: object) -> None:
        """Nothing yet."""

    def add_buttons(self, actions: Sequence[QAction]) -> None:
        """None."""

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self.view.set_colours(colours)

    def may_close(self) -> bool:
        """Nothing here is lost."""
        return True

    def close(self) -> None:
        """End the thread."""
        self.view.stop()


Room = DescendRoom
