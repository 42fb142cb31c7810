"""The expression as LaTeX, as it was typed."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.core.expression import functions as table
from explorer.core.expression.functions import FUNCTIONS
from explorer.core.expression.tree import Call, Expression, Name, Node, Number, fold

_GREEK = frozenset(
    "alpha beta delta epsilon zeta eta theta iota kappa mu nu xi pi rho sigma tau upsilon phi chi omega "
    "Gamma Delta Theta Lambda Xi Sigma Phi Psi Omega".split()
)
_STANDARD = frozenset("sin cos tan sec csc cot sinh cosh tanh coth log min max".split())


@dataclass(frozen=True, slots=True)
class _Text:
    source: str
    binds: int = table.ATOM
    starts_with_digit: bool = False


def latex(expression: Expression, name: str = "f") -> str:
    """`f(x) = …`, preceded by the lines of names."""
    lines = [rf"{_name(line)} = {_text(node).source}" for line, node in expression.lines]
    head = f"{name}({', '.join(expression.variables)})"
    return r",\quad ".join([*lines, f"{head} = {_text(expression.body).source}"])


def _text(node: Node) -> _Text:
    return fold(node, _number, lambda leaf: _Text(_name(leaf.name)), _call)


def _number(leaf: Number) -> _Text:
    text = f"{leaf.value:.15g}"
    if "e" not in text:
        return _Text(text, starts_with_digit=True)
    digits, power = text.split("e")
    return _Text(rf"{digits} \cdot 10^{{{int(power)}}}", table.MULTIPLY, starts_with_digit=True)


def _name(name: str) -> str:
    letter, _, index = name.strip("_").partition("_")
    if not index and letter[-1:].isdigit() and letter.rstrip("0123456789").isalpha():
        stem = letter.rstrip("0123456789")
        letter, index = stem, letter[len(stem) :]
    letter = {"lam": "lambda", "gamma": "gamma", "psi": "psi"}.get(letter, letter)
    if letter in _GREEK or letter in ("lambda", "gamma", "psi"):
        letter = f"\\{letter}"
    elif len(letter) > 1:
        letter = rf"\mathrm{{{letter}}}"
    index = index.replace("_", "")
    return f"{letter}_{{{index}}}" if index else letter


def _call(node: Call, parts: tuple[_Text, ...]) -> _Text:
    row = FUNCTIONS[node.function]
    if node.function == "pow":
        base = parts[0].source if parts[0].binds == table.ATOM else _brackets(parts[0].source)
        return _Text(f"{base}^{{{parts[1].source}}}", table.POWER, parts[0].starts_with_digit)
    if node.function == "mul":
        left, right = (_inside(part, table.MULTIPLY) for part in parts)
        if right.startswith("-"):
            right = _brackets(right)
        sign = r" \cdot " if parts[1].starts_with_digit else r"\,"
        return _Text(f"{left}{sign}{right}", table.MULTIPLY, parts[0].starts_with_digit)
    if node.function == "where":
        return _Text(_cases(node, parts))
    if node.function == "truediv":
        return _Text(row.latex.format(*(part.source for part in parts)), table.MULTIPLY)
    if row.symbol:
        tight = [row.precedence, row.precedence + (row.name in ("sub", "neg"))]
        sides = [_inside(part, tight[min(side, 1)]) for side, part in enumerate(parts)]
        return _Text(row.latex.format(*sides), row.precedence)
    if node.function in ("exp", "exp2", "expm1"):
        return _Text(row.latex.format(parts[0].source), table.POWER if node.function != "expm1" else table.ADD)
    if node.function == "mod":
        return _Text(row.latex.format(*(_inside(part, table.ATOM) for part in parts)), table.ADD)
    if row.latex:
        text = row.latex.format(*(part.source for part in parts))
        return _Text(text.replace("(", r"\left(").replace(")", r"\right)") if "({0})" in row.latex else text)
    name = f"\\{row.name}" if row.name in _STANDARD else rf"\operatorname{{{row.name.replace('_', ' ')}}}"
    return _Text(name + _brackets(", ".join(part.source for part in parts)))


def _cases(node: Call, parts: tuple[_Text, ...]) -> str:
    condition, chosen, other = parts
    rows = [rf"{chosen.source} & {condition.source}"]
    prefix = r"\begin{cases} "
    if isinstance(node.arguments[2], Call) and node.arguments[2].function == "where":
        rows.append(other.source.removeprefix(prefix).removesuffix(r" \end{cases}"))
    else:
        rows.append(rf"{other.source} & \text{{otherwise}}")
    return prefix + r" \\ ".join(rows) + r" \end{cases}"


def _inside(text: _Text, binds: int) -> str:
    return text.source if text.binds >= binds else _brackets(text.source)


def _brackets(source: str) -> str:
    return rf"\left({source}\right)"
