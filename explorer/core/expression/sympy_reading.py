"""The expression in SymPy: what calculus says, with detach as the identity it is to calculus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import sympy

from explorer.core.expression import mpmath_reading
from explorer.core.expression.expand import definition
from explorer.core.expression.functions import CONSTANTS, FUNCTIONS
from explorer.core.expression.tree import Call, Expression, Name, Node, Number, walk

_CONSTANTS = {"pi": sympy.pi, "e": sympy.E, "tau": 2 * sympy.pi}

MAX_SIZE = 5_000
"""Parts of an expression; of the twentieth silu(silu(…)) SymPy would make millions."""

_ORDINARY: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "truediv": lambda a, b: a / b,
    "pow": lambda a, b: a ** _few_digits(b),
    "neg": lambda a: -a,
    "lt": sympy.Lt, "le": sympy.Le, "gt": sympy.Gt, "ge": sympy.Ge, "eq": sympy.Eq, "ne": sympy.Ne,
    "and_": sympy.And, "or_": sympy.Or, "invert": sympy.Not,
    "where": lambda condition, a, b: sympy.Piecewise((a, _simple(condition)), (b, True)),
    "detach": lambda a: a,
    "gamma": lambda a: sympy.gamma(_few_digits(a)), "digamma": lambda a: sympy.digamma(_few_digits(a)),
    "i0": lambda a: sympy.besseli(0, a), "i1": lambda a: sympy.besseli(1, a),
    "j0": lambda a: sympy.besselj(0, a), "j1": lambda a: sympy.besselj(1, a),
    "y0": lambda a: sympy.bessely(0, a), "y1": lambda a: sympy.bessely(1, a),
}  # fmt: skip


def to_sympy(expression: Expression) -> sympy.Expr:
    """The value over real symbols named as the variables and parameters, the lines of names substituted.

    Raises ArithmeticError or ValueError where a part of it is not a real number, or one beyond all floats,
    and where it is too long for SymPy.
    """
    names = (*expression.variables, *expression.parameters)
    known: dict[str, Any] = {name: sympy.Symbol(name, real=True) for name in names}
    sizes = dict.fromkeys(names, 1)
    constants = replace(expression, lines=())
    try:
        for name, node in expression.lines:
            known[name] = _read_checked(node, known, sizes, constants)
            sizes[name] = _size(node, sizes)
            if _is_constant(node, constants):
                constants = replace(constants, lines=(*constants.lines, (name, node)))
        return _read_checked(expression.body, known, sizes, constants)
    except TypeError as error:  # what SymPy raises for sqrt(-1) < 2
        raise ValueError(str(error)) from error
    except MemoryError as error:  # and for floor(4/(exp(-1e15) + 1)), whose digits have no room
        raise ValueError("too many digits for SymPy") from error


def _read_checked(node: Node, known: Mapping[str, Any], sizes: Mapping[str, int], constants: Expression) -> Any:
    if _size(node, sizes) > MAX_SIZE:
        raise ValueError("too long for SymPy")
    # SymPy would work out every digit of floor(exp(10^9)), and never end.
    for call in _constant_calls(node, constants):
        mpmath_reading.evaluate(replace(constants, body=call), {})
    return _read(node, known)


def _size(node: Node, sizes: Mapping[str, int]) -> int:
    """The number of parts when all lines and definitions are written out, as SymPy has them."""
    if isinstance(node, Name):
        return sizes.get(node.name, 1)
    if isinstance(node, Number):
        return 1
    parts = [_size(argument, sizes) for argument in node.arguments]
    if _is_written_out(node.function):
        names, meaning = definition(node.function)
        return _size(meaning, dict(zip(names, parts, strict=True)))
    return 1 + sum(parts)


def _constant_calls(node: Node, constants: Expression) -> Iterator[Call]:
    """The largest parts that depend on no variable and no parameter."""
    if isinstance(node, Call):
        if _is_constant(node, constants):
            yield node
        else:
            for argument in node.arguments:
                yield from _constant_calls(argument, constants)


def _is_constant(node: Node, constants: Expression) -> bool:
    names = CONSTANTS.keys() | dict(constants.lines).keys()
    return all(leaf.name in names for leaf in walk(node) if isinstance(leaf, Name))


def _read(node: Node, known: Mapping[str, Any]) -> Any:
    if isinstance(node, Name):
        return known[node.name] if node.name in known else _CONSTANTS[node.name]
    if isinstance(node, Number):
        return sympy.Integer(int(node.value)) if node.value.is_integer() else sympy.Rational(repr(node.value))
    return _short(_apply(node.function, [_read(argument, known) for argument in node.arguments]))


def _apply(function: str, arguments: list[Any]) -> Any:
    if _is_written_out(function):
        names, meaning = definition(function)
        return _read(meaning, dict(zip(names, arguments, strict=True)))
    row = FUNCTIONS[function]
    read = _ORDINARY.get(function) or getattr(sympy, row.sympy or row.name)
    return read(*arguments)


def _is_written_out(function: str) -> bool:
    row = FUNCTIONS[function]
    return bool(row.definition) and not row.sympy and function not in _ORDINARY


def _few_digits(number: Any) -> Any:
    """An exponent or the like: SymPy would work out every digit of 9**300000, of 300000! and of x**21.9032697419."""
    is_long = number.is_Rational and max(abs(number.p), number.q) > 64
    return sympy.Float(number, 17) if is_long else number


def _simple(condition: Any) -> Any:
    """Of a condition that holds conditions SymPy solves every one; with more than powers in them it may never end."""
    inner = condition.atoms(sympy.Piecewise) if isinstance(condition, sympy.Basic) else ()
    if inner and any(
        isinstance(part, sympy.Function) or not part.exp.is_Integer
        for part in condition.atoms(sympy.Function, sympy.Pow) - inner
    ):
        raise ValueError("a condition within a condition")
    return condition


def _short(value: Any) -> Any:
    """The value with a very long fraction in front of it as a float."""
    if not isinstance(value, sympy.Expr):
        return value
    number, rest = value.as_coeff_Mul()
    is_long = number.is_Rational and max(abs(number.p), number.q) > 2**1100
    return sympy.Float(number, 17) * rest if is_long else value


assert set(CONSTANTS) == set(_CONSTANTS)
