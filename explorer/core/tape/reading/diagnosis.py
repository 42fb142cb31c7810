"""The lines of the person's code that led to a refusal of PyTorch's, from the recording."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from explorer.core.refusals import Diagnosis, Lines, recognised
from explorer.core.tape.reading.track import Track
from explorer.core.tape.tape import Line, Naming, Operation, Tape, TensorNote, Walk


def diagnose(error: str, tape: Tape | Track | None) -> Diagnosis | None:
    """What an error is, from its text as Python prints it ("RuntimeError: …") or a warning's, and the whole recording.

    None where it is none of autograd's.
    """
    found = recognised(error)
    if found is None or tape is None:
        return found
    scene = _Scene(tape, error, dict(found.values))
    lines = _FINDERS[found.refusal.value.lines](scene)
    return replace(found, values=scene.values, lines=lines)


@dataclass(slots=True)
class _Scene:
    """Where in a recording the error was raised: `place` is among the events, their number where none raised it."""

    tape: Tape | Track
    error: str
    values: dict[str, str]
    place: int = field(init=False)

    def __post_init__(self) -> None:
        places = range(len(self.tape.events))
        self.place = next((place for place in reversed(places) if self._is_raised_by(place)), len(places))

    def _is_raised_by(self, place: int) -> bool:
        event = self.tape.events[place]
        return isinstance(event, Operation | Walk) and bool(event.error) and event.error in self.error

    @property
    def refused(self) -> Operation | Walk | None:
        event = self.tape.events[self.place] if self.place < len(self.tape.events) else None
        return event if isinstance(event, Operation | Walk) else None

    def before(self) -> Iterator[tuple[int, Operation]]:
        """The operations before the error, with their places, the newest first."""
        for place in range(self.place - 1, -1, -1):
            event = self.tape.events[place]
            if isinstance(event, Operation):
                yield place, event

    def made(self, tensor: int) -> Operation | None:
        """What made the tensor; None where it was there before the recording, which names such by their type."""
        makers = (event for _, event in self.before() if any(note.tensor == tensor for note in event.outputs))
        return next((event for event in makers if not event.name[:1].isupper()), None)

    def call_it_by_name(self, tensor: int) -> None:
        """Let the sentences use the name that the tensor has where the error was raised, if there is one."""
        around = self.refused.line.function.rpartition(".")[2] if self.refused else ""
        for event in self.tape.events[: self.place]:
            if isinstance(event, Naming) and event.tensor == tensor:
                name = event.name.removeprefix(f"{around}.")
                if name.isidentifier():
                    self.values["name"] = name


def _made_and_refused(scene: _Scene) -> tuple[Line, ...]:
    """Where the tensor was made, and where something was wanted of it that it does not do."""
    event = scene.refused
    if event is None:
        return ()
    tensors = event.roots if isinstance(event, Walk) else [part for part in event.inputs if isinstance(part, int)]
    if not tensors:
        return (event.line,)
    scene.call_it_by_name(tensors[0])
    made = scene.made(tensors[0])
    return _each_once(made.line, event.line) if made else (event.line,)


def _refused(scene: _Scene) -> tuple[Line, ...]:
    return (scene.refused.line,) if scene.refused else ()


def _second_backward(scene: _Scene) -> tuple[Line, ...]:
    """The walk that freed what the second one needed, and the second."""
    second = scene.refused
    if not isinstance(second, Walk):
        return _refused(scene)
    if second.roots:
        scene.call_it_by_name(second.roots[0])
    reached = {second.failed, *(visit.node for visit in second.visits)}
    for event in reversed(scene.tape.events[: scene.place]):
        if isinstance(event, Walk) and reached.intersection(event.freed):
            return event.line, second.line
    return (second.line,)


def _saved_changed(scene: _Scene) -> tuple[Line, ...]:
    """The operation that saved the tensor, and those that changed it afterwards."""
    walk = scene.refused
    if not isinstance(walk, Walk) or walk.failed is None:
        return _refused(scene)
    node = scene.tape.nodes[walk.failed]
    if node.operation is None:
        return (walk.line,)
    scene.values["node"] = node.name
    shape = tuple(map(int, re.findall(r"\d+", scene.values["shape"])))
    expected, found = int(scene.values["expected"]), int(scene.values["found"])
    saved = [part.value for part in node.saved if isinstance(part.value, TensorNote)]
    storages = {note.storage for note in saved if note.value.shape == shape and note.version == expected}

    def is_it(note: TensorNote) -> bool:
        is_kept = note.storage in storages if storages else note.value.shape == shape
        return is_kept and expected < note.version <= found

    changes = [
        (note, event.line)
        for place, event in scene.before()
        if place > node.operation
        for note in event.changed
        if is_it(note)
    ]
    if changes:
        scene.call_it_by_name(changes[0][0].tensor)
    saver = scene.tape.events[node.operation]
    kept = (saver.line,) if isinstance(saver, Operation) else ()
    return (*kept, *_each_once(*(line for _, line in reversed(changes))))


def _no_graph(scene: _Scene) -> tuple[Line, ...]:
    """The nearest operation behind the tensor that cut the path, or where the tensor was made; and the walk."""
    walk = scene.refused
    if not isinstance(walk, Walk):
        return _refused(scene)
    behind = set(walk.roots)
    for _, event in scene.before():
        if any(note.tensor in behind for note in (*event.outputs, *event.changed)):
            if event.cut is not None:
                return _each_once(event.line, walk.line)
            behind.update(part for part in event.inputs if isinstance(part, int))
    return _made_and_refused(scene)


def _failing_node(scene: _Scene) -> tuple[Line, ...]:
    """Where the node was made at which the walk ended, and the walk."""
    walk = scene.refused
    if not isinstance(walk, Walk):
        return _refused(scene)
    nodes = scene.tape.nodes
    ran = [visit.node for visit in walk.visits if nodes[visit.node].name == scene.values.get("node")]
    number = ran[-1] if ran else walk.failed
    place = nodes[number].operation if number is not None else None
    maker = scene.tape.events[place] if place is not None else None
    return _each_once(maker.line, walk.line) if isinstance(maker, Operation) else (walk.line,)


def _each_once(*lines: Line) -> tuple[Line, ...]:
    return tuple(dict.fromkeys(lines))


_FINDERS: Mapping[Lines, Callable[[_Scene], tuple[Line, ...]]] = {
    Lines.MADE: _made_and_refused,
    Lines.REFUSED: _refused,
    Lines.FREED: _second_backward,
    Lines.SAVED: _saved_changed,
    Lines.CUT: _no_graph,
    Lines.NODE: _failing_node,
}
