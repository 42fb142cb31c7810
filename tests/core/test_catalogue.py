"""Every built-in function against mpmath at 50 digits, and what the notices say about torch."""

from itertools import groupby
from math import exp, inf, isfinite, nan, pi

import mpmath
import pytest
import torch
from mpmath import mpf

from explorer.core.catalogue import CATALOGUE, GROUPS
from explorer.core.expression import parse
from explorer.core.expression.mpmath_reading import evaluate
from explorer.core.expression.torch_reading import TorchFunction

TOLERANCE = 1e-9
GOLDEN = (5**0.5 - 1) / 2

NO_DERIVATIVE = {
    "Bessel function J₀": "does not require grad",
    "Heaviside step": "not implemented",
    "Condition": "does not require grad",
}
"""Entries on which backward() raises, and a part of what it says."""

MASKED = {"Masked root": lambda x: x <= 0}
"""Where x.grad is NaN although f has a slope, in float64 too."""

AUTOGRAD_READS = {"Silent factor": "x detach(j0(x))"}
"""What autograd differentiates where torch silently has no derivative for a part."""

ACCURATE_WITHIN = {"Bessel function J₀": 3, "Silent factor": 3}
"""The |x| up to which torch is right: beyond it bessel_j0 is wrong by up to 3e-7, even in float64."""

CANCELLING = {"Sine and cosine squared", "Stirling's remainder", "There and back"}
"""Entries whose second derivative is what is left over from far larger numbers."""

BY_TITLE = {entry.title: entry for entry in CATALOGUE}
every_entry = pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.title)


@pytest.fixture(autouse=True)
def fifty_digits():
    with mpmath.workdps(50):
        yield


def values(entry):
    return {parameter.name: parameter.value for parameter in entry.parameters}


def spread(entry):
    """25 points all over the range and on no round number."""
    lo, hi = entry.range
    if entry.title in ACCURATE_WITHIN:
        lo, hi = -ACCURATE_WITHIN[entry.title], ACCURATE_WITHIN[entry.title]
    return [lo + (hi - lo) * (i * GOLDEN % 1) for i in range(1, 26)]


def autograd(entry, points, order=1, dtype=torch.float64):
    """f and its derivatives by torch, a row of numbers for each."""
    return derivatives(entry.expression, points, order, dtype, **values(entry))


def derivatives(text, points, order, dtype, **parameters):
    x = torch.tensor(points, dtype=dtype, requires_grad=True)
    rows = [TorchFunction(parse(text))(x, **parameters)]
    for _ in range(order):
        slope = torch.zeros_like(x)
        if rows[-1].requires_grad:  # otherwise it does not depend on x any more
            # Added, because autograd can return a tensor of zeros without storage, which has no tolist().
            slope = slope + torch.autograd.grad(rows[-1].sum(), x, create_graph=True)[0]
        rows.append(slope)
    return [row.tolist() for row in rows]


def exact(entry, x):
    """f for mpmath as autograd sees it near x: what is detached stays at its value at x."""
    expression = parse(AUTOGRAD_READS.get(entry.title, entry.expression))
    return lambda u: evaluate(expression, {"x": u}, values(entry), detached={"x": mpf(x)})


def real(compute):
    """What `compute` gives, or None if that is no real number."""
    try:
        value = compute()
    except (ArithmeticError, ValueError):
        return None
    return value if isinstance(value, mpf) and mpmath.isfinite(value) else None


def exact_derivative(f, x, order):
    """The derivative, or None where it or a lower one is not the same from the left and from the right."""
    for k in range(1, order + 1):
        left, right = (real(lambda k=k, d=d: mpmath.diff(f, mpf(x), k, direction=d)) for d in (-1, 1))
        if left is None or right is None or not mpmath.almosteq(left, right, 1e-30, 1e-30):
            return None
    return left


def assert_agree(measured, wanted, floor):
    """Relative errors, where numbers far smaller than is typical of the curve count as its rounding."""
    known = [(m, w) for m, w in zip(measured, wanted, strict=True) if w is not None]
    assert len(known) >= len(wanted) / 3
    typical = max([floor, *(abs(w) for _, w in known)])
    for m, w in known:
        assert abs(m - w) <= TOLERANCE * max(abs(w), 1e-5 * typical), f"{m} is not {mpmath.nstr(w, 17)}"


