"""The workspace Tape: what recording costs, and how soon and how smoothly a recorded graph is on the screen."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time

import torch
from PySide6.QtCore import QEventLoop, QTimer

from explorer.app import SWITCH_SECONDS
from explorer.core.tape.picture.graph import graph
from explorer.core.tape.picture.groups import Fold
from explorer.core.tape.reading.memory import told
from explorer.core.tape.reading.track import track
from explorer.core.tape.recording.record import record
from explorer.core.tape.session import Recording
from explorer.ui.kit.formula import Formulas
from explorer.ui.tape.drawing import Drawing, Request
from explorer.ui.tape.graph_view import GraphView
from explorer.ui.tape.reader import Reader
from explorer.ui.tape.room import TapeRoom
from tests.benchmarks.report import Target, ms, table
from tests.core.tape.models import PROGRAMS as MODELS

PART = 400
SIZE = (900, 620)


def run(short: bool) -> list[Target]:
    """Print the figures; the targets."""
    pictures = _pictures([500] if short else [500, 5_000], 20 if short else 100)
    return _overhead(3 if short else 15) + _models(2 if short else 7) + pictures + _session(100 if short else 500)


# -- what recording costs


def chain(shape: tuple[int, ...]) -> Callable[[], None]:
    """1,000 operations on a tensor, and the walk back."""
    x, y = torch.full(shape, 0.5, requires_grad=True), torch.full(shape, 0.7)

    def once() -> None:
        z = x
        for _ in range(500):
            z = torch.sin(z)
            z = z * y
        z.sum().backward()

    return once


def training(optimiser: type[torch.optim.Optimizer], batch: int, width: int) -> Callable[[], None]:
    """A step of a perceptron with two hidden layers."""
    torch.manual_seed(0)
    layers = [torch.nn.Linear(64, width), torch.nn.ReLU(), torch.nn.Linear(width, width), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers, torch.nn.Linear(width, 10))
    walker = optimiser(model.parameters(), lr=0.01)
    data, target = torch.randn(batch, 64), torch.randint(0, 10, (batch,))

    def once() -> None:
        walker.zero_grad()
        torch.nn.functional.cross_entropy(model(data), target).backward()
        walker.step()

    return once


PROGRAMS: dict[str, tuple[Callable[[], None], float]] = {
    "1,000 operations on a number": (chain(()), 5),
    "1,000 operations on 1,000 numbers": (chain((1000,)), 5),
    "training step, SGD, batch 64, width 128": (training(torch.optim.SGD, 64, 128), 3),
    "training step, Adam, batch 64, width 128": (training(torch.optim.Adam, 64, 128), 3),
    "training step, SGD, batch 256, width 256": (training(torch.optim.SGD, 256, 256), 3),
}


def _overhead(rounds: int) -> list[Target]:
    rows, found = [], []
    for name, (once, limit) in PROGRAMS.items():
        bare, recorded = _in_turn(once, rounds)
        rows.append((name, ms(bare), ms(recorded), f"{recorded / bare:.1f} ×"))
        found.append(Target(f"recording, {name}", recorded / bare, limit, "×"))
    table(("recording, ms", "bare", "recorded", "ratio"), rows)
    return found


def _in_turn(once: Callable[[], None], rounds: int) -> tuple[float, float]:
    bare, recorded = [], []
    once()
    for _ in range(rounds):
        began = perf_counter()
        once()
        bare.append(perf_counter() - began)
        began = perf_counter()
        with record():
            once()
        recorded.append(perf_counter() - began)
    return median(bare), median(recorded)


# -- models that people train


def _models(rounds: int) -> list[Target]:
    """CPU time of a step of each of the twelve programs, bare and recorded in turn, on one thread."""
    rows, found = [], []
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    for name, make in MODELS.items():
        torch.manual_seed(0)
        step = make()
        step()
        bare, recorded, parts = [], [], []
        for _ in range(rounds):
            began = process_time()
            step()
            bare.append(process_time() - began)
            began = process_time()
            with record() as made:
                step()
            recorded.append(process_time() - began)
            parts.append(made)
        tape = parts[-1]
        ratio = min(recorded) / min(bare)
        folded = len(graph(track(tape), fold=Fold.FITTING).boxes)
        counts = (f"{len(tape.events):,}", f"{folded}", f"{len(graph(track(tape)).boxes):,}", told(tape.memory.peak))
        rows.append((name, ms(min(bare)), ms(min(recorded)), f"{ratio:.1f} ×", *counts))
        found.append(Target(f"recording, {name}, CPU", ratio, 1.5 if name == "ResNet-18" else 3, "×"))
    torch.set_num_threads(threads)
    table(("CPU, ms", "bare", "recorded", "ratio", "events", "boxes folded", "open", "kept at most"), rows)
    return found


# -- how soon it is on the screen


def program(nodes: int) -> list[bytes]:
    """What a kernel would send of a loop with joins that makes so many nodes."""
    with record() as tape:
        x, y = torch.tensor([0.5, 1.0], requires_grad=True), torch.tensor([0.3, 1.0], requires_grad=True)
        z = x
        for _ in range(nodes // 3):
            z = torch.sin(z)
            z = z * y
            z = z + x
        z.sum().backward()
    assert abs(len(tape.nodes) - nodes) < 5
    return [part.to_json().encode() for part in tape.split(PART)]


class Screen:
    """A reader and a view; a heart that beats every 2 ms tells how long the GUI thread was away."""

    def __init__(self) -> None:
        self.reader = Reader()
        self.view = GraphView()
        self.view.resize(*SIZE)
        self.view.show()
        self.recording: Recording | None = None
        self.worst = 0.0
        self._beat = perf_counter()
        self._heart = QTimer(interval=2)
        self._heart.timeout.connect(self._tick)
        self.reader.read.connect(self._ask)
        self.reader.latest.answered.connect(self._show)
        self.reader.latest.start()

    def _tick(self) -> None:
        now = perf_counter()
        self.worst, self._beat = max(self.worst, now - self._beat), now

    def _ask(self, recording: Recording) -> None:
        self.recording = recording
        self.reader.latest.submit(Request(recording, recording.runs[-1].id))

    def _show(self, drawing: Drawing) -> None:
        self.view.show_drawing(drawing, drawing.request.recording.steps.stop - 1)

    def show(self, parts: list[bytes]) -> tuple[float, float]:
        """Seconds until the recording is painted, and the longest pause of the GUI thread meanwhile."""
        self.reader.forget()
        loop = QEventLoop()
        self.view.shown.connect(loop.quit)
        QTimer.singleShot(100, loop.quit)
        loop.exec()  # quiet, before the clock runs
        self._heart.start()
        self._beat, self.worst = perf_counter(), 0.0
        began = perf_counter()
        self.reader.feed("run", 1, parts)
        loop.exec()
        self._tick()
        self._heart.stop()
        return perf_counter() - began, self.worst

    def pan(self, k: int) -> None:
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.value() + (9 if k % 40 < 20 else -9))

    def zoom(self, k: int) -> None:
        self.view.zoom(1.1 if k % 40 < 20 else 1 / 1.1)

    def frames(self, act: Callable[[int], object], count: int) -> float:
        """Frames a second."""
        began = perf_counter()
        for k in range(count):
            act(k)
            self.view.viewport().repaint()
        return count / (perf_counter() - began)


def _pictures(sizes: list[int], frames: int) -> list[Target]:
    sys.setswitchinterval(SWITCH_SECONDS)  # as the program does
    screen = Screen()
    screen.show(program(50))
    gc.collect()
    gc.freeze()
    rows, found = [], []
    for nodes in sizes:
        shown = [screen.show(program(nodes)) for _ in range(3)]
        seconds, pause = median(one for one, _ in shown), max(one for _, one in shown)
        view = screen.view
        view.fit()
        pan_all, zoom = screen.frames(screen.pan, frames), screen.frames(screen.zoom, frames)
        view.resetTransform()
        view.look_at(nodes // 2)
        pan_near = screen.frames(screen.pan, frames)
        slowest = min(pan_all, zoom, pan_near)
        rows.append((f"{nodes:,}", ms(seconds), ms(pause), f"{pan_all:.0f}", f"{zoom:.0f}", f"{pan_near:.0f}"))
        if nodes == 500:
            found.append(Target("500 nodes: recorded to painted", seconds * 1000, 300))
            found.append(Target("500 nodes: pan and zoom, the slowest", slowest, 50, "frames/s", at_least=True))
        else:
            found.append(Target(f"{nodes:,} nodes: recorded to painted", seconds * 1000, 5_000))
            found.append(Target(f"{nodes:,} nodes: longest pause of the GUI thread", pause * 1000, 50))
    screen.reader.stop()
    head = ("nodes", "painted, ms", "pause, ms", "pan, all: frames/s", "zoom", "pan, life-size")
    table(head, rows)
    return found


# -- a long session

CELL = """x = torch.tensor([0.5, 1.0], requires_grad=True)
y = x
for _ in range(5):
    y = (y * 2).sin()
