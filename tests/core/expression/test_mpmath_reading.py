"""mpmath at any number of digits, and errors where there is no real value."""

import mpmath
import pytest
from mpmath import mpf

from explorer.core.expression import parse
from explorer.core.expression.mpmath_reading import evaluate


def at(text, x, **parameters):
    return evaluate(parse(text), {"x": x}, parameters)


def test_digits():
    with mpmath.workdps(50):
        assert mpmath.almosteq(at("sin(x)^2 + π + e + tau", 1), mpmath.sin(1) ** 2 + 3 * mpmath.pi + mpmath.e, 1e-49)
        assert at("x/3", 1) == mpf(1) / 3
        assert at("x/a", 1, a=3) == mpf(1) / 3


def test_a_literal_is_the_float64():
    with mpmath.workdps(50):
        assert at("0.1 + x - x", 0) == mpf(0.1) != mpf("0.1")


def test_detach_is_held_where_autograd_holds_it():
    expression = parse("u = detach(x*x); u*x")
    with mpmath.workdps(30):
        held = mpmath.diff(lambda x: evaluate(expression, {"x": x}, detached={"x": mpf(3)}), 3)
        free = mpmath.diff(lambda x: evaluate(expression, {"x": x}), 3)
    assert float(held) == pytest.approx(9)
    assert float(free) == pytest.approx(27)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("sqrt(x)", -1),
        ("|sqrt(x)|", -1),
        ("sqrt(x)^2", -1),
        ("log(x)", 0),
        ("log(x)", -1),
        ("x^0.5", -1),
        ("1/x", 0),
        ("0^x", -1),
        ("gamma(x)", -2),
        ("lgamma(x)", 0),
        ("digamma(x)", 0),
        ("acosh(x)", 0.5),
        ("erfinv(x)", 2),
        ("y0(x)", -1),
        ("atanh(x)", 1),
        ("exp(exp(exp(x)))", 10),
        ("exp(x)/exp(x)", 1e30),
        ("gamma(gamma(gamma(x)))", 50),
        ("x!!!!!!!!", 5),
        ("x^x^x^x^x", 9),
        ("u = x*x; v = u*u; w = v*v; w*w", 1e200),
        ("sqrt(x) > 0", -1),
        ("max(sqrt(x), 0)", -1),
        ("u = sqrt(x); u + 1", -1),
    ],
)
def test_no_real_value(text, x):
    with pytest.raises((ArithmeticError, ValueError)):
        at(text, x)


def test_only_the_branch_taken_needs_a_value():
    assert at("√x if x > 0 else 0", -1) == 0
    assert at("1/x if x != 0 else 7", 0) == 7
    assert at("u = √x; u if x > 0 else 0", -1) == 0
    assert at("piecewise(x < 0, log(-x), x == 0, 0, log(x))", 0) == 0


def test_what_is_far_below_every_float_is_zero():
    assert at("exp(-x)", 1e30) == 0
    assert at("1/(1 + exp(-x))", -1000) == mpmath.exp(-1000) / (1 + mpmath.exp(-1000))


@pytest.mark.parametrize(
    "text", ["silu(" * 39 + "x" + ")" * 39, "x" + "!" * 70, "∛" * 38 + "x", "cot(" * 39 + "x" + ")" * 39]
)
def test_an_argument_is_worked_out_once(text):
    """A definition names its argument more than once: forty of them inside one another would never end."""
    try:
        at(text, 0.5)
    except (ArithmeticError, ValueError):
        assert "!" in text
