"""The same program is told of in the same words in the window, on the command line, in Python and in a notebook."""

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel

from explorer.ui.tape.kernel.kernel import KernelState
from tests.core.tape.programs.judge import PROGRAMS, execute

TIMEOUT = 60_000
ROOT = Path(__file__).parents[3]
KINDS = {
    "again_same_loss": "second_backward",
    "inplace_index_write": "saved_changed",
    "inplace_attention_mask": "saved_changed",
    "no_graph_no_grad_training": "no_graph",
    "none_detach_policy": "cut_detach",
    "none_item_in_loop": "cut_numbers",
    "none_type_unused_parameter": "grad_is_none",
    "zero_dead_relu": "flat",
    "nan_where_log": "nan_here",
    "doubled_no_zero_grad": "never_zeroed",
    "optimiser_stale_parameter": "stale",
}
SOURCES = {one.name: f"import torch; torch.manual_seed(0)\n{one.source}" for one in PROGRAMS if one.name in KINDS}
QUICK = {"again_same_loss", "none_detach_policy"}
PARAMS = [pytest.param(one, marks=[pytest.mark.soak] * (one not in QUICK)) for one in KINDS]
FILE, CELL = "program.py", "In [1]"


@pytest.fixture(scope="module", params=PARAMS)
def program(request, tmp_path_factory):
    """A program in a file."""
    file = tmp_path_factory.mktemp(request.param) / FILE
    file.write_text(SOURCES[request.param])
    return file


@pytest.fixture(scope="module")
def in_python(program):
    """What a recording in Python tells: of each trouble and of each leaf."""
    tape = execute(program.read_text(), str(program), recorded=True)[1]
    assert KINDS[program.parent.name[:-1]] in [one.kind for one in tape.troubles], "the kind that it was chosen for"
    return tape


def told(tape):
    """Of troubles their kind, words, lines and new source; of leaves their name and words."""
    troubles = [
        (one.kind, one.text, [line.number for line in one.lines], one.cure, str(one.choices) if one.choices else None)
        for one in tape.troubles
    ]
    return troubles, [(one.name, one.why, [line.number for line in one.lines]) for one in tape.leaves]


def words(tape):
    """Each trouble as a person reads it."""
    return [part for one in tape.troubles for part in (one.text, one.choices and str(one.choices), one.remedy) if part]


def as_file(text):
    """The one difference that there is by nature: how the code is called."""
    return text.replace(CELL, FILE)


def run_tape(file, *options):
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "tape", str(file), *options],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    return done.stdout


def in_json(text):
    found = json.loads(text)
    troubles = [
        (one["kind"], as_file(one["text"]), [line["number"] for line in one["lines"]], one["cure"], one["choices"])
        for one in found["troubles"]
    ]
    leaves = [(one["name"], as_file(one["why"]), [line["number"] for line in one["lines"]]) for one in found["leaves"]]
    return troubles, leaves


def flat(text):
    return " ".join(as_file(text).split())


def test_on_the_command_line(program, in_python):
    assert in_json(run_tape(program, "--format", "json")) == told(in_python)
    report = flat(run_tape(program).partition("── What autograd did ──")[2])
    for one in words(in_python):
        assert flat(str(one)) in report
    assert flat(in_python.report().partition("\n\n")[2]) in report


def test_in_a_notebook_that_is_run(program, in_python):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(program.read_text())])
    file = program.with_suffix(".ipynb")
    nbformat.write(notebook, file)
    assert in_json(run_tape(file, "--format", "json")) == told(in_python)


@pytest.fixture(scope="module")
def notebook():
    """A kernel as any notebook has it; runs code, and gives what it shows as HTML."""
    manager, client = start_new_kernel(cwd=str(ROOT))
    shown = []

    def run(code):
        shown.clear()
        reply = client.execute_interactive(code, timeout=120, output_hook=shown.append)
        assert reply["content"]["status"] == "ok", reply["content"]
        return next((one["content"]["data"]["text/html"] for one in shown if one["msg_type"] == "execute_result"), "")

    run("import explorer, random, sys, torch, warnings; warnings.simplefilter('ignore')")
    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


RECORD = """
file = {file!r}
torch.set_grad_enabled(True)
tape = None
try:
    with explorer.record() as tape:
        exec(compile(open(file).read(), file, "exec"), {{"__name__": "__main__", "__file__": file}})
except Exception:
    pass
tape
"""


def test_in_a_notebook_that_shows_a_recording(program, in_python, notebook):
    shown = notebook(RECORD.format(file=str(program)))
    paragraphs = [html.unescape(one) for one in re.findall(r"<(?:p|pre)>(.*?)</(?:p|pre)>", shown, re.DOTALL)]
    assert paragraphs[1:] == list(map(str, words(in_python)))
    rows = [re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for row in re.findall(r"<tr>(.*?)</tr>", shown, re.DOTALL)]
    given = [(html.unescape(row[0]), html.unescape(row[-1])) for row in rows if row]
    assert given == [(leaf.name, leaf.why) for leaf in in_python.leaves]


def test_in_the_window(program, in_python, room, qtbot):
    view = room.view
    room.kernel.restart()
    qtbot.waitUntil(lambda: not room.recording.runs, timeout=TIMEOUT)
    qtbot.waitUntil(lambda: room.kernel.state is KernelState.IDLE, timeout=TIMEOUT)
    view.cells.set_sources([program.read_text()])
    with qtbot.waitSignal(view.cells.all_finished, timeout=TIMEOUT):
        view.cells.run_all()
    qtbot.waitUntil(lambda: bool(room.recording.runs) and room.is_settled(), timeout=TIMEOUT)
    (cell,) = view.cells.cells
    while cell.note.more.isVisible() and cell.note.more.text() != "Less":
        cell.note.more.click()
    assert [as_file(one) for one in cell.note.text().split("\n\n")] == list(map(str, words(in_python)))
    cures = [cure.source for _, cure in cell.note.cures]
    assert cures == [one.cure for one in in_python.troubles if one.cure is not None]
    leaves = [(one.name, as_file(one.why)) for one in room.recording.leaves.values()]
    assert leaves == [(one.name, one.why) for one in in_python.leaves]
    model = view.tensors.model()
    tips = {model.index(row, 0).data(): model.index(row, 2).data(3) for row in range(model.rowCount())}
    for leaf in {leaf.name: leaf for leaf in in_python.leaves}.values():  # the last has the name
        if leaf.why and leaf.name in tips:
            assert flat(tips[leaf.name]).endswith(" ".join(leaf.why.split()))
