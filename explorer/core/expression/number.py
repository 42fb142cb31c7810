"""One number as a person types it: 2.5, 1e-300, 2π, -pi/4."""

from __future__ import annotations

from math import isfinite

from explorer.core.expression.errors import ExpressionError
from explorer.core.expression.literals import is_literal, literal_value
from explorer.core.expression.parser import parse


def number(text: str) -> float | None:
    """The value of a literal of the language; None where the text is none."""
    try:
        value = float(text)
    except ValueError:
        try:
            body = parse(text).body
        except ExpressionError:
            return None
        return literal_value(body) if is_literal(body) else None
    return value if isfinite(value) else None
