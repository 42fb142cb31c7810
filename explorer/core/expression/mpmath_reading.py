"""The expression in mpmath: any number of digits, no torch involved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath

from explorer.core.expression.expand import expand
from explorer.core.expression.functions import FUNCTIONS
from explorer.core.expression.tree import Call, Expression, Name, Node, Number

_CONSTANTS: dict[str, Callable[[], Any]] = {
    "pi": lambda: +mpmath.mp.pi,
    "e": lambda: +mpmath.mp.e,
    "tau": lambda: 2 * mpmath.mp.pi,
}

_ORDINARY: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "truediv": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "neg": lambda a: -a,
    "lt": lambda a, b: a < b, "le": lambda a, b: a <= b, "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b,
    "eq": lambda a, b: a == b, "ne": lambda a, b: a != b,
    "and_": lambda a, b: a and b, "or_": lambda a, b: a or b, "invert": lambda a: not a,
    "max": lambda a, b: a if a >= b else b, "min": lambda a, b: a if a <= b else b,
    "i0": lambda a: mpmath.besseli(0, a), "i1": lambda a: mpmath.besseli(1, a),
    "j0": lambda a: mpmath.besselj(0, a), "j1": lambda a: mpmath.besselj(1, a),
    "y0": lambda a: mpmath.bessely(0, a), "y1": lambda a: mpmath.bessely(1, a),
}  # fmt: skip


def evaluate(
    expression: Expression,
    variables: Mapping[str, Any],
    parameters: Mapping[str, float] | None = None,
    detached: Mapping[str, Any] | None = None,
) -> Any:
    """The value at a point, an mpf or mpc in mpmath's working precision.

    `detached` is the point at which what stands inside detach is held, so that a difference over `variables`
    sees what autograd sees; without it detach is the identity. Only the branch taken of a `where` is evaluated.
    Raises ArithmeticError or ValueError where the function has no value.
    """
    here = {**(parameters or {}), **variables}
    held = {**(parameters or {}), **(detached if detached is not None else variables)}
    for name, node in expression.lines:
        here[name], held[name] = _read(node, here, held), _read(node, held, held)
    return _read(expression.body, here, held)


def _read(node: Node, here: Mapping[str, Any], held: Mapping[str, Any]) -> Any:
    if isinstance(node, Number):
        return mpmath.mpf(node.value)
    if isinstance(node, Name):
        if node.name in here:
            value = here[node.name]
            return mpmath.mpf(value) if isinstance(value, float) else value
        return _CONSTANTS[node.name]()
    if node.function == "detach":
        return _read(node.arguments[0], held, held)
    if node.function == "where":
        condition, chosen, other = node.arguments
        return _read(chosen if _read(condition, here, held) else other, here, held)
    arguments = [_read(argument, here, held) for argument in node.arguments]
    row = FUNCTIONS[node.function]
    if node.function in _ORDINARY:
        return _ORDINARY[node.function](*arguments)
    if row.mp and row.mp != "?":
        return getattr(mpmath, row.mp)(*arguments)
    if row.definition:
        return _written_out(node, arguments, here, held)
    return getattr(mpmath, row.name)(*arguments)


def _written_out(node: Call, arguments: list[Any], here: Mapping[str, Any], held: Mapping[str, Any]) -> Any:
    if node.function == "number":
        return mpmath.mpf(1 if arguments[0] else 0)
    return _read(expand(node), here, held)
