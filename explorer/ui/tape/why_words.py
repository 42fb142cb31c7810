"""Why a gradient is None, doubled, zero or not finite, in a sentence or two."""

from __future__ import annotations

from pathlib import Path

from explorer.core.tape.reading.why import Reason, Why
from explorer.core.tape.tape import Line
from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui.words import translated

SENTENCES = {
    Reason.NO_WALK: QT_TRANSLATE_NOOP(
        "Tape", "No gradient has come to {name} yet: no backward() has run since it was made."
    ),
    Reason.NOT_YET: QT_TRANSLATE_NOOP(
        "Tape", "The walk back from {0} has not come to {name} yet. Steps until it does: {ahead}."
    ),
    Reason.CLEARED: QT_TRANSLATE_NOOP(
        "Tape", "{name}.grad was filled and then set to None in {0}. No backward() has run since."
    ),
    Reason.RETURNED: QT_TRANSLATE_NOOP(
        "Tape", "torch.autograd.grad in {0} gave its gradients back as a result. It leaves {name}.grad as it is."
    ),
    Reason.CUT_DETACH: QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: its way to {root} goes through {operation} in {0}, which cuts it out of the "
        "graph. The walk back from {1} cannot pass there.",
    ),
    Reason.CUT_NO_GRAD: QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: {operation} in {0} ran under no_grad() and was not recorded. The walk from "
        "{root} back in {1} cannot pass there.",
    ),
    Reason.CUT_NO_DERIVATIVE: QT_TRANSLATE_NOOP(
        "Tape",
        "No gradient comes to {name}: its way to {root} goes through {operation} in {0}, whose result has no "
        "derivative. The walk back from {1} cannot pass there.",
    ),
    Reason.NO_PATH: QT_TRANSLATE_NOOP(
        "Tape", "No gradient comes to {name}: {root}, from which {0} walked back, was not computed from it by torch."
    ),
    Reason.LEFT_OUT: QT_TRANSLATE_NOOP(
        "Tape", "{root} depends on {name}, but {0} asked only for the gradients of others, as inputs= does."
    ),
    Reason.NONE_SENT: QT_TRANSLATE_NOOP(
        "Tape",
        "The walk back from {1} came to {name} without a gradient: the backward of {operation} in {0} gave None.",
    ),
    Reason.WALK_FAILED: QT_TRANSLATE_NOOP("Tape", "The walk back from {0} ended before it came to {name}: {error}"),
    Reason.NOT_TRACKED: QT_TRANSLATE_NOOP(
        "Tape", "{name} has no gradient, for it does not require one. It was made in {0}."
    ),
    Reason.ACCUMULATED: QT_TRANSLATE_NOOP(
        "Tape",
        "{name}.grad is {sum} = {total}: backward() adds to what is there. Passes since it was last None or 0: "
        "{count}.",
    ),
    Reason.ZEROED: QT_TRANSLATE_NOOP("Tape", "{name}.grad is 0 because {0} set it to 0."),
    Reason.ZERO_GRADIENT: QT_TRANSLATE_NOOP(
        "Tape",
        "The gradient of {name} is exactly 0: {operation} in {0} received {arrived} and sent 0 on. That is "
        "what its local derivative makes of it here.",
    ),
    Reason.FLAT: QT_TRANSLATE_NOOP(
        "Tape",
        "The gradient of {name} is exactly 0: {operation} in {0} received {arrived} and sent 0 on. Its input lies "
        "where {operation} is flat.",
    ),
    Reason.ZERO_START: QT_TRANSLATE_NOOP(
        "Tape", "The gradient of {name} is exactly 0: the walk back from {0} began with 0."
    ),
    Reason.NAN_HERE: QT_TRANSLATE_NOOP(
        "Tape", "Here it began: {call} in {0} is {result}, though it was made from finite numbers."
    ),
    Reason.NAN_BACKWARD: QT_TRANSLATE_NOOP(
        "Tape",
        "Here it began: {operation} in {0} received {arrived} and sent {sent}. Its local derivative is not finite.",
    ),
    Reason.NAN_ZERO_TIMES_INF: QT_TRANSLATE_NOOP(
        "Tape",
        "Here it began: {operation} in {0} received {arrived} and sent {sent}. Its local derivative is not finite, "
        "and 0 times that is NaN, not 0.",
    ),
    Reason.NAN_FROM: QT_TRANSLATE_NOOP(
        "Tape",
        "{bad} at {name} did not begin here: the first that was not finite came from {operation} in {0}.",
    ),
    Reason.JOINED: QT_TRANSLATE_NOOP(
        "Tape", "Paths join at {name}, and what comes along them adds up: {sum} = {total}."
    ),
    Reason.NOT_KEPT: QT_TRANSLATE_NOOP(
        "Tape",
        "A gradient came through {name}, but {name}.grad stays None: it was computed in {0}, so it is no leaf. "
        "{name}.retain_grad() before backward() keeps it.",
    ),
}
"""What a Why leaves open is {0}, {1}, … for its lines, and the names of its values."""

_LINE = QT_TRANSLATE_NOOP("Tape", "{file}, line {number} ({text})")
_IN_SUM = QT_TRANSLATE_NOOP("Tape", "line {number}")
_IN_SUM_OF_FILE = QT_TRANSLATE_NOOP("Tape", "{file}, line {number}")
_UNKNOWN = QT_TRANSLATE_NOOP("Tape", "code outside the recording")


def why_text(why: Why) -> str:
    """The sentences, with the lines involved, in the person's language."""
    is_one_file = len({line.file for line in why.lines if line.number}) <= 1
    values = dict(why.values)
    if "sum" in values:
        short = _IN_SUM if is_one_file else _IN_SUM_OF_FILE
        values["sum"] = values["sum"].format(*[_told(line, short) for line in why.lines])
    return translated("Tape", SENTENCES[why.reason]).format(*[_told(line, _LINE) for line in why.lines], **values)


def _told(line: Line, template: str) -> str:
    """In [2], line 3 (u = x.detach())."""
    if not line.number:
        return translated("Tape", _UNKNOWN)
    return translated("Tape", template).format(file=Path(line.file).name, number=line.number, text=line.text)
