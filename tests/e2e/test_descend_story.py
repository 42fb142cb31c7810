"""The workspace Descend in a real window: an optimiser is chosen, the start dragged, the walk played, stepped back."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Person

pytestmark = pytest.mark.e2e


def numbers(person: Person) -> list[float]:
    """Where the walk starts, by its boxes."""
    return [person.number("descendStartX"), person.number("descendStartY")]


def test_choose_drag_play_step_back_and_forget_zero_grad(person):
    person.enter(2)
    person.wait("descendPlace", "150 / 150")
    person.picture("descend-0-first")
    person.click("descendProblem")
    person.act("type", "--delay", 30, "xy + y")
    person.act("key", "Return")
    person.wait("descendStartX", "2")
    assert numbers(person) == [2, 3]
    for _ in range(2):
        person.click("descendRemove")
    person.wait("descendRate", "0.1")

    person.click("descendOptimizer")
    person.act("type", "--delay", 30, "Adam")
    person.act("key", "Return")
    person.wait("descendOptimizer", "Adam")
    person.picture("descend-1-adam")

    before = person.read("descendStartX")
    person.drag(person.ask("place", "descendPlot", **{"with": [2.0, 3.0]}), 40, 60)
    person.wait("descendStartX", before, equal=False)
    x, y = numbers(person)
    assert x > 2 and y < 3
    person.picture("descend-2-dragged")

    person.click("descendBack")
    person.wait("descendPlace", "149 / 150")
    person.click("descendFirst")
    person.wait("descendPlace", "0 / 150")
    slots = [float(person.ask("cell", "descendTable", **{"with": [name]})) for name in ("x.grad", "y.grad")]
    assert slots == pytest.approx([y, x + 2 * y], rel=1e-5), "of z = xy + y²"
    person.click("descendPlay")
    person.wait("descendPlace", "150 / 150")

    person.click("descendFirst")
    person.click("descendStep")
    person.wait("descendPlace", "1 / 150")
    once = float(person.ask("cell", "descendTable", **{"with": ["x.grad"]}))
    person.click("descendZeroGrad")
    person.wait("descendPlace", "1 / 150")
    twice = float(person.ask("cell", "descendTable", **{"with": ["x.grad"]}))
    assert twice == pytest.approx(slots[0] + once, rel=1e-5), "the gradient of the step before is still in the slot"
    person.picture("descend-3-forgotten")


def test_click_a_start_zoom_read_and_try_rates_and_starts(person):
    """With mouse, wheel and keyboard alone."""
    person.enter(2)
    person.wait("descendPlace", "150 / 150")
    person.click("descendProblem")
    person.act("type", "--delay", 30, "Himmelblau")
    person.act("key", "Return")
    person.wait("descendStartX", "0")

    person.act("mousemove", *person.ask("place", "descendPlot", **{"with": [-1.0, 2.0]}), "click", 1)
    person.wait("descendStartX", "0", equal=False)
    x, y = numbers(person)
    assert (x, y) == pytest.approx((-1, 2), abs=0.05)

    at = person.ask("place", "descendPlot", **{"with": [3.0, 2.0]})
    person.act("mousemove", *at)
    person.wait("descendReading", "", equal=False)
    told = person.read("descendReading")
    assert told.startswith(("(3", "(2.9")), told
    before = person.read("descendPlot")
    for _ in range(3):
        person.act("click", 4)
    person.wait("descendPlot", before, equal=False)
    person.click("descendFitPath")
    person.picture("descend-4-paths")
    person.click("descendFit")
    person.wait("descendPlot", before)

    person.act("mousemove", *person.ask("tab", "descendTabs", **{"with": [4]}), "click", 1)
    person.click("descendStartsRun")
    person.act("mousemove", *at)
    person.wait("descendStartsTold", "", equal=False)
    person.picture("descend-5-starts")
