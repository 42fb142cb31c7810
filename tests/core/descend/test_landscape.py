"""A network's loss in a plane: its numbers are those of the network, which stays as it was."""

import numpy as np
import pytest
import torch

import explorer
from explorer.core.descend.ground import ground_at
from explorer.core.descend.problem import DescendError
from explorer.core.descend.race import Race, Racer, Request, Runner
from explorer.core.descend.run import descend


@pytest.fixture
def trained():
    """A small network, its loss, and the path of its training."""
    torch.manual_seed(0)
    x = torch.randn(32, 3)
    y = (x[:, :1] * x[:, 1:2]).tanh()
    model = torch.nn.Sequential(torch.nn.Linear(3, 6), torch.nn.Tanh(), torch.nn.Linear(6, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    path = []
    for _ in range(20):
        path.append([one.detach().clone() for one in model.parameters()])
        optimizer.zero_grad()
        (model(x) - y).square().mean().backward()
        optimizer.step()
    path.append([one.detach().clone() for one in model.parameters()])
    return model, lambda: (model(x) - y).square().mean(), path


def flat(tensors):
    return torch.cat([one.flatten() for one in tensors]).double()


def test_the_plane_is_that_of_the_principal_components(trained):
    model, loss, path = trained
    found = explorer.landscape(loss, model, path, count=9)
    points = torch.stack([flat(one) for one in path])
    variance = torch.linalg.eigvalsh(torch.cov(points.T))
    assert found.explained == pytest.approx(float(variance[-2:].sum() / variance.sum()), rel=1e-4)
    u, v = found.directions.double()
    assert torch.allclose(torch.stack([u @ u, u @ v, v @ v]), torch.tensor([1.0, 0, 1]).double(), atol=1e-5)
    assert torch.allclose(found.path[-1], torch.zeros(2).double(), atol=1e-6)
    assert torch.allclose(found.path[:, 0], (points - points[-1]) @ u, atol=1e-4)
    assert all(lo < at < hi for (lo, hi), at in zip(found.limits, found.start, strict=True))


def test_heights_and_slopes_are_the_networks_own(trained):
    model, loss, path = trained
    found = explorer.landscape(loss, model, path, count=7)
    a, b = float(found.x[2]), float(found.y[5])
    value, along_u, along_v = found.at(a, b, True)
    kept = [one.detach().clone() for one in model.parameters()]
    shifted = flat(path[-1]) + a * found.directions[0].double() + b * found.directions[1].double()
    torch.nn.utils.vector_to_parameters(shifted.float(), model.parameters())
    there = loss()
    slope = flat(torch.autograd.grad(there, list(model.parameters())))
    torch.nn.utils.vector_to_parameters(flat(kept).float(), model.parameters())
    assert value == pytest.approx(there.item(), rel=1e-5)
    assert float(found.heights[5, 2]) == pytest.approx(value, rel=1e-6)
    assert along_u == pytest.approx(float(slope @ found.directions[0].double()), rel=1e-3, abs=1e-5)
    assert along_v == pytest.approx(float(slope @ found.directions[1].double()), rel=1e-3, abs=1e-5)


def test_nothing_of_the_network_is_touched(trained):
    _, _, _ = trained
    torch.manual_seed(1)
    x = torch.randn(16, 3)
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Dropout(0.5))
    (model(x).sum()).backward()
    pending = model(x).square().sum()
    before = {name: one.clone() for name, one in model.state_dict().items()}
    slots = [one.grad.clone() for one in model.parameters()]
    numbers = torch.get_rng_state()
    found = explorer.landscape(lambda: model(x).square().mean(), model, count=5)
    assert found.heights.shape == (5, 5) and bool(found.heights.isfinite().all())
    found.loss()(torch.tensor(0.5, requires_grad=True), torch.tensor(0.1, requires_grad=True)).backward()
    assert all(torch.equal(one, before[name]) for name, one in model.state_dict().items())
    assert all(torch.equal(one.grad, slot) for one, slot in zip(model.parameters(), slots, strict=True))
    assert torch.equal(numbers, torch.get_rng_state())
    pending.backward()  # nothing that it saved was written over


def test_the_hessian_is_that_of_differences(trained):
    model, _, path = trained
    doubled = model.double()
    x = torch.randn(32, 3, dtype=torch.float64)
    found = explorer.landscape(
        lambda: doubled(x).square().mean(), doubled, [[p.double() for p in one] for one in path], count=5
    )
    a, b, h = 0.1, -0.05, 1e-5
    _, slopes, rows = found.shape_at(a, b)
    for k, (da, db) in enumerate(((h, 0), (0, h))):
        ahead, behind = found.at(a + da, b + db, True)[1:], found.at(a - da, b - db, True)[1:]
        assert rows[k] == pytest.approx([(p - q) / (2 * h) for p, q in zip(ahead, behind, strict=True)], abs=1e-7)
    assert slopes == pytest.approx(found.at(a, b, True)[1:], rel=1e-10)
    ground = ground_at(found.loss(), np.array([a, b]))
    assert ground.hessian[0] == pytest.approx(rows[0], abs=1e-9)


def test_a_walk_on_a_network_ends_at_the_minimum_of_the_plane(trained):
    model, loss, path = trained
    found = explorer.landscape(loss, model, path, count=9)
    run = descend(found, found.start, lr=found.rate, steps=400)
    assert run.verdict.kind == "minimum"
    assert (torch.linalg.eigvalsh(run.hessian) > 0).all()


def test_random_directions_are_as_long_as_the_filters(trained):
    model, loss, _ = trained
    found = explorer.landscape(loss, model.parameters(), count=5)
    assert found.explained is None
    at = 0
    for one in model.parameters():
        part = found.directions[0, at : at + one.numel()].view_as(one)
        at += one.numel()
        wanted = one.norm(dim=1) if one.dim() > 1 else torch.zeros(())
        assert torch.allclose(part.norm(dim=1) if one.dim() > 1 else part.abs().max(), wanted, rtol=1e-4)


@pytest.mark.parametrize("snapshot", ["list", "dict", "flat"])
def test_snapshots_may_be_lists_state_dicts_or_vectors(trained, snapshot):
    model, loss, path = trained
    names = [name for name, _ in model.named_parameters()]
    kinds = {
        "list": path,
        "dict": [dict(zip(names, one, strict=True)) for one in path],
        "flat": [flat(one).float() for one in path],
    }
    found = explorer.landscape(loss, model, kinds[snapshot], count=5)
    assert torch.allclose(found.path, explorer.landscape(loss, model, path, count=5).path)


def test_it_is_walked_on_and_drawn(trained):
    model, loss, path = trained
    found = explorer.landscape(loss, model, path, count=15)
    run = descend(found, found.start, lr=found.rate, steps=30)
    assert run.values[-1] < run.values[0]
    race = Race(found, found.start, (Runner("sgd", (("lr", found.rate),)),), 5)
    result = Racer().answer(Request(race, found.limits))
    assert result.error is None
    assert result.scene.grid.z.shape == (15, 15)
    x, y = result.scene.grid.x, result.scene.grid.y
    assert result.scene.grid.z[3, 4] == pytest.approx(found.at(float(x[4]), float(y[3]), False)[0])


def test_what_cannot_be_is_said(trained):
    model, loss, path = trained
    with pytest.raises(DescendError, match="no parameter"):
        explorer.landscape(loss, [])
    with pytest.raises(DescendError, match="spans no plane"):
        explorer.landscape(loss, model, [path[0], path[0], path[0]])
    with pytest.raises(DescendError, match="has 3 numbers, and the parameters 31"):
        explorer.landscape(loss, model, [torch.zeros(3)] * 4)
    with pytest.raises(DescendError, match="must be one number"):
        explorer.landscape(lambda: model(torch.zeros(2, 3)), model, count=3).heights  # noqa: B018
