"""What mends a trouble: the person's own code with one change."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property


@dataclass(frozen=True)
class Cure:
    """`source` is the whole new text of `file` (as lines name it), `before` the text that ran."""

    file: str
    before: str
    source: str

    @cached_property
    def changes(self) -> tuple[tuple[int, tuple[str, ...], tuple[str, ...]], ...]:
        """Of each place that changes: the number of its first line, the old lines, and the new ones."""
        old, new = self.before.splitlines(), self.source.splitlines()
        if len(old) == len(new):  # else of two lines that are alike it might be the other
            pairs = enumerate(zip(old, new, strict=True), 1)
            return tuple((number, (one,), (other,)) for number, (one, other) in pairs if one != other)
        blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        return tuple((a + 1, tuple(old[a:b]), tuple(new[c:d])) for tag, a, b, c, d in blocks if tag != "equal")

    def of(self, text: str) -> str | None:
        """The same change of a text that differs from `before` in other lines alone, as a cell with magics does."""
        lines = text.splitlines()
        for number, old, new in reversed(self.changes):
            if tuple(lines[number - 1 : number - 1 + len(old)]) != old:
                return None
            lines[number - 1 : number - 1 + len(old)] = new
        return "\n".join(lines) + "\n" * text.endswith("\n")

    def __str__(self) -> str:
        """The changed lines, the old ones with - and the new ones with + before them."""
        told: list[str] = []
        for number, old, new in self.changes:
            told += [f"- {number + k}: {line}" for k, line in enumerate(old)]
            told += [f"+ {number + k}: {line}" for k, line in enumerate(new)]
        return "\n".join(told)
