"""Tokens to the syntax tree: a precedence climber with the habits of graphing tools."""

from __future__ import annotations

import difflib
import keyword
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from explorer.core.expression import functions as table
from explorer.core.expression import messages
from explorer.core.expression.errors import ExpressionError
from explorer.core.expression.functions import ALSO_NAMES, BINARY, CONSTANTS, FUNCTIONS, WORDS
from explorer.core.expression.lexer import GREEK_NAMES, Token, tokens
from explorer.core.expression.limits import check
from explorer.core.expression.tree import Call, Expression, Name, Node, Number

MAX_PARAMETERS = 20

MAX_NESTING = 40
"""Brackets, signs and powers inside one another; each costs up to 16 of Python's 1,000 stack frames."""

_MEANINGS = CONSTANTS.keys() | WORDS.keys() - ALSO_NAMES
_CLOSES = {"(": ")", "[": "]", "{": "}", "|": "|"}


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

    def skip_line_ends(self, *signs: str) -> None:
        while self.token.kind == "end" and self.token.value in (signs or "\n"):
            self.here += 1

    @contextmanager
    def deeper(self) -> Iterator[None]:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.error(messages.TOO_NESTED)
        yield
        self.nesting -= 1

    def error(self, template: str, at: int | None = None, **values: object) -> ExpressionError:
        at = self.token.at if at is None else at
        return ExpressionError(self.text, at, template, **{"variable": self.variables[0], **values})

    def unexpected(self) -> ExpressionError:
        token = self.token
        if token.kind == "stop" or token.typed == "\n":
            return self.error(messages.ENDS_EARLY)
        if token.value == "=":
            return self.error(messages.EQUALS)
        if token.value in (")", "]", "}") and self.open and token.value != _CLOSES[self.open[-1]]:
            return self.error(messages.WRONG_CLOSE, sign=token.typed, wanted=_CLOSES[self.open[-1]])
        if self.starts_operand():
            return self.error(messages.MISSING_OPERATOR, sign=token.typed)
        return self.error(messages.UNEXPECTED, sign=token.typed)

    # -- lines

    def program(self) -> Expression:
        body: Node | None = None
        start = 0
        self.skip_line_ends("\n", ";")
        while self.token.kind != "stop":
            if body is not None:  # the line before was a value, and it was not the last
                raise self.error(messages.UNNAMED_LINE, start)
            start = self.token.at
            body = self.line()
            self.skip_line_ends("\n", ";")
        if body is None:
            raise self.error(messages.EMPTY, 0)
        body = self.as_number(body)
        for node in (*self.lines.values(), body):
            check(self.text, node)
        return Expression(self.text, tuple(self.lines.items()), body, self.variables, tuple(self.parameters))

    def line(self) -> Node | None:
        """One line: a value, or None where it gave a name."""
        name, of_variables = self.heading()
        value = self.expression()
        if self.token.kind not in ("end", "stop"):
            raise self.unexpected()
        if name is None:
            return value
        if name.value in {*self.variables, *self.lines, *_MEANINGS} or keyword.iskeyword(name.value):
            raise self.error(messages.RESERVED, name.at, name=name.typed)
        if all(token.kind in ("end", "stop") for token in self.tokens[self.here :]):
            return value  # y = …, f(x) = … on the last line: the name is decoration
        if of_variables:
            raise self.error(messages.ONLY_LAST, name.at, name=name.typed)
        if name.value in self.parameters:
            raise self.error(messages.RESERVED, name.at, name=name.typed)
        if self.is_condition(value):
            self.condition_names.add(name.value)
        self.lines[name.value] = value
        return None

    def heading(self) -> tuple[Token | None, bool]:
        """The name of `name =` or, with True, of `name(x) =` at the start of a line, both taken; or None."""
        name = self.token
        of_variables = ["(", *" , ".join(self.variables).split(), ")", "="]
        for opening in (["="], of_variables):
            end = self.here + 1 + len(opening)
            if name.kind == "name" and [token.value for token in self.tokens[self.here + 1 : end]] == opening:
                self.here = end
                return name, opening is of_variables
        return None, False

    # -- expressions

    def expression(self) -> Node:
        with self.deeper():
            value = self.binary(table.OR)
            if not self.is_symbol("if"):
                return value
            at = self.take().at
            condition = self.binary(table.OR)
            if not self.is_symbol("else"):
                raise self.unexpected() if self.is_symbol("=") else self.error(messages.NO_ELSE)
            self.take()
            return self.call("where", (condition, value, self.expression()), at)

    def binary(self, loosest: int) -> Node:
        left = self.unary()
        while True:
            token = self.token
            if token.kind == "symbol" and token.value in BINARY:
                precedence, function = BINARY[token.value]
                if precedence < loosest:
                    return left
                if precedence == table.COMPARE:
                    left = self.comparison(left)
                    continue
                self.take()
                left = self.call(function, (left, self.binary(precedence + 1)), token.at)
            elif self.starts_factor() and loosest <= table.MULTIPLY:
                left = self.call("mul", (left, self.power()), token.at)
            else:
                return left

    def comparison(self, left: Node) -> Node:
        """a < b < c, each neighbour compared, as in Python and in mathematics."""
        chain: Node | None = None
        while self.token.kind == "symbol" and BINARY.get(self.token.value, (0, ""))[0] == table.COMPARE:
            sign = self.take()
            right = self.binary(table.COMPARE + 1)
            link = self.call(BINARY[sign.value][1], (left, right), sign.at)
            chain = link if chain is None else self.call("and_", (chain, link), sign.at)
            left = right
        assert chain is not None
        return chain

    def unary(self) -> Node:
        token = self.token
        if not self.is_symbol("-", "+", "not"):
            return self.power()
        with self.deeper():
            self.take()
            if token.value == "not":
                return self.call("invert", (self.binary(table.COMPARE),), token.at)
            value = self.unary()
            return self.call("neg", (value,), token.at) if token.value == "-" else value

    def power(self) -> Node:
        base = self.postfix()
        if not self.is_symbol("**"):
            return base
        with self.deeper():
            at = self.take().at
            return self.call("pow", (base, self.unary()), at)

    def postfix(self) -> Node:
        value = self.operand()
        while self.token.kind == "power" or self.is_symbol("!"):
            token = self.take()
            if token.kind == "power":
                value = self.call("pow", (value, _number(token.value, token.at)), token.at)
            else:
                above = self.call("add", (value, Number(1.0, token.at)), token.at)
                value = self.call("gamma", (above,), token.at)
        return value

    def starts_operand(self) -> bool:
        return self.token.kind == "number" or self.starts_factor()

    def starts_factor(self) -> bool:
        """Whether an operand begins here that may stand after another without a sign: 2x, but not x 2."""
        if self.is_symbol("|"):
            return self.open[-1:] != ["|"]
        return self.token.kind == "name" or self.is_symbol("(", "[", "{", "√", "∛")

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
            with self.deeper():
                self.take()
                return self.call("sqrt" if token.value == "√" else "cbrt", (self.postfix(),), token.at)
        raise self.unexpected()

    def bracket(self, inside: Callable[[], list[Node]]) -> list[Node]:
        """The opening sign here, what `inside` reads, and the closing sign."""
        opening = self.token
        self.open.append(opening.value)
        self.take()
        values = inside()
        if self.token.kind in ("stop", "end"):
            raise self.error(messages.UNCLOSED, opening.at, sign=opening.typed)
        if not self.is_symbol(_CLOSES[opening.value]):
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
        if name in self.variables or name in self.lines or name in CONSTANTS:
            return Name(name, token.at)
        if name == "piecewise" and before_bracket:
            return self.piecewise(token)
        if name in WORDS and (before_bracket or name not in ALSO_NAMES):
            return self.application(token)
        if before_bracket and len(name) > 1 and name not in GREEK_NAMES:
            raise self.unknown(token)
        return self.parameter(token)

    def parameter(self, token: Token) -> Node:
        if keyword.iskeyword(token.value):
            raise self.error(messages.PYTHON_WORD, token.at, name=token.typed)
        if token.value not in self.parameters:
            self.parameters.append(token.value)
        if len(self.parameters) > MAX_PARAMETERS:
            raise self.error(messages.TOO_MANY_NAMES, token.at, limit=MAX_PARAMETERS)
        return Name(token.value, token.at)

    def unknown(self, token: Token) -> ExpressionError:
        name = token.value
        close = difflib.get_close_matches(name.lower(), WORDS, n=1, cutoff=0.7)
        for variable in self.variables:  # xsin(x): a product written without a space
            if name.startswith(variable) and name[len(variable) :] in WORDS:
                close = [f"{variable}*{name[len(variable) :]}"]
        if close and not keyword.iskeyword(name):
            return self.error(messages.UNKNOWN_SUGGEST, token.at, name=name, suggestion=close[0])
        return self.error(messages.UNKNOWN, token.at, name=name)

    def application(self, token: Token) -> Node:
        """sin(x), sin x, sin²x, sin^2(x)."""
        row = WORDS[token.value]
        exponent = self.exponent(token)
        if self.is_symbol("("):
            arguments = self.bracket(self.argument_list)
        elif self.starts_operand() and row.arguments[0] == 1:
            arguments = [self.bare_argument()]
        else:
            raise self.error(messages.NEEDS_BRACKETS, token.at, name=token.typed)
        value = self.apply(row.name, arguments, token)
        return value if exponent is None else self.call("pow", (value, exponent), token.at)

    def exponent(self, token: Token) -> Node | None:
        """The power between the name of a function and its argument, if there is one."""
        at = self.token.at
        text = ""
        if self.token.kind == "power":
            text = self.take().value
        elif self.is_symbol("**"):
            ahead = self.tokens[self.here + 1 : self.here + 3]
            signed = ahead[0].value == "-" and ahead[1].kind == "number"
            if signed or ahead[0].kind == "number":
                self.take()
                text = (self.take().value if signed else "") + self.take().value
        if not text:
            return None
        if float(text) == -1:
            has_inverse = f"a{token.value}" in WORDS
            template = messages.INVERSE if has_inverse else messages.RECIPROCAL
            raise self.error(template, token.at, name=token.typed)
        return _number(text, at)

    def bare_argument(self) -> Node:
        """The product after a function without brackets: sin 2x is sin(2x), sin x cos x is sin(x)·cos(x)."""
        with self.deeper():
            value = self.power()
            while self.starts_factor() and self.token.value not in WORDS:
                at = self.token.at
                value = self.call("mul", (value, self.power()), at)
            return value

    def apply(self, name: str, arguments: list[Node], token: Token) -> Node:
        row = FUNCTIONS[name]
        least, most = row.arguments
        count = len(arguments)
        if not least <= count <= most:
            template = messages.COUNT_ONE if most == 1 else messages.COUNT
            wanted = str(least) if least == most else f"{least}+" if most == table.ANY else f"{least}–{most}"
            raise self.error(template, token.at, name=token.typed, wanted=wanted, count=count)
        if most == table.ANY:  # max(a, b, c) is max(max(a, b), c)
            value = arguments[0]
            for argument in arguments[1:]:
                value = self.call(name, (value, argument), token.at)
            return value
        defaults = [Number(value, token.at) for value in row.defaults]
        return self.call(name, (*arguments, *defaults[count - least :]), token.at)

    def piecewise(self, token: Token) -> Node:
        arguments = self.bracket(self.argument_list)
        if len(arguments) < 3 or len(arguments) % 2 == 0:
            raise self.error(messages.PIECEWISE, token.at)
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
                raise self.error(messages.NEEDS_CONDITION, argument.at)
            checked.append(argument)
        return Call(function, tuple(checked), at)


def _number(text: str, at: int) -> Node:
    value = Number(abs(float(text)), at)
    return Call("neg", (value,), at) if text.startswith("-") else value