def test_size_and_titles():
    assert len(CATALOGUE) >= 64
    assert len(BY_TITLE) == len(CATALOGUE)
    assert CATALOGUE[0].title == "Sine"


def test_groups_follow_one_another():
    assert tuple(group for group, _ in groupby(entry.group for entry in CATALOGUE)) == GROUPS


@every_entry
def test_entry_is_complete(entry):
    assert entry.title.strip() and entry.notice.endswith(".")
    lo, hi = entry.range
    assert isfinite(lo) and isfinite(hi) and lo < hi
    assert {parameter.name for parameter in entry.parameters} == set(parse(entry.expression).parameters)
    for parameter in entry.parameters:
        assert parameter.lo <= parameter.value <= parameter.hi and parameter.lo < parameter.hi


@every_entry
def test_sliders_lead_to_curves(entry):
    """At both ends of every slider there still is a curve to see."""
    x = torch.linspace(*entry.range, 201)
    f = TorchFunction(parse(entry.expression))
    for parameter in entry.parameters:
        for end in (parameter.lo, parameter.hi):
            y = f(x, **(values(entry) | {parameter.name: end}))
            assert y.isfinite().float().mean() > 0.4, (parameter.name, end)


@every_entry
def test_values_agree_with_mpmath(entry):
    points = spread(entry)
    (measured,) = autograd(entry, points, order=0)
    wanted = [real(lambda x=x: exact(entry, x)(mpf(x))) for x in points]
    assert [m != m for m in measured] == [w is None for w in wanted]  # NaN where there is no real value
    assert_agree(measured, wanted, 0)


@pytest.mark.parametrize(
    ("entry", "order"),
    [
        pytest.param(entry, order, id=f"{entry.title}-{order}")
        for entry in CATALOGUE
        for order in (1, 2)
        if entry.title not in NO_DERIVATIVE and not (order == 2 and entry.title in CANCELLING)
    ],
)
def test_derivatives_agree_with_mpmath(entry, order):
    masked = MASKED.get(entry.title, lambda x: False)
    points = [x for x in spread(entry) if not masked(x)]
    rows = autograd(entry, points, order)
    wanted = [exact_derivative(exact(entry, x), x, order) for x in points]
    height = max(abs(y) for y in rows[0] if isfinite(y))
    assert_agree(rows[order], wanted, height / (entry.range[1] - entry.range[0]) ** order)


@pytest.mark.parametrize(
    ("title", "x", "orders"),
    [
        ("Absolute value", 0, []),
        ("Staircase", 1, []),
        ("Highest of three lines", 2, []),
        ("Pole", 0, []),
        ("Natural logarithm", 0, []),
        ("Hidden kink", 0, [1]),
        ("Rounded corner", 1, [1]),
        ("Two ReLUs", 0, [1, 2]),
    ],
)
def test_mpmath_sees_kinks_and_jumps(title, x, orders):
    f = exact(BY_TITLE[title], x)
    assert [order for order in (1, 2) if exact_derivative(f, x, order) is not None] == orders


@pytest.mark.parametrize("title", MASKED)
def test_masked_branches_poison_the_gradient(title):
    entry = BY_TITLE[title]
    points = [x for x in spread(entry) if MASKED[title](x)]
    f, slope = autograd(entry, points)
    assert points and all(isfinite(y) for y in f) and all(g != g for g in slope)


@pytest.mark.parametrize(("title", "reason"), NO_DERIVATIVE.items())
def test_torch_has_no_derivative(title, reason):
    entry = BY_TITLE[title]
    x = torch.linspace(*entry.range, 5, requires_grad=True)
    y = TorchFunction(parse(entry.expression))(x, **values(entry))
    with pytest.raises(RuntimeError, match=reason):
        y.sum().backward()
    assert x.grad is None


