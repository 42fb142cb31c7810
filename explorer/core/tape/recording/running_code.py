"""Which line of the person's code runs, and which names it gave to tensors."""

from __future__ import annotations

import ast
import dis
import linecache
import sys
import sysconfig
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from explorer.core.tape.tape import Line

_FOREIGN = (str(Path(__file__).parents[1]), *(sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib")))
"""Folders of what is not the person's code: ours, Python's own, and what is installed."""

_NOWHERE = Line("", 0, "")
_TOP = ("<module>", "<cell")
"""How Python and IPython call code that is in no function."""

_STORED: dict[int, tuple[CodeType, dict[int, tuple[str, ...]]]] = {}
"""What each line of a code object stores to, by the object's identity: hashing one takes longer than an operation."""

_MOST = 1000
"""Code objects that are remembered."""


class RunningCode:
    """The innermost line that is neither a library's nor ours; `labels` are names for files: In [3] for a cell's.

    `sources` are the texts of the files that lines were seen in, by label.
    """

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self._known: dict[tuple[str, int, str], Line] = {}
        self._loops: dict[str, dict[int, int]] = {}
        self._foreign: dict[str, bool] = {}
        self._frame: FrameType | None = None
        self._number = 0

    def forget(self) -> None:
        """Texts and labels may have changed; let go of the frame that was seen last."""
        self._known.clear()
        self._loops.clear()
        self._frame = None

    @property
    def frame(self) -> FrameType | None:
        """That of the line that was seen last."""
        return self._frame

    def now(self) -> Line:
        """The line that runs."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and self._is_foreign(frame.f_code.co_filename):
            frame = frame.f_back
        self._frame = frame
        if frame is None:
            return _NOWHERE
        code, number = frame.f_code, frame.f_lineno
        self._number = number
        file = code.co_filename
        found = self._known.get((file, number, code.co_name))
        if found is None:
            function = "" if code.co_name.startswith(_TOP) else code.co_qualname
            text = linecache.getline(file, number).strip()
            label = self.labels.get(file, file)
            if file not in self._loops:
                self.sources[label] = source = "".join(linecache.getlines(file))
                self._loops[file] = loops(source)
            found = Line(label, number, text, function, self._loops[file].get(number, 0))
            self._known[file, number, code.co_name] = found
        return found

    def _is_foreign(self, file: str) -> bool:
        found = self._foreign.get(file)
        if found is None:
            found = self._foreign[file] = file.startswith(_FOREIGN)
        return found

    def named(self) -> list[tuple[str, Any]]:
        """The names that the line seen last has stored to, and what they are by now."""
        frame = self._frame
        if frame is None:
            return []
        code = frame.f_code
        stored = _STORED.get(id(code))
        if stored is None:
            if len(_STORED) >= _MOST:
                _STORED.clear()
            stored = _STORED[id(code)] = code, _stores(code)
        names = stored[1].get(self._number)
        if names is None:
            return []
        values: Mapping[str, Any] = frame.f_locals
        scope = "" if code.co_name.startswith(_TOP) else f"{code.co_name}."
        return [(scope + name, values[name]) for name in names if name in values]


@lru_cache(64)
def loops(source: str) -> dict[int, int]:
    """For each line inside a loop, the line that begins the innermost one; nothing where the text is not Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # a cell with IPython's own commands, for one
        return {}
    found: dict[int, int] = {}
    for node in ast.walk(tree):  # outer loops come first
        if isinstance(node, ast.For | ast.While):
            end = node.body[-1].end_lineno or node.lineno
            found |= dict.fromkeys(range(node.lineno, end + 1), node.lineno)
    return found


def _stores(code: CodeType) -> dict[int, tuple[str, ...]]:
    """The names that each line of the code stores to."""
    found: dict[int, dict[str, None]] = {}
    for one in dis.get_instructions(code):
        line = one.positions.lineno if one.positions else None
        if line is not None and one.opname in ("STORE_NAME", "STORE_FAST", "STORE_GLOBAL", "STORE_DEREF"):
            found.setdefault(line, {})[one.argval] = None
    return {line: tuple(names) for line, names in found.items()}
