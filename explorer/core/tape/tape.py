"""What one run of PyTorch code was: operations, the graph they built, the walks back through it, and the slots."""

from __future__ import annotations

from enum import StrEnum

import msgspec

Number = float | str
"""What JSON has no number for is text: nan, inf, -inf."""


class Summary(msgspec.Struct, frozen=True):
    """A tensor's numbers in short: the first of them, and statistics of those that are finite."""

    shape: tuple[int, ...]
    dtype: str
    first: tuple[Number, ...]
    least: float | None = None
    greatest: float | None = None
    mean: float | None = None
    nan: int = 0
    inf: int = 0


class TensorNote(msgspec.Struct, frozen=True):
    """A tensor at one moment. `tensor` is the same number for the same object, `storage` for shared memory; `node` made
    it, or accumulates its gradient.
    """

    tensor: int
    value: Summary
    requires_grad: bool
    is_leaf: bool
    version: int
    storage: int
    node: int | None = None


class Line(msgspec.Struct, frozen=True):
    """Where in the person's code."""

    file: str
    number: int
    text: str


class Cut(StrEnum):
    """Why a result has no way back to its inputs."""

    DETACH = "detach"
    NO_GRAD = "no_grad"
    NO_DERIVATIVE = "no derivative"
    TRANSFORM = "transform"


class Operation(msgspec.Struct, frozen=True, tag=True):
    """One call of torch. `inputs` are tensors by number, or the text of anything else; `changed` was written to."""

    name: str
    line: Line
    inputs: tuple[int | str, ...]
    outputs: tuple[TensorNote, ...]
    changed: tuple[TensorNote, ...] = ()
    cut: Cut | None = None
    error: str = ""


class Saved(msgspec.Struct, frozen=True):
    """What a node keeps for its walk back: a tensor's note, or the text of anything else."""

    name: str
    value: TensorNote | str


class Node(msgspec.Struct, frozen=True):
    """One autograd function. `operation` is the place of what made it among the events; `leaf` the tensor whose slot an
    AccumulateGrad fills.
    """

    name: str
    operation: int | None
    saved: tuple[Saved, ...] = ()
    leaf: int | None = None


class Edge(msgspec.Struct, frozen=True):
    """From a node to the one that its `place`-th gradient goes to, arriving there as gradient number `input`."""

    source: int
    target: int
    place: int
    input: int


class Visit(msgspec.Struct, frozen=True):
    """A node that ran, and the gradients that arrived at it."""

    node: int
    arrived: tuple[Summary | None, ...]


class Walk(msgspec.Struct, frozen=True, tag=True):
    """One backward() or autograd.grad: the nodes in the order in which they ran, and which of them it freed."""

    name: str
    line: Line
    visits: tuple[Visit, ...]
    freed: tuple[int, ...] = ()
    results: tuple[TensorNote, ...] = ()
    error: str = ""


class SlotWrite(msgspec.Struct, frozen=True, tag=True):
    """The .grad of a leaf became something else; None is None."""

    tensor: int
    line: Line
    before: Summary | None
    after: Summary | None


Event = Operation | Walk | SlotWrite


class Tape(msgspec.Struct, frozen=True):
    """A recording: `events` in their order, the nodes by number, the edges between them.

    What `record()` gives is empty while it records, and complete and frozen from the end of its `with` on.
    """

    events: tuple[Event, ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

    @property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(event for event in self.events if isinstance(event, Operation))

    @property
    def walks(self) -> tuple[Walk, ...]:
        return tuple(event for event in self.events if isinstance(event, Walk))

    @property
    def slot_writes(self) -> tuple[SlotWrite, ...]:
        return tuple(event for event in self.events if isinstance(event, SlotWrite))

    def to_json(self) -> str:
        """As JSON, from which `from_json` makes an equal Tape."""
        return msgspec.json.encode(self).decode()

    @staticmethod
    def from_json(text: str) -> Tape:
        """Raises msgspec.DecodeError, a ValueError, where the text is no recording."""
        return msgspec.json.decode(text, type=Tape)
