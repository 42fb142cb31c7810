"""A table of causes that a recording tells apart, of leaves and of what is no tensor."""

from __future__ import annotations

from enum import Enum

from explorer.core.tape.reading.cures.causes import Told
from explorer.core.words import QT_TRANSLATE_NOOP

_USED = QT_TRANSLATE_NOOP("Tape", "It was made in line {first}; used in line {others}.")


class LeafCause(Enum):
    """As Cause."""

    LEAF_IN_THE_MIDDLE = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{carried} is no leaf: it was computed from a tensor that had become one too early. What is trained, and "
            "has a .grad, is that tensor, which has no name.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Make it a leaf last, after all that is computed for its first value."),
        _USED,
    )
    LEFT_TORCH = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{operation} gives plain numbers, and what is computed from them is no tensor: it has no graph and no "
            "backward(). Compute with the tensor itself up to the loss.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Leave out what makes plain numbers of the tensors on the way to the loss."),
    )
    NOT_A_TENSOR = Told(
        "",
        QT_TRANSLATE_NOOP(
            "Tape",
            "Look where {name} gets its value: it has to be computed by torch, without item() and float(), at least "
            "once.",
        ),
    )
    WRITE_WITH_GRADIENT = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{name} is a leaf, and what is written to it was computed from tensors that require a gradient. A tensor "
            "that is "
            "filled with results is no leaf: it gets its way back from what is written.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Make {name} without requires_grad, or put the results together by torch.stack()."),
    )
    REBOUND = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{name} is no longer the leaf that it was: the step made a new tensor of that name, computed from the "
            "old one, "
            "and backward() fills no .grad for it.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Change {name} in place under torch.no_grad(), or make the new tensor a leaf again."),
        _USED,
    )
    NEVER_FILLED = Told(
        QT_TRANSLATE_NOOP(
            "Tape", "{name}.grad is None: no backward() has run by then, so there is nothing in its slot."
        ),
        QT_TRANSLATE_NOOP("Tape", "Call backward() before {name}.grad is used, and look whether it is None."),
        _USED,
    )
    NOT_ASKED = Told(
        QT_TRANSLATE_NOOP("Tape", "{name}.grad is None: {name} does not require a gradient."),
        QT_TRANSLATE_NOOP("Tape", "{name}.requires_grad_() before computing from it."),
        _USED,
    )
    LEAF_WRITTEN = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{name} is a leaf that collects a gradient, and an in-place change would make it the result of an "
            "operation. First values, and the steps of gradient descent, are written where nothing is recorded.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Write under torch.no_grad(), or to a copy: {name}.clone()."),
    )
    PART_OF_LEAF = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "What is written to is a part of {name}, a leaf that collects a gradient, and autograd does not let a "
            "leaf be overwritten. First values are written where nothing is recorded.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Write under torch.no_grad(), or to a part of a copy: {name}.clone()."),
    )
    RESULT_OPTIMIZED = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{name} is no leaf: it was computed from {source}, and backward() fills no .grad of a result. An "
            "optimizer changes leaves.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape",
            "Give the optimizer {source}; or make {name} a leaf of its own, by "
            "{name}.detach().clone().requires_grad_().",
        ),
        _USED,
    )
    RESULT_KEEPS_NONE = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{name} is no leaf: it was computed from others, and backward() keeps no gradient for it, so "
            "{name}.grad is None.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape",
            "Ask for it by {name}.retain_grad() before backward(), or read the .grad of the leaf.",
        ),
        _USED,
    )
    CLEARED = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{name}.grad is None: it had been filled, and was cleared before it was used. zero_grad() sets the "
            "slots back to None.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape",
            "Use {name}.grad before it is cleared, or clear it right before the next backward().",
        ),
        QT_TRANSLATE_NOOP("Tape", "It was cleared in line {first}; used in line {others}."),
    )
    NOTHING_CAME = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "No gradient is in {leaf}: backward() has run, and came to other leaves only. What it walked back from "
            "was not computed from {name}, or the way was cut.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Use {name} in what goes backward, or look whether {name}.grad is None."),
        QT_TRANSLATE_NOOP("Tape", "Line {first} walked back; the slot was used in line {others}."),
    )
    SEVERAL_TOGETHER = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{name} is a {kind}, and backward() belongs to a single tensor: choose the loss in it, or add up what "
            "is in it.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Choose one of {name}, or sum({name}), for what goes backward."),
    )
    NOTHING_GIVEN = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{name} is None: what should have given it gave nothing, as a function without return does.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Look where {name} gets its value."),
    )
    NEVER_ADDED = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{name} is still the plain number with which it began: nothing that torch computed was added to it.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape",
            "Begin with a tensor, as torch.zeros(()), and look why nothing was added; or go backward only where "
            "something was.",
        ),
        QT_TRANSLATE_NOOP("Tape", "It began in line {first}; used in line {others}."),
    )
    WHOLE_NUMBERS = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{name} was made by {operation}, which gives whole numbers: places, counts or classes. They jump where "
            "their input changes a little, so no gradient can come through them.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape",
            "Compute the loss from the scores themselves, as a cross entropy does, and not from their places.",
        ),
        _USED,
    )
    SPENT = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The optimizer got a generator, and a generator gives what it has only once: {name} had been gone "
            "through before.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Keep the parameters in a list: {name} = list(…)."),
        QT_TRANSLATE_NOOP("Tape", "It was made in line {first}; it was used up when line {others} came."),
    )
    IN_PLAIN_LIST = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The layers are in a plain list, {name}: a module knows only what is an attribute of its own, or in a "
            "ModuleList.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Put them into nn.ModuleList or nn.ParameterList."),
        QT_TRANSLATE_NOOP("Tape", "It is in line {first}; line {others} asked for its parameters."),
    )
