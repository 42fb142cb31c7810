"""What a node does, by its name; and the chain rule at one edge, from recorded numbers."""

import math
import subprocess
import sys

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.tape.reading.rules import Rule, chain_rule_latex, local_derivative, rule
from explorer.core.tape.recording.record import record
from explorer.core.tape.tape import Summary
from explorer.core.typeset import svg


@pytest.mark.parametrize(
    "name", ["ExpBackward", "MyReLUBackward", "ReLUBackward", "", "NoSuchBackward0", "torch::autograd::NotImplemented"]
)
def test_no_rule(name):
    assert rule(name) is None


def test_a_variant_does_as_the_first():
    assert rule("SumBackward1") is rule("SumBackward0")
    assert rule("SqueezeBackward4") is rule("SqueezeBackward0")
    assert rule("DiagonalBackward0_copy") is rule("DiagonalBackward0")
    assert rule("PowBackward1") is not rule("PowBackward0")


# -- the local derivative, from recorded numbers


def summary(*values, shape=None, dtype="float64"):
    shape = shape if shape is not None else (() if len(values) == 1 else (len(values),))
    return Summary(shape, dtype, tuple(v if isinstance(v, str) or math.isfinite(v) else str(v) for v in values))


SIN, SUM = rule("SinBackward0"), rule("SumBackward0")
numbers = st.floats(-1e6, 1e6, allow_subnormal=False).filter(lambda v: v == 0 or abs(v) > 1e-6)
anything = st.one_of(st.floats(), st.sampled_from([0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, 1e308]))


@given(st.lists(st.tuples(numbers.filter(bool), numbers), min_size=1, max_size=8))
def test_it_is_what_the_gradient_was_multiplied_by(pairs):
    arrived = summary(*(g for g, _ in pairs), shape=(len(pairs),))
    sent = summary(*(g * d for g, d in pairs), shape=(len(pairs),))
    assert local_derivative(arrived, sent, SIN) == pytest.approx([d for _, d in pairs], rel=1e-12)


@given(numbers.filter(bool), st.lists(numbers, min_size=1, max_size=8))
def test_of_a_single_number_it_is_known_whatever_the_operation(arrived, partials):
    sent = summary(*(arrived * partial for partial in partials), shape=(len(partials),))
    assert local_derivative(summary(arrived), sent, SUM) == pytest.approx(partials, rel=1e-12)


@given(st.lists(st.tuples(anything, anything), min_size=1, max_size=8))
def test_it_is_all_or_nothing_whatever_the_numbers(pairs):
    arrived, sent = (summary(*column, shape=(len(pairs),)) for column in zip(*pairs, strict=True))
    found = local_derivative(arrived, sent, SIN)
    if any(g == 0 or not math.isfinite(g) for g, _ in pairs):
        assert found is None
    elif found is not None:
        assert len(found) == len(pairs)
        for value, (_, s) in zip(found, pairs, strict=True):
            assert isinstance(value, float) is math.isfinite(s)
            assert math.isfinite(float(value)) is math.isfinite(s)


@pytest.mark.parametrize(
    ("arrived", "sent", "name"),
    [
        (None, summary(1.0), "SinBackward0"),
        (summary(1.0), None, "SinBackward0"),
        (summary(1.0), summary(1.0), "NoSuchBackward0"),
        (summary(1.0, 2.0), summary(1.0, 2.0), "MmBackward0"),
        (summary(1.0, 2.0), summary(3.0), "AddBackward0"),  # b was broadcast
        (summary(1.0), summary(1.0, 2.0), "UnbindBackward0"),  # the second came from the other output
        (summary(shape=(0,)), summary(shape=(0,)), "SinBackward0"),
        (summary("(1+2j)", dtype="complex64"), summary("(1+2j)", dtype="complex64"), "SinBackward0"),
    ],
)
def test_the_numbers_do_not_tell_it(arrived, sent, name):
    assert local_derivative(arrived, sent, rule(name)) is None


def test_an_infinite_slope_is_told():
    assert local_derivative(summary(1.0), summary(math.inf), rule("SqrtBackward0")) == ("inf",)


@pytest.mark.parametrize("operation", [torch.sin, torch.exp, torch.tanh, torch.mul, torch.div, torch.atan2])
def test_of_a_recorded_walk(operation):
    count = 2 if operation in (torch.mul, torch.div, torch.atan2) else 1
    operands = [torch.tensor([0.5, -1.5, 2.0 + k], dtype=torch.float64, requires_grad=True) for k in range(count)]
    with record() as tape:
        y = operation(*operands)
        (y * 3).sum().backward()
    (walk,) = tape.walks
    node = next(event for event in tape.operations if event.name == operation.__name__).outputs[0].node
    (visit,) = [visit for visit in walk.visits if visit.node == node]
    gradients = torch.autograd.grad(operation(*operands).sum(), operands)
    for sent, gradient in zip(visit.sent, gradients, strict=True):
        found = local_derivative(visit.arrived[0], sent, rule(tape.nodes[node].name))
        assert found == pytest.approx(gradient.tolist())


