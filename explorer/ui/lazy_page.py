"""The place of a workspace in the window: imported away from the GUI thread, and made, when it is first opened."""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.ui.theme import LIGHT, Colours


class LazyPage(QWidget):
    """Signals: made() when the workspace can be used; shown() whenever what is newest is on the screen.

    `view` is None until then; `make` makes it from the module, with the colours of now.
    """

    made = Signal()
    shown = Signal()
    _imported = Signal()

    def __init__(self, module: str, make: Callable[[Any, Colours], Any]) -> None:
        super().__init__()
        self.view: Any = None
        self.is_begun = False
        self._module = module
        self._make_view = make
        self._colours = LIGHT
        self._waiting = QLabel(self.tr("Loading…"))
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._waiting)
        self._imported.connect(self._make)

    def open(self) -> None:
        """Make the workspace, if it is not."""
        if not self.is_begun:
            self.is_begun = True
            threading.Thread(target=self._import, name="import", daemon=True).start()

    def _import(self) -> None:
        import_module(self._module)  # the slow import happens here
        self._imported.emit()

    def _make(self) -> None:
        self.view = self._make_view(import_module(self._module), self._colours)
        self.view.shown.connect(self.shown)
        self._waiting.hide()
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.view)
        self.view.start()
        self.made.emit()

    def when_made(self, act: Callable[[Any], object]) -> None:
        """Do this to the view, now or as soon as there is one; it is made for that."""
        if self.view is not None:
            act(self.view)
            return
        self.made.connect(lambda: act(self.view), Qt.ConnectionType.SingleShotConnection)
        self.open()

    def is_settled(self) -> bool:
        """Whether what is newest is on the screen."""
        return self.view is None or self.view.is_settled()

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self._colours = colours
        if self.view is not None:
            self.view.set_colours(colours)

    def stop(self) -> None:
        """End what the workspace has running."""
        if self.view is not None:
            self.view.stop()
