"""One runner: its optimiser, learning rate, scheduler, zero_grad, and the rest from torch's signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.core.descend.optimisers import OPTIMISERS, SCHEDULERS, Chosen, optimiser, title_of
from explorer.core.descend.own import Own
from explorer.core.descend.problem import Terrain
from explorer.core.descend.race import Runner
from explorer.core.descend.state import RATE, value_of, with_hyper, with_optimiser
from explorer.core.descend.surfaces import SURFACES
from explorer.ui.kit.number_box import NumberBox
from explorer.ui.kit.silent import silent
from explorer.ui.kit.undo import leave_undo
from explorer.ui.theme import GAP

FILE = "file"
"""Of the list of optimisers: the row that asks for one."""


class RunnerEditor(QWidget):
    """Signals: changed(Runner), an intent; file_wanted(), for an optimiser of a person's own."""

    changed = Signal(object)
    file_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._runner = Runner()
        self._problem: Terrain = SURFACES[0]
        self._made_for: Chosen | None = None
        self._renders: dict[str, Callable[[Any], None]] = {}
        self.optimizer = QComboBox()
        self.optimizer.setObjectName("descendOptimizer")
        self.optimizer.setAccessibleName(self.tr("Optimiser"))
        for name in OPTIMISERS:
            self.optimizer.addItem(title_of(name), name)
        self.optimizer.addItem(self.tr("From a Python file…"), FILE)
        self.rate = NumberBox("descendRate", self.tr("Learning rate"))
        self.scheduler = QComboBox()
        self.scheduler.setObjectName("descendScheduler")
        self.scheduler.setAccessibleName(self.tr("Scheduler of the learning rate"))
        self.scheduler.addItem(self.tr("none: the rate stays"), "")
        for name, (kind, arguments) in SCHEDULERS.items():
            self.scheduler.addItem(kind.__name__, name)
            told = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
            self.scheduler.setItemData(self.scheduler.count() - 1, told, Qt.ItemDataRole.ToolTipRole)
        self.scheduler.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.zero_grad = QCheckBox(self.tr("zero_grad() before each step"))
        self.zero_grad.setObjectName("descendZeroGrad")
        self.zero_grad.setAccessibleName(self.tr("zero_grad() before each step"))
        self.zero_grad.setToolTip(self.tr("Without it every backward() adds to the .grad of the steps before"))
        self.more = QToolButton()
        self.more.setObjectName("descendMore")
        self.more.setCheckable(True)
        self.more.setAutoRaise(True)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setText(self.tr("Other hyper-parameters"))
        self.more.setAccessibleName(self.tr("Show the other hyper-parameters"))
        self.clip_norm = NumberBox("descendClipNorm", self.tr("Clip the norm of the gradients to"))
        self.clip_value = NumberBox("descendClipValue", self.tr("Clip each gradient to"))
        for box in (self.clip_norm, self.clip_value):
            box.setMinimum(0.0)
            box.setToolTip(self.tr("{what}; 0 for not at all").format(what=box.accessibleName()))
        self.rest = QWidget()
        self.rest.setObjectName("descendHyper")
        self.rest.setAccessibleName(self.tr("Other hyper-parameters"))
        self._form = QFormLayout(self.rest)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setSpacing(GAP // 2)
        form = QFormLayout()
        form.setSpacing(GAP)
        form.addRow(self.tr("optimiser"), self.optimizer)
        form.addRow(self.tr("learning rate"), self.rate)
        form.addRow(self.tr("scheduler"), self.scheduler)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(form)
        layout.addWidget(self.zero_grad)
        layout.addWidget(self.more)
        layout.addWidget(self.rest)
        self.clips = QWidget()
        clips = QFormLayout(self.clips)
        clips.setContentsMargins(0, 0, 0, 0)
        clips.setSpacing(GAP // 2)
        clips.addRow(self.tr("clip norm"), self.clip_norm)
        clips.addRow(self.tr("clip value"), self.clip_value)
        layout.addWidget(self.clips)
        self._fold(False)
        self.optimizer.currentIndexChanged.connect(lambda _: self._choose())
        self.rate.valueChanged.connect(lambda value: self._set(RATE, value))
        self.scheduler.currentIndexChanged.connect(
            lambda _: self._intend(replace(self._runner, scheduler=str(self.scheduler.currentData())))
        )
        self.clip_norm.valueChanged.connect(lambda value: self._intend(replace(self._runner, clip_norm=value)))
        self.clip_value.valueChanged.connect(lambda value: self._intend(replace(self._runner, clip_value=value)))
        self.zero_grad.toggled.connect(lambda on: self._intend(replace(self._runner, zero_grad=on)))
        self.more.toggled.connect(self._fold)
        self.show_runner(self._runner, self._problem)

    def show_runner(self, runner: Runner, problem: Terrain) -> None:
        """Show it without saying that a person chose it; the usual rates are those of the problem."""
        self._runner, self._problem = runner, problem
        if self._made_for != runner.optimizer:
            self._make_rest(runner.optimizer)
        with silent(self.optimizer, self.scheduler, self.zero_grad):
            self.optimizer.setCurrentIndex(self._row_of(runner.optimizer))
            self.scheduler.setCurrentIndex(self.scheduler.findData(runner.scheduler))
            self.zero_grad.setChecked(runner.zero_grad)
        rate = value_of(runner, RATE)
        self.rate.setEnabled(rate is not None)
        self.rate.render(float(rate or 0.0))
        self.clip_norm.render(runner.clip_norm)
        self.clip_value.render(runner.clip_value)
        for name, render in self._renders.items():
            render(value_of(runner, name))

    def offer(self, own: Own) -> None:
        """One of a person's own is in the list from now on."""
        with silent(self.optimizer):
            self._row_of(own)

    def _row_of(self, chosen: Chosen) -> int:
        """Its row; one of a person's own has a new one, before the last."""
        for row in range(self.optimizer.count()):
            if self.optimizer.itemData(row) == chosen:
                return row
        row = self.optimizer.count() - 1
        self.optimizer.insertItem(row, title_of(chosen), chosen)
        if isinstance(chosen, Own):
            self.optimizer.setItemData(row, chosen.where, Qt.ItemDataRole.ToolTipRole)
        return row

    def _choose(self) -> None:
        chosen = self.optimizer.currentData()
        if chosen == FILE:
            with silent(self.optimizer):
                self.optimizer.setCurrentIndex(self._row_of(self._runner.optimizer))
            self.file_wanted.emit()
        else:
            self._intend(with_optimiser(self._runner, chosen, self._problem))

    def _intend(self, runner: Runner) -> None:
        self.show_runner(runner, self._problem)
        self.changed.emit(runner)

    def _set(self, name: str, value: Any) -> None:
        self._intend(with_hyper(self._runner, name, value))

    def _fold(self, unfolded: bool) -> None:
        self.more.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        self.rest.setVisible(unfolded)
        self.clips.setVisible(unfolded)

    def _make_rest(self, name: Chosen) -> None:
        """A control for each hyper-parameter that is not the learning rate, after the kind of its default."""
        self._made_for = name
        self._renders = {}
        while self._form.rowCount():
            self._form.removeRow(0)
        for one in optimiser(name).hyper:
            if one.name != RATE:
                self._form.addRow(one.name, self._row(one.name, one.default))

    def _row(self, name: str, default: Any) -> QWidget:
        if not isinstance(default, tuple):
            made, render = self._edit(f"descendHyper_{name}", name, default, lambda value: self._set(name, value))
            self._renders[name] = render
            return made
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        renders = []
        for place, part in enumerate(default):

            def put(value: Any, place: int = place) -> None:
                parts = list(value_of(self._runner, name))
                parts[place] = value
                self._set(name, tuple(parts))

            made, render = self._edit(f"descendHyper_{name}_{place}", f"{name}[{place}]", part, put)
            layout.addWidget(made)
            renders.append(render)

        def render_all(values: Any) -> None:
            for render, value in zip(renders, values, strict=True):
                render(value)

        self._renders[name] = render_all
        return row

    def _edit(
        self, name: str, label: str, default: Any, put: Callable[[Any], None]
    ) -> tuple[QWidget, Callable[[Any], None]]:
        """A control that gives its value to `put`, and what shows a value in it."""
        if isinstance(default, bool):
            box = QCheckBox()
            box.setObjectName(name)
            box.setAccessibleName(label)
            box.toggled.connect(put)

            def render(value: Any) -> None:
                with silent(box):
                    box.setChecked(bool(value))

            return box, render
        if isinstance(default, int | float):
            number = NumberBox(name, label)
            whole = isinstance(default, int)
            number.valueChanged.connect(lambda value: put(int(value) if whole and value.is_integer() else value))
            return number, lambda value: number.render(float(value))
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(label)
        line.setPlaceholderText("None")
        leave_undo(line)
        line.editingFinished.connect(lambda: put(read(line.text())))
        return line, lambda value: line.setText("" if value is None else str(value))


def read(text: str) -> int | float | str | None:
    """None, a number or a word, as a person writes it."""
    text = text.strip()
    if text in ("", "None"):
        return None
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
