"""From the start of the process to the first paint and to the first curve, against the bare imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import time_ns

from tests.benchmarks.report import Target, percentile, table

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("started.py")
MOMENTS = {
    "imports": "the bare imports of torch, PySide6.QtWidgets and pyqtgraph",
    "paint": "ours: the window is painted",
    "furnished": "ours: everything is in the window",
    "torch": "ours: torch is imported, on the compute thread",
    "curve": "ours: the first curve is painted",
    "settled": "ours: all is painted, the typeset formula too",
}
PATIENCE = 120


def run(times: int) -> list[Target]:
    """Print the medians of `times` processes of each kind, one after the other in turn."""
    found: dict[str, list[float]] = {name: [] for name in MOMENTS}
    for number in range(times + 1):
        for kind in ("imports", "program"):
            for name, seconds in _process(kind).items():
                if number:  # the first ones only fill the caches of the system and of Python
                    found[name].append(seconds)
    table(
        ("from the start of the process, s", "median", "least", "p95"),
        [
            (text, *(f"{value:.3f}" for value in (median(found[name]), min(found[name]), percentile(found[name], 95))))
            for name, text in MOMENTS.items()
            if found[name]
        ],
    )
    middle = {name: median(values) for name, values in found.items() if values}
    curve, imports = middle.get("curve"), middle.get("imports")
    return [
        Target("start: first paint", middle.get("paint"), 0.4, "s"),
        Target("start: first curve / bare imports", curve / imports if curve and imports else None, 1.2, "×"),
    ]


def _process(kind: str) -> dict[str, float]:
    """The moments that one process tells of, in seconds since it was asked for."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(SCRIPT), kind, str(time_ns())],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    if done.returncode:
        print(f"A {kind} process ended with code {done.returncode}.", flush=True)
    words = (line.split() for line in done.stdout.splitlines())
    return {pair[0]: float(pair[1]) for pair in words if len(pair) == 2 and pair[0] in MOMENTS}
