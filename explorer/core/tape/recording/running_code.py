"""Which line of the person's code runs, and which names it gave to tensors."""

from __future__ import annotations

import ast
import dis
import linecache
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from explorer.core.tape.recording.in_between import STAND_IN
from explorer.core.tape.tape import Line

_FOREIGN = (str(Path(__file__).parents[1]), *(sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib")))
"""Folders of what is not the person's code: ours, Python's own, and what is installed."""

NOWHERE = Line("", 0, "")
"""What is said of code that nobody saw."""

_TOP = ("<module>", "<cell")
"""How Python and IPython call code that is in no function."""

_STORED: dict[int, tuple[CodeType, dict[int, tuple[str, ...]]]] = {}
"""What each line of a code object stores to, by the object's identity: hashing one takes longer than an operation."""

_VARIABLES = ("NAME", "FAST", "GLOBAL", "DEREF")

_MOST = 1000
"""Code objects that are remembered."""


Variable = tuple[str, str, Any, Line]
"""The function around it with a dot, or nothing; its name; what it is; and where it got the name."""


class RunningCode:
    """The innermost line that is neither a library's nor ours; `labels` are names for files: In [3] for a cell's.

    `sources` are the texts of the files that lines were seen in, by label; `seen` is the line that was seen last.
    `home` is the code that records, whose variables need no function before them.
    """

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self.seen = NOWHERE
        self.home: CodeType | None = None
        self._known: dict[tuple[str, int, str, tuple[tuple[str, int], ...]], Line] = {}
        self._loops: dict[str, dict[int, int]] = {}
        self._foreign: dict[str, bool] = {}
        self._waiting: tuple[tuple[int, CodeType, int, Line], ...] = ()

    def forget(self) -> None:
        """Texts and labels may have changed; the frame that was seen last is over."""
        self._known.clear()
        self._loops.clear()
        self._waiting = ()
        self.seen = NOWHERE

    def now(self) -> Line:
        """The line that runs."""
        frames = self._frames(sys._getframe(1))
        # To hold the frames would keep their variables alive when their functions are left.
        waiting = []
        for place, frame in enumerate(frames):
            line = self._line(frame.f_code, frame.f_lineno, frames[place + 1 :])
            waiting.append((id(frame), frame.f_code, frame.f_lineno, line))
        self._waiting = tuple(waiting)
        self.seen = waiting[0][-1] if waiting else NOWHERE
        return self.seen

    def _frames(self, frame: FrameType | None) -> list[FrameType]:
        """The person's that run, the innermost first, up to the one that records, or one in no function."""
        found = []
        while frame is not None:
            code = frame.f_code
            if not self._is_not_persons(code):
                found.append(frame)
                if code is self.home or code.co_name.startswith(_TOP):
                    break
            frame = frame.f_back
        return found

    def of(self, error: BaseException) -> Line:
        """The innermost line of the person's that an exception came through."""
        found, where = NOWHERE, error.__traceback__
        while where is not None:
            code = where.tb_frame.f_code
            if not self._is_not_persons(code):
                found = self._line(code, where.tb_lineno, self._frames(where.tb_frame.f_back))
            where = where.tb_next
        return found

    def _line(self, code: CodeType, number: int, outer: Sequence[FrameType]) -> Line:
        file = code.co_filename
        is_top = code.co_name.startswith(_TOP)
        callers = () if is_top else tuple((self._label(one.f_code.co_filename), one.f_lineno) for one in outer)
        found = self._known.get((file, number, code.co_name, callers))
        if found is None:
            function = "" if is_top else code.co_qualname
            text = linecache.getline(file, number).strip()
            label = self._label(file)
            found = Line(label, number, text, function, self._loops[file].get(number, 0), callers)
            self._known[file, number, code.co_name, callers] = found
        return found

    def _label(self, file: str) -> str:
        """What lines of the file have for a name; its text is kept."""
        label = self.labels.get(file, file)
        if file not in self._loops:
            source = "".join(linecache.getlines(file))
            if source:
                self.sources[label] = source
            self._loops[file] = loops(source)
        return label

    def _is_foreign(self, file: str) -> bool:
        found = self._foreign.get(file)
        if found is None:
            found = self._foreign[file] = file.startswith(_FOREIGN)
        return found

    def _is_not_persons(self, code: CodeType) -> bool:
        return code.co_name == STAND_IN or self._is_foreign(code.co_filename)

    def is_persons(self, kind: type) -> bool:
        """Whether a class is neither a library's nor ours."""
        module = kind.__module__
        file = getattr(sys.modules.get(module), "__file__", None)
        return module == "__main__" or (file is not None and not self._is_foreign(file))

    def variables(self) -> Iterator[Variable]:
        """All that the person's code has names for where it runs, to be looked into again (`named` tells by a dot):
        those of the outermost function first.
        """
        for frame in reversed(self._frames(sys._getframe(1))):
            scope = self._scope(frame.f_code)
            for name, value in list(_variables(frame).items()):
                if not name.startswith("_"):
                    yield scope, f"{name}.", value, self.seen

    def _scope(self, code: CodeType) -> str:
        """What stands before the names of a function's variables."""
        return "" if code is self.home or code.co_name.startswith(_TOP) else f"{code.co_name}."

    def named(self) -> list[Variable]:
        """The names that lines have stored to which run no more since the last look, and what they are by now; one that
        was stored to in an attribute of has a dot after it.
        """
        frames = {id(frame): frame for frame in self._frames(sys._getframe(1))} if self._waiting else {}
        found: list[Variable] = []
        for place, (key, code, number, line) in enumerate(self._waiting):
            frame = frames.get(key)
            names = _stored(code).get(number)
            if names is None or frame is None or frame.f_code is not code:
                continue
            if place and frame.f_lineno == number and len(frames) > 1 and next(iter(frames)) != key:
                continue  # it waits for the function that it has called
            values, scope = _variables(frame), self._scope(code)
            found += [(scope, name, values[plain], line) for name in names if (plain := name.rstrip(".")) in values]
        return found


def _stored(code: CodeType) -> dict[int, tuple[str, ...]]:
    """The names that each line of the code stores to."""
    stored = _STORED.get(id(code))
    if stored is None:
        if len(_STORED) >= _MOST:
            _STORED.clear()
        stored = _STORED[id(code)] = code, _stores(code)
    return stored[1]


def _variables(frame: FrameType) -> Mapping[str, Any]:
    """What its variables are. Up to Python 3.12 there is one copy of them, which lasts: it would keep them alive, and
    it is what a function has that asks for locals().
    """
    code = frame.f_code
    if not code.co_flags & CO_OPTIMIZED:
        return frame.f_locals
    if "locals" in code.co_names and "@py_builtins" not in code.co_names:  # pytest's asserts ask, and keep nothing
        return {}
    values = frame.f_locals
    found = dict(values)
    if type(values) is dict and sys.getrefcount(values) == 3 and sys.gettrace() is None:
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
    """The names that each line of the code stores to, or in an attribute or a place of."""
    found: dict[int, dict[str, None]] = {}
    loaded = container = ""
    for one in dis.get_instructions(code):
        line = one.positions.lineno if one.positions else None
        kind, _, where = one.opname.partition("_")
        if line is not None and where in _VARIABLES and kind == "STORE":
            found.setdefault(line, {})[one.argval] = None
        elif line is not None and one.opname == "STORE_ATTR" and loaded not in ("", "self"):
            found.setdefault(line, {})[f"{loaded}."] = None
        elif line is not None and one.opname == "STORE_SUBSCR" and container:
            found.setdefault(line, {})[f"{container}."] = None
        container = loaded if one.opname == "LOAD_CONST" else ""
        loaded = one.argval if where in _VARIABLES and kind == "LOAD" else ""
    return {line: tuple(names) for line, names in found.items()}
