"""The place of the workspace Descend in the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from explorer.core.expression import Expression
from explorer.core.python_function import PythonFunction
from explorer.ui.lazy_page import LazyPage
from explorer.ui.theme import Colours

if TYPE_CHECKING:
    from explorer.ui.descend.view import DescendView

Told = tuple[Expression | PythonFunction, Mapping[str, float], float, tuple[float, float] | None]


class DescendPage(LazyPage):
    """Signal, besides those of every workspace: tape_wanted(script), to run it in the workspace Tape."""

    tape_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__("explorer.ui.descend.view", self._view)
        self._function: Told | None = None

    def _view(self, module: Any, colours: Colours) -> DescendView:
        view: DescendView = module.DescendView(colours)
        view.tape_wanted.connect(self.tape_wanted)
        if self._function is not None:
            view.set_function(*self._function)
        return view

    def is_settled(self) -> bool:
        """Whether the newest race is on the screen; before it is opened there is none."""
        return super().is_settled() and (self.view is not None or not self.is_begun)

    def set_function(
        self,
        function: Expression | PythonFunction,
        values: Mapping[str, float],
        cursor: float,
        limits: tuple[float, float] | None = None,
    ) -> None:
        """The f(x) of Explore, to be walked on from its cursor; nothing is made for it."""
        self._function = function, values, cursor, limits
        if self.view is not None:
            self.view.set_function(*self._function)
