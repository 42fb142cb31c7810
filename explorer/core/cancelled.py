"""Work that nobody waits for any more."""

from __future__ import annotations


class Cancelled(BaseException):
    """Raised in the midst of work that was given up: no `except Exception` on the way may swallow it."""
