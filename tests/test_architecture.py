"""The page on how the house is built names files that are there, and the README points to it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"


def test_every_file_that_it_names_is_there():
    text = PAGE.read_text(encoding="utf-8")
    named = {name for name in re.findall(r"`(explorer/[\w/.]+)`", text) if "<" not in name}
    assert len(named) > 30
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_short_names_are_in_the_folder_of_their_row():
    """`state.py` beside `explorer/core/explore/` is in that folder."""
    for row in re.findall(r"^\| `(explorer/[\w/]+/)` \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE):
        folder, told = row
        for name in re.findall(r"`([\w]+(?:\.py|/))`", told):
            assert (ROOT / folder / name).exists(), f"{folder}{name}"


def test_the_readme_points_to_it():
    assert "docs/architecture.md" in (ROOT / "README.md").read_text(encoding="utf-8")
