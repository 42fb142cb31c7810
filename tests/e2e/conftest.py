"""A person before a screen of their own: a real mouse and keyboard, and a driver that looks at the window."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATIENCE = 60


@pytest.fixture
def display():
    """A screen of its own; its name."""
    for program in ("Xvfb", "xdotool"):
        assert shutil.which(program), f"{program} is not installed: `make test` installs it on Debian-like systems"
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    number = b""
    while not number.endswith(b"\n"):  # Xvfb writes it when it is ready
        piece = os.read(reading, 16)
        assert piece, "Xvfb ended before it was ready"
        number += piece
    yield f":{int(number)}"
    server.terminate()
    server.wait()
    os.close(reading)


class Person:
    """Sees the window through the driver, and acts by xdotool alone."""

    def __init__(self, display: str, pictures: Path) -> None:
        environment = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
        self.environment = environment | {
            "DISPLAY": display,
            "DERIVATIVE_EXPLORER_FRESH": "1",
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "C.UTF-8",
            "LANGUAGE": "en",
        }
        self.pictures = pictures
        self.program = subprocess.Popen(
            [sys.executable, str(HERE / "driver.py")],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, kind: str, name: str = "", **more: Any) -> Any:
        assert self.program.stdin is not None and self.program.stdout is not None
        print(json.dumps({"ask": kind, "name": name, **more}), file=self.program.stdin, flush=True)
        ready, _, _ = select.select([self.program.stdout], [], [], PATIENCE)
        assert ready, f"no answer to {kind} {name} {more} in {PATIENCE} s"
        line = self.program.stdout.readline()
        assert line, f"the program ended with {self.program.wait()}"
        return json.loads(line)

    def read(self, name: str) -> str:
        return self.ask("text", name)

    def number(self, name: str) -> float:
        """The number at the end of what is read there: 1.23 from f 1.23."""
        return float(self.read(name).split()[-1])

    def wait(self, name: str, value: str, equal: bool = True) -> str:
        """Until the window has settled and `name` reads `value`, or with equal=False anything else."""
        return self.ask("until", name, value=value, equal=equal)

    def act(self, *command: object) -> None:
        subprocess.run(["xdotool", *map(str, command)], env=self.environment, check=True)

    def click(self, name: str) -> None:
        self.act("mousemove", *self.ask("middle", name), "click", 1)

    def enter(self, room: int) -> None:
        """Once the window is there, the room with that number, by its tab."""
        self.wait("expressionEdit", "a*sin(b*x)")
        self.act("windowfocus", self.ask("id"))
        self.act("mousemove", *self.ask("tab", "workspaces", **{"with": [room]}), "click", 1)

    def write(self, text: str) -> None:
        self.act("key", "ctrl+a")
        self.act("type", "--delay", 15, text)

    def drag(self, start: list[int], dx: int, dy: int = 0) -> None:
        x, y = start
        self.act("mousemove", x, y, "mousedown", 1)
        for part in (0.25, 0.5, 0.75, 1.0):
            self.act("mousemove", round(x + dx * part), round(y + dy * part))
        self.act("mouseup", 1)

    def picture(self, name: str) -> None:
        assert self.ask("picture", path=str(self.pictures / f"{name}.png"))


@pytest.fixture
def person(display, tmp_path):
    pictures = Path(os.environ.get("EXPLORER_SCREENSHOTS", tmp_path))
    someone = Person(display, pictures)
    yield someone
    someone.program.kill()
    someone.program.communicate()
