"""A table of causes that a recording tells apart, of graphs: why it is so, and what there is to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from explorer.core.words import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Told:
    """`why` is what happened, or nothing where torch's own text says it all; `choices` what can be done where no change
    of the code is certain. `where` tells of the first line and the others, where the refusal's own sentence does not.
    """

    why: str
    choices: str
    where: str = ""


_ROUNDS = QT_TRANSLATE_NOOP("Tape", "It was made in line {first}, and walked in line {others}.")
_OVERTAKEN = QT_TRANSLATE_NOOP("Tape", "What line {first} had saved for it was changed in line {others}.")
_STEP = QT_TRANSLATE_NOOP("Tape", "It was computed in line {first}; changed in line {others}.")


class Cause(Enum):
    """The gaps of the sentences are filled by a diagnosis's values."""

    WALKED_TWICE = Told(
        "",
        QT_TRANSLATE_NOOP(
            "Tape",
            "Compute what both walks share again before the second; detach it where its gradient is not wanted; or "
            "keep "
            "the graph by retain_graph=True in the first walk, if nothing in it has changed since.",
        ),
    )
    OVERWRITTEN = Told(
        "",
        QT_TRANSLATE_NOOP(
            "Tape",
            "Change a copy in place of the tensor itself, let the operation that saves it work on a copy, or change it "
            "after backward().",
        ),
    )
    SAME_GRAPH_TWICE = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The first walk back freed what the graph had saved, and {name} was walked again. Nothing that it was "
            "computed from has changed in between: the graph can be kept for the second walk.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape", "Keep the graph by retain_graph=True in the first walk, or add the results and walk once."
        ),
    )
    ONLY_BORROWED = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "Both walks came through what made {carried}, and the first freed it. The first one was for a step that "
            "does not "
            "change what made {carried}: it needs its numbers alone.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Detach {carried} for the first walk, or keep its graph by retain_graph=True."),
        QT_TRANSLATE_NOOP("Tape", "It is used in line {first}, and was walked through in line {others}."),
    )
    STEP_BETWEEN = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{result} was computed before {leaf} was changed in place. Its graph belongs to the values of then, and "
            "they "
            "are gone: the result has to be computed again after the change.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape", "Compute {result} again after the change of {leaf}, or walk back through it before the change."
        ),
    )
    CARRIED_OVER = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{carried} comes from the round before, with the graph that the walk of that round has freed. "
            "Each round has a graph of its own if {carried} is detached between them.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape", "Detach {carried} once the round's walk is done, so that the next begins with its numbers alone."
        ),
        _ROUNDS,
    )
    RUNNING_SUM = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{carried} adds up over the rounds, so it still has the graphs of the rounds before, which their walks "
            "have "
            "freed. Each round should walk back through what is new in it.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Walk back through each round's own part of {carried}, or once after the loop."),
        _ROUNDS,
    )
    MADE_ONCE = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{carried} was computed once, from what requires a gradient, and is used in every round. The first walk "
            "freed its part of the graph, and it does not follow the steps of a training either.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape", "Compute {carried} in each round where it is used; or detach it if it shall get no gradient."
        ),
        _ROUNDS,
    )
    CARRIED_STALE = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{carried} comes from the round before, and its graph belongs to values of {leaf} that have been changed "
            "in place since. Each round has a graph of its own if {carried} is detached between them.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape", "Detach {carried} once the round's walk is done, so that the next begins with its numbers alone."
        ),
        _OVERTAKEN,
    )
    STALE_SUM = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{carried} adds up over the rounds, so it still has the graphs of the rounds before, and these belong to "
            "values of {leaf} that have been changed in place since. Each round should walk back through what is new.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Walk back through each round's own part of {carried}, or once after the loop."),
        _OVERTAKEN,
    )
    MADE_ONCE_STALE = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{carried} was computed once, and is used in every round. Its graph belongs to values of {leaf} that have "
            "been changed in place since.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape", "Compute {carried} in each round where it is used; or detach it if it shall get no gradient."
        ),
        _OVERTAKEN,
    )
    OLD_PART = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The walk before freed what the graph had saved, and this one came to a part that had not been computed "
            "again since. To keep the graph would not help: it belongs to the values before.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape",
            "Compute all that a walk comes through again before it, in the same loop or closure; or detach what is "
            "kept from before.",
        ),
        QT_TRANSLATE_NOOP("Tape", "That part was made in line {first}, and walked in line {others}."),
    )
    CHANGED_BY_LINE = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The derivative of {saver} needs {name} as it was, and it was overwritten in place before backward() came "
            "to use it. A new tensor in its place, or a copy, leaves the saved one as it was.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Change a copy, or let {saver} work on one: {name}.clone()."),
    )
    RENORMALISED = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "An embedding with max_norm changes its weight in place in each forward, and {saver} had saved the weight "
            "for its derivative. It has to work on a copy: {name}.clone().",
        ),
        QT_TRANSLATE_NOOP(
            "Tape", "Use {name}.clone() wherever the weight itself is computed with before the embedding is called."
        ),
    )
    NO_CREATE_GRAPH = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The result was computed from a gradient, and the walk that made the gradient recorded no graph of its "
            "own. "
            "create_graph=True makes a gradient that has one.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Ask for the first gradient with create_graph=True."),
    )
    CONSTANT_SLOPE = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The gradient that it was computed from has no graph although create_graph=True asked for one: that "
            "derivative does "
            "not depend on anything, so the next derivative is zero everywhere.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape", "Leave the second derivative out: it is zero. Or look whether the function is what you mean."
        ),
    )
    ONCE_ONLY = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The gradient came through {operation}, whose backward() is marked with @once_differentiable: it has no "
            "graph. "
            "Without the mark autograd records what backward() computes, if that is all torch's.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Write backward() with torch's operations alone, and leave out the mark."),
        QT_TRANSLATE_NOOP(
            "Tape", "It is marked in line {first}; a gradient of a gradient was wanted in line {others}."
        ),
    )
    DETACHED = Told(
        QT_TRANSLATE_NOOP("Tape", "Nothing leads back from {name}: {operation} cut the only path that has a gradient."),
        QT_TRANSLATE_NOOP("Tape", "Leave out {operation} where the gradient should come through."),
    )
    NOT_RECORDED = Told(
        QT_TRANSLATE_NOOP(
            "Tape", "Nothing leads back from {name}: {operation} ran where nothing was recorded for a gradient."
        ),
        QT_TRANSLATE_NOOP("Tape", "Compute it outside no_grad(), or with set_grad_enabled(True)."),
    )
    NUMBERS_ONLY = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{operation} made a tensor of the numbers alone, which has no way back to the tensors that they came from. "
            "stack() and clone() make one that has.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Put the tensors together by torch.stack() or torch.cat()."),
    )
    STEPWISE = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{operation} has no derivative: its result jumps, or does not change at all, when its input changes a "
            "little. "
            "Nothing can be learned through it.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape",
            "Use something smooth in its place, as a cross entropy of the scores instead of the rate of right answers.",
        ),
    )
    NO_LEAF = Told(
        QT_TRANSLATE_NOOP(
            "Tape", "Nothing that {name} was computed from requires a gradient, so nothing was recorded."
        ),
        QT_TRANSLATE_NOOP(
            "Tape", "Say of the tensor that you want the gradient of: requires_grad=True, before computing from it."
        ),
    )
    FROZEN = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "Nothing that {name} was computed from requires a gradient: requires_grad was switched off for {leaf}.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Leave some parameters unfrozen, or ask for the gradient of the input."),
    )
    SLOT_WITHOUT_GRAPH = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "What backward() puts into .grad has no graph, so there is no way back from it. "
            "torch.autograd.grad with create_graph=True gives a gradient that has one, and leaves .grad alone.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape",
            "Ask for the gradient by torch.autograd.grad with create_graph=True, and compute from what it gives.",
        ),
    )
    OTHER_INPUT = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{name} was itself computed from {source}, and the result was computed from {source} directly: {name} is "
            "not "
            "on the way.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Compute the result from {name}, or ask for the gradient by {source}."),
    )
    OWN_WITHOUT_GRAPH = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The gradient came through {operation}, whose backward() gave it no graph: it left torch, or detached "
            "what it computed with.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape",
            "Write the backward() of {operation} with torch's operations alone, on ctx.saved_tensors.",
        ),
    )
    WITHOUT_BACKWARD = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{operation} says what it computes, and not how a gradient comes back through it: its class has no "
            "backward().",
        ),
        QT_TRANSLATE_NOOP("Tape", "Give {operation} a static method backward(ctx, grad_output)."),
        QT_TRANSLATE_NOOP("Tape", "It begins in line {first}; line {others} came back to it."),
    )
    ASKED_LATE = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{leaf} did not require a gradient yet when {operation} used it. requires_grad has to be set before a "
            "tensor is used.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Set requires_grad of {leaf} where it is made."),
        QT_TRANSLATE_NOOP("Tape", "It was used in line {first}; after that come line {others}."),
    )
    FROZEN_AND_CUT = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "No way back is left from {name}: requires_grad was switched off for {leaf}, and what else requires a "
            "gradient came in through {operation} alone.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape",
            "Switch requires_grad of {leaf} on again before it is computed with, or leave out {operation}.",
        ),
    )
    EACH_CUT = Told(
        QT_TRANSLATE_NOOP("Tape", "Each way back from {name} was cut, by {operation}."),
        QT_TRANSLATE_NOOP("Tape", "Leave out what cuts the way on which the gradient should come through."),
    )
    NEVER_ASKED = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "Nothing that {name} was computed from requires a gradient: {leaf} is a parameter that was made without "
            "requires_grad.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Set {leaf}.requires_grad_() before computing from it, if it shall be trained."),
    )
    PRETRAINED = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "Nothing that {name} was computed from requires a gradient: Embedding.from_pretrained has frozen "
            "{leaf}, as it does unless freeze=False.",
        ),
        QT_TRANSLATE_NOOP("Tape", "Make it by from_pretrained(…, freeze=False)."),
    )
    LEFT_OFF = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "Nothing leads back from {name}: set_grad_enabled(False) had switched recording off for good, and "
            "{operation} ran after it.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape",
            "Use it as a block, with torch.set_grad_enabled(False): …; or switch recording on again.",
        ),
    )
    NO_PART = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{name} has no part in the result: no path of the graph leads from one to the other.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape",
            "With allow_unused=True its gradient is None, with materialize_grads=True zero; or leave {name} out.",
        ),
    )
    FLAT_SLOPE = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "The result was computed from a gradient, and that gradient does not change with {name}: its "
            "derivative by {name} is zero, and the graph has no path for it.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape",
            "Leave the second derivative by {name} out: it is zero. Or look whether the function is what you mean.",
        ),
    )
    INPUT_CUT = Told(
        QT_TRANSLATE_NOOP(
            "Tape",
            "{name} went into {operation}, and no gradient comes back through that: the graph has no path to it.",
        ),
        QT_TRANSLATE_NOOP(
            "Tape", "Compute from {name} without {operation}, or ask for the gradient by something else."
        ),
        QT_TRANSLATE_NOOP("Tape", "The way ends in line {first}; line {others} asked for it."),
    )
