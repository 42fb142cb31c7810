"""What the README shows is there."""

import re
from pathlib import Path

import explorer

ROOT = Path(__file__).parents[1]


def test_every_picture_is_there_in_both_schemes():
    shown = set(re.findall(r"docs/[\w-]+\.png", (ROOT / "README.md").read_text()))
    there = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.png")}
    assert shown == there
    assert {name.replace(".png", "-dark.png") for name in shown if "-dark" not in name} < shown


def test_what_it_says_of_a_gradient_is_what_is_said(tmp_path):
    (example,) = re.findall(r"```python\n(import torch\n.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    code, told = example.split("tape.why(net.weight)")
    told = " ".join(re.findall(r"^# (.*)", told, re.MULTILINE))
    file = tmp_path / "mine.py"
    file.write_text(code)
    names = {}
    exec(compile(code, str(file), "exec"), names)
    tape = names["tape"]
    assert tape.why(names["net"].weight) == tape.why("net.weight") == told == tape.leaves[0].why
    assert tape.why("scale") == "" and tape.troubles[0].kind == "cut_detach"
    assert tape.troubles[0].cure == code.replace(".detach()", "")
    assert explorer.Tape.from_json(tape.to_json()) == tape
    attributes = re.findall(r"^\| (`.*?) \|", (ROOT / "README.md").read_text().split("| of a Tape |")[1], re.MULTILINE)
    for name in re.findall(r"`(\w+)", " ".join(attributes)):
        assert hasattr(tape, name), name
