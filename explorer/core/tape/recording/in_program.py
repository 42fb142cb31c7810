"""The recorder inside a person's program: what it recorded is written to a file while it grows.

So what ends the program at once (a crash, os._exit, a kill) leaves what was recorded until then, but for the last
moment: to write each call by itself would take as long as to record it.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import __main__
from explorer.core.tape.child import tracebacks
from explorer.core.tape.recording.record import record

MOST = 200_000
"""Events that are noted: an endless loop must not fill the disk."""

MOMENT = 0.05
"""Seconds after which the next call writes what there is."""

_PART = 200
"""Events that are written at the latest."""

_ENDING = frozenset({"os.kill", "os.exec", "signal.pthread_kill", "builtins.input", "time.sleep", "subprocess.Popen"})
"""What may end the program, or makes it wait until somebody ends it: Python tells of it (sys.audit) beforehand."""

_HIGH = 500
"""Above the numbers that a program's own files have."""


class Recorder(record):
    """A process that was forked records nothing."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._file = _opened(folder / "parts")
        self._is_over = False
        self._written = 0.0

    def _after(self, noted: Any, result: Any) -> None:
        super()._after(noted, result)
        if len(self._events) >= _PART or monotonic() - self._written >= MOMENT:
            self.write()

    def told(self, event: str, _arguments: Any) -> None:
        """Python tells what the program is about to do."""
        if event in _ENDING and self._is_here() and not self._is_over:
            self.write()

    def write(self, is_last: bool = False) -> None:
        if self.noted >= MOST and not is_last:
            self._most = 0  # they are counted from here on
        if not self._events and not is_last:
            return
        self._written = monotonic()
        try:
            os.write(self._file, self.take().to_json().encode() + b"\n")
        except Exception as error:  # no room on the disk, for one: the program goes on
            self.leave()
            with suppress(OSError):
                (self._folder / "trouble").write_text(str(error))

    def leave(self) -> None:
        """Record nothing more."""
        self._is_over = True
        self.ended = self.ended or "Nothing is recorded any more."

    def end(self) -> None:
        """Write what there still is: the names that things have at the end, and how much was not noted."""
        if not self._is_over:
            self._end(getattr(sys, "last_value", None), vars(__main__))
            self.note_names(vars(__main__), are_all=True)
            self.write(is_last=True)
            self.leave()


def begin(folder: str, labels: dict[str, str]) -> Recorder:
    """Record from now on; `labels` are names for files."""
    recorder = Recorder(Path(folder))
    recorder.lines.labels = labels
    tracebacks.install()
    recorder.__enter__()
    sys.addaudithook(recorder.told)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=recorder.leave)
    return recorder


def _opened(path: Path) -> int:
    low = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        from fcntl import F_DUPFD_CLOEXEC, fcntl

        high = fcntl(low, F_DUPFD_CLOEXEC, _HIGH)
    except (ImportError, OSError):  # not on Windows; or so many files may not be open
        return low
    os.close(low)
    return high
