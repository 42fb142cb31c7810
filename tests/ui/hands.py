"""What a hand does to a plot: the wheel, a click, a drag; places are parts of the width and height of its curve."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def place(plot, x, y):
    """The pixel of the plot's viewport at parts of the room of its curve."""
    room = plot.plotItem.vb.sceneBoundingRect()
    return QPointF(room.left() + room.width() * x, room.top() + room.height() * y).toPoint()


def wheel(plot, turns, at=(0.5, 0.5), modifiers=NONE):
    """Turn the wheel by notches, forwards to zoom in."""
    where = QPointF(place(plot, *at))
    event = QWheelEvent(
        where, plot.viewport().mapToGlobal(where), QPoint(), QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(plot.viewport(), event)


def click(plot, at):
    QTest.mouseClick(plot.viewport(), LEFT, NONE, place(plot, *at))


def drag(plot, start, end, release=True):
    """Press at one place, move in ten steps, release at the other."""
    QTest.mouseMove(plot.viewport(), place(plot, *start))
    QTest.mousePress(plot.viewport(), LEFT, NONE, place(plot, *start))
    for step in range(1, 11):
        between = [a + (b - a) * step / 10 for a, b in zip(start, end, strict=True)]
        QTest.mouseMove(plot.viewport(), place(plot, *between))
    if release:
        QTest.mouseRelease(plot.viewport(), LEFT, NONE, place(plot, *end))
