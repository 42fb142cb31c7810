"""f and the gradient over the steps."""

from math import isnan

import pytest
import torch
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from explorer.core.descend.race import Race, Runner
from explorer.core.descend.run import Run
from explorer.core.descend.surfaces import named
from explorer.core.descend.verdict import Kind, Verdict
from explorer.ui.descend.histories import Histories
from explorer.ui.descend.marks import runner_colours
from explorer.ui.theme import DARK, LIGHT

BOWL = named("Bowl")
NAN, INF = float("nan"), float("inf")


@pytest.fixture
def histories(qtbot):
    made = Histories()
    qtbot.addWidget(made)
    made.set_colours(LIGHT)
    made.resize(420, 320)
    with qtbot.waitExposed(made):
        made.show()
    return made


def run(values, norms):
    """A run with these f and norms of the gradient."""
    return Run(
        torch.zeros(len(values), 2),
        torch.tensor(values),
        torch.tensor([[0.0, one] for one in norms]).reshape(-1, 2),
        Verdict(Kind.WALKING, ()),
    )


def show(histories, *runs):
    histories.show_runs(Race(BOWL, BOWL.start, (Runner(),) * len(runs), len(runs[0].values) - 1), runs)
    histories.grab()  # lays it out, and brings its ranges into effect
    return histories


def colour_at(histories, at):
    return histories.grab().toImage().pixelColor(at.toPoint())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1000.0, 10.0, 1.0], "f, logarithmic"),
        ([50.0, 10.0, 1.0], "f, linear"),
        ([1000.0, 10.0, -1.0], "f, linear"),
        ([1000.0, NAN, 1.0], "f, logarithmic"),
        ([NAN, NAN, INF], "f, linear"),
    ],
)
def test_f_is_logarithmic_where_that_shows_more_and_says_so(histories, values, said):
    show(histories, run(values, [1.0, 1.0]))
    assert histories.titles == (said, "norm of .grad, logarithmic")
    assert not histories.grab().isNull()


def test_a_logarithmic_line_is_where_its_powers_are(histories):
    show(histories, run([1e4, 1e2, 1.0], [1e2, 1.0]))
    y = [histories.place_of(0, step).y() for step in range(3)]
    assert y[1] == pytest.approx((y[0] + y[2]) / 2)
    assert y[0] < y[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_lines_are_painted_in_the_runners_colours(histories, colours):
    show(histories, *(run([5.0 + at, 5.0 + at], [10.0**at]) for at in range(6)))
    histories.set_colours(colours)
    histories.set_step(1)
    for at, colour in enumerate(runner_colours(colours)):
        assert colour_at(histories, histories.place_of(0, 1, at) - QPointF(2, 0)) == QColor(colour)


def test_the_step_is_marked_at_both_ends_and_not_beyond(histories):
    show(histories, run([3.0, 2.0, 1.0], [1.0, 1.0]))
    pictures = []
    for step in (0, 2, 3, -1):
        histories.set_step(step)
        pictures.append(histories.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2]
    assert pictures[3] == pictures[0]


def test_numbers_that_are_not_finite_leave_gaps(histories):
    show(histories, run([3.0, NAN, INF, 1.0], [0.0, NAN, INF]), run([2.0, 3e38, -3e38, 1.0], [1.0, 3e38, 1e-45]))
    assert not histories.grab().isNull()
    assert isnan(histories.place_of(0, 1).x())
    for step in range(5):
        histories.set_step(step)
        histories.grab()


def test_a_walk_that_diverged_leaves_room_for_the_others(histories):
    show(histories, run([3.0, *[2.0] * 98, 1.0], [1.0] * 99), run([3.0, *[2.0] * 98, -1e30], [1.0] * 99))
    assert histories.place_of(0, 50).y() - histories.place_of(0, 0).y() > 50


def test_hovering_gives_the_step(histories, qtbot):
    show(histories, run([3.0, 2.0, 1.0], [1.0, 1.0]))
    seen = []
    histories.hovered.connect(seen.append)
    for plot, step in ((0, 0), (0, 2), (1, 1)):
        of = histories.plots[plot]
        QTest.mouseMove(of.viewport(), of.mapFromParent(histories.place_of(plot, step).toPoint()))
    QTest.mouseMove(histories.plots[1].viewport(), QPoint(2, 2))
    assert seen == [0, 2, -1, 1, -1]  # between two plots there is no step


def test_a_step_that_is_pointed_at_elsewhere_is_marked(histories):
    show(histories, run([3.0, 2.0, 1.0], [1.0, 1.0]))
    plain = histories.grab().toImage()
    histories.set_hovered(1)
    assert histories.grab().toImage() != plain


def test_no_steps_no_runs_and_a_wide_room(histories, qtbot):
    assert not histories.grab().isNull()
    show(histories, run([3.0], []))
    assert not histories.grab().isNull()
    histories.resize(900, 160)
    qtbot.waitUntil(lambda: histories.plots[1].x() > 0)
    show(histories, run([3.0, 2.0], [1.0]))
    assert histories.place_of(1, 0).x() > histories.place_of(0, 1).x()
    histories.show_runs(Race(BOWL, BOWL.start, (), 0), ())
    assert not histories.grab().isNull()
