"""The picture of a walk: what is painted, and what the mouse does."""

from dataclasses import replace
from unittest.mock import Mock

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.core.descend.problem import Problem, of_function
from explorer.core.descend.race import Race, Runner, scene
from explorer.core.descend.run import Run
from explorer.core.descend.surfaces import SURFACES, named
from explorer.core.descend.verdict import Kind, Verdict
from explorer.ui.descend.ground import ramp
from explorer.ui.descend.marks import DASHES, MARKS, runner_colours
from explorer.ui.descend.picture import Picture
from explorer.ui.descend.trails import MOST, Trail
from explorer.ui.theme import DARK, LIGHT
from tests.ui.hands import wheel

BOWL, CURVE = named("Bowl"), replace(of_function("x^2", (1.5,), {}), limits=((-2.0, 2.0),))
SGD = (Runner("sgd", (("lr", 0.1),)),)
SIX = tuple(Runner(name, (("lr", 0.1),)) for name in ("sgd", "momentum", "adam", "adagrad", "rmsprop", "rprop"))


class Around(QWidget):
    """Takes the presses that a scene of pyqtgraph's lets through, as a window does."""

    def __init__(self, picture):
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(picture)

    def mousePressEvent(self, event):
        event.accept()

    mouseReleaseEvent = mousePressEvent


@pytest.fixture
def show(qtbot):
    """A picture of a race, with its runs."""
    kept = []

    def made(problem, runners=SGD, steps=20, step=0, start=None, size=(600, 400)):
        race = Race(problem, start or problem.start, runners, steps)
        picture = Picture()
        picture.set_colours(LIGHT)
        around = Around(picture)
        qtbot.addWidget(around)
        kept.append(around)  # qtbot's own reference is weak
        around.resize(*size)
        with qtbot.waitExposed(around):
            around.show()
        picture.show_scene(scene(problem, problem.limits), problem)
        picture.show_runs(race, race.run())
        picture.set_step(step)
        picture.grab()  # lays it out, and brings its ranges into effect
        return picture

    return made


def pixels(picture):
    image = picture.grab().toImage().convertToFormat(picture.grab().toImage().Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width())
    return flat & 0xFFFFFF


def count(picture, colour):
    """Pixels of exactly this colour."""
    return int((pixels(picture) == (QColor(colour).rgb() & 0xFFFFFF)).sum())


def colour_at(picture, at):
    return picture.grab().toImage().pixelColor(at.toPoint())


def alone(dims=2):
    return Race(BOWL if dims == 2 else CURVE, (1.0,) * dims, (Runner(),), 1)


def walk(path, values=None, gradients=None):
    """A run along these points."""
    path = torch.tensor(path, dtype=torch.float32)
    values = path.square().sum(dim=1) if values is None else torch.tensor(values)
    slopes = 2 * path[:-1] if gradients is None else torch.tensor(gradients)
    return Run(path, values, slopes, Verdict(Kind.WALKING, ()))


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_bands_of_a_surface_are_painted_lowest_first(show, colours):
    picture = show(BOWL)
    picture.set_field(False)
    picture.set_colours(colours)
    shades = ramp(14, colours)
    seen = [count(picture, shade) for shade in shades]
    assert all(one > 100 for one in seen)
    low = colour_at(picture, picture.place_of((-0.2, -0.2)))
    high = colour_at(picture, picture.place_of((-2.95, -2.9)))
    assert low.lightness() < high.lightness()
    assert [shade.lightness() for shade in shades] == sorted(shade.lightness() for shade in shades)


def test_the_gradient_field_can_be_hidden(show):
    picture = show(BOWL)
    with_field = pixels(picture)
    picture.set_field(False)
    assert (with_field != pixels(picture)).sum() > 1_000


def test_a_curve_is_painted_where_it_is(show):
    picture = show(CURVE)
    assert colour_at(picture, picture.place_of((-1.0,))) == QColor(LIGHT.curves[0])


def test_the_tangent_has_the_slope_of_the_slot(show):
    picture = show(CURVE, steps=1, start=(1.0,))
    touching = pixels(picture)
    picture.show_runs(alone(1), (walk([[1.0], [0.0]], gradients=[[-3.0]]),))
    assert (touching != pixels(picture)).sum() > 200
    picture.show_runs(alone(1), (walk([[1.0], [0.0]], gradients=[[float("nan")]]),))
    assert count(picture, LIGHT.tangent) < 20


