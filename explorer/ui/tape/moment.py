"""What is shown of a recording right now: a step, and what every box says at it."""

from __future__ import annotations

from dataclasses import dataclass, field

from explorer.core.tape.picture.graph import Box, Link
from explorer.core.tape.reading.rules import local_derivative, rule
from explorer.core.tape.reading.shown import number, short
from explorer.core.tape.reading.track import Passed, Track, newest
from explorer.core.tape.tape import Operation, Summary, Tape, TensorNote, Walk


@dataclass(slots=True)
class Moment:
    """`local` asks for the local derivatives on the links."""

    track: Track = field(default_factory=Track.empty)
    step: int = -1
    local: bool = False

    @property
    def leaves(self) -> list[tuple[int, int]]:
        """The nodes that fill slots, and whose."""
        return [(number, node.leaf) for number, node in enumerate(self.tape.nodes) if node.leaf is not None]

    @property
    def tape(self) -> Tape:
        return self.track.tape

    def is_made(self, box: Box) -> bool:
        """Whether the box's operation, or the first of them, has run by now."""
        first = self.tape.nodes[box.nodes[0]].operation if box.nodes and box.leaf is None else box.event
        return first is None or self.track.began.get(first, 0) <= self.step

    def is_current(self, box: Box) -> bool:
        """Whether this step is about the box."""
        visited = self.visited
        if visited is not None:
            return visited in box.nodes
        if self.event is None or len(box.nodes) < 2:
            return self.event is not None and self.event == box.event
        return any(self.tape.nodes[node].operation == self.event for node in box.nodes)

    @property
    def event(self) -> int | None:
        """The place of the event of this step."""
        steps = self.track.steps
        return steps[self.step].event if 0 <= self.step < len(steps) else None

    @property
    def visited(self) -> int | None:
        """The node that runs at this step of a walk."""
        steps = self.track.steps
        if not 0 <= self.step < len(steps) or steps[self.step].visit is None:
            return None
        walk = self.tape.events[steps[self.step].event]
        return walk.visits[steps[self.step].visit].node  # type: ignore[union-attr, index]

    @property
    def failed(self) -> int | None:
        """The node at which a walk ends at this step."""
        event = self.tape.events[self.event] if self.event is not None else None
        ends = isinstance(event, Walk) and self.visited is None
        return event.failed if ends and isinstance(event, Walk) else None

    def note(self, box: Box) -> TensorNote | None:
        """The tensor that the box stands for."""
        if box.leaf is not None:
            return newest(self.track.notes.get(box.leaf, ()), self.step)
        if box.nodes:
            return newest(self.track.values.get(box.nodes[-1], ()), self.step)
        event = self.tape.events[box.event] if box.event is not None and self.is_made(box) else None
        return event.outputs[0] if isinstance(event, Operation) and event.outputs else None

    def name(self, box: Box) -> str:
        """What the box's tensor is called by now, or later."""
        note = self.note(box)
        tensor = note.tensor if note is not None else box.leaf
        if tensor is None:
            return ""
        names = self.track.names_of(tensor, self.step) or self.track.names_of(tensor, len(self.track.steps))
        return names[0] if names else ""

    def value(self, box: Box) -> str:
        """The value's first numbers."""
        note = self.note(box)
        return short(note.value) if note is not None else ""

    def gradient(self, box: Box) -> Summary | None:
        """What arrived at the box in the newest walk; of a leaf, what is in its slot."""
        if box.leaf is not None:
            return newest(self.track.slots.get(box.leaf, ()), self.step)
        passed = self.passed(box)
        return passed.visit.arrived[0] if passed is not None and passed.visit.arrived else None

    def arrived(self) -> set[int]:
        """The nodes that have a gradient: those at which one has arrived, and leaves whose slot holds a tensor."""
        track, now = self.track, self.track.walk_at(self.step)
        found: set[int] = set()
        for began, place in track.walks:
            walk = self.tape.events[place]
            if began <= self.step and isinstance(walk, Walk):
                ran = {visit.node for visit in walk.visits[: self.step - began + 1]}
                found |= ran if place == now else ran - track.walked.get(now, frozenset())
        found -= {node for node, _ in self.leaves}
        return found | {node for node, leaf in self.leaves if newest(track.slots.get(leaf, ()), self.step) is not None}

    def passed(self, box: Box) -> Passed | None:
        """What the box's newest node did in the newest walk."""
        return self.track.passed_at(box.nodes[-1], self.step) if box.nodes else None

    def saved(self, box: Box) -> tuple[int, bool]:
        """How many tensors the box's nodes have saved, and whether they have let go of them."""
        count = sum(isinstance(one.value, TensorNote) for node in box.nodes for one in self.tape.nodes[node].saved)
        freed = [self.track.freed.get(node) for node in box.nodes if self.tape.nodes[node].saved]
        return count, bool(freed) and all(step is not None and step <= self.step for step in freed)

    def is_bad(self, box: Box) -> bool:
        """Whether NaN or inf began here by now, or the walk of this step ended here."""
        return self.failed in box.nodes or any(
            self.track.bad.get(node, self.step + 1) <= self.step for node in box.nodes
        )

    def is_flowing(self, link: Link) -> bool:
        """Whether a gradient goes along the link at this step."""
        visited = self.visited
        return visited is not None and any(self.tape.edges[edge].source == visited for edge in link.edges)

    def label(self, link: Link) -> str:
        """What the link says: the gradient that flows along it, or the local derivatives if they are asked for."""
        texts = []
        for place in link.edges:
            edge = self.tape.edges[place]
            passed = self.track.passed_at(edge.source, self.step)
            if passed is None or edge.place >= len(passed.visit.sent):
                continue
            sent = passed.visit.sent[edge.place]
            if self.local:
                arrived = passed.visit.arrived[0] if passed.visit.arrived else None
                local = local_derivative(arrived, sent, rule(self.tape.nodes[edge.source].name))
                texts.append("?" if local is None else _few(local))
            elif self.is_flowing(link) and sent is not None:
                texts.append(short(sent, 2))
        return ("× " if self.local and texts else "") + ", ".join(texts)


def _few(values: tuple[float | str, ...]) -> str:
    if len(values) == 1:
        return number(values[0])
    return f"[{', '.join(map(number, values[:2]))}{', …' if len(values) > 2 else ''}]"
