import re

import mpmath
import pytest
import sympy

from explorer.core.cancelled import Cancelled
from explorer.core.explore.mark import Certified, Kind, Mark
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
    ("(x^2 - 2x)/(x - 2)", []), ("sin(x)/x^2", [(0, 0, True, True)]),  # microsoft/calculator#1502
    ("2x + 1", []), ("x^2", []), ("sin(pi x)", []), ("sin(x)", []), ("relu(x)", []), ("log(x)", []), ("x + sin(x)", []),
])  # fmt: skip
def test_asymptotes(text, lines):
    found = certify(parse(text), (-5, 5)).asymptotes
    assert [(line.slope, line.height, line.left, line.right) for line in found] == lines


FALSE = [
    ("x^2", Mark(Kind.KINK, 0.0, 0.0, left=-1.0, right=1.0)),
    ("x^2 - x", Mark(Kind.KINK, 0.5, -0.25, left=-1.0, right=1.0)),
    ("x^3", Mark(Kind.KINK, 0.0, 0.0, left=-1.0, right=1.0)),
    ("exp(x)", Mark(Kind.KINK, 0.0, 1.0, left=1.0, right=2.0)),
    ("abs(x)", Mark(Kind.KINK, 0.0, 0.0, left=7.0, right=9.0)),
    ("sin(x)", Mark(Kind.HOLE, 0.5, 0.479425538604203)),
    ("sqrt(x)", Mark(Kind.POLE, 0.0, float("inf"))),
    ("log(x)", Mark(Kind.POLE, 0.0, float("-inf"))),
    ("sqrt(x)", Mark(Kind.JUMP, 0.0, 0.0)),
    ("sign(x)", Mark(Kind.JUMP, 0.0, 0.0, left=5.0, right=8.0)),
    ("x", Mark(Kind.JUMP, 0.5, 0.5, left=0.5, right=0.5)),
    ("x^2", Mark(Kind.MINIMUM, 0.0, 3.0)),
    ("x^2", Mark(Kind.ZERO, 0.0, 3.0)),
    ("exp(-x^2) + 1", Mark(Kind.MINIMUM, -1.0, 1.36787944117144)),
    ("x^2 + 1e-3", Mark(Kind.ZERO, 0.0, 0.0)),
    ("x^4", Mark(Kind.INFLECTION, 0.0, 0.0)),
    ("x", Mark(Kind.EDGE, 0.5, 0.5)),
    ("sqrt(x)", Mark(Kind.EDGE, 0.0, 2.0)),
]


@pytest.mark.parametrize(("text", "mark"), FALSE, ids=lambda one: one if isinstance(one, str) else one.kind.value)
def test_the_judge_objects_to_false_marks(text, mark):
    assert judge.objections(judge.value_of(parse(text)), Certified((mark,)), -2.0, 2.0)


@pytest.mark.parametrize("row", ROWS[::3], ids=lambda row: row[0])
def test_the_judge_has_nothing_against_true_ones(row):
    """The table and the judge know nothing of each other."""
    formula, lo, hi = parse(row[0]), number(row[1]), number(row[2])
    value = judge.value_of(formula)
    assert judge.objections(value, certify(formula, (lo, hi)), lo, hi) == []


def disagreements(numbers):
    """What the judge objects to, and how many it could judge at all."""
    wrong, judged = [], 0
    for number_ in numbers:
        text, (lo, hi) = expression(number_)
        formula = parse(text)
        if formula.variables != ("x",):
            continue
        found = certify(formula, (lo, hi))
        try:
            value = judge.value_of(formula)
        except (ArithmeticError, ValueError):
            continue  # SymPy cannot read it
        judged += 1
        why = judge.objections(value, found, lo, hi) + judge.missing(value, found, lo, hi)
        if judge.is_smooth(formula, lo, hi):
            why += [str(mark) for mark in found.marks if mark.kind in (Kind.KINK, Kind.JUMP)]
        wrong += [f"{number_}: {text} on {lo}, {hi}: {one}" for one in why]
    return wrong, judged


@pytest.mark.parametrize("start", range(0, 120, 20))
def test_a_judge_of_its_own_confirms_each_mark(start):
    wrong, judged = disagreements(range(start, start + 20))
    assert wrong == []
    assert judged >= 18


@pytest.mark.soak
def test_a_judge_confirms_those_of_five_thousand():
    wrong, judged = disagreements(range(5_000))
    assert wrong == []
    assert judged >= 4_900


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
