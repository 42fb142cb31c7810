"""The recorder inside a Jupyter kernel: an IPython extension that sends what each cell recorded."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from explorer.core.words import ExplainedError

MESSAGE = "explorer_tape"
"""The type of the message: its content has the cell's execution_count, its buffers the parts of the Tape as JSON."""

MOST = 20_000
"""Events of one cell that are noted: an endless loop must not fill the memory."""

PART = 400
"""Events in a part: it is decoded in a few milliseconds."""


def load_ipython_extension(shell: Any) -> None:
    """Record every cell that is run from now on; where this torch cannot be recorded, each cell says so."""
    _leave_path()
    try:
        from explorer.core.tape.recording.record import record
    except ExplainedError as error:
        sentence = error.message
        shell.events.register("pre_run_cell", lambda _info: print(sentence, file=sys.stderr))
        return
    recorder = record(MOST)
    recording: list[Any] = []

    def begin(info: Any) -> None:
        if info.silent or not info.store_history:
            return
        # IPython's versions differ in when they count the cell up: what was typed before it tells its number.
        count = len(shell.history_manager.input_hist_raw)
        file = shell.compile.get_code_name(info.raw_cell, info.raw_cell, count)
        recorder.lines.labels[file] = f"In [{count}]"
        recording.append((count, recorder.__enter__()))

    def end(result: Any) -> None:
        if not recording:
            return
        error = result.error_in_exec if result is not None else None
        if error is not None:
            recorder.note_error(error)
        count, tape = recording.pop()
        recorder.note_names(shell.user_ns, are_all=True)
        recorder.__exit__(None, None, None)
        if tape.events or tape.nodes or tape.missed:
            parts = [part.to_json().encode() for part in tape.split(PART)]
            kernel = shell.kernel
            kernel.session.send(
                kernel.iopub_socket,
                MESSAGE,
                {"execution_count": count},
                parent=kernel.get_parent(),
                ident=MESSAGE.encode(),
                buffers=parts,
            )

    shell.events.register("pre_run_cell", begin)
    shell.events.register("post_run_cell", end)


def _leave_path() -> None:
    """Who started the kernel put our folder on the path, that we are found. Now that we are, what the person's modules
    are called is theirs alone.
    """
    ours, *others = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if ours != str(Path(__file__).parents[4]) or ours not in sys.path:
        return
    sys.path.remove(ours)
    if others:
        os.environ["PYTHONPATH"] = os.pathsep.join(others)
    else:
        del os.environ["PYTHONPATH"]
