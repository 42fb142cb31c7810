"""The badge says whether the derivative is true, when nothing moves, and never stands in the way."""

import _imp
import inspect
import sys
import threading
from dataclasses import replace

import pytest
import torch

from explorer.core.cancelled import Cancelled
from explorer.core.explore import state as states
from explorer.core.expression import parse
from explorer.core.python_function import of_callable
from explorer.ui.explore.check_page import CheckBadge
from explorer.ui.explore.truth import CheckRequest, Truth, answer


@pytest.fixture
def checked(open_window, qtbot):
    """A window on a function, once its badge has spoken."""

    def open_(wanted, limits=(-2.0, 2.0)):
        state = states.of_function(parse(wanted) if isinstance(wanted, str) else of_callable(wanted), limits)
        window = open_window(state, wait=False)
        with qtbot.waitSignal(window.room.checked, timeout=30_000):
            pass
        return window

    return open_


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("sin(x)", "autograd = symbolic ✓ ", ""),
        ("relu(x)", "autograd = symbolic ✓ ", "kink"),
        ("u = detach(x*x); u*x", "autograd ≠ calculus ✗ detach", ""),
        ("relu(x) - relu(-x)", "autograd ≠ calculus ✗ kink", ""),
        ("where(x > 0, sqrt(x), 0)", "autograd ≠ calculus ✗ trap of where", ""),
    ],
)
def test_the_badge_says_what_the_check_found(checked, find, text, begins, ends):
    badge = find(checked(text), "checkBadge")
    assert badge.text().startswith(begins)
    assert badge.text().endswith(ends)
    assert badge.isEnabled()


def test_a_function_of_a_program_is_checked_too(checked, find):
    window = checked(torch.tanh)
    assert find(window, "checkBadge").text().startswith("autograd = forward mode ✓ ")


def test_the_page_behind_it(checked, find, qtbot):
    window = checked("u = detach(x*x); u*x")
    find(window, "checkBadge").click()
    qtbot.waitUntil(window.room.truth.page.isVisible)
    page = window.room.truth.page
    assert "calculus" in page.head.text()
    assert "detach cuts the path" in page.verdicts.toPlainText()
    cells = page.witnesses.cells
    assert [cells.data(cells.index(row, 0)) for row in range(4)] == [
        "symbolic",
        "forward mode",
        "differences",
        "mpmath",
    ]
    assert float(cells.data(cells.index(0, 1))) == pytest.approx(2 / 3, rel=0.01)
    assert len(page.over_x.listDataItems()) == 4
    assert len(page.over_h.listDataItems()) == 2


def test_another_curve_makes_it_wait_and_speak_again(checked, find, qtbot):
    window = checked("sin(x)")
    with qtbot.waitSignal(window.room.checked, timeout=30_000):
        window.room.set_text("relu(x) - relu(-x)")
        assert find(window, "checkBadge").text() == "autograd = ?"
        assert not find(window, "checkBadge").isEnabled()
    assert "✗" in find(window, "checkBadge").text()


def test_a_look_or_the_cursor_is_no_reason_to_check_again(checked, find, settle):
    window = checked("sin(x)")
    text = find(window, "checkBadge").text()
    window.room.store.apply(lambda state: replace(state, cursor=0.5, overlay=True))
    settle(window)
    assert find(window, "checkBadge").text() == text
    assert window.room.truth.is_asked(window.room.store.state)


def test_a_higher_derivative_is_checked_too_and_the_marks_stay(checked, find, qtbot):
    window = checked("x^x")
    marks = window.room.truth.marks
    assert marks
    with qtbot.waitSignal(window.room.truth.checked, timeout=30_000):
        window.room.store.apply(lambda state: replace(state, order=3))
        assert window.room.truth.marks is marks
    assert "f‴" in find(window, "checkBadge").text()


def test_it_is_what_is_drawn_that_is_checked(checked, find, qtbot):
    window = checked("log(1 + exp(x))", (-40.0, 120.0))
    assert "✗" in find(window, "checkBadge").text()
    with qtbot.waitSignal(window.room.truth.checked, timeout=30_000):
        window.room.store.apply(lambda state: replace(state, dtype="float64"))
    assert "✓" in find(window, "checkBadge").text()


def test_kinks_and_gaps_are_marked_on_the_plots(open_window):
    window = open_window(states.of_function(parse("|x| + 0 log(x + 1)"), (-2.0, 2.0)))
    features = window.room.store.result.curve.features
    assert any(abs(kink) < 1e-9 for kink in features.kinks)
    ((start, end),) = features.gaps
    assert (start, end) == (pytest.approx(-2.0), pytest.approx(-1.0, abs=1e-2))
    plain = window.grab().toImage()
    window.actions_by_name["marks"].trigger()
    assert window.grab().toImage() != plain


