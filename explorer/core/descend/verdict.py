"""What became of a walk, from what is known: its path, and f, its gradient and its Hessian where it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, inf, log, nan
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.descend.ground import Ground, ground_at, height_at, refined, relief
from explorer.core.descend.verdict_words import BOUND, LOWEST, MEAN, WORDS
from explorer.core.words import Sentence

if TYPE_CHECKING:
    from explorer.core.descend.run import Plan

Array = NDArray[np.float64]

NEAR = 1e-3
"""So near to a critical point, in parts of the width of the problem's picture, a walk is at it."""

FAR = 3.0
"""Farther out than so many half widths of the picture a walk has left it."""

LATELY, SHORTLY = 120, 40
"""The last steps, by which it is judged whether a walk still goes somewhere."""

STILL, DULL = 1e-6, 1e-4
"""A step in parts of the picture's width, and a rise over that width in parts of f's whole, that are next to none."""


class Kind(StrEnum):
    """What became of a walk."""

    MINIMUM = "minimum"
    SADDLE = "saddle"
    MAXIMUM = "maximum"
    PLATEAU = "plateau"
    OSCILLATING = "oscillating"
    WALKING = "walking"
    RUNNING_AWAY = "running_away"
    NOT_FINITE = "not_finite"


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """`kind` with its `sentences`; `hessian` (dims, dims) and `gradient` (dims,) are of f at the end, in float64, None
    where f has none. `place` (dims,) is the critical point that the walk is at, None for none.
    """

    kind: Kind
    sentences: tuple[Sentence, ...]
    gradient: Array | None = None
    hessian: Array | None = None
    place: Array | None = None

    @property
    def text(self) -> str:
        return " ".join(map(str, self.sentences))


def judge(plan: Plan, path: Array, values: Array, rate: float) -> Verdict:
    """The verdict on a path (steps + 1, dims) with f at its points; `rate` is that of the last step."""
    with torch.random.fork_rng(devices=[]):  # a loss that draws numbers is asked more often than the walk did
        return _Judge(plan, path, values, rate).verdict()


