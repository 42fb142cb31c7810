"""What a person did to the slot: forward, backward and clearing, each as a value; no torch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from explorer.core.expression import Expression
from explorer.core.python_function import PythonFunction

Function = Expression | PythonFunction


class How(StrEnum):
    """How `y`, which is no scalar, is walked back from."""

    SUM = "sum"
    ONES = "ones"
    ONE_HOT = "one_hot"
    RAMP = "ramp"
    VECTOR = "vector"
    GRAD = "grad"
    PLAIN = "plain"
    DETACHED = "detached"
    NON_LEAF = "non_leaf"


CODE = {
    How.SUM: "y.sum().backward()",
    How.ONES: "y.backward(torch.ones_like(y))",
    How.ONE_HOT: "y.backward(v)  # v: 1 at the cursor",
    How.RAMP: "y.backward(v)  # v: a ramp, 0 to 1",
    How.VECTOR: "y.backward(v)  # v: an expression",
    How.GRAD: "torch.autograd.grad(y.sum(), x)",
    How.PLAIN: "y.backward()",
    How.DETACHED: "y.detach().sum().backward()",
    How.NON_LEAF: "y.grad",
}
"""What each is in PyTorch."""

FILLS = frozenset({How.SUM, How.ONES, How.ONE_HOT, How.RAMP, How.VECTOR})
"""Those that add to x.grad; the others leave it alone, or fail."""


class Clear(StrEnum):
    """What clears the slot; ZERO_IF_ANY is what a training loop writes before its backward()."""

    ZERO = "zero"
    ZERO_IF_ANY = "zero_if_any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Forward:
    """y = f(x), with these values of the parameters: a new graph."""

    function: Function
    values: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Backward:
    """One pass. `at` is the x at which a one-hot v is 1, `vector` the expression that gives v; else they are None."""

    how: How
    retain: bool = False
    at: float | None = None
    vector: Expression | None = None


Step = Forward | Backward | Clear


@dataclass(frozen=True, slots=True)
class Leaf:
    """What x was made from: torch.linspace(*range, samples, dtype)."""

    range: tuple[float, float]
    samples: int
    dtype: str


@dataclass(frozen=True, slots=True, eq=False)
class Trail:
    """All that was done to the slot of one leaf: a step, and what went `before` it.

    Two trails are equal only where they are one and the same, however long they are. `forward` is the newest forward,
    and `filled` says whether a pass may have added something since the slot was last None.
    """

    leaf: Leaf
    before: Trail | None
    step: Step
    length: int
    forward: Forward | None
    filled: bool

    @property
    def passes(self) -> int:
        """How many passes have added to the slot since it was cleared."""
        count = 0
        trail: Trail | None = self
        while trail is not None and not isinstance(trail.step, Clear):
            count += isinstance(trail.step, Backward) and trail.step.how in FILLS
            trail = trail.before
        return count

    def since(self, earlier: Trail | None) -> list[Trail] | None:
        """The trails after each step that follows `earlier`, oldest first; None where this one does not follow it."""
        found: list[Trail] = []
        trail: Trail | None = self
        while trail is not None and trail is not earlier:
            found.append(trail)
            trail = trail.before
        return found[::-1] if trail is earlier else None


def extend(trail: Trail | None, leaf: Leaf, *steps: Step) -> Trail | None:
    """The trail with more steps; one of another leaf is forgotten, as its tensor is."""
    if trail is not None and trail.leaf != leaf:
        trail = None
    for step in steps:
        length, forward, filled = (trail.length, trail.forward, trail.filled) if trail else (0, None, False)
        if isinstance(step, Forward):
            forward = step
        elif isinstance(step, Backward):
            filled = filled or step.how in FILLS
        elif step is Clear.NONE:
            filled = False
        trail = Trail(leaf, trail, step, length + 1, forward, filled)
    return trail
