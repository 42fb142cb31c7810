"""The compiled part of torch, loaded beside everything else: an import would keep the interpreter from all threads."""

from __future__ import annotations

import ctypes
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

_LIBRARIES = (("libtorch_global_deps.so", "RTLD_GLOBAL"), ("libtorch_cpu.so", "RTLD_LOCAL"))
"""In the order and the way in which importing torch loads them."""


def preload() -> Thread:
    """Begin to load it, on the thread that it gives. Importing torch finds it there, or loads it as ever."""
    thread = Thread(target=_load, name="preload", daemon=True)
    thread.start()
    return thread


def _load() -> None:
    """Only on Linux, and not for a GPU: there torch does more before it."""
    torch = find_spec("torch") if sys.platform == "linux" else None
    if torch is None or torch.origin is None:
        return
    folder = Path(torch.origin).parent / "lib"
    if (folder / "libtorch_cuda.so").exists() or (folder / "libtorch_hip.so").exists():
        return
    dlopen = ctypes.CDLL(None).dlopen  # not ctypes.CDLL of the library: only in a call others may run meanwhile
    dlopen.argtypes, dlopen.restype = [ctypes.c_char_p, ctypes.c_int], ctypes.c_void_p
    for name, mode in _LIBRARIES:
        if not dlopen(os.fsencode(folder / name), os.RTLD_NOW | getattr(os, mode)):
            return  # a torch that is built otherwise
