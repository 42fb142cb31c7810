"""The window: layout, and one method with all the wiring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QMainWindow, QTabWidget

from explorer.core.catalogue import Entry
from explorer.core.explore import state as states
from explorer.core.explore.compute import Result
from explorer.core.explore.state import State
from explorer.core.explore.steps import Clear
from explorer.core.expression import ExpressionError
from explorer.ui import commands as actions
from explorer.ui import theme
from explorer.ui.explore.checker import Checker, Question
from explorer.ui.settings import Settings
from explorer.ui.store import Store
from explorer.ui.theme import Scheme

if TYPE_CHECKING:
    from explorer.core.explore.check import Check
    from explorer.ui.explore.check_page import CheckPage

BUSY_AFTER_MS = 300
CHECK_AFTER_MS = 400


class MainWindow(QMainWindow):
    """Signals: settled(), whenever the newest State is fully on the screen; checked(), when the badge says of the
    curve whether it is true.

    Made in two steps, so that a window can be seen before plots are imported: the constructor makes an empty one,
    `furnish` everything in it.
    """

    settled = Signal()
    checked = Signal()

    def __init__(self, store: Store, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(self.tr("Derivative Explorer"))
        self.resize(1366, 768)
        self.store = store
        self.settings = settings
        self.actions_by_name: dict[str, QAction] = {}
        self._scheme = theme.scheme_named(settings["scheme"])
        self._painted: Result | None = None
        waiting = QLabel(self.tr("Loading…"))
        waiting.setMargin(24)
        self.setCentralWidget(waiting)

    def furnish(self) -> None:
        """Put everything into the window."""
        from explorer.ui import files
        from explorer.ui.descend.page import DescendPage
        from explorer.ui.explore.view import ExploreView
        from explorer.ui.kit.formula import Formulas
        from explorer.ui.tape.page import TapePage

        self.formulas = Formulas(self.store.worker)
        self.explore = ExploreView(self.formulas)
        self.workspaces = QTabWidget()
        self.workspaces.setObjectName("workspaces")
        self.workspaces.setAccessibleName(self.tr("Workspaces"))
        self.workspaces.setDocumentMode(True)
        self.workspaces.addTab(self.explore, self.tr("Explore"))
        self.tape = TapePage(self.formulas)
        self.workspaces.addTab(self.tape, self.tr("Tape"))
        self.descend = DescendPage()
        self.workspaces.addTab(self.descend, self.tr("Descend"))
        self.actions_by_name = actions.make(self)
        for name, text in (
            ("overlay", self.tr("Overlay")),
            ("marks", self.tr("Marks")),
            ("units_of_pi", "π"),
        ):
            self.explore.add_view_button(self.actions_by_name[name], text)
        self.setCentralWidget(self.workspaces)
        self._busy = QTimer(self, interval=BUSY_AFTER_MS, singleShot=True)
        self._writer = files.SampleWriter()
        self.checker = Checker()
        self.check_page: CheckPage | None = None
        self._check: Check | None = None
        self._asked: Question | None = None
        self._quiet = QTimer(self, interval=CHECK_AFTER_MS, singleShot=True)
        self._wire()
        self.set_scheme(self._scheme)
        self._show_state(self.store.state)
        self._enter_workspace()
        self.restoreGeometry(self.settings["geometry"])

    def _wire(self) -> None:
        """Every connection between the widgets, the store and the worker."""
        from explorer.ui import files, help_pages

        store, view, act = self.store, self.explore, self.actions_by_name
        store.changed.connect(self._show_state)
        store.computed.connect(self._show_result)
        store.worker.gave_up.connect(self._given_up)

        view.selector.chosen.connect(self._choose)
        view.field.edited.connect(self.set_text)
        view.parameters.changed.connect(
            lambda name, field, value: store.apply(
                lambda s: states.with_parameter(s, name, **{field: value}), f"parameter {name} {field}"
            )
        )
        view.range.changed.connect(lambda lo, hi: self._set_range(lo, hi, "range"))
        view.sampling.samples_changed.connect(lambda n: store.apply(partial(_with, samples=n), "samples"))
        view.sampling.order_changed.connect(lambda k: store.apply(partial(_with, order=k)))
        view.sampling.dtype_changed.connect(lambda name: store.apply(partial(_with, dtype=name)))
        view.cursor.cursor_changed.connect(lambda x: store.apply(lambda s: states.with_cursor(s, x), "cursor"))
        view.cursor.secant_toggled.connect(lambda on: store.apply(partial(_with, secant=on)))
        view.cursor.step_changed.connect(lambda h: store.apply(partial(_with, secant_step=h), "secant"))
        view.plots.cursor_moved.connect(lambda x: store.apply(lambda s: states.with_cursor(s, x), "cursor"))
        view.plots.secant_dragged.connect(lambda h: store.apply(partial(_with, secant_step=h), "secant"))
        view.plots.zoomed.connect(self._zoom)
        view.plots.panned.connect(self._pan)
        view.plots.sized.connect(self._size)
        view.plots.painted.connect(self._check_settled)
        self.formulas.ready.connect(self._paint)
        grad = view.grad
        grad.backward.connect(lambda: store.apply(states.with_backward))
        grad.zeroed.connect(lambda: store.apply(partial(states.with_cleared, clear=Clear.ZERO)))
        grad.cleared.connect(lambda: store.apply(partial(states.with_cleared, clear=Clear.NONE)))
        grad.mended.connect(lambda: store.apply(states.with_mended))
        grad.changed.connect(lambda field, value: store.apply(partial(_with, **{field: value}), f"grad {field}"))
        grad.code.tape_wanted.connect(self._open_in_tape)
        self.workspaces.currentChanged.connect(lambda _: self._enter_workspace())
        self.descend.tape_wanted.connect(self._open_in_tape)
        for page in (self.tape, self.descend):
            page.shown.connect(self._check_settled_page)
        view.curve_toggled.connect(self._toggle_curve)
        view.fit.clicked.connect(self._fit_y)
        view.readout.cancelled.connect(store.worker.cancel)
        for held in (view.parameters, view.range, view.sampling, view.plots):
            held.held.connect(store.hold)
            held.released.connect(store.release)
        self._busy.timeout.connect(self._say_busy)
        self._quiet.timeout.connect(self._ask_check)
        self.settled.connect(self._quiet.start)
        self.checker.found.connect(self._show_check)
        view.readout.badge.clicked.connect(self._open_check)
        self._writer.failed.connect(partial(files.tell_failure, self))

        commands: dict[str, Callable[[], object]] = {
            "quit": self.close,
            "openCells": self._open_cells,
            "saveCells": self.tape.save,
            "undo": store.undo,
            "redo": store.redo,
            "editFunction": self._edit_function,
            "fitY": self._fit_y,
            "nextMark": partial(self._jump, 1),
            "previousMark": partial(self._jump, -1),
            "saveFigure": partial(files.save_figure, self, view.plots),
            "copyFigure": partial(files.copy_figure, view.plots),
            "saveSamples": lambda: self._writer.ask(self, store.state),
            "language": partial(help_pages.show_language, self),
            "about": partial(help_pages.show_about, self),
        }
        for name, run in commands.items():
            act[name].triggered.connect(lambda _checked=False, run=run: run())
        for name in actions.VIEW_CHOICES:
            act[name].triggered.connect(lambda on, name=name: store.apply(partial(_with, **{name: on})))
        schemes = QActionGroup(self)
        for scheme in Scheme:
            schemes.addAction(act[scheme.value])
            act[scheme.value].triggered.connect(partial(self.set_scheme, scheme))
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _: self.set_scheme(self._scheme))

    # -- what is shown

    def is_settled(self) -> bool:
        """Whether the newest State is fully on the screen."""
        view = self.explore
        quiet = view.formula.is_shown() and not view.field.is_pending
        quiet = quiet and self.tape.is_settled() and self.descend.is_settled()
        return quiet and self.store.is_current and self._painted is self.store.result

    def _show_state(self, state: State) -> None:
        self._drop_check(state)
        self.explore.show_state(state)
        for name in actions.VIEW_CHOICES:
            self.actions_by_name[name].setChecked(getattr(state, name))
        self._show_undo()
        if self.store.is_current:  # nothing to compute, only to look at
            self._painted = None
            self._paint()
        elif not self._busy.isActive():
            self._busy.start()

    def _show_result(self, result: Result) -> None:
        if self.store.is_current:
            self._busy.stop()
            self.explore.readout.set_busy(False)
        self.explore.show_result(result, self.store.moving)
        self._paint()
        if result.error is not None:
            self._check_settled()

    def _paint(self) -> None:
        """Paint again, changed or not: `_check_settled` follows, at once where Explore is not to be seen."""
        self.explore.plots.repaint_soon()
        if not self.explore.isVisible():
            self._check_settled()

    def _check_settled(self) -> None:
        """Called after a paint: is what was painted the newest State?"""
        if self.store.is_current and self.explore.formula.is_shown() and self._painted is not self.store.result:
            self._painted = self.store.result
            self.settled.emit()

    def _check_settled_page(self) -> None:
        if self.is_settled():
            self.settled.emit()

    def _ask_check(self) -> None:
        """Nothing has moved for a while: is what is shown true?"""
        question = Question.from_state(self.store.state)
        if question != self._asked and not self.store.moving and self.store.result and not self.store.result.error:
            self._asked = question
            self.checker.ask(question)

    def _drop_check(self, state: State) -> None:
        """Another curve: what is known of the old one says nothing of it."""
        if self._asked is not None and Question.from_state(state) != self._asked:
            self._asked = None
            self.checker.drop()
            self._check = None
            self.explore.readout.badge.show_waiting()
            if self.check_page is not None:
                self.check_page.show_check(None)

    def _show_check(self, question: Question, check: Check | None) -> None:
        if question == self._asked:
            self._check = check
            self.explore.readout.badge.show_check(check)
            if self.check_page is not None:
                self.check_page.show_check(check)
            self.checked.emit()

    def _open_check(self) -> None:
        """The page behind the badge, made when it is first wanted."""
        if self.check_page is None:
            from explorer.ui.explore.check_page import CheckPage

            self.check_page = CheckPage(self)
            self.check_page.set_colours(theme.colours(self._scheme))
        self.check_page.show_check(self._check)
        self.check_page.show()

    def _say_busy(self) -> None:
        if not self.store.is_current and self.store.result is not None:
            self.explore.readout.set_busy(True)

    def _given_up(self) -> None:
        self.store.forget()
        self._busy.stop()
        self.explore.readout.show_cancelled()

    def set_scheme(self, scheme: Scheme, _checked: bool = True) -> None:
        """Light, dark, or as the system has it."""
        self._scheme = scheme
        self.settings["scheme"] = scheme.value
        colours = theme.apply(scheme)
        self.explore.set_colours(colours)
        self.tape.set_colours(colours)
        self.descend.set_colours(colours)
        if self.check_page is not None:
            self.check_page.set_colours(colours)
        self.actions_by_name[scheme.value].setChecked(True)

    # -- intents

    def _choose(self, entry: Entry) -> None:
        self.explore.field.forget_draft()
        self.store.apply(lambda state: states.from_entry(entry, state))

    def _enter_workspace(self) -> None:
        entered = self.workspaces.currentWidget()
        if entered is self.tape:
            self.tape.open()
        elif entered is self.descend:
            state = self.store.state
            self.descend.set_function(state.function, state.values, state.cursor, state.range)
            self.descend.open()
        for name in actions.OF_EXPLORE:
            self.actions_by_name[name].setEnabled(entered is self.explore)
        for name in actions.OF_TAPE:
            self.actions_by_name[name].setEnabled(entered is self.tape)
        if entered is self.explore:
            self._show_undo()

    def _show_undo(self) -> None:
        self.actions_by_name["undo"].setEnabled(self.store.can_undo)
        self.actions_by_name["redo"].setEnabled(self.store.can_redo)

    def _open_cells(self) -> None:
        self.workspaces.setCurrentWidget(self.tape)
        self.tape.ask_for_file()

    def _open_in_tape(self, script: str) -> None:
        self.workspaces.setCurrentWidget(self.tape)
        self.tape.set_code(script)

    def open_notebook(self, path: Path) -> None:
        """Show a notebook or script in the workspace Tape; nothing of it is run."""
        self.workspaces.setCurrentWidget(self.tape)
        self.tape.open_path(path)

    def set_text(self, text: str) -> None:
        """Show the function that `text` describes, or what is wrong with it; the last good curve stays."""
        try:
            self.store.apply(lambda state: states.with_text(state, text), "text")
        except ExpressionError as error:
            self.explore.field.show_error(error)
        else:
            self.explore.field.clear_error()

    def _set_range(self, lo: float, hi: float, gesture: str) -> None:
        self.store.apply(lambda state: states.with_range(state, lo, hi), gesture)

    def _zoom(self, plot: int, axis: int, factor: float, centre: float) -> None:
        from explorer.ui.explore.plots import zoom

        shown = self.explore.plots.plots[plot].y_range
        self.store.apply(lambda state: zoom(state, plot, axis, factor, centre, shown), "zoom")

    def _pan(self, plot: int, dx: float, dy: float) -> None:
        from explorer.ui.explore.plots import pan

        self.store.apply(lambda state: pan(state, plot, dx, dy), "pan")

    def _size(self) -> None:
        self.store.set_size(*self.explore.plots.picture_size())

    def _toggle_curve(self, order: int, shown: bool) -> None:
        self.store.apply(lambda s: replace(s, hidden=s.hidden - {order} if shown else s.hidden | {order}))

    def _fit_y(self) -> None:
        self.store.apply(partial(_with, y_range=None, slope_range=None))

    def _edit_function(self) -> None:
        self.explore.field.edit.setFocus()
        self.explore.field.edit.selectAll()

    def _jump(self, direction: int) -> None:
        """The cursor to the next mark on that side."""
        result, x = self.store.result, self.store.state.cursor
        if result is None or result.curve is None:
            return
        lo, hi = self.store.state.range
        least = (hi - lo) * 1e-6
        places = sorted(mark.x for mark in result.curve.features.marks)
        beyond = [place for place in places if (place - x) * direction > least]
        if beyond:
            self.store.apply(lambda s: states.with_cursor(s, beyond[0] if direction > 0 else beyond[-1]))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.tape.may_close():
            event.ignore()
            return
        self.tape.stop()
        self.descend.stop()
        self.settings["geometry"] = self.saveGeometry()
        self.store.worker.stop()
        self.checker.stop()
        super().closeEvent(event)


def _with(state: State, **changes: object) -> State:
    return replace(state, **changes)  # type: ignore[arg-type]
