"""What a kernel has recorded grows by its runs; what was told of a step before stays as it was."""

import linecache
import threading
from itertools import pairwise

import pytest
import torch

from explorer.core.tape.picture.graph import graph
from explorer.core.tape.picture.groups import Fold
from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.track import track
from explorer.core.tape.reading.why import why_tensor
from explorer.core.tape.recording.record import record
from explorer.core.tape.session import Recording
from explorer.core.tape.tape import Line, Tape

CELLS = (
    "x = torch.tensor([0.5, -1.0], requires_grad=True)\nw = torch.ones(2, requires_grad=True)",
    "h = x.sqrt()\nc = h.detach() * 2",
    "y = (h * w * c).sum()\ny.backward(retain_graph=True)",
    "w.grad.zero_()\nold = h",
    "y.backward()\nz = x.detach() * w",
    "with torch.no_grad():\n    w -= 0.1 * w.grad\nz.sum().backward()",
)


@pytest.fixture
def tapes():
    recorder, names, made = record(), {"torch": torch}, []
    for number, source in enumerate(CELLS, 1):
        recorder.lines.labels[f"<cell {number}>"] = f"In [{number}]"
        with recorder as tape:
            exec(compile(source, f"<cell {number}>", "exec"), names)
            recorder.note_names(names, are_all=True)
        made.append(tape)
    return made


@pytest.fixture
def recordings(tapes):
    """What was recorded after each cell."""
    found = [Recording()]
    for count, tape in enumerate(tapes, 1):
        found.append(found[-1].followed_by(f"run {count}", count, list(tape.split(3))))
    return found[1:]


def told(recording):
    """All that is told of each of its steps."""
    found = []
    for step in recording.steps:
        moment = Moment(recording.track, step)
        tensors = moment.tensors()
        values = {name: (moment.note(tensor), moment.slot(tensor)) for name, tensor in tensors.items()}
        found.append(
            (moment.happened, moment.walk, moment.visited, values, [why_tensor(moment, t) for t in tensors.values()])
        )
    return found


def test_in_parts_it_is_what_it_is_in_one(tapes, recordings):
    whole, grown = track(Tape.joined(tapes)), recordings[-1].track
    for name in whole.__dataclass_fields__:
        if name not in ("looked_up", "overwritten"):
            assert getattr(grown, name) == getattr(whole, name), name
    for fold in Fold:
        assert graph(grown, fold=fold) == graph(whole, fold=fold)
    assert recordings[-1].steps == range(len(whole.steps)) and recordings[-1].events == range(len(whole.events))


def test_what_was_told_of_a_step_stays(tapes):
    """But for names that code gave to tensors after their last operation."""
    recording = Recording()
    before = []
    for count, tape in enumerate(tapes, 1):
        recording = recording.followed_by(f"run {count}", count, [tape])
        before.append((recording, told(recording)[:-1], graph(recording.track, recording.runs[-1].events)))
    for older, said, drawn in before:
        assert told(older)[:-1] == said
        assert graph(older.track, older.runs[-1].events) == drawn
        assert older.steps.stop <= recording.steps.stop


def test_runs_have_their_events_and_steps(recordings):
    runs = recordings[-1].runs
    assert [run.id for run in runs] == [f"run {count}" for count in range(1, 7)]
    for one, other in pairwise(runs):
        assert (one.events.stop, one.steps.stop) == (other.events.start, other.steps.start)
    assert recordings[1].runs == runs[:2]
    assert recordings[-1].run("run 3") is runs[2] and recordings[-1].run("run 9") is None


def test_a_prompt_is_of_one_kernel(tapes):
    """Both have an In [1]; a line of it belongs to the run of the recording that it is in."""
    line = Line("In [1]", 1, "")
    first = Recording(kernel=1).followed_by("a", 1, tapes[:1])
    second = Recording(kernel=2).followed_by("b", 1, tapes[:1])
    assert first.run_of(line).id == "a" and second.run_of(line).id == "b"
    assert second.run("a") is None and second.run_of(Line("elsewhere.py", 1, "")) is None


