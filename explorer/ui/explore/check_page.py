"""The badge, and the page behind it: the witnesses, where autograd differs from them, and the error over the step h."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui.explore.grad_tables import Table
from explorer.ui.explore.marks_tab import MarksTab
from explorer.ui.theme import GAP, Colours, title
from explorer.ui.words import sentence, translated

if TYPE_CHECKING:
    from explorer.core.explore.check import Check

LINES = 10
TINY = 1e-18
"""Where an error of exactly 0 is drawn on a logarithmic axis."""

WITNESSES = {
    "symbolic": QT_TRANSLATE_NOOP("Check", "symbolic"),
    "forward mode": QT_TRANSLATE_NOOP("Check", "forward mode"),
    "differences": QT_TRANSLATE_NOOP("Check", "differences"),
    "mpmath": QT_TRANSLATE_NOOP("Check", "mpmath"),
}
_TOLD = {
    "symbolic": QT_TRANSLATE_NOOP("Check", "SymPy's derivative of the formula, at 30 digits"),
    "forward mode": QT_TRANSLATE_NOOP("Check", "torch.func.jvp: the same rules, walked in the other direction"),
    "differences": QT_TRANSLATE_NOOP("Check", "(f(x + h) − f(x − h)) / 2h with the best h for each x"),
    "mpmath": QT_TRANSLATE_NOOP("Check", "differences at 50 digits"),
}
_SIGNS = {
    "symbolic": "○",
    "forward mode": "×",
    "differences": "▽",
    "mpmath": "☆",
    "float32": "- -",
    "float64": "—",
}
_SYMBOLS = {"symbolic": "o", "forward mode": "x", "differences": "t", "mpmath": "star"}


class CheckBadge(QToolButton):
    """One line: whether autograd's df/dx is true. A click opens the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("checkBadge")
        self.setAccessibleName(self.tr("Is the derivative true?"))
        self.setAutoRaise(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # its words must not move the row
        self.show_waiting()

    def show_waiting(self) -> None:
        """Nothing is known about this curve yet."""
        self.setText(self.tr("autograd = ?"))
        self.setEnabled(False)

    def show_check(self, check: Check | None) -> None:
        """The outcome; None where it cannot be checked."""
        self.setEnabled(check is not None)
        self.setText(self.tr("autograd: not checked") if check is None else self._words(check))
        self.setToolTip("" if check is None else _verdicts(check) or self.tr("All witnesses agree."))

    def _words(self, check: Check) -> str:
        if not check.agrees:
            worst = next(verdict for verdict in check.verdicts if verdict.differs)
            return self.tr("autograd ≠ calculus ✗ {reason}").format(reason=worst.about + _reason(worst.reason))
        if isnan(check.worst):
            return self.tr("autograd: nothing to compare")
        witness = next((name for name in WITNESSES if name in check.by_method), "differences")
        text = self.tr("autograd = {witness} ✓ {error}").format(
            witness=translated("Check", WITNESSES[witness]), error=f"{check.worst:.0e}" if check.worst else "0"
        )
        reasons = {verdict.reason: 0 for verdict in check.verdicts}
        for verdict in check.verdicts:
            reasons[verdict.reason] += 1
        notes = [f"{count} × {_reason(reason)}" if count > 1 else _reason(reason) for reason, count in reasons.items()]
        return " · ".join([text, *notes])


class CheckPage(QDialog):
    """What the badge has behind it. It stays open, and follows.

    Signals: wanted_text(a formula that mends it), wanted_place(x of a mark).
    """

    wanted_text = Signal(str)
    wanted_place = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("checkPage")
        self.setWindowTitle(self.tr("Is the derivative true?"))
        self.resize(900, 620)
        self.head = QLabel()
        self.head.setObjectName("checkHead")
        self.head.setWordWrap(True)
        columns = (self.tr("witness"), self.tr("largest relative error"), self.tr("what it does"))
        self.witnesses = Table("checkWitnesses", self.tr("Witnesses"), columns)
        self.witnesses.setMaximumHeight(124)
        self.witnesses.setSelectionMode(Table.SelectionMode.NoSelection)
        self.witnesses.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for column in (0, 1):
            self.witnesses.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.verdicts = QTextBrowser()
        self.verdicts.setObjectName("checkVerdicts")
        self.verdicts.setMaximumHeight(130)
        self.verdicts.setAccessibleName(self.tr("Where and why"))
        self.over_x, self.over_h = self._plot(self.tr("error over x"), "x"), self._plot(self.tr("error over h"), "h")
        self.over_h.setLogMode(x=True, y=True)
        self.over_x.setLogMode(y=True)
        self.mend = QPushButton()
        self.mend.setObjectName("checkMend")
        self.mend.hide()
        self.mend.clicked.connect(self._mend)
        self.marks = MarksTab()
        self.marks.wanted_place.connect(self.wanted_place)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GAP, GAP, GAP, GAP)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("checkTabs")
        inside = QWidget()
        self.tabs.addTab(inside, self.tr("Verdict"))
        self.tabs.addTab(self.marks, self.tr("Marks"))
        whole.addWidget(self.tabs)
        layout = QVBoxLayout(inside)
        for widget in (self.head, self.witnesses, self.verdicts, self.mend):
            layout.addWidget(widget)
        row = QHBoxLayout()
        # Above the plots, where they cover no point.
        self.legends = QLabel(), QLabel()
        names = self.tr("The error over x"), self.tr("The error over h")
        for name, legend, plot in zip(names, self.legends, (self.over_x, self.over_h), strict=True):
            beside = QVBoxLayout()
            for widget in (title(name), legend, plot):
                beside.addWidget(widget)
            row.addLayout(beside)
        layout.addLayout(row, 1)
        self._colours: Colours | None = None
        self._check: Check | None = None

    def _mend(self) -> None:
        if self._check is not None and self._check.mends:
            self.wanted_text.emit(self._check.mends[0].text)

    def _plot(self, label: str, across: str) -> pg.PlotWidget:
        plot = pg.PlotWidget(enableMenu=False)
        plot.setAccessibleName(label)
        plot.setLabel("bottom", across)
        plot.setMinimumHeight(200)
        return plot

    def set_colours(self, colours: Colours) -> None:
        self._colours = colours
        for plot in (self.over_x, self.over_h):
            plot.setBackground(colours.base)
            for side in ("bottom", "left"):
                plot.getAxis(side).setPen(colours.border)
                plot.getAxis(side).setTextPen(colours.muted)
        self.show_check(self._check)

    def show_check(self, check: Check | None) -> None:
        """The newest check; None while there is none."""
        self._check = check
        if self.isVisible():  # plots of pyqtgraph take longer than a frame
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        self._show()

    def _show(self) -> None:
        check = self._check
        if check is None or self._colours is None:
            self.head.setText(self.tr("The curve has changed; it is checked when nothing moves."))
            self.mend.hide()
            self.marks.show_certified(None)
            self.verdicts.clear()
            self.witnesses.cells.show_rows([])
            self.over_x.clear()
            self.over_h.clear()
            return
        from explorer.core.explore.headline import figures, headline

        said = [sentence(headline(check)), figures(check)]
        self.head.setText("\n".join(filter(None, said)))
        self.mend.setVisible(bool(check.mends))
        if check.mends:
            self.mend.setText(self.tr("Write {text} instead").format(text=check.mends[0].text))
        self.marks.show_certified(check.certified)
        rows = [
            (translated("Check", WITNESSES[name]), _said(check, name), translated("Check", _TOLD[name]))
            for name in WITNESSES
        ]
        self.witnesses.cells.show_rows(rows)
        self.verdicts.setPlainText(_verdicts(check) or self.tr("All witnesses agree, and f has no kink, jump or pole."))
        self._draw(check, self._colours)

    def _draw(self, check: Check, colours: Colours) -> None:
        self.over_x.clear()
        self.over_h.clear()
        for k, (name, error) in enumerate(check.errors.items()):
            good = np.isfinite(error)
            self.over_x.plot(
                check.x[good], np.maximum(error[good], TINY), pen=None, symbol=_SYMBOLS[name], symbolSize=6,
                symbolPen=colours.curves[k], symbolBrush=None,
            )  # fmt: skip
        styles = {"float32": Qt.PenStyle.DashLine, "float64": Qt.PenStyle.SolidLine}
        for k, (name, error) in enumerate(check.steps.errors.items()):
            good = np.isfinite(error)
            pen = pg.mkPen(colours.curves[1 - k], width=2, style=styles[name])
            self.over_h.plot(check.steps.h[good], np.maximum(error[good], TINY), pen=pen)
        self.over_h.setTitle(f"x = {check.steps.x:.4g}", color=colours.muted, size="9pt")
        shown = [f"{_SIGNS[name]} {translated('Check', WITNESSES[name])}" for name in check.errors]
        lines = [f"{_SIGNS[name]} {name}" for name in check.steps.errors]
        self.legends[0].setText(_coloured(shown, colours.curves))
        self.legends[1].setText(_coloured(lines, colours.curves[1::-1]))


