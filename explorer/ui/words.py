"""The core's sentences in the person's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from explorer.core.expression import ExpressionError
from explorer.core.words import ExplainedError


def sentence(error: ExpressionError | ExplainedError) -> str:
    """What went wrong, translated."""
    return translated(error.context, error.template).format(**error.values)


def translated(context: str, text: str) -> str:
    """A text marked in the core by QT_TRANSLATE_NOOP(context, text)."""
    return QCoreApplication.translate(context, text)
