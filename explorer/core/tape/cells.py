"""Notebooks and scripts as cells; reading a file runs nothing."""

from __future__ import annotations

import json
import re
import secrets
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from explorer.core import files
from explorer.core.words import QT_TRANSLATE_NOOP, ExplainedError

CellKind = Literal["code", "markdown", "raw"]

LARGEST = 100_000_000
"""Bytes of a file that is opened: a larger one would stop the window for many seconds."""

_MARK = re.compile(r"#[ \t]*%%")
_ESCAPED = re.compile(r"(?:# )+#[ \t]*%%")
_TO_ESCAPE = re.compile(r"(?:# )*#[ \t]*%%")
_TAG = re.compile(r"\[(markdown|md|raw)\]")


class CellsError(ExplainedError):
    """A file that is no notebook and no script, or cells that cannot be written as one."""

    context = "CellsError"


_KIND = QT_TRANSLATE_NOOP("CellsError", "{name} must end in .py or .ipynb.")
_FILE = QT_TRANSLATE_NOOP("CellsError", "{name} is not a file.")
_LARGE = QT_TRANSLATE_NOOP("CellsError", "{name} has {size} MB; files up to {largest} MB are opened.")
_NOTEBOOK = QT_TRANSLATE_NOOP("CellsError", "{name} is not a notebook: {why}.")
_TEXT = QT_TRANSLATE_NOOP("CellsError", "{name} is not text in UTF-8.")
_UNSAVED = QT_TRANSLATE_NOOP("CellsError", "{name} was not saved, as it would be no valid notebook: {why}.")


