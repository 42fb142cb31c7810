"""The thread that reads recordings and draws them: all parts count, the newest request wins, and it ends."""

import gc
import os
import signal
import threading

import pytest

from explorer.core.tape.picture import layout
from explorer.core.tape.picture.groups import Fold
from explorer.core.tape.picture.layout import Layouter
from explorer.core.tape.reading.kinks import kinks
from explorer.core.tape.recording.record import record
from explorer.core.tape.session import Recording
from explorer.core.tape.tape import Tape
from explorer.ui.tape import reader as readers
from explorer.ui.tape.drawing import Request
from explorer.ui.tape.reader import Reader
from tests.ui.threads import newest

TIMEOUT = 60_000


class Kept(Layouter):
    """Its process can be looked at when it is over."""

    processes = []  # noqa: RUF012 - of all of them
    asked = threading.Event()

    def start(self):
        super().start()
        self.processes.append(self._process)

    def lay_out(self, *problem):
        self.asked.set()
        return super().lay_out(*problem)


@pytest.fixture
def reader(qapp, monkeypatch):
    monkeypatch.setattr(readers, "Layouter", Kept)
    Kept.processes.clear()
    made = Reader()
    made.latest.start()
    thread = newest("tape")
    yield made
    made.stop()
    thread.join(10)
    assert not thread.is_alive()


@pytest.fixture
def fed(reader, qtbot):
    """Feed runs to the reader, (count, parts) each; the recording."""

    def feed(*runs):
        def is_all(recording):  # it may be read in pieces
            return bool(recording.runs) and recording.runs[-1].count == runs[-1][0]

        with qtbot.waitSignal(reader.read, timeout=TIMEOUT, check_params_cb=is_all) as got:
            for count, parts in runs:
                reader.feed(f"run {count}", count, parts)
        return got.args[0]

    return feed


@pytest.fixture
def drawn(reader, qtbot):
    def ask(recording, run=None, fold=Fold.NOTHING):
        with qtbot.waitSignal(reader.latest.answered, timeout=TIMEOUT) as got:
            reader.latest.submit(Request(recording, run, fold))
        return got.args[0]

    return ask


@pytest.fixture
def tapes():
    """Three tapes of one recorder, as the kernel makes them of three cells."""
    import torch

    recorder, names, made = record(), {"torch": torch}, []
    for code in ("x = torch.tensor(2.0, requires_grad=True)", "y = x.sin().exp()\nz = y * 2", "z.backward()"):
        with recorder as tape:
            exec(code, names)
            recorder.note_names(names)
        made.append(tape)
    return made


def whole(recording):
    """All of it as one Tape."""
    track = recording.track
    return Tape(tuple(track.events), tuple(track.nodes), tuple(track.edges), track.missed, track.sources)


def parts(tape, size=2):
    return [part.to_json().encode() for part in tape.split(size)]


def test_parts_make_the_recording(fed, tapes):
    recording = None
    for count, tape in enumerate(tapes, 1):
        recording = fed((count, parts(tape)))
    assert whole(recording) == tapes[0].joined(tapes)
    ends = [0, *(sum(len(tape.events) for tape in tapes[:k]) for k in (1, 2, 3))]
    assert [run.events for run in recording.runs] == [range(ends[k - 1], ends[k]) for k in (1, 2, 3)]
    assert [(run.id, run.count) for run in recording.runs] == [("run 1", 1), ("run 2", 2), ("run 3", 3)]
    assert recording.steps == range(8) and recording.events == range(ends[-1])


def test_runs_that_came_together_are_all_there(reader, tapes, monkeypatch, qtbot):
    entered, go = threading.Event(), threading.Event()

    def slow(request, layouter):
        entered.set()
        assert go.wait(20)

    monkeypatch.setattr(readers, "draw", slow)
    found = []
    reader.read.connect(found.append)
    reader.latest.submit(Request(Recording()))
    assert entered.wait(20)
    for count, tape in enumerate(tapes, 1):
        reader.feed(f"run {count}", count, parts(tape))
    assert reader.is_reading
    go.set()
    qtbot.waitUntil(lambda: len(found) == 3, timeout=TIMEOUT)
    assert [[run.count for run in one.runs] for one in found] == [[1], [1, 2], [1, 2, 3]]
    assert whole(found[-1]) == tapes[0].joined(tapes)
    assert not reader.is_reading


def test_a_picture_of_all_or_of_one_run(fed, drawn, tapes):
    recording = fed(*((count, parts(tape)) for count, tape in enumerate(tapes, 1)))
    for run, boxes in ((None, 4), ("run 1", 0), ("run 2", 4), ("run 3", 4), ("run 99", 4)):
        drawing = drawn(recording, run)
        assert len(drawing.graph.boxes) == boxes == len(drawing.shapes.rects)
        assert drawing.request.recording is recording and drawing.request == Request(recording, run)
    assert len(drawn(recording, fold=Fold.LINE).graph.boxes) == 3, "sin and exp are of one line"


def test_torch_is_asked_on_the_thread_what_it_does_at_a_kink(fed, drawn, tapes):
    """The window would wait for its import when it first shows such a node."""
    import torch

    kinks.cache_clear()
    drawn(fed((1, parts(tapes[0]))))
    assert not kinks.cache_info().currsize, "there is none"
    with record() as tape:
        torch.ones(3, requires_grad=True).clamp(max=torch.tensor(2.0))
    drawn(fed((2, parts(tape))))
    assert kinks.cache_info().currsize


def test_boxes_of_a_picture_do_not_overlap(fed, drawn, tapes):
    shapes = drawn(fed(*((count, parts(tape)) for count, tape in enumerate(tapes, 1)))).shapes
    for place, one in enumerate(shapes.rects):
        assert shapes.room.contains(one)
        assert not any(one.intersects(other) for other in shapes.rects[:place])


