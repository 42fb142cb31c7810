"""Tape: every connection between its widgets, its store, its thread and its kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from explorer.core.refusals import recognised
from explorer.core.tape import state as states
from explorer.core.tape.reading.troubles import of_diagnosis
from explorer.core.tape.session import Recording, as_tape
from explorer.core.tape.state import State
from explorer.core.tape.tape import Tape
from explorer.core.words import ExplainedError
from explorer.ui.kit.files import reason, tell
from explorer.ui.kit.formula import Formulas
from explorer.ui.store import Store
from explorer.ui.tape.drawing import Drawing, Request
from explorer.ui.tape.kernel.kernel import Kernel, KernelState
from explorer.ui.tape.reader import Reader
from explorer.ui.tape.view import TapeView
from explorer.ui.theme import LIGHT, Colours


class TapeRoom(QObject):
    """`recording` is what the kernel has recorded, as far as it was read.

    Signals: as Room has them.
    """

    settled = Signal()
    offered = Signal(str, object)
    _saved = Signal(str)

    def __init__(self, formulas: Formulas, state: State | None = None) -> None:
        super().__init__()
        formulas.start()
        given = state or states.default()
        self.kernel = Kernel()
        self.reader = Reader()
        self.recording = Recording()
        self.view = TapeView(given, formulas, self.kernel, LIGHT)
        self.setParent(self.view)  # it ends with what it shows
        self._has_died = False
        self.store: Store[State, Request, Drawing] = Store(given, self.reader.latest, self._request)
        self._wire()
        self._show_state(given)

    def _wire(self) -> None:
        store, view, kernel, reader = self.store, self.view, self.kernel, self.reader
        store.changed.connect(self._show_state)
        store.computed.connect(self._show_drawing)
        view.intended.connect(lambda transition, gesture: store.apply(transition, gesture or None))
        view.cells.noted.connect(store.note)
        view.cells.paused.connect(store.release)
        view.cells.cell_finished.connect(self._explain_error)
        view.cells.descend_wanted.connect(lambda thing: self.offered.emit("descend", thing))
        view.graph.shown.connect(self._check_settled)
        kernel.recorded.connect(reader.feed)
        kernel.died.connect(self._note_death)
        kernel.state_changed.connect(self._kernel_changed)
        reader.read.connect(self._show_recording)
        reader.opened.connect(self._show_opened)
        reader.heard.connect(self._check_settled)
        view.tape_dropped.connect(reader.open)
        view.save_wanted.connect(self._save)
        self._saved.connect(lambda text: tell(view, text) if text else None)

    def _request(self, state: State, _moving: bool) -> Request:
        run = states.run_of(state, self.recording)
        return Request(self.recording, run, state.fold, state.unfolded, state.hidden)

    # -- what the window asks

    def start(self) -> None:
        """Have a kernel, and the process that lays graphs out."""
        self.store.latest.start()
        self.kernel.start()

    def is_settled(self) -> bool:
        """Whether the newest recording is on the screen."""
        is_drawn = not self.recording.runs or self.store.is_current
        return is_drawn and self.view.graph.is_painted() and not self.reader.is_reading

    def enter(self, states_of_rooms: Mapping[str, object]) -> None:
        """Nothing of the other rooms is shown here."""

    def take(self, thing: object) -> None:
        """A State. A path, or a recording: open it; nothing of it is run. A text: the code of a cell, if what was there
        may go.
        """
        if isinstance(thing, State):
            self.store.restore(thing)
        elif isinstance(thing, Tape) or (isinstance(thing, Path) and thing.suffix == ".tape"):
            self.reader.open(thing)
        elif isinstance(thing, Path):
            self.view.cells.open_path(thing)
        elif self.view.cells.may_discard():
            self.view.cells.set_sources([str(thing)])

    def add_buttons(self, actions: Sequence[QAction]) -> None:
        """None."""

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self.view.set_colours(colours)

    def may_close(self) -> bool:
        """Whether changes that are not saved may go; asks if there are any."""
        return self.view.cells.may_discard()

    def close(self) -> None:
        """End the thread and the kernel."""
        self.reader.stop()
        self.kernel.stop()

    # -- what is shown

    def _show_state(self, state: State) -> None:
        self.view.show_state(state, self._request(state, False))

    def _show_recording(self, recording: Recording) -> None:
        """The newest run is drawn, whichever was before."""
        self.recording = recording
        self.view.show_recording(recording)
        self.store.note(states.with_newest)
        self._show_state(self.store.state)
        self.store.request()

    def _show_opened(self, made: Recording | ExplainedError | OSError) -> None:
        """Another recording; of a file that has none it is said why, and the picture stays."""
        if isinstance(made, Recording):
            self._show_recording(made)
        else:
            self.view.say(reason(made))

    def _save(self, path: Path) -> None:
        """Write what is shown as a recording or a page, where nothing is added to it meanwhile."""
        recording = self.recording

        def job() -> None:
            text = ""
            try:
                tape = as_tape(recording)
                tape.html(path) if path.suffix == ".html" else tape.save(path)
            except OSError as error:
                text = reason(error)
            self._saved.emit(text)

        self.reader.post(job)

    def _show_drawing(self, drawing: Drawing) -> None:
        self.view.show_drawing(drawing)
        self._check_settled()

    def _check_settled(self) -> None:
        if self.is_settled():
            self.settled.emit()

    # -- the kernel

    def _note_death(self) -> None:
        self._has_died = True

    def _kernel_changed(self, state: KernelState) -> None:
        """What was recorded is of a kernel that is gone. If nobody wanted its end, the picture stays, and says so."""
        if state is not KernelState.STARTING:
            return
        self.reader.forget()
        drawing = self.view.graph.drawing
        if self._has_died and drawing is not None:
            self.recording = drawing.request.recording  # a newer one that is not drawn will never be
            self.view.show_recording(self.recording, is_gone=True)
            self.store.request()
        else:
            self._show_recording(Recording(kernel=self.reader.kernel))
        self._has_died = False

    def _explain_error(self, run: str, status: str) -> None:
        """Say why a cell failed of which nothing is recorded."""
        if status == "error" and self.recording.run(run) is None and not self.reader.is_reading:
            found = recognised(self.view.cells.error_of(run))
            mine = {run: (of_diagnosis(found),)} if found is not None else {}
            self.view.cells.show_troubles(replace(self.recording, troubles={**self.recording.troubles, **mine}))


Room = TapeRoom
