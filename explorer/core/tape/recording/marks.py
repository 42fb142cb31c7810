"""What a frame is known by, as long as it lasts."""

from __future__ import annotations

from typing import Any, Self


class Mark:
    """The f_trace of a frame: Python looks at it only where a debugger has begun to trace, and then gets the mark back
    again. A frame has no other place for one, and its identity is another's as soon as it is over. A mark goes when the
    frame does, however that ends.
    """

    __slots__ = ()

    def __call__(self, *_: Any) -> Self:
        return self
