"""What the window knows of a workspace, and all that it knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from explorer.ui.store import Store
from explorer.ui.theme import Colours


class Room(Protocol):
    """Made on the GUI thread, from the module `explorer.ui.<key>.room`, when it is first wanted.

    `store` holds its State, with undo; `view` is all of it that is seen, and ends the room with it.

    Signals: settled(), whenever the newest State is fully on the screen; offered(key, thing), something for another
    room.
    """

    store: Store[Any, Any, Any]
    view: QWidget
    settled: SignalInstance
    offered: SignalInstance

    def start(self) -> None:
        """Begin to compute; called once, when the room is in the window."""

    def is_settled(self) -> bool:
        """Whether the newest State is fully on the screen."""

    def enter(self, states: Mapping[str, object]) -> None:
        """The person comes in; `states` are those of all rooms by their keys."""

    def take(self, thing: object) -> None:
        """What another room, the command line or a menu has for this one."""

    def add_buttons(self, actions: Sequence[QAction]) -> None:
        """Buttons of its own for those of its commands that have a short text, in a bar of its own."""

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""

    def may_close(self) -> bool:
        """Whether nothing would be lost; asks the person where something would."""

    def close(self) -> None:
        """End what it has running."""
