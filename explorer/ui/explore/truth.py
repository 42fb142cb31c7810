"""Is the derivative true? The badge and the page behind it, answered on a thread of its own when nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from explorer.core.explore.mark import Certified, Mark
from explorer.core.explore.state import State
from explorer.core.expression import Expression
from explorer.core.python_function import PythonFunction
from explorer.core.words import ExplainedError
from explorer.ui import importing
from explorer.ui.explore.check_page import CheckBadge, CheckPage
from explorer.ui.latest import Latest
from explorer.ui.theme import LIGHT, Colours

if TYPE_CHECKING:
    from explorer.core.explore.check import Check

QUIET_MS = 400


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What a check depends on."""

    function: Expression | PythonFunction
    range: tuple[float, float]
    values: tuple[tuple[str, float], ...]
    order: int
    dtype: str

    @staticmethod
    def from_state(state: State) -> CheckRequest:
        return CheckRequest(state.function, state.seen, tuple(state.values.items()), state.order, state.dtype)


@dataclass(frozen=True, slots=True, eq=False)
class CheckResult:
    """`check` is None where it cannot be checked."""

    request: CheckRequest
    check: Check | None = None


class Truth(QObject):
    """What is known of the curve that is shown: `certified` is None as long as nothing is. Signals: checked(), when the
    badge says whether it is true; wanted_text(a formula that mends it); wanted_place(x of a mark).
    """

    checked = Signal()
    wanted_text = Signal(str)
    wanted_place = Signal(float)

    def __init__(self, badge: CheckBadge, page_over: QWidget) -> None:
        super().__init__()
        self.page: CheckPage | None = None
        self.latest: Latest[CheckRequest, CheckResult] = Latest(
            "check", _prepare, lambda request, error: CheckResult(request)
        )
        self._badge, self._page_over = badge, page_over
        self._colours = LIGHT
        self._check: Check | None = None
        self.certified: Certified | None = None
        self._asked: CheckRequest | None = None
        self._wanted: Callable[[], State | None] = lambda: None
        self._quiet = QTimer(self, interval=QUIET_MS, singleShot=True)
        self._quiet.timeout.connect(self._ask)
        self.latest.answered.connect(self._show)
        badge.clicked.connect(self._open)

    def ask_soon(self, wanted: Callable[[], State | None]) -> None:
        """Check the State that is wanted when nothing has moved for a while; None for none."""
        self._wanted = wanted
        self._quiet.start()

    def show_state(self, state: State) -> None:
        """Of another curve, what is known of the old one says nothing."""
        if self._asked is not None and not self.is_asked(state):
            if replace(self._asked, order=state.order, dtype=state.dtype) != CheckRequest.from_state(state):
                self.certified = None
            self._asked = None
            self.latest.cancel()
            self._check = None
            self._badge.show_waiting()
            if self.page is not None:
                self.page.show_check(None)

    def is_asked(self, state: State) -> bool:
        """Whether it is this State's curve that was asked about last."""
        return self._asked == CheckRequest.from_state(state)

    @property
    def marks(self) -> tuple[Mark, ...] | None:
        """The confirmed marks of the curve that is shown; None as long as there are none."""
        return None if self.certified is None else self.certified.marks

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self._colours = colours
        if self.page is not None:
            self.page.set_colours(colours)

    def _ask(self) -> None:
        state = self._wanted()
        if state is None:
            return
        if not self.is_asked(state):
            self._asked = request = CheckRequest.from_state(state)
            self.latest.start()
            self.latest.submit(request)

    def _show(self, result: CheckResult) -> None:
        if result.request == self._asked:
            self._check = result.check
            self.certified = None if result.check is None else result.check.certified
            self._badge.show_check(result.check)
            if self.page is not None:
                self.page.show_check(result.check)
            self.checked.emit()

    def _open(self) -> None:
        """The page behind the badge, made when it is first wanted."""
        if self.page is None:
            self.page = CheckPage(self._page_over)
            self.page.set_colours(self._colours)
            self.page.wanted_text.connect(self.wanted_text)
            self.page.wanted_place.connect(self.wanted_place)
        self.page.show_check(self._check)
        self.page.show()


def _prepare() -> Callable[[CheckRequest, Callable[[], bool]], CheckResult]:
    with importing.LOCK:
        import_all()
    return answer


def answer(request: CheckRequest, superseded: Callable[[], bool]) -> CheckResult:
    """Check, until another question comes: a Python function stops at its next call, so that it never stands in the
    way of a drag.
    """
    import mpmath

    from explorer.core.explore.check import check

    mpmath.mp.dps = 15  # a check that was dropped may have left its own
    values, dtype = dict(request.values), request.dtype
    try:
        found = check(
            request.function, request.range, parameters=values, order=request.order, dtype=dtype, cancelled=superseded
        )
        return CheckResult(request, found)
    except ExplainedError:
        return CheckResult(request)


def import_all() -> None:
    """Everything that a check imports when it is first needed: an import that is dropped halfway stays broken."""
    import numpy as np
    import sympy.printing.pycode
    import torch

    from explorer.core.explore import check, witnesses
    from explorer.core.expression import parse, sympy_reading

    assert sympy and check and sympy_reading
    witnesses.symbolic(parse("x"), np.zeros(1), {})
    witnesses.forward_mode(torch.sin, np.zeros(1), {}, torch.float64)
