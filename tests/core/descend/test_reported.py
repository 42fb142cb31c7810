"""What people asked of optimisers that behave oddly is rightly told."""

import pytest

from explorer.core.descend.problem import of_function
from explorer.core.descend.run import descend
from tests.core.descend.reported import REPORTS


def test_there_are_twenty_addresses():
    assert len({report[0] for report in REPORTS}) >= 20


@pytest.mark.parametrize(("address", "problem", "start", "options", "kinds", "words"), REPORTS)
def test_it_is_rightly_told(address, problem, start, options, kinds, words):
    problem = of_function(problem, start, {}) if isinstance(problem, str) else problem
    verdict = descend(problem, start, **options).verdict
    assert verdict.kind in ((kinds,) if isinstance(kinds, str) else kinds), (address, verdict.text)
    assert words in verdict.text


def test_steps_of_one_length_need_as_many_as_are_promised():
    problem = of_function("(100x - 50)^2", (3.0,), {})
    options = {"lr": 0.001, "clip_norm": 1.0}
    first = descend(problem, (3.0,), steps=1000, **options)
    more = first.verdict.sentences[0].values["more"]
    distance = [abs(float(x) - 0.5) for x in descend(problem, (3.0,), steps=1000 + more, **options).path[:, 0]]
    near = 1e-3 * (problem.limits[0][1] - problem.limits[0][0])
    assert distance[1000 + more] <= near < distance[1000 + more - 3]
