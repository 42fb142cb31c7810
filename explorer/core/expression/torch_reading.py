"""The expression as a torch program: what autograd records is what the person typed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from explorer.core.expression.expand import definition
from explorer.core.expression.functions import FUNCTIONS
from explorer.core.expression.literals import is_literal, literal_value
from explorer.core.expression.tree import Call, Expression, Name, Node

if TYPE_CHECKING:
    import torch

PLAIN = frozenset({"add", "sub", "mul", "neg"})
"""Arithmetic that Python does on plain numbers as torch would; all else on numbers is done on tensors."""

ALL_TENSORS = frozenset({"max", "min", "atan2", "hypot", "logaddexp", "heaviside"})
"""Functions that in torch take no plain number at all."""

FIRST_TENSOR = frozenset({"mod", "fmod"})
"""Functions that in torch take no plain number before a tensor, or have no derivative there."""

LARGEST_FLOAT32 = 3.4028234663852886e38
"""torch.where refuses a plain number that the dtype cannot hold; a tensor of it is inf."""


def is_written_out(call: Call) -> bool:
    """Whether torch records the definition: it has no such function, or none that takes these arguments.

    A torch function that takes plain numbers only (leaky_relu's slope) serves for literal arguments;
    written out for others, a parameter there has a gradient too.
    """
    row = FUNCTIONS[call.function]
    if row.literals is None:
        return row.torch is None
    least, most = row.literals
    return not all(is_literal(node) and least <= literal_value(node) <= most for node in call.arguments[1:])


class TorchFunction:
    """A callable f(*variables, **parameters) on tensors; parameters may be floats or 0-dim tensors.

    The result has the shape of the first variable. It is elementwise: result[i] depends on variable[i] only.
    """

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        places = {name: place for place, name in enumerate((*expression.variables, *expression.parameters))}
        self._free = len(places)
        self._steps: list[tuple[Callable[..., Any], tuple[int, ...]]] = []
        for name, node in expression.lines:
            places[name] = self._compile(node, places)
        self._result = self._compile(expression.body, places)

    def _compile(self, node: Node, places: Mapping[str, int]) -> int:
        """Add the steps for `node`; the place of its value among the registers."""
        if isinstance(node, Name) and node.name in places:
            return places[node.name]
        if is_literal(node):
            value = literal_value(node)
            return self._add(lambda like: value, ())
        assert isinstance(node, Call)
        sources = tuple(self._compile(argument, places) for argument in node.arguments)
        if is_written_out(node):
            names, meaning = definition(node.function)
            return self._compile(meaning, dict(zip(names, sources, strict=True)))
        return self._add(_operation(node.function), sources)

    def _add(self, run: Callable[..., Any], sources: tuple[int, ...]) -> int:
        self._steps.append((run, sources))
        self._free += 1
        return self._free - 1

    def __call__(self, /, *variables: torch.Tensor, **parameters: float | torch.Tensor) -> torch.Tensor:
        like = variables[0]
        registers: list[Any] = [*variables, *(parameters[name] for name in self.expression.parameters)]
        for run, sources in self._steps:
            registers.append(run(like, *[registers[source] for source in sources]))
        result = _tensor(like, registers[self._result])
        return result if result.shape == like.shape else result.expand_as(like)


def _tensor(like: torch.Tensor, value: Any) -> torch.Tensor:
    return like.new_tensor(value) if isinstance(value, int | float) else value


@cache
def _operation(function: str) -> Callable[..., Any]:
    """The torch operation of a row as run(like, *values), with tensors of numbers where torch needs them."""
    import torch

    path = FUNCTIONS[function].torch or ""
    run: Any = operator if path.startswith("operator.") else torch
    for part in path.split(".")[1:]:
        run = getattr(run, part)

    def plain(like: torch.Tensor, *values: Any) -> Any:
        return run(*values)

    def every(like: torch.Tensor, *values: Any) -> Any:
        return run(*(_tensor(like, value) for value in values))

    def first(like: torch.Tensor, *values: Any) -> Any:
        return run(_tensor(like, values[0]), *values[1:])

    def one(like: torch.Tensor, *values: Any) -> Any:
        return plain(like, *values) if any(isinstance(v, torch.Tensor) for v in values) else first(like, *values)

    def choose(like: torch.Tensor, condition: torch.Tensor, chosen: Any, other: Any) -> Any:
        both_plain = not (isinstance(chosen, torch.Tensor) or isinstance(other, torch.Tensor))
        chosen, other = (_tensor(like, v) if is_beyond(v) else v for v in (chosen, other))
        return torch.where(condition, _tensor(like, chosen) if both_plain else chosen, other)

    def is_beyond(value: Any) -> bool:
        return isinstance(value, float) and abs(value) > LARGEST_FLOAT32

    def number(like: torch.Tensor, condition: torch.Tensor) -> Any:
        return condition.to(like.dtype)

    if function in ("where", "number"):
        return choose if function == "where" else number
    if function in PLAIN:
        return plain
    return every if function in ALL_TENSORS else first if function in FIRST_TENSOR else one
