"""What lies over a picture while it is not of what is asked for, and how far the walks have come."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from explorer.ui.theme import GAP, LIGHT, Colours

_WHOLE = 1_000
_ALPHA = 190


class Veil(QWidget):
    """Greys what it lies over, all of its parent; the mouse goes through."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._colour = QColor(LIGHT.window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setObjectName(f"{over.objectName()}Veil")
        over.installEventFilter(self)
        self.hide()

    def set_colours(self, colours: Colours) -> None:
        self._colour = QColor(colours.window)
        self._colour.setAlpha(_ALPHA)
        self.update()

    def cover(self, on: bool) -> None:
        """Lie over everything, or nothing."""
        self.setGeometry(self._over.rect())
        self.setVisible(on)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._colour)
        painter.end()


class Progress(QFrame):
    """How far the walks have come. Signal: stopped(), to have them end where they are."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("descendProgress")
        self.setAccessibleName(self.tr("How far the walks have come"))
        self.bar = QProgressBar()
        self.bar.setObjectName("descendProgressBar")
        self.bar.setAccessibleName(self.accessibleName())
        self.bar.setRange(0, _WHOLE)
        self.bar.setMaximumHeight(16)
        self.stop = QPushButton(self.tr("Stop here"))
        self.stop.setObjectName("descendStop")
        self.stop.setAccessibleName(self.tr("End the walks where they are"))
        self.stop.setToolTip(self.stop.accessibleName())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(QLabel(self.tr("walking…")))
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        self.stop.clicked.connect(self.stopped)
        self.hide()

    def show_part(self, done: float) -> None:
        """Of all steps of all runners."""
        self.bar.setValue(round(done * _WHOLE))
