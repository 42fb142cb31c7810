"""Samples are those of the plain PyTorch script, bit for bit, and what cannot be sampled is explained."""

from math import inf, nan

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.autograd import grad

from explorer.core.catalogue import CATALOGUE
from explorer.core.explore import sample as module
from explorer.core.explore.sample import Buffers, Cancelled, SampleError, at_point, sample
from explorer.core.expression import parse
from explorer.core.expression.torch_reading import TorchFunction

SIZES = (1_000_003, 777_777, 98_305, 400_001)
THREADS = (1, 2, 3, 4)

SCRIPTS = {
    "sin(x)": torch.sin,
    "x^3 - 2x + 1": lambda x: x**3 - 2 * x + 1,
    "exp(-x^2/9) cos(3x)": lambda x: torch.exp(-(x**2) / 9) * torch.cos(3 * x),
    "x sin(1/x)": lambda x: x * torch.sin(1 / x),
    "sqrt(|x|)": lambda x: torch.sqrt(torch.abs(x)),
    "log(x)": torch.log,
    "tanh(x)^2": lambda x: torch.tanh(x) ** 2,
    "sigmoid(x) + softplus(x)": lambda x: torch.sigmoid(x) + torch.nn.functional.softplus(x),
    "gelu(x)": torch.nn.functional.gelu,
    "erf(x) - atan(x)": lambda x: torch.erf(x) - torch.atan(x),
    "lgamma(x)": torch.lgamma,
    "where(x > 0, x^2, sin(x))": lambda x: torch.where(x > 0, x**2, torch.sin(x)),
    "1/(1 + x^2)": lambda x: 1 / (1 + x**2),
    "u = detach(x*x); u*x + x^5": lambda x: (x * x).detach() * x + x**5,
}
"""Expressions, each with the function one would write for it in PyTorch."""

