"""The kernel lives through endless loops, deaths and floods, and the window with it."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from explorer.ui.tape.kernel.kernel import Kernel, KernelState
from explorer.ui.tape.kernel.outbox import MOST_LINES, MOST_TEXT
from tests.ui.tape.conftest import end
from tests.ui.threads import newest

TIMEOUT = 60_000
SEND_RECORDING = """
kernel = get_ipython().kernel
kernel.session.send(kernel.iopub_socket, "explorer_tape", {"execution_count": 7}, parent=kernel.get_parent(),
                    ident=b"explorer", buffers=[b"[1]", b"[2]"])
"""


def is_starting(state):
    return state is KernelState.STARTING


@pytest.fixture
def heard(kernel):
    """All that the kernel says during a test, in its order."""
    said = []
    slots = {
        name: (lambda *arguments, name=name: said.append((name, *arguments)))
        for name in ("output", "recorded", "finished", "state_changed", "died")
    }
    for name, slot in slots.items():
        getattr(kernel, name).connect(slot)
    yield said
    for name, slot in slots.items():
        getattr(kernel, name).disconnect(slot)


@pytest.fixture
def run(kernel, heard, qtbot):
    """Run code to its end; give its status and its outputs."""

    def run_(source):
        msg_id = kernel.execute(source)
        qtbot.waitUntil(lambda: finished(heard, msg_id) is not None, timeout=TIMEOUT)
        return finished(heard, msg_id), outputs(heard, msg_id)

    return run_


def finished(heard, msg_id):
    return next((event[2] for event in heard if event[:2] == ("finished", msg_id)), None)


def outputs(heard, msg_id):
    return [event[2] for event in heard if event[:2] == ("output", msg_id)]


def pid_of(run):
    _, (result,) = run("import os; os.getpid()")
    return int(result["data"]["text/plain"])


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_importing_it_is_light():
    code = (
        "import sys, explorer.ui.tape.kernel.kernel, explorer.ui.tape.cells\n"
        "print(sorted({'torch', 'zmq', 'jupyter_client', 'qtconsole', 'nbformat', 'IPython'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_results_and_errors(run):
    status, (result,) = run("1 + 1")
    assert (status, result["output_type"], result["data"]["text/plain"]) == ("ok", "execute_result", "2")
    status, (text, error) = run("print('a'); print('b'); 1 / 0")
    assert (status, text["text"], error["ename"]) == ("error", "a\nb\n", "ZeroDivisionError")


def test_a_syntax_error(run):
    status, (error,) = run("if True\n    pass")
    assert (status, error["ename"]) == ("error", "SyntaxError")


def test_input_is_refused_and_nothing_hangs(run):
    status, (error,) = run("input('name? ')")
    assert (status, error["ename"]) == ("error", "StdinNotImplementedError")
    assert run("1")[0] == "ok"


def test_a_figure_is_inline(run):
    status, given = run("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    assert status == "ok"
    assert any("image/png" in output.get("data", {}) for output in given)


def test_the_program_can_be_imported_in_it(run):
    import explorer

    _, (result,) = run("import explorer; explorer.__file__")
    assert Path(result["data"]["text/plain"].strip("'")).samefile(explorer.__file__)


def test_nothing_of_the_users_settings_is_used(run, kernel):
    _, (result,) = run("get_ipython().ipython_dir")
    assert Path(result["data"]["text/plain"].strip("'")).is_relative_to(newest("kernel").connection_file.parent)


@pytest.mark.skipif(os.name != "posix", reason="Unix sockets")
def test_nobody_else_can_reach_it(kernel):
    file = newest("kernel").connection_file
    info = json.loads(file.read_text())
    assert info["transport"] == "ipc"
    assert Path(info["ip"]).parent == file.parent
    assert len(info["key"]) >= 32
    assert stat.S_IMODE(file.parent.stat().st_mode) & 0o777 == 0o700
    assert stat.S_ISSOCK(Path(f"{info['ip']}-{info['shell_port']}").stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="Unix sockets")
def test_a_long_path_for_temporary_files(tmp_path, monkeypatch):
    import tempfile

    from explorer.ui.tape.kernel.folder import PrivateFolder

    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    folder = PrivateFolder()
    assert len(str(folder.path)) < 60
    assert not list(long.iterdir())
    folder.remove()


def test_a_recording_comes_before_the_end(run, heard):
    status, _ = run(SEND_RECORDING)
    assert status == "ok"
    recorded, end = [event for event in heard if event[0] in ("recorded", "finished")][-2:]
    assert recorded[0] == "recorded" and recorded[2:] == (7, [b"[1]", b"[2]"])
    assert end[:2] == ("finished", recorded[1])


def test_an_endless_loop_is_interrupted_and_what_waits_is_dropped(kernel, heard, qtbot):
    loop = kernel.execute("kept = 1\nprint('in it', flush=True)\nwhile True:\n    pass")
    waiting = kernel.execute("kept = 2")
    qtbot.waitUntil(lambda: bool(outputs(heard, loop)), timeout=TIMEOUT)
    assert kernel.state is KernelState.BUSY
    kernel.interrupt()
    qtbot.waitUntil(lambda: bool(finished(heard, loop)), timeout=TIMEOUT)
    assert (finished(heard, loop), finished(heard, waiting)) == ("error", "aborted")
    assert outputs(heard, loop)[-1]["ename"] == "KeyboardInterrupt"
    after = kernel.execute("kept")
    qtbot.waitUntil(lambda: bool(finished(heard, after)), timeout=TIMEOUT)
    assert outputs(heard, after)[0]["data"]["text/plain"] == "1"


def test_an_interrupt_while_nothing_runs_means_nothing(kernel, run):
    kernel.interrupt()
    assert run("1")[0] == "ok"


def test_a_loop_that_swallows_the_interrupt_is_ended_by_restart(kernel, heard, qtbot):
    loop = kernel.execute(
        "while True:\n    try:\n        print('in it', flush=True)\n        while True: pass\n"
        "    except KeyboardInterrupt:\n        print('no', flush=True)"
    )
    qtbot.waitUntil(lambda: bool(outputs(heard, loop)), timeout=TIMEOUT)
    kernel.interrupt()
    qtbot.waitUntil(lambda: any("no" in output.get("text", "") for output in outputs(heard, loop)), timeout=TIMEOUT)
    kernel.restart()
    qtbot.waitUntil(lambda: bool(finished(heard, loop)), timeout=TIMEOUT)
    assert finished(heard, loop) == "died"
    qtbot.waitUntil(lambda: kernel.state is KernelState.IDLE, timeout=TIMEOUT)
    assert not [event for event in heard if event[0] == "died"]


def test_restart_forgets_variables(kernel, run, qtbot):
    run("variable = 1")
    with qtbot.waitSignal(kernel.state_changed, timeout=TIMEOUT, check_params_cb=is_starting):
        kernel.restart()
    status, (error,) = run("variable")
    assert (status, error["ename"]) == ("error", "NameError")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import os; os.kill(os.getpid(), 9)", "signal SIGKILL"),
        pytest.param("import os; os._exit(3)", "exit code 3", marks=pytest.mark.soak),
    ],
)
def test_a_death_is_told_and_a_new_kernel_started_once(kernel, heard, qtbot, source, reason):
    kernel.restart()
    qtbot.waitUntil(lambda: kernel.state is KernelState.IDLE and bool(heard), timeout=TIMEOUT)
    dying, waiting = kernel.execute_all([(source, False), ("1", False)])
    with qtbot.waitSignal(kernel.died, timeout=TIMEOUT) as died:
        pass
    assert died.args == [reason]
    assert (finished(heard, dying), finished(heard, waiting)) == ("died", "died")
    qtbot.waitUntil(lambda: kernel.state is KernelState.IDLE, timeout=TIMEOUT)
    dying = kernel.execute(source)
    qtbot.waitUntil(lambda: bool(finished(heard, dying)), timeout=TIMEOUT)
    qtbot.waitUntil(lambda: kernel.state is KernelState.DEAD, timeout=TIMEOUT)
    late = kernel.execute("1")
    qtbot.waitUntil(lambda: bool(finished(heard, late)), timeout=TIMEOUT)
    assert (finished(heard, late), kernel.state) == ("died", KernelState.DEAD)
    kernel.restart()
    after = kernel.execute("1")
    qtbot.waitUntil(lambda: bool(finished(heard, after)), timeout=TIMEOUT)
    assert finished(heard, after) == "ok"


def test_a_kill_from_outside_while_it_is_idle(kernel, run, qtbot):
    pid = pid_of(run)
    with qtbot.waitSignal(kernel.died, timeout=TIMEOUT) as died:
        os.kill(pid, signal.SIGKILL)
    assert died.args == ["signal SIGKILL"]


def test_a_flood_of_lines_leaves_the_window_alive(kernel, heard, run):
    ticks = []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: ticks.append(len(heard)))
    timer.start()
    status, given = run("for i in range(200_000):\n    print(i)")
    timer.stop()
    assert status == "ok"
    assert len(set(ticks)) > 1, "the window had its turn between what was heard"
    kept = "".join(output.get("text", "") for output in given)
    assert kept.startswith("0\n1\n2\n")
    assert len(kept) <= MOST_TEXT and kept.count("\n") == MOST_LINES
    assert "too much output" in given[-1]["data"]["text/plain"]
    assert run("print('after')")[1][0]["text"] == "after\n"


def test_huge_results_and_many_outputs_are_cut(run):
    status, given = run("'x' * 30_000_000")
    assert status == "ok"
    assert len(given[0]["data"]["text/plain"]) == MOST_TEXT
    status, given = run("from IPython.display import display\nfor i in range(2000):\n    display(i)")
    assert status == "ok"
    assert len(given) < 400
    status, given = run("raise ValueError('y' * 30_000_000)")
    assert status == "error"
    assert len(given[0]["evalue"]) <= MOST_TEXT


def test_clear_output_leaves_the_last(run):
    code = "from IPython.display import clear_output\nfor i in range(500):\n    clear_output()\n    print(i)"
    status, given = run(code)
    assert status == "ok"
    assert given[-1]["text"] == "499\n"
    assert len(given) < 900


def test_what_a_thread_prints_after_its_cell_has_ended(kernel, heard, run, qtbot):
    run("import threading; go = threading.Event()")
    late = kernel.execute("threading.Thread(target=lambda: (go.wait(), print('late'))).start()")
    qtbot.waitUntil(lambda: bool(finished(heard, late)), timeout=TIMEOUT)
    run("go.set()")
    qtbot.waitUntil(lambda: any(event[0] == "output" and "late" in event[2].get("text", "") for event in heard))


def test_stop_ends_the_process_and_leaves_nothing(qtbot):
    kernel = Kernel()
    with qtbot.waitSignal(kernel.finished, timeout=TIMEOUT), qtbot.waitSignal(kernel.output, timeout=TIMEOUT) as output:
        kernel.execute("import os; os.getpid()")  # starts it
    pid = int(output.args[1]["data"]["text/plain"])
    thread = newest("kernel")
    folder = thread.connection_file.parent
    running = kernel.execute("while True: pass")
    with qtbot.waitSignal(kernel.finished, timeout=TIMEOUT) as end:
        kernel.stop()
    assert end.args == [running, "died", 0]
    thread.join(10)
    qtbot.waitUntil(lambda: kernel.state is KernelState.DEAD)
    assert is_gone(pid)
    assert not folder.exists()


def test_stop_while_it_starts(qtbot):
    kernel = Kernel()
    kernel.start()
    thread = newest("kernel")
    kernel.stop()
    kernel.stop()
    thread.join(10)
    assert not thread.is_alive()
    qtbot.waitUntil(lambda: kernel.state is KernelState.DEAD)


@pytest.mark.parametrize("program", ["/nowhere/python", "/bin/false"])
def test_a_kernel_that_cannot_start(qtbot, monkeypatch, program):
    monkeypatch.setattr(sys, "executable", program)
    kernel = Kernel()
    with qtbot.waitSignal(kernel.died, timeout=TIMEOUT) as died:
        msg_id = kernel.execute("1")
        with qtbot.waitSignal(kernel.finished, timeout=TIMEOUT) as end:
            pass
    assert end.args == [msg_id, "died", 0]
    assert died.args[0].startswith("it could not start")
    assert kernel.state is KernelState.DEAD
    thread = newest("kernel")
    kernel.stop()
    thread.join(10)


def test_the_end_of_the_interpreter_ends_it():
    code = """
