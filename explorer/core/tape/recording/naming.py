"""The names that a program's variables give to tensors and optimizers: also in modules, objects, lists and dicts."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from types import FunctionType, MethodType
from typing import Any

from torch import Tensor
from torch.nn import Module
from torch.nn.parameter import Parameter, is_lazy
from torch.optim import Optimizer

from explorer.core.tape.recording.census import Census, is_leaf
from explorer.core.tape.recording.modules import inside, named
from explorer.core.tape.recording.running_code import NOWHERE, RunningCode, Variable
from explorer.core.tape.tape import Event, Line, Naming, Operation, OptimizerNote

_DEEPEST = 4
"""Things inside one another that are looked into."""

_MOST = 1000
"""Things in one variable that are looked at: a dataset is no model."""

Found = tuple[str, Tensor | Optimizer]


class Names:
    """What has which name, and what was met: it is noted among the `events`."""

    def __init__(self, census: Census, lines: RunningCode, events: list[Event]) -> None:
        self._census = census
        self._lines = lines
        self._events = events
        self._names: dict[str, int] = {}
        self._called: dict[int, tuple[str, str]] = {}
        self._expanded: dict[int, tuple[weakref.ref[Module], set[str]]] = {}  # a person's class may have no hash
        self._searched: set[Line] = set()
        self._is_of_self = False
        self._optimizers: dict[int, tuple[weakref.ref[Optimizer], OptimizerNote]] = {}
        self._built: dict[int, tuple[weakref.ref[Optimizer], Line]] = {}

    @property
    def named(self) -> set[int]:
        """The tensors that have a name."""
        return set(self._names.values())

    def look_again(self) -> None:
        """What has been looked into may hold other things by now."""
        self._expanded.clear()
        self._searched.clear()

    def forget_others(self, found: set[str]) -> None:
        """What had other names than those has none any more."""
        for name in [name for name in self._names if name not in found]:
            self._rename("", name, None)

    def meet(self, tensor: Tensor, line: Line) -> None:
        """A tensor that was there before is noted as it was found. What holds it may have no name here."""
        self._events.append(self._met(tensor, line))
        if tensor.requires_grad and line not in self._searched and self._census.number(tensor) not in self._called:
            self._searched.add(line)
            self.note(self._lines.variables())

    def _met(self, tensor: Tensor, line: Line) -> Operation:
        is_new = isinstance(tensor, Parameter) or (tensor.requires_grad and is_leaf(tensor))  # or Variable(loss.data)
        source = self._census.made_of(tensor) if is_new else None
        given = () if source is None else (source,)
        return Operation(type(tensor).__name__, line, given, (self._census.of(tensor, None),))

    def note(self, variables: Iterable[Variable], are_new: bool = True) -> set[str]:
        """Note the names that tensors and optimizers have in these variables. What is held by something else, and has a
        name, needs no second one; nor, unless they `are_new`, what the code that ran has not met.
        """
        found: set[str] = set()
        for scope, variable, value, line in variables:
            name = scope + variable.rstrip(".")
            if type(value) is Tensor:  # most are
                found.add(name)
                self._rename(scope, name, value, line)
                continue
            if isinstance(value, Module):
                seen = self._expanded.get(id(value))
                if seen is None or seen[0]() is not value:
                    seen = self._expanded[id(value)] = weakref.ref(value), set()
                scopes = seen[1]
                if scope in scopes and not variable.endswith("."):
                    continue
                scopes.add(scope)
            if name in self._names and not isinstance(value, Tensor):
                self._rename(scope, name, None)
            for path, one in held(name, value, self._lines.is_persons):
                if isinstance(one, Optimizer):
                    self.meet_optimizer(one, path, line)
                elif one is value or (
                    ((one.requires_grad and are_new) or self._census.is_known(one)) and self._is_news(scope, path, one)
                ):
                    found.add(path)
                    self._rename(scope, path, one, line)
        if self._is_of_self and self._lines.seen not in self._searched:  # what is it to those outside?
            self._is_of_self = False
            self._searched.add(self._lines.seen)
            self.note(self._lines.variables())
        return found

    def _is_news(self, scope: str, name: str, tensor: Tensor) -> bool:
        """Whether it has no other name, but for one inside a function where this one is in none, or is not of self."""
        known = self._called.get(self._census.number(tensor))
        if known is None or known[1] == name:
            return True
        is_inside = known[1].startswith(f"{known[0]}self.") and not name.startswith(f"{scope}self.")
        return is_inside or (not scope and bool(known[0]))

    def _rename(self, scope: str, name: str, tensor: Tensor | None, line: Line = NOWHERE) -> None:
        number = None if tensor is None else self._census.number(tensor)
        before = self._names.pop(name, None)
        if tensor is not None and number is not None:
            if tensor.requires_grad and is_leaf(tensor) and not self._census.is_noted(tensor):
                self._events.append(self._met(tensor, line))
                self._is_of_self = name.startswith(f"{scope}self.")
            self._names[name] = number
        if number != before:
            if before is not None and self._called.get(before, ("", ""))[1] == name:
                del self._called[before]
            if tensor is not None and number is not None and self._is_news(scope, name, tensor):
                self._called[number] = scope, name
            self._events.append(Naming(name, number, scope))

    # -- optimizers

    def built(self, optimizer: Optimizer, line: Line) -> None:
        """It is being built on that line."""
        known = self._built.get(id(optimizer))
        if known is None or known[0]() is not optimizer:
            self._built[id(optimizer)] = weakref.ref(optimizer), line

    def meet_built(self) -> None:
        """Those that were built, and have no name where one was looked for, are met."""
        for key, (ref, line) in self._built.items():
            optimizer = ref()
            known = self._optimizers.get(key)
            if optimizer is not None and (known is None or known[0]() is not optimizer):
                self.meet_optimizer(optimizer, "", line)

    def meet_optimizer(self, optimizer: Optimizer, name: str, line: Line) -> OptimizerNote:
        """It is noted when it is met, and when it holds other tensors than before."""
        for group in optimizer.param_groups:
            for tensor in group["params"]:
                if not self._census.is_noted(tensor):
                    self._events.append(self._met(tensor, line))
        groups = tuple(tuple(map(self._census.number, group["params"])) for group in optimizer.param_groups)
        known = self._optimizers.get(id(optimizer))
        note = known[1] if known is not None and known[0]() is optimizer else None
        if note is None or note.groups != groups or (name and name != note.name):
            built = self._built.get(id(optimizer))
            if note is None and built is not None and built[0]() is optimizer:
                line = built[1]
            number = len(self._optimizers) if note is None else note.number
            note = OptimizerNote(number, type(optimizer).__name__, name or (note.name if note else ""), line, groups)
            self._optimizers[id(optimizer)] = weakref.ref(optimizer), note
            self._events.append(note)
        return note


def held(name: str, value: Any, is_persons: Callable[[type], bool]) -> Iterator[Found]:
    """The tensors and optimizers in the variable `name`: net.weight, params[0], cache['h'], f.scale.

    Of objects only those of classes that `is_persons` says are the person's own are looked into.
    """
    seen: set[int] = set()
    waiting: list[tuple[str, Any, int]] = [(name, value, 0)]
    looked_at = 0
    while waiting and looked_at < _MOST:
        name, value, depth = waiting.pop()
        looked_at += 1
        if isinstance(value, Optimizer) or (isinstance(value, Tensor) and not is_lazy(value)):
            yield name, value
        elif depth < _DEEPEST and id(value) not in seen and (things := _inside(name, value, is_persons)):
            seen.add(id(value))
            waiting += [(path, one, depth + 1) for path, one in reversed(things)]


def _inside(name: str, value: Any, is_persons: Callable[[type], bool]) -> list[tuple[str, Any]]:
    if isinstance(value, Module):
        parameters = {id(one): (f"{name}.{path}", one) for path, one in reversed(list(named(value)))}
        return list(reversed(parameters.values())) + [
            (f"{name}.{path}.{key}" if path else f"{name}.{key}", one)
            for path, module in inside(value)
            for key, one in vars(module).items()
            if not key.startswith("_") and isinstance(one, Tensor | list | tuple | dict | Optimizer)
        ]
    if isinstance(value, list | tuple):  # a subclass may do more at a look than these do
        every = list.__iter__(value) if isinstance(value, list) else tuple.__iter__(value)
        return [(f"{name}[{place}]", one) for place, one in enumerate(islice(every, _MOST))]
    if isinstance(value, dict):
        items = islice(dict.items(value), _MOST)
        return [(f"{name}[{key!r}]", one) for key, one in items if isinstance(key, str | int)]
    if isinstance(value, MethodType):
        return _inside(name, value.__self__, is_persons) if is_persons(type(value.__self__)) else []
    if isinstance(value, FunctionType):
        cells = zip(value.__code__.co_freevars, value.__closure__ or (), strict=True)
        return [(f"{name}.{key}", one) for key, cell in cells if (one := _content(cell)) is not None]
    if is_persons(type(value)) and hasattr(value, "__dict__") and not isinstance(value, type):
        return [(f"{name}.{key}", one) for key, one in vars(value).items() if not key.startswith("_")]
    return []


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None
