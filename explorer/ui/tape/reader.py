"""Makes recordings and drawings of what the kernel sends, on the one thread of the room."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from explorer.core.tape.picture.layout import Layouter
from explorer.core.tape.reading.rules import rule
from explorer.core.tape.session import Recording, recorded
from explorer.core.tape.tape import Tape
from explorer.core.tape.tape_file import DAMAGED, TapeFileError, read
from explorer.core.words import ExplainedError
from explorer.ui.latest import Answer, Latest, Superseded, internal
from explorer.ui.tape.drawing import Drawing, Request, draw

KEPT = 4
"""Drawings, the newest and those that may still be on the screen."""


class Reader(QObject):
    """`latest` is the thread: what the kernel recorded is a job of it, and a drawing an answer.

    Signals: read(Recording) for every run that recorded something; opened(Recording), or what is wrong with the file;
    heard() when there is one thing less to read.
    """

    read = Signal(object)
    opened = Signal(object)
    heard = Signal()
    _told = Signal(object)
    _has_opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.latest: Latest[Request, Drawing] = Latest(
            "tape", self._prepare, lambda request, error: Drawing(request, error=internal(error))
        )
        self.kernel = 0
        self._unread = 0
        self._recording = Recording()
        self._layouter = Layouter()
        self._told.connect(self._hear)
        self._has_opened.connect(self._hear_opened)

    def stop(self) -> None:
        """End the thread and the process that lays out; a layout is not waited for."""
        self._layouter.give_up()
        self.latest.stop()
        self._layouter.stop()

    def feed(self, run: str, count: int, parts: list[bytes]) -> None:
        """What a run recorded, as parts of JSON; `count` is the number in its prompt."""
        self._unread += 1
        self.latest.post(partial(self._read, self.kernel, run, count, parts))

    def open(self, thing: Tape | Path) -> None:
        """Make a recording of a tape, or of a file that has one."""
        self._unread += 1
        self.latest.post(partial(self._open, thing))

    def post(self, job: Callable[[], None]) -> None:
        """Do it on the thread, where nothing is added to a track meanwhile."""
        self.latest.post(job)

    def forget(self) -> None:
        """The kernel is a new one: nothing is known, and what is still said of the old one is not heard."""
        self.kernel += 1

    @property
    def is_reading(self) -> bool:
        """Whether there is anything that was not read yet, or that nobody has heard of."""
        return self._unread > 0

    def _hear(self, recording: Recording | None) -> None:
        self._unread -= 1
        if recording is not None and recording.kernel == self.kernel:
            self.read.emit(recording)
        self.heard.emit()

    def _hear_opened(self, made: Recording | ExplainedError | OSError) -> None:
        self._unread -= 1
        self.opened.emit(made)
        self.heard.emit()

    # -- on the thread

    def _open(self, thing: Tape | Path) -> None:
        made: Recording | ExplainedError | OSError
        try:
            tape = read(thing) if isinstance(thing, Path) else thing
            with _undisturbed():
                made = recorded(tape, thing.name if isinstance(thing, Path) else "recorded")
        except (ExplainedError, OSError) as error:
            made = error
        except Exception:  # what is in a file may be anything
            made = TapeFileError(DAMAGED, name=str(getattr(thing, "name", "")), why="it contradicts itself")
        self._has_opened.emit(made)

    def _read(self, kernel: int, run: str, count: int, texts: list[bytes]) -> None:
        made = None
        try:
            if kernel == self.kernel:
                if kernel != self._recording.kernel:
                    self._recording = Recording(kernel=kernel)
                with _undisturbed():
                    # All of them are decoded before the first is added: some may be broken.
                    parts = list(map(Tape.from_json, texts))
                    made = self._recording = self._recording.followed_by(run, count, parts)
        finally:
            self._told.emit(made)

    def _prepare(self) -> Answer[Request, Drawing]:
        self._layouter.start()
        # What the window lets go of is freed here: for a large drawing that takes longer than a frame.
        kept: deque[Drawing] = deque(maxlen=KEPT)

        def answer(request: Request, _superseded: Superseded) -> Drawing:
            with _undisturbed():
                kept.append(draw(request, self._layouter))
                for name in {node.name for node in request.recording.track.nodes}:
                    rule(name)  # at a kink it imports torch, for which the window must not wait
            return kept[-1]

        return answer


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Among so much that is new there is no garbage, and looking for it stops the window, too."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
