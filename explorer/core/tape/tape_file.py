"""A recording as a file: a line that says what it is, then the recording as JSON, compressed. Reading runs nothing."""

from __future__ import annotations

import stat
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from explorer.core import files
from explorer.core.tape.tape import ModuleCall, Operation, Tape, Walk
from explorer.core.words import QT_TRANSLATE_NOOP, ExplainedError

_KIND = "derivative-explorer tape"

VERSION = 1
"""Of the form. It grows when what is written can no longer be read by who reads this one."""

LARGEST = 2_000_000_000
"""Bytes of a recording that is read: a damaged file must not fill the memory."""


class TapeFileError(ExplainedError):
    """A file that is no recording, or none that can be read here."""

    context = "TapeFileError"


_FOREIGN = QT_TRANSLATE_NOOP("TapeFileError", "{name} is not a recording of Derivative Explorer.")
DAMAGED = QT_TRANSLATE_NOOP("TapeFileError", "{name} is damaged: {why}.")
_FUTURE = QT_TRANSLATE_NOOP(
    "TapeFileError", "{name} was written by a newer Derivative Explorer (form {version}; this one reads up to {known})."
)


class _Head(msgspec.Struct):
    kind: str
    version: int


def write(tape: Tape, path: Path) -> None:
    """The whole file or the old one. Raises OSError."""
    head = msgspec.json.encode(_Head(_KIND, VERSION))
    files.write(path, head + b"\n" + zlib.compress(msgspec.json.encode(tape), 6))


def read(path: Path) -> Tape:
    """Raises TapeFileError, and OSError for a file that cannot be read."""
    if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe or a device may never end
        raise TapeFileError(_FOREIGN, name=path.name)
    head, _, body = path.read_bytes().partition(b"\n")
    try:
        found = msgspec.json.decode(head, type=_Head)
    except msgspec.DecodeError as error:
        raise TapeFileError(_FOREIGN, name=path.name) from error
    if found.kind != _KIND:
        raise TapeFileError(_FOREIGN, name=path.name)
    if found.version > VERSION:
        raise TapeFileError(_FUTURE, name=path.name, version=found.version, known=VERSION)
    try:
        whole = zlib.decompressobj()
        text = whole.decompress(body, LARGEST)
        tape = Tape.from_json(text)
    except zlib.error as error:
        raise TapeFileError(DAMAGED, name=path.name, why="it cannot be unpacked") from error
    except msgspec.DecodeError as error:
        why = "its end is missing" if not whole.eof else "what is in it is no recording"
        raise TapeFileError(DAMAGED, name=path.name, why=why) from error
    if not _is_whole(tape):
        raise TapeFileError(DAMAGED, name=path.name, why="it tells of nodes or events that it does not have")
    return tape


def _is_whole(tape: Tape) -> bool:
    """Whether all that is told of by its number is there."""
    nodes, events = range(len(tape.nodes)), range(len(tape.events))
    calls: set[int] = set()
    if not all(edge.source in nodes and edge.target in nodes for edge in tape.edges):
        return False
    if not all(node.operation is None or node.operation in events for node in tape.nodes):
        return False
    for event in tape.events:
        named: Sequence[int | None] = ()
        if isinstance(event, Operation):
            named = [note.node for note in (*event.outputs, *event.changed)]
        elif isinstance(event, Walk):
            visited = (visit.node for visit in event.visits)
            named = [*visited, *(note.node for note in event.results), *event.freed, event.failed]
        elif isinstance(event, ModuleCall):
            if event.parent is not None and event.parent not in calls:
                return False
            calls.add(event.number)
        if not all(node is None or node in nodes for node in named):
            return False
    return True
