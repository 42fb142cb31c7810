"""Takes our frames, and those by which torch called us, out of tracebacks before anybody reads them."""

from __future__ import annotations

import sys
import threading
import traceback
from contextlib import suppress
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any

_OURS = str(Path(__file__).parents[1])

_STAND_IN = "<recorded>"
"""The name of our code that stands in for the person's frames: see recording/in_between.py."""

_DISPATCH = "handle_torch_function"
"""The function of torch that hands a call to a mode."""


def clean(error: BaseException) -> None:
    """Clean it, what it came from, and what it is made of."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()  # a class of the person's may have no hash
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = _cleaned(one.__traceback__)
        waiting += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions


def _cleaned(where: TracebackType | None) -> TracebackType | None:
    """Linked anew without ours: who holds a part of it sees the same."""
    entries: list[TracebackType] = []
    while where is not None:
        entries.append(where)
        where = where.tb_next
    codes = [one.tb_frame.f_code for one in entries]
    ours = [code.co_filename.startswith(_OURS) or code.co_name == _STAND_IN for code in codes]
    if not any(ours):
        return entries[0] if entries else None
    kept: list[TracebackType] = []
    for place, entry in enumerate(entries):
        if ours[place]:
            if not ours[place - 1] and kept and kept[-1].tb_frame.f_code.co_name == _DISPATCH:
                again = next((k for k in range(place, len(entries)) if not ours[k]), None)
                _undo(kept, entries[again] if again is not None else None)
        else:
            kept.append(entry)
    for entry, after in zip(kept, [*kept[1:], None], strict=True):
        entry.tb_next = after
    return kept[0] if kept else None


def _undo(kept: list[TracebackType], again: TracebackType | None) -> None:
    """A function of torch's that is written in Python is called twice: by the person, and by us."""
    kept.pop()
    code = again.tb_frame.f_code if again is not None else None
    first = next((k for k in reversed(range(len(kept))) if kept[k].tb_frame.f_code is code), len(kept) - 1)
    del kept[first:]


def _try(error: Any) -> None:
    """A class of the person's may hinder it: then they see more than they should."""
    with suppress(Exception):
        clean(error)


def install() -> None:
    """Clean what Python shows of itself, in the main thread and in others, and what its module traceback does."""
    shown, extracted, told = traceback.TracebackException.__init__, traceback.extract_tb, threading.excepthook

    def show(self: traceback.TracebackException, kind: Any, error: Any, *rest: Any, **options: Any) -> None:
        _try(error)
        shown(self, kind, error, *rest, **options)

    @wraps(extracted)
    def extract_tb(tb: TracebackType | None, limit: int | None = None) -> traceback.StackSummary:
        return extracted(_cleaned(tb), limit)

    @wraps(told)
    def excepthook(args: Any, /) -> None:
        _try(args.exc_value)
        told(args)

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "sys.excepthook":
            _try(arguments[2])

    traceback.TracebackException.__init__ = show  # type: ignore[assignment, method-assign]
    traceback.extract_tb = extract_tb
    if told is threading.__excepthook__:
        threading.excepthook = threading.__excepthook__ = excepthook
    sys.addaudithook(audit)