CASES = [
    (size, threads, 1 + (place + turn) % 4, (torch.float32, torch.float64)[(place + turn // 2) % 2])
    for place, size in enumerate(SIZES)
    for turn, threads in enumerate(THREADS)
]
"""Every size with every number of threads; orders and dtypes in turn."""


@pytest.fixture
def threads():
    """A function that sets how many threads torch uses, until the test ends."""
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


def script(function, lo, hi, samples, order, dtype):
    """What a person writes: a leaf, f, and backward() or nested grad()."""
    x = torch.linspace(lo, hi, samples, dtype=dtype, requires_grad=True)
    y = function(x)
    if order == 1:
        y.sum().backward()
        return x, y, x.grad
    found = [x, y]
    for _ in range(order):
        (y,) = grad(y.sum(), x, create_graph=True)
        found.append(y)
    return tuple(found)


def bits(tensor):
    """The numbers as integers: −0 is not 0, and a NaN equals itself."""
    return tensor.detach().contiguous().view(torch.int32 if tensor.dtype == torch.float32 else torch.int64)


def assert_same_bits(curve, expected):
    found = (curve.x, *curve.derivatives)
    assert len(found) == len(expected)
    for k, (ours, theirs) in enumerate(zip(found, expected, strict=True)):
        assert ours.dtype == theirs.dtype
        assert ours.grad_fn is None and not ours.requires_grad
        different = (bits(ours) != bits(theirs)).nonzero().flatten()
        assert not len(different), f"row {k} differs at {different[:5].tolist()} of {len(theirs)}"


QUICK = {"sin(x)", "x sin(1/x)", "where(x > 0, x^2, sin(x))", "u = detach(x*x); u*x + x^5", "gelu(x)"}


@pytest.mark.parametrize(
    "text", [pytest.param(text, marks=[pytest.mark.soak] * (text not in QUICK)) for text in SCRIPTS]
)
def test_blocks_give_the_bits_of_the_plain_script(text, threads):
    for size, count, order, dtype in CASES:
        threads(count)
        expected = script(SCRIPTS[text], -4.7, 9.1, size, order, dtype)
        assert_same_bits(sample(parse(text), (-4.7, 9.1), samples=size, order=order, dtype=dtype), expected)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("samples", [2, 3, 1000, 65_537, 262_144, 262_145, 300_001])
def test_every_order_and_dtype(samples, order, dtype, threads):
    threads(2)

    def function(x):
        return torch.sin(3 * x) * torch.exp(x)

    expected = script(function, -2.0, 1.0, samples, order, dtype)
    for ours in (parse("sin(3x) exp(x)"), function):
        assert_same_bits(sample(ours, (-2.0, 1.0), samples=samples, order=order, dtype=dtype), expected)


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.title)
def test_the_catalogue_in_blocks(entry, threads):
    """For what torch cannot differentiate, f alone."""
    threads(3)
    expression = parse(entry.expression)
    values = {parameter.name: parameter.value for parameter in entry.parameters}
    curve = sample(expression, entry.range, samples=400_001, parameters=values)
    order = 1 if curve.severed is None else 0
    expected = script(lambda x: TorchFunction(expression)(x, **values), *entry.range, 400_001, order, torch.float32)
    for ours, theirs in zip((curve.x, *curve.derivatives), expected, strict=False):
        assert torch.equal(bits(ours), bits(theirs))


@given(st.integers(2, 10_000_000), st.integers(1, 64))
def test_blocks_cover_every_sample_once(samples, count):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch, "get_num_threads", lambda: count)
        pieces = list(module.blocks(samples))
    assert [start for start, _ in pieces] == [0, *(end for _, end in pieces[:-1])]
    assert pieces[-1][1] == samples
    assert all(start < end for start, end in pieces)
    assert max(end - start for start, end in pieces) <= count * module.PER_THREAD


def test_defaults_and_order_zero():
    curve = sample(parse("x^2"), (0, 3))
    assert (len(curve.x), curve.x.dtype, len(curve.derivatives)) == (1000, torch.float32, 2)
    assert curve.f is curve.derivatives[0]
    assert len(sample(parse("x^2"), (0, 3), order=0).derivatives) == 1


def test_parameters_reach_expressions_and_callables():
    x = torch.linspace(0, 1, 9)
    for function in (parse("a x + b"), lambda x, a, b: a * x + b):
        curve = sample(function, (0, 1), samples=9, parameters={"b": 1.0, "a": 2.0})
        assert torch.equal(curve.f, 2.0 * x + 1.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"limits": (nan, 1)}, "finite"),
        ({"limits": (0, inf)}, "finite"),
        ({"limits": (-inf, inf)}, "finite"),
        ({"limits": (1, 1)}, "empty"),
        ({"limits": (2, 1)}, "empty: 2 is not below 1"),
        ({"limits": (-1e300, 1e300)}, "float32 cannot hold"),
        ({"limits": (1e300, 1.1e300)}, "float32 cannot hold"),
        ({"limits": (-3e38, 3e38)}, "float32 cannot hold"),
        ({"limits": (0, 1e-300)}, "the same number"),
        ({"limits": (1, 1 + 1e-12)}, "the same number"),
        ({"limits": (-1.7e308, 1.7e308), "dtype": "float64"}, "float64 cannot hold"),
        ({"samples": 1}, "from 2 to 10,000,000"),
        ({"samples": 0}, "from 2"),
        ({"samples": -5}, "from 2"),
        ({"samples": 10_000_001}, "10,000,000"),
        ({"order": 5}, "from 0 to 4"),
        ({"order": -1}, "from 0 to 4"),
        ({"dtype": "float16"}, "not float16"),
        ({"dtype": torch.int32}, "not int32"),
        ({"function": parse("a x")}, "parameter a has no value"),
        ({"parameters": {"b": 1.0}}, "no parameter b"),
        ({"function": lambda x: x[:5]}, r"shape \(1000,\), not \(5,\)"),
        ({"function": lambda x: x[:, None]}, r"not \(1000, 1\)"),
        ({"function": lambda x: 3.0}, "must return a tensor, not float"),
        ({"function": lambda x: None}, "not NoneType"),
        ({"function": lambda x: x + 1j}, "complex"),
        ({"function": lambda x: 1 / 0}, "raised ZeroDivisionError: division by zero"),
        ({"function": lambda: 1}, "raised TypeError"),
    ],
)
def test_what_cannot_be_sampled_is_explained(change, words):
    wanted = {"function": parse("sin(x)"), "limits": (0.0, 1.0)} | change
    with pytest.raises(SampleError, match=words) as caught:
        sample(wanted.pop("function"), wanted.pop("limits"), **wanted)
    assert isinstance(caught.value, ValueError)
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("limits", [(-1e300, 1e300), (0, 1e-300), (1e300, 1.1e300), (1, 1 + 1e-12), (0, 5e-324)])
def test_float64_holds_what_float32_cannot(limits):
    curve = sample(parse("x"), limits, samples=5, dtype="float64")
    assert (curve.x[0].item(), curve.x[-1].item()) == limits


