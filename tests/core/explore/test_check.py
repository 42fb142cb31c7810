"""Verdicts on autograd's derivative: agreement, or the right reason at the right x."""

import numpy as np
import pytest
import torch

from explorer.core.catalogue import CATALOGUE
from explorer.core.explore import blame, export, witnesses
from explorer.core.explore.check import CENTRAL, DIGITS, FORWARD, SYMBOLIC, Reason, check
from explorer.core.explore.sample import SampleError, as_function
from explorer.core.explore.state import NAMES
from explorer.core.expression import parse
from tests.core.explore import check_table


def checked(text, limits=(-2.0, 2.0), **options):
    return check(parse(text), limits, **options)


def verdict(found, reason):
    return next(one for one in found.verdicts if one.reason is reason)


@pytest.mark.parametrize("text", ["sin(x)", "exp(-x^2)", "x^3 - 2x", "tanh(x)/(1 + x^2)", "erf(x) + gamma(x + 3)"])
def test_a_smooth_function_agrees_to_the_last_digits(text):
    found = checked(text)
    assert found.agrees
    assert found.verdicts == ()
    assert found.worst < 1e-13
    assert set(found.by_method) == {SYMBOLIC, FORWARD, CENTRAL, DIGITS}
    assert found.by_method[CENTRAL] < 1e-7


def test_float32_agrees_to_its_own_digits():
    found = checked("sin(x)", dtype="float32")
    assert found.agrees
    assert 1e-9 < found.worst < 1e-5


KINKS = [
    ("relu(x)", 0.0, 0.0, 1.0, 0.0),
    ("|x - 1/3|", 1 / 3, -1.0, 1.0, None),
    ("max(x, x^2)", 1.0, 1.0, 2.0, 1.5),
    ("clamp(x, -1, 1)", 1.0, 1.0, 0.0, 1.0),
]


@pytest.mark.parametrize(("text", "x", "left", "right", "convention"), KINKS)
def test_a_kink_has_two_slopes_and_a_convention(text, x, left, right, convention):
    found = checked(text)
    assert found.agrees
    kink = next(one for one in found.verdicts if one.reason is Reason.KINK and abs(one.x - x) < 1e-6)
    assert not kink.differs
    assert kink.values["left"] == pytest.approx(left, abs=1e-6)
    assert kink.values["right"] == pytest.approx(right, abs=1e-6)
    if convention is not None:
        assert kink.values["autograd"] == pytest.approx(convention)


@pytest.mark.parametrize("text", ["tan(x) + detach(x*x)*x", "tan(x) + relu(x) - relu(-x)"])
def test_poles_do_not_hide_what_is_wrong_elsewhere(text):
    assert not checked(text, (-6.28, 6.28)).agrees
    honest = checked("tan(x) + 3", (-6.28, 6.28))
    assert honest.agrees
    assert 1e-17 < honest.worst < 1e-14


@pytest.mark.parametrize(
    ("text", "limits", "x"),
    [
        ("log(|x|)", (-1, 1), 0),
        ("1/(x - 1)^2", (-2, 2), 1),
        ("lgamma(x)", (-1.5, -0.5), -1),
        ("tan(x)", (1, 2), 1.570796327),
    ],
)
def test_a_pole_is_no_kink(text, limits, x):
    (pole,) = checked(text, limits).verdicts
    assert (pole.reason, pole.x, pole.differs) == (Reason.POLE, pytest.approx(x, abs=1e-8), False)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("sin(x)", (-6.283185307179586, 6.283185307179586)),
        ("exp(x)", (-700, 700)),
        ("exp(-x^2)", (-300, 300)),
        ("sigmoid(x)", (-40, 40)),
        ("tanh(30x)", (-5, 5)),
        ("x^2", (0, 1e39)),
    ],
)
def test_steep_and_flat_functions_have_nothing_to_be_told(text, limits):
    found = checked(text, limits)
    assert found.agrees
    assert found.verdicts == ()


