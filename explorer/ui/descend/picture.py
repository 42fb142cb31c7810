"""The picture of a walk: a surface or a curve, the paths of the runners on it, and where each is now."""

from __future__ import annotations

from math import floor, isfinite, log10

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QTransform
from PySide6.QtWidgets import QSizePolicy

from explorer.core.descend.ground import Ground as Shape
from explorer.core.descend.ground import ground_at, slope_at
from explorer.core.descend.landscape import Landscape
from explorer.core.descend.problem import Loss, Point, Problem, Terrain
from explorer.core.descend.race import Race, Scene
from explorer.core.descend.run import Run
from explorer.core.descend.section import Section
from explorer.core.descend.surface import Limits
from explorer.core.expression import Expression
from explorer.core.polyline import fit
from explorer.ui.descend.ground import Ground, usual_slope
from explorer.ui.descend.legend import Legend, Sample
from explorer.ui.descend.marks import MARKS, runner_colours
from explorer.ui.descend.quadratic import Quadratic
from explorer.ui.descend.starts_page import Basins
from explorer.ui.descend.trails import Path, Trails
from explorer.ui.descend.walkers import MOMENTUM, Walkers
from explorer.ui.kit.items import Array, Line, Points
from explorer.ui.kit.paths import circle
from explorer.ui.kit.plot import RIGHT_MARGIN, Plot, Range, scaled
from explorer.ui.kit.silent import silent
from explorer.ui.theme import LIGHT, Colours

NEAR = 12.0
"""Pixels within which the mouse finds something."""

PAUSE_MS = 150
"""While the view is moved, how often at most it is told."""

_PADDING = 0.08
_NUDGE = 0.01
_KEYS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Down: (0, -1), Qt.Key.Key_Up: (0, 1),
}  # fmt: skip
_CROSS = QTransform().rotate(45).scale(8, 8).map(MARKS[4])


class Ring(pg.TargetItem):
    """The start, to be dragged."""

    def __init__(self) -> None:
        super().__init__(size=2 * NEAR, symbol=circle(0.5))
        self.pens = (QPen(), QPen())
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setZValue(15)
        self.hide()

    def paint(self, painter: QPainter, *_: object) -> None:
        at = painter.transform().map(QPointF())
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for pen in self.pens:
            painter.setPen(pen)
            painter.drawEllipse(at, 10, 10)

    def mouseDragEvent(self, ev: object) -> None:
        super().mouseDragEvent(ev)
        self.setCursor(Qt.CursorShape.ClosedHandCursor if self.moving else Qt.CursorShape.OpenHandCursor)


