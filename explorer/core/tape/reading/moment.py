"""A step of a recording, and what was known at it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from explorer.core.tape.reading.track import Happening, Passed, Timed, Track, newest, step_of
from explorer.core.tape.tape import Operation, Summary, TensorNote, Walk


@dataclass(frozen=True, slots=True)
class Moment:
    """The state of everything after the `step`-th happening; -1 is before the first."""

    track: Track = field(default_factory=Track)
    step: int = -1

    def at(self, step: int) -> Self:
        """Another step of the same recording."""
        return replace(self, step=step)

    # -- what happens

    @property
    def happening(self) -> Happening | None:
        steps = self.track.steps
        return steps[self.step] if 0 <= self.step < len(steps) else None

    @property
    def event(self) -> int | None:
        """The place of the event of this step."""
        happening = self.happening
        return happening.event if happening is not None else None

    @property
    def happened(self) -> Operation | Walk | None:
        """The event of this step."""
        place = self.event
        event = self.track.events[place] if place is not None else None
        return event if isinstance(event, Operation | Walk) else None

    @property
    def visited(self) -> int | None:
        """The node that runs at this step of a walk."""
        happening, event = self.happening, self.happened
        if happening is None or happening.visit is None or not isinstance(event, Walk):
            return None
        return event.visits[happening.visit].node

    @property
    def failed(self) -> int | None:
        """The node at which a walk ends at this step."""
        event = self.happened
        return event.failed if isinstance(event, Walk) and self.visited is None else None

    # -- walks

    @property
    def walk(self) -> int | None:
        """The event of the walk that goes on, or was the last."""
        return self.track.walk_at(self.step)

    @property
    def walks(self) -> Sequence[tuple[int, int]]:
        """The steps and events of the walks that have begun by now."""
        return self.track.walks[: bisect_right(self.track.walks, self.step, key=step_of)]

    def passed(self, node: int) -> Passed | None:
        """What the node did last; nothing where the walk of this moment has yet to come to it."""
        return self.track.passed_at(node, self.step)

    def passed_by(self, node: int) -> Passed | None:
        """What the node did at this step, or last before it, in whatever walk."""
        return newest(self.track.passed.get(node, ()), self.step)

    # -- tensors

    def note(self, tensor: int) -> TensorNote | None:
        """What the tensor is."""
        return newest(self.track.notes.get(tensor, ()), self.step)

    def value(self, node: int) -> TensorNote | None:
        """What the node made."""
        return newest(self.track.values.get(node, ()), self.step)

    def slot(self, tensor: int) -> Summary | None:
        """What is in the tensor's slot."""
        return newest(self.track.slots.get(tensor, ()), self.step)

    def slot_writes(self, tensor: int) -> Timed[Summary | None]:
        """What has been written to the tensor's slot by now, and when."""
        writes = self.track.slots.get(tensor, [])
        return writes[: bisect_right(writes, self.step, key=step_of)]

    def tensors(self) -> dict[str, int]:
        """The tensors by name, in the order of their naming."""
        return self.track.names_at(self.step)

    def name_now(self, tensor: int | None) -> str:
        """What the tensor is called, or nothing."""
        return next(iter(self.track.names_of(tensor, self.step)), "") if tensor is not None else ""

    def known_as(self, tensor: int) -> str:
        """What a parameter is called in its model, else what the tensor is called; or nothing."""
        return self.track.parameter(tensor) or self.name(tensor)

    def name(self, tensor: int | None) -> str:
        """What the tensor is called by now, or later; or nothing."""
        return self.name_now(tensor) or self.at(len(self.track.steps)).name_now(tensor)
