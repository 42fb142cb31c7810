"""The expression in SymPy: what calculus says, with detach as the identity it is to calculus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from explorer.core.expression.expand import expand
from explorer.core.expression.functions import CONSTANTS, FUNCTIONS
from explorer.core.expression.torch_reading import is_literal, literal_value
from explorer.core.expression.tree import Call, Expression, Name, Node, Number

_CONSTANTS = {"pi": sympy.pi, "e": sympy.E, "tau": 2 * sympy.pi}

_ORDINARY: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "truediv": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "neg": lambda a: -a,
    "lt": sympy.Lt, "le": sympy.Le, "gt": sympy.Gt, "ge": sympy.Ge, "eq": sympy.Eq, "ne": sympy.Ne,
    "and_": sympy.And, "or_": sympy.Or, "invert": sympy.Not,
    "where": lambda condition, a, b: sympy.Piecewise((a, condition), (b, True)),
    "number": lambda condition: sympy.Piecewise((1, condition), (0, True)),
    "detach": lambda a: a,
    "i0": lambda a: sympy.besseli(0, a), "i1": lambda a: sympy.besseli(1, a),
    "j0": lambda a: sympy.besselj(0, a), "j1": lambda a: sympy.besselj(1, a),
    "y0": lambda a: sympy.bessely(0, a), "y1": lambda a: sympy.bessely(1, a),
    "round": sympy.Function("round"),
}  # fmt: skip


def to_sympy(expression: Expression) -> sympy.Expr:
    """The value over real symbols named as the variables and parameters, the lines of names substituted."""
    known: dict[str, Any] = {
        name: sympy.Symbol(name, real=True) for name in (*expression.variables, *expression.parameters)
    }
    for name, node in expression.lines:
        known[name] = _read(node, known)
    return _read(expression.body, known)


def _read(node: Node, known: dict[str, Any]) -> Any:
    if isinstance(node, Name):
        return known[node.name] if node.name in known else _CONSTANTS[node.name]
    if isinstance(node, Number):
        return sympy.Integer(int(node.value)) if node.value.is_integer() else sympy.Rational(repr(node.value))
    if node.function == "pow" and is_literal(node) and _is_long(node):
        # SymPy would work out every digit of 9**300000; a float is what the rest of the program uses anyway.
        return sympy.Float(literal_value(node), 17)
    return _function(node, [_read(argument, known) for argument in node.arguments], known)


def _is_long(node: Call) -> bool:
    base, exponent = (literal_value(argument) for argument in node.arguments)
    return abs(exponent) > 64 or not base.is_integer()


def _function(node: Call, arguments: list[Any], known: dict[str, Any]) -> Any:
    row = FUNCTIONS[node.function]
    if node.function in _ORDINARY:
        return _ORDINARY[node.function](*arguments)
    if row.sympy and row.sympy != "?":
        return getattr(sympy, row.sympy)(*arguments)
    if row.definition:
        return _read(expand(node), known)
    return getattr(sympy, row.name)(*arguments)


assert set(CONSTANTS) == set(_CONSTANTS)
