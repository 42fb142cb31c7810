"""Every row of the function table, in each reading, against what mathematics says."""

import operator
from functools import reduce

import mpmath
import pytest
import sympy
import torch
from mpmath import mpf

from explorer.core.expression import parse
from explorer.core.expression.expand import definition
from explorer.core.expression.functions import ALSO_NAMES, ANY, CONSTANTS, FUNCTIONS, TABLE, WORDS
from explorer.core.expression.mpmath_reading import evaluate
from explorer.core.expression.sympy_reading import to_sympy
from explorer.core.expression.torch_reading import TorchFunction

POINTS = (-2.7, -1.5, -1.0, -0.6, -0.3, 0.0, 0.2, 0.5, 0.9, 1.0, 1.7, 2.5)
"""Some of them are halves, ends of domains and kinks."""


def only_real(function):
    """`function`, or NaN where its value is not a finite real number."""

    def wrapped(*arguments):
        try:
            value = function(*map(mpf, arguments))
        except (ArithmeticError, ValueError):
            return mpmath.nan
        return mpf(value) if mpmath.isfinite(value) and not mpmath.im(value) else mpmath.nan

    return wrapped


def elu(u, alpha=1):
    return u if u > 0 else alpha * mpmath.expm1(u)


def hard_sigmoid(u):
    return min(max(u + 3, 0), 6) / 6


def round_half_even(u):
    return mpf(round(float(u)))


