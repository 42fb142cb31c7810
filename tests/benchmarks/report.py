"""Tables, medians, and verdicts that are never rounded in our favour."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from importlib.metadata import version
from math import ceil, isfinite
from pathlib import Path
from time import perf_counter

DIGITS = 3


@dataclass(frozen=True, slots=True)
class Target:
    """`measured` is None where this run did not measure it."""

    what: str
    measured: float | None
    limit: float
    unit: str = "ms"
    at_least: bool = False

    @property
    def reached(self) -> bool:
        if self.measured is None:
            return False
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def row(self) -> tuple[str, str, str, str]:
        """what, measured, target, verdict; the figure is rounded towards the verdict that is worse for us."""
        wanted = f"{'≥' if self.at_least else '≤'} {self.limit:g} {self.unit}"
        if self.measured is None:
            return self.what, "-", wanted, "not measured in this run"
        figure = _against_us(self.measured, ROUND_FLOOR if self.at_least else ROUND_CEILING)
        return self.what, f"{figure} {self.unit}", wanted, "reached" if self.reached else "NOT REACHED"


def _against_us(value: float, rounding: str) -> str:
    if not isfinite(value):
        return str(value)
    return f"{Context(prec=DIGITS, rounding=rounding).create_decimal(Decimal(value)):f}"


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest value that `percent` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(ceil(len(ordered) * percent / 100), 1) - 1]


def ms(seconds: float | None) -> str:
    """Milliseconds to three digits, or - for what was not measured."""
    if seconds is None:
        return "-"
    value = seconds * 1000
    return f"{value:,.0f}" if value >= 100 else f"{value:.{DIGITS}g}"


def heading(text: str) -> None:
    print(f"\n{text}\n{'=' * len(text)}", flush=True)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print columns: the first aligned left, the others right."""
    lines = [list(head), *[list(row) for row in rows]]
    widths = [max(len(line[k]) for line in lines) for k in range(len(head))]
    for number, line in enumerate(lines):
        first, *others = line
        cells = [first.ljust(widths[0]), *[cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]]
        print("  ".join(cells).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))
    print(flush=True)


def targets(found: Sequence[Target]) -> None:
    """Print every target with its figure and its verdict, and how many were reached."""
    table(("target", "measured", "wanted", "verdict"), [target.row() for target in found])
    measured = [target for target in found if target.measured is not None]
    print(f"{sum(target.reached for target in measured)} of {len(measured)} measured targets reached.", flush=True)


def machine() -> str:
    """What the figures depend on, in a few lines."""
    import torch
    from PySide6.QtCore import qVersion

    packages = ("PySide6-Essentials", "pyqtgraph", "matplotlib", "numpy")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return "\n".join(
        (
            f"{_processor()}: {os.cpu_count()} CPUs, load average {load()}, {platform.platform()}",
            f"Python {platform.python_version()}, torch {torch.__version__} on {torch.get_num_threads()} threads, "
            f"Qt {qVersion()} on {os.environ.get('QT_QPA_PLATFORM', 'the default platform')}, {versions}",
        )
    )


def load() -> str:
    """The load average: what else the machine was doing."""
    return " ".join(f"{value:.2f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"


class Others:
    """How busy other programs keep the machine from now on: without that, no figure can be trusted."""

    def __init__(self) -> None:
        self._start = perf_counter(), _busy_seconds(), _own_seconds()

    def cpus(self) -> str:
        """How many CPUs, on average."""
        start, busy, own = self._start
        now = _busy_seconds()
        if busy is None or now is None:
            return "an unknown number"
        return f"{max((now - busy) - (_own_seconds() - own), 0.0) / (perf_counter() - start):.2f}"


def _busy_seconds() -> float | None:
    """What all CPUs together have worked, where the system says so."""
    try:
        user, nice, system, _idle, _waiting, *interrupts = Path("/proc/stat").read_text().split()[1:8]
    except (OSError, ValueError):
        return None
    return sum(map(int, (user, nice, system, *interrupts))) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    """What this process and those it has waited for have worked."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
