"""The windows that one would write first: every sample given to pyqtgraph, or to matplotlib's QtAgg."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Protocol

import numpy as np
import pyqtgraph as pg
import torch
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from tests.benchmarks.compute import bare

SIZE = (1000, 600)
LIMITS = (-5.0, 5.0)
FRAMES = (2, 30)
"""The least and the most frames that are timed; one more goes before them."""

Array = np.ndarray


class Peer(Protocol):
    """A window with f above and its derivative below."""

    def draw(self, x: Array, f: Array, slope: Array) -> None:
        """Show these samples; returns when they are painted."""

    def close(self) -> object: ...


class Pyqtgraph(QWidget):
    """Two PlotWidgets with antialiased lines two pixels wide, and nothing reduced."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        plots = [pg.PlotWidget() for _ in range(2)]
        for plot in plots:
            layout.addWidget(plot)
        self._curves = [
            plot.plot(pen=pg.mkPen(colour, width=2), antialias=True)
            for plot, colour in zip(plots, ("#0072B2", "#D55E00"), strict=True)
        ]
        self.resize(*SIZE)
        self.show()
        QApplication.processEvents()

    def draw(self, x: Array, f: Array, slope: Array) -> None:
        for curve, y in zip(self._curves, (f, slope), strict=True):
            curve.setData(x, y)
        QApplication.processEvents()


class Matplotlib(FigureCanvasQTAgg):
    """Two axes, as matplotlib draws lines by default; the limits stand still, which spares it work."""

    def __init__(self) -> None:
        super().__init__(Figure(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100))
        axes = self.figure.subplots(2, 1, sharex=True)
        self._lines = [axis.plot([], [], colour)[0] for axis, colour in zip(axes, ("#0072B2", "#D55E00"), strict=True)]
        axes[0].set_xlim(*LIMITS)
        axes[0].set_ylim(-1.1, 1.1)
        axes[1].set_ylim(-4.4, 4.4)
        self.resize(*SIZE)
        self.show()
        QApplication.processEvents()

    def draw(self, *arguments: Array) -> None:
        """With samples, a whole frame; without, what matplotlib itself calls."""
        if not arguments:
            super().draw()
            return
        x, f, slope = arguments
        for line, y in zip(self._lines, (f, slope), strict=True):
            line.set_data(x, y)
        super().draw()
        QApplication.processEvents()


def frame(peer: Peer, samples: int, b: float) -> float:
    """Seconds for sin(b x) and its derivative by bare torch, drawn and painted."""
    start = perf_counter()
    f, slope = bare(lambda x: torch.sin(b * x), LIMITS, samples)
    x = torch.linspace(*LIMITS, samples)
    peer.draw(x.numpy(), f.numpy(), slope.numpy())
    return perf_counter() - start


def run(make: Callable[[], Peer], sizes: list[int], seconds: float) -> dict[int, float]:
    """The median frame in seconds, by number of samples; `seconds` is the time for each size."""
    peer = make()
    found = {}
    for samples in sizes:
        frame(peer, samples, 1.0)
        times: list[float] = []
        end = perf_counter() + seconds
        while len(times) < FRAMES[0] or (perf_counter() < end and len(times) < FRAMES[1]):
            times.append(frame(peer, samples, 1.0 + 0.1 * (len(times) + 1)))
        found[samples] = median(times)
    peer.close()
    return found
