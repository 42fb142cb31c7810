"""The workspace Tape: cells and console, the recorded graph, its timeline and its tensors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.tape import state as states
from explorer.core.tape.picture.graph import Hidden
from explorer.core.tape.picture.groups import Fold
from explorer.core.tape.picture.search import Hit, keys_to
from explorer.core.tape.session import CellRun, Recording
from explorer.core.tape.state import NEWEST, State
from explorer.core.tape.tape import Line
from explorer.ui.kit.files import ask, write_on_thread
from explorer.ui.kit.formula import Formulas
from explorer.ui.kit.icons import Sign, icon
from explorer.ui.kit.silent import silent
from explorer.ui.kit.undo import leave_undo
from explorer.ui.tape.cells import CellsView
from explorer.ui.tape.details import Details
from explorer.ui.tape.drawing import Drawing, Request
from explorer.ui.tape.graph_view import GraphView
from explorer.ui.tape.kernel.console import Console
from explorer.ui.tape.kernel.kernel import Kernel
from explorer.ui.tape.memory_table import MemoryTable
from explorer.ui.tape.step_words import told
from explorer.ui.tape.tensors import Tensors
from explorer.ui.tape.timeline import Timeline
from explorer.ui.theme import GAP, Colours
from explorer.ui.words import sentence

_DROPPED = (".tape", ".ipynb", ".py")


class TapeView(QWidget):
    """Shows a State, and the last Drawing that is a picture.

    Signals: intended(transition, gesture or ""); tape_dropped(path) of a recording; save_wanted(path) of a recording or
    a page.
    """

    intended = Signal(object, str)
    tape_dropped = Signal(object)
    save_wanted = Signal(object)

    def __init__(self, state: State, formulas: Formulas, kernel: Kernel, colours: Colours) -> None:
        super().__init__()
        self.cells = CellsView(state, kernel, colours)
        self.console = Console(kernel, colours)
        self.graph = GraphView()
        self.timeline = Timeline()
        self.tensors = Tensors()
        self.memory = MemoryTable()
        self.details = Details(formulas)
        self._state = state
        self._wanted = Request(Recording())
        self._runs: tuple[CellRun, ...] = ()
        self._is_gone = False
        self._hits: tuple[Hit, ...] = ()
        self._hit = -1
        self._sought: int | None = None
        self._build()
        self._wire()
        self.setAcceptDrops(True)
        self.set_colours(colours)

    def _build(self) -> None:
        self.scope = QComboBox()
        self.scope.setObjectName("tapeScope")
        self.scope.setAccessibleName(self.tr("Which run is shown"))
        self.scope.setMaximumWidth(200)
        self.scope.view().setMinimumWidth(420)
        self.fold = QComboBox()
        self.fold.setObjectName("tapeFold")
        self.fold.setAccessibleName(self.tr("What is folded to one box"))
        for fold, text in (
            (Fold.FITTING, self.tr("Fold as needed")),
            (Fold.NOTHING, self.tr("No folding")),
            (Fold.MODULE, self.tr("Fold modules")),
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
        leave_undo(self.search)
        self.found = QLabel()
        self.found.setObjectName("tapeFound")
        self.previous, self.next = QToolButton(), QToolButton()
        for button, name, sign, text in (
            (self.previous, "tapePrevious", Sign.BACK, self.tr("The one before")),
            (self.next, "tapeNext", Sign.FORWARD, self.tr("The next one (Enter)")),
        ):
            button.setObjectName(name)
            button.setIcon(icon(sign))
            button.setAccessibleName(text)
            button.setToolTip(text)
            button.setVisible(False)
        self.local = QCheckBox(self.tr("∂ on edges"))
        self.local.setObjectName("tapeLocal")
        self.local.setAccessibleName(self.tr("Local derivatives on the edges"))
        self.local.setToolTip(self.tr("The local derivative of each operation on its edges, where the walk told it"))
        self.hide_button = QToolButton()
        self.hide_button.setObjectName("tapeHide")
        self.hide_button.setText(self.tr("Hide"))
        self.hide_button.setToolTip(self.tr("Leave some of it out of the picture"))
        self.hide_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.hide_button)
        self.hidden = {}
        for what, text in (
            (Hidden.OPTIMIZER, self.tr("Steps of optimizers")),
            (Hidden.UNREACHED, self.tr("What no gradient came through")),
        ):
            self.hidden[what] = menu.addAction(text)
            self.hidden[what].setCheckable(True)
        self.hide_button.setMenu(menu)
        self.fit = QToolButton()
        self.fit.setObjectName("tapeFit")
        self.fit.setText(self.tr("Fit"))
        self.fit.setToolTip(self.tr("The whole graph (0 in the graph)"))
        self.export = QToolButton()
        self.export.setObjectName("tapeExport")
        self.export.setText(self.tr("Export…"))
        self.export.setToolTip(self.tr("Save the graph as a picture or a page, or the recording"))
        self.note = QLabel()
        self.note.setObjectName("tapeMissed")
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for widget in (self.scope, self.fold, self.hide_button, self.local, self.search):
            row.addWidget(widget)
        for shown in (self.found, self.previous, self.next):
            row.addWidget(shown)
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
        self.below = QTabWidget()
        self.below.setObjectName("tapeBelow")
        self.below.setDocumentMode(True)
        self.below.addTab(self.tensors, self.tr("Tensors"))
        self.below.addTab(self.memory, self.tr("Memory"))
        right.addWidget(self.below)
        right.setStretchFactor(0, 1)
        right.setSizes([540, 150])
        right.setContentsMargins(0, GAP, GAP, GAP)
        self.left = QSplitter(Qt.Orientation.Vertical)
        self.console_button = QToolButton()
        self.console_button.setObjectName("tapeConsoleButton")
        self.console_button.setText(self.tr("Console"))
        self.console_button.setToolTip(self.tr("A prompt of the same kernel"))
        self.console_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.console_button.setAutoRaise(True)
        self.console_button.setCheckable(True)
        column = QWidget()
        cells = QVBoxLayout(column)
        cells.setContentsMargins(0, 0, 0, 0)
        cells.setSpacing(0)
        cells.addWidget(self.cells, 1)
        cells.addWidget(self.console_button)
        self.left.addWidget(column)
        self.left.addWidget(self.console)
        self._show_console(False)
        self.left.setStretchFactor(0, 1)
        self.left.setSizes([520, 160])
        both = QSplitter()
        both.addWidget(self.left)
        both.addWidget(right)
        both.setSizes([520, 840])
        both.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(both)
        self._clear_scope()

    def _wire(self) -> None:
        self.cells.intended.connect(self.intended)
        self.cells.line_clicked.connect(self._mark_line)
        self.graph.clicked.connect(self._choose_box)
        self.graph.opened.connect(lambda group: self._intend(lambda s: states.with_group(s, group)))
        self.timeline.moved.connect(self._go)
        self.details.line_clicked.connect(self._show_line)
        self.scope.activated.connect(self._choose_run)
        self.fold.activated.connect(lambda place: self._intend(lambda s: states.with_fold(s, self._fold_at(place))))
        for what, action in self.hidden.items():
            action.triggered.connect(partial(self._hide, what))
        self.search.textChanged.connect(lambda _: self._search())
        self.search.returnPressed.connect(partial(self._go_to_hit, 1))
        self.next.clicked.connect(partial(self._go_to_hit, 1))
        self.previous.clicked.connect(partial(self._go_to_hit, -1))
        self.tensors.tensor_chosen.connect(self._choose_tensor)
        self.console_button.toggled.connect(self._show_console)
        self.memory.chosen.connect(self._mark_nodes)
        self.local.toggled.connect(lambda on: self._intend(lambda s: replace(s, local=on)))
        self.fit.clicked.connect(self.graph.fit)
        self.export.clicked.connect(self._export)

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        for part in (self.cells, self.graph, self.timeline, self.tensors, self.memory, self.console):
            part.set_colours(colours)

    # -- intents

    def _intend(self, transition: Callable[[State], State], gesture: str = "") -> None:
        self.intended.emit(transition, gesture)

    def _hide(self, what: Hidden, is_hidden: bool) -> None:
        self._intend(lambda s: states.with_hidden(s, what, is_hidden))

    def _go(self, step: int) -> None:
        last = step == self.timeline.slider.maximum()
        self._intend(lambda s: states.with_step(s, None if last else step), "step")

    def _choose_box(self, place: int) -> None:
        if self._is_wanted():  # else the picture that is coming has other boxes
            self._intend(lambda s: states.with_selected(s, place))

    def _choose_run(self, place: int) -> None:
        is_newest = 0 < place == self.scope.count() - 1
        run: str | None = NEWEST if is_newest else self.scope.itemData(place)
        self._intend(lambda s: states.with_run(s, run))

    def _fold_at(self, place: int) -> Fold:
        return Fold(self.fold.itemData(place))  # Qt gives back a plain str

    # -- what is shown

    def show_state(self, state: State, wanted: Request) -> None:
        """The controls; and the moment, where the picture on the screen has the steps of the one that is `wanted`."""
        before, self._state, self._wanted = self._state, state, wanted
        self.cells.show_state(state)
        for what, action in self.hidden.items():
            action.setChecked(what in state.hidden)
        with silent(self.scope, self.fold, self.local):
            self.scope.setCurrentIndex(0 if wanted.run is None else self.scope.findData(wanted.run))
            self.fold.setCurrentIndex(self.fold.findData(state.fold))
            self.local.setChecked(state.local)
        if (state.step, state.selected, state.local) == (before.step, before.selected, before.local):
            return
        if not self._has_steps_of(wanted):
            return
        current = self._show_moment()
        if state.step != before.step and current is not None:
            self.graph.look_at(current)
        line = self.graph.graph.boxes[self._selected].line if self._selected is not None else None
        if state.selected != before.selected and line is not None:
            self._show_line(line)

    def show_recording(self, recording: Recording, is_gone: bool = False) -> None:
        """Which runs there are, and what went wrong in them; `is_gone` says that the kernel has ended."""
        self._is_gone = is_gone
        with silent(self.scope):
            if recording.runs[: len(self._runs)] != self._runs:
                self._runs = ()
                self._clear_scope()
            for run in recording.runs[len(self._runs) :]:
                self.scope.addItem(run.label, run.id)
            self._runs = recording.runs
            for place, run in enumerate(recording.runs, 1):
                mark = "⚠ " if recording.troubles.get(run.id) else ""
                self.scope.setItemText(place, f"{mark}{run.label}  {run.first}".rstrip())
        self.cells.show_troubles(recording)
        if not recording.runs:
            self._clear_scope()
            self.timeline.show_steps(recording.track, range(0))
            self.graph.show_drawing(None)
            self._show_moment()
        self._say_note()

    def show_drawing(self, drawing: Drawing) -> None:
        """The picture, at its step; or the sentence that says why there is none, and the last good one stays."""
        if drawing.error is not None:
            self.note.setText(sentence(drawing.error))
        if drawing.error is not None or not drawing.request.recording.runs:
            return
        if not self._has_steps_of(drawing.request):
            self.timeline.show_steps(drawing.request.recording.track, drawing.request.steps)
        self.timeline.show_step(self._state.step)
        self.graph.show_drawing(drawing, self.timeline.step)
        self._find_again()
        self.memory.show_memory(drawing.memory, drawing.request.steps.stop - 1)
        self._say_note()
        self._show_moment()

    def _has_steps_of(self, request: Request) -> bool:
        shown = self.graph.drawing.request if self.graph.drawing is not None else None
        return shown is not None and (shown.recording, shown.run) == (request.recording, request.run)

    def _clear_scope(self) -> None:
        with silent(self.scope):
            self.scope.clear()
            self.scope.addItem(self.tr("All runs"), None)

    def _say_note(self) -> None:
        missed = self.graph.moment.track.missed
        text = self.tr("{count} calls were too many to record").format(count=f"{missed:,}") if missed else ""
        self.note.setText(self.tr("recorded by the kernel that has ended") if self._is_gone else text)

    def _show_moment(self) -> int | None:
        """All that is told of the step; gives its box, for which all are looked through."""
        self.timeline.show_step(self._state.step)
        self.graph.set_moment(self.timeline.step, self._state.local)
        self.graph.select(self._selected)
        moment = self.graph.moment
        self.timeline.set_told(told(moment))
        self.tensors.show_moment(moment, self._shown)
        current = self._current()
        place = self._selected if self._selected is not None else current
        self.details.show_box(self.graph.graph.boxes[place] if place is not None else None, moment, self._shown)
        return current

    @property
    def _selected(self) -> int | None:
        """The box that was clicked, where the picture is the one that is wanted."""
        place = self._state.selected
        return place if place is not None and self._is_wanted() and place < len(self.graph.graph.boxes) else None

    def _is_wanted(self) -> bool:
        return self.graph.drawing is not None and self.graph.drawing.request == self._wanted

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

    def _show_line(self, line: Line) -> None:
        """Mark the line in its cell."""
        run = self._shown.run_of(line)
        if run is not None:
            self.cells.mark_lines(run.id, {line.number})

    # -- to find

    def _search(self) -> None:
        """Mark what has the text, and tell how many there are."""
        self._hits, self._hit, self._sought = self.graph.hits(self.search.text()), -1, None
        self.graph.mark({hit.box for hit in self._hits})
        self._say_hits()

    def _say_hits(self) -> None:
        is_asked = bool(self.search.text().strip())
        count = len(self._hits)
        where = f"{self._hit + 1} / {count}" if self._hit >= 0 else f"{count}"
        self.found.setText(where if is_asked else "")
        for button in (self.previous, self.next):
            button.setVisible(is_asked and count > 0)

    def _go_to_hit(self, by: int, _checked: bool = False) -> None:
        """The next one, or one before; what it is in is opened."""
        if not self._hits:
            return
        self._hit = (self._hit + by) % len(self._hits) if self._hit >= 0 else (0 if by > 0 else len(self._hits) - 1)
        hit = self._hits[self._hit]
        self._say_hits()
        keys = keys_to(self.graph.graph, hit.node) if hit.node is not None else frozenset()
        if hit.node is None or not keys:
            self._look_at(hit.box)
        else:
            self._sought = hit.node
            self._intend(lambda s: states.with_opened(s, keys))

    def _look_at(self, box: int) -> None:
        self.graph.mark({box, *(hit.box for hit in self._hits)})
        self.graph.look_at(box, to_read=True)
        self._intend(lambda s: replace(s, selected=box))

    def _find_again(self) -> None:
        """In another picture: what was sought has a box there."""
        if not self.search.text().strip():
            return
        sought, self._sought = self._sought, None
        self._hits = self.graph.hits(self.search.text())
        self.graph.mark({hit.box for hit in self._hits})
        box = self.graph.box_of(sought) if sought is not None else None
        if box is not None:
            self._hit = next((k for k, hit in enumerate(self._hits) if hit.box == box), self._hit)
            self._look_at(box)
        self._hit = min(self._hit, len(self._hits) - 1)
        self._say_hits()

    def _choose_tensor(self, tensor: int) -> None:
        """Tell of the box that has the tensor's slot."""
        boxes = self.graph.graph.boxes
        place = next((k for k, box in enumerate(boxes) if tensor == box.leaf or tensor in box.leaves), None)
        if place is not None and place != self._state.selected:
            self._choose_box(place)

    def _show_console(self, is_shown: bool) -> None:
        """It takes room only where somebody wants it."""
        self.console.setVisible(is_shown)
        self.console_button.setArrowType(Qt.ArrowType.DownArrow if is_shown else Qt.ArrowType.RightArrow)

    def _mark_nodes(self, nodes: tuple[int, ...]) -> None:
        """Mark the boxes that have them."""
        wanted = set(nodes)
        self.graph.mark(place for place, box in enumerate(self.graph.graph.boxes) if wanted & {*box.nodes})

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

    def say(self, text: str) -> None:
        """Beside the controls, until the next picture."""
        self.note.setText(text)
        self.note.setToolTip(text)

    def _export(self) -> None:
        kinds = ";;".join(
            (
                self.tr("Pictures (*.svg *.png *.pdf)"),
                self.tr("Page that opens level by level (*.html)"),
                self.tr("Recording (*.tape)"),
            )
        )
        path = ask(self, self.tr("Save the graph"), "graph.svg", kinds)
        if path is None:
            return
        if path.suffix in (".html", ".tape"):
            self.save_wanted.emit(path)
            return
        if path.suffix == ".png" and not self.graph.is_legible:
            self.say(self.tr("The picture is so large that its text is too small to be read; fold it, or save a page."))
        write_on_thread(self, self.graph.saving(path))

    # -- dropped

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(Path(url.toLocalFile()).suffix in _DROPPED for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A recording is shown; cells are opened, if those that are here may go. Nothing is run."""
        path = next(Path(url.toLocalFile()) for url in event.mimeData().urls())
        event.acceptProposedAction()
        if path.suffix == ".tape":
            self.tape_dropped.emit(path)
        elif self.cells.may_discard():
            self.cells.open_path(path)