@pytest.mark.parametrize(
    ("title", "x", "f", "slope"),
    [
        ("Sinc", 0, 1, 0),
        ("Arcsine", -1, -pi / 2, inf),
        ("Arcsine", 1, pi / 2, inf),
        ("Natural logarithm", 0, -inf, inf),
        ("Entropy of a coin", 0, nan, nan),
        ("Entropy of a coin", 1, nan, nan),
        ("x to the power x", 0, 1, 0),
        ("ReLU", 0, 0, 0),
        ("Leaky ReLU", 0, 0, 0.1),
        ("Softsign", 0, 0, 1),
        ("Absolute error", 1, 0, 0),
        ("Quantile loss", 0, 0, -0.3),
        ("Cross-entropy", 1, nan, nan),
        ("Hinge loss", 1, 0, -0.5),
        ("Lasso", 0, 0.125, -0.5),
        ("Inverse error function", -1, -inf, inf),
        ("Inverse error function", 1, inf, inf),
        ("Scaled Bessel function I₀", 0, 1, 0),
        ("Absolute value", 0, 0, 0),
        ("Sign", 0, 0, 0),
        ("Staircase", 1, 1, 0),
        ("Sawtooth", 1, 0, 1),
        ("Triangle wave", -1, 0, 0),
        ("Triangle wave", 2, 1, -1),
        ("Highest of three lines", 0, 0, -0.25),
        ("Highest of three lines", 2, 1, 0.75),
        ("Cube root", 0, 0, nan),
        ("Pole", 0, inf, -inf),
        ("Ever faster", 0, nan, nan),
        ("Masked root", -1, 0, nan),
        ("Masked root", 0, 0, nan),
        ("Masked root, mended", -1, 0, 0),
        ("Masked root, mended", 0, 0, 0),
        ("Masked overflow", 90, 90, nan),
        ("Smooth bump", 1, 0, nan),
        ("Smooth bump", 1.0055, 0, nan),
        ("Smooth bump", 1.0057, 0, 0),
        ("Norm at zero", 0, 0, nan),
        ("Norm at zero, mended", 0, 0.1, 0),
        ("Root of nothing", 0, 0, inf),
        ("Root of nothing", -1, nan, nan),
        ("Fractional power", -1, nan, nan),
        ("Slope without a value", -2, nan, -0.5),
        ("Zero over zero", 0, nan, nan),
        ("Two ReLUs", 0, 0, 0),
        ("Ties", 0, 0, 0.5),
        ("Ties", 1, 1, 1.5),
        ("Edge of a clamp", -1, -1, 1),
        ("Edge of a clamp", 1, 1, 1),
        ("Overflowing softplus", 90, inf, nan),
        ("Overflowing softplus", -18, 0, exp(-18)),
        ("Overflowing softplus, mended", 90, 90, 1),
        ("Overflowing softplus, mended", 0, 0.6931472, 0.5),
        ("Infinity over infinity", 90, nan, nan),
        ("Logarithm of a sigmoid", -90, -inf, nan),
        ("Logarithm in stairs", 5e-8, 0, 1),
        ("There and back", 1e-4, 0, inf),
        ("There and back", 0, 0, nan),
    ],
)
def test_notices_are_true_in_float32(title, x, f, slope):
    """Where torch, by its conventions or by rounding, reports something else than calculus would."""
    measured = autograd(BY_TITLE[title], [x], dtype=torch.float32)
    assert measured == [[pytest.approx(f, nan_ok=True)], [pytest.approx(slope, nan_ok=True)]]


@pytest.mark.parametrize(
    ("text", "x", "f", "slope"),
    [
        ("max(0, x)", 0, 0, 0.5),
        ("hardtanh(x)", 1, 1, 0),
        ("x^(1/3)", -8, nan, nan),
        ("sin(pi x)/(pi x)", 0, nan, nan),
        ("logsigmoid(x)", -200, -200, 1),
        ("log1p(x)", 5e-8, 5e-8, 1),
    ],
)
def test_what_notices_compare_with(text, x, f, slope):
    measured = derivatives(text, [x], 1, torch.float32)
    assert measured == [[pytest.approx(f, nan_ok=True)], [pytest.approx(slope, nan_ok=True)]]


@pytest.mark.parametrize("samples", [7, 1000, 100_003])
def test_slopes_that_cancel_to_the_last_bit(samples):
    entry = BY_TITLE["Sine and cosine squared"]
    points = torch.linspace(*entry.range, samples).tolist()
    assert set(autograd(entry, points, dtype=torch.float32)[1]) == {0.0}
