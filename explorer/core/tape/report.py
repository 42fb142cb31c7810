"""What a recording comes to, for people: in lines of text, and as a table for notebooks; and as data."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Container, Iterator, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.core.tape.reading.leaves import Leaf, leaves
from explorer.core.tape.reading.short_text import number, shape
from explorer.core.tape.reading.track import Track
from explorer.core.tape.reading.troubles import Trouble, troubles
from explorer.core.tape.tape import Line, Number, Operation

if TYPE_CHECKING:
    from explorer.core.tape.run import CellResult

TITLE = "── What autograd did ──"
"""The first line of a report: what the program printed stands before it."""

_WIDTH = 100
_ROWS = 40
"""Leaves that a report has in its table: of a big model the first, and all about which there is something to say."""

_HEAD = ("leaf", "shape", "values", ".grad", "passes", "optimizer")


def report(track: Track, cells: Sequence[CellResult] = (), graph: bool = False) -> str:
    """The counts, what became of each cell, what went wrong with its cure, and the table of leaves; with `graph` the
    nodes, a line each.
    """
    every, wrong = leaves(track), troubles(track)
    parts = [f"{TITLE}\n{_summary(track, every)}", *outcomes(cells)]
    parts += [_told(one) for one in wrong]
    if every:
        parts.append(_table(every, {tensor for one in wrong for tensor in one.tensors}))
    if graph:
        parts.append("\n".join(_graph(track)))
    return "\n\n".join(parts)


def outcomes(cells: Sequence[CellResult]) -> list[str]:
    """What became of each cell; of the only one, which may be a whole program, its error."""
    if len(cells) == 1:
        return [cell.error for cell in cells if cell.error]
    return [f"In [{number}]: {cell.error or cell.result or 'done'}" for number, cell in enumerate(cells, 1)]


def _summary(track: Track, every: Sequence[Leaf]) -> str:
    operations = sum(isinstance(event, Operation) for event in track.events)
    counts = {"operations": operations, "nodes": len(track.nodes), "walks back": len(track.walks), "leaves": len(every)}
    return ", ".join(f"{count:,} {what}" for what, count in counts.items())


def _told(trouble: Trouble) -> str:
    """The cause, its lines, and the change that mends it, or what there is to choose from."""
    parts = [textwrap.fill(trouble.text, _WIDTH, initial_indent="! ", subsequent_indent="  ", break_long_words=False)]
    if trouble.remedy is not None:
        is_here = any(line.file == trouble.remedy.file for line in trouble.lines)
        where = "" if is_here else f", in {Path(trouble.remedy.file).name}"
        parts.append(textwrap.indent(f"This mends it{where}:\n{trouble.remedy}", "    "))
    elif trouble.choices is not None:
        parts.append(textwrap.fill(str(trouble.choices), _WIDTH, initial_indent="    ", subsequent_indent="    "))
    return "\n".join(parts)


def _table(every: Sequence[Leaf], told_of: Container[int]) -> str:
    shown = [leaf for place, leaf in enumerate(every) if place < _ROWS or leaf.why]
    rows = [_HEAD, *(_cells(leaf) for leaf in shown)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = []
    told: dict[str, str] = {}
    for place, row in enumerate(rows):
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        leaf = shown[place - 1] if place else None
        if leaf is not None and leaf.tensor in told_of:
            lines.append("    see above")
        elif leaf is not None and leaf.why:
            first = told.setdefault(leaf.why.replace(leaf.name, "{name}"), leaf.name)
            why = leaf.why if first == leaf.name else f"as {first}"
            lines.append(textwrap.fill(why, _WIDTH, initial_indent="    ", subsequent_indent="    "))
    left = len(every) - len(shown)
    return "\n".join([*lines, *([f"… and {left} more, of which all is as it should be"] if left else [])])


def _cells(leaf: Leaf) -> tuple[str, ...]:
    return (
        leaf.name,
        shape(leaf.value),
        _range(leaf),
        "None" if leaf.gradient is None else "zeros" if leaf.grad == 0 else _norm(leaf),
        str(leaf.passes),
        ", ".join(leaf.optimizers) or "-",
    )


def _norm(leaf: Leaf) -> str:
    return "?" if leaf.grad is None else f"norm {number(leaf.grad)}"


def _range(leaf: Leaf) -> str:
    value = leaf.value
    if value.nan or value.inf:
        return " ".join(f"{count} {what}" for what, count in (("NaN", value.nan), ("inf", value.inf)) if count)
    if value.least is None or value.greatest is None:
        return "?"
    least, greatest = number(value.least), number(value.greatest)
    return least if least == greatest else f"{least} … {greatest}"


def _graph(track: Track) -> Iterator[str]:
    for place, node in enumerate(track.nodes):
        targets = ", ".join(str(edge.target) for edge in track.edges_from(place))
        yield f"{place}: {node.name} → {targets or 'nothing'}"


def as_html(track: Track) -> str:
    """The report for a notebook: the same words."""
    every = leaves(track)
    told = "".join(
        f"<p>{html.escape(one.text)}</p>"
        + (f"<pre>{html.escape(str(one.remedy))}</pre>" if one.remedy else "")
        + (f"<p>{html.escape(str(one.choices))}</p>" if one.choices else "")
        for one in troubles(track)
    )
    head = "".join(f"<th>{html.escape(name)}</th>" for name in (*_HEAD, "why"))
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in (*_cells(leaf), leaf.why)) + "</tr>"
        for leaf in every
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if every else ""
    return f"<p>{html.escape(_summary(track, every))}</p>{told}{table}"


def as_data(track: Track) -> dict[str, Any]:
    """`leaves` and `troubles` as plain values; each of the `lines` has its file, number, text and function."""
    return {
        "leaves": [
            {
                "name": leaf.name, "shape": leaf.shape, "grad": _plain(leaf.grad), "passes": leaf.passes,
                "optimizers": leaf.optimizers, "why": leaf.why, "lines": _lines(leaf.lines),
            }
            for leaf in leaves(track)
        ],
        "troubles": [
            {
                "kind": one.kind, "text": one.text, "lines": _lines(one.lines), "cure": one.cure,
                "choices": str(one.choices) if one.choices is not None else None,
            }
            for one in troubles(track)
        ],
    }  # fmt: skip


def _plain(norm: float | None) -> Number | None:
    """NaN and infinities as text: JSON has no numbers for them."""
    return norm if norm is None or isfinite(norm) else str(norm)


def _lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {"file": Path(line.file).name, "number": line.number, "text": line.text, "function": line.function}
        for line in lines
    ]