TRUTH = {
    "sin(x)": mpmath.sin,
    "cos(x)": mpmath.cos,
    "tan(x)": mpmath.tan,
    "sec(x)": mpmath.sec,
    "csc(x)": mpmath.csc,
    "cot(x)": mpmath.cot,
    "asin(x)": mpmath.asin,
    "acos(x)": mpmath.acos,
    "atan(x)": mpmath.atan,
    "atan2(x, 2)": lambda u: mpmath.atan2(u, 2),
    "atan2(-1, x)": lambda u: mpmath.atan2(-1, u),
    "atan2(x, a)": lambda u: mpmath.atan2(u, mpf(1.5)),
    "sinc(x)": lambda u: mpmath.sincpi(u),
    "deg2rad(x)": mpmath.radians,
    "rad2deg(x)": mpmath.degrees,
    "sinh(x)": mpmath.sinh,
    "cosh(x)": mpmath.cosh,
    "tanh(x)": mpmath.tanh,
    "sech(x)": mpmath.sech,
    "csch(x)": mpmath.csch,
    "coth(x)": mpmath.coth,
    "asinh(x)": mpmath.asinh,
    "acosh(x)": mpmath.acosh,
    "atanh(x)": mpmath.atanh,
    "exp(x)": mpmath.exp,
    "exp2(x)": lambda u: 2**u,
    "expm1(x)": mpmath.expm1,
    "log(x)": mpmath.log,
    "log2(x)": lambda u: mpmath.log(u, 2),
    "log10(x)": mpmath.log10,
    "log1p(x)": mpmath.log1p,
    "logaddexp(x, 1)": lambda u: mpmath.log(mpmath.exp(u) + mpmath.e),
    "logaddexp(a, x)": lambda u: mpmath.log(mpmath.exp(u) + mpmath.exp(1.5)),
    "logit(x)": lambda u: mpmath.log(u / (1 - u)),
    "xlogy(x, 3)": lambda u: u * mpmath.log(3),
    "xlogy(x, x)": lambda u: u * mpmath.log(u) if u else mpf(0),
    "xlogy(2, x)": lambda u: 2 * mpmath.log(u),
    "xlogy(a, x)": lambda u: 1.5 * mpmath.log(u),
    "sqrt(x)": mpmath.sqrt,
    "rsqrt(x)": lambda u: 1 / mpmath.sqrt(u),
    "cbrt(x)": lambda u: mpmath.sign(u) * mpmath.cbrt(abs(u)),
    "square(x)": lambda u: u * u,
    "reciprocal(x)": lambda u: 1 / u,
    "hypot(x, 2)": lambda u: mpmath.hypot(u, 2),
    "hypot(a, x)": lambda u: mpmath.hypot(1.5, u),
    "abs(x)": abs,
    "sign(x)": mpmath.sign,
    "floor(x)": mpmath.floor,
    "ceil(x)": mpmath.ceil,
    "round(x)": round_half_even,
    "trunc(x)": lambda u: mpf(int(u)),
    "frac(x)": lambda u: u - int(u),
    "mod(x, 2)": lambda u: u % 2,
    "mod(x, -2)": lambda u: u % -2,
    "mod(2.3, x)": lambda u: mpf(2.3) % u,
    "mod(x, a)": lambda u: u % mpf(1.5),
    "fmod(x, 1.2)": lambda u: u - mpf(1.2) * int(u / mpf(1.2)),
    "fmod(2.3, x)": lambda u: mpf(2.3) - u * int(mpf(2.3) / u),
    "floordiv(x, 2)": lambda u: mpmath.floor(u / 2),
    "floordiv(2.3, x)": lambda u: mpmath.floor(mpf(2.3) / u),
    "min(x, 1)": lambda u: min(u, 1),
    "min(-1, x, 1)": lambda u: min(u, -1),
    "min(x, a)": lambda u: min(u, mpf(1.5)),
    "max(x, 1)": lambda u: max(u, 1),
    "max(-1, x, -x)": lambda u: max(u, -u, -1),
    "max(-1, x, 1, -x)": lambda u: max(u, -u, 1),
    "max(a, x)": lambda u: max(u, mpf(1.5)),
    "clamp(x, -1, 2)": lambda u: min(max(u, -1), 2),
    "clamp(x, 2, -1)": lambda u: mpf(-1),
    "clamp(x, -a, a)": lambda u: min(max(u, mpf(-1.5)), mpf(1.5)),
    "clamp(x, x/2, 1)": lambda u: min(max(u, u / 2), 1),
    "clamp(2, x, 3)": lambda u: mpf(min(max(2, u), 3)),
    "clamp(x, -1e39, 1e39)": lambda u: u,
    "heaviside(x)": lambda u: mpf("0.5") if u == 0 else mpf(u > 0),
    "heaviside(x, 1)": lambda u: mpf(u >= 0),
    "heaviside(x, a)": lambda u: mpf(1.5) if u == 0 else mpf(u > 0),
    "where(x > 0, x, -1)": lambda u: u if u > 0 else mpf(-1),
    "erf(x)": mpmath.erf,
    "erfc(x)": mpmath.erfc,
    "erfinv(x)": mpmath.erfinv,
    "gamma(x)": mpmath.gamma,
    "lgamma(x)": lambda u: mpmath.log(abs(mpmath.gamma(u))),
    "digamma(x)": mpmath.digamma,
    "i0(x)": lambda u: mpmath.besseli(0, u),
    "i1(x)": lambda u: mpmath.besseli(1, u),
    "i0e(x)": lambda u: mpmath.besseli(0, u) * mpmath.exp(-abs(u)),
    "i1e(x)": lambda u: mpmath.besseli(1, u) * mpmath.exp(-abs(u)),
    "j0(x)": lambda u: mpmath.besselj(0, u),
    "j1(x)": lambda u: mpmath.besselj(1, u),
    "y0(x)": lambda u: mpmath.bessely(0, u),
    "y1(x)": lambda u: mpmath.bessely(1, u),
    "ndtr(x)": mpmath.ncdf,
    "sigmoid(x)": lambda u: 1 / (1 + mpmath.exp(-u)),
    "logsigmoid(x)": lambda u: -mpmath.log1p(mpmath.exp(-u)),
    "relu(x)": lambda u: max(u, mpf(0)),
    "relu6(x)": lambda u: min(max(u, mpf(0)), 6),
    "leaky_relu(x)": lambda u: u if u > 0 else mpf(0.01) * u,
    "leaky_relu(x, 0.3)": lambda u: u if u > 0 else mpf(0.3) * u,
    "leaky_relu(x, -1e39)": lambda u: u if u > 0 else mpf(-1e39) * u,
    "leaky_relu(x, a)": lambda u: u if u > 0 else mpf(1.5) * u,
    "leaky_relu(-2, x)": lambda u: -2 * u,
    "elu(x)": elu,
    "elu(x, 2)": lambda u: elu(u, 2),
    "elu(x, a)": lambda u: elu(u, mpf(1.5)),
    "celu(x)": elu,
    "celu(x, 2)": lambda u: u if u > 0 else 2 * mpmath.expm1(u / 2),
    "celu(x, -2)": lambda u: u if u > 0 else -2 * mpmath.expm1(-u / 2),
    "celu(x, a)": lambda u: u if u > 0 else mpf(1.5) * mpmath.expm1(u / mpf(1.5)),
    "selu(x)": lambda u: mpf("1.0507009873554804934") * elu(u, mpf("1.6732632423543772848")),
    "gelu(x)": lambda u: u * mpmath.ncdf(u),
    "silu(x)": lambda u: u / (1 + mpmath.exp(-u)),
    "mish(x)": lambda u: u * mpmath.tanh(mpmath.log1p(mpmath.exp(u))),
    "softplus(x)": lambda u: mpmath.log1p(mpmath.exp(u)),
    "softsign(x)": lambda u: u / (1 + abs(u)),
    "tanhshrink(x)": lambda u: u - mpmath.tanh(u),
    "softshrink(x)": lambda u: mpmath.sign(u) * max(abs(u) - mpf(0.5), 0),
    "softshrink(x, 1.2)": lambda u: mpmath.sign(u) * max(abs(u) - mpf(1.2), 0),
    "softshrink(x, a)": lambda u: mpmath.sign(u) * max(abs(u) - mpf(1.5), 0),
    "softshrink(x, -1)": lambda u: u + 1 if u > -1 else u - 1,
    "hardshrink(x)": lambda u: u if abs(u) > 0.5 else mpf(0),
    "hardshrink(x, 1)": lambda u: u if abs(u) > 1 else mpf(0),
    "hardshrink(x, -1)": lambda u: u,
    "hardshrink(x, a)": lambda u: u if abs(u) > 1.5 else mpf(0),
    "hardtanh(x)": lambda u: min(max(u, mpf(-1)), 1),
    "hardsigmoid(x)": hard_sigmoid,
    "hardswish(x)": lambda u: u * hard_sigmoid(u),
    "detach(x)": lambda u: u,
    "detach(a)": lambda u: mpf(1.5),
}
"""Calls by what they are; a is 1.5."""