loss = y.sum()
loss.backward()"""


def cells(count: int) -> list[list[bytes]]:
    """What a kernel would send of so many cells, each of 10 operations and a walk back."""
    recorder, names, found = record(), {"torch": torch}, []
    for number in range(1, count + 1):
        file = f"<cell {number}>"
        recorder.lines.labels[file] = f"In [{number}]"
        with recorder as tape:
            exec(compile(CELL, file, "exec"), names)
            recorder.note_names(names, are_all=True)
        found.append([part.to_json().encode() for part in tape.split(PART)])
    return found


def _session(count: int) -> list[Target]:
    """Each cell from what the kernel sends to the painted graph, with everything beside it."""
    formulas = Formulas()
    room = TapeRoom(formulas)
    room.view.resize(1200, 700)
    room.view.show()
    room.store.latest.start()
    took = []
    for number, parts in enumerate(cells(count), 1):
        loop = QEventLoop()
        ended = room.settled.connect(loop.quit)
        began = perf_counter()
        room.reader.feed(str(number), number, parts)
        loop.exec()
        took.append(perf_counter() - began)
        room.settled.disconnect(ended)
    room.reader.stop()
    formulas.stop()
    few = count // 10
    first, last = median(took[1 : few + 1]), median(took[-few:])
    table(("a session", "the first tenth, ms", "the last, ms"), [(f"{count} cells", ms(first), ms(last))])
    return [Target(f"{count} cells: the last of them to the first", last / first, 1.2, "×")]
