"""Our notebooks: valid, stored without outputs, running as plain Python does, and saying what is true."""

import ast
import io
import json
import traceback
from contextlib import redirect_stdout

import matplotlib
import nbformat
import pytest
import torch
from matplotlib import pyplot

from explorer.core.tape.cells import read
from explorer.core.tape.run import run
from explorer.ui import resources

NOTEBOOKS = sorted(resources.path("notebooks").glob("*.ipynb"))

TOLD = {
    "01-a-simple-function": {
        "look-into-slot": ["True", "None"],
        "build": ["tensor(-2., grad_fn=<SubBackward0>)"],
        "walk": ["tensor(7.)"],
        "vector-gradient": ["tensor(7., grad_fn=<DivBackward0>)", "tensor([True, True, True])"],
    },
    "02-gradients-add-up": {
        "second-pass": ["tensor([ 4.,  8., 12.])"],
        "two-ways": ["tensor([0., 0., 0.])", "None"],
        "one-by-one": ["tensor([True, True, True])"],
    },
    "03-backward-for-vectors": {
        "ones-and-sum": ["tensor([2., 4., 2.])", "tensor([2., 4., 2.])"],
        "jacobian": ["tensor([[2., 1., 0.],", "        [0., 3., 2.]])", "tensor([2., 4., 2.])"],
        "ready-made-jacobian": ["tensor([[2., 1., 0.],", "        [0., 3., 2.]])"],
    },
    "04-the-chain-rule": {
        "nodes": ["MulBackward0", "AddBackward0", "MulBackward0"],
        "backward": ["s tensor(6.)", "p tensor(5.)", "a tensor(21.)", "b tensor(16.)"],
        "walk-join": ["h tensor(13.)", "a tensor(39.)", "b tensor(26.)"],
    },
    "05-detach-and-no-grad": {
        "attached": ["tensor(4., grad_fn=<SumBackward0>)", "tensor([0., 0., 0., 0.])"],
        "detached": ["tensor(2.) False", "tensor([0.5000, 0.5000, 0.5000, 0.5000])"],
        "to-numpy": ["tensor([100.,   0.,   1.,   3.], requires_grad=True)"],
    },
    "06-backward-twice": {
        "slots-after": ["tensor([4., 5., 6.])", "tensor([1., 2., 3.])"],
        "retained": ["tensor([ 8., 10., 12.])"],
        "nothing-saved": ["tensor([2., 2., 2.])"],
    },
    "07-a-derivative-nobody-wrote": {
        "second-derivative": ["tensor(-0.4794)", "tensor(-0.4794)"],
        "first-derivative": ["True"],
        "derivatives": ["True False"],
    },
    "08-control-flow": {
        "while": ["tensor(81., grad_fn=<MulBackward0>)", "tensor(108.)"],
        "other-start": ["tensor(64., grad_fn=<MulBackward0>)", "tensor(192.)"],
        "jump": ["x = 7.0: y = 343.00, slope 147.00", "x = 7.1: y = 50.41, slope 14.20"],
        "newton": ["root 3.0025, slope 0.1649"],
    },
    "09-a-training-loop": {
        "forward-and-back": ["29.0", "tensor(-24.) tensor(-10.)"],
        "step": ["tensor(1.2000) tensor(0.5000)", "tensor(-24.)"],
        "what-zero-grad-leaves": ["tensor(-24.)", "None", "tensor(1.2000)"],
    },
    "10-where-gradients-go-wrong": {
        "none": ["tensor(5.) None", "False"],
        "nan-through-where": ["tensor([0., 2.], grad_fn=<WhereBackward0>)", "tensor([   nan, 0.2500])"],
        "where-first": ["tensor([0.0000, 0.2500])"],
        "changed-harmlessly": ["tensor([True, True])"],
        "custom-function": ["tensor([0.0000, 0.2500])"],
    },
}
"""What the words between the cells promise, by notebook and cell: the lines that it prints, then its result."""


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem, scope="module")
def path(request):
    return request.param


@pytest.fixture(scope="module")
def notebook(path):
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


@pytest.fixture(scope="module")
def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture(autouse=True, scope="module")
def no_window():
    """Figures are drawn without a display, and random numbers drawn here are nobody else's."""
    matplotlib.use("Agg")
    with torch.random.fork_rng():
        yield


def draw_figures():
    """Draw what was plotted, as a notebook does, and close it: how many curves there were in each figure."""
    curves = []
    for number in pyplot.get_fignums():
        figure = pyplot.figure(number)
        figure.canvas.draw()
        curves.append([len(axes.lines) for axes in figure.axes])
    pyplot.close("all")
    return curves


def in_plain_python(sources):
    """Each cell's output, the text of its last expression and its error, with nothing recorded."""
    namespace = {"__name__": "__main__"}
    told = []
    for source in sources:
        *body, last = ast.parse(source).body
        printed, shown, error = io.StringIO(), "", ""
        with redirect_stdout(printed):
            try:
                if not isinstance(last, ast.Expr):
                    body, last = [*body, last], None
                exec(compile(ast.Module(body, []), "<plain>", "exec"), namespace)
                if last is not None:
                    value = eval(compile(ast.Expression(last.value), "<plain>", "eval"), namespace)
                    shown = "" if value is None else repr(value)
            except RuntimeError as raised:
                error = traceback.format_exception_only(raised)[0].strip()
        told.append((printed.getvalue(), shown, error))
    return told


@pytest.fixture(scope="module")
def ran(code, no_window):
    draw_figures()  # what other tests have left
    results, tape = run([cell.source for cell in code])
    return results, tape, draw_figures()


def test_they_are_numbered_without_a_gap():
    assert [int(path.name.partition("-")[0]) for path in NOTEBOOKS] == list(range(1, 11))
    assert {path.stem for path in NOTEBOOKS} == set(TOLD)


def test_is_valid_and_small(path, notebook):
    nbformat.validate(json.loads(path.read_text(encoding="utf-8")))
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert 5 <= len(notebook.cells) <= 12
    first = notebook.cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")


def test_nothing_that_was_run_is_stored(code):
    assert [(cell.outputs, cell.execution_count) for cell in code] == [([], None)] * len(code)


def test_exactly_the_marked_cells_fail(code, ran):
    results, _, _ = ran
    marked = [cell.id for cell in code if "raises-exception" in cell.metadata.get("tags", [])]
    assert [cell.id for cell, result in zip(code, results, strict=True) if not result.ok] == marked
    assert all(result.error.startswith("RuntimeError: ") for result in results if not result.ok)


def test_it_is_read_as_it_is_run(path, code):
    assert read(path) == [cell.source for cell in code]


def test_recording_changes_no_number(code, ran):
    results, _, figures = ran
    plain = in_plain_python([cell.source for cell in code])
    assert [(result.stdout, result.result, result.error) for result in results] == plain
    assert draw_figures() == figures


def test_the_words_are_true(path, code, ran):
    results, _, _ = ran
    told = {
        cell.id: [*result.stdout.splitlines(), *result.result.splitlines()]
        for cell, result in zip(code, results, strict=True)
    }
    promised = TOLD[path.stem]
    assert {name: told[name] for name in promised} == promised


def test_there_is_something_to_see(code, ran):
    _, tape, figures = ran
    assert tape.walks or any(operation.cut for operation in tape.operations)
    assert len(figures) == sum("plt.subplots" in cell.source for cell in code)
    assert all(sum(curves) for curves in figures)
