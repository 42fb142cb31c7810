"""The expression as PyTorch source, line for line what `torch_reading` runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from math import copysign

from explorer.core.expression import functions as table
from explorer.core.expression.expand import definition
from explorer.core.expression.functions import FUNCTIONS
from explorer.core.expression.literals import is_literal, literal_value
from explorer.core.expression.torch_reading import (
    ALL_TENSORS,
    FIRST_TENSOR,
    LARGEST_FLOAT32,
    PLAIN,
    is_written_out,
)
from explorer.core.expression.tree import Call, Expression, Name, Node, Number, depends_on, walk

_TAKEN = frozenset(
    ("torch", "y", "v", "f", "v_of", "slope", "error", "runpy", "print", "range", "len", "d1", "d2", "d3", "d4")
)
"""What scripts around the source use themselves."""


@dataclass(frozen=True, slots=True)
class _Text:
    """Source of a subtree, how tightly it binds, and whether it is a tensor or a plain Python number.

    `may_overflow` marks a plain number that float32 perhaps cannot hold.
    """

    source: str
    binds: int = table.ATOM
    is_tensor: bool = True
    may_overflow: bool = False


_CONSTANTS = {
    "pi": _Text("torch.pi", is_tensor=False),
    "e": _Text("torch.e", is_tensor=False),
    "tau": _Text("2 * torch.pi", table.MULTIPLY, is_tensor=False),
}


def source(expression: Expression, dtype: str = "float32", result: str = "y") -> list[str]:
    """Assignments that end in `result = …`, for a script where variables are tensors and parameters floats."""
    script = _Script(expression, dtype)
    for name, node in expression.lines:
        # A whole line is a float even where it says 2: Python's integers overflow torch, and know no -0.
        script.assign(name, _literal(node, exact=False) if is_literal(node) else script.text(node, script.known))
    value = script.text(expression.body, script.known)
    like = expression.variables[0]
    if not (value.is_tensor or value.may_overflow):
        value = _Text(f"torch.full_like({like}, {value.source})")
    elif not _varies(expression):
        value = _Text(f"{_inside(script.lifted(value), table.ATOM)}.expand_as({like})")
    return [*script.lines, f"{result} = {value.source}"]


def identifier(name: str) -> str:
    """`name` as a Python identifier that a script may assign to without losing what it uses itself."""
    return f"{name}_" if name.rstrip("_") in _TAKEN else name


def _varies(expression: Expression) -> bool:
    names = depends_on(expression, frozenset(expression.variables))
    return any(isinstance(leaf, Name) and leaf.name in names for leaf in walk(expression.body))


class _Script:
    """The lines written so far, and what stands for each name in them."""

    def __init__(self, expression: Expression, dtype: str) -> None:
        self.dtype = dtype
        self.lines: list[str] = []
        self.known = {name: _Text(name) for name in expression.variables}
        self.known |= {name: _Text(identifier(name), is_tensor=False) for name in expression.parameters}
        taken = {*self.known, *dict(expression.lines)}
        self.fresh = (name for number in count(1) if (name := f"u{number}") not in taken)

    def assign(self, name: str, text: _Text) -> _Text:
        """Write a line that gives `text` a name; the name from here on."""
        self.lines.append(f"{identifier(name)} = {text.source}")
        self.known[name] = replace(text, source=identifier(name), binds=table.ATOM)
        return self.known[name]

    def text(self, node: Node, known: Mapping[str, _Text]) -> _Text:
        if isinstance(node, Name) and node.name in known:
            return known[node.name]
        if is_literal(node):
            return _literal(node, exact=all(_is_exact(literal_value(part)) for part in walk(node)))
        assert isinstance(node, Call)
        parts = [self.text(argument, known) for argument in node.arguments]
        return self.written_out(node.function, parts) if is_written_out(node) else self.call(node.function, parts)

    def written_out(self, function: str, parts: list[_Text]) -> _Text:
        names, meaning = definition(function)
        known = dict(zip(names, parts, strict=True))
        for name, part in known.items():
            uses = sum(isinstance(leaf, Name) and leaf.name == name for leaf in walk(meaning))
            if uses > 1 and part.is_tensor and not part.source.isidentifier():
                known[name] = self.assign(next(self.fresh), part)
        return self.text(meaning, known)

    def call(self, function: str, parts: list[_Text]) -> _Text:
        row = FUNCTIONS[function]
        any_tensor = any(part.is_tensor for part in parts)
        if function in ALL_TENSORS:
            parts = [self.lifted(part) for part in parts]
        elif function == "where":
            parts = [parts[0], *(self.lifted(part) if part.may_overflow else part for part in parts[1:])]
            if not any(part.is_tensor for part in parts[1:]):
                parts[1] = self.lifted(parts[1])
        elif function in FIRST_TENSOR or not (any_tensor or function in PLAIN):
            parts[0] = self.lifted(parts[0])
        if row.symbol:
            is_tensor = any(part.is_tensor for part in parts)
            return _Text(_operator(row, parts), row.precedence, is_tensor, may_overflow=not is_tensor)
        if function == "number":
            return _Text(f"{_inside(parts[0], table.ATOM)}.to(torch.{self.dtype})")
        if function == "detach":
            return _Text(f"{_inside(parts[0], table.ATOM)}.detach()")
        return _Text(f"{row.torch}({', '.join(part.source for part in parts)})")

    def lifted(self, text: _Text) -> _Text:
        """A tensor of a plain number."""
        if text.is_tensor:
            return text
        if text.source.isdigit() and self.dtype == "float32":
            return _Text(f"torch.tensor({text.source}.0)")
        return _Text(f"torch.tensor({text.source}, dtype=torch.{self.dtype})")


def _literal(node: Node, exact: bool) -> _Text:
    """Arithmetic on numbers; with `exact`, integers are written as such."""
    if isinstance(node, Name):
        return _CONSTANTS[node.name]
    may_overflow = abs(literal_value(node)) > LARGEST_FLOAT32
    if isinstance(node, Number):
        is_integer = exact and node.value.is_integer()
        return _Text(
            str(int(node.value)) if is_integer else repr(node.value), is_tensor=False, may_overflow=may_overflow
        )
    row = FUNCTIONS[node.function]
    parts = [_literal(argument, exact) for argument in node.arguments]
    return _Text(_operator(row, parts), row.precedence, is_tensor=False, may_overflow=may_overflow)


def _is_exact(value: float) -> bool:
    """Whether Python's integers compute with `value` as floats do."""
    return abs(value) < 2**53 and (value != 0 or copysign(1, value) > 0)


def _operator(row: table.Function, parts: list[_Text]) -> str:
    # Python's & and | bind more tightly than comparisons, so conditions are always in brackets.
    tight = row.precedence if row.precedence > table.COMPARE else table.COMPARE + 1
    if len(parts) == 1:
        return f"{row.symbol}{_inside(parts[0], tight)}"
    if row.name == "pow":
        return f"{_inside(parts[0], table.ATOM)} ** {_inside(parts[1], table.NEGATE)}"
    right = tight + 1 if row.precedence > table.COMPARE else tight
    return f"{_inside(parts[0], tight)} {row.symbol} {_inside(parts[1], right)}"


def _inside(text: _Text, binds: int) -> str:
    return text.source if text.binds >= binds else f"({text.source})"
