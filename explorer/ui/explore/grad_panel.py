"""The x.grad panel: what is in the slot, what put it there, and what PyTorch says about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.core.explore.slot import Failure, SlotView
from explorer.core.explore.state import State
from explorer.core.explore.steps import CODE, How, Trail
from explorer.core.expression import ExpressionError, parse
from explorer.ui import theme
from explorer.ui.explore.grad_diagram import GradDiagram
from explorer.ui.explore.grad_tables import Layers, Ledger, SampleTable
from explorer.ui.explore.grad_words import failure_text, relation_text, state_text
from explorer.ui.kit.script_view import ScriptView
from explorer.ui.kit.silent import silent
from explorer.ui.kit.steady_label import SteadyLabel
from explorer.ui.kit.undo import leave_undo
from explorer.ui.theme import GAP, Colours, title
from explorer.ui.words import sentence

WIDTH = 316
LATER_MS = 100
"""While something is dragged the tables follow at this pace: nobody reads nine numbers sixty times a second."""


_CALLS = {How.GRAD: "autograd.grad()", How.NON_LEAF: "y.grad"}
"""What the first button does, where it is not backward()."""


class GradPanel(QScrollArea):
    """Signals, all intents: backward(), zeroed(), cleared(), mended(), taken_back(); changed(field, value) of the
    State's fields how, vector, retain_graph, zero_before and forward_before.
    """

    backward = Signal()
    zeroed = Signal()
    cleared = Signal()
    mended = Signal()
    taken_back = Signal()
    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("gradPanel")
        self.setAccessibleName(self.tr("x.grad"))
        self.diagram = GradDiagram()
        self.state = SteadyLabel("gradState")
        self.state.setAccessibleName(self.tr("What is in x.grad"))
        self.relation = QLabel()
        self.relation.setObjectName("gradRelation")
        self.relation.setWordWrap(True)
        self.relation.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.how = QComboBox()
        self.how.setObjectName("gradHow")
        self.how.setAccessibleName(self.tr("How to go back from y, which is no scalar"))
        self.how.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.vector = QLineEdit("x")
        self.vector.setObjectName("gradVector")
        self.vector.setAccessibleName(self.tr("The weights v as an expression in x"))
        self.vector.setFont(theme.monospace())
        leave_undo(self.vector)
        self.vector_error = QLabel()
        self.vector_error.setObjectName("gradVectorError")
        self.vector_error.setWordWrap(True)
        self.buttons = {
            "backwardButton": QPushButton("backward()"),
            "zeroButton": QPushButton("x.grad.zero_()"),
            "noneButton": QPushButton("x.grad = None"),
        }
        self.boxes = {
            "retain_graph": QCheckBox("retain_graph=True"),
            "zero_before": QCheckBox(self.tr("zero before each backward()")),
            "forward_before": QCheckBox(self.tr("run y = f(x) before each backward()")),
        }
        self.error = QLabel()
        self.why = QLabel()
        self.mend = QPushButton()
        self.samples = SampleTable()
        self.ledger = Ledger()
        self.layers = Layers()
        self.code = ScriptView(
            "codeView",
            "code",
            self.tr("The PyTorch script of what is shown"),
            self.tr("Run this script in a real kernel, and see the graph that autograd records"),
            "gradient.py",
        )
        self._view: SlotView | None = None
        self._lost: Trail | None = None
        self._parameters: frozenset[str] = frozenset()
        self._later = QTimer(self, interval=LATER_MS, singleShot=True)
        self._later.timeout.connect(self._show_details)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(6)
        font = self.state.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.2)
        self.state.setFont(font)
        # Of fixed size, or every new number would lay the panel out again.
        self.relation.setFixedSize(WIDTH - 2 * GAP - 18, 3 * self.relation.fontMetrics().lineSpacing())
        for widget in (
            title(self.tr("The slot x.grad")),
            self.diagram,
            self.state,
            self.relation,
            self.how,
            self.vector,
            self.vector_error,
        ):
            column.addWidget(widget)
        grid = QGridLayout()
        grid.setSpacing(4)
        for k, (name, button) in enumerate(self.buttons.items()):
            button.setObjectName(name)
            grid.addWidget(button, 0, k)
        column.addLayout(grid)
        tips = {
            "backwardButton": self.tr("One pass: adds to x.grad"),
            "zeroButton": self.tr("Fills x.grad with zeros; the tensor stays"),
            "noneButton": self.tr("Empties the slot: no tensor any more"),
        }
        for name, tip in tips.items():
            self.buttons[name].setToolTip(tip)
            self.buttons[name].setAccessibleName(f"{self.buttons[name].text()}: {tip}")
        names = {
            "retain_graph": "retainGraph",
            "zero_before": "zeroBeforeBackward",
            "forward_before": "forwardBeforeBackward",
        }
        for field, box in self.boxes.items():
            box.setObjectName(names[field])
            box.setAccessibleName(box.text())
            column.addWidget(box)
        column.addWidget(self._new_leaf())
        column.addWidget(self._trouble())
        column.addWidget(self._tabs(), 1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(WIDTH)

    def _new_leaf(self) -> QWidget:
        self.anew = QFrame()
        self.anew.setObjectName("gradAnew")
        self.anew.setFrameShape(QFrame.Shape.StyledPanel)
        self.lost = QLabel()
        self.lost.setObjectName("gradLost")
        self.lost.setWordWrap(True)
        self.take_back = QPushButton(self.tr("Take the old x back"))
        self.take_back.setObjectName("gradTakeBack")
        layout = QVBoxLayout(self.anew)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.lost)
        layout.addWidget(self.take_back)
        self.anew.hide()
        return self.anew

    def _trouble(self) -> QWidget:
        self.trouble = QFrame()
        self.trouble.setFrameShape(QFrame.Shape.StyledPanel)
        self.error.setObjectName("gradError")
        self.error.setAccessibleName(self.tr("What PyTorch says"))
        self.error.setFont(theme.monospace())
        self.error.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.why.setObjectName("gradWhy")
        self.mend.setObjectName("gradMend")
        layout = QVBoxLayout(self.trouble)
        layout.setContentsMargins(6, 6, 6, 6)
        for label in (self.error, self.why):
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addWidget(self.mend)
        self.trouble.hide()
        return self.trouble

    def _tabs(self) -> QWidget:
        samples = QWidget()
        layout = QVBoxLayout(samples)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.samples, 1)
        which = QLabel(self.tr("Bold: the sample nearest to the cursor. Under the plots: at the cursor itself."))
        which.setWordWrap(True)
        which.setForegroundRole(which.foregroundRole().PlaceholderText)
        layout.addWidget(which)
        passes = QWidget()
        layout = QVBoxLayout(passes)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.ledger, 2)
        layout.addWidget(self.layers, 1)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("gradTabs")
        self.tabs.setAccessibleName(self.tr("Samples, ledger and code"))
        self.tabs.setDocumentMode(True)
        self.tabs.setMinimumHeight(210)
        self.tabs.addTab(samples, self.tr("Samples"))
        self.tabs.addTab(passes, self.tr("Ledger"))
        self.tabs.addTab(self.code, self.tr("Code"))
        return self.tabs

    def _connect(self) -> None:
        for how in How:
            self.how.addItem(CODE[how], how)
        self.buttons["backwardButton"].clicked.connect(self.backward)
        self.buttons["zeroButton"].clicked.connect(self.zeroed)
        self.buttons["noneButton"].clicked.connect(self.cleared)
        self.mend.clicked.connect(self.mended)
        self.take_back.clicked.connect(self.taken_back)
        self.how.currentIndexChanged.connect(self._choose_how)
        self.vector.textChanged.connect(self._read_vector)
        for field, box in self.boxes.items():
            box.toggled.connect(lambda on, field=field: self.changed.emit(field, on))
        self.tabs.currentChanged.connect(lambda _: self._show_details())

    def _choose_how(self) -> None:
        how = How(self.how.currentData())
        if how is How.VECTOR:
            self._read_vector(self.vector.text())
        self.changed.emit("how", how)

    def _read_vector(self, text: str) -> None:
        try:
            vector = parse(text)
        except ExpressionError as error:
            self.vector_error.setText(sentence(error))
        else:
            unknown = [name for name in vector.parameters if name not in self._parameters]
            if unknown:
                self.vector_error.setText(self.tr("{name} is no parameter of f.").format(name=unknown[0]))
            else:
                self.vector_error.clear()
                self.changed.emit("vector", vector)
        self.vector_error.setVisible(bool(self.vector_error.text()))

    # -- showing

    def set_colours(self, colours: Colours) -> None:
        self.diagram.set_colours(colours)
        self.layers.set_colours(colours)
        self.code.set_colours(colours)
        for label in (self.error, self.vector_error):
            label.setStyleSheet(f"color: {colours.error};")

    def show_state(self, state: State) -> None:
        """The controls, with their signals blocked."""
        for field, box in self.boxes.items():
            if box.isChecked() is not getattr(state, field):
                with silent(box):
                    box.setChecked(getattr(state, field))
        if state.lost is not self._lost:
            self._show_lost(state.lost)
        if self.how.currentData() != state.how:
            with silent(self.how):
                self.how.setCurrentIndex(self.how.findData(state.how))
        self._parameters = frozenset(parameter.name for parameter in state.parameters)
        self.buttons["backwardButton"].setText(_CALLS.get(state.how, "backward()"))
        is_vector = state.how is How.VECTOR
        self.vector.setVisible(is_vector)
        self.vector_error.setVisible(is_vector and bool(self.vector_error.text()))

    def _show_lost(self, lost: Trail | None) -> None:
        """That x is another tensor now, and what went with the one before it."""
        self._lost = lost
        self.anew.setVisible(lost is not None)
        if lost is not None:
            lo, hi = lost.leaf.range
            self.lost.setText(
                self.tr(
                    "x was made anew: it is another leaf. The old one, linspace({lo:.6g}, {hi:.6g}, {samples:,}) in "
                    "{dtype}, took its x.grad with it: {count} × backward()."
                ).format(lo=lo, hi=hi, samples=lost.leaf.samples, dtype=lost.leaf.dtype, count=lost.passes)
            )

    def show_slot(self, view: SlotView, moving: bool) -> None:
        """The slot; while moving its tables and sentences a little later."""
        self._view = view
        self.state.show_text(state_text(view))
        if not moving:
            self._show_details()
        elif not self._later.isActive():
            self._later.start()

    def _show_details(self) -> None:
        self._later.stop()
        view = self._view
        if view is None:
            return
        self.diagram.show_slot(view)
        relation = relation_text(view)
        if relation != self.relation.text():
            self.relation.setText(relation)
        self._show_failure(view.failure)
        page = self.tabs.currentIndex()
        if page == 0:
            self.samples.show_slot(view)
        elif page == 1:
            self.ledger.show_slot(view)
            self.layers.show_slot(view)
        elif view.script is not None:  # a long one is not written anew in each frame
            self.code.show_script(view.script)

    def _show_failure(self, failure: Failure | None) -> None:
        text = failure_text(failure) if failure is not None else ""
        if text == self.error.text():
            return
        self.error.setText(text)
        for widget, said in (
            (self.why, failure.why if failure is not None else None),
            (self.mend, failure.mend if failure is not None else None),
        ):
            widget.setText(sentence(said) if said is not None else "")
            widget.setVisible(said is not None)
        self.trouble.setVisible(failure is not None)
