"""What is drawn of a recording: which part of it, its graph, and where the boxes are."""

from __future__ import annotations

from dataclasses import dataclass, field

from explorer.core.tape.picture.graph import Graph, Hidden, graph
from explorer.core.tape.picture.groups import Fold
from explorer.core.tape.picture.layout import Layout, Layouter
from explorer.core.tape.reading.memory import Memory, memory
from explorer.core.tape.session import Recording
from explorer.core.words import ExplainedError
from explorer.ui.tape.shapes import HEIGHT, WIDTH, Shapes


@dataclass(frozen=True, slots=True)
class Request:
    """Which picture of a recording: of one run (its id) or of all (None), folded how."""

    recording: Recording
    run: str | None = None
    fold: Fold = Fold.NOTHING
    unfolded: frozenset[str] = frozenset()
    hidden: frozenset[Hidden] = frozenset()

    @property
    def steps(self) -> range:
        """What can be stepped through."""
        run = self.recording.run(self.run)
        return run.steps if run is not None else self.recording.steps


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A graph, and where its boxes and links are; or why there is none."""

    request: Request
    graph: Graph = field(default_factory=Graph)
    shapes: Shapes = field(default_factory=lambda: Shapes(Graph(), Layout((), ())))
    error: ExplainedError | None = None
    memory: Memory = field(default_factory=Memory)


def draw(request: Request, layouter: Layouter | None = None) -> Drawing:
    """The picture that is asked for; takes a process of its own to lay it out where none is given."""
    recording = request.recording
    run = recording.run(request.run)
    events = run.events if run is not None else recording.events
    found = graph(recording.track, events, request.fold, request.unfolded, request.hidden)
    if not found.boxes:
        return Drawing(request)
    sizes, ends = [(WIDTH, HEIGHT)] * len(found.boxes), [(link.source, link.target) for link in found.links]
    own = layouter or Layouter()
    layout = own.lay_out(sizes, ends, [frame.boxes for frame in found.frames])
    if layouter is None:
        own.stop()
    return Drawing(request, found, Shapes(found, layout), memory=memory(recording.track, found.ways))
