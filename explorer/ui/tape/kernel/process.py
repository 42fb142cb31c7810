"""One kernel process and the sockets to it; whoever makes it works on a thread, as nearly all here takes its time."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import sysconfig
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import zmq
from jupyter_client.client import KernelClient
from jupyter_client.connect import write_connection_file
from jupyter_client.launcher import launch_kernel

from explorer.ui.tape.kernel.folder import SOCKETS, fits

Channel = zmq.Socket[bytes]

EXTENSION = "explorer.core.tape.recording.in_kernel"
"""What IPython loads in the kernel: it records."""

CONNECTION = "kernel.json"
"""The name of the file, in the private folder, that tells clients the way and the key."""

GRACE = 1.0
"""Seconds that a kernel has to end when it is asked to."""

AT_ONCE = 200
"""Messages read before something else gets its turn."""


class Process:
    """A kernel of our own interpreter, which `works_in` a folder, or where we do. `on_end` is called with it on another
    thread as soon as it is gone.

    A second one in the same folder takes the first one's place: clients that are connected find it there.
    """

    def __init__(
        self,
        folder: Path,
        context: zmq.Context[Channel],
        by_itself: bool,
        on_end: Callable[[Process], None],
        works_in: str = "",
    ) -> None:
        file = folder / CONNECTION
        if not file.exists():
            _write_connection(file)
        self.by_itself = by_itself
        self.ready = False
        self.answered = self.heard = False
        self.started_at = self.ready_at = monotonic()
        self._noise = folder / "noise"
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", str(file)]
        command.append(f"--InteractiveShellApp.extra_extensions={EXTENSION}")
        with self._noise.open("wb") as noise:
            self._process = launch_kernel(
                command,
                stdout=noise.fileno(),
                stderr=noise.fileno(),
                env=_environment(folder),
                cwd=works_in or None,
            )
        self._client = KernelClient(context=context)
        self._client.load_connection_file(str(file))
        self._session = self._client.session
        self._shell, self._iopub = self._client.connect_shell(), self._client.connect_iopub()
        self._control = self._client.connect_control()
        self.sockets = (self._shell, self._iopub)
        self.ask_for_info()
        self._watch = Thread(target=self._wait, args=(on_end,), name="kernel's end", daemon=True)
        self._watch.start()

    def _wait(self, on_end: Callable[[Process], None]) -> None:
        self._process.wait()
        on_end(self)

    @property
    def exit_code(self) -> int | None:
        """Negative for a signal; None while it runs."""
        return self._process.returncode

    def last_words(self) -> str:
        """The last line of what it wrote to the terminal that it does not have."""
        lines = self._noise.read_text(errors="replace")[-2000:].split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def ask_for_info(self) -> None:
        """Its answer, and that we heard it say so, is how it becomes ready."""
        self.asked_at = monotonic()
        self._send(self._shell, "kernel_info_request", {})

    def execute(self, msg_id: str, source: str) -> None:
        """Code of a cell, which has nobody to ask for input."""
        content = {"code": source, "silent": False, "store_history": True, "user_expressions": {}}
        self._send(self._shell, "execute_request", {**content, "allow_stdin": False, "stop_on_error": False}, msg_id)

    def _send(self, channel: Channel, kind: str, content: dict[str, Any], msg_id: str = "") -> None:
        header = self._session.msg_header(kind)
        header["msg_id"] = msg_id or header["msg_id"]
        self._session.send(channel, self._session.msg(kind, content, header=header))

    def read(self, on_shell: Callable[[str, str, dict[str, Any]], None], on_iopub: Callable[..., None]) -> None:
        """What has come, as (kind, id of the request, message)."""
        for channel, told in ((self._shell, on_shell), (self._iopub, on_iopub)):
            for _ in range(AT_ONCE):
                message = self._next(channel)
                if message is None:
                    break
                kind, parent = message["msg_type"], message["parent_header"]
                if parent.get("msg_type") == "kernel_info_request":
                    self.answered |= channel is self._shell
                    self.heard |= channel is self._iopub
                told(kind, parent.get("msg_id", ""), message)

    def _next(self, channel: Channel) -> dict[str, Any] | None:
        """None when there is none; what is not signed with our key is none."""
        while True:
            try:
                message: dict[str, Any] | None = self._session.recv(channel)[1]
                return message
            except (ValueError, TypeError):
                continue

    def interrupt(self) -> None:
        """KeyboardInterrupt in the code that runs."""
        if os.name == "posix":
            self._signal(signal.SIGINT)
        else:
            from jupyter_client.win_interrupt import send_interrupt

            send_interrupt(self._process.win32_interrupt_event)  # type: ignore[attr-defined]

    def end(self, *, politely: bool) -> None:
        """Return when it is gone; one that is busy is not asked first."""
        if politely and self._process.returncode is None:
            self._send(self._control, "shutdown_request", {"restart": False})
            self._watch.join(GRACE)
        if self._watch.is_alive():
            if os.name == "posix":
                self._signal(signal.SIGKILL)
            else:
                self._process.kill()
            self._watch.join(GRACE)
        for one in (*self.sockets, self._control):
            one.close(linger=0)

    def _signal(self, number: int) -> None:
        """To it and the processes it started, which are one group."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)


def _write_connection(file: Path) -> None:
    key = secrets.token_hex(32).encode()
    if os.name == "posix" and fits(file.parent):
        write_connection_file(str(file), ip=str(file.with_name(SOCKETS)), key=key, transport="ipc")
    else:
        write_connection_file(str(file), ip="127.0.0.1", key=key)


def _environment(folder: Path) -> dict[str, str]:
    """Ours; `explorer` can be imported, figures are drawn inline, a fresh program leaves the user's IPython alone."""
    wanted = {
        **os.environ,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    home = Path(__file__).resolve().parents[4]
    if home not in {Path(path) for path in sysconfig.get_paths().values()}:
        wanted["PYTHONPATH"] = os.pathsep.join(filter(None, (str(home), os.environ.get("PYTHONPATH"))))
    if os.environ.get("DERIVATIVE_EXPLORER_FRESH") == "1":
        wanted["IPYTHONDIR"] = str(folder / "ipython")
    return wanted
