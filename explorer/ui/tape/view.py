"""The workspace Tape: cells and console, the recorded graph, its timeline and its tensors."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.refusals import recognised
from explorer.core.tape.picture.graph import Fold
from explorer.core.tape.reading.diagnosis import diagnose
from explorer.core.tape.tape import Line, Operation, Walk
from explorer.ui.kit.files import ask_and_write
from explorer.ui.kit.formula import Formulas
from explorer.ui.tape.cells import CellsView
from explorer.ui.tape.details import Details
from explorer.ui.tape.graph_view import GraphView
from explorer.ui.tape.kernel.console import Console
from explorer.ui.tape.kernel.kernel import Kernel, KernelState
from explorer.ui.tape.reader import NOTHING, Picture, Reader, Recording, Wish
from explorer.ui.tape.step_words import told
from explorer.ui.tape.tensors import Tensors
from explorer.ui.tape.timeline import Timeline
from explorer.ui.theme import GAP, Colours
from explorer.ui.words import sentence


class TapeView(QWidget):
    """Signal: shown(), whenever the newest recording is on the screen."""

    shown = Signal()

    def __init__(self, formulas: Formulas, colours: Colours) -> None:
        super().__init__()
        self.kernel = Kernel()
        self.reader = Reader()
        self.cells = CellsView(self.kernel, colours)
        self.console = Console(self.kernel, colours)
        self.graph = GraphView()
        self.timeline = Timeline()
        self.tensors = Tensors()
        self.details = Details(formulas)
        self.recording = NOTHING
        self._selected: int | None = None
        self._notes: dict[int, str] = {}
        self._has_died = False
        self._build()
        self._wire()
        self.set_colours(colours)

    def _build(self) -> None:
        self.scope = QComboBox()
        self.scope.setObjectName("tapeScope")
        self.scope.setAccessibleName(self.tr("Which run is shown"))
        self.fold = QComboBox()
        self.fold.setObjectName("tapeFold")
        self.fold.setAccessibleName(self.tr("What is folded to one box"))
        for fold, text in (
            (Fold.NOTHING, self.tr("No folding")),
            (Fold.LINE, self.tr("Fold lines")),
            (Fold.FUNCTION, self.tr("Fold functions")),
            (Fold.LOOP, self.tr("Fold loops")),
        ):
            self.fold.addItem(text, fold)
        self.search = QLineEdit()
        self.search.setObjectName("tapeSearch")
        self.search.setAccessibleName(self.tr("Search in the graph"))
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(140)
        self.local = QCheckBox(self.tr("∂ on edges"))
        self.local.setObjectName("tapeLocal")
        self.local.setAccessibleName(self.tr("Local derivatives on the edges"))
        self.local.setToolTip(self.tr("The local derivative of each operation on its edges, where the walk told it"))
        self.fit = QToolButton()
        self.fit.setObjectName("tapeFit")
        self.fit.setText(self.tr("Fit"))
        self.fit.setToolTip(self.tr("The whole graph (0 in the graph)"))
        self.export = QToolButton()
        self.export.setObjectName("tapeExport")
        self.export.setText(self.tr("Export…"))
        self.export.setToolTip(self.tr("Save the graph as SVG or PNG"))
        self.note = QLabel()
        self.note.setObjectName("tapeMissed")
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for widget in (self.scope, self.fold, self.local, self.search):
            row.addWidget(widget)
        row.addWidget(self.note, 1)
        row.addWidget(self.fit)
        row.addWidget(self.export)
        drawn = QWidget()
        above = QVBoxLayout(drawn)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(GAP)
        above.addLayout(row)
        above.addWidget(self.graph, 1)
        above.addWidget(self.timeline)
        upper = QSplitter()
        upper.addWidget(drawn)
        upper.addWidget(self.details)
        upper.setStretchFactor(0, 1)
        upper.setSizes([620, 280])
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(upper)
        right.addWidget(self.tensors)
        right.setStretchFactor(0, 1)
        right.setSizes([540, 150])
        right.setContentsMargins(0, GAP, GAP, GAP)
        self.left = QSplitter(Qt.Orientation.Vertical)
        self.left.addWidget(self.cells)
        self.left.addWidget(self.console)
        self.left.setStretchFactor(0, 1)
        self.left.setSizes([520, 160])
        both = QSplitter()
        both.addWidget(self.left)
        both.addWidget(right)
        both.setSizes([430, 930])
        both.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(both)
        self._fill_scope()

    def _wire(self) -> None:
        self.kernel.recorded.connect(lambda _id, count, parts: self.reader.feed(count, parts))
        self.kernel.died.connect(lambda _reason: self._kernel_died())
        self.kernel.state_changed.connect(self._kernel_changed)
        self.cells.cell_finished.connect(self._explain_error)
        self.cells.line_clicked.connect(self._mark_line)
        self.reader.read.connect(self._show_recording)
        self.reader.drawn.connect(self._show_picture)
        self.reader.heard.connect(self._painted)
        self.graph.clicked.connect(self.select)
        self.graph.opened.connect(self._open_group)
        self.graph.shown.connect(self._painted)
        self.timeline.moved.connect(lambda _: self._follow())
        self.details.line_clicked.connect(self._show_line)
        self.scope.activated.connect(lambda _: self._ask())
        self.fold.activated.connect(lambda _: self._ask())
        self.search.textChanged.connect(lambda text: self.graph.mark(self.graph.find(text)))
        self.local.toggled.connect(lambda _: self._show_moment())
        self.fit.clicked.connect(self.graph.fit)
        self.export.clicked.connect(self._export)

    def start(self) -> None:
        """Have a kernel, and the process that lays graphs out."""
        self.reader.start()
        self.kernel.start()

    def stop(self) -> None:
        """End both."""
        self.reader.stop()
        self.kernel.stop()

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        for part in (self.cells, self.graph, self.timeline, self.tensors, self.console):
            part.set_colours(colours)

    # -- the kernel

    def _kernel_changed(self, state: KernelState) -> None:
        """What was recorded is of a kernel that is gone. If nobody wanted its end, the picture stays, and says so."""
        if state is not KernelState.STARTING:
            return
        self.reader.forget()
        self._notes.clear()
        if self._has_died and self.graph.picture is not None:
            self.recording = self.graph.picture.recording  # a newer one that is not drawn by now will never be
            self.note.setText(self.tr("recorded by the kernel that has ended"))
        else:
            self.recording = NOTHING
            self._fill_scope()
            self.timeline.show_steps(NOTHING.track, range(0))
            self.graph.show_picture(None)
            self._show_moment()
        self._has_died = False

    def _kernel_died(self) -> None:
        self._has_died = True

    # -- recordings

    def is_settled(self) -> bool:
        """Whether the newest recording is on the screen."""
        picture = self.graph.picture
        shown = NOTHING if picture is None else picture.recording
        current = shown is self.recording or self.recording is NOTHING
        return current and self.graph.is_painted() and not self.reader.is_busy()

    def _show_recording(self, recording: Recording) -> None:
        if recording.kernel != self.reader.kernel:
            return
        self.recording = recording
        newest = recording.runs[-1]
        self._fill_scope()
        self.scope.setCurrentIndex(self.scope.findData(newest.count))
        self._explain(recording, newest.count)
        self._ask()

    def _fill_scope(self) -> None:
        self.scope.blockSignals(True)
        self.scope.clear()
        self.scope.addItem(self.tr("All runs"), None)
        for run in self.recording.runs:
            self.scope.addItem(f"In [{run.count}]", run.count)
        self.scope.blockSignals(False)

    def _ask(self, unfolded: frozenset[str] = frozenset()) -> None:
        fold = Fold(self.fold.currentData())  # Qt gives back a plain str
        self.reader.ask(self.recording, Wish(self.scope.currentData(), fold, unfolded))

    def _show_picture(self, picture: Picture) -> None:
        if picture.recording is not self.recording:
            return
        track, wish = picture.recording.track, picture.wish
        run = next((run for run in picture.recording.runs if run.count == wish.count), None)
        steps = range(len(track.steps))
        if run is not None:
            began = [track.began.get(place, len(track.steps)) for place in (run.events.start, run.events.stop)]
            steps = range(began[0], began[1])
        before = self.graph.picture
        same = before is not None and before.recording is picture.recording and before.wish.count == wish.count
        if not same:
            self.timeline.show_steps(track, steps)
        self._selected = None
        missed = picture.recording.tape.missed
        self.note.setText(
            self.tr("{count} calls were too many to record").format(count=f"{missed:,}") if missed else ""
        )
        self.graph.moment.step = self.timeline.step
        self.graph.show_picture(picture)
        self._show_moment()

    def _painted(self) -> None:
        if self.is_settled():
            self.shown.emit()

    def _show_moment(self) -> None:
        step = self.timeline.step
        self.graph.set_moment(step, self.local.isChecked())
        moment = self.graph.moment
        self.timeline.set_told(told(moment.track, step))
        self.tensors.show_moment(moment)
        current = self._current()
        if self._selected is None and current is not None:
            self.details.show_box(self.graph.graph.boxes[current], moment)
        else:
            self._tell()

    def _follow(self) -> None:
        """Another step: its box is to be seen."""
        self._show_moment()
        current = self._current()
        if current is not None:
            self.graph.look_at(current)

    def _current(self) -> int | None:
        """The box of the step."""
        moment = self.graph.moment
        return next((k for k, box in enumerate(self.graph.graph.boxes) if moment.is_current(box)), None)

    # -- boxes and lines

    def select(self, place: int) -> None:
        """Tell of a box; a second click on it, or one beside all of them, goes back to the box of the step."""
        self._selected = None if place in (self._selected, -1) else place
        self.graph.select(self._selected)
        self._show_moment()
        line = self.graph.graph.boxes[place].line if place >= 0 else None
        if line is not None:
            self._show_line(line)

    def _tell(self) -> None:
        boxes = self.graph.graph.boxes
        box = boxes[self._selected] if self._selected is not None and self._selected < len(boxes) else None
        self.details.show_box(box, self.graph.moment)

    def _open_group(self, group: str) -> None:
        picture = self.graph.picture
        if picture is not None:
            self._ask(picture.wish.unfolded ^ {group})

    def _show_line(self, line: Line) -> None:
        """Mark the line in its cell."""
        count = _count(line.file)
        if count is not None:
            self.cells.mark_lines(count, {line.number})

    def _mark_line(self, count: int, number: int) -> None:
        """Mark what a line of a cell has made."""
        label = f"In [{count}]"
        boxes = self.graph.graph.boxes
        self.graph.mark(
            place
            for place, box in enumerate(boxes)
            if box.line is not None and (box.line.file, box.line.number) == (label, number)
        )

    def _explain(self, recording: Recording, count: int) -> None:
        """Say in the cell why PyTorch refused something in it."""
        run = next(run for run in reversed(recording.runs) if run.count == count)
        for place in run.events:
            event = recording.tape.events[place]
            if isinstance(event, Operation | Walk) and event.error:
                diagnosis = diagnose(event.error, recording.tape)
                if diagnosis is not None:
                    self._notes[count] = diagnosis.told(sentence)
        self._show_note(count)

    def _explain_error(self, count: int, status: str) -> None:
        """Say why a cell failed where no call of torch did: Python itself refuses what is asked of a None."""
        diagnosis = recognised(self.cells.error_of(count)) if status == "error" else None
        if diagnosis is not None:
            self._notes.setdefault(count, diagnosis.told(sentence))
        self._show_note(count)

    def _show_note(self, count: int) -> None:
        """The cell learns its number when it is finished, which may be after its recording was read."""
        if count in self._notes:
            self.cells.show_note(count, self._notes[count])

    # -- files

    def set_code(self, code: str) -> None:
        """The cells are this code, in one cell, if what was there may go."""
        if self.cells.may_discard():
            self.cells.set_sources([code])

    def _export(self) -> None:
        kinds = self.tr("Pictures (*.svg *.png)")
        ask_and_write(self, self.tr("Save the graph"), "graph.svg", kinds, self.graph.saving)


def _count(label: str) -> int | None:
    """3 for In [3]."""
    number = label.removeprefix("In [").removesuffix("]")
    return int(number) if number.isdigit() else None
