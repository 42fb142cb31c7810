"""Text to tokens, with the signs people paste from documents and type with other keyboards."""

from __future__ import annotations

import re
from dataclasses import dataclass

from explorer.core.expression.errors import ExpressionError
from explorer.core.words import QT_TRANSLATE_NOOP

MAX_TEXT = 10_000

_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΦΨΩ",
        "alpha beta gamma_ delta epsilon zeta eta theta iota kappa lam mu nu xi omicron pi rho sigma tau upsilon phi chi "
        "psi_ omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega".split(),
        strict=True,
    )
)
"""Greek letters as names; gamma_ and psi_ leave gamma(…) and psi(…) to the functions, lam is not Python's lambda."""

GREEK_NAMES = frozenset(_GREEK.values()) | {"gamma", "psi", "lambda"}

# One character for one character, so that columns stay those of the text.
_PLAIN = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("−–—", "-")
    | dict.fromkeys("·⋅∙×∗", "*")
    | dict.fromkeys("÷∕⁄", "/")
    | {"、": ",", "\u00a0": " ", "\u3000": " ", "\u2009": " ", "\t": " "}
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SYMBOLS = {"≤": "<=", "≥": ">=", "≠": "!=", "^": "**", "∧": "and", "∨": "or", "¬": "not"}

_TOKEN = re.compile(
    r"""(?P<space>[ \r\f\v]+|\#[^\n]*)
      | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<name>[A-Za-z_][A-Za-z_0-9]*)
      | (?P<greek>[αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΦΨΩ])
      | (?P<power>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
      | (?P<symbol>\*\*|//|<=|>=|==|!=|[-+*/%^()\[\]{},<>=|√∛≤≥≠∧∨¬!:])
      | (?P<end>[;\n])""",
    re.VERBOSE,
)
_WORDS = frozenset({"if", "else", "and", "or", "not"})

_TOO_LONG = QT_TRANSLATE_NOOP("ExpressionError", "This text is too long: at most {limit} characters fit.")
_UNREADABLE = QT_TRANSLATE_NOOP("ExpressionError", "I cannot read '{sign}' here.")
_ATTRIBUTE = QT_TRANSLATE_NOOP(
    "ExpressionError", "A dot has no meaning here: write sin(x), not torch.sin(x) or x.sin()."
)
_TOO_LARGE = QT_TRANSLATE_NOOP("ExpressionError", "This number is too large: no float64 can hold it.")


@dataclass(frozen=True, slots=True)
class Token:
    """kind is number, name, power (a superscript), symbol (operators and words), end (of a line) or stop."""

    kind: str
    value: str
    at: int


def tokens(text: str) -> list[Token]:
    """Split `text`; the last token is always a stop. Raises ExpressionError on what cannot be read."""
    if len(text) > MAX_TEXT:
        raise ExpressionError(text, MAX_TEXT, _TOO_LONG, limit=MAX_TEXT)
    plain = text.translate(_PLAIN)
    found: list[Token] = []
    at = 0
    while at < len(plain):
        match = _TOKEN.match(plain, at)
        if match is None:
            raise ExpressionError(text, at, _ATTRIBUTE if plain[at] == "." else _UNREADABLE, sign=text[at])
        kind, value = str(match.lastgroup), match.group()
        if kind == "number":
            if float(value) == float("inf"):
                raise ExpressionError(text, at, _TOO_LARGE)
            found.append(Token("number", value, at))
        elif kind == "power":
            found.append(Token("power", value.translate(_SUPERSCRIPTS), at))
        elif kind == "greek":
            found.append(Token("name", _GREEK[value], at))
        elif kind == "name" and value in _WORDS:
            found.append(Token("symbol", value, at))
        elif kind == "symbol":
            found.append(Token("symbol", _SYMBOLS.get(value, value), at))
        elif kind != "space":
            found.append(Token(kind, value, at))
        at = match.end()
    found.append(Token("stop", "", len(text)))
    return found
