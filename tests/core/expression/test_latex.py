"""LaTeX as the person typed it, with the brackets that it needs and no others."""

import re

import pytest

from explorer.core.expression import parse
from explorer.core.expression.functions import WORDS
from explorer.core.expression.latex import latex

CASES = r"\begin{cases}"
OTHERWISE = r"& \text{otherwise} \end{cases}"

WRITTEN = {
    "x": "x",
    "2x": r"2\,x",
    "a b x": r"a\,b\,x",
    "2*3 x": r"2 \cdot 3\,x",
    "x*2": r"x \cdot 2",
    "x*2^3": r"x \cdot 2^{3}",
    "2 exp2(x)": r"2 \cdot 2^{x}",
    "2(x/3)": r"2 \cdot \frac{x}{3}",
    "2/3 x": r"\frac{2}{3}\,x",
    "(a+b)(x-1)": r"\left(a + b\right)\,\left(x - 1\right)",
    "-x^2": "-x^{2}",
    "(-x)^2": r"\left(-x\right)^{2}",
    "-(a x)": r"-\left(a\,x\right)",
    "-x/2": r"\frac{-x}{2}",
    "-(x/2)": r"-\frac{x}{2}",
    "--x": r"-\left(-x\right)",
    "x - -1": r"x - \left(-1\right)",
    "x + -2x": r"x + \left(-2\,x\right)",
    "x*-2": r"x\,\left(-2\right)",
    "x - (1 - x)": r"x - \left(1 - x\right)",
    "x + (1 - x)": "x + 1 - x",
    "(x+1)/(x-1)": r"\frac{x + 1}{x - 1}",
    "(x/2)^2": r"\left(\frac{x}{2}\right)^{2}",
    "(x^2)^3": r"\left(x^{2}\right)^{3}",
    "x^2^3": "x^{2^{3}}",
    "x^(a+1)": "x^{a + 1}",
    "sin²(x+1)": r"\sin\left(x + 1\right)^{2}",
    "asin(sin(x))": r"\arcsin\left(\sin\left(x\right)\right)",
    "exp(x)^2": r"\left(e^{x}\right)^{2}",
    "√(x+1)": r"\sqrt{x + 1}",
    "∛x": r"\sqrt[3]{x}",
    "|x - 1|": r"\left|x - 1\right|",
    "x//2": r"\left\lfloor \frac{x}{2} \right\rfloor",
    "(x + 1) % 2 + 3": r"\left(\left(x + 1\right) \;\mathrm{mod}\; 2\right) + 3",
    "log1p(-x)": r"\ln\left(1 + \left(-x\right)\right)",
    "2 expm1(x)": r"2\,\left(e^{x} - 1\right)",
    "reciprocal(x)^2": r"\left(\frac{1}{x}\right)^{2}",
    "x!": r"\Gamma\left(x + 1\right)",
    "leaky_relu(x, 0.1)": r"\mathrm{leaky\_relu}\left(x, 0.1\right)",
    "x > 0": r"\left[x > 0\right]",
    "x < -1": r"\left[x < -1\right]",
    "(x ≠ 0) x": r"\left[x \ne 0\right]\,x",
    "-1 <= x < a": r"\left[-1 \le x < a\right]",
    "0 < x < 1 < a": r"\left[0 < x < 1 < a\right]",
    "0 < x and x < 1": r"\left[0 < x \;\land\; x < 1\right]",
    "(x < 0 or x > 1) and x > 2": r"\left[\left(x < 0 \;\lor\; x > 1\right) \;\land\; x > 2\right]",
    "x < 0 or 1 < x < 2": r"\left[x < 0 \;\lor\; 1 < x < 2\right]",
    "not x > 0": r"\left[\lnot \left(x > 0\right)\right]",
    "x if x > 0 else -x": rf"{CASES} x & \text{{if }} x > 0 \\ -x {OTHERWISE}",
    "piecewise(x < 0, 0, x < 1, x, 1)": rf"{CASES} 0 & \text{{if }} x < 0 \\ x & \text{{if }} x < 1 \\ 1 {OTHERWISE}",
    "1 + (1 if x > 0 else 2)": rf"1 + \left({CASES} 1 & \text{{if }} x > 0 \\ 2 {OTHERWISE}\right)",
    "e^(-x²)": "e^{-x^{2}}",
    "2π x": r"2\,\pi\,x",
    "α_1 x + λ + γ": r"\alpha_{1}\,x + \lambda + \gamma",
    "w_max x + k2 + rate": r"w_{max}\,x + k_{2} + \mathrm{rate}",
    "1e20 x": r"10^{20}\,x",
    "2.5e-7^x": r"\left(2.5 \cdot 10^{-7}\right)^{x}",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_latex(text):
    assert latex(parse(text)) == f"f(x) = {WRITTEN[text]}"


def test_lines_and_names():
    assert latex(parse("u = detach(x*x); u*x")) == r"u = \operatorname{detach}\left(x\,x\right),\quad f(x) = u\,x"
    assert latex(parse("x y", ("x", "y")), "g") == r"g(x, y) = x\,y"
    assert latex(parse("θ²", ("theta",))) == r"f(\theta) = \theta^{2}"


@pytest.mark.parametrize("row", WORDS.values(), ids=lambda row: row.name)
def test_brackets_of_every_function_are_in_pairs(row):
    arguments = ["x > 0" if row.wants_condition(index) else "(1 - sin(x))" for index in range(row.arguments[0])]
    written = latex(parse(f"-{row.name}({', '.join(arguments)})^2"))
    assert written.count(r"\left") == written.count(r"\right")
    assert written.count("{") == written.count("}")
    assert not re.search(r"\\(left|right)(?![()|\[\]]|\\[lr](floor|ceil))", written)
