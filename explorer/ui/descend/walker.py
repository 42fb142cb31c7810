"""Walks races and draws what they walk on, on a thread of its own; the latest wish wins."""

from __future__ import annotations

import atexit
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic
from typing import cast

from PySide6.QtCore import QCoreApplication, QObject, Signal, SignalInstance

from explorer.core.descend.problem import LineFit, Loss, Problem
from explorer.core.descend.race import Race, scene
from explorer.core.descend.run import Run, run
from explorer.core.descend.surface import Limits
from explorer.core.expression import ExpressionError
from explorer.core.words import QT_TRANSLATE_NOOP, ExplainedError
from explorer.ui import importing
from explorer.ui.words import sentence

_FAILED = QT_TRANSLATE_NOOP("Walker", "This cannot be walked on: {why}")

PATIENCE = 0.25
"""Seconds for which a race may still be walked to its end when a newer one is wished: a drag is to show something."""

Drawn = tuple[Problem | LineFit, Limits]


class _GivenUpError(Exception):
    """A newer race is wished, or none at all."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """A problem that asks at each look at it whether the walk is still wanted; otherwise it is that problem."""

    problem: Problem | LineFit
    watch: Callable[[], None]

    @property
    def name(self) -> str:
        return self.problem.name

    @property
    def dims(self) -> int:
        return self.problem.dims

    def loss(self) -> Loss:
        look, watch = self.problem.loss(), self.watch

        def watched(*leaves: object) -> object:
            watch()
            return look(*leaves)

        return cast(Loss, watched)


class Walker(QObject):
    """Signals: walked(Race, runs); drawn(problem, limits, Scene), before the first walk on it; refused(sentence, Race)
    for what cannot be; heard() after everybody has heard of one of them.
    """

    walked = Signal(object, object)
    drawn = Signal(object, object, object)
    refused = Signal(str, object)
    heard = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._change = threading.Condition()
        self._wish: tuple[Race, Limits] | None = None
        self._drawn: Drawn | None = None
        self._began = 0.0
        self._gave_up = False
        self._stopped = False
        self._works = False
        self._told = self._heard = 0
        self._thread = threading.Thread(target=self._run, name="descend", daemon=True)

    def start(self) -> None:
        """Begin; the end of the program stops it. Whoever is to hear of races is connected by now."""
        for signal in (self.walked, self.drawn, self.refused):
            signal.connect(self._hear)  # the last to hear: then everybody has
        atexit.register(self.stop)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; a walk is not waited for."""
        with self._change:
            self._stopped = True
            self._change.notify()
        atexit.unregister(self.stop)
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def ask(self, race: Race, limits: Limits) -> None:
        """Ask for a race and the picture under it, instead of whatever was asked for before."""
        with self._change:
            self._wish = race, limits
            self._change.notify()

    def is_busy(self) -> bool:
        """Whether there is anything that was not walked yet, or of which the window has not heard."""
        with self._change:
            return self._wish is not None or self._works or self._told != self._heard

    def _hear(self) -> None:
        self._heard += 1
        self.heard.emit()

    def _is_wished(self) -> bool:
        return self._stopped or self._wish is not None

    def _watch(self) -> None:
        """Give a long walk up for a newer wish, but never two in turn."""
        if self._wish is not None and not self._gave_up and monotonic() - self._began > PATIENCE:
            raise _GivenUpError
        if self._stopped:
            raise _GivenUpError

    def _run(self) -> None:
        with importing.LOCK:
            import torch._dynamo  # noqa: F401 - the first optimiser would import it, and SymPy with it
        while True:
            with self._change:
                self._change.wait_for(self._is_wished)
                if self._stopped or self._wish is None:
                    return
                (race, limits), self._wish = self._wish, None
                self._works = True
            try:
                self._walk(race, limits)
                self._gave_up = False
            except _GivenUpError:
                self._gave_up = True
            except (ExplainedError, ExpressionError) as error:
                self._tell(self.refused, sentence(error), race)
            except Exception as error:  # somebody's function may raise anything, and the thread goes on
                if not isinstance(error, ArithmeticError | RuntimeError | TypeError | ValueError):
                    traceback.print_exc()
                told = QCoreApplication.translate("Walker", _FAILED)
                self._tell(self.refused, told.format(why=str(error).partition("\n")[0] or type(error).__name__), race)
            finally:
                with self._change:
                    self._works = False

    def _walk(self, race: Race, limits: Limits) -> None:
        """All runners, and the scene if it is another one."""
        self._began = monotonic()
        watched = cast(Problem, _Watched(race.problem, self._watch))
        runs: list[Run] = [run(replace(race.plan(one), problem=watched), detailed=True) for one in race.runners]
        if self._drawn != (race.problem, limits):
            made = scene(race.problem, limits)
            self._drawn = race.problem, limits
            self._tell(self.drawn, race.problem, limits, made)
        self._tell(self.walked, race, tuple(runs))

    def _tell(self, signal: SignalInstance, *what: object) -> None:
        with self._change:
            self._told += 1
            if signal is not self.drawn:
                self._works = False  # as there is nothing more to come, whoever hears of it finds the thread idle
        signal.emit(*what)
