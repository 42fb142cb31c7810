"""Our window, driven through its own widgets, and what each frame costs the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import perf_counter, sleep, thread_time
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QWidget

from explorer.app import application, create_window
from explorer.core.explore.compute import Request, Result
from explorer.core.explore.state import State

SIZE = (1000, 600)
PATIENCE = 20.0
AFTER = 0.005
"""Seconds after the paint whose events are still counted: what a frame leaves behind belongs to it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Seconds: from the intent to the painted curve; the GUI thread's processor time; its time in events, with all
    that it waits for in them. `sampling` is what the curve's f and derivatives took on the compute thread.
    """

    latency: float
    cpu: float
    wall: float
    sampling: float


class Driver:
    """A window whose two plots together are SIZE."""

    def __init__(self, state: State) -> None:
        self._app = application()
        self.window = create_window(state)
        self._plots = self.window.room.view.plots.plots
        self._answered = threading.Event()
        self._result: Result | None = None
        self._unpainted: set[str] = set()
        self._cpu = self._wall = 0.0
        self.paints = 0
        self.window.show()
        self.settle()
        self.fit()
        store = self.window.room.store
        # Direct: it wakes this thread, which sleeps outside Qt while torch computes.
        store.latest.answered.connect(lambda _: self._answered.set(), Qt.ConnectionType.DirectConnection)
        store.computed.connect(self._computed)
        for plot in self._plots:
            plot.painted.connect(partial(self._painted, plot.objectName()))

    def fit(self) -> None:
        """Make the window so wide and high that the plots are SIZE."""
        for _ in range(3):
            width, height = self._plots[0].width(), sum(plot.height() for plot in self._plots)
            self.window.resize(self.window.width() + SIZE[0] - width, self.window.height() + SIZE[1] - height)
            self.settle()
        sizes = [f"{plot.width()} × {plot.height()}" for plot in self._plots]
        if self._plots[0].width() != SIZE[0] or sum(plot.height() for plot in self._plots) != SIZE[1]:
            print(f"The plots are {' and '.join(sizes)} pixels, not {SIZE[0]} × {SIZE[1]} together.")

    def find(self, name: str) -> Any:
        """The widget of that object name."""
        widget = self.window.findChild(QWidget, name)
        assert widget is not None, name
        return widget

    def settle(self) -> None:
        """Let everything be computed and painted."""
        self._until(self.window.is_settled)
        end = perf_counter() + 0.05
        self._until(lambda: perf_counter() > end)
        # Outside an event loop Qt never does this by itself, and `find` would find widgets that are gone.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _until(self, true: Callable[[], bool]) -> None:
        end = perf_counter() + PATIENCE
        while not true():
            self._app.processEvents()
            sleep(0.001)
            if perf_counter() > end:
                raise TimeoutError(f"the window did not settle in {PATIENCE:g} s")

    def show(self, state: State) -> None:
        """Another State, without measuring."""
        self.window.room.store.apply(lambda _: state)
        self.settle()

    def frame(self, act: Callable[[], object]) -> Frame:
        """Do `act`, and follow what it starts until both plots have painted the curve it asked for."""
        self._result = None
        self._answered.clear()
        self._cpu = self._wall = 0.0
        start = perf_counter()
        self._busy(act)
        while self._result is None or self._unpainted:
            self._busy(self._app.processEvents)
            if self._result is None and self._answered.wait(0.005):
                self._answered.clear()
            if perf_counter() - start > PATIENCE:
                raise TimeoutError(f"no frame in {PATIENCE:g} s")
        latency = perf_counter() - start
        while perf_counter() - start < latency + AFTER:
            self._busy(self._app.processEvents)
            sleep(0.0005)
        curve = self._result.curve
        return Frame(latency, self._cpu, self._wall, curve.seconds if curve else 0.0)

    def _busy(self, work: Callable[[], object]) -> None:
        wall, cpu = perf_counter(), thread_time()
        work()
        self._cpu += thread_time() - cpu
        self._wall += perf_counter() - wall

    def _computed(self, result: Result) -> None:
        store = self.window.room.store
        if result.request == Request.from_state(store.state, result.request.curve.size, store.moving):
            self._result = result
            self._unpainted = {plot.objectName() for plot in self._plots}

    def _painted(self, name: str) -> None:
        self.paints += 1
        self._unpainted.discard(name)

    def close(self) -> None:
        self.window.close()
        self._app.processEvents()
