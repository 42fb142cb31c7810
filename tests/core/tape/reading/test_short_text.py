"""Numbers of a recording as short texts."""

import pytest
import torch

from explorer.core.tape.reading.short_text import short
from explorer.core.tape.recording.summary import summarise


@pytest.mark.parametrize(
    ("tensor", "text"),
    [
        (torch.tensor(14.0), "14"),
        (torch.tensor(-0.0), "0"),
        (torch.tensor(1 / 3), "0.33333"),
        (torch.tensor([1.0, 2.0]), "[1, 2]"),
        (torch.arange(4.0), "[0, 1, 2, …]"),
        (torch.tensor([float("nan"), float("-inf")]), "[nan, -inf]"),
        (torch.zeros(2, 3), "2×3 [0, 0, 0, …]"),
        (torch.tensor([True, False]), "[True, False]"),
        (torch.tensor(12345), "12345"),
        (torch.tensor([]), "[]"),
    ],
)
def test_short(tensor, text):
    assert short(summarise(tensor)) == text


def test_none_is_no_number():
    assert short(None) == "None"
