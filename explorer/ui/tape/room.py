"""Tape, as the window knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from explorer.ui.kit.formula import Formulas
from explorer.ui.tape.view import TapeView
from explorer.ui.theme import LIGHT, Colours


class _NoStore(QObject):
    """Until this room has a State."""

    changed = Signal(object)
    state, moving, can_undo, can_redo = None, False, False, False


class TapeRoom(QObject):
    """Signals: as Room has them."""

    settled = Signal()
    offered = Signal(str, object)

    def __init__(self, formulas: Formulas, state: object = None) -> None:
        super().__init__()
        formulas.start()
        self.store = _NoStore()
        self.view = TapeView(formulas, LIGHT)
        self.setParent(self.view)  # it ends with what it shows
        self.view.shown.connect(self.settled)

    def start(self) -> None:
        """Begin."""
        self.view.start()

    def is_settled(self) -> bool:
        """Whether the newest recording is on the screen."""
        return self.view.is_settled()

    def enter(self, states: Mapping[str, object]) -> None:
        """Nothing of the other rooms is shown here."""

    def take(self, thing: object) -> None:
        """A path: open it; nothing of it is run. A text: the code of a cell."""
        if isinstance(thing, Path):
            self.view.cells.open_path(thing)
        else:
            self.view.set_code(str(thing))

    def add_buttons(self, actions: Sequence[QAction]) -> None:
        """None."""

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self.view.set_colours(colours)

    def may_close(self) -> bool:
        """Whether changes that are not saved may go; asks if there are any."""
        return self.view.cells.may_discard()

    def close(self) -> None:
        """End the kernel."""
        self.view.stop()


Room = TapeRoom
