"""The one error of the expression language."""

from __future__ import annotations


class ExpressionError(ValueError):
    """A text that is not an expression.

    `message` is the English sentence, `position` the 0-based column in `text`. `template` and `values`
    are what the sentence is made of, so that a view can say it in another language.
    """

    def __init__(self, text: str, position: int, template: str, **values: object) -> None:
        self.text = text
        self.position = position
        self.template = template
        self.values = values
        self.message = template.format(**values)
        super().__init__(self.message)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.text, self.position, self.template, self.values)


def _rebuild(text: str, position: int, template: str, values: dict[str, object]) -> ExpressionError:
    return ExpressionError(text, position, template, **values)
