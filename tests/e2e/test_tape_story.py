"""The workspace Tape in a real window: code is typed and run, the recording walked, the kernel killed."""

from __future__ import annotations

import os
import signal
import subprocess

import pytest

from tests.e2e.conftest import Person

pytestmark = pytest.mark.e2e

CODE = ("import torch", "x = torch.tensor(3.0, requires_grad=True)", "y = x * x", "y.backward()")


def kernel(person: Person) -> int:
    """The process id of the program's kernel."""
    found = subprocess.run(
        ["pgrep", "-P", str(person.program.pid), "-f", "ipykernel_launcher"], capture_output=True, text=True, check=True
    )
    return int(found.stdout)


def test_type_run_step_back_click_and_go_on_after_the_kernel_was_killed(person):
    person.enter(1)
    person.wait("tapeKernelState", "kernel: ready")

    person.click("tapeCode")
    for line in CODE:
        person.act("type", "--delay", 15, line)
        person.act("key", "Return")
    person.act("key", "ctrl+Return")
    person.wait("tapeTold", "Back: 3 + 3 = 6 arrives; x.grad was None, and is 6")
    person.picture("tape-1-run")

    person.click("tapeBack")
    person.wait("tapeTold", "Back: MulBackward0 (y) receives 1 and sends 3, 3")
    person.act("mousemove", *person.ask("box", "tapeGraph", **{"with": ["x"]}), "click", 1)
    person.wait("tapeNode", "x  ·  AccumulateGrad")
    assert ".grad</i></td><td>None" in person.read("tapeFacts")
    person.click("tapeForward")
    person.wait("tapeTold", "Back: 3 + 3 = 6 arrives; x.grad was None, and is 6")
    assert ".grad</i></td><td>6" in person.read("tapeFacts")
    person.picture("tape-2-clicked")
    person.click("tapeBack")
    person.wait("tapeTold", "Back: MulBackward0 (y) receives 1 and sends 3, 3")

    assert person.read("tapeMessage") == ""
    first = kernel(person)
    os.kill(first, signal.SIGKILL)
    assert "SIGKILL" in person.wait("tapeMessage", "", equal=False)
    person.wait("tapeKernelState", "kernel: ready")
    assert kernel(person) != first
    person.picture("tape-3-killed")

    person.click("tapeCode")
    person.act("key", "ctrl+Return")
    person.wait("tapeTold", "Back: 3 + 3 = 6 arrives; x.grad was None, and is 6")
    person.picture("tape-4-again")
