"""What can be said of x.grad, as values: its state, its ledger, and what PyTorch refused; no torch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from explorer.core.explore.steps import Backward, Forward
from explorer.core.polyline import Polyline


class Slot(StrEnum):
    """The states of x.grad."""

    NONE = "none"
    ZEROS = "zeros"
    ONE = "one"
    MANY = "many"


class Trouble(StrEnum):
    """What PyTorch refuses, told apart by its own text."""

    SECOND_BACKWARD = "second backward"
    NON_SCALAR = "non-scalar"
    NO_GRAPH = "no graph"
    NON_LEAF = "non-leaf"
    NOTHING_TO_ZERO = "nothing to zero"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Failure:
    """The error, or warning, of the newest step: its class and text are PyTorch's own; `detached` where we cut y."""

    kind: str
    text: str
    trouble: Trouble
    detached: bool = False


class Relation(StrEnum):
    """What x.grad is to the df/dx that is shown."""

    NOTHING = "nothing"
    MULTIPLE = "multiple"
    WEIGHTED = "weighted"
    OTHER = "other"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Row:
    """One sample; `grad` is None while x.grad is, `slope` where torch has no derivative."""

    x: float
    y: float
    grad: float | None
    slope: float | None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A pass, or `count` of them together: of what, how, and what it added at the cursor."""

    forward: Forward
    backward: Backward
    count: int
    added: float


@dataclass(frozen=True, slots=True, eq=False)
class SlotView:
    """`line` draws x.grad, `layers` the running sums of the ledger; both in `span`. None: as it was, while moving.

    `returned`: the newest step gave its gradient back, and left the slot alone.
    """

    state: Slot
    count: int
    relation: Relation
    line: Polyline | None
    span: tuple[float, float] | None
    rows: tuple[Row, ...] | None
    at: int
    ledger: tuple[LedgerRow, ...]
    layers: tuple[Polyline, ...] | None
    failure: Failure | None
    returned: bool
    script: str | None
