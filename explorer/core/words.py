"""English sentences that a view can say in another language, without importing Qt."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name lupdate looks for
    """Return `text` unchanged; `lupdate` finds it by this function's name and ui translates it in `context`."""
    return text


class ExplainedError(ValueError):
    """What a person did wrong, as one sentence.

    `message` is the English sentence; `template` and `values` are what it is made of.
    """

    context = "ExplainedError"

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = values
        self.message = template.format(**values)
        super().__init__(self.message)
