"""What mends a trouble: the person's own code with one change."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Cure:
    """`source` is the whole new text of `file` (as lines name it), `before` the text that ran."""

    file: str
    before: str
    source: str

    @property
    def changes(self) -> tuple[tuple[int, tuple[str, ...], tuple[str, ...]], ...]:
        """Of each place that changes: the number of its first line, the old lines, and the new ones."""
        old, new = self.before.splitlines(), self.source.splitlines()
        blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        return tuple((a + 1, tuple(old[a:b]), tuple(new[c:d])) for tag, a, b, c, d in blocks if tag != "equal")

    def __str__(self) -> str:
        """The changed lines, the old ones with - and the new ones with + before them."""
        told: list[str] = []
        for number, old, new in self.changes:
            told += [f"- {number + k}: {line}" for k, line in enumerate(old)]
            told += [f"+ {number + k}: {line}" for k, line in enumerate(new)]
        return "\n".join(told)
