"""Each reason provoked for real, its line and its numbers against torch's own."""

import inspect
import sys
from functools import partial

import pytest
import torch

from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.reasons import Reason
from explorer.core.tape.reading.short_text import short
from explorer.core.tape.reading.track import track
from explorer.core.tape.reading.why import why, why_tensor
from explorer.core.tape.recording.record import record
from explorer.core.tape.recording.summary import summarise


class Half(torch.autograd.Function):
    """Its second input gets None."""

    @staticmethod
    def forward(ctx, a, b):
        return a * b

    @staticmethod
    def backward(ctx, grad):
        return grad, None


leaf = partial(torch.tensor, requires_grad=True)
"""No function of ours: the recorder sees names in the innermost of those."""


def no_walk():
    x = leaf(2.0)
    y = x * 2
    return x, y


def detached():
    x, w = leaf(2.0), leaf(3.0)
    u = (x * 2).detach()  # cut
    y = u * 3 * w
    y.backward()  # walk
    return x


def leaf_detached_at_once():
    x, w = leaf(2.0), leaf(3.0)
    u = x.detach()  # cut
    (u * w).backward()  # walk
    return x


def data():
    x, w = leaf(2.0), leaf(3.0)
    h = x * 2
    y = h.data * w  # cut
    y.backward()  # walk
    return x


def no_grad():
    x, w = leaf(2.0), leaf(3.0)
    h = x * 2
    with torch.no_grad():
        u = h * 3  # cut
        v = u + 1
    (v * w).backward()  # walk
    return x


def written_under_no_grad():
    x, w = leaf(2.0), leaf(3.0)
    h = x * 2
    with torch.no_grad():
        w.copy_(h)  # cut
    (w * w).backward()  # walk
    return x


def compared():
    x, w = leaf(2.0), leaf(3.0)
    h = x * 2
    mask = h > 0  # cut
    (mask * w).backward()  # walk
    return x


def detached_before_a_walk_that_fails():
    x = leaf(2.0)
    h = x * 2
    y = h.detach()  # cut
    with pytest.raises(RuntimeError):
        y.backward()  # walk
    return x


def a_step_of_an_optimiser_is_no_cut():
    x, w = leaf(2.0), leaf(3.0)
    h = x * 2
    with torch.no_grad():
        x.mul_(0.5)
    (w * 2).backward()  # walk
    return x, h


def unrelated():
    x, w = leaf(2.0), leaf(3.0)
    h = x * 2
    number = h.item()  # cut
    (w * number).backward()  # walk
    return x


def left_out():
    x, w = leaf(2.0), leaf(3.0)
    y = x * 2 * w
    y.backward(inputs=[w])  # walk
    return x


def none_sent():
    x, w = leaf(2.0), leaf(3.0)
    y = Half.apply(w, x * 2)  # cut
    y.backward()  # walk
    return x


def walk_failed():
    x = leaf([2.0, 3.0])
    with pytest.raises(RuntimeError):
        (x * 2).backward()  # walk
    return x


def cleared():
    x = leaf(2.0)
    (x * 3).backward()
    x.grad = None  # cut
    return x


def cleared_by_an_optimiser():
    x = leaf(2.0)
    optimiser = torch.optim.SGD([x], 0.1)
    (x * 3).backward()
    optimiser.step()
    optimiser.zero_grad()  # cut
    return x


def cleared_and_then_cut():
    x, w = leaf(2.0), leaf(3.0)
    (x * 3).backward()
    x.grad = None
    ((x * 2).detach() * w).backward()  # cut # walk
    return x


def returned():
    x = leaf(2.0)
    torch.autograd.grad(x * 3, x)  # walk
    return x


def not_tracked():
    x = torch.tensor(2.0)  # cut
    y = x * 2
    return x, y


def zeroed():
    x = leaf([2.0, 3.0])
    (x * 3).sum().backward()
    x.grad.zero_()  # cut
    return x


