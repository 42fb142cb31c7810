"""Programs that must do the same whether they are recorded or not: output, errors, exit code, files.

In whole_programs.txt each stands below its name and how it is run: its arguments, what is typed (a space ends a
line), its encoding, a variable of the environment, the folder it is in, a signal that it gets when it has printed
"ready", whether its stdout is closed, and whether only `make soak` runs it.
"""

from __future__ import annotations

from pathlib import Path

BESIDE = {
    "data.txt": "1 2 3\n",
    "report.py": "print('their report', __name__)\nVALUE = 1\n",
    "explorer.py": "NAME = 'their explorer'\n",
    "tape.py": "NAME = 'their tape'\n",
    "cells.py": "NAME = 'their cells'\n",
    "msgspec.py": "NAME = 'their msgspec'\n",
    "package/__init__.py": "from .inner import value\n",
    "package/inner.py": "from . import other\nvalue = other.value + 1\n",
    "package/other.py": "value = 1\n",
}
"""Files that stand beside every program."""


TABLE: dict[str, tuple[str, dict[str, str]]] = {}
"""The source and the options of each, by name."""

for _part in ("\n" + Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")).split("\n=== ")[1:]:
    _head, _, _source = _part.partition("\n")
    _name, *_words = _head.split(" | ")
    assert _name not in TABLE
    TABLE[_name] = _source.rstrip("\n") + "\n", dict(word.partition("=")[::2] for word in _words)
