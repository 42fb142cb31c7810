"""Of a cell that calls torch too often the end is known, and nothing is told of what was not seen."""

import linecache
from types import SimpleNamespace

import pytest
import torch

from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.why import why_tensor
from explorer.core.tape.recording import in_program
from explorer.core.tape.recording.record import record
from explorer.core.tape.session import Recording
from explorer.core.tape.tape import Cut, Operation, SlotWrite, Tape

MOST = 400
BUILD = """import torch
torch.manual_seed(0)
net = torch.nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr={lr})
x, y = torch.randn(8, 3), torch.randn(8, 1)
"""
LOOP = """for step in range({steps}):
    opt.zero_grad()
    loss = (net(x) - y).pow(2).mean()
    loss.backward()
    opt.step()
"""


@pytest.fixture
def run():
    """Run these cells as a kernel does; gives the recording and the variables."""

    def run_(*sources):
        recorder, names, recording = record(MOST), {}, Recording()
        for number, source in enumerate(sources, 1):
            file = f"<cell {number}>"
            recorder.lines.labels[file] = f"In [{number}]"
            linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
            with recorder as tape:
                try:
                    exec(compile(source, file, "exec"), names)
                except Exception as error:
                    recorder.note_error(error)
                recorder.note_names(names, are_all=True)
            recording = recording.followed_by(f"run {number}", number, list(map(Tape.from_json, _texts(tape))))
        return recording, names

    return run_


def _texts(tape):
    return [part.to_json() for part in tape.split(100)]


def train(lr=0.1, steps=200, build=BUILD):
    return build.format(lr=lr) + LOOP.format(steps=steps)


def at_end(recording):
    return Moment(recording.track, recording.steps.stop - 1)


def kinds(recording):
    return {run: [one.kind for one in told] for run, told in recording.troubles.items()}


def leaf(recording, name):
    return next(leaf for leaf in recording.leaves.values() if leaf.name == name)


def test_the_tables_show_the_end(run):
    recording, names = run(train())
    last = at_end(recording)
    notes = {name: last.note(tensor) for name, tensor in last.tensors().items()}
    for name, tensor in (*names["net"].named_parameters(prefix="net"), ("loss", names["loss"])):
        assert notes[name].value.first == pytest.approx(tensor.detach().flatten().tolist()), name
        assert notes[name].version == tensor._version
    for name, tensor in names["net"].named_parameters(prefix="net"):
        assert last.slot(notes[name].tensor).first == pytest.approx(tensor.grad.flatten().tolist()), name
        row = leaf(recording, name)
        assert row.grad == pytest.approx(tensor.grad.norm().item()) and row.passes == 1 and row.why == ""
    before = last.at(last.step - 1)
    assert before.slot(notes["net.bias"].tensor) != last.slot(notes["net.bias"].tensor)


def test_how_much_is_missing_is_said_with_the_line_where_it_begins(run):
    recording, _ = run(train())
    (told,) = recording.troubles["run 1"]
    (gap,) = (one for one in recording.track.events if isinstance(one, Operation) and one.cut is Cut.UNRECORDED)
    assert told.kind == "missed" and told.lines == (gap.line,) and gap.line.file == "In [1]"
    assert told.text.startswith(f"{recording.track.missed:,} calls of torch, from In [1], line {gap.line.number} (")
    assert int(gap.inputs[0]) == recording.track.missed > 1000


def test_a_nan_that_came_meanwhile_is_blamed_on_no_line(run):
    recording, names = run(train(lr=2.3))
    assert names["net"].weight.isnan().all() and names["net"].weight.grad.isnan().all()
    assert set(kinds(recording)["run 1"]) == {"nan_unrecorded", "missed"}
    for name in ("net.weight", "net.bias"):
        row = leaf(recording, name)
        assert f"nan] at {name} began in what was not recorded" in row.why.replace("nan at", "nan] at")
        assert "Here it began" not in row.why and len(row.reasons) == 1
    last = at_end(recording)
    loss = last.tensors()["loss"]
    assert why_tensor(last, loss) is None or "unrecorded" in why_tensor(last, loss).reason.name.lower()
    assert not any("Here it began" in one.text for one in recording.troubles["run 1"])


def test_a_nan_that_came_before_is_told_where_it_began(run):
    recording, names = run(train(lr=1e9))
    assert names["net"].weight.isnan().all()
    (bad,) = (one for one in recording.troubles["run 1"] if one.kind != "missed")
    assert bad.text.startswith("Here it began") and bad.lines[0].number in (8, 9, 10)


