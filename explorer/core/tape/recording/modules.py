"""Which call of which module runs, told by the frames on the stack: no hook is needed, and no module is touched."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterator, Sequence
from types import FrameType

from torch import Tensor
from torch.nn import Module
from torch.nn.parameter import is_lazy

from explorer.core.tape.recording.marks import Mark
from explorer.core.tape.recording.running_code import RunningCode, variables_of
from explorer.core.tape.tape import Event, Line, ModuleCall


class _CallMark(Mark):
    """Of the frame of a module's call, by its number."""

    __slots__ = ("number", "owner")

    def __init__(self, owner: object, number: int) -> None:
        self.owner = owner
        self.number = number


class _Model:
    """A module that is called from outside of any: the variable `root` that has it, or has it inside, and the names of
    all modules in that, by their identities.
    """

    __slots__ = ("paths", "ref", "root", "whole")

    def __init__(self, module: Module, root: str, whole: Module) -> None:
        self.ref = weakref.ref(module)
        self.root = root
        self.whole = weakref.ref(whole)
        self.paths: dict[int, tuple[weakref.ref[Module], str]] = {}
        self.look_again()

    def look_again(self) -> None:
        whole = self.whole()
        if whole is not None:
            self.paths = {id(one): (weakref.ref(one), path) for path, one in inside(whole)}

    def path_of(self, module: Module) -> str | None:
        found = self.paths.get(id(module))
        if found is None or found[0]() is not module:
            self.look_again()
            found = self.paths.get(id(module))
        return found[1] if found is not None else None


class Modules:
    """The calls of modules, noted among the `events` when something happens in them for the first time; `number` gives
    that of a tensor. The names of modules are those in the model whose variable is found. `given` are the numbers of
    all parameters of modules that were called: they need not have been met.
    """

    def __init__(self, lines: RunningCode, events: list[Event], number: Callable[[Tensor], int]) -> None:
        self._lines = lines
        self._events = events
        self._number = number
        self._count = 0
        self._known: dict[int, tuple[weakref.ref[Module], int, int]] = {}
        self._models: dict[int, _Model] = {}
        self._open: list[tuple[int, ModuleCall]] = []
        self.given: set[int] = set()
        self._modules = 0
        self._told: set[int] = set()

    def running(self, line: Line) -> int | None:
        """The call that runs: the newest look at the running code has its frame, and those of the calls around it."""
        frames, self._lines.calling = self._lines.calling, []
        if not frames:
            self._open.clear()
            return None
        mark = frames[0].f_trace
        if type(mark) is _CallMark and mark.owner is self:
            return mark.number
        return self._of_new(frames, line)

    def _of_new(self, frames: Sequence[FrameType], line: Line) -> int | None:
        is_traced = sys.gettrace() is not None  # then f_trace is a debugger's
        before = {number if is_traced else call.number: call for number, call in self._open}
        running: list[tuple[int, ModuleCall]] = []
        model: _Model | None = None
        for frame in reversed(frames):
            mark = frame.f_trace
            known = mark.number if isinstance(mark, _CallMark) and mark.owner is self else -1
            call = before.get(id(frame) if is_traced else known)
            module = variables_of(frame).get("self")
            if not isinstance(module, Module):
                continue
            model = model or self._model(module)
            if call is None:
                call = self._new(module, model, running[-1][1] if running else None, line)
                if not is_traced:
                    frame.f_trace = _CallMark(self, call.number)
            running.append((id(frame), call))
        self._open = running
        return running[-1][1].number if running else None

    def _new(self, module: Module, model: _Model, parent: ModuleCall | None, line: Line) -> ModuleCall:
        own = self._known.get(id(module))
        if own is None or own[0]() is not module:
            own = self._known[id(module)] = weakref.ref(module), self._modules, _size(module)
            self._modules += 1
        kind, path = type(module).__name__, model.path_of(module)
        if path is None:  # no module has it as one of its own
            path = ".".join(filter(None, [parent.path if parent is not None else "", f"<{kind}>"]))
        is_first = parent is None and own[1] not in self._told
        every = named(module) if is_first else _own(module)
        if is_first:
            self._told.add(own[1])
        given = tuple((key, self._number(one)) for key, one in every if not is_lazy(one))
        self.given.update([number for _, number in given])
        around = parent.number if parent is not None else None
        made = ModuleCall(self._count, around, own[1], kind, path, model.root, line, given, own[2])
        self._count += 1
        self._events.append(made)
        return made

    def _model(self, module: Module) -> _Model:
        found = self._models.get(id(module))
        if found is None or found.ref() is not module:
            found = self._models[id(module)] = _Model(module, *self._variable(module))
        return found

    def _variable(self, module: Module) -> tuple[str, Module]:
        """What stands for it in the person's code, or for a module that has it inside."""
        around: tuple[str, Module] | None = None
        for _, name, value, _ in self._lines.variables():
            if value is module:
                return name.rstrip("."), module
            if around is None and isinstance(value, Module) and any(one is module for _, one in inside(value)):
                around = name.rstrip("."), value
        return around or ("", module)


def inside(module: Module) -> Iterator[tuple[str, Module]]:
    """It and all modules in it, each once, with their names; without a call of what a person may have written anew."""
    seen: set[int] = set()
    waiting: list[tuple[str, Module]] = [("", module)]
    while waiting:
        path, one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield path, one
        children = vars(one).get("_modules") or {}
        waiting += [
            (f"{path}.{key}" if path else key, each) for key, each in reversed(children.items()) if each is not None
        ]


def named(module: Module) -> Iterator[tuple[str, Tensor]]:
    """Its parameters and those of the modules inside: "0.weight"."""
    for path, one in inside(module):
        yield from ((f"{path}.{key}" if path else key, each) for key, each in _own(one))


def _own(module: Module) -> Iterator[tuple[str, Tensor]]:
    yield from ((key, one) for key, one in (vars(module).get("_parameters") or {}).items() if one is not None)


def _size(module: Module) -> int:
    """How many numbers its parameters have, each counted once."""
    each = {id(one): one for _, inner in inside(module) for _, one in _own(inner) if not is_lazy(one)}
    return sum(one.numel() for one in each.values())
