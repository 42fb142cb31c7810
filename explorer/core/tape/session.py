"""What a kernel has recorded so far: one track that grows, and which part of it each run of a cell is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from explorer.core.tape.reading.leaves import Leaf, leaves
from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.reasons import Why
from explorer.core.tape.reading.track import Track
from explorer.core.tape.reading.troubles import Trouble, troubles
from explorer.core.tape.tape import Line, Tape

_OPEN = frozenset({"never_stepped"})
"""Troubles of something that is missing: the next cell may bring it."""


@dataclass(frozen=True, slots=True)
class CellRun:
    """What one run of a cell recorded: its events and steps. `id` is that of the request that ran it, and no other's;
    `count` the number in its prompt, which comes again after a restart. `name` is that of a recording which is no
    cell's, and `first` the first line of the code.
    """

    id: str
    count: int
    events: range
    steps: range
    name: str = ""
    first: str = ""

    @property
    def label(self) -> str:
        """What lines of its code have for a file."""
        return self.name or f"In [{self.count}]"


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """What was recorded by some moment since the kernel started, which is the `kernel`-th.

    All recordings of a kernel share one track, of which each knows the events and steps that were there when it was
    made: to go on costs what is new, and who reads an older one sees what it was (see Track for why that is safe).
    What went wrong by then is found anew each time: `troubles` are told under the run of that id, `leaves` are by
    tensor.
    """

    track: Track = field(default_factory=Track)
    events: range = range(0)
    steps: range = range(0)
    runs: tuple[CellRun, ...] = ()
    kernel: int = 0
    troubles: Mapping[str, tuple[Trouble, ...]] = field(default_factory=dict)
    leaves: Mapping[int, Leaf] = field(default_factory=dict)

    def followed_by(self, run: str, count: int, parts: Sequence[Tape], name: str = "") -> Recording:
        """What the newest recording is after one more run. This adds to the track."""
        track = self.track
        first, step = len(track.events), len(track.steps)
        for part in parts:
            track.add(part)
        events, steps = range(first, len(track.events)), range(step, len(track.steps))
        code = (line.strip() for line in track.sources.get(name or f"In [{count}]", "").splitlines())
        lines = [line for line in code if line and not line.startswith(("#", "%"))]
        begun = next((line for line in lines if not line.startswith(("import ", "from "))), "".join(lines[:1]))
        runs = (*self.runs, CellRun(run, count, events, steps, name, begun))
        every = leaves(track)
        return replace(
            self, events=range(events.stop), steps=range(steps.stop), runs=runs,
            troubles=_by_run(troubles(track, every), runs), leaves={leaf.tensor: leaf for leaf in every},
        )  # fmt: skip

    def run(self, run: str | None) -> CellRun | None:
        """The run of that id."""
        return next((one for one in reversed(self.runs) if one.id == run), None)

    def told_at(self, moment: Moment, tensor: int | None) -> tuple[Why, ...]:
        """What is told of the tensor as a leaf, which holds for the end."""
        leaf = self.leaves.get(tensor) if tensor is not None and moment.step == self.steps.stop - 1 else None
        return leaf.reasons if leaf is not None else ()

    def run_of(self, line: Line) -> CellRun | None:
        """The run of the cell that the line is in."""
        return next((one for one in reversed(self.runs) if one.label == line.file), None)


def recorded(tape: Tape, name: str = "") -> Recording:
    """A recording that is no cell's; one with a name is one run."""
    made = Recording().followed_by(name, 0, [tape], name)
    return made if name else replace(made, runs=())


def as_tape(recording: Recording) -> Tape:
    """All of it, to be written to a file. Nobody may add to the track meanwhile."""
    track = recording.track
    return Tape(
        tuple(track.events[: recording.events.stop]), tuple(track.nodes), tuple(track.edges), track.missed,
        dict(track.sources), track.ended,
    )  # fmt: skip


def _by_run(found: Sequence[Trouble], runs: Sequence[CellRun]) -> dict[str, tuple[Trouble, ...]]:
    """Each under the last of the runs that have to do with it."""
    places = {run.label: place for place, run in enumerate(runs)}
    told: dict[str, tuple[Trouble, ...]] = {}
    for one in found:
        if one.remedy is not None:
            one.remedy.changes  # noqa: B018 - found out here, and not while the window waits
        in_runs = {places[file] for line in (*one.lines, one.raised) for file in _files(line) if file in places}
        last = max(in_runs, default=None)
        if last is not None and (one.kind not in _OPEN or len(in_runs) == 1 or last < len(runs) - 1):
            told[runs[last].id] = (*told.get(runs[last].id, ()), one)
    return told


def _files(line: Line | None) -> Iterator[str]:
    """Where the line is, and those that had called what it is in."""
    if line is not None:
        yield line.file
        yield from (file for file, _ in line.callers)
