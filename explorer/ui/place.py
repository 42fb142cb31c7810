"""The place of a room in the window: imported away from the GUI thread, and made, when it is first opened."""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.ui.kit.formula import Formulas
from explorer.ui.room import Room


class Place(QWidget):
    """`room` is None until the room is made. Signal: made(), when it can be used."""

    made = Signal()
    _imported = Signal()

    def __init__(self, key: str, formulas: Formulas, state: object = None) -> None:
        super().__init__()
        self.key = key
        self.room: Room | None = None
        self.is_begun = False
        self._formulas, self._state = formulas, state
        self._waiting = QLabel(self.tr("Loading…"))
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._waiting)
        self._imported.connect(self.make)

    @property
    def module(self) -> str:
        return f"explorer.ui.{self.key}.room"

    def open(self) -> None:
        """Have the room made soon, if it is not."""
        if not self.is_begun:
            self.is_begun = True
            threading.Thread(target=self._import, name="import", daemon=True).start()

    def make(self, starts: bool = True) -> None:
        """Make the room here and now; it computes nothing if it is not started."""
        self.is_begun = True
        if self.room is not None:
            return
        self.room = import_module(self.module).Room(self._formulas, self._state)
        self._waiting.hide()
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.room.view)
        self.made.emit()
        if starts:
            self.room.start()

    def when_made(self, act: Callable[[Room], object]) -> None:
        """Do this to the room, now or as soon as there is one; it is made for that."""
        if self.room is not None:
            act(self.room)
            return
        self.made.connect(lambda: act(self.ready()), Qt.ConnectionType.SingleShotConnection)
        self.open()

    def ready(self) -> Room:
        """The room, which is made."""
        assert self.room is not None
        return self.room

    def is_settled(self) -> bool:
        """Whether what is newest is on the screen; before it is opened there is nothing."""
        return self.room.is_settled() if self.room is not None else not self.is_begun

    def _import(self) -> None:
        import_module(self.module)  # the slow import happens here
        self._imported.emit()
