"""A window for each test, closed and its compute thread ended afterwards."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from explorer.app import create_window
from explorer.core.explore import state as states
from explorer.core.expression import parse
from explorer.core.python_function import of_callable
from explorer.ui.explore.truth import import_all

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Qt's offscreen platform says of windows and pop-ups what it cannot do with them; it means nothing."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.qt_log_ignore("^This plugin does not support "))


@pytest.fixture(scope="session", autouse=True)
def all_of_the_check_is_imported():
    """Here and now: which warnings count is the whole process's affair, and a thread that imports parts of torch with
    warnings of their own may still be at it when the next test begins.
    """
    import_all()


@pytest.fixture
def settle(qtbot):
    """Wait until the newest State is fully on the screen of a window."""

    def wait(window):
        qtbot.waitUntil(window.is_settled, timeout=20_000)
        return window

    return wait


@pytest.fixture
def open_window(qtbot, settle):
    """Open a window on a State, an expression or a callable, and wait for the curve unless told not to."""
    opened = []

    def open_(wanted=None, wait=True):
        if isinstance(wanted, str):
            wanted = states.of_function(parse(wanted))
        elif callable(wanted):
            wanted = states.of_function(of_callable(wanted))
        window = create_window(wanted)
        opened.append(window)
        qtbot.addWidget(window)
        window.show()
        return settle(window) if wait else window

    yield open_
    for window in opened:
        window.close()


@pytest.fixture
def window(open_window):
    """The window as a person first sees it."""
    return open_window()


@pytest.fixture
def find():
    """The control of a name of the contract."""

    def by_name(window, name):
        found = window.findChildren(QObject, name)
        assert len(found) == 1, f"{name}: found {len(found)} times"
        return found[0]

    return by_name


@pytest.fixture
def change(settle):
    """Change the State of a window as a control does, and wait."""

    def apply(window, transition):
        window.room.store.apply(transition)
        return settle(window)

    return apply
