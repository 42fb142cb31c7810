"""The place of the workspace Tape in the window: imported and made when it is first opened."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.ui.formula import Formulas
from explorer.ui.theme import LIGHT, Colours

if TYPE_CHECKING:
    from explorer.ui.tape.view import TapeView


class TapePage(QWidget):
    """Signals: made() when the workspace can be used; shown() whenever the newest recording is on the screen."""

    made = Signal()
    shown = Signal()
    _imported = Signal()

    def __init__(self, formulas: Formulas) -> None:
        super().__init__()
        self.view: TapeView | None = None
        self._formulas = formulas
        self._colours = LIGHT
        self._begun = False
        self._waiting = QLabel(self.tr("Loading…"))
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._waiting)
        self._imported.connect(self._make)

    def open(self) -> None:
        """Make the workspace, if it is not; Jupyter's modules are imported away from the GUI thread."""
        if not self._begun:
            self._begun = True
            threading.Thread(target=self._import, name="import", daemon=True).start()

    def _import(self) -> None:
        import explorer.ui.tape.view  # noqa: F401 - the slow import happens here

        self._imported.emit()

    def _make(self) -> None:
        from explorer.ui.tape.view import TapeView

        self.view = TapeView(self._formulas, self._colours)
        self.view.shown.connect(self.shown)
        self._waiting.hide()
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.view)
        self.view.start()
        self.made.emit()

    def is_settled(self) -> bool:
        """Whether the newest recording is on the screen."""
        return self.view is None or self.view.is_settled()

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self._colours = colours
        if self.view is not None:
            self.view.set_colours(colours)

    def open_path(self, path: Path) -> None:
        """Open a notebook or a script; nothing of it is run."""
        self._when_made(lambda view: view.cells.open_path(path))

    def ask_for_file(self) -> None:
        """Ask which notebook or script to open."""
        self._when_made(lambda view: view.cells.tools.open.click())

    def save(self) -> None:
        """Save the cells; ask for a name if they have none."""
        if self.view is not None:
            self.view.cells.tools.save.click()

    def set_code(self, code: str) -> None:
        """Show this code, to be run."""
        self._when_made(lambda view: view.set_code(code))

    def _when_made(self, act: Callable[[TapeView], object]) -> None:
        if self.view is not None:
            act(self.view)
            return

        def later() -> None:
            assert self.view is not None
            act(self.view)

        self.made.connect(later, Qt.ConnectionType.SingleShotConnection)
        self.open()

    def may_close(self) -> bool:
        """Whether changes that are not saved may go; asks if there are any."""
        return self.view is None or self.view.cells.may_discard()

    def stop(self) -> None:
        """End the kernel."""
        if self.view is not None:
            self.view.stop()
