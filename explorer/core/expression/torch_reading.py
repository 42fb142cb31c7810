"""The expression as a torch program: what autograd records is what the person typed."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from explorer.core.expression.expand import expand
from explorer.core.expression.functions import CONSTANTS, FUNCTIONS
from explorer.core.expression.tree import Call, Expression, Name, Node, Number

if TYPE_CHECKING:
    import torch

PLAIN = frozenset({"add", "sub", "mul", "neg"})
"""Arithmetic that Python does on plain numbers as torch would; anything else on numbers is done on tensors."""

ALL_TENSORS = frozenset({"max", "min", "atan2", "hypot", "logaddexp", "heaviside"})
"""Functions that in torch take no plain number at all."""


def recorded(expression: Expression) -> Expression:
    """The expression in operations that torch has: calls without a torch function are written out.

    A torch function that takes plain numbers only (leaky_relu's slope) is kept for literal arguments and
    written out for others, so that a parameter there has a gradient too.
    """
    lines = tuple((name, _recorded(node)) for name, node in expression.lines)
    return replace(expression, lines=lines, body=_recorded(expression.body))


def _recorded(node: Node) -> Node:
    if not isinstance(node, Call):
        return node
    row = FUNCTIONS[node.function]
    literal = all(is_literal(argument) for argument in node.arguments[1:])
    if node.function != "number" and (row.torch is None or (row.scalars and not literal)):
        return _recorded(expand(node))
    return replace(node, arguments=tuple(_recorded(argument) for argument in node.arguments))


def is_literal(node: Node) -> bool:
    """Arithmetic on numbers and constants alone."""
    if isinstance(node, Call):
        return node.function in PLAIN | {"truediv", "pow"} and all(is_literal(a) for a in node.arguments)
    return isinstance(node, Number) or node.name in CONSTANTS


def literal_value(node: Node) -> float:
    """What Python computes for a literal subtree; the parser has checked that it is finite."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return CONSTANTS[node.name]
    value: float = getattr(operator, node.function)(*(literal_value(argument) for argument in node.arguments))
    return value


class TorchFunction:
    """A callable f(*variables, **parameters) on tensors; parameters may be floats or 0-dim tensors.

    The result has the shape of the first variable. It is elementwise: result[i] depends on variable[i] only.
    """

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        program = recorded(expression)
        names = (*expression.variables, *expression.parameters)
        self._places = {name: place for place, name in enumerate(names)}
        self._free = len(names)
        self._steps: list[tuple[Callable[..., Any], tuple[int, ...]]] = []
        for name, node in program.lines:
            self._places[name] = self._compile(node)
        self._result = self._compile(program.body)

    def _compile(self, node: Node) -> int:
        """Add the steps for `node`; the place of its value among the registers."""
        if isinstance(node, Name) and node.name in self._places:
            return self._places[node.name]
        if is_literal(node):
            value = literal_value(node)
            step: tuple[Callable[..., Any], tuple[int, ...]] = (lambda like: value, ())
        else:
            assert isinstance(node, Call)
            step = (_operation(node.function), tuple(self._compile(argument) for argument in node.arguments))
        self._steps.append(step)
        self._free += 1
        return self._free - 1

    def __call__(self, *variables: torch.Tensor, **parameters: float | torch.Tensor) -> torch.Tensor:
        import torch

        like = variables[0]
        registers: list[Any] = [*variables, *(parameters[name] for name in self.expression.parameters)]
        for run, sources in self._steps:
            registers.append(run(like, *[registers[source] for source in sources]))
        result = registers[self._result]
        if not isinstance(result, torch.Tensor):
            return torch.full_like(like, result, requires_grad=False)
        return result if result.shape == like.shape else result.expand_as(like)


@cache
def _operation(function: str) -> Callable[..., Any]:
    """The torch operation of a table row as run(like, *values), numbers lifted to tensors where torch needs them."""
    import torch

    path = FUNCTIONS[function].torch or ""
    run: Any = operator if path.startswith("operator.") else torch
    for part in path.split(".")[1:]:
        run = getattr(run, part)

    def tensor(like: torch.Tensor, value: Any) -> torch.Tensor:
        return value if isinstance(value, torch.Tensor) else like.new_tensor(value)

    def plain(like: torch.Tensor, *values: Any) -> Any:
        return run(*values)

    def every(like: torch.Tensor, *values: Any) -> Any:
        return run(*(tensor(like, value) for value in values))

    def one(like: torch.Tensor, *values: Any) -> Any:
        if any(isinstance(value, torch.Tensor) for value in values):
            return run(*values)
        return run(tensor(like, values[0]), *values[1:])

    def choose(like: torch.Tensor, condition: torch.Tensor, chosen: Any, other: Any) -> Any:
        if not (isinstance(chosen, torch.Tensor) or isinstance(other, torch.Tensor)):
            chosen = tensor(like, chosen)
        return torch.where(condition, chosen, other)

    def number(like: torch.Tensor, condition: torch.Tensor) -> Any:
        return condition.to(like.dtype)

    if function in ("where", "number"):
        return choose if function == "where" else number
    return plain if function in PLAIN else every if function in ALL_TENSORS else one
