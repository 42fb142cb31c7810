"""A person at a Python prompt, who does with plain torch what is clicked in the window."""

import torch

from explorer.core.explore.sample import as_function
from explorer.core.explore.slot import Slot
from explorer.core.explore.steps import FILLS, How


def leaf_x(leaf):
    return torch.linspace(*leaf.range, leaf.samples, dtype=getattr(torch, leaf.dtype), requires_grad=True)


class Plain:
    """A person at a Python prompt: knows nothing of ours but the expressions' torch functions."""

    def __init__(self, state):
        self.state = state
        self.renew(state)

    def renew(self, state):
        self.leaf = state.leaf
        self.x = leaf_x(state.leaf)
        self.y = self.of = None
        self.count = 0
        self.live = self.touched = False

    def forward(self, state):
        self.y = as_function(state.function)(self.x, **state.values)
        self.of = (state.function.text, tuple(state.values.items()))

    def run_pass(self, state, zero, anew):
        if zero and self.touched and self.x.grad is not None:
            self.x.grad.zero_()
            self.count = 0
        if anew or self.y is None:
            self.forward(state)
        self.touched = True
        if state.how in FILLS:
            self.live = True
        y, keep, how = self.y, state.retain_graph, state.how
        v = None
        if how is How.ONE_HOT:
            lo, hi = float(self.x.detach()[0]), float(self.x.detach()[-1])
            v = torch.zeros_like(y)
            v[min(max(round((state.cursor - lo) / (hi - lo) * (len(y) - 1)), 0), len(y) - 1)] = 1.0
        elif how is How.VECTOR and state.vector is not None:
            v = as_function(state.vector)(self.x.detach())
        elif how in (How.RAMP, How.VECTOR):
            v = torch.linspace(0, 1, len(y), dtype=y.dtype)
        elif how is How.ONES:
            v = torch.ones_like(y)
        try:
            if how is How.SUM:
                y.sum().backward(retain_graph=keep)
            elif how is How.PLAIN:
                y.backward(retain_graph=keep)
            elif how is How.DETACHED:
                y.detach().sum().backward()
            elif how is How.GRAD:
                torch.autograd.grad(y.sum(), self.x, retain_graph=keep)
            elif how is not How.NON_LEAF:
                y.backward(gradient=v, retain_graph=keep)
        except RuntimeError:
            return
        if how in FILLS:
            self.count += 1

    def follow(self, click, state):
        """What the window does on its own and what was clicked."""
        if state.leaf != self.leaf:
            self.renew(state)
        if click == "backward":
            self.run_pass(state, state.zero_before, state.forward_before)
        elif click == "zero":
            if self.x.grad is not None:
                self.x.grad.zero_()
                self.count = 0
            self.touched = True
        elif click == "none":
            self.x.grad = None
            self.count = 0
            self.live = False
            self.touched = True
        now = (state.function.text, tuple(state.values.items()))
        if state.forward_before and state.how in FILLS and now != self.of:
            same = self.of is not None and self.of[0] == now[0]
            if state.zero_before or (self.live and same):
                self.run_pass(state, state.zero_before, True)

    @property
    def label(self):
        if self.x.grad is None:
            return Slot.NONE
        return Slot.ZEROS if not self.count else Slot.ONE if self.count == 1 else Slot.MANY


def same_bits(a, b):
    return (a is None and b is None) or (a is not None and b is not None and torch.equal(bits(a), bits(b)))


def bits(tensor):
    plain = torch.where(tensor.isnan(), torch.nan, tensor.detach())
    return plain.contiguous().view(torch.int32 if plain.dtype == torch.float32 else torch.int64)
