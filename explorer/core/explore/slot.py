"""What can be said of x.grad, as values: its state, its ledger, and what PyTorch refused; no torch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from explorer.core.explore.steps import Backward, Forward
from explorer.core.polyline import Polyline
from explorer.core.refusals import Diagnosis, Refusal
from explorer.core.words import Sentence


class Slot(StrEnum):
    """The states of x.grad."""

    NONE = "none"
    ZEROS = "zeros"
    ONE = "one"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Failure:
    """The error, or warning, of the newest step: its class and text are PyTorch's own; `detached` where we cut y."""

    kind: str
    text: str
    diagnosis: Diagnosis | None = None
    detached: bool = False

    @property
    def why(self) -> Sentence | None:
        """Why PyTorch refused, if that is known."""
        if self.diagnosis is None:
            return None
        here = self.diagnosis.refusal.value.in_slot
        return Sentence("Grad", here.why) if here is not None else self.diagnosis.why

    @property
    def mend(self) -> Sentence | None:
        """What a button that mends it says, where one can."""
        here = self.diagnosis.refusal.value.in_slot if self.diagnosis is not None else None
        # Where the function itself has no path to x, no other way of calling backward() mends it.
        hopeless = self.diagnosis is not None and self.diagnosis.refusal is Refusal.NO_GRAPH and not self.detached
        return Sentence("Grad", here.mend) if here is not None and not hopeless else None


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
