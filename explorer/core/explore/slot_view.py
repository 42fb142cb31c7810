"""What the x.grad panel shows of the slot: a picture, a table around the cursor, the ledger, and the script."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
import torch
from torch import Tensor

from explorer.core.explore.grad_slot import Done, GradSlot, nearest
from explorer.core.explore.sample import Curve
from explorer.core.explore.script import script
from explorer.core.explore.slot import LedgerRow, Relation, Row, Slot, SlotView
from explorer.core.explore.steps import Forward, How, Leaf
from explorer.core.polyline import Floats, Polyline, columns, draw, fit

AROUND = 4
"""Rows of the table above and below the cursor's."""

SHOWN_LAYERS = 12


def view(
    slot: GradSlot | None,
    curve: Curve,
    leaf: Leaf,
    current: Forward,
    *,
    seen: tuple[float, float],
    cursor: float,
    size: tuple[int, int],
    order: int,
    poles: bool,
    moving: bool,
) -> SlotView:
    """The slot (None while nothing was done to it) beside the `curve` of the same moment; while moving no more than a
    moving picture needs. Drawn is the part of it that is `seen`.
    """
    line = span = None
    layers: tuple[Polyline, ...] = ()
    if slot is not None and slot.grad is not None and not (moving and leaf.samples > len(curve.x)):
        x = slot.x.detach().numpy()
        part = slice(max(int(np.searchsorted(x, seen[0])) - 1, 0), int(np.searchsorted(x, seen[1], "right")) + 1)
        x, values = x[part], slot.grad.numpy()[part]
        if len(x) > 1:
            span = fit([values[columns(values, size[0])]], poles)
            line = draw(x, values, size, span)
            layers = () if moving else _layers(slot, x, part, size, span)
    return SlotView(
        state=slot.state if slot else Slot.NONE,
        count=slot.count if slot else 0,
        relation=_relation(slot, curve, current) if slot else Relation.NOTHING,
        line=line,
        span=span,
        layers=None if moving else layers,
        failure=slot.failure if slot else None,
        returned=slot is not None and slot.returned,
        script=None if moving else script(leaf, _told(slot), current, order, curve.severed),
        **at_cursor(slot, curve, cursor),
    )


def _told(slot: GradSlot | None) -> list[Done]:
    """The steps that matter to a script: none while the slot is empty and nothing has failed."""
    return slot.log if slot is not None and (slot.grad is not None or slot.failure is not None) else []


class AtCursor(TypedDict):
    """The part of a SlotView that the cursor alone decides."""

    rows: tuple[Row, ...] | None
    at: int
    ledger: tuple[LedgerRow, ...]


def at_cursor(slot: GradSlot | None, curve: Curve, cursor: float) -> AtCursor:
    """The table around the cursor (None while the curve is coarser than the leaf), and the ledger there."""
    x = slot.x.detach() if slot else curve.x
    at = nearest(x[[0, -1]], len(x), cursor)
    passes = slot.passes if slot else []
    ledger = tuple(LedgerRow(one.forward, one.backward, one.count, float(one.added[at])) for one in passes)
    if len(curve.x) != len(x):
        return {"rows": None, "at": 0, "ledger": ledger}
    first = max(at - AROUND, 0)
    place = slice(first, at + AROUND + 1)
    xs, ys = x[place].tolist(), curve.f[place].tolist()
    slope, grad = _slope(curve), slot.grad if slot else None
    grads = grad[place].tolist() if grad is not None else [None] * len(xs)
    slopes = slope[place].tolist() if slope is not None else [None] * len(xs)
    rows = tuple(Row(*row) for row in zip(xs, ys, grads, slopes, strict=True))
    return {"rows": rows, "at": at - first, "ledger": ledger}


def _slope(curve: Curve) -> Tensor | None:
    return curve.derivatives[1] if len(curve.derivatives) > 1 and curve.severed != 1 else None


def _relation(slot: GradSlot, curve: Curve, current: Forward) -> Relation:
    if slot.grad is None or not slot.passes:
        return Relation.NOTHING
    slope = _slope(curve)
    if slope is not None and len(slope) == len(slot.grad):
        close = 4e-7 if slot.grad.dtype == torch.float32 else 1e-15
        if torch.allclose(slot.grad, slope * slot.count, rtol=close * (slot.count + 1), atol=0.0, equal_nan=True):
            return Relation.MULTIPLE
    if all(one.forward == slot.passes[0].forward != current and one.count == 1 for one in slot.passes):
        return Relation.OTHER
    others = any(one.forward != current or one.count > 1 for one in slot.passes)
    plain = all(one.backward.how in (How.SUM, How.ONES) for one in slot.passes)
    return Relation.MIXED if others or plain else Relation.WEIGHTED


def _layers(
    slot: GradSlot, x: Floats, part: slice, size: tuple[int, int], span: tuple[float, float]
) -> tuple[Polyline, ...]:
    """The running sums after each of the last passes; the last one is x.grad itself."""
    total = np.zeros(0)
    drawn = []
    for place, one in enumerate(slot.passes):
        added = one.added.numpy()[part]
        total = added if not place else total + added
        if place >= len(slot.passes) - SHOWN_LAYERS:
            drawn.append(draw(x, total, size, span))
    return tuple(drawn)