@pytest.mark.parametrize(
    ("function", "slope", "severed", "refusal"),
    [
        (parse("floor(x)"), 0.0, None, ""),
        (parse("x*0 + 3"), 0.0, None, ""),
        (parse("3"), 0.0, 1, "does not require grad"),
        (parse("detach(x^2)"), 0.0, 1, "does not require grad"),
        (parse("u = detach(x^2); u + 5x"), 5.0, None, ""),
        (parse("j0(x)"), 0.0, 1, "does not require grad"),
        (parse("heaviside(x)"), nan, 1, "not implemented"),
        (lambda x: x.detach(), 0.0, 1, "does not require grad"),
        (lambda x: torch.floor(x).to(torch.int64), 0.0, 1, "does not require grad"),
        (lambda x: x > 0, 0.0, 1, "does not require grad"),
        (lambda x: torch.tensor(2.5), 0.0, 1, "does not require grad"),
        (lambda x: torch.ones_like(x, requires_grad=True), 0.0, 1, "not have been used"),
    ],
    ids=lambda value: getattr(value, "text", None),
)
def test_what_torch_does_not_differentiate(function, slope, severed, refusal):
    for samples in (100, 600_000):
        curve = sample(function, (-2.0, 2.0), samples=samples)
        assert curve.severed == severed
        assert refusal in curve.refusal
        assert torch.equal(curve.derivatives[1].isnan(), torch.full_like(curve.x, slope).isnan())
        assert (curve.derivatives[1].nan_to_num() == (0.0 if slope != slope else slope)).all()
        assert [len(derivative) for derivative in curve.derivatives] == [samples] * 2


def test_a_path_that_is_cut_at_a_higher_order():
    curve = sample(parse("u = detach(x^2); u*x"), (0.0, 2.0), samples=5, order=3)
    assert curve.severed == 2
    assert torch.equal(curve.derivatives[1], curve.x**2)
    assert not curve.derivatives[2].any() and not curve.derivatives[3].any()


def test_cancelling_between_blocks():
    asked = []

    def cancelled():
        asked.append(True)
        return len(asked) == 3

    with pytest.raises(Cancelled):
        sample(parse("sin(x)"), (0, 1), samples=5_000_000, cancelled=cancelled)
    assert len(asked) == 3


def test_buffers_are_used_again():
    buffers = Buffers()
    first = sample(parse("sin(x)"), (0, 1), samples=1_600_000, order=2, buffers=buffers)
    places = [tensor.data_ptr() for tensor in (first.x, *first.derivatives)]
    second = sample(parse("x^3"), (0, 2), samples=1_500_000, order=2, buffers=buffers)
    assert [tensor.data_ptr() for tensor in (second.x, *second.derivatives)] == places
    assert_same_bits(second, script(lambda x: x**3, 0, 2, 1_500_000, 2, torch.float32))
    fresh = sample(parse("sin(x)"), (0, 1), samples=1_600_000, order=2)
    assert fresh.x.data_ptr() not in places


def test_at_point_takes_everything_from_one_backward_pass():
    a, b, x = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (2.0, 3.0, 0.7))
    (a * torch.sin(b * x)).backward()
    point = at_point(parse("a sin(b x)"), 0.7, parameters={"a": 2.0, "b": 3.0}, dtype="float64", order=4)
    assert point.x == 0.7
    assert point.f == (a * torch.sin(b * x)).item()
    assert point.derivatives[1] == x.grad.item()
    assert point.partials == {"a": a.grad.item(), "b": b.grad.item()}
    assert len(point.derivatives) == 5


@pytest.mark.parametrize(
    ("text", "derivatives", "partials"),
    [
        ("detach(x)", (2.0, None, None), {}),
        ("x^2", (4.0, 4.0, 2.0), {}),
        ("u = detach(x^2); u*x", (8.0, 4.0, None), {}),
        ("x detach(a)", (6.0, 3.0, None), {"a": None}),
        ("a + 0 x", (3.0, 0.0, None), {"a": 1.0}),
        ("floor(x)", (2.0, 0.0, None), {}),
    ],
)
def test_at_point_tells_none_from_zero(text, derivatives, partials):
    point = at_point(parse(text), 2.0, order=2, parameters=dict.fromkeys(partials, 3.0))
    assert point.derivatives == derivatives
    assert point.partials == partials
