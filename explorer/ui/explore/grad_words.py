"""What the x.grad panel says: states, relations to df/dx, and why PyTorch refuses something."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.core.explore.slot import Failure, Relation, Slot, SlotView, Trouble
from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui.words import translated

STATES = {
    Slot.NONE: QT_TRANSLATE_NOOP("Grad", "None"),
    Slot.ONE: QT_TRANSLATE_NOOP("Grad", "one pass"),
    Slot.MANY: QT_TRANSLATE_NOOP("Grad", "{count} passes accumulated"),
    Slot.ZEROS: QT_TRANSLATE_NOOP("Grad", "zeros"),
}

_EMPTY = {
    Slot.NONE: QT_TRANSLATE_NOOP(
        "Grad", "x.grad is None: no backward() has written to it. None is not 0: there is no tensor yet."
    ),
    Slot.ZEROS: QT_TRANSLATE_NOOP("Grad", "x.grad is a tensor full of zeros: zero_() keeps it and clears its numbers."),
}
_RETURNED = QT_TRANSLATE_NOOP(
    "Grad",
    "torch.autograd.grad gave df/dx back as a tensor of its own. It left x.grad alone, and freed the graph.",
)
_OF_ANOTHER = QT_TRANSLATE_NOOP(
    "Grad", "x.grad belongs to another function than the one shown: nothing has cleared it since."
)
_RELATIONS = {
    (Relation.OTHER, Slot.ONE): _OF_ANOTHER,
    (Relation.OTHER, Slot.MANY): _OF_ANOTHER,
    (Relation.MULTIPLE, Slot.ONE): QT_TRANSLATE_NOOP("Grad", "x.grad = df/dx: one pass since it was cleared."),
    (Relation.MULTIPLE, Slot.MANY): QT_TRANSLATE_NOOP(
        "Grad", "x.grad = {count} × df/dx: {count} passes since it was cleared."
    ),
    (Relation.WEIGHTED, Slot.ONE): QT_TRANSLATE_NOOP(
        "Grad", "x.grad = v × df/dx: the pass went back from y with the weights v."
    ),
    (Relation.WEIGHTED, Slot.MANY): QT_TRANSLATE_NOOP(
        "Grad", "x.grad adds up {count} passes with different weights v."
    ),
    (Relation.MIXED, Slot.MANY): QT_TRANSLATE_NOOP(
        "Grad", "x.grad adds up {count} passes of different functions: it is the derivative of none of them."
    ),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why PyTorch refused, in two sentences, and what the button that mends it says."""

    why: str
    mend: str


EXPLANATIONS = {
    Trouble.SECOND_BACKWARD: Explanation(
        QT_TRANSLATE_NOOP(
            "Grad",
            "backward() frees what the graph has saved while it walks back, so the same graph cannot be walked twice. "
            "Run y = f(x) again for a new graph, or tick retain_graph before the first backward().",
        ),
        QT_TRANSLATE_NOOP("Grad", "Run y = f(x) again, then backward()"),
    ),
    Trouble.NON_SCALAR: Explanation(
        QT_TRANSLATE_NOOP(
            "Grad",
            "y has one value for each sample, and backward() without an argument starts from a single number. "
            "Add the values up first, or say with gradient=v how much each of them counts.",
        ),
        QT_TRANSLATE_NOOP("Grad", "Use y.sum().backward()"),
    ),
    Trouble.NO_GRAPH: Explanation(
        QT_TRANSLATE_NOOP(
            "Grad",
            "Nothing leads from this tensor back to x: no operation on the way was recorded. "
            "detach(), no_grad() and functions without a derivative cut the path.",
        ),
        QT_TRANSLATE_NOOP("Grad", "Use y.sum().backward(), without detach()"),
    ),
    Trouble.NON_LEAF: Explanation(
        QT_TRANSLATE_NOOP(
            "Grad",
            "y was computed from x, so it is no leaf, and PyTorch does not keep its gradient after the walk back. "
            "The slot is x.grad; y.retain_grad() before backward() would keep y's as well.",
        ),
        QT_TRANSLATE_NOOP("Grad", "Fill x.grad by y.sum().backward()"),
    ),
    Trouble.NOTHING_TO_ZERO: Explanation(
        QT_TRANSLATE_NOOP(
            "Grad",
            "x.grad is None, and None has no zero_(): before the first backward() there is no tensor to fill with "
            "zeros. A training loop asks first: if x.grad is not None.",
        ),
        QT_TRANSLATE_NOOP("Grad", "Run backward() first"),
    ),
}


def state_text(view: SlotView) -> str:
    """What is in the slot, in a word or two."""
    return translated("Grad", STATES[view.state]).format(count=view.count)


def relation_text(view: SlotView) -> str:
    """What the slot is to df/dx, in a sentence."""
    if view.returned:
        return translated("Grad", _RETURNED)
    template = _EMPTY.get(view.state) or _RELATIONS.get((view.relation, view.state), "")
    return translated("Grad", template).format(count=view.count) if template else ""


def failure_text(failure: Failure) -> str:
    """PyTorch's own text, with its class in front as Python prints it."""
    return f"{failure.kind}: {failure.text}" if failure.kind else failure.text
