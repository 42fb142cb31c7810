"""The core's sentences in the person's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from explorer.core.words import ExplainedError, Sentence


def sentence(said: Sentence | ExplainedError) -> str:
    """A sentence of the core's, or what went wrong, translated."""
    if isinstance(said, ExplainedError):
        said = Sentence(said.context, said.template, said.values)
    values = {name: _filled(value) for name, value in said.values.items()}
    return translated(said.context, said.template).format(*map(_filled, said.places), **values)


def _filled(value: object) -> object:
    return sentence(value) if isinstance(value, Sentence) else value


def translated(context: str, text: str) -> str:
    """A text marked in the core by QT_TRANSLATE_NOOP(context, text)."""
    return QCoreApplication.translate(context, text)
