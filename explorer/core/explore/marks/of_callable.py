"""The marks of a Python function, which no more digits than float64's are known of."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch

from explorer.core.cancelled import Cancelled
from explorer.core.explore.features import derivatives_of, find
from explorer.core.explore.mark import NAN, Certified, Kind, Mark


def certify_callable(
    function: Callable[..., torch.Tensor],
    limits: tuple[float, float],
    parameters: Mapping[str, float],
    cancelled: Callable[[], bool],
) -> Certified:
    """The marks that hold in float64: f on both sides of each is what its kind says. Raises Cancelled, SampleError."""
    lo, hi = limits
    if cancelled():
        raise Cancelled
    derivatives = derivatives_of(lambda x: function(x, **parameters))
    found = find(derivatives, lo, hi)
    marks = list(found.marks)
    for place, near in zip(found.breaks, _around(derivatives, found.breaks, hi - lo), strict=True):
        grows = not np.isfinite(near).all() or abs(near[2] - near[3]) > 1e3 * abs(near[0] - near[5])
        marks.append(Mark(Kind.POLE if grows else Kind.JUMP, place, NAN, "", *(() if grows else near[[2, 3]].tolist())))
    for place in found.kinks:
        (height,) = derivatives(np.array([place]), 0)
        if np.isfinite(height[0]):
            marks.append(Mark(Kind.KINK, place, float(height[0])))
    return Certified(tuple(sorted(marks, key=lambda mark: (mark.x, mark.kind))))


def _around(derivatives: Callable[..., tuple[np.ndarray, ...]], places: tuple[float, ...], span: float) -> np.ndarray:
    """f at three steps on either side of each place, from left to right."""
    steps = span * np.array([-1e-6, -1e-9, -1e-12, 1e-12, 1e-9, 1e-6])
    (f,) = derivatives((np.array(places)[:, None] + steps).ravel(), 0)
    return f.reshape(len(places), len(steps))
