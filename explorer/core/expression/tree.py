"""The syntax tree: numbers, names, and calls; an operator is a call of a function with a symbol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Number:
    """A literal; `at` is its 0-based column."""

    value: float
    at: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """The variable, a parameter, a constant, or a name defined on an earlier line."""

    name: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the table applied to arguments."""

    function: str
    arguments: tuple[Node, ...]
    at: int = 0


Node = Number | Name | Call


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed text: the lines of names, the value, and which names are variables and parameters.

    Two are equal when text and variables are: the rest follows from them.
    """

    text: str
    lines: tuple[tuple[str, Node], ...] = field(compare=False)
    body: Node = field(compare=False)
    variables: tuple[str, ...]
    parameters: tuple[str, ...] = field(compare=False)

    def __str__(self) -> str:
        return self.text

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The right-hand sides in the order of the text, the value last."""
        return (*(node for _, node in self.lines), self.body)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, parents first."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Call):
            waiting.extend(reversed(node.arguments))


def depends_on(expression: Expression, names: frozenset[str]) -> frozenset[str]:
    """`names` and every name defined on a line that depends on one of them."""
    found = set(names)
    for line, node in expression.lines:
        if any(isinstance(leaf, Name) and leaf.name in found for leaf in walk(node)):
            found.add(line)
        else:
            found.discard(line)
    return frozenset(found)
