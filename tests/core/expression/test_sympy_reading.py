"""What calculus says of the expression, by SymPy."""

import pytest
import sympy

from explorer.core.expression import parse
from explorer.core.expression.sympy_reading import to_sympy

a, b, x, y = (sympy.Symbol(name, real=True) for name in "abxy")


SQUARES = "b = a a; c = b b; d = c c; f = d d; g = f f; h = g g; i = h h; "


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2x", 2 * x),
        ("x/3 + 0.1", x / 3 + sympy.Rational(1, 10)),
        ("a sin(b x)", a * sympy.sin(b * x)),
        ("e^x", sympy.exp(x)),
        ("tau x", 2 * sympy.pi * x),
        ("√x²", sympy.Abs(x)),
        ("sec x", 1 / sympy.cos(x)),
        ("x!", sympy.gamma(x + 1)),
        ("detach(x) x", x**2),
        ("u = a x; v = u^2; u + v", a * x + a**2 * x**2),
        ("x if x > 0 else -x", sympy.Piecewise((x, x > 0), (-x, True))),
        ("x > 0", sympy.Piecewise((1, x > 0), (0, True))),
        ("0 < x < 1", sympy.Piecewise((1, (x > 0) & (x < 1)), (0, True))),
        ("max(x, 1, a)", sympy.Max(x, 1, a)),
        ("7", sympy.Integer(7)),
        ("j0(x)", sympy.besselj(0, x)),
        ("floor(5/2)", sympy.Integer(2)),
    ],
)
def test_meaning(text, wanted):
    assert sympy.simplify(to_sympy(parse(text)) - wanted) == 0


def test_derivative():
    assert to_sympy(parse("a sin(x²)")).diff(x) == 2 * a * x * sympy.cos(x**2)
    assert to_sympy(parse("x y", ("x", "y"))).diff(y) == x


@pytest.mark.parametrize(
    "text",
    [
        "x^300000",
        "9^200 x",
        "(9x)^300000",
        "(x/9)^300000",
        "u = 9; u^u x",
        "(9x)^(10^300)",
        "2^(1 + x - x)^100",
        "y1(tanh(|x|^21.903269741963598))",
        "digamma(10^9) x",
        "lgamma(10^9) x",
        "lgamma(10^9 + 1/2) x",
        "gamma(100) x",
        "floor(10^300 pi) x",
        "1e-300^64 x",
        "a = 9x; " + SQUARES + "i",
        "a = 1/3 + 1/7; " + SQUARES + "i x",
        "silu(" * 8 + "x" + ")" * 8,
    ],
)
def test_no_endless_digits(text):
    """SymPy is exact by nature: it would work out millions of digits here."""
    read = to_sympy(parse(text))
    assert read.free_symbols <= {x}


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(-1) x",
        "x + log(0)",
        "x + 5//0",
        "floor(exp(10^9)) x",
        "exp(exp(30)) > sin(3)",
        "u = 9; u^u^u^u x",
        "u = 1000; v = u^u; v^v x",
        "gamma(10^6) x",
        "10^9! x",
        "x!!!!!!! + 60!!!!!!!",
        "sqrt(-1) < 2",
        "where(where(lgamma(where(91.47 > x, 2.2e16, 5e-74))^-x < 1, x, 2) < 1, x, 2)",
        "trunc(4sigmoid(-1.4e15)) x",
        "max(sqrt(-x^2 - 1), 0)",
        "sqrt(-x^2 - 1) < 2",
        "silu(" * 39 + "x" + ")" * 39,
        "∛" * 38 + "x",
        ";".join(f"a{i + 1} = a{i} + a{i}" for i in range(300)) + "; x",
    ],
)
def test_no_real_number(text):
    with pytest.raises((ArithmeticError, ValueError)):
        to_sympy(parse(text))
