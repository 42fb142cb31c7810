"""Every error is provoked for real, and told from torch's own text and the recording."""

import inspect
import subprocess
import sys
import warnings

import pytest
import torch

from explorer.core.refusals import Refusal
from explorer.core.tape.reading.diagnosis import diagnose
from explorer.core.tape.recording.record import record
from explorer.core.tape.tape import Operation, Tape
from tests.core.tape.reading.refused import CASES, leaf, non_scalar, saved_input_changed, to_a_number


@pytest.fixture(autouse=True)
def warn_always():
    """torch gives most of its warnings only once in a process."""
    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)
    yield
    torch.set_warn_always(before)


def provoke(case) -> str:
    """The error, or else the last warning, as Python prints it."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            case()
        except Exception as raised:
            return f"{type(raised).__name__}: {raised}"
    if not said and case is to_a_number and torch.__version__ < (2, 13):
        pytest.skip("older releases of torch let it pass without a word")
    return f"{said[-1].category.__name__}: {said[-1].message}"


def recorded(case) -> tuple[str, Tape]:
    """The same, and what was recorded meanwhile."""
    with record() as tape:
        error = provoke(case)
    return error, tape


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_each_is_told(case):
    refusal, values = CASES[case]
    error, tape = recorded(case)
    found = diagnose(error, tape)
    assert found is not None, error
    assert found.refusal is refusal
    assert values.items() <= found.values.items()
    text = inspect.getsource(case)
    if "# others" in text:
        marked = [line.strip() for line in text.splitlines() for mark in ("# first", "# others") if mark in line]
        here = [line.text for line in found.lines if line.text in text]  # without those of a function of one's own
        assert here == marked


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_without_a_recording_there_are_no_lines(case):
    error = provoke(case)
    for tape in (None, Tape()):
        found = diagnose(error, tape)
        assert found is not None
        assert found.refusal is CASES[case][0]
        assert found.lines == ()
        assert found.values["name"] in ("x", "y")


def test_every_refusal_is_provoked():
    assert {refusal for refusal, _ in CASES.values()} == set(Refusal)


@pytest.mark.parametrize(
    "error",
    [
        "",
        "ZeroDivisionError: division by zero",
        "NameError: name 'y' is not defined",
        "AttributeError: 'NoneType' object has no attribute 'foo'",
        "TypeError: unsupported operand type(s) for +: 'int' and 'str'",
    ],
)
def test_what_is_none_of_autograds(error):
    assert diagnose(error, None) is None


def test_the_newest_of_equal_errors_is_told():
    with record() as tape:
        for _ in range(2):
            x = leaf()
            y = x.exp()
            try:
                y.backward()
            except RuntimeError as raised:
                error = f"RuntimeError: {raised}"
    assert len([event for event in tape.events if getattr(event, "error", "")]) == 2
    assert diagnose(error, tape).values["name"] == "y"


def test_texts_of_older_releases():
    older = "RuntimeError: One of the differentiated Tensors appears to not have been used in the graph. Set allow"
    assert diagnose(older, None).refusal is Refusal.GRAD_UNUSED
    changed = (
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace "
        "operation: [torch.cuda.FloatTensor []], which is output 0 of ExpBackward0, is at version 3; expected "
        "version 1 instead. Hint: enable anomaly detection"
    )
    assert diagnose(changed, None).values == {"name": "y", "shape": "", "found": "3", "expected": "1"}


def test_a_saved_number_that_was_changed():
    with record() as tape:
        x = leaf(2.0).sum()
        y = x.exp()
        y.mul_(3)
        with pytest.raises(RuntimeError) as raised:
            y.backward()
    found = diagnose(f"RuntimeError: {raised.value}", tape)
    assert [line.text for line in found.lines] == ["y = x.exp()", "y.mul_(3)"]


def test_a_tensor_from_before_the_recording_was_made_nowhere():
    x = leaf()
    with record() as tape, pytest.raises(RuntimeError) as raised:
        x.numpy()
    found = diagnose(f"RuntimeError: {raised.value}", tape)
    assert [line.text for line in found.lines] == ["x.numpy()"]


def test_a_recording_that_was_saved_tells_the_same():
    error, tape = recorded(saved_input_changed)
    assert diagnose(error, Tape.from_json(tape.to_json())) == diagnose(error, tape)


def test_a_recording_of_something_else():
    error = provoke(saved_input_changed)
    _, tape = recorded(non_scalar)
    assert any(isinstance(event, Operation) for event in tape.events)
    assert diagnose(error, tape).lines == ()


def test_it_needs_no_torch():
    code = "import sys, explorer.core.tape.reading.diagnosis; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