def times_zero():
    x = leaf(2.0)
    h = x * 5
    y = h * 0  # cut
    (y + 1).backward()
    return x


def relu():
    x = leaf([-2.0, -3.0])
    h = (x * 4).relu()  # cut
    (h * 2).sum().backward()
    return x


def clamp():
    x = leaf(5.0)
    x.clamp(0, 1).backward()  # cut
    return x


def began_with_zero():
    x = leaf(5.0)
    (x * 2).backward(torch.tensor(0.0))  # walk
    return x


def nan_zero_times_infinity():
    x = leaf([0.0, 4.0])
    torch.where(x > 0, x.sqrt(), x).sum().backward()  # cut
    return x


def nan_forward():
    x = leaf(-2.0)
    h = x.log()  # cut
    (h * 2).backward()
    return x, h


def nan_forward_seen_backward():
    x = leaf(0.0)
    h = x * torch.tensor(float("inf"))
    (h * h).backward()
    return x


def infinite_slope():
    x = leaf(0.0)
    h = x * 1
    h.sqrt().backward()  # cut
    return x


def began_with_nan():
    x = leaf(5.0)
    (x * 2).backward(torch.tensor(float("nan")))  # walk
    return x


def nan_written():
    x = leaf(5.0)
    (x * 2).backward()
    x.grad.mul_(float("nan"))  # cut
    (x * 2).backward()
    return x


PROGRAMS = (
    (no_walk, Reason.NO_WALK),
    (detached, Reason.CUT_DETACH),
    (leaf_detached_at_once, Reason.CUT_DETACH),
    (data, Reason.CUT_DETACH),
    (no_grad, Reason.CUT_NO_GRAD),
    (written_under_no_grad, Reason.CUT_NO_GRAD),
    (compared, Reason.CUT_NO_DERIVATIVE),
    (detached_before_a_walk_that_fails, Reason.CUT_DETACH),
    (a_step_of_an_optimiser_is_no_cut, Reason.NO_PATH),
    (unrelated, Reason.CUT_NUMBERS),
    (left_out, Reason.LEFT_OUT),
    (none_sent, Reason.NONE_SENT),
    (walk_failed, Reason.WALK_FAILED),
    (cleared, Reason.CLEARED),
    (cleared_by_an_optimiser, Reason.CLEARED),
    (cleared_and_then_cut, Reason.CUT_DETACH),
    (returned, Reason.RETURNED),
    (not_tracked, Reason.NOT_TRACKED),
    (zeroed, Reason.ZEROED),
    (times_zero, Reason.ZERO_GRADIENT),
    (relu, Reason.FLAT),
    (clamp, Reason.FLAT),
    (began_with_zero, Reason.ZERO_START),
    (nan_zero_times_infinity, Reason.NAN_FROM),
    (nan_forward_seen_backward, Reason.NAN_FROM),
    (infinite_slope, Reason.NAN_FROM),
    (began_with_nan, Reason.NAN_FROM),
    (nan_written, Reason.NAN_FROM),
)


def ran(program):
    """The recording in time, the number of the program's x, and what the program gives back."""
    with record() as tape:
        result = program()
    made = track(tape)
    (x,) = {number for name, timed in made.names.items() for _, number in timed if name == f"{program.__name__}.x"}
    return made, x, result


def marked(program, mark):
    lines, first = inspect.getsourcelines(program)
    return [first + place for place, line in enumerate(lines) if f"# {mark}" in line]


def node_of(made, name):
    return next(number for number, node in enumerate(made.nodes) if node.name == name)


def end(made):
    return Moment(made, len(made.steps) - 1)


