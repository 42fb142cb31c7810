"""The State of Tape: each transition changes what it says, and nothing else."""

from dataclasses import replace

import pytest

from explorer.core.history import History
from explorer.core.tape import state as states
from explorer.core.tape.cells import Cell
from explorer.core.tape.picture.groups import Fold
from explorer.core.tape.session import Recording
from explorer.core.tape.state import NEWEST


@pytest.fixture
def three():
    cells = [states.text_of(Cell("code", source)) for source in "abc"]
    return states.with_document(states.default(), cells)


def sources(state):
    return "".join(cell.source for cell in state.cells)


def test_first_there_is_one_empty_cell():
    state = states.default()
    assert sources(state) == "" and len(state.cells) == 1 and state.current == state.cells[0].key
    assert (state.run, state.step, state.selected, state.fold) == (NEWEST, None, None, Fold.FITTING)
    assert state.stop_at_error and not state.local


def test_no_two_cells_have_one_key(three):
    keys = [cell.key for cell in three.cells]
    again = states.with_document(three, [states.text_of(Cell("code", source)) for source in "abc"])
    assert len(set(keys) | {cell.key for cell in again.cells}) == 6
    assert again.document != three.document


def test_cells_are_written_added_moved_and_deleted(three):
    one, two, last = (cell.key for cell in three.cells)
    written = states.with_source(three, two, "B")
    assert sources(written) == "aBc" and written.current == two and three.cells[1].source == "b"
    cell = replace(states.empty("markdown"), source="#")
    added = states.with_added(written, 1, cell)
    assert sources(added) == "a#Bc" and added.current == cell.key
    moved = states.with_moved(added, 3, 0)
    assert sources(moved) == "ca#B" and moved.current == last
    gone = states.with_deleted(moved, 3)
    assert sources(gone) == "ca#" and gone.current == cell.key
    assert states.with_source(gone, two, "?") == gone and states.with_current(gone, two) == gone
    assert states.with_current(gone, one).current == one


def test_the_last_cell_leaves_an_empty_one():
    state = states.with_source(states.default(), states.default().cells[0].key, "")
    only = states.with_source(state, state.current, "a")
    gone = states.with_deleted(only, 0)
    assert sources(gone) == "" and gone.cells[0].key == gone.current != only.current
    assert len(states.with_document(only, ()).cells) == 1


def test_another_run_is_seen_from_its_end(three):
    looked = replace(three, step=4, selected=2, unfolded=frozenset("g"))
    for changed, run in ((states.with_run(looked, None), None), (states.with_newest(looked), NEWEST)):
        assert (changed.run, changed.step, changed.selected, changed.unfolded) == (run, None, None, frozenset())
    opened = states.with_document(replace(looked, run="a", fold=Fold.LINE, local=True), three.cells)
    assert (opened.run, opened.step, opened.fold, opened.local) == (NEWEST, None, Fold.LINE, True)


def test_the_run_that_is_drawn_is_one_that_there_is(three):
    recording = Recording()
    assert states.run_of(three, recording) is states.run_of(states.with_run(three, "a"), recording) is None
    for name in "ab":
        recording = recording.followed_by(name, 1, [])
    for chosen, run in ((NEWEST, "b"), ("a", "a"), ("of another kernel", "b"), (None, None)):
        assert states.run_of(states.with_run(three, chosen), recording) == run


def test_folding_keeps_the_step(three):
    looked = replace(states.with_step(three, 4), selected=2)
    folded = states.with_fold(looked, Fold.LOOP)
    assert (folded.fold, folded.step, folded.selected) == (Fold.LOOP, 4, None)
    opened = states.with_group(folded, "g")
    assert opened.unfolded == {"g"} and states.with_group(opened, "g").unfolded == set()
    assert states.with_fold(opened, Fold.LINE).unfolded == set()


def test_a_second_click_on_a_box_leaves_it(three):
    chosen = states.with_selected(three, 2)
    assert chosen.selected == 2 and states.with_selected(chosen, 1).selected == 1
    assert states.with_selected(chosen, 2).selected is states.with_selected(chosen, -1).selected is None


def test_what_is_no_entry_of_its_own_is_kept_with_the_one_that_is(three):
    """Undo passes over it."""
    history = History(three)
    history.push(states.with_deleted(three, 0))
    history.note(states.with_current(history.state, three.cells[2].key))
    assert history.state.current == three.cells[2].key
    assert history.undo() == three and not history.can_undo
    assert history.redo().current == three.cells[2].key
