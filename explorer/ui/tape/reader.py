"""Makes recordings and pictures of what the kernel sends, on a thread of its own."""

from __future__ import annotations

import atexit
import gc
import threading
import traceback
from collections import deque
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from explorer.core.tape.picture.graph import Fold, Graph, graph
from explorer.core.tape.picture.layout import Layouter
from explorer.core.tape.reading.track import Track, track
from explorer.core.tape.tape import Tape
from explorer.ui.tape.shapes import HEIGHT, WIDTH, Shapes


@dataclass(frozen=True, slots=True)
class Run:
    """What one execution of a cell recorded: the places of its events."""

    count: int
    events: range


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """All that was recorded since the kernel started, which is the `kernel`-th."""

    tape: Tape
    track: Track
    runs: tuple[Run, ...]
    kernel: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """Which picture: of one execution (its count) or of all (None), folded how."""

    count: int | None = None
    fold: Fold = Fold.NOTHING
    unfolded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A graph, and where its boxes and links are."""

    recording: Recording
    wish: Wish
    graph: Graph
    shapes: Shapes


KEPT = 4
"""Recordings and pictures, the newest and those that may still be on the screen."""

NOTHING = Recording(Tape(), Track.empty(), ())


class Reader(QObject):
    """Signals: read(Recording) for every execution that recorded something; drawn(Picture), of the newest wish;
    heard() after everybody has heard of one of them.
    """

    read = Signal(object)
    drawn = Signal(object)
    heard = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._change = threading.Condition()
        self._fed: list[tuple[int, list[bytes]]] = []
        self._wish: tuple[Recording, Wish] | None = None
        self._forget = False
        self._stopped = False
        self._works = False
        self._told = self._heard = 0
        self.kernel = 0
        self._layouter = Layouter()
        self._thread = threading.Thread(target=self._run, name="tape", daemon=True)

    def start(self) -> None:
        """Begin: the process that lays out is started, too. The end of the program stops both.

        Whoever is to hear of recordings is connected by now.
        """
        for signal in (self.read, self.drawn):
            signal.connect(self._hear)  # the last to hear: then everybody has
        atexit.register(self.stop)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and its process; a layout is not waited for."""
        with self._change:
            self._stopped = True
            self._change.notify()
        atexit.unregister(self.stop)
        if self._thread.is_alive():
            self._layouter.give_up()
            self._thread.join(timeout=2)

    def feed(self, count: int, parts: list[bytes]) -> None:
        """What execution `count` recorded, as parts of JSON."""
        with self._change:
            self._fed.append((count, parts))
            self._change.notify()

    def _hear(self) -> None:
        self._heard += 1
        self.heard.emit()

    def is_busy(self) -> bool:
        """Whether there is anything that was not read or drawn yet, or of which the window has not heard."""
        with self._change:
            return bool(self._fed or self._wish or self._works) or self._told != self._heard

    def forget(self) -> None:
        """The kernel is a new one: nothing is known. What is still said of the old one has its number."""
        self.kernel += 1
        with self._change:
            self._fed.clear()
            self._wish = None
            self._forget = True
            self._change.notify()

    def ask(self, recording: Recording, wish: Wish) -> None:
        """Ask for a picture, instead of whatever was asked for before."""
        with self._change:
            self._wish = recording, wish
            self._change.notify()

    def _run(self) -> None:
        layouter = self._layouter
        layouter.start()
        recording = NOTHING
        # What the window lets go of is freed here: for a large recording that takes longer than a frame.
        kept: deque[object] = deque(maxlen=KEPT)
        while True:
            with self._change:
                self._change.wait_for(lambda: self._stopped or self._fed or self._wish or self._forget)
                if self._stopped:
                    break
                if self._forget:
                    self._forget = False
                    recording = replace(NOTHING, kernel=self.kernel)
                    continue
                fed, self._fed = self._fed, []
                wish, self._wish = (None, self._wish) if fed else (self._wish, None)
                self._works = True
            collects = gc.isenabled()
            gc.disable()  # among so much that is new there is no garbage, and looking for it stops the window, too
            try:
                if fed:
                    recording = _read(recording, fed)
                    kept.append(recording)
                    self._told += 1
                    self.read.emit(recording)
                elif wish is not None:
                    picture = draw(*wish, layouter)
                    kept.append(picture)
                    self._told += 1
                    self.drawn.emit(picture)
            except Exception:  # a bug of ours must not end the thread
                traceback.print_exc()
            finally:
                self._works = False
                if collects:
                    gc.enable()
        layouter.stop()


def _read(before: Recording, fed: list[tuple[int, list[bytes]]]) -> Recording:
    parts, runs, place = [before.tape], list(before.runs), len(before.tape.events)
    for count, texts in fed:
        start = place
        for text in texts:
            part = Tape.from_json(text)
            parts.append(part)
            place += len(part.events)
        runs.append(Run(count, range(start, place)))
    tape = Tape.joined(parts)
    return Recording(tape, track(tape), tuple(runs), before.kernel)


def draw(recording: Recording, wish: Wish, layouter: Layouter | None = None) -> Picture:
    """The picture of a wish; takes a process of its own to lay it out where none is given."""
    events = next((run.events for run in reversed(recording.runs) if run.count == wish.count), None)
    found = graph(recording.tape, events, wish.fold, wish.unfolded)
    sizes, ends = [(WIDTH, HEIGHT)] * len(found.boxes), [(link.source, link.target) for link in found.links]
    own = layouter or Layouter()
    layout = own.lay_out(sizes, ends)
    if layouter is None:
        own.stop()
    return Picture(recording, wish, found, Shapes(found, layout))
