"""A signal closes the window as its own close does; whatever ends it, no kernel and no folder is left for good."""

import os
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from explorer.app import closed_by_signals

ROOT = Path(__file__).parents[2]
PATIENCE = 60

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc, and waits for processes not its own")

LISTENER = """
import os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from explorer.app import closed_by_signals

app = QApplication([])
app.setQuitOnLastWindowClosed(True)

class Window(QWidget):
    def closeEvent(self, event):
        print("close", flush=True)
        if "asks" in sys.argv:
            question = QMessageBox(self)
            QTimer.singleShot(0, lambda: print("asked", flush=True))
            question.exec()
            event.ignore()

window = Window()
window.show()
QTimer.singleShot(0, lambda: print("ready", flush=True))
before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGHUP)
with closed_by_signals(window):
    app.exec()
assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGHUP)) == before
assert signal.set_wakeup_fd(-1) == -1
print("end", flush=True)
"""


@pytest.fixture
def start():
    """Start a program; it is ended with the test."""
    started = []

    def run(*command, **more):
        process = subprocess.Popen(
            [sys.executable, *map(str, command)], cwd=ROOT, stdout=subprocess.PIPE, text=True, **more
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_closes_the_window(start, name):
    program = start("-c", LISTENER)
    assert program.stdout.readline() == "ready\n"
    program.send_signal(getattr(signal, name))
    assert program.communicate(timeout=PATIENCE)[0] == "close\nend\n"
    assert program.returncode == 0


def test_a_second_signal_waits_for_no_answer(start):
    program = start("-c", LISTENER, "asks")
    assert program.stdout.readline() == "ready\n"
    program.send_signal(signal.SIGTERM)
    assert [program.stdout.readline() for _ in range(2)] == ["close\n", "asked\n"]
    program.send_signal(signal.SIGTERM)
    assert program.communicate(timeout=PATIENCE)[0] == "end\n"


def test_what_is_ignored_stays_ignored(qapp, qtbot):
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with closed_by_signals(window):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)


def kernels(place):
    """The processes with a connection file there."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f"{place}/" in entry.read_bytes().decode(errors="replace"):
                found.append(int(entry.parent.name))
        except OSError:
            continue  # ended meanwhile
    return found


@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL"])
def test_no_kernel_outlives_the_window(start, qtbot, tmp_path, name):
    """The whole program, with Tape open: after SIGTERM nothing is left; after SIGKILL the kernel goes by itself, and
    the next program removes the folder.
    """
    with tempfile.TemporaryDirectory(prefix="x") as place:
        program = start("main.py", notebook_of(tmp_path), env=os.environ | {"TMPDIR": place})
        qtbot.waitUntil(lambda: bool(kernels(place)), timeout=PATIENCE * 1000)
        (kernel,) = kernels(place)
        end = os.pidfd_open(kernel)
        program.send_signal(getattr(signal, name))
        assert program.wait(PATIENCE) == (0 if name == "SIGTERM" else -signal.SIGKILL)
        ended, _, _ = select.select([end], [], [], PATIENCE)
        os.close(end)
        assert ended, "the kernel outlived the window"
        left = os.listdir(place)
        assert len(left) == (1 if name == "SIGKILL" else 0)
        if left:
            code = "from explorer.ui.tape.kernel.folder import PrivateFolder; PrivateFolder().remove()"
            subprocess.run([sys.executable, "-c", code], env=os.environ | {"TMPDIR": place}, check=True, cwd=ROOT)
            assert os.listdir(place) == []


def notebook_of(folder):
    """A notebook of one cell, which opens the window on Tape."""
    import nbformat.v4 as v4
    from nbformat import write

    path = folder / "cells.ipynb"
    write(v4.new_notebook(cells=[v4.new_code_cell("x = 1")]), path)
    return path
