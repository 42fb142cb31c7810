"""Every walk against a plain torch.optim loop, bit for bit; what is told of it; and what is refused."""

import json
import math
import subprocess
import sys
from functools import cache

import pytest
import torch

import explorer
from explorer.cli import main
from explorer.core.descend.fit import Fit
from explorer.core.descend.optimisers import OPTIMISERS, SCHEDULERS
from explorer.core.descend.problem import DescendError, Problem
from explorer.core.descend.run import Plan, descend, run
from explorer.core.descend.script import script
from explorer.core.descend.surfaces import SURFACES, named
from explorer.core.expression import parse

CURVES = [
    Problem("x²", parse("x^2"), (2.0,), ((-3, 3),)),
    Problem("a curve with parameters", parse("a*sin(b*x) + 0.1x^2"), (1.0,), ((-5, 5),), (), {"a": 2.0, "b": 0.5}),
]
PROBLEMS = [*SURFACES, *CURVES, Fit()]
RATE = {
    "adadelta": 1.0,
    "rprop": 0.01,
    "lbfgs": 0.1,
    "asgd": 0.001,
    "sgd": 0.001,
    "momentum": 0.0005,
    "nesterov": 0.0005,
}


def plain(problem, optimiser, steps, zero_grad=True):
    """The loop that a person would write, with no line of ours but the function."""
    leaves = [torch.tensor(value, requires_grad=True) for value in problem.start]
    row = OPTIMISERS[optimiser]
    optimizer = row.kind(leaves, **{**row.preset, "lr": RATE.get(optimiser, 0.05)})
    loss = problem.loss()
    path, values = [], []
    for _ in range(steps):
        path.append([leaf.item() for leaf in leaves])
        if optimiser == "lbfgs":

            def closure():
                if zero_grad:
                    optimizer.zero_grad()
                value = loss(*leaves)
                value.backward()
                return value

            values.append(optimizer.step(closure).item())
            continue
        if zero_grad:
            optimizer.zero_grad()
        value = loss(*leaves)
        value.backward()
        optimizer.step()
        values.append(value.item())
    path.append([leaf.item() for leaf in leaves])
    return torch.tensor(path), torch.tensor(values)


def same(one, other):
    return torch.equal(one.nan_to_num(7e30), other.nan_to_num(7e30))


@pytest.mark.parametrize("steps", [10, pytest.param(50, marks=pytest.mark.soak)])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda one: one.name)
def test_every_path_is_that_of_a_plain_loop(problem, optimiser, steps):
    found = descend(problem, problem.start, optimizer=optimiser, steps=steps, lr=RATE.get(optimiser, 0.05))
    path, values = plain(problem, optimiser, steps)
    assert same(found.path, path) and same(found.values[:-1], values)
    assert found.path.shape == (steps + 1, problem.dims) and found.gradients.shape == (steps, problem.dims)


@pytest.mark.parametrize("optimiser", ["sgd", "adam", "rmsprop"])
def test_without_zero_grad_gradients_add_up(optimiser):
    bowl = named("Bowl")
    found = descend(bowl, bowl.start, optimizer=optimiser, steps=30, zero_grad=False, lr=RATE.get(optimiser, 0.05))
    path, _ = plain(bowl, optimiser, 30, zero_grad=False)
    assert same(found.path, path)
    assert torch.equal(found.gradients[1], found.gradients[0] + 2 * found.path[1])


def test_the_first_surface_of_the_course():
    found = explorer.descend("xy + y²", (2.0, 3.0), steps=1)
    assert found.gradients.tolist() == [[3.0, 8.0]]
    assert found.values[0] == 15


def test_through_the_package():
    found = explorer.descend("(x - 3)^2", 0.0, optimizer="Adam", steps=500, lr=0.1)
    assert found.path[-1].item() == pytest.approx(3, abs=1e-2)
    by_callable = explorer.descend(lambda x, y: x * y + y**2, (2.0, 3.0), steps=5, lr=0.1)
    assert torch.equal(by_callable.path, explorer.descend("x*y + y^2", [2, 3], steps=5, lr=0.1).path)
    with_parameter = explorer.descend("a*x^2", 1.0, steps=3, lr=0.1, parameters={"a": 2.0})
    assert torch.equal(with_parameter.path, explorer.descend("2x^2", 1.0, steps=3, lr=0.1).path)


@pytest.mark.parametrize("name", SCHEDULERS)
def test_schedulers_are_torchs(name):
    bowl = named("Bowl")
    found = run(Plan(bowl, bowl.start, "sgd", 40, hyper=(("lr", 0.1),), scheduler=name), detailed=True)
    leaves = [torch.tensor(value, requires_grad=True) for value in bowl.start]
    optimizer = torch.optim.SGD(leaves, lr=0.1)
    kind, arguments = SCHEDULERS[name]
    rates = kind(optimizer, **arguments)
    for step in found.detail[:-1]:
        assert step.rate == optimizer.param_groups[0]["lr"]
        assert step.point == tuple(leaf.item() for leaf in leaves)
        optimizer.zero_grad()
        (leaves[0] ** 2 + leaves[1] ** 2).backward()
        optimizer.step()
        rates.step()


