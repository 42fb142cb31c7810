"""The cells that run in the kernel, one after another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.ui.tape.cell import CellView
from explorer.ui.tape.kernel.kernel import Kernel, KernelState

PATIENCE = 3000
"""Milliseconds that code has to answer an interrupt before Restart is named."""


class CellQueue(QObject):
    """`stops_at_error` tells whether an error is the end of what waits. `is_used` is whether the kernel has run cells.

    Signals: started(msg_id); cell_finished(execution_count, status); all_finished() when a run of all is over;
    told(what to say to the person, or "").
    """

    started = Signal(str)
    cell_finished = Signal(int, str)
    all_finished = Signal()
    told = Signal(str)

    def __init__(self, kernel: Kernel, stops_at_error: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self.is_used = False
        self._kernel = kernel
        self._stops_at_error = stops_at_error
        self._waiting: deque[CellView] = deque()
        self._running: CellView | None = None
        self._runs_all = False
        self._shown: dict[str, CellView] = {}
        self._impatient = QTimer(self, singleShot=True, interval=PATIENCE)
        self._impatient.timeout.connect(self._tell_impatience)
        kernel.output.connect(self._on_output)
        kernel.finished.connect(self._on_finished)
        kernel.state_changed.connect(self._on_state)

    def run(self, cell: CellView) -> None:
        """Run the cell of code after those that wait already, unless it runs or is one of them."""
        if cell not in self._waiting and cell is not self._running:
            self.told.emit("")
            self._waiting.append(cell)
            cell.wait(True)
            self._next()

    def run_all(self, cells: list[CellView]) -> None:
        """Run these in place of those that wait."""
        self._drop_waiting()
        self._runs_all = True
        for cell in cells:
            self.run(cell)
        if not cells:
            self._end_all()

    def interrupt(self) -> None:
        """Stop the code that runs; nothing waits any more."""
        self._drop_waiting()
        self._kernel.interrupt()
        if self._running is not None:
            self._impatient.start()

    def restart(self) -> None:
        """A new kernel, with nothing to do."""
        self._drop_waiting()
        self.told.emit("")
        self._kernel.restart()

    def remove(self, cell: CellView) -> None:
        """The cell is deleted; if it runs, it runs to its end, and nobody sees it."""
        self._shown = {msg_id: one for msg_id, one in self._shown.items() if one is not cell}
        if cell in self._waiting:
            self._waiting.remove(cell)
        if cell is self._running:
            self._running = None
            self._next()

    def clear(self) -> None:
        """All the cells are deleted."""
        self._drop_waiting()
        self._running, self._shown = None, {}
        self._end_all()

    def _next(self) -> None:
        if self._running is not None:
            return
        if not self._waiting:
            self._end_all()
            return
        cell = self._running = self._waiting.popleft()
        msg_id = self._kernel.execute(cell.source)
        self.is_used = True
        cell.begin(msg_id)
        self._shown[msg_id] = cell
        self.started.emit(msg_id)

    def _end_all(self) -> None:
        if self._runs_all:
            self._runs_all = False
            self.all_finished.emit()

    def _drop_waiting(self) -> None:
        while self._waiting:
            self._waiting.popleft().wait(False)

    def _on_output(self, msg_id: str, output: dict[str, object]) -> None:
        cell = self._shown.get(msg_id)
        if cell is not None:
            cell.add_output(output)

    def _on_finished(self, msg_id: str, status: str, execution_count: int) -> None:
        cell = self._shown.get(msg_id)
        if cell is None:
            return
        if cell is self._running:
            self._running = None
            self._impatient.stop()
        cell.end(execution_count)
        # Threads that a cell left behind may still print into it, until it runs again.
        self._shown = {known: one for known, one in self._shown.items() if one is not cell or known == msg_id}
        stops = self._stops_at_error() and not cell.is_to_fail
        if status in ("died", "aborted") or (status == "error" and stops):
            self._drop_waiting()
        self.cell_finished.emit(execution_count, status)
        self._next()

    def _on_state(self, state: KernelState) -> None:
        if state is KernelState.STARTING:
            self.is_used = False

    def _tell_impatience(self) -> None:
        self.told.emit(self.tr("The code does not answer the interrupt. Restart ends it, and its variables."))
