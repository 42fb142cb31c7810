"""The kernel as the window knows it: requests go out at once, and what becomes of them comes by signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from explorer.ui.tape.kernel.thread import Death, KernelState, KernelThread, signal_name

if TYPE_CHECKING:
    from qtconsole.client import QtKernelClient

__all__ = ["Kernel", "KernelState"]


class Kernel(QObject):
    """A Jupyter kernel of our own interpreter, in a process that nobody else can reach. `folder` is where the next one
    works: "" where this program was started.

    Signals: began(msg_id) when the turn of a request has come; output(msg_id, a dict of nbformat or
    {"output_type": "clear_output", "wait": bool}); recorded(msg_id, execution_count, parts of a recording in JSON),
    also for what the console ran; finished(msg_id, "ok", "error", "aborted" or "died", execution_count), after all the
    others of that msg_id; state_changed(KernelState); died(how it ended, when nobody asked it to).
    """

    began = Signal(str)
    output = Signal(str, object)
    recorded = Signal(str, int, object)
    finished = Signal(str, str, int)
    state_changed = Signal(object)
    died = Signal(str)
    _told = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = KernelState.DEAD
        self.folder = ""
        self._thread: KernelThread | None = None
        self._clients: list[QtKernelClient] = []
        self._told.connect(self._tell)

    def start(self) -> None:
        """Start it, unless it has been started; returns at once."""
        if self._thread is None:
            note = self.tr("… too much output: the rest of it is not kept.")
            self._thread = KernelThread(self._told.emit, note, self.folder)
            self._set_state(KernelState.STARTING)
            self._thread.start()

    def execute(self, source: str, stops: bool = False) -> str:
        """Run code after what was asked for before; gives its msg_id. Early code waits until the kernel is ready.

        If the code `stops` at an error, what waits after it is finished as "aborted" then.
        """
        return self.execute_all([(source, stops)])[0]

    def execute_all(self, given: list[tuple[str, bool]]) -> list[str]:
        """Sources, each with whether it `stops`: all wait before the first runs, so that an error finds them there."""
        self.start()
        asked = [(uuid4().hex, source, stops) for source, stops in given]
        self._ask("execute", asked)
        return [msg_id for msg_id, *_ in asked]

    def withdraw(self, msg_id: str) -> None:
        """Do not run it, if its turn has not come; it is finished as "aborted" then."""
        self._ask("withdraw", msg_id)

    def interrupt(self) -> None:
        """KeyboardInterrupt in what runs; what waits is finished as "aborted"."""
        self._ask("interrupt")

    def restart(self) -> None:
        """A new process in place of the old one, whatever that was doing; what it had is finished as "died"."""
        if self._thread is None:
            self.start()
        else:
            self._ask("restart", self.folder)

    def stop(self) -> None:
        """End the process; returns at once. The end of the interpreter waits for it."""
        self._ask("stop", self._clients)
        self._thread, self._clients = None, []

    def console_client(self) -> QtKernelClient:
        """A client of its own for a console, of a kernel that is ready; it lasts until `stop`."""
        from qtconsole.client import QtKernelClient

        assert self._thread is not None
        client = QtKernelClient()
        client.load_connection_file(str(self._thread.connection_file))
        client.start_channels(hb=False)  # we know sooner than a heartbeat when the process is gone
        self._clients.append(client)
        return client

    def _ask(self, what: str, *arguments: Any) -> None:
        if self._thread is not None:
            self._thread.ask(what, *arguments)

    def _tell(self, thread: KernelThread, batch: list[tuple[Any, ...]]) -> None:
        """Say what the thread has told; a thread that was stopped still says what became of its requests."""
        for name, *arguments in batch:
            if name == "state_changed":
                if self._thread in (thread, None):
                    self._set_state(*arguments)
            elif name == "died":
                self.died.emit(self._reason(*arguments))
            else:
                getattr(self, name).emit(*arguments)
        thread.taken()

    def _set_state(self, state: KernelState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def _reason(self, death: Death) -> str:
        if not death.was_ready:
            return self.tr("it could not start. {words}").format(words=death.words).strip()
        if death.code < 0:
            return self.tr("signal {name}").format(name=signal_name(death.code))
        return self.tr("exit code {code}").format(code=death.code)
