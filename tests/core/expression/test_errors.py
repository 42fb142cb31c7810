"""ExpressionError is a ValueError that travels between processes and languages."""

import copy
import pickle

import pytest

import explorer
from explorer.core.expression import ExpressionError, messages, parse

SENTENCES = {name: text for name, text in vars(messages).items() if name.isupper() and name != "QT_TRANSLATE_NOOP"}


def wrong(text):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize("text", ["sine(x)", "x +", "where(x, 1, 2)", "{", "x + \ud800", "x" * 6_000, "sin(x, {y})"])
def test_error_travels(text):
    error = wrong(text)
    assert isinstance(error, ValueError)
    assert error.message == str(error) == error.template.format(**error.values)
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(other) is ExpressionError
        assert vars(other) == vars(error)
        assert str(other) == str(error)


def test_error_is_the_one_of_the_package():
    assert explorer.ExpressionError is ExpressionError


def test_every_sentence_is_one():
    for sentence in SENTENCES.values():
        assert sentence[0].isupper() or sentence[0] in "'{" or sentence.startswith("piecewise ")
        assert sentence.endswith((".", "?"))


def test_template_is_one_of_the_sentences():
    assert wrong("sine(x)").template == messages.UNKNOWN_SUGGEST
    assert wrong("sine(x)").values == {"variable": "x", "name": "sine", "suggestion": "sin"}
    assert wrong("x $").template in SENTENCES.values()
