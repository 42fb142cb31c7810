"""Zeros, extrema, inflections, jumps and poles against what is known of each function."""

from math import exp, isnan, pi, sqrt, tan

import pytest
import torch

from explorer.core.explore.features import MOST, Kind, derivatives_of, find
from explorer.core.expression import parse
from explorer.core.expression.torch_reading import TorchFunction

NOTHING: tuple[float, ...] = ()
GOLDEN_TURN = 1 / sqrt(3)

TRUTH = [
    # text, range, zeros, minima, maxima, inflections, breaks, has a pole
    ("sin(x)", (-4, 4), (-pi, 0, pi), (-pi / 2,), (pi / 2,), (-pi, 0, pi), NOTHING, False),
    ("x^2", (-2, 3), (0,), (0,), NOTHING, NOTHING, NOTHING, False),
    ("x^3", (-2, 3), (0,), NOTHING, NOTHING, (0,), NOTHING, False),
    ("x^3 - x", (-2, 3), (-1, 0, 1), (GOLDEN_TURN,), (-GOLDEN_TURN,), (0,), NOTHING, False),
    ("x^4", (-2, 3), (0,), (0,), NOTHING, NOTHING, NOTHING, False),
    ("x^2 + 1", (-2, 3), NOTHING, (0,), NOTHING, NOTHING, NOTHING, False),
    ("(x - 1)^2 (x + 1)", (-2, 3), (-1, 1), (1,), (-1 / 3,), (1 / 3,), NOTHING, False),
    ("exp(-x^2)", (-3, 3), NOTHING, NOTHING, (0,), (-sqrt(0.5), sqrt(0.5)), NOTHING, False),
    ("exp(-50x^2)", (-5, 5), NOTHING, NOTHING, (0,), (-0.1, 0.1), NOTHING, False),
    ("x^5", (-3, 4), (0,), NOTHING, NOTHING, (0,), NOTHING, False),
    ("x exp(-x)", (-1, 6), (0,), NOTHING, (1,), (2,), NOTHING, False),
    ("log(x)", (0.1, 5), (1,), NOTHING, NOTHING, NOTHING, NOTHING, False),
    ("exp(x)", (-3, 3), NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, False),
    ("2x + 1", (-3, 3), (-0.5,), NOTHING, NOTHING, NOTHING, NOTHING, False),
    ("5", (-3, 3), NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, False),
    ("|x - 0.3|", (-2, 3), (0.3,), (0.3,), NOTHING, NOTHING, NOTHING, False),
    ("||x| - 1|", (-2, 3), (-1, 1), (-1, 1), (0,), NOTHING, NOTHING, False),
    ("1/(1 + x^2)", (-3, 3), NOTHING, NOTHING, (0,), (-GOLDEN_TURN, GOLDEN_TURN), NOTHING, False),
    ("x + 2cos(x)", (0, 6), NOTHING, (5 * pi / 6,), (pi / 6,), (pi / 2, 3 * pi / 2), NOTHING, False),
    ("atan(x) - 1", (-3, 3), (tan(1),), NOTHING, NOTHING, (0,), NOTHING, False),
    ("cos(x) - x", (-1, 2), (0.7390851332151607,), NOTHING, NOTHING, (pi / 2,), NOTHING, False),
    ("1/x", (-3, 3), NOTHING, NOTHING, NOTHING, NOTHING, (0,), True),
    ("1/(x - 1)", (-3, 3), NOTHING, NOTHING, NOTHING, NOTHING, (1,), True),
    ("1/(x^2 - 2)", (-3, 3), NOTHING, NOTHING, (0,), NOTHING, (-sqrt(2), sqrt(2)), True),
    ("tan(x)", (-4.5, 4.5), (-pi, 0, pi), NOTHING, NOTHING, (-pi, 0, pi), (-pi / 2, pi / 2), True),
    ("sign(x - 0.2)", (-3, 3), NOTHING, NOTHING, NOTHING, NOTHING, (0.2,), False),
    ("floor(x)", (-1.5, 2.5), NOTHING, NOTHING, NOTHING, NOTHING, (-1, 0, 1, 2), False),
    ("where(x < 1, x, x + 2)", (-3, 3), (0,), NOTHING, NOTHING, NOTHING, (1,), False),
    ("x + 3 heaviside(x - 2)", (-3, 4), (0,), NOTHING, NOTHING, NOTHING, (2,), False),
    ("atan(1/x)", (-3, 3), NOTHING, NOTHING, NOTHING, NOTHING, (0,), False),
    ("gamma(x)", (0.5, 4), NOTHING, (1.4616321449683623,), NOTHING, NOTHING, NOTHING, False),
    ("tanh(50x)", (-3, 3), (0,), NOTHING, NOTHING, (0,), NOTHING, False),
]


