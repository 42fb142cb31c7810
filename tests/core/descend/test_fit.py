"""Models on data: the script's walk is ours, and all points are no noise."""

import numpy as np
import pytest
import torch

from explorer.core.descend.fit import MODELS, Fit
from explorer.core.descend.run import Plan, descend, run
from explorer.core.descend.script import script


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("batch", [1, 8, 64])
def test_the_script_walks_the_same_bit_for_bit(model, batch):
    fit = Fit(model, batch=batch, seed=3)
    plan = Plan(fit, fit.start, "adam", 25, hyper=(("lr", 0.1),))
    space = {}
    exec(script(plan), space)
    found = run(plan)
    assert torch.equal(torch.tensor(space["path"]), found.path)
    assert torch.equal(torch.tensor(space["values"]), found.values[:-1])


@pytest.mark.parametrize("model", MODELS)
def test_the_surface_is_the_mean_of_what_batches_give(model):
    fit = Fit(model, points=32, batch=1)
    w, v = torch.tensor(0.7), torch.tensor(-0.3)
    batches = fit.loss()
    mean = np.mean([batches(w, v).item() for _ in range(20_000)])
    whole = fit.whole_loss()
    assert mean == pytest.approx(whole(w, v).item(), rel=0.05)
    grid = whole(w.expand(2, 3), v.expand(2, 3))
    assert grid.shape == (2, 3) and torch.allclose(grid, whole(w, v))


@pytest.mark.parametrize("model", MODELS)
def test_a_batch_of_all_points_is_no_noise(model):
    fit = Fit(model, points=20, batch=20)
    assert not fit.is_noisy
    values = descend(fit, fit.start, lr=fit.rate, steps=60).values
    assert bool((values[:20].diff() < 0).all())


def test_two_seeds_are_two_data_sets_and_one_is_one():
    assert torch.equal(Fit(seed=1).data()[1], Fit(seed=1).data()[1])
    assert not torch.equal(Fit(seed=1).data()[1], Fit(seed=2).data()[1])


def test_labels_without_noise_can_be_told_apart_for_ever():
    """The likelihood has no maximum then: w grows and grows."""
    fit = Fit("logistic", noise=0.0, points=64, batch=64)
    found = descend(fit, fit.start, lr=5.0, steps=400)
    assert found.verdict.kind in ("walking", "running_away")
    assert found.path[-1, 0] > found.path[200, 0] > 3
