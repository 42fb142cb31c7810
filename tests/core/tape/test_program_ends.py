"""However a program ends, what was recorded until then is told, and how it ended. Cells are run by the same rules."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TAPE = [sys.executable, str(ROOT / "main.py"), "tape"]
MARK = "── What autograd did ──"

WALK = "import torch\nx = torch.ones(2, requires_grad=True)\n(x * 3).sum().backward()\n"


def tape(folder, source, *options, name="prog.py", typed=""):
    (folder / name).write_text(source)
    return subprocess.run(
        [*TAPE, name, *options], cwd=folder, input=typed, capture_output=True, text=True, timeout=100, check=False
    )


def as_json(folder, source, *options, **how):
    done = tape(folder, source, "--format", "json", *options, **how)
    return json.loads(done.stdout), done


def notebook(*sources):
    return json.dumps({"cells": [{"cell_type": "code", "source": source} for source in sources]})


ENDS = {
    "os._exit(3)": (
        3,
        "The program's process ended with code 3 before Python could end it: by os._exit, exec or a crash.",
    ),
    "os.kill(os.getpid(), 11)": (139, "The program's process was ended by signal 11 (segmentation fault)."),
    "os.abort()": (134, "The program's process was ended by signal 6 (aborted)."),
    "os.kill(os.getpid(), 9)": (137, "The program's process was ended by signal 9 (killed)."),
    "sys.exit(3)": (3, "SystemExit: 3"),
    "sys.exit('why')": (1, "SystemExit: 1"),
    "sys.exit()": (0, ""),
    "raise KeyError('k')": (1, "KeyError: 'k'"),
    "raise KeyboardInterrupt": (130, "KeyboardInterrupt: "),
    "x = = 1": (1, "SyntaxError: invalid syntax (line 2)"),
}


@pytest.mark.parametrize("line", ENDS)
def test_how_it_ended_is_told(tmp_path, line):
    found, done = as_json(tmp_path, f"import os, sys; print('out')\n{line}\n")
    code, error = ENDS[line]
    assert done.returncode == code
    (cell,) = found["cells"]
    assert (cell["ok"], cell["error"]) == (not error, error)
    assert cell["stdout"] in (("",) if "= =" in line else ("out\n", "") if error.startswith("The") else ("out\n",))


def test_what_was_recorded_before_a_crash_is_told(tmp_path):
    found, done = as_json(tmp_path, f"{WALK}import os\nos.kill(os.getpid(), 11)\n")
    assert done.returncode == 139
    assert [event["type"] for event in found["events"] if event["type"] in ("Walk", "SlotWrite")] == [
        "Walk",
        "SlotWrite",
    ]
    assert {"SumBackward0", "MulBackward0"} < {node["op"] for node in found["nodes"]}


def test_json_is_all_of_stdout_and_output_and_prompts_are_seen_beside_it(tmp_path):
    found, done = as_json(
        tmp_path, f"{WALK}print(input('name? '), x.grad)\nimport os\nos.system('echo inner')", typed="Ada\n"
    )
    assert found["cells"][0]["stdout"] == done.stderr == "name? Ada tensor([3., 3.])\ninner\n"
    assert {event["line"]["file"] for event in found["events"] if "line" in event} == {str(tmp_path / "prog.py")}


def test_a_prompt_is_seen_before_it_is_answered(tmp_path):
    (tmp_path / "prog.py").write_text("print('hello')\nprint(input('name? '))\n")
    for form, stream in (("text", "stdout"), ("json", "stderr")):
        with subprocess.Popen(
            [*TAPE, "prog.py", "--format", form], cwd=tmp_path,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as child:  # fmt: skip
            seen = b""
            while not seen.endswith(b"name? "):
                seen += os.read(getattr(child, stream).fileno(), 100) or pytest.fail(seen.decode())
            child.communicate(b"Ada\n", timeout=60)


LOOP = """
import time, {more}
try:
    print("ready", flush=True)
    while True:
        {line}
