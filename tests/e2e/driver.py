"""Runs the program as `main.py` does, and answers on stdin and stdout what its widgets show and where they are."""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from explorer import app, cli
from explorer.ui.window import MainWindow


class Witness(QObject):
    """Looks at the window on the GUI thread; touches nothing."""

    asked = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[str, Any] | None = None
        self._watch = QTimer(self, interval=10)
        self._watch.timeout.connect(self.look)
        self.asked.connect(self.answer)

    def read(self) -> None:
        """Questions, one a line, until the test closes the pipe."""
        for line in sys.stdin:
            self.asked.emit(json.loads(line))

    @Slot(dict)
    def answer(self, question: dict[str, Any]) -> None:
        kind = question["ask"]
        if kind == "until":
            self._waiting = question
            self._watch.start()
        elif kind == "picture":
            reply(QGuiApplication.primaryScreen().grabWindow(0).save(question["path"]))
        elif kind == "id":
            reply(int(self.window().winId()))
        else:
            reply(getattr(self, kind)(self.find(question["name"]), *question.get("with", [])))

    def look(self) -> None:
        """Reply to the question that waits, once it is true of a settled window on which no hand is any more."""
        question, window = self._waiting, self.window()
        if question is None or not window.is_settled() or window.room.store.moving:
            return
        name, value = question["name"], question["value"]
        found = window.findChild(QWidget, name)
        if found is not None and (self.text(found) == value) is question["equal"]:
            self._waiting = None
            self._watch.stop()
            reply(self.text(found))

    @staticmethod
    def window() -> MainWindow:
        return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow))

    def find(self, name: str) -> QWidget:
        return self.window().findChild(QWidget, name)

    @staticmethod
    def text(widget: QWidget) -> str:
        """What a person reads there; of a plot, from where to where on its x axis."""
        if hasattr(widget, "x_range"):
            return "{:.6g} {:.6g}".format(*widget.x_range)
        return widget.currentText() if hasattr(widget, "currentText") else widget.text()

    @staticmethod
    def visible(widget: QWidget) -> bool:
        return widget.isVisible()

    @staticmethod
    def middle(widget: QWidget) -> list[int]:
        return _place(widget, widget.rect().center())

    @staticmethod
    def handle(widget: Any, index: int) -> list[int]:
        """The middle of a slider's handle."""
        values = widget.value() if isinstance(widget.value(), tuple) else (widget.value(),)
        share = (values[index] - widget.minimum()) / (widget.maximum() - widget.minimum())
        half = widget.height() // 2
        return _place(widget, QPoint(round(half + share * (widget.width() - 2 * half)), half))

    @staticmethod
    def at(widget: Any, x: float, y: float) -> list[int]:
        """Where a plot shows a point."""
        return _place(widget, widget.mapFromScene(widget.box.mapViewToScene(QPointF(x, y))))

    @staticmethod
    def range(widget: Any) -> list[list[float]]:
        return widget.box.viewRange()

    @staticmethod
    def tab(widget: Any, index: int) -> list[int]:
        """The middle of a tab's name."""
        bar = widget.tabBar()
        return _place(bar, bar.tabRect(index).center())

    @staticmethod
    def box(widget: Any, name: str) -> list[int]:
        """The middle of the box of a tensor in the recorded graph."""
        boxes = widget.graph.boxes
        place = next(k for k, box in enumerate(boxes) if widget.moment.box_name(box) == name)
        return _place(widget.viewport(), widget.place_of(place).toPoint())

    @staticmethod
    def place(widget: Any, *point: float) -> list[int]:
        """Where the picture of a walk shows a point."""
        return _place(widget, widget.place_of(point).toPoint())

    @staticmethod
    def cell(widget: Any, name: str) -> str:
        """What the row of that name says of the first runner."""
        model = widget.model()
        rows = [model.headerData(row, Qt.Orientation.Vertical) for row in range(model.rowCount())]
        return str(model.data(model.index(rows.index(name), 0)))


def _place(widget: QWidget, point: QPoint) -> list[int]:
    there = widget.mapToGlobal(point)
    return [there.x(), there.y()]


def reply(value: Any) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    app.application()
    witness = Witness()
    threading.Thread(target=witness.read, daemon=True).start()
    raise SystemExit(cli.main(sys.argv[1:]))
