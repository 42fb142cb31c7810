"""Work that nobody waits for any more."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import CO_GENERATOR
from types import FrameType


class Cancelled(BaseException):
    """Raised in the midst of work that was given up: no `except Exception` on the way may swallow it."""


@contextmanager
def interruptible(cancelled: Callable[[], bool]) -> Iterator[None]:
    """Raise Cancelled at the next call of a Python function once it is `cancelled`: for code that cannot ask. It runs
    several times as slowly.
    """

    def watch(frame: FrameType, event: str, argument: object) -> None:
        if cancelled() and not _is_of_python_itself(frame):
            raise Cancelled

    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(None)


def _is_of_python_itself(frame: FrameType) -> bool:
    """Callbacks of weak references and finalizers, generators that are closed among them: what is raised there is
    printed, and goes no further. And imports, which would keep the lock that every other import waits for.
    """
    name = str(frame.f_globals.get("__name__"))
    is_finalizer = frame.f_code.co_name == "__del__" or bool(frame.f_code.co_flags & CO_GENERATOR)
    return is_finalizer or name in ("weakref", "_weakrefset") or name.startswith("importlib.")
