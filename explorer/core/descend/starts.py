"""Where walks end, by where they start: the plane in the colours of its ends, from coarse to fine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.cancelled import Cancelled
from explorer.core.descend.ground import ground_at, refined
from explorer.core.descend.optimisers import make, optimiser, scheduler
from explorer.core.descend.own import Own
from explorer.core.descend.problem import DescendError, Loss, Point
from explorer.core.descend.run import Plan, run
from explorer.core.descend.surface import Limits
from explorer.core.descend.verdict import FAR, NEAR
from explorer.core.words import QT_TRANSLATE_NOOP

_TOGETHER = QT_TRANSLATE_NOOP(
    "DescendError", "{name} looks at all its numbers at once: walks from many starts cannot be made together with it."
)
_PLANE = QT_TRANSLATE_NOOP("DescendError", "Starts are tried on a surface, and {name} is a curve.")

COUNT = 400
WALKING, AWAY, BROKEN = -1, -2, -3
"""What `Starts.ends` holds beside the number of a place: still walking, far out of the picture, NaN or infinity."""

_COARSE = 8
_TRIED = 16
_MOST_PLACES = 64


@dataclass(frozen=True, slots=True, eq=False)
class Starts:
    """`ends`[row, column] says where the walk from (x[column], y[row]) ends: the number of one of `places`, the minima
    that were found, from the one that most walks reach; or WALKING, AWAY, BROKEN.

    `off` is how far, at most, the ends of `tried` single walks are from those that were made together; `done` is which
    part of all is computed: what is not yet, has the value of its neighbour.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    ends: NDArray[np.int64]
    places: tuple[Point, ...]
    off: float = 0.0
    tried: int = 0
    done: float = 1.0


