"""A Request, and the Result that answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import TYPE_CHECKING

from explorer.core.explore.state import State
from explorer.core.explore.steps import Forward, Leaf, Trail
from explorer.core.expression import Expression
from explorer.core.python_function import PythonFunction
from explorer.core.words import ExplainedError, Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.core.explore.features import Features
    from explorer.core.explore.grad_slot import GradSlot
    from explorer.core.explore.sample import Buffers, Curve, Point
    from explorer.core.explore.slot import SlotView
    from explorer.core.polyline import Polyline

COARSE = 50_000
"""Samples drawn while a hand is on a control, where the person asked for more: the picture is the same, and at once."""


@dataclass(frozen=True, slots=True)
class CurveRequest:
    """What the curves depend on. `size` is that of a plot in pixels; while a hand is `moving` something, pixels do."""

    function: Expression | PythonFunction
    range: tuple[float, float]
    samples: int
    order: int
    dtype: str
    values: tuple[tuple[str, float], ...]
    size: tuple[int, int]
    y_range: tuple[float, float] | None
    slope_range: tuple[float, float] | None
    moving: bool = False

    @property
    def sampled(self) -> int:
        """How many samples are computed: while moving at most COARSE."""
        return min(self.samples, COARSE) if self.moving else self.samples


@dataclass(frozen=True, slots=True)
class Request:
    """What the picture depends on; `leaf` is what x is made from, which need not be what is seen."""

    curve: CurveRequest
    cursor: float
    secant: float | None
    leaf: Leaf
    trail: Trail | None = None

    @staticmethod
    def from_state(state: State, size: tuple[int, int], moving: bool = False) -> Request:
        """The computation that shows `state`; while a control is `moving`, no better than a moving picture needs."""
        curve = CurveRequest(
            state.function,
            state.seen,
            state.samples,
            state.order,
            state.dtype,
            tuple(state.values.items()),
            size,
            state.y_range,
            state.slope_range,
            moving,
        )
        secant = state.cursor + state.secant_step if state.secant else None
        return Request(curve, state.cursor, secant, state.leaf, state.trail_of_leaf)


@dataclass(frozen=True, slots=True, eq=False)
class CurveResult:
    """polylines[k] draws the k-th derivative; fits are the y ranges of f and of the derivatives together.

    `finite` is False where f has no finite value at all; `seconds` is what computing the `samples` took. `notices` are
    what the curve cannot show; None while something moves.
    """

    polylines: tuple[Polyline, ...]
    fits: tuple[tuple[float, float], tuple[float, float]]
    features: Features
    severed: int | None
    refusal: str
    no_path: bool
    finite: bool
    samples: int
    seconds: float
    notices: tuple[Sentence, ...] | None


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """The answer: the picture, or the `error` that says why there is none."""

    request: Request
    curve: CurveResult | None = None
    point: Point | None = None
    secant: Point | None = None
    slot: SlotView | None = None
    error: ExplainedError | None = None


@dataclass(slots=True)
class Computer:
    """Answers Requests one after another; keeps its memory, and the last curve while only the cursor moves.

    `slot` is the tensor's, as the newest answer left it.
    """

    slot: GradSlot | None = field(default=None, repr=False)
    _buffers: Buffers | None = None
    _last: tuple[CurveRequest, CurveResult, Curve] | None = field(default=None, repr=False)
    _leaf_curve: tuple[CurveRequest, Curve] | None = field(default=None, repr=False)
    _seen: tuple[Trail | None, Leaf, CurveResult, SlotView] | None = field(default=None, repr=False)

    def answer(self, request: Request, cancelled: Callable[[], bool] = lambda: False) -> Result:
        """Compute; what a person can mend comes back as Result.error. Raises Cancelled."""
        from explorer.core.explore.sample import at_point

        wanted = request.curve
        try:
            curve, samples = self._curve(wanted, cancelled)
            if request.leaf.range != wanted.range:
                samples = self._on_leaf(request, cancelled)
            values = dict(wanted.values)
            point = at_point(wanted.function, request.cursor, order=wanted.order, parameters=values, dtype=wanted.dtype)
            secant = None
            if request.secant is not None:
                secant = at_point(wanted.function, request.secant, order=0, parameters=values, dtype=wanted.dtype)
        except ExplainedError as error:
            return Result(request, error=error)
        return Result(request, curve, point, secant, self._slot_view(request, curve, samples, cancelled))

    def _slot_view(
        self, request: Request, curve: CurveResult, samples: Curve, cancelled: Callable[[], bool]
    ) -> SlotView:
        """Do what is new in the trail to the slot, and see what it holds then."""
        from explorer.core.explore.grad_slot import brought_to
        from explorer.core.explore.slot_view import at_cursor, view

        wanted, trail = request.curve, request.trail
        slot, self.slot = self.slot, None  # until all is done: whatever may be raised, no half of it is kept
        slot = brought_to(slot, trail, cancelled) if trail is not None else None
        self.slot = slot
        if self._seen is not None and self._seen[:3] == (trail, request.leaf, curve):
            return replace(self._seen[3], **at_cursor(self.slot, samples, request.cursor))
        seen = view(
            self.slot,
            samples,
            request.leaf,
            Forward(wanted.function, wanted.values),
            seen=wanted.range,
            cursor=request.cursor,
            size=wanted.size,
            order=wanted.order,
            poles=curve.features.poles,
            moving=wanted.moving,
        )
        if not wanted.moving:
            self._seen = trail, request.leaf, curve, seen
        return seen

    def _on_leaf(self, request: Request, cancelled: Callable[[], bool]) -> Curve:
        """f and its derivatives at x itself, where it is another part of the axis that is seen."""
        seen = request.curve
        coarse = seen.sampled != seen.samples  # else moving or not is the same
        wanted = replace(seen, range=request.leaf.range, size=(0, 0), y_range=None, slope_range=None, moving=coarse)
        if self._leaf_curve is None or self._leaf_curve[0] != wanted:
            self._leaf_curve = wanted, _sampled(wanted, None, cancelled)
        return self._leaf_curve[1]

    def _curve(self, wanted: CurveRequest, cancelled: Callable[[], bool]) -> tuple[CurveResult, Curve]:
        from explorer.core.explore import sample

        # A finished curve also answers while a hand is on the cursor.
        if self._last is not None and self._last[0] in (wanted, replace(wanted, moving=False)):
            return self._last[1:]
        self._buffers = self._buffers or sample.Buffers()
        self._last = None  # its samples are about to be overwritten
        start = perf_counter()
        curve = _sampled(wanted, self._buffers, cancelled)
        result = picture(wanted, curve, perf_counter() - start)
        self._last = (wanted, result, curve)
        return result, curve


def _sampled(wanted: CurveRequest, buffers: Buffers | None, cancelled: Callable[[], bool]) -> Curve:
    from explorer.core.explore.sample import sample

    return sample(
        wanted.function,
        wanted.range,
        samples=wanted.sampled,
        order=wanted.order,
        parameters=dict(wanted.values),
        dtype=wanted.dtype,
        buffers=buffers,
        cancelled=cancelled,
    )


def _cut(line: NDArray[np.floating], view: tuple[float, float], breaks: NDArray[np.intp]) -> NDArray[np.intp]:
    """The breaks, and those of a derivative that goes from far above the view to far below, or back, in one step: at
    1/x² that is no place where it passes.
    """
    import numpy as np

    lo, hi = view
    above, below = line > hi + (hi - lo), line < lo - (hi - lo)
    steps = np.flatnonzero((above[:-1] & below[1:]) | (below[:-1] & above[1:]))
    return np.union1d(breaks, steps)


def picture(wanted: CurveRequest, curve: Curve, seconds: float) -> CurveResult:
    """Features, y ranges and polylines of a sampled curve."""
    import numpy as np
    import torch

    from explorer.core.explore.features import derivatives_of, find
    from explorer.core.explore.notices import notices
    from explorer.core.explore.sample import as_function
    from explorer.core.polyline import columns, draw, fit

    run = as_function(wanted.function)
    values = dict(wanted.values)
    # A function of ours takes any dtype; a person's may be a network with float32 weights.
    probed = torch.float64 if isinstance(wanted.function, Expression) else curve.x.dtype
    features = find(derivatives_of(lambda x: run(x, **values), probed), *wanted.range, exact=not wanted.moving)
    x = curve.x.numpy()
    lines = [derivative.numpy() for derivative in curve.derivatives]
    breaks = np.searchsorted(x, np.array(features.breaks)) - 1
    breaks = breaks[(breaks >= 0) & (breaks < len(x) - 1)]
    first = lines[0][columns(lines[0], wanted.size[0], breaks)]
    if np.isnan(first).any():
        missing = np.isnan(lines[0])  # torch has a slope of log where it has no value
        lines[1:] = [np.where(missing, np.nan, line) for line in lines[1:]]
    few = [first, *(line[columns(line, wanted.size[0], breaks)] for line in lines[1:])]
    shown = len(lines) if curve.severed is None else max(curve.severed, 1)
    fits = fit(few[:1], features.poles), fit(few[1:shown], features.poles)
    views = wanted.y_range or fits[0], wanted.slope_range or fits[1]
    polylines = tuple(
        draw(x, line, wanted.size, views[min(k, 1)], _cut(line, views[1], breaks) if k and features.poles else breaks)
        for k, line in enumerate(lines)
    )
    finite = bool(np.isfinite(few[0]).any())
    told = None if wanted.moving else notices(curve, wanted.function, values)
    severed = curve.severed, curve.refusal, curve.no_path
    return CurveResult(polylines, fits, features, *severed, finite, len(x), seconds, told)
