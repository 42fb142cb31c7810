"""One story in a real window under Xvfb, with a real mouse and keyboard."""

from __future__ import annotations

import math

import pytest

from tests.e2e.conftest import Person

pytestmark = pytest.mark.e2e


def test_a_first_visit(person):
    """Choose, type, drag the range, a parameter and the cursor, and read the new numbers; then type nonsense."""
    person.wait("expressionEdit", "a*sin(b*x)")
    person.act("windowfocus", person.ask("id"))
    person.picture("1-first")

    person.click("functionSelector")
    person.write("tange")
    person.act("key", "Down", "Return")
    person.wait("expressionEdit", "tan(x)")
    person.picture("2-chosen")

    person.click("expressionEdit")
    person.write("a sin(b x)")
    person.wait("expressionEdit", "a sin(b x)")
    assert person.ask("visible", "parameter_b")
    person.picture("3-typed")

    before = person.read("xMax")
    person.drag(person.ask("handle", "rangeSlider", **{"with": [1]}), 30)
    after = float(person.wait("xMax", before, equal=False))
    assert after > float(before)
    (left, right), _ = person.ask("range", "curvePlot")
    assert left == pytest.approx(person.number("xMin"), rel=1e-9)
    assert right == pytest.approx(person.number("xMax"), rel=1e-9)

    before = person.read("parameter_a_value")
    person.drag(person.ask("handle", "parameter_a", **{"with": [0]}), 25)
    a = float(person.wait("parameter_a_value", before, equal=False))
    assert a > float(before)
    b = person.number("parameter_b_value")
    assert_reads_sine(person, a, b)
    person.picture("4-parameter")

    before = person.read("readout_0")
    person.drag(person.ask("at", "curvePlot", **{"with": [person.number("cursorX"), 0.0]}), -120)
    person.wait("readout_0", before, equal=False)
    assert person.number("readout_0") < float(before.split()[-1])
    assert_reads_sine(person, person.number("parameter_a_value"), b)
    person.picture("5-cursor")

    good = person.read("readout_1")
    person.click("expressionEdit")
    person.act("key", "End")
    person.act("type", "--delay", 15, " + ")
    person.wait("expressionEdit", "a sin(b x) + ")
    assert "ends too early" in person.read("expressionError")
    assert person.read("readout_1") == good
    person.picture("6-wrong")


def test_wheel_keys_and_hand(person):
    """Zoom with the wheel, pan with the hand, jump to marks and undo by keys, by what the window shows."""
    person.wait("expressionEdit", "a*sin(b*x)")
    person.act("windowfocus", person.ask("id"))
    first, ends = person.read("curvePlot"), (person.read("xMin"), person.read("xMax"))

    person.act("mousemove", *person.ask("middle", "curvePlot"), "click", 4, "click", 4)
    zoomed = person.wait("curvePlot", first, equal=False)
    (lo, hi), (low, high) = (map(float, seen.split()) for seen in (first, zoomed))
    assert lo < low < high < hi

    person.drag(person.ask("at", "curvePlot", **{"with": [0.0, 0.9]}), 150)
    panned = person.wait("curvePlot", zoomed, equal=False)
    assert float(panned.split()[1]) < high
    assert (person.read("xMin"), person.read("xMax")) == ends  # x is what it was

    person.act("key", "ctrl+z", "ctrl+z")
    assert person.wait("curvePlot", first) == first

    before = person.read("readout_0")
    person.act("key", "F3")
    person.wait("readout_0", before, equal=False)
    assert person.number("readout_0") == pytest.approx(math.pi / 2, abs=1e-4)
    assert person.number("readout_2") == pytest.approx(0, abs=1e-4)

    person.act("mousemove", *person.ask("at", "curvePlot", **{"with": [-2.0, 0.5]}), "click", 1)
    person.wait("readout_0", "x 1.5708", equal=False)
    assert person.number("readout_0") == pytest.approx(-2, abs=0.05)
    person.picture("7-keys")


def test_the_slot(person):
    """Fill x.grad, pile it up, clear it both ways, walk a graph twice, mend that, and drag with the slot in play."""
    person.wait("expressionEdit", "a*sin(b*x)")
    person.act("windowfocus", person.ask("id"))
    person.wait("gradState", "None")

    person.click("backwardButton")
    person.wait("gradState", "one pass")
    assert person.read("gradRelation").startswith("x.grad = df/dx")
    person.click("backwardButton")
    person.wait("gradState", "2 passes accumulated")
    person.picture("8-two-passes")
    person.click("zeroButton")
    person.wait("gradState", "zeros")
    person.click("noneButton")
    person.wait("gradState", "None")

    person.click("backwardButton")
    person.wait("gradState", "one pass")
    person.click("forwardBeforeBackward")
    person.click("backwardButton")
    person.wait("gradError", "", equal=False)
    assert "backward through the graph a second time" in person.read("gradError")
    assert person.read("gradState") == "one pass"
    person.picture("9-second-backward")
    person.click("gradMend")
    person.wait("gradState", "2 passes accumulated")
    assert not person.ask("visible", "gradError")

    person.drag(person.ask("handle", "parameter_b", **{"with": [0]}), 25)
    person.wait("gradState", "2 passes accumulated", equal=False)
    assert int(person.read("gradState").split()[0]) > 2
    assert "different functions" in person.read("gradRelation")
    person.picture("10-piled-up")

    person.click("zeroBeforeBackward")
    person.drag(person.ask("handle", "parameter_b", **{"with": [0]}), -15)
    person.wait("gradState", "one pass")
    assert person.read("gradRelation").startswith("x.grad = df/dx")
    person.wait("checkBadge", "autograd = ?", equal=False)
    assert "✓" in person.read("checkBadge")


def assert_reads_sine(person: Person, a: float, b: float) -> None:
    """The window's f and f′ are those of a·sin(b·x) at its x, to the digits shown."""
    x = person.number("readout_0")
    assert person.number("readout_1") == pytest.approx(a * math.sin(b * x), rel=1e-4, abs=1e-4)
    assert person.number("readout_2") == pytest.approx(a * b * math.cos(b * x), rel=1e-4, abs=1e-4)
