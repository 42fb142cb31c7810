"""One compute thread: the newest request wins, work can be cancelled, and nothing a function does can end it."""

import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest
import torch

from explorer.core.cancelled import Cancelled
from explorer.core.explore import sample as sampling
from explorer.core.explore import state as states
from explorer.core.python_function import of_callable
from explorer.ui.latest import Latest


def latest(answer, spare=0.0):
    return Latest("test", lambda: answer, lambda request, error: (request, error), lambda request: spare)


@pytest.fixture
def begun(request):
    """Start a worker that is stopped at the end."""
    made = []

    def begin(worker):
        made.append(worker)
        worker.start()
        return worker

    yield begin
    for worker in made:
        worker.stop()


def test_of_many_requests_the_newest_is_answered(begun, qtbot):
    """The first is held until others have come, and given up; of those only the last is answered."""
    entered, go = threading.Event(), threading.Event()

    def answer(request, superseded):
        if request == 0:
            entered.set()
            assert go.wait(20)
            if superseded():
                raise Cancelled
        return request

    worker, answers = begun(latest(answer)), []
    worker.answered.connect(answers.append)
    worker.submit(0)
    assert entered.wait(20)
    for request in (1, 2, 3):
        worker.submit(request)
    with qtbot.waitSignal(worker.answered):
        go.set()
    assert answers == [3]


def test_no_two_in_turn_are_given_up(begun, qtbot):
    """However fast requests come, every second one is answered: a drag is to show something."""
    asked = iter(range(1, 7))

    def answer(request, superseded):
        following = next(asked, None)
        if following is not None:
            worker.submit(following)
        if superseded():
            raise Cancelled
        return request

    worker, answers = latest(answer), []
    worker.answered.connect(answers.append)
    begun(worker)
    worker.submit(0)
    qtbot.waitUntil(lambda: 6 in answers)
    assert len(answers) >= 3


def test_a_short_answer_is_let_finish(begun, qtbot):
    def answer(request, superseded):
        if request == 0:
            worker.submit(1)
        return "given up" if superseded() else request

    worker, answers = latest(answer, spare=60.0), []
    worker.answered.connect(answers.append)
    begun(worker)
    worker.submit(0)
    qtbot.waitUntil(lambda: answers == [0, 1])


