"""Run as a script: only import, or start as `python main.py` does and tell when the GUI thread did not answer."""

import os
import sys
import time
from importlib import import_module
from importlib.machinery import ExtensionFileLoader

BEAT_MS = 5
LONG = 0.03
"""Seconds between two beats from which on it is told."""


def imports() -> None:
    for name in ("torch", "PySide6.QtWidgets", "pyqtgraph"):
        import_module(name)
    print(time.time_ns(), flush=True)


def say(kind: str, name: str, start: int) -> None:
    """A line at once, for print writes its end apart, and several threads tell."""
    os.write(1, f"{kind} {name} {start} {time.time_ns()}\n".encode())


def tell_of_libraries() -> None:
    """Loading a compiled library keeps the interpreter from every thread."""
    load = ExtensionFileLoader.create_module

    def create_module(self: ExtensionFileLoader, spec: object) -> object:
        start = time.time_ns()
        try:
            return load(self, spec)
        finally:
            if time.time_ns() - start > LONG * 1e9:
                say("library", self.name, start)

    ExtensionFileLoader.create_module = create_module


def program() -> int:
    """With a heart that beats on the GUI thread."""
    tell_of_libraries()
    from PySide6.QtCore import Qt, QTimer

    from explorer import app, cli

    heart = QTimer(app.application(), interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
    last = time.time_ns()

    def beat() -> None:
        nonlocal last
        if time.time_ns() - last > LONG * 1e9:
            say("pause", "-", last)
        last = time.time_ns()

    heart.timeout.connect(beat)
    heart.start()
    sys.argv[1:] = []
    return cli.main()


if __name__ == "__main__":
    if sys.argv[1] == "imports":
        imports()
    else:
        raise SystemExit(program())
