"""All marks of a curve, each confirmed in many digits: the one source for the window, figures, text and Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from math import isfinite, nextafter
from typing import Any

import mpmath
import numpy as np
import torch

from explorer.core.explore.mark import Asymptote, Certified, Kind, Mark
from explorer.core.explore.marks import local, roots
from explorer.core.explore.marks.closed_form import closed_form
from explorer.core.explore.marks.critical import critical, factors, parts, written_out
from explorer.core.explore.marks.formula import BREAK_DIGITS, DIGITS, Array, Formula
from explorer.core.expression.tree import Expression, Node

SAMPLED = 12
"""Of a crowd of breaks so many are looked at: all alike, they are counted."""

CLOSE = 1024
"""Spacings of float64 at least between two places that are told apart."""

FAR = (8, 16, 32, 64, 128)
NEARER = (5, 6, 7, 8, 9)
"""Powers of ten, and of two where a part of f is beyond all numbers so far out."""

_OF_ORDER = ((Kind.ZERO,), (Kind.MINIMUM, Kind.MAXIMUM), (Kind.INFLECTION,))


def certify(
    function: Expression | Callable[..., torch.Tensor],
    limits: tuple[float, float],
    parameters: Mapping[str, float] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Certified:
    """The marks of f on `limits`, the asymptotes, and what is too many to be told apart.

    Of an expression every mark is confirmed in many digits. A callable is known in float64 only: its marks are those
    that hold there. Raises Cancelled.
    """
    lo, hi = map(float, limits)
    if not isinstance(function, Expression):
        from explorer.core.explore.marks.of_callable import certify_callable

        return certify_callable(function, (lo, hi), parameters or {}, cancelled)
    formula = Formula(function, dict(parameters or {}), hi - lo, cancelled)
    return _Search(formula, lo, hi).certified()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where f may have a mark: x in many digits, how it is written, and whether the formula may break there."""

    x: Any
    name: str
    is_break: bool


