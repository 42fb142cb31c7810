"""The definitions in the function table, as trees."""

from __future__ import annotations

from functools import cache

from explorer.core.expression.functions import FUNCTIONS
from explorer.core.expression.parser import parse_definition
from explorer.core.expression.tree import Node


@cache
def definition(function: str) -> tuple[tuple[str, ...], Node]:
    """The names of the arguments, and the function in simpler ones over them: sec is 1/cos(u).

    A reading works out each argument once and gives it the name, however often the definition uses it.
    """
    row = FUNCTIONS[function]
    names = ("u", "v", "w")[: row.arguments[1]]
    return names, parse_definition(row.definition, names, conditions=row.takes_bool[0])
