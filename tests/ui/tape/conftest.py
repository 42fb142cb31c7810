"""One kernel or one window for the tests of a module: a start takes half a second and more; and recordings without."""

import pytest
from PySide6.QtWidgets import QApplication

from explorer.app import create_window
from explorer.core.tape import session
from explorer.core.tape import state as states
from explorer.core.tape.run import run
from explorer.ui.tape.kernel.kernel import Kernel, KernelState
from tests.ui.threads import newest

TIMEOUT = 60_000


@pytest.fixture(scope="module")
def shared_kernel(qapp):
    made = Kernel()
    made.start()
    yield made
    end(made)


def end(kernel):
    """Stop it, and wait until its process is gone."""
    thread = newest("kernel")
    kernel.stop()
    if thread is not None:
        thread.join(10)
        assert not thread.is_alive()
    QApplication.processEvents()


@pytest.fixture
def kernel(shared_kernel, qtbot):
    """A kernel that is ready and idle."""
    if shared_kernel.state in (KernelState.DEAD, KernelState.BUSY):
        shared_kernel.restart()
    qtbot.waitUntil(lambda: shared_kernel.state is KernelState.IDLE, timeout=TIMEOUT)
    return shared_kernel


@pytest.fixture(scope="module")
def shared(qapp):
    """One window with Tape in front and one kernel, for all of a module."""
    made = create_window()
    made.show()
    made.bring("tape").make()
    yield made
    made.places["tape"].room.take(states.default())  # or closing would ask
    kernel, reader = newest("kernel"), newest("tape")
    made.close()
    for thread in (kernel, reader):
        thread.join(10)
        assert not thread.is_alive()
    made.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def room(shared, qtbot):
    """The room in front: a kernel that is ready, one empty cell, and everything as it is at first."""
    made = shared.places["tape"].room
    shared.bring("tape")
    shared.activateWindow()
    made.take(states.default())
    made.view.search.clear()
    qtbot.waitUntil(lambda: made.kernel.state is KernelState.IDLE, timeout=TIMEOUT)
    return made


@pytest.fixture
def recorded():
    """What torch does in a cell that holds these lines; `import torch` stands before them, in line 1."""

    def record(*lines):
        (cell,), tape = run(["\n".join(("import torch", *lines))])
        assert not cell.error.startswith(("SyntaxError", "NameError", "AttributeError")), cell.error
        return session.recorded(tape)

    return record
