"""Tokens keep the columns of the text, whatever signs it is typed with."""

import pytest

from explorer.core.expression import ExpressionError
from explorer.core.expression.lexer import MAX_TEXT, MAX_WORD, tokens


def split(text):
    return [(token.kind, token.value, token.at, token.typed) for token in tokens(text)]


def test_kinds():
    assert split("2.5e-3 x1**2 ≤ sin² α;\n") == [
        ("number", "2.5e-3", 0, "2.5e-3"),
        ("name", "x1", 7, "x1"),
        ("symbol", "**", 9, "**"),
        ("number", "2", 11, "2"),
        ("symbol", "<=", 13, "≤"),
        ("name", "sin", 15, "sin"),
        ("power", "2", 18, "²"),
        ("name", "alpha", 20, "α"),
        ("end", ";", 21, ";"),
        ("end", "\n", 22, "\n"),
        ("stop", "", 23, ""),
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2e", ["2", "e"]),
        ("2e3", ["2e3"]),
        ("2e+x", ["2", "e", "+", "x"]),
        (".5.", None),
        ("x-1", ["x", "-", "1"]),
        ("x⁻¹²", ["x", "-12"]),
        ("x₁₀", ["x10"]),
        ("αx", ["alpha", "x"]),
        ("xα", ["x", "alpha"]),
        ("ﬀ", None),
        ("x ⁻", None),
        ("x # y ; z", ["x"]),
        ("x\r\n", ["x", "\n"]),
        ("notx not x", ["notx", "not", "x"]),
        ("ＡＢ１．５，＜＝", ["AB1", ".5", ",", "<="]),
        ("Ω ℯ µ", ["Omega", "e", "mu"]),
        ("٣", ["٣"]),
    ],
)
def test_values(text, values):
    if values is None:
        with pytest.raises(ExpressionError):
            tokens(text)
    else:
        assert [token.value for token in tokens(text)][:-1] == values


def test_longest():
    assert tokens("x" * MAX_WORD)[0].value == "x" * MAX_WORD
    assert len(tokens(" " * MAX_TEXT)) == 1