every_call = pytest.mark.parametrize("text", TRUTH)


@pytest.fixture(autouse=True)
def thirty_digits():
    with mpmath.workdps(30):
        yield


def truth(text):
    return [only_real(TRUTH[text])(x) for x in POINTS]


def parameters(expression):
    return dict.fromkeys(expression.parameters, 1.5)


def assert_close(measured, wanted):
    for x, m, w in zip(POINTS, measured, wanted, strict=True):
        if mpmath.isnan(w):
            assert not mpmath.isfinite(m), x
        else:
            assert abs(m - w) <= 1e-10 * max(1, abs(w)), x


def test_every_function_has_its_truth():
    called = {text.partition("(")[0] for text in TRUTH}
    assert called == {row.name for row in WORDS.values()}
    for row in WORDS.values():
        counts = {text.count(",") + 1 for text in TRUTH if text.startswith(f"{row.name}(")}
        least, most = row.arguments
        assert counts >= {least, 3 if most == ANY else most}, row.name


@every_call
def test_torch(text):
    expression = parse(text)
    x = torch.tensor(POINTS, dtype=torch.float64)
    assert_close(TorchFunction(expression)(x, **parameters(expression)).tolist(), truth(text))


@every_call
def test_mpmath(text):
    expression = parse(text)
    assert_close(
        [only_real(lambda x: evaluate(expression, {"x": x}, parameters(expression)))(x) for x in POINTS], truth(text)
    )


@every_call
def test_sympy(text):
    expression = parse(text)
    read = to_sympy(expression)
    a, symbol = (sympy.Symbol(name, real=True) for name in "ax")

    def at(x):
        value = read.subs({a: sympy.Rational(1.5), symbol: sympy.Rational(float(x))}).evalf(25)
        return mpf(value) if value.is_finite and value.is_real else mpmath.nan

    assert_close([only_real(at)(x) for x in POINTS], truth(text))


