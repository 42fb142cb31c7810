"""Samples as CSV or JSON, and checks as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.core.explore.check import Check
    from explorer.core.explore.sample import Curve
    from explorer.core.explore.state import State

_ROWS = 10_000


def sampled(state: State) -> Curve:
    """The curve that `state` asks for, at its full number of samples, in memory of its own. Raises SampleError."""
    from explorer.core.explore.sample import sample

    return sample(
        state.function,
        state.range,
        samples=state.samples,
        order=state.order,
        parameters=state.values,
        dtype=state.dtype,
    )


def columns(curve: Curve) -> list[str]:
    """x, f, d1, d2, …"""
    return ["x", "f", *(f"d{k}" for k in range(1, len(curve.derivatives)))]


def csv(curve: Curve) -> Iterator[str]:
    """A header line, then one line a sample, in pieces; each number has all the digits of its dtype."""
    yield ",".join(columns(curve)) + "\n"
    tensors = [curve.x, *curve.derivatives]
    for start in range(0, len(curve.x), _ROWS):
        # numpy's repr of a float32 is the shortest text that reads back as that float32.
        texts = [tensor[start : start + _ROWS].numpy().astype(str) for tensor in tensors]
        yield "".join(",".join(row) + "\n" for row in zip(*texts, strict=True))


def to_json(curve: Curve) -> str:
    """One list a column; NaN and infinities, which JSON does not have, are null."""
    tensors = [curve.x, *curve.derivatives]
    lists = [[_finite(value) for value in tensor.tolist()] for tensor in tensors]
    return json.dumps(dict(zip(columns(curve), lists, strict=True)))


def check_to_text(check: Check) -> str:
    """The outcome, a line for each witness, and a line for each verdict."""
    outcome = "agrees with every witness" if check.agrees else "is not what calculus says"
    lines = [f"autograd's df/dx {outcome}; largest relative error {check.worst:.2g}"]
    lines += [f"  {name}: {error:.2g}" for name, error in check.by_method.items()]
    lines += [f"  {name}: {why}" for name, why in check.silent.items()]
    return "\n".join([*lines, *(verdict.message for verdict in check.verdicts)])


def check_to_json(check: Check) -> str:
    """The outcome without the curves of errors; what is not finite is null."""
    verdicts = [
        {"reason": one.reason.value, "x": one.x, "differs": one.differs, "message": one.message}
        for one in check.verdicts
    ]
    found = {
        "agrees": check.agrees,
        "worst": _finite(check.worst),
        "by_method": {name: _finite(error) for name, error in check.by_method.items()},
        "silent": dict(check.silent),
        "verdicts": verdicts,
    }
    return json.dumps(found, ensure_ascii=False)


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None
