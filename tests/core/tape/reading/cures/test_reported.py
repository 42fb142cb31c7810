"""What people have reported: the cause is told with its lines, and the cure, where one is offered, is the right one."""

import re

import pytest

from explorer.core.tape.reading.diagnosis import diagnose
from tests.core.tape.reading.cures.programs import right, wrong
from tests.core.tape.reading.cures.reported import REPORTS
from tests.core.tape.reading.cures.test_cures import gradients, recorded, run, same


@pytest.mark.parametrize("address", REPORTS)
def test_it_is_told_and_cured(address):
    told, is_cured, text = REPORTS[address]
    source = wrong(text)
    error, tape, raised = recorded(source)
    assert error
    found = diagnose(error, tape, raised)
    assert found is not None, error
    assert re.search(told, found.told()), found.told()
    marked = {number for number, line in enumerate(source.splitlines(), 1) if line.endswith("# !")}
    assert marked <= {line.number for line in found.lines}, found.told()
    assert (found.mended is not None) is is_cured, found.told()
    wanted, failed, _ = run(right(text))
    assert not failed
    if found.mended is not None:
        names, again, _ = run(found.mended.source)
        assert not again, str(found.mended)
        got, hoped = gradients(names), gradients(wanted)
        assert got.keys() == hoped.keys()
        assert all(same(got[name], hoped[name]) for name in hoped), str(found.mended)
