"""Records what PyTorch does: a context manager for any script. torch only, no Qt, no IPython."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Literal, NamedTuple

import msgspec
import torch
from torch import Tensor
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.overrides import resolve_name

from explorer.core import torch_private
from explorer.core.tape.recording.census import Census, Gradients
from explorer.core.tape.recording.doors import Doors, door
from explorer.core.tape.recording.naming import held
from explorer.core.tape.recording.running_code import NOWHERE, RunningCode, Variable
from explorer.core.tape.recording.summary import is_wrapped, summarise, text_of
from explorer.core.tape.tape import (
    FINDS,
    Cut,
    Event,
    Line,
    Naming,
    Operation,
    OptimizerNote,
    OptimizerStep,
    Raised,
    Summary,
    Tape,
    Visit,
    Walk,
)
from explorer.core.torch_private import is_watched, version_of

torch_private.check()

_CallKind = Literal["operation", "function", "backward", "grad", "slot", "attribute", "set"]

_KINDS: dict[Any, tuple[str, _CallKind]] = {}
"""What is known of each of torch's functions: its short name, and how to record it."""

_PLAIN = frozenset({int, float, bool, str, type(None)})

_ON_TENSORS = frozenset({"retain_grad", "register_hook", "register_post_accumulate_grad_hook"})
"""What is asked of a tensor for later, and gives none."""

_LEAVING = frozenset({"item", "tolist", "numpy", "array", "int", "float", "index", "complex"})
"""What gives the plain numbers of a tensor."""

_NO_LEAF = "UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor is being accessed."

resolve_name(None)  # now torch makes its table of names, and not while a program runs
_name_in_torch = getattr(resolve_name, "__wrapped__", resolve_name)
"""Without its wrapper, which sets filters for warnings: Python then forgets which it has shown."""


class _Call(NamedTuple):
    """What is known of a call before it is made; of a walk, the nodes that it starts from and the visits around it."""

    name: str
    kind: _CallKind
    line: Line
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    tensors: list[Tensor]
    versions: list[int]
    fns: tuple[Any, ...] = ()
    only: tuple[int, ...] = ()
    around: list[Visit] | None = None


