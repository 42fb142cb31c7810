"""Which call of which module each operation ran in, held against forward hooks; and what must not change for it."""

import gc
import sys
import weakref

import pytest
import torch
from torch import nn

from explorer.core.tape.reading.track import track
from explorer.core.tape.recording.record import record
from explorer.core.tape.tape import ModuleCall, Operation, OptimizerStep, SlotWrite
from tests.core.tape.models import MLP, PROGRAMS, supervised, training


class Harness:
    """Forward hooks on every module tell which runs; a mode on top tells which call of torch is made in it."""

    def __init__(self, model):
        self.running, self.seen = [], []
        paths = {id(one): path for path, one in model.named_modules()}
        self.handles = [
            hook
            for one in model.modules()
            for hook in (
                one.register_forward_pre_hook(lambda module, _: self.running.append(paths[id(module)])),
                one.register_forward_hook(lambda *_: (self.running.pop(), None)[1]),
            )
        ]

    def close(self):
        for one in self.handles:
            one.remove()

    def node_hook(self, tensor):
        if tensor.grad_fn is not None:
            self.seen.append((tensor.grad_fn.name(), self.running[-1] if self.running else None))


class Watch(torch.overrides.TorchFunctionMode):
    def __init__(self, harness):
        super().__init__()
        self.harness = harness

    def __torch_function__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        first = result[0] if isinstance(result, tuple | list) and result else result
        if isinstance(first, torch.Tensor) and torch.is_grad_enabled() and "__get__" not in str(func):
            self.harness.node_hook(first)
        return result


def step_of(name):
    torch.manual_seed(0)
    return PROGRAMS[name]() if not name.startswith("500") else training(3)


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_node_has_the_module_that_forward_hooks_tell(name):
    step = step_of(name)
    model = step()  # its step gives the model
    harness = Harness(model)
    with Watch(harness):
        step()
    harness.close()
    with record() as tape:
        step()
    assert not tape.ended
    read = track(tape)
    told = []
    for event in tape.events:
        made = event.outputs[:1] + event.changed[:1] if isinstance(event, Operation) else ()
        if made and made[0].node is not None and isinstance(event, Operation) and event.optimizer is None:
            call = read.calls.get(event.module)
            told.append((tape.nodes[made[0].node].name, call and call.path))
    # A list of models has the number of each before its names; MAML's have the names that the one model has.
    wanted = [
        (node, None if path is None else path.partition(".")[2] if name == "GAN" else path)
        for node, path in harness.seen
    ]
    ours = [one for one in told if one[1] is not None]
    assert ours == [one for one in wanted if one[1] is not None]
    assert len(ours) >= 3


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_parameter_has_its_name_in_the_model_from_the_first_event_on(name):
    step = step_of(name)
    with record() as tape:
        model = step()
    read = track(tape)
    numbers = {tape.__dict__["_find"](one): path for path, one in model.named_parameters()}
    assert None not in numbers
    first = next(place for place, event in enumerate(tape.events) if isinstance(event, ModuleCall))
    known = {
        tensor for event in tape.events[: first + 1] if isinstance(event, ModuleCall) for _, tensor in event.parameters
    }
    for number, path in numbers.items():
        if name == "GAN":
            which, _, rest = path.partition(".")
            path = f"{('generator', 'critic')[int(which)]}.{rest}"
        assert read.parameter(number).removeprefix("step.") == path
        assert number in known or name == "GAN"
        node = read.leaf_nodes.get(number)
        assert node is None or tape.nodes[node].leaf == number


def test_calls_one_after_the_other_at_the_same_place_are_two():
    shared = nn.Linear(3, 3)
    x = torch.ones(2, 3)
    with record() as tape:
        for _ in range(3):
            x = shared(x)
    calls = [event for event in tape.events if isinstance(event, ModuleCall)]
    assert [call.number for call in calls] == [0, 1, 2]
    assert len({call.module for call in calls}) == 1


def test_a_module_that_a_debugger_looks_at_is_seen_too():
    model, seen = nn.Sequential(nn.Linear(2, 2), nn.ReLU()), []

    def trace(*_):
        seen.append(1)
        return trace

    before = sys.gettrace()
    with record() as tape:
        sys.settrace(trace)
        model(torch.ones(1, 2))
        sys.settrace(before)
    assert seen and not tape.ended
    assert [event.kind for event in tape.events if isinstance(event, ModuleCall)][:2] == ["Sequential", "Linear"]


