"""Records what PyTorch does: a context manager for any script. torch only, no Qt, no IPython."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import FrameType, TracebackType
from typing import Any, NamedTuple

import msgspec
from torch import Tensor
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from explorer.core import torch_private
from explorer.core.tape.recording.calls import Call, cut_of, error_text, known, tensors_in
from explorer.core.tape.recording.census import Census, Gradients, is_leaf
from explorer.core.tape.recording.doors import Doors, Passing, door
from explorer.core.tape.recording.modules import Modules
from explorer.core.tape.recording.naming import Names, held
from explorer.core.tape.recording.running_code import NOWHERE, RunningCode, is_optimizers, is_persons_code, is_torchs
from explorer.core.tape.recording.summary import text_of
from explorer.core.tape.recording.walks import Walks
from explorer.core.tape.tape import FINDS, Cut, Event, Line, Operation, OptimizerStep, Raised, Tape
from explorer.core.torch_private import has_step_hooks, is_torchs_own, is_watched, version_of

torch_private.check()

_PLAIN = frozenset({int, float, bool, str, type(None)})

_ON_TENSORS = frozenset({"retain_grad", "register_hook", "register_post_accumulate_grad_hook"})
"""What is asked of a tensor for later, and gives none."""

_LEAVING = frozenset({"item", "tolist", "numpy", "array", "int", "float", "index", "complex"})
"""What gives the plain numbers of a tensor."""

_NO_LEAF = "UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor is being accessed."


class _Step(NamedTuple):
    """A step() that goes on, on tensors that had these versions; `calls` are what it has called so far."""

    optimizer: Optimizer
    number: int
    line: Line
    module: int | None
    held: list[Tensor]
    versions: list[int]
    calls: list[Any]


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
        self._missed = self._told_missed = 0
        self._missed_from = NOWHERE
        self._tape = Tape()
        self._begun = 0
        self._events: list[Event] = []
        self._hooks: list[Any] = []
        self._step_of: _Step | None = None
        self._stepped: set[int] = set()
        self._module: int | None = None
        self.lines = RunningCode()
        self._census = Census(self._leave, self._fill)
        self._names = Names(self._census, self.lines, self._events)
        self._modules = Modules(self.lines, self._events, self._census.number)
        self._walks = Walks(self._census, self._events)

    def __enter__(self) -> Tape:
        self._missed = self._told_missed = 0
        self._tape = Tape()
        self.lines.home = sys._getframe(1).f_code
        self._hooks = [
            register_optimizer_step_pre_hook(self._step),
            register_optimizer_step_post_hook(self._has_stepped),
        ]
        self.open()
        return self._tape

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._end(error, sys._getframe(1).f_locals)
        self.close()
        for hook in self._hooks:
            hook.remove()
        self._look(self._seal)
        msgspec.structs.force_setattr(self._tape, "ended", self.ended)

    @door
    def _end(self, error: BaseException | None, variables: Mapping[str, Any]) -> None:
        """What is still open is over."""
        self._walks.end_unasked()
        self._changed_elsewhere(closely=True)
        if error is not None:
            self.note_error(error)
        self.note_names(variables)

    def take(self) -> Tape:
        """What was noted since the last taking, and will be part of no other Tape."""
        nodes, edges = self._census.take()
        part = Tape(tuple(self._events), nodes, edges, self._missed, self.lines.sources, self.ended)
        self._begun += len(self._events)
        self._events.clear()
        self.lines.sources = {}
        self._missed = self._told_missed = 0
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
        """This exception ended the person's code: what had names there has them for a last time."""
        self._names.note(self.lines.variables_at(error))
        self._events.append(Raised(error_text(error), self.lines.of(error)))

    @door
    def note_names(self, variables: Mapping[str, Any], are_all: bool = False) -> None:
        """The tensors among the variables have these names by now, and so have those that they hold.

        If there are no other variables, what had other names has none any more. Where calls were missed, all that has
        a name is noted as it is now.
        """
        place = len(self._events)
        self._names.note(self.lines.look()[1])
        self.lines.forget()
        self._names.look_again()
        given = [("", name, value, NOWHERE) for name, value in variables.items() if not name.startswith("_")]
        found = self._names.note(given, are_all)
        if are_all:
            self._names.forget_others(found)
        if self._missed > self._told_missed:
            self._note_missed(place)

    def _note_missed(self, place: int) -> None:
        """What came of the calls that were not noted, before the events from that place on, which follow them."""
        found = self._census.again(self._names.named)
        count = str(self._missed - self._told_missed)
        gap = Operation("…", self._missed_from, (count,), found, cut=Cut.UNRECORDED)
        self._events[place:place] = [gap, *self._census.changed_slots(NOWHERE, are_all=True)]
        self._told_missed = self._missed

    # -- optimizers

    def _look_for_optimizer(self) -> None:
        """One that is being built asks of each tensor whether it is a leaf: no other call of it is seen."""
        frame = sys._getframe(4)  # past the doors
        one = frame.f_locals.get("self") if frame.f_code.co_name == "add_param_group" else None
        if isinstance(one, Optimizer):
            self._names.built(one, self._now())

    @door
    def _step(self, optimizer: Optimizer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if not self._is_here() or not self._is_noting() or is_watched():
            return
        line = self._now()
        note = self._names.meet_optimizer(optimizer, "", line)
        self._events.append(OptimizerStep(note.number, line))
        if not is_torchs_own(optimizer):
            return
        held = [tensor for group in optimizer.param_groups for tensor in group["params"]]
        self._step_of = _Step(optimizer, note.number, line, self._module, held, list(map(version_of, held)), [])
        if note.number in self._stepped and not (any(args[1:]) or kwargs or has_step_hooks(optimizer)):
            self._go_aside(sys._getframe(2))  # past the door: the frame that lasts as long as the step

    @door
    def _has_stepped(self, optimizer: Optimizer, _args: Any, _kwargs: Any) -> None:
        """All that the step has changed is one operation."""
        self._come_back()
        step, self._step_of = self._step_of, None
        if step is None or step.optimizer is not optimizer or not self._is_here():
            return
        gradients = [tensor.grad for tensor in step.held if tensor.grad is not None]
        changed = [one for one, version in zip(step.held, step.versions, strict=True) if version_of(one) != version]
        written = tuple([self._census.of(tensor, self.noted) for tensor in self._census.with_aliases(changed)])
        calls = () if step.number in self._stepped else tuple(known(func)[0] for func in step.calls)
        self._stepped.add(step.number)
        given = tuple(map(self._census.number, gradients))
        name = f"{type(optimizer).__name__}.step"
        self._events.append(
            Operation(name, step.line, given, (), written, module=step.module, optimizer=step.number, calls=calls)
        )
        self._events += self._census.changed_slots(step.line)

    def _begins_zeroing(self, frame: FrameType) -> bool:
        """Whether the call comes from zero_grad() of torch's: all that it does to slots is one operation."""
        code = frame.f_code
        if code.co_name != "zero_grad" or not is_torchs(code) or sys.gettrace() is not None:
            return False
        line = self._now()
        frame.f_trace = Passing(self, line)
        self._is_passing = True
        self._events.append(Operation("zero_grad", line, (), (), module=self._module))
        return True

    @door
    def _has_passed(self, line: Line) -> None:
        """What became of the slots."""
        self._events += self._census.changed_slots(line)

    def _is_in_step(self, func: Any, step: _Step) -> bool:
        """Whether a call comes from the optimizer's own code, and not from a function that it was given, or a hook."""
        frame: FrameType | None = sys._getframe(4)  # past the doors
        while frame is not None:
            if is_persons_code(frame.f_code):
                return False
            if is_optimizers(frame.f_code):
                step.calls.append(func)
                return True
            frame = frame.f_back
        self._step_of = None
        return False

    # -- operations

    def _is_noting(self) -> bool:
        return self._most is None or len(self._events) < self._most

    def _before(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call | None:
        if not self._is_noting():
            if self._missed == self._told_missed:
                self._missed_from = self._now()
            self._missed += 1
            return None
        if self._step_of is not None and self._is_in_step(func, self._step_of):
            return None
        name, kind = known(func)
        if kind == "nothing":
            return None
        if is_watched():
            if kind in ("operation", "function"):
                self._cannot_see(name)
            return None
        if kind == "attribute":
            if name == "is_leaf":
                self._look_for_optimizer()
            return Call(name, kind, NOWHERE, args, kwargs, [], [])
        if args and kind in ("slot", "set") and self._begins_zeroing(sys._getframe(3)):  # past the doors
            return None
        if kind == "slot":
            is_read = self._read_slot(args[0])
            return None if is_read else Call(name, kind, self._now(), args, kwargs, [args[0]], [])
        line = self._now()
        tensors = tensors_in(args, kwargs)
        for tensor in tensors:
            if not self._census.is_noted(tensor) and (tensor.requires_grad or not self._is_known(tensor)):
                self._names.meet(tensor, line)
        versions = [version_of(tensor) for tensor in tensors]
        call = Call(name, kind, line, args, kwargs, tensors, versions, self._module)
        if kind == "backward" or kind == "grad":
            self._names.meet_built()
            self._changed_elsewhere()
            return self._walks.set_out(call)
        return call

    def _is_known(self, tensor: Tensor) -> bool:
        """Whether it was met, or is a gradient that was asked for."""
        number = self._census.find(tensor)
        return number is not None and number not in self._modules.given

    def _after(self, call: Call, result: Any) -> None:
        name, kind, line, args, kwargs, tensors, versions, module, *_ = call
        if kind == "attribute":
            if isinstance(result, Tensor):  # x.T, x.real and x.data make tensors: they are operations
                line = self._now()
                self._operation(name, line, args, kwargs, [args[0]], [result], [], self._module)
            return
        if kind == "slot":
            if result is None:
                self._events.append(Operation("grad", line, (self._census.number(tensors[0]),), (), error=_NO_LEAF))
            return
        if kind == "backward" or kind == "grad":
            self._walks.arrive(call, self.noted, result)
            return
        changed = [tensor for tensor, version in zip(tensors, versions, strict=True) if version_of(tensor) != version]
        outputs = [result] if isinstance(result, Tensor) else tensors_in((result,), {})
        if changed:
            outputs = [tensor for tensor in outputs if not any(tensor is other for other in changed)]
        elif kind == "set" or name in _ON_TENSORS:
            outputs = [args[0]]
        place = len(self._events)
        if outputs or changed:
            self._operation(name, line, args, kwargs, tensors, outputs, changed, module)
        elif name in _LEAVING and tensors and tensors[0].is_floating_point():
            self._events.append(
                Operation(name, line, (self._census.number(tensors[0]),), (), cut=Cut.NUMBERS, module=module)
            )
        if kind == "function":
            self._look_inside(place, args)
        if changed or kind == "set":
            self._events += self._census.changed_slots(line)

    def _look_inside(self, place: int, args: tuple[Any, ...]) -> None:
        """Which leaves the functions among the inputs of the operation noted since then hold."""
        given = [one for value in args if callable(value) for _, one in held("", value, self.lines.is_persons)]
        inside = [one for one in given if isinstance(one, Tensor) and one.requires_grad and is_leaf(one)]
        for number in range(place, len(self._events)) if inside else ():
            event = self._events[number]
            if isinstance(event, Operation) and event.outputs and event.inputs:
                numbers = tuple(map(self._census.number, inside))
                self._events[number] = msgspec.structs.replace(event, inside=numbers)

    def _failed(self, call: Call, error: BaseException) -> None:
        if call.kind == "backward" or call.kind == "grad":
            self._walks.arrive(call, self.noted, None, error)
        elif call.kind != "attribute":
            told = tuple(map(self._census.number, call.tensors))
            self._events.append(Operation(call.name, call.line, told, (), error=error_text(error), module=call.module))

    def _cannot_see(self, name: str) -> None:
        """What runs now stands for others, or would show our looking to the program."""
        self._events.append(Operation(name, self._now(), (), (), cut=Cut.TRANSFORM))

    def _let_go(self, *tensors: Tensor) -> None:
        self._walks.let_go()
        for tensor in tensors:
            self._census.let_go(tensor)

    def _abandon(self) -> None:
        self._walks.abandon()
        self._step_of = None
        self._census.disown(self.noted)

    def _changed_elsewhere(self, closely: bool = False) -> None:
        if self._missed > self._told_missed:
            return  # it was changed by what was not noted
        self._events += self._census.changed_slots(NOWHERE, closely=closely)

    def _now(self) -> Line:
        """The line that runs, in the call `_module`; what the lines before have stored has its names by now."""
        if self._walks.unasked is not None:
            self._walks.end_unasked()
        line, named = self.lines.look()
        if named:
            self._names.note(named)
        self._module = self._modules.running(line)
        return line

    def _operation(
        self,
        name: str,
        line: Line,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        given: list[Tensor],
        outputs: list[Tensor],
        changed: list[Tensor],
        module: int | None,
    ) -> None:
        census, place = self._census, self._begun + len(self._events)
        inputs: list[int | str] = []
        for value in (*args, *kwargs.values()) if kwargs else args:
            if isinstance(value, Tensor):
                inputs.append(census.number(value))
            elif type(value) in _PLAIN:
                inputs.append(repr(value))
            else:  # tensors in a list stand one after the other
                inside = tensors_in((value,), {})
                inputs += map(census.number, inside) if inside else [text_of(value)]
        made = tuple([census.of(tensor, place) for tensor in outputs])
        written = tuple([census.of(tensor, place) for tensor in census.with_aliases(changed)]) if changed else ()
        cut = None if made and made[0].requires_grad else cut_of(name, given, outputs)
        self._events.append(Operation(name, line, tuple(inputs), made, written, cut, module=module))

    def _read_slot(self, tensor: Tensor) -> bool:
        """`tensor.grad`. False of a tensor that keeps none: torch will say so in a warning if there is none."""
        self._events += self._census.changed_slots(NOWHERE, of=tensor)
        if not (is_leaf(tensor) or tensor.retains_grad):
            return False
        if (gradient := tensor.grad) is not None:
            self._census.number(gradient)
        return True

    # -- walking back

    def _fill(self, node: int, arrived: Gradients) -> None:
        """The node of a leaf is about to add what arrived to the leaf's slot."""
        self._leave(node, (), arrived)  # which is a door

    @door
    def _leave(self, node: int, sent: Gradients, arrived: Gradients) -> None:
        """A node has run. If nobody asked for it by a call that we saw, a walk of its own begins."""
        if self._missed or is_watched() or not self._is_walking_here():
            return
        if not self._walks.is_begun:
            self._walks.begin_unasked(self._now())
        self._walks.visit(node, sent, arrived)
