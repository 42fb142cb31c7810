"""What torch computes, and the graph it records: the one the person typed."""

import mpmath
import pytest
import torch
from mpmath import mpf
from torch.nn import functional

from explorer.core.expression import parse
from explorer.core.expression.mpmath_reading import evaluate
from explorer.core.expression.torch_reading import TorchFunction

DTYPES = [torch.float32, torch.float64]


def leaf(*values, dtype=torch.float32):
    return torch.tensor(values or (-1.5, -0.25, 0.5, 2.0), dtype=dtype, requires_grad=True)


def recorded(y):
    """The names of the nodes in the order in which a walk from y meets them, each node once."""
    names, waiting, seen = [], [y.grad_fn], set()
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        names.append(type(node).__name__)
        waiting.extend(next_node for next_node, _ in reversed(node.next_functions))
    return names


def cot(u):
    return torch.cos(u) / torch.sin(u)


def two_lines(x):
    u = (x * x).detach()
    return u * x


def slope_as_parameter(x, a):
    u = x + 1
    return torch.where(u > 0, u, a * u)


GRAPHS = {
    "x": lambda x: x,
    "x*x": lambda x: x * x,
    "x x": lambda x: x * x,
    "x^2": lambda x: x**2,
    "x²": lambda x: x**2,
    "x^2.5": lambda x: x**2.5,
    "x*x*x": lambda x: x * x * x,
    "x*(x*x)": lambda x: x * (x * x),
    "2x": lambda x: 2 * x,
    "x*2": lambda x: x * 2,
    "x/2": lambda x: x / 2,
    "1/x": lambda x: 1 / x,
    "2/x": lambda x: 2 / x,
    "x^-1": lambda x: x**-1,
    "x-1": lambda x: x - 1,
    "1-x": lambda x: 1 - x,
    "x+0": lambda x: x + 0,
    "0+x": lambda x: 0 + x,
    "1*x": lambda x: 1 * x,
    "x^1": lambda x: x**1,
    "x-x": lambda x: x - x,
    "-x": lambda x: -x,
    "--x": lambda x: torch.neg(-x),
    "+x": lambda x: x,
    "-2x": lambda x: -2 * x,
    "-x^2": lambda x: -(x**2),
    "2^x": lambda x: 2**x,
    "e^x": lambda x: torch.e**x,
    "exp(x)": lambda x: torch.exp(x),
    "x^x": lambda x: x**x,
    "2*3*x": lambda x: 2 * 3 * x,
    "2x*3": lambda x: 2 * x * 3,
    "x + 2 + 3": lambda x: x + 2 + 3,
    "|x|": lambda x: torch.abs(x),
    "√x": lambda x: torch.sqrt(x),
    "x^0.5": lambda x: x**0.5,
    "sin²x": lambda x: torch.sin(x) ** 2,
    "sin(x)cos(x)": lambda x: torch.sin(x) * torch.cos(x),
    "detach(x)*x": lambda x: x.detach() * x,
    "u = detach(x*x); u*x": two_lines,
    "max(x, 0)": lambda x: torch.maximum(x, torch.tensor(0.0)),
    "max(x, 0, 1)": lambda x: torch.maximum(torch.maximum(x, torch.tensor(0.0)), torch.tensor(1.0)),
    "relu(x)": lambda x: torch.relu(x),
    "clamp(x, -1, 1)": lambda x: torch.clamp(x, -1, 1),
    "leaky_relu(x, 0.1)": lambda x: functional.leaky_relu(x, 0.1),
    "gelu(x)": lambda x: functional.gelu(x),
    "x if x > 0 else -x": lambda x: torch.where(x > 0, x, -x),
    "where(x > 0, √x, 0)": lambda x: torch.where(x > 0, torch.sqrt(x), 0),
    "(x > 0) x": lambda x: (x > 0).to(x.dtype) * x,
    "x // 2": lambda x: torch.floor(x / 2),
    "x % 2": lambda x: torch.remainder(x, 2),
    "5 % x": lambda x: torch.remainder(torch.tensor(5.0), x),
    "sec(x)": lambda x: 1 / torch.cos(x),
    "cot(sin(x))": lambda x: cot(torch.sin(x)),
    "x + y x": lambda x: x + 2.0 * x,
    "a x + a": lambda x: 2.0 * x + 2.0,
    "a/b x": lambda x: torch.tensor(2.0) / 2.0 * x,
    "leaky_relu(x + 1, a)": lambda x: slope_as_parameter(x, 2.0),
}


@pytest.mark.parametrize("text", GRAPHS)
def test_graph_is_the_one_typed(text):
    expression = parse(text)
    x = leaf()
    measured = TorchFunction(expression)(x, **dict.fromkeys(expression.parameters, 2.0))
    wanted = GRAPHS[text](x)
    assert recorded(measured) == recorded(wanted)
    torch.testing.assert_close(measured, wanted, rtol=0, atol=0, equal_nan=True)