def runs(*sources):
    """What is recorded when the cells are run, one after the other, in a kernel."""
    recorder, names, recording = record(), {}, Recording()
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
        recording = recording.followed_by(f"run {number}", number, [tape])
    return recording


def kinds(recording):
    return {run: [one.kind for one in told] for run, told in recording.troubles.items()}


X = "import torch\nx = torch.ones(2, requires_grad=True)"


def test_a_trouble_is_told_under_the_last_run_that_has_to_do_with_it():
    recording = runs(X, "y = x * 2", "y.sum().backward()", "y.sum().backward()", "x * 3")
    assert kinds(recording) == {"run 4": ["second_backward"]}
    (told,) = recording.troubles["run 4"]
    assert told.remedy.file == "In [3]" and told.cure == "y.sum().backward(retain_graph=True)"


def test_an_error_is_told_where_it_came_up_though_its_lines_are_elsewhere():
    """The lines of a change in place are those that saved and changed; the walk that found out is a third one."""
    recording = runs(X, "h = x.exp()\nh.add_(1)", "h.sum().backward()")
    assert kinds(recording) == {"run 3": ["saved_changed"]}
    (told,) = recording.troubles["run 3"]
    assert {line.file for line in told.lines} == {"In [2]"} and told.raised.file == "In [3]"


def test_what_went_wrong_in_a_function_is_told_where_it_was_called():
    recording = runs(X, "def grow(x):\n    return (x * 2).numpy()", "grow(x)")
    assert kinds(recording) == {"run 3": ["numpy_needs_detach"]}


def test_what_the_next_cell_may_bring_is_not_missed_before():
    build, walk = "opt = torch.optim.SGD([x], 0.1)", "(x * x).sum().backward()"
    assert kinds(runs(X, build, walk)) == {}
    assert kinds(runs(X, build, walk, "opt.step()")) == {}
    assert kinds(runs(X, build, walk, "x * 2")) == {"run 3": ["never_stepped"]}
    assert kinds(runs(f"{X}\n{build}\n{walk}")) == {"run 1": ["never_stepped"]}, "a whole program"


def test_what_is_told_of_leaves_holds_for_the_end():
    recording = runs(X, "y = x.detach() * 2\nz = (x * y).sum() * 0\nz.backward()")
    (number,) = recording.leaves
    track, last = recording.track, recording.steps.stop - 1
    assert recording.told_at(Moment(track, last), number) == recording.leaves[number].reasons != ()
    assert recording.told_at(Moment(track, last - 1), number) == ()
    assert recording.told_at(Moment(track, last), None) == ()


def test_a_variable_of_a_loop_takes_no_name_away():
    """A tensor has the name that it had first, and this one, as long as it is there."""
    loop = "for p in net.parameters():\n    p.data.mul_(2)"
    recording = runs(
        "import torch\nnet = torch.nn.Linear(2, 1)\nnet(torch.ones(2))",
        loop,
        "net(torch.ones(2))",
        "del p\nnet.bias * 2",
    )
    names = [set(Moment(recording.track, run.steps.stop - 1).tensors()) for run in recording.runs]
    assert names == [{"net.weight", "net.bias"}, *[{"net.weight", "net.bias", "p"}] * 2, {"net.weight", "net.bias"}]


def test_one_thread_reads_while_another_adds(tapes):
    """What the window does: its recording grows on another thread."""
    recording = Recording().followed_by("run 0", 0, tapes[:3])
    wanted, stop = told(recording)[:-1], threading.Event()

    def grow():
        newest = recording
        shift = len(recording.track.events)
        for number in range(300):
            if stop.is_set():
                return
            newest = newest.followed_by(f"run {number}", number, [Tape(tapes[0].events)])
        assert len(recording.track.events) > shift

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        for _ in range(20):
            assert told(recording)[:-1] == wanted
    finally:
        stop.set()
        thread.join()
