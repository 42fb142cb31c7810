"""Runs a person's file as Python would, in a process of its own, and gathers what that process recorded.

Python itself runs the program: `python FILE ARGUMENTS`. What records it is put beside it by child/start, and writes
into a folder; so any end of the process, also the worst, leaves what was recorded until then.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import sys
import tempfile
import tokenize
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from explorer.core.tape import cells
from explorer.core.tape.process import Ended, run_process
from explorer.core.tape.run import CellResult, diagnosed
from explorer.core.tape.tape import Tape
from explorer.core.words import QT_TRANSLATE_NOOP, Sentence

_PART = msgspec.json.Decoder(Tape)
_CHILD = Path(__file__).with_name("child")
_MARK = re.compile(rb"^#[ \t]*%%", re.MULTILINE)

_LATE = QT_TRANSLATE_NOOP("Tape", "The program was interrupted after {seconds:g} s.")
_STOPPED = QT_TRANSLATE_NOOP("Tape", "The program's process was ended by signal {number} ({name}).")
_AT_ONCE = QT_TRANSLATE_NOOP(
    "Tape", "The program's process ended with code {code} before Python could end it: by os._exit, exec or a crash."
)
_LAST = "The program was ended at once, and what it did in its last moment may not be recorded."
_UNRECORDED = QT_TRANSLATE_NOOP("Tape", "The recording ended before the program: {why}")

OUT_OF_TIME = 124
"""The exit code of a program that was interrupted for its time, as timeout(1) has it."""


class Ran(NamedTuple):
    """What became of a file: its cells (a program is one), the recording, the exit code, and why it was not recorded
    to its end, if it was not.
    """

    cells: list[CellResult]
    tape: Tape
    code: int
    trouble: Sentence | None


def run_file(path: Path, arguments: Sequence[str] = (), *, timeout: float | None = None, captured: bool = False) -> Ran:
    """This executes the file. Its output goes to stdout; if it is `captured`, to stderr, and is in the cells.

    A script without marks of cells is one program. Raises CellsError, and OSError for a file that cannot be read.
    """
    sources = _sources(path)
    with tempfile.TemporaryDirectory(prefix="tape-") as name:
        folder = Path(name)
        mark = f"\0{secrets.token_hex(16)}\0" if captured and sources is not None else ""
        flags = ["captured"] * captured + ["cells"] * (sources is not None)
        if sources is not None:
            file = str(path) if path.suffix == ".py" else ""
            (folder / "sources").write_bytes(msgspec.json.encode({"sources": sources, "file": file, "mark": mark}))
        script = [str(_CHILD / "cells.py")] if sources is not None else []
        command = [sys.executable, *script, str(path), *arguments]
        ended = run_process(command, _environment(" ".join(flags), folder), timeout, captured, mark.encode())
        tape = Tape.joined(map(_PART.decode, _lines(folder / "parts")))
        if tape.events and not tape.ended and not (folder / "end").exists():
            tape = msgspec.structs.replace(tape, ended=_LAST)
        results = [_program(path, folder, tape, ended)] if sources is None else _cells(sources, folder, tape, ended)
        trouble = folder / "trouble"
        said = Sentence("Tape", _UNRECORDED, {"why": trouble.read_text()}) if trouble.exists() else None
    code = OUT_OF_TIME if ended.is_late else ended.code if ended.code >= 0 else 128 - ended.code
    return Ran(results, tape, code, said)


def _sources(path: Path) -> list[str] | None:
    """The code of the cells, or None for a script that has none: Python reads that one."""
    if path.suffix == ".py" and path.is_file() and not _MARK.search(path.read_bytes()):
        return None
    return cells.read(path)


def _environment(flags: str, folder: Path) -> dict[str, str]:
    """The person's, with what child/start takes away again; figures are drawn, and wait for nobody."""
    found = dict(os.environ)
    if sys.platform != "linux" or "DISPLAY" in found or "WAYLAND_DISPLAY" in found:
        found.setdefault("MPLBACKEND", "Agg")
    paths = [str(_CHILD / "start"), *filter(None, [found.get("PYTHONPATH")])]
    return found | {"PYTHONPATH": os.pathsep.join(paths), "DERIVATIVE_EXPLORER_TAPE": f"{flags}:{folder}"}


def _lines(path: Path) -> list[bytes]:
    """The whole ones: the process may have been ended while it wrote."""
    return path.read_bytes().split(b"\n")[:-1] if path.exists() else []


def _program(path: Path, folder: Path, tape: Tape, ended: Ended) -> CellResult:
    end = folder / "end"
    error = str(_end(ended, end.exists()) or "")
    if end.exists():
        error = "\n".join(filter(None, [end.read_text(encoding="utf-8"), error]))
    if not error and ended.code:
        error = f"SystemExit: {ended.code}"
    result = CellResult(_text(path), not error, error, "".join(ended.printed), "")
    return diagnosed(result, tape, len(tape.events))


def _text(path: Path) -> str:
    """As Python reads it; what Python cannot read is shown all the same."""
    try:
        with tokenize.open(path) as file:
            return file.read()
    except (SyntaxError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8", errors="replace")


def _cells(sources: Sequence[str], folder: Path, tape: Tape, ended: Ended) -> list[CellResult]:
    """The last is the one in which the process ended, if it did before all were run."""
    told = [msgspec.json.decode(line, type=tuple[str, str, int]) for line in _lines(folder / "cells")]
    if len(told) < len(sources) and (cause := _end(ended, (folder / "end").exists())):
        told.append((str(cause), "", len(tape.events)))
    printed = [*ended.printed, *[""] * len(sources)]
    return [
        diagnosed(CellResult(source, not error, error, text, result), tape, end)
        for source, (error, result, end), text in zip(sources, told, printed, strict=False)
    ]


def _end(ended: Ended, is_told: bool) -> Sentence | None:
    """What ended the process, where that was not its code."""
    if ended.is_late:
        return Sentence("Tape", _LATE, {"seconds": ended.seconds})
    if ended.code < 0 and not (is_told and -ended.code == signal.SIGINT):
        name = signal.strsignal(-ended.code) or "unknown"
        return Sentence("Tape", _STOPPED, {"number": -ended.code, "name": name.lower()})
    return None if is_told or ended.code < 0 else Sentence("Tape", _AT_ONCE, {"code": ended.code})
