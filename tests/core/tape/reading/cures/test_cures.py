"""Each program with its cure applied runs, and has the gradients of the right one written by hand."""

import contextlib
import io
import linecache
import re
import warnings

import pytest
import torch

from explorer.core.refusals import Refusal
from explorer.core.tape.reading import diagnosis
from explorer.core.tape.reading.cures.causes import Cause
from explorer.core.tape.reading.cures.leaf_causes import LeafCause
from explorer.core.tape.reading.cures.scene import Found
from explorer.core.tape.reading.diagnosis import diagnose
from explorer.core.tape.recording.record import record
from explorer.core.tape.tape import Line
from tests.core.tape.reading.cures.larger import LARGER
from tests.core.tape.reading.cures.programs import MENDED, TOLD, right, wrong

FILE = "/home/somebody/program.py"


def gradients(names):
    """By name of variables, and of the parameters of modules."""
    found = {}
    for name, value in names.items():
        if isinstance(value, torch.nn.Module):
            found |= {f"{name}.{path}": parameter.grad for path, parameter in value.named_parameters()}
        elif isinstance(value, torch.Tensor) and value.is_leaf and value.requires_grad:
            found[name] = value.grad
    return found


def run(source):
    """The names after a program has run, and the error, if there is one, with the line that raised it."""
    linecache.cache[FILE] = len(source), None, [line + "\n" for line in source.splitlines()], FILE
    names, error, raised = {"__name__": "__main__"}, "", None
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            exec(compile(source, FILE, "exec"), names)
        except Exception as one:
            error = f"{type(one).__name__}: {one}"
            where = one.__traceback__
            while where is not None:
                if where.tb_frame.f_code.co_filename == FILE:
                    number = where.tb_lineno
                    raised = Line(FILE, number, linecache.getline(FILE, number).strip())
                where = where.tb_next
    return names, error, raised


def recorded(source):
    recorder = record()
    with recorder as tape:
        names, error, raised = run(source)
        recorder.note_names(names, are_all=True)
    torch.set_grad_enabled(True)
    return error, tape, raised


def same(one, other):
    return one is other if one is None or other is None else torch.allclose(one, other)


@pytest.mark.parametrize("knows_the_line", [True, False], ids=["line", "no line"])
@pytest.mark.parametrize("text", (MENDED | LARGER).values(), ids=list(MENDED | LARGER))
def test_the_cured_program_has_the_right_gradients(text, knows_the_line):
    source = wrong(text)
    error, tape, raised = recorded(source)
    assert error
    found = diagnose(error, tape, raised if knows_the_line else None)
    assert found is not None, error
    assert found.mended is not None, found.told()
    assert found.mended.before == source
    names, again, _ = run(found.mended.source)
    assert not again, str(found.mended)
    wanted, failed, _ = run(right(text))
    assert not failed
    got, hoped = gradients(names), gradients(wanted)
    assert got.keys() == hoped.keys()
    assert all(same(got[name], hoped[name]) for name in hoped), str(found.mended)
    if knows_the_line and text in MENDED.values():
        marked = [number for number, line in enumerate(source.splitlines(), 1) if line.endswith("# !")]
        assert sorted({line.number for line in found.lines}) == marked
    assert not re.search(r"{\w+}", found.told())


@pytest.mark.parametrize("text", TOLD.values(), ids=list(TOLD))
def test_where_no_change_is_certain_the_choices_are_words(text):
    error, tape, raised = recorded(wrong(text))
    found = diagnose(error, tape, raised)
    assert found is not None and found.mended is None and found.cause is not None
    assert str(found.cure) == found.cause.value.choices.format(**found.values)


def test_a_rule_that_fails_tells_what_torch_says(monkeypatch):
    error, tape, raised = recorded(wrong(MENDED["second backward: the same loss, twice"]))
    monkeypatch.undo()  # of conftest: the guard is there again
    monkeypatch.setitem(diagnosis._RULES, Refusal.SECOND_BACKWARD, lambda scene: scene.nothing)
    found = diagnose(error, tape, raised)
    assert found is not None and found.cause is None and found.mended is None and found.lines == (raised,)
    assert found.told().startswith(Refusal.SECOND_BACKWARD.value.why)


@pytest.mark.parametrize("cause", [*Cause, *LeafCause])
def test_a_cause_with_a_gap_is_not_told(monkeypatch, cause):
    error, tape, raised = recorded(wrong(MENDED["second backward: the same loss, twice"]))
    monkeypatch.setitem(diagnosis._RULES, Refusal.SECOND_BACKWARD, lambda scene: Found((), cause))
    found = diagnose(error, tape, raised)
    gaps = re.findall(r"{(\w+)}", cause.value.why + cause.value.choices)
    assert found is not None and found.cause is (cause if set(gaps) <= {"name"} else None)
    assert found.told()


def test_where_the_error_was_raised_is_known_from_the_recording():
    recorder = record()
    source = wrong(MENDED["leaves: requires_grad forgotten"])
    linecache.cache[FILE] = len(source), None, source.splitlines(keepends=True), FILE
    with recorder as tape:
        try:
            exec(compile(source, FILE, "exec"), {"__name__": "__main__"})
        except TypeError as error:
            recorder.note_error(error)
            text = f"TypeError: {error}"
    found = diagnose(text, tape)
    assert found is not None and [line.number for line in found.lines] == [2, 5]
