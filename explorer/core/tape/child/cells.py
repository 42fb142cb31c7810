"""The program of a process that runs cells: one after the other, also after one that failed, in one __main__."""

import os
import sys
import traceback
from typing import Any


def _run(start: Any) -> int:
    """The exit code: that of the first cell that failed."""
    code = start.ours("explorer.core.tape.cell_code")
    tracebacks = start.ours("explorer.core.tape.child.tracebacks")
    from msgspec import json

    with open(os.path.join(start.folder, "sources"), "rb") as file:
        given = json.decode(file.read())
    numbers = range(1, len(given["sources"]) + 1)
    start.labels = {code.FILE.format(number=number): code.LABEL.format(number=number) for number in numbers}
    namespace = _new_main(given["file"])
    codes = [0]
    futures = 0
    with open(os.path.join(start.folder, "cells"), "ab", buffering=0) as told:
        for number, source in zip(numbers, given["sources"], strict=True):
            result, error, futures = code.execute(number, source, namespace, futures)
            if error is not None:
                tracebacks.clean(error)
                if start.recorder is not None:
                    start.recorder.note_error(error)
                codes.append(_shown(error))
            told.write(json.encode((code.told(error), result, _noted(start.recorder, namespace))) + b"\n")
            _flush(given["mark"])
            if isinstance(error, KeyboardInterrupt):
                break
    return next(filter(None, codes), 0)


def _new_main(file: str) -> dict[str, Any]:
    """As Python begins a program; a notebook has no file."""
    main = type(sys)("__main__")
    main.__dict__.update(__builtins__=__builtins__)
    if file:
        main.__file__ = file
    sys.modules["__main__"] = main
    return main.__dict__


def _shown(error: BaseException) -> int:
    """What Python does with an error that nobody caught: the exit code."""
    if isinstance(error, SystemExit):
        if error.code is None or isinstance(error.code, int):
            return error.code or 0
        print(error.code, file=sys.stderr)
        return 1
    if sys.excepthook is sys.__excepthook__:
        traceback.print_exception(error)  # as that does, and it finds the lines of cells
    else:
        sys.excepthook(type(error), error, error.__traceback__)
    return 130 if isinstance(error, KeyboardInterrupt) else 1


def _noted(recorder: Any, namespace: dict[str, Any]) -> int:
    """How many events are written by now, with the names that things have after the cell."""
    if recorder is None:
        return 0
    recorder.note_names(namespace, are_all=True)
    recorder.write()
    noted: int = recorder.noted
    return noted


def _flush(mark: str) -> None:
    """What was printed has left this process, and the mark after it, if one is asked for."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            stream.flush()
    if mark:
        os.write(1, mark.encode())


if __name__ == "__main__":
    _start = sys.__dict__.pop("explorer_start")
    sys.argv = sys.argv[1:]
    if not sys.flags.safe_path:
        sys.path[0] = os.path.dirname(os.path.realpath(sys.argv[0]))
    sys.exit(_run(_start))
