"""A process that a person's program runs in: its signals, its time, and its output as it comes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Thread, Timer
from typing import IO, Any, NamedTuple

GRACE = 5.0
"""Seconds for a program that was interrupted to end, before it is killed."""

_GOODBYE = 1.0
"""Seconds to wait for what a program's own processes still print when it has ended."""

_FORWARDED = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Ended(NamedTuple):
    """`code` is negative for a signal; `is_late` if the `seconds` that it had were over; `printed` has a text for each
    mark and one more.
    """

    code: int
    is_late: bool
    seconds: float
    printed: list[str]


def run_process(
    command: Sequence[str], environment: Mapping[str, str], timeout: float | None, captured: bool, mark: bytes
) -> Ended:
    """Run it to its end. What it prints goes to stdout; if it is `captured`, to stderr, as it comes, without `mark`."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    child = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE if captured else None,
        # In a group of its own an interruption reaches it once: from the terminal, or from us who got it in its place.
        process_group=0 if os.name == "posix" else None,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
    )
    late: list[float] = []
    printed: list[bytes] = [b""]
    reader = Thread(target=_read, args=(child.stdout, mark, printed), daemon=True) if child.stdout else None
    if reader is not None:
        reader.start()
    with _forwarding(child), _timer(child, timeout, late):
        code = _wait(child)
    if reader is not None:
        reader.join(_GOODBYE)
    return Ended(code, bool(late), timeout or 0.0, [text.decode(errors="replace") for text in printed])


def _end_with_parent() -> None:
    """Asked of Linux: a program must not go on for ever if we are killed."""
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _interrupt(child: subprocess.Popen[bytes]) -> None:
    """Let it end as it wants to, then end it."""
    os.kill(child.pid, signal.SIGINT)
    timer = Timer(GRACE, _kill, [child])
    timer.daemon = True
    timer.start()


def _kill(child: subprocess.Popen[bytes]) -> None:
    if child.returncode is None:
        os.killpg(child.pid, signal.SIGKILL) if os.name == "posix" else child.kill()


@contextmanager
def _timer(child: subprocess.Popen[bytes], timeout: float | None, late: list[float]) -> Iterator[None]:
    def over() -> None:
        if child.returncode is None:
            late.append(0.0)
            _interrupt(child)

    timer = Timer(timeout or 0.0, over)
    timer.daemon = True
    if timeout is not None:
        timer.start()
    yield
    timer.cancel()


@contextmanager
def _forwarding(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Meanwhile what we are told is the program's."""

    def forward(number: int, _frame: Any) -> None:
        if child.returncode is None:
            _interrupt(child) if number == signal.SIGINT else os.kill(child.pid, number)

    before = {number: signal.signal(number, forward) for number in _FORWARDED}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def _wait(child: subprocess.Popen[bytes]) -> int:
    """Its exit code. On a terminal it has the keyboard meanwhile; when that stops it, as Ctrl+Z does, so it does us."""
    if sys.platform == "win32":
        return child.wait()
    while True:
        terminal = next((fd for fd in range(3) if _is_ours(fd)), None)
        if terminal is not None:
            os.tcsetpgrp(terminal, child.pid)
        os.killpg(child.pid, signal.SIGCONT)  # it may have asked for the keyboard before it had it
        _, status = os.waitpid(child.pid, os.WUNTRACED)
        if terminal is not None:
            before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            os.tcsetpgrp(terminal, os.getpgrp())
            signal.signal(signal.SIGTTOU, before)
        if not os.WIFSTOPPED(status):
            child.returncode = os.waitstatus_to_exitcode(status)
            return child.returncode
        if os.WSTOPSIG(status) in (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
            os.kill(os.getpid(), signal.SIGSTOP)


def _is_ours(fd: int) -> bool:
    """Whether it is the terminal whose keyboard is ours."""
    try:
        return os.isatty(fd) and os.tcgetpgrp(fd) == os.getpgrp()
    except OSError:
        return False


def _read(output: IO[bytes], mark: bytes, printed: list[bytes]) -> None:
    """Show what comes, and keep it; after each mark another text begins."""
    waiting = b""
    with output:
        while chunk := os.read(output.fileno(), 1 << 16):
            *ended, waiting = (waiting + chunk).split(mark) if mark else [waiting + chunk]
            # What may be the first part of a mark waits for the rest.
            place = waiting.rfind(mark[:1], max(0, len(waiting) - len(mark))) if mark else -1
            held = waiting[place:] if place >= 0 and mark.startswith(waiting[place:]) else b""
            for number, text in enumerate([*ended, waiting.removesuffix(held)]):
                printed += [b""] * (number > 0)
                printed[-1] += text
                _show(text)
            waiting = held
    printed[-1] += waiting
    _show(waiting)


def _show(text: bytes) -> None:
    try:
        while text:
            text = text[os.write(2, text) :]
    except OSError:  # nobody reads it
        pass
