"""One compute thread: the latest request wins, and small jobs run when there is none."""

from __future__ import annotations

import atexit
import threading
import traceback
from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from explorer.core.explore.compute import COARSE, Computer, Request, Result
from explorer.core.typeset import svg
from explorer.core.words import QT_TRANSLATE_NOOP, ExplainedError

_INTERNAL = QT_TRANSLATE_NOOP(
    "ExplainedError", "The program failed to compute this ({kind}: {text}). Please report it."
)


class Worker(QObject):
    """Signals: ready() when torch is imported; answered(Result); gave_up(Request) when a request was cancelled;
    typeset(latex: str, svg: bytes).
    """

    ready = Signal()
    answered = Signal(object)
    gave_up = Signal(object)
    typeset = Signal(str, bytes)

    def __init__(self, computer: Callable[[], Computer] = Computer) -> None:
        super().__init__()
        self._make_computer = computer
        self._change = threading.Condition()
        self._pending: Request | None = None
        self._formulas: OrderedDict[str, None] = OrderedDict()
        self._cancelled = False
        self._stopped = False
        self._begun = False
        self._thread = threading.Thread(target=self._run, name="compute", daemon=True)

    def start(self) -> None:
        """Begin: import torch, then answer. The end of the program stops it, with or without an event loop."""
        atexit.register(self.stop)
        self._thread.start()

    def submit(self, request: Request) -> None:
        """Ask for `request` instead of whatever was asked for before."""
        with self._change:
            self._pending = request
            self._change.notify()

    def ask_formula(self, latex: str, urgent: bool = False) -> None:
        """Ask for a typeset formula, to be made when nothing is to be computed."""
        with self._change:
            self._formulas[latex] = None
            if urgent:
                self._formulas.move_to_end(latex, last=False)
            self._change.notify()

    def cancel(self) -> None:
        """Give up the request that is being computed, and the one that waits."""
        with self._change:
            self._cancelled = True
            self._pending = None

    def stop(self) -> None:
        """End the thread as soon as it is between two blocks; wait for it, though not for a function that hangs."""
        with self._change:
            self._stopped = self._cancelled = True
            self._change.notify()
        atexit.unregister(self.stop)
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def _run(self) -> None:
        import torch  # noqa: F401 - the slow import happens here, not on the GUI thread

        computer = self._make_computer()
        if not self._stopped:
            self.ready.emit()
        while True:
            with self._change:
                # The first curve comes before the first formula, whichever is asked for first.
                self._change.wait_for(lambda: self._stopped or self._pending or (self._formulas and self._begun))
                if self._stopped:
                    return
                request, self._pending = self._pending, None
                self._cancelled = False
                formula = "" if request else self._formulas.popitem(last=False)[0]
            if request is None:
                self.typeset.emit(formula, _picture(formula))
            else:
                self._answer(computer, request)
                self._begun = True

    def _answer(self, computer: Computer, request: Request) -> None:
        from explorer.core.explore.sample import Cancelled

        try:
            result = computer.answer(request, lambda: self._superseded(request))
        except Cancelled:
            result = None
        except Exception as error:  # a bug of ours must not leave the window without a compute thread
            traceback.print_exc()
            result = Result(request, error=ExplainedError(_INTERNAL, kind=type(error).__name__, text=str(error)))
        if self._stopped:
            return
        if result is not None and not self._cancelled:
            self.answered.emit(result)
        elif self._pending is None:
            self.gave_up.emit(request)

    def _superseded(self, request: Request) -> bool:
        # A short computation is let finish, or a steady drag would never see a curve.
        return self._cancelled or (self._pending is not None and request.curve.sampled > COARSE)


def _picture(formula: str) -> bytes:
    """The formula as SVG; blank where it cannot be typeset, which is a bug, but no reason to stop computing."""
    try:
        return svg(formula)
    except Exception:
        traceback.print_exc()
        return b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
