"""Text to tokens, with the signs people paste from documents and type with other keyboards."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from explorer.core.expression import messages
from explorer.core.expression.errors import ExpressionError

MAX_TEXT = 2_000
MAX_WORD = 40

_LETTERS = "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΦΨΩ"
_SPELLED = (
    "alpha beta gamma_ delta epsilon zeta eta theta iota kappa lam mu nu xi omicron pi rho sigma tau upsilon "
    "phi chi psi_ omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
_GREEK = dict(zip(_LETTERS, _SPELLED.split(), strict=True))
"""gamma_ and psi_ leave gamma(…) and psi(…) to the functions; lam is not Python's lambda."""

GREEK_NAMES = frozenset(_GREEK.values()) | {"gamma", "psi"}

# One character for one character, so that columns stay those of the text.
_LOOKALIKES = str.maketrans(
    dict.fromkeys("−–—", "-")
    | dict.fromkeys("·⋅∙×∗", "*")
    | dict.fromkeys("÷∕⁄", "/")
    | dict.fromkeys("⩽≦", "≤")
    | dict.fromkeys("⩾≧", "≥")
    | dict.fromkeys("\t\u200b\u2060\u2061\u2062\ufeff", " ")
    | {"、": ","}
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SYMBOLS = {"≤": "<=", "≥": ">=", "≠": "!=", "^": "**", "∧": "and", "∨": "or", "¬": "not"}

_TOKEN = re.compile(
    rf"""(?P<space>[ \r\f\v]+|\#[^\n]*)
      | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<name>[A-Za-z][A-Za-z_0-9]*)
      | (?P<greek>[{_LETTERS}](?:_[A-Za-z_0-9]*|[0-9]+)?)
      | (?P<power>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
      | (?P<symbol>\*\*|//|<=|>=|==|!=|[-+*/%^()\[\]{{}},<>=|√∛≤≥≠∧∨¬!:])
      | (?P<end>[;\n])""",
    re.VERBOSE,
)
_WORDS = frozenset({"if", "else", "and", "or", "not"})


class Token(NamedTuple):
    """kind is number, name, power (a superscript), symbol (operators and words), end (of a line) or stop.

    `value` is in plain ASCII, `typed` as it stands in the text, from column `at`.
    """

    kind: str
    value: str
    at: int
    typed: str


def tokens(text: str) -> list[Token]:
    """Split `text`; the last token is always a stop. Raises ExpressionError on what cannot be read."""
    if len(text) > MAX_TEXT:
        raise ExpressionError(text, MAX_TEXT, messages.TOO_LONG, limit=MAX_TEXT)
    plain = text if text.isascii() else "".join(map(_plain, text))
    plain = plain.translate(_LOOKALIKES)
    found: list[Token] = []
    at = 0
    while at < len(plain):
        match = _TOKEN.match(plain, at)
        if match is None:
            template = messages.ATTRIBUTE if plain[at] == "." else messages.UNREADABLE
            raise ExpressionError(text, at, template, sign=_visible(text[at]))
        kind, value = str(match.lastgroup), match.group()
        if kind == "power":
            value = value.translate(_SUPERSCRIPTS)
        elif kind == "greek":
            kind, value = "name", _GREEK[value[0]] + value[1:]
        elif kind == "symbol":
            value = _SYMBOLS.get(value, value)
        elif value in _WORDS:
            kind = "symbol"
        if kind != "space" and len(value) > MAX_WORD:
            raise ExpressionError(text, at, messages.WORD_TOO_LONG, limit=MAX_WORD)
        if kind in ("number", "power") and float(value) in (float("inf"), float("-inf")):
            raise ExpressionError(text, at, messages.TOO_LARGE)
        if kind != "space":
            found.append(Token(kind, value, at, text[at : match.end()]))
        at = match.end()
    found.append(Token("stop", "", len(text), ""))
    return found


@lru_cache(maxsize=1024)
def _plain(sign: str) -> str:
    """The ordinary form of a full-width, italic or otherwise styled sign; a superscript stays one."""
    ordinary = unicodedata.normalize("NFKC", sign)
    is_superscript = unicodedata.decomposition(sign).startswith("<super>")
    return sign if is_superscript or len(ordinary) != 1 else ordinary


def _visible(sign: str) -> str:
    return sign if sign.isprintable() else f"U+{ord(sign):04X}"
