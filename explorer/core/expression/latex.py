"""The expression as LaTeX, as it was typed."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.core.expression import functions as table
from explorer.core.expression.functions import FUNCTIONS
from explorer.core.expression.tree import Call, Expression, Name, Node, Number

_GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",
    "Pi", "Sigma", "Phi", "Psi", "Omega",
}  # fmt: skip
_OTHERWISE_SPELLED = {"lam": "lambda", "omicron": "o"}
_STANDARD = {"sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "coth", "min", "max"}

_BINDS = {
    "exp": table.POWER,
    "exp2": table.POWER,
    "expm1": table.ADD,
    "mod": table.COMPARE,
    "truediv": table.NEGATE,
    "reciprocal": table.NEGATE,
    "rsqrt": table.NEGATE,
}
"""How tightly a template binds, where that is not the row's precedence: a fraction needs no brackets after a minus."""


@dataclass(frozen=True, slots=True)
class _Text:
    source: str
    binds: int = table.ATOM

    def inside(self, binds: int, after_sign: bool = False) -> str:
        """The source, in brackets where it binds less tightly or would put a minus right after another sign."""
        is_clear = self.binds >= binds and not (after_sign and self.source.startswith("-"))
        return self.source if is_clear else rf"\left({self.source}\right)"


def latex(expression: Expression, name: str = "f") -> str:
    """`f(x) = …`, preceded by the lines of names."""
    lines = [f"{_name(line)} = {_text(node).source}" for line, node in expression.lines]
    head = f"{name}({', '.join(map(_name, expression.variables))})"
    return r",\quad ".join([*lines, f"{head} = {_text(expression.body).source}"])


def _text(node: Node) -> _Text:
    if isinstance(node, Number):
        return _number(node.value)
    if isinstance(node, Name):
        return _Text(_name(node.name))
    return _call(node, [_text(argument) for argument in node.arguments])


def _number(value: float) -> _Text:
    text = f"{value:.15g}"
    if "e" not in text:
        return _Text(text)
    digits, power = text.split("e")
    power = f"10^{{{int(power)}}}"
    return _Text(power, table.POWER) if digits == "1" else _Text(rf"{digits} \cdot {power}", table.MULTIPLY)


def _name(name: str) -> str:
    letter, _, index = name.rstrip("_").partition("_")
    stem = letter.rstrip("0123456789")
    if not index and stem.isalpha():
        letter, index = stem, letter[len(stem) :]
    letter = _OTHERWISE_SPELLED.get(letter, letter)
    if letter in _GREEK:
        letter = rf"\{letter}"
    elif len(letter) > 1:
        letter = rf"\mathrm{{{letter}}}"
    index = index.replace("_", "")
    return f"{letter}_{{{index}}}" if index else letter


def _call(node: Call, parts: list[_Text]) -> _Text:
    row = FUNCTIONS[node.function]
    binds = _BINDS.get(row.name, row.precedence or table.ATOM)
    if row.name == "where":
        return _Text(_cases(node, parts), table.OR - 1)
    if row.name == "mul":
        return _Text(_product(*parts), binds)
    if row.name == "and_" and _is_chain(*node.arguments):
        return _Text(parts[0].source + _link(node.arguments[1]), table.COMPARE)
    if row.name == "pow":
        return _Text(f"{parts[0].inside(table.ATOM)}^{{{parts[1].source}}}", binds)
    if row.symbol and row.name != "truediv":
        return _Text(row.latex.format(*_operands(row, parts)), binds)
    if row.name == "mod":
        return _Text(row.latex.format(*(part.inside(table.ATOM) for part in parts)), binds)
    if row.name == "log1p":
        parts = [_Text(parts[0].inside(table.ADD, after_sign=True))]
    if row.latex:
        template = row.latex.replace("(", r"\left(").replace(")", r"\right)")
        return _Text(template.format(*(part.source for part in parts)), binds)
    name = rf"\{row.name}" if row.name in _STANDARD else rf"\operatorname{{{row.name}}}"
    return _Text(rf"{name}\left({', '.join(part.source for part in parts)}\right)")


def _operands(row: table.Function, parts: list[_Text]) -> list[str]:
    if len(parts) == 1:
        binds = table.NEGATE if row.name == "neg" else table.ATOM
        return [parts[0].inside(binds, after_sign=True)]
    right = row.precedence + (row.name == "sub")
    return [parts[0].inside(row.precedence), parts[1].inside(right, after_sign=row.precedence == table.ADD)]


def _is_chain(first: Node, second: Node) -> bool:
    """Whether two conditions stood in the text as a < b < c: their comparisons share the node in the middle."""
    while isinstance(first, Call) and first.function == "and_":
        first = first.arguments[1]
    return isinstance(first, Call) and isinstance(second, Call) and first.arguments[-1] is second.arguments[0]


def _link(comparison: Node) -> str:
    assert isinstance(comparison, Call)
    return FUNCTIONS[comparison.function].latex.format("", _text(comparison.arguments[1]).inside(table.COMPARE))


def _product(first: _Text, second: _Text) -> str:
    left = first.inside(table.MULTIPLY)
    right = second.inside(table.MULTIPLY, after_sign=True)
    # Side by side, two numbers would read as one, and a number before a fraction as their sum.
    is_dotted = right[0].isdigit() or (left[-1].isdigit() and right.startswith(r"\frac"))
    return rf"{left} \cdot {right}" if is_dotted else rf"{left}\,{right}"


def _cases(node: Call, parts: list[_Text]) -> str:
    condition, chosen, other = parts
    start, end = r"\begin{cases} ", r" \end{cases}"
    rows = [rf"{chosen.source} & \text{{if }} {condition.source}"]
    if isinstance(node.arguments[2], Call) and node.arguments[2].function == "where":
        rows.append(other.source.removeprefix(start).removesuffix(end))
    else:
        rows.append(rf"{other.source} & \text{{otherwise}}")
    return start + r" \\ ".join(rows) + end