def _coloured(texts: Sequence[str], colours: Sequence[str]) -> str:
    return " &nbsp; ".join(f'<span style="color: {c}">{t}</span>' for t, c in zip(texts, colours, strict=False))


def _said(check: Check, name: str) -> str:
    if name in check.by_method:
        return f"{check.by_method[name]:.2g}"
    return check.silent.get(name, "–")


def _verdicts(check: Check) -> str:
    ordered = sorted(check.verdicts, key=lambda one: not one.differs)
    lines = [one.about + translated("Check", one.template).format(**one.values) for one in ordered]
    if len(lines) > LINES:
        more = QCoreApplication.translate("Check", "… and {count} more").format(count=len(lines) - LINES)
        lines = [*lines[:LINES], more]
    return "\n".join(lines)


_REASONS = {
    "kink": QT_TRANSLATE_NOOP("Check", "kink"),
    "jump": QT_TRANSLATE_NOOP("Check", "jump"),
    "pole": QT_TRANSLATE_NOOP("Check", "pole"),
    "detach": "detach",
    "NaN": "NaN",
    "precision": QT_TRANSLATE_NOOP("Check", "precision"),
    "cancellation": QT_TRANSLATE_NOOP("Check", "cancellation"),
    "overflow": QT_TRANSLATE_NOOP("Check", "overflow"),
    "underflow": QT_TRANSLATE_NOOP("Check", "underflow"),
    "trap of where": QT_TRANSLATE_NOOP("Check", "trap of where"),
    "shortcut of torch": QT_TRANSLATE_NOOP("Check", "shortcut of torch"),
    "staircase": QT_TRANSLATE_NOOP("Check", "staircase"),
    "hole": QT_TRANSLATE_NOOP("Check", "hole"),
    "edge": QT_TRANSLATE_NOOP("Check", "edge"),
    "no formula": QT_TRANSLATE_NOOP("Check", "no formula"),
    "no path": "None",
    "cut": QT_TRANSLATE_NOOP("Check", "path cut"),
    "unexplained": QT_TRANSLATE_NOOP("Check", "unexplained"),
}


def _reason(reason: str) -> str:
    return translated("Check", _REASONS[reason])
