"""The recorded graph: pan, zoom, fit, search, and click."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

from explorer.core.tape.picture.box_moment import BoxMoment
from explorer.core.tape.picture.graph import BoxKind, Graph
from explorer.core.tape.picture.search import Hit, hits
from explorer.core.tape.reading.track import Track
from explorer.ui.kit import pictures
from explorer.ui.tape.drawing import Drawing
from explorer.ui.tape.graph_item import READABLE, GraphItem
from explorer.ui.theme import LIGHT, Colours

_LEAST, _MOST = 0.02, 4.0
_STEP = 1.15
_EDGE = 24.0
_SIDE = 16_000.0
_READ = 0.75


class GraphView(QGraphicsView):
    """Signals: shown() when the whole picture has been painted; clicked(int), a box by its place, or -1 for none;
    opened(str), a group that is to be unfolded, or folded again.
    """

    shown = Signal()
    clicked = Signal(int)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tapeGraph")
        self.setAccessibleName(self.tr("Recorded graph"))
        self.setScene(QGraphicsScene(self))
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState, False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(QSize(240, 160))
        self.drawing: Drawing | None = None
        self.moment = BoxMoment()
        self._colours = LIGHT
        self._item: GraphItem | None = None
        self._unpainted = False
        self._pressed = QPointF()

    @property
    def graph(self) -> Graph:
        """The graph that is shown."""
        return self.drawing.graph if self.drawing is not None else Graph()

    def is_painted(self) -> bool:
        """Whether the picture has been painted."""
        return not self._unpainted

    # -- what is shown

    def show_drawing(self, drawing: Drawing | None, step: int = -1) -> None:
        """Show another graph, at this step; one of the same size stays at its scale."""
        before = self.drawing
        self.scene().clear()
        self._item = None
        self.drawing = drawing
        track = drawing.request.recording.track if drawing is not None else Track()
        self.moment = replace(self.moment, track=track, step=step)
        if drawing is not None and drawing.graph.boxes:
            self._item = GraphItem(drawing.graph, drawing.shapes, self.moment, self._colours, self.font())
            self.scene().addItem(self._item)
            room = drawing.shapes.room
            self.scene().setSceneRect(room.adjusted(-600, -500, 600, 500))
            if before is None or before.shapes.room != drawing.shapes.room:
                self.fit()
        self._unpainted = True
        self.viewport().update()
        if not self.isVisible():
            self._unpainted = False
            self.shown.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._item is None:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(self._colours.muted))
            if self.drawing is None:
                text = self.tr("Run a cell: what autograd records of it is drawn here.") + "\n\n"
                text += self.tr("The arrow beside Open… has notebooks to begin with.")
            else:
                text = self.tr("Nothing in this run needs a gradient: autograd recorded no graph.")
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
            painter.end()
        if self._unpainted:
            self._unpainted = False
            self.shown.emit()

    def set_moment(self, step: int, local: bool) -> None:
        """Show this step, with local derivatives on the links or without."""
        self.moment = replace(self.moment, step=step, local=local)
        if self._item is not None:
            self._item.show_moment(self.moment)
        self.viewport().update()

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self._colours = colours
        if self._item is not None:
            self._item.colours = colours
        self.setBackgroundBrush(QColor(colours.base))
        self.viewport().update()

    def mark(self, boxes: Iterable[int]) -> None:
        """Mark these boxes, and look at the first."""
        if self._item is not None:
            self._item.marked = frozenset(boxes)
            if self._item.marked:
                self.look_at(min(self._item.marked))
            self.viewport().update()

    def select(self, box: int | None) -> None:
        """Mark the box that is told about."""
        if self._item is not None:
            self._item.selected = box
            self.viewport().update()

    def look_at(self, box: int, to_read: bool = False) -> None:
        """Bring a box into sight, if it is not; if it is wanted `to_read` it, large enough for that."""
        if self.drawing is not None:
            room = self.drawing.shapes.rects[box]
            if to_read and self.transform().m11() < READABLE:
                self.zoom(1.5 * READABLE / self.transform().m11())
            if not self.mapToScene(self.viewport().rect()).boundingRect().contains(room):
                self.centerOn(room.center())

    def hits(self, text: str) -> tuple[Hit, ...]:
        """Where the text is, also in what is folded."""
        return hits(self.graph, self.moment, text)

    def box_of(self, node: int) -> int | None:
        """The box that the node, or the slot that it fills, is in."""
        leaf = self.moment.track.nodes[node].leaf
        boxes = enumerate(self.graph.boxes)
        return next((k for k, box in boxes if node in box.nodes or (leaf is not None and leaf in box.leaves)), None)

    def box_at(self, where: QPointF) -> int | None:
        """The box at a place of the viewport."""
        return self.drawing.shapes.box_at(self.mapToScene(where.toPoint())) if self.drawing is not None else None

    def place_of(self, box: int) -> QPointF:
        """The middle of a box in the viewport."""
        assert self.drawing is not None
        return QPointF(self.mapFromScene(self.drawing.shapes.rects[box].center()))

    # -- moving about

    def fit(self) -> None:
        """The whole graph in the window, though no larger than life."""
        if self._item is None:
            return
        room = self._item.boundingRect()
        view = self.viewport().rect()
        scale = max(min(view.width() / room.width(), view.height() / room.height(), 1.0), _LEAST)
        self.resetTransform()
        self.scale(scale, scale)
        self.centerOn(room.center())

    def zoom(self, factor: float) -> None:
        """Larger or smaller, around the mouse."""
        now = self.transform().m11()
        wanted = min(max(now * factor, _LEAST), _MOST)
        self.scale(wanted / now, wanted / now)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(_STEP ** (event.angleDelta().y() / 120))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        elif event.key() == Qt.Key.Key_0:
            self.fit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace):
            self._open(event.key() != Qt.Key.Key_Backspace)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        moved = (event.position() - self._pressed).manhattanLength()
        box = self.box_at(event.position())
        event.accept()  # the scene has nothing that takes it
        if event.button() == Qt.MouseButton.LeftButton and moved < 4:
            self.clicked.emit(-1 if box is None else box)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        box = self.box_at(event.position())
        event.accept()
        if box is not None and self.graph.boxes[box].group:
            self.opened.emit(self.graph.boxes[box].group)
        elif box is None and (frame := self._frame_at(event.position())) is not None:
            self.opened.emit(frame)

    def _open(self, is_opening: bool) -> None:
        """Open the box that is told about, or fold what is around it."""
        place = self._item.selected if self._item is not None else None
        if place is None:
            return
        box = self.graph.boxes[place]
        if is_opening and box.kind is BoxKind.GROUP:
            self.opened.emit(box.group)
        elif not is_opening:
            around = [frame for frame in self.graph.frames if place in frame.boxes]
            key = min(around, key=lambda frame: len(frame.boxes)).key if around else box.group
            if key and (around or box.kind is not BoxKind.GROUP):
                self.opened.emit(key)

    def _frame_at(self, where: QPointF) -> str | None:
        """The key of the innermost frame there."""
        place = self.drawing.shapes.frame_at(self.mapToScene(where.toPoint())) if self.drawing is not None else None
        return self.graph.frames[place].key if place is not None else None

    # -- as a picture

    def save(self, path: Path) -> None:
        """Write the whole graph as PNG, SVG or PDF, by the name's ending. Raises as `pictures.saving` says."""
        self.saving(path)()

    def saving(self, path: Path) -> Callable[[], None]:
        """Paint the whole graph here and now; what is given back writes the file, on any thread."""
        return pictures.saving(path, self._whole().size(), self.tr("Recorded graph"), self._paint, self.image)

    def image(self, scale: float = 2.0) -> QImage:
        """The whole graph; a very large one is smaller, as images have their limits."""
        room = self._whole()
        scale = min(scale, _SIDE / max(room.width(), room.height()))
        image = QImage(QSizeF(room.width() * scale, room.height() * scale).toSize(), QImage.Format.Format_RGB32)
        image.fill(QColor(self._colours.base))
        painter = QPainter(image)
        self.scene().render(painter, QRectF(image.rect()), room)
        painter.end()
        return image

    @property
    def is_legible(self) -> bool:
        """Whether the text of the image is large enough to be read."""
        room = self._whole()
        return _SIDE / max(room.width(), room.height()) >= _READ

    def _paint(self, painter: QPainter) -> None:
        room = self._whole()
        target = QRectF(QPointF(0, 0), room.size())
        painter.fillRect(target, QColor(self._colours.base))
        self.scene().render(painter, target, room)

    def _whole(self) -> QRectF:
        room = self._item.boundingRect() if self._item is not None else QRectF(0, 0, 100, 100)
        return room.adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE)