class Odd(nn.Module):
    """Compares to nothing, and so has no hash; and tells nobody of its modules."""

    __hash__ = None

    def __eq__(self, other):
        raise AssertionError

    def modules(self):
        raise AssertionError

    def forward(self, x):
        return x.sin()


def test_what_a_person_has_written_anew_is_not_called():
    odd = Odd()
    with record() as tape:
        odd(torch.ones(1, requires_grad=True))
    assert not tape.ended and [one.kind for one in tape.events if isinstance(one, ModuleCall)] == ["Odd"]


def test_no_module_is_kept_alive():
    model = nn.Linear(2, 2)
    with record():
        model(torch.ones(1, 2))
        gone = weakref.ref(model)
        del model
        gc.collect()
        assert gone() is None


def test_a_module_at_the_place_of_one_that_is_gone_is_another():
    with record() as tape:
        for width in range(1, 9):
            for _ in range(2):
                layer = nn.Linear(2, width)
                layer(torch.ones(1, 2))
                del layer
    calls = [event for event in tape.events if isinstance(event, ModuleCall)]
    assert len({call.module for call in calls}) == len(calls) == 16


# -- steps of optimizers


def test_a_step_is_one_operation_that_names_its_calls_once():
    step = supervised(MLP(), torch.ones(4, 64), target=torch.zeros(4, dtype=torch.long), kind=torch.optim.Adam)
    with record() as tape:
        for _ in range(3):
            step()
    steps = [event for event in tape.events if isinstance(event, Operation) and event.optimizer is not None]
    assert [event.name for event in steps] == ["Adam.step"] * 3
    assert [bool(event.calls) for event in steps] == [True, False, False] and "addcdiv_" in steps[0].calls
    assert all(len(event.changed) == len(event.inputs) == 6 for event in steps)
    assert not any(event.cut for event in tape.operations)
    assert sum(isinstance(event, OptimizerStep) for event in tape.events) == 3
    assert sum(event.name == "zero_grad" for event in tape.operations) == 3
    emptied = [event for event in tape.events if isinstance(event, SlotWrite) and event.after is None]
    assert len(emptied) == 2 * 6


def test_a_step_that_fails_ends_and_what_follows_is_recorded():
    weight = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.1)
    with record() as tape:
        for grad in (torch.ones(2), torch.ones(2), None):
            weight.grad = grad
            if grad is None:
                optimizer.param_groups[0]["lr"] = "no number"
                weight.grad = torch.ones(2)
            try:
                optimizer.step()
            except TypeError:
                weight.detach().sin()
        weight.exp()
    names = [event.name for event in tape.operations]
    assert names[-1] == "exp" and names.count("SGD.step") == 2 and not tape.ended


def test_what_a_closure_or_a_hook_does_in_a_step_is_recorded():
    x = torch.tensor([3.0], requires_grad=True)
    optimizer = torch.optim.LBFGS([x], max_iter=3)

    def closure():
        optimizer.zero_grad()
        loss = (x**2).sum()
        loss.backward()
        return loss

    plain = torch.optim.SGD([x], lr=0.1)
    plain.register_step_pre_hook(lambda *_: (x.grad.mul_(0.5), None)[1])
    with record() as tape:
        optimizer.step(closure)
        for _ in range(2):
            plain.step()
    names = [event.name for event in tape.operations]
    assert names.count("LBFGS.step") == 1 and names.count("pow") >= 2 and len(tape.walks) >= 2
    assert names.count("mul_") == 2 and names.count("SGD.step") == 2


def test_an_optimizer_of_a_persons_own_shows_its_insides():
    class Mine(torch.optim.Optimizer):
        def __init__(self, parameters):
            super().__init__(parameters, {})

        @torch.no_grad()
        def step(self):
            for group in self.param_groups:
                for one in group["params"]:
                    one.sub_(one.grad)

    x = torch.tensor([3.0], requires_grad=True)
    mine = Mine([x])
    with record() as tape:
        (x**2).sum().backward()
        mine.step()
    assert "sub_" in [event.name for event in tape.operations]
