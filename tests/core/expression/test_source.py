"""The PyTorch source, run in a fresh namespace, does bit for bit what TorchFunction does."""

import keyword

import pytest
import torch

from explorer.core.expression import parse
from explorer.core.expression.functions import WORDS
from explorer.core.expression.source import identifier, source
from explorer.core.expression.torch_reading import TorchFunction

DTYPES = ["float32", "float64"]
POINTS = (-3.0, -1.5, -0.5, -0.0, 0.0, 0.25, 1.0, 1.75, 4.0, float("inf"), float("nan"))


def run(expression, dtype, x, given):
    """The source as a script, with nothing but torch, x and the parameters around it."""
    namespace = {"torch": torch, "x": x} | {identifier(name): number for name, number in given.items()}
    exec("\n".join(source(expression, dtype)), namespace)
    return namespace["y"]


def bits(tensor):
    """The bits of each element, the same ones for every NaN."""
    plain = torch.where(tensor.isnan(), torch.nan, tensor.detach())
    return plain.view(torch.int32 if plain.dtype == torch.float32 else torch.int64).tolist()


def gradient(y, x):
    """The gradient, or what torch says when asked for it."""
    try:
        found = torch.autograd.grad(y.sum(), x, materialize_grads=True)[0]
    except RuntimeError as error:
        return str(error)
    return bits(found.contiguous())


CALLS = [
    f"{row.name}({arguments})"
    for row in WORDS.values()
    if row.name != "where"
    for arguments in (
        "x",
        "2",
        "a",
        "x, a",
        "x, 2",
        "a, x",
        "-2, x",
        "a, b",
        "2, 3",
        "x, x, x",
        "x, a, b",
        "x, -1, 2.5",
    )
    if row.arguments[0] <= arguments.count(",") + 1 <= row.arguments[1]
]

TEXTS = [
    "x",
    "7",
    "-7",
    "-0",
    "0*-1",
    "a",
    "-a",
    "a b",
    "a/b",
    "2/a",
    "a^2",
    "2^a",
    "a^b",
    "pi",
    "tau",
    "tau^2",
    "1e300",
    "1e-320",
    "0.1",
    "x + 0.1",
    "x*-0",
    "1/(x*-0)",
    "x + (1 - 1)",
    "u = -0; u x",
    "u = 0; -u x",
    "u = 0; atan2(-u, x - 5)",
    "10^20 x",
    "x + 3^40 - 3^40",
    "x(3^40 + 1 - 3^40)",
    "9007199254740993 x",
    "x^9007199254740993",
    "u = 3; v = u u u u u u u u u u u u u u u u u u u u u u u u u u u u u u u u u u u u u u u u u; v x",
    "2^-3 x",
    "7^-1",
    "1/3 x",
    "x/3",
    "x^2",
    "x^-2",
    "x^0.5",
    "x^a",
    "x^-a",
    "(-x)^2",
    "-x^2",
    "(x^2)^3",
    "x^2^3",
    "(2x)^2",
    "x^(a b)",
    "(a b)^x",
    "(a > 0)^x",
    "2^x",
    "e^x",
    "x - (1 - x)",
    "x - (1 + x)",
    "x + (1 + x)",
    "x/(2/x)",
    "x/(2x)",
    "x(2/x)",
    "x//2//3",
    "x // (2x)",
    "x % 2 % 3",
    "x - -x",
    "x - -1",
    "--x",
    "-(x + 1)",
    "-(x*a)",
    "x < 0",
    "(x < 0) + 1",
    "(x < 0) < 1",
    "-(x < 0)",
    "x < 0 or x > 1 and x < 2",
    "(x < 0 or x > 1) and x < 2",
    "not (x < 0 or x > 1)",
    "not x < 0 and x < 1",
    "0 < x < 1",
    "a < x < 1",
    "a < b",
    "a < b < x",
    "1 < 2",
    "1 < 2 and x < 1",
    "x if a > b else -x",
    "x if 1 > 2 else -x",
    "1 if x > 0 else 2",
    "1 if x > 0 else -2",
    "-1 if x > 0 else 2",
    "a if x > 0 else b",
    "a if x > 0 else 2",
    "2 if x > 0 else a",
    "x if x > 0 else 2",
    "2 if x > 0 else x",
    "x if x > 0 else a",
    "1/3 if x > 0 else pi",
    "1 if a > 0 else 2",
    "1 if 1 > 0 else 2",
    "1e300 if x > 0 else 2",
    "x if x > 0 else 1e300",
    "u = 1e300; u if x > 0 else x",
    "3.402823466385289e+38 + a",
    "1e30 a*1e30",
    "x if x > 0 else 1e30 a*1e30",
    "u = 1e30 a*1e30; u if x > 0 else -u",
    "piecewise(x < -1, -1, x < 1, x, 1)",
    "piecewise(x < -1, a, x < 1, 2, x < 2, x, b)",
    "√x if x > 0 else 0",
    "detach(x*x)*x",
    "detach(2) x",
    "detach(a > 1) x",
    "(x + 1)!",
    "3! x",
    "a!",
    "∛(x + 1)",
    "cot(2x)",
    "cot(cot(x))",
    "sec(x)^2",
    "sec(x + 1) csc(x)",
    "coth(x) + coth(x + 1)",
    "u1 = x + 1; cot(u1 + 1) + u1",
    "u1 cot(x + 1)",
    "leaky_relu(x + 1, a)",
    "leaky_relu(x + 1, x + 2)",
    "leaky_relu(x, a b)",
    "leaky_relu(leaky_relu(x, a), b)",
    "leaky_relu(x, -0.5)",
    "leaky_relu(x, 1 - 1.5)",
    "leaky_relu(x, 1e39)",
    "clamp(x, a, b)",
    "clamp(x, -a, 2)",
    "clamp(x, -1, 1)",
    "clamp(x + 1, x, 2)",
    "clamp(2, x, 3)",
    "clamp(x, -pi, tau)",
    "softshrink(x, -1)",
    "celu(x, 0)",
    "max(x, 1, a)",
    "min(1, 2, x)",
    "max(1, a)",
    "fmod(5, x)",
    "5 % x",
    "a % x",
    "x % a",
    "u = a x; v = u/3; u v + b",
    "u = a/3; sin(u) x",
    "u = a/3; sin(u)",
    "u = a > 1; x if u else -x",
    "u = x > 1; v = not u; u or v",
    "u = 2; v = u/3; v x",
    "u = x; u",
    "torch x + torch_",
    "torch = x + 1; torch^2",
    "y x + y",
    "y = x + 1; y^2",
    "u = detach(x); v = u; v x",
    *CALLS,
]

