"""What a sampled curve cannot show, in a sentence with its number: no NaN, 0 or alias passes for the truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.explore import blame
from explorer.core.explore.sample import MAX_SAMPLES, Curve, Function, as_function
from explorer.core.explore.state import NAMES
from explorer.core.expression import Expression
from explorer.core.words import QT_TRANSLATE_NOOP, Sentence

ALIASED = 0.1
"""The part of the samples from which on f climbs, by its slope, farther than all its height to the next sample."""

PER_TURN = 20
"""Samples for each time that f goes up and down, with which it can be seen."""

_NO_PATH = QT_TRANSLATE_NOOP(
    "Notice", "No path leads from y back to x: autograd gives None, and {name} is 0 in its place."
)
_CUT = QT_TRANSLATE_NOOP(
    "Notice", "{origin} has no derivative in PyTorch and cuts the path: what goes through it is missing in f′."
)
_REFUSED = QT_TRANSLATE_NOOP("Notice", "PyTorch has no formula for {name}, which is NaN: {text}")
_OVERFLOW = QT_TRANSLATE_NOOP(
    "Notice",
    "{name} is over the largest {dtype}, {most:.2g}, at {count:,} of {all:,} samples, first at "
    "x = {x:.6g}, in {origin}.",
)
_NAN = QT_TRANSLATE_NOOP(
    "Notice", "{name} is NaN at {count:,} of {all:,} samples, from x = {x:.6g} to {end:.6g}: {origin} made it first."
)
_ALIAS = QT_TRANSLATE_NOOP(
    "Notice",
    "f swings faster than {all:,} samples can show: at {share:.0%} of them it runs, by its slope, over more than its "
    "whole height before the next. It would take some {needed:,}, or a range {times:,} times as short.",
)
_ALIAS_FAR = QT_TRANSLATE_NOOP(
    "Notice",
    "f swings faster than {all:,} samples can show: at {share:.0%} of them it runs, by its slope, over more than its "
    "whole height before the next. It seems to turn some {turns:.0e} times here: only a shorter range can show that.",
)
_SAME = QT_TRANSLATE_NOOP(
    "Notice", "{dtype} has only {count:,} numbers in this range: {all:,} samples stand on them, many on the same."
)


def notices(curve: Curve, function: Expression | Function, parameters: Mapping[str, float]) -> tuple[Sentence, ...]:
    """What has to be said of the curve; nothing of one that shows f as it is."""
    return tuple(_Reader(curve, function, parameters).all())


class _Reader:
    def __init__(self, curve: Curve, function: Expression | Function, parameters: Mapping[str, float]) -> None:
        self.curve, self.run, self.parameters = curve, as_function(function), parameters
        self.x = curve.x.numpy()
        self.lines = [derivative.numpy() for derivative in curve.derivatives]
        self.words: dict[str, object] = {"all": len(self.x), "dtype": str(curve.x.dtype).removeprefix("torch.")}

    def all(self) -> Iterator[Sentence]:
        yield from self._paths()
        shown = self.lines if self.curve.severed is None else self.lines[: self.curve.severed]
        told: NDArray[np.bool_] = np.zeros(len(self.x), dtype=bool)
        for order, line in enumerate(shown):
            bad = ~np.isfinite(line)
            if bad.any():
                yield from self._without_number(order, line, bad & ~told)
                told |= bad
        distinct = 1 + int(np.count_nonzero(np.diff(self.x)))
        if distinct < len(self.x):
            yield Sentence("Notice", _SAME, {**self.words, "count": distinct})
        yield from self._aliased()

    def _paths(self) -> Iterator[Sentence]:
        curve = self.curve
        if curve.severed is not None and not curve.no_path:
            yield Sentence("Notice", _REFUSED, {"name": NAMES[curve.severed], "text": curve.refusal.splitlines()[0]})
            return
        if len(self.lines) == 1:
            return
        if cut := blame.of_cut(self.run, float(self.x[len(self.x) // 2]), self.parameters):
            yield Sentence("Notice", _CUT, {"origin": cut})
        elif curve.severed is not None:
            yield Sentence("Notice", _NO_PATH, {"name": NAMES[curve.severed]})

    def _without_number(self, order: int, line: NDArray[np.floating], bad: NDArray[np.bool_]) -> Iterator[Sentence]:
        """Where a derivative has no number though those below it do."""
        most = float(torch.finfo(self.curve.x.dtype).max)
        huge = np.concatenate([[False], np.abs(line) > most**0.5, [False]])
        places = np.flatnonzero(bad & np.isinf(line) & (huge[:-2] | huge[2:]))  # one alone may stand on a pole
        if len(places):
            x = float(self.x[places[0]])
            above, _ = blame.out_of_range(self.run, x, self.parameters, self.curve.x.dtype)
            if above:
                words = {"name": NAMES[order], "count": len(places), "x": x, "origin": above, "most": most}
                yield Sentence("Notice", _OVERFLOW, {**self.words, **words})
        places = np.flatnonzero(bad & np.isnan(line))
        if len(places) > 1:
            x = float(self.x[places[len(places) // 2]])
            origin = blame.of_nan(self.run, x, self.parameters, self.curve.x.dtype, max(order, 1))
            words = {"name": NAMES[order], "count": len(places), "origin": origin}
            yield Sentence(
                "Notice", _NAN, {**self.words, **words, "x": float(self.x[places[0]]), "end": float(self.x[places[-1]])}
            )

    def _aliased(self) -> Iterator[Sentence]:
        if len(self.lines) == 1 or self.curve.severed == 1 or len(self.x) < 8:
            return
        some = slice(None, None, len(self.x) // 100_000 + 1)
        f = self.lines[0][some]
        f = f[np.isfinite(f)]
        if not len(f):
            return
        low, high = np.quantile(f, [0.01, 0.99]).astype(np.float64)
        step = (float(self.x[-1]) - float(self.x[0])) / (len(self.x) - 1)
        with np.errstate(all="ignore"):
            climbs = np.abs(self.lines[1][some].astype(np.float64)) * step / (high - low)
        climbs = climbs[np.isfinite(climbs)]
        share = float((climbs > 1).mean()) if len(climbs) else 0.0
        if high > low and share > ALIASED:
            # Of a sine of n turns the slope is mostly over 2πn × its half height × 0.7.
            turns = float(np.quantile(climbs, 0.9)) / np.pi * len(self.x)
            needed = float(f"{PER_TURN * turns:.1g}")
            if needed > MAX_SAMPLES:
                yield Sentence("Notice", _ALIAS_FAR, {**self.words, "share": share, "turns": turns})
                return
            times = int(float(f"{max(needed / len(self.x), 2):.1g}"))
            yield Sentence("Notice", _ALIAS, {**self.words, "share": share, "needed": int(needed), "times": times})
