"""Which line of the person's code runs, and which names it gave to tensors."""

from __future__ import annotations

import ast
import dis
import linecache
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from functools import lru_cache
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

import torch
from torch import Tensor

from explorer.core.tape.recording.in_between import STAND_IN
from explorer.core.tape.tape import Line
from explorer.core.torch_private import MODULE_CALL

_FOREIGN = (str(Path(__file__).parents[1]), *(sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib")))
"""Folders of what is not the person's code: ours, Python's own, and what is installed."""

_TORCH = str(Path(torch.__file__).parent)
_OPTIMIZERS = str(Path(torch.optim.__file__).parent)

NOWHERE = Line("", 0, "")
"""What is said of code that nobody saw."""

_TOP = ("<module>", "<cell")
"""How Python and IPython call code that is in no function."""

_CODES: dict[int, _Code] = {}
"""By the identity of the code object, which is kept that it stays its own: hashing one takes longer than an operation.
"""

_VARIABLES = ("NAME", "FAST", "GLOBAL", "DEREF")

_MOST = 4000
"""Code objects that are remembered, and places in them."""

_CALLERS = 20
"""So many lines that had called are kept of the innermost ones, and of the outermost: recursion may be deep."""


_Names = dict[str, list[int]]
Variable = tuple[str, str, Any, Line]
"""The function around it with a dot, or nothing; its name; what it is; and where it got the name."""


class _Code(NamedTuple):
    """What is known of a code object. `stores` are, by line, the names that it stores to, and where."""

    itself: CodeType
    is_persons: bool
    is_top: bool
    is_optimizers: bool
    stores: dict[int, _Names]


class _Spot:
    """A place in the person's code that was come to from the place `outer`, and what runs there was come to `inner`.

    `names` are those that its line stores to: the first of them, from here on, at the place `until`.
    """

    __slots__ = ("code", "inner", "line", "names", "outer", "place", "stored", "until")

    def __init__(self, outer: _Spot | None, code: CodeType | None, place: int, line: Line, names: _Names) -> None:
        self.outer, self.code, self.place, self.line = outer, code, place, line
        self.names = tuple(names)
        self.until = min((at for places in names.values() for at in places if at > place), default=sys.maxsize)
        self.inner: dict[tuple[int, int], _Spot] = {}
        self.stored: dict[int, list[tuple[str, Line]]] = {}

    @property
    def callers(self) -> tuple[tuple[str, int], ...]:
        """Those of a line that is called from here."""
        found = []
        spot = self
        while spot.outer is not None:
            found.append((spot.line.file, spot.line.number))
            spot = spot.outer
        return tuple(found if len(found) <= 2 * _CALLERS else found[:_CALLERS] + found[-_CALLERS:])


class RunningCode:
    """The innermost line that is neither a library's nor ours; `labels` are names for files: In [3] for a cell's.

    `sources` are the texts of the files that lines were seen in, by label; `seen` is the line that was seen last.
    `home` is the code that records, whose variables need no function before them. `calling` are the frames of the calls
    of modules that the newest look has seen, the innermost first, until somebody takes them: who holds a frame keeps
    its variables alive.
    """

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self.home: CodeType | None = None
        self.calling: list[FrameType] = []
        self._known: dict[tuple[str, int, str, tuple[tuple[str, int], ...]], Line] = {}
        self._loops: dict[str, dict[int, int]] = {}
        self._root = self._at = _Spot(None, None, 0, NOWHERE, {})
        self._count = 0
        # To hold the frames would keep their variables alive when their functions are left.
        self._frame_ids: list[int] = []

    def forget(self) -> None:
        """Texts and labels may have changed; the frames that were seen last are over."""
        self._known.clear()
        self._loops.clear()
        self._root.inner.clear()
        self._at, self._frame_ids = self._root, []

    @property
    def seen(self) -> Line:
        return self._at.line

    def look(self) -> tuple[Line, list[Variable]]:
        """The line that runs; and the names that lines have stored to since the last look which run no more, and what
        they are by now. One that was stored to in an attribute of has a dot after it.
        """
        self.calling = []
        frames = self._frames(sys._getframe(1), self.calling)
        ids = list(map(id, frames))
        if frames and _know(frames[-1].f_code).is_top:  # of a cell each statement has a frame of its own
            ids[-1] = id(frames[-1].f_globals)
        spot = self._spot(frames)
        named = self._named(frames, ids, spot)
        self._at, self._frame_ids = spot, ids
        return spot.line, named

    def _named(self, frames: list[FrameType], ids: list[int], now: _Spot | None) -> list[Variable]:
        """Frames that still run stand as far from the outermost as they did."""
        found: list[Variable] = []
        then: _Spot | None = self._at
        place, before = 0, 0
        for _ in range(len(ids) - len(self._frame_ids)):
            place, now = place + 1, now and now.outer
        for _ in range(len(self._frame_ids) - len(ids)):
            before, then = before + 1, then and then.outer
        while now is not None and then is not None and then.outer is not None:
            if then.names and ids[place] == self._frame_ids[before]:
                # It waits for the function that it has called, or has not come to where it stores.
                waits = before and place and then.line.number == now.line.number
                if then.code is now.code:
                    is_over = not (waits or then.place < now.place < then.until)
                else:
                    is_over = now.code is not None and _know(now.code).is_top
                if is_over:
                    found += self._variables(frames[place], then, now)
            place, before, now, then = place + 1, before + 1, now.outer, then.outer
        return found

    def _variables(self, frame: FrameType, spot: _Spot, now: _Spot) -> list[Variable]:
        """Those that the line in that place stores to."""
        values, scope = variables_of(frame), self._scope(frame.f_code)
        until = now.place if now.code is spot.code else 0
        if (stored := spot.stored.get(until)) is None:
            stored = spot.stored[until] = [(name, self._storing(name, spot, until)) for name in spot.names]
        found = ((name, line, _value(values, name)) for name, line in stored)
        return [(scope, name, value, line) for name, line, value in found if value is not _NONE]

    def _storing(self, name: str, spot: _Spot, until: int) -> Line:
        """The last line up to that place in the code that stores to the name after the spot, or the spot's own."""
        code, outer = spot.code, spot.outer
        if code is None or outer is None or until <= spot.place:
            return spot.line
        stores = [
            (place, number)
            for number, names in _know(code).stores.items()
            for place in names.get(name, ())
            if spot.place < place < until
        ]
        number = max(stores, default=(0, spot.line.number))[1]
        return spot.line if number == spot.line.number else self._line(code, number, outer)

    def _frames(self, frame: FrameType | None, calling: list[FrameType] | None = None) -> list[FrameType]:
        """The person's that run, the innermost first, up to the one that records, or one in no function; those of calls
        of modules are added to `calling`.
        """
        found, home = [], self.home
        while frame is not None:
            code = frame.f_code
            known = _CODES.get(id(code)) or _know(code)
            if known.is_persons:
                found.append(frame)
                if known.is_top or code is home:
                    break
            elif code is MODULE_CALL and calling is not None:
                calling.append(frame)
            frame = frame.f_back
        return found

    def _spot(self, frames: list[FrameType]) -> _Spot:
        """Where these frames are."""
        spot = self._root
        for frame in reversed(frames):
            code, place = frame.f_code, frame.f_lasti
            spot = spot.inner.get((id(code), place)) or self._new_spot(spot, code, place, frame.f_lineno)
        return spot

    def _new_spot(self, outer: _Spot, code: CodeType, place: int, number: int) -> _Spot:
        self._count += 1
        if self._count >= _MOST:
            self._count = 0
            self._root.inner.clear()
        spot = _Spot(outer, code, place, self._line(code, number, outer), _know(code).stores.get(number, {}))
        outer.inner[id(code), place] = spot
        return spot

    def of(self, error: BaseException) -> Line:
        """The innermost line of the person's that an exception came through."""
        found, where = NOWHERE, error.__traceback__
        while where is not None:
            code = where.tb_frame.f_code
            if _know(code).is_persons:
                found = self._line(code, where.tb_lineno, self._spot(self._frames(where.tb_frame.f_back)))
            where = where.tb_next
        return found

    def _line(self, code: CodeType, number: int, outer: _Spot) -> Line:
        file = code.co_filename
        is_top = _know(code).is_top
        callers = () if is_top else outer.callers
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

    def is_persons(self, kind: type) -> bool:
        """Whether a class is neither a library's nor ours."""
        module = kind.__module__
        file = getattr(sys.modules.get(module), "__file__", None)
        return module == "__main__" or (file is not None and not _is_foreign(file))

    def variables(self) -> Iterator[Variable]:
        """All that the person's code has names for where it runs, to be looked into again (`look` tells by a dot):
        those of the outermost function first.
        """
        for frame in reversed(self._frames(sys._getframe(1))):
            yield from self._every(frame)

    def variables_at(self, error: BaseException) -> Iterator[Variable]:
        """All that the person's code had names for where an exception came through."""
        where = error.__traceback__
        while where is not None:
            if _know(where.tb_frame.f_code).is_persons:
                yield from self._every(where.tb_frame)
            where = where.tb_next

    def _every(self, frame: FrameType) -> Iterator[Variable]:
        scope = self._scope(frame.f_code)
        for name, value in list(variables_of(frame).items()):
            if not name.startswith("_"):
                yield scope, f"{name}.", value, self.seen

    def _scope(self, code: CodeType) -> str:
        """What stands before the names of a function's variables."""
        return "" if code is self.home or _know(code).is_top else f"{code.co_name}."


@lru_cache
def _is_foreign(file: str) -> bool:
    return file.startswith(_FOREIGN)


def _know(code: CodeType) -> _Code:
    known = _CODES.get(id(code))
    if known is None:
        if len(_CODES) >= _MOST:
            _CODES.clear()
        is_persons = code.co_name != STAND_IN and not _is_foreign(code.co_filename)
        is_top, is_optimizers = code.co_name.startswith(_TOP), code.co_filename.startswith(_OPTIMIZERS)
        known = _Code(code, is_persons, is_top, is_optimizers, _stores(code) if is_persons else {})
        _CODES[id(code)] = known
    return known


def is_persons_code(code: CodeType) -> bool:
    """Whether it is neither a library's nor ours."""
    return (_CODES.get(id(code)) or _know(code)).is_persons


def is_torchs(code: CodeType) -> bool:
    """Whether it is in torch's folder."""
    return code.co_filename.startswith(_TORCH)


def is_optimizers(code: CodeType) -> bool:
    """Whether it is in torch's folder of optimizers."""
    return (_CODES.get(id(code)) or _know(code)).is_optimizers


def variables_of(frame: FrameType) -> Mapping[str, Any]:
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


_NONE = object()
"""What a name stands for that stands for nothing, or for nothing that is looked at."""


def _value(values: Mapping[str, Any], name: str) -> Any:
    """What a name stands for: w, net of `net.`, and of self.w the tensor that it is."""
    owner, _, attribute = name.partition(".")
    value = values.get(owner, _NONE)
    if not attribute or value is _NONE:
        return value
    inside = getattr(value, "__dict__", {})
    value = inside.get(attribute, inside.get("_parameters", {}).get(attribute))
    return value if isinstance(value, Tensor) else _NONE


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


def _stores(code: CodeType) -> dict[int, _Names]:
    """The names that each line stores to, or in an attribute or a place of, and where in the code it does."""
    found: dict[int, _Names] = {}
    loaded = container = ""
    for one in dis.get_instructions(code):
        line = one.positions.lineno if one.positions else None
        kind, _, where = one.opname.partition("_")
        name = ""
        if where in _VARIABLES and kind == "STORE":
            name = one.argval
        elif one.opname == "STORE_ATTR" and loaded:
            name = f"self.{one.argval}" if loaded == "self" else f"{loaded}."
        elif one.opname == "STORE_SUBSCR" and container:
            name = f"{container}."
        if line is not None and name:
            found.setdefault(line, {}).setdefault(name, []).append(one.offset)
        container = loaded if one.opname == "LOAD_CONST" else ""
        loaded = one.argval if where in _VARIABLES and kind == "LOAD" else ""
    return found
