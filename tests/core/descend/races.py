"""Races that tests begin from."""

from explorer.core.descend.race import Race, Runner
from explorer.core.descend.state import RATE, State
from explorer.core.descend.surfaces import SURFACES


def plain():
    """SGD alone on x·y + y²: the gradient at its start, (2, 3), is (3, 8)."""
    return State(Race(SURFACES[0], SURFACES[0].start, (Runner("sgd", ((RATE, 0.1),)),), 50))
