"""What optimisers walk down: a function of one variable or of two."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from explorer.core.expression import Expression, parse
from explorer.core.words import QT_TRANSLATE_NOOP, ExplainedError

if TYPE_CHECKING:
    import torch

Point = tuple[float, ...]
Loss = Callable[..., "torch.Tensor"]
NAMES = ("x", "y")

CELLS = 160
"""Of a function: a side of the grid that it is drawn by."""


class DescendError(ExplainedError):
    """A problem, a start or an option that cannot be."""

    context = "DescendError"


class Terrain(Protocol):
    """What can be walked on: a function, the loss of a model on data, a section through a network's loss.

    `name` in English; `start`, `limits` (a pair for each variable), `minima` that are known, and a `rate` at which SGD
    stays on it. A noisy one computes each step from something else than the whole.
    """

    @property
    def name(self) -> str: ...
    @property
    def start(self) -> Point: ...
    @property
    def limits(self) -> tuple[tuple[float, float], ...]: ...
    @property
    def minima(self) -> tuple[Point, ...]: ...
    @property
    def rate(self) -> float: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def dims(self) -> int: ...
    @property
    def is_noisy(self) -> bool: ...
    @property
    def cells(self) -> int:
        """How finely it is drawn: a side of the grid."""

    def loss(self) -> Loss:
        """What a step is computed from: a callable of the leaves, new for each run."""

    def whole_loss(self) -> Loss:
        """The surface that is walked on, elementwise on tensors of any shape."""


_VARIABLES = QT_TRANSLATE_NOOP("DescendError", "{name} takes {count} variables; one or two can be walked on.")


@dataclass(frozen=True, slots=True)
class Problem:
    """A function of one variable or two, where a walk may start, what is shown, and the minima that are known.

    `limits` has a pair (lo, hi) for each variable. `function` is an expression, or a callable of 0-dim tensors;
    `values` are its parameters. `rate` is one at which SGD stays on it.
    """

    name: str
    function: Expression | Callable[..., Any]
    start: Point
    limits: tuple[tuple[float, float], ...]
    minima: tuple[Point, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)
    rate: float = 0.1

    @property
    def is_noisy(self) -> bool:
        return False

    @property
    def cells(self) -> int:
        return CELLS

    @property
    def dims(self) -> int:
        return len(self.start)

    @property
    def names(self) -> tuple[str, ...]:
        return NAMES[: self.dims]

    def whole_loss(self) -> Loss:
        return self.loss()

    def loss(self) -> Loss:
        if isinstance(self.function, Expression):
            from explorer.core.expression.torch_reading import TorchFunction

            compiled, values = TorchFunction(self.function), dict(self.values)
            return lambda *leaves: compiled(*leaves, **values)
        return self.function


def start_of(path: torch.Tensor, limits: tuple[tuple[float, float], ...]) -> Point:
    """Where the path (steps, 2) of a training began, in four digits; without one, at the side of the plane."""
    if len(path):
        return tuple(float(f"{one:.4g}") for one in path[0].tolist())
    return limits[0][0] * 0.8, limits[1][0] * 0.6


def of_function(function: str | Expression | Callable[..., Any], start: Point, values: Mapping[str, float]) -> Problem:
    """A problem of one's own: an expression in x, or in x and y, or a callable of one tensor or two.

    Raises ExpressionError, and DescendError where the number of variables is not that of the start.
    """
    if isinstance(function, str):
        function = parse(function, NAMES[: len(start)])
    elif not isinstance(function, Expression):
        parameters = inspect.signature(function).parameters.values()
        count = sum(
            one.default is one.empty and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
            for one in parameters
        )
        if count != len(start):
            raise DescendError(_VARIABLES, name=getattr(function, "__name__", "f"), count=count)
    reach = [max(2 * abs(one), 1.0) for one in start]
    name = function.text if isinstance(function, Expression) else getattr(function, "__name__", "f")
    return Problem(name, function, start, tuple((-one, one) for one in reach), (), dict(values))