class record(Doors):  # noqa: N801 - used as `with record() as tape:`
    """A context manager that gives a Tape, complete when it closes.

    Every call of torch inside it, in this thread, is noted, and is made as it would be without us. Function transforms
    (vmap, jvp), torch.compile, and what a tracer or a mode of the program's own would see us look at, are noted as
    operations that cannot be seen into. If the recorder fails, the recording ends and says so. It may be entered again:
    each Tape goes on where the one before ended, with the same numbers. Of `most` events in one Tape no more are noted,
    only counted. Nothing of the person's is kept alive. `lines.labels` are names for files; `note_names` tells what
    variables there are.
    """

    def __init__(self, most: int | None = None) -> None:
        super().__init__()
        self._most = most
        self._missed = 0
        self.lines = RunningCode()
        self._census = Census(self._leave, self._fill)
        self._tape = Tape()
        self._begun = 0
        self._events: list[Event] = []
        self._names: dict[str, int] = {}
        self._called: dict[int, tuple[str, str]] = {}
        self._expanded: weakref.WeakKeyDictionary[torch.nn.Module, set[str]] = weakref.WeakKeyDictionary()
        self._searched: set[Line] = set()
        self._optimizers: dict[int, tuple[weakref.ref[Optimizer], OptimizerNote]] = {}
        self._stepping: Any = None
        self._built: dict[int, tuple[weakref.ref[Optimizer], Line]] = {}
        self._visits: list[Visit] | None = None
        self._unasked: Line | None = None
        self._flying: dict[int, tuple[weakref.ref[Tensor], int, Summary]] = {}

    def __enter__(self) -> Tape:
        self._missed = 0
        self._tape = Tape()
        self.lines.home = sys._getframe(1).f_code
        self._stepping = register_optimizer_step_pre_hook(self._step)
        self.open()
        return self._tape

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._end(error, sys._getframe(1).f_locals)
        self.close()
        self._stepping.remove()
        self._look(self._seal)
        msgspec.structs.force_setattr(self._tape, "ended", self.ended)

    @door
    def _end(self, error: BaseException | None, variables: Mapping[str, Any]) -> None:
        """What is still open is over."""
        self._end_unasked()
        self._changed_elsewhere()
        if error is not None:
            self.note_error(error)
        self.note_names(variables)

    def take(self) -> Tape:
        """What was noted since the last taking, and will be part of no other Tape."""
        nodes, edges = self._census.take()
        part = Tape(tuple(self._events), nodes, edges, self._missed, self.lines.sources, self.ended)
        self._begun += len(self._events)
        self._events, self.lines.sources, self._missed = [], {}, 0
        return part

    def _seal(self) -> None:
        """The tape has what was noted."""
        part = self.take()
        for name in Tape.__struct_fields__:
            msgspec.structs.force_setattr(self._tape, name, getattr(part, name))
        self._tape.__dict__[FINDS] = self._census.find

    @property
    def noted(self) -> int:
        """How many events there are so far, in all of its tapes."""
        return self._begun + len(self._events)

    @door
    def note_error(self, error: BaseException) -> None:
        """This exception ended the person's code."""
        self._events.append(Raised(_text(error), self.lines.of(error)))

    @door
    def note_names(self, variables: Mapping[str, Any], are_all: bool = False) -> None:
        """The tensors among the variables have these names by now, and so have those that they hold.

        If there are no other variables, what had other names has none any more.
        """
        self._name(self.lines.named())
        self.lines.forget()
        self._expanded.clear()
        self._searched.clear()
        given = [("", name, value, NOWHERE) for name, value in variables.items() if not name.startswith("_")]
        found = self._name(given, are_all)
        if are_all:
            for name in [name for name in self._names if name not in found]:
                self._rename("", name, None)

    def _name(self, variables: Iterable[Variable], are_new: bool = True) -> set[str]:
        """Note the names that tensors and optimizers have in these variables. What is held by something else, and has a
        name, needs no second one; nor, unless they `are_new`, what the code that ran has not met.
        """
        found: set[str] = set()
        for scope, variable, value, line in variables:
            name = scope + variable.rstrip(".")
            if isinstance(value, torch.nn.Module):
                scopes = self._expanded.setdefault(value, set())
                if scope in scopes and not variable.endswith("."):
                    continue
                scopes.add(scope)
            if name in self._names and not isinstance(value, Tensor):
                self._rename(scope, name, None)
            for path, one in held(name, value, self.lines.is_persons):
                if isinstance(one, Optimizer):
                    self._meet_optimizer(one, path, line)
                elif one is value or (
                    ((one.requires_grad and are_new) or self._census.is_known(one)) and self._is_news(scope, path, one)
                ):
                    found.add(path)
                    self._rename(scope, path, one, line)
        return found

    def _is_news(self, scope: str, name: str, tensor: Tensor) -> bool:
        """Whether it has no other name, but for one inside a function where this one is in none."""
        known = self._called.get(self._census.number(tensor))
        return known is None or known[1] == name or (not scope and bool(known[0]))

    def _rename(self, scope: str, name: str, tensor: Tensor | None, line: Line = NOWHERE) -> None:
        number = None if tensor is None else self._census.number(tensor)
        before = self._names.pop(name, None)
        if tensor is not None and number is not None:
            if tensor.requires_grad and tensor.is_leaf and not self._census.is_noted(tensor):
                self._events.append(self._met(tensor, line))
            self._names[name] = number
        if number != before:
            if before is not None and self._called.get(before, ("", ""))[1] == name:
                del self._called[before]
            if number is not None and (number not in self._called or not scope):
                self._called[number] = scope, name
            self._events.append(Naming(name, number, scope))

    # -- optimizers

    def _meet_optimizer(self, optimizer: Optimizer, name: str, line: Line) -> OptimizerNote:
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

    def _look_for_optimizer(self) -> None:
        """One that is being built asks of each tensor whether it is a leaf: no other call of it is seen."""
        frame = sys._getframe(4)  # past the doors
        one = frame.f_locals.get("self") if frame.f_code.co_name == "add_param_group" else None
        if isinstance(one, Optimizer) and id(one) not in self._built:
            self._built[id(one)] = weakref.ref(one), self._now()

    @door
    def _step(self, optimizer: Optimizer, _args: Any, _kwargs: Any) -> None:
        if self._is_here() and self._is_noting() and not is_watched():
            line = self._now()
            note = self._meet_optimizer(optimizer, "", line)
            self._events.append(OptimizerStep(note.number, line))

    # -- operations

    def _is_noting(self) -> bool:
        return self._most is None or len(self._events) < self._most

    def _before(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> _Call | None:
        if not self._is_noting():
            self._missed += 1
            return None
        name, kind = _KINDS.get(func) or _learn(func)
        if is_watched():
            if kind in ("operation", "function"):
                self._cannot_see(name)
            return None
        if kind == "attribute":
            if name == "is_leaf":
                self._look_for_optimizer()
            return _Call(name, kind, NOWHERE, args, kwargs, [], [])
        if kind == "slot":
            self._events += self._census.changed_slots(NOWHERE, of=args[0])
            line = NOWHERE if args[0].is_leaf else self._now()  # it takes long, and optimizers ask often
            return _Call(name, kind, line, args, kwargs, [args[0]], [])
        line = self._now()
        tensors = _tensors(args, kwargs)
        for tensor in tensors:
            if not self._census.is_noted(tensor) and (tensor.requires_grad or not self._census.is_known(tensor)):
                self._meet(tensor, line)
        if kind == "backward" or kind == "grad":
            return self._set_out(_Call(name, kind, line, args, kwargs, tensors, []))
        return _Call(name, kind, line, args, kwargs, tensors, [version_of(tensor) for tensor in tensors])

    def _after(self, call: _Call, result: Any) -> None:
        name, kind, line, args, kwargs, tensors, versions, *_ = call
        if kind == "attribute":
            if isinstance(result, Tensor):  # x.T, x.real and x.data make tensors: they are operations
                self._operation(name, self._now(), args, kwargs, [args[0]], [result], [])
            return
        if kind == "slot":
            self._read_slot(call, result)
            return
        if kind == "backward" or kind == "grad":
            self._arrive(call, result)
            return
        changed = [tensor for tensor, version in zip(tensors, versions, strict=True) if version_of(tensor) != version]
        outputs = [result] if isinstance(result, Tensor) else _tensors((result,), {})
        if changed:
            outputs = [tensor for tensor in outputs if not any(tensor is other for other in changed)]
        elif kind == "set" or name in _ON_TENSORS:
            outputs = [args[0]]
        place = len(self._events)
        if outputs or changed:
            self._operation(name, line, args, kwargs, tensors, outputs, changed)
        elif name in _LEAVING and tensors and tensors[0].is_floating_point():
            self._events.append(Operation(name, line, (self._census.number(tensors[0]),), (), cut=Cut.NUMBERS))
        if kind == "function":
            self._look_inside(place, args)
        if changed or kind == "set":
            self._events += self._census.changed_slots(line)

    def _look_inside(self, place: int, args: tuple[Any, ...]) -> None:
        """Which leaves the functions among the inputs of the operation noted since then hold."""
        given = [one for value in args if callable(value) for _, one in held("", value, self.lines.is_persons)]
        inside = [one for one in given if isinstance(one, Tensor) and one.requires_grad and one.is_leaf]
        for number in range(place, len(self._events)) if inside else ():
            event = self._events[number]
            if isinstance(event, Operation) and event.outputs and event.inputs:
                numbers = tuple(map(self._census.number, inside))
                self._events[number] = msgspec.structs.replace(event, inside=numbers)

    def _failed(self, call: _Call, error: BaseException) -> None:
        if call.kind == "backward" or call.kind == "grad":
            self._arrive(call, None, error)
        elif call.kind != "attribute":
            told = tuple(map(self._census.number, call.tensors))
            self._events.append(Operation(call.name, call.line, told, (), error=_text(error)))

    def _cannot_see(self, name: str) -> None:
        """What runs now stands for others, or would show our looking to the program."""
        self._events.append(Operation(name, self._now(), (), (), cut=Cut.TRANSFORM))

    def _let_go(self, *tensors: Tensor) -> None:
        self._flying.clear()
        for tensor in tensors:
            self._census.let_go(tensor)

    def _abandon(self) -> None:
        self._visits = self._unasked = None
        self._flying.clear()
        self._census.disown(self.noted)

    def _changed_elsewhere(self) -> None:
        self._events += self._census.changed_slots(NOWHERE)

    def _now(self) -> Line:
        """The line that runs; what those before have stored has its names by now."""
        if self._unasked is not None:
            self._end_unasked()
        named = self.lines.named()
        if named:
            self._name(named)
        return self.lines.now()

    def _operation(
        self,
        name: str,
        line: Line,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        given: list[Tensor],
        outputs: list[Tensor],
        changed: list[Tensor],
    ) -> None:
        census, place = self._census, self._begun + len(self._events)
        inputs: list[int | str] = []
        for value in (*args, *kwargs.values()) if kwargs else args:
            if isinstance(value, Tensor):
                inputs.append(census.number(value))
            elif type(value) in _PLAIN:
                inputs.append(repr(value))
            else:  # tensors in a list stand one after the other
                inside = _tensors((value,), {})
                inputs += map(census.number, inside) if inside else [text_of(value)]
        made = tuple([census.of(tensor, place) for tensor in outputs])
        written = tuple([census.of(tensor, place) for tensor in census.with_aliases(changed)]) if changed else ()
        cut = None if made and made[0].requires_grad else _cut(name, given, outputs)
        self._events.append(Operation(name, line, tuple(inputs), made, written, cut))

    def _meet(self, tensor: Tensor, line: Line) -> None:
        """A tensor that was there before is noted as it was found. What holds it may have no name here."""
        self._events.append(self._met(tensor, line))
        if tensor.requires_grad and line not in self._searched and self._census.number(tensor) not in self._called:
            self._searched.add(line)
            self._name(self.lines.variables())

    def _met(self, tensor: Tensor, line: Line) -> Operation:
        return Operation(type(tensor).__name__, line, (), (self._census.of(tensor, None),))

    def _read_slot(self, call: _Call, result: Any) -> None:
        """`tensor.grad`: of a tensor that keeps none, torch has said so in a warning."""
        (tensor,) = call.tensors
        if result is not None:
            self._census.number(result)
        elif not (tensor.is_leaf or tensor.retains_grad):
            self._events.append(Operation("grad", call.line, (self._census.number(tensor),), (), error=_NO_LEAF))

    # -- walking back

    def _fill(self, node: int, arrived: Gradients) -> None:
        """The node of a leaf is about to add what arrived to the leaf's slot."""
        self._leave(node, (), arrived)  # which is a door

    @door
    def _leave(self, node: int, sent: Gradients, arrived: Gradients) -> None:
        """A node has run. If nobody asked for it by a call that we saw, a walk of its own begins."""
        if self._missed or is_watched() or not self._is_walking_here():
            return
        if self._visits is None:
            self._visits = []
            self._unasked = self.lines.now()
        self._visits.append(self._visit(node, sent, arrived))

    def _visit(self, node: int, sent: Gradients, arrived: Gradients) -> Visit:
        came = tuple([None if one is None else self._arrived(one) for one in arrived])
        return Visit(node, came, tuple([None if one is None else self._sent(one) for one in sent]))

    def _arrived(self, gradient: Tensor) -> Summary:
        sent = self._flying.get(id(gradient))
        # The same tensor may hold more by now: autograd adds in place where paths join.
        if sent is not None and sent[0]() is gradient and sent[1] == version_of(gradient):
            return sent[2]
        return summarise(gradient)

    def _sent(self, gradient: Tensor) -> Summary:
        flying = self._flying.get(id(gradient))
        if flying is not None and flying[0]() is gradient and flying[1] == version_of(gradient):
            return flying[2]
        summary = summarise(gradient)
        if not is_wrapped(gradient):
            self._flying[id(gradient)] = weakref.ref(gradient), version_of(gradient), summary
        return summary

    def _set_out(self, call: _Call) -> _Call:
        """A walk begins."""
        self._changed_elsewhere()
        args, kwargs = call.args, call.kwargs
        roots = _tensors((args[0] if args else kwargs.get("tensors", kwargs.get("outputs")),), {})
        fns = [root.grad_fn for root in roots if root.grad_fn is not None]
        for fn in fns:
            self._census.node(fn, None)
        asked = kwargs.get("inputs", args[1] if call.name == "grad" and len(args) > 1 else ())
        only = tuple(map(self._census.number, _tensors((asked,), {})))
        around, self._visits = self._visits, []
        return call._replace(tensors=roots, fns=tuple(fns), only=only, around=around)

    def _arrive(self, call: _Call, result: Any, error: BaseException | None = None) -> None:
        """A walk is over, or ended with an error."""
        census, line = self._census, call.line
        visits, self._visits = self._visits or [], call.around
        ran = {visit.node for visit in visits}
        failed = None
        if error is not None and torch_private.is_of_engine(error.__traceback__):
            failed = census.next_to_run(call.fns, ran)
        freed = census.freed(call.fns, ran)
        results = tuple([census.of(tensor, self.noted) for tensor in _tensors((result,), {})])
        numbers = tuple(map(census.number, call.tensors))
        told = "" if error is None else _text(error)
        self._events.append(Walk(call.name, line, numbers, tuple(visits), freed, results, failed, told, call.only))
        self._events += census.changed_slots(line, self._arrived)
        self._flying.clear()

    def _end_unasked(self) -> None:
        """A walk that began without a call that we saw is over."""
        if self._unasked is not None:
            line, self._unasked = self._unasked, None
            visits, self._visits = self._visits or [], None
            self._flying.clear()
            self._events.append(Walk("backward", line, (), tuple(visits)))
            self._events += self._census.changed_slots(line)


def _learn(func: Callable[..., Any]) -> tuple[str, _CallKind]:
    """torch.Tensor.add_ is add_, torch.Tensor.__pow__ is pow."""
    name = _name_in_torch(func)
    if isinstance(func, type):
        return func.__name__, "function"
    if name is None:  # the person's own: it is not kept
        return getattr(func, "__name__", type(func).__name__), "grad" if func is torch.autograd.grad else "operation"
    if name in ("torch.Tensor.backward", "backward"):
        return _KINDS.setdefault(func, ("backward", "backward"))
    if name == "grad":
        return _KINDS.setdefault(func, ("grad", "grad"))
    parts = name.removeprefix("torch.").removeprefix("Tensor.").split(".")
    if parts[-1] == "__get__":
        return _KINDS.setdefault(func, (parts[0], "slot" if parts[0] == "grad" else "attribute"))
    if parts[-1] == "__set__":
        return _KINDS.setdefault(func, (f".{parts[0]} =", "set"))
    last = parts[-1]
    return _KINDS.setdefault(func, (last.strip("_") if last.startswith("__") else last, "operation"))


def _tensors(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Tensor]:
    """The tensors in nested tuples, lists and dicts, in their order."""
    if not kwargs and len(args) == 1 and isinstance(args[0], Tensor):
        return [args[0]]
    found: list[Tensor] = []
    waiting: list[Any] = [*reversed(kwargs.values()), *reversed(args)] if kwargs else list(reversed(args))
    while waiting:
        value = waiting.pop()
        if isinstance(value, Tensor):
            found.append(value)
        elif isinstance(value, tuple | list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            waiting.extend(reversed(value.values()))
    return found


def _cut(name: str, given: list[Tensor], outputs: list[Tensor]) -> Cut | None:
    if not outputs:
        return None
    if any(tensor.requires_grad for tensor in outputs) or not any(tensor.requires_grad for tensor in given):
        return None
    if not any(tensor.is_floating_point() for tensor in outputs) or any(tensor is outputs[0] for tensor in given):
        return None
    if name in ("detach", "data"):
        return Cut.DETACH
    return Cut.NO_DERIVATIVE if torch.is_grad_enabled() else Cut.NO_GRAD


def _text(error: BaseException | Warning | str) -> str:
    return f"{type(error).__name__}: {error}"
