"""What the x.grad panel says: states, relations to df/dx, and PyTorch's own text."""

from __future__ import annotations

from explorer.core.explore.slot import Failure, Relation, Slot, SlotView
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
