"""Another way to write a formula by which autograd is right: a table of such ways, each tried before it is offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import mpmath
import numpy as np
import torch

from explorer.core.explore import sample
from explorer.core.explore.marks.critical import put_in, written_out
from explorer.core.expression import Expression, ExpressionError, parse
from explorer.core.expression.functions import FUNCTIONS
from explorer.core.expression.mpmath_reading import evaluate
from explorer.core.expression.tree import Call, Name, Node, Number, walk

RULES = (
    ("exp(u) - 1", "expm1(u)"),
    ("log(1 + u)", "log1p(u)"),
    ("log(u + 1)", "log1p(u)"),
    ("1 - cos(u)", "2*sin(u/2)^2"),
    ("log(exp(u))", "u"),
    ("log(1 + exp(u))", "softplus(u)"),
    ("log(exp(u) + exp(v))", "logaddexp(u, v)"),
    ("sqrt(u + 1) - sqrt(u)", "1/(sqrt(u + 1) + sqrt(u))"),
    ("1/(1 + exp(-u))", "sigmoid(u)"),
    ("where(u == 0, 1, sin(u)/u)", "sinc(u/pi)"),
    ("(u + v) - v", "u"),
    ("softplus(u)", "logaddexp(u, 0)"),
    ("sqrt(u^2)", "abs(u)"),
)
"""What is written, and how it is better written, over any u and v."""

_WILD = ("u", "v")

SAFE = (1.0, 2.0, 0.5, -1.0)
"""Numbers that may stand in a branch of where for those x that do not take it."""

BETTER = 1e-3


@dataclass(frozen=True, slots=True)
class Mend:
    """A formula of the same function; with it autograd's largest error is `error`, as a part of the slope's size."""

    text: str
    error: float


def mends(
    expression: Expression, values: Mapping[str, float], x: np.ndarray, truth: np.ndarray, typical: float, worst: float
) -> tuple[Mend, ...]:
    """Formulas that agree with this one in many digits, and with whose slope autograd is right, or a thousand times
    nearer: at `x`, where its slope is `truth`. The best first.
    """
    known = np.isfinite(truth)
    found: dict[str, Mend] = {}
    tree = written_out(expression, {})  # its parameters stay names
    for alike in () if tree is None else _rewritten(tree, expression.variables[0]):
        for text in (_text(node, 0) for node in alike):
            if text in found:
                break
            try:
                other = parse(text, expression.variables)
            except ExpressionError:
                continue
            if _is_same(expression, other, values, x[known]):
                error = _error(other, values, x[known], truth[known], typical)
                if error < np.inf and error <= max(1e-9, BETTER * worst):
                    found[text] = Mend(text, error)
                    break
    return tuple(sorted(found.values(), key=lambda mend: mend.error))


def _rewritten(node: Node, variable: str) -> Iterator[tuple[Node, ...]]:
    """The formula with one or more of its parts written another way; of those that are alike one is enough."""
    for part in walk(node):
        for before, after in _rules():
            names: dict[str, Node] = {}
            if _matches(before, part, names):
                changed = _replaced(node, part, put_in(after, names))
                yield (changed,)
                yield from _rewritten(changed, variable)
        if isinstance(part, Call) and part.function == "where":
            for better in _twice(part, variable):
                yield tuple(_replaced(node, part, one) for one in better)


@cache
def _rules() -> tuple[tuple[Node, Node], ...]:
    return tuple((put_in(parse(a, _WILD).body, {}), put_in(parse(b, _WILD).body, {})) for a, b in RULES)


def _twice(part: Call, variable: str) -> Iterator[tuple[Node, ...]]:
    """where in where: what is not taken gets a number that it bears."""
    condition, chosen, other = part.arguments
    x = Name(variable)
    first = (Call("where", (condition, x, Number(number))) for number in SAFE)
    yield tuple(Call("where", (condition, put_in(chosen, {variable: taken}), other)) for taken in first)
    second = (Call("where", (condition, Number(number), x)) for number in SAFE)
    yield tuple(Call("where", (condition, chosen, put_in(other, {variable: taken}))) for taken in second)


def _matches(pattern: Node, node: Node, names: dict[str, Node]) -> bool:
    if isinstance(pattern, Name) and pattern.name in _WILD:
        return names.setdefault(pattern.name, node) == node
    if isinstance(pattern, Call):
        return (
            isinstance(node, Call)
            and FUNCTIONS[node.function].name == FUNCTIONS[pattern.function].name
            and len(node.arguments) == len(pattern.arguments)
            and all(_matches(a, b, names) for a, b in zip(pattern.arguments, node.arguments, strict=True))
        )
    return pattern == node


def _replaced(node: Node, part: Node, better: Node) -> Node:
    if node == part:
        return better
    if isinstance(node, Call):
        return Call(node.function, tuple(_replaced(argument, part, better) for argument in node.arguments))
    return node


def _text(node: Node, outer: int) -> str:
    """The formula as a person would type it."""
    if isinstance(node, Number):
        return f"{node.value:.17g}" if node.value != round(node.value, 12) else f"{node.value:.12g}"
    if isinstance(node, Name):
        return node.name
    row = FUNCTIONS[node.function]
    if not row.symbol:
        return f"{row.name}({', '.join(_text(argument, 0) for argument in node.arguments)})"
    if len(node.arguments) == 1:
        text = f"{'not ' if node.function == 'invert' else '-'}{_text(node.arguments[0], row.precedence)}"
    else:
        left, right = node.arguments
        strict = node.function == "pow"
        texts = _text(left, row.precedence + strict), _text(right, row.precedence + (not strict))
        sign = {"or_": "or", "and_": "and", "pow": "^"}.get(node.function, row.symbol)
        text = f"{texts[0]}{'' if sign in '^*/' else ' '}{sign}{'' if sign in '^*/' else ' '}{texts[1]}"
    return f"({text})" if row.precedence < outer else text


def _is_same(one: Expression, other: Expression, values: Mapping[str, float], x: np.ndarray) -> bool:
    """Whether both have the same values in many digits at some x."""
    name = one.variables[0]
    with mpmath.workdps(60):
        for point in x[:: max(1, len(x) // 12)].tolist():
            a, b = (_value(formula, {name: mpmath.mpf(point)}, values) for formula in (one, other))
            if a is None or b is None or abs(a - b) > mpmath.mpf(10) ** -30 * max(abs(a), abs(b)):
                return False
    return len(x) > 0


def _value(formula: Expression, at: Mapping[str, Any], values: Mapping[str, float]) -> Any:
    try:
        return evaluate(formula, at, values)
    except (ArithmeticError, ValueError, TypeError):
        return None


def _error(formula: Expression, values: Mapping[str, float], x: np.ndarray, truth: np.ndarray, typical: float) -> float:
    """Of autograd's slope, the largest."""
    used = {name: value for name, value in values.items() if name in formula.parameters}
    curve = sample.differentiate(sample.as_function(formula), torch.from_numpy(x.copy()), used, 1)
    with np.errstate(all="ignore"):
        error = np.abs(curve.derivatives[1].numpy() - truth) / np.maximum(np.abs(truth), typical)
    return float(np.nanmax(error)) if not np.isnan(error).any() else float("inf")
