"""The workspace Tape beside its graph: a kernel that floods or dies, a notebook that is opened, and reasons."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import torch
from PySide6.QtCore import QEventLoop, QTimer

from explorer.core.tape import state as states
from explorer.core.tape.cells import Cell, Document, save_document
from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.track import track
from explorer.core.tape.reading.why import why
from explorer.core.tape.recording.record import record
from explorer.ui.tape.cells import CellsView
from explorer.ui.tape.kernel.kernel import Kernel, KernelState
from tests.benchmarks.report import Target, ms, table

PATIENCE_MS = 60_000


def run(short: bool) -> list[Target]:
    """Print the figures; the targets."""
    lines, rounds = (200_000, 2) if short else (1_000_000, 5)
    flood, killed, stopped = _kernel(lines)
    opened = _notebook(60, rounds)
    answered = _answers(5_000)
    rows = [
        (f"a flood of {lines:,} lines: longest pause of the GUI thread", flood, 1000),
        ("a kernel that was killed: told after", killed, 1000),
        ("stop of a kernel at work returns after", stopped, 50),
        ("a notebook of 60 cells: opened and painted", opened, 1000),
        ("why, in a walk of 5,000 nodes: the median answer", answered, 2),
    ]
    table(("cells and kernel", "ms"), [(what, ms(seconds)) for what, seconds, _ in rows])
    return [Target(what, seconds * 1000, limit) for what, seconds, limit in rows]


def _until(condition: Callable[[], bool], tick: Callable[[], object] = lambda: None) -> None:
    """Run the event loop until it is so; `tick` is called on the way, every 5 ms."""
    loop = QEventLoop()
    end = perf_counter() + PATIENCE_MS / 1000

    def look() -> None:
        tick()
        if condition() or perf_counter() > end:
            loop.quit()

    timer = QTimer(interval=5)
    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    timer.stop()
    if not condition():
        raise TimeoutError(f"nothing came of it in {PATIENCE_MS} ms")


def _kernel(lines: int) -> tuple[float, float, float]:
    """Seconds: the longest pause during a flood of lines, until a death is told, and until stop() returns."""
    kernel = Kernel()
    finished: list[str] = []
    given: list[str] = []
    died: list[str] = []
    kernel.finished.connect(lambda msg_id, *_: finished.append(msg_id))
    kernel.output.connect(lambda _, output: given.append(output.get("data", {}).get("text/plain", "")))
    kernel.died.connect(died.append)

    asked = kernel.execute(f"for i in range({lines}):\n    print(i)")
    _until(lambda: kernel.state is KernelState.BUSY)
    pause, beat = 0.0, perf_counter()

    def tick() -> None:
        nonlocal pause, beat
        now = perf_counter()
        pause, beat = max(pause, now - beat), now

    _until(lambda: asked in finished, tick)

    asked = kernel.execute("import os; os.getpid()")
    _until(lambda: asked in finished)
    began = perf_counter()
    os.kill(int(given[-1]), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    _until(lambda: bool(died))
    told = perf_counter() - began

    _until(lambda: kernel.state is KernelState.IDLE)  # the new one
    asked = kernel.execute("while True: pass")
    _until(lambda: kernel.state is KernelState.BUSY)
    began = perf_counter()
    kernel.stop()
    stopped = perf_counter() - began
    _until(lambda: asked in finished)
    return pause, told, stopped


def _notebook(count: int, rounds: int) -> float:
    code = "\n".join(f"def f{k}(x):\n    return torch.sin(x) + {k}  # words" for k in range(8))
    output = {"output_type": "stream", "name": "stdout", "text": "a line\n" * 10}
    cells = [
        Cell("markdown", "# Title\n\nwords *and* words") if k % 3 == 0 else Cell("code", code, (output,))
        for k in range(count)
    ]
    taken = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.ipynb"
        save_document(Document(tuple(cells)), path)
        for _ in range(rounds + 1):
            view = CellsView(states.default(), Kernel())
            view.resize(600, 500)
            view.show()
            began = perf_counter()
            view.open_path(path)
            view.grab()
            taken.append(perf_counter() - began)
            view.deleteLater()
    return median(taken[1:])  # the first imports nbformat


def _answers(nodes: int) -> float:
    """Of a chain with a NaN at its far end, once the first answer has looked through it."""
    with record() as tape:
        x, w = torch.tensor(1.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)
        y = x * w
        for _ in range(nodes):
            y = y * 1.0
        (y * 0).sqrt().backward()
    made = track(tape)
    last = len(made.steps) - 1
    why(Moment(made, last), 0)
    taken = []
    for place in range(100):
        began = perf_counter()
        why(Moment(made, last - place), place * len(tape.nodes) // 100)
        taken.append(perf_counter() - began)
    return median(taken)