class _Judge:
    def __init__(self, plan: Plan, path: Array, values: Array, rate: float) -> None:
        self.plan, self.path, self.values, self.rate = plan, path, values, rate
        self.last = len(path) - 1
        limits = np.array(plan.problem.limits)
        self.width = float((limits[:, 1] - limits[:, 0]).max())
        self.middle, self.half = limits.mean(axis=1), (limits[:, 1] - limits[:, 0]) / 2
        self.loss = plan.problem.whole_loss()
        self.is_noisy = plan.problem.is_noisy
        if self.is_noisy:  # f of its batches says more of the noise than of the walk
            self.values = values = self.loss(*torch.from_numpy(path).T).numpy()
        self.words: dict[str, Any] = {"first": float(values[0]), "value": float(values[-1])}
        self.ground: Ground | None = None
        self.place: Array | None = None

    def verdict(self) -> Verdict:
        out: Array = (np.abs(self.path - self.middle) / self.half).max(axis=1)
        broken = np.asarray(~np.isfinite(np.column_stack([self.path, self.values])).all(axis=1))
        away, lost = _first(~np.asarray(out <= FAR)), _first(broken)
        if lost <= self.last and lost <= away:
            return self._tell(Kind.NOT_FINITE, "not finite", step=lost)
        if lost <= self.last:
            end = self.path[max(lost - 1, 0)]
            self.words |= {"value": float(self.values[lost])}
            self.ground = ground_at(self.loss, end)
            return self._tell(Kind.RUNNING_AWAY, self._cause())
        self.ground = ground_at(self.loss, self.path[-1])
        recent = self.path[-min(SHORTLY, self.last) - 1 :]
        return (
            self._at_critical_point(recent)
            or self._running(out)
            or self._oscillating()
            or self._on_plateau()
            or self._resting()
            or self._walking()
        )

    def _tell(self, kind: Kind, name: str, **words: Any) -> Verdict:
        ground = self.ground
        told = {**self.words, "slope": ground.slope if ground is not None else nan, **words}
        values = {key: value + 0.0 if isinstance(value, float) else value for key, value in told.items()}
        sentences = [Sentence("Fate", WORDS[name], values)]
        if kind is Kind.MINIMUM and name == "minimum" and (lowest := self._lowest()) is not None:
            sentences.append(lowest)
        if self.is_noisy and name == "around":
            half = self.path[self.last // 2 :]
            mean = height_at(self.loss, half.mean(axis=0))
            if mean is not None:
                sentences.append(Sentence("Fate", MEAN, {"mean": mean, "value": values["value"]}))
        if kind in (Kind.RUNNING_AWAY, Kind.OSCILLATING) and (bound := self._bound()) and self.rate > 0.999 * bound:
            sentences.append(Sentence("Fate", BOUND, {"rate": self.rate, "bound": bound}))
        if ground is None:
            return Verdict(kind, tuple(sentences))
        return Verdict(kind, tuple(sentences), ground.gradient, ground.hessian, self.place)

    def _lowest(self) -> Sentence | None:
        """Where f is lowest, if that is known, and it is another place than this."""
        minima = np.array(self.plan.problem.minima, dtype=np.float64)
        if not len(minima) or self.place is None:
            return None
        away = np.linalg.norm(minima - self.place, axis=1)
        height = height_at(self.loss, minima[0])
        if away.min() <= 10 * NEAR * self.width or height is None:
            return None
        return Sentence("Fate", LOWEST, {"place": _written(minima[0]), "value": height})

    def _bound(self) -> float | None:
        """The largest stable rate of plain SGD, with or without momentum, where the path is lately; else None."""
        options = dict(self.plan.hyper)
        plain = not any(options.get(name) for name in ("nesterov", "weight_decay", "dampening", "maximize"))
        if self.plan.optimizer not in ("sgd", "momentum") or not plain or not self.plan.zero_grad:
            return None
        momentum = float(options.get("momentum", 0.9 if self.plan.optimizer == "momentum" else 0.0))
        inside = self.path[(np.abs(self.path - self.middle) <= self.half).all(axis=1)]
        middles = (inside[1:] + inside[:-1])[-1:] / 2  # of a walk that jumps to and fro
        grounds = [ground_at(self.loss, point) for point in (*inside[-8:], *middles)]
        steepest = max((float(one.curvatures[-1]) for one in grounds if one is not None), default=0.0)
        return 2 * (1 + momentum) / steepest if steepest > 0 else None

    # -- where it stands

    def _at_critical_point(self, recent: Array) -> Verdict | None:
        ground = self.ground
        if ground is None:
            return None
        end = self.path[-1]
        near = (0.05 if self.is_noisy else NEAR) * self.width
        step, flat = ground.step(), ground.flat
        uphill = np.abs(ground.axes.T @ ground.gradient)[flat]
        scale = float(np.abs(ground.curvatures).max())
        if not scale or np.linalg.norm(step) > near or (uphill > 1e-6 * scale * self.width).any():
            return None
        lately = np.linalg.norm(recent - end, axis=1)
        rests = (lately[-10:] <= near).all() or (lately[-2:] <= near / 100).all()
        if not rests and not self.is_noisy:
            return None  # it only passes
        place = refined(self.loss, end + step, near)
        there = ground_at(self.loss, place) or ground
        flat = there.flat
        words = {
            "place": _written(np.where(np.abs(place) < 1e-6 * self.width, 0.0, place)),
            "distance": float(np.linalg.norm(place - end)),
            "slope": ground.slope,
            "least": float(there.curvatures[0]),
        }
        curved = there.curvatures[~flat]
        if (curved > 0).any() or not flat.any():
            self.place = place
        if (curved > 0).all():
            if self.is_noisy:
                amplitude = float(np.linalg.norm(recent - end, axis=1).max())
                return self._tell(Kind.MINIMUM, "around", **words, amplitude=amplitude)
            return self._tell(Kind.MINIMUM, "valley" if flat.any() else "minimum", **words)
        if (curved < 0).all() and not flat.any():
            return self._tell(Kind.MAXIMUM, "maximum", **words)
        return self._tell(Kind.SADDLE, "saddle", **words) if (curved > 0).any() and (curved < 0).any() else None

    def _on_plateau(self) -> Verdict | None:
        if self.last < 10 or self.ground is None:
            return None
        moved = np.linalg.norm(np.diff(self.path, axis=0), axis=1)
        whole = relief(self.loss, self.plan.problem)
        if moved[-10:].max() > STILL * self.width or self.ground.slope * self.width > DULL * whole:
            return None
        if self._rises_around():
            self.place = self.path[-1]
            return self._tell(Kind.MINIMUM, "uncurved", place=_written(self.path[-1]))
        still = np.flatnonzero(moved > STILL * self.width)
        return self._tell(Kind.PLATEAU, "plateau", step=int(still[-1]) + 1 if len(still) else 0)

    def _rises_around(self) -> bool:
        """Whether f is higher on two rings around the end, as at a minimum without a gradient."""
        here = height_at(self.loss, self.path[-1])
        turns = np.linspace(0, 2 * np.pi, 16, endpoint=False)
        ways = (
            np.stack([np.cos(turns), np.sin(turns)], axis=1) if self.path.shape[1] == 2 else np.array([[1.0], [-1.0]])
        )
        around = [self.path[-1] + far * self.width * way for far in (NEAR / 100, NEAR) for way in ways]
        heights = [height_at(self.loss, place) for place in around]
        return here is not None and all(height is not None and height > here for height in heights)

    def _resting(self) -> Verdict | None:
        """Where it stands still on a slope, and why that is known."""
        if self.last < 10 or self.ground is None:
            return None
        moved = np.linalg.norm(np.diff(self.path, axis=0), axis=1)
        end = self.path[-1]
        ulp = float(np.spacing(np.abs(end).max().astype(np.float32)))
        if moved[-10:].max() > 4 * ulp:
            return None
        since = np.flatnonzero(moved > 4 * ulp)
        words = {"step": int(since[-1]) + 1 if len(since) else 0}
        decay = float(dict(self.plan.hyper).get("weight_decay") or 0.0)
        total = self.ground.gradient + decay * end
        if decay and np.linalg.norm(total) <= 1e-3 * self.ground.slope:
            return self._tell(Kind.MINIMUM, "decayed", **words, place=_written(end), decay=decay, half=decay / 2)
        if self.plan.scheduler and self.rate <= 1e-3 * self._first_rate():
            return self._tell(Kind.WALKING, "no rate", **words)
        return self._tell(Kind.WALKING, "stands", **words)

    def _first_rate(self) -> float:
        return float(dict(self.plan.hyper).get("lr", 1.0))

    # -- how it moves

    def _running(self, out: Array) -> Verdict | None:
        """`out` is how far from the middle of the picture it was, in halves of it."""
        if self.last < 3:
            return None
        lately = self.values[-min(8, self.last) - 1 :]
        steps = np.linalg.norm(np.diff(self.path[-min(8, self.last) - 1 :], axis=0), axis=1)
        grows = bool((np.diff(lately) > 0).all() and (steps[1:] > steps[:-1]).all() and lately[-1] > self.values[0])
        if grows and steps[-1] > 1.001 * steps[0]:
            return self._tell(Kind.RUNNING_AWAY, self._cause())
        if out[-1] <= 1 or out[-1] < out[-min(10, self.last)]:
            return None  # in the picture, or on its way back
        if self.values[-1] >= self.values[0]:
            return self._tell(Kind.RUNNING_AWAY, self._cause()) if out[-1] > FAR else None
        if self.ground is not None and (self.ground.curvatures > 0).all():
            return None  # towards a minimum out there
        step = _first(np.asarray(out > 1))
        return self._tell(Kind.RUNNING_AWAY, "endless", step=step) if self._falls_on() else None

    def _cause(self) -> str:
        """Why f grows."""
        return "too large" if self.plan.zero_grad else "piles"

    def _falls_on(self) -> bool:
        """Whether f goes on falling about as steeply one, ten and a hundred widths of the picture farther out."""
        end, start = self.path[-1], self.path[max(self.last - 10, 0)]
        length = float(np.linalg.norm(end - start))
        if not length:
            return False
        ahead = (end - start) / length * self.width
        here = height_at(self.loss, end)
        drops = []
        for widths in (1.0, 10.0, 100.0):
            there = height_at(self.loss, end + widths * ahead)
            if here is None or there is None:
                return False
            drops.append((here - there) / widths)
        return drops[0] > 0 and min(drops) >= 0.5 * drops[0]

    def _oscillating(self) -> Verdict | None:
        # An orbit is seen over some rounds of it, jumping to and fro at once.
        for lately, longest, rest in ((LATELY, LATELY, 0.98), (SHORTLY, 4, 0.995)):
            recent = self.path[-min(lately, self.last) - 1 :]
            half = len(recent) // 2
            if half < 4:
                continue  # too short to say
            wide, before, after = (_width(part) for part in (recent, recent[:half], recent[half:]))
            if after < rest * before or wide <= NEAR * self.width:
                continue  # it comes to rest
            for period in range(2, min(longest + 1, len(recent) // 3 + 1)):
                apart, opposite = _apart(recent, period) / wide, _apart(recent, period // 2) / wide
                if _width(recent[-period - 1 :]) < 0.7 * wide:
                    continue  # on its way: what it passes in one period is little of what it passes
                if apart.max() <= 0.02:
                    return self._tell(Kind.OSCILLATING, "bounces", period=period, amplitude=wide)
                # A round may be no whole number of steps; half a round before it is on the other side.
                if period > 4 and apart.max() <= 2 / period and opposite.mean() > 3 * apart.mean():
                    return self._tell(Kind.OSCILLATING, "circles", period=period, amplitude=wide)
        recent, heights = self.path[-SHORTLY - 1 :], self.values[-SHORTLY - 1 :]
        if len(recent) <= SHORTLY:
            return None
        wide, half = _width(recent), SHORTLY // 2
        to_and_fro = np.linalg.norm(np.diff(recent, axis=0), axis=1).sum()
        heights = heights - heights.min()
        if to_and_fro > 8 * wide > 8 * NEAR * self.width and heights[half:].mean() > 0.95 * heights[:half].mean():
            return self._tell(Kind.OSCILLATING, "orbits", amplitude=wide)
        return None

    def _walking(self) -> Verdict:
        if not self.last:
            return self._tell(Kind.WALKING, "start")
        steps = min(10, self.last)
        lately = self.values[-1 - steps :]
        if (np.diff(lately) > 0).any():
            if f"{lately.min():.4g}" == f"{lately.max():.4g}":
                return self._tell(Kind.WALKING, "level", steps=steps)
            return self._tell(Kind.WALKING, "uneven", low=float(lately.min()), high=float(lately.max()), steps=steps)
        fall = float(lately[0] - lately[-1]) / steps
        more = self._steps_to_go(steps)
        return self._tell(Kind.WALKING, "soon" if more else "walking", fall=fall, more=more)

    def _steps_to_go(self, steps: int) -> int:
        """By the pace of the last steps towards the minimum that the Hessian promises; 0 where there is none."""
        ground = self.ground
        if ground is None or not steps or not (ground.curvatures > 0).all() or ground.flat.any():
            return 0
        place = refined(self.loss, self.path[-1] + ground.step(), inf)
        there = ground_at(self.loss, place)
        if there is None or there.slope > 1e-6 * (1 + ground.slope):
            return 0
        if there.curvatures[0] < 1e-3 * ground.curvatures[0]:
            return 0  # no minimum, but ever flatter
        lately = self.path[-1 - steps :]
        left = np.linalg.norm(lately - place, axis=1)
        if steps < 3 or not left[-1] or (np.diff(left) >= 0).any():
            return 0
        long = np.linalg.norm(np.diff(lately, axis=0), axis=1)
        nearer = log(left[0] / left[-1])
        shorter = log(long[0] / long[-1]) * steps / (steps - 1) if long[-1] > 0 else inf
        if 0.8 * nearer < shorter < 1.25 * nearer:  # each step a part of the way
            found = log(left[-1] / (NEAR * self.width)) / nearer * steps
        elif abs(shorter) < 0.05 * nearer:  # steps of one length
            found = (left[-1] - NEAR * self.width) / ((left[0] - left[-1]) / steps)
        else:
            return 0
        return ceil(found) if 0 < found < 1e9 else 0


def _written(place: Array) -> str:
    """A place in four digits."""
    return ", ".join(f"{one:.4g}" for one in place + 0.0)


def _width(points: Array) -> float:
    """How wide the points lie."""
    return float(np.linalg.norm(np.ptp(points, axis=0)))


def _apart(points: Array, lag: int) -> Array:
    """How far each point is from that so many steps before."""
    return np.asarray(np.linalg.norm(points[lag:] - points[:-lag], axis=1))


def _first(true: NDArray[np.bool_]) -> int:
    """The place of the first that is true; the number of all if none is."""
    return int(true.argmax()) if true.any() else len(true)
