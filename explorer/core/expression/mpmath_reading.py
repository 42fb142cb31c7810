"""The expression in mpmath: any number of digits, no torch involved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath

from explorer.core.expression.expand import definition
from explorer.core.expression.functions import FUNCTIONS
from explorer.core.expression.tree import Expression, Name, Node, Number

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
    "lgamma": lambda a: mpmath.loggamma(a).real,
    "i0": lambda a: mpmath.besseli(0, a), "i1": lambda a: mpmath.besseli(1, a),
    "j0": lambda a: mpmath.besselj(0, a), "j1": lambda a: mpmath.besselj(1, a),
    "y0": lambda a: mpmath.bessely(0, a), "y1": lambda a: mpmath.bessely(1, a),
}  # fmt: skip

_LARGEST = mpmath.ldexp(1, 2_000)
"""Far outside every float; beyond it exp and the like would work for hours on numbers of so many digits."""


def evaluate(
    expression: Expression,
    variables: Mapping[str, Any],
    parameters: Mapping[str, float] | None = None,
    detached: Mapping[str, Any] | None = None,
    tiny: Any = None,
) -> Any:
    """The value at a point, a finite mpf in mpmath's working precision.

    `detached` is the point at which what stands inside detach is held, so that a difference over `variables`
    sees what autograd sees; without it detach is the identity. Of a `where` only the branch taken is
    evaluated. With `tiny`, what is left of a difference, or of a function where it has a zero, and is smaller than
    that, is 0: so much is rounding at a point like the square root of 2, which no digits are enough for. Raises
    ArithmeticError or ValueError where the function, or a part of it, has no real value.
    """
    here = _Values(parameters or {}, variables, tiny)
    held = here if detached is None else _Values(parameters or {}, detached, tiny)
    for name, node in expression.lines:
        here[name] = _value_or_error(node, here, held)
        if held is not here:
            held[name] = _value_or_error(node, held, held)
    return _read(expression.body, here, held)


class _Values(dict[str, Any]):
    """The numbers of names, or what was raised instead of one; and what is too small to be more than 0."""

    def __init__(self, parameters: Mapping[str, Any], variables: Mapping[str, Any], tiny: Any) -> None:
        super().__init__({name: mpmath.mpf(value) for name, value in {**parameters, **variables}.items()})
        self.tiny = tiny


def _value_or_error(node: Node, here: _Values, held: _Values) -> Any:
    """The value, or what was raised instead: nobody may ask for it."""
    try:
        return _read(node, here, held)
    except (ArithmeticError, ValueError) as error:
        return error


def _read(node: Node, here: _Values, held: _Values) -> Any:
    if isinstance(node, Number):
        return mpmath.mpf(node.value)
    if isinstance(node, Name):
        value = here[node.name] if node.name in here else _CONSTANTS[node.name]()
        if isinstance(value, Exception):
            raise value
        return value
    if node.function == "detach":
        return _read(node.arguments[0], held, held)
    if node.function == "where":
        condition, chosen, other = node.arguments
        return _read(chosen if _read(condition, here, held) else other, here, held)
    arguments = [_read(argument, here, held) for argument in node.arguments]
    value = _checked(_apply(node.function, arguments, here.tiny))
    return value if here.tiny is None else _without_rounding(node.function, arguments, value, here.tiny)


def _without_rounding(function: str, arguments: list[Any], value: Any, tiny: Any) -> Any:
    if function in _DIFFERENCES:
        return mpmath.mpf(0) if abs(value) < tiny * max(map(abs, arguments)) else value
    if function in _WITH_ZEROS and abs(value) < tiny:
        return mpmath.mpf(0)
    if function in _STEPS and abs(arguments[0] - mpmath.nint(arguments[0])) < tiny:
        return _apply(function, [mpmath.nint(arguments[0])], tiny)
    if function == "tan" and abs(value) * tiny > 1:
        raise ZeroDivisionError("a pole")
    return value


_DIFFERENCES = frozenset({"add", "sub"})
_WITH_ZEROS = frozenset(
    {"sin", "cos", "tan", "log", "log10", "log1p", "lgamma", "digamma", "acos", "acosh", "j0", "j1", "y0", "y1"}
)
_STEPS = frozenset({"floor", "ceil", "gamma", "lgamma", "digamma"})


def _apply(function: str, arguments: list[Any], tiny: Any) -> Any:
    row = FUNCTIONS[function]
    if function in _ORDINARY:
        return _ORDINARY[function](*arguments)
    if row.definition and not row.mp:
        names, meaning = definition(function)
        values = _Values({}, dict(zip(names, arguments, strict=True)), tiny)
        return _read(meaning, values, values)
    return getattr(mpmath, row.mp or row.name)(*arguments)


def _checked(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, mpmath.mpc):
        raise ValueError("not a real number")
    if not mpmath.isfinite(value):
        raise ZeroDivisionError("no number")  # log(0), which no other digits would mend
    if not abs(value) <= _LARGEST:
        raise OverflowError("too large")
    return value if abs(value) * _LARGEST >= 1 else mpmath.mpf(0)
