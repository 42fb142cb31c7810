"""What was not looked at, lest the program be touched, is said; and nothing false is said instead."""

import threading

import pytest
import torch

from explorer.core.tape.recording.record import record
from explorer.core.tape.tape import Cut, Line


def unseen(tape):
    return [(one.name, one.line.text) for one in tape.operations if one.cut is Cut.TRANSFORM]


@pytest.mark.filterwarnings("ignore:Graph break due to unsupported builtin")  # of PySide, when it is imported, too
def test_a_compiled_call_is_one_event_and_its_way_back_is_seen():
    f = torch.compile(lambda t: (t.sin() * 2).sum(), backend="aot_eager")
    with record() as tape:
        x = torch.ones(3, requires_grad=True)
        f(x).backward()
        f(x)
    assert unseen(tape) == [("torch.compile", "f(x).backward()"), ("torch.compile", "f(x)")]
    (walk,) = tape.walks
    assert tape.nodes[walk.visits[0].node].name == "CompiledFunctionBackward"
    assert tape.slot_writes[-1].after.first == pytest.approx([2 * torch.ones(1).cos().item()] * 3)


@pytest.mark.filterwarnings("ignore:`torch.jit.trace` is deprecated")
def test_what_a_tracer_or_a_mode_would_see_is_named():
    from torch.utils.flop_counter import FlopCounterMode

    with record() as tape:
        torch.jit.trace(lambda t: t.sin(), torch.ones(2))
        with FlopCounterMode(display=False):
            y = torch.ones(2, requires_grad=True).cos()
        y.exp()
    assert [name for name, _ in unseen(tape)].count("cos") == 1
    assert "sin" in [name for name, _ in unseen(tape)]
    assert [one.name for one in tape.operations if one.outputs][-2:] == ["Tensor", "exp"]


def test_a_slot_that_was_filled_in_another_thread_is_noted_without_a_line():
    with record() as tape:
        w = torch.ones(2, requires_grad=True)
        y = w.exp().sum()
        for work in (lambda: (w.detach() * w).sum().backward(), y.backward):
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        read = w.grad
        v = torch.ones(1, requires_grad=True)
        thread = threading.Thread(target=lambda: (v * 2).backward())
        thread.start()
        thread.join()
    first, second = tape.slot_writes
    assert first.line == second.line == Line("", 0, "")
    assert list(first.after.first) == read.tolist() and second.after.first == (2.0,)
    assert tape.walks == () and tape.ended == ""


def test_a_slot_is_told_at_the_call_that_wrote_it_though_a_thread_wrote_before():
    with record() as tape:
        w = torch.ones(1, requires_grad=True)
        thread = threading.Thread(target=lambda: (w * 2).backward())
        thread.start()
        thread.join()
        (w * 3).backward()
    assert [(one.line.text, one.after.first) for one in tape.slot_writes] == [
        ("", (2.0,)),
        ("(w * 3).backward()", (5.0,)),
    ]


def test_a_graph_in_another_thread_does_not_disturb_the_walk_of_this_one():
    with record() as tape:
        w = torch.ones(2, requires_grad=True)
        other = w.exp().sum()

        def wait(gradient):
            thread = threading.Thread(target=other.backward)
            thread.start()
            thread.join()

        y = w.sin()
        y.register_hook(wait)
        y.sum().backward()
    (walk,) = tape.walks
    names = [tape.nodes[visit.node].name for visit in walk.visits]
    assert names == ["SumBackward0", "SinBackward0", "torch::autograd::AccumulateGrad"]


def test_a_thing_with_a_repr_of_its_own_is_told_by_its_class():
    class Loud:
        def __repr__(self):
            raise AssertionError("nobody asked for it")

        def __index__(self):
            return 1

    with record() as tape:
        torch.ones(2)[Loud()]
        torch.ones(4)[1:3]
        torch.tensor(list(range(10**6)))
    told = [one.inputs for one in tape.operations]
    assert told[1][1] == "<Loud>" and told[3][1] == "slice(1, 3, None)"
    assert told[4][0].startswith("[0, 1, 2") and len(told[4][0]) == 80
