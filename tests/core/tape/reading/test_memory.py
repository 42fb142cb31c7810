"""Memory that is kept for the walk back, held against saved_tensors_hooks and checkpoint."""

import pytest
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

from explorer.core.tape.reading.memory import memory, told
from explorer.core.tape.reading.track import track
from explorer.core.tape.recording.record import record
from tests.core.tape.models import PROGRAMS


def kept_by_hooks(step):
    """Bytes of what is packed, each memory once."""
    seen, alive = {}, []

    def pack(tensor):
        if not (tensor.is_leaf and tensor.requires_grad):
            key = tensor.untyped_storage().data_ptr()
            seen[key] = max(seen.get(key, 0), tensor.numel() * tensor.element_size())
            alive.append(tensor.detach())  # or another would get the place
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        step()
    return sum(seen.values())


@pytest.mark.parametrize("name", ["MLP", "CNN", "ResNet-18", "TransformerEncoder", "U-Net", "VAE", "GNN"])
def test_the_peak_is_what_hooks_see(name):
    torch.manual_seed(0)
    step = PROGRAMS[name]()
    step()
    with record() as tape:
        step()
    assert tape.memory.peak == pytest.approx(kept_by_hooks(step), rel=0.02)


def test_a_peak_is_over_when_the_graph_is_freed():
    x = torch.ones(1000, requires_grad=True)
    with record() as tape:
        for _ in range(4):
            (x * 2).sin().sum().backward()
    found = tape.memory
    assert 4000 <= found.peak < 3 * 4000
    assert found.over_time[-1][1] == 0
    assert memory(track(tape), range(0)).peak == 0


def test_what_checkpoint_would_free_is_what_it_frees():
    block = nn.Sequential(nn.Linear(50, 50), nn.Tanh(), nn.Linear(50, 50), nn.Tanh())
    x = torch.ones(20, 50, requires_grad=True)
    scale = torch.full((50,), 2.0)
    with record() as tape:
        (block(x * scale) * scale).sum().backward()
    found = next(one for one in tape.memory.by_module if one.name == "block (Sequential)")
    plain = kept_by_hooks(lambda: (block(x * scale) * scale).sum())
    less = kept_by_hooks(lambda: (checkpoint(block, x * scale, use_reentrant=False) * scale).sum())
    assert found.frees == pytest.approx(plain - less, abs=4 * 20 * 50)


@pytest.mark.parametrize("count, text", [(12, "12 B"), (1234, "1.23 kB"), (5_000_000, "5 MB"), (2.5e9, "2.5 GB")])
def test_sizes_have_three_digits(count, text):
    assert told(count) == text
