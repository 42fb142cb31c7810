"""Which line of the person's code runs, and which names it gave to tensors."""

from __future__ import annotations

import dis
import linecache
import sys
from collections.abc import Mapping
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import torch

from explorer.core.tape.tape import Line

_TORCH = str(Path(torch.__file__).parent)
_OURS = str(Path(__file__).parent)
_NOWHERE = Line("", 0, "")
_TOP = ("<module>", "<cell")
"""How Python and IPython call code that is in no function."""

_STORED: dict[int, tuple[CodeType, dict[int, tuple[str, ...]]]] = {}
"""What each line of a code object stores to, by the object's identity: hashing one takes longer than an operation."""

_MOST = 1000
"""Code objects that are remembered."""


class Lines:
    """The innermost line that is neither torch's nor ours. `labels` are names for files, such as In [3] for a cell."""

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        self._known: dict[tuple[str, int, str], Line] = {}
        self._foreign: dict[str, bool] = {}
        self._frame: FrameType | None = None
        self._number = 0

    def forget(self) -> None:
        """Texts and labels may have changed; let go of the frame that was seen last."""
        self._known.clear()
        self._frame = None

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
            found = Line(self.labels.get(file, file), number, text, function)
            self._known[file, number, code.co_name] = found
        return found

    def _is_foreign(self, file: str) -> bool:
        found = self._foreign.get(file)
        if found is None:
            found = self._foreign[file] = file.startswith((_TORCH, _OURS))
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


def _stores(code: CodeType) -> dict[int, tuple[str, ...]]:
    """The names that each line of the code stores to."""
    found: dict[int, dict[str, None]] = {}
    for one in dis.get_instructions(code):
        line = one.positions.lineno if one.positions else None
        if line is not None and one.opname in ("STORE_NAME", "STORE_FAST", "STORE_GLOBAL", "STORE_DEREF"):
            found.setdefault(line, {})[one.argval] = None
    return {line: tuple(names) for line, names in found.items()}