@dataclass(frozen=True, slots=True)
class Cell:
    """`outputs` are nbformat's dicts. `rest` is what else a notebook says of a cell: id, metadata, attachments."""

    kind: CellKind
    source: str
    outputs: tuple[Mapping[str, Any], ...] = ()
    execution_count: int | None = None
    rest: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """`metadata` is the notebook's own; `minor` the second number of its format, whose first is 4."""

    cells: tuple[Cell, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    minor: int = 5


def read(path: Path) -> list[str]:
    """The code of each cell that has some. Raises CellsError, and OSError for a file that cannot be read."""
    text = _text(path)
    if path.suffix == ".py":
        code = ["\n".join([*mark, *lines]).strip("\n") for mark, lines in _parts(text) if not _tag(mark)]
        return [source for source in code if any(_says(line) for line in source.split("\n"))]
    return [
        source
        for cell in _notebook(text, path.name)["cells"]
        if cell["cell_type"] == "code" and (source := _source(cell)).strip()
    ]


def open_document(path: Path) -> Document:
    """Every cell of it. Raises CellsError, and OSError for a file that cannot be read."""
    text = _text(path)
    return _of_script(text) if path.suffix == ".py" else _of_notebook(text, path.name)


def save_document(document: Document, path: Path) -> None:
    """Write the whole file or leave the old one; a script has no outputs. Raises CellsError, and OSError."""
    if path.suffix == ".py":
        text = _as_script(document)
    elif path.suffix == ".ipynb":
        text = _as_notebook(document, path.name)
    else:
        raise CellsError(_KIND, name=path.name)
    files.write(path, text.encode(errors="replace"))


def _text(path: Path) -> str:
    if path.suffix not in (".py", ".ipynb"):
        raise CellsError(_KIND, name=path.name)
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # reading a pipe or a device may never end
        raise CellsError(_FILE, name=path.name)
    if found.st_size > LARGEST:
        raise CellsError(_LARGE, name=path.name, size=found.st_size // 1_000_000, largest=LARGEST // 1_000_000)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CellsError(_TEXT, name=path.name) from error


# -- scripts


def _parts(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """The line that begins each cell, which the first may lack, and the lines under it."""
    mark: list[str] = []
    lines: list[str] = []
    for line in text.split("\n"):
        if _MARK.match(line):
            yield mark, lines
            mark, lines = [line], []
        else:
            lines.append(line[2:] if _ESCAPED.match(line) else line)
    yield mark, lines


def _tag(mark: Sequence[str]) -> str:
    found = _TAG.search(mark[0]) if mark else None
    return found.group(1) if found else ""


def _says(line: str) -> bool:
    return bool(line.strip()) and not _MARK.match(line)


def _of_script(text: str) -> Document:
    cells = []
    for mark, lines in _parts(text):
        if not mark and not any(map(str.strip, lines)):
            continue
        kind: CellKind = {"": "code", "raw": "raw"}.get(_tag(mark), "markdown")  # type: ignore[assignment]
        if kind != "code":
            lines = [line[2:] if line.startswith("# ") else line.removeprefix("#") for line in lines]
        title = " ".join(_TAG.sub("", _MARK.sub("", mark[0], count=1)).split()) if mark else ""
        cells.append(Cell(kind, "\n".join(lines).strip("\n"), rest={"metadata": {"title": title}} if title else {}))
    return Document(tuple(cells))


def _as_script(document: Document) -> str:
    parts = []
    for cell in document.cells:
        title = cell.rest.get("metadata", {}).get("title", "")
        mark = " ".join(["# %%", *str(title).split(), *([f"[{cell.kind}]"] if cell.kind != "code" else [])])
        lines = _lines(cell.source).strip("\n").split("\n")
        if cell.kind != "code":
            lines = [f"# {line}" if line else "#" for line in lines]
        parts.append("\n".join([mark, *(f"# {line}" if _TO_ESCAPE.match(line) else line for line in lines)]))
    return "\n\n".join(parts) + "\n"


def _lines(source: str) -> str:
    return source.replace("\r\n", "\n").replace("\r", "\n")


# -- notebooks


def _notebook(text: str, name: str) -> dict[str, Any]:
    """The JSON of a notebook of format 4, whose cells have a type and a source; older ones are upgraded."""
    try:
        whole = json.loads(text)
        if isinstance(whole, dict) and isinstance(whole.get("nbformat", 4), int) and whole.get("nbformat", 4) < 4:
            whole = _upgraded(whole)
        for cell in whole["cells"]:
            if not isinstance(cell["cell_type"], str) or not isinstance(_source(cell), str):
                raise CellsError(_NOTEBOOK, name=name, why="one of its cells has no text")
    except json.JSONDecodeError as error:
        raise CellsError(_NOTEBOOK, name=name, why=f"no JSON at line {error.lineno}") from error
    except RecursionError as error:
        raise CellsError(_NOTEBOOK, name=name, why="it is nested too deeply") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, CellsError):
            raise
        raise CellsError(_NOTEBOOK, name=name, why=f"it has no {error}") from error
    return whole  # type: ignore[no-any-return]


def _upgraded(whole: dict[str, Any]) -> dict[str, Any]:
    import nbformat  # here, as it takes long to import

    try:
        return nbformat.convert(nbformat.from_dict(whole), 4)  # type: ignore[no-any-return, no-untyped-call]
    except nbformat.ValidationError as error:
        raise ValueError("cells that can be upgraded") from error


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _of_notebook(text: str, name: str) -> Document:
    whole = _notebook(text, name)
    cells = tuple(_cell(one) for one in whole["cells"])
    metadata, minor = whole.get("metadata", {}), whole.get("nbformat_minor", 5)
    document = Document(cells, metadata, max(5, minor) if isinstance(minor, int) else 5)
    if _fault(_json(document)):  # what other programs left there must not stand in the way of saving
        document = Document(tuple(Cell(cell.kind, cell.source) for cell in cells))
    return document


def _cell(found: Mapping[str, Any]) -> Cell:
    kinds: dict[str, CellKind] = {"code": "code", "markdown": "markdown"}
    rest = {key: found[key] for key in ("id", "metadata", "attachments") if key in found}
    source = _source(found).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    kind = kinds.get(found["cell_type"], "raw")
    outputs = found.get("outputs", ()) if kind == "code" else ()
    return Cell(kind, source, tuple(map(_joined, outputs)), found.get("execution_count"), rest)


def _joined(output: Any) -> Any:
    """With each text in one piece, where the file may have a list of its lines."""
    if not isinstance(output, Mapping):
        return output
    joined = {key: _joined_text(value) if key == "text" else value for key, value in output.items()}
    if isinstance(joined.get("data"), Mapping):
        joined["data"] = {kind: _joined_text(value) for kind, value in joined["data"].items()}
    return joined


def _joined_text(value: Any) -> Any:
    return "".join(value) if isinstance(value, list) and all(isinstance(part, str) for part in value) else value


def _json(document: Document) -> dict[str, Any]:
    cells, ids = [], set[str]()
    for cell in document.cells:
        known = cell.rest.get("id")
        identity = known if isinstance(known, str) and known not in ids else secrets.token_hex(4)
        ids.add(identity)
        made = {"cell_type": cell.kind, "metadata": {}, **cell.rest, "id": identity, "source": cell.source}
        if cell.kind == "code":
            made.pop("attachments", None)
            made |= {"outputs": [dict(output) if isinstance(output, Mapping) else output for output in cell.outputs]}
            made |= {"execution_count": cell.execution_count}
        cells.append(made)
    return {"cells": cells, "metadata": document.metadata, "nbformat": 4, "nbformat_minor": document.minor}


def _fault(whole: dict[str, Any]) -> str:
    """Why it is no valid notebook, or nothing."""
    import nbformat  # here, as it takes long to import

    try:
        nbformat.validate(nbformat.from_dict(whole))  # type: ignore[no-untyped-call]
    except (nbformat.ValidationError, AttributeError, TypeError) as error:
        return str(error).partition("\n")[0] or type(error).__name__
    return ""


def _as_notebook(document: Document, name: str) -> str:
    import nbformat  # here, as it takes long to import

    whole = _json(document)
    fault = _fault(whole)
    if fault:
        raise CellsError(_UNSAVED, name=name, why=fault)
    return nbformat.writes(nbformat.from_dict(whole)) + "\n"  # type: ignore[no-any-return, no-untyped-call]
