"""Every trouble has words, and what they leave open is filled."""

import string

import pytest

from explorer.core.tape.reading.trouble import Diagnosis, Trouble
from explorer.core.tape.tape import Line
from explorer.ui.tape.trouble_words import EXPLANATIONS, explain

VALUES = {
    Trouble.SAVED_CHANGED: {"expected": "0", "found": "1"},
    Trouble.SHAPE_MISMATCH: {"given": "2", "wanted": "3"},
    Trouble.SLOT_MISMATCH: {"given": "2", "wanted": "3"},
    Trouble.CUSTOM_SHAPE: {"given": "5", "wanted": "3", "node": "MineBackward"},
    Trouble.CUSTOM_COUNT: {"given": "2", "wanted": "1", "node": "MineBackward"},
    Trouble.NOT_DIFFERENTIABLE: {"operation": "floor_divide"},
    Trouble.OUT_ARGUMENT: {"operation": "sin"},
    Trouble.NAN_GRADIENT: {"node": "SqrtBackward0"},
    Trouble.TARGET_SIZE: {"given": "3, 1", "wanted": "3"},
}
"""What a diagnosis has beside the name, recording or not."""

LINES = (Line("In [1]", 4, "y = x.exp()"), Line("In [1]", 5, "y.mul_(2)"), Line("In [2]", 1, "y.add_(1)"))


def diagnosis(trouble, lines=()):
    return Diagnosis(trouble, {"name": "weight"} | VALUES.get(trouble, {}), lines)


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("count", range(4))
def test_every_trouble_has_words(qapp, trouble, count):
    why, mend = explain(diagnosis(trouble, LINES[:count]))
    for text in (why, mend):
        assert text
        assert not placeholders(text)
    for line in LINES[:count]:
        assert (f"{line.number} ({line.text})" in why) == (count > 1)


@pytest.mark.parametrize("trouble", Trouble)
def test_two_sentences_and_a_line_of_code(qapp, trouble):
    why, mend = explain(diagnosis(trouble))
    assert why.endswith(".") and "\n" not in why
    compile(mend.replace("return ", "result = "), "<mend>", "exec")


@pytest.mark.parametrize("trouble", Trouble)
def test_what_a_template_leaves_open_is_known(trouble):
    explanation = EXPLANATIONS[trouble]
    assert placeholders(explanation.why) | placeholders(explanation.mend) <= {"name", *VALUES.get(trouble, {})}
    assert placeholders(explanation.where) == {"first", "others"}


def test_the_versions_and_the_lines_of_an_overwritten_tensor(qapp):
    why, mend = explain(diagnosis(Trouble.SAVED_CHANGED, LINES))
    assert "saved at version 0" in why and "now at version 1" in why
    assert why.endswith(
        "\nSaved in line In [1]:4 (y = x.exp()); changed in line In [1]:5 (y.mul_(2)), In [2]:1 (y.add_(1))."
    )
    assert mend.startswith("weight = weight * 2")
    why, _ = explain(diagnosis(Trouble.SAVED_CHANGED, LINES[:2]))
    assert why.endswith("\nSaved in line 4 (y = x.exp()); changed in line 5 (y.mul_(2)).")
