"""The one error of the expression language."""

from __future__ import annotations

from explorer.core.words import ExplainedError


class ExpressionError(ExplainedError):
    """A text that is not an expression.

    `message` is the English sentence, `position` the 0-based column in `text`.
    """

    context = "ExpressionError"

    def __init__(self, text: str, position: int, template: str, **values: object) -> None:
        self.text = text
        self.position = position
        super().__init__(template, **values)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.text, self.position, self.template, self.values)


def _rebuild(text: str, position: int, template: str, values: dict[str, object]) -> ExpressionError:
    return ExpressionError(text, position, template, **values)
