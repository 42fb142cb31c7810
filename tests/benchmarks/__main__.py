"""Prints what was measured, then every target with its figure: `python -m tests.benchmarks [--short]`."""

from __future__ import annotations

import argparse
import os
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")  # the offscreen platform warns at every resize
os.environ["DERIVATIVE_EXPLORER_FRESH"] = "1"

from explorer.app import application  # noqa: E402 - Qt reads the environment
from tests.benchmarks import compute, frames, memory, peers, startup  # noqa: E402
from tests.benchmarks.report import Target, heading, load, machine, ms, table, targets  # noqa: E402

SIZES = [1_000, 10_000, 100_000, 1_000_000, 10_000_000]
SHORT = [1_000, 100_000, 1_000_000]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer sizes and repetitions: under a minute")
    short = parser.parse_args().short
    began = perf_counter()
    sizes = SHORT if short else SIZES
    print(machine(), flush=True)

    heading("Compute: the bare torch script and ours, in turn")
    found = compute.run(sizes, 0.4 if short else 2.0)

    app = application()
    app.setQuitOnLastWindowClosed(False)
    drawn = [n for n in sizes if n <= (100_000 if short else 1_000_000)]
    naive = peers.run(peers.Pyqtgraph, drawn, 1.0 if short else 4.0)
    agg = peers.run(peers.Matplotlib, drawn, 1.0 if short else 4.0)

    heading("Our window, 1000 × 600 pixels of plots: medians and 95th percentiles")
    ours, more = frames.run(sizes, *((1, 12) if short else (4, 16)))
    found += more

    heading("The whole frame, computed and painted, 1000 × 600: medians in ms")
    found += _compare(sizes, naive, agg, ours)

    heading("Start-up: whole processes, in turn")
    found += startup.run(2 if short else 8)

    heading("Memory")
    found += memory.run(400 if short else 2_000)

    heading("Targets")
    targets(found)
    print(f"{perf_counter() - began:.0f} s; load average {load()}", flush=True)
    return 0


def _compare(sizes: list[int], naive: dict[int, float], agg: dict[int, float], ours: frames.Frames) -> list[Target]:
    full = {n: ours.latency(frames.FULL, n) for n in sizes}
    dragged = {n: ours.latency(frames.PARAMETER, n) for n in sizes}
    ratio = {n: agg[n] / (full[n] or float("inf")) for n in agg}
    table(
        ("samples", "naive pyqtgraph", "matplotlib QtAgg", "ours, all samples", "ours, dragged", "matplotlib / ours"),
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
    print("The peers compute with the bare torch script, without a thread. -: left out, it takes too long.", flush=True)
    return [
        Target("a frame, matplotlib / ours, 1e3 samples", ratio.get(1_000), 5.0, "×", at_least=True),
        Target("a frame, matplotlib / ours, 1e6 samples", ratio.get(1_000_000), 500.0, "×", at_least=True),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
