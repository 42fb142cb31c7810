"""Records what PyTorch does: a context manager for any script. torch only, no Qt, no IPython."""

from __future__ import annotations

import sys
import warnings
import weakref
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Literal

import msgspec
import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode, resolve_name

from explorer.core import torch_private
from explorer.core.tape.recording.census import Census, Gradients
from explorer.core.tape.recording.running_code import RunningCode
from explorer.core.tape.recording.summary import is_wrapped, summarise
from explorer.core.tape.tape import Cut, Event, Line, Naming, Operation, Summary, Tape, Visit, Walk
from explorer.core.torch_private import transform, version_of

torch_private.check()

_CallKind = Literal["operation", "backward", "grad", "slot", "attribute", "set"]

_KINDS: dict[Any, tuple[str, _CallKind]] = {}
"""What is known of each of torch's functions: its short name, and how to record it."""

_PLAIN = frozenset({int, float, bool, str, type(None)})


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
        self._visits: list[Visit] | None = None
        self._unasked: Line | None = None
        self._flying: dict[int, tuple[weakref.ref[Tensor], int, Summary]] = {}

    def __enter__(self) -> Tape:
        super().__enter__()  # type: ignore[no-untyped-call]
        # apply is the one call that torch does not show to a mode; what it calls inside is no step of the person's.
        self._apply = torch_private.function_apply()
        torch_private.set_function_apply(classmethod(self._applied))
        self._recording = True
        self._missed = 0
        self._tape = Tape()
        return self._tape

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, where)  # type: ignore[no-untyped-call]
        torch_private.set_function_apply(self._apply)
        self._recording = False
        self._end_unasked()
        self.note_names(sys._getframe(1).f_locals)
        part = self.take()
        for name in part.__struct_fields__:
            msgspec.structs.force_setattr(self._tape, name, getattr(part, name))

    def take(self) -> Tape:
        """What was noted since the last taking, and will be part of no other Tape."""
        census, lines = self._census, self.lines
        part = Tape(tuple(self._events), tuple(census.nodes), tuple(census.edges), self._missed, lines.sources)
        self._begun += len(self._events)
        self._events, census.nodes, census.edges, lines.sources, self._missed = [], [], [], {}, 0
        return part

    @property
    def noted(self) -> int:
        """How many events there are so far, in all of its tapes."""
        return self._begun + len(self._events)

    def note_names(self, variables: Mapping[str, Any], are_all: bool = False) -> None:
        """The tensors among the variables have these names by now, and so have the parameters of modules.

        If there are no other variables, what had other names has none any more.
        """
        found: list[tuple[str, Any]] = []
        self._name(self.lines.named())
        self.lines.forget()
        if are_all:
            modules = {name for name, value in variables.items() if isinstance(value, torch.nn.Module)}
            gone = [name for name in self._names if name not in variables and name.partition(".")[0] not in modules]
            found += [(name, None) for name in gone]
        for name, value in variables.items():
            if isinstance(value, Tensor) or name in self._names:
                found.append((name, value))
            elif isinstance(value, torch.nn.Module):
                found += [(f"{name}.{path}", parameter) for path, parameter in value.named_parameters()]
        self._name(pair for pair in found if not pair[0].startswith("_"))

    def _name(self, pairs: Iterable[tuple[str, Any]]) -> None:
        for name, value in pairs:
            number = self._census.number(value) if isinstance(value, Tensor) else None
            if number == self._names.get(name):
                continue
            if number is None:
                del self._names[name]
            else:
                self._names[name] = number
            self._events.append(Naming(name, number))

    # -- operations

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if self._most is not None and len(self._events) >= self._most:
            self._missed += 1
            return func(*args, **kwargs)
        name, kind = _KINDS.get(func) or _learn(func)
        if transform() is not None:
            return self._call_unseen(name, kind, func, args, kwargs)
        if kind == "attribute":
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
            return self._call(function.__name__, "operation", apply, args, kwargs)

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
        elif kind == "set" or name == "retain_grad":
            outputs = [args[0]]
        if outputs or changed:
            self._operation(name, line, args, kwargs, tensors, outputs, changed)
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
        """A tensor that was there before the recording is noted as it was found."""
        self._events.append(Operation(type(tensor).__name__, line, (), (self._census.of(tensor, None),)))

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
            self._events.append(Walk(name, line, numbers, tuple(visits), freed, results, failed, error))
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
