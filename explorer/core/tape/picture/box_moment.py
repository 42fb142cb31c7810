"""What every box and link of a picture says at a step of the recording."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.core.tape.picture.graph import Box, Link
from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.rules import local_derivative, rule
from explorer.core.tape.reading.short_text import number, short
from explorer.core.tape.reading.track import Passed
from explorer.core.tape.tape import Operation, Summary, TensorNote


@dataclass(frozen=True, slots=True)
class BoxMoment(Moment):
    """`local` asks for the local derivatives on the links."""

    local: bool = False

    def is_made(self, box: Box) -> bool:
        """Whether the box's operation, or the first of them, has run by now."""
        first = self.track.nodes[box.nodes[0]].operation if box.nodes and box.leaf is None else box.event
        began = self.track.began
        return first is None or first >= len(began) or began[first] <= self.step

    def is_current(self, box: Box) -> bool:
        """Whether this step is about the box."""
        visited, event = self.visited, self.event
        if visited is not None:
            return visited in box.nodes
        if event is None or len(box.nodes) < 2:
            return event is not None and event == box.event
        return any(self.track.nodes[node].operation == event for node in box.nodes)

    def box_note(self, box: Box) -> TensorNote | None:
        """The tensor that the box stands for."""
        if box.leaf is not None:
            return self.note(box.leaf)
        if box.nodes:
            return self.value(box.nodes[-1])
        event = self.track.events[box.event] if box.event is not None and self.is_made(box) else None
        return event.outputs[0] if isinstance(event, Operation) and event.outputs else None

    def box_name(self, box: Box) -> str:
        """What the box's tensor is called by now, or later."""
        note = self.box_note(box)
        return self.name(note.tensor if note is not None else box.leaf)

    def box_value(self, box: Box) -> str:
        """The value's first numbers."""
        note = self.box_note(box)
        return short(note.value) if note is not None else ""

    def gradient(self, box: Box) -> Summary | None:
        """What arrived at the box in the newest walk; of a leaf, what is in its slot."""
        if box.leaf is not None:
            return self.slot(box.leaf)
        passed = self.box_passed(box)
        return passed.visit.arrived[0] if passed is not None and passed.visit.arrived else None

    def has_gradient(self, box: Box) -> bool:
        """Whether one has arrived at it; of a leaf, whether its slot holds a tensor."""
        return self.slot(box.leaf) is not None if box.leaf is not None else self.box_passed(box) is not None

    def box_passed(self, box: Box) -> Passed | None:
        """What the box's newest node did in the newest walk."""
        return self.passed(box.nodes[-1]) if box.nodes else None

    def saved(self, box: Box) -> tuple[int, bool]:
        """How many tensors the box's nodes have saved, and whether they have let go of them."""
        nodes = self.track.nodes
        count = sum(isinstance(one.value, TensorNote) for node in box.nodes for one in nodes[node].saved)
        freed = [self.track.freed.get(node) for node in box.nodes if nodes[node].saved]
        return count, bool(freed) and all(step is not None and step <= self.step for step in freed)

    def is_bad(self, box: Box) -> bool:
        """Whether NaN or inf began here by now, or the walk of this step ended here."""
        bad, never = self.track.bad, self.step + 1
        return self.failed in box.nodes or any(bad.get(node, never) <= self.step for node in box.nodes)

    def is_flowing(self, link: Link) -> bool:
        """Whether a gradient goes along the link at this step."""
        visited = self.visited
        return visited is not None and any(self.track.edges[edge].source == visited for edge in link.edges)

    def label(self, link: Link) -> str:
        """What the link says: the gradient that flows along it, or the local derivatives if they are asked for."""
        texts = []
        for place in link.edges:
            edge = self.track.edges[place]
            passed = self.passed(edge.source)
            if passed is None or edge.place >= len(passed.visit.sent):
                continue
            sent = passed.visit.sent[edge.place]
            if self.local:
                arrived = passed.visit.arrived[0] if passed.visit.arrived else None
                local = local_derivative(arrived, sent, rule(self.track.nodes[edge.source].name))
                texts.append("?" if local is None else _few(local))
            elif self.is_flowing(link) and sent is not None:
                texts.append(short(sent, 2))
        return ("× " if self.local and texts else "") + ", ".join(texts)


def _few(values: tuple[float | str, ...]) -> str:
    if len(values) == 1:
        return number(values[0])
    return f"[{', '.join(map(number, values[:2]))}{', …' if len(values) > 2 else ''}]"
