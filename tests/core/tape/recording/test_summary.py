"""Norms of tensors whose squares no float32 has, and that nothing is said to the person meanwhile."""

import math
import warnings

import pytest
import torch

from explorer.core.tape.recording.record import record
from explorer.core.tape.recording.summary import FEW, MANY, summarise


@pytest.mark.parametrize("count", [1, FEW, FEW + 1, MANY, MANY + 1])
@pytest.mark.parametrize("size", [1e-38, 1e-25, 1e-12, 1.0, 1e14, 1e22, 1e35])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_norm_is_true_however_small_or_large(count, size, dtype):
    tensor = torch.full((count,), size, dtype=dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = summarise(tensor)
    assert found.norm == pytest.approx(tensor[0].item() * math.sqrt(count), rel=1e-5)
    assert (found.nan, found.inf) == (0, 0)


def test_what_is_not_finite_has_no_number():
    assert summarise(torch.tensor([1.0, math.nan])).norm == "nan"
    assert summarise(torch.tensor([1.0, -math.inf])).norm == "inf"
    assert summarise(torch.full((100,), math.inf)).norm == "inf"
    assert summarise(torch.arange(5)).norm is None


def test_a_gradient_that_almost_vanished_is_not_told_as_zeros():
    x = torch.full((100,), 1.0, requires_grad=True)
    with record() as tape:
        (x * 1e-30).sum().backward()
    (leaf,) = tape.leaves
    assert leaf.grad == pytest.approx(1e-29, rel=1e-5) and not leaf.why
