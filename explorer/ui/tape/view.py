"""The workspace Tape: cells and console, the recorded graph, its timeline and its tensors."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
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
from explorer.core.tape.session import CellRun, Recording
from explorer.core.tape.tape import Line
from explorer.ui.kit.files import ask_and_write
from explorer.ui.kit.formula import Formulas
from explorer.ui.tape.cells import CellsView
from explorer.ui.tape.details import Details
from explorer.ui.tape.graph_view import GraphView
from explorer.ui.tape.kernel.console import Console
from explorer.ui.tape.kernel.kernel import Kernel, KernelState
from explorer.ui.tape.reader import Drawing, Reader, Request
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
        self.recording = Recording()
        self._selected: int | None = None
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
        self._clear_scope()

    def _wire(self) -> None:
        self.kernel.recorded.connect(self.reader.feed)
        self.kernel.died.connect(lambda _reason: self._kernel_died())
        self.kernel.state_changed.connect(self._kernel_changed)
        self.cells.cell_finished.connect(self._explain_error)
        self.cells.line_clicked.connect(self._mark_line)
        self.reader.read.connect(self._show_recording)
        self.reader.drawn.connect(self._show_drawing)
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
        if self._has_died and self.graph.drawing is not None:
            self.recording = self.graph.drawing.request.recording  # a newer one that is not drawn will never be
            self.note.setText(self.tr("recorded by the kernel that has ended"))
        else:
            self.recording = Recording(kernel=self.reader.kernel)
            self._clear_scope()
            self.timeline.show_steps(self.recording.track, range(0))
            self.graph.show_drawing(None)
            self._show_moment()
        self._has_died = False

    def _kernel_died(self) -> None:
        self._has_died = True

    # -- recordings

    def is_settled(self) -> bool:
        """Whether the newest recording is on the screen."""
        drawing = self.graph.drawing
        current = not self.recording.runs or (drawing is not None and drawing.request.recording is self.recording)
        return current and self.graph.is_painted() and not self.reader.is_busy()

    def _show_recording(self, recording: Recording) -> None:
        if recording.kernel != self.reader.kernel:
            return
        known = len(self.recording.runs)
        if recording.kernel != self.recording.kernel:
            self._clear_scope()
            known = 0
        self.recording = recording
        with QSignalBlocker(self.scope):
            for run in recording.runs[known:]:
                self._explain(run)
                self.scope.addItem(run.label, run.id)
            self.scope.setCurrentIndex(self.scope.count() - 1)
        self._ask()

    def _clear_scope(self) -> None:
        with QSignalBlocker(self.scope):
            self.scope.clear()
            self.scope.addItem(self.tr("All runs"), None)

    def _ask(self, unfolded: frozenset[str] = frozenset()) -> None:
        fold = Fold(self.fold.currentData())  # Qt gives back a plain str
        self.reader.ask(Request(self.recording, self.scope.currentData(), fold, unfolded))

    def _show_drawing(self, drawing: Drawing) -> None:
        recording, before = drawing.request.recording, self.graph.drawing
        if recording is not self.recording:
            return
        run = recording.run(drawing.request.run)
        same = before is not None and (before.request.recording, before.request.run) == (recording, drawing.request.run)
        if not same:
            self.timeline.show_steps(recording.track, run.steps if run is not None else recording.steps)
        self._selected = None
        missed = recording.track.missed
        self.note.setText(
            self.tr("{count} calls were too many to record").format(count=f"{missed:,}") if missed else ""
        )
        self.graph.show_drawing(drawing, self.timeline.step)
        self._show_moment()

    def _painted(self) -> None:
        if self.is_settled():
            self.shown.emit()

    def _show_moment(self) -> None:
        step = self.timeline.step
        self.graph.set_moment(step, self.local.isChecked())
        moment = self.graph.moment
        self.timeline.set_told(told(moment))
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

    @property
    def _shown(self) -> Recording:
        """What the graph on the screen is of, which may be a kernel that is gone."""
        drawing = self.graph.drawing
        return drawing.request.recording if drawing is not None else Recording()

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
        if self.graph.drawing is not None:
            self._ask(self.graph.drawing.request.unfolded ^ {group})

    def _show_line(self, line: Line) -> None:
        """Mark the line in its cell."""
        run = self._shown.run_of(line)
        if run is not None:
            self.cells.mark_lines(run.id, {line.number})

    def _mark_line(self, run_id: str, number: int) -> None:
        """Mark what a line of a cell has made."""
        run = self._shown.run(run_id)
        where = (run.label, number) if run is not None else None
        boxes = self.graph.graph.boxes
        self.graph.mark(
            place
            for place, box in enumerate(boxes)
            if box.line is not None and (box.line.file, box.line.number) == where
        )

    def _explain(self, run: CellRun) -> None:
        """Say in the cell why PyTorch refused something in it."""
        if run.trouble is not None:
            self.cells.show_note(run.id, run.trouble.told(sentence))

    def _explain_error(self, run_id: str, status: str) -> None:
        """Say why a cell failed where no call of torch did: Python itself refuses what is asked of a None."""
        diagnosis = recognised(self.cells.error_of(run_id)) if status == "error" else None
        run = self.recording.run(run_id)
        if diagnosis is not None and (run is None or run.trouble is None):
            self.cells.show_note(run_id, diagnosis.told(sentence))

    # -- files

    def set_code(self, code: str) -> None:
        """The cells are this code, in one cell, if what was there may go."""
        if self.cells.may_discard():
            self.cells.set_sources([code])

    def _export(self) -> None:
        kinds = self.tr("Pictures (*.svg *.png)")
        ask_and_write(self, self.tr("Save the graph"), "graph.svg", kinds, self.graph.saving)
