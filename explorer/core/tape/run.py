"""Runs cells one after the other in one namespace, and records what PyTorch does meanwhile."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from typing import Any

import msgspec

from explorer.core.refusals import Diagnosis
from explorer.core.tape.cell_code import FILE, LABEL, execute, told
from explorer.core.tape.reading.diagnosis import diagnose
from explorer.core.tape.reading.track import track
from explorer.core.tape.report import as_data
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


LONG = 5_000
"""Events, nodes and edges of which all are told; of more only the first and the last are, unless all are asked for."""


def as_json(cells: Sequence[CellResult], tape: Tape, graph: bool = False) -> str:
    """The cells, leaves and troubles, the graph and the events; each node with the newest value of its result and of
    what arrived at it. `left_out` counts what a long recording has between the first and the last of them; with `graph`
    it has all.

    A cell has its source, ok, error, stdout and result; then diagnosis, which is null unless its error is a refusal of
    autograd's, and else has the sentence why, where (the lines involved, or null) and the cure, which is code. For
    leaves and troubles see explorer.core.tape.report.as_data.
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
    parts: dict[str, Sequence[Any]] = {"nodes": nodes, "edges": tape.edges, "events": tape.events}
    left_out = {} if graph else {name: max(len(part) - LONG, 0) for name, part in parts.items()}
    whole = {
        "cells": list(map(_cell_as_json, cells)),
        **as_data(track(tape)),
        "memory": _memory(tape),
        "left_out": left_out,
    }
    shown = {name: _ends(part) if left_out.get(name) else part for name, part in parts.items()}
    return msgspec.json.encode(whole | shown).decode()


def _memory(tape: Tape) -> dict[str, Any]:
    """Bytes that were kept for the walk back, at most, and by the twenty modules and lines that keep most."""
    found = tape.memory
    return {"peak": found.peak} | {
        name: [{"name": one.name, "bytes": one.bytes, "frees": one.frees} for one in kept[:20]]
        for name, kept in (("modules", found.by_module), ("lines", found.by_line))
    }


def _ends(part: Sequence[Any]) -> list[Any]:
    return [*part[: LONG // 2], *part[-LONG // 2 :]]


def _cell_as_json(cell: CellResult) -> dict[str, Any]:
    found = cell.diagnosis
    if found is None:
        return msgspec.structs.asdict(cell)
    where = str(found.where) if found.where is not None else None
    return msgspec.structs.asdict(cell) | {
        "diagnosis": {"why": str(found.why), "where": where, "cure": str(found.cure)}
    }
