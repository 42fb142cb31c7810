"""Tells, without importing Qt, whether a window can open here."""

import ctypes
import importlib.util
import os
import re
import socket
import sys
from pathlib import Path

_X11_SOCKETS = "/tmp/.X11-unix/X"
_TIMEOUT = 2.0  # seconds; only a remote display comes near it


def missing_display() -> str | None:
    """Return None when Qt can open a window, else one sentence that says why not.

    Ask before QApplication is made: where there is no display, Qt aborts the process.
    """
    if not sys.platform.startswith("linux"):
        return None
    asked = {name.split(":")[0] for name in os.environ.get("QT_QPA_PLATFORM", "").split(";")} - {""}
    platforms = asked or {"wayland", "xcb"}
    if platforms - {"wayland", "xcb"}:
        return None  # offscreen, minimal, vnc, …: they need no display
    if "wayland" in platforms and _wayland_answers():
        return None
    if "xcb" not in platforms:
        return "QT_QPA_PLATFORM asks for Wayland, but no Wayland compositor answers at WAYLAND_DISPLAY."
    display = os.environ.get("DISPLAY")
    if not display:
        return (
            "There is no display to open a window on: start the program in a desktop session "
            "(or under `xvfb-run`), or use a command that needs none, such as `sample` or `plot`."
        )
    try:
        _connect_x11(display)
    except (OSError, OverflowError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return f"No X server can be reached at {display!r}, which DISPLAY names: {reason}."
    return _missing_library()


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    try:
        # An absolute name stands for itself.
        _connect_unix(os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), name))
    except OSError:
        return False
    return True


def _connect_x11(display: str) -> None:
    """Open and close a connection to the X server that `display` names, "host:number.screen"."""
    match = re.fullmatch(r"(.*):(\d+)(?:\.\d+)?", display)
    if match is None:
        raise ValueError("it is not of the form host:number")
    host, number = match[1].strip("[]"), int(match[2])
    if host not in ("", "unix"):
        socket.create_connection((host, 6000 + number), _TIMEOUT).close()
        return
    try:
        _connect_unix(f"\0{_X11_SOCKETS}{number}")  # Linux's abstract socket: no file, found across mounts
    except OSError:
        _connect_unix(f"{_X11_SOCKETS}{number}")


def _connect_unix(address: str) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_TIMEOUT)
        connection.connect(address)


def xcb_plugin() -> Path | None:
    """Return Qt's X11 plugin where PySide6's wheels keep it; a distribution's own Qt needs no check."""
    pyside = importlib.util.find_spec("PySide6")
    if pyside is None or pyside.origin is None:
        return None
    plugin = Path(pyside.origin).parent / "Qt/plugins/platforms/libqxcb.so"
    return plugin if plugin.exists() else None


def _missing_library() -> str | None:
    """Name the system library that keeps Qt's X11 plugin from loading, if one does."""
    plugin = xcb_plugin()
    if plugin is None:
        return None
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        # The loader says "libxcb-cursor.so.0: cannot open shared object file: ...".
        library = str(error).split(":")[0]
        return f"Qt cannot open a window: {library} cannot be loaded (`make run` names its package)."
    return None