def test_a_slot_that_is_none_at_the_end_is_not_said_to_have_seen_no_walk(run):
    recording, _ = run(train() + "opt.zero_grad()\n", "with torch.no_grad():\n    net(x)")
    for row in recording.leaves.values():
        assert row.gradient is None and row.passes == 0
        assert "How it came to be so was not recorded" in row.why
    assert kinds(recording) == {"run 1": ["missed"]}


def test_zeros_at_the_end_are_not_said_to_come_from_a_line(run):
    recording, _ = run(train() + "opt.zero_grad(set_to_none=False)\n")
    assert all("How it came to be so was not recorded" in row.why for row in recording.leaves.values())


def test_what_is_recorded_after_it_is_told_as_ever(run):
    recording, names = run(train(), "net(x).sum().backward()", "net.weight.grad = None\nnet(x).sum().backward()")
    assert leaf(recording, "net.weight").passes == 1 and leaf(recording, "net.weight").why == ""
    assert "accumulated" not in str(kinds(recording)), "how many passes there were nobody knows"
    assert leaf(recording, "net.bias").grad == pytest.approx(names["net"].bias.grad.norm().item())
    recording, _ = run(train(), "opt.zero_grad()", "net(x).detach().sum().mul(net.bias).sum().backward()")
    assert "detach" in leaf(recording, "net.weight").why


def test_what_was_made_meanwhile_is_not_said_to_be_made_of_nothing(run):
    recording, _ = run(train() + "h = net(x)\n", "w = torch.ones(1, requires_grad=True)\n(h * w).sum().backward()")
    assert leaf(recording, "net.weight").why == "" and leaf(recording, "w").why == ""
    recording, _ = run(
        train(build=BUILD + "w = torch.ones(3, requires_grad=True)\n(w * x).sum()\n") + "h = (x * w).tanh().detach()\n",
        "v = torch.ones(3, requires_grad=True)\n(h * v).sum().backward()",
    )
    assert "goes through" not in leaf(recording, "w").why and "not computed from it" not in leaf(recording, "w").why


def test_what_might_have_come_meanwhile_is_not_missed(run):
    once = BUILD.format(lr=0.1) + "net(x).sum().backward()\n" + "for k in range(500):\n    x.sin()\nopt.step()\n"
    assert kinds(run(once)[0]) == {"run 1": ["missed"]}


def test_only_what_has_a_name_or_a_slot_is_noted(run):
    """A graph that grows in the part that is not recorded is not looked through."""
    build = "import torch\nw = torch.ones(1, requires_grad=True)\ntotal = 0\n"
    source = f"{build}for k in range(2000):\n    total = total + w * k\n"
    recording, names = run(source)
    assert len(recording.track.nodes) < 1000
    last = at_end(recording)
    note = last.note(last.tensors()["total"])
    assert note.value.first == (names["total"].item(),) and note.requires_grad and not note.is_leaf
    recording, _ = run(source, "total.backward()")
    assert leaf(recording, "w").grad == sum(range(2000)) and leaf(recording, "w").why == ""


def test_the_recorder_goes_on_by_itself_where_nobody_tells_of_names():
    with record(50) as tape:
        w = torch.ones(2, requires_grad=True)
        for _ in range(100):
            (w * 2).sum().backward()
    assert tape.missed > 100 and [one.name for one in tape.leaves] == ["w"] and w.grad[0] == 200
    assert tape.leaves[0].gradient.first == (200.0, 200.0)
    assert isinstance(tape.events[-1], Operation | SlotWrite) or tape.events[-1].name


def test_a_program_that_is_recorded_to_a_file_has_its_end_too(tmp_path, monkeypatch):
    names = {}
    monkeypatch.setattr(in_program, "MOST", MOST)
    monkeypatch.setattr(in_program, "__main__", SimpleNamespace())
    recorder = in_program.Recorder(tmp_path)
    recorder.__enter__()
    exec(compile(train(), "program.py", "exec"), names)
    vars(in_program.__main__).update(names)
    recorder.end()
    recorder.close()
    tape = Tape.joined(map(Tape.from_json, (tmp_path / "parts").read_bytes().splitlines()))
    assert [one.kind for one in tape.troubles] == ["missed"] and tape.missed > 1000
    net = names["net"]
    assert [leaf.grad for leaf in tape.leaves] == pytest.approx([one.grad.norm().item() for one in net.parameters()])
    assert [leaf.value.first for leaf in tape.leaves] == [tuple(one.flatten().tolist()) for one in net.parameters()]
