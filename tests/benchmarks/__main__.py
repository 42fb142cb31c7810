"""Prints what was measured, then every target with its figure: `python -m tests.benchmarks [--short]`."""

from __future__ import annotations

import argparse
import os
import traceback
from collections.abc import Callable
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # the offscreen platform warns at every resize
os.environ["DERIVATIVE_EXPLORER_FRESH"] = "1"

from explorer.app import application
from tests.benchmarks import compute, descend, frames, kernel, memory, peers, startup, tape
from tests.benchmarks.report import Others, Target, heading, load, machine, ms, table, targets

SIZES = [1_000, 10_000, 100_000, 1_000_000, 10_000_000]
SHORT = [1_000, 100_000, 1_000_000]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(PARTS)}")
    parser.add_argument("--short", action="store_true", help="fewer sizes and repetitions: under a minute")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    began = perf_counter()
    print(machine(), flush=True)
    application().setQuitOnLastWindowClosed(False)
    found: list[Target] = []
    broken = []
    for name, (title, part) in PARTS.items():
        if options.parts and name not in options.parts:
            continue
        heading(title)
        others = Others()
        try:
            found += part(options.short)
        except Exception as error:  # what breaks is told, and does not keep the rest from being measured
            traceback.print_exc()
            broken.append(f"The part {name} broke: {type(error).__name__}: {error}")
        print(f"Other programs kept {others.cpus()} of the {os.cpu_count()} CPUs busy meanwhile.", flush=True)
    heading("Targets")
    targets(found)
    print("\n".join((*broken, f"{perf_counter() - began:.0f} s; load average {load()}")), flush=True)
    return 0


def _compute(short: bool) -> list[Target]:
    return compute.run(SHORT if short else SIZES, 0.4 if short else 2.0)


def _frames(short: bool) -> list[Target]:
    sizes = SHORT if short else SIZES
    drawn = [n for n in sizes if n <= (100_000 if short else 1_000_000)]
    ours = frames.measure_apart(sizes, *((1, 8) if short else (4, 16)))
    return frames.report(ours, sizes) + compare(sizes, drawn, 0.5 if short else 4.0, ours)


def _startup(short: bool) -> list[Target]:
    return startup.run(2 if short else 8)


def _memory(short: bool) -> list[Target]:
    return memory.run(400 if short else 2_000)


PARTS: dict[str, tuple[str, Callable[[bool], list[Target]]]] = {
    "compute": ("Compute: the bare torch script and ours, in turn", _compute),
    "frames": ("Frames, 1000 × 600 pixels of plots: medians and 95th percentiles", _frames),
    "startup": ("Start-up: whole processes, in turn", _startup),
    "memory": ("Memory", _memory),
    "tape": ("Tape: recording, and the recorded graph", tape.run),
    "kernel": ("Tape: its kernel, its cells and its reasons", kernel.run),
    "descend": ("Descend: walks, contours, and a race that is played", descend.run),
}


def compare(sizes: list[int], drawn: list[int], seconds: float, ours: frames.Frames) -> list[Target]:
    """The peers' frames, of the sizes `drawn`, beside ours."""
    naive = peers.run(peers.Pyqtgraph, drawn, seconds)
    agg = peers.run(peers.Matplotlib, drawn, seconds)
    full = {n: ours.latency(frames.FULL, n) for n in sizes}
    dragged = {n: ours.latency(frames.PARAMETER, n) for n in sizes}
    ratio = {n: agg[n] / whole for n, whole in dragged.items() if n in agg and whole is not None}
    table(
        (
            "the whole frame, ms",
            "naive pyqtgraph",
            "matplotlib QtAgg",
            "ours, all samples",
            "ours, dragged",
            "matplotlib / ours, dragged",
        ),
        [
            (
                f"{n:,}",
                ms(naive.get(n)),
                ms(agg.get(n)),
                ms(full[n]),
                ms(dragged[n]),
                f"{ratio[n]:.1f} ×" if n in ratio else "-",
            )
            for n in sizes
        ],
    )
    print(
        "The peers compute with the bare torch script, without a thread; matplotlib simplifies its paths, as it\n"
        "does by default. While something is dragged ours draws at most 50,000 samples. -: left out, it takes too "
        "long.",
        flush=True,
    )
    return [
        Target("a drag frame, matplotlib / ours, 1e3 samples", ratio.get(1_000), 5.0, "×", at_least=True),
        Target("a drag frame, matplotlib / ours, 1e6 samples", ratio.get(1_000_000), 500.0, "×", at_least=True),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
