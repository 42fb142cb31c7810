"""Runs cells one after the other in one namespace, and records what PyTorch does meanwhile."""

from __future__ import annotations

import ast
import io
import linecache
from collections.abc import Sequence
from contextlib import redirect_stdout
from typing import Any

import msgspec

from explorer.core.tape.record import record
from explorer.core.tape.tape import Operation, Tape, Walk

_MAGIC = ("%", "!", "?")


class CellResult(msgspec.Struct, frozen=True):
    """A cell that was run: what it printed, and the value of its last line, as IPython would show it."""

    source: str
    ok: bool
    error: str
    stdout: str
    result: str


def run(cells: Sequence[str]) -> tuple[list[CellResult], Tape]:
    """Run every cell, also after one that failed. This executes the cells' code."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with record() as tape:
        results = [_run_cell(number, source, namespace) for number, source in enumerate(cells, 1)]
    return results, tape


def _run_cell(number: int, source: str, namespace: dict[str, Any]) -> CellResult:
    file = f"<cell {number}>"
    # IPython's own commands have no meaning here; the line stays, so that the numbers of the others do.
    lines = ["pass" if line.startswith(_MAGIC) else line for line in source.splitlines()]
    linecache.cache[file] = len(source), None, [line + "\n" for line in source.splitlines()], file
    printed = io.StringIO()
    value: Any = None
    error = ""
    with redirect_stdout(printed):
        try:
            tree = ast.parse("\n".join(lines), file)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, file, "exec"), namespace)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), file, "eval"), namespace)
            shown = "" if value is None else repr(value)
        except SyntaxError as raised:
            shown, error = "", f"SyntaxError: {raised.msg} (line {raised.lineno})"
        except (Exception, SystemExit) as raised:
            shown, error = "", f"{type(raised).__name__}: {raised}"
    return CellResult(source, not error, error, printed.getvalue(), shown)


def as_json(cells: Sequence[CellResult], tape: Tape) -> str:
    """The cells, the graph and the events; each node with the newest value of its result and of what arrived at it."""
    values: dict[int, Any] = {}
    gradients: dict[int, Any] = {}
    for event in tape.events:
        if isinstance(event, Operation):
            values |= {note.node: note.value for note in (*event.outputs, *event.changed) if note.node is not None}
        elif isinstance(event, Walk):
            gradients |= {visit.node: visit.arrived for visit in event.visits}
    lines = {place: event.line for place, event in enumerate(tape.events) if not isinstance(event, Walk)}
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
    whole = {"cells": list(cells), "nodes": nodes, "edges": tape.edges, "events": tape.events}
    return msgspec.json.encode(whole).decode()


def as_text(cells: Sequence[CellResult], tape: Tape) -> str:
    """What each cell printed and gave, then the graph in a line a node."""
    parts = []
    for number, cell in enumerate(cells, 1):
        said = "\n".join(part for part in (cell.stdout.rstrip(), cell.result, cell.error) if part)
        parts.append(f"In [{number}]: {cell.source}\n{said}".rstrip())
    targets: dict[int, list[int]] = {}
    for edge in tape.edges:
        targets.setdefault(edge.source, []).append(edge.target)
    parts += [
        f"{number}: {node.name} → {', '.join(map(str, targets.get(number, []))) or 'nothing'}"
        for number, node in enumerate(tape.nodes)
    ]
    return "\n\n".join(parts[: len(cells)]) + "\n\n" + "\n".join(parts[len(cells) :])
