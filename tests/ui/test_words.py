"""The core's sentences: the window says in English what the command line says, and all of it in Chinese, too."""

import re

import pytest
import shiboken6
from PySide6.QtCore import QTranslator

from explorer.app import translate
from explorer.core.explore.slot import Failure
from explorer.core.refusals import Diagnosis, Refusal
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.tape import Line
from explorer.ui.words import sentence

CHINESE = re.compile("[\u4e00-\u9fff]")
LINES = (Line("In [1]", 4, "y = x.exp()"), Line("/a/train.py", 5, "y.mul_(2)"), Line("", 0, ""))


def filled(*templates):
    """A value for whatever the sentences leave open."""
    return {name: "7" for template in templates for name in re.findall(r"{([a-z]+)}", template)}


def of_refusals():
    for refusal in Refusal:
        row = refusal.value
        found = Diagnosis(refusal, filled(row.why, row.cure), LINES[:2])
        failure = Failure("RuntimeError", "…", found, detached=True)
        yield from (found.why, found.where, failure.why)
        if failure.mend is not None:
            yield failure.mend


def of_reasons():
    for reason in Reason:
        given = filled(reason.value)
        if "sum" in given:
            given["sum"] = "3 ({0}) + 4 ({1}) + 5 ({2})"
        yield Why(reason, given, LINES).sentence


SENTENCES = [*of_refusals(), *of_reasons()]


@pytest.fixture(params=["en", "zh_CN"])
def language(request, qapp):
    before = qapp.findChildren(QTranslator)
    translate(qapp, request.param)
    yield request.param
    for translator in qapp.findChildren(QTranslator):
        if translator not in before:
            qapp.removeTranslator(translator)
            shiboken6.delete(translator)


def test_every_sentence(language):
    assert len(SENTENCES) > 110
    for one in SENTENCES:
        if language == "en":
            assert sentence(one) == str(one)
        else:
            assert CHINESE.search(sentence(one)), one


def test_what_a_diagnosis_tells(language):
    for refusal in Refusal:
        row = refusal.value
        found = Diagnosis(refusal, filled(row.why, row.cure), LINES[:2])
        said, cure = found.told(sentence).split("\n\n")
        assert (found.told(sentence) == found.told()) == (language == "en")
        assert len(said.splitlines()) == 2 and cure == sentence(found.cure)


def test_a_sentence_within_a_sentence(language):
    why = Why(Reason.ACCUMULATED, {"name": "x", "sum": "1 ({0}) + 2 ({2})", "total": "3", "count": "2"}, LINES)
    text = sentence(why.sentence)
    assert ("code outside the recording" in text) == (language == "en")
    assert "train.py" not in text and "In [1]" in text
