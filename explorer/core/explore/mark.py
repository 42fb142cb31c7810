"""What can be marked on a curve: one definition each, for the window, figures, the command line and Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

NAN = float("nan")


class Kind(StrEnum):
    """The kinds of Mark. The function's own domain counts, not the window: an end of the range is a minimum where f
    would turn there, or where its domain ends; what lies exactly on an end of the range is marked.

    zero: f is 0. minimum, maximum: f is less, or greater, than at all other places near by. inflection: f is
    continuous and its bend changes sign. kink: f is continuous and f′ jumps, or is infinite. jump: f has two different
    finite limits, or one that is not its value. pole: |f| grows without end on one side at least. hole: f has no value,
    but one finite limit. edge: f has real values on one side only.
    """

    ZERO = "zero"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    INFLECTION = "inflection"
    KINK = "kink"
    JUMP = "jump"
    POLE = "pole"
    HOLE = "hole"
    EDGE = "edge"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the curve, confirmed.

    `f` is the value there; at a hole its limit; at an edge without a value its one-sided limit; at a pole ±inf where
    both sides go one way (an even pole), else NaN. `left` and `right` are the limits of f from both sides at jumps,
    poles, holes and edges, and those of f′ at kinks; NaN elsewhere, and where there is none. `name` is x in closed form
    ("1/3", "√2", "π/2"), "" where it is not known to be one, or its decimals say as much.
    """

    kind: Kind
    x: float
    f: float
    name: str = ""
    left: float = NAN
    right: float = NAN


@dataclass(frozen=True, slots=True)
class Asymptote:
    """The line slope · x + height that f comes ever nearer to as x goes to −∞ (`left`), to ∞ (`right`), or both;
    horizontal where slope is 0, else slant.
    """

    slope: float
    height: float
    left: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Certified:
    """All marks on a range, in ascending order of x, each confirmed. Of a kind in `crowded` there are more than can be
    told apart: none of them is among the marks, and the number is how many there are (a lower bound).
    """

    marks: tuple[Mark, ...] = ()
    asymptotes: tuple[Asymptote, ...] = ()
    crowded: Mapping[Kind, int] = field(default_factory=dict)
