"""Limits on a parsed tree, so that every reading of it ends well and soon."""

from __future__ import annotations

import operator
from math import inf, isfinite

from explorer.core.expression import messages
from explorer.core.expression.errors import ExpressionError
from explorer.core.expression.functions import CONSTANTS
from explorer.core.expression.literals import ARITHMETIC
from explorer.core.expression.tree import Call, Name, Node, Number, walk

MAX_DEPTH = 150
"""Every reading is recursive, and Python reads no source of more than 200 nested brackets."""

MAX_NODES = 20_000
"""Only chains inside chains, 0 < (0 < (0 < x < 1) < 1) < 1, reach it: each compares its middle twice."""


def check(text: str, root: Node) -> None:
    """Raise ExpressionError if the tree is too large, or a literal part of it has no finite real value."""
    _check_size(text, root)
    _check_literals(text, root)


def _check_size(text: str, root: Node) -> None:
    level: list[Node] = [root]
    count = 0
    for _ in range(MAX_DEPTH):
        count += len(level)
        if count > MAX_NODES:
            break
        level = [argument for call in level if isinstance(call, Call) for argument in call.arguments]
        if not level:
            return
    raise ExpressionError(text, level[0].at, messages.TOO_NESTED)


def _check_literals(text: str, root: Node) -> None:
    values: dict[int, float] = {}
    for node in reversed(list(walk(root))):
        if isinstance(node, Number):
            values[id(node)] = node.value
        elif isinstance(node, Name):
            if node.name in CONSTANTS:
                values[id(node)] = CONSTANTS[node.name]
        elif node.function in ARITHMETIC and all(id(argument) in values for argument in node.arguments):
            value = _real_value(node.function, [values[id(argument)] for argument in node.arguments])
            if value is None:
                raise ExpressionError(text, node.at, messages.NOT_REAL)
            if not isfinite(value):
                raise ExpressionError(text, node.at, messages.TOO_LARGE)
            values[id(node)] = value


def _real_value(function: str, arguments: list[float]) -> float | None:
    try:
        value = getattr(operator, function)(*arguments)
    except OverflowError:
        return inf
    except ZeroDivisionError:
        return None
    return None if isinstance(value, complex) else value
