"""A Request holds what a picture depends on, and a Result answers it."""

from dataclasses import replace
from math import cos, nan, sin

import pytest
import torch

from explorer.core.explore import state as states
from explorer.core.explore.compute import COARSE, Computer, Request
from explorer.core.explore.features import Kind
from explorer.core.explore.sample import Cancelled
from explorer.core.expression import parse
from explorer.core.python_function import of_callable

SIZE = (800, 300)


def state_of(function, limits=(-5.0, 5.0), **changes):
    wanted = parse(function) if isinstance(function, str) else of_callable(function)
    return replace(states.of_function(wanted, limits), **changes)


def answer(state, computer=None, **changes):
    return (computer or Computer()).answer(Request.from_state(replace(state, **changes), SIZE))


STATE = state_of("a sin(x)", samples=1000, cursor=1.0)


@pytest.mark.parametrize(
    "look", [{"grid": False}, {"hidden": frozenset({1})}, {"overlay": True}, {"marks": False}, {"units_of_pi": True}]
)
def test_how_a_curve_is_looked_at_is_no_part_of_the_request(look):
    assert Request.from_state(replace(STATE, **look), SIZE) == Request.from_state(STATE, SIZE)


@pytest.mark.parametrize(
    "change",
    [
        {"function": parse("a cos(x)")},
        {"range": (-5.0, 6.0)},
        {"samples": 1001},
        {"order": 2},
        {"dtype": "float64"},
        {"parameters": (states.Parameter("a", 2.0),)},
        {"y_range": (0.0, 1.0)},
        {"slope_range": (0.0, 1.0)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_the_curve_depends_on_is_part_of_the_request(change):
    assert Request.from_state(replace(STATE, **change), SIZE).curve != Request.from_state(STATE, SIZE).curve


def test_requests_are_values():
    assert Request.from_state(STATE, SIZE) == Request.from_state(state_of("a sin(x)", cursor=1.0), SIZE)
    assert hash(Request.from_state(STATE, SIZE)) == hash(Request.from_state(STATE, SIZE))
    assert Request.from_state(STATE, SIZE) != Request.from_state(STATE, (801, 300))


@pytest.mark.parametrize(("samples", "moving", "used"), [
    (1000, True, 1000), (COARSE, True, COARSE), (10_000_000, True, COARSE), (10_000_000, False, 10_000_000)
])  # fmt: skip
def test_a_moving_control_asks_for_a_coarse_curve(samples, moving, used):
    assert Request.from_state(replace(STATE, samples=samples), SIZE, moving).curve.sampled == used


def test_the_curve_is_kept_while_only_the_cursor_moves():
    computer = Computer()
    first = answer(STATE, computer)
    second = answer(STATE, computer, cursor=2.0, secant=True)
    assert second.curve is first.curve
    assert (first.point.x, second.point.x) == (1.0, 2.0)
    assert answer(STATE, computer, samples=1001).curve is not first.curve


def test_a_finished_curve_also_answers_while_something_moves():
    computer = Computer()
    full = computer.answer(Request.from_state(STATE, SIZE)).curve
    assert computer.answer(Request.from_state(replace(STATE, cursor=2.0), SIZE, True)).curve is full
    moved = computer.answer(Request.from_state(replace(STATE, range=(-4.0, 6.0)), SIZE, True)).curve
    finished = computer.answer(Request.from_state(replace(STATE, range=(-4.0, 6.0)), SIZE)).curve
    assert finished is not moved
    half_a_pixel = 10 / SIZE[0] / 2
    for rough, exact in zip(moved.features.marks, finished.features.marks, strict=True):
        assert rough.kind is exact.kind
        assert abs(rough.x - exact.x) < half_a_pixel


def test_the_numbers_at_the_cursor():
    result = answer(state_of("a sin(x)", order=2, dtype="float64", cursor=1.0, secant=True, secant_step=0.5))
    assert result.error is None
    assert result.point.derivatives == pytest.approx((sin(1), cos(1), -sin(1)))
    assert result.point.partials == {"a": pytest.approx(sin(1))}
    assert (result.secant.x, result.secant.f) == (1.5, pytest.approx(sin(1.5)))
    assert answer(STATE).secant is None


@pytest.mark.parametrize("samples", [2, 1000, 100_000])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_points_of_the_polylines_are_samples(samples, dtype):
    state = state_of("sin(x)", samples=samples, dtype=dtype)
    x = torch.linspace(-5, 5, samples, dtype=getattr(torch, dtype))
    for line, values in zip(answer(state).curve.polylines, (torch.sin(x), torch.cos(x)), strict=True):
        known = dict(zip(x.tolist(), values.tolist(), strict=True))
        assert [known[place] for place in line.x.tolist()] == line.y.tolist()
        assert (line.x[0], line.x[-1]) == (-5, 5)


def test_a_picture_has_few_points_whatever_the_number_of_samples():
    for samples in (1000, 100_000, 1_000_000):
        for line in answer(state_of("sin(x) + x/5", samples=samples)).curve.polylines:
            assert len(line.x) <= 4 * SIZE[0]


@pytest.mark.parametrize("function", ["floor(x)", "1/x", "tan(x)", "sign(x)"])
def test_a_jump_is_not_joined(function):
    result = answer(state_of(function, samples=5000))
    line = result.curve.polylines[0]
    for place in result.curve.features.breaks:
        around = max(index for index, x in enumerate(line.x) if x <= place)
        assert not line.joined[around] or line.x[around] == place


@pytest.mark.parametrize(
    ("function", "fits"),
    [
        ("sin(x)", (-1, 1)),
        ("5", (0, 10)),
        ("exp(-50x^2)", (0, 1)),
        ("2x", (-10, 10)),
    ],
)
def test_f_is_fitted_whole(function, fits):
    assert answer(state_of(function)).curve.fits[0] == pytest.approx(fits, abs=1e-2)


def test_a_pole_does_not_flatten_the_rest():
    lo, hi = answer(state_of("tan(x)", samples=100_000)).curve.fits[0]
    assert -60 < lo < -2 and 2 < hi < 60


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"range": (1.0, -1.0)}, "not below"),
        ({"range": (0.0, nan)}, "finite"),
        ({"range": (-1e300, 1e300)}, "float32 cannot hold"),
        ({"samples": 1}, "number of samples"),
        ({"order": 7}, "order"),
        ({"dtype": "int8"}, "dtype"),
        ({"parameters": ()}, "parameter a has no value"),
        ({"function": of_callable(lambda x, a: 1 / 0)}, "raised ZeroDivisionError"),
        ({"function": of_callable(lambda x, a: x[:3])}, "shape"),
    ],
)
def test_what_a_person_can_mend_comes_back_as_an_error(change, words):
    computer = Computer()
    result = answer(STATE, computer, **change)
    assert words in result.error.message
    assert result.curve is None and result.point is None
    assert answer(STATE, computer).error is None


