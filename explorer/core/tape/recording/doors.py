"""The ways by which a program's calls of torch come to a recorder, and go on as they would without it.

What fails behind a door is the recorder's own affair: it ends the recording, and the program goes on.
"""

from __future__ import annotations

import os
import sys
import threading
import weakref
from collections.abc import Callable
from functools import wraps
from types import FrameType
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from explorer.core import torch_private
from explorer.core.tape.recording.in_between import call_from, hide
from explorer.core.tape.recording.marks import Mark

_LOOK = torch.DisableTorchFunction
"""In it, what we do to look is seen by no other mode, and by no tensor of a class that is asked about calls."""

_QUIET = frozenset(
    getattr(torch.Tensor, name).__get__
    for name in (
        "shape",
        "dtype",
        "device",
        "requires_grad",
        "layout",
        "ndim",
        "is_sparse",
        "is_cuda",
        "is_meta",
        "grad_fn",
    )
)
"""What modules and optimizers ask for most, and what says nothing and makes no tensor."""

_ALL: weakref.WeakSet[Doors] = weakref.WeakSet()


class Doors(TorchFunctionMode):
    """Open between `open` and `close`, in the thread that opened them. `ended` says why nothing is noted any more.

    `_is_passing` says that there may be frames whose calls are made without being noted: they have a Passing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ended = ""
        self._is_open = False
        self._within = 0
        self._thread = 0
        self._apply: Any = None
        self._swap: Any = None
        self._compiled_by: FrameType | None = None
        self._below: list[TorchFunctionMode] | None = None
        self._above: list[TorchFunctionMode] | None = None
        self._is_passing = False
        _ALL.add(self)

    # -- what a recorder does

    def _before(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What there is to note before a call; None if there is nothing to note after it."""

    def _after(self, noted: Any, result: Any) -> None:
        """The call gave `result`."""

    def _failed(self, noted: Any, error: BaseException) -> None:
        """The call raised `error`."""

    def _cannot_see(self, name: str) -> None:
        """What runs now is seen by nobody."""

    def _let_go(self, *tensors: Any) -> None:
        """These are to be referred to by nobody."""

    def _abandon(self) -> None:
        """What was begun is not gone on with: something failed, or Ctrl+C came, in the midst of it."""

    # -- doors

    def open(self) -> None:
        """From now on calls come here."""
        self._apply = torch_private.function_apply()
        torch_private.set_function_apply(_apply_of(self))
        self._swap, torch.utils.swap_tensors = torch.utils.swap_tensors, _swap_of(self, torch.utils.swap_tensors)
        torch_private.tell_of_compiled(self._compiled_code)
        torch_private.put_on(self)
        self.ended, self._is_open, self._within = "", True, 0
        self._thread, self._compiled_by = threading.get_ident(), None

    def close(self) -> None:
        """No call comes here any more."""
        self._is_open, self._above = False, None
        torch_private.take_off(self)
        torch_private.tell_of_compiled(None)
        torch.utils.swap_tensors = self._swap
        torch_private.set_function_apply(self._apply)

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if func in _QUIET:
            return func(*args)
        if self._is_passing and type(mark := sys._getframe(1).f_trace) is Passing and mark.doors() is self:
            return func(*args, **(kwargs or {}))
        return self._through(func, func, args, kwargs or {}, 0)

    def _through(
        self, told: Any, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], hidden: int
    ) -> Any:
        """The person's call, once, whatever becomes of us; `told` is what it is noted as, and if `hidden` is 1, nothing
        is noted that is called inside.
        """
        noted = None
        if not (self._within or self.ended):
            try:
                with _LOOK():
                    noted = self._before(told, args, kwargs)
            except BaseException as ours:
                if self._is_not_ours(ours):
                    raise
        self._within += hidden
        try:
            result = call_from(sys._getframe(2), func, args, kwargs)
        except BaseException as error:
            hide(error)
            if noted is not None:
                self._look(self._failed, noted, error)
            raise
        finally:
            self._within -= hidden
        if noted is not None:
            try:
                with _LOOK():
                    self._after(noted, result)
            except BaseException as ours:
                if self._is_not_ours(ours):
                    raise
        return result

    def _look(self, step: Callable[..., None], *given: Any) -> None:
        """Take a step of ours."""
        try:
            with _LOOK():
                step(*given)
        except BaseException as ours:
            if self._is_not_ours(ours):
                raise

    def _is_not_ours(self, error: BaseException) -> bool:
        """Whether the error, which came in the midst of a step of ours, is the program's affair, as Ctrl+C is."""
        self._abandon()
        if isinstance(error, Exception):
            self.ended = (
                self.ended or f"The recording ended early: the recorder failed with {type(error).__name__}: {error}."
            )
        return not isinstance(error, Exception)

    def _is_walking_here(self) -> bool:
        """Whether it is ours to look at what runs: not in a thread of the person's, but in one of torch's own it is."""
        here = threading.get_ident()
        return here == self._thread or all(one.ident != here for one in threading.enumerate())

    def _is_here(self) -> bool:
        return self._is_open and threading.get_ident() == self._thread

    def _go_aside(self, frame: FrameType) -> None:
        """What runs in this frame is not to come here; however it ends, calls come here again."""
        if sys.gettrace() is None:
            self._above = torch_private.take_off(self)
            if self._above is not None:
                frame.f_trace = _Return(self)

    def _come_back(self) -> None:
        above, self._above = self._above, None
        if above is not None and self._is_open:
            torch_private.put_on(self, above)

    def _has_passed(self, line: Any) -> None:
        """What passed without being noted, on that line, is over."""

    def _compiled_code(self, begins: bool, by: FrameType) -> None:
        """Code of torch.compile takes over, which looks at each mode and would compile us too, or gives back."""
        if not self._is_here():
            return
        if begins and self._compiled_by is None:
            if not (self._within or self.ended):
                self._look(self._cannot_see, "torch.compile")
            self._compiled_by, self._below = by, torch_private.take_off(self)
            torch_private.set_function_apply(self._apply)
        elif not begins and self._compiled_by is by:
            self._compiled_by = None
            torch_private.set_function_apply(_apply_of(self))
            if self._below is not None:
                torch_private.put_on(self, self._below)


