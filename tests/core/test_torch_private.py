"""What torch does not promise: it is all there in the torch at hand, and of what is not, one sentence tells."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from explorer.core import torch_private
from explorer.core.torch_private import MissingInTorchError

ROOT = Path(__file__).resolve().parents[2]


class Doubled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, gradient):
        return gradient * 2


def test_the_torch_at_hand_has_it_all_and_is_left_as_it_was():
    before = torch_private.function_apply()
    torch_private.check()
    assert torch_private.function_apply() is before


SENTENCE = (
    f"Tape cannot record with torch {torch.__version__}: "
    "torch.autograd.graph._engine_run_backward is missing there or has changed."
)


def run_without_the_engine(code):
    """Run code with a torch whose engine goes by another name."""
    code = f"import torch\ntorch.autograd.graph._engine_run_backward = None\n{code}"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)


def test_it_is_looked_for_when_the_recorder_is_imported():
    ended = run_without_the_engine("""
from explorer.core.words import ExplainedError
try:
    import explorer.core.tape.recording.record
except ExplainedError as error:
    print(error.message)
""")
    assert ended.stdout.strip() == SENTENCE


def test_each_cell_of_a_kernel_that_cannot_record_says_so():
    ended = run_without_the_engine("""
from types import SimpleNamespace
from explorer.core.tape.recording.in_kernel import load_ipython_extension
cells = []
load_ipython_extension(SimpleNamespace(events=SimpleNamespace(register=lambda _, begin: cells.append(begin))))
for _ in range(2):
    cells[0](None)
""")
    assert ended.stderr.splitlines() == [SENTENCE] * 2


@pytest.mark.parametrize(
    ("owner", "name", "value", "told"),
    [
        (torch.Tensor, "_version", 0, "torch.Tensor._version"),
        (torch.Tensor, "untyped_storage", torch.Tensor.storage, "one Python object for each tensor"),
        (torch_private, "_SAVED", "_kept_", "the attributes _saved_… of nodes"),
        (torch_private, "ACCUMULATOR", "Accumulate", "torch.autograd.graph.Node"),
        (torch_private, "transform", lambda: None, "torch._C._functorch"),
        (torch.autograd.Function, "apply", None, "torch.autograd.Function.apply"),
        (torch.autograd.graph, "_engine_run_backward", len, "torch.autograd.graph._engine_run_backward"),
    ],
)
@pytest.mark.filterwarnings("ignore:TypedStorage is deprecated")
def test_what_is_missing_or_has_changed_is_named(monkeypatch, owner, name, value, told):
    monkeypatch.setattr(owner, name, value)
    with pytest.raises(MissingInTorchError) as raised:
        torch_private.check()
    assert raised.value.values == {"version": torch.__version__, "name": told}


def test_a_function_of_ones_own_goes_by_the_apply_that_is_put_in():
    seen, own = [], torch_private.function_apply()

    def applied(function, *args):
        seen.append(function)
        return torch_private.bound(own, function)(*args)

    torch_private.set_function_apply(classmethod(applied))
    try:
        x = torch.ones(2, requires_grad=True)
        Doubled.apply(x).sum().backward()
    finally:
        torch_private.set_function_apply(own)
    assert seen == [Doubled] and x.grad.tolist() == [2, 2]
    Doubled.apply(x)
    assert seen == [Doubled]


def test_a_node_is_freed_by_its_walk_and_says_so():
    x = torch.ones(2, requires_grad=True)
    y = x.sin().sum()
    node = y.grad_fn.next_functions[0][0]
    saved = torch_private.saved_by(type(node))
    assert saved == (("_saved_self", "self"),)
    y.backward(retain_graph=True)
    assert not torch_private.is_freed(node, saved)
    y.backward()
    assert torch_private.is_freed(node, saved)


def test_an_error_of_a_node_is_told_from_one_of_the_checks_before():
    def refuse(_):
        raise ValueError("no")

    x = torch.ones(2, requires_grad=True)
    y = x.sin()
    y.register_hook(refuse)
    for gradient, is_of_engine in ((torch.ones(2), True), (torch.ones(3), False)):
        with pytest.raises((ValueError, RuntimeError)) as raised:
            y.backward(gradient)
        assert torch_private.is_of_engine(raised.value.__traceback__) == is_of_engine


def test_only_the_recorder_uses_names_of_torch_that_begin_with_an_underscore():
    private = []
    for file in (ROOT / "explorer").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if file.name != "torch_private.py":
            private += [
                f"{file.name}: {name}"
                for name in ("torch._C", "torch._functorch", "._version", "_saved_self")
                if name in text
            ]
    assert private == []