finally:
    print("cleaned up")
"""


@pytest.mark.parametrize("to_all", [False, True], ids=["to us", "to our group"])
def test_an_interruption(tmp_path, to_all):
    (tmp_path / "prog.py").write_text(LOOP.format(more="sys", line="time.sleep(1)"))
    with subprocess.Popen(
        [*TAPE, "prog.py"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as child:  # fmt: skip
        assert child.stdout.readline() == "ready\n"
        (os.killpg if to_all else os.kill)(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert out.startswith(f"cleaned up\n{MARK}\n")
    assert err.count("KeyboardInterrupt") == 1 and "explorer" not in err


def test_its_time_is_over(tmp_path):
    found, done = as_json(
        tmp_path, LOOP.format(more="torch", line="y = torch.ones(2) * 2; time.sleep(0.1)"), "--timeout", "6"
    )
    assert done.returncode == 124
    (cell,) = found["cells"]
    assert cell["stdout"] == "ready\ncleaned up\n"
    assert cell["error"].splitlines()[-1] == "The program was interrupted after 6 s."
    assert len(found["events"]) > 10
    assert done.stderr.count("KeyboardInterrupt") == 1 and "explorer" not in done.stderr


def test_an_interruption_while_torch_is_imported(tmp_path):
    (tmp_path / "prog.py").write_text("print('ready', flush=True)\nimport torch, time\ntime.sleep(60)\n")
    with subprocess.Popen(
        [*TAPE, "prog.py"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout.readline() == "ready\n"
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "KeyboardInterrupt" in err and "explorer" not in err


def test_what_does_not_end_is_killed(tmp_path):
    began = time.monotonic()
    done = tape(tmp_path, LOOP.format(more="signal; signal.signal(2, print)", line="time.sleep(1)"), "--timeout", "0.5")
    assert done.returncode == 124
    assert time.monotonic() - began < 20


def test_nothing_of_it_outlives_us(tmp_path):
    (tmp_path / "prog.py").write_text("import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(60)\n")
    began = time.monotonic()
    with subprocess.Popen([*TAPE, "prog.py"], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as child:
        assert int(child.stdout.readline()) != child.pid
        child.kill()
        child.stdout.read()  # ends when nobody has it any more
    assert time.monotonic() - began < 30


KEYBOARD = "print(input('name? '), sys.stdout.isatty(), flush=True)\n    while"
"""Not interrupted at its prompt: Python itself may miss that, between the prompt and the reading."""


def test_a_keyboard(tmp_path):
    """On a terminal the program has it, Ctrl+C is the program's, and the report comes after."""
    pty = pytest.importorskip("pty")
    (tmp_path / "prog.py").write_text(LOOP.format(more="sys", line="time.sleep(0.01)").replace("while", KEYBOARD))
    child, terminal = pty.fork()
    if not child:
        os.chdir(tmp_path)
        os.execv(sys.executable, [*TAPE, "prog.py"])
    seen = b""

    def until(words):
        nonlocal seen
        while words not in seen:
            seen += os.read(terminal, 1000)
        seen = seen.partition(words)[2]

    until(b"name? ")
    os.write(terminal, b"Ada\n")
    until(b"Ada True")
    os.write(terminal, b"\x03")
    until(b"cleaned up")
    until(b"KeyboardInterrupt")
    until(MARK.encode())
    try:
        while os.read(terminal, 1000):
            pass
    except OSError:  # it has been closed at the other end
        pass
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 130


CELLS = [
    "from __future__ import annotations\nimport sys, os, pickle\nprint('one')\nclass Thing: pass\nThing",
    "%matplotlib inline\nprint('two'); sys.stdout.flush(); os.system('echo inner')",
    "if True\n    pass",
    "def f(x: Missing): return 1 / x\nf(0)",
    "pickle.loads(pickle.dumps(Thing)) is Thing, f.__annotations__, __name__",
    "sys.argv",
    "f(1);",
]


