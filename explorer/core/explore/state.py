"""Everything a person chose, as one frozen value, and its pure transitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite

from explorer.core.catalogue import CATALOGUE, Entry
from explorer.core.explore.steps import FILLS, Backward, Clear, Forward, How, Leaf, Step, Trail, extend
from explorer.core.expression import Expression, parse
from explorer.core.python_function import PythonFunction

NAMES = ("f", "f′", "f″", "f‴", "f⁗")
"""How f and its derivatives are written."""

STORED = -1
"""x.grad among State.hidden, where k is the k-th derivative."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A slider: its value, its ends, and the step of its arrow keys."""

    name: str
    value: float = 1.0
    lo: float = -5.0
    hi: float = 5.0
    step: float = 0.1


@dataclass(frozen=True, slots=True)
class State:
    """What the window shows. `range` is what x is made from; `view` the part of the axis that is seen, None for just x.
    `y_range` and `slope_range` are None while the plots fit themselves to the curves.

    `how`, `vector`, `retain_graph`, `zero_before` and `forward_before` say what the next backward() is to be; `trail`
    is what was done to x.grad since x was made, and `lost` what had been done to that of the x before it.
    """

    function: Expression | PythonFunction
    range: tuple[float, float] = (-5.0, 5.0)
    samples: int = 1000
    order: int = 1
    dtype: str = "float32"
    parameters: tuple[Parameter, ...] = ()
    cursor: float = 0.0
    secant: bool = False
    secant_step: float = 1.0
    hidden: frozenset[int] = frozenset()
    overlay: bool = False
    grid: bool = True
    legend: bool = True
    marks: bool = True
    units_of_pi: bool = False
    grad_panel: bool = True
    view: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    slope_range: tuple[float, float] | None = None
    how: How = How.SUM
    vector: Expression | None = None
    retain_graph: bool = False
    zero_before: bool = False
    forward_before: bool = True
    trail: Trail | None = None
    lost: Trail | None = None

    @property
    def seen(self) -> tuple[float, float]:
        """The part of the x axis that is drawn."""
        return self.view or self.range

    @property
    def leaf(self) -> Leaf:
        """What the tensor x is made from."""
        return Leaf(self.range, self.samples, self.dtype)

    @property
    def trail_of_leaf(self) -> Trail | None:
        """What was done to the slot of this very x."""
        return self.trail if self.trail is not None and self.trail.leaf == self.leaf else None

    @property
    def values(self) -> dict[str, float]:
        """The parameters' values by name."""
        return {parameter.name: parameter.value for parameter in self.parameters}


def from_entry(entry: Entry, state: State | None = None) -> State:
    """A catalogue function at its good range; how `state` looks at curves is kept."""
    expression = parse(entry.expression)
    fresh = replace(state, view=None, y_range=None, slope_range=None) if state else State(expression)
    lo, hi = entry.range
    known = {p.name: Parameter(p.name, p.value, p.lo, p.hi, _step(p.lo, p.hi)) for p in entry.parameters}
    return replace(
        fresh,
        function=expression,
        range=(lo, hi),
        parameters=tuple(known[name] for name in expression.parameters),
        cursor=lo + (hi - lo) * 0.6,
        secant_step=(hi - lo) / 8,
    )


def default() -> State:
    """What a new window shows."""
    return from_entry(CATALOGUE[0])


def of_function(function: Expression | PythonFunction, limits: tuple[float, float] = (-5.0, 5.0)) -> State:
    """A new State that shows `function` on `limits`."""
    lo, hi = limits
    return with_function(
        State(function, range=limits, cursor=lo + (hi - lo) * 0.6, secant_step=(hi - lo) / 8), function
    )


def with_function(state: State, function: Expression | PythonFunction) -> State:
    """Another function; parameters that it shares with the old one keep their sliders."""
    known = {parameter.name: parameter for parameter in state.parameters}
    names = function.parameters if isinstance(function, Expression) else ()
    parameters = tuple(known.get(name, Parameter(name)) for name in names)
    return replace(state, function=function, parameters=parameters, y_range=None, slope_range=None)


def with_text(state: State, text: str) -> State:
    """Another expression. Raises ExpressionError."""
    return with_function(state, parse(text))


def with_range(state: State, lo: float, hi: float) -> State:
    """Another x, all of which is seen; the cursor stays inside it. An impossible range changes nothing."""
    if not _is_range(lo, hi):
        return state
    return replace(state, range=(lo, hi), view=None, cursor=min(max(state.cursor, lo), hi))


def _with_view(state: State, lo: float, hi: float) -> State:
    return replace(state, view=(lo, hi)) if _is_range(lo, hi) else state


