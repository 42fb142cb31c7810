"""What a kernel has recorded so far: one track that grows, and which part of it each run of a cell is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from explorer.core.refusals import Diagnosis
from explorer.core.tape.reading.diagnosis import diagnose
from explorer.core.tape.reading.track import Track
from explorer.core.tape.tape import Line, Operation, Raised, Tape, Walk


@dataclass(frozen=True, slots=True)
class CellRun:
    """What one run of a cell recorded: its events and steps. `id` is that of the request that ran it, and no other's;
    `count` the number in its prompt, which comes again after a restart. `trouble` is what PyTorch refused last in it.
    """

    id: str
    count: int
    events: range
    steps: range
    trouble: Diagnosis | None = None

    @property
    def label(self) -> str:
        """What lines of its code have for a file."""
        return f"In [{self.count}]"


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """What was recorded by some moment since the kernel started, which is the `kernel`-th.

    All recordings of a kernel share one track, of which each knows the events and steps that were there when it was
    made: to go on costs what is new, and who reads an older one sees what it was (see Track for why that is safe).
    """

    track: Track = field(default_factory=Track)
    events: range = range(0)
    steps: range = range(0)
    runs: tuple[CellRun, ...] = ()
    kernel: int = 0

    def followed_by(self, run: str, count: int, parts: Sequence[Tape]) -> Recording:
        """What the newest recording is after one more run. This adds to the track."""
        track = self.track
        first, step = len(track.events), len(track.steps)
        for part in parts:
            track.add(part)
        events, steps = range(first, len(track.events)), range(step, len(track.steps))
        made = CellRun(run, count, events, steps, _trouble(track, events))
        every = range(events.stop), range(steps.stop)
        return replace(self, events=every[0], steps=every[1], runs=(*self.runs, made))

    def run(self, run: str | None) -> CellRun | None:
        """The run of that id."""
        return next((one for one in reversed(self.runs) if one.id == run), None)

    def run_of(self, line: Line) -> CellRun | None:
        """The run of the cell that the line is in."""
        return next((one for one in reversed(self.runs) if one.label == line.file), None)


def recorded(tape: Tape) -> Recording:
    """A recording of one part, which is no cell's."""
    made = Recording().followed_by("", 0, [tape])
    return replace(made, runs=())


def _trouble(track: Track, events: range) -> Diagnosis | None:
    """What is known of the last error in these events of which anything is."""
    for place in reversed(events):
        event = track.events[place]
        if isinstance(event, Operation | Walk | Raised) and event.error:
            found = diagnose(event.error, track)
            if found is not None:
                return found
    return None
