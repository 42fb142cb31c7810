"""The console: on the kernel of the cells, with completion, input() and figures, and on a new kernel after a death."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from explorer.ui import theme
from explorer.ui.tape.kernel.console import Console
from explorer.ui.tape.kernel.kernel import KernelState

TIMEOUT = 60_000


def is_starting(state):
    return state is KernelState.STARTING


@pytest.fixture(scope="module")
def only_console(shared_kernel, qapp):
    made = Console(shared_kernel, theme.LIGHT)
    made.resize(600, 400)
    made.show()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def console(kernel, only_console, qtbot):
    """A console with a prompt."""
    qtbot.waitUntil(lambda: text(only_console).rstrip().endswith("]:"), timeout=TIMEOUT)
    return only_console


@pytest.fixture
def run(console, qtbot):
    """Type code, and wait for its end."""

    def run_(source):
        with qtbot.waitSignal(console.executed, timeout=TIMEOUT):
            console.execute(source)
        return text(console)

    return run_


def text(console):
    return console._control.toPlainText()


def test_it_shares_the_variables_of_the_cells(run, kernel, qtbot):
    with qtbot.waitSignal(kernel.finished, timeout=TIMEOUT):
        kernel.execute("shared = 40")
    assert "42" in run("shared + 2")


def test_what_the_cells_run_is_not_shown(console, kernel, qtbot):
    with qtbot.waitSignal(kernel.finished, timeout=TIMEOUT):
        kernel.execute("print('of a cell')")
    assert "of a cell" not in text(console)


def test_input_asks(console, qtbot):
    console.execute("answer = input('your name? ')")
    qtbot.waitUntil(lambda: "your name? " in text(console), timeout=TIMEOUT)
    qtbot.waitUntil(lambda: console._reading, timeout=TIMEOUT)
    with qtbot.waitSignal(console.executed, timeout=TIMEOUT):
        qtbot.keyClicks(console._control, "Ada")
        qtbot.keyClick(console._control, Qt.Key.Key_Return)


def test_a_name_is_completed(run, console, qtbot):
    run("long_variable_name = 1")
    console.input_buffer = "long_var"
    qtbot.keyClick(console._control, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: console.input_buffer == "long_variable_name", timeout=TIMEOUT)
    console.input_buffer = ""


def test_a_figure_is_inline(run, console, qtbot):
    run("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    qtbot.waitUntil(lambda: "\ufffc" in text(console), timeout=TIMEOUT)


def test_the_banner_is_short(console):
    assert len(console.banner) < 60
    assert "Jupyter QtConsole" not in text(console)


def test_its_colours_follow_the_scheme(console):
    for colours in (theme.DARK, theme.LIGHT):
        console.set_colours(colours)
        image = console._control.viewport().grab().toImage()
        assert image.pixelColor(image.width() - 5, 5).name() == colours.base
        assert colours.text in console.style_sheet


def test_a_new_kernel_gives_a_new_prompt_and_asks_nobody(console, kernel, run, qtbot, monkeypatch):
    def nobody(*arguments):
        raise AssertionError("asked")

    monkeypatch.setattr(QMessageBox, "question", nobody)
    before = text(console)
    died = []
    kernel.died.connect(died.append)
    console.execute("import os; os._exit(1)")

    def it_died():
        assert died, (kernel.state, text(console))

    qtbot.waitUntil(it_died, timeout=TIMEOUT)
    kernel.died.disconnect(died.append)
    qtbot.waitUntil(lambda: kernel.state is KernelState.IDLE, timeout=TIMEOUT)
    qtbot.waitUntil(lambda: text(console) != before and text(console).rstrip().endswith("]:"), timeout=TIMEOUT)
    assert "NameError" in run("shared")
    with qtbot.waitSignal(kernel.state_changed, timeout=TIMEOUT, check_params_cb=is_starting):
        console.restart_kernel("")
    qtbot.waitUntil(lambda: kernel.state is KernelState.IDLE, timeout=TIMEOUT)
    assert "'again'" in run("'again'")


def test_its_interrupt_is_the_kernels(console, kernel, qtbot):
    console.execute("while True: pass")
    qtbot.waitUntil(lambda: kernel.state is KernelState.BUSY, timeout=TIMEOUT)
    with qtbot.waitSignal(console.executed, timeout=TIMEOUT):
        console.interrupt_kernel()
    qtbot.waitUntil(lambda: "KeyboardInterrupt" in text(console), timeout=TIMEOUT)
