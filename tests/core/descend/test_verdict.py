"""What became of a walk: no verdict is false, and each has its number."""

import numpy as np
import pytest
import torch

import explorer
from explorer.core.descend.fit import Fit
from explorer.core.descend.run import descend
from explorer.core.descend.surfaces import named
from tests.core.descend import verdict_cases as cases

ALL = list(cases.cases())
OTHERS = sorted(set(range(20)) - {0, 3, 7, 10, 13, 17})
"""Parts of them for long runs."""


def test_there_are_three_hundred():
    assert len(ALL) >= 300


@pytest.mark.parametrize("start", [0, 3, 7, 10, 13, 17, *(pytest.param(k, marks=pytest.mark.soak) for k in OTHERS)])
def test_no_verdict_is_false(start):
    wrong = []
    for problem, place, options, wanted in ALL[start::20]:
        run = descend(problem, place, **options)
        known = wanted or cases.of_run(problem, run)
        if known is not None and run.verdict.kind.value not in known:
            wrong.append((problem.name, place, options, known, run.verdict.text))
    assert wrong == []


@pytest.mark.parametrize(
    ("problem", "start", "options", "kind", "words"),
    [
        ("Bowl", (2.5, 1.5), {"lr": 1.05, "steps": 50}, "running_away", "f has grown from 8.5 to 1.171e+05"),
        ("Bowl", (2.5, 1.5), {"lr": 1.05, "steps": 50}, "running_away", "only rates under 1 are stable; this is 1.05"),
        ("Bowl", (2.5, 1.5), {"lr": 0.1, "steps": 50}, "minimum", "At the minimum (0, 0), 4e-05 from it"),
        ("Bowl", (2.5, 1.5), {"lr": 1e-4, "steps": 50}, "walking", "the minimum needs some 30,8"),
        ("Bowl", (2.5, 1.5), {"lr": 1.0, "steps": 50}, "oscillating", "comes back every 2 steps, 5.83 wide"),
        ("Himmelblau", (0.0, 0.0), {"lr": 0.01, "steps": 200}, "minimum", "At the minimum (3, 2)"),
        ("Saddle", (2.0, 0.01), {"lr": 0.1, "steps": 50}, "running_away", "f = -8282 falls on"),
        ("Saddle", (2.0, 0.0), {"lr": 0.1, "steps": 100}, "saddle", "At the saddle (0, 0)"),
        ("x*y + y^2", (2.0, 3.0), {"lr": 0.1, "steps": 50}, "running_away", "left the picture at step"),
        ("sqrt(x)", (0.1,), {"lr": 0.1, "steps": 20}, "not_finite", "since step 1"),
        ("(x*y - 1)^2", (2.0, 1.0), {"lr": 0.05, "steps": 500}, "minimum", "valley floor"),
    ],
)
def test_the_words_have_their_numbers(problem, start, options, kind, words):
    verdict = explorer.descend(problem, start, **options).verdict
    assert verdict.kind == kind
    assert words in verdict.text


def test_the_steps_that_are_promised_are_enough():
    for name, options in (("Bowl", {"lr": 0.01}), ("Long valley", {"lr": 0.02}), ("Booth", {"lr": 0.01})):
        problem = named(name)
        run = descend(problem, problem.start, steps=30, **options)
        more = run.verdict.sentences[0].values["more"]
        assert more > 0
        later = descend(problem, problem.start, steps=30 + more + 15, **options)
        assert later.verdict.kind == "minimum"
        assert descend(problem, problem.start, steps=30 + more // 2, **options).verdict.kind == "walking"


def test_the_hessian_is_that_of_the_formula():
    run = explorer.descend("Rosenbrock", (-1.5, 2), lr=0.001, steps=20)
    x, y = run.path[-1].tolist()
    wanted = torch.tensor([[2 - 400 * (y - 3 * x**2), -400 * x], [-400 * x, 200.0]], dtype=torch.float64)
    assert torch.allclose(run.hessian, wanted, rtol=1e-12)
    assert explorer.descend("sqrt(x)", 0.1, lr=0.1, steps=20).hessian is None


def test_noise_is_no_oscillation():
    verdict = descend(Fit(), (-1.0, 3.0), lr=0.05, steps=200).verdict
    assert verdict.kind == "minimum"
    assert "the noise of the batches" in verdict.text
    x, y = Fit().data()
    slope, offset = np.polyfit(x.numpy(), y.numpy(), 1)
    w, b = map(float, verdict.sentences[0].values["place"].split(", "))
    assert (w, b) == pytest.approx((slope, offset), abs=1e-3)


def test_averaging_is_told_with_its_loss():
    run = descend(Fit(batch=2), (-1.0, 3.0), lr=0.1, steps=600)
    whole = Fit(batch=2).whole_loss()
    mean = run.path[300:].double().mean(dim=0)
    told = run.verdict.sentences[1].values
    assert told["mean"] == pytest.approx(whole(*mean).item(), rel=1e-9)
    assert told["value"] == pytest.approx(whole(*run.path[-1].double()).item(), rel=1e-6)
    assert told["mean"] < told["value"]


def test_a_minimum_at_a_kink_is_no_plateau():
    for text, start in (("abs(x) + abs(y)", (0.5, -0.25)), ("x^4 + y^4", (0.0, 0.0)), ("max(abs(x), abs(y))", (0, 0))):
        verdict = explorer.descend(text, start, lr=0.25, steps=20).verdict
        assert verdict.kind == "minimum" and "(0, 0)" in verdict.text
    for text, start in (("relu(x) + relu(y)", (-2.0, -2.0)), ("floor(x) + floor(y)", (2.5, 2.5))):
        assert explorer.descend(text, start, lr=0.25, steps=20).verdict.kind == "plateau"


def test_a_local_minimum_is_told_from_the_lowest():
    rastrigin = named("Rastrigin")
    local = descend(rastrigin, rastrigin.start, lr=0.002, steps=200).verdict
    assert local.kind == "minimum" and "f is lowest at (0, 0), 0." in local.text
    lowest = descend(rastrigin, (0.2, 0.1), lr=0.002, steps=200).verdict
    assert "lowest" not in lowest.text


def test_a_callable_without_a_second_derivative_is_judged_by_its_path():
    def loss(x):
        return (x.detach().numpy() * 0 + 1).item() * (x - 1).float().square()

    assert explorer.descend(loss, 3.0, lr=0.1, steps=100).verdict.kind in ("minimum", "walking")
