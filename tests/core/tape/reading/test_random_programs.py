"""Every sentence about random programs is held against an observer that knows nothing of the recorder."""

from collections import Counter

import pytest

from explorer.core.tape.reading.reasons import Reason
from tests.core.tape.reading.random_programs import program
from tests.core.tape.reading.replay_judge import judge

PROGRAMS = 200
SIZE = 25
"""Programs of one test, so that several processes share them."""

MAIN = (
    Reason.NO_WALK, Reason.CLEARED, Reason.RETURNED, Reason.CUT_DETACH, Reason.CUT_NO_GRAD, Reason.CUT_NO_DERIVATIVE,
    Reason.CUT_ALIAS, Reason.CUT_LATE, Reason.CUT_NO_CREATE_GRAPH, Reason.CUT_INSIDE, Reason.CUT_REBUILT,
    Reason.CUT_NUMBERS, Reason.UNUSED, Reason.NO_PATH, Reason.LEFT_OUT, Reason.NONE_SENT, Reason.WALK_FAILED,
    Reason.ACCUMULATED, Reason.ZEROED, Reason.ZERO_GRADIENT, Reason.FLAT, Reason.HOOKED, Reason.CHANGED_SAVED,
    Reason.ZERO_START, Reason.NAN_HERE, Reason.NAN_OF_INF, Reason.NAN_GIVEN, Reason.NAN_BACKWARD, Reason.NAN_FROM,
    Reason.STALE, Reason.IN_NONE, Reason.IN_TWO, Reason.STEP_WITHOUT_WALK, Reason.ZEROED_BEFORE_STEP,
    Reason.NEVER_STEPPED, Reason.NEVER_ZEROED, Reason.UPDATED_BY_HAND, Reason.FROZEN,
)  # fmt: skip


def false_of(seed: int) -> tuple[list[str], Counter[str]]:
    verdict = judge(program(seed))
    return [f"{seed}: {text}" for text in verdict.false], verdict.said


@pytest.mark.parametrize("start", range(0, PROGRAMS, SIZE))
def test_no_sentence_is_false(start: int) -> None:
    said: Counter[str] = Counter()
    for seed in range(start, start + SIZE):
        false, told = false_of(seed)
        assert not false, "\n".join(false)
        said += told
    assert len(said) >= 15  # the generator makes what there is much to say about


@pytest.mark.soak
def test_no_sentence_about_many_is_false() -> None:
    said: Counter[str] = Counter()
    found = []
    for seed in range(PROGRAMS, 10 * PROGRAMS):
        false, told = false_of(seed)
        found += false
        said += told
    print("\n".join(f"{count:6} {reason}" for reason, count in said.most_common()))
    assert not found, "\n".join(found)
    assert [reason for reason in MAIN if said[reason.name] < 3] == []
