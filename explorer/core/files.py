"""One way to write a file: the whole of it, or nothing and the file is as before."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

Content = str | bytes | Iterable[str]
"""What is written: text is UTF-8, also when it comes in pieces."""


def write(path: Path, content: Content) -> None:
    """Write the file that `path`, or the link there, leads to. Raises OSError with `path` as its file name.

    A new file may be read by whom the umask lets, an old one by whom it was before. What is no regular file, such as
    /dev/stdout, is written to as it is.
    """
    try:
        if path.exists() and not path.is_file():
            with open(path, "wb") as device:
                device.writelines(_pieces(content))
        else:
            _replace(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def _replace(path: Path, content: Content) -> None:
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.writelines(_pieces(content))
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            beside.chmod(mode)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _pieces(content: Content) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    else:
        for piece in (content,) if isinstance(content, str) else content:
            yield piece.encode()