def test_a_jump_too_small_to_be_seen():
    found = checked("where(x > 0, x, x + 1e-3)")
    assert found.agrees
    assert [(one.reason, one.x) for one in found.verdicts] == [(Reason.JUMP, 0.0)]
    assert found.worst < 1e-9


def test_where_nothing_can_be_compared_no_number_is_given():
    found = checked("sqrt(-1 - x^2)")
    assert np.isnan(found.worst)


def test_a_constant_says_that_zero_stands_for_none():
    found = checked("5")
    assert found.agrees
    assert [one.reason for one in found.verdicts] == [Reason.NO_PATH]


def test_a_cusp_has_infinite_slopes():
    kink = verdict(checked("sqrt(|x|)"), Reason.KINK)
    assert (kink.values["left"], kink.values["right"]) == (-np.inf, np.inf)


def test_two_relus_are_smooth_and_autograd_says_zero():
    found = checked("relu(x) - relu(-x)")
    assert not found.agrees
    (kink,) = found.verdicts
    assert (kink.reason, kink.x, kink.differs) == (Reason.KINK, 0.0, True)
    assert (kink.values["autograd"], kink.values["truth"]) == (0.0, pytest.approx(1.0))


def test_detach_cuts_the_path():
    found = checked("u = detach(x*x); u*x")
    assert not found.agrees
    cut = verdict(found, Reason.DETACH)
    assert cut.values["truth"] == pytest.approx(3 * cut.values["autograd"])
    assert "SymPy: 3*x**2" in cut.message


def test_jumps_and_poles():
    found = checked("floor(x) + 1/(x - 1/2)", (-1.2, 1.2))
    assert found.agrees
    assert [(one.reason, one.x) for one in found.verdicts] == [
        (Reason.JUMP, -1.0),
        (Reason.JUMP, 0.0),
        (Reason.POLE, 0.5),
        (Reason.JUMP, 1.0),
    ]


def test_the_operation_that_made_the_first_nan():
    forward = verdict(checked("where(x > 0, sqrt(x), 0)", (-1.0, 1.0)), Reason.TRAP)
    assert forward.differs
    assert forward.values["origin"] == "torch.sqrt"
    backward = blame.of_nan(as_function(parse("sqrt(x^2)")), 0.0, {})
    assert backward == "PowBackward0"
    missing = verdict(checked("log(x)", (-1.0, 1.0)), Reason.NAN)
    assert not missing.differs
    assert missing.values["origin"] == "torch.log"
    assert blame.of_nan(torch.sin, 1.0, {}) == "?"


def test_a_path_that_is_cut_without_a_word():
    found = checked("x j0(x)", (0.5, 4.5))
    assert not found.agrees
    assert verdict(found, Reason.CUT).values["origin"] == "torch.special.bessel_j0"


def test_too_few_digits():
    found = checked("(x + 100000000) - 100000000", (0.0, 1.0), dtype="float32")
    assert found.agrees  # the slope of a sum is 1, however much of the value is lost
    noisy = checked("log(1 + x) - x", (1e-6, 1e-4), dtype="float32")
    assert not noisy.agrees
    assert {one.reason for one in noisy.verdicts} == {Reason.PRECISION}


def test_no_formula():
    found = checked("heaviside(x)")
    assert not found.agrees
    assert "not implemented" in verdict(found, Reason.NO_FORMULA).message


def test_any_callable():
    found = check(lambda x: torch.sin(x) * 2, (0.0, 3.0))
    assert found.agrees
    assert set(found.by_method) == {FORWARD, CENTRAL}
    assert set(found.silent) == {SYMBOLIC, DIGITS}


def test_a_callable_with_a_wrong_derivative_is_found():
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, gradient):
            (x,) = ctx.saved_tensors
            return gradient * 3 * x

    found = check(Wrong.apply, (1.0, 2.0))
    assert not found.agrees
    assert verdict(found, Reason.UNEXPLAINED).values["autograd"] == pytest.approx(3.0)


