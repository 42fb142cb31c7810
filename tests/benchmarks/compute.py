"""Sampling by blocks into kept memory, against the script that anyone would write with bare torch."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import torch
from torch import Tensor

from explorer.core.explore.sample import Buffers, sample
from explorer.core.expression import parse
from tests.benchmarks.report import Target, ms, table

LIMITS = (0.0, 10.0)
PAIRS = (5, 2000)
"""The least and the most repetitions."""


@dataclass(frozen=True, slots=True)
class Case:
    """One function, as a person types it and as a script has it."""

    text: str
    function: Callable[[Tensor], Tensor]


CASES = (
    Case("sin(x)", torch.sin),
    Case("exp(-x/5)*sin(3x)+0.1x^2", lambda x: torch.exp(-x / 5) * torch.sin(3 * x) + 0.1 * x**2),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Medians in seconds; whether f and x.grad are equal bit for bit."""

    case: Case
    samples: int
    bare: float
    ours: float
    f_equal: bool
    grad_equal: bool


def bare(function: Callable[[Tensor], Tensor], limits: tuple[float, float], samples: int) -> tuple[Tensor, Tensor]:
    """The script; f(x) and x.grad."""
    x = torch.linspace(*limits, samples, requires_grad=True)
    y = function(x)
    y.sum().backward()
    assert x.grad is not None
    return y.detach(), x.grad


def run(sizes: list[int], seconds: float) -> list[Target]:
    """Print the table; `seconds` is the time for each function and size."""
    found = [measure(case, samples, seconds) for case in CASES for samples in sizes]
    table(
        ("function", "samples", "bare, ms", "ours, ms", "ours / bare", "f equal", "x.grad equal"),
        [
            (
                outcome.case.text,
                f"{outcome.samples:,}",
                ms(outcome.bare),
                ms(outcome.ours),
                f"{outcome.ours / outcome.bare:.3f}",
                _yes(outcome.f_equal),
                _yes(outcome.grad_equal),
            )
            for outcome in found
        ],
    )
    return [target for case in CASES for target in _targets(case, [o for o in found if o.case is case])]


def measure(case: Case, samples: int, seconds: float) -> Outcome:
    """Both in turn, again and again, so that a busy moment of the machine meets both."""
    expression, kept = parse(case.text), Buffers()

    def run_bare() -> None:
        bare(case.function, LIMITS, samples)

    def run_ours() -> None:
        sample(expression, LIMITS, samples=samples, buffers=kept)

    curve = sample(expression, LIMITS, samples=samples, buffers=kept)
    f, grad = bare(case.function, LIMITS, samples)
    equal = torch.equal(curve.f, f), torch.equal(curve.derivatives[1], grad)
    del curve, f, grad
    times: tuple[list[float], list[float]] = ([], [])
    with _no_collection():
        run_bare()
        run_ours()
        end = perf_counter() + seconds
        while len(times[0]) < PAIRS[0] or (perf_counter() < end and len(times[0]) < PAIRS[1]):
            for work, spent in zip((run_bare, run_ours), times, strict=True):
                start = perf_counter()
                work()
                spent.append(perf_counter() - start)
    return Outcome(case, samples, median(times[0]), median(times[1]), *equal)


@contextmanager
def _no_collection() -> Iterator[None]:
    """As timeit does: a collection would fall on whichever happens to allocate the next object."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _targets(case: Case, found: list[Outcome]) -> list[Target]:
    at = {outcome.samples: outcome for outcome in found}
    ratio = {samples: outcome.ours / outcome.bare for samples, outcome in at.items()}
    few, many = at.get(1_000), ratio.get(10_000_000)
    equal = sum(outcome.f_equal and outcome.grad_equal for outcome in found)
    return [
        Target(f"compute {case.text}, 1e3 samples", few.ours * 1000 if few else None, 0.2),
        Target(f"compute {case.text}, 1e5 samples, ours / bare", ratio.get(100_000), 1.25, "×"),
        Target(f"compute {case.text}, 1e6 samples, ours / bare", ratio.get(1_000_000), 1.0, "×"),
        Target(f"compute {case.text}, 1e7 samples, bare / ours", 1 / many if many else None, 2.0, "×", at_least=True),
        Target(
            f"compute {case.text}, sizes equal bit for bit", float(equal), float(len(found)), "sizes", at_least=True
        ),
    ]


def _yes(true: bool) -> str:
    return "yes" if true else "NO"