class _Search:
    def __init__(self, formula: Formula, lo: float, hi: float) -> None:
        self.formula, self.lo, self.hi = formula, lo, hi
        # A place that rounds to an end of the range is on it.
        rounding = 4 * max(np.spacing(abs(lo)), np.spacing(abs(hi)))
        self.from_, self.to = nextafter(lo - rounding, -np.inf), nextafter(hi + rounding, np.inf)
        self.crowded: dict[Kind, int] = {}
        self.skipped: list[Array] = []  # places of breaks that are too many
        self.marks: list[Mark] = []
        self._known: dict[Node, list[float]] = {}

    def certified(self) -> Certified:
        tree = written_out(self.formula.expression, self.formula.parameters)
        breaks = self._zeros_of(critical(tree)) if tree is not None else []
        places = np.unique(np.concatenate([np.array([float(place.x) for place in breaks]), *self.skipped]))
        x = roots.fine_grid(self.formula, self.from_, self.to, self._seeds(tree, (float(place.x) for place in breaks)))
        turns: list[Any] = []
        changes = [roots.sign_changes(self.formula, x, order, DIGITS, places) for order in (0, 1, 2)]
        # Where one is too fast even for the finest grid, no other can be trusted.
        most = 0 if len(x) > roots.FINEST and max(count for _, count in changes) > roots.MOST else roots.MOST
        for order, (found, count) in enumerate(changes):
            if count <= most:
                turns += found
            else:
                self.crowded |= {kind: count // len(_OF_ORDER[order]) for kind in _OF_ORDER[order]}
        self._judge(self._apart([*breaks, *self._snapped(turns, False)]))
        with mpmath.workdps(local.LIMIT_DIGITS):
            lines = tuple(self._asymptotes(x, places))
        marks = sorted(self.marks, key=lambda mark: (mark.x, mark.kind))
        for kind in Kind:
            count = sum(mark.kind is kind for mark in marks)
            if count > roots.MOST or (kind in self.crowded and count):
                self.crowded[kind] = max(self.crowded.get(kind, 0), count)
        return Certified(tuple(mark for mark in marks if mark.kind not in self.crowded), lines, self.crowded)

    # -- places

    def _zeros_of(self, wanted: Iterable[Node]) -> list[_Place]:
        """The places where one of some parts is 0, in many digits, ascending; crowds are judged and counted."""
        found: list[Any] = []
        for node in wanted:
            part = self.formula.part(node)
            x = roots.fine_grid(part, self.from_, self.to, self._seeds(node, ()))
            places, count = roots.sign_changes(part, x, 0, BREAK_DIGITS)
            touched, _ = roots.sign_changes(part, x, 1, BREAK_DIGITS)
            with mpmath.workdps(BREAK_DIGITS):
                places += [place for place in touched if part.exact(closed_form(place)[0], BREAK_DIGITS) == 0]
            if count > roots.MOST:
                self._count_breaks(part, x, count)
            found += places
        return self._snapped(found, True)

    def _seeds(self, tree: Node | None, breaks: Iterable[float]) -> Array:
        """Where a function may have something narrow: its breaks, and where a part of it is 0."""
        inner = () if tree is None else (factor for part in parts(tree) for factor in factors(part) if factor != tree)
        found = [*islice(breaks, 64), *(zero for factor in inner for zero in self._quick(factor))]
        return np.unique(np.array([x for x in found if isfinite(x)][:128], dtype=float))

    def _quick(self, node: Node) -> list[float]:
        """Zeros of a part to the precision of a coarse grid; it may be a part of many."""
        if node not in self._known:
            x = np.linspace(self.from_, self.to, 257)
            (f,) = self.formula.part(node).floats(x, 0)
            with np.errstate(all="ignore"):
                cells = np.flatnonzero(f[:-1] * f[1:] <= 0)
                found = x[cells] - f[cells] * np.diff(x)[cells] / (f[cells + 1] - f[cells])
            self._known[node] = [] if len(cells) > 16 else found.tolist()
        return self._known[node]

    def _count_breaks(self, part: Formula, x: Array, count: int) -> None:
        """Of very many breaks some are judged; where these are of one kind, so are all."""
        (f,) = part.floats(x, 0)
        cells = roots.cells_of(np.sign(f))
        self.skipped.append(roots.in_floats(part, x[cells[:, 0]], x[cells[:, 1]]))
        few = cells[np.linspace(0, len(cells) - 1, SAMPLED).astype(int)]
        kinds = []
        with mpmath.workdps(BREAK_DIGITS):
            for a, b in few.tolist():
                place = roots.root_between(part, 0, x[a], x[b], BREAK_DIGITS)
                if place is not None:
                    exact, name = closed_form(place)
                    found, _ = local.at_break(self.formula, exact, name, mpmath.mpf(self.hi - self.lo) / (4 * count))
                    kinds.append(frozenset(mark.kind for mark in found))
        if kinds and len(set(kinds)) == 1:
            for kind in kinds[0]:
                self.crowded[kind] = self.crowded.get(kind, 0) + count

    def _snapped(self, places: Iterable[Any], is_break: bool) -> list[_Place]:
        with mpmath.workdps(BREAK_DIGITS):
            found = [_Place(*closed_form(place), is_break) for place in places]
        return [place for place in found if self.from_ <= place.x <= self.to]

    def _apart(self, places: Iterable[_Place]) -> list[_Place]:
        """Ascending, and each once: as the break, which is known better."""
        found: list[_Place] = []
        with mpmath.workdps(BREAK_DIGITS):
            closest = mpmath.mpf(10) ** -30 * max(abs(self.lo), abs(self.hi))
            for place in sorted(places, key=lambda place: place.x):
                if not found or place.x - found[-1].x > closest:
                    found.append(place)
                elif place.is_break:
                    found[-1] = place
        return found

    # -- judging

    def _judge(self, places: list[_Place]) -> None:
        """The marks at all places, each looked at no farther than half the way to the next one."""
        with mpmath.workdps(BREAK_DIGITS):
            span = mpmath.mpf(self.hi - self.lo)
            ends = [span, *(b.x - a.x for a, b in pairwise(places)), span]
            for place, before, after in zip(places, ends, ends[1:], strict=False):
                x, name = place.x, place.name
                if min(before, after) < CLOSE * np.spacing(abs(float(x))):
                    # So near to others float64 cannot tell one from another.
                    self.crowded |= {kind: self.crowded.get(kind, 0) + 1 for kinds in _OF_ORDER for kind in kinds}
                    continue
                has_tangent = True
                if place.is_break:
                    found, has_tangent = local.at_break(self.formula, x, name, min(before, after) / 2)
                    self._add(found)
                digits = BREAK_DIGITS if place.is_break or name or x == mpmath.mpf(float(x)) else DIGITS
                self._add(local.at_value(self.formula, x, name, (-before / 2, after / 2), digits, has_tangent))

    def _add(self, marks: Iterable[Mark]) -> None:
        self.marks += (replace(mark, x=min(max(mark.x, self.lo), self.hi)) for mark in marks)

    # -- far away

    def _asymptotes(self, x: Array, breaks: Array) -> Iterable[Asymptote]:
        """Lines that f comes near to, and is not itself beyond its last break in the range."""
        ends = np.searchsorted(x, breaks[[0, -1]]) if len(breaks) else (len(x), 0)
        found = [self._line(-1, x[: ends[0]]), self._line(1, x[ends[1] :])]
        if found[0] is not None and found[0] == found[1]:
            yield Asymptote(*found[0], True, True)
            return
        for k, line in enumerate(found):
            if line is not None:
                yield Asymptote(*line, k == 0, k == 1)

    def _line(self, sign: int, near: Array) -> tuple[float, float] | None:
        """Slope and height of the line that f comes near to; None where there is none."""
        # No round numbers: at these sin(pi x) would be 0 each time.
        xs = [sign * mpmath.sqrt(2) * mpmath.mpf(10) ** k for k in FAR]
        values = [self.formula.value(x) for x in xs]
        if any(value is None for value in values):  # too far for e^x
            xs = [sign * mpmath.sqrt(2) * 2**k for k in NEARER]
            values = [self.formula.value(x) for x in xs]
        if any(value is None for value in values):
            return None
        slope = local.limit_of([value / x for value, x in zip(values, xs, strict=True)])
        if not slope.finite:
            return None
        steep = closed_form(slope.value)[0]
        height = local.limit_of([value - steep * x for value, x in zip(values, xs, strict=True)])
        if not height.finite:
            return None
        level = closed_form(height.value)[0]
        values = [(x, self.formula.value(x)) for x in map(mpmath.mpf, near[:: len(near) // 24 + 1].tolist())]
        apart = [abs(value - steep * x - level) for x, value in values if value is not None]
        is_line = apart and max(apart) <= mpmath.mpf(10) ** -100 * max(abs(level), abs(steep), 1)
        return None if is_line else (float(steep), float(level))
