"""A network's loss as a notebook keeps it."""

import json

import numpy as np
import pytest
import torch

import explorer
from explorer.core.descend.problem import DescendError
from explorer.core.descend.race import Race, Racer, Request, Runner
from explorer.core.descend.run import descend
from explorer.core.descend.section import Section
from explorer.core.mime import LANDSCAPE


@pytest.fixture
def data():
    """Of a network with two weights: its loss is x² + 3 y² about (1, −1)."""
    weights = torch.tensor([0.0, 0.5], requires_grad=True)
    path = [torch.tensor([0.0, 0.5]), torch.tensor([0.5, -0.5]), torch.tensor([1.0, -0.9])]
    found = explorer.landscape(lambda: (weights[0] - 1) ** 2 + 3 * (weights[1] + 1) ** 2, [weights], path)
    bundle = found._repr_mimebundle_()
    assert "Landscape(41 × 41, 3 steps, 100.0%" in bundle["text/plain"]
    return found, json.loads(bundle[LANDSCAPE])


def test_it_is_the_landscapes_heights_and_between_them_nearly_so(data):
    found, told = data
    section = Section.of_data(told)
    assert np.array_equal(section.heights, found.heights.numpy())
    assert torch.equal(section.path, found.path) and section.start == found.start
    a, b = (torch.linspace(lo + 0.1, hi - 0.1, 23, dtype=torch.float64) for lo, hi in section.limits)
    ours, real = section.loss()(a, b), found.loss()(a, b)
    assert torch.allclose(ours, real, rtol=0.01, atol=0.02)


def test_it_is_walked_on_and_drawn(data):
    section = Section.of_data(data[1])
    run = descend(section, section.start, lr=section.rate, steps=40)
    assert run.values[-1] < 0.1 * run.values[0]
    result = Racer().answer(Request(Race(section, section.start, (Runner(),), 5), section.limits))
    assert result.error is None and np.isfinite(result.scene.grid.z).all()


def test_heights_that_are_not_finite_are_kept_as_null(data):
    _, told = data
    told["heights"][3][4] = None
    section = Section.of_data(told)
    assert np.isnan(section.heights[3, 4])
    assert bool(section.loss()(*torch.zeros(2, 5)).isfinite().all())


@pytest.mark.parametrize("broken", [{}, {"heights": [[1.0]]}, {"x": "no"}, {"path": 3}, {"heights": [[1.0, 2.0]] * 41}])
def test_what_is_none_is_said(data, broken):
    told = {**data[1], **broken} if broken else {}
    with pytest.raises(DescendError, match="no landscape"):
        Section.of_data(told)