def test_the_walker_goes_along_its_path(show):
    picture = show(BOWL, steps=20)
    picture.set_field(False)
    run = Race(BOWL, BOWL.start, SIX[:1], 20).run()[0]
    for step in (0, 7, 20):
        picture.set_step(step)
        assert colour_at(picture, picture.place_of(tuple(run.path[step].tolist()))) == QColor(runner_colours(LIGHT)[0])


def test_the_path_grows_with_the_step_and_is_the_same_after_a_step_back(show):
    picture = show(named("Himmelblau"), SIX[2:3], steps=40, step=5)
    short = pixels(picture)
    picture.set_step(40)
    colour = runner_colours(LIGHT)[0]
    assert count(picture, colour) > 0
    assert (short != pixels(picture)).sum() > 100
    picture.set_step(5)
    assert (pixels(picture) == short).all()


def test_both_ends_and_steps_beyond_them(show):
    picture = show(BOWL, SIX, steps=10)
    for step in (0, 10, 11, 1_000_000, -3):
        picture.set_step(step)
        assert pixels(picture).size


def test_six_runners_have_six_colours_marks_and_dashes(show):
    for colours in (LIGHT, DARK):
        assert len(set(runner_colours(colours))) == 6
    assert len(set(DASHES)) == 6
    assert len({tuple((e.x, e.y) for e in map(mark.elementAt, range(mark.elementCount()))) for mark in MARKS}) == 6
    picture = show(named("Booth"), SIX, steps=30, step=30)
    for colour in runner_colours(LIGHT):
        assert count(picture, colour) > 20


@pytest.mark.parametrize(
    "path",
    [
        [[1, 1], [float("nan"), 0], [0.5, 0.5], [float("inf"), 2], [0, 0]],
        [[1, 1], [-1e4, 1e6], [1e20, -1e30], [3e38, 3e38]],
        [[float("nan")] * 2] * 3,
        [[1e9, 1e9]] * 5,
    ],
)
def test_points_that_cannot_be_painted_are_left_out(show, path):
    picture = show(BOWL)
    picture.show_runs(alone(), (walk(path),))
    for step in range(len(path) + 1):
        picture.set_step(step)
        assert pixels(picture).size
    QTest.mouseMove(picture.viewport(), picture.place_of((0.0, 0.0)).toPoint())


def test_a_runner_that_left_is_pointed_to(show):
    picture = show(BOWL)
    picture.show_runs(alone(), (walk([[1, 1], [50, 0]]),))
    picture.set_step(1)
    assert colour_at(picture, picture.place_of((2.95, 0.0))) == QColor(runner_colours(LIGHT)[0])


def test_a_pole_is_no_line(show):
    problem = replace(of_function("1/(x - 0.001)^3", (1.5,), {}), limits=((-2.0, 2.0),))
    picture = show(problem, steps=0)
    row = pixels(picture)[200 + 20]  # 20 pixels below the middle: the lower branch crosses it, and nothing else
    assert 0 < (row == (QColor(LIGHT.curves[0]).rgb() & 0xFFFFFF)).sum() < 8


def test_a_curve_with_poles_and_one_that_is_nowhere(show):
    for text in ("1/x", "exp(exp(x^2))", "sqrt(-1 - x^2)", "0x + 2"):
        problem = replace(of_function(text, (0.5,), {}), limits=((-3.0, 3.0),))
        assert pixels(show(problem, steps=5, step=3)).size


def test_every_surface_of_the_catalogue(show):
    for problem in SURFACES:
        assert pixels(show(problem, SIX[:2], steps=5, step=5, size=(300, 220))).size


def test_a_long_path_is_thinned():
    places = np.random.default_rng(0).normal(300, 50, (50_000, 2))
    trail = Trail(places)
    assert len(trail.steps) == MOST
    assert (trail.steps[0], trail.steps[-1]) == (0, 49_999)
    assert trail.kept(49_999) == MOST


def test_points_that_are_not_told_apart_are_drawn_once():
    trail = Trail(np.array([[10.0, 10.0], [10.1, 10.0], [10.2, 10.1], [40.0, 10.0], [np.nan, 0.0], [50.0, 10.0]]))
    assert trail.steps.tolist() == [0, 3, 4, 5]
    assert [trail.kept(step) for step in range(6)] == [1, 1, 1, 2, 3, 4]


def test_a_path_that_leaves_is_painted_as_far_as_one_sees(show):
    """From the middle far beyond the room, and back from nowhere: no line joins what has a gap between."""
    picture = show(BOWL, start=(2.9, 2.9))
    picture.set_field(False)
    picture.show_runs(alone(), (walk([[0, 0], [0, -1e3], [float("nan"), 0], [-2, 2], [2, 2]]),))
    picture.set_step(4)
    colour = QColor(runner_colours(LIGHT)[0])
    assert colour_at(picture, picture.place_of((0.0, -1.7))) == colour
    assert colour_at(picture, picture.place_of((0.3, 2.0))) == colour
    assert colour_at(picture, picture.place_of((-1.0, 1.0))) != colour


