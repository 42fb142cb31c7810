"""What there is to say of a gradient that is None, doubled, zero or not finite: a sentence for each reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from explorer.core.tape.tape import Line
from explorer.core.words import QT_TRANSLATE_NOOP, Sentence


class Reason(StrEnum):
    """What is to be said, as a sentence: its gaps are {0}, {1}, … for the lines of a Why, and the names of its values.

    No gradient: NO_WALK to NOT_TRACKED; zero: ZEROED to ZERO_START; not finite: NAN_…
    """

    NO_WALK = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient has come to {name} yet: no backward() has run since it was made.",
    )
    NO_WALK_SEEN = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient has come to {name} since it was made. Others were filled where the recording does not look, as "
        "in another thread.",
    )
    NOT_YET = QT_TRANSLATE_NOOP(
        "Tape",
        "The walk back from {0} has not come to {name} yet. Steps until it does: {ahead}.",
    )
    CLEARED = QT_TRANSLATE_NOOP(
        "Tape",
        "{name}.grad was filled and then set to None in {0}. No backward() has run since.",
    )
    RETURNED = QT_TRANSLATE_NOOP(
        "Tape",
        "torch.autograd.grad in {0} gave its gradients back as a result. It leaves {name}.grad as it is.",
    )
    CUT_DETACH = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: its way to {root} goes through {operation} in {0}, which cuts it out of the "
        "graph. The walk back from {1} cannot pass there.",
    )
    CUT_NO_GRAD = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: {operation} in {0} ran under no_grad() and was not recorded. The walk from "
        "{root} back in {1} cannot pass there.",
    )
    CUT_NO_DERIVATIVE = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: its way to {root} goes through {operation} in {0}, whose result has no "
        "derivative. The walk back from {1} cannot pass there.",
    )
    CUT_ALIAS = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: {operation} in {0} wrote its influence to memory that it reached through .data "
        "or detach(), which autograd does not record. The walk from {root} back in {1} cannot pass there.",
    )
    CUT_LATE = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: it did not require one yet when {operation} in {0} used it, so the walk back "
        "from {1} does not come to it. requires_grad has to be set before a tensor is used.",
    )
    CUT_NO_CREATE_GRAPH = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: its way to {root} goes through {operation} in {0}, whose gradients have no "
        "graph of their own, as create_graph=True was not given. The walk back from {1} cannot pass there.",
    )
    CUT_INSIDE = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: {operation} in {0} runs a function that holds it, and none of the inputs that "
        "it was given requires a gradient, so nothing was recorded. The walk back from {1} cannot pass there.",
    )
    CUT_REBUILT = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: torch.{operation} in {0} makes a new tensor out of the numbers alone. The walk "
        "from {root} back in {1} cannot pass there.",
    )
    CUT_NUMBERS = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: torch did not compute {root}, from which {1} walked back, from it. Its numbers "
        "left torch by {operation} in {0}, and what is computed from plain numbers has no way back.",
    )
    UNUSED = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: nothing was computed from it before {0} walked back from {root}, which was made"
        " in {1}.",
    )
    UNSEEN = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient came to {name} in the walk back from {0}. Some of the code could not be looked into ({1}), so "
        "the recording does not tell why.",
    )
    UNKNOWN = QT_TRANSLATE_NOOP(
        "Tape",
        "{root} depends on {name}, and yet the walk back from {0} brought no gradient to it. The recording does not "
        "tell why.",
    )
    NO_PATH = QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: {root}, from which {0} walked back, was not computed from it by torch.",
    )
    LEFT_OUT = QT_TRANSLATE_NOOP(
        "Tape",
        "{root} depends on {name}, but {0} asked only for the gradients of others, as inputs= does.",
    )
    NONE_SENT = QT_TRANSLATE_NOOP(
        "Tape",
        "The walk back from {1} came to {name} without a gradient: the backward of {operation} in {0} gave None.",
    )
    WALK_FAILED = QT_TRANSLATE_NOOP("Tape", "The walk back from {0} ended before it came to {name}: {error}")
    NOT_TRACKED = QT_TRANSLATE_NOOP(
        "Tape",
        "{name} has no gradient, for it does not require one. It was made in {0}.",
    )
    ACCUMULATED = QT_TRANSLATE_NOOP(
        "Tape",
        "{name}.grad is {sum} = {total}: backward() adds to what is there. Passes since it was last None or 0: "
        "{count}.",
    )
    ZEROED = QT_TRANSLATE_NOOP("Tape", "{name}.grad is 0 because {0} set it to 0.")
    ZERO_GRADIENT = QT_TRANSLATE_NOOP(
        "Tape",
        "The gradient of {name} is exactly 0: {operation} in {0} received {arrived} and sent 0 on. That is what its "
        "local derivative makes of it here.",
    )
    ZERO_HALF = QT_TRANSLATE_NOOP(
        "Tape",
        "The gradient of {name} is exactly 0: {operation} in {0} received {arrived} and sent 0 on. Its local "
        "derivative is 0 here, or the product is too small for {dtype}.",
    )
    FLAT = QT_TRANSLATE_NOOP(
        "Tape",
        "The gradient of {name} is exactly 0: {operation} in {0} received {arrived} and sent 0 on. Its input lies "
        "where {operation} is flat.",
    )
    HOOKED = QT_TRANSLATE_NOOP(
        "Tape",
        "The gradient of {name} is {bad}: a hook made it so. {sent} was sent on, and after the hook from {0} it was "
        "{arrived}.",
    )
    CHANGED_SAVED = QT_TRANSLATE_NOOP(
        "Tape",
        "The gradient of {name} comes from other numbers than what was computed: {operation} in {0} had saved some "
        "for its derivative, and {change} in {1} overwrote them in a way that autograd does not notice, as through "
        ".data.",
    )
    ZERO_START = QT_TRANSLATE_NOOP(
        "Tape",
        "The gradient of {name} is exactly 0: the walk back from {0} began with 0.",
    )
    CANCELLED = QT_TRANSLATE_NOOP(
        "Tape",
        "The gradient of {name} is exactly 0: paths join at {operation}, and what came along them cancels out: {sum} = "
        "{total}.",
    )
    HOOKED_BY_SEVERAL = QT_TRANSLATE_NOOP(
        "Tape",
        "The gradient of {name} is {bad}: one of {count} hooks made it so. {sent} was sent on, and after the hooks, "
        "the last from {0}, it was {arrived}.",
    )
    NAN_HERE = QT_TRANSLATE_NOOP(
        "Tape",
        "Here it began: {call} in {0} is {result}, though it was made from finite numbers.",
    )
    NAN_OF_INF = QT_TRANSLATE_NOOP(
        "Tape",
        "Here it began: {call} in {0} is {result}. The infinities in it were put there in {1}; a row that is -inf as "
        "a whole, inf - inf and 0 times inf have no value.",
    )
    NAN_GIVEN = QT_TRANSLATE_NOOP("Tape", "{name} has {bad} from its beginning: it was made so in {0}.")
    NAN_BACKWARD = QT_TRANSLATE_NOOP(
        "Tape",
        "Here it began: {operation} in {0} received {arrived} and sent {sent}. Its local derivative is not finite.",
    )
    NAN_ZERO_TIMES_INF = QT_TRANSLATE_NOOP(
        "Tape",
        "Here it began: {operation} in {0} received {arrived} and sent {sent}. Its local derivative is not finite, "
        "and 0 times that is NaN, not 0.",
    )
    HIDDEN = QT_TRANSLATE_NOOP(
        "Tape",
        "The 0 came from {mask} in {0}, which hid the value on the way forward and cannot hide its derivative.",
    )
    NAN_FROM = QT_TRANSLATE_NOOP(
        "Tape",
        "{bad} at {name} did not begin here: the first that was not finite came from {operation} in {0}.",
    )
    STALE = QT_TRANSLATE_NOOP(
        "Tape",
        "{optimizer}, made in {0}, holds what {name} was then. By {1} another stands in its place, which is in no "
        "optimizer: no step() changes it.",
    )
    IN_NONE = QT_TRANSLATE_NOOP(
        "Tape",
        "No optimizer holds {name}, made in {0}: gradients come, and no step() changes anything by them.",
    )
    ALSO = QT_TRANSLATE_NOOP("Tape", "It is the same with {name}.")
    IN_TWO = QT_TRANSLATE_NOOP(
        "Tape",
        "{name} is in two optimizers, {optimizer} from {0} and {other} from {1}: both changed it by the same "
        "gradients.",
    )
    STEP_WITHOUT_WALK = QT_TRANSLATE_NOOP(
        "Tape",
        "{optimizer}.step() in {0} had no gradients: no backward() had run since the step before, or at all.",
    )
    ZEROED_BEFORE_STEP = QT_TRANSLATE_NOOP(
        "Tape",
        "{optimizer}.step() in {2} had no gradients: {0} filled them, and {1} cleared them before the step.",
    )
    NEVER_STEPPED = QT_TRANSLATE_NOOP(
        "Tape",
        "{optimizer}, made in {0}, never took a step: {1} filled the gradients of {name}, and nothing used them.",
    )
    NEVER_ZEROED = QT_TRANSLATE_NOOP(
        "Tape",
        "{optimizer}.step() in {1} used gradients of earlier steps again: nothing cleared {name} after them, as "
        "zero_grad() does, so {0} added to what was there.",
    )
    UPDATED_BY_HAND = QT_TRANSLATE_NOOP(
        "Tape",
        "{1} changed {name} by gradients of earlier changes again: nothing cleared them after those, so {0} added to "
        "what was there.",
    )
    FROZEN = QT_TRANSLATE_NOOP(
        "Tape",
        "{name} does not require a gradient, so {optimizer}, made in {0}, leaves it as it is.",
    )
    LATE_HERE = QT_TRANSLATE_NOOP("Tape", "It requires one since {0}.")
    BACKWARD_HERE = QT_TRANSLATE_NOOP("Tape", "Its backward() returns in {0}.")
    FROZEN_HERE = QT_TRANSLATE_NOOP("Tape", "Its requires_grad was set to False in {0}.")
    UNREGISTERED = QT_TRANSLATE_NOOP(
        "Tape",
        "It stands in a plain list or dict ({0}): a module registers no parameters from there, so parameters() does "
        "not give them.",
    )
    CONVERTED = QT_TRANSLATE_NOOP(
        "Tape",
        "The Parameter itself is kept nowhere: {operation} in {0} made a tensor of it, which is a computed one, and a "
        "module registers parameters alone.",
    )
    MISSPELT = QT_TRANSLATE_NOOP(
        "Tape",
        "{0} sets {name}.{flag}, which PyTorch does not know: the attribute is called requires_grad, and that is left "
        "as it was.",
    )
    FLAG_OF_MODULE = QT_TRANSLATE_NOOP(
        "Tape",
        "{0} gives the module {name} an attribute, and its parameters are left as they were: each has a requires_grad "
        "of its own. {name}.requires_grad_() sets them all.",
    )
    STEP_BOUND = QT_TRANSLATE_NOOP(
        "Tape",
        "{0} computes the step and gives it a name, and {name} stay as they were: no step was taken. Only what is "
        "written in place changes a parameter.",
    )
    CLIPPED_EARLY = QT_TRANSLATE_NOOP(
        "Tape",
        "{0} clips nothing: the gradients were cleared before it, and {1}, which fills them, comes after it.",
    )
    SCHEDULED_FIRST = QT_TRANSLATE_NOOP(
        "Tape",
        "The scheduler's step in {0} comes before {optimizer}.step() in {1}: the first learning rate is passed over, "
        "and every other comes a round too early.",
    )
    TWICE = QT_TRANSLATE_NOOP(
        "Tape",
        "{name} is in {optimizer}, made in {0}, more than once: each step() changes it more than once.",
    )
    LOST = QT_TRANSLATE_NOOP(
        "Tape",
        "{optimizer}.step() in {2} used the gradients of the last pass only: those that {0} had filled before were "
        "cleared by {1}.",
    )
    GREW = QT_TRANSLATE_NOOP(
        "Tape",
        "By then {name} had grown from {first} to {now}: the steps of {optimizer}, made in {0}, are too large (its "
        "learning rate), and it diverged.",
    )
    JOINED = QT_TRANSLATE_NOOP("Tape", "Paths join at {name}, and what comes along them adds up: {sum} = {total}.")
    MISSED = QT_TRANSLATE_NOOP(
        "Tape",
        "{missed} calls of torch, from {0} on, were too many to be recorded. Of what they did, what was there after "
        "them is shown, and nothing is told of how it came about.",
    )
    UNRECORDED = QT_TRANSLATE_NOOP(
        "Tape",
        "{name}.grad is {bad}. How it came to be so was not recorded: {missed} calls of torch, from {0} on, were too "
        "many.",
    )
    NAN_UNRECORDED = QT_TRANSLATE_NOOP(
        "Tape",
        "{bad} at {name} began in what was not recorded: {missed} calls of torch, from {0} on, were too many.",
    )
    NOT_KEPT = QT_TRANSLATE_NOOP(
        "Tape",
        "A gradient came through {name}, but {name}.grad stays None: it was computed in {0}, so it is no leaf. "
        "{name}.retain_grad() before backward() keeps it.",
    )


_LINE = QT_TRANSLATE_NOOP("Tape", "{file}, line {number} ({text})")
_IN_SUM = QT_TRANSLATE_NOOP("Tape", "line {number}")
_IN_SUM_OF_FILE = QT_TRANSLATE_NOOP("Tape", "{file}, line {number}")
_TWO = QT_TRANSLATE_NOOP("Tape", "{first} {second}")
_UNKNOWN = QT_TRANSLATE_NOOP("Tape", "code outside the recording")


@dataclass(frozen=True, slots=True)
class Why:
    """`values` fill the sentence about it, in which {0}, {1}, … are the `lines`; so they are in the value `sum`.

    A line with the number 0 is one that nobody recorded. `because` is the reason behind this one. Of what came to no
    gradient, `tensor` and `walk` are the tensor and the place of the walk that missed it.
    """

    reason: Reason
    values: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    because: Why | None = None
    tensor: int | None = None
    walk: int | None = None

    def of(self, name: str) -> Why:
        """The same of a tensor that is called so."""
        return replace(self, values={**self.values, "name": name})

    @property
    def beginning(self) -> Why:
        """Where what is told of did not begin, the reason that says where it did."""
        return self.because.beginning if self.reason is Reason.NAN_FROM and self.because is not None else self

    @property
    def told(self) -> Sentence:
        """The sentence, and those of the reasons behind it."""
        if self.because is None:
            return self.sentence
        return Sentence("Tape", _TWO, {"first": self.sentence, "second": self.because.told})

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """Those that somebody recorded, each once, with those of the reasons behind it."""
        lines = (*self.lines, *(self.because.all_lines if self.because is not None else ()))
        return tuple(dict.fromkeys(line for line in lines if line.number))

    @property
    def sentence(self) -> Sentence:
        """A sentence or two, with the lines involved."""
        is_one_file = len({line.file for line in self.lines if line.number}) <= 1
        values: dict[str, object] = dict(self.values)
        if "sum" in self.values:
            short = _IN_SUM if is_one_file else _IN_SUM_OF_FILE
            values["sum"] = Sentence("", self.values["sum"], places=tuple(_told(line, short) for line in self.lines))
        return Sentence("Tape", self.reason.value, values, tuple(_told(line, _LINE) for line in self.lines))


def _told(line: Line, template: str) -> Sentence:
    """In [2], line 3 (u = x.detach())."""
    if not line.number:
        return Sentence("Tape", _UNKNOWN)
    return Sentence("Tape", template, {"file": Path(line.file).name, "number": line.number, "text": line.text})
