"""The workspace Descend alone, its thread ended afterwards."""

import pytest

from explorer.ui.descend.view import DescendView
from explorer.ui.theme import LIGHT


@pytest.fixture
def settled(qtbot):
    """Wait until the newest race is on the screen."""

    def wait(view):
        qtbot.waitUntil(view.is_settled, timeout=20_000)
        return view

    return wait


@pytest.fixture
def view(qtbot, settled):
    made = DescendView(LIGHT)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show()
    made.start()
    yield settled(made)
    made.stop()
