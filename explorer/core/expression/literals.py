"""Arithmetic on literals alone, such as 2*pi/3: in a script Python computes it, not torch."""

from __future__ import annotations

import operator

from explorer.core.expression.functions import CONSTANTS
from explorer.core.expression.tree import Call, Name, Node, Number

ARITHMETIC = frozenset({"add", "sub", "mul", "truediv", "pow", "neg"})

LARGEST_FLOAT32 = 3.4028234663852886e38
"""Where torch takes a plain number as it is, it refuses one that the dtype cannot hold."""


def is_literal(node: Node) -> bool:
    """Arithmetic on numbers and constants alone."""
    if isinstance(node, Call):
        return node.function in ARITHMETIC and all(is_literal(argument) for argument in node.arguments)
    return isinstance(node, Number) or node.name in CONSTANTS


def literal_value(node: Node) -> float:
    """What Python computes for a literal subtree; the parser has checked that it is finite."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return CONSTANTS[node.name]
    value: float = getattr(operator, node.function)(*(literal_value(argument) for argument in node.arguments))
    return value
