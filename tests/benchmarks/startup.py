"""From the start of the process to the first pixels and to the first curve, by looking at the screen."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import monotonic, sleep, time_ns

import numpy as np
from numpy.typing import NDArray

from explorer.ui.theme import LIGHT
from tests.benchmarks.report import Target, ms, percentile, table
from tests.benchmarks.screen import HEIGHT, WIDTH, Screen

ROOT = Path(__file__).parents[2]
STARTED = Path(__file__).with_name("started.py")
IMPORTS = "the bare imports of torch, PySide6.QtWidgets and pyqtgraph"
BLUE = int(LIGHT.curves[0][1:], 16)
LOOK = 0.004
"""Seconds between two looks at the screen."""

PATIENCE = 60
Pixels = NDArray[np.uint32]


def _is_there(pixels: Pixels) -> bool:
    return bool(pixels[::16, ::16].any())


def _has_text(pixels: Pixels) -> bool:
    """Anything but the ground of a window: antialiased letters are of many colours."""
    return np.count_nonzero(pixels[:, : WIDTH // 2] != pixels[HEIGHT // 2, 3]) > 40


def _has_curve(pixels: Pixels) -> bool:
    """Most columns in the middle of the upper half have a pixel of the curve: marks hide few, a cursor is one."""
    part = pixels[HEIGHT // 10 : HEIGHT * 52 // 100, WIDTH * 35 // 100 : WIDTH * 65 // 100 : 3]
    return bool((part == BLUE).any(axis=0).mean() > 0.6)


MOMENTS: dict[str, tuple[str, Callable[[Pixels], bool]]] = {
    "pixels": ("ours: the window's first pixels", _is_there),
    "text": ("ours: the first words in it", _has_text),
    "curve": ("ours: the first curve", _has_curve),
}


def run(times: int) -> list[Target]:
    """Print the medians of `times` processes of each kind, one after the other in turn."""
    found: dict[str, list[float]] = {name: [] for name in ("imports", *MOMENTS)}
    pauses: list[Pause] = []
    try:
        with Screen() as screen:
            for number in range(times + 1):
                imports, moments = _imports(), _moments(screen)
                if number:  # the first ones only fill the caches of the system and of Python
                    for name, seconds in ({"imports": imports} | moments).items():
                        found[name].append(seconds)
                    pauses.append(_longest_pause(screen))
    except FileNotFoundError as error:
        print(f"No screen to look at: {error.filename} is not installed.", flush=True)
    texts = {"imports": IMPORTS} | {name: text for name, (text, _) in MOMENTS.items()}
    table(
        ("from the start of the process, s", "median", "least", "p95"),
        [
            (text, *(f"{value:.3f}" for value in (median(found[name]), min(found[name]), percentile(found[name], 95))))
            for name, text in texts.items()
            if found[name]
        ],
    )
    table(
        (
            "longest pauses of the GUI thread from the first pixels to the first curve, ms",
            "whole",
            "but for one library",
        ),
        [(f"at {pause.at:.2f} s, {pause.library}", ms(pause.seconds), ms(pause.rest)) for pause in pauses],
    )
    middle = {name: median(values) for name, values in found.items() if values}
    curve, imports = middle.get("curve"), middle.get("imports")
    rest = median(pause.rest for pause in pauses) * 1000 if pauses else None
    return [
        Target("start: first pixels", middle.get("pixels"), 0.4, "s"),
        Target("start: first words", middle.get("text"), 0.4, "s"),
        Target("start: first curve / bare imports", curve / imports if curve and imports else None, 1.2, "×"),
        Target("start: longest pause of the GUI thread, but for one compiled library", rest, 250, "ms"),
    ]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    return kept | {"PYTHONPATH": str(ROOT), "DERIVATIVE_EXPLORER_FRESH": "1", "LC_ALL": "C.UTF-8"}


def _imports() -> float:
    """The seconds that a process needs to import the three libraries, and nothing else."""
    began = time_ns()
    done = subprocess.run(
        [sys.executable, str(STARTED), "imports"],
        env=_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    return (int(done.stdout) - began) / 1e9


@contextmanager
def _program(screen: Screen, *command: str) -> Iterator[subprocess.Popen[str]]:
    """The program with an empty screen for itself."""
    program = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=_environment() | {"DISPLAY": screen.display},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield program
    finally:
        program.terminate()
        program.wait(PATIENCE)
        while _is_there(screen.pixels):
            sleep(LOOK)


def _look(screen: Screen, began: float) -> dict[str, float]:
    """When each of MOMENTS was first on the screen, in seconds after `began`."""
    seen: dict[str, float] = {}
    while len(seen) < len(MOMENTS):
        pixels = screen.pixels
        name = tuple(MOMENTS)[len(seen)]
        if MOMENTS[name][1](pixels):
            seen[name] = monotonic() - began
        else:
            sleep(LOOK)
        if monotonic() - began > PATIENCE:
            raise TimeoutError(f"not on the screen in {PATIENCE} s: {name}")
    return seen


def _moments(screen: Screen) -> dict[str, float]:
    began = monotonic()
    with _program(screen, "main.py"):
        return _look(screen, began)


@dataclass(frozen=True, slots=True)
class Pause:
    """Of the GUI thread: when it began and how long it was, in seconds; the compiled library whose loading took most
    of it, and for how long.
    """

    at: float
    seconds: float
    library: str = "no library"
    held: float = 0.0

    @property
    def rest(self) -> float:
        return self.seconds - self.held


def _longest_pause(screen: Screen) -> Pause:
    """Of a process of its own, which is watched from inside."""
    began, began_ns = monotonic(), time_ns()
    with _program(screen, str(STARTED), "program") as program:
        seen = _look(screen, began)
        program.terminate()
        lines = program.communicate(timeout=PATIENCE)[0].splitlines()
    told = [
        (kind, name, (int(start) - began_ns) / 1e9, (int(end) - began_ns) / 1e9)
        for kind, name, start, end in (line.split() for line in lines)
    ]
    libraries = [(name, start, end) for kind, name, start, end in told if kind == "library"]
    worst = Pause(0.0, 0.0)
    for kind, _, start, end in told:
        start, end = max(start, seen["pixels"]), min(end, seen["curve"])
        if kind == "pause" and end > start:
            held = [(min(end, to) - max(start, since), name) for name, since, to in libraries]
            most, name = max(held, default=(0.0, ""))
            pause = Pause(start, end - start, name, most) if most > 0 else Pause(start, end - start)
            worst = max(worst, pause, key=lambda one: one.rest)
    return worst
