"""Every cell of the course notebook, recorded: values and gradients as plain Python gives them, errors explained."""

import importlib.util
import json
from pathlib import Path

import pytest

from explorer import cli
from explorer.core.refusals import Refusal
from explorer.core.tape.reading.diagnosis import diagnose
from explorer.core.tape.run import run

_SPEC = importlib.util.spec_from_file_location("course", Path(__file__).parents[2] / "course.py")
course = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(course)

matplotlib = pytest.importorskip("matplotlib.pyplot").matplotlib  # the core is tested without it, too
pytestmark = pytest.mark.skipif(not course.TEXT.exists(), reason="the course's notebook is not here")


@pytest.fixture(autouse=True)
def no_display(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    matplotlib.pyplot.switch_backend("Agg")  # another test may have chosen


@pytest.fixture(scope="module")
def cells():
    return course.cells()


def plain(cells):
    """What the cells give without a recorder: the values of their last lines, or their errors."""
    import ast

    names, given = {"__name__": "__main__"}, []
    for source in cells:
        code = "\n".join("pass" if line.startswith("%") else line for line in source.splitlines())
        tree = ast.parse(code)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        try:
            exec(compile(tree, "plain", "exec"), names)
            value = eval(compile(ast.Expression(last.value), "plain", "eval"), names) if last else None
            given.append("" if value is None else repr(value))
        except Exception as error:
            given.append(f"{type(error).__name__}: {error}")
    return given


def without_addresses(text):
    """Lines of matplotlib are told with their place in memory."""
    import re

    return re.sub(r"0x[0-9a-f]+", "0x", text)


def test_every_cell_gives_what_plain_python_gives(cells):
    assert len(cells) > 20
    results, tape = run(cells)
    found = [without_addresses(cell.result or cell.error) for cell in results]
    assert found == [without_addresses(text) for text in plain(cells)]
    assert sum(not cell.ok for cell in results) == 1, "the deliberate one"
    assert len(tape.walks) >= 10


def test_the_deliberate_errors_are_explained(cells):
    results, tape = run(cells)
    (failed,) = (cell.error for cell in results if not cell.ok)
    assert diagnose(failed, tape).refusal is Refusal.SECOND_BACKWARD
    uncommented = [cell.replace("# f_x.backward() # ", "f_x.backward() # ") for cell in cells]
    assert uncommented != cells
    results, tape = run(uncommented)
    errors = [cell.error for cell in results if not cell.ok]
    assert [diagnose(error, tape).refusal for error in errors] == [Refusal.SECOND_BACKWARD, Refusal.NON_SCALAR]


def test_the_command_line_tells_all_of_it(cells, tmp_path, capsys):
    path = tmp_path / "course.ipynb"
    told = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    path.write_text(json.dumps({"cells": told, "nbformat": 4, "nbformat_minor": 4, "metadata": {}}))
    assert cli.main(["tape", str(path), "--format", "json"]) == 1, "one cell fails"
    found = json.loads(capsys.readouterr().out)
    assert [cell["source"] for cell in found["cells"]] == cells
    assert [without_addresses(cell["result"] or cell["error"]) for cell in found["cells"]] == [
        without_addresses(text) for text in plain(cells)
    ]
    slots = [event for event in found["events"] if event["type"] == "SlotWrite"]
    assert [0.0, 4.0, 8.0, 12.0] in [slot["after"]["first"] for slot in slots if slot["after"]]
