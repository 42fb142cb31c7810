"""Tokens to the syntax tree: a precedence climber with the habits of graphing tools."""

from __future__ import annotations

import difflib
import keyword
from collections.abc import Callable
from math import isfinite

from explorer.core.expression import functions as table
from explorer.core.expression.errors import ExpressionError
from explorer.core.expression.functions import BESSEL_LIKE, CONSTANTS, FUNCTIONS, WORDS
from explorer.core.expression.lexer import GREEK_NAMES, Token, tokens
from explorer.core.expression.tree import Call, Expression, Name, Node, Number, walk
from explorer.core.words import QT_TRANSLATE_NOOP

MAX_NESTING = 80
MAX_DEPTH = 200
MAX_PARAMETERS = 20

_EMPTY = QT_TRANSLATE_NOOP("ExpressionError", "Type a function of {variable}, for example sin({variable}).")
_ENDS_EARLY = QT_TRANSLATE_NOOP("ExpressionError", "The text ends too early: something is missing here.")
_UNEXPECTED = QT_TRANSLATE_NOOP("ExpressionError", "I did not expect '{sign}' here.")
_MISSING_OPERATOR = QT_TRANSLATE_NOOP("ExpressionError", "An operator is missing before '{sign}'.")
_UNCLOSED = QT_TRANSLATE_NOOP("ExpressionError", "The bracket '{sign}' is never closed.")
_WRONG_CLOSE = QT_TRANSLATE_NOOP("ExpressionError", "'{sign}' closes nothing: '{wanted}' was expected.")
_TOO_NESTED = QT_TRANSLATE_NOOP("ExpressionError", "This is nested too deeply to read.")
_UNKNOWN = QT_TRANSLATE_NOOP("ExpressionError", "'{name}' is not a function I know.")
_UNKNOWN_SUGGEST = QT_TRANSLATE_NOOP("ExpressionError", "'{name}' is not a function I know. Did you mean {suggestion}?")
_NEEDS_BRACKETS = QT_TRANSLATE_NOOP("ExpressionError", "{name} needs a value: {name}({variable}).")
_COUNT = QT_TRANSLATE_NOOP("ExpressionError", "{name} takes {wanted} values in its brackets; here it has {count}.")
_NEEDS_CONDITION = QT_TRANSLATE_NOOP("ExpressionError", "A condition such as {variable} > 0 is needed here.")
_INVERSE = QT_TRANSLATE_NOOP(
    "ExpressionError", "{name} to the power −1 is ambiguous: write a{name}({variable}) or 1/{name}({variable})."
)
_EQUALS = QT_TRANSLATE_NOOP("ExpressionError", "A single = only gives a name to a line; write == to compare.")
_RESERVED = QT_TRANSLATE_NOOP("ExpressionError", "'{name}' already has a meaning and cannot be given another.")
_NO_VALUE = QT_TRANSLATE_NOOP("ExpressionError", "The last line must be the value, such as u*{variable}.")
_PYTHON_WORD = QT_TRANSLATE_NOOP("ExpressionError", "'{name}' is a word of Python that has no meaning here.")
_NO_ELSE = QT_TRANSLATE_NOOP("ExpressionError", "'if' needs an 'else': a if {variable} > 0 else b.")
_PIECEWISE = QT_TRANSLATE_NOOP(
    "ExpressionError", "piecewise takes condition, value, …, and one value for the rest: piecewise({variable} < 0, 0, 1)."
)
_TOO_MANY_NAMES = QT_TRANSLATE_NOOP("ExpressionError", "There are more than {limit} parameters here.")
_CONSTANT_TOO_LARGE = QT_TRANSLATE_NOOP("ExpressionError", "This number is too large: no float64 can hold it.")
_CONSTANT_UNDEFINED = QT_TRANSLATE_NOOP("ExpressionError", "This has no real value.")

