"""The code of the course notebook that this program grew from, where it is present; it is no part of the repository."""

import ast
import re
from pathlib import Path

TEXT = Path(__file__).resolve().parents[2] / "shared" / "reference" / "autodiff-notebook.txt"


def cells():
    """The code of each cell: what follows `In [ ]:`, without the words that come after it."""
    return [_code(block) for block in re.split(r"^In \[ \]:\n", TEXT.read_text(encoding="utf-8"), flags=re.M)[1:]]


def _code(block):
    paragraphs = re.split(r"\n\s*\n", block.strip())
    for count in range(len(paragraphs), 0, -1):
        code = "\n\n".join(paragraphs[:count])
        try:
            ast.parse(re.sub(r"^%.*$", "pass", code, flags=re.M))
        except SyntaxError:
            continue
        return code
    raise AssertionError(f"no code: {block[:80]!r}")
