"""Runs cells one after the other in one namespace, and records what PyTorch does meanwhile."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from typing import Any

import msgspec

from explorer.core.refusals import Diagnosis
from explorer.core.tape.cell_code import FILE, LABEL, execute, told
from explorer.core.tape.reading.diagnosis import diagnose
from explorer.core.tape.reading.track import track
from explorer.core.tape.tape import Operation, Tape, Walk


class CellResult(msgspec.Struct, frozen=True):
    """A cell that was run: what it printed, and the value of its last line, as IPython would show it; `diagnosis` is
    what its error is, where autograd's refusals have it.
    """

    source: str
    ok: bool
    error: str
    stdout: str
    result: str
    diagnosis: Diagnosis | None = None


def run(cells: Sequence[str]) -> tuple[list[CellResult], Tape]:
    """Run every cell, also after one that failed. This executes the cells' code."""
    from explorer.core.tape.recording.record import record  # here, for who only reads results needs no torch

    namespace: dict[str, Any] = {"__name__": "__main__"}
    recorder = record()
    with recorder as tape:
        results, ends = [], []
        for number, source in enumerate(cells, 1):
            recorder.lines.labels[FILE.format(number=number)] = LABEL.format(number=number)
            results.append(_run_cell(number, source, namespace, recorder.note_error))
            recorder.note_names(namespace, are_all=True)
            ends.append(recorder.noted)
    return [diagnosed(result, tape, end) for result, end in zip(results, ends, strict=True)], tape


def diagnosed(cell: CellResult, tape: Tape, end: int) -> CellResult:
    """With what its error is: later cells, from the event `end` on, may have failed in the same words."""
    if cell.ok:
        return cell
    until_then = msgspec.structs.replace(tape, events=tape.events[:end])
    return msgspec.structs.replace(cell, diagnosis=diagnose(cell.error, until_then))


def _run_cell(
    number: int, source: str, namespace: dict[str, Any], note_error: Callable[[BaseException], None]
) -> CellResult:
    printed = io.StringIO()
    with redirect_stdout(printed):
        result, error, _ = execute(number, source, namespace)
    if isinstance(error, KeyboardInterrupt):
        raise error
    if error is not None:
        note_error(error)
    return CellResult(source, error is None, told(error), printed.getvalue(), result)


def as_json(cells: Sequence[CellResult], tape: Tape) -> str:
    """The cells, the graph and the events; each node with the newest value of its result and of what arrived at it.

    A cell has its source, ok, error, stdout and result; then diagnosis, which is null unless its error is a refusal of
    autograd's, and else has the sentence why, where (the lines involved, or null) and the cure, which is code.
    """
    values: dict[int, Any] = {}
    gradients: dict[int, Any] = {}
    for event in tape.events:
        if isinstance(event, Operation):
            values |= {note.node: note.value for note in (*event.outputs, *event.changed) if note.node is not None}
        elif isinstance(event, Walk):
            gradients |= {visit.node: visit.arrived for visit in event.visits}
    lines = {place: event.line for place, event in enumerate(tape.events) if isinstance(event, Operation)}
    nodes = [
        {
            "id": number,
            "op": node.name,
            "value": values.get(number),
            "grad": gradients.get(number),
            "saved": node.saved,
            "leaf": node.leaf,
            "line": lines.get(node.operation) if node.operation is not None else None,
        }
        for number, node in enumerate(tape.nodes)
    ]
    whole = {"cells": list(map(_cell_as_json, cells)), "nodes": nodes, "edges": tape.edges, "events": tape.events}
    return msgspec.json.encode(whole).decode()


def _cell_as_json(cell: CellResult) -> dict[str, Any]:
    found = cell.diagnosis
    if found is None:
        return msgspec.structs.asdict(cell)
    where = str(found.where) if found.where is not None else None
    return msgspec.structs.asdict(cell) | {
        "diagnosis": {"why": str(found.why), "where": where, "cure": str(found.cure)}
    }


def as_text(cells: Sequence[CellResult], tape: Tape, graph: bool = False) -> str:
    """What each cell printed and gave, with why it failed below an error; with `graph`, then the nodes, a line each."""
    parts = []
    for number, cell in enumerate(cells, 1):
        why = textwrap.indent(cell.diagnosis.told(), "    ") if cell.diagnosis is not None else ""
        said = "\n".join(part for part in (cell.stdout.rstrip(), cell.result, cell.error, why) if part)
        parts.append(f"In [{number}]: {cell.source}\n{said}".rstrip())
    if not graph:
        return "\n\n".join(parts)
    made = track(tape)
    parts += [
        f"{number}: {node.name} → {', '.join(str(edge.target) for edge in made.edges_from(number)) or 'nothing'}"
        for number, node in enumerate(tape.nodes)
    ]
    return "\n\n".join(parts[: len(cells)]) + "\n\n" + "\n".join(parts[len(cells) :])
