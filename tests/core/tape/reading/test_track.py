"""A recording in time, against what the tensors really were."""

import pytest
import torch

from explorer.core.tape.reading.track import newest, track
from explorer.core.tape.recording.record import record
from explorer.core.tape.tape import Operation, Walk


@pytest.fixture
def made():
    names = {}
    recorder = record()
    with recorder as tape:
        for line in (
            "import torch",
            "x = torch.tensor(2.0, requires_grad=True)",
            "y = x * 3",
            "y.backward(retain_graph=True)",
            "y.backward()",
            "x.grad.zero_()",
            "x.grad = None",
            "y = 5",
        ):
            exec(line, names)
            recorder.note_names(names)
    return track(tape)


def test_steps_are_operations_then_nodes_in_their_order(made):
    kinds = [type(made.events[step.event]).__name__ for step in made.steps]
    assert kinds == ["Operation", "Operation", "Walk", "Walk", "Walk", "Walk", "Operation", "Operation"]
    assert [step.visit for step in made.steps] == [None, None, 0, 1, 0, 1, None, None]


def test_the_slot_step_by_step(made):
    (leaf,) = made.slots
    at = [newest(made.slots[leaf], step) for step in range(len(made.steps))]
    assert [one and one.first for one in at] == [None, None, None, (3.0,), (3.0,), (6.0,), (0.0,), None]


def test_gradients_of_the_walk_before_are_not_those_of_this_one(made):
    mul = next(k for k, node in enumerate(made.nodes) if node.name == "MulBackward0")
    leaf = next(k for k, node in enumerate(made.nodes) if node.leaf is not None)
    assert [made.passed_at(mul, step) is not None for step in range(6)] == [False, False, True, True, True, True]
    assert [made.passed_at(leaf, step) is not None for step in range(6)] == [False, False, False, True, False, True]
    assert made.passed_at(mul, 4).walk != made.passed_at(mul, 3).walk


def test_names_come_and_go(made):
    steps = len(made.steps)
    assert set(made.names_at(0)) == {"x"}
    assert set(made.names_at(1)) == {"x", "y"}
    assert set(made.names_at(steps)) == {"x"}, "y is a number by now"
    assert made.names_of(made.names_at(1)["y"], 1) == ["y"]


def test_a_node_is_freed_when_it_has_run():
    with record() as tape:
        x = torch.ones(2, requires_grad=True)
        x.sin().exp().sum().backward()
    made = track(tape)
    freed = {tape.nodes[node].name: step for node, step in made.freed.items()}
    order = [tape.nodes[visit.node].name for visit in tape.walks[0].visits]
    start = made.walks[0][0]
    assert freed == {name: start + order.index(name) for name in ("ExpBackward0", "SinBackward0")}


def test_the_first_that_is_not_finite_is_to_blame():
    with record() as tape:
        x = torch.tensor([-1.0, 1.0], requires_grad=True)
        y = x.sqrt()
        (y * 2).sum().backward()
        z = torch.tensor(0.0, requires_grad=True)
        torch.where(z > 0, z.sqrt(), z).backward()
    made = track(tape)
    bad = [(tape.nodes[node].name, type(tape.events[made.steps[step].event])) for node, step in made.bad.items()]
    # Forward the first, backward the second; what comes after them is no fault of its own.
    assert bad == [("SqrtBackward0", Operation), ("SqrtBackward0", Walk)]
    assert y.isnan().any()


def test_the_end_of_a_walk_that_failed_is_a_step_of_its_own():
    with record() as tape:
        x = torch.ones(2, requires_grad=True)
        with pytest.raises(RuntimeError):
            (x * 2).backward()
    made = track(tape)
    assert made.steps[-1].visit is None
    assert "scalar" in tape.events[made.steps[-1].event].error


def test_nothing_is_no_trouble():
    with record() as tape:
        pass
    made = track(tape)
    assert not made.steps and made.names_at(0) == {}