@pytest.mark.parametrize("program, reason", PROGRAMS, ids=[program.__name__ for program, _ in PROGRAMS])
def test_the_reason_and_its_lines(program, reason):
    made, x, result = ran(program)
    found = why_tensor(end(made), x)
    assert found.reason is reason
    assert found.values["name"] == f"{program.__name__}.x"
    wanted = marked(program, "cut") + marked(program, "walk")
    if wanted:
        assert [line.number for line in found.lines] == wanted
    # What torch itself says of the slot.
    slot = (result[0] if isinstance(result, tuple) else result).grad
    if slot is None:
        assert reason not in (Reason.ZEROED, Reason.FLAT, Reason.ZERO_GRADIENT, Reason.ZERO_START, Reason.NAN_FROM)
    elif reason is Reason.NAN_FROM:
        assert not slot.isfinite().all() and found.values["bad"] == short(summarise(slot))
    else:
        assert not slot.any()


@pytest.mark.parametrize("program, reason", PROGRAMS, ids=[program.__name__ for program, _ in PROGRAMS])
def test_a_node_of_the_leaf_says_the_same(program, reason):
    made, x, _ = ran(program)
    nodes = [number for number, node in enumerate(made.nodes) if node.leaf == x]
    assert [why(end(made), node) for node in nodes] == [why_tensor(end(made), x)] * len(nodes)


def test_names_of_what_is_to_blame():
    blamed = {
        detached: "detach",
        data: "data",
        no_grad: "mul",
        compared: "gt",
        written_under_no_grad: "copy_",
        none_sent: "Half",
        times_zero: "mul",
        relu: "relu",
        clamp: "clamp",
        nan_zero_times_infinity: "sqrt",
        infinite_slope: "sqrt",
        began_with_nan: "backward",
        nan_written: "mul_",
    }
    for program, operation in blamed.items():
        made, x, _ = ran(program)
        assert why_tensor(end(made), x).values["operation"] == operation
    made, x, _ = ran(detached)
    assert why_tensor(end(made), x).values["root"] == "detached.y"


def test_the_same_of_the_operation_that_is_cut_off():
    made, _, _ = ran(no_grad)
    h = end(made).tensors()["no_grad.h"]
    found = why(end(made), made.notes[h][-1][1].node)
    assert found.reason is Reason.CUT_NO_GRAD and found.values["name"] == "no_grad.h"
    assert [line.number for line in found.lines] == marked(no_grad, "cut") + marked(no_grad, "walk")


def several_passes():
    x = leaf([1.0, 2.0])
    y = (x * x).sum()
    y.backward(retain_graph=True)  # pass
    y.backward()  # pass
    return x


def a_pass_after_zeros():
    x = leaf(2.0)
    (x * 3).backward()
    x.grad.zero_()
    (x * 4).backward()  # pass
    (x * 5).backward()  # pass
    return x


def a_pass_on_what_was_written():
    x = leaf(2.0)
    x.grad = torch.tensor(7.0)  # pass
    (x * 4).backward()  # pass
    return x


def clipped_between():
    x = leaf(2.0)
    (x * 30).backward()
    torch.nn.utils.clip_grad_norm_([x], 1.0)  # pass
    (x * 4).backward()  # pass
    return x


def many_passes():
    x = leaf(2.0)
    for _ in range(9):
        (x * 2).backward()
    return x


def signs_cancel():
    x = leaf(2.0)
    (x * 3).backward()  # pass
    (x * -3).backward()  # pass
    return x


SUMS = {
    several_passes: ("2", "[2, 4] ({0}) + [2, 4] ({1})", "[4, 8]"),
    a_pass_after_zeros: ("2", "4 ({0}) + 5 ({1})", "9"),
    a_pass_on_what_was_written: ("1", "7 ({0}) + 4 ({1})", "11"),
    clipped_between: ("2", "1 ({0}) + 4 ({1})", "5"),
    many_passes: ("9", "2 ({0}) + 2 ({1}) + … + 2 ({2})", "18"),
}


@pytest.mark.parametrize("program", SUMS, ids=[program.__name__ for program in SUMS])
def test_passes_add_up(program):
    made, x, result = ran(program)
    found = why_tensor(end(made), x)
    assert found.reason is Reason.ACCUMULATED
    assert (found.values["count"], found.values["sum"], found.values["total"]) == SUMS[program]
    assert found.values["total"] == short(summarise(result.grad))
    if marked(program, "pass"):
        assert [line.number for line in found.lines] == marked(program, "pass")