class Picture(Plot):
    """Signals, besides those of every plot: start_dragged(Point) while the start is moved with the mouse,
    start_dropped(Point) at its end and for each arrow key; hovered(int), the step whose point is under the mouse,
    or -1; viewed(Limits), what wheel and mouse brought into view: x and y, or of a curve whose y fits x alone, or
    nothing for what the scene shows of itself; read(str), what f and its gradient are under the mouse.
    """

    start_dragged = Signal(object)
    start_dropped = Signal(object)
    hovered = Signal(int)
    viewed = Signal(object)
    read = Signal(str)

    def __init__(self) -> None:
        super().__init__("descendPlot", "")
        self.setAccessibleName(self.tr("The walk"))
        self.setAccessibleDescription(self.tr("Click, drag the ring, or press the arrow keys, to move the start."))
        self.plotItem.layout.setContentsMargins(0, 8, RIGHT_MARGIN, 0)  # half of the y axis's last number
        self.setMinimumSize(QSize(240, 180))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.ground, self.line, self.minima = Ground(), Line(), Points()
        self.trails, self.walkers, self.ring = Trails(apart=12.0), Walkers(), Ring()
        self.basins, self.model, self.trained = Basins(), Quadratic(), Line()
        self.legend = Legend(self.trails)
        below = (self.ground, self.basins, self.line, self.trained, self.minima)
        for item in (*below, self.trails, self.model, self.legend, self.ring, self.walkers):
            self.addItem(item, ignoreBounds=True)
        self._colours = LIGHT
        self._scene: Scene | None = None
        self._problem: Terrain | None = None
        self._loss: Loss | None = None
        self._race: Race | None = None
        self._runs: tuple[Run, ...] = ()
        self._start: Point | None = None
        self._view: Limits = ()
        self._hovered = -1
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._tell_view)
        self.zoomed.connect(self._zoom)
        self.panned.connect(self._pan)
        self.clicked.connect(self._click)
        self.under_mouse.connect(self._point)
        self.ring.setToolTip(self.tr("Here the walks start: drag it, click elsewhere, or use the arrow keys"))
        self.ring.sigPositionChanged.connect(self._drag)
        self.ring.sigPositionChangeFinished.connect(lambda: self.start_dropped.emit(self._start))

    def sizeHint(self) -> QSize:
        return QSize(640, 440)

    # -- showing

    def set_colours(self, colours: Colours) -> None:
        """Paint in other colours."""
        super().set_colours(colours)
        self._colours = colours
        for item in (self.ground, self.trails, self.legend, self.walkers, self.model):
            item.set_colours(colours)
        self.trained.style_line(colours.muted, 2.0, (4.0, 2.0))
        self.line.style_line(colours.curves[0], 2)
        self.minima.set_colours(colours.base, colours.text)
        self.ring.pens = QPen(QColor(colours.base), 5), QPen(QColor(colours.text), 2.2)
        self._show_names()

    def show_scene(self, scene: Scene, problem: Terrain) -> None:
        """Show what is walked on; paths of another number of variables go away."""
        if problem != self._problem:
            self._loss = problem.whole_loss() if _is_quick(problem) else None
        self._scene, self._problem = scene, problem
        if self._race is not None and self._race.problem.dims != problem.dims:
            self._race, self._runs, self._start = None, (), None
        self.box.is_plane = problem.dims == 2
        self.grid_lines.setVisible(problem.dims == 1)
        self.ground.show_scene(scene)
        self.ground.setVisible(problem.dims == 2)
        self.line.setVisible(problem.dims == 1)
        path = problem.path.numpy() if isinstance(problem, Landscape | Section) else np.zeros((0, 2))
        self.trained.show_points(path[:, 0], path[:, 1])
        self.trained.setVisible(bool(len(path)))
        self._show_view()
        self._show_walks()

    def show_runs(self, race: Race, runs: tuple[Run, ...]) -> None:
        """Show these paths, one for each runner of the race."""
        self._race, self._runs = race, runs
        if not self.ring.moving:
            self._start = race.start
        self._show_walks()

    def show_view(self, view: Limits) -> None:
        """Bring this into view, as `viewed` has it."""
        self._view = view
        self._show_view()

    def set_step(self, step: int) -> None:
        """Show the paths up to this step, and the runners there."""
        for item in (self.trails, self.walkers):
            item.set_step(max(step, 0))

    def set_hovered(self, step: int) -> None:
        """Ring the points of this step, -1 for none: a step that is pointed at elsewhere."""
        self.walkers.set_ringed(step)

    def set_field(self, on: bool) -> None:
        """Show the gradient field of a surface."""
        self.ground.set_field(on)

    def fit(self) -> None:
        """Back to what the scene shows of itself."""
        self.show_view(())
        self._tell_view()

    def fit_path(self) -> None:
        """Bring all points of the paths into view that are finite, and the start."""
        if self._scene is None or self._start is None:
            return
        points = [np.array([[self._start[0], self._height_at(self._start)]])]
        points += [np.stack(path, axis=1) for path in self.walkers.paths]
        every = np.concatenate(points)
        every = every[np.isfinite(every).all(axis=1)]
        (left, bottom), (right, top) = every.min(axis=0), every.max(axis=0)
        self.show_view((_wider(float(left), float(right)), _wider(float(bottom), float(top))))
        self._tell_view()

    def show_model(self, point: Point | None) -> Shape | None:
        """Draw f as the quadratic that its gradient and Hessian at that point make of it, which are given back; nothing
        for None, and for a function that may take long.
        """
        found = ground_at(self._loss, np.array(point)) if point is not None and self._loss is not None else None
        self.model.show_ground(found, point or ())
        return found

    @property
    def limits(self) -> Limits:
        """What is in view: x and y."""
        return self.x_range, self.y_range

    @property
    def is_moving(self) -> bool:
        """Whether the view was moved and that is not told yet."""
        return self._pause.isActive()

    def place_of(self, point: Point) -> QPointF | None:
        """The pixel of a point of the problem."""
        return None if self._scene is None else self.pixels().place(point[0], self._height_at(point))

    def _height_at(self, point: Point) -> float:
        """How high up in the picture a point is: its y on a surface, f(x) on a curve."""
        assert self._scene is not None
        grid = self._scene.grid
        return point[1] if len(point) > 1 else float(np.interp(point[0], grid.x, grid.z[0]))

    def _show_view(self) -> None:
        scene = self._scene
        if scene is None:
            return
        view = self._view if len(self._view) >= len(scene.limits) else scene.limits
        self.set_x_range(*view[0])
        if len(view) > 1:
            self.set_y_range(*view[1])
        else:
            lo, hi = fit([scene.grid.z[0]], poles=True)
            room = _PADDING * (hi - lo)
            self.set_y_range(lo - room, hi + room)
        if len(scene.limits) == 1:
            self._show_curve(scene.grid.x, scene.grid.z[0])
        minima = self._problem.minima if self._problem is not None else ()
        self.minima.show_points([(_CROSS, one[0], self._height_at(one)) for one in minima])
        self._place_ring()

    def _show_curve(self, x: Array, y: Array) -> None:
        lo, hi = self.y_range
        side = np.where(y < lo, -1, np.where(y > hi, 1, 0))
        joined = np.append(side[1:] * side[:-1] >= 0, False)  # from above the room to below it there is a pole
        joined[:-1] &= np.isfinite(y[1:]) & np.isfinite(y[:-1])
        self.line.show_points(x / self.units[0], y / self.units[1], joined)

    def _show_walks(self) -> None:
        """All that is placed by the scene."""
        if self._scene is None or self._problem is None:
            return
        fits = self._race is not None and self._race.problem.dims == self._problem.dims
        runs = self._runs if fits else ()
        paths: list[Path] = []
        for run in runs:
            points = run.path.double().numpy()
            paths.append((points[:, 0], points[:, 1] if points.shape[1] > 1 else run.values.double().numpy()))
        self.trails.show_paths(paths)
        self.walkers.show_runs(runs, paths, usual_slope(self._scene))
        self._place_ring()
        self._show_names()

    def _show_names(self) -> None:
        """What the arrows in the picture mean, and the tangent if there is one."""
        if self._scene is None or self._problem is None or self._race is None:
            return
        colours = self._colours
        update = runner_colours(colours)[0] if len(self._runs) == 1 else colours.muted
        arrows: list[Sample] = [("−.grad", colours.stored, 2.0), (self.tr("the update"), update, 2.4)]
        if any(name in step.state for run in self._runs for step in run.detail[:1] for name in MOMENTUM):
            arrows.append((self.tr("momentum"), colours.text, 1.2))
        tangent = self.tr("slope in .grad") if self._problem.dims == 1 else ""
        kept = np.array([(one[0], self._height_at(one)) for one in (*self._problem.minima, self._race.start)])
        self.legend.show_names(self._race.runners, arrows, tangent, (kept[:, 0], kept[:, 1]))

    # -- the start

    def _place_ring(self) -> None:
        """Not where it is so far away that Qt could not work out its shape."""
        if self._start is None:
            self.ring.hide()
            return
        x, y = self._start[0], self._height_at(self._start)
        spans = [(at - lo) / (hi - lo) for at, (lo, hi) in zip((x, y), self.limits, strict=True)]
        self.ring.setVisible(all(isfinite(one) and abs(one) < 1e4 for one in spans))
        if self.ring.isVisible():
            with silent(self.ring):
                self.ring.setPos(x / self.units[0], y / self.units[1])

    def _move_start(self, point: Point) -> None:
        """To there, or as far as one can see, in as many digits as a hand can choose."""
        ends = zip(point, self.limits, strict=False)
        self._start = tuple(_rounded(min(max(one, lo), hi), hi - lo) for one, (lo, hi) in ends)
        self._place_ring()

    def _drag(self) -> None:
        assert self._scene is not None
        x, y = self.ring.pos().x() * self.units[0], self.ring.pos().y() * self.units[1]
        self._move_start((x, y)[: len(self._scene.limits)])
        self.start_dragged.emit(self._start)

    def keyPressEvent(self, ev: QKeyEvent) -> None:
        along = _KEYS.get(Qt.Key(ev.key()))
        if along is None or self._start is None or ev.modifiers():
            super().keyPressEvent(ev)
            return
        spans = [hi - lo for lo, hi in self.limits]
        self._move_start(
            tuple(at + by * _NUDGE * span for at, by, span in zip(self._start, along, spans, strict=False))
        )
        self.start_dropped.emit(self._start)

    # -- the view

    def _zoom(self, axis: int, factor: float, centre: float) -> None:
        x, y = (scaled(limits, factor, centre) if k == axis else limits for k, limits in enumerate(self.limits))
        self._look(x, y, fixes_y=axis == 1)

    def _pan(self, dx: float, dy: float, finished: bool) -> None:
        (left, right), (bottom, top) = self.limits
        self._look((left + dx, right + dx), (bottom + dy, top + dy))
        if finished:
            self._tell_view()

    def _look(self, x: Range, y: Range, fixes_y: bool = False) -> None:
        """Over there; the y of a curve fits until it is zoomed itself."""
        if self._scene is None:
            return
        self.ground.moves = True
        fixed = fixes_y or len(self._scene.limits) == 2 or len(self._view) == 2
        self.show_view((x, y) if fixed else (x,))
        if not self._pause.isActive():
            self._pause.start()

    def _tell_view(self) -> None:
        self._pause.stop()
        self.ground.moves = False
        self.ground.update()
        self.viewed.emit(self._view)

    # -- the mouse

    def _click(self, x: float, y: float) -> None:
        """The walks start there."""
        if self._scene is not None and self._start is not None:
            self._move_start((x, y)[: len(self._scene.limits)])
            self.start_dropped.emit(self._start)

    def _point(self, at: QPointF | None) -> None:
        self._hover(-1 if at is None else self._nearest(at))
        self.read.emit("" if at is None else self._reading(at))

    def _reading(self, at: QPointF) -> str:
        """f and its gradient there, by autograd; what takes longer is read off the grid."""
        if self._scene is None or self._problem is None:
            return ""
        grid, point = self._scene.grid, self.pixels().data(at)[: self._problem.dims]
        told = [f"({', '.join(f'{value:.3g}' for value in point)})"]
        if isinstance(self._problem, Landscape):  # its grid is at hand
            row, column = (int(np.abs(axis - one).argmin()) for axis, one in ((grid.y, point[1]), (grid.x, point[0])))
            return "  ".join([*told, f"f ≈ {grid.z[row, column]:.4g}"])
        if self._loss is None:
            return "  ".join(told)
        value, slopes = slope_at(self._loss, point)
        return "  ".join([*told, f"f {value:.4g}", f"∇f ({', '.join(f'{slope:.3g}' for slope in slopes)})"])

    def _nearest(self, at: QPointF) -> int:
        """The step of the nearest point of the paths that are drawn, or -1."""
        found, least = -1, NEAR
        for trail in self.trails.trails:
            away = np.hypot(*(trail.places[: self.trails.step + 1] - at.toTuple()).T)
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


def _is_quick(problem: Terrain) -> bool:
    """Whether f may be asked for under the mouse: a network's, or a person's own function, may take long."""
    is_own = isinstance(problem, Problem) and not isinstance(problem.function, Expression)
    return not isinstance(problem, Landscape) and not is_own


def _wider(lo: float, hi: float) -> Range:
    """With some room; of one point alone, the room about it."""
    room = _PADDING * (hi - lo) or 0.5
    return lo - room, hi + room


def _rounded(value: float, span: float) -> float:
    """To a thousandth of the span or finer."""
    return round(value, 3 - floor(log10(span))) if 0 < span < 1e300 else value
