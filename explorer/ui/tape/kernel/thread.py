"""The kernel's process, its sockets and its queue, on a thread of their own: no Qt; the window waits for nothing."""

from __future__ import annotations

import atexit
import signal
import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from explorer.ui.tape.kernel.folder import PrivateFolder
from explorer.ui.tape.kernel.outbox import Event, Outbox

if TYPE_CHECKING:
    from explorer.ui.tape.kernel.process import Process

READY_WITHIN = 60.0
"""Seconds after which a kernel that has not answered is given up."""

SOON = 5.0
"""Seconds: a kernel that restarted by itself and ends again sooner stays ended."""

ASK_AGAIN = 0.5
PACE = 0.03
"""Seconds between two batches for the window."""


class KernelState(StrEnum):
    """What the kernel is doing."""

    STARTING = "starting"
    IDLE = "idle"
    BUSY = "busy"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Death:
    """How a process ended: its exit code, negative for a signal; its last words if it never became ready."""

    was_ready: bool
    code: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A request whose turn has not come. If it `stops` at an error, what waits after it is dropped then."""

    msg_id: str
    source: str
    stops: bool


@dataclass(slots=True)
class _Running:
    """A request that the kernel has: done when its reply has come and all that it said was heard."""

    msg_id: str
    stops: bool
    status: str = ""
    execution_count: int = 0
    idle: bool = False
    heard: float = 0.0


class KernelThread(Thread):
    """`tell` is called here with this and a batch of (name, *arguments), and again only after `taken()`. The process
    `works_in` a folder, or where this one was started.

    The end of the interpreter ends the process.
    """

    def __init__(self, tell: Callable[[KernelThread, list[Event]], None], cut_note: str, works_in: str) -> None:
        super().__init__(name="kernel", daemon=True)
        self._works_in = works_in
        self._folder: PrivateFolder | None = None
        self._tell = tell
        self._outbox = Outbox(cut_note)
        self._asked: SimpleQueue[Event] = SimpleQueue()
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._window_waits = True
        self._told_at = 0.0
        self._state: KernelState | None = None
        self._pending: deque[_Waiting] = deque()
        self._running: _Running | None = None
        self._process: Process | None = None
        self._ours: set[str] = set()
        self._over = False

    # -- from any thread

    def ask(self, what: str, *arguments: Any) -> None:
        """One of: execute, withdraw, interrupt, restart, stop."""
        self._asked.put((what, *arguments))
        with suppress(BlockingIOError, OSError):  # a full pipe has woken it already; a closed one is over
            self._bell.send(b".")

    def taken(self) -> None:
        """The window has shown the last batch."""
        self.ask("taken")

    def end_now(self) -> None:
        """For the end of the interpreter: tell nobody anything more, and return when the process is gone."""
        self._silence()
        self.ask("stop", [])
        self.join(5)

    def start(self) -> None:
        atexit.register(self.end_now)
        super().start()

    @property
    def connection_file(self) -> Path:
        """The way and the key to a kernel that is ready."""
        from explorer.ui.tape.kernel.process import CONNECTION

        assert self._folder is not None
        return self._folder.path / CONNECTION

    # -- on this thread

    def run(self) -> None:
        import zmq

        self._context = zmq.Context()
        self._context.rcvhwm = 0  # else messages of a cell that says much are lost, its end among them
        try:
            self._folder = PrivateFolder()
            self._launch(by_itself=False)
            _import_console()
            while not self._over:
                self._turn()
        finally:
            self._end_process()
            self._say_state(KernelState.DEAD)
            self._flush()
            self._context.destroy(linger=0)
            if self._folder is not None:
                self._folder.remove()
            self._bell.close()
            self._ear.close()
            atexit.unregister(self.end_now)

    def _launch(self, *, by_itself: bool) -> None:
        from explorer.ui.tape.kernel.process import Process

        folder = self._folder
        assert folder is not None
        self._say_state(KernelState.STARTING)
        try:
            self._process = Process(
                folder.path, self._context, by_itself, lambda ended: self.ask("ended", ended), self._works_in
            )
        except OSError as error:
            self._give_up(Death(False, words=str(error)))

    def _turn(self) -> None:
        """Wait until there is something to do, and do it."""
        self._wait()
        while not self._asked.empty():
            what, *arguments = self._asked.get()
            getattr(self, f"_on_{what}")(*arguments)
        if self._process is not None:
            self._process.read(self._on_shell, self._on_iopub)
        if self._process is not None and not self._process.ready:
            self._make_ready(self._process)
        if self._running is not None:
            self._finish_running(self._running)
        self._send_next()
        if self._window_waits and self._outbox and monotonic() >= self._told_at + PACE:
            self._flush()

    def _wait(self) -> None:
        import zmq

        poller = zmq.Poller()
        poller.register(self._ear, zmq.POLLIN)
        moments = []
        if self._process is not None:
            for one in self._process.sockets:
                poller.register(one, zmq.POLLIN)
            if not self._process.ready:
                moments.append(self._process.asked_at + ASK_AGAIN)
        if self._running is not None and self._running.status:
            moments.append(self._running.heard + SOON)
        if self._window_waits and self._outbox:
            moments.append(self._told_at + PACE)
        poller.poll(max(0, ceil((min(moments) - monotonic()) * 1000)) if moments else None)
        with suppress(BlockingIOError):
            while self._ear.recv(4096):
                pass

    # -- what was asked

    def _on_taken(self) -> None:
        self._window_waits = True

    def _on_execute(self, asked: list[tuple[str, str, bool]]) -> None:
        self._pending.extend(_Waiting(*one) for one in asked)
        if self._state is KernelState.DEAD:
            self._drop_pending("died")

    def _on_withdraw(self, msg_id: str) -> None:
        if any(one.msg_id == msg_id for one in self._pending):
            self._pending = deque(one for one in self._pending if one.msg_id != msg_id)
            self._outbox.add("finished", msg_id, "aborted", 0)

    def _on_interrupt(self) -> None:
        self._drop_pending("aborted")
        if self._process is not None and self._process.ready:
            self._process.interrupt()

    def _on_restart(self, works_in: str) -> None:
        self._works_in = works_in
        self._end_process()
        self._launch(by_itself=False)

    def _on_stop(self, clients: list[Any]) -> None:
        self._over = True
        self._end_process()
        for client in clients:
            client.stop_channels()  # takes up to a second

    def _on_ended(self, process: Process) -> None:
        """The process is gone; nobody asked it to, if it is still the one we have."""
        if process is not self._process:
            return
        process.read(self._on_shell, self._on_iopub)  # its last words
        death = Death(process.ready, process.exit_code or 0, process.last_words())
        again = process.ready and not (process.by_itself and monotonic() - process.ready_at < SOON)
        self._end_process()
        self._give_up(death)
        if again:
            self._launch(by_itself=True)

    def _give_up(self, death: Death) -> None:
        self._drop_pending("died")
        self._say_state(KernelState.DEAD)
        self._outbox.add("died", death)

    def _end_process(self) -> None:
        """Whatever it was at is over; returns when the process is gone."""
        process, self._process = self._process, None
        if process is not None:
            process.end(politely=self._running is None)
        if self._running is not None:
            self._outbox.add("finished", self._running.msg_id, "died", 0)
            self._running = None
        self._drop_pending("died")

    def _drop_pending(self, status: str) -> None:
        while self._pending:
            self._outbox.add("finished", self._pending.popleft().msg_id, status, 0)

    # -- to and from the kernel

    def _make_ready(self, process: Process) -> None:
        if process.answered and process.heard:
            process.ready, process.ready_at = True, monotonic()
            self._say_state(KernelState.IDLE)
        elif monotonic() - process.started_at > READY_WITHIN:
            death = Death(False, words=process.last_words())
            self._end_process()
            self._give_up(death)
        elif monotonic() >= process.asked_at + ASK_AGAIN:
            process.ask_for_info()

    def _send_next(self) -> None:
        """One at a time: what waits here can still be dropped by an interrupt."""
        if self._process is not None and self._process.ready and self._running is None and self._pending:
            given = self._pending.popleft()
            self._running = _Running(given.msg_id, given.stops)
            self._ours.add(given.msg_id)
            self._outbox.add("began", given.msg_id)
            self._process.execute(given.msg_id, given.source)

    def _finish_running(self, running: _Running) -> None:
        silent = monotonic() - running.heard >= SOON  # the kernel's queue was full, and its last word is lost
        if running.status and (running.idle or silent):
            self._running = None
            self._outbox.add("finished", running.msg_id, running.status, running.execution_count)
            if running.status == "aborted" or (running.status == "error" and running.stops):
                self._drop_pending("aborted")

    def _on_shell(self, kind: str, parent: str, message: dict[str, Any]) -> None:
        running = self._running
        if kind == "execute_reply" and running is not None and parent == running.msg_id:
            content = message["content"]
            running.status, running.execution_count = content["status"], content.get("execution_count") or 0
            running.heard = monotonic()

    def _on_iopub(self, kind: str, parent: str, message: dict[str, Any]) -> None:
        content = message["content"]
        running = self._running
        ours = running if running is not None and parent == running.msg_id else None
        if ours is not None:
            ours.heard = monotonic()
        if kind == "status" and message["parent_header"].get("msg_type") == "execute_request":
            if content["execution_state"] == "idle":
                if ours is not None:
                    ours.idle = True
                self._say_state(KernelState.IDLE)
            elif content["execution_state"] == "busy":
                self._say_state(KernelState.BUSY)
        elif kind == "explorer_tape":
            self._outbox.add("recorded", parent, content["execution_count"], list(map(bytes, message["buffers"])))
        elif kind in ("stream", "display_data", "execute_result", "error", "clear_output") and parent in self._ours:
            self._outbox.add_output(parent, {"output_type": kind, **content})

    def _say_state(self, state: KernelState) -> None:
        if state is not self._state:
            self._state = state
            self._outbox.add("state_changed", state)

    def _flush(self) -> None:
        self._window_waits, self._told_at = False, monotonic()
        try:
            self._tell(self, self._outbox.take())
        except RuntimeError:  # Qt's word for a window that is gone
            self._silence()
            self._over = True

    def _silence(self) -> None:
        self._tell = lambda thread, batch: None


def _import_console() -> None:
    """While the kernel starts: the window needs it a little later, and importing it takes longer than a frame."""
    import qtconsole.client
    import qtconsole.rich_jupyter_widget  # noqa: F401


def signal_name(code: int) -> str:
    """SIGKILL for -9; the number where the system has no name for it."""
    with suppress(ValueError):
        return signal.Signals(-code).name
    return str(-code)
