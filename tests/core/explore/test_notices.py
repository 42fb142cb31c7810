"""What is said of a curve that does not show f: each kind where it is, and nothing of healthy curves."""

import numpy as np
import pytest
import torch

from explorer.core.explore.notices import notices
from explorer.core.explore.sample import sample
from explorer.core.expression import parse


def told(text, limits, dtype="float32", order=1, samples=1000):
    function = parse(text) if isinstance(text, str) else text
    curve = sample(function, limits, dtype=dtype, order=order, samples=samples)
    return notices(curve, function, {})


HEALTHY = [
    ("sin(x)", (-5, 5)),
    ("floor(x)", (-2, 2)),
    ("1/x", (-1, 1)),
    ("tan(x)", (-10, 10)),
    ("lgamma(x)", (-5, 5)),
    ("x sin(1/x)", (-1, 1)),
    ("sin(40x)", (-5, 5)),
    ("exp(-1e8 (x - 0.123)^2)", (0, 1)),
    ("detach(x) x", (0, 1)),
    ("abs(x)", (-1, 1)),
    ("tanh(1e9 x)", (-1, 1)),
    ("exp(x)", (0, 80)),
    ("round(x) + sin(x)", (0, 1)),
]


@pytest.mark.parametrize(("text", "limits"), HEALTHY)
def test_nothing_is_said_of_a_curve_that_shows_f(text, limits):
    assert told(text, limits) == ()


@pytest.mark.parametrize(
    ("text", "limits", "dtype", "wanted"),
    [
        ("j0(x)", (-5, 5), "float32", "torch.special.bessel_j0 has no derivative"),
        ("x j0(x)", (-5, 5), "float32", "torch.special.bessel_j0 has no derivative"),
        ("3", (-5, 5), "float32", "No path leads from y back to x"),
        ("heaviside(x)", (-1, 1), "float32", "no formula for f′"),
        ("log(x)", (-2, 2), "float32", "f is NaN at 500 of 1,000 samples, from x = -2 to -0.002"),
        ("where(x > 0, sqrt(x), x)", (-5, 5), "float32", "f′ is NaN at 500 of 1,000 samples, from x = -5"),
        ("1e300 x", (-2, 2), "float32", "over the largest float32, 3.4e+38, at 1,000 of 1,000 samples"),
        ("exp(x)", (0, 100), "float32", "at 113 of 1,000 samples, first at x = 88.78"),
        ("exp(x)", (0, 1000), "float64", "over the largest float64, 1.8e+308, at 290 of"),
        ("sin(1e6 x)", (0, 10), "float32", "f swings faster than 1,000 samples can show"),
        ("sin(2047 pi x)", (0, 1), "float64", "It would take some 20,000, or a range 20 times"),
        # After unageek/graphest#989, eez-open/modular-psu-firmware#237 and serso/android-calculatorpp#233.
        ("sin(x^2)", (0, 50), "float32", "f swings faster"),
        ("abs(sin(100 x))", (0, 50), "float32", "f swings faster"),
        ("x + 1", (1e8, 1e8 + 10), "float32", "float32 has only 2 numbers in this range"),
    ],
)
def test_what_is_missing_is_said_with_its_number(text, limits, dtype, wanted):
    (notice,) = told(text, limits, dtype)
    assert wanted in str(notice)


def test_the_counts_are_those_of_the_samples():
    (notice,) = told("sqrt(x) + 0 log(x - 1)", (-3, 5), samples=801)
    x = torch.linspace(-3, 5, 801)
    assert notice.values["count"] == int((x < 1).sum())
    (notice,) = told("exp(x)", (0, 1000), "float64", samples=501)
    with np.errstate(over="ignore"):
        assert notice.values["count"] == np.isinf(np.exp(np.linspace(0, 1000, 501))).sum()


def test_so_many_samples_as_are_said_to_be_needed_are_enough():
    (notice,) = told("sin(2000 x)", (0, 10))
    assert told("sin(2000 x)", (0, 10), samples=notice.values["needed"]) == ()
    assert told("sin(2000 x)", (0, 10 / notice.values["times"])) == ()


def test_a_callable_is_read_as_well():
    (notice,) = told(torch.log, (-1, 1))
    assert "torch.log" in str(notice)
    (notice,) = told(lambda x: torch.ones_like(x), (-1, 1))
    assert "No path" in str(notice)
    assert told(lambda x: torch.zeros_like(x) + x.new_tensor(2.0) * x, (-1, 1)) == ()