def pull(picture, start, *places):
    """Press there, move to each place, and release at the last."""
    there = picture.viewport()
    QTest.mouseMove(there, start)
    QTest.mousePress(there, Qt.MouseButton.LeftButton, pos=start)
    for place in places:
        QTest.mouseMove(there, place)
    QTest.mouseRelease(there, Qt.MouseButton.LeftButton, pos=places[-1])


def test_dragging_the_start(show):
    picture = show(BOWL)
    dragged, dropped = [], []
    picture.start_dragged.connect(dragged.append)
    picture.start_dropped.connect(dropped.append)
    start, end = (picture.place_of(point).toPoint() for point in (BOWL.start, (-1.0, -2.0)))
    pull(picture, start, (start + end) / 2, end)
    assert len(dragged) >= 2
    assert dragged[0] == pytest.approx(((BOWL.start[0] - 1) / 2, (BOWL.start[1] - 2) / 2), abs=0.03)
    assert len(dropped) == 1
    assert dropped[0] == pytest.approx((-1.0, -2.0), abs=0.03)
    assert all(len(repr(one)) <= len("-0.319") for one in dropped[0])  # no more digits than a hand can choose
    told = len(dragged)
    QTest.mouseMove(picture.viewport(), start)
    assert len(dragged) == told


def test_a_drag_ends_at_the_sides(show, qtbot):
    picture = show(BOWL)
    start = picture.place_of(BOWL.start).toPoint()
    with qtbot.waitSignal(picture.start_dropped) as dropped:
        pull(picture, start, start + QPoint(10, -10), QPoint(599, 0))
    assert dropped.args[0] == pytest.approx((3.0, 3.0))


def test_the_start_of_a_curve_is_dragged_along_x(show, qtbot):
    picture = show(CURVE)
    start, end = (picture.place_of((x,)).toPoint() for x in (1.5, -0.5))
    with qtbot.waitSignal(picture.start_dropped) as dropped:
        pull(picture, start, (start + end) / 2, end)
    assert dropped.args[0] == pytest.approx((-0.5,), abs=0.03)


def test_a_press_elsewhere_moves_what_is_in_view_and_not_the_start(show, qtbot):
    picture = show(BOWL)
    places = [picture.place_of(point).toPoint() for point in ((-1.0, -1.0), (-0.5, -0.5), (0.0, 0.0))]
    moved = []
    picture.start_dragged.connect(moved.append)
    picture.start_dropped.connect(moved.append)
    with qtbot.waitSignal(picture.viewed) as viewed:
        pull(picture, *places)
    assert not moved
    across, up = viewed.args[0]
    assert across == pytest.approx((-4.0, 2.0), abs=0.05)
    assert up == pytest.approx((-4.0, 2.0), abs=0.05)


def test_the_wheel_zooms_around_the_pointer_and_fit_goes_back(show, qtbot):
    picture = show(BOWL)
    with qtbot.waitSignal(picture.viewed) as viewed:
        wheel(picture, 3)
    for lo, hi in viewed.args[0]:
        assert 0.5 < (hi - lo) / 6 < 0.8 and lo + hi == pytest.approx(0, abs=0.1)
    with qtbot.waitSignal(picture.viewed) as viewed:
        picture.fit()
    assert viewed.args[0] == ()
    assert picture.limits == BOWL.limits


def test_the_arrow_keys_move_the_start(show, qtbot):
    picture = show(BOWL)
    with qtbot.waitSignal(picture.start_dropped) as dropped:
        QTest.keyClick(picture, Qt.Key.Key_Left)
    assert dropped.args[0] == pytest.approx((2.44, 1.5))


def test_hovering_finds_the_step(show, qtbot):
    picture = show(BOWL, steps=20, step=10)
    run = Race(BOWL, BOWL.start, SIX[:1], 20).run()[0]
    seen = []
    picture.hovered.connect(seen.append)
    QTest.mouseMove(picture.viewport(), picture.place_of(tuple(run.path[3].tolist())).toPoint())
    QTest.mouseMove(picture.viewport(), picture.place_of((-2.0, -2.0)).toPoint())
    QTest.mouseMove(picture.viewport(), picture.place_of(tuple(run.path[1].tolist())).toPoint())
    assert seen == [3, -1, 1]


