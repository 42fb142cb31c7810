"""Makes a process ready to record a person's program before Python runs it, and takes its own traces away.

Python imports it by its name, for the folder is on PYTHONPATH; then it runs the program as ever. A person's folder may
hold files named like any module of Python's, so that nothing is imported here but what is built in or there already.
"""

import atexit
import os
import sys

TYPE_CHECKING = False  # typing is not there yet
if TYPE_CHECKING:
    from typing import Any

_OURS = "explorer"
_ROOT = __file__
for _ in range(6):
    _ROOT = os.path.dirname(_ROOT)


class _Start:
    """Finds torch as ever, and begins to record when it has been imported; at the end it tells what Python told."""

    def __init__(self, flags: str, folder: str) -> None:
        self.folder = folder
        self.flags = flags.split()
        self.path = list(sys.path)
        self.labels: dict[str, str] = {}
        self.recorder: Any = None
        self._process = os.getpid()
        self._open = open

    def find_spec(self, name: str, path: "Any" = None, target: "Any" = None) -> "Any":
        if name != "torch":
            return None
        spec: Any = None
        for finder in sys.meta_path:
            if finder is not self:
                spec = finder.find_spec(name, path, target)
                if spec is not None:
                    break
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def exec_module(module: "Any") -> None:
            execute(module)
            del spec.loader.exec_module
            sys.meta_path.remove(self)
            self._record()

        _as_of_importing(exec_module)
        spec.loader.exec_module = exec_module
        return spec

    def ours(self, name: str) -> "Any":
        """A module of ours, found in our folder only; the person may have modules of the same name."""
        path, theirs = sys.path, self._hidden()
        sys.path = [_ROOT, *self.path]
        try:
            __import__(name)
            return sys.modules[name]
        finally:
            self._hidden()
            sys.path = path
            sys.modules.update(theirs)

    @staticmethod
    def _hidden() -> "dict[str, Any]":
        names = [name for name in sys.modules if name.partition(".")[0] == _OURS]
        return {name: sys.modules.pop(name) for name in names}

    def _record(self) -> None:
        try:
            self.recorder = self.ours("explorer.core.tape.recording.in_program").begin(self.folder, self.labels)
        except Exception as error:  # whatever it is, the program goes on
            self._write("trouble", str(error))

    def end(self) -> None:
        """Tell how the program ended, for a program that is ended at once tells nothing."""
        if os.getpid() != self._process:
            return
        try:
            if self.recorder is not None:
                self.recorder.end()
        except Exception as error:
            self._write("trouble", str(error))
        self._write("end", self._error())

    @staticmethod
    def _error() -> str:
        error = getattr(sys, "last_value", None)
        if error is None:
            return ""
        name = type(error).__name__
        if isinstance(error, SyntaxError):
            return f"{name}: {error.msg} (line {error.lineno})"
        try:
            return f"{name}: {error}"
        except Exception:  # the text of an error is code of the person's
            return name

    def _write(self, name: str, text: str) -> None:
        with self._open(os.path.join(self.folder, name), "w", encoding="utf-8", errors="replace") as file:
            file.write(text)


def _as_of_importing(function: "Any") -> None:
    """Python leaves the frames of its own importing out of tracebacks, and knows them by this name."""
    function.__code__ = function.__code__.replace(co_filename="<frozen importlib._bootstrap>")


_as_of_importing(_Start.find_spec)


def _begin() -> None:
    here = os.path.dirname(__file__)
    others = os.environ.pop("PYTHONPATH").partition(os.pathsep)[2]
    if others:
        os.environ["PYTHONPATH"] = others
    sys.path.remove(here)
    sys.path_importer_cache.pop(here, None)
    start = _Start(*os.environ.pop("DERIVATIVE_EXPLORER_TAPE").split(":", 1))
    if "captured" in start.flags and sys.stdout is not None:
        sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # seen at once, as on a terminal
    if "cells" in start.flags:
        sys.explorer_start = start  # type: ignore[attr-defined] # cells.py takes it away
    sys.meta_path.insert(0, start)
    atexit.register(start.end)


_begin()
# The one that this one hid; where there is none, this import fails as Python's own would have.
del sys.modules["sitecustomize"], sys.modules["atexit"]
import sitecustomize  # type: ignore[import-not-found]  # noqa: E402, F401
