"""Every formula is one that the typesetter knows to the last command."""

import pytest
from latex2mathml.converter import convert

from explorer.core.expression import parse
from explorer.core.expression.functions import TABLE, WORDS
from explorer.core.expression.latex import latex
from explorer.core.typeset import svg

TEXTS = [
    "2x",
    "-x^2/(x - 1)",
    "x*2*3",
    "(x/2)^2 - -x",
    "√(x+1) + ∛x",
    "|x| + x!",
    "x // 2 + x % 2",
    "x < 0 or x > 1 and x ≤ 2",
    "not (x ≥ 0)",
    "x ≠ 0",
    "x == 1",
    "0 < x < 1",
    "x if x > 0 else -x",
    "2(x if x > 0 else 0)^2",
    "piecewise(x < -1, -1, x < 1, sin(π x/2), 1)",
    "sin(x if x > 0 else 0)",
    "u = detach(x*x); v = u + 1; u v",
    "αβγδεζηθικλμ x",
    "νξοπρστυφχψω x",
    "ΓΔΘΛΞΠΣΦΨΩ x",
    "rate x + w_max + k2 + a_1_2",
    "1e20 x + 2.5e-7",
    "pi + e + tau",
]
CALLS = [
    f"{row.name}({', '.join('x > 0' if row.wants_condition(index) else 'x/2' for index in range(row.arguments[0]))})"
    for row in WORDS.values()
]


@pytest.mark.parametrize("text", [*TEXTS, *dict.fromkeys(CALLS)])
def test_renders(text):
    written = latex(parse(text.replace("αβγδεζηθικλμ", " ".join("αβγδεζηθικλμ"))))
    assert "\\" not in convert(written)  # a command it does not know stays as it is
    assert svg(written).count(b"<path") + svg(written).count(b"<symbol") > 3


def test_every_template_is_among_them():
    assert {row.name for row in TABLE if not row.symbol} - {call.partition("(")[0] for call in CALLS} == {"number"}
