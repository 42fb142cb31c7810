"""A recording in time: its steps, and what every tensor, node and slot was at each of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from explorer.core.tape.tape import Naming, Operation, SlotWrite, Summary, Tape, TensorNote, Visit, Walk

T = TypeVar("T")
Timed = list[tuple[int, T]]
"""What something was, from which step on."""


@dataclass(frozen=True, slots=True)
class Step:
    """One moment: an operation, or a node that runs in a walk (`visit` is its place among the visits), with the writes
    to slots that go with it. The end of a walk that failed is a step with `visit` None.
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
    """Made by `track`; the lists hold what changed and at which step, oldest first.

    `notes` are by tensor, `values` and `passed` by node; `freed` and `bad` are the steps at which a node let go of what
    it saved, and at which it was the first to make something that is not finite. `began` are the steps of events.
    `looked_up` is what `origins` has found out about all this, by question: it follows from the rest.
    """

    tape: Tape
    steps: list[Step] = field(default_factory=list)
    notes: dict[int, Timed[TensorNote]] = field(default_factory=dict)
    values: dict[int, Timed[TensorNote]] = field(default_factory=dict)
    passed: dict[int, Timed[Passed]] = field(default_factory=dict)
    freed: dict[int, int] = field(default_factory=dict)
    slots: dict[int, Timed[Summary | None]] = field(default_factory=dict)
    names: dict[str, Timed[int | None]] = field(default_factory=dict)
    walks: list[tuple[int, int]] = field(default_factory=list)
    walked: dict[int | None, frozenset[int]] = field(default_factory=dict)
    bad: dict[int, int] = field(default_factory=dict)
    began: dict[int, int] = field(default_factory=dict)
    looked_up: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    @staticmethod
    def empty() -> Track:
        """Of a recording in which nothing happened."""
        return Track(Tape())

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
        found = {name: newest(timed, step) for name, timed in self.names.items()}
        return {name: tensor for name, tensor in found.items() if tensor is not None}

    def names_of(self, tensor: int, step: int) -> list[str]:
        """What the tensor is called."""
        return [name for name, found in self.names_at(step).items() if found == tensor]


def newest(timed: Sequence[tuple[int, T]], step: int) -> T | None:
    """What holds at that step; None before anything does."""
    place = bisect_right(timed, step, key=step_of)
    return timed[place - 1][1] if place else None


def step_of(entry: tuple[int, object]) -> int:
    """The step of an entry of a `Timed`."""
    return entry[0]


def track(tape: Tape) -> Track:
    """The recording, step by step: forward by operation, backward by node in the order in which they ran."""
    made = Track(tape)
    writers: dict[int, int] = {}  # leaf -> the step of the visit that filled its slot, in the walk just seen
    for number, event in enumerate(tape.events):
        made.began[number] = len(made.steps)
        if isinstance(event, Operation):
            writers = {}
            _operation(made, number, event)
        elif isinstance(event, Walk):
            writers = _walk(made, number, event)
        elif isinstance(event, SlotWrite):
            step = writers.get(event.tensor, max(len(made.steps) - 1, 0))
            slots = made.slots.setdefault(event.tensor, [])
            if event.before is not None and not slots:
                slots.append((-1, event.before))
            slots.append((step, event.after))
        elif isinstance(event, Naming):
            made.names.setdefault(event.name, []).append((max(len(made.steps) - 1, 0), event.tensor))
    return made


def _operation(made: Track, number: int, event: Operation) -> None:
    step = len(made.steps)
    made.steps.append(Step(number))
    for note in (*event.outputs, *event.changed):
        made.notes.setdefault(note.tensor, []).append((step, note))
        if note.node is not None:
            made.values.setdefault(note.node, []).append((step, note))
            if is_bad(note.value):
                _note_bad(made, number, note.node, step)


def _note_bad(made: Track, number: int, node: int, step: int) -> None:
    """A value that is not finite is the fault of the node that made it from finite ones."""
    event = made.tape.events[number]
    assert isinstance(event, Operation)
    before = [newest(made.notes.get(one, ()), step - 1) for one in event.inputs if isinstance(one, int)]
    if not any(note is not None and is_bad(note.value) for note in before):
        made.bad.setdefault(node, step)


def _walk(made: Track, number: int, event: Walk) -> dict[int, int]:
    made.walks.append((len(made.steps), number))
    made.walked[number] = frozenset(visit.node for visit in event.visits)
    freed = set(event.freed)
    writers: dict[int, int] = {}
    for place, visit in enumerate(event.visits):
        step = len(made.steps)
        made.steps.append(Step(number, place))
        made.passed.setdefault(visit.node, []).append((step, Passed(number, visit)))
        if visit.node in freed:
            made.freed.setdefault(visit.node, step)
        leaf = made.tape.nodes[visit.node].leaf
        if leaf is not None:
            writers[leaf] = step
        if any(map(is_bad, visit.sent)) and not any(map(is_bad, visit.arrived)):
            made.bad.setdefault(visit.node, step)
    if event.error or not event.visits:
        made.steps.append(Step(number))
    for note in event.results:
        made.notes.setdefault(note.tensor, []).append((len(made.steps) - 1, note))
        if note.node is not None:
            made.values.setdefault(note.node, []).append((len(made.steps) - 1, note))
    return writers


def is_bad(value: Summary | None) -> bool:
    """Whether some of it is not finite."""
    return value is not None and bool(value.nan or value.inf)
