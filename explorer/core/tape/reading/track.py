"""A recording in time: its steps, and what every tensor, node and slot was at each of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from explorer.core.tape.reading.cut_offs import CutOffs
from explorer.core.tape.tape import (
    Cut,
    Edge,
    Event,
    ModuleCall,
    Naming,
    Node,
    Operation,
    Raised,
    SlotWrite,
    Summary,
    Tape,
    TensorNote,
    Visit,
    Walk,
)

T = TypeVar("T")
Timed = list[tuple[int, T]]
"""What something was, from which step on."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What happens at a step: an operation, or a node that runs in a walk (`visit` is its place among the visits), with
    the writes to slots that go with it. The end of a walk that failed has `visit` None.
    """

    event: int
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """What a node did in a walk."""

    walk: int
    visit: Visit


@dataclass(slots=True)
class Track:
    """Made by `track`, and added to as more is recorded; the lists hold what changed at which step, oldest first.

    `notes` are by tensor, `values` and `passed` by node; `freed` and `bad` are the steps at which a node let go of
    what it saved, and at which it was the first to make something that is not finite. `began` are the steps of
    events; `out_of` and `into` the places of edges by the node at either end; `leaf_nodes` the nodes that fill
    slots, by leaf. `bad_since` is, of a tensor that is not finite from some step on, the step at which that began
    in what it was made from; `infinite` is, of one with infinities that were put there on purpose, as by
    masked_fill(mask, -inf), the step at which that was. Such a tensor is not bad. `born` are the events at which
    tensors were first seen, `written` those that wrote to memory, by its number; `gaps` are the steps that stand for
    calls which were not recorded. `kinds` are the events by their type, `named` the operations by their name, `failed`
    the events with an error, `changing` the operations that changed something; `overwritten` is what `origins` has
    found of a walk. `calls` are the calls of modules by number, `owners` the first call whose module has a tensor among
    its parameters, by `own_names`, `inner_names` the first call of a model that has it inside, and its name there, and
    `operations_in` how many operations ran in a call or in one inside of it, `first_in` the first of these,
    `roots` the variables of models.
    `looked_up` is what it has found out about all this, by question: it follows from the rest, and
    from nothing that comes later.

    One thread adds to a track while others read it, without a lock. That is safe because everything is looked up by a
    step (or by an event, a node or an edge that a step told of), whoever reads knows only steps that were whole when
    their number was told, and `add` appends: no entry of an earlier step is changed or taken away. What is added may
    only name a tensor of the last step, as code does after the operation. Nobody but `add` walks through a whole dict.
    """

    events: list[Event] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    missed: int = 0
    ended: str = ""
    sources: dict[str, str] = field(default_factory=dict)
    steps: list[Happening] = field(default_factory=list)
    began: list[int] = field(default_factory=list)
    notes: dict[int, Timed[TensorNote]] = field(default_factory=dict)
    values: dict[int, Timed[TensorNote]] = field(default_factory=dict)
    passed: dict[int, Timed[Passed]] = field(default_factory=dict)
    freed: dict[int, int] = field(default_factory=dict)
    slots: dict[int, Timed[Summary | None]] = field(default_factory=dict)
    names: dict[str, Timed[int | None]] = field(default_factory=dict)
    scopes: dict[str, str] = field(default_factory=dict)
    walks: list[tuple[int, int]] = field(default_factory=list)
    walked: dict[int | None, frozenset[int]] = field(default_factory=dict)
    bad: dict[int, int] = field(default_factory=dict)
    bad_since: dict[tuple[int, int], int] = field(default_factory=dict)
    infinite: dict[int, Timed[int | None]] = field(default_factory=dict)
    out_of: dict[int, list[int]] = field(default_factory=dict)
    into: dict[int, list[int]] = field(default_factory=dict)
    leaf_nodes: dict[int, int] = field(default_factory=dict)
    born: dict[int, int] = field(default_factory=dict)
    written: dict[int, list[int]] = field(default_factory=dict)
    gaps: list[int] = field(default_factory=list)
    kinds: dict[type, list[int]] = field(default_factory=dict)
    named: dict[str, list[int]] = field(default_factory=dict)
    failed: list[int] = field(default_factory=list)
    changing: list[int] = field(default_factory=list)
    cut_offs: CutOffs = field(default_factory=CutOffs)
    calls: dict[int, ModuleCall] = field(default_factory=dict)
    owners: dict[int, int] = field(default_factory=dict)
    roots: set[str] = field(default_factory=set)
    own_names: dict[int, str] = field(default_factory=dict)
    inner_names: dict[int, tuple[int, str]] = field(default_factory=dict)
    operations_in: dict[int, int] = field(default_factory=dict)
    first_in: dict[int, int] = field(default_factory=dict)
    overwritten: dict[int, list[tuple[int, Operation]]] = field(default_factory=dict, compare=False, repr=False)
    looked_up: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    _called: dict[int, tuple[str, ...]] = field(default_factory=dict)
    _order: dict[str, int] = field(default_factory=dict)
    _bad_now: dict[int, int] = field(default_factory=dict)
    _bad_number: int | None = None
    _bad_slots: dict[int, int] = field(default_factory=dict)
    _writers: dict[int, int] = field(default_factory=dict)

    # -- to look up

    def walk_at(self, step: int) -> int | None:
        """The event of the walk that goes on, or was the last, at that step."""
        return newest(self.walks, step)

    def passed_at(self, node: int, step: int) -> Passed | None:
        """What the node did last; nothing where the walk of that moment has yet to come to it."""
        found = newest(self.passed.get(node, ()), step)
        walk = self.walk_at(step)
        waits = found is not None and found.walk != walk and node in self.walked.get(walk, ())
        return None if waits else found

    def names_at(self, step: int) -> dict[str, int]:
        """The tensors by name, in the order of their naming."""
        found = {name: newest(self.names[name], step) for name in list(self.names)}
        return {name: tensor for name, tensor in found.items() if tensor is not None}

    def names_of(self, tensor: int, step: int) -> list[str]:
        """What the tensor is called."""
        return [name for name in self._called.get(tensor, ()) if newest(self.names[name], step) == tensor]

    def called_ever(self, tensor: int) -> tuple[str, ...]:
        """What the tensor was called at any time, as `names` has it."""
        return self._called.get(tensor, ())

    def names_ever(self, tensor: int) -> list[str]:
        """What the tensor was called at any time, without the function around; what is in none comes first."""
        names = sorted(self._called.get(tensor, ()), key=self._is_inside)
        return [name.removeprefix(self.scopes[name]) for name in names]

    def _is_inside(self, name: str) -> tuple[bool, bool]:
        """Whether it is one of self, and whether it is one in a function."""
        scope = self.scopes[name]
        return name.removeprefix(scope).startswith("self."), bool(scope)

    def edges_from(self, node: int) -> list[Edge]:
        """The edges along which the node sends gradients."""
        return [self.edges[place] for place in self.out_of.get(node, ())]

    def edges_to(self, node: int) -> list[Edge]:
        """The edges along which gradients come to the node."""
        return [self.edges[place] for place in self.into.get(node, ())]

    def operation_of(self, node: int) -> Operation | None:
        """What made the node, where that is known."""
        place = self.nodes[node].operation
        event = self.events[place] if place is not None and place < len(self.events) else None
        return event if isinstance(event, Operation) else None

    def called(self, node: int) -> str:
        """The operation that the node stands for, as the person wrote it; of several nodes of one, its own name."""
        operation = self.operation_of(node)
        is_made = operation is not None and any(note.node == node for note in (*operation.outputs, *operation.changed))
        return operation.name if operation is not None and is_made else short_name(self.nodes[node].name)

    def parameter(self, tensor: int) -> str:
        """What a parameter is called in its model, encoder.layers.0.weight; with the model's variable before it where
        there are several; or nothing.
        """
        if tensor in self.inner_names:
            number, name = self.inner_names[tensor]
        elif tensor in self.owners:
            number, name = self.owners[tensor], self.own_names[tensor]
        else:
            return ""
        call = self.calls[number]
        return ".".join(filter(None, [call.root if len(self.roots) > 1 else "", call.path, name]))

    def given_to(self, place: int | None) -> int | None:
        """The first tensor that the operation in that place takes, and that is no parameter of a module."""
        event = self.events[place] if place is not None and place < len(self.events) else None
        given = event.inputs if isinstance(event, Operation) else ()
        return next(
            (one for one in given if isinstance(one, int) and one not in self.owners and one in self.notes), None
        )

    def calls_around(self, number: int | None) -> list[ModuleCall]:
        """The call of that number, after those that it was made in, the outermost first."""
        found: list[ModuleCall] = []
        while number is not None and number in self.calls:
            found.append(self.calls[number])
            number = found[-1].parent
        return found[::-1]

    # -- to add

    def add(self, tape: Tape) -> None:
        """What was recorded after all that is here, by the same recorder."""
        start = len(self.edges)
        for number, node in enumerate(tape.nodes, len(self.nodes)):
            if node.leaf is not None:
                self.leaf_nodes[node.leaf] = number
        self.nodes += tape.nodes
        self.edges += tape.edges
        for place, edge in enumerate(tape.edges, start):
            self.out_of.setdefault(edge.source, []).append(place)
            self.into.setdefault(edge.target, []).append(place)
        self.missed += tape.missed
        self.ended = self.ended or tape.ended
        self.sources.update(tape.sources)
        for number, event in enumerate(tape.events, len(self.events)):
            self.events.append(event)
            self.began.append(len(self.steps))
            self.kinds.setdefault(type(event), []).append(number)
            if isinstance(event, Operation | Walk | Raised) and event.error:
                self.failed.append(number)
            if isinstance(event, Operation):
                self._writers = {}
                self.named.setdefault(event.name, []).append(number)
                if event.changed:
                    self.changing.append(number)
                if event.cut is Cut.UNRECORDED:
                    self._add_gap(number, event)
                    continue
                self._add_operation(number, event)
                self.cut_offs.add(number, event)
            elif isinstance(event, Walk):
                self._writers = self._add_walk(number, event)
            elif isinstance(event, SlotWrite):
                self._add_write(event)
            elif isinstance(event, Naming):
                self._add_naming(event)
            elif isinstance(event, ModuleCall):
                self._add_call(event)

    def _add_operation(self, number: int, event: Operation) -> None:
        step = len(self.steps)
        self.steps.append(Happening(number))
        bad_now = self._bad_now
        # Inputs are looked up before an in-place change replaces them.
        is_step = event.optimizer is not None  # of many tensors, each for itself
        given = [one for one in event.inputs if isinstance(one, int) and not is_step]
        spoiled = next((bad_now[one] for one in given if one in bad_now), None) if bad_now else None
        if (
            spoiled is None
            and not is_step
            and (not given or any(one in ("nan", "inf", "-inf") for one in event.inputs))
        ):
            spoiled = self._bad_number
        if event.cut is Cut.NUMBERS:
            self._bad_number = spoiled
        meant = next((put for one in given if (put := self.infinite_at(one, step)) is not None), None)
        if meant is None and any(isinstance(one, str) and "inf" in one for one in event.inputs):
            meant = step
        if spoiled is None and self._bad_slots and any(one not in self.notes for one in given):
            spoiled = max(self._bad_slots.values())  # gradients are no tensors that were met
        for note in (*event.outputs, *event.changed):
            self.notes.setdefault(note.tensor, []).append((step, note))
            is_meant = spoiled is None and meant is not None and note.value.inf > 0 and not note.value.nan
            if is_meant or note.tensor in self.infinite:
                self.infinite.setdefault(note.tensor, []).append((step, meant if is_meant else None))
            if note.node is not None:
                self.values.setdefault(note.node, []).append((step, note))
                if is_bad(note.value) and not is_meant and spoiled is None:
                    self.bad.setdefault(note.node, step)
            if is_bad(note.value) and not is_meant:
                began = self._began(note, given, step) if spoiled is None else spoiled
                began = bad_now.get(note.tensor, began) if is_step else began
                self.bad_since[note.tensor, step] = bad_now[note.tensor] = began
            else:
                bad_now.pop(note.tensor, None)
        for note in event.outputs:
            self.born.setdefault(note.tensor, number)
        for storage in dict.fromkeys([note.storage for note in event.changed]):
            self.written.setdefault(storage, []).append(number)
        call = event.module
        while call is not None:
            self.operations_in[call] = self.operations_in.get(call, 0) + 1
            self.first_in.setdefault(call, number)
            call = self.calls[call].parent if call in self.calls else None

    def _add_gap(self, number: int, event: Operation) -> None:
        """What is not finite after it and was so before began then, and else in it."""
        step = len(self.steps)
        self.steps.append(Happening(number))
        self.gaps.append(step)
        for note in event.outputs:
            meant = self.infinite_at(note.tensor, step)
            self.notes.setdefault(note.tensor, []).append((step, note))
            self.born.setdefault(note.tensor, number)
            if note.node is not None:
                self.values.setdefault(note.node, []).append((step, note))
            if is_bad(note.value) and (meant is None or note.value.nan):
                self._bad_now.setdefault(note.tensor, step)
                self.bad_since[note.tensor, step] = self._bad_now[note.tensor]
            else:
                self._bad_now.pop(note.tensor, None)

    def _began(self, note: TensorNote, given: list[int], step: int) -> int:
        """Since when what an operation made is not finite: gradients in slots go into an optimizer's step unnamed."""
        if note.tensor in self._bad_slots:
            return self._bad_slots[note.tensor]
        is_of_slots = bool(self._bad_slots) and any(one not in self.notes for one in given)
        return min(self._bad_slots.values()) if is_of_slots else step

    def infinite_at(self, tensor: int, step: int) -> int | None:
        """The step at which infinities were put into the tensor on purpose, if it has such at that step."""
        return newest(self.infinite[tensor], step) if tensor in self.infinite else None

    def _add_walk(self, number: int, event: Walk) -> dict[int, int]:
        """The steps of the visits that filled slots, by leaf."""
        self.walks.append((len(self.steps), number))
        self.walked[number] = frozenset(visit.node for visit in event.visits)
        freed = set(event.freed)
        writers: dict[int, int] = {}
        for place, visit in enumerate(event.visits):
            step = len(self.steps)
            self.steps.append(Happening(number, place))
            self.passed.setdefault(visit.node, []).append((step, Passed(number, visit)))
            if visit.node in freed:
                self.freed.setdefault(visit.node, step)
            leaf = self.nodes[visit.node].leaf
            if leaf is not None:
                writers[leaf] = step
            if any(map(is_bad, visit.sent)) and not any(map(is_bad, visit.arrived)):
                self.bad.setdefault(visit.node, step)
        if event.error or not event.visits:
            self.steps.append(Happening(number))
        step = len(self.steps) - 1
        for note in event.results:
            self.notes.setdefault(note.tensor, []).append((step, note))
            if note.node is not None:
                self.values.setdefault(note.node, []).append((step, note))
            if is_bad(note.value):
                self.bad_since[note.tensor, step] = self._bad_now[note.tensor] = step
        return writers

    def _add_write(self, event: SlotWrite) -> None:
        step = self._writers.get(event.tensor, max(len(self.steps) - 1, 0))
        slots = self.slots.setdefault(event.tensor, [])
        if event.before is not None and not slots:
            slots.append((-1, event.before))
        slots.append((step, event.after))
        if not is_bad(event.after):
            self._bad_slots.pop(event.tensor, None)
        elif not is_bad(event.before):
            self._bad_slots[event.tensor] = step

    def _add_call(self, event: ModuleCall) -> None:
        self.calls[event.number] = event
        self.roots.add(event.root)
        for name, tensor in event.parameters:
            if "." in name:
                self.inner_names.setdefault(tensor, (event.number, name))
            else:
                self.owners.setdefault(tensor, event.number)
                self.own_names.setdefault(tensor, name)

    def _add_naming(self, event: Naming) -> None:
        self._order.setdefault(event.name, len(self._order))
        self.scopes.setdefault(event.name, event.scope)
        self.names.setdefault(event.name, []).append((max(len(self.steps) - 1, 0), event.tensor))
        if event.tensor is not None:
            called = {*self._called.get(event.tensor, ()), event.name}
            self._called[event.tensor] = tuple(sorted(called, key=self._order.__getitem__))


def track(tape: Tape) -> Track:
    """The recording, step by step: forward by operation, backward by node in the order in which they ran."""
    made = Track()
    made.add(tape)
    return made


def nodes_behind(track: Track, nodes: Iterable[int]) -> set[int]:
    """The nodes, and those that gradients go to from them."""
    found: set[int] = set()
    waiting = list(nodes)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting.extend(edge.target for edge in track.edges_from(number))
    return found


def newest(timed: Sequence[tuple[int, T]], step: int) -> T | None:
    """What holds at that step; None before anything does."""
    place = bisect_right(timed, step, key=step_of)
    return timed[place - 1][1] if place else None


def step_of(entry: tuple[int, object]) -> int:
    """The step of an entry of a `Timed`."""
    return entry[0]


def is_bad(value: Summary | None) -> bool:
    """Whether some of it is not finite."""
    return value is not None and bool(value.nan or value.inf)


def short_name(node: str) -> str:
    """Mul for MulBackward0, AccumulateGrad for torch::autograd::AccumulateGrad."""
    last = node.rpartition("::")[2]
    return last.rstrip("0123456789").removesuffix("Backward") or last
