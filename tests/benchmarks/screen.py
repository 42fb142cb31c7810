"""An X server whose screen is a file in memory: one can look at it all the time, and no program is asked."""

from __future__ import annotations

import mmap
import os
import struct
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 1366, 768
SIZE = "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-noreset"


class Screen:
    """Xvfb, from `with` to its end. `pixels` is what it shows now: HEIGHT × WIDTH of 0xRRGGBB, black where nothing is.

    FileNotFoundError where there is no Xvfb.
    """

    def __enter__(self) -> Screen:
        self._folder = tempfile.TemporaryDirectory(prefix="screen-")
        reading, writing = os.pipe()
        try:
            self._server = subprocess.Popen(
                ["Xvfb", "-displayfd", str(writing), "-fbdir", self._folder.name, "-nolisten", "tcp", *SIZE],
                pass_fds=[writing],
                stderr=subprocess.DEVNULL,
            )
        except FileNotFoundError:
            os.close(reading)
            self._folder.cleanup()
            raise
        finally:
            os.close(writing)
        with os.fdopen(reading) as ready:
            self.display = f":{int(ready.readline())}"
        with (Path(self._folder.name) / "Xvfb_screen0").open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = struct.unpack(">25I", self._memory[:100])  # the head of an X window dump
        size, bytes_a_line, colours = header[0], header[12], header[19]
        whole = np.frombuffer(self._memory, np.uint32, HEIGHT * bytes_a_line // 4, size + 12 * colours)
        self._frame = whole.reshape(HEIGHT, -1)[:, :WIDTH]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.terminate()
        self._server.wait()
        self._folder.cleanup()

    @property
    def pixels(self) -> NDArray[np.uint32]:
        return self._frame & 0xFFFFFF