def test_what_cannot_be_checked_is_refused():
    with pytest.raises(SampleError):
        checked("sin(x)", (1.0, 0.0))
    with pytest.raises(SampleError):
        checked("a sin(x)")


WRONG_ON_PURPOSE = {
    "Masked root": {Reason.TRAP},
    "Smooth bump": {Reason.TRAP},
    "Two ReLUs": {Reason.KINK},
    "Detached factor": {Reason.DETACH},
    "Straight-through rounding": {Reason.DETACH},
    "Reversed gradient": {Reason.DETACH},
    "Constant with a slope": {Reason.DETACH},
    "Bessel function J₀": {Reason.CUT},
    "Silent factor": {Reason.CUT},
    "Heaviside step": {Reason.NO_FORMULA},
}


HARMLESS = {
    "Tangent": [(Reason.POLE, -1.570796), (Reason.POLE, 1.570796)],
    "ReLU": [(Reason.KINK, 0)],
    "Leaky ReLU": [(Reason.KINK, 0)],
    "SELU": [(Reason.KINK, 0)],
    "Hard swish": [(Reason.KINK, -3), (Reason.KINK, 3)],
    "Soft threshold": [(Reason.KINK, -1), (Reason.KINK, 1)],
    "Absolute error": [(Reason.KINK, 1)],
    "Quantile loss": [(Reason.KINK, 0)],
    "Hinge loss": [(Reason.KINK, 1)],
    "Lasso": [(Reason.KINK, 0)],
    "Factorial": [(Reason.POLE, -4), (Reason.POLE, -3), (Reason.POLE, -2), (Reason.POLE, -1)],
    "Log-gamma": [(Reason.POLE, -3), (Reason.POLE, -2), (Reason.POLE, -1), (Reason.POLE, 0)],
    "Digamma": [(Reason.POLE, -4), (Reason.POLE, -3), (Reason.POLE, -2), (Reason.POLE, -1), (Reason.POLE, 0)],
    "Scaled Bessel function I₀": [(Reason.KINK, 0)],
    "Bessel function J₀": [(Reason.NO_PATH, -15), (Reason.SHORTCUT, -5.15625)],
    "Silent factor": [(Reason.SHORTCUT, -5.15625)],
    "Absolute value": [(Reason.KINK, 0)],
    "Sign": [(Reason.JUMP, 0)],
    "Staircase": [(Reason.JUMP, x) for x in range(-3, 4)],
    "Sawtooth": [(Reason.JUMP, x) for x in range(-3, 4)],
    "Triangle wave": [(Reason.KINK, x) for x in range(-4, 5)],
    "Rectified sine": [(Reason.KINK, x * 3.141593) for x in range(-2, 3)],
    "Cube root": [(Reason.KINK, 0)],
    "Masked root": [(Reason.KINK, 0)],
    "Masked overflow": [(Reason.JUMP, 20)],
    "Zero over zero": [(Reason.HOLE, 0)],
    "Highest of three lines": [(Reason.KINK, 0), (Reason.KINK, 2)],
    "Pole": [(Reason.POLE, 0)],
    "Condition": [(Reason.NO_PATH, -3), (Reason.JUMP, 0)],
    "Masked root, mended": [(Reason.KINK, 0)],
    "Norm at zero": [(Reason.KINK, 0)],
    "Root of nothing": [(Reason.NAN, -1)],
    "Fractional power": [(Reason.NAN, -2)],
    "Slope without a value": [(Reason.NAN, -3)],
    "Ties": [(Reason.KINK, 0), (Reason.KINK, 1)],
    "Edge of a clamp": [(Reason.KINK, -1), (Reason.KINK, 1)],
    "Straight-through rounding": [(Reason.JUMP, x / 2) for x in (-5, -3, -1, 1, 3, 5)],
    "There and back": [(Reason.KINK, x * 3.141593) for x in (-2, -1, 0, 1, 2)],
}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.title)
def test_every_catalogue_entry_agrees_or_has_its_reason(entry, dtype):
    values = {p.name: p.value for p in entry.parameters}
    found = check(parse(entry.expression), entry.range, parameters=values, dtype=dtype)
    reasons = {one.reason for one in found.verdicts}
    assert Reason.UNEXPLAINED not in reasons
    if found.agrees:
        assert found.worst <= (1e-9 if dtype == "float64" else 1e-3)
    else:
        assert any(one.differs for one in found.verdicts)
    lo, hi = entry.range
    for one in found.verdicts:
        assert lo - 1e-6 <= one.x <= hi + 1e-6
        assert one.message
        if one.reason is Reason.DETACH:
            assert "detach" in entry.expression
    if dtype == "float64":
        differing = {one.reason for one in found.verdicts if one.differs}
        assert differing == WRONG_ON_PURPOSE.get(entry.title, set())
        assert found.agrees is (not differing)
        told = [(one.reason, one.x) for one in found.verdicts if not one.differs]
        wanted = HARMLESS.get(entry.title, [])
        assert [reason for reason, _ in told] == [reason for reason, _ in wanted]
        assert [x for _, x in told] == pytest.approx([x for _, x in wanted], abs=1e-5)


