"""A recorder that fails, at any place, ends its recording and says so: the program does what it would do without it."""

import inspect

import pytest
import torch

from explorer.core.tape.picture.graph import graph
from explorer.core.tape.reading.track import track
from explorer.core.tape.recording import calls, census, naming, record, running_code, summary, walks
from explorer.core.tape.recording.doors import Doors
from explorer.core.tape.tape import Tape

PLACES = [
    *((record.record, name) for name in vars(record.record) if name not in ("__init__", "__enter__", "__exit__")),
    *(
        (owner, name)
        for owner in (census.Census, running_code.RunningCode, naming.Names, walks.Walks)
        for name in vars(owner)
        if name != "__init__"
    ),
    *((record, name) for name in ("tensors_in", "cut_of", "known", "error_text", "text_of", "version_of", "held")),
    *((walks, name) for name in ("tensors_in", "error_text", "summarise", "version_of")),
    *((census, name) for name in ("summarise", "maybe", "name_of", "is_freed", "leaf_of", "saved_by", "text_of")),
    (naming, "held"),
    (calls, "_learn"),
    (summary, "_of_number"),
    (summary, "_of_several"),
]
DOORS = ("_abandon", "_fill", "_leave", "_end", "note_names")  # what is behind them fails
PLACES = [(owner, name) for owner, name in PLACES if inspect.isfunction(vars(owner)[name]) and name not in DOORS]


class Twice(torch.autograd.Function):
    calls = 0

    @staticmethod
    def forward(ctx, x):
        Twice.calls += 1
        return x * 2

    @staticmethod
    def backward(ctx, gradient):
        Twice.calls += 1
        return gradient * 2


def program():
    """A bit of everything, and how often what is the person's was called."""
    Twice.calls, calls = 0, []
    x = torch.linspace(0, 1, 3, requires_grad=True)
    x.register_hook(lambda g: calls.append("hook"))
    y = Twice.apply(x.exp())
    y.retain_grad()
    with torch.no_grad():
        z = y.detach() * 2
        z.add_(1)
    (y * z).sum().backward()
    try:
        (y * 1).sum().backward()
    except RuntimeError as error:
        calls.append(str(error)[:20])
    try:
        torch.ones(2) @ z
    except RuntimeError as error:
        calls.append((str(error), error.__context__, error.__cause__))
    (g,) = torch.autograd.grad((x**2).sum(), x, create_graph=True)
    x.grad.zero_()
    x.data = torch.ones(3)
    torch.vmap(torch.sin)(x)
    return calls, Twice.calls, x.grad.tolist(), y.grad.tolist(), z.tolist(), g.tolist(), x.T.tolist()


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(calls, "_KINDS", {})
    monkeypatch.setattr(census, "_SAVED", {})


@pytest.mark.parametrize(("owner", "name"), PLACES, ids=lambda one: getattr(one, "__name__", str(one)))
@pytest.mark.parametrize("later", [0, 2])
@pytest.mark.filterwarnings("ignore:The use of `x.T`")
def test_the_program_goes_on(monkeypatch, owner, name, later):
    plain = program()
    whole, calls = vars(owner)[name], []

    def fails(*args, **kwargs):
        calls.append(name)
        if len(calls) > later:
            raise LookupError("a fault of ours")
        return whole(*args, **kwargs)

    monkeypatch.setattr(owner, name, fails)
    with record.record() as tape:
        recorded = program()
    assert recorded == plain
    assert torch.overrides._len_torch_function_stack() == 0
    monkeypatch.undo()
    if len(calls) > later:
        assert tape.ended == "The recording ended early: the recorder failed with LookupError: a fault of ours."
        assert tape.troubles[-1].text == f"{tape.ended} What is told holds until there."
    else:
        assert tape.ended == ""
    assert Tape.from_json(tape.to_json()) == tape
    graph(track(tape))


def test_the_next_recording_of_the_same_recorder_is_whole(monkeypatch):
    recorder = record.record()
    x = torch.ones(2, requires_grad=True)
    with monkeypatch.context() as patch:
        patch.setattr(record, "cut_of", lambda *_: 1 / 0)
        with recorder as first:
            x.detach()
    with recorder as second:
        (x * 2).sum().backward()
    assert "ZeroDivisionError" in first.ended and second.ended == ""
    assert [walk.error for walk in second.walks] == [""] and second.slot_writes
    assert Tape.joined([first, second]).ended == first.ended


def test_ctrl_c_in_the_midst_of_a_note_is_the_programs(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with record.record() as tape:
        x = torch.ones(2, requires_grad=True)
        y = x * 2
        with monkeypatch.context() as patch:
            patch.setattr(record, "version_of", interrupted)
            with pytest.raises(KeyboardInterrupt):
                y.sum()
        y.sum().backward()
    assert tape.ended == "" and x.grad.tolist() == [2, 2]
    assert [walk.error for walk in tape.walks] == [""]
    assert tape.operations[-1].name == "sum"
    assert isinstance(record.record(), Doors)
