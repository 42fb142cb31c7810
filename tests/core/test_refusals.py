"""Every refusal has words, and what they leave open is filled."""

import string
import subprocess
import sys

import pytest

from explorer.core.explore.slot import Failure
from explorer.core.refusals import Diagnosis, Refusal, recognised
from explorer.core.tape.tape import Line

VALUES = {
    Refusal.SAVED_CHANGED: {"expected": "0", "found": "1"},
    Refusal.SHAPE_MISMATCH: {"given": "2", "wanted": "3"},
    Refusal.SLOT_MISMATCH: {"given": "2", "wanted": "3"},
    Refusal.CUSTOM_SHAPE: {"given": "5", "wanted": "3", "node": "MineBackward"},
    Refusal.GRAD_IS_NONE: {"attribute": "data"},
    Refusal.NOT_A_PARAMETER: {"parameter": "weight"},
    Refusal.NO_TENSOR: {"kind": "float"},
    Refusal.CUSTOM_NO_TENSOR: {"node": "MineBackward", "position": "2"},
    Refusal.CUSTOM_COUNT: {"given": "2", "wanted": "1", "node": "MineBackward"},
    Refusal.NOT_DIFFERENTIABLE: {"operation": "floor_divide"},
    Refusal.OUT_ARGUMENT: {"operation": "sin"},
    Refusal.NAN_GRADIENT: {"node": "SqrtBackward0"},
    Refusal.TARGET_SIZE: {"given": "3, 1", "wanted": "3"},
    Refusal.TARGET_UNLIKE: {"given": "3, 1", "wanted": "3"},
    Refusal.FACTOR_SHAPES: {"given": "4x32", "wanted": "72x3"},
    Refusal.CUSTOM_VIEW: {"node": "MineBackward"},
    Refusal.SPARSE_GRADIENT: {"optimizer": "Adam"},
    Refusal.CAPTURED_IN_PLACE: {"operation": "add_"},
    Refusal.ONE_PER_CHANNEL: {"given": "1, 8"},
    Refusal.NO_SUCH_CLASS: {"given": "3"},
    Refusal.SIZES: {"given": "3", "wanted": "4", "dimension": "1"},
    Refusal.SHAPE_BEHIND: {"given": "5", "wanted": "3", "node": "MulBackward0"},
}
"""What a diagnosis has beside the name, recording or not."""

LINES = (Line("In [1]", 4, "y = x.exp()"), Line("In [1]", 5, "y.mul_(2)"), Line("In [2]", 1, "y.add_(1)"))


def diagnosis(refusal, lines=()):
    return Diagnosis(refusal, {"name": "weight"} | VALUES.get(refusal, {}), lines)


def explain(found):
    """Why with the lines, and the cure."""
    why, cure = found.told().split("\n\n")
    assert cure == str(found.cure)
    return why, cure


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("refusal", Refusal)
@pytest.mark.parametrize("count", range(4))
def test_every_refusal_has_words(refusal, count):
    why, mend = explain(diagnosis(refusal, LINES[:count]))
    for text in (why, mend):
        assert text
        assert not placeholders(text)
    for line in LINES[:count]:
        assert (f"{line.number} ({line.text})" in why) == (count > 1)


@pytest.mark.parametrize("refusal", Refusal)
def test_two_sentences_and_a_line_of_code(refusal):
    why, mend = explain(diagnosis(refusal))
    assert why.endswith(".") and "\n" not in why
    compile(mend.replace("return ", "result = "), "<mend>", "exec")


@pytest.mark.parametrize("refusal", Refusal)
def test_what_a_template_leaves_open_is_known(refusal):
    explanation = refusal.value
    assert placeholders(explanation.why) | placeholders(explanation.cure) <= {"name", *VALUES.get(refusal, {})}
    assert placeholders(explanation.where) == {"first", "others"}


IN_SLOT = [refusal for refusal in Refusal if refusal.value.in_slot is not None]


@pytest.mark.parametrize("refusal", IN_SLOT)
def test_the_slot_has_its_own_words(refusal):
    failure = Failure("RuntimeError", "…", Diagnosis(refusal, {"name": "y"}), detached=True)
    assert str(failure.why) == refusal.value.in_slot.why and str(failure.mend) == refusal.value.in_slot.mend
    assert not placeholders(refusal.value.in_slot.why + refusal.value.in_slot.mend)


def test_elsewhere_the_slot_says_what_all_say():
    refusal = Refusal.NOT_DIFFERENTIABLE
    failure = Failure("RuntimeError", "…", diagnosis(refusal))
    assert (str(failure.why), failure.mend) == (str(failure.diagnosis.why), None)
    assert (Failure("", "…").why, Failure("", "…").mend) == (None, None)
    lost = Failure("RuntimeError", "…", diagnosis(Refusal.NO_GRAPH))
    assert lost.why is not None and lost.mend is None


def test_the_first_sign_that_is_found_tells():
    text = "RuntimeError: a view of a leaf Variable that requires grad is being used in an in-place operation."
    assert recognised(text).refusal is Refusal.VIEW_LEAF_IN_PLACE
    assert recognised("RuntimeError: 1 / 0") is None


def test_it_needs_neither_torch_nor_a_recording():
    code = "import sys, explorer.core.refusals; print({'torch', 'msgspec'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"


def test_the_versions_and_the_lines_of_an_overwritten_tensor():
    why, mend = explain(diagnosis(Refusal.SAVED_CHANGED, LINES))
    assert "saved at version 0" in why and "now at version 1" in why
    assert why.endswith(
        "\nSaved in line In [1]:4 (y = x.exp()); changed in line In [1]:5 (y.mul_(2)), In [2]:1 (y.add_(1))."
    )
    assert mend.startswith("weight = weight * 2")
    why, _ = explain(diagnosis(Refusal.SAVED_CHANGED, LINES[:2]))
    assert why.endswith("\nSaved in line 4 (y = x.exp()); changed in line 5 (y.mul_(2)).")
