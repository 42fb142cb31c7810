"""The place of the workspace Tape in the window."""

from __future__ import annotations

from pathlib import Path

from explorer.ui.kit.formula import Formulas
from explorer.ui.lazy_page import LazyPage


class TapePage(LazyPage):
    """What the window asks of the workspace, which is made for it."""

    def __init__(self, formulas: Formulas) -> None:
        super().__init__("explorer.ui.tape.view", lambda module, colours: module.TapeView(formulas, colours))

    def open_path(self, path: Path) -> None:
        """Open a notebook or a script; nothing of it is run."""
        self.when_made(lambda view: view.cells.open_path(path))

    def ask_for_file(self) -> None:
        """Ask which notebook or script to open."""
        self.when_made(lambda view: view.cells.tools.open.click())

    def save(self) -> None:
        """Save the cells; ask for a name if they have none."""
        if self.view is not None:
            self.view.cells.tools.save.click()

    def set_code(self, code: str) -> None:
        """Show this code, to be run."""
        self.when_made(lambda view: view.set_code(code))

    def may_close(self) -> bool:
        """Whether changes that are not saved may go; asks if there are any."""
        return self.view is None or self.view.cells.may_discard()