POSITIONS = [
    template.format(*operands)
    for template in (
        "{0} + {1}",
        "{0} - {1}",
        "{0}*{1}",
        "{0}/{1}",
        "({0})^({1})",
        "{0} % {1}",
        "{0} // {1}",
        "{0} < {1}",
    )
    for operands in [
        ("a", "x"),
        ("x", "a"),
        ("-a", "x"),
        ("-3", "x"),
        ("x", "-3"),
        ("a", "3"),
        ("3", "a"),
        ("a", "-0.5"),
    ]
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("text", TEXTS + POSITIONS)
def test_source_does_what_torch_function_does(text, dtype):
    expression = parse(text)
    given = {name: {"a": 1.375, "b": -0.7}.get(name, 1.5) for name in expression.parameters}
    points = torch.tensor(POINTS, dtype=getattr(torch, dtype))
    one, other = (points.clone().requires_grad_() for _ in range(2))
    y = TorchFunction(expression)(one, **given)
    scripted = run(expression, dtype, other, given)
    assert (scripted.dtype, scripted.shape, scripted.requires_grad) == (y.dtype, y.shape, y.requires_grad)
    assert bits(scripted) == bits(y)
    if y.requires_grad:
        assert gradient(scripted, other) == gradient(y, one)


WRITTEN = {
    "2x": ["y = 2 * x"],
    "x^2 - 3x + 0.5": ["y = x ** 2 - 3 * x + 0.5"],
    "a sin(b x)": ["y = a * torch.sin(b * x)"],
    "-x²": ["y = -x ** 2"],
    "(-x)²": ["y = (-x) ** 2"],
    "x^-2": ["y = x ** -2"],
    "e^x": ["y = torch.e ** x"],
    "tau x": ["y = 2 * torch.pi * x"],
    "x tau": ["y = x * (2 * torch.pi)"],
    "x - (1 - x)": ["y = x - (1 - x)"],
    "7": ["y = torch.full_like(x, 7)"],
    "a": ["y = torch.full_like(x, a)"],
    "sin(2)": ["y = torch.sin(torch.tensor(2.0)).expand_as(x)"],
    "max(x, 0)": ["y = torch.maximum(x, torch.tensor(0.0))"],
    "x if x > 0 else 0": ["y = torch.where(x > 0, x, 0)"],
    "1 if x > 0 else -1": ["y = torch.where(x > 0, torch.tensor(1.0), -1)"],
    "0 < x < 1": ["y = ((0 < x) & (x < 1)).to(torch.float32)"],
    "not x > 0": ["y = (~(x > 0)).to(torch.float32)"],
    "u = detach(x*x); u*x": ["u = (x * x).detach()", "y = u * x"],
    "u = 2; u x": ["u = 2.0", "y = u * x"],
    "x // 2": ["y = torch.floor(x / 2)"],
    "gelu(x)": ["y = torch.nn.functional.gelu(x)"],
    "j0(x)": ["y = torch.special.bessel_j0(x)"],
    "sec(2x)": ["y = 1 / torch.cos(2 * x)"],
    "cot(x)": ["y = torch.cos(x) / torch.sin(x)"],
    "cot(2x)": ["u1 = 2 * x", "y = torch.cos(u1) / torch.sin(u1)"],
    "10^20 x": ["y = 10.0 ** 20.0 * x"],
    "torch x": ["y = torch_ * x"],
    "u = x\nsin(u)": ["u = x", "y = torch.sin(u)"],
}


@pytest.mark.parametrize("text", WRITTEN)
def test_source_is_what_a_person_would_write(text):
    assert source(parse(text)) == WRITTEN[text]


def test_dtype_and_names():
    assert source(parse("max(t, 0)", ("t",)), "float64", "z") == [
        "z = torch.maximum(t, torch.tensor(0, dtype=torch.float64))"
    ]
    assert source(parse("x y", ("x", "y")), result="z") == ["z = x * y"]


def test_identifiers_differ_and_can_be_assigned_to():
    names = ["torch", "torch_", "torch__", "torchy", "x", "print"]
    identifiers = [identifier(name) for name in names]
    assert len(set(identifiers)) == len(names)
    assert all(name.isidentifier() and not keyword.iskeyword(name) for name in identifiers)
    assert "torch" not in identifiers
