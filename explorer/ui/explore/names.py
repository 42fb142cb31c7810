"""How derivatives and numbers are written."""

from __future__ import annotations

from math import isnan

NAMES = ("f", "f′", "f″", "f‴", "f⁗")


def number(value: float | None) -> str:
    """Six digits; None is a word, not a number."""
    if value is None:
        return "None"
    return "NaN" if isnan(value) else f"{value:.6g}"
