"""A program's own hooks on saved tensors run as often recorded as not; what was not looked at for that says so."""

import pytest
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

from explorer.core.tape.recording.record import record
from explorer.core.tape.tape import UNSEEN, TensorNote


def counted():
    packed, unpacked = [], []
    x = torch.linspace(0.1, 1, 3, requires_grad=True)
    hooks = torch.autograd.graph.saved_tensors_hooks(
        lambda t: (packed.append(1), t)[1], lambda t: (unpacked.append(1), t)[1]
    )
    with hooks:
        y = (x.exp() * x.sin()).sum()
    before = len(packed), len(unpacked)
    y.backward()
    return before, len(packed), len(unpacked), x.grad.tolist()


def block_again():
    """A block under checkpoint: once forward, once more on the way back; BatchNorm counts its batches."""
    torch.manual_seed(0)
    linear, norm, calls = nn.Linear(3, 3), nn.BatchNorm1d(3), []

    def block(x):
        calls.append(1)
        return torch.tanh(norm(linear(x)))

    x = torch.randn(4, 3, requires_grad=True)
    out = checkpoint(block, x, use_reentrant=False)
    before = len(calls), norm.num_batches_tracked.item()
    out.sum().backward()
    return before, len(calls), norm.num_batches_tracked.item(), x.grad.tolist(), norm.running_mean.tolist()


def another_way_back():
    """A block that computes something else the second time: torch refuses it."""
    calls = []

    def block(x):
        calls.append(1)
        return x.sin() if len(calls) == 1 else x.sin().cos().exp()

    out = checkpoint(block, torch.ones(2, requires_grad=True), use_reentrant=False)
    try:
        out.sum().backward()
    except RuntimeError as error:
        return type(error).__name__, len(calls)
    return "no error", len(calls)


def function_of_ones_own():
    unpacked = []

    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, gradient):
            (x,) = ctx.saved_tensors
            return 3 * x**2 * gradient

    x = torch.tensor(2.0, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: (unpacked.append(1), t)[1]):
        y = Cube.apply(x)
    before = len(unpacked)
    y.backward()
    return before, len(unpacked), x.grad.item()


def kept_elsewhere():
    x = torch.ones(3, requires_grad=True)
    with torch.autograd.graph.save_on_cpu():
        y = (x * x.exp()).sum()
    y.backward()
    return x.grad.tolist()


def made_before():
    """The graph was there before anything was recorded, hooks and all."""
    return BEFORE["walk"]()


BEFORE = {}


@pytest.fixture(autouse=True)
def graph_of_before():
    unpacked = []
    x = torch.ones(3, requires_grad=True)
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: (unpacked.append(1), t)[1]):
        y = x.exp().sin().sum()

    def walk():
        before = len(unpacked)
        y.backward()
        return before, len(unpacked), x.grad.tolist()

    BEFORE["walk"] = walk


PROGRAMS = (counted, block_again, another_way_back, function_of_ones_own, kept_elsewhere)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda one: one.__name__)
def test_the_program_does_the_same(program):
    plain = program()
    with record():
        recorded = program()
    assert recorded == plain


@pytest.mark.skipif(torch.__version__ < (2, 9), reason="older releases do not tell it of a saved tensor")
def test_a_graph_that_was_there_before_is_not_touched_either():
    with record():
        before, after, _ = made_before()
    assert (before, after) == (0, 2)


def test_what_was_not_looked_at_says_so():
    x = torch.ones(3, requires_grad=True)
    with record() as tape:
        with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
            hooked = x.sin()
        plain = x.sin()
    saved = [node.saved for node in tape.nodes if node.name == "SinBackward0"]
    assert [one.value for one in saved[0]] == [UNSEEN]
    assert [type(one.value) for one in saved[1]] == [TensorNote]
    assert hooked.equal(plain)
