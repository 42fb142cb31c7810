"""Where a formula can break at all: the zeros of parts of it, read off its tree.

Sums, products, exp, sin and the like are smooth wherever their arguments are. A kink, a jump, a pole, a hole or an edge
can only be where a part reaches a value that its function does not bear: 0 below a fraction, 0 in |u|, an odd multiple
of π/2 in tan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations

from explorer.core.expression.expand import definition
from explorer.core.expression.functions import CONSTANTS, FUNCTIONS
from explorer.core.expression.literals import is_literal, literal_value
from explorer.core.expression.parser import parse_definition
from explorer.core.expression.tree import Call, Expression, Name, Node, Number, walk

LARGEST = 3_000
"""Parts of a formula that is written out; a longer one is not looked into."""

_BREAKS = {
    "abs": ("u",),
    "sign": ("u",),
    "sqrt": ("u",),
    "log": ("u",),
    "y0": ("u",),
    "y1": ("u",),
    "floor": ("sin(pi u)",),
    "ceil": ("sin(pi u)",),
    "trunc": ("sin(pi u)",),
    "frac": ("sin(pi u)",),
    "round": ("cos(pi u)",),
    "mod": ("sin(pi u/v)", "v"),
    "fmod": ("sin(pi u/v)", "v"),
    "floordiv": ("sin(pi u/v)", "v"),
    "tan": ("cos(u)",),
    "atan2": ("u", "v"),
    "asin": ("u - 1", "u + 1"),
    "acos": ("u - 1", "u + 1"),
    "atanh": ("u - 1", "u + 1"),
    "erfinv": ("u - 1", "u + 1"),
    "acosh": ("u - 1",),
    "truediv": ("v",),
    "sech": (),
    "csch": ("u",),
    "coth": ("u",),
    "pow": ("u",),
    "gamma": ("where(u < 1/2, sin(pi u), 1)",),
    "lgamma": ("where(u < 1/2, sin(pi u), 1)",),
    "digamma": ("where(u < 1/2, sin(pi u), 1)",),
    **dict.fromkeys(("lt", "le", "gt", "ge", "eq", "ne"), ("u - v",)),
}
"""For a function what must be 0 where it breaks, over its arguments u and v."""

_ZERO_AT_ZERO = frozenset(
    {"neg", "abs", "sqrt", "sinh", "tanh", "asin", "atan", "asinh", "atanh", "expm1", "log1p", "erf", "erfinv", "sign",
     "cbrt", "square", "tanhshrink", "softsign", "relu", "deg2rad", "rad2deg", "detach"}
)  # fmt: skip
"""Functions of one argument that are 0 nowhere, or on a stretch, but where it is 0."""

_NEVER_ZERO = frozenset({"exp", "exp2", "cosh", "sech", "sigmoid", "i0", "rsqrt", "softplus"})


def written_out(expression: Expression, parameters: Mapping[str, float]) -> Node | None:
    """The whole formula as one tree over the variable, its lines and parameters put in; None where it is too long."""
    known: dict[str, Node] = {name: Number(value) for name, value in parameters.items()}
    sizes: dict[str, int] = {}
    for name, node in (*expression.lines, ("", expression.body)):
        size = sum(sizes.get(leaf.name, 1) if isinstance(leaf, Name) else 1 for leaf in walk(node))
        if size > LARGEST:
            return None
        known[name], sizes[name] = put_in(node, known), size
    return known[""]


def put_in(node: Node, known: Mapping[str, Node]) -> Node:
    """The node with names replaced, and without its columns, so that equal parts are equal."""
    if isinstance(node, Name):
        return known.get(node.name, Name(node.name))
    if isinstance(node, Number):
        return Number(node.value)
    return Call(node.function, tuple(put_in(argument, known) for argument in node.arguments))


@cache
def _template(text: str) -> Node:
    return parse_definition(text, ("u", "v"), conditions=False)


def _depends(node: Node) -> bool:
    return any(isinstance(leaf, Name) and leaf.name not in CONSTANTS for leaf in walk(node))


def parts(node: Node) -> Iterator[Call]:
    """All calls that depend on the variable, each once; of those without a row in _BREAKS what they are made of."""
    seen: set[Node] = set()
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Call) or node in seen or not _depends(node):
            continue
        seen.add(node)
        yield node
        waiting.extend(node.arguments)
        if node.function not in _BREAKS and FUNCTIONS[node.function].definition:
            names, meaning = definition(node.function)
            waiting.append(put_in(meaning, dict(zip(names, node.arguments, strict=False))))


def critical(node: Node) -> tuple[Node, ...]:
    """Functions of the variable at whose zeros the formula may break; at all others it is smooth."""
    found: dict[Node, None] = {}
    for part in parts(node):
        for wanted in _conditions(part):
            for factor in factors(wanted):
                found[factor] = None
    return tuple(found)


def _conditions(part: Call) -> Iterator[Node]:
    if part.function in ("max", "min"):
        for a, b in combinations(part.arguments, 2):
            yield Call("sub", (a, b))
    elif part.function == "pow" and _is_whole(part.arguments[1]):
        return
    else:
        for text in _BREAKS.get(part.function, ()):
            yield put_in(_template(text), dict(zip(("u", "v"), part.arguments, strict=False)))


def _is_whole(node: Node) -> bool:
    """Whether it is a whole number that is not negative: such a power is smooth everywhere."""
    return is_literal(node) and literal_value(node) >= 0 and float(literal_value(node)).is_integer()


def factors(node: Node) -> Iterator[Node]:
    """Simpler functions that are 0 together where the node is 0."""
    if not _depends(node):
        return
    if isinstance(node, Call):
        if node.function in _NEVER_ZERO:
            return
        if node.function == "mul":
            for argument in node.arguments:
                yield from factors(argument)
            return
        if node.function in _ZERO_AT_ZERO or node.function in ("truediv", "pow"):
            yield from factors(node.arguments[0])
            return
        if node.function == "sub" and node.arguments[1] == Number(0.0):
            yield from factors(node.arguments[0])
            return
    yield node