import sys
from PySide6.QtCore import QCoreApplication
from explorer.ui.tape.kernel.kernel import Kernel
app = QCoreApplication([])
kernel = Kernel()
kernel.output.connect(lambda _, output: print(output["text"]))
kernel.finished.connect(app.quit)
kernel.execute("import os; from ipykernel.connect import get_connection_file as file; print(os.getpid(), file())")
app.exec()
"""
    done = subprocess.run([sys.executable, "-X", "dev", "-c", code], capture_output=True, text=True, timeout=60)
    pid, file = done.stdout.split()
    assert is_gone(int(pid))
    assert not Path(file).parent.exists()
    assert done.stderr == ""
    assert done.returncode == 0


# -- the folder


def test_it_works_where_it_is_told_to(kernel, run, qtbot, tmp_path, heard):
    """As Jupyter does: that folder is on the path, and before what is installed; ours is not."""
    (tmp_path / "main.py").write_text("said = 'mine'\nfrom helper import also")
    (tmp_path / "helper.py").write_text("also = __file__")
    kernel.folder = str(tmp_path)
    kernel.restart()
    qtbot.waitUntil(
        lambda: kernel.state is KernelState.IDLE and ("state_changed", KernelState.STARTING) in heard, timeout=TIMEOUT
    )
    ask = "import os, sys, main, explorer; (os.getcwd(), main.said, main.also, '' in sys.path, sys.path)"
    status, given = run(ask)
    assert status == "ok", given
    where, said, also, is_there, path = eval(given[-1]["data"]["text/plain"])
    assert (where, said, is_there) == (str(tmp_path), "mine", True)
    assert Path(also).parent == tmp_path and str(Path(__file__).parents[4]) not in path
    status, given = run("import subprocess; subprocess.run([sys.executable, '-c', 'import os; print(os.getcwd())'])")
    assert status == "ok"
    kernel.folder = ""
    kernel.restart()
    assert eval(run("import os; os.getcwd()")[1][-1]["data"]["text/plain"]) == os.getcwd()


def test_a_folder_that_is_gone_is_told_of(qtbot, qapp, tmp_path):
    made, said = Kernel(), []
    made.died.connect(said.append)
    made.folder = str(tmp_path / "gone")
    made.start()
    try:
        qtbot.waitUntil(lambda: bool(said), timeout=TIMEOUT)
        assert "gone" in said[0]
        made.folder = str(tmp_path)
        made.restart()
        qtbot.waitUntil(lambda: made.state is KernelState.IDLE, timeout=TIMEOUT)
    finally:
        end(made)
