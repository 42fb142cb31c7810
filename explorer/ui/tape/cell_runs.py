"""Which run is which cell's: what the kernel says of a run, by its id, comes to the cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.ui.tape.cell import CellView
from explorer.ui.tape.kernel.kernel import Kernel, KernelState

PATIENCE = 3000
"""Milliseconds that code has to answer an interrupt before Restart is named."""


@dataclass(slots=True)
class _Asked:
    """A run that is not over; its code is that of the moment when it was asked for."""

    cell: CellView
    source: str
    has_begun: bool = False


class CellRuns(QObject):
    """`stops_at_error` tells whether an error is the end of what waits. `is_used` is whether the kernel has run cells.

    Signals: started(run); cell_finished(run, status); all_finished() when a run of all is over;
    told(what to say to the person, or "").
    """

    started = Signal(str)
    cell_finished = Signal(str, str)
    all_finished = Signal()
    told = Signal(str)

    def __init__(self, kernel: Kernel, stops_at_error: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self.is_used = False
        self._kernel = kernel
        self._stops_at_error = stops_at_error
        self._asked: dict[str, _Asked] = {}
        self._runs_all = False
        self._shown: dict[str, CellView] = {}
        self._impatient = QTimer(self, singleShot=True, interval=PATIENCE)
        self._impatient.timeout.connect(self._tell_impatience)
        kernel.began.connect(self._on_began)
        kernel.output.connect(self._on_output)
        kernel.finished.connect(self._on_finished)
        kernel.state_changed.connect(self._on_state)

    def run(self, *cells: CellView) -> None:
        """Run the cells of code after those that wait already, but for those that run or wait."""
        asked = {id(one.cell) for one in self._asked.values()}
        new = [cell for cell in cells if id(cell) not in asked]
        if not new:
            return
        self.told.emit("")
        self.is_used = True
        given = [(cell.source, self._stops_at_error() and not cell.is_to_fail) for cell in new]
        for run, cell, (source, _) in zip(self._kernel.execute_all(given), new, given, strict=True):
            self._asked[run] = _Asked(cell, source)
            cell.wait(True)

    def run_all(self, cells: list[CellView]) -> None:
        """Run these in place of those that wait."""
        self._withdraw()
        self._runs_all = True
        self.run(*cells)
        self._end_all()

    def interrupt(self) -> None:
        """Stop the code that runs; nothing waits any more."""
        self._kernel.interrupt()
        if any(one.has_begun for one in self._asked.values()):
            self._impatient.start()

    def restart(self, folder: str) -> None:
        """A new kernel, with nothing to do, which works in the folder."""
        self.told.emit("")
        self._kernel.folder = folder
        self._kernel.restart()

    def begin_in(self, folder: str) -> None:
        """A kernel without variables, which works in the folder: the one that there is, if it is so."""
        is_elsewhere = folder != self._kernel.folder and self._kernel.state is not KernelState.DEAD
        self._kernel.folder = folder
        if self.is_used or is_elsewhere:
            self.restart(folder)

    def leave(self, cells: Iterable[CellView]) -> None:
        """These are no longer in the document: they wait no more; one that runs, runs to its end."""
        for cell in cells:
            self._withdraw(cell)
        self._end_all()

    def _withdraw(self, cell: CellView | None = None) -> None:
        """The cell, or every cell, waits no more."""
        for run, one in list(self._asked.items()):
            if not one.has_begun and cell in (None, one.cell):
                self._kernel.withdraw(run)
                self._asked.pop(run).cell.wait(False)

    def _end_all(self) -> None:
        if self._runs_all and not self._asked:
            self._runs_all = False
            self.all_finished.emit()

    def _on_began(self, run: str) -> None:
        asked = self._asked.get(run)
        if asked is not None:
            asked.has_begun = True
            asked.cell.begin(run, asked.source)
            self._shown[run] = asked.cell
            self.started.emit(run)

    def _on_output(self, run: str, output: dict[str, object]) -> None:
        cell = self._shown.get(run)
        if cell is not None:
            cell.add_output(output)

    def _on_finished(self, run: str, status: str, execution_count: int) -> None:
        asked = self._asked.pop(run, None)
        if asked is None:
            return
        cell = asked.cell
        if asked.has_begun:
            self._impatient.stop()
            cell.end(execution_count)
            # Threads that a cell left behind may still print into it, until it runs again.
            self._shown = {known: one for known, one in self._shown.items() if one is not cell or known == run}
            self.cell_finished.emit(run, status)
        else:
            cell.wait(False)
        self._end_all()

    def _on_state(self, state: KernelState) -> None:
        if state is KernelState.STARTING:
            self.is_used = bool(self._asked)

    def _tell_impatience(self) -> None:
        self.told.emit(self.tr("The code does not answer the interrupt. Restart ends it, and its variables."))
