"""x.grad as it really is: one leaf that lives across passes, what every pass added, and what PyTorch refused."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from explorer.core.cancelled import Cancelled
from explorer.core.explore.sample import as_dtype, as_function, evaluate, plain
from explorer.core.explore.slot import Failure, Slot
from explorer.core.explore.steps import FILLS, Backward, Clear, Forward, How, Leaf, Step, Trail
from explorer.core.refusals import recognised
from explorer.core.words import ExplainedError

MOST_LAYERS = 60
MOST_ELEMENTS = 2**26
"""What the ledger keeps apart; beyond it the oldest passes become one row, whose layer is their exact sum."""


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """What one pass added to the slot, or `count` of them together."""

    forward: Forward
    backward: Backward
    added: Tensor
    count: int = 1


@dataclass(frozen=True, slots=True)
class Done:
    """A step, and whether PyTorch did it."""

    step: Step
    worked: bool


class GradSlot:
    """The leaf x, the graph of the newest y, and x.grad.

    `passes` are those since it was last cleared: their sum, from the first to the last, is x.grad bit for bit. `log`
    is the shortest list of steps that leads here.
    """

    def __init__(self, leaf: Leaf) -> None:
        self.leaf = leaf
        self.trail: Trail | None = None
        self.x = torch.linspace(*leaf.range, leaf.samples, dtype=as_dtype(leaf.dtype)).requires_grad_()
        self.y: Tensor | None = None
        self.passes: list[Pass] = []
        self.log: list[Done] = []
        self.failure: Failure | None = None
        self._forward: Forward | None = None
        self._arrived: Tensor | None = None
        self._zeroed = False
        # A hook of a leaf is given all that a pass is about to add.
        self.x.register_hook(self._arrive)

    def _arrive(self, gradient: Tensor) -> None:
        self._arrived = gradient

    @property
    def grad(self) -> Tensor | None:
        return self.x.grad

    @property
    def count(self) -> int:
        """Passes since the slot was cleared."""
        return sum(one.count for one in self.passes)

    @property
    def state(self) -> Slot:
        if self.grad is None:
            return Slot.NONE
        return Slot.ZEROS if not self.passes else Slot.ONE if self.count == 1 else Slot.MANY

    @property
    def returned(self) -> bool:
        """Whether the newest step was torch.autograd.grad, which gives the gradient back instead of storing it."""
        step = self.trail.step if self.trail is not None else None
        return isinstance(step, Backward) and step.how is How.GRAD and self.failure is None

    def ledger_sum(self) -> Tensor | None:
        """The layers added up in their order, on zeros where zero_() left some; None where the slot is None."""
        total = torch.zeros_like(self.x) if self._zeroed else None
        for one in self.passes:
            total = one.added if total is None else total + one.added
        return total

    def do(self, step: Step) -> None:
        """Do it as a script would; `failure` says what PyTorch answered."""
        self.failure = None
        if isinstance(step, Forward):
            self._run_forward(step)
        elif isinstance(step, Backward):
            self._run_backward(step)
        else:
            self._clear(step)
        self.log.append(Done(step, self.failure is None))
        if isinstance(step, Clear) and self.failure is None:
            self._shorten(step)

    def _run_forward(self, step: Forward) -> None:
        self._forward, self.y = step, None
        try:
            self.y = evaluate(as_function(step.function), self.x, dict(step.values))
        except ExplainedError as error:
            self.failure = Failure("", error.message)

    def _run_backward(self, step: Backward) -> None:
        if self.y is None or self._forward is None:
            return  # the forward has said why
        self._arrived = None
        try:
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always")
                walk_back(self.x, self.y, step, dict(self._forward.values))
        except (RuntimeError, ExplainedError) as error:
            self.failure = _failure(type(error).__name__, str(error), step.how)
            return
        if step.how is How.NON_LEAF and said:
            self.failure = _failure(said[-1].category.__name__, str(said[-1].message), step.how)
        if self._arrived is not None and step.how in FILLS:
            self.passes.append(Pass(self._forward, step, plain(self._arrived)))
            self._merge()
        self._arrived = None

    def _merge(self) -> None:
        most = max(2, min(MOST_LAYERS, MOST_ELEMENTS // self.leaf.samples))
        while len(self.passes) > most:
            first, second, *rest = self.passes
            both = replace(first, added=first.added + second.added, count=first.count + second.count)
            self.passes = [both, *rest]

    def _clear(self, how: Clear) -> None:
        if how is Clear.NONE:
            self.x.grad = None
        elif self.x.grad is not None:
            self.x.grad.zero_()
        elif how is Clear.ZERO:
            try:
                self.x.grad.zero_()  # type: ignore[attr-defined]  # so that the error is Python's own
            except AttributeError as error:
                self.failure = _failure(type(error).__name__, str(error), None)
        if self.failure is None:
            self.passes, self._zeroed = [], self.grad is not None

    def _shorten(self, how: Clear) -> None:
        """Forget what the clearing has made without effect: all before the newest graph, unless zeros need a pass."""
        if len(self.log) > 1 and self.log[-2] == self.log[-1]:
            self.log.pop()  # cleared already
        needs_pass = how is not Clear.NONE and self.grad is not None
        for place in range(len(self.log) - 1, -1, -1):
            done = self.log[place]
            if isinstance(done.step, Backward):
                needs_pass = needs_pass and not (done.worked and done.step.how in FILLS)
            elif isinstance(done.step, Forward) and done.worked and not needs_pass:
                self.log = self.log[place:]
                return


def walk_back(x: Tensor, y: Tensor, step: Backward, values: dict[str, float]) -> None:
    """The one line of PyTorch that `step` stands for. Raises what PyTorch raises."""
    keep = step.retain
    if step.how is How.SUM:
        y.sum().backward(retain_graph=keep)
    elif step.how is How.PLAIN:
        y.backward(retain_graph=keep)
    elif step.how is How.GRAD:
        torch.autograd.grad(y.sum(), x, retain_graph=keep)
    elif step.how is How.DETACHED:
        y.detach().sum().backward(retain_graph=keep)
    elif step.how is How.NON_LEAF:
        _ = y.grad
    else:
        y.backward(gradient=vector(x, y, step, values), retain_graph=keep)


def vector(x: Tensor, y: Tensor, step: Backward, values: dict[str, float]) -> Tensor:
    """The v of a vector-Jacobian product, like y."""
    if step.how is How.ONES:
        return torch.ones_like(y)
    if step.how is How.ONE_HOT:
        v = torch.zeros_like(y)
        v[nearest(x[[0, -1]], len(x), step.at or 0.0)] = 1.0
        return v
    if step.how is How.RAMP or step.vector is None:
        return torch.linspace(0, 1, len(y), dtype=y.dtype)
    with torch.no_grad():
        used = {name: values.get(name, 1.0) for name in step.vector.parameters}
        return evaluate(as_function(step.vector), x, used).to(y.dtype)


def nearest(ends: Tensor, samples: int, place: float) -> int:
    """The index of the sample next to `place`, of so many evenly from one of the two `ends` to the other."""
    lo, hi = map(float, ends.detach())
    return min(max(round((place - lo) / (hi - lo) * (samples - 1)), 0), samples - 1)


def brought_to(slot: GradSlot | None, trail: Trail, cancelled: Callable[[], bool] = lambda: False) -> GradSlot:
    """The slot after all of `trail`: `slot` with what is new done to it, or all of it on a new leaf. Raises Cancelled
    between two steps.
    """
    more = trail.since(slot.trail) if slot is not None else None
    if slot is None or more is None:
        slot = GradSlot(trail.leaf)
        more = trail.since(None) or []
    for reached in more:
        if cancelled():
            raise Cancelled
        slot.trail = None  # should the step raise, nobody knows how much of it was done
        slot.do(reached.step)
        slot.trail = reached
    return slot


def _failure(kind: str, text: str, how: How | None) -> Failure:
    return Failure(kind, text, recognised(f"{kind}: {text}"), how is How.DETACHED)
