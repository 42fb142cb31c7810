"""Every reason has words, and what they leave open is filled from real recordings."""

import string

import pytest

from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.track import track as track_of
from explorer.core.tape.reading.why import why, why_tensor
from explorer.core.tape.run import run
from explorer.core.tape.tape import Line

X, W = "x = torch.tensor(2.0, requires_grad=True)", "w = torch.tensor(3.0, requires_grad=True)"

TOLD = {
    "nothing yet": ((X, "y = x * 2"), "No gradient has come to x yet: no backward() has run since it was made."),
    "detached": (
        (X, W, "u = x.detach()", "y = u * w", "y.backward()"),
        "No gradient comes to x: its way to y goes through detach in In [1], line 4 (u = x.detach()), which cuts it "
        "out of the graph. The walk back from In [1], line 6 (y.backward()) cannot pass there.",
    ),
    "accumulated": (
        (X, "y = x * x", "y.backward(retain_graph=True)", "y.backward()"),
        "x.grad is 4 (line 4) + 4 (line 5) = 8: backward() adds to what is there. Passes since it was last None or 0: "
        "2.",
    ),
    "zeroed": (
        (X, "(x * 3).backward()", "x.grad.zero_()"),
        "x.grad is 0 because In [1], line 4 (x.grad.zero_()) set it to 0.",
    ),
    "flat": (
        (X, "h = (-x).relu()", "h.backward()"),
        "The gradient of x is exactly 0: relu in In [1], line 3 (h = (-x).relu()) received 1 and sent 0 on. Its input "
        "lies where relu is flat.",
    ),
    "not finite": (
        ("x = torch.tensor(0.0, requires_grad=True)", "(x.sqrt() * 0).backward()"),
        "nan at x did not begin here: the first that was not finite came from sqrt in In [1], line 3 "
        "((x.sqrt() * 0).backward()).",
    ),
    "cleared": (
        (X, "(x * 3).backward()", "x.grad = None"),
        "x.grad was filled and then set to None in In [1], line 4 (x.grad = None). No backward() has run since.",
    ),
}


def recorded(*lines):
    """What torch does in a cell that holds these lines; `import torch` stands before them, in line 1."""
    (cell,), tape = run(["\n".join(("import torch", *lines))])
    assert cell.ok, cell.error
    return track_of(tape)


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("lines, sentence", TOLD.values(), ids=TOLD)
def test_the_sentence(lines, sentence):
    track = recorded(*lines)
    last = len(track.steps) - 1
    assert str(why_tensor(Moment(track, last), track.names_at(last)["x"]).sentence) == sentence


def test_the_derivative_that_is_infinite():
    track = recorded("x = torch.tensor(0.0, requires_grad=True)", "h = x.sqrt()", "(h * 0).backward()")
    node = next(number for number, one in enumerate(track.nodes) if one.name == "SqrtBackward0")
    assert str(why(Moment(track, len(track.steps) - 1), node).sentence) == (
        "Here it began: sqrt in In [1], line 3 (h = x.sqrt()) received 0 and sent nan. Its local derivative is not "
        "finite, and 0 times that is NaN, not 0."
    )


def test_lines_of_several_files_and_of_none():
    lines = (Line("In [1]", 4, "y.backward()"), Line("/home/one/train.py", 9, "y.backward()"), Line("", 0, ""))
    values = {"name": "x", "sum": "1 ({0}) + 2 ({1}) + 3 ({2})", "total": "6", "count": "3"}
    text = str(Why(Reason.ACCUMULATED, values, lines).sentence)
    assert text.startswith(
        "x.grad is 1 (In [1], line 4) + 2 (train.py, line 9) + 3 (code outside the recording) = 6: backward()"
    )


def test_braces_in_the_code_are_no_placeholders():
    line = Line("In [1]", 4, "g = {x: x.grad.zero_()}")
    assert str(Why(Reason.ZEROED, {"name": "d{0}"}, (line,)).sentence) == (
        "d{0}.grad is 0 because In [1], line 4 (g = {x: x.grad.zero_()}) set it to 0."
    )


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason):
    text = reason.value
    given = {name: "7" for name in placeholders(text) if not name.isdigit()}
    told = str(
        Why(reason, given, (Line("In [1]", 4, "y = x"), Line("In [1]", 5, "z"), Line("In [1]", 6, "w"))).sentence
    )
    assert not placeholders(told) and 1 <= told.replace("x.grad", "").count(". ") + 1 <= 2
    assert "\n" not in told
