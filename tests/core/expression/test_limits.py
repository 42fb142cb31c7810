"""The largest texts that are still read: every reading copes with them, far from Python's own limits."""

from contextlib import suppress

import pytest
import torch

from explorer.core.expression import ExpressionError, parse
from explorer.core.expression.latex import latex
from explorer.core.expression.lexer import MAX_TEXT
from explorer.core.expression.limits import MAX_DEPTH
from explorer.core.expression.mpmath_reading import evaluate
from explorer.core.expression.parser import MAX_NESTING, MAX_PARAMETERS
from explorer.core.expression.source import source
from explorer.core.expression.sympy_reading import to_sympy
from explorer.core.expression.torch_reading import TorchFunction

DEEP = MAX_DEPTH - 1
NESTED = MAX_NESTING - 1

LARGE = {
    "sum": "+".join(["x"] * DEEP),
    "product": "x " * DEEP,
    "quotient": "/".join(["x"] * DEEP),
    "integer quotients": "//".join(["x"] * DEEP),
    "remainders": "%".join(["x"] * DEEP),
    "squares of squares": "x" + "¹ " * (DEEP - 1),
    "numbers": "x + " + "+".join(["1"] * (DEEP - 1)),
    "and": " and ".join(["x > 0"] * (DEEP - 2)),
    "or": " or ".join(["x > 0"] * (DEEP - 2)),
    "chain": " < ".join(["x"] * (DEEP - 2)),
    "max": "max(" + ", ".join(["x"] * DEEP) + ")",
    "piecewise": "piecewise(" + "x < 0, x, " * (DEEP - 2) + "1)",
    "factorials": "x" + "!" * (DEEP // 2 - 1),
    "brackets": "(" * NESTED + "x" + ")" * NESTED,
    "functions": "sin(" * NESTED + "x" + ")" * NESTED,
    "functions with two uses": "cot(" * NESTED + "x" + ")" * NESTED,
    "functions without brackets": "sin " * NESTED + "x",
    "minus": "-" * NESTED + "x",
    "not": "not " * NESTED + "x > 0",
    "powers": "^".join(["x"] * (NESTED + 1)),
    "roots": "√" * NESTED + "x",
    "else": "x if x > 0 else " * NESTED + "x",
    "slopes": "leaky_relu(" * NESTED + "x" + ", a)" * NESTED,
    "sizes": "|" * NESTED + "x" + "|" * NESTED,
    "right brackets": "1-(" * NESTED + "x" + ")" * NESTED,
    "every kind of bracket": "(0 < 1 or 1 > 0 and 0 < 0 + 0*2^sin(" * 12 + "x" + "))" * 12,
    "wide": "*".join(["(" + "+".join(["x"] * 60) + ")"] * 16),
    "arguments": "max(" + ",".join(["max(" + ",".join(["x"] * 60) + ")"] * 15) + ")",
    "lines": ";".join(f"a{i}=x+{i}" for i in range(180)) + ";x",
    "lines on lines": "u0 = x;" + "".join(f"u{i + 1}=u{i}+u{i};" for i in range(130)) + "u130",
    "chains in chains": "0<(" * 10 + "x" + "<1)" * 10,
    "names": "+".join(f"a{i}" for i in range(MAX_PARAMETERS)),
    "blanks": " " * (MAX_TEXT - 1) + "x",
    "numbers one after the other": "+".join(["1.5"] * DEEP),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_text(name):
    expression = parse(LARGE[name])
    values = dict.fromkeys(expression.parameters, 0.5)
    points = torch.tensor([-0.7, 0.4, 1.3], requires_grad=True)
    y = TorchFunction(expression)(points, **values)
    namespace = {"torch": torch, "x": points} | values
    exec("\n".join(source(expression)), namespace)
    torch.testing.assert_close(namespace["y"], y, rtol=0, atol=0, equal_nan=True)
    if y.requires_grad:
        y.sum().backward()
    assert latex(expression).startswith(("f(x) = ", "a_{0} = ", "u_{0} = "))
    with suppress(ArithmeticError, ValueError):
        evaluate(expression, {"x": 0.4}, values)
    with suppress(ArithmeticError, ValueError):
        to_sympy(expression)
    assert hash(expression) == hash(parse(LARGE[name]))


@pytest.mark.parametrize(
    "text",
    [
        "+".join(["x"] * (DEEP + 2)),
        "/".join(["x"] * (DEEP + 2)),
        "max(" + ", ".join(["x"] * (DEEP + 2)) + ")",
        "(" * (NESTED + 1) + "x" + ")" * (NESTED + 1),
        "sin(" * (NESTED + 1) + "x" + ")" * (NESTED + 1),
        "-" * (NESTED + 1) + "x",
        "^".join(["x"] * (NESTED + 2)),
        "√" * (NESTED + 1) + "x",
        "x if x > 0 else " * (NESTED + 1) + "x",
        "0<(" * 14 + "x" + "<1)" * 14,
    ],
    ids=lambda text: text[:12],
)
def test_a_little_larger(text):
    with pytest.raises(ExpressionError, match="nested too deeply"):
        parse(text)
