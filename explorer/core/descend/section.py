"""A network's loss as it was written down: heights on a grid, the path of the training, and what lies between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.descend.problem import DescendError, Loss, Point, start_of
from explorer.core.words import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    import torch

_BROKEN = QT_TRANSLATE_NOOP("DescendError", "This is no landscape: {why}")

CELLS = 120
"""A side of the grid that it is drawn by."""


@dataclass(frozen=True, eq=False)
class Section:
    """heights (rows, columns) at y and x, evenly spaced; path (steps, 2)."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    heights: NDArray[np.float64]
    path: torch.Tensor
    explained: float | None
    rate: float = 0.1
    name: str = QT_TRANSLATE_NOOP("Surfaces", "The loss of a network")
    minima: tuple[Point, ...] = ()
    names: tuple[str, ...] = ("a", "b")
    cells: int = CELLS
    is_noisy: bool = False
    dims: int = 2

    @staticmethod
    def of_data(data: Mapping[str, Any]) -> Section:
        """What `Landscape` gives to a notebook. Raises DescendError for what it is not."""
        import torch

        try:
            x, y, heights = (np.array(data[name], dtype=np.float64) for name in ("x", "y", "heights"))
            path = torch.tensor(data["path"], dtype=torch.float64).reshape(-1, 2)
            explained, rate = data.get("explained"), float(data["rate"])
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise DescendError(_BROKEN, why=f"{type(error).__name__}: {error}") from error
        if heights.shape != (len(y), len(x)) or min(heights.shape) < 2 or not (np.diff(x) > 0).all():
            raise DescendError(_BROKEN, why=f"{heights.shape}, {x.shape}, {y.shape}")
        return Section(x, y, heights, path, None if explained is None else float(explained), rate)

    @cached_property
    def limits(self) -> tuple[tuple[float, float], ...]:
        return (float(self.x[0]), float(self.x[-1])), (float(self.y[0]), float(self.y[-1]))

    @property
    def start(self) -> Point:
        return start_of(self.path, self.limits)

    def loss(self) -> Loss:
        """By torch's bicubic interpolation; beyond the grid it stays what it is at the edge."""
        import torch

        grid = torch.from_numpy(np.where(np.isfinite(self.heights), self.heights, np.nanmax(self.heights)))[None, None]
        (left, right), (bottom, top) = self.limits

        def between(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
            across = (a.double() - left) / (right - left) * 2 - 1
            up = (b.double() - bottom) / (top - bottom) * 2 - 1
            places = torch.stack(torch.broadcast_tensors(across, up), dim=-1)
            found = torch.nn.functional.grid_sample(
                grid, places.reshape(1, -1, 1, 2), mode="bicubic", padding_mode="border", align_corners=True
            )
            return found.reshape(places.shape[:-1]).to(a.dtype)

        return between

    def whole_loss(self) -> Loss:
        return self.loss()
