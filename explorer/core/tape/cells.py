"""Notebooks and scripts as cells of code; reading a file runs nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from explorer.core.words import QT_TRANSLATE_NOOP, ExplainedError

MARK = "# %%"


class CellsError(ExplainedError):
    """A file that is no notebook and no script."""

    context = "CellsError"


_KIND = QT_TRANSLATE_NOOP("CellsError", "{name} must end in .py or .ipynb.")
_NOTEBOOK = QT_TRANSLATE_NOOP("CellsError", "{name} is not a notebook: {why}.")
_TEXT = QT_TRANSLATE_NOOP("CellsError", "{name} is not text in UTF-8.")


def read(path: Path) -> list[str]:
    """The code of each cell. Raises CellsError, and OSError for a file that cannot be read."""
    if path.suffix not in (".py", ".ipynb"):
        raise CellsError(_KIND, name=path.name)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CellsError(_TEXT, name=path.name) from error
    return _of_script(text) if path.suffix == ".py" else _of_notebook(text, path.name)


def _of_script(text: str) -> list[str]:
    """Cells begin at lines with `# %%`; those marked [markdown] are none."""
    cells: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.startswith(MARK):
            cells.append([])
        cells[-1].append(line)
    code = [lines for lines in cells if not (lines and lines[0].startswith(MARK) and "[markdown]" in lines[0])]
    return ["\n".join(lines).strip("\n") for lines in code if any(_says(line) for line in lines)]


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.startswith(MARK)


def _of_notebook(text: str, name: str) -> list[str]:
    try:
        cells = json.loads(text)["cells"]
        return [source for cell in cells if cell["cell_type"] == "code" and (source := _source(cell)).strip()]
    except json.JSONDecodeError as error:
        raise CellsError(_NOTEBOOK, name=name, why=f"no JSON at line {error.lineno}") from error
    except (KeyError, TypeError) as error:
        raise CellsError(_NOTEBOOK, name=name, why=f"it has no {error}") from error


def _source(cell: Any) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)