def starts(
    plan: Plan, limits: Limits, count: int = COUNT, cancelled: Callable[[], bool] = lambda: False
) -> Iterator[Starts]:
    """The plan from count × count starts, ever finer; the last one is whole, and compared with single walks.

    Raises DescendError for what cannot be, and Cancelled.
    """
    if plan.problem.dims != 2:
        raise DescendError(_PLANE, name=plan.problem.name)
    chosen = optimiser(plan.optimizer)
    if chosen.title == "LBFGS" or (isinstance(chosen, Own) and not chosen.steps_alone):
        raise DescendError(_TOGETHER, name=chosen.title)
    loss = plan.problem.whole_loss()
    width = max(hi - lo for lo, hi in plan.problem.limits)
    x, y = (np.linspace(lo, hi, count).astype(np.float32) for lo, hi in limits)
    across, up = np.meshgrid(x, y)
    found = np.full((count, count, 2), np.nan, dtype=np.float32)
    known = np.zeros((count, count), dtype=bool)
    ends = np.full((count, count), WALKING)
    places: list[NDArray[np.float64]] = []
    apart = max(count // 50, 1)
    apart = 1 << (apart.bit_length() - 1)
    while apart:
        wanted = np.zeros_like(known)
        wanted[::apart, ::apart] = True
        wanted &= ~known
        end, speed = together(plan, across[wanted], up[wanted], cancelled)
        found[wanted], known = end, known | wanted
        ends[wanted] = _sorted(loss, end, speed, places, plan, width)
        apart //= 2
        if apart:
            by = 2 * apart
            yield Starts(x, y, _spread(ends, by), _points(places), done=float(known.mean()))
    off = 0.0
    random = np.random.default_rng(0)
    for row, column in random.integers(count, size=(_TRIED, 2)):
        start = float(x[column]), float(y[row])
        off = max(off, apart_from_single(plan, start, found[row, column], cancelled))
    if off > NEAR * width:
        raise DescendError(_TOGETHER, name=chosen.title)
    order = np.argsort([-np.count_nonzero(ends == k) for k in range(len(places))], kind="stable")
    ranks = np.argsort(order)
    ends = np.where(ends >= 0, ranks[np.maximum(ends, 0)] if len(places) else ends, ends)
    yield Starts(x, y, ends, _points([places[k] for k in order]), off, _TRIED)


def together(
    plan: Plan, x: NDArray[np.float32], y: NDArray[np.float32], cancelled: Callable[[], bool]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The ends (n, 2) of walks from these starts, and how long the longest of their last ten steps was (n,).

    The leaves hold all starts, and each step is torch.optim's own on all of them.
    """
    leaves = [torch.tensor(one, requires_grad=True) for one in (x, y)]
    loss = plan.problem.loss()
    made = make(plan.optimizer, leaves, dict(plan.hyper))
    rates = scheduler(plan.scheduler, made) if plan.scheduler else None
    longest = torch.zeros(len(x))
    for step in range(plan.steps):
        if cancelled():
            raise Cancelled
        if plan.zero_grad:
            made.zero_grad()
        loss(*leaves).sum().backward()
        _clip(plan, leaves)
        before = [leaf.detach().clone() for leaf in leaves] if plan.steps - step <= 10 else None
        made.step()
        if before is not None:
            moved = [(leaf.detach() - old).abs() for leaf, old in zip(leaves, before, strict=True)]
            longest = torch.maximum(longest, torch.maximum(*moved))
        if rates is not None:
            rates.step()
    return torch.stack([leaf.detach() for leaf in leaves], dim=1).numpy(), longest.numpy()


def apart_from_single(
    plan: Plan, start: Point, there: NDArray[np.float32], cancelled: Callable[[], bool] = lambda: False
) -> float:
    """How far the end that was found for one start is from that of its own walk; 0 where both are not finite."""
    single = run(replace(plan, start=start), cancelled=cancelled).path[-1].numpy()
    if not (np.isfinite(single).all() and np.isfinite(there).all()):
        return 0.0 if np.isfinite(single).all() == np.isfinite(there).all() else float("inf")
    return float(np.abs(single.astype(np.float64) - there).max())


def _clip(plan: Plan, leaves: list[torch.Tensor]) -> None:
    """As torch.nn.utils does it for the two leaves of each walk."""
    slots = [leaf.grad for leaf in leaves if leaf.grad is not None]
    if plan.clip_norm and slots:
        norms = torch.linalg.vector_norm(torch.stack(slots), dim=0)
        parts = torch.clamp(plan.clip_norm / (norms + 1e-6), max=1.0)
        for slot in slots:
            slot.mul_(parts)
    if plan.clip_value:
        torch.nn.utils.clip_grad_value_(leaves, plan.clip_value)


def _sorted(
    loss: Loss,
    ends: NDArray[np.float32],
    speed: NDArray[np.float32],
    places: list[NDArray[np.float64]],
    plan: Plan,
    width: float,
) -> NDArray[np.int64]:
    """Which place each of the ends (n, 2) is at; new places are added."""
    told = np.full(len(ends), WALKING)
    limits = np.array(plan.problem.limits)
    middle, half = limits.mean(axis=1), np.ptp(limits, axis=1) / 2
    with np.errstate(invalid="ignore"):
        out = (np.abs(ends - middle) / half).max(axis=1)
    told[~np.isfinite(ends).all(axis=1)] = BROKEN
    told[np.isfinite(out) & (out > FAR)] = AWAY
    near = (0.05 if plan.problem.is_noisy else NEAR) * width
    open_ = (told == WALKING) & (speed <= near)
    for _ in range(_MOST_PLACES):
        for number, place in enumerate(places):
            there = open_ & (np.linalg.norm(ends - place, axis=1) <= near)
            told[there] = number
            open_ &= ~there
        left = np.flatnonzero(open_)
        if not len(left):
            break
        new = _minimum_at(loss, ends[left[0]].astype(np.float64), near)
        if new is None:
            open_ &= np.linalg.norm(ends - ends[left[0]], axis=1) > near / 10
        else:
            places.append(new)
    return told


def _minimum_at(loss: Loss, end: NDArray[np.float64], near: float) -> NDArray[np.float64] | None:
    """The minimum that a walk has come to; None where it is at none."""
    place = refined(loss, end, near)
    ground = ground_at(loss, place)
    if ground is None or not (ground.curvatures > 0).all() or ground.flat.any():
        return None
    return place if np.linalg.norm(ground.step()) <= near / 10 else None


def _points(places: list[NDArray[np.float64]]) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in places)


def _spread(ends: NDArray[np.int64], by: int) -> NDArray[np.int64]:
    """Each value of the coarse grid on all that are nearer to it than to the next ones."""
    rows, columns = ends.shape
    coarse = ends[::by, ::by]
    found: NDArray[np.int64] = coarse[
        np.minimum((np.arange(rows) + by // 2) // by, len(coarse) - 1)[:, None],
        np.minimum((np.arange(columns) + by // 2) // by, coarse.shape[1] - 1)[None],
    ]
    return found