class _Return(Mark):
    """When it goes, calls come to the doors again."""

    def __init__(self, doors: Doors) -> None:
        self.doors = weakref.ref(doors)

    def __del__(self) -> None:
        doors = self.doors()
        if doors is not None:
            doors._come_back()


class Passing(Mark):
    """What is called in the frame, from a line of the person's, is not noted, but what came of it."""

    def __init__(self, doors: Doors, line: Any) -> None:
        self.doors = weakref.ref(doors)
        self._line = line

    def __del__(self) -> None:
        doors = self.doors()
        if doors is not None and doors._is_here():
            doors._has_passed(self._line)


def door(step: Callable[..., None]) -> Callable[..., None]:
    """A method of a recorder that others call: what fails in it ends the recording, and nothing else."""

    @wraps(step)
    def guarded(self: Doors, *given: Any, **named: Any) -> None:
        if self._is_open and not self.ended:
            try:
                with _LOOK():
                    step(self, *given, **named)
            except BaseException as ours:
                if self._is_not_ours(ours):
                    raise

    return guarded


def _apply_of(doors: Doors) -> Any:
    """`apply` of torch.autograd.Function, the one call that torch does not show to a mode.

    What it calls inside is no step of the person's. It is no method of the doors: a program may keep it and copy it.
    """
    own = doors._apply

    def apply(function: Any, *args: Any, **kwargs: Any) -> Any:
        bound = torch_private.bound(own, function)
        if not doors._is_here() or doors._within:
            try:
                return call_from(sys._getframe(1), bound, args, kwargs)
            except BaseException as error:
                hide(error)
                raise
        return doors._through(function, bound, args, kwargs, 1)

    return classmethod(apply)


def _swap_of(doors: Doors, own: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """torch swaps no tensors that something refers to weakly, as we do."""

    @wraps(own)
    def swap_tensors(t1: Any, t2: Any) -> None:
        if doors._is_here():
            doors._look(doors._let_go, t1, t2)
        own(t1, t2)

    return swap_tensors


def _leave_alone() -> None:
    """A process that was forked while it was recorded is not recorded: nobody would see it."""
    for doors in _ALL:
        doors.ended = "A process that the recorded one forked is not recorded."


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_alone)