def test_a_name_is_worked_out_once():
    assert recorded(TorchFunction(parse("u = sin(x); u*u*u"))(leaf())).count("SinBackward0") == 1
    assert recorded(TorchFunction(parse("sin(x)*sin(x)"))(leaf())).count("SinBackward0") == 2


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "text", ["7", "a", "a b/3", "1 < 2", "a > 1", "detach(a)", "max(a, 1)", "u = 2; u", "x", "0 x"]
)
def test_shape_and_dtype_are_those_of_x(text, dtype):
    expression = parse(text)
    given = dict.fromkeys(expression.parameters, 1.5)
    for shape in ((4,), (1,), (0,), (2, 3), ()):
        y = TorchFunction(expression)(torch.ones(shape, dtype=dtype), **given)
        assert (y.shape, y.dtype) == (shape, dtype)


def test_a_constant_has_no_graph():
    assert not TorchFunction(parse("pi"))(leaf()).requires_grad
    assert not TorchFunction(parse("a + 1"))(leaf(), a=1.0).requires_grad


def test_two_variables():
    x, y = leaf(1.0, 2.0), leaf(3.0, 4.0)
    z = TorchFunction(parse("x^2 y + a", ("x", "y")))(x, y, a=0.5)
    assert z.tolist() == [3.5, 16.5]
    z.sum().backward()
    assert x.grad.tolist() == [6.0, 16.0]
    assert y.grad.tolist() == [1.0, 4.0]


def test_a_parameter_is_needed():
    with pytest.raises(KeyError, match="a"):
        TorchFunction(parse("a x"))(leaf())


DIFFERENTIABLE = [
    "a x",
    "a x^2 + b",
    "a*sin(b x)",
    "x^a",
    "a^x",
    "a^b x",
    "a/x",
    "x/a",
    "a + b",
    "a b/3 - b",
    "exp(-a x^2)",
    "max(x, a)",
    "min(a, b, x)",
    "clamp(x, -a, a)",
    "clamp(x, 0, b)",
    "leaky_relu(x, a)",
    "leaky_relu(a, b)",
    "elu(x - 2, a)",
    "celu(x - 2, a)",
    "softshrink(x, b)",
    "hardshrink(a x, b)",
    "a if x > 1 else b",
    "x if x > a else a x",
    "where(a > b, a x, b x)",
    "where(x > a, 1, b)",
    "x % a",
    "x // a",
    "fmod(a, x)",
    "atan2(a, x)",
    "hypot(x, a)",
    "logaddexp(a, x)",
    "xlogy(a, x)",
    "gamma(a x)",
    "cot(a x)",
    "u = a x; v = u + a; u v",
    "detach(a) x + a",
    "tanh(a)",
    "a!",
    "(a > 1) x a",
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("text", DIFFERENTIABLE)
def test_derivative_by_a_parameter(text, dtype):
    expression = parse(text)
    numbers = {name: {"a": 1.375, "b": 0.625}[name] for name in expression.parameters}
    given = {name: torch.tensor(number, dtype=dtype, requires_grad=True) for name, number in numbers.items()}
    at = (0.4375, 1.9375)
    y = TorchFunction(expression)(torch.tensor(at, dtype=dtype), **given)
    plain = TorchFunction(expression)(torch.tensor(at, dtype=dtype), **numbers)
    tolerance = 1e-10 if dtype == torch.float64 else 1e-4
    torch.testing.assert_close(y.detach(), plain, rtol=tolerance, atol=0)
    gradients = torch.autograd.grad(y.sum(), list(given.values()), materialize_grads=True)
    with mpmath.workdps(30):
        for name, gradient in zip(given, gradients, strict=True):

            def total(value, name=name):
                points = ({"x": mpf(x)} for x in at)
                return sum(evaluate(expression, x | numbers | {name: value}, detached=x | numbers) for x in points)

            wanted = mpmath.diff(total, mpf(numbers[name]))
            assert gradient.item() == pytest.approx(float(wanted), rel=tolerance, abs=tolerance), name


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "text",
    [
        "x + 1e300",
        "1e300",
        "1e300 x",
        "where(x > 0, 1e300, x)",
        "where(x > 0, x, -1e300)",
        "where(x > 0, 1e300, 1e-300)",
        "x if x > 0 else 1e200*1e100",
        "u = 1e300; where(x > 0, u, x)",
        "where(x > 0, a, x)",
        "clamp(x, -1e300, 1e300)",
        "leaky_relu(x, 1e300)",
        "elu(x, -1e300)",
        "celu(x, 1e-300)",
        "celu(x, 0)",
        "softshrink(x, 1e300)",
        "softshrink(x, -1)",
        "hardshrink(x, 1e300)",
        "max(x, 1e300)",
        "x < 1e300",
        "x % 1e300",
        "1e300 % x",
        "fmod(1e300, x)",
        "x^1e300",
        "1e300^x",
        "heaviside(x, 1e300)",
        "xlogy(x, 1e300)",
        "5 // 0",
        "x // 0",
        "1 // 1e-320",
        "10^20 x",
        "gamma(1e300)",
    ],
)
def test_numbers_that_float32_cannot_hold(text, dtype):
    expression = parse(text)
    x = leaf(dtype=dtype)
    y = TorchFunction(expression)(x, **dict.fromkeys(expression.parameters, 1e300))
    assert (y.shape, y.dtype) == (x.shape, dtype)
