"""What there is to say of a gradient that is None, doubled, zero or not finite: a sentence for each reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from explorer.core.tape.tape import Line
from explorer.core.words import QT_TRANSLATE_NOOP, Sentence


class Reason(StrEnum):
    """What is to be said, as a sentence: its gaps are {0}, {1}, … for the lines of a Why, and the names of its values.

    No gradient: NO_WALK to NOT_TRACKED; zero: ZEROED to ZERO_START; not finite: NAN_…
    """

    NO_WALK = QT_TRANSLATE_NOOP("Tape", "No gradient has come to {name} yet: no backward() has run since it was made.")
    NOT_YET = QT_TRANSLATE_NOOP(
        "Tape", "The walk back from {0} has not come to {name} yet. Steps until it does: {ahead}."
    )
    CLEARED = QT_TRANSLATE_NOOP(
        "Tape", "{name}.grad was filled and then set to None in {0}. No backward() has run since."
    )
    RETURNED = QT_TRANSLATE_NOOP(
        "Tape", "torch.autograd.grad in {0} gave its gradients back as a result. It leaves {name}.grad as it is."
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
    NO_PATH = QT_TRANSLATE_NOOP(
        "Tape", "No gradient comes to {name}: {root}, from which {0} walked back, was not computed from it by torch."
    )
    LEFT_OUT = QT_TRANSLATE_NOOP(
        "Tape", "{root} depends on {name}, but {0} asked only for the gradients of others, as inputs= does."
    )
    NONE_SENT = QT_TRANSLATE_NOOP(
        "Tape",
        "The walk back from {1} came to {name} without a gradient: the backward of {operation} in {0} gave None.",
    )
    WALK_FAILED = QT_TRANSLATE_NOOP("Tape", "The walk back from {0} ended before it came to {name}: {error}")
    NOT_TRACKED = QT_TRANSLATE_NOOP("Tape", "{name} has no gradient, for it does not require one. It was made in {0}.")
    ACCUMULATED = QT_TRANSLATE_NOOP(
        "Tape",
        "{name}.grad is {sum} = {total}: backward() adds to what is there. Passes since it was last None or 0: "
        "{count}.",
    )
    ZEROED = QT_TRANSLATE_NOOP("Tape", "{name}.grad is 0 because {0} set it to 0.")
    ZERO_GRADIENT = QT_TRANSLATE_NOOP(
        "Tape",
        "The gradient of {name} is exactly 0: {operation} in {0} received {arrived} and sent 0 on. That is "
        "what its local derivative makes of it here.",
    )
    FLAT = QT_TRANSLATE_NOOP(
        "Tape",
        "The gradient of {name} is exactly 0: {operation} in {0} received {arrived} and sent 0 on. Its input lies "
        "where {operation} is flat.",
    )
    ZERO_START = QT_TRANSLATE_NOOP("Tape", "The gradient of {name} is exactly 0: the walk back from {0} began with 0.")
    NAN_HERE = QT_TRANSLATE_NOOP(
        "Tape", "Here it began: {call} in {0} is {result}, though it was made from finite numbers."
    )
    NAN_BACKWARD = QT_TRANSLATE_NOOP(
        "Tape",
        "Here it began: {operation} in {0} received {arrived} and sent {sent}. Its local derivative is not finite.",
    )
    NAN_ZERO_TIMES_INF = QT_TRANSLATE_NOOP(
        "Tape",
        "Here it began: {operation} in {0} received {arrived} and sent {sent}. Its local derivative is not finite, "
        "and 0 times that is NaN, not 0.",
    )
    NAN_FROM = QT_TRANSLATE_NOOP(
        "Tape",
        "{bad} at {name} did not begin here: the first that was not finite came from {operation} in {0}.",
    )
    JOINED = QT_TRANSLATE_NOOP("Tape", "Paths join at {name}, and what comes along them adds up: {sum} = {total}.")
    NOT_KEPT = QT_TRANSLATE_NOOP(
        "Tape",
        "A gradient came through {name}, but {name}.grad stays None: it was computed in {0}, so it is no leaf. "
        "{name}.retain_grad() before backward() keeps it.",
    )


_LINE = QT_TRANSLATE_NOOP("Tape", "{file}, line {number} ({text})")
_IN_SUM = QT_TRANSLATE_NOOP("Tape", "line {number}")
_IN_SUM_OF_FILE = QT_TRANSLATE_NOOP("Tape", "{file}, line {number}")
_UNKNOWN = QT_TRANSLATE_NOOP("Tape", "code outside the recording")


@dataclass(frozen=True, slots=True)
class Why:
    """`values` fill the sentence about it, in which {0}, {1}, … are the `lines`; so they are in the value `sum`.

    A line with the number 0 is one that nobody recorded.
    """

    reason: Reason
    values: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()

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
