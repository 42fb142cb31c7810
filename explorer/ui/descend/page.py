"""The place of the workspace Descend in the window: imported and made when it is first opened."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.core.expression import Expression
from explorer.core.python_function import PythonFunction
from explorer.ui.theme import LIGHT, Colours

if TYPE_CHECKING:
    from explorer.ui.descend.view import DescendView

Told = tuple[Expression | PythonFunction, Mapping[str, float], float, tuple[float, float] | None]


class DescendPage(QWidget):
    """Signals: made() when the workspace can be used; shown() whenever the newest race is on the screen;
    tape_wanted(script), to run it in the workspace Tape.
    """

    made = Signal()
    shown = Signal()
    tape_wanted = Signal(str)
    _imported = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.view: DescendView | None = None
        self._colours = LIGHT
        self._function: Told | None = None
        self._begun = False
        self._waiting = QLabel(self.tr("Loading…"))
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._waiting)
        self._imported.connect(self._make)

    def open(self) -> None:
        """Make the workspace, if it is not; torch is imported away from the GUI thread."""
        if not self._begun:
            self._begun = True
            threading.Thread(target=self._import, name="import", daemon=True).start()

    def _import(self) -> None:
        import explorer.ui.descend.view  # noqa: F401 - the slow import happens here

        self._imported.emit()

    def _make(self) -> None:
        from explorer.ui.descend.view import DescendView

        self.view = DescendView(self._colours)
        self.view.shown.connect(self.shown)
        self.view.tape_wanted.connect(self.tape_wanted)
        if self._function is not None:
            self.view.set_function(*self._function)
        self._waiting.hide()
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.view)
        self.view.start()
        self.made.emit()

    def is_settled(self) -> bool:
        """Whether the newest race is on the screen; before it is opened there is none."""
        return not self._begun if self.view is None else self.view.is_settled()

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self._colours = colours
        if self.view is not None:
            self.view.set_colours(colours)

    def set_function(
        self,
        function: Expression | PythonFunction,
        values: Mapping[str, float],
        cursor: float,
        limits: tuple[float, float] | None = None,
    ) -> None:
        """The f(x) of Explore, to be walked on from its cursor."""
        self._function = function, values, cursor, limits
        if self.view is not None:
            self.view.set_function(*self._function)

    def stop(self) -> None:
        """End the thread."""
        if self.view is not None:
            self.view.stop()
