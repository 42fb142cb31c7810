"""Where in a recording an error was raised, and what led to it: events, tensors by name, statements of the code."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.causes import Cause
from explorer.core.tape.reading.cures.edit import Code, parsed
from explorer.core.tape.reading.cures.leaf_causes import LeafCause
from explorer.core.tape.reading.track import Track, nodes_behind
from explorer.core.tape.tape import Cut, Line, Naming, Operation, TensorNote, Walk


@dataclass(frozen=True, slots=True)
class Found:
    """What led to an error: the lines in the order in which they ran, the cause where it is more than torch's own text
    says, and the change of the code that mends it where one is certain.
    """

    lines: tuple[Line, ...] = ()
    cause: Cause | LeafCause | None = None
    mended: Cure | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A statement of the person's code, in the file of that name."""

    file: str
    code: Code
    statement: ast.stmt

    def cure(self, *edits: object) -> Cure | None:
        return self.code.cure(self.file, *edits)  # type: ignore[arg-type]

    @property
    def line(self) -> Line:
        return self.line_of(self.statement)

    def line_of(self, node: ast.AST) -> Line:
        """The line in which a node of the same code begins, whether it ran or not."""
        return Line(self.file, node.lineno, self.code.source.splitlines()[node.lineno - 1].strip())  # type: ignore[attr-defined]