def zoomed(state: State, plot: int, axis: int, factor: float, centre: float, shown: tuple[float, float]) -> State:
    """After a turn of the wheel over plot 0 or 1: another part of x (axis 0) is seen, or y of the plot's, `shown`."""
    lo, hi = state.seen if axis == 0 else shown
    lo, hi = centre + (lo - centre) * factor, centre + (hi - centre) * factor
    return _with_view(state, lo, hi) if axis == 0 else _with_y(state, plot, lo, hi)


def panned(state: State, plot: int, dx: float, dy: float) -> State:
    """After a drag in plot 0 or 1: x always follows; y where the person has fixed it."""
    lo, hi = state.seen
    fixed = state.y_range if plot == 0 else state.slope_range
    moved = _with_view(state, lo + dx, hi + dx)
    return moved if fixed is None else _with_y(moved, plot, fixed[0] + dy, fixed[1] + dy)


def with_cursor(state: State, x: float) -> State:
    """The cursor elsewhere, kept where x or the picture is."""
    lo, hi = min(state.range[0], state.seen[0]), max(state.range[1], state.seen[1])
    return replace(state, cursor=min(max(x, lo), hi)) if isfinite(x) else state


def with_parameter(state: State, name: str, **changes: float) -> State:
    """A parameter's value or ends changed; the ends make room for the value."""
    return replace(state, parameters=tuple(_changed(p, changes) if p.name == name else p for p in state.parameters))


def with_backward(state: State) -> State:
    """One pass: clear the slot and run f forward first, where that is wanted, and then backward."""
    before = state.trail_of_leaf
    steps: list[Step] = [Clear.ZERO_IF_ANY] if state.zero_before and before is not None else []
    if state.forward_before or before is None or before.forward is None:
        steps.append(Forward(state.function, tuple(state.values.items())))
    at = state.cursor if state.how is How.ONE_HOT else None
    vector = state.vector if state.how is How.VECTOR else None
    steps.append(Backward(state.how, state.retain_graph, at, vector))
    return replace(state, trail=extend(before, state.leaf, *steps), lost=None)


def with_cleared(state: State, clear: Clear) -> State:
    """x.grad cleared."""
    return replace(state, trail=extend(state.trail, state.leaf, clear), lost=None)


def with_old_leaf(state: State) -> State:
    """The x before this one again, with all that was done to its slot."""
    if state.lost is None:
        return state
    leaf = state.lost.leaf
    again = replace(with_range(state, *leaf.range), samples=leaf.samples, dtype=leaf.dtype)
    return replace(again, trail=state.lost, lost=None)


def with_mended(state: State) -> State:
    """What the button beside an error does: a new graph, a scalar, and backward."""
    return with_backward(replace(state, forward_before=True, how=state.how if state.how in FILLS else How.SUM))


def with_followed(state: State) -> State:
    """Another pass where the slot follows f: with `zero_before` whenever f is not what the newest pass was of; without
    it, when the slot holds gradients and the parameters change. A new leaf has no past: that of the old one is `lost`.
    """
    trail = state.trail_of_leaf
    if trail is not state.trail:
        old = state.trail if state.trail is not None and state.trail.passes else None
        state = replace(state, trail=None, lost=state.lost or old)
    current = Forward(state.function, tuple(state.values.items()))
    newest = trail.forward if trail is not None else None
    if not state.forward_before or state.how not in FILLS or newest == current:
        return state
    piles = trail is not None and trail.filled and newest is not None and newest.function == state.function
    return replace(with_backward(state), lost=state.lost) if state.zero_before or piles else state


def _changed(parameter: Parameter, changes: Mapping[str, float]) -> Parameter:
    if not all(isfinite(value) for value in changes.values()):
        return parameter
    new = replace(parameter, **changes)  # type: ignore[arg-type]
    if "value" in changes:
        return replace(new, lo=min(new.lo, new.value), hi=max(new.hi, new.value))
    if not new.lo < new.hi or new.step <= 0:
        return parameter
    return replace(new, value=min(max(new.value, new.lo), new.hi))


def _with_y(state: State, plot: int, lo: float, hi: float) -> State:
    if not _is_range(lo, hi):
        return state
    return replace(state, y_range=(lo, hi)) if plot == 0 else replace(state, slope_range=(lo, hi))


def _is_range(lo: float, hi: float) -> bool:
    """Whether something can be shown between the two."""
    return isfinite(lo) and isfinite(hi) and lo < hi


def _step(lo: float, hi: float) -> float:
    return (hi - lo) / 100