def test_small_jobs_are_done_in_their_turn_whatever_they_raise(begun, qtbot, capsys):
    done = []
    worker = latest(lambda request, superseded: done.append(request) or request)
    worker.post(lambda: done.append("a"))
    worker.post(lambda: 1 // 0)
    worker.post(lambda: done.append("b"))
    worker.submit(7)
    with qtbot.waitSignal(worker.answered):
        begun(worker)
    assert done == ["a", "b", 7]
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_what_is_answered_is_not_waited_for_at_the_end(begun):
    entered = threading.Event()

    def answer(request, superseded):
        entered.set()
        while not superseded():
            pass
        raise Cancelled

    worker = begun(latest(answer))
    worker.submit(0)
    assert entered.wait(20)
    worker.stop()
    assert "test" not in [thread.name for thread in threading.enumerate()]


class Gate:
    """A function that waits to be let go, and counts its calls."""

    def __init__(self):
        self.entered, self.go = threading.Event(), threading.Event()
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        self.entered.set()
        assert self.go.wait(60)
        return torch.sin(x)


@pytest.fixture
def gate():
    gate = Gate()
    yield gate
    gate.go.set()


def show(window, function):
    window.room.store.apply(lambda state: states.with_function(state, of_callable(function)))


@pytest.fixture
def blocked(window, gate, qtbot):
    """A window whose compute thread is inside a function that does not come back."""
    show(window, gate)
    qtbot.waitUntil(gate.entered.is_set)
    return window


@contextmanager
def counted(window):
    """The functions of the results that reach the window."""
    seen = []

    def note(result):
        seen.append(str(result.request.curve.function))

    window.room.store.computed.connect(note)
    yield seen
    window.room.store.computed.disconnect(note)


def test_the_window_lives_while_a_function_is_computed(blocked, gate, find):
    find(blocked, "xMax").setValue(3.0)
    find(blocked, "order").setValue(2)
    assert blocked.room.store.state.range[1] == 3.0
    assert not blocked.is_settled()
    assert not blocked.grab().isNull()
    gate.go.set()


def test_the_newest_request_wins(blocked, gate, settle):
    """What was asked for in between is never computed."""
    between = [Gate() for _ in range(3)]
    with counted(blocked) as seen:
        for function in between:
            show(blocked, function)
        blocked.room.view.field.edit.setText("x^2")
        gate.go.set()
        settle(blocked)
    assert [function.calls for function in between] == [0, 0, 0]
    assert seen == ["x^2"]


def test_long_work_says_that_it_is_busy_and_can_be_cancelled(blocked, gate, qtbot, find):
    busy, cancel = find(blocked, "busy"), find(blocked, "cancel")
    qtbot.waitUntil(busy.isVisible)
    assert cancel.isVisible() and busy.accessibleName()
    gate.go.set()
    qtbot.waitUntil(lambda: not busy.isVisible() and not cancel.isVisible())


def test_a_function_that_was_cancelled_is_not_shown_when_it_comes_back(blocked, gate, qtbot, find, settle):
    before = blocked.room.store.result
    qtbot.waitUntil(find(blocked, "cancel").isVisible)
    find(blocked, "cancel").click()
    with counted(blocked) as seen:
        gate.go.set()
        qtbot.waitUntil(lambda: not find(blocked, "busy").isVisible())
        assert blocked.room.store.result is before
        blocked.room.view.field.edit.setText("cos(x)")
        settle(blocked)
    assert seen == ["cos(x)"]


def test_ten_million_samples_are_cancelled_between_two_blocks(window, qtbot, find, settle, monkeypatch):
    entered, go, blocks = threading.Event(), threading.Event(), []
    differentiate = sampling.differentiate

    def slow(run, x, *rest):
        blocks.append(len(x))
        if len(blocks) == 3:
            entered.set()
            assert go.wait(60)
        return differentiate(run, x, *rest)

    before = window.room.store.result
    monkeypatch.setattr(sampling, "differentiate", slow)
    find(window, "samples").setValue(10_000_000)
    qtbot.waitUntil(entered.is_set)
    qtbot.waitUntil(find(window, "cancel").isVisible)
    find(window, "cancel").click()
    with qtbot.waitSignal(window.room.store.latest.gave_up):
        go.set()
    assert len(blocks) == 3, "no further block was begun"
    qtbot.waitUntil(lambda: not find(window, "busy").isVisible())
    assert window.room.store.result is before
    find(window, "samples").setValue(500)
    settle(window)
    assert window.room.store.result.request.curve.samples == 500


def test_a_newer_request_ends_long_work_between_two_blocks(window, qtbot, find, settle, monkeypatch):
    entered, go, blocks = threading.Event(), threading.Event(), []
    differentiate = sampling.differentiate

    def slow(run, x, *rest):
        blocks.append(len(x))
        if len(blocks) == 2:
            entered.set()
            assert go.wait(60)
        return differentiate(run, x, *rest)

    monkeypatch.setattr(sampling, "differentiate", slow)
    find(window, "samples").setValue(10_000_000)
    qtbot.waitUntil(entered.is_set)
    find(window, "samples").setValue(400)
    go.set()
    settle(window)
    assert sum(blocks[:2]) < 10_000_000 and blocks[2:3] == [400], "the rest was not computed"


def fails(x):
    raise ValueError("on purpose\nin two lines")


def ends(x):
    raise SystemExit(3)


def short(x):
    return x[:3]


def nothing(x):
    return None


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (fails, "ValueError: on purpose"),
        (ends, "SystemExit"),
        (short, "shape"),
        (nothing, "NoneType"),
    ],
)
def test_a_function_that_fails_is_told_and_the_thread_survives(window, find, settle, function, words):
    error = find(window, "expressionError")
    drawn = window.room.view.plots.items[0].getData()[1]
    show(window, function)
    settle(window)
    assert error.isVisible() and words in error.text()
    assert (window.room.view.plots.items[0].getData()[1] == drawn).all(), "the last good curve stays"
    find(window, "expressionEdit").setText("x^2")
    settle(window)
    assert not error.isVisible()
    assert window.room.store.result.curve.fits[0][1] > 1


def test_a_fault_of_the_program_itself_is_told_and_the_thread_survives(window, settle, find, monkeypatch, capsys):
    with monkeypatch.context() as patch:
        patch.setattr("explorer.core.explore.compute.picture", lambda *_: 1 / 0)
        find(window, "expressionEdit").setText("x^2")
        settle(window)
    assert "Please report it" in find(window, "expressionError").text()
    assert "ZeroDivisionError" in capsys.readouterr().err
    find(window, "expressionEdit").setText("x^3")
    settle(window)
    assert not find(window, "expressionError").isVisible()


def test_a_formula_that_cannot_be_typeset_does_not_end_the_thread(window, settle, find, qtbot, monkeypatch, capsys):
    with monkeypatch.context() as patch:
        patch.setattr("explorer.ui.kit.formula.svg", lambda *_: 1 / 0)
        with qtbot.waitSignal(window.formulas.ready):
            window.formulas.get(r"\nonsense", "#000000", True)
        find(window, "cursorX").setValue(0.5)
        settle(window)
    find(window, "expressionEdit").setText("x^3")
    settle(window)
    assert window.room.store.result.error is None


def test_callables_of_every_kind(open_window):
    layer = torch.nn.Sequential(torch.nn.Linear(1, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    for function in (torch.sin, lambda x: x**2, torch.nn.GELU(), lambda x: layer(x[:, None])[:, 0]):
        assert open_window(function).room.store.result.error is None


def test_closing_waits_for_the_block_that_is_computed(open_window, gate, qtbot):
    window = open_window()
    show(window, gate)
    qtbot.waitUntil(gate.entered.is_set)
    threading.Timer(0.01, gate.go.set).start()
    window.close()
    assert "compute" not in [thread.name for thread in threading.enumerate()]


def test_many_changes_at_once_end_at_the_last(window, settle):
    for place in range(200):
        window.room.store.apply(lambda state, place=place: replace(state, cursor=place / 100))
    settle(window)
    assert window.room.store.result.point.x == pytest.approx(1.99)
