"""The note under a cell: how much it tells at once, and its buttons; tests of the window have a real kernel's."""

import pytest
from PySide6.QtWidgets import QLabel

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.troubles import Trouble
from explorer.core.words import Sentence
from explorer.ui.tape.note import CHANGED, ROOM, STEP, Note

CODE = "".join(f"line {number}\n" for number in range(1, 21))


def trouble(text, cure=None, choices=None):
    return Trouble("kind", Sentence("Tape", text), remedy=cure, choices=Sentence("Tape", choices) if choices else None)


def cure(changes, file="In [1]"):
    lines = CODE.splitlines()
    for number, text in reversed(changes.items()):
        lines[number - 1 : number] = text
    return Cure(file, CODE, "\n".join(lines) + "\n")


@pytest.fixture
def note(qtbot):
    made = Note(lambda _: True)
    qtbot.addWidget(made)
    made.resize(320, 600)
    made.show_troubles("In [1]", ())
    return made


def told(note):
    """What its labels say, without those that are no longer in it."""
    parts = [note.layout().itemAt(place).widget() for place in range(note.layout().count())]
    return [label.text() for part in parts for label in part.findChildren(QLabel)]


def test_nothing_is_told_of_nothing(note):
    assert note.isHidden() and note.text() == ""
    note.show_troubles("In [1]", [trouble("One.")])
    assert not note.isHidden() and note.text() == "One." and note.more.isHidden()
    note.show_troubles("In [1]", ())
    assert note.isHidden() and note.text() == ""


def test_choices_are_told_where_there_is_no_cure(note):
    note.show_troubles("In [1]", [trouble("One.", choices="This or that.")])
    assert told(note) == ["One.", "This or that."]


def test_more_than_there_is_room_for_is_told_when_wanted(note):
    given = [trouble(f"{number}" * (ROOM // 2)) for number in range(STEP + 5)]
    note.show_troubles("In [1]", given)
    assert len(told(note)) == 2 and note.more.text() == f"{STEP + 3} more" and not note.more.isHidden()
    note.more.click()
    assert len(told(note)) == STEP + 2 and note.more.text() == "3 more"
    note.more.click()
    assert told(note) == [one.text for one in given] and note.more.text() == "Less"
    note.more.click()
    assert len(told(note)) == 2


def test_one_is_told_however_long_it_is(note):
    note.show_troubles("In [1]", [trouble("a" * ROOM * 3), trouble("b")])
    assert told(note) == ["a" * ROOM * 3] and note.more.text() == "1 more"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({4: ["new"]}, "Change line 4"),
        ({4: ["line 4", "new"]}, "Add line 5"),
        ({4: ["new"], 9: ["new"]}, "Change lines 4, 9"),
        ({4: []}, "Change line 4"),
        ({number: ["new"] for number in (2, 4, 6, 8)}, "Change 4 lines"),
    ],
)
def test_a_button_says_which_lines_it_changes(note, changes, text):
    note.show_troubles("In [1]", [trouble("One.", cure(changes)), trouble("Two.", cure(changes, "In [2]"))])
    (mine, _), (other, _) = note.cures
    assert (mine.text(), other.text()) == (text, f"In [2]: {text}")


def test_a_long_change_is_shown_in_part(note):
    one = cure({number: ["new <b>"] for number in range(3, 3 + CHANGED)})
    note.show_troubles("In [1]", [trouble("One.", one)])
    shown = told(note)[1].splitlines()
    assert len(shown) == CHANGED and shown[-1] == "…" and shown[:2] == ["- 3: line 3", "+ 3: new <b>"]
    assert note.cures[0][0].toolTip().count("new &lt;b&gt;") == CHANGED


def test_a_button_is_on_as_long_as_the_code_is_what_it_was(qtbot):
    is_open = [False]
    note = Note(lambda _: is_open[0])
    qtbot.addWidget(note)
    given = cure({4: ["new"]})
    note.show_troubles("In [1]", [trouble("One.", given)])
    ((button, _),) = note.cures
    assert not button.isEnabled()
    is_open[0] = True
    note.check()
    with qtbot.waitSignal(note.cure_wanted, check_params_cb=lambda one: one is given):
        button.click()
