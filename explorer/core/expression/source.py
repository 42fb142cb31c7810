"""The expression as PyTorch source, line for line what `torch_reading` runs."""

from __future__ import annotations

import keyword
from dataclasses import dataclass

from explorer.core.expression import functions as table
from explorer.core.expression.functions import CONSTANTS, FUNCTIONS
from explorer.core.expression.torch_reading import ALL_TENSORS, PLAIN, is_literal, recorded
from explorer.core.expression.tree import Call, Expression, Name, Node, Number, depends_on, fold


@dataclass(frozen=True, slots=True)
class _Text:
    """Source of a subtree, how tightly it binds, and whether it is a tensor or a plain Python number."""

    source: str
    binds: int = table.ATOM
    is_tensor: bool = True


def source(expression: Expression, dtype: str = "float32", result: str = "y") -> list[str]:
    """Assignments that end in `result = …`, for a script in which variables are tensors and parameters numbers."""
    program = recorded(expression)
    tensors = depends_on(program, frozenset(expression.variables))
    lines = [f"{identifier(name)} = {_text(node, tensors, dtype).source}" for name, node in program.lines]
    value = _text(program.body, tensors, dtype)
    variable = expression.variables[0]
    if not value.is_tensor:
        value = _Text(f"torch.full_like({variable}, {value.source}, requires_grad=False)")
    elif not _varies(program.body, tensors):
        value = _Text(f"{_inside(value, table.ATOM)}.expand_as({variable})")
    return [*lines, f"{result} = {value.source}"]


def identifier(name: str) -> str:
    """`name` as a Python identifier that a script may assign to."""
    return f"{name}_" if keyword.iskeyword(name) or name == "torch" else name


def _varies(node: Node, tensors: frozenset[str]) -> bool:
    return fold(
        node,
        number=lambda leaf: False,
        name=lambda leaf: leaf.name in tensors,
        call=lambda call, arguments: any(arguments),
    )


def _text(node: Node, tensors: frozenset[str], dtype: str) -> _Text:
    def lifted(text: _Text) -> _Text:
        if text.is_tensor:
            return text
        if text.source.isdigit() and dtype == "float32":
            return _Text(f"torch.tensor({text.source}.0)")
        return _Text(f"torch.tensor({text.source}, dtype=torch.{dtype})")

    def number(leaf: Number) -> _Text:
        return _Text(_digits(leaf.value), is_tensor=False)

    def name(leaf: Name) -> _Text:
        if leaf.name in tensors:
            return _Text(identifier(leaf.name))
        constant = leaf.name in CONSTANTS
        return _Text({"pi": "torch.pi", "e": "torch.e", "tau": "2 * torch.pi"}[leaf.name] if constant else identifier(leaf.name),
                     table.MULTIPLY if leaf.name == "tau" else table.ATOM, is_tensor=False)  # fmt: skip

    def call(node: Call, parts: tuple[_Text, ...]) -> _Text:
        row = FUNCTIONS[node.function]
        if node.function in ALL_TENSORS:
            parts = tuple(lifted(part) for part in parts)
        elif node.function == "where" and not (parts[1].is_tensor or parts[2].is_tensor):
            parts = (parts[0], lifted(parts[1]), parts[2])
        elif not (any(part.is_tensor for part in parts) or node.function in PLAIN or is_literal(node)):
            parts = (lifted(parts[0]), *parts[1:])
        is_tensor = any(part.is_tensor for part in parts)
        if row.symbol:
            return _Text(_operator(row, parts), row.precedence, is_tensor)
        if node.function == "number":
            return _Text(f"{_inside(parts[0], table.ATOM)}.to(torch.{dtype})")
        if node.function == "detach":
            return _Text(f"{_inside(parts[0], table.ATOM)}.detach()")
        return _Text(f"{row.torch}({', '.join(part.source for part in parts)})")

    return fold(node, number, name, call)


def _operator(row: table.Function, parts: tuple[_Text, ...]) -> str:
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


def _digits(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 2**53 else repr(value)

