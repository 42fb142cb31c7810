"""2,000 painted frames: no abort, and memory that does not grow."""

import gc
import sys
from math import sin
from pathlib import Path

import pytest

FRAMES = 2000
WARM = 200
ROOM = 40_000_000  # bytes; 160 references to None a frame would not show here, but a picture a frame would


def memory():
    """What this process holds, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_two_thousand_frames(open_window, qtbot):
    """The cursor is dragged, and a parameter in one frame of four; PySide6 6.12.0 aborts after some fifty frames."""
    window = open_window("a sin(x)")
    plot, painted = window.room.view.plots.curve, []
    plot.painted.connect(lambda: painted.append(None))
    window.room.store.hold()
    nones = sys.getrefcount(None)
    for frame in range(FRAMES):
        window.room.view.cursor_panel.cursor_changed.emit(3 * sin(frame / 17))
        if frame % 4 == 0:
            window.room.view.parameters.changed.emit("a", "value", 2 + sin(frame / 10))
        if frame % 100 == 0:
            with qtbot.waitSignal(window.room.store.computed):
                window.room.view.parameters.changed.emit("a", "value", 3 + frame / FRAMES)
        plot.viewport().repaint()
        if frame == WARM:
            gc.collect()
            held = memory()
    window.room.store.release()
    qtbot.waitUntil(window.is_settled)
    gc.collect()
    assert len(painted) >= FRAMES
    assert memory() - held < ROOM
    if nones < 1_000_000_000:  # from Python 3.12 on None is immortal
        assert sys.getrefcount(None) > nones / 2, "None is not released more often than it is taken"
