"""Descend: a walk against the bare torch.optim loop, contours, and the frames of a race that is played."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import torch
from PySide6.QtWidgets import QApplication

from explorer.core.descend.race import Race, Runner, scene
from explorer.core.descend.run import Plan, descend
from explorer.core.descend.starts import starts
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
    moved = _moves(60 if short else 240)
    together, single = _starts(100 if short else 400)
    rows = [
        ("steps of Adam on Rosenbrock", ms(bare), ms(ours), f"{ours / bare:.2f} ×"),
        ("contours of 500 × 500", "-", ms(drawn), "-"),
        ("frames of six runners", "-", f"{frames:.0f} a second", "-"),
        ("zoom and pan, six runners of 1,000 steps", "-", f"{moved:.0f} frames a second", "-"),
        ("walks of 200 steps, a second", f"{single:.0f}", f"{together:,.0f}", f"{together / single:,.0f} ×"),
    ]
    table(("Descend, ms", "bare torch.optim", "ours", "ratio"), rows)
    return [
        Target("Adam on Rosenbrock: ours / bare torch.optim", ours / bare, 1.5, "×"),
        Target("contours of a 500 × 500 grid", drawn * 1000, 60),
        Target("playing six runners", frames, 50, "frames/s", at_least=True),
        Target("zoom and pan of six runners of 1,000 steps", moved, 50, "frames/s", at_least=True),
        Target("walks together / walks in a plain loop, a second", together / single, 50, "×", at_least=True),
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


def _bare(steps: int, x: float, y: float, plain: bool = False) -> None:
    """Adam on Rosenbrock, or plain SGD on Himmelblau."""
    a, b = torch.tensor(x, requires_grad=True), torch.tensor(y, requires_grad=True)
    optimizer = (torch.optim.SGD if plain else torch.optim.Adam)([a, b], lr=RATE)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = (a**2 + b - 11) ** 2 + (a + b**2 - 7) ** 2 if plain else (1 - a) ** 2 + 100 * (b - a**2) ** 2
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


def _moves(frames: int) -> float:
    picture = _picture(1_000)
    picture.set_step(1_000)
    QApplication.processEvents()
    began = perf_counter()
    for frame in range(frames):
        if frame % 2:
            picture.box.panned.emit(0.02, -0.01, False)
        else:
            for axis in (0, 1):
                picture.box.zoomed.emit(axis, 0.99 if frame < frames / 2 else 1 / 0.99, 0.0)
        picture.repaint()
        QApplication.processEvents()
    return frames / (perf_counter() - began)


def _starts(count: int) -> tuple[float, float]:
    """Walks a second: of many starts at once, and one after another."""
    problem = named("Himmelblau")
    assert problem is not None
    plan = Plan(problem, problem.start, "sgd", 200, hyper=(("lr", 0.01),))
    list(starts(plan, problem.limits, 16))
    began = perf_counter()
    list(starts(plan, problem.limits, count))
    middle = perf_counter()
    for _ in range(20):
        _bare(200, *problem.start, plain=True)
    return count**2 / (middle - began), 20 / (perf_counter() - middle)


def _picture(steps: int) -> Picture:
    problem = named("Himmelblau")
    assert problem is not None
    race = Race(problem, problem.start, tuple(Runner(name, (("lr", RATE),)) for name in RUNNERS), steps)
    picture = Picture()
    picture.resize(800, 560)
    picture.show()
    picture.show_scene(scene(problem, problem.limits), problem)
    picture.show_runs(race, race.run())
    QApplication.processEvents()
    return picture


def _frames(steps: int) -> float:
    picture = _picture(steps)
    began = perf_counter()
    for step in range(steps):
        picture.set_step(step)
        picture.repaint()
        QApplication.processEvents()
    return steps / (perf_counter() - began)
