"""Makes recordings and drawings of what the kernel sends, on a thread of its own."""

from __future__ import annotations

import atexit
import gc
import threading
import traceback
from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from explorer.core.tape.picture.graph import Fold, Graph, graph
from explorer.core.tape.picture.layout import Layouter
from explorer.core.tape.session import Recording
from explorer.core.tape.tape import Tape
from explorer.ui.tape.shapes import HEIGHT, WIDTH, Shapes


@dataclass(frozen=True, slots=True)
class Request:
    """Which picture of a recording: of one run (its id) or of all (None), folded how."""

    recording: Recording
    run: str | None = None
    fold: Fold = Fold.NOTHING
    unfolded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A graph, and where its boxes and links are."""

    request: Request
    graph: Graph
    shapes: Shapes


KEPT = 4
"""Recordings and drawings, the newest and those that may still be on the screen."""


_Fed = tuple[str, int, list[bytes]]


class Reader(QObject):
    """Signals: read(Recording) for every run that recorded something; drawn(Drawing), of the newest request;
    heard() after everybody has heard of one of them.
    """

    read = Signal(object)
    drawn = Signal(object)
    heard = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._change = threading.Condition()
        self._fed: list[_Fed] = []
        self._request: Request | None = None
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

    def feed(self, run: str, count: int, parts: list[bytes]) -> None:
        """What a run recorded, as parts of JSON; `count` is the number in its prompt."""
        with self._change:
            self._fed.append((run, count, parts))
            self._change.notify()

    def _hear(self) -> None:
        self._heard += 1
        self.heard.emit()

    def is_busy(self) -> bool:
        """Whether there is anything that was not read or drawn yet, or of which the window has not heard."""
        with self._change:
            return bool(self._fed or self._request or self._works) or self._told != self._heard

    def forget(self) -> None:
        """The kernel is a new one: nothing is known. What is still said of the old one has its number."""
        self.kernel += 1
        with self._change:
            self._fed.clear()
            self._request = None
            self._forget = True
            self._change.notify()

    def ask(self, request: Request) -> None:
        """Ask for a drawing, instead of whatever was asked for before."""
        with self._change:
            self._request = request
            self._change.notify()

    def _run(self) -> None:
        layouter = self._layouter
        layouter.start()
        recording = Recording()
        # What the window lets go of is freed here: for a large recording that takes longer than a frame.
        kept: deque[object] = deque(maxlen=KEPT)
        while True:
            with self._change:
                self._change.wait_for(lambda: self._stopped or self._fed or self._request or self._forget)
                if self._stopped:
                    break
                if self._forget:
                    self._forget = False
                    recording = Recording(kernel=self.kernel)
                    continue
                fed, self._fed = self._fed, []
                request, self._request = (None, self._request) if fed else (self._request, None)
                self._works = True
            collects = gc.isenabled()
            gc.disable()  # among so much that is new there is no garbage, and looking for it stops the window, too
            try:
                if fed:
                    recording = _read(recording, fed)
                    kept.append(recording)
                    self._told += 1
                    self.read.emit(recording)
                elif request is not None:
                    drawing = draw(request, layouter)
                    kept.append(drawing)
                    self._told += 1
                    self.drawn.emit(drawing)
            except Exception:  # a bug of ours must not end the thread
                traceback.print_exc()
            finally:
                self._works = False
                if collects:
                    gc.enable()
        layouter.stop()


def _read(recording: Recording, fed: list[_Fed]) -> Recording:
    # All of them are decoded before the first is added: some may be broken.
    for run, count, parts in [(run, count, [Tape.from_json(text) for text in texts]) for run, count, texts in fed]:
        recording = recording.followed_by(run, count, parts)
    return recording


def draw(request: Request, layouter: Layouter | None = None) -> Drawing:
    """The picture that is asked for; takes a process of its own to lay it out where none is given."""
    recording = request.recording
    run = recording.run(request.run)
    events = run.events if run is not None else recording.events
    found = graph(recording.track, events, request.fold, request.unfolded)
    sizes, ends = [(WIDTH, HEIGHT)] * len(found.boxes), [(link.source, link.target) for link in found.links]
    own = layouter or Layouter()
    layout = own.lay_out(sizes, ends)
    if layouter is None:
        own.stop()
    return Drawing(request, found, Shapes(found, layout))
