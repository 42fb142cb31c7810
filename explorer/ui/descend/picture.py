"""The picture of a walk: a surface or a curve, the paths of the runners on it, and where each is now."""

from __future__ import annotations

from math import hypot, isfinite

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.core.descend.problem import LineFit, Point, Problem
from explorer.core.descend.race import Race, Scene
from explorer.core.descend.run import Run
from explorer.ui.descend.frame import Frame, Trail
from explorer.ui.descend.ground import arrow, frame_of, height_at, paint_ground, usual_slope
from explorer.ui.descend.legend import Sample, legend
from explorer.ui.descend.marks import DASHES, paint_arrow, paint_mark, runner_colours
from explorer.ui.theme import LIGHT, Colours

NEAR = 12.0
"""Pixels within which the mouse finds something."""

MOMENTUM = ("momentum_buffer", "exp_avg")
"""What torch.optim's optimisers call the mean of past gradients in their state."""

_RADIUS = 7.5
_ARROW = 70.0
_TANGENT = 110.0
_NUDGE = 0.01
_KEYS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Down: (0, -1), Qt.Key.Key_Up: (0, 1),
}  # fmt: skip


class Picture(QWidget):
    """Signals: start_dragged(Point) while the start is moved with the mouse, start_dropped(Point) at its end and for
    each arrow key; hovered(int), the step whose point is under the mouse, or -1; painted() after every paint.
    """

    start_dragged = Signal(object)
    start_dropped = Signal(object)
    hovered = Signal(int)
    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("descendPlot")
        self.setAccessibleName(self.tr("The walk"))
        self.setAccessibleDescription(self.tr("Drag the ring, or press the arrow keys, to move the start."))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(QSize(240, 180))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._colours = LIGHT
        self._field = True
        self._scene: Scene | None = None
        self._problem: Problem | LineFit | None = None
        self._race: Race | None = None
        self._runs: tuple[Run, ...] = ()
        self._step = 0
        self._hovered = self._shown = -1
        self._start: Point | None = None
        self._dragging = False
        self._usual = 1.0
        self._frame: Frame | None = None
        self._trails: list[Trail] = []
        self._ground: QPixmap | None = None
        self._legend: QPixmap | None = None
        self._corner = QPointF()
        self._walked: QPixmap | None = None
        self._walked_to = 0

    def sizeHint(self) -> QSize:
        return QSize(640, 440)

    def show_scene(self, scene: Scene, problem: Problem | LineFit) -> None:
        """Show what is walked on; paths of another number of variables go away."""
        self._scene, self._problem = scene, problem
        if self._race is not None and self._race.problem.dims != problem.dims:
            self._race, self._runs, self._start = None, (), None
        self._usual = usual_slope(scene)
        self._forget(ground=True)

    def show_runs(self, race: Race, runs: tuple[Run, ...]) -> None:
        """Show these paths, one for each runner of the race."""
        self._race, self._runs = race, runs
        if not self._dragging:
            self._start = race.start
        self._forget()

    def set_step(self, step: int) -> None:
        """Show the paths up to this step, and the runners there."""
        if step != self._step:
            self._step = max(step, 0)
            self.update()

    def set_hovered(self, step: int) -> None:
        """Ring the points of this step, -1 for none: a step that is pointed at elsewhere."""
        if step != self._shown:
            self._shown = step
            self.update()

    def set_field(self, on: bool) -> None:
        """Show the gradient field of a surface."""
        self._field = on
        self._forget(ground=True)

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        self._colours = colours
        self._forget(ground=True)

    def place_of(self, point: Point) -> QPointF | None:
        """The pixel of a point of the problem."""
        self._prepare()
        if self._frame is None or self._scene is None:
            return None
        return self._frame.place(point[0], height_at(self._scene, point))

    def _forget(self, ground: bool = False) -> None:
        self._frame = self._walked = self._legend = None
        if ground:
            self._ground = None
        self.update()

    def _prepare(self) -> None:
        """Work out the places of everything, if something changed."""
        if self._scene is None or self._frame is not None:
            return
        self._frame = frame_of(self._scene, self.width(), self.height())
        self._trails = []
        for number, run in enumerate(self._runs if self._fits() else ()):
            path = run.path.double().numpy()
            up = path[:, 1] if path.shape[1] > 1 else run.values.double().numpy()
            places = self._frame.places(path[:, 0], up)
            self._trails.append(Trail(places, self._frame.room, DASHES[number % len(DASHES)]))

    def _fits(self) -> bool:
        return self._race is not None and self._scene is not None and self._race.problem.dims == len(self._scene.limits)

    def _runner_colours(self) -> list[QColor]:
        table = runner_colours(self._colours)
        return [QColor(table[number % len(table)]) for number in range(len(self._trails))]

    def _meanings(self) -> tuple[list[Sample], str]:
        """What the arrows in the picture mean, and the tangent if there is one."""
        colours = self._colours
        update = runner_colours(colours)[0] if len(self._runs) == 1 else colours.muted
        found = [("−.grad", colours.stored, 2.0), (self.tr("the update"), update, 2.4)]
        if any(name in step.state for run in self._runs for step in run.detail[:1] for name in MOMENTUM):
            found.append((self.tr("momentum"), colours.text, 1.2))
        return found, self.tr("slope in .grad") if len(self._scene.limits) == 1 else ""

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        self._prepare()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._colours.window))
        if self._frame is not None:
            self._paint(painter, self._frame)
        painter.end()
        self.painted.emit()

    def _paint(self, painter: QPainter, frame: Frame) -> None:
        if self._ground is None:
            self._ground = self._pixmap()
            with _Painting(self._ground) as ground:
                ground.setFont(self.font())
                paint_ground(ground, self._scene, self._problem, frame, self._colours, self._field)
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(frame.room)
        if self._trails:
            self._walk()
            painter.drawPixmap(0, 0, self._walked)
            if self._legend is None:
                self._legend = legend(self, self._race.runners, *self._meanings(), self._colours)
                self._corner = self._free_corner(frame.room, self._legend.deviceIndependentSize())
            painter.drawPixmap(self._corner, self._legend)
        if self._start is not None:
            self._paint_start(painter, self.place_of(self._start))
        for number, colour in enumerate(self._runner_colours()):
            self._paint_runner(painter, frame, number, colour)

    def _free_corner(self, room: QRectF, size: QSizeF) -> QPointF:
        """Where in the room the legend hides the least of the paths and the minima."""
        minima = [self.place_of(one) for one in (*self._problem.minima, *([self._start] if self._start else []))]
        marks = [np.array([[at.x(), at.y()]]).repeat(100, axis=0) for at in minima]
        places = np.concatenate([*(trail.places[trail.steps] for trail in self._trails), *marks])

        def hidden(corner: QPointF) -> int:
            box = QRectF(corner, size)
            inside = (places >= (box.left() - 12, box.top() - 12)) & (places <= (box.right() + 12, box.bottom() + 12))
            return int(inside.all(axis=1).sum())

        inner = room.adjusted(8, 8, -8, -8)
        left, top = inner.right() - size.width(), inner.bottom() - size.height()
        corners = [QPointF(x, y) for y in (inner.top(), top) for x in (left, inner.left())]
        return min(corners, key=hidden)

    def _pixmap(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap((QSize(self.size()) * ratio).expandedTo(QSize(1, 1)))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        return made

    def _walk(self) -> None:
        """Paint what is new of the paths on the picture of them; all anew after a step back."""
        if self._walked is None or self._step < self._walked_to:
            self._walked, self._walked_to = self._pixmap(), -1
        if self._step == self._walked_to:
            return
        with _Painting(self._walked) as painter:
            painter.setClipRect(self._frame.room)
            for number, (trail, colour) in enumerate(zip(self._trails, self._runner_colours(), strict=True)):
                old, new = trail.kept(self._walked_to), trail.kept(self._step)
                painter.setPen(QPen(colour, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                lines = trail.lines(old - 1, new - 1)  # kept while it is painted: drawargs() is a bare address
                painter.drawLines(*lines.drawargs())
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                for x, y in trail.marks(old, new):
                    paint_mark(painter, number, QPointF(x, y), 3.2)
        self._walked_to = self._step

    def _paint_runner(self, painter: QPainter, frame: Frame, number: int, colour: QColor) -> None:
        run, trail = self._runs[number], self._trails[number]
        step = min(self._step, len(trail.places) - 1)
        here = QPointF(*trail.places[step])
        if not isfinite(here.x()):
            return
        if not frame.room.contains(here):
            edge = frame.place(*frame.point(here))
            paint_arrow(painter, edge + (edge - here) * (22 / hypot(*(edge - here).toTuple())), edge, colour, 3, 12)
            return
        if step < len(run.gradients):
            self._paint_arrows(painter, frame, run, trail, step, here, colour)
        painter.setPen(QPen(QColor(self._colours.base), 1.5))
        painter.setBrush(colour)
        paint_mark(painter, number, here, _RADIUS)
        if 0 <= self._shown < len(trail.places) and isfinite(trail.places[self._shown][0]):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._colours.text), 1.5))
            painter.drawEllipse(QPointF(*trail.places[self._shown]), 7, 7)

    def _paint_arrows(
        self, painter: QPainter, frame: Frame, run: Run, trail: Trail, step: int, here: QPointF, colour: QColor
    ) -> None:
        """The update, −.grad and the momentum; on a curve they lie flat, and the slot's slope is the tangent."""
        slot = run.gradients[step].tolist()
        flat = len(slot) == 1
        if flat and isfinite(slot[0]):
            right, down = frame.scale[0], slot[0] * frame.scale[1]
            unit = QPointF(right, down) / (right * right + down * down) ** 0.5
            painter.setPen(QPen(QColor(self._colours.tangent), 1.6))
            painter.drawLine(here - unit * _TANGENT, here + unit * _TANGENT)
        there = QPointF(*trail.places[step + 1])
        if isfinite(there.x()):
            paint_arrow(painter, here, QPointF(there.x(), here.y()) if flat else there, colour, 2.4, 9)
        state = run.detail[step].state if step < len(run.detail) else {}
        momentum = next((state[name] for name in MOMENTUM if name in state), None)
        if momentum is not None:
            self._paint_vector(painter, frame, momentum, here + QPointF(0, 6 if flat else 0), self._colours.text, 1.2)
        self._paint_vector(painter, frame, slot, here - QPointF(0, 6 if flat else 0), self._colours.stored, 2)

    def _paint_vector(
        self, painter: QPainter, frame: Frame, vector: list[float] | Point, start: QPointF, colour: str, width: float
    ) -> None:
        """Minus a gradient, or a mean of gradients, in the units of the gradient field."""
        x, y = vector[0], vector[1] if len(vector) > 1 else 0.0
        along = arrow(-x, -y, frame.scale, self._usual, _ARROW)
        if along is not None:
            rim = along * (_RADIUS / hypot(along.x(), along.y()))
            paint_arrow(painter, start + rim, start + rim + along, QColor(colour), width, 8)

    def _paint_start(self, painter: QPainter, at: QPointF) -> None:
        if not (isfinite(at.x()) and isfinite(at.y())):
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((self._colours.base, 5.0), (self._colours.text, 2.2)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(at, 10, 10)

    # The mouse and the keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._over_start(event.position()):
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._move_start(event.position())
            self.start_dragged.emit(self._start)
            return
        self.setCursor(
            Qt.CursorShape.OpenHandCursor if self._over_start(event.position()) else Qt.CursorShape.ArrowCursor
        )
        self._hover(self._nearest(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging and event.button() == Qt.MouseButton.LeftButton:
            self._move_start(event.position())
            self._dragging = False
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            self.start_dropped.emit(self._start)

    def leaveEvent(self, event: object) -> None:
        self._hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        along = _KEYS.get(Qt.Key(event.key()))
        if along is None or self._start is None or self._scene is None or event.modifiers():
            super().keyPressEvent(event)
            return
        limits = self._scene.limits
        moved = [
            min(max(one + by * _NUDGE * (hi - lo), lo), hi)
            for one, by, (lo, hi) in zip(self._start, along, limits, strict=False)
        ]
        self._start = tuple(moved)
        self.update()
        self.start_dropped.emit(self._start)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._forget(ground=True)

    def _over_start(self, at: QPointF) -> bool:
        place = None if self._start is None else self.place_of(self._start)
        return place is not None and (place - at).manhattanLength() < NEAR * 1.5

    def _move_start(self, at: QPointF) -> None:
        self._prepare()
        if self._frame is not None and self._scene is not None:
            self._start = self._frame.point(at)[: len(self._scene.limits)]
            self.update()

    def _nearest(self, at: QPointF) -> int:
        """The step of the nearest point of the paths that are drawn, or -1."""
        self._prepare()
        found, least = -1, NEAR
        for trail in self._trails:
            away = np.hypot(*(trail.places[: self._step + 1] - (at.x(), at.y())).T)
            away[np.isnan(away)] = np.inf
            step = int(away.argmin())
            if away[step] < least:
                found, least = step, float(away[step])
        return found

    def _hover(self, step: int) -> None:
        if step != self._hovered:
            self._hovered = step
            self.set_hovered(step)
            self.hovered.emit(step)


class _Painting:
    """A painter on a pixmap that is ended whatever happens."""

    def __init__(self, on: QPixmap) -> None:
        self._painter = QPainter(on)

    def __enter__(self) -> QPainter:
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return self._painter

    def __exit__(self, *_: object) -> None:
        self._painter.end()
