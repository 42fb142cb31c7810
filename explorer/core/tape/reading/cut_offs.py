"""What was cut off the graph and used nevertheless: which operations cut, and what was made of their results."""

from __future__ import annotations

from dataclasses import dataclass, field

from explorer.core.tape.tape import Cut, Operation

Origin = int | tuple["Origin", ...]
"""The event of a cut, or several of these: an operation shares what its inputs come from, whatever the number."""


@dataclass(slots=True)
class CutOffs:
    """`cuts` are the events that cut the way back, and `inputs` for each the tensors that went into it, with the nodes
    that had made them. `nodes` and `leaves` tell, for a node or a leaf by its tensor, in which events it was made of
    what was cut off, and by which cuts.
    """

    cuts: list[int] = field(default_factory=list)
    inputs: dict[int, tuple[tuple[int, int | None], ...]] = field(default_factory=dict)
    nodes: dict[int, list[tuple[int, Origin]]] = field(default_factory=dict)
    leaves: dict[int, list[tuple[int, Origin]]] = field(default_factory=dict)
    _made_by: dict[int, int] = field(default_factory=dict)
    _tensors: dict[int, Origin] = field(default_factory=dict)

    def add(self, number: int, event: Operation) -> None:
        """What is recorded next, in the place `number`."""
        origin: Origin = ()
        if event.cut is Cut.NUMBERS:
            return
        if event.cut is not None:
            self.cuts.append(number)
        if event.cut is not None and event.cut is not Cut.TRANSFORM:
            given = (one for one in event.inputs if isinstance(one, int))
            self.inputs[number] = tuple((one, self._made_by.get(one)) for one in given)
            origin = number
        elif self._tensors:
            found = [self._tensors[one] for one in event.inputs if isinstance(one, int) and one in self._tensors]
            origin = found[0] if len(found) == 1 else tuple({id(one): one for one in found}.values())
        for note in (*event.outputs, *event.changed):
            if note.node is not None:
                self._made_by[note.tensor] = note.node
                if origin != ():
                    self.nodes.setdefault(note.node, []).append((number, origin))
            elif note.requires_grad:  # a leaf from here on, made of what was cut off
                self._tensors.pop(note.tensor, None)
                if origin != ():
                    self.leaves.setdefault(note.tensor, []).append((number, origin))
            elif origin != ():
                self._tensors[note.tensor] = origin


def cuts_of(origin: Origin) -> list[int]:
    """The events of the cuts, in their order."""
    found: set[int] = set()
    seen: set[int] = set()
    waiting = [origin]
    while waiting:
        one = waiting.pop()
        if isinstance(one, int):
            found.add(one)
        elif id(one) not in seen:
            seen.add(id(one))
            waiting.extend(one)
    return sorted(found)
