"""Which line of the person's code runs, and which names it gave to tensors."""

from __future__ import annotations

import ast
import dis
import linecache
import sys
import sysconfig
from collections.abc import Mapping
from functools import lru_cache
from inspect import CO_OPTIMIZED
from pathlib import Path
from sys import getrefcount
from types import CodeType, FrameType
from typing import Any

from explorer.core.tape.recording.in_between import STAND_IN
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
        self._frame = 0
        self._code: CodeType | None = None
        self._number = 0

    def forget(self) -> None:
        """Texts and labels may have changed; the frame that was seen last is over."""
        self._known.clear()
        self._loops.clear()
        self._code = None

    def now(self) -> Line:
        """The line that runs."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and (self._is_foreign(frame.f_code.co_filename) or frame.f_code.co_name == STAND_IN):
            frame = frame.f_back
        if frame is None:
            self._code = None
            return _NOWHERE
        code, number = frame.f_code, frame.f_lineno
        # To hold the frame would keep its variables alive when its function is left.
        self._frame, self._code, self._number = id(frame), code, number
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
        code, frame = self._code, sys._getframe(1) if self._code is not None else None
        while frame is not None and not (id(frame) == self._frame and frame.f_code is code):
            frame = frame.f_back
        if code is None or frame is None:
            return []
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
        found = [(scope + name, values[name]) for name in names if name in values]
        # Python's copy of a function's variables would keep them alive too, unless the person has asked for it.
        if (
            code.co_flags & CO_OPTIMIZED
            and type(values) is dict
            and getrefcount(values) == 3
            and sys.gettrace() is None
        ):
            values.clear()
        return found


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
    """The names that each line of the code stores to; none if it asks for its variables: our look would change what it
    has of them, up to Python 3.12.
    """
    if code.co_flags & CO_OPTIMIZED and "locals" in code.co_names:
        return {}
    found: dict[int, dict[str, None]] = {}
    for one in dis.get_instructions(code):
        line = one.positions.lineno if one.positions else None
        if line is not None and one.opname in ("STORE_NAME", "STORE_FAST", "STORE_GLOBAL", "STORE_DEREF"):
            found.setdefault(line, {})[one.argval] = None
    return {line: tuple(names) for line, names in found.items()}
