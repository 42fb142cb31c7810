"""Records what PyTorch does: a context manager for any script. torch only, no Qt, no IPython."""

from __future__ import annotations

import sys
import threading
import warnings
import weakref
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Literal

import msgspec
import torch
from torch import Tensor
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.overrides import TorchFunctionMode, resolve_name

from explorer.core import torch_private
from explorer.core.tape.recording.census import Census, Gradients
from explorer.core.tape.recording.naming import held
from explorer.core.tape.recording.running_code import RunningCode, Variable
from explorer.core.tape.recording.summary import is_wrapped, summarise
from explorer.core.tape.tape import (
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
from explorer.core.torch_private import transform, version_of

torch_private.check()

_CallKind = Literal["operation", "backward", "grad", "slot", "attribute", "set"]

_KINDS: dict[Any, tuple[str, _CallKind]] = {}
"""What is known of each of torch's functions: its short name, and how to record it."""

_PLAIN = frozenset({int, float, bool, str, type(None)})

_ON_TENSORS = frozenset({"retain_grad", "register_hook", "register_post_accumulate_grad_hook"})
"""What is asked of a tensor for later, and gives none."""

_LEAVING = frozenset({"item", "tolist", "numpy", "array", "int", "float", "index", "complex"})
"""What gives the plain numbers of a tensor."""


class record(TorchFunctionMode):  # noqa: N801 - used as `with record() as tape:`
    """A context manager that gives a Tape, complete when it closes.

    Every call of torch inside it, in this thread, is noted. Function transforms (vmap, jvp) are noted as operations
    that cannot be seen into. It may be entered again: each Tape goes on where the one before ended, with the same
    numbers. Of `most` events in one Tape no more are noted, only counted. No tensor and no graph is kept alive, but for
    a function's variables until it is left. `lines.labels` are names for files; `note_names` tells what variables there
    are.
    """

    def __init__(self, most: int | None = None) -> None:
        super().__init__()
        self._most = most
        self._missed = 0
        self.lines = RunningCode()
        self._census = Census(self._leave, self._fill)
        self._tape = Tape()
        self._apply: Any = None
        self._recording = False
        self._begun = 0
        self._events: list[Event] = []
        self._names: dict[str, int] = {}
        self._called: dict[int, tuple[str, str]] = {}
        self._expanded: weakref.WeakSet[torch.nn.Module] = weakref.WeakSet()
        self._searched: set[Line] = set()
        self._optimizers: dict[int, tuple[weakref.ref[Optimizer], OptimizerNote]] = {}
        self._thread = 0
        self._stepping: Any = None
        self._built: dict[int, tuple[weakref.ref[Optimizer], Line]] = {}
        self._visits: list[Visit] | None = None
        self._unasked: Line | None = None
        self._flying: dict[int, tuple[weakref.ref[Tensor], int, Summary]] = {}

    def __enter__(self) -> Tape:
        super().__enter__()  # type: ignore[no-untyped-call]
        # apply is the one call that torch does not show to a mode; what it calls inside is no step of the person's.
        self._apply = torch_private.function_apply()
        torch_private.set_function_apply(classmethod(self._applied))
        self.lines.home = sys._getframe(1).f_code
        self._thread = threading.get_ident()
        self._stepping = register_optimizer_step_pre_hook(self._step)
        self._recording = True
        self._missed = 0
        self._tape = Tape()
        return self._tape

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, where)  # type: ignore[no-untyped-call]
        torch_private.set_function_apply(self._apply)
        self._stepping.remove()
        self._recording = False
        self._end_unasked()
        if error is not None:
            self.note_error(error)
        self.note_names(sys._getframe(1).f_locals)
        self._begun += len(self._events)
        census = self._census
        for name, values in (("events", self._events), ("nodes", census.nodes), ("edges", census.edges)):
            msgspec.structs.force_setattr(self._tape, name, tuple(values))
        msgspec.structs.force_setattr(self._tape, "missed", self._missed)
        msgspec.structs.force_setattr(self._tape, "sources", self.lines.sources)
        self.lines.sources = {}
        self._events, census.nodes, census.edges = [], [], []

    @property
    def noted(self) -> int:
        """How many events there are so far, in all of its tapes."""
        return self._begun + len(self._events)

    def note_error(self, error: BaseException) -> None:
        """This exception ended the person's code."""
        self._events.append(Raised(_text(error), self.lines.of(error)))

    def note_names(self, variables: Mapping[str, Any], are_all: bool = False) -> None:
        """The tensors among the variables have these names by now, and so have those that they hold.

        If there are no other variables, what had other names has none any more.
        """
        self._name(self.lines.named())
        self.lines.forget()
        self._expanded.clear()
        self._searched.clear()
        found = self._name([("", name, value) for name, value in variables.items() if not name.startswith("_")])
        if are_all:
            for name in [name for name in self._names if name not in found]:
                self._rename("", name, None)

    def _name(self, variables: Iterable[Variable]) -> set[str]:
        """Note the names that tensors and optimizers have in these variables. What is held by something else, and has a
        name, needs no second one.
        """
        found: set[str] = set()
        for scope, variable, value in variables:
            name = scope + variable.rstrip(".")
            if isinstance(value, torch.nn.Module):
                if value in self._expanded and not variable.endswith("."):
                    continue
                self._expanded.add(value)
            if name in self._names and not isinstance(value, Tensor):
                self._rename(scope, name, None)
            for path, one in held(name, value, self.lines.is_persons):
                if isinstance(one, Optimizer):
                    self._meet_optimizer(one, path, self.lines.seen)
                elif one is value or (
                    (one.requires_grad or self._census.is_known(one)) and self._is_news(scope, path, one)
                ):
                    found.add(path)
                    self._rename(scope, path, one)
        return found

    def _is_news(self, scope: str, name: str, tensor: Tensor) -> bool:
        """Whether it has no other name, but for one inside a function where this one is in none."""
        known = self._called.get(self._census.number(tensor))
        return known is None or known[1] == name or (not scope and bool(known[0]))

    def _rename(self, scope: str, name: str, tensor: Tensor | None) -> None:
        number = None if tensor is None else self._census.number(tensor)
        before = self._names.pop(name, None)
        if tensor is not None and number is not None:
            if tensor.requires_grad and tensor.is_leaf and not self._census.is_noted(tensor):
                self._events.append(self._met(tensor, self.lines.seen))
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
        frame = sys._getframe(2)
        one = frame.f_locals.get("self") if frame.f_code.co_name == "add_param_group" else None
        if isinstance(one, Optimizer) and id(one) not in self._built:
            self._built[id(one)] = weakref.ref(one), self._now()

    def _step(self, optimizer: Optimizer, _args: Any, _kwargs: Any) -> None:
        if threading.get_ident() == self._thread and self._is_noting() and transform() is None:
            line = self._now()
            note = self._meet_optimizer(optimizer, "", line)
            self._events.append(OptimizerStep(note.number, line))

    # -- operations

    def _is_noting(self) -> bool:
        return self._most is None or len(self._events) < self._most

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if not self._is_noting():
            self._missed += 1
            return func(*args, **kwargs)
        name, kind = _KINDS.get(func) or _learn(func)
        if transform() is not None:
            return self._call_unseen(name, kind, func, args, kwargs)
        if kind == "attribute":
            if name == "is_leaf":
                self._look_for_optimizer()
            result = func(*args)
            if isinstance(result, Tensor):  # x.T, x.real and x.data make tensors: they are operations
                self._operation(name, self._now(), args, kwargs, [args[0]], [result], [])
            return result
        if kind == "slot":
            return self._read_slot(func, args)
        return self._call(name, kind, func, args, kwargs)

    def _call_unseen(
        self, name: str, kind: _CallKind, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """A call inside a function transform: its tensors stand for others, and have neither numbers nor memory."""
        if kind == "operation":
            self._events.append(Operation(name, self._now(), (), (), cut=Cut.TRANSFORM))
        return func(*args, **kwargs)

    def _applied(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        """`apply` of a torch.autograd.Function that the person wrote."""
        with torch.DisableTorchFunction():
            apply = torch_private.bound(self._apply, function)
            place = len(self._events)
            result = self._call(function.__name__, "operation", apply, args, kwargs)
            self._look_inside(place, args)
            return result

    def _look_inside(self, place: int, args: tuple[Any, ...]) -> None:
        """Which leaves the functions among the inputs of the operation noted since then hold."""
        given = [one for value in args if callable(value) for _, one in held("", value, self.lines.is_persons)]
        inside = [one for one in given if isinstance(one, Tensor) and one.requires_grad and one.is_leaf]
        for number in range(place, len(self._events)) if inside else ():
            event = self._events[number]
            if isinstance(event, Operation) and event.outputs and event.inputs:
                numbers = tuple(map(self._census.number, inside))
                self._events[number] = msgspec.structs.replace(event, inside=numbers)

    def _call(
        self, name: str, kind: _CallKind, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        line = self._now()
        tensors = _tensors(args, kwargs)
        for tensor in tensors:
            if not self._census.is_known(tensor):
                self._meet(tensor, line)
        if kind == "backward" or kind == "grad":
            return self._walk(kind, line, func, args, kwargs)
        versions = [version_of(tensor) for tensor in tensors]
        try:
            result = func(*args, **kwargs)
        except Exception as error:
            told = tuple(map(self._census.number, tensors))
            self._events.append(Operation(name, line, told, (), error=_text(error)))
            raise
        changed = [tensor for tensor, version in zip(tensors, versions, strict=True) if version_of(tensor) != version]
        outputs = [result] if isinstance(result, Tensor) else _tensors((result,), {})
        if changed:
            outputs = [tensor for tensor in outputs if not any(tensor is other for other in changed)]
        elif kind == "set" or name in _ON_TENSORS:
            outputs = [args[0]]
        if outputs or changed:
            self._operation(name, line, args, kwargs, tensors, outputs, changed)
        elif name in _LEAVING and tensors[0].is_floating_point():
            self._events.append(Operation(name, line, (self._census.number(tensors[0]),), (), cut=Cut.NUMBERS))
        if changed or kind == "set":
            self._events += self._census.changed_slots(line)
        return result

    def _now(self) -> Line:
        """The line that runs; what the one before has stored has its names by now."""
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
                inputs += map(census.number, inside) if inside else [repr(value)[:80]]
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

    def _read_slot(self, func: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """`tensor.grad`: of a tensor that keeps none, torch says so in a warning, which is noted."""
        tensor = args[0]
        if tensor.is_leaf or tensor.retains_grad:
            result = func(*args)
            if result is not None:
                self._census.number(result)
            return result
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            result = func(*args)
        for warning in said:
            number, line = self._census.number(tensor), self._now()
            self._events.append(Operation("grad", line, (number,), (), error=_text(warning.message)))
            warnings.warn(warning.message, warning.category, stacklevel=3)
        return result

    # -- walking back

    def _fill(self, node: int, arrived: Gradients) -> None:
        """The node of a leaf is about to add what arrived to the leaf's slot."""
        if self._recording:
            self._leave(node, (), arrived)

    def _leave(self, node: int, sent: Gradients, arrived: Gradients) -> None:
        """A node has run. If nobody asked for it by a call that we saw, a walk of its own begins."""
        if not self._recording or self._missed:
            return
        if self._visits is None:
            self._visits = []
            self._unasked = self.lines.now()
        if self._unasked is not None:
            with torch.DisableTorchFunction():
                self._visits.append(self._visit(node, sent, arrived))
        else:
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

    def _walk(
        self, name: str, line: Line, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        census = self._census
        roots = _tensors((args[0] if args else kwargs.get("tensors", kwargs.get("outputs")),), {})
        fns = [root.grad_fn for root in roots if root.grad_fn is not None]
        for fn in fns:
            census.node(fn, None)
        asked = kwargs.get("inputs", args[1] if name == "grad" and len(args) > 1 else ())
        only = tuple(map(census.number, _tensors((asked,), {})))
        before, self._visits = self._visits, []
        error, result, failed = "", None, None
        try:
            result = func(*args, **kwargs)
        except Exception as raised:
            error = _text(raised)
            if torch_private.is_of_engine(raised.__traceback__):
                failed = census.next_to_run(fns, {visit.node for visit in self._visits})
            raise
        finally:
            visits, self._visits = self._visits, before
            freed = census.freed(fns, {visit.node for visit in visits})
            place = self._begun + len(self._events)
            results = tuple([census.of(tensor, place) for tensor in _tensors((result,), {})])
            numbers = tuple(map(census.number, roots))
            self._events.append(Walk(name, line, numbers, tuple(visits), freed, results, failed, error, only))
            self._events += census.changed_slots(line, self._arrived)
            self._flying.clear()
        return result

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
    name = resolve_name(func) or getattr(func, "__name__", str(func))
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
