"""What the README shows is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_picture_is_there_in_both_schemes():
    shown = set(re.findall(r"docs/[\w-]+\.png", (ROOT / "README.md").read_text()))
    there = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.png")}
    assert shown == there
    assert {name.replace(".png", "-dark.png") for name in shown if "-dark" not in name} < shown