def test_the_newest_request_wins(reader, fed, tapes, monkeypatch, qtbot):
    recording = fed((1, parts(tapes[0])))
    entered, go = threading.Event(), threading.Event()
    asked = []

    def slow(request, layouter):
        asked.append(request.run)
        entered.set()
        assert go.wait(20)
        return request.run

    monkeypatch.setattr(readers, "draw", slow)
    found = []
    reader.latest.answered.connect(found.append)
    reader.latest.submit(Request(recording, "1"))
    assert entered.wait(20)
    for run in "234":
        reader.latest.submit(Request(recording, run))
    go.set()
    qtbot.waitUntil(lambda: found == ["1", "4"], timeout=TIMEOUT)
    assert asked == ["1", "4"]


def test_a_recording_comes_before_a_picture(reader, tapes, monkeypatch, qtbot):
    """What has come from the kernel is read first: the picture that was asked for may be an old one by then."""
    entered, go = threading.Event(), threading.Event()

    def slow(request, layouter):
        entered.set()
        assert go.wait(20)
        return request.run

    monkeypatch.setattr(readers, "draw", slow)
    found = []
    reader.latest.answered.connect(found.append)
    reader.read.connect(lambda recording: found.append("read"))
    reader.latest.submit(Request(Recording(), "1"))
    assert entered.wait(20)
    reader.latest.submit(Request(Recording(), "2"))
    reader.feed("run 1", 1, parts(tapes[0]))
    go.set()
    qtbot.waitUntil(lambda: found == ["1", "read", "2"], timeout=TIMEOUT)


def test_a_new_kernel_begins_anew(reader, fed, tapes):
    fed((1, parts(tapes[0])))
    fed((2, parts(tapes[1])))
    reader.forget()
    recording = fed((1, parts(tapes[0])))
    assert whole(recording) == tapes[0]
    assert [run.count for run in recording.runs] == [1]


def test_what_was_fed_before_a_new_kernel_is_gone(reader, tapes, monkeypatch, qtbot):
    entered, go = threading.Event(), threading.Event()

    def slow(*arguments):
        entered.set()
        assert go.wait(20)

    monkeypatch.setattr(readers, "draw", slow)
    found = []
    reader.read.connect(found.append)
    reader.latest.submit(Request(Recording()))
    assert entered.wait(20)
    reader.feed("run 7", 7, parts(tapes[1]))
    reader.latest.submit(Request(Recording(), "run 7"))
    reader.forget()
    reader.feed("run 1", 1, parts(tapes[0]))
    go.set()
    qtbot.waitUntil(lambda: len(found) == 1, timeout=TIMEOUT)
    assert [run.count for run in found[0].runs] == [1]


@pytest.mark.parametrize("broken", [b"", b"{", b'{"events": 3}', b"\xff"])
def test_a_broken_part_does_not_end_the_thread(reader, fed, tapes, broken, capfd, qtbot):
    said = []
    reader.read.connect(said.append)
    reader.feed("run 1", 1, [*parts(tapes[0]), broken])
    qtbot.waitUntil(lambda: not reader.is_reading, timeout=TIMEOUT)
    assert said == []
    recording = fed((2, parts(tapes[0])))
    assert "Traceback" in capfd.readouterr().err
    assert [run.count for run in recording.runs] == [2], "of a broken one nothing is kept"
    assert whole(recording) == tapes[0]


def test_a_picture_that_fails_does_not_end_the_thread(reader, fed, drawn, tapes, monkeypatch, capfd):
    recording = fed((1, parts(tapes[0])))
    with monkeypatch.context() as patched:

        def fail(*arguments):
            raise RuntimeError("no picture")

        patched.setattr(readers, "draw", fail)
        failed = drawn(recording)
    assert failed.request == Request(recording) and "no picture" in str(failed.error)
    again = drawn(recording)
    assert again.request.recording is recording and again.error is None
    assert "RuntimeError: no picture" in capfd.readouterr().err


def test_stop_ends_the_thread_and_its_process(reader, fed, drawn, tapes):
    drawn(fed(*((count, parts(tape)) for count, tape in enumerate(tapes, 1))))
    assert [process.poll() for process in set(Kept.processes)] == [None]
    thread = newest("tape")
    reader.stop()
    thread.join(10)
    assert not thread.is_alive()
    for process in Kept.processes:
        assert process.returncode is not None, "no zombie"
        assert process.stdin.closed and process.stdout.closed
    gc.collect()  # a pipe that was left open would be a ResourceWarning now


@pytest.mark.skipif(os.name != "posix", reason="the process is stopped by a signal")
def test_stop_does_not_wait_for_a_layout(reader, fed, drawn, tapes, monkeypatch):
    monkeypatch.setattr(layout, "SECONDS", 60.0)
    recording = fed(*((count, parts(tape)) for count, tape in enumerate(tapes, 1)))
    drawn(recording)
    os.kill(Kept.processes[-1].pid, signal.SIGSTOP)  # it will never answer
    Kept.asked.clear()
    reader.latest.submit(Request(recording))
    assert Kept.asked.wait(20)
    thread = newest("tape")
    reader.stop()
    thread.join(10)
    assert not thread.is_alive()
    assert all(process.returncode is not None for process in Kept.processes)


def test_a_process_that_was_killed_is_replaced(fed, drawn, tapes):
    recording = fed(*((count, parts(tape)) for count, tape in enumerate(tapes, 1)))
    for process in Kept.processes:
        process.kill()
        process.wait()
    assert len(drawn(recording).shapes.rects) == 4
    assert Kept.processes[-1].poll() is None
