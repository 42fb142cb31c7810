"""Descend: a walk against the bare torch.optim loop, contours, and the frames of a race that is played."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import torch
from PySide6.QtWidgets import QApplication

from explorer.core.descend.race import Race, Runner, scene
from explorer.core.descend.run import descend
from explorer.core.descend.surface import contours, heights, levels
from explorer.core.descend.surfaces import named
from explorer.ui.descend.picture import Picture
from tests.benchmarks.report import Target, ms, table

RUNNERS = ("sgd", "momentum", "adam", "rmsprop", "adagrad", "nadam")
RATE = 0.01


def run(short: bool) -> list[Target]:
    """Print the figures; the targets."""
    ours, bare = _walks(1_000 if short else 10_000, 1 if short else 3)
    drawn = _contours(5 if short else 30)
    frames = _frames(100 if short else 400)
    rows = [
        ("steps of Adam on Rosenbrock", ms(bare), ms(ours), f"{ours / bare:.2f} ×"),
        ("contours of 500 × 500", "-", ms(drawn), "-"),
        ("frames of six runners", "-", f"{frames:.0f} a second", "-"),
    ]
    table(("Descend, ms", "bare torch.optim", "ours", "ratio"), rows)
    return [
        Target("Adam on Rosenbrock: ours / bare torch.optim", ours / bare, 1.5, "×"),
        Target("contours of a 500 × 500 grid", drawn * 1000, 60),
        Target("playing six runners", frames, 50, "frames/s", at_least=True),
    ]


def _walks(steps: int, rounds: int) -> tuple[float, float]:
    problem = named("Rosenbrock")
    assert problem is not None
    ours, bare = [], []
    for number in range(rounds + 1):
        began = perf_counter()
        descend(problem, problem.start, optimizer="adam", steps=steps, lr=RATE)
        middle = perf_counter()
        _bare(steps, *problem.start)
        if number:  # the first round only warms up
            ours.append(middle - began)
            bare.append(perf_counter() - middle)
    return median(ours), median(bare)


def _bare(steps: int, x: float, y: float) -> None:
    a, b = torch.tensor(x, requires_grad=True), torch.tensor(y, requires_grad=True)
    optimizer = torch.optim.Adam([a, b], lr=RATE)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = (1 - a) ** 2 + 100 * (b - a**2) ** 2
        loss.backward()
        optimizer.step()


def _contours(rounds: int) -> float:
    problem = named("Rosenbrock")
    assert problem is not None
    taken = []
    for _ in range(rounds):
        began = perf_counter()
        grid = heights(problem, problem.limits, 500, 500)
        contours(grid, levels(grid))
        taken.append(perf_counter() - began)
    return median(taken)


def _frames(steps: int) -> float:
    problem = named("Himmelblau")
    assert problem is not None
    race = Race(problem, problem.start, tuple(Runner(name, (("lr", RATE),)) for name in RUNNERS), steps)
    picture = Picture()
    picture.resize(800, 560)
    picture.show()
    picture.show_scene(scene(problem, problem.limits), problem)
    picture.show_runs(race, race.run())
    QApplication.processEvents()
    began = perf_counter()
    for step in range(steps):
        picture.set_step(step)
        picture.repaint()
        QApplication.processEvents()
    return steps / (perf_counter() - began)