SINE, COSINE = (CheckRequest(parse(text), (0.0, 1.0), (), 1, "float64") for text in ("sin(x)", "cos(x)"))


@pytest.fixture
def checks_of(qtbot):
    """The thread of the badge, without a window."""
    badge = CheckBadge()
    qtbot.addWidget(badge)
    latest = Truth(badge, badge).latest
    latest.start()
    yield latest
    latest.stop()


def test_a_check_is_dropped_as_soon_as_nobody_waits_for_it(checks_of, qtbot):
    """A function that never ends is held until it is dropped; it answers nothing, and the next question is answered."""
    begun, ended = threading.Event(), []

    def step():
        return None

    def held(x):
        begun.set()
        while True:  # ends only by being dropped
            step()

    checks_of.answered.connect(lambda result: ended.append(result.request))
    checks_of.submit(CheckRequest(of_callable(held), (0.0, 1.0), (), 1, "float64"))
    assert begun.wait(20)
    checks_of.cancel()
    with qtbot.waitSignal(checks_of.answered, timeout=20_000):
        checks_of.submit(COSINE)
    assert ended == [COSINE]


@pytest.mark.parametrize("asked", [1, 10, 100, 300])
def test_the_check_of_an_expression_asks_whether_it_is_still_wanted(asked):
    """Wherever it is when it is dropped, it goes no further."""
    left = iter(range(asked))
    request = CheckRequest(parse("sin(x) + sin(3x)/3 + sin(5x)/5"), (-6.0, 6.0), (), 2, "float64")
    with pytest.raises(Cancelled):
        answer(request, lambda: next(left, None) is None)


def test_the_newest_question_wins(checks_of, qtbot):
    with qtbot.waitSignal(checks_of.answered, timeout=20_000) as answered:
        checks_of.submit(SINE)
        checks_of.submit(COSINE)
    assert answered.args[0].request == COSINE
    assert answered.args[0].check.agrees


def test_what_cannot_be_checked_is_none(checks_of, qtbot):
    with qtbot.waitSignal(checks_of.answered, timeout=20_000) as answered:
        checks_of.submit(CheckRequest(parse("a x"), (0.0, 1.0), (), 1, "float64"))
    assert answered.args[0].check is None


def test_a_check_dropped_at_any_moment_leaves_a_thread_that_answers(checks_of, qtbot):
    """However early or late it is dropped, the next question is answered."""
    for delay in (0, 1, 5, 20, 50):
        checks_of.submit(SINE)
        qtbot.wait(delay)
        checks_of.cancel()
    with qtbot.waitSignal(
        checks_of.answered, timeout=20_000, check_params_cb=lambda result: result.request == COSINE
    ) as answered:
        checks_of.submit(COSINE)
    assert answered.args[0].check.agrees


@pytest.mark.parametrize(
    "is_dropped_at",
    [
        lambda frame: frame.f_globals["__name__"] == "importlib._bootstrap",
        lambda frame: frame.f_code.co_flags & inspect.CO_GENERATOR,
    ],
    ids=["import", "generator"],
)
def test_it_is_dropped_neither_in_an_import_nor_in_a_generator(is_dropped_at):
    """The lock of imports would be kept, and all that imports wait for ever; a generator is closed by a finalizer."""

    def function(x):
        sys.modules.pop("colorsys", None)
        import colorsys

        return x * 2 if colorsys and any(k for k in range(3)) else x

    request = CheckRequest(of_callable(function), (0.0, 1.0), (), 1, "float64")
    superseded = lambda: is_dropped_at(sys._getframe(2))  # noqa: E731 - the frame that is watched
    assert answer(request, superseded).check is not None
    assert not _imp.lock_held()


def test_a_function_that_raises_what_it_likes_does_not_end_the_thread(checks_of, qtbot, capsys):
    class Odd(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, gradient):
            raise ValueError("odd")

    with qtbot.waitSignal(checks_of.answered, timeout=20_000) as answered:
        checks_of.submit(CheckRequest(of_callable(Odd.apply), (0.0, 1.0), (), 1, "float64"))
    assert answered.args[0].check is None
    assert "odd" in capsys.readouterr().err
    with qtbot.waitSignal(checks_of.answered, timeout=20_000) as answered:
        checks_of.submit(COSINE)
    assert answered.args[0].check.agrees


def test_the_open_page_does_not_speak_of_another_curve(checked, find, qtbot):
    window = checked("sin(x)")
    find(window, "checkBadge").click()
    qtbot.waitUntil(window.room.truth.page.isVisible)
    assert "agrees" in window.room.truth.page.head.text()
    window.room.set_text("cos(x)")
    assert "agrees" not in window.room.truth.page.head.text()
    with qtbot.waitSignal(window.room.checked, timeout=30_000):
        pass
    assert "agrees" in window.room.truth.page.head.text()
