"""The expression language: one syntax tree and several readings of it."""

from explorer.core.expression.errors import ExpressionError
from explorer.core.expression.parser import parse
from explorer.core.expression.tree import Expression

__all__ = ["Expression", "ExpressionError", "parse"]