def test_passes_that_cancel_are_no_gradient_of_zero():
    made, x, result = ran(signs_cancel)
    found = why_tensor(end(made), x)
    assert found.reason is Reason.ACCUMULATED and result.grad == 0
    assert (found.values["sum"], found.values["total"]) == ("3 ({0}) + -3 ({1})", "0")


def test_paths_join():
    with record() as tape:
        x = leaf(3.0)
        y = x * x + x.sin() * 0 + x * 5
        y.backward()
    made = track(tape)
    node = node_of(made, "torch::autograd::AccumulateGrad")
    found = why(end(made), node)
    assert found.reason is Reason.JOINED
    assert found.values["total"] == short(summarise(x.grad)) == "11"
    assert sorted(text.split()[0] for text in found.values["sum"].split(" + ")) == ["0", "3", "3", "5"]
    # In the first of the steps at which the slot is filled, and not before.
    assert why(Moment(made, end(made).step - 1), node).reason is Reason.NOT_YET


def test_a_hook_that_changes_the_sum_is_not_hidden_by_a_wrong_one():
    with record() as tape:
        x = leaf(3.0)
        h = x * 2
        h.register_hook(lambda grad: grad * 10)
        (h * 4 + h * 5).backward()
    made = track(tape)
    found = why(end(made), node_of(made, "MulBackward0"))
    assert found.reason is not Reason.JOINED
    assert x.grad == 180


def test_where_it_began_forward():
    made, _, (_, h) = ran(nan_forward)
    found = why(end(made), node_of(made, "LogBackward0"))
    assert found.reason is Reason.NAN_HERE
    assert (found.values["call"], found.values["result"]) == ("log(-2)", short(summarise(h.detach())))
    assert [line.number for line in found.lines] == marked(nan_forward, "cut")
    after = why(end(made), node_of(made, "MulBackward0"))
    assert after.reason is Reason.NAN_FROM and after.values["operation"] == "log" and after.lines == found.lines


def test_where_it_began_backward():
    made, _, x = ran(nan_zero_times_infinity)
    found = why(end(made), node_of(made, "SqrtBackward0"))
    assert found.reason is Reason.NAN_ZERO_TIMES_INF
    assert (found.values["arrived"], found.values["sent"]) == ("[0, 1]", "[nan, 0.25]")
    assert x.grad[0].isnan()
    made, _, x = ran(infinite_slope)
    found = why(end(made), node_of(made, "SqrtBackward0"))
    assert found.reason is Reason.NAN_BACKWARD
    assert (found.values["arrived"], found.values["sent"]) == ("1", "inf") and x.grad.isinf()


def test_a_result_that_keeps_no_gradient():
    with record() as tape:
        x = leaf(3.0)
        h = x * 2
        k = h * 2
        k.retain_grad()
        (k * 3).backward()
    made = track(tape)
    names = {name.rpartition(".")[2]: tensor for name, tensor in end(made).tensors().items()}
    assert why_tensor(end(made), names["h"]).reason is Reason.NOT_KEPT
    assert why_tensor(end(made), names["k"]) is None and k.grad == 3
    assert why_tensor(end(made), names["x"]) is None, "one pass by one path is no riddle"


def test_a_slot_step_by_step():
    with record() as tape:
        x = leaf(2.0)
        y = x * 3
        y.backward(retain_graph=True)
        y.backward()
        x.grad.zero_()
        x.grad = None
        torch.autograd.grad(x * 1, x)
    made = track(tape)
    node = node_of(made, "torch::autograd::AccumulateGrad")
    found = [why(Moment(made, step), node) for step in range(len(made.steps))]
    assert [one and one.reason for one in found] == [
        Reason.NO_WALK, Reason.NO_WALK, Reason.NOT_YET, None, None, Reason.ACCUMULATED, Reason.ZEROED,
        Reason.CLEARED, Reason.CLEARED, Reason.RETURNED,
    ]  # fmt: skip
    assert found[2].values["ahead"] == "1"
    assert why(Moment(made, -1), node) is None, "it is not made yet"


