"""The one place that knows where the shipped files are."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def path(*parts: str) -> Path:
    """A file of `resources/`: inside the package in a wheel, beside it in the source tree."""
    folder = _PACKAGE / "resources"
    return (folder if folder.is_dir() else _PACKAGE.parent / "resources").joinpath(*parts)
