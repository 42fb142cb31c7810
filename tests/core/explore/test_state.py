"""Transitions give a new State, keep what they may keep, and refuse what cannot be."""

from dataclasses import FrozenInstanceError, replace
from math import inf, isfinite, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.catalogue import CATALOGUE
from explorer.core.explore import state as states
from explorer.core.explore.state import Parameter, State
from explorer.core.explore.steps import Clear
from explorer.core.expression import ExpressionError, parse

STATE = states.of_function(parse("a sin(b x)"), (-4.0, 6.0))
BAD = st.sampled_from([nan, inf, -inf])
FINITE = st.floats(-1e9, 1e9)


def parameter(state, name):
    return next(p for p in state.parameters if p.name == name)


def test_a_state_is_a_frozen_value():
    assert states.of_function(parse("a sin(b x)"), (-4.0, 6.0)) == STATE
    assert hash(STATE) == hash(states.of_function(parse("a sin(b x)"), (-4.0, 6.0)))
    with pytest.raises(FrozenInstanceError):
        STATE.samples = 5


def test_a_new_state():
    assert STATE.range == (-4.0, 6.0)
    assert -4 < STATE.cursor < 6 and STATE.secant_step > 0
    assert (STATE.samples, STATE.order, STATE.dtype) == (1000, 1, "float32")
    assert STATE.values == {"a": 1.0, "b": 1.0}


def test_the_default_is_the_first_entry():
    assert str(states.default().function) == CATALOGUE[0].expression


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.title)
def test_choosing_an_entry(entry):
    """Its range, parameters and slider ends; how one looks at curves stays."""
    before = replace(STATE, samples=77, order=3, dtype="float64", overlay=True, y_range=(0.0, 1.0))
    state = states.from_entry(entry, before)
    assert (str(state.function), state.range) == (entry.expression, entry.range)
    assert state.values == {p.name: p.value for p in entry.parameters}
    for known in entry.parameters:
        slider = parameter(state, known.name)
        assert (slider.lo, slider.hi) == (known.lo, known.hi) and slider.step > 0
    assert state.range[0] < state.cursor < state.range[1]
    assert (state.samples, state.order, state.dtype, state.overlay) == (77, 3, "float64", True)
    assert state.y_range is None and state.slope_range is None


def test_another_text_keeps_the_sliders_that_it_shares():
    state = states.with_parameter(STATE, "b", value=2.5, lo=-9.0)
    state = states.with_text(replace(state, y_range=(0.0, 1.0)), "cos(b x) + c")
    assert [p.name for p in state.parameters] == ["b", "c"]
    assert parameter(state, "b") == replace(parameter(STATE, "b"), value=2.5, lo=-9.0)
    assert parameter(state, "c") == Parameter("c")
    assert (state.range, state.cursor) == (STATE.range, STATE.cursor)
    assert state.y_range is None


def test_a_wrong_text_is_an_error_and_no_state():
    with pytest.raises(ExpressionError):
        states.with_text(STATE, "sine(x)")


@given(FINITE, FINITE)
def test_a_range_keeps_the_cursor_inside(lo, hi):
    state = states.with_range(STATE, lo, hi)
    if lo < hi:
        assert state.range == (lo, hi)
        assert lo <= state.cursor <= hi
    else:
        assert state == STATE


@pytest.mark.parametrize("ends", [(1, 1), (2, 1), (nan, 1), (0, nan), (-inf, 0), (0, inf), (nan, nan)])
def test_an_impossible_range_changes_nothing(ends):
    assert states.with_range(STATE, *ends) == STATE


def ranges(state):
    return (state.seen, state.y_range, state.slope_range)


@pytest.mark.parametrize("plot", [0, 1])
@pytest.mark.parametrize("by", [1e17, -1e300, 1.8e308, inf, nan])
def test_no_hand_makes_an_impossible_range(plot, by):
    """Far away two numbers are one, and further on they are none."""
    state = replace(STATE, y_range=(-1.0, 1.0), slope_range=(-1.0, 1.0))
    for after in (
        states.panned(state, plot, by, by),
        states.zoomed(state, plot, 0, by, 0.5, (0.0, 1.0)),
        states.zoomed(state, plot, 1, by, 0.5, (0.0, 1.0)),
        states.zoomed(state, plot, 0, 1e-30, by, (0.0, 1.0)),
    ):
        assert all(lo < hi and isfinite(lo) and isfinite(hi) for lo, hi in ranges(after))
        assert after.range[0] <= after.cursor <= after.range[1]