def test_only_cancelled_is_raised():
    with pytest.raises(Cancelled):
        Computer().answer(Request.from_state(replace(STATE, samples=5_000_000), SIZE), lambda: True)


def test_a_torch_module_in_float32_is_drawn():
    """The search for features looks in float64, which such a function does not take."""
    torch.manual_seed(0)
    layer = torch.nn.Linear(1, 1)
    result = answer(state_of(lambda x: layer(x[:, None])[:, 0]))
    assert result.error is None
    weight, bias = layer.weight.item(), layer.bias.item()
    assert result.curve.fits[0] == pytest.approx((bias - 5 * abs(weight), bias + 5 * abs(weight)), rel=1e-5)


@pytest.mark.parametrize(
    ("text", "severed", "finite"),
    [("sin(x)", None, True), ("detach(x)", 1, True), ("heaviside(x)", 1, True), ("sqrt(-1 - x^2)", None, False)],
)
def test_what_torch_refused_is_told(text, severed, finite):
    curve = answer(state_of(text)).curve
    assert (curve.severed, curve.finite) == (severed, finite)
    assert bool(curve.refusal) == (severed is not None)


def test_features_come_with_the_curve():
    curve = answer(state_of("x^2 - 1")).curve
    assert [mark.kind for mark in curve.features.marks] == [Kind.ZERO, Kind.MINIMUM, Kind.ZERO]


def test_a_result_outlives_the_buffers_it_was_made_in():
    computer = Computer()
    line = answer(state_of("sin(x)", samples=300_000), computer).curve.polylines[0]
    before = line.y.copy()
    answer(state_of("exp(x)", samples=300_000), computer)
    assert (line.y == before).all()