@pytest.mark.parametrize("name", ["mine.py", "mine.ipynb"])
def test_cells(tmp_path, name):
    source = notebook(*CELLS) if name.endswith("b") else "\n".join(f"# %%\n{cell}" for cell in CELLS)
    found, done = as_json(tmp_path, source, "--", "a", name=name)
    assert done.returncode == 1
    cells = found["cells"]
    assert [cell["ok"] for cell in cells] == [True, True, False, False, True, True, True]
    assert [cell["stdout"] for cell in cells] == ["one\n", "two\ninner\n", "", "", "", "", ""]
    first = 0 if name.endswith("b") else 1
    assert cells[2]["error"] == f"SyntaxError: expected ':' (line {1 + first})"
    assert cells[3]["error"] == "ZeroDivisionError: division by zero"
    assert cells[4]["result"] == "(True, {'x': 'Missing'}, '__main__')"
    assert cells[5]["result"] == f"['{name}', 'a']"
    assert [cell["result"] for cell in (cells[0], cells[1], cells[6])] == ["<class '__main__.Thing'>", "0", ""]
    assert "\0" not in done.stderr
    assert [text for text in ("one\n", "two\n", "inner\n", "return 1 / x") if text not in done.stderr] == []
    where = re.findall(r'File "(.*?)", line (\d+)', done.stderr)
    assert where == [("<cell 3>", str(1 + first)), ("<cell 4>", str(2 + first)), ("<cell 4>", str(1 + first))]


def test_cells_and_torch(tmp_path):
    cells = [
        "import torch, os, sys\nx = torch.ones(2, requires_grad=True)\ny = (x * x).sum()",
        "y.backward()",
        "y.backward()",
    ]
    found, done = as_json(
        tmp_path, notebook(*cells, "print(x.grad, flush=True)\nsys.exit(4)", "os.abort()"), name="a.ipynb"
    )
    assert done.returncode == 134
    assert [cell["ok"] for cell in found["cells"]] == [True, True, False, False, False]
    assert found["cells"][2]["diagnosis"]["where"].startswith("Line In [2]:1 (y.backward()) freed it; line In [3]:1")
    assert found["cells"][3]["error"] == "SystemExit: 4" and found["cells"][3]["stdout"] == "tensor([2., 2.])\n"
    assert found["cells"][4]["error"] == "The program's process was ended by signal 6 (aborted)."
    assert "explorer" not in done.stderr


def test_what_a_cell_cannot_be_read_of(tmp_path):
    done = tape(tmp_path, "# %%\nraise SystemExit(5)\n# %%\nprint('after')\n")
    assert (done.returncode, done.stdout.startswith(f"after\n{MARK}\n")) == (5, True)


def test_a_recording_that_cannot_go_on_ends_alone(tmp_path):
    """Here the file that it is written to is closed under it."""
    more = "for _ in range(300):\n    x * 2\nimport os\nos.closerange(3, 1000)\nprint((x * 2).sum().item())\n"
    done = tape(tmp_path, WALK + more, "--graph")
    assert (done.returncode, done.stdout.startswith(f"4.0\n{MARK}") or done.stdout) == (0, True)
    assert done.stderr == "derivative-explorer: The recording ended before the program: [Errno 9] Bad file descriptor\n"
    assert "MulBackward0" in done.stdout


def test_a_torch_that_cannot_be_recorded_still_runs(tmp_path):
    """A torch of the person's own, in their folder, is none that we know."""
    (tmp_path / "torch.py").write_text("VALUE = 1\n")
    done = tape(tmp_path, "import torch\nprint(torch.VALUE)\n")
    assert (done.returncode, done.stdout.startswith("1\n")) == (0, True)
    assert done.stderr.startswith("derivative-explorer: The recording ended before the program: ")
    assert done.stderr.count("\n") == 1