def test_wheel_and_mouse_move_the_ranges():
    fixed = replace(STATE, y_range=(-1.0, 1.0))
    assert ranges(states.panned(STATE, 0, 1.0, 9.0)) == ((-3.0, 7.0), None, None)
    assert ranges(states.panned(fixed, 0, 0.0, 9.0)) == ((-4.0, 6.0), (8.0, 10.0), None)
    assert ranges(states.zoomed(STATE, 1, 0, 0.5, 0.0, (0.0, 1.0))) == ((-2.0, 3.0), None, None)
    assert ranges(states.zoomed(STATE, 1, 1, 2.0, 0.0, (0.0, 1.0))) == ((-4.0, 6.0), None, (0.0, 2.0))
    near = states.zoomed(STATE, 0, 0, 0.1, 6.0, (0.0, 1.0))
    assert near.leaf == STATE.leaf  # what is seen changes, x does not
    assert near.cursor == STATE.cursor
    assert states.with_range(near, 0.0, 1.0).view is None
    beyond = states.panned(STATE, 0, 5.0, 0.0)
    assert states.with_cursor(beyond, 10.0).cursor == 10.0


def test_a_new_leaf_knows_what_went_with_the_old_one_until_the_next_pass():
    once = states.with_backward(states.with_backward(STATE))
    anew = states.with_followed(states.with_range(once, 0.0, 1.0))
    assert anew.trail is None
    assert anew.lost is once.trail
    assert anew.lost.passes == 2
    again = states.with_followed(states.with_range(anew, 0.0, 2.0))
    assert again.lost is once.trail
    back = states.with_old_leaf(again)
    assert back.leaf == STATE.leaf
    assert back.trail is once.trail
    assert back.lost is None
    assert states.with_backward(again).lost is None
    cleared = states.with_cleared(once, Clear.NONE)
    assert states.with_followed(states.with_range(cleared, 0.0, 1.0)).lost is None


def test_where_the_slot_follows_a_new_leaf_it_is_still_said_to_be_one():
    once = states.with_backward(replace(STATE, zero_before=True))
    anew = states.with_followed(states.with_range(once, 0.0, 1.0))
    assert anew.trail is not None
    assert anew.lost is once.trail


@pytest.mark.parametrize(("x", "cursor"), [(1.5, 1.5), (-4, -4), (99, 6), (-99, -4), (1e300, 6)])
def test_the_cursor_stays_in_the_range(x, cursor):
    assert states.with_cursor(STATE, x).cursor == cursor


@given(BAD)
def test_a_cursor_must_be_finite(x):
    assert states.with_cursor(STATE, x) == STATE


@pytest.mark.parametrize(
    ("changes", "value", "lo", "hi", "step"),
    [
        ({"value": 2.0}, 2.0, -5.0, 5.0, 0.1),
        ({"value": 9.0}, 9.0, -5.0, 9.0, 0.1),
        ({"value": -9.0}, -9.0, -9.0, 5.0, 0.1),
        ({"lo": 2.0}, 2.0, 2.0, 5.0, 0.1),
        ({"hi": 0.0}, 0.0, -5.0, 0.0, 0.1),
        ({"step": 0.5}, 1.0, -5.0, 5.0, 0.5),
        ({"lo": 5.0}, 1.0, -5.0, 5.0, 0.1),
        ({"hi": -7.0}, 1.0, -5.0, 5.0, 0.1),
        ({"step": 0.0}, 1.0, -5.0, 5.0, 0.1),
        ({"step": -1.0}, 1.0, -5.0, 5.0, 0.1),
        ({"value": nan}, 1.0, -5.0, 5.0, 0.1),
        ({"hi": inf}, 1.0, -5.0, 5.0, 0.1),
    ],
    ids=str,
)
def test_parameters(changes, value, lo, hi, step):
    """The ends make room for a value, a value keeps inside moved ends, and the impossible changes nothing."""
    changed = states.with_parameter(STATE, "a", **changes)
    assert parameter(changed, "a") == Parameter("a", value, lo, hi, step)
    assert parameter(changed, "b") == parameter(STATE, "b")


@given(st.sampled_from(["value", "lo", "hi", "step"]), st.one_of(FINITE, BAD), st.data())
def test_a_slider_always_holds_its_value(field, value, data):
    state = STATE
    for _ in range(4):
        field = data.draw(st.sampled_from(["value", "lo", "hi", "step"]))
        state = states.with_parameter(state, "a", **{field: data.draw(st.one_of(FINITE, BAD))})
        slider = parameter(state, "a")
        assert slider.lo <= slider.value <= slider.hi
        assert slider.lo < slider.hi and slider.step > 0


def test_an_unknown_parameter_changes_nothing():
    assert states.with_parameter(STATE, "z", value=1.0) == STATE


def test_values_are_in_the_order_of_the_expression():
    assert list(State(parse("x"), parameters=(Parameter("q"), Parameter("b"))).values) == ["q", "b"]
