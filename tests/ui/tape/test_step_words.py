"""What is told of a step: each sentence, and that its numbers are torch's."""

import pytest
import torch

from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.origins import incoming
from explorer.core.tape.reading.short_text import short
from explorer.core.tape.reading.track import Track
from explorer.core.tape.recording.summary import summarise
from explorer.ui.tape.step_words import told

SCALAR = "x = torch.tensor(3.0, requires_grad=True)"
VECTOR = "x = torch.tensor([1.0, 2.0], requires_grad=True)"

SENTENCES = {
    "forward and back": (
        (SCALAR, "y = x * 2", "y.backward()"),
        (
            "Forward: tensor(3.0, True) = 3",
            "Forward: mul(x, 2) = 6",
            "Back: MulBackward0 (y) receives 1 and sends 2",
            "Back: 2 arrives; x.grad was None, and is 2",
        ),
    ),
    "gradients add up where paths join": (
        (VECTOR, "y = (x * x + x).sum()", "y.backward()"),
        (
            "Forward: tensor([1.0, 2.0], True) = [1, 2]",
            "Forward: mul(x, x) = [1, 4]",
            "Forward: add(mul, x) = [2, 6]",
            "Forward: sum(add) = 8",
            "Back: SumBackward0 (y) receives 1 and sends [1, 1]",
            "Back: AddBackward0 receives [1, 1] and sends [1, 1], [1, 1]",
            "Back: MulBackward0 receives [1, 1] and sends [1, 2], [1, 2]",
            "Back: [1, 1] + [1, 2] + [1, 2] = [3, 5] arrives; x.grad was None, and is [3, 5]",
        ),
    ),
    "passes add up in the slot": (
        (SCALAR, "y = x * 2", "y.backward(retain_graph=True)", "y.backward()"),
        (
            "Forward: tensor(3.0, True) = 3",
            "Forward: mul(x, 2) = 6",
            "Back: MulBackward0 (y) receives 1 and sends 2",
            "Back: 2 arrives; x.grad was None, and is 2",
            "Back: MulBackward0 (y) receives 1 and sends 2",
            "Back: 2 arrives; x.grad was 2, and is 4",
        ),
    ),
    "the slot is written to": (
        (SCALAR, "x.grad = torch.tensor(5.0)", "x.grad.zero_()", "x.grad = None"),
        (
            "Forward: tensor(3.0, True) = 3",
            "Forward: tensor(5.0) = 5",
            "x.grad becomes 5; it was None",
            "x.grad becomes 0; it was 5",
            "x.grad becomes None; it was 0",
        ),
    ),
    "in place": (
        ("x = torch.tensor([1.0, 2.0])", "v = x[0]", "x.add_(1)", "v.mul_(10)"),
        (
            "Forward: tensor([1.0, 2.0]) = [1, 2]",
            "Forward: getitem(x, 0) = 1",
            "add_(x, 1) changes x in place: [2, 3], version 1",
            "mul_(v, 10) changes v in place: 20, version 2",
        ),
    ),
    "autograd.grad": (
        (SCALAR, "y = x * x", "(g,) = torch.autograd.grad(y, x)", "z = g + 1"),
        (
            "Forward: tensor(3.0, True) = 3",
            "Forward: mul(x, x) = 9",
            "Back: MulBackward0 (y) receives 1 and sends 3, 3",
            "Forward: add(g, 1) = 7",
        ),
    ),
    "only one input has a way back": (
        (SCALAR, "c = x.detach()", "y = x * c", "y.backward()"),
        (
            "Forward: tensor(3.0, True) = 3",
            "Forward: detach(x) = 3",
            "Forward: mul(x, c) = 9",
            "Back: MulBackward0 (y) receives 1 and sends 3",
            "Back: 3 arrives; x.grad was None, and is 3",
        ),
    ),
    "a flag": (
        ("x = torch.tensor(3.0)", "x.requires_grad_()"),
        ("Forward: tensor(3.0) = 3", "requires_grad_(x)"),
    ),
    "several results": (
        ("x = torch.tensor([1.0, 2.0])", "a, b = x.unbind()", "m = torch.stack([a, b])"),
        (
            "Forward: tensor([1.0, 2.0]) = [1, 2]",
            "Forward: unbind(x) = 1, 2",
            "Forward: stack(a, b) = [1, 2]",
        ),
    ),
}

