"""Derivative Explorer: see what autograd does.

Importing it imports neither Qt nor torch; each name below is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explorer.api import check as check
    from explorer.api import descend as descend
    from explorer.api import explore as explore
    from explorer.api import landscape as landscape
    from explorer.api import load_tape as load_tape
    from explorer.api import sample as sample
    from explorer.api import show_tape as show_tape
    from explorer.core.descend.landscape import Landscape as Landscape
    from explorer.core.descend.run import Run as Run
    from explorer.core.explore.check import Check as Check
    from explorer.core.explore.sample import Curve as Curve
    from explorer.core.expression import ExpressionError as ExpressionError
    from explorer.core.tape.recording.record import record as record
    from explorer.core.tape.tape import Tape as Tape

__version__ = "0.1.0"

_HOMES = {
    "sample": "explorer.api",
    "check": "explorer.api",
    "Check": "explorer.core.explore.check",
    "descend": "explorer.api",
    "landscape": "explorer.api",
    "load_tape": "explorer.api",
    "show_tape": "explorer.api",
    "Landscape": "explorer.core.descend.landscape",
    "Run": "explorer.core.descend.run",
    "explore": "explorer.api",
    "Curve": "explorer.core.explore.sample",
    "ExpressionError": "explorer.core.expression",
    "Tape": "explorer.core.tape.tape",
    "record": "explorer.core.tape.recording.record",
}

__all__ = [
    "Check",
    "Curve",
    "ExpressionError",
    "Landscape",
    "Run",
    "Tape",
    "check",
    "descend",
    "explore",
    "landscape",
    "load_tape",
    "record",
    "sample",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'explorer' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
