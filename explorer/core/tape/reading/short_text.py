"""Numbers of a recording as short texts."""

from __future__ import annotations

from math import prod, sqrt

from explorer.core.tape.tape import Number, Summary

NONE = "None"


def short(summary: Summary | None, most: int = 3) -> str:
    """At most so many numbers of a tensor: 14, [0, 1, 4, …], or 2×3 [1, 2, 3, …]; None for no tensor at all."""
    if summary is None:
        return NONE
    numbers = [number(one, summary.dtype) for one in summary.first[:most]]
    if not summary.shape:
        return numbers[0] if numbers else "…"
    count = 1
    for size in summary.shape:
        count *= size
    if count > len(numbers):
        numbers.append("…")
    text = f"[{', '.join(numbers)}]"
    return text if len(summary.shape) == 1 else f"{shape(summary)} {text}"


def brief(summary: Summary | None, most: int = 3) -> str:
    """As `short` what has few numbers; of many the shape, and how large they are: 64×128, rms 0.14."""
    if summary is None or not summary.shape:
        return short(summary, most)
    count = prod(summary.shape)
    if count <= len(summary.first) or summary.norm is None:
        return short(summary, most)
    if isinstance(summary.norm, str):
        what = f"{summary.nan} NaN" if summary.nan else f"{summary.inf} inf" if summary.inf else summary.norm
        return f"{shape(summary)}, {what}"
    return f"{shape(summary)}, rms {summary.norm / sqrt(count):.3g}"


def many(count: int, gap: str = "", unit: str = "") -> str:
    """12, 16.5k, 11.7M; with a gap and a unit 1.2 MB: three digits."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if count >= size:
            return f"{count / size:.3g}{gap}{letter}{unit}"
    return f"{count}{gap}{unit}"


def shape(summary: Summary) -> str:
    """2×3, 4, or () for a single number."""
    return "×".join(map(str, summary.shape)) if summary.shape else "()"


def number(value: Number, dtype: str = "") -> str:
    """Five digits of it; what is True is no 1."""
    if isinstance(value, str):
        return value
    if dtype == "bool":
        return str(bool(value))
    return f"{value:.0f}" if "int" in dtype else f"{value + 0.0:.5g}"  # + 0.0: a zero without a sign
