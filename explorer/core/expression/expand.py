"""A call written out by its definition in the function table."""

from __future__ import annotations

from functools import cache

from explorer.core.expression.functions import FUNCTIONS
from explorer.core.expression.parser import parse_definition
from explorer.core.expression.tree import Call, Node, substitute


def expand(call: Call) -> Node:
    """`call` in simpler functions: sec(x) is 1/cos(x)."""
    names, tree = _definition(call.function)
    return substitute(tree, dict(zip(names, call.arguments, strict=False)))


@cache
def _definition(function: str) -> tuple[tuple[str, ...], Node]:
    row = FUNCTIONS[function]
    names = ("u", "v", "w")[: row.arguments[1]]
    return names, parse_definition(row.definition, names, conditions=row.takes_bool[0])
