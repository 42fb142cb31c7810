"""Threads of the program, by their names."""

import threading


def newest(name):
    """The thread of that name that was started last, of those that live; else None."""
    return next((one for one in reversed(threading.enumerate()) if one.name == name), None)
