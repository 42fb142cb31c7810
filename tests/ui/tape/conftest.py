"""One kernel for the tests of a module: a start takes half a second and more; and recordings without any."""

import pytest
from PySide6.QtWidgets import QApplication

from explorer.core.tape import session
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


@pytest.fixture
def recorded():
    """What torch does in a cell that holds these lines; `import torch` stands before them, in line 1."""

    def record(*lines):
        (cell,), tape = run(["\n".join(("import torch", *lines))])
        assert not cell.error.startswith(("SyntaxError", "NameError", "AttributeError")), cell.error
        return session.recorded(tape)

    return record