# -- the chain rule written out


def test_a_scalar():
    assert chain_rule_latex("y", "a", summary(3.0), summary(6.0), SIN) == (
        r"\overline{a} = \overline{y} \cdot \frac{\partial y}{\partial a}",
        r"= 3 \cdot 2 = 6",
    )


def test_one_of_several_edges_adds():
    symbols, _ = chain_rule_latex("y", "a", summary(3.0), summary(6.0), SIN, several=True)
    assert symbols == r"\overline{a} \mathrel{+}= \overline{y} \cdot \frac{\partial y}{\partial a}"


@pytest.mark.parametrize(
    ("arrived", "sent", "name", "place", "expected"),
    [
        ((1.0,), (-0.12345678,), "SinBackward0", 0, r"1 \cdot \left(-0.1235\right) = -0.1235"),
        ((1.0,), (1.5e-9,), "SinBackward0", 0, r"1 \cdot 1.5 \cdot 10^{-9} = 1.5 \cdot 10^{-9}"),
        ((1.0,), (-0.0,), "SinBackward0", 0, r"1 \cdot 0 = 0"),
        ((1.0, 2.0), (3.0, -8.0), "SinBackward0", 0,
         r"\left[1,\, 2\right] \cdot \left[3,\, -4\right] = \left[3,\, -8\right]"),
        ((1.0,) * 4, (2.0,) * 4, "SinBackward0", 0,
         r"\left[1,\, 1,\, 1,\, \ldots\right] \cdot \left[2,\, 2,\, 2,\, \ldots\right]"
         r" = \left[2,\, 2,\, 2,\, \ldots\right]"),
        ((0.0,), (math.nan,), "SqrtBackward0", 0, r"0 \cdot \frac{1}{2\,y} = \mathrm{NaN}"),
        ((math.inf,), (-math.inf,), "NegBackward0", 0,
         r"\mathrm{inf} \cdot \left(-1\right) = -\mathrm{inf}"),
        ((0.0,), (0.0,), "TanhBackward0", 0, r"0 \cdot \left(1 - y^{2}\right) = 0"),
        ((1.0, 2.0), (3.0,), "AddBackward0", 1, r"\sum \left[1,\, 2\right] \cdot 1 = 3"),
    ],
)  # fmt: skip
def test_numbers(arrived, sent, name, place, expected):
    lines = chain_rule_latex("y", "a", summary(*arrived), summary(*sent), rule(name), place)
    assert " ".join(lines[1:]).removeprefix("= ") == expected


def test_a_product_with_the_jacobian():
    assert chain_rule_latex("y", "a", summary(1.0, 2.0), summary(3.0, 4.0), rule("MmBackward0"), 1) == (
        r"g = \overline{y} = \left[1,\, 2\right]",
        r"\overline{a} = a^{\top}\,g",
        r"= \left[3,\, 4\right]",
    )


def test_a_further_operand_is_as_the_last():
    assert "narrow" in chain_rule_latex("y", "a", summary(1.0, 2.0), summary(1.0), rule("CatBackward0"), 5)[1]


NAMES = ("L", "loss", "w_1", "net.0.weight", "train.loss", "x2", "λ", "变量", "_", "a%b{c}$#&")
FOUND = (SIN, SUM, None, rule("WhereBackward0"), rule("UnbindBackward0"))
SENT = (None, summary(math.nan, -1e-30, 2.0, 3.0), summary(shape=(0,)), summary("(1+2j)", dtype="complex64"))


@pytest.mark.parametrize(
    ("name", "found", "sent"),
    [
        *((name, FOUND[k % len(FOUND)], SENT[k % len(SENT)]) for k, name in enumerate(NAMES)),
        *((NAMES[-1], found, sent) for found in FOUND for sent in SENT),
    ],
)
def test_it_is_known_to_the_typesetter(name, found: Rule | None, sent):
    for line in chain_rule_latex(name, name, summary(1.0), sent, found, several=True):
        assert b"<svg" in svg(line)


def test_torch_is_imported_for_a_kink_only():
    """The window asks for rules, and the import would stop it for seconds."""
    code = """
import sys
from explorer.core.tape.reading.rules import rule
for name in "SinBackward0", "SumBackward1", "ReLUBackward", "torch::autograd::AccumulateGrad", "MaximumBackward0":
    rule(name), print("torch" in sys.modules)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert told.split() == ["False", "False", "False", "False", "True"]
