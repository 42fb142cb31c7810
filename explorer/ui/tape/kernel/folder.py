"""The private folder of a kernel: its owner holds a lock on it, so that what the dead have left is told apart."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

if POSIX := os.name == "posix":
    import fcntl

PREFIX = "derivative-explorer-"
_OURS = re.compile(f"{PREFIX}[a-z0-9_]{{8}}")

SOCKETS = "s"
"""What the names of Unix sockets in the folder begin with."""

_LONGEST_SOCKET = 100
"""Characters of the path of a Unix socket: the systems take 104 to 108."""

_OWNER = "owner"
"""Where folders cannot be locked: a file that nobody can remove as long as its owner has it open."""


class PrivateFolder:
    """A folder that nobody else may look into, with a short path where there are Unix sockets.

    It lasts until `remove`; if its owner dies before, until somebody makes the next one.
    """

    def __init__(self) -> None:
        place = Path(tempfile.gettempdir())
        if POSIX and not fits(place / f"{PREFIX}________") and Path("/tmp").is_dir():
            place = Path("/tmp")
        for folder in place.glob(f"{PREFIX}*"):
            if _OURS.fullmatch(folder.name):
                _sweep(folder)
        self.path, self._owner = _make(place)

    def remove(self) -> None:
        """With all that is in it."""
        os.close(self._owner)
        shutil.rmtree(self.path, ignore_errors=True)


def fits(folder: Path) -> bool:
    """Whether the paths of Unix sockets in it are short enough."""
    return len(os.fsencode(folder / f"{SOCKETS}-00")) <= _LONGEST_SOCKET


def _make(place: Path) -> tuple[Path, int]:
    """A new folder, and the open file that says that its owner lives."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        try:
            owner = os.open(path if POSIX else path / _OWNER, os.O_RDONLY | (0 if POSIX else os.O_CREAT))
        except FileNotFoundError:
            continue  # somebody else's sweep came before our lock
        if POSIX:
            with suppress(OSError):  # a file system without locks: then nobody can lock it for a sweep either
                fcntl.flock(owner, fcntl.LOCK_EX)
        if path.exists():
            return path, owner
        os.close(owner)


def _sweep(folder: Path) -> None:
    """Remove it if it is this user's, and its owner is gone."""
    with suppress(OSError):  # somebody else's, in use, or swept meanwhile
        if not POSIX:
            (folder / _OWNER).unlink()
            shutil.rmtree(folder, ignore_errors=True)
            return
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            found = os.fstat(fd)
            if found.st_uid == os.getuid() and found.st_mode & 0o777 == 0o700:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(fd)
