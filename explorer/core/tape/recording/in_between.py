"""Calls what the person called, so that nothing that looks at frames sees us between the two.

A warning is told at the line that called what warns, or so many frames above it, and is told once for that line: its
module keeps the list. Frames of ours there would be taken for the person's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

from torch.overrides import handle_torch_function

STAND_IN = "<recorded>"
"""The name of the code of a frame that stands in for one of the person's."""

_FRAMES = 4
"""So many frames above its own does torch's Python look for whom to warn: nn.Softmax names the one that called it."""

_OURS = f'File "{Path(__file__).parent}'
_HANDLES = handle_torch_function.__code__
_CODE = (lambda func, args, kwargs: func(*args, **kwargs)).__code__.replace(co_name=STAND_IN, co_qualname=STAND_IN)

_MOST = 4000
_STANDS_IN: dict[tuple[int, int], tuple[CodeType, CodeType]] = {}
"""By the code of the person's frame, which is kept that its identity stays its own, and the place in it: code as if
there. To ask for the line takes longer."""


def call_from(frame: FrameType | None, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """`func(*args, **kwargs)`, as if called from `frame`, where torch came to us.

    Where frames are traced, by a debugger for one, it is called from here: there, no frame must be that is not.
    """
    if sys.gettrace() is not None or sys.getprofile() is not None:
        return func(*args, **kwargs)
    code = getattr(func, "__code__", None)
    if code is None:
        return func(*args, **kwargs) if frame is None else _as_in(frame)(func, args, kwargs)
    if frame is not None and frame.f_code is _HANDLES and (frame := frame.f_back) and frame.f_code is code:
        frame = frame.f_back
    for _ in range(_FRAMES):
        if frame is None:
            break
        func, args, kwargs = _as_in(frame), (func, args, kwargs), {}
        frame = frame.f_back
    return func(*args, **kwargs)


def _as_in(frame: FrameType) -> FunctionType:
    """Calls what it is given, in a frame with the file, the line and the module of the given one."""
    code, place = frame.f_code, frame.f_lasti
    found = _STANDS_IN.get((id(code), place))
    if found is None:
        if len(_STANDS_IN) >= _MOST:
            _STANDS_IN.clear()
        made = _CODE.replace(co_filename=code.co_filename, co_firstlineno=frame.f_lineno)
        found = _STANDS_IN[id(code), place] = code, made
    return FunctionType(found[1], frame.f_globals)


def hide(error: BaseException) -> None:
    """Take the frames that stand in for others out of where the error came through."""
    entry = error.__traceback__
    while entry is not None and (after := entry.tb_next) is not None:
        if after.tb_frame.f_code.co_name == STAND_IN:
            entry.tb_next = after.tb_next
        else:
            entry = after


def without_us(stack: list[str]) -> list[str]:
    """What torch noted of a stack, in the words of traceback.format_stack, without our frames and their handlers."""
    ours = [place for place, entry in enumerate(stack) if _OURS in entry]
    if not ours:
        return stack
    first, last = ours[0], len(stack)
    after = [entry for entry in stack[ours[-1] + 1 : last] if f"in {STAND_IN}\n" not in entry]
    handler = f"in {_HANDLES.co_name}\n"
    before = stack[:first]
    if before and handler in before[-1]:
        before = before[: -1 - bool(after)]  # and the first round of what it handled
    return before + after
