"""Optimisers of a person's own: read without being run, and walked as a plain loop walks them."""

import pytest
import torch

import explorer
from explorer.core.descend.optimisers import make
from explorer.core.descend.own import Hyper, in_file, read
from explorer.core.descend.problem import DescendError
from explorer.core.descend.run import Plan, descend
from explorer.core.descend.script import script
from explorer.core.descend.surfaces import named

SIGNS = '''
import torch
from torch.optim import Optimizer

raise_if_run = []


class Signs(Optimizer):
    """By the sign of a mean of gradients."""

    def __init__(self, params, lr=1e-2, betas=(0.9, 0.99), *, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                mean = state.setdefault("exp_avg", torch.zeros_like(p))
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_((mean * group["betas"][0] + p.grad * (1 - group["betas"][0])).sign(), alpha=-group["lr"])
                mean.mul_(group["betas"][1]).add_(p.grad, alpha=1 - group["betas"][1])


class Faster(Signs):
    pass


class Needs(torch.optim.SGD):
    def __init__(self, params, lr, momentum=0.5):
        super().__init__(params, lr=lr, momentum=momentum)


class Closed(torch.optim.SGD):
    def step(self, closure):
        closure()
        return super().step(closure)


class Unrelated:
    pass
'''


def test_classes_and_hyper_parameters_are_read_without_running_the_text():
    found = {one.name: one for one in read("raise SystemExit\n" + SIGNS, "signs.py")}
    assert list(found) == ["Signs", "Faster", "Needs", "Closed"]
    wanted = (Hyper("lr", 0.01), Hyper("betas", (0.9, 0.99)), Hyper("weight_decay", 0.0))
    assert found["Signs"].hyper == found["Faster"].hyper == wanted
    assert found["Needs"].hyper == (Hyper("lr", 0.01), Hyper("momentum", 0.5))
    assert found["Needs"].needed == ("lr",)
    assert [found[name].steps_alone for name in found] == [True, True, True, False]
    assert {one.name for one in found["Closed"].hyper} >= {"lr", "momentum", "weight_decay"}


@pytest.mark.parametrize("name", ["Signs", "Faster", "Needs", "Closed"])
def test_a_walk_is_a_plain_loops_bit_for_bit(name):
    own = next(one for one in read(SIGNS, "signs.py") if one.name == name)
    bowl = named("Bowl")
    found = descend(bowl, bowl.start, optimizer=own, lr=0.05, steps=40)
    space = {}
    exec(SIGNS, space)
    x, y = leaves = [torch.tensor(one, requires_grad=True) for one in bowl.start]
    optimizer = space[name](leaves, lr=0.05)
    path = []

    def closure():
        optimizer.zero_grad()
        loss = x**2 + y**2
        loss.backward()
        return loss

    for _ in range(40):
        path.append([x.item(), y.item()])
        if name == "Closed":
            optimizer.step(closure)
        else:
            closure()
            optimizer.step()
    path.append([x.item(), y.item()])
    assert torch.equal(found.path, torch.tensor(path))


@pytest.mark.parametrize("name", ["Signs", "Closed"])
def test_the_script_has_its_text_and_walks_the_same(name):
    own = next(one for one in read(SIGNS, "signs.py") if one.name == name)
    plan = Plan(named("Bowl"), (2.5, 1.5), own, 20, hyper=(("lr", 0.05),), clip_norm=1.0)
    space = {}
    exec(script(plan), space)
    assert torch.equal(torch.tensor(space["path"]), descend_plan(plan).path)


def descend_plan(plan):
    from explorer.core.descend.run import run

    return run(plan)


def test_a_file_or_a_class_can_be_named(tmp_path):
    file = tmp_path / "signs.py"
    file.write_text(SIGNS, encoding="utf-8")
    by_file = explorer.descend("Bowl", (2.5, 1.5), optimizer=f"{file}:Signs", lr=0.05, steps=10)
    by_class = explorer.descend("Bowl", (2.5, 1.5), optimizer=in_file(f"{file}:Signs").load(), lr=0.05, steps=10)
    assert torch.equal(by_file.path, by_class.path)
    with pytest.raises(DescendError, match="no optimiser Nothing"):
        in_file(f"{file}:Nothing")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1", "no subclass of torch.optim.Optimizer"),
        ("class A(:", "is no Python"),
        ("import torch\nclass A(torch.nn.Module):\n    pass", "no subclass"),
    ],
)
def test_what_cannot_be_read_is_said(text, said):
    with pytest.raises(DescendError, match=said):
        read(text, "mine.py")


def test_what_a_text_raises_is_said():
    (own,) = read("import torch\nclass A(torch.optim.SGD):\n    pass\n1 / 0", "mine.py")
    with pytest.raises(DescendError, match=r"A cannot be made from mine.py: ZeroDivisionError"):
        make(own, [torch.zeros(1, requires_grad=True)], {})
