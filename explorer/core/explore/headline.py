"""The outcome of a check in one sentence, and in figures."""

from __future__ import annotations

from explorer.core.explore.check import Check, Outcome
from explorer.core.explore.state import NAMES
from explorer.core.words import QT_TRANSLATE_NOOP, Sentence

_AGREES = QT_TRANSLATE_NOOP("Check", "Autograd's df/dx agrees with every witness; largest relative error {worst:.2g}.")
_AT = QT_TRANSLATE_NOOP(
    "Check", "Autograd's {name} is not what calculus says at x = {start:.6g}; largest relative error {worst:.2g}."
)
_FROM_TO = QT_TRANSLATE_NOOP(
    "Check",
    "Autograd's {name} is not what calculus says at {share:.1%} of the range, from x = {start:.6g} to {end:.6g}; "
    "largest relative error {worst:.2g}.",
)
_DIFFERS = QT_TRANSLATE_NOOP(
    "Check", "Autograd's {name} is not what calculus says; largest relative error {worst:.2g}."
)


def headline(check: Check) -> Sentence:
    """Of the lowest derivative that differs; of df/dx where none does."""
    first = Outcome(1, check.worst, check.share, check.where)
    order = min((one.order for one in check.verdicts if one.differs), default=1)
    outcome = next((one for one in check.others if one.order == order), first)
    start, end = outcome.where
    words: dict[str, object] = {"worst": outcome.worst, "share": outcome.share, "start": start, "end": end}
    words["name"] = "df/dx" if order == 1 else NAMES[order]
    if check.agrees:
        return Sentence("Check", _AGREES, words)
    if outcome.share and start == end:
        return Sentence("Check", _AT, words)
    return Sentence("Check", _FROM_TO if outcome.share else _DIFFERS, words)


def figures(check: Check) -> str:
    """The largest relative error of f and of each derivative above the first, with the part of the range at which it
    differs; "" where they were not asked.
    """
    return "; ".join(
        f"{NAMES[one.order]}: {one.worst:.2g}" + (f" ({one.share:.1%})" if one.share else "") for one in check.others
    )