def test_the_error_over_the_step_is_a_v_and_float32_stops_earlier():
    steps = checked("exp(x)", at=1.0).steps
    assert steps.x == pytest.approx(1.0, abs=0.05)
    best = {name: int(np.nanargmin(error)) for name, error in steps.errors.items()}
    for name, error in steps.errors.items():
        assert error[0] > 10 * error[best[name]]
        assert np.nanmax(error[best[name] + 10 :]) > 10 * error[best[name]]
    assert steps.h[best["float64"]] < steps.h[best["float32"]]
    assert np.nanmin(steps.errors["float64"]) < 1e-9 < np.nanmin(steps.errors["float32"])


def test_central_differences_choose_their_step():
    x = np.linspace(-1, 1, 21)
    slope, doubt = witnesses.central_differences(np.exp, x, 0.02)
    assert np.abs(slope - np.exp(x)).max() < 1e-8
    assert doubt.max() < 1e-7


TABLE = list(check_table.rows())


def test_the_table_is_long():
    assert len(TABLE) >= 200


@pytest.mark.parametrize("row", TABLE[::7], ids=lambda row: f"{row[0]} on {row[1]:g} {row[2]:g}")
def test_the_verdict_and_its_reason(row):
    assert not misjudged(row)


@pytest.mark.soak
def test_the_verdict_and_its_reason_of_all():
    assert [why for row in TABLE if (why := misjudged(row))] == []


def misjudged(row):
    text, lo, hi, reasons = row
    found = checked(text, (lo, hi))
    told = {one.reason.value for one in found.verdicts if one.differs}
    right = found.agrees is (not reasons) and told <= reasons and len(export.check_to_text(found).splitlines()) <= 10
    consistent = found.worst <= 1e-9 or np.isnan(found.worst) if found.agrees else found.worst > 1e-9
    return "" if right and consistent else f"{text} on {lo}, {hi}: {found.agrees}, {told}, {found.worst}"