_BINARY = {row.symbol: row for row in table.TABLE if row.symbol and row.arguments == (2, 2) and row.precedence >= table.COMPARE}
_BINARY |= {"//": FUNCTIONS["floordiv"], "%": FUNCTIONS["mod"], "and": FUNCTIONS["and_"], "or": FUNCTIONS["or_"]}
_PRECEDENCE = {symbol: row.precedence or table.MULTIPLY for symbol, row in _BINARY.items()}
_CLOSES = {"(": ")", "[": "]", "{": "}"}


def parse(text: str, variables: tuple[str, ...] = ("x",)) -> Expression:
    """Read one expression in `variables`.

    Raises ExpressionError, with the column, for everything that is not one; never runs any of the text.
    """
    return _Parser(text, variables).program()


def parse_definition(text: str, names: tuple[str, ...], conditions: bool) -> Node:
    """Read a definition of the function table over `names`; with `conditions` they are true or false."""
    parser = _Parser(text, names)
    if conditions:
        parser.condition_names.update(names)
    return parser.program().body


class _Parser:
    def __init__(self, text: str, variables: tuple[str, ...]) -> None:
        self.text = text
        self.variables = variables
        self.tokens = tokens(text)
        self.here = 0
        self.open: list[str] = []
        self.nesting = 0
        self.lines: dict[str, Node] = {}
        self.condition_names: set[str] = set()
        self.parameters: list[str] = []

    # -- tokens

    @property
    def token(self) -> Token:
        return self.tokens[self.here]

    def is_symbol(self, *values: str) -> bool:
        return self.token.kind == "symbol" and self.token.value in values

    def take(self) -> Token:
        token = self.token
        self.here += 1
        if self.open and self.open[-1] != "|":
            self.skip_line_ends()
        return token

    def skip_line_ends(self) -> None:
        while self.token.kind == "end" and self.token.value == "\n":
            self.here += 1

    def error(self, template: str, at: int | None = None, **values: object) -> ExpressionError:
        values.setdefault("variable", self.variables[0])
        return ExpressionError(self.text, self.token.at if at is None else at, template, **values)

    def unexpected(self) -> ExpressionError:
        token = self.token
        if token.kind == "stop" or (token.kind == "end" and token.value == "\n"):
            return self.error(_ENDS_EARLY)
        if token.value == "=":
            return self.error(_EQUALS)
        if token.value in (")", "]", "}") and self.open:
            wanted = _CLOSES.get(self.open[-1], "|")
            if token.value != wanted:
                return self.error(_WRONG_CLOSE, sign=token.value, wanted=wanted)
        return self.error(_UNEXPECTED, sign=self.text[token.at : token.at + max(1, len(token.value))])

    # -- lines

    def program(self) -> Expression:
        body: Node | None = None
        while True:
            while self.token.kind == "end":
                self.here += 1
            if self.token.kind == "stop":
                break
            if body is not None:  # the line before was a value, and it was not the last
                raise self.error(_NO_VALUE)
            body = self.line()
            if self.token.kind not in ("end", "stop"):
                raise self.error(_MISSING_OPERATOR, sign=self.token.value) if self.starts_operand() else self.unexpected()
        if body is None:
            raise self.error(_NO_VALUE if self.lines else _EMPTY, 0 if not self.lines else None)
        body = self.as_number(body)
        for node in (*self.lines.values(), body):
            self.check_depth(node)
            self.check_constants(node)
        used = dict.fromkeys(self.parameters)
        return Expression(self.text, tuple(self.lines.items()), body, self.variables, tuple(used))

    def line(self) -> Node | None:
        """One line: a value, or None where it gave a name."""
        name = self.heading()
        if name is None:
            return self.expression()
        value = self.expression()
        is_last = all(token.kind in ("end", "stop") for token in self.tokens[self.here :])
        if is_last:
            return value  # y = …, f(x) = …: the name of the result is decoration
        if name.value in self.variables or name.value in CONSTANTS or name.value in WORDS or keyword.iskeyword(name.value):
            raise self.error(_RESERVED, name.at, name=name.value)
        if self.is_condition(value):
            self.condition_names.add(name.value)
        else:
            self.condition_names.discard(name.value)
        if name.value in self.lines or name.value in self.parameters:
            raise self.error(_RESERVED, name.at, name=name.value)
        self.lines[name.value] = value
        return None

    def heading(self) -> Token | None:
        """`name =` or `f(x) =` at the start of a line, taken; None (and nothing taken) otherwise."""
        kinds = [token.value for token in self.tokens[self.here : self.here + 5]]
        name = self.token
        if name.kind != "name" or len(kinds) < 2:
            return None
        if kinds[1] == "=":
            self.here += 2
            return name
        if len(kinds) == 5 and kinds[1] == "(" and kinds[2] in self.variables and kinds[3:] == [")", "="]:
            self.here += 5
            return name
        return None

    # -- expressions

    def expression(self) -> Node:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.error(_TOO_NESTED)
        value = self.binary(table.OR)
        if self.is_symbol("if"):
            at = self.take().at
            condition = self.binary(table.OR)
            if not self.is_symbol("else"):
                raise self.error(_NO_ELSE)
            self.take()
            value = self.call("where", (condition, value, self.expression()), at)
        self.nesting -= 1
        return value

    def binary(self, loosest: int) -> Node:
        left = self.unary()
        while True:
            token = self.token
            if token.kind == "symbol" and token.value in _PRECEDENCE:
                precedence = _PRECEDENCE[token.value]
                if precedence < loosest or token.value == "**":
                    return left
                if precedence == table.COMPARE:
                    left = self.comparison(left)
                    continue
                self.take()
                left = self.call(_BINARY[token.value].name, (left, self.binary(precedence + 1)), token.at)
            elif self.starts_operand() and token.kind != "number" and loosest <= table.MULTIPLY:
                left = self.times(left, self.unary(), token.at)
            else:
                return left

    def comparison(self, left: Node) -> Node:
        """a < b < c, each neighbour compared, as in Python and in mathematics."""
        chain: Node | None = None
        while self.token.kind == "symbol" and _PRECEDENCE.get(self.token.value) == table.COMPARE:
            sign = self.take()
            right = self.binary(table.COMPARE + 1)
            link = self.call(_BINARY[sign.value].name, (left, right), sign.at)
            chain = link if chain is None else self.call("and_", (chain, link), sign.at)
            left = right
        assert chain is not None
        return chain

    def unary(self) -> Node:
        token = self.token
        if not self.is_symbol("-", "+", "not"):
            return self.power()
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.error(_TOO_NESTED)
        self.take()
        if token.value == "not":
            value = self.call("invert", (self.binary(table.COMPARE),), token.at)
        else:
            value = self.unary()
            if token.value == "-":
                value = self.call("neg", (value,), token.at)
        self.nesting -= 1
        return value

    def power(self) -> Node:
        base = self.postfix()
        if not self.is_symbol("**"):
            return base
        at = self.take().at
        return self.call("pow", (base, self.unary()), at)

    def postfix(self) -> Node:
        value = self.operand()
        while self.token.kind == "power" or self.is_symbol("!"):
            token = self.take()
            if token.kind == "power":
                value = self.call("pow", (value, _signed(token)), token.at)
            else:
                value = self.call("gamma", (self.call("add", (value, Number(1.0, token.at)), token.at),), token.at)
        return value

    def starts_operand(self) -> bool:
        if self.token.kind in ("number", "name"):
            return True
        return self.is_symbol("(", "[", "{", "√", "∛") or (self.is_symbol("|") and "|" not in self.open[-1:])

    def operand(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.take()
            return Number(float(token.value), token.at)
        if token.kind == "name":
            return self.name()
        if self.is_symbol("(", "[", "{", "|"):
            (value,) = self.bracket(lambda: [self.expression()])
            return self.call("abs", (value,), token.at) if token.value == "|" else value
        if self.is_symbol("√", "∛"):
            self.nesting += 1
            if self.nesting > MAX_NESTING:
                raise self.error(_TOO_NESTED)
            self.take()
            value = self.call("sqrt" if token.value == "√" else "cbrt", (self.postfix(),), token.at)
            self.nesting -= 1
            return value
        raise self.unexpected()

    def bracket(self, inside: Callable[[], list[Node]]) -> list[Node]:
        """The opening sign here, what `inside` reads, and the closing sign."""
        opening = self.token
        self.open.append(opening.value)
        self.take()
        values = inside()
        closing = _CLOSES.get(opening.value, "|")
        if not self.is_symbol(closing):
            if self.token.kind in ("stop", "end"):
                raise self.error(_UNCLOSED, opening.at, sign=opening.value)
            if self.starts_operand():
                raise self.error(_MISSING_OPERATOR, sign=self.token.value)
            raise self.unexpected()
        self.open.pop()
        self.take()
        return values

    def argument_list(self) -> list[Node]:
        if self.is_symbol(")"):
            return []
        values = [self.expression()]
        while self.is_symbol(","):
            self.take()
            values.append(self.expression())
        return values

    # -- names

    def name(self) -> Node:
        token = self.take()
        name, before_bracket = token.value, self.is_symbol("(")
        if name in self.variables or name in self.lines or name in self.condition_names or name in CONSTANTS:
            return Name(name, token.at)
        if name == "piecewise" and before_bracket:
            return self.piecewise(token)
        if name in WORDS and (before_bracket or name not in BESSEL_LIKE):
            if name in ("gamma", "psi") and not before_bracket:
                return self.parameter(token)
            return self.application(token)
        if before_bracket and len(name) > 1 and name not in GREEK_NAMES:
            raise self.unknown(token)
        return self.parameter(token)

    def parameter(self, token: Token) -> Node:
        if keyword.iskeyword(token.value):
            raise self.error(_PYTHON_WORD, token.at, name=token.value)
        if token.value not in self.parameters:
            self.parameters.append(token.value)
            if len(self.parameters) > MAX_PARAMETERS:
                raise self.error(_TOO_MANY_NAMES, token.at, limit=MAX_PARAMETERS)
        return Name(token.value, token.at)

    def unknown(self, token: Token) -> ExpressionError:
        name = token.value
        if name.startswith("_") or keyword.iskeyword(name):
            return self.error(_UNKNOWN, token.at, name=name)
        close = difflib.get_close_matches(name.lower(), WORDS, n=1, cutoff=0.6)
        for variable in self.variables:  # xsin(x): a product written without a space
            if name.startswith(variable) and name[len(variable) :] in WORDS:
                close = [f"{variable}*{name[len(variable) :]}"]
        if close:
            return self.error(_UNKNOWN_SUGGEST, token.at, name=name, suggestion=close[0])
        return self.error(_UNKNOWN, token.at, name=name)

    def application(self, token: Token) -> Node:
        """sin(x), sin x, sin²x, sin^2(x)."""
        row = WORDS[token.value]
        exponent: Node | None = None
        if self.token.kind == "power":
            exponent = _signed(self.take())
        elif self.is_symbol("**") and self.tokens[self.here + 1].kind == "number":
            self.take()
            exponent = _signed(self.take())
        elif self.is_symbol("**") and [t.value for t in self.tokens[self.here + 1 : self.here + 3]] == ["-", "1"]:
            raise self.error(_INVERSE, token.at, name=token.value)
        if exponent == Number(-1.0, getattr(exponent, "at", 0)):
            raise self.error(_INVERSE, token.at, name=token.value)
        if self.is_symbol("("):
            self.nesting += 1
            arguments = self.bracket(self.argument_list)
            self.nesting -= 1
        elif self.starts_operand() and row.arguments[0] == 1:
            arguments = [self.bare_argument()]
        else:
            raise self.error(_NEEDS_BRACKETS, token.at, name=token.value)
        value = self.apply(row.name, arguments, token)
        return value if exponent is None else self.call("pow", (value, exponent), token.at)

    def bare_argument(self) -> Node:
        """The product after a function without brackets: sin 2x is sin(2x), sin x cos x is sin(x)·cos(x)."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.error(_TOO_NESTED)
        value = self.power()
        while self.starts_operand() and self.token.kind != "number" and self.token.value not in WORDS:
            value = self.times(value, self.power(), self.token.at)
        self.nesting -= 1
        return value

    def apply(self, name: str, arguments: list[Node], token: Token) -> Node:
        row = FUNCTIONS[name]
        least, most = row.arguments
        if not least <= len(arguments) <= most:
            count = str(least) if least == most else f"{least}+" if most == table.ANY else f"{least}–{most}"
            raise self.error(_COUNT, token.at, name=token.value, wanted=count, count=len(arguments))
        if most == table.ANY:  # max(a, b, c) is max(max(a, b), c)
            value = arguments[0]
            for argument in arguments[1:]:
                value = self.call(name, (value, argument), token.at)
            return value
        missing = most - len(arguments)
        filled = [*arguments, *(Number(default, token.at) for default in row.defaults[len(row.defaults) - missing :])]
        return self.call(name, tuple(filled if missing else arguments), token.at)

    def piecewise(self, token: Token) -> Node:
        arguments = self.bracket(self.argument_list)
        if len(arguments) < 3 or len(arguments) % 2 == 0:
            raise self.error(_PIECEWISE, token.at)
        value = arguments[-1]
        for condition, branch in zip(arguments[-3::-2], arguments[-2::-2], strict=True):
            value = self.call("where", (condition, branch, value), token.at)
        return value

    # -- building

    def is_condition(self, node: Node) -> bool:
        if isinstance(node, Name):
            return node.name in self.condition_names
        return isinstance(node, Call) and FUNCTIONS[node.function].returns_bool

    def as_number(self, node: Node) -> Node:
        return Call("number", (node,), node.at) if self.is_condition(node) else node

    def call(self, function: str, arguments: tuple[Node, ...], at: int) -> Call:
        row = FUNCTIONS[function]
        checked = []
        for index, argument in enumerate(arguments):
            if not row.wants_condition(index):
                argument = self.as_number(argument)
            elif not self.is_condition(argument):
                raise self.error(_NEEDS_CONDITION, argument.at)
            checked.append(argument)
        return Call(function, tuple(checked), at)

    def times(self, left: Node, right: Node, at: int) -> Node:
        return self.call("mul", (left, right), at)

    # -- limits

    def check_depth(self, node: Node) -> None:
        level: list[Node] = [node]
        for _ in range(MAX_DEPTH):
            level = [argument for call in level if isinstance(call, Call) for argument in call.arguments]
            if not level:
                return
        raise self.error(_TOO_NESTED, level[0].at)

    def check_constants(self, root: Node) -> None:
        """Arithmetic on literals alone must have a finite real value: Python, not torch, computes it in a script."""
        values: dict[int, float] = {}
        for node in reversed(list(walk(root))):
            if isinstance(node, Number):
                values[id(node)] = node.value
            elif isinstance(node, Name) and node.name in CONSTANTS:
                values[id(node)] = CONSTANTS[node.name]
            elif isinstance(node, Call) and node.function in _ARITHMETIC and all(id(a) in values for a in node.arguments):
                try:
                    value = _ARITHMETIC[node.function](*(values[id(a)] for a in node.arguments))
                except OverflowError:
                    value = float("inf")
                except ZeroDivisionError:
                    raise self.error(_CONSTANT_UNDEFINED, node.at) from None
                if isinstance(value, complex):
                    raise self.error(_CONSTANT_UNDEFINED, node.at)
                if not isfinite(value):
                    raise self.error(_CONSTANT_TOO_LARGE, node.at)
                values[id(node)] = value


_ARITHMETIC: dict[str, Callable[..., float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "truediv": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "neg": lambda a: -a,
}


def _signed(token: Token) -> Node:
    value = Number(abs(float(token.value)), token.at)
    return Call("neg", (value,), token.at) if token.value.startswith("-") else value
