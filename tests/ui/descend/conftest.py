"""The workspace Descend alone, its thread ended afterwards."""

import pytest

from explorer.ui.descend.room import DescendRoom
from explorer.ui.kit.formula import Formulas
from tests.core.descend.races import plain


@pytest.fixture
def room(qtbot):
    made = DescendRoom(Formulas(), plain())
    qtbot.addWidget(made.view)
    made.view.resize(1366, 700)
    made.view.show()
    made.start()
    qtbot.waitUntil(made.is_settled, timeout=20_000)
    yield made
    made.close()


@pytest.fixture
def view(room):
    return room.view


@pytest.fixture
def settled(room, qtbot):
    """Wait until the newest race is on the screen."""

    def wait():
        qtbot.waitUntil(room.is_settled, timeout=20_000)

    return wait
