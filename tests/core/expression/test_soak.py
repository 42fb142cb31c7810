"""Whatever is typed ends in an expression that every reading can read, or in an ExpressionError."""

from contextlib import suppress

import mpmath
import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings

from explorer.core.expression import ExpressionError, parse
from explorer.core.expression.latex import latex
from explorer.core.expression.mpmath_reading import evaluate
from explorer.core.expression.source import identifier, source
from explorer.core.expression.sympy_reading import to_sympy
from explorer.core.expression.torch_reading import TorchFunction
from tests.core.expression.strategies import MEANINGS, TEXTS

quick = settings(max_examples=300, suppress_health_check=list(HealthCheck))
soak = settings(quick, max_examples=100_000, derandomize=False, database=None)


def read(text):
    """The expression, or None after an ExpressionError that says what and where."""
    try:
        return parse(text)
    except ExpressionError as error:
        assert error.text == text
        assert 0 <= error.position <= len(text)
        assert error.message and error.message.isprintable()
        return None


def ends_well(text):
    expression = read(text)
    if expression is None:
        return
    values = dict.fromkeys(expression.parameters, 1.5)
    for dtype in ("float32", "float64"):
        x = torch.linspace(-3, 3, 7, dtype=getattr(torch, dtype))
        y = TorchFunction(expression)(x, **values)
        assert (y.shape, y.dtype) == (x.shape, x.dtype)
        namespace = {"torch": torch, "x": x} | {identifier(name): value for name, value in values.items()}
        exec("\n".join(source(expression, dtype)), namespace)
        torch.testing.assert_close(namespace["y"], y, rtol=0, atol=0, equal_nan=True)
    written = latex(expression)
    assert written.count("{") == written.count("}")
    with suppress(ArithmeticError, ValueError):
        assert mpmath.isfinite(evaluate(expression, {"x": 0.7}, values))


def means(meaning):
    text, wanted = meaning
    expression = read(text)
    assume(expression is not None)  # nested too deeply
    x, a = torch.linspace(-2, 2, 9, dtype=torch.float64), torch.tensor(0.75, dtype=torch.float64)
    y = TorchFunction(expression)(x, **dict.fromkeys(expression.parameters, a))
    torch.testing.assert_close(y, wanted(x, a).expand_as(x), rtol=0, atol=0, equal_nan=True)


@quick
@given(TEXTS)
def test_any_text_ends_well(text):
    ends_well(text)


@quick
@given(MEANINGS)
def test_brackets_mean_what_they_say(meaning):
    means(meaning)


@quick
@given(TEXTS)
def test_sympy_reads_it_or_says_why_not(text):
    expression = read(text)
    if expression is not None:
        with suppress(ArithmeticError, ValueError):
            to_sympy(expression)


@pytest.mark.soak
@soak
@given(TEXTS)
def test_a_hundred_thousand_texts_end_well(text):
    ends_well(text)


@pytest.mark.soak
@soak
@given(MEANINGS)
def test_a_hundred_thousand_brackets_mean_what_they_say(meaning):
    means(meaning)
