"""English sentences that a view can say in another language, without importing Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name lupdate looks for
    """Return `text` unchanged; `lupdate` finds it by this function's name and ui translates it in `context`."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, in English by str(). `template` was marked in `context`, and is itself where nobody translates it.

    Its gaps are named after `values` and numbered after `places`; each may be filled with another Sentence.
    """

    context: str
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    places: tuple[object, ...] = ()

    def __str__(self) -> str:
        return self.template.format(*self.places, **self.values)


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