def test_the_optimisers_own_state():
    bowl = named("Bowl")
    found = run(Plan(bowl, bowl.start, "adam", 3, hyper=(("lr", 0.1),)), detailed=True)
    first = found.detail[0]
    assert first.gradient == (5.0, 3.0)
    assert first.state["exp_avg"] == pytest.approx((0.5, 0.3))
    assert first.state["exp_avg_sq"] == pytest.approx((0.025, 0.009))
    momentum = run(Plan(bowl, bowl.start, "momentum", 3, hyper=(("lr", 0.1),)), detailed=True)
    assert momentum.detail[0].state["momentum_buffer"] == (5.0, 3.0)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"optimizer": "newton"}, "no optimiser newton"),
        ({"lr": -1.0}, "torch.optim.SGD refuses"),
        ({"learning_rate": 1.0}, "has no learning_rate. It has lr, momentum"),
        ({"steps": -1}, "0 to"),
        ({"scheduler": "never"}, "no scheduler never"),
    ],
)
def test_what_cannot_be_is_said(options, words):
    with pytest.raises(DescendError, match=words):
        descend(named("Bowl"), (1.0, 1.0), **options)


def test_a_start_of_another_size():
    with pytest.raises(DescendError, match="has 1 numbers"):
        descend(named("Bowl"), (1.0,))
    with pytest.raises(DescendError, match="takes 3 variables"):
        explorer.descend(lambda x, y, z: x, (1.0, 2.0))
    with pytest.raises(explorer.ExpressionError):
        explorer.descend("x +", 1.0)


SCRIPTS = [
    Plan(named("Rosenbrock"), (-1.5, 2.0), "adam", 20, hyper=(("lr", 0.1),)),
    Plan(named("Himmelblau"), (0.0, 0.0), "lbfgs", 5),
    Plan(CURVES[1], (1.0,), "nesterov", 20, zero_grad=False, hyper=(("lr", 0.01),)),
    Plan(Fit(), (-1.0, 3.0), "rmsprop", 20, scheduler="exponential"),
]


@cache
def said():
    """What each script prints, with names of its own, in one fresh Python: importing torch is slow."""
    texts = [script(plan) + "print(*map(repr, path), sep=';')\nprint(*values)\n" for plan in SCRIPTS]
    runner = "import json, sys\nfor text in json.load(sys.stdin):\n    exec(text, {})\n    print('--')\n"
    done = subprocess.run(
        [sys.executable, "-c", runner], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    return [part.splitlines() for part in done.stdout.split("--\n")]


@pytest.mark.parametrize("plan", SCRIPTS, ids=lambda plan: plan.problem.name)
def test_the_script_walks_the_same_path(plan):
    *_, points, values = said()[SCRIPTS.index(plan)]
    found = run(plan)
    path = [[float(one) for one in point.strip("(),").split(", ")] for point in points.split(";")]
    assert torch.equal(torch.tensor(path), found.path)
    assert torch.equal(torch.tensor([float(one) for one in values.split()]), found.values[:-1])


def test_hyper_parameters_come_from_the_signatures():
    adam = {one.name: one.default for one in OPTIMISERS["adam"].hyper}
    assert (adam["lr"], adam["betas"], adam["amsgrad"]) == (0.001, (0.9, 0.999), False)
    assert "foreach" not in adam and "params" not in adam
    assert all(math.isfinite(one.default) for row in OPTIMISERS.values() for one in row.hyper if one.name == "lr")


@pytest.mark.soak
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_every_path_through_the_package_and_the_command_line(optimiser, capsys):
    rate = RATE.get(optimiser, 0.05)
    for problem in SURFACES:
        path, _ = plain(problem, optimiser, 50)
        found = explorer.descend(problem.name, problem.start, optimizer=optimiser, steps=50, lr=rate)
        assert same(found.path, path), problem.name
        start = [repr(value) for value in problem.start]
        arguments = ["descend", problem.name, "--start", *start, "--optimizer", optimiser]
        assert main([*arguments, "--lr", repr(rate), "--steps", "50"]) == 0
        rows = capsys.readouterr().out.splitlines()[1:]
        told = torch.tensor([[float(one) for one in row.split(",")[1:3]] for row in rows])
        assert same(told, path), problem.name


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rprop"])
@pytest.mark.parametrize("clips", [{"clip_norm": 2.0}, {"clip_value": 1.5}, {"clip_norm": 2.0, "clip_value": 1.5}])
def test_clipped_gradients_are_those_of_the_plain_loop(optimizer, clips):
    rosenbrock = named("Rosenbrock")
    found = descend(rosenbrock, rosenbrock.start, optimizer=optimizer, lr=0.01, steps=60, scheduler="cosine", **clips)
    x, y = leaves = [torch.tensor(one, requires_grad=True) for one in rosenbrock.start]
    made = OPTIMISERS[optimizer].kind(leaves, lr=0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(made, T_max=50)
    path, slots = [], []
    for _ in range(60):
        path.append([x.item(), y.item()])
        made.zero_grad()
        ((1 - x) ** 2 + 100 * (y - x**2) ** 2).backward()
        if "clip_norm" in clips:
            torch.nn.utils.clip_grad_norm_(leaves, clips["clip_norm"])
        if "clip_value" in clips:
            torch.nn.utils.clip_grad_value_(leaves, clips["clip_value"])
        slots.append([x.grad.item(), y.grad.item()])
        made.step()
        schedule.step()
    path.append([x.item(), y.item()])
    assert torch.equal(found.path, torch.tensor(path))
    assert torch.equal(found.gradients, torch.tensor(slots))