def test_a_step_that_is_pointed_at_elsewhere_is_ringed(show):
    picture = show(BOWL, steps=20, step=20)
    plain = pixels(picture)
    picture.set_hovered(4)
    assert (plain != pixels(picture)).sum() > 20
    picture.set_hovered(-1)
    assert (plain == pixels(picture)).all()


def test_runs_of_another_number_of_variables_wait_for_their_scene(show):
    picture = show(BOWL)
    race = Race(CURVE, CURVE.start, SIX[:1], 5)
    picture.show_runs(race, race.run())
    assert pixels(picture).size
    picture.show_scene(scene(CURVE, CURVE.limits), CURVE)
    assert count(picture, runner_colours(LIGHT)[0]) > 20


def test_nothing_yet_and_no_room(qtbot):
    picture = Picture()
    qtbot.addWidget(picture)
    picture.resize(240, 180)
    assert picture.place_of((0.0, 0.0)) is None
    QTest.keyClick(picture, Qt.Key.Key_Left)
    with qtbot.waitSignal(picture.painted):
        picture.grab()
    picture.setMinimumSize(0, 0)
    picture.resize(1, 1)
    picture.show_scene(scene(BOWL, BOWL.limits), BOWL)
    race = Race(BOWL, BOWL.start, SIX, 5)
    picture.show_runs(race, race.run())
    picture.grab()


def test_minima_are_crossed(show):
    marked = show(BOWL, start=(2.0, 2.0))
    bare = Problem(BOWL.name, BOWL.function, BOWL.start, BOWL.limits)
    assert (pixels(marked) != pixels(show(bare, start=(2.0, 2.0)))).sum() > 30
    assert colour_at(marked, marked.place_of((0.0, 0.0))) == QColor(LIGHT.text)


def test_a_click_moves_the_start_there(show, qtbot):
    picture = show(BOWL)
    there = picture.place_of((-1.5, 1.0)).toPoint()
    with qtbot.waitSignal(picture.start_dropped) as dropped:
        QTest.mouseClick(picture.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert dropped.args[0] == pytest.approx((-1.5, 1.0), abs=0.03)
    assert dropped.args[0] == tuple(round(one, 3) for one in dropped.args[0])


def test_f_and_its_gradient_are_read_under_the_mouse(show, qtbot):
    picture = show(BOWL)
    at = picture.place_of((1.0, -2.0))
    with qtbot.waitSignal(picture.read) as read:
        QTest.mouseMove(picture.viewport(), at.toPoint())
    x, y = picture.pixels().data(QPointF(at.toPoint()))
    assert read.args[0] == f"({x:.3g}, {y:.3g})  f {x * x + y * y:.4g}  ∇f ({2 * x:.3g}, {2 * y:.3g})"


def test_the_paths_are_brought_into_view(show):
    picture = show(named("Saddle"), steps=40, step=40)
    assert picture.limits == BOWL.limits
    picture.fit_path()
    (left, right), (bottom, top) = picture.limits
    run = picture.walkers.paths[0]
    assert bottom < float(run[1].min()) and float(run[1].max()) < top and top > 3
    assert left < float(run[0].min()) and float(run[0].max()) < right
    picture.fit()
    assert picture.limits == BOWL.limits


def test_the_quadratic_of_a_quadratic_is_the_surface_itself(show):
    valley = named("Long valley")
    picture = show(valley)
    before = pixels(picture)
    picture.show_model(valley.start)
    assert picture.model.ground.step() == pytest.approx([-2.5, -0.8])  # to the minimum in one step
    changed = before != pixels(picture)
    assert changed.any()
    # Its level line through the start is that of f: x² + 20 y² = 19.05.
    on = picture.pixels().places(*np.array([[19.05**0.5, 0.0], [0.0, (19.05 / 20) ** 0.5]]))
    for across, down in on.round().astype(int):
        if 0 <= across < changed.shape[1] and 0 <= down < changed.shape[0]:
            assert changed[down - 3 : down + 4, across - 3 : across + 4].any()
    picture.show_model(None)
    assert (before == pixels(picture)).all()


def test_the_map_moves_with_the_hand_and_is_made_anew_after_it(show, qtbot):
    picture = show(BOWL)
    picture.ground.draw = Mock(wraps=picture.ground.draw)
    picture.box.panned.emit(0.5, 0.0, False)
    picture.grab()
    picture.box.panned.emit(0.25, 0.0, False)
    picture.grab()
    assert picture.ground.moves and not picture.ground.draw.called
    with qtbot.waitSignal(picture.viewed):
        picture.box.panned.emit(0.0, 0.0, True)
    picture.grab()
    assert picture.ground.draw.called