def training():
    torch.manual_seed(0)
    x = leaf(1.0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
    optimiser = torch.optim.Adam(model.parameters(), 0.1)
    for _ in range(3):
        optimiser.zero_grad()
        (model(torch.ones(4, 2)) * x).pow(2).mean().backward()
        optimiser.step()
    return x


def odd_tensors():
    x = torch.tensor([1 + 2j, 3j], requires_grad=True)
    (x.abs() ** 2).sum().backward()
    b = torch.ones(200, dtype=torch.bfloat16, requires_grad=True)
    a, c = (b * 2).split(100)
    (a.sum() + c.sum() * 0).backward()
    s = torch.eye(3).to_sparse().requires_grad_()
    torch.sparse.mm(s, torch.ones(3, 2)).sum().backward()
    e = torch.empty(0, requires_grad=True)
    (e * 2).sum().backward()
    return x


def higher_derivatives():
    x = leaf(0.0)
    (slope,) = torch.autograd.grad(x.sqrt(), x, create_graph=True)
    (slope * 2).backward()
    torch.autograd.functional.hessian(lambda t: (t**3).sum(), torch.ones(2))
    x.backward()
    return x


def walks_that_fail():
    x = leaf([2.0, 3.0])
    y = x.exp()
    h = y.sum()
    h.backward()
    for one in (h, y, torch.ones(2)):
        with pytest.raises(RuntimeError):
            one.backward()
    y = x.exp()
    y.add_(1)
    with pytest.raises(RuntimeError):
        y.sum().backward()
    return x


def transforms():
    x = torch.linspace(0, 1, 3, requires_grad=True)
    torch.func.vmap(lambda t: t * 2)(x).sum().backward()
    torch.autograd.backward([x.sum(), (x * 2).sum()])
    return x


ASSORTED = (
    training, odd_tensors, higher_derivatives, walks_that_fail, transforms, a_step_of_an_optimiser_is_no_cut, none_sent,
    nan_written, nan_forward_seen_backward, many_passes, signs_cancel,
)  # fmt: skip


@pytest.mark.parametrize("program", ASSORTED, ids=[program.__name__ for program in ASSORTED])
def test_there_is_an_answer_for_every_node_at_every_step(program):
    made, _, _ = ran(program)
    for step in range(-1, len(made.steps) + 1):
        found = [why(Moment(made, step), node) for node in range(len(made.nodes))]
        found += [why_tensor(Moment(made, step), tensor) for tensor in made.notes]
        for one in found:
            if one is not None and "sum" in one.values:
                one.values["sum"].format(*one.lines)


def long(last):
    """A chain of 5,000 nodes with what goes wrong at its far end."""
    x, w = leaf(1.0), leaf(1.0)
    y = x * w if last != "cut" else x.detach() * w
    for _ in range(5000):
        y = y * 1.0
    y = {"nan": (y * 0).sqrt, "zero": lambda: y * 0, "cut": lambda: y}[last]()
    y.backward(inputs=[w] if last == "left out" else None)


def lines_run(call):
    """How many lines of Python it takes."""
    count = 0

    def trace(frame, event, _):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("last, reason", [("nan", Reason.NAN_FROM), ("zero", Reason.ZERO_GRADIENT), ("cut", None)])
def test_an_answer_takes_no_look_through_everything(last, reason):
    with record() as tape:
        long(last)
    made = track(tape)
    (node, *_) = [number for number, one in enumerate(tape.nodes) if one.leaf is not None]
    found = why(end(made), node)  # the first looks through the walk
    assert (found and found.reason) is reason
    for place in range(100):
        other, then = place * len(tape.nodes) // 100, end(made).at(end(made).step - place)
        assert lines_run(lambda other=other, then=then: why(then, other)) < 500