@pytest.mark.parametrize(
    ("text", "limits", "values", "mended"),
    [
        ("(1 - cos(x))/x^2", (-0.001, 0.001), {}, "2*sin(x/2)^2/x^2"),
        ("u = 2x; log(exp(u))", (-500, 500), {}, "2*x"),
        ("log(exp(a x))", (-500, 500), {"a": 2.0}, "a*x"),
        ("where(x > 0, sqrt(x), x)", (-5, -1), {}, "where(x > 0, sqrt(where(x > 0, x, 1)), x)"),
        ("where(x > 2, log2(x), 2x)", (0, 3), {}, "where(x > 2, log2(where(x > 2, x, 1)), 2*x)"),
        ("where(x <= 0, exp(x), 1 + x)", (50, 1000), {}, "where(x <= 0, exp(where(x <= 0, x, 1)), 1 + x)"),
        ("u = exp(x); (u - 1)/x", (-1e-6, 1e-6), {}, "expm1(x)/x"),
    ],
)
def test_a_mend_is_offered_and_autograd_is_nearer_with_it(text, limits, values, mended):
    found = checked(text, limits, parameters=values)
    assert not found.agrees
    error = {mend.text: mend.error for mend in found.mends}[mended]
    again = parse(mended)
    worst = check(again, limits, parameters={name: values[name] for name in again.parameters}).worst
    assert worst <= max(1e-9, 1e-3 * found.worst)
    assert worst == pytest.approx(error, rel=0.5, abs=1e-15)


@pytest.mark.parametrize("text", ["where(x > 0, x log(x), 0)", "where(x < 0, 0, sqrt(x))", "where(x > 0, sqrt(x), x)"])
def test_no_mend_is_offered_that_mends_nothing(text):
    found = checked(text, (-1.0, 1.0))
    assert found.mends
    assert max(mend.error for mend in found.mends) < 1e-9


def test_what_is_beyond_all_numbers_is_not_told_to_be_nan():
    found = checked("exp(2x)", (500, 800))
    assert "NaN" not in "".join(one.message for one in found.verdicts)


OTHERS = [  # of f and of the derivatives above the first: what is said of which order, and where
    ("x^x", (0.5, 1.5), 4, {3: (Reason.SHORTCUT, 1.0, 2.0, 3.0)}),
    ("0^x", (0.5, 1.5), 2, {2: (Reason.NAN, 0.5, None, 0.0)}),
    ("sinc(x)", (-2.0, 2.0), 4, {2: (Reason.SHORTCUT, 0.0, None, -(np.pi**2) / 3)}),
    ("i0(x)", (-1.0, 1.0), 4, {4: (Reason.SHORTCUT, 0.0, 0.0, 0.375)}),
    ("sin(x)/x", (-0.01, 0.01), 2, {2: (Reason.PRECISION, None, None, None)}),
    ("ndtr(x)", (-30.0, -15.0), 2, {0: (Reason.SHORTCUT, None, 0.0, None)}),
    ("(x + 1e16) - 1e16", (-1.0, 1.0), 2, {0: (Reason.STAIRCASE, -1.0, 0.0, -1.0)}),
    *((text, (-3.0, 3.0), 4, {}) for text in ("sin(x)", "exp(-x^2)", "x^3 - x", "x abs(x)", "relu(x)^3", "tanh(x)")),
]


@pytest.mark.parametrize(("text", "limits", "order", "wanted"), OTHERS)
def test_f_itself_and_every_derivative_are_held_against_many_digits(text, limits, order, wanted):
    found = checked(text, limits, order=order)
    told = {one.order: one for one in found.verdicts if one.order != 1}
    assert set(told) == set(wanted)
    assert found.agrees is (not set(wanted) - {0})
    assert [one.order for one in found.others] == [0, *range(2, order + 1)]
    for k, (reason, x, autograd, truth) in wanted.items():
        assert told[k].reason is reason
        assert told[k].differs is (k > 0)
        values = told[k].values
        for key, value in (("x", x), ("autograd", autograd), ("truth", truth)):
            assert value is None or values[key] == pytest.approx(value, rel=1e-8)
        outcome = next(one for one in found.others if one.order == k)
        assert outcome.share > 0
    first = export.check_to_text(found).splitlines()[0]
    lowest = min((k for k in wanted if k), default=1)
    assert ("df/dx" if lowest == 1 else NAMES[lowest]) in first
