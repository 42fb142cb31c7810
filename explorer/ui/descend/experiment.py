"""A question about the race, asked by a press: a page with its progress, its answer so far, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from explorer.core import files
from explorer.core.cancelled import Cancelled
from explorer.core.descend.experiments import Ask
from explorer.core.descend.problem import DescendError
from explorer.core.descend.race import failed
from explorer.core.expression import ExpressionError
from explorer.core.words import ExplainedError
from explorer.ui.kit.files import ask_and_write
from explorer.ui.latest import Latest, Superseded
from explorer.ui.theme import GAP, Colours
from explorer.ui.words import sentence

_WHOLE = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What came of a question: the last thing that was found, or why there is none."""

    request: Ask
    error: ExplainedError | ExpressionError | None = None


class Experiment(QWidget):
    """`show_found` is given what is found, bit by bit, and None for nothing; `to_csv` writes it.

    Signals: came(ask, done, found), said by the thread; ended().
    """

    came = Signal(object, float, object)
    ended = Signal()

    def __init__(self, name: str, run: str, told: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(run)
        self.ask: Ask | None = None
        self.asked: Ask | None = None
        self.found: Any = None
        self._is_running = False
        self.run = QPushButton(run)
        self.run.setObjectName(f"{name}Run")
        self.run.setAccessibleName(run)
        self.run.setToolTip(told)
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.setObjectName(f"{name}Stop")
        self.stop.setAccessibleName(self.tr("Stop"))
        self.progress = QProgressBar()
        self.progress.setObjectName(f"{name}Progress")
        self.progress.setAccessibleName(self.tr("Progress"))
        self.progress.setRange(0, _WHOLE)
        self.progress.setMaximumHeight(16)
        self.progress.setMaximumWidth(160)
        self.note = QLabel()
        self.note.setObjectName(f"{name}Note")
        self.note.setAccessibleName(self.tr("What the answer is of"))
        self.csv = QPushButton(self.tr("Save as CSV…"))
        self.csv.setObjectName(f"{name}Csv")
        self.csv.setAccessibleName(self.tr("Save as CSV…"))
        self.row = QHBoxLayout()
        self.row.setSpacing(GAP)
        for widget in (self.run, self.stop, self.progress):
            self.row.addWidget(widget)
        self.row.addWidget(self.note, 1)
        self.row.addWidget(self.csv)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(GAP, GAP, GAP, 0)
        self.body.setSpacing(GAP // 2)
        self.body.addLayout(self.row)
        self._latest: Latest[Ask, Answer] = Latest(
            name, lambda: self._answer, lambda ask, error: Answer(ask, failed(error))
        )
        self._latest.answered.connect(self._end)
        self._latest.gave_up.connect(lambda ask: self._end(Answer(ask)))
        self.came.connect(self._take)
        self.run.clicked.connect(self.start)
        self.stop.clicked.connect(self._latest.cancel)
        self.csv.clicked.connect(self._save)
        self._tell()

    def show_found(self, found: Any) -> None:
        """Show what is found so far; None for nothing."""
        raise NotImplementedError

    def to_csv(self, found: Any) -> Iterable[str]:
        """What is found, as lines."""
        raise NotImplementedError

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""

    def set_ask(self, ask: Ask | None) -> None:
        """What a press would ask now: what is shown may be the answer to another question."""
        if ask != self.ask:
            self.ask = ask
            self._tell()

    @property
    def is_running(self) -> bool:
        return self._is_running

    @property
    def is_current(self) -> bool:
        """Whether what is shown answers the question that a press would ask."""
        return self.found is not None and self.asked == self.ask

    def start(self) -> None:
        """Ask."""
        if self.ask is None:
            return
        self.asked, self.found, self._is_running = self.ask, None, True
        self.show_found(None)
        self.progress.setValue(0)
        self._latest.start()
        self._latest.submit(self.ask)
        self._tell()

    def close_thread(self) -> None:
        """End the thread; an answer is not waited for."""
        self._latest.stop()

    def _answer(self, ask: Ask, superseded: Superseded) -> Answer:
        """On the thread."""
        try:
            for done, found in ask.answers(superseded):
                self.came.emit(ask, done, found)
        except (ExplainedError, ExpressionError) as error:
            return Answer(ask, error)
        except Cancelled:
            raise
        except Exception as error:  # a function or an optimiser of a person's own may raise anything
            return Answer(ask, failed(error))
        return Answer(ask)

    def _take(self, ask: Ask, done: float, found: object) -> None:
        if ask == self.asked and self._is_running:
            self.found = found
            self.progress.setValue(round(done * _WHOLE))
            self.show_found(found)
            self._tell()

    def _end(self, answer: Answer) -> None:
        if answer.request == self.asked:
            self._is_running = False
            self._tell(sentence(answer.error) if isinstance(answer.error, DescendError | ExpressionError) else "")
            self.ended.emit()

    def _tell(self, error: str = "") -> None:
        """Which buttons lead anywhere, and what is shown."""
        self.run.setEnabled(self.ask is not None)
        for widget in (self.stop, self.progress):
            widget.setVisible(self._is_running)
        self.csv.setEnabled(self.found is not None and not self._is_running)
        stale = self.found is not None and self.asked != self.ask
        self.note.setText(error or (self.tr("This is the answer for another race.") if stale else ""))

    def _save(self) -> None:
        lines: Callable[[Any], Iterable[str]] = self.to_csv
        ask_and_write(
            self,
            self.csv.text(),
            f"{self.objectName()}.csv",
            self.tr("Comma-separated values (*.csv)"),
            lambda path: partial(files.write, path, lines(self.found)),
        )
