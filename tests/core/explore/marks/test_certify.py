import re

import mpmath
import pytest
import sympy

from explorer.core.cancelled import Cancelled
from explorer.core.explore.mark import Kind
from explorer.core.explore.marks.certify import certify
from explorer.core.expression import parse
from tests.core.explore.marks import judge
from tests.core.explore.marks.random_expressions import expression
from tests.core.explore.marks.table import families, rows

ROWS = [*rows(), *families()]


def number(text):
    return float(sympy.sympify(text).evalf(30))


def test_the_table_is_long():
    assert len(ROWS) >= 250


@pytest.mark.parametrize("row", ROWS, ids=lambda row: re.sub(r"\W+", "_", row[0]) + f" on {row[1]} {row[2]}")
def test_all_marks_and_no_others(row):
    text, lo, hi, kinds, wanted = row
    low, high = number(lo), number(hi)
    found = certify(parse(text), (low, high))
    told = [mark for mark in found.marks if kinds is None or mark.kind.value in kinds]
    missing = []
    for kind, place, height in wanted:
        x = number(place)
        near = [m for m in told if m.kind.value == kind and abs(m.x - x) <= 1e-12 * max(abs(x), (high - low) * 1e-3)]
        if not near:
            missing.append((kind, place))
            continue
        told.remove(near[0])
        if height is not None:
            wanted_height = number(height)
            assert near[0].f == wanted_height or abs(near[0].f - wanted_height) < 1e-9 * max(1, abs(wanted_height))
    assert (missing, told) == ([], [])
    assert not found.crowded


@pytest.mark.parametrize(
    ("text", "limits", "crowded"),
    [
        ("tan(x)", (-1000, 1000), {"pole": 636, "zero": 637, "inflection": 637}),
        ("sin(2047 pi x)", (0, 1), {"zero": 2048, "minimum": 1023, "maximum": 1023, "inflection": 2048}),
        ("floor(1000x)", (0, 1), {"jump": 1001}),
    ],
)
def test_what_is_too_much_is_counted(text, limits, crowded):
    found = certify(parse(text), limits)
    assert (found.marks, dict(found.crowded)) == ((), crowded)


@pytest.mark.parametrize(("text", "name"), [
    ("x - 1/3", "1/3"), ("x^2 - 2", "√2"), ("cos(x)", "π/2"), ("x^2 - x - 1", "(1 + √5)/2"), ("x^3 - 2", "∛2"),
    ("log(x) - 1", "e"), ("exp(x) - 2", "ln 2"), ("x - 2", ""), ("x - 0.25", ""), ("x^2 - 12", "2√3"),
    ("2x^2 - 1", "√2/2"),
    ("sin(3x) - 1/2", "π/18"), ("cos(x) - x", ""), ("log(x) + 1", "1/e"),
])  # fmt: skip
def test_a_place_has_its_name(text, name):
    (mark,) = [m for m in certify(parse(text), (0, 4)).marks if m.kind is Kind.ZERO][:1]
    assert mark.name == name


@pytest.mark.parametrize(("text", "lines"), [
    ("1/x", [(0, 0, True, True)]), ("(x^2 + 1)/x", [(1, 0, True, True)]), ("exp(x)", [(0, 0, True, False)]),
    ("atan(x)", [(0, -1.5707963267948966, True, False), (0, 1.5707963267948966, False, True)]),
    ("tanh(1e9 x)", [(0, -1, True, False), (0, 1, False, True)]),
    ("softplus(x)", [(0, 0, True, False), (1, 0, False, True)]),
    ("2x + 1", []), ("x^2", []), ("sin(pi x)", []), ("sin(x)", []), ("relu(x)", []), ("log(x)", []), ("x + sin(x)", []),
])  # fmt: skip
def test_asymptotes(text, lines):
    found = certify(parse(text), (-5, 5)).asymptotes
    assert [(line.slope, line.height, line.left, line.right) for line in found] == lines


def disagreements(number):
    text, (lo, hi) = expression(number)
    formula = parse(text)
    if formula.variables != ("x",):
        return []
    found = certify(formula, (lo, hi))
    try:
        value = judge.value_of(formula)
    except (ArithmeticError, ValueError):
        return []  # SymPy cannot read it
    wrong = judge.objections(value, found, lo, hi) + judge.missing(value, found, lo, hi)
    if judge.is_smooth(formula, lo, hi):
        wrong += [str(mark) for mark in found.marks if mark.kind in (Kind.KINK, Kind.JUMP)]
    return [f"{number}: {text} on {lo}, {hi}: {why}" for why in wrong]


@pytest.mark.parametrize("start", range(0, 120, 20))
def test_a_judge_of_its_own_confirms_each_mark(start):
    assert [why for number in range(start, start + 20) for why in disagreements(number)] == []


@pytest.mark.soak
def test_a_judge_confirms_those_of_five_thousand():
    assert [why for number in range(5_000) for why in disagreements(number)] == []


def test_it_can_be_cancelled():
    with pytest.raises(Cancelled):
        certify(parse("sin(x)"), (-5, 5), cancelled=lambda: True)


def test_the_precision_of_others_is_left_alone():
    before = mpmath.mp.prec
    certify(parse("x^2 - 2"), (-2, 2))
    assert mpmath.mp.prec == before


def test_a_callable_has_marks_as_far_as_float64_goes():
    import torch

    kinds = {(m.kind.value, round(m.x, 9)) for m in certify(lambda x: torch.relu(x) - 1, (-3.0, 3.0)).marks}
    assert ("zero", 1.0) in kinds and ("kink", 0.0) in kinds
