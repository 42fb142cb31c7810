"""What a Tape tells of itself: of tensors by name and as they are, and in a notebook."""

import gc
import html
import re
import weakref

import pytest
import torch

import explorer


@pytest.fixture
def recorded():
    with explorer.record() as tape:
        w = torch.ones(2, requires_grad=True)
        b = torch.ones(2, requires_grad=True)
        h = w.detach() * b
        h.sum().backward()
    return tape, w, b, h


def test_why_by_name_and_by_tensor(recorded):
    tape, w, b, h = recorded
    assert tape.why(w) == tape.why("w") == tape.leaves[0].why
    assert "goes through detach" in tape.why(w)
    assert tape.why(b) == tape.why("b") == ""
    assert tape.why(h) == tape.why("h") and "is no leaf" in tape.why(h)


def test_what_was_not_met_is_no_part_of_it(recorded):
    tape, w, *_ = recorded
    for one in (torch.ones(2, requires_grad=True), "nobody", w.detach()):
        with pytest.raises(KeyError):
            tape.why(one)


def test_one_that_was_read_knows_names_alone(recorded):
    tape, w, *_ = recorded
    again = explorer.Tape.from_json(tape.to_json())
    assert again == tape and again.why("w") == tape.why("w")
    with pytest.raises(KeyError):
        again.why(w)


def test_it_keeps_no_tensor_alive():
    def run():
        with explorer.record() as tape:
            w = torch.ones(2, requires_grad=True)
            (w * 2).sum().backward()
        return tape, weakref.ref(w)

    tape, gone = run()
    gc.collect()
    assert gone() is None and tape.why("w") == ""


def test_a_notebook_shows_the_words_of_the_report(recorded):
    tape, *_ = recorded
    shown = html.unescape(re.sub(r"<[^>]+>", " ", tape._repr_html_()))
    (trouble,) = tape.troubles
    assert trouble.text in shown and str(trouble.remedy) in shown
    assert all(leaf.why in shown and leaf.name in shown for leaf in tape.leaves)
    assert " ".join(trouble.text.split()) in " ".join(tape.report().split())
