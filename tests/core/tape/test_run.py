"""Cells read from files and run: values, gradients and errors as plain Python gives them, and the graph beside them."""

import inspect
import json
import textwrap

import pytest
import torch

from explorer.core.tape.cells import CellsError, read
from explorer.core.tape.reading.track import track
from explorer.core.tape.report import report
from explorer.core.tape.run import as_json, run
from tests.core.tape.reading.refused import CASES, to_a_number

COURSE = [
    "import torch\nx = torch.arange(4.0, requires_grad=True)\ny = 2 * torch.dot(x, x)\ny",
    "y.backward()\nx.grad == 4 * x",
    "x.grad.zero_()\ny = x.sum()\ny.backward()\nprint('again')\nx.grad",
    "y = x * x\nu = y.detach()\nx.grad = None\n(u * x).sum().backward()\nx.grad == u",
    "s = x.sin().sum()\ns.backward()",
    "s.backward()",
    "%matplotlib inline\n1 + 1",
    "if True\n    pass",
]


@pytest.fixture(scope="module")
def ran():
    return run(COURSE)


def test_results_are_those_of_plain_python(ran):
    cells, _ = ran
    assert [cell.ok for cell in cells] == [True] * 5 + [False, True, False]
    assert cells[0].result == "tensor(28., grad_fn=<MulBackward0>)"
    assert cells[1].result == repr(torch.ones(4, dtype=torch.bool))
    assert (cells[2].stdout, cells[2].result) == ("again\n", "tensor([1., 1., 1., 1.])")
    assert cells[3].result == repr(torch.ones(4, dtype=torch.bool))
    assert cells[5].error.startswith("RuntimeError: Trying to backward through the graph a second time")
    assert cells[6].result == "2"
    assert cells[7].error == "SyntaxError: expected ':' (line 1)"


def test_the_graph_beside_them(ran):
    cells, tape = ran
    assert len(tape.walks) == 5
    assert tape.walks[0].line.text == "y.backward()"
    assert tape.walks[0].line.file == "In [2]"
    found = json.loads(as_json(cells, tape))
    assert set(found) == {"cells", "leaves", "troubles", "memory", "left_out", "nodes", "edges", "events"}
    assert [cell["ok"] for cell in found["cells"]] == [cell.ok for cell in cells]
    assert list(found["cells"][0]) == ["source", "ok", "error", "stdout", "result", "diagnosis"]
    dot = next(node for node in found["nodes"] if node["op"] == "DotBackward0")
    assert dot["value"]["first"] == [14.0]
    assert dot["grad"][0]["first"] == [2.0]
    assert dot["line"]["text"] == "y = 2 * torch.dot(x, x)"
    assert len(found["edges"]) == len(tape.edges)


def test_the_report(ran):
    cells, tape = ran
    text = report(track(tape), cells, graph=True)
    assert "In [1]: tensor(28., grad_fn=<MulBackward0>)" in text and "In [7]: 2" in text
    assert "In [6]: RuntimeError: Trying to backward through the graph a second time" in text
    assert "DotBackward0 →" not in report(track(tape), cells)
    assert "0: DotBackward0 → 1" in text
    assert "nothing" in text


def test_why_a_cell_failed(ran):
    cells, tape = ran
    found = [cell["diagnosis"] for cell in json.loads(as_json(cells, tape))["cells"]]
    assert [place for place, one in enumerate(found) if one] == [5]
    assert found[5] == {
        "why": str(cells[5].diagnosis.why),
        "where": "Line In [5]:2 (s.backward()) freed it; line In [6]:1 (s.backward()) came through it again.",
        "cure": "# In [5]\n- 2: s.backward()\n+ 2: s.backward(retain_graph=True)",
    }
    told = " ".join(report(track(tape), cells).split())
    assert f"! {found[5]['why']} {found[5]['where']} This mends it:" in told
    assert "- 2: s.backward() + 2: s.backward(retain_graph=True)" in told


def test_cells_that_fail_in_the_same_words_each_have_their_own_lines():
    cells, _ = run(
        ["import torch\nx = torch.ones(2, requires_grad=True)\ny = x * 2", "y.backward()", "(x * 3).backward()"]
    )
    assert [str(cell.diagnosis.where) for cell in cells[1:]] == [
        "It was made in line In [1]:3 (y = x * 2); line In [2]:1 (y.backward()) was refused.",
        "None",
    ]


@pytest.fixture
def warn_always():
    """torch gives most of its warnings only once in a process."""
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    yield
    torch.set_warn_always(before)


@pytest.mark.filterwarnings("ignore:Anomaly Detection", "ignore:Error detected in")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_every_refusal_is_told(case, warn_always):
    """Warnings are errors here, so that each of them ends its cell."""
    source = textwrap.dedent(inspect.getsource(case))
    cells, tape = run([f"from tests.core.tape.reading.refused import *\n{source}", f"{case.__name__}()"])
    cell = cells[1]
    if cell.ok and case is to_a_number and torch.__version__ < (2, 13):
        pytest.skip("older releases of torch let it pass without a word")
    refusal, values = CASES[case]
    assert cell.diagnosis.refusal is refusal
    assert values.items() <= cell.diagnosis.values.items()
    told = cell.diagnosis.told()
    assert str(cell.diagnosis.why) in " ".join(report(track(tape), cells).split())
    found = json.loads(as_json(cells, tape))["cells"][1]["diagnosis"]
    assert "\n".join(filter(None, (found["why"], found["where"]))) + f"\n\n{found['cure']}" == told
    marked = [line for line in source.splitlines() if "# first" in line or "# others" in line]
    assert (found["where"] is not None) == (len(cell.diagnosis.lines) > 1)
    for line in marked if found["where"] else ():
        assert f"({line.strip()})" in found["where"]


def test_a_script_in_cells(tmp_path):
    path = tmp_path / "cells.py"
    path.write_text("import torch\n\n# %% first\nx = 1\n# %% [markdown]\n# words\n# %%\nx + 1\n# %%\n\n")
    assert read(path) == ["import torch", "# %% first\nx = 1", "# %%\nx + 1"]


def test_a_notebook_and_nothing_of_it_is_run(tmp_path):
    path = tmp_path / "cells.ipynb"
    cells = [
        {"cell_type": "markdown", "source": ["# words"]},
        {"cell_type": "code", "source": ["raise SystemExit\n", "1"]},
        {"cell_type": "code", "source": "x = 2"},
        {"cell_type": "code", "source": []},
    ]
    path.write_text(json.dumps({"cells": cells}))
    assert read(path) == ["raise SystemExit\n1", "x = 2"]
    results, _ = run(read(path))
    assert [cell.ok for cell in results] == [False, True]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"", "must end in .py or .ipynb"),
        ("a.ipynb", b"{", "no JSON at line 1"),
        ("a.ipynb", b"{}", "it has no 'cells'"),
        ("a.ipynb", b"[]", "is not a notebook"),
        ("a.py", b"\xff\xfe", "not text in UTF-8"),
    ],
)
def test_what_is_no_notebook_is_said(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CellsError, match=words):
        read(tmp_path / name)