@dataclass(slots=True)
class Scene:
    """`place` is where among the events the error was raised, their number where none raised it; `values` are those of
    the sentences. `raised` is the line at which Python raised the error, where whoever ran the code knows it.
    """

    track: Track
    error: str
    values: dict[str, str]
    raised: Line | None = None
    place: int = field(init=False)

    def __post_init__(self) -> None:
        places = range(len(self.track.events))
        self.place = next((place for place in reversed(places) if self._is_raised_by(place)), len(places))

    def _is_raised_by(self, place: int) -> bool:
        event = self.track.events[place]
        return isinstance(event, Operation | Walk) and bool(event.error) and event.error in self.error

    @property
    def refused(self) -> Operation | Walk | None:
        event = self.track.events[self.place] if self.place < len(self.track.events) else None
        return event if isinstance(event, Operation | Walk) else None

    @property
    def walk(self) -> Walk | None:
        """The walk that was refused."""
        return self.refused if isinstance(self.refused, Walk) else None

    # -- events and tensors

    def before(self, place: int | None = None) -> Iterator[tuple[int, Operation]]:
        """The operations before a place, the error's if none is told, with their places, the newest first."""
        for number in range((self.place if place is None else place) - 1, -1, -1):
            event = self.track.events[number]
            if isinstance(event, Operation):
                yield number, event

    def made_at(self, tensor: int) -> int | None:
        """The place of what made the tensor; None where it was there before the recording."""
        makers = ((place, event) for place, event in self.before() if any(n.tensor == tensor for n in event.outputs))
        return next((place for place, event in makers if not is_met(event) and event.name != ".grad ="), None)

    def made(self, tensor: int) -> Operation | None:
        """What made the tensor, or None."""
        place = self.made_at(tensor)
        event = self.track.events[place] if place is not None else None
        return event if isinstance(event, Operation) else None

    def note(self, tensor: int, place: int | None = None) -> TensorNote | None:
        """The newest note of the tensor before the place, the error's if none is told."""
        for _, event in self.before(place):
            for one in (*event.outputs, *event.changed):
                if one.tensor == tensor:
                    return one
        return None

    def behind(self, tensors: Iterable[int], place: int | None = None) -> Iterator[tuple[int, Operation | Walk]]:
        """What made or changed the tensors, and what these were made of, the newest first."""
        wanted = set(tensors)
        for number in range((self.place if place is None else place) - 1, -1, -1):
            event = self.track.events[number]
            if isinstance(event, Operation) and event.name != ".grad =":
                if any(note.tensor in wanted for note in (*event.outputs, *event.changed)):
                    yield number, event
                    wanted.update(part for part in event.inputs if isinstance(part, int))
            elif isinstance(event, Walk) and any(note.tensor in wanted for note in event.results):
                yield number, event

    def nodes_of(self, walk: Walk) -> set[int]:
        """The nodes to which the walk led, or would have."""
        notes = (self.note(root) for root in walk.roots)
        roots = [note.node for note in notes if note is not None and note.node is not None]
        return nodes_behind(self.track, roots or (visit.node for visit in walk.visits[:1]))

    def leaves_of(self, nodes: Iterable[int]) -> set[int]:
        """The leaves whose slots these nodes fill, by tensor."""
        return {leaf for node in nodes if (leaf := self.track.nodes[node].leaf) is not None}

    def given(self, place: int) -> list[TensorNote]:
        """What went into the operation at the place, as it was then."""
        event = self.track.events[place]
        inputs = event.inputs if isinstance(event, Operation) else ()
        return [note for one in inputs if isinstance(one, int) and (note := self.note(one, place)) is not None]

    def flag(self, tensor: int, value: bool) -> Line | None:
        """Where requires_grad of the tensor was last set to the value."""
        for _, event in self.before():
            notes = event.outputs if event.name in ("requires_grad_", ".requires_grad =") else ()
            if any(note.tensor == tensor and note.requires_grad is value for note in notes):
                return event.line
        return None

    def is_parameter(self, tensor: int) -> bool:
        return any(e.name == "Parameter" and any(n.tensor == tensor for n in e.outputs) for _, e in self.before())

    def all_leaves(self) -> list[int]:
        """The leaves that require a gradient and were met."""
        notes = {note.tensor: note for _, event in self.before() for note in event.outputs}
        return [tensor for tensor, note in notes.items() if note.is_leaf and note.requires_grad]

    def exits(self) -> Iterator[Operation]:
        """Where plain numbers were made of what came from something that requires a gradient, the newest first."""
        for place, event in self.before():
            if event.cut is Cut.NUMBERS and any(
                note.requires_grad or self._is_off(note, place) for note in self.given(place)
            ):
                yield event

    def _is_off(self, note: TensorNote, place: int) -> bool:
        """Whether a cut lies between the tensor and something that requires a gradient."""
        behind = self.behind([note.tensor], place)
        return any(isinstance(one, Walk) or one.cut is not None for _, one in behind)

    def depends(self, walk: Walk, leaf: int) -> bool:
        """Whether what the walk started from was computed of the leaf."""
        events = (event for _, event in self.behind(walk.roots, self.track.events.index(walk)))
        return any(isinstance(one, Operation) and leaf in one.inputs for one in events)

    def changed_leaf(self, leaves: set[int], since: int) -> Operation | None:
        """The newest change in place of one of the leaves after the place `since`."""
        for place, event in self.before():
            if place <= since:
                return None
            if any(note.tensor in leaves for note in event.changed):
                return event
        return None

    def name(self, tensor: int, around: str = "") -> str:
        """What the tensor is called, by then or later, as the function `around` calls it; or nothing."""
        found = [e.name for e in self.track.events if isinstance(e, Naming) and e.tensor == tensor]
        short = around.rpartition(".")[2]
        for name in reversed(found):
            own = name.removeprefix(f"{around}.").removeprefix(f"{short}.")
            if own != name or "." not in name or name.partition(".")[0] in self._modules:
                return own
        return ""

    @property
    def _modules(self) -> set[str]:
        """The names before the first dot of parameters: net of net.weight, where no function is called so."""
        functions = {e.line.function.rpartition(".")[2] for e in self.track.events if isinstance(e, Operation | Walk)}
        heads = {e.name.partition(".")[0] for e in self.track.events if isinstance(e, Naming) and "." in e.name}
        return heads - functions - {e.partition(".")[0] for e in functions}

    def called(self, name: str, function: str) -> int | None:
        """The tensor that was the last to have the name, in the function or, if it has none of that name, outside."""
        for full in (f"{function}.{name}", f"{function.rpartition('.')[2]}.{name}", name):
            tensors = [tensor for _, tensor in self.track.names.get(full, ()) if tensor is not None]
            if tensors:
                return tensors[-1]
        return None

    def call_it_by_name(self, tensor: int) -> None:
        """Let the sentences use the name that the tensor has where the error was raised, if there is one."""
        around = self.refused.line.function if self.refused else ""
        if name := self.name(tensor, around):
            self.values["name"] = name

    # -- the code

    @property
    def line(self) -> Line | None:
        """Where it was refused, or raised."""
        return self.raised or (self.refused.line if self.refused else None)

    def code(self, file: str) -> Code | None:
        source = self.track.sources.get(file)
        return parsed(source) if source else None

    def line_of(self, spot: Spot, statement: ast.stmt) -> Line | None:
        """The line of a statement of the spot's file, where an operation ran in it."""
        lines = (event.line for event in self.track.events if isinstance(event, Operation))
        return next((one for one in lines if one.file == spot.file and one.number == statement.lineno), None)

    def spot(self, line: Line | None) -> Spot | None:
        """The statement at the line."""
        return self.spot_at(line.file, line.number) if line is not None else None

    def spot_at(self, file: str, number: int) -> Spot | None:
        code = self.code(file)
        statement = code.statement(number) if code is not None else None
        return Spot(file, code, statement) if code is not None and statement is not None else None

    def chain(self, line: Line) -> list[Spot]:
        """The statement at the line, and those that had called the functions around, the innermost first."""
        found = (self.spot_at(file, number) for file, number in ((line.file, line.number), *line.callers))
        return [one for one in found if one is not None]

    def within(self, line: Line, spot: Spot) -> ast.stmt | None:
        """The statement in the same function as the spot that ran when the line did."""
        scope = spot.code.scope(spot.statement)
        for one in self.chain(line):
            if one.code is spot.code and one.code.scope(one.statement) is scope:
                return one.statement
        return None


def is_met(event: Operation) -> bool:
    """Whether it is a tensor that was there before the recording: they are noted by their type."""
    return event.name[:1].isupper() and not event.inputs


def each_once(*lines: Line) -> tuple[Line, ...]:
    return tuple(dict.fromkeys(lines))
