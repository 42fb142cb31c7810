"""Programs that go wrong, after public reports, and healthy ones: what is told of each, and what its cure does."""

import pytest

from tests.core.tape.programs.judge import PROGRAMS, judge, truth

EACH = pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)


@EACH
def test_it_is_told_rightly_and_the_cure_works(program, tmp_path):
    verdict = judge(program, tmp_path)
    assert not verdict.failed, "\n".join(verdict.told)


@EACH
def test_torch_shows_the_fault_and_the_right_program_has_it_not(program, tmp_path):
    assert not truth(program, tmp_path)


def test_there_are_enough_of_them():
    healthy = sum(program.healthy for program in PROGRAMS)
    assert healthy >= 40 and len(PROGRAMS) - healthy >= 120
