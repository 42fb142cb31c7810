"""The states of x.grad, drawn as the small machine that they are."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from explorer.core.explore.slot import Slot, SlotView
from explorer.ui.theme import Colours

_BOX = QSize(70, 24)
_ORDER = (Slot.NONE, Slot.ONE, Slot.MANY)


class GradDiagram(QWidget):
    """None → one pass → k passes, and zeros below; the box of today's state is filled. None's box is dashed: empty."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("gradDiagram")
        self.setAccessibleName(self.tr("States of x.grad"))
        self.setFixedHeight(74)
        self._state, self._count = Slot.NONE, 0
        self._colours: Colours | None = None

    def set_colours(self, colours: Colours) -> None:
        self._colours = colours
        self.update()

    def show_slot(self, view: SlotView) -> None:
        if (view.state, view.count) != (self._state, self._count):
            self._state, self._count = view.state, view.count
            self.update()

    def _places(self) -> dict[Slot, QRectF]:
        gap = (self.width() - 2 - 3 * _BOX.width()) / 2
        row = {
            slot: QRectF(1 + k * (_BOX.width() + gap), 1, _BOX.width(), _BOX.height()) for k, slot in enumerate(_ORDER)
        }
        below = QRectF(row[Slot.ONE].translated(0, 47))
        return {**row, Slot.ZEROS: below}

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._colours is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places = self._places()
        none, one, many, zeros = (places[slot] for slot in (Slot.NONE, Slot.ONE, Slot.MANY, Slot.ZEROS))
        self._arrow(painter, _right(none), _left(one))
        self._arrow(painter, _right(one), _left(many))
        self._arrow(
            painter, QPointF(one.center().x() - 10, one.bottom()), QPointF(zeros.center().x() - 10, zeros.top())
        )
        self._arrow(
            painter, QPointF(zeros.center().x() + 10, zeros.top()), QPointF(one.center().x() + 10, one.bottom())
        )
        self._arrow(painter, QPointF(many.center().x(), many.bottom()), QPointF(zeros.right(), zeros.center().y()))
        self._arrow(painter, QPointF(zeros.left(), zeros.center().y()), QPointF(none.center().x(), none.bottom()))
        texts = {
            Slot.NONE: "None",
            Slot.ONE: self.tr("one pass"),
            Slot.MANY: self.tr("{k} passes").format(k=self._count if self._state is Slot.MANY else "k"),
            Slot.ZEROS: self.tr("zeros"),
        }
        for slot, box in places.items():
            here = slot is self._state
            pen = QPen(QColor(self._colours.stored if here else self._colours.border), 2 if here else 1)
            if slot is Slot.NONE:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(
                QColor(self._colours.stored) if here and slot is not Slot.NONE else QColor(self._colours.base)
            )
            painter.drawRoundedRect(box, 5, 5)
            filled = here and slot is not Slot.NONE
            painter.setPen(
                QColor(self._colours.on_stored if filled else self._colours.text if here else self._colours.muted)
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, texts[slot])

    def _arrow(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        assert self._colours is not None
        painter.setPen(QPen(QColor(self._colours.muted), 1))
        painter.setBrush(QColor(self._colours.muted))
        painter.drawLine(start, end)
        way = end - start
        length = (way.x() ** 2 + way.y() ** 2) ** 0.5 or 1.0
        along, across = way / length, QPointF(-way.y(), way.x()) / length
        painter.drawPolygon(QPolygonF([end, end - along * 6 + across * 3, end - along * 6 - across * 3]))


def _left(box: QRectF) -> QPointF:
    return QPointF(box.left(), box.center().y())


def _right(box: QRectF) -> QPointF:
    return QPointF(box.right(), box.center().y())
