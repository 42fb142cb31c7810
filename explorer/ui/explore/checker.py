"""Checks derivatives on a thread of its own, when nothing moves, and drops the work as soon as something does."""

from __future__ import annotations

import sys
import threading
import traceback
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from explorer.core.explore.state import State
from explorer.core.expression import Expression
from explorer.core.python_function import PythonFunction
from explorer.core.words import ExplainedError
from explorer.ui import importing

if TYPE_CHECKING:
    from explorer.core.explore.check import Check


@dataclass(frozen=True, slots=True)
class Question:
    """What a check depends on."""

    function: Expression | PythonFunction
    range: tuple[float, float]
    values: tuple[tuple[str, float], ...]

    @staticmethod
    def from_state(state: State) -> Question:
        return Question(state.function, state.range, tuple(state.values.items()))


class _Dropped(BaseException):
    """Nobody waits for this check any more; no `except Exception` on the way may swallow it."""


class Checker(QObject):
    """Signal: found(Question, Check or None where it cannot be checked)."""

    found = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._change = threading.Condition()
        self._wanted: Question | None = None
        self._stopped = False
        self._thread: threading.Thread | None = None

    def ask(self, question: Question) -> None:
        """Check this, instead of whatever is being checked."""
        with self._change:
            self._wanted = question
            self._change.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="check", daemon=True)
            self._thread.start()

    def drop(self) -> None:
        """Stop at the next call of a Python function: the work must not stand in the way of a drag."""
        with self._change:
            self._wanted = None

    def stop(self) -> None:
        """End the thread."""
        with self._change:
            self._wanted, self._stopped = None, True
            self._change.notify()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def _run(self) -> None:
        with importing.LOCK:
            _import_all()
        while True:
            with self._change:
                self._change.wait_for(lambda: self._stopped or self._wanted is not None)
                if self._stopped:
                    return
                question = self._wanted
            assert question is not None
            try:
                check = self._answer(question)
            except _Dropped:
                continue
            with self._change:
                still_wanted = self._wanted is question
                if still_wanted:
                    self._wanted = None
            if still_wanted:
                self.found.emit(question, check)

    def _answer(self, question: Question) -> Check | None:
        import mpmath

        from explorer.core.explore.check import check

        def watch(frame: FrameType, event: str, argument: object) -> None:
            if self._wanted is not question:
                raise _Dropped

        mpmath.mp.dps = 15  # a check that was dropped may have left its own
        sys.setprofile(watch)
        try:
            return check(question.function, question.range, parameters=dict(question.values))
        except ExplainedError:
            return None
        except Exception:  # a bug of ours, or a function that raises what it likes: the badge says that it cannot tell
            traceback.print_exc()
            return None
        finally:
            sys.setprofile(None)


def _import_all() -> None:
    """Everything that a check imports when it is first needed: an import that is dropped halfway stays broken."""
    import numpy as np
    import sympy.printing.pycode
    import torch

    from explorer.core.explore import check, witnesses
    from explorer.core.expression import parse, sympy_reading

    assert sympy and check and sympy_reading
    witnesses.symbolic(parse("x"), np.zeros(1), {})
    witnesses.forward_mode(torch.sin, np.zeros(1), {}, torch.float64)