@pytest.mark.parametrize("name", [row.name for row in TABLE if row.definition and row.torch and row.name != "number"])
def test_definition_records_the_same_values_as_the_function(name):
    """A reading that has no such function falls back on the definition."""
    names, meaning = definition(name)
    row = FUNCTIONS[name]
    call = parse(f"{name}({', '.join(names)})", names)
    x = torch.tensor(POINTS, dtype=torch.float64)
    arguments = [x, *(torch.full_like(x, 1.5) for _ in names[1:])]
    written_out = parse(row.definition, names)
    assert written_out.body == meaning
    torch.testing.assert_close(
        TorchFunction(written_out)(*arguments), TorchFunction(call)(*arguments), rtol=1e-10, atol=1e-10, equal_nan=True
    )


OPERATORS = {
    "x + 2": lambda u: u + 2,
    "x - 2": lambda u: u - 2,
    "x*2": lambda u: u * 2,
    "x/2": lambda u: u / 2,
    "-x": lambda u: -u,
    "x^2": lambda u: u**2,
    "2^x": lambda u: 2**u,
    "a^x": lambda u: mpf(1.5) ** u,
    "x^-1": lambda u: 1 / u,
    "x^0.5": mpmath.sqrt,
    "x < 1": lambda u: mpf(u < 1),
    "x <= 1": lambda u: mpf(u <= 1),
    "x > 1": lambda u: mpf(u > 1),
    "x >= 1": lambda u: mpf(u >= 1),
    "x == 1": lambda u: mpf(u == 1),
    "x != 1": lambda u: mpf(u != 1),
    "x > 0 and x < 1": lambda u: mpf(0 < u < 1),
    "x < 0 or x > 1": lambda u: mpf(u < 0 or u > 1),
    "not x > 0": lambda u: mpf(u <= 0),
    "a > 1": lambda u: mpf(1),
    "1 > 2": lambda u: mpf(0),
}


@pytest.mark.parametrize("text", OPERATORS)
def test_operators(text, monkeypatch):
    monkeypatch.setitem(TRUTH, text, OPERATORS[text])
    for test in (test_torch, test_mpmath, test_sympy):
        test(text)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_row(row):
    least, most = row.arguments
    assert 1 <= least <= most
    assert len(row.defaults) == (0 if most == ANY else most - least)
    assert row.torch or row.definition
    if row.torch:
        root = operator if row.torch.startswith("operator.") else torch
        assert callable(reduce(getattr, row.torch.split(".")[1:], root))
    if row.definition:
        names, tree = definition(row.name)
        assert len(names) == most and tree is not None
    if row.literals:
        assert row.definition and row.literals[0] < row.literals[1]


def test_names_are_not_used_twice():
    names = [name for row in TABLE for name in (row.name, *row.aliases)]
    assert len(names) == len(set(names)) == len(FUNCTIONS)
    assert not CONSTANTS.keys() & FUNCTIONS.keys()
    assert WORDS.keys() >= ALSO_NAMES


@pytest.mark.parametrize(("alias", "row"), [(alias, row) for row in TABLE for alias in row.aliases])
def test_alias(alias, row):
    arguments = "(x, 0, 1)" if row.arguments == (3, 3) else "(x)" if row.arguments[0] == 1 else "(x, 2)"
    assert parse(alias + arguments).body.function == row.name


@pytest.mark.parametrize("name", ["sech", "csch", "coth"])
@pytest.mark.parametrize(("dtype", "far"), [(torch.float32, 3e3), (torch.float64, 3e4)])
def test_where_cosh_overflows_its_quotients_have_values_and_slopes(name, dtype, far):
    places = [-far, -100.0, -30.0, -2.0, 0.5, 30.0, 88.0, 95.0, 800.0, far]
    x = torch.tensor(places, dtype=dtype, requires_grad=True)
    y = TorchFunction(parse(f"{name}(x)"))(x)
    tolerance = 1e-5 if dtype == torch.float32 else 1e-13
    least = 1.0 if name == "coth" else mpf(torch.finfo(dtype).tiny) * 1e6  # that of coth is 1 - tanh²
    for order in range(4):
        wanted = [mpmath.diff(getattr(mpmath, name), mpf(place), order) for place in places]
        for place, value, true in zip(places, y.tolist(), wanted, strict=True):
            assert abs(mpf(value) - true) <= tolerance * max(abs(true), least), (
                place,
                order,
            )
        (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
