"""What every box and link of a picture says at a step of the recording."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from explorer.core.tape.picture.graph import Box, BoxKind, Link
from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.rules import local_derivative, rule
from explorer.core.tape.reading.short_text import NONE, brief, many, number, shape, short
from explorer.core.tape.reading.track import Passed
from explorer.core.tape.tape import Operation, Summary, TensorNote

_BY_OPERATION = ("line ", "loop ", "walk ")
"""Keys of groups whose operations are counted; of others, which are asked for, the nodes are."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Slots: how many, how many of them are None, hold only zeros, or NaN or inf; and the norm of what is in them."""

    count: int
    none: int
    zero: int
    bad: int
    norm: float

    @property
    def text(self) -> str:
        """In a few words."""
        if self.none == self.count:
            return NONE
        parts = [f"{self.norm:.3g}" if not self.bad else f"{self.bad} not finite"]
        for count, what in ((self.none, "None"), (self.zero, "0")):
            if count:
                parts.append(f"{count} of {self.count} {what}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class BoxMoment(Moment):
    """`local` asks for the local derivatives on the links."""

    local: bool = False

    def is_made(self, box: Box) -> bool:
        """Whether the box's operation, or the first of them, has run by now."""
        first = self.track.nodes[box.nodes[0]].operation if box.nodes and box.leaf is None else box.event
        first = box.steps[0] if box.steps else first
        began = self.track.began
        return first is None or first >= len(began) or began[first] <= self.step

    def is_current(self, box: Box) -> bool:
        """Whether this step is about the box."""
        visited, event = self.visited, self.event
        if visited is not None:
            return visited in box.nodes
        if box.steps:
            return event in box.steps
        if event is None or len(box.nodes) < 2:
            return event is not None and event == box.event
        return any(self.track.nodes[node].operation == event for node in box.nodes)

    def box_note(self, box: Box) -> TensorNote | None:
        """The tensor that the box stands for."""
        if box.leaf is not None:
            return self.note(box.leaf)
        if box.nodes:
            return next((note for node in reversed(box.nodes) if (note := self.value(node)) is not None), None)
        if box.steps:
            return None
        event = self.track.events[box.event] if box.event is not None and self.is_made(box) else None
        return event.outputs[0] if isinstance(event, Operation) and event.outputs else None

    def box_name(self, box: Box) -> str:
        """What the box's tensor is called by now, or later."""
        note = self.box_note(box)
        return self.name(note.tensor if note is not None else box.leaf)

    def heading(self, box: Box) -> str:
        """What stands first in the box: its tensor and the operation, or a module and its class, and how often."""
        if box.kind is BoxKind.STEP:
            return f"{len(box.steps)} × {box.title}" if len(box.steps) > 1 else box.title
        if box.calls:
            call, times = self.track.calls[box.calls[0]], len(box.calls)
            name = f"{box.title}: {call.kind}" if box.title != call.kind else call.kind
            return f"{times} × {name}" if times > 1 else name
        name = self.box_name(box)
        if box.kind is BoxKind.GROUP:
            is_counted = box.group.startswith(_BY_OPERATION)
            made = {self.track.nodes[node].operation for node in box.nodes} if is_counted else box.nodes
            return f"{len(made)} × {box.title or '·'}" if len(made) > 1 else box.title or "·"
        title = f"{name} = {box.title}" if name and box.title else name or box.title
        return ("✂ " if box.kind is BoxKind.CUT else "") + (title or "·")

    def box_value(self, box: Box) -> str:
        """The value in short; of a module the shapes that go in and come out, and how many numbers it learns; of steps
        how many tensors they change.
        """
        if box.kind is BoxKind.STEP:
            event = self.track.events[box.steps[-1]]
            changed = [note.tensor for note in event.changed] if isinstance(event, Operation) else []
            names = [self.known_as(one) for one in changed]
            return ", ".join(names[:2]) + (f", … ({len(names)})" if len(names) > 2 else "")
        note = self.box_note(box)
        if not box.calls:
            return brief(note.value) if note is not None else ""
        given = self.taken(box)
        shapes = " → ".join(shape(one.value) for one in (given, note) if one is not None)
        size = self.track.calls[box.calls[0]].size
        modules = {self.track.calls[one].module for one in box.calls}
        learns = many(size) + (f" × {len(modules)}" if len(modules) > 1 else "")
        return "  ·  ".join(filter(None, [shapes, learns if size else ""]))

    def taken(self, box: Box) -> TensorNote | None:
        """What goes into a module: what its first operation takes."""
        tensor = self.track.given_to(self.track.first_in.get(box.calls[0])) if box.calls else None
        return self.note(tensor) if tensor is not None else None

    def gradient_text(self, box: Box) -> str:
        """What is in the box's slots, or has arrived at it; nothing where nothing has."""
        weights = self.weights(box)
        if weights is not None:
            return f".grad {weights.text}"
        gradient = self.gradient(box)
        if box.leaf is not None:
            return f".grad {brief(gradient)}"
        return f"∂ {brief(gradient)}" if gradient is not None else ""

    def weights(self, box: Box) -> Weights | None:
        """What is in the slots of the leaves that are inside of the box."""
        if not box.leaves:
            return None
        slots = [self.slot(leaf) for leaf in box.leaves]
        norms = [one.norm for one in slots if one is not None]
        numbers = [one for one in norms if isinstance(one, float | int)]
        bad = sum(isinstance(one, str) for one in norms)
        return Weights(len(slots), slots.count(None), sum(not one for one in numbers), bad, hypot(*numbers))

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

    def has_cut(self, box: Box) -> bool:
        """Whether something inside of it has cut the way back by now."""
        return any(self.track.began[cut] <= self.step for cut in box.cuts)

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