ERRORS = {
    "a second walk": (
        (SCALAR, "y = x * x", "y.backward()", "y.backward()"),
        "The walk ends at MulBackward0 (y): RuntimeError: Trying to backward through the graph a second time",
    ),
    "not a single number": (
        (VECTOR, "y = x * 2", "y.backward()"),
        "RuntimeError: grad can be implicitly created only for scalar outputs",
    ),
    "no way back": (
        ("x = torch.tensor(1.0)", "x.backward()"),
        "RuntimeError: element 0 of tensors does not require grad",
    ),
    "a saved tensor was changed": (
        (VECTOR, "y = x.exp()", "y.add_(1)", "y.sum().backward()"),
        "The walk ends at ExpBackward0 (y): RuntimeError: one of the variables needed for gradient computation",
    ),
    "a leaf in place": (
        (VECTOR, "x.add_(1)"),
        "add_(x): RuntimeError: a leaf Variable that requires grad is being used in an in-place operation",
    ),
    "shapes": (
        ("x = torch.ones(2)", "x @ torch.ones(3)"),
        "matmul(x, [1, 1, 1]): RuntimeError: inconsistent tensor size",
    ),
}


def sentences(recording):
    return [told(Moment(recording.track, step)) for step in range(len(recording.track.steps))]


@pytest.mark.parametrize("case", SENTENCES)
def test_each_step_is_a_sentence(recorded, case):
    lines, wanted = SENTENCES[case]
    assert tuple(sentences(recorded(*lines))) == wanted


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_is_told_in_torchs_words(recorded, case):
    lines, wanted = ERRORS[case]
    assert sentences(recorded(*lines))[-1].startswith(wanted)


def test_the_numbers_are_those_of_torch(recorded):
    """The same operations with nothing recorded."""
    lines = ("x = torch.tensor([0.5, -1.5, 2.0], requires_grad=True)", "h = x.sin()", "y = (h * h * x).sum()")
    found = sentences(recorded(*lines, "y.backward()"))
    x = torch.tensor([0.5, -1.5, 2.0], requires_grad=True)
    h = x.sin()
    h.retain_grad()
    y = (h * h * x).sum()
    y.backward()
    assert found[1] == f"Forward: sin(x) = {of(h)}"
    assert found[4] == f"Forward: sum(mul) = {of(y)}"
    back = next(text for text in found if "SinBackward0" in text)
    assert back == f"Back: SinBackward0 (h) receives {of(h.grad)} and sends {of(h.grad * x.cos())}"
    assert found[-1].endswith(f" = {of(x.grad)} arrives; x.grad was None, and is {of(x.grad)}")


def of(tensor):
    return short(summarise(tensor))


def test_the_parts_that_meet_make_the_sum(recorded):
    made = recorded(VECTOR, "h = x * 2", "y = (h.sin() + h.exp() + h * h).sum()", "y.backward()").track
    node = next(k for k, one in enumerate(made.nodes) if one.name == "MulBackward0" and k < 3)
    step, passed = made.passed[node][0]
    parts = incoming(Moment(made, step), node)
    assert len(parts) == 4, "h * h sends two"
    total = [sum(numbers) for numbers in zip(*(part.first for part in parts), strict=True)]
    assert total == pytest.approx(passed.visit.arrived[0].first)
    assert incoming(Moment(made, 0), node) == []


def test_the_parts_come_in_the_order_in_which_they_were_sent(recorded):
    """The node that was made last runs first."""
    fill = sentences(recorded(SCALAR, "a = x * 2", "b = x * 5", "(a + b).backward()"))[-1]
    assert fill == "Back: 5 + 2 = 7 arrives; x.grad was None, and is 7"


def test_parts_of_an_older_walk_do_not_count(recorded):
    made = recorded(SCALAR, "a = x * 2", "b = x * 3", "(a + b).backward(retain_graph=True)", "a.backward()").track
    last = len(made.steps) - 1
    assert told(Moment(made, last)) == "Back: 2 arrives; x.grad was 5, and is 7"


def test_a_gradient_in_the_slot_before_the_recording_began():
    from explorer.core.tape.reading.track import track
    from explorer.core.tape.recording.record import record

    x = torch.tensor(2.0, requires_grad=True)
    (x * 5).backward()
    with record() as tape:
        (x * 2).backward()
    made = track(tape)
    assert told(Moment(made, len(made.steps) - 1)) == "Back: 2 arrives; x.grad was 5, and is 7"


@pytest.mark.parametrize("step", [-1, 4, 1000])
def test_where_there_is_no_step_there_is_nothing_to_tell(recorded, step):
    assert told(Moment(recorded(SCALAR, "y = x * 2", "y.backward()").track, step)) == ""
    assert told(Moment(Track(), step)) == ""
