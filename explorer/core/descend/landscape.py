"""The loss of a network along two directions of its parameters: a section that one can see and walk on.

The random directions are normalised filter by filter: Li et al., Visualizing the Loss Landscape of Neural Nets, 2018.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import torch
from torch.autograd.function import once_differentiable

from explorer.core.descend.problem import DescendError, Loss, Point, start_of
from explorer.core.mime import LANDSCAPE
from explorer.core.words import QT_TRANSLATE_NOOP

COUNT = 41
"""Points of a side of the grid."""

_MARGIN = 0.25
_EMPTY = QT_TRANSLATE_NOOP("DescendError", "There is no parameter to go along.")
_SIZES = QT_TRANSLATE_NOOP("DescendError", "A point of the path has {given} numbers, and the parameters {wanted}.")
_STILL = QT_TRANSLATE_NOOP("DescendError", "The path spans no plane: its points differ in fewer than two directions.")
_NO_LOSS = QT_TRANSLATE_NOOP("DescendError", "The loss must be one number, not {found}.")

Snapshot = Any
"""The parameters at one time: tensors in their order, a state_dict, or all numbers as one tensor."""


@dataclass(frozen=True, eq=False)
class Landscape:
    """loss(θ + a·u + b·v), where θ are the parameters at the end of the path, or as they are.

    directions: (2, n), u and v, orthonormal where they come from a path; path: (steps, 2), its points in a and b;
    explained: which part of the path's variance the plane holds, None without a path. x, y: (count,), a and b of the
    grid; heights: (count, count), the loss at (x[column], y[row]).
    """

    parameters: tuple[torch.Tensor, ...]
    evaluate: Callable[[], torch.Tensor]
    centre: torch.Tensor
    directions: torch.Tensor
    limits: tuple[tuple[float, float], ...]
    path: torch.Tensor
    explained: float | None
    buffers: tuple[torch.Tensor, ...] = ()
    name: str = QT_TRANSLATE_NOOP("Surfaces", "The loss of a network")
    minima: tuple[Point, ...] = ()
    names: tuple[str, ...] = ("a", "b")
    cells: int = COUNT
    grid: dict[str, torch.Tensor] = field(default_factory=dict)
    is_noisy: bool = False
    dims: int = 2
    opener: Callable[[Landscape], Any] | None = None

    @property
    def start(self) -> Point:
        return start_of(self.path, self.limits)

    @property
    def rate(self) -> float:
        """A tenth of the plane's width a unit of the steepest slope of the grid."""
        heights, width = self.heights, self.limits[0][1] - self.limits[0][0]
        steps = torch.gradient(heights, spacing=(float(self.y[1] - self.y[0]), float(self.x[1] - self.x[0])))
        steepest = float(torch.hypot(*steps).nan_to_num(0, 0, 0).max())
        return float(f"{0.1 * width / steepest:.0e}") if steepest > 0 else 0.1

    @property
    def x(self) -> torch.Tensor:
        return self._grid()["x"]

    @property
    def y(self) -> torch.Tensor:
        return self._grid()["y"]

    @property
    def heights(self) -> torch.Tensor:
        return self._grid()["z"]

    def loss(self) -> Loss:
        """The real loss in the plane, with its real gradient: that of the network, along u and v."""

        def in_plane(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
            found: torch.Tensor = _InPlane.apply(a, b, self)  # type: ignore[no-untyped-call]  # torch has no types for it
            return found

        in_plane.shape_at = self.shape_at  # type: ignore[attr-defined]  # as `ground_at` asks for it
        return in_plane

    def whole_loss(self) -> Loss:
        return self.loss()

    def show(self) -> Any:
        """Open the window on it, in Descend."""
        return None if self.opener is None else self.opener(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """For notebooks: a line of text, and all that a window needs to show it."""
        told = "" if self.explained is None else f", {self.explained:.1%} of the path's variance"
        return {
            "text/plain": f"Landscape({self.cells} × {self.cells}, {len(self.path)} steps{told})",
            LANDSCAPE: json.dumps(
                {
                    **{name: getattr(self, name).tolist() for name in ("x", "y", "path")},
                    "heights": [[one if isfinite(one) else None for one in row] for row in self.heights.tolist()],
                    "explained": self.explained,
                    "rate": self.rate,
                }
            ),
        }

    def at(self, a: float, b: float, slopes: bool) -> tuple[float, float, float]:
        """The loss at one point of the plane, and its slopes along u and v (NaN where they are not wanted)."""
        with self.moved(a, b), torch.set_grad_enabled(slopes):
            value = self.evaluate()
            if not isinstance(value, torch.Tensor) or value.numel() != 1:
                raise DescendError(_NO_LOSS, found=getattr(value, "shape", type(value).__name__))
            if not slopes:
                return float(value), float("nan"), float("nan")
            found = torch.autograd.grad(value, self.parameters, allow_unused=True, materialize_grads=True)
            along = self.directions.to(torch.float64) @ _flat(found).to(torch.float64)
            return float(value.detach()), float(along[0]), float(along[1])

    def shape_at(self, a: float, b: float) -> tuple[float, list[float], list[list[float]]]:
        """The loss at one point of the plane, its gradient and its Hessian along u and v, by backward of backward."""
        with self.moved(a, b), torch.enable_grad():
            value = self.evaluate()
            slopes = _along(value, self.parameters, self.directions)
            rows = [_along(slope, self.parameters, self.directions) for slope in slopes]
            gradient = [float(one.detach()) for one in slopes]
            return float(value.detach()), gradient, [[float(one.detach()) for one in row] for row in rows]

    @contextmanager
    def moved(self, a: float, b: float) -> Iterator[None]:
        """The parameters there, random numbers as at every other point; all as it was afterwards.

        Other numbers are put into the same tensors, rather than written over theirs: a graph that was recorded before
        still has what it saved.
        """
        kept = [one.data for one in (*self.parameters, *self.buffers)]
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            try:
                _put(self.parameters, self.centre + a * self.directions[0] + b * self.directions[1])
                for buffer in self.buffers:
                    buffer.data = buffer.data.clone()
                yield
            finally:
                for one, old in zip((*self.parameters, *self.buffers), kept, strict=True):
                    one.data = old

    def _grid(self) -> dict[str, torch.Tensor]:
        """Computed once."""
        if not self.grid:
            _apart(self._fill)
        return self.grid

    def _fill(self) -> None:
        x, y = (torch.linspace(*ends, self.cells, dtype=torch.float64) for ends in self.limits)
        rows = [[self.at(float(a), float(b), False)[0] for a in x] for b in y]
        self.grid.update(x=x, y=y, z=torch.tensor(rows, dtype=torch.float64))


def _along(value: torch.Tensor, parameters: Sequence[torch.Tensor], directions: torch.Tensor) -> list[torch.Tensor]:
    """The slopes of a value along each direction, as part of the graph."""
    if not value.requires_grad:
        return [torch.zeros(()) for _ in directions]
    found = torch.autograd.grad(value, parameters, create_graph=True, allow_unused=True, materialize_grads=True)
    flat = torch.cat([one.flatten() for one in found])
    return [flat @ direction.to(flat.dtype) for direction in directions]


def _apart(job: Callable[[], None]) -> None:
    """On a thread of its own, which no mode of torch watches: a recording of the program is none of ours."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(job).result()


class _InPlane(torch.autograd.Function):
    """The loss at each element of a and b."""

    @staticmethod
    def forward(ctx: Any, a: torch.Tensor, b: torch.Tensor, of: Landscape) -> torch.Tensor:
        a, b = torch.broadcast_tensors(a, b)
        wanted = any(ctx.needs_input_grad[:2])
        pairs = zip(a.detach().flatten().tolist(), b.detach().flatten().tolist(), strict=True)
        found = torch.tensor([of.at(*pair, wanted) for pair in pairs], dtype=torch.float64)
        ctx.slopes = [found[:, k].reshape(a.shape).to(a.dtype) for k in (1, 2)]
        return found[:, 0].reshape(a.shape).to(a.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, upper: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, None]:
        return upper * ctx.slopes[0], upper * ctx.slopes[1], None


def landscape(
    loss: Callable[[], torch.Tensor],
    parameters: torch.nn.Module | Iterable[torch.Tensor],
    path: Sequence[Snapshot] | None = None,
    *,
    count: int = COUNT,
    reach: float = 1.0,
    seed: int = 0,
    opener: Callable[[Landscape], Any] | None = None,
) -> Landscape:
    """The section through the first two principal components of the path; without a path, along two random directions,
    `reach` times as long as the filters themselves. Raises DescendError for what cannot be.
    """
    leaves, buffers, names = _taken_apart(parameters)
    if not sum(one.numel() for one in leaves):
        raise DescendError(_EMPTY)
    if path is None:
        centre = _flat(leaves).clone()
        directions = torch.stack(_random(leaves, seed))
        limits: tuple[tuple[float, float], ...] = ((-reach, reach), (-reach, reach))
        none = torch.zeros(0, 2)
        return Landscape(leaves, loss, centre, directions, limits, none, None, buffers, cells=count, opener=opener)
    points = torch.stack([_flat(_tensors(one, names)).double() for one in path]) if len(path) else torch.zeros(0, 0)
    wanted = sum(one.numel() for one in leaves)
    if points.shape[-1] != wanted:
        raise DescendError(_SIZES, given=points.shape[-1], wanted=wanted)
    centre = points[-1]
    away = points - centre
    _, sizes, axes = torch.linalg.svd(away - away.mean(dim=0), full_matrices=False)
    if len(sizes) < 2 or sizes[1] <= 1e-9 * sizes[0] or not sizes[0]:
        raise DescendError(_STILL)
    found = away @ axes[:2].T
    limits = tuple(
        (float(lo - _MARGIN * (hi - lo)), float(hi + _MARGIN * (hi - lo)))
        for lo, hi in zip(found.min(dim=0).values, found.max(dim=0).values, strict=True)
    )
    explained = float((sizes[:2] ** 2).sum() / (sizes**2).sum())
    kind = leaves[0].dtype
    plane = axes[:2].to(kind)
    return Landscape(
        leaves, loss, centre.to(kind), plane, limits, found, explained, buffers, cells=count, opener=opener
    )


def _taken_apart(
    parameters: torch.nn.Module | Iterable[torch.Tensor],
) -> tuple[tuple[torch.Tensor, ...], tuple[torch.Tensor, ...], list[str]]:
    """The parameters; of a module its buffers and their names too."""
    if not isinstance(parameters, torch.nn.Module):
        return tuple(parameters), (), []
    named = dict(parameters.named_parameters())
    return tuple(named.values()), tuple(parameters.buffers()), list(named)


def _random(leaves: Sequence[torch.Tensor], seed: int) -> list[torch.Tensor]:
    """Two directions whose filters are as long as the parameters' own; none along biases and scales."""
    generator = torch.Generator().manual_seed(seed)
    found = []
    for _ in range(2):
        parts = []
        for one in leaves:
            drawn = torch.randn(one.shape, generator=generator).to(one.dtype)
            if one.dim() <= 1:
                parts.append(torch.zeros_like(drawn).flatten())
                continue
            rows, own = drawn.flatten(1), one.detach().cpu().flatten(1)
            norms = own.norm(dim=1, keepdim=True) / (rows.norm(dim=1, keepdim=True) + 1e-10)
            parts.append((rows * norms).flatten())
        found.append(torch.cat(parts))
    return found


def _tensors(snapshot: Snapshot, names: Sequence[str]) -> list[torch.Tensor]:
    if isinstance(snapshot, torch.Tensor):
        return [snapshot]
    if isinstance(snapshot, dict):
        return [snapshot[name] for name in names] if names else list(snapshot.values())
    return list(snapshot)


def _flat(tensors: Iterable[torch.Tensor]) -> torch.Tensor:
    return torch.cat([one.detach().flatten() for one in tensors])


def _put(leaves: Sequence[torch.Tensor], numbers: torch.Tensor) -> None:
    at = 0
    for leaf in leaves:
        leaf.data = numbers[at : at + leaf.numel()].view_as(leaf).clone()
        at += leaf.numel()
