"""Undo and redo against the simplest model of them, and a drag is one entry."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from explorer.core.explore import state as states
from explorer.core.history import History

FIRST = states.default()
PUSH = st.tuples(st.just("push"), st.integers(2, 6), st.sampled_from([None, "cursor", "range"]))
STEPS = st.lists(st.one_of(PUSH, st.sampled_from([("undo",), ("redo",), ("end",)])), max_size=40)


def numbered(samples):
    return replace(FIRST, samples=samples)


@given(STEPS)
def test_a_history_is_two_stacks(steps):
    history = History(FIRST)
    undone, redone, now, gesture = [], [], FIRST, None
    for step in steps:
        match step:
            case ("push", samples, name):
                history.push(numbered(samples), name)
                if numbered(samples) != now:
                    if name is None or name != gesture:
                        undone.append(now)
                    now, redone, gesture = numbered(samples), [], name
            case ("undo",):
                history.undo()
                if undone:
                    redone.append(now)
                    now = undone.pop()
                gesture = None
            case ("redo",):
                history.redo()
                if redone:
                    undone.append(now)
                    now = redone.pop()
                gesture = None
            case ("end",):
                history.end_gesture()
                gesture = None
        assert history.state == now
        assert (history.can_undo, history.can_redo) == (bool(undone), bool(redone))


@given(st.lists(st.integers(2, 999), min_size=1, max_size=30, unique=True))
def test_every_state_can_be_reached_again(values):
    history = History(FIRST)
    for value in values:
        history.push(numbered(value))
    there = [FIRST, *map(numbered, values)]
    back = [history.state]
    while history.can_undo:
        back.append(history.undo())
    assert back[::-1] == there
    forth = [history.state]
    while history.can_redo:
        forth.append(history.redo())
    assert forth == there


def test_undo_at_the_beginning_and_redo_at_the_end_stay():
    history = History(FIRST)
    assert history.undo() == history.redo() == FIRST


def test_a_drag_is_one_entry():
    history = History(FIRST)
    for samples in range(10, 90):
        history.push(numbered(samples), "samples")
    history.end_gesture()
    for samples in range(100, 90, -1):
        history.push(numbered(samples), "samples")
    assert history.undo() == numbered(89)
    assert history.undo() == FIRST
    assert history.redo() == numbered(89)
    assert history.redo() == numbered(91)


def test_a_change_of_another_kind_ends_a_gesture():
    history = History(FIRST)
    history.push(numbered(10), "samples")
    history.push(replace(numbered(10), cursor=1.0), "cursor")
    history.push(replace(numbered(20), cursor=1.0), "samples")
    assert history.undo() == replace(numbered(10), cursor=1.0)
    assert history.undo() == numbered(10)


def test_a_change_after_undo_forgets_what_was_undone():
    history = History(FIRST)
    history.push(numbered(10))
    history.push(numbered(20))
    history.undo()
    history.push(numbered(30))
    assert not history.can_redo
    assert history.undo() == numbered(10)


def test_the_same_state_again_is_no_entry():
    history = History(FIRST)
    history.push(FIRST)
    assert not history.can_undo
