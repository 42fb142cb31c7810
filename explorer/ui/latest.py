"""One thread that answers the newest request: what was asked for before it is superseded."""

from __future__ import annotations

import atexit
import threading
import traceback
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from explorer.core.cancelled import Cancelled
from explorer.core.words import QT_TRANSLATE_NOOP, ExplainedError

Q = TypeVar("Q")
R = TypeVar("R")

Superseded = Callable[[], bool]
"""Asked in the midst of the work: whether it shall end, by Cancelled or with a result that nobody will see."""

Answer = Callable[[Q, Superseded], R]

_INTERNAL = QT_TRANSLATE_NOOP(
    "ExplainedError", "The program failed to compute this ({kind}: {text}). Please report it."
)


def internal(error: Exception) -> ExplainedError:
    """What a person is told of a bug of ours, which must not leave the window without a thread."""
    return ExplainedError(_INTERNAL, kind=type(error).__name__, text=str(error))


class Latest(QObject, Generic[Q, R]):
    """`prepare` runs first on the thread, where slow imports belong, and gives what answers; `failed` makes the result
    of a request whose answer raised. A superseded request may still run for `spare(request)` seconds: a drag is to see
    some of its pictures; for the same reason no two in turn are given up.

    Signals, said by the thread: ready() once prepared; answered(result); gave_up(request) for one that was cancelled
    with no newer one to come.
    """

    ready = Signal()
    answered = Signal(object)
    gave_up = Signal(object)

    def __init__(
        self,
        name: str,
        prepare: Callable[[], Answer[Q, R]],
        failed: Callable[[Q, Exception], R],
        spare: Callable[[Q], float] = lambda request: 0.0,
    ) -> None:
        super().__init__()
        self._prepare, self._failed, self._spare = prepare, failed, spare
        self._change = threading.Condition()
        self._pending: Q | None = None
        self._jobs: deque[Callable[[], None]] = deque()
        self._cancelled = self._stopped = False
        self._gave_up_last = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin, if it has not begun. The end of the program stops it, with or without an event loop."""
        if self._thread.ident is None:
            atexit.register(self.stop)
            self._thread.start()

    def submit(self, request: Q) -> None:
        """Ask for `request` instead of whatever was asked for before."""
        with self._change:
            self._pending = request
            self._change.notify()

    def post(self, job: Callable[[], None]) -> None:
        """Something small to be done on the thread too, in its turn, and never dropped but at the end."""
        with self._change:
            self._jobs.append(job)
            self._change.notify()

    def cancel(self) -> None:
        """Give up the request that is being answered, and the one that waits."""
        with self._change:
            self._cancelled = True
            self._pending = None

    def stop(self) -> None:
        """End the thread as soon as it looks up; wait for it, though not for a function that hangs."""
        with self._change:
            self._stopped = self._cancelled = True
            self._change.notify()
        atexit.unregister(self.stop)
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def _run(self) -> None:
        answer = self._prepare()
        if not self._stopped:
            self.ready.emit()
        while True:
            with self._change:
                self._change.wait_for(lambda: self._stopped or self._jobs or self._pending is not None)
                if self._stopped:
                    return
                job = self._jobs.popleft() if self._jobs else None
                request = None
                if job is None:
                    request, self._pending = self._pending, None
                    self._cancelled = False
            if job is not None:
                self._do(job)
            elif request is not None:
                self._answer(answer, request)

    def _do(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Exception:  # a bug of ours must not end the thread
            traceback.print_exc()

    def _answer(self, answer: Answer[Q, R], request: Q) -> None:
        may_run_on = monotonic() + (float("inf") if self._gave_up_last else self._spare(request))

        def superseded() -> bool:
            return self._cancelled or (self._pending is not None and monotonic() >= may_run_on)

        self._gave_up_last = False
        result = None
        try:
            result = answer(request, superseded)
        except Cancelled:
            self._gave_up_last = not self._cancelled
        except Exception as error:
            traceback.print_exc()
            result = self._failed(request, error)
        if self._stopped:
            return
        if result is not None and not self._cancelled:
            self.answered.emit(result)
        elif self._pending is None:
            self.gave_up.emit(request)
