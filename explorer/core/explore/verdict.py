"""Why a derivative is what it is at one place, as a value and as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import torch

from explorer.core.explore.state import NAMES
from explorer.core.words import QT_TRANSLATE_NOOP

TOLERANCE = {torch.float64: 1e-9, torch.float32: 1e-3}
"""Relative error up to which f and autograd's df/dx are right; each derivative above may lose a digit more."""


def tolerance(dtype: torch.dtype, order: int) -> float:
    """Of the derivative of an order."""
    return TOLERANCE[dtype] * 10.0 ** max(order - 1, 0)


class Reason(StrEnum):
    """Why a derivative is not what one might think."""

    KINK = "kink"
    JUMP = "jump"
    POLE = "pole"
    DETACH = "detach"
    NAN = "NaN"
    PRECISION = "precision"
    CANCELLATION = "cancellation"
    OVERFLOW = "overflow"
    UNDERFLOW = "underflow"
    TRAP = "trap of where"
    SHORTCUT = "shortcut of torch"
    STAIRCASE = "staircase"
    HOLE = "hole"
    NO_FORMULA = "no formula"
    CUT = "cut"
    NO_PATH = "no path"
    UNEXPLAINED = "unexplained"


WORDS = {
    Reason.KINK: QT_TRANSLATE_NOOP(
        "Check",
        "Kink at x = {x:.6g}: the slope is {left:.4g} on the left and {right:.4g} on the right; "
        "autograd says {autograd:.6g}, by PyTorch's convention.",
    ),
    Reason.JUMP: QT_TRANSLATE_NOOP("Check", "Jump at x = {x:.6g}: f has no derivative there."),
    Reason.POLE: QT_TRANSLATE_NOOP("Check", "Pole at x = {x:.6g}: f has no value there."),
    Reason.DETACH: QT_TRANSLATE_NOOP(
        "Check",
        "At x = {x:.6g} autograd says {autograd:.6g}, calculus says {truth:.6g}: detach cuts the path.{formulas}",
    ),
    Reason.NAN: QT_TRANSLATE_NOOP(
        "Check", "At x = {x:.6g} autograd says {autograd}, calculus says {truth:.6g}: {origin} made it first."
    ),
    Reason.PRECISION: QT_TRANSLATE_NOOP(
        "Check", "At x = {x:.6g} {dtype} has too few digits: autograd says {autograd:.9g}, calculus says {truth:.9g}."
    ),
    Reason.CANCELLATION: QT_TRANSLATE_NOOP(
        "Check",
        "At x = {x:.6g} some {digits} digits are lost by cancellation: autograd says {autograd:.9g}, the same formula "
        "in 50 digits {truth:.9g}.",
    ),
    Reason.OVERFLOW: QT_TRANSLATE_NOOP(
        "Check",
        "Beyond x = {start:.6g} {origin} is over {dtype}'s largest number: at {x:.6g} autograd says {autograd}, "
        "calculus {truth:.6g}.",
    ),
    Reason.UNDERFLOW: QT_TRANSLATE_NOOP(
        "Check",
        "Beyond x = {start:.6g} {origin} is below {dtype}'s smallest number, and 0: at {x:.6g} autograd says "
        "{autograd}, calculus {truth:.6g}.",
    ),
    Reason.TRAP: QT_TRANSLATE_NOOP(
        "Check",
        "At x = {x:.6g} autograd says {autograd}, calculus says {truth:.6g}: {origin}, in the branch that where does "
        "not take, made it, for 0 · inf and 0 · NaN are NaN.",
    ),
    Reason.SHORTCUT: QT_TRANSLATE_NOOP(
        "Check",
        "At x = {x:.6g} autograd says {autograd:.9g}, calculus says {truth:.9g}: torch's own {origin} has the slope "
        "{wrong:.9g} at {argument:.6g}, where it is {right:.9g}.",
    ),
    Reason.STAIRCASE: QT_TRANSLATE_NOOP(
        "Check",
        "f itself is rounded to steps, at x = {x:.6g} to {autograd:.9g} instead of {truth:.9g}; autograd's df/dx does "
        "not feel them.",
    ),
    Reason.HOLE: QT_TRANSLATE_NOOP("Check", "Hole at x = {x:.6g}: f has no value there, its limit is {limit:.6g}."),
    Reason.NO_FORMULA: QT_TRANSLATE_NOOP("Check", "PyTorch has no derivative for this function: {text}"),
    Reason.CUT: QT_TRANSLATE_NOOP(
        "Check",
        "At x = {x:.6g} autograd says {autograd:.6g}, calculus says {truth:.6g}: {origin} has no derivative in "
        "PyTorch, and cuts the path without a word.",
    ),
    Reason.NO_PATH: QT_TRANSLATE_NOOP(
        "Check", "No path leads from y back to x: autograd gives None, and 0 is compared in its place."
    ),
    Reason.UNEXPLAINED: QT_TRANSLATE_NOOP(
        "Check", "At x = {x:.6g} autograd says {autograd:.9g}, calculus says {truth:.9g}."
    ),
}
FAULTS = (
    QT_TRANSLATE_NOOP(
        "Check",
        "At x = {x:.6g} f is {autograd:.9g} instead of {truth:.9g}: the error is torch's own, in {origin}.",
    ),
    WORDS[Reason.SHORTCUT],
    QT_TRANSLATE_NOOP(
        "Check",
        "At x = {x:.6g} autograd says {autograd:.9g}, calculus says {truth:.9g}: this derivative of torch's own "
        "{origin} is {wrong:.12g} there, and should be {right:.12g}.",
    ),
)
"""Whose fault it is, of f, f′ and the derivatives above."""
OF_F = QT_TRANSLATE_NOOP("Check", "At x = {x:.6g} f is {autograd:.9g} instead of {truth:.9g}: {origin} made it so.")
SMOOTH = QT_TRANSLATE_NOOP(
    "Check",
    "At x = {x:.6g} f is smooth with slope {truth:.6g}, but built from kinks: autograd says {autograd:.6g}, by "
    "PyTorch's convention for each of them.",
)
SMOOTH_ABOVE = QT_TRANSLATE_NOOP(
    "Check",
    "At x = {x:.6g} f is smooth and this derivative is {truth:.6g}, but f is built from kinks: autograd says "
    "{autograd:.6g}, by PyTorch's convention for each of them.",
)
NO_CONVENTION = QT_TRANSLATE_NOOP(
    "Check",
    "Kink at x = {x:.6g}: the slope is {left:.4g} on the left and {right:.4g} on the right; autograd says {autograd}.",
)
COUNTED = {
    Reason.KINK: QT_TRANSLATE_NOOP("Check", "Kinks at {count:,} places, from x = {x:.6g} to {end:.6g}."),
    Reason.JUMP: QT_TRANSLATE_NOOP("Check", "Jumps at {count:,} places, from x = {x:.6g} to {end:.6g}."),
    Reason.POLE: QT_TRANSLATE_NOOP("Check", "Poles at {count:,} places, from x = {x:.6g} to {end:.6g}."),
    Reason.HOLE: QT_TRANSLATE_NOOP("Check", "Holes at {count:,} places, from x = {x:.6g} to {end:.6g}."),
}
NO_VALUE = QT_TRANSLATE_NOOP("Check", "From x = {x:.6g} to {end:.6g} f is NaN: {origin} made it first.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One place, and why the derivative there is what it is. `differs`: autograd is wrong there, or not what calculus
    says; else there is nothing to be right about. `template` and `values` are what its sentence is made of; `order`
    says of which derivative, 0 for f itself.
    """

    reason: Reason
    x: float
    differs: bool
    template: str
    values: Mapping[str, object]
    order: int = 1

    @property
    def message(self) -> str:
        return self.about + self.template.format(**self.values)

    @property
    def about(self) -> str:
        """What stands before the sentence where it is not of df/dx, or of f as a whole."""
        return f"{NAMES[self.order]}: " if self.order > 1 else ""


def tell(
    reason: Reason,
    x: float,
    differs: bool,
    words: Mapping[str, object],
    dtype: torch.dtype,
    template: str = "",
    order: int = 1,
) -> Verdict:
    """A verdict in the reason's own words, or in others."""
    place = float(f"{x:.9g}") + 0.0
    name = str(dtype).removeprefix("torch.")
    return Verdict(reason, place, differs, template or WORDS[reason], {**words, "x": place, "dtype": name}, order)