def features(function, lo, hi):
    return find(derivatives_of(TorchFunction(parse(function)) if isinstance(function, str) else function), lo, hi)


def near(truth):
    return pytest.approx(sorted(truth), abs=1e-6)


@pytest.mark.parametrize(
    ("text", "limits", "zeros", "minima", "maxima", "inflections", "breaks", "poles"),
    TRUTH,
    ids=[row[0] for row in TRUTH],
)
def test_against_the_truth(text, limits, zeros, minima, maxima, inflections, breaks, poles):
    found = features(text, *limits)
    places = {kind: [mark.x for mark in found.marks if mark.kind is kind] for kind in Kind}
    assert places[Kind.ZERO] == near(zeros)
    assert places[Kind.MINIMUM] == near(minima)
    assert places[Kind.MAXIMUM] == near(maxima)
    assert places[Kind.INFLECTION] == near(inflections)
    assert list(found.breaks) == near(breaks)
    assert found.poles == poles


def test_heights_are_those_of_the_curve():
    for mark in features("x^3 - x", -2, 3).marks:
        assert mark.f == pytest.approx(mark.x**3 - mark.x, abs=1e-9)


@pytest.mark.parametrize("shift", [0.0, 0.1, 1 / 3, pi / 10])
@pytest.mark.parametrize("limits", [(-1, 1), (-2, 2), (-3.7, 2.9), (-100, 60)])
def test_a_pole_is_found_wherever_the_grid_lies(shift, limits):
    found = features(f"1/(x - {shift!r})", *limits)
    assert list(found.breaks) == near([shift])
    assert found.poles


@pytest.mark.parametrize("limits", [(-5, 5), (-1e3, 1e3), (1e-9, 2e-9), (-1e-12, 1e-12), (1e6, 1e6 + 1)])
def test_a_smooth_curve_has_no_break_at_any_scale(limits):
    lo, hi = limits
    scale = 3 / max(abs(lo), abs(hi))
    assert features(lambda x: torch.sin(x * scale) + torch.exp(-x * scale), lo, hi).breaks == ()


@pytest.mark.parametrize("text", ["sin(1000x)", "sin(x^3)", "frac(1000x)", "sin(100/x)"])
def test_a_texture_is_no_set_of_points(text):
    found = features(text, -10, 10)
    for kind in Kind:
        assert sum(mark.kind is kind for mark in found.marks) <= MOST
    assert len(found.breaks) <= 2 * MOST


@pytest.mark.parametrize(
    "text",
    ["0x/(x - x)", "sqrt(-1 - x^2)", "exp(exp(exp(x)))", "log(x)", "1e308 x", "x/0", "sqrt(x)", "detach(x)", "j0(x)"],
)
@pytest.mark.parametrize("limits", [(-5, 5), (0, 1), (0, 1e-300), (-1e300, 1e300), (0, 5e-324)])
def test_any_curve_has_finite_features(text, limits):
    found = features(text, *limits)
    assert all(limits[0] <= mark.x <= limits[1] and not isnan(mark.f) for mark in found.marks)
    assert all(limits[0] <= place <= limits[1] for place in found.breaks)
    assert list(found.marks) == sorted(found.marks, key=lambda mark: mark.x)


def test_rounding_is_no_jump():
    assert features("sin²x + cos²x", -6, 6).breaks == ()


def test_every_step_of_a_staircase_is_a_jump():
    steps = [place / 10 for place in range(-199, 200)]
    assert list(features("floor(10x)", -19.95, 19.95).breaks) == near(steps)


def test_without_derivatives_zeros_are_still_found():
    found = features("j0(x)", 0, 6)
    assert [mark.x for mark in found.marks] == pytest.approx([2.404825557695773, 5.520078110286311], abs=1e-5)
    assert all(mark.kind is Kind.ZERO for mark in found.marks)


def test_marks_of_a_well():
    """f = e^x − 3x has its minimum at log 3, between two zeros."""
    found = features("exp(x) - 3x", -1, 3)
    assert [mark.kind for mark in found.marks] == [Kind.ZERO, Kind.MINIMUM, Kind.ZERO]
    assert found.marks[1].x == pytest.approx(1.0986122886681098, abs=1e-7)
    assert found.marks[1].f == pytest.approx(3 - 3 * 1.0986122886681098)
    for mark in (found.marks[0], found.marks[2]):
        assert exp(mark.x) == pytest.approx(3 * mark.x)


def test_kinks_are_no_jumps():
    for text in ("|x|", "relu(x)", "max(x, 1 - x)", "sqrt(|x|)", "cbrt(x)", "min(e, |x|^0.3)"):
        assert features(text, -2, 2.5).breaks == (), text
