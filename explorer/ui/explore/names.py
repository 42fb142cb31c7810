"""How numbers are written."""

from __future__ import annotations

from math import isnan


def number(value: float | None) -> str:
    """Six digits; None is a word, not a number."""
    if value is None:
        return "None"
    return "NaN" if isnan(value) else f"{value:.6g}"
