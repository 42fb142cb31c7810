"""The points that a model is taught, and what it says of them at the step that is shown."""

from __future__ import annotations

import numpy as np
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from explorer.core.descend.fit import Fit
from explorer.core.descend.run import Run
from explorer.core.polyline import fit
from explorer.ui.descend.marks import DASHES, runner_colours
from explorer.ui.kit.items import Line, Points
from explorer.ui.kit.paths import circle
from explorer.ui.kit.plot import Plot
from explorer.ui.theme import LIGHT, Colours

_DOT = circle(3.0)
_PADDING = 0.08
_FINE = 200


class DataPlot(Plot):
    """A dot for each point, and a line for each runner."""

    def __init__(self) -> None:
        super().__init__("descendData", "")
        self.setAccessibleName(self.tr("The data, and the model at this step"))
        self.setMinimumHeight(80)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bottom.apart, self.left.apart = 70.0, 26.0
        self.points = Points()
        self.lines: list[Line] = []
        self.addItem(self.points, ignoreBounds=True)
        self._fit: Fit | None = None
        self._runs: tuple[Run, ...] = ()
        self._step = 0
        self._colours = LIGHT
        self._x = torch.zeros(0)

    def set_colours(self, colours: Colours) -> None:
        super().set_colours(colours)
        self._colours = colours
        self.points.set_colours(colours.base, colours.muted)
        self._style()

    def show_runs(self, of: Fit, runs: tuple[Run, ...]) -> None:
        """Show these data, and a line for each run."""
        if of != self._fit:
            self._fit = of
            x, y = (one.double().numpy() for one in of.data())
            self.points.show_points([(_DOT, *pair) for pair in zip(x.tolist(), y.tolist(), strict=True)])
            for set_range, axis in ((self.set_x_range, x), (self.set_y_range, y)):
                lo, hi = fit([axis], poles=False)
                room = _PADDING * ((hi - lo) or 1.0)
                set_range(lo - room, hi + room)
            self._x = torch.linspace(-of.of.reach, of.of.reach, _FINE)
        while len(self.lines) < len(runs):
            self.lines.append(Line())
            self.addItem(self.lines[-1], ignoreBounds=True)
        self._runs = runs
        self._style()
        self.set_step(self._step)

    def set_step(self, step: int) -> None:
        """The model as it is at this step."""
        self._step = step
        if self._fit is None:
            return
        x = self._x.double().numpy()
        for number, line in enumerate(self.lines):
            if number >= len(self._runs):
                line.clear_line()
                continue
            path = self._runs[number].path
            at = path[min(step, len(path) - 1)]
            y = self._fit.of.predict(at[0], at[1], self._x).double().numpy()
            line.show_points(x, y, np.isfinite(y))

    def _style(self) -> None:
        table = runner_colours(self._colours)
        for number, line in enumerate(self.lines):
            dash = DASHES[number % len(DASHES)]
            line.style_line(QColor(table[number % len(table)]).name(), 2, tuple(part / 2 for part in dash or ()))
