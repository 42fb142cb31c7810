"""The U-curve: f at the end of a walk over its learning rate, for each runner; a click takes that rate."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal

from explorer.core.descend.experiments import AskRates
from explorer.core.descend.export import trials_to_csv
from explorer.core.descend.rates import Trial
from explorer.core.polyline import fit
from explorer.ui.descend.experiment import Experiment
from explorer.ui.descend.histories import is_steep
from explorer.ui.descend.trails import Path, Trails
from explorer.ui.kit.plot import Plot
from explorer.ui.theme import Colours
from explorer.ui.words import sentence

_PADDING = 0.08
_NEAR = 40.0
_USUAL = 0.85
"""Which part of the ends are in view: those of too large a rate may be anywhere."""


class RatesPage(Experiment):
    """Signal, besides those of an experiment: rate_wanted(runner, rate)."""

    rate_wanted = Signal(int, float)

    def __init__(self) -> None:
        super().__init__(
            "descendRates",
            self.tr("Try rates"),
            self.tr("Walk with each runner at 25 rates from 0.0001 to 1, and show f at the end"),
        )
        self.plot = Plot("descendRatesPlot", self.tr("f at the end, over the learning rate"))
        self.trails = Trails(apart=1e9)
        self.plot.addItem(self.trails, ignoreBounds=True)
        self.plot.bottom.set_logarithmic(True)
        self.plot.setMinimumHeight(80)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setCursor(Qt.CursorShape.PointingHandCursor)
        self.plot.bottom.apart, self.plot.left.apart = 70.0, 26.0
        self.plot.clicked.connect(self._click)
        self.plot.under_mouse.connect(self._hover)
        self.body.addWidget(self.plot, 1)
        self.trials: tuple[tuple[Trial, ...], ...] = ()
        self._paths: list[Path] = []

    def set_colours(self, colours: Colours) -> None:
        self.plot.set_colours(colours)
        self.trails.set_colours(colours)

    def show_found(self, found: tuple[tuple[Trial, ...], ...] | None) -> None:
        self.trials = found or ()
        values = [np.array([trial.value for trial in trials]) for trials in self.trials]
        every = np.concatenate([np.zeros(0), *values])
        every = every[np.isfinite(every)]
        above = every[every > 0]
        steep = is_steep(values)
        self.plot.left.set_logarithmic(steep)
        if steep:
            with np.errstate(all="ignore"):  # 0, than which nothing is lower, is drawn under all others
                values = [np.log10(np.where(one == 0, above.min() / 10, one)) for one in values]
            every = np.log10(np.append(above, above.min() / 10 if (every == 0).any() else above.min()))
        if every.size:
            highest = float(every.max())
            for one in values:  # what is not finite is drawn as what it is, far above
                one[~np.isfinite(one)] = highest + 100 * (1 + abs(highest))
            lo, hi = fit([np.quantile(every, (0.0, _USUAL))], poles=False)
            room = _PADDING * ((hi - lo) or 1.0)
            self.plot.set_y_range(lo - room, hi + room)
        self._paths = [
            (np.log10([trial.rate for trial in trials]), one) for trials, one in zip(self.trials, values, strict=True)
        ]
        self.trails.show_paths(self._paths)
        self.trails.set_step(max((len(x) for x, _ in self._paths), default=0))
        if isinstance(self.asked, AskRates):
            self.plot.set_x_range(*(float(np.log10(end)) for end in self.asked.ends))

    def to_csv(self, found: tuple[tuple[Trial, ...], ...]) -> Iterable[str]:
        return trials_to_csv(trial for trials in found for trial in trials)

    def nearest(self, at: QPointF) -> tuple[int, Trial] | None:
        """The runner and the trial nearest to a pixel of the plot."""
        found, least = None, _NEAR
        for runner, ((x, y), trials) in enumerate(zip(self._paths, self.trials, strict=True)):
            away = np.hypot(*(self.plot.pixels().places(x, y) - at.toTuple()).T)
            away[np.isnan(away)] = np.inf
            if len(away) and away.min() < least:
                found, least = (runner, trials[int(away.argmin())]), float(away.min())
        return found

    def _click(self, x: float, y: float) -> None:
        found = self.nearest(self.plot.pixels().place(x, y))
        if found is not None:
            self.rate_wanted.emit(found[0], found[1].rate)

    def _hover(self, at: QPointF | None) -> None:
        found = None if at is None else self.nearest(at)
        if found is None:
            self._tell()
            return
        trial = found[1]
        told = " ".join(map(sentence, trial.verdict.sentences))
        self.note.setText(self.tr("rate {rate}: {verdict}").format(rate=f"{trial.rate:g}", verdict=told))
        self.note.setToolTip(told)
