"""Samples as CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.core.explore.sample import Curve

_ROWS = 10_000


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
    lists = [[value if abs(value) < float("inf") else None for value in tensor.tolist()] for tensor in tensors]
    return json.dumps(dict(zip(columns(curve), lists, strict=True)))
