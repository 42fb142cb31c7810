"""The picture of a recording: boxes for leaves, operations and cuts, links between them, folded where one asks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from explorer.core.tape.reading.cut_offs import Origin, cuts_of
from explorer.core.tape.reading.track import Track, nodes_behind
from explorer.core.tape.tape import Cut, Line, Operation, Walk


class BoxKind(StrEnum):
    """What a box stands for; each has a shape of its own."""

    LEAF = "leaf"
    OPERATION = "operation"
    OUTPUT = "output"
    CUT = "cut"
    GROUP = "group"


class Fold(StrEnum):
    """What becomes one box."""

    NOTHING = "nothing"
    LINE = "line"
    FUNCTION = "function"
    LOOP = "loop"


@dataclass(frozen=True, slots=True)
class Box:
    """`nodes` are autograd's nodes in it, in the order of their making; `event` the place of the operation that made
    the leaf or the last of the nodes; `group` what its nodes are folded by, or could be.
    """

    kind: BoxKind
    title: str
    nodes: tuple[int, ...]
    event: int | None = None
    leaf: int | None = None
    line: Line | None = None
    cut: Cut | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """From the box `source`, where a value comes from, to `target`, which uses it; a gradient goes the other way.

    `edges` are places in the track's edges. A link without any is one that no gradient follows.
    """

    source: int
    target: int
    edges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes, and links between them by their places."""

    boxes: tuple[Box, ...] = ()
    links: tuple[Link, ...] = ()


def graph(
    track: Track,
    events: range | None = None,
    fold: Fold = Fold.NOTHING,
    unfolded: frozenset[str] = frozenset(),
) -> Graph:
    """The picture of what happened in `events` (all of them if None), and of what it was made from.

    Nodes of the same line, function or loop are one box, but for the groups that are `unfolded`. It takes as long as
    what is shown is large, whatever else was recorded.
    """
    events = range(len(track.events)) if events is None else events
    shown = sorted(nodes_behind(track, _seeds(track, events)))
    edges = sorted(place for node in shown for place in track.out_of.get(node, ()))
    consumed = {track.edges[place].target for place in edges}
    boxes: list[Box] = []
    place: dict[int, int] = {}
    groups: dict[str, list[int]] = {}
    for number in shown:
        group = _group(track, number, fold)
        if group and group not in unfolded:
            groups.setdefault(group, []).append(number)
        else:
            place[number] = len(boxes)
            boxes.append(_box(track, number, number not in consumed, group))
    for group, members in groups.items():
        place |= dict.fromkeys(members, len(boxes))
        last = members[-1]
        is_group = len(members) > 1
        box = _group_box(track, group, members, fold) if is_group else _box(track, last, last not in consumed, group)
        boxes.append(box)
    links: dict[tuple[int, int], list[int]] = {}
    for number in edges:
        edge = track.edges[number]
        ends = place[edge.target], place[edge.source]
        if ends[0] != ends[1]:
            links.setdefault(ends, []).append(number)
    _add_cuts(track, events, place, boxes, links)
    return Graph(tuple(boxes), tuple(Link(a, b, tuple(edges)) for (a, b), edges in links.items()))


def _seeds(track: Track, events: range) -> Iterator[int]:
    """The nodes that were made or walked in `events`."""
    for place in events:
        event = track.events[place]
        if isinstance(event, Operation):
            yield from (note.node for note in (*event.outputs, *event.changed) if note.node is not None)
        elif isinstance(event, Walk):
            yield from (visit.node for visit in event.visits)
            if event.failed is not None:
                yield event.failed


def _box(track: Track, number: int, is_output: bool, group: str) -> Box:
    node = track.nodes[number]
    if node.leaf is not None:
        event = track.born.get(node.leaf)
        maker = track.events[event] if event is not None else None
        line = maker.line if isinstance(maker, Operation) else None
        return Box(BoxKind.LEAF, "", (number,), event, node.leaf, line)
    operation = track.operation_of(number)
    line = operation.line if operation is not None else None
    kind = BoxKind.OUTPUT if is_output else BoxKind.OPERATION
    return Box(kind, track.called(number), (number,), node.operation, None, line, None, group)


def _group_box(track: Track, group: str, members: list[int], fold: Fold) -> Box:
    last = track.operation_of(members[-1])
    line = last.line if last is not None else None
    title = "" if line is None else line.function if fold is Fold.FUNCTION else line.text
    return Box(BoxKind.GROUP, title, tuple(members), track.nodes[members[-1]].operation, None, line, None, group)


def _group(track: Track, node: int, fold: Fold) -> str:
    operation = track.operation_of(node)
    if operation is None or fold is Fold.NOTHING:
        return ""
    line = operation.line
    if fold is Fold.LINE:
        return f"{line.file}:{line.number}"
    if fold is Fold.FUNCTION:
        return f"{line.file}:{line.function}" if line.function else ""
    return f"{line.file}:{line.loop}" if line.loop else ""


def _add_cuts(
    track: Track, events: range, place: dict[int, int], boxes: list[Box], links: dict[tuple[int, int], list[int]]
) -> None:
    """Boxes for what cuts the way back, between what it cuts off and who uses the result."""
    found: dict[int, int] = {}  # event -> box
    unseen: set[tuple[str, int]] = set()  # lines with a function transform: one box for all that happens in it

    def sources(cut: int) -> list[int]:
        """The nodes of what went into it."""
        given = track.cut_offs.inputs[cut]
        nodes = [track.leaf_nodes.get(tensor) if node is None else node for tensor, node in given]
        return [node for node in nodes if node is not None and node in place]

    def box(cut: int) -> int:
        if cut not in found:
            operation = track.events[cut]
            assert isinstance(operation, Operation)
            found[cut] = len(boxes)
            boxes.append(Box(BoxKind.CUT, operation.name, (), cut, None, operation.line, operation.cut))
            for node in sources(cut):
                links.setdefault((place[node], found[cut]), [])
        return found[cut]

    for number, target, origin in sorted(_cuts(track, events, place), key=lambda one: one[0]):
        event = track.events[number]
        assert isinstance(event, Operation)
        if target is not None:
            for cut in cuts_of(origin):
                links.setdefault((box(cut), place[target]), [])
        elif event.cut is not Cut.TRANSFORM:
            if sources(number):
                box(number)
        elif (where := (event.line.file, event.line.number)) not in unseen:
            unseen.add(where)
            boxes.append(Box(BoxKind.CUT, event.line.text, (), number, None, event.line, event.cut))


def _cuts(track: Track, events: range, place: dict[int, int]) -> Iterator[tuple[int, int | None, Origin]]:
    """The events that cut among `events`, without a node; those that made a node out of what was cut off, with it."""
    cuts = track.cut_offs.cuts
    for number in cuts[bisect_left(cuts, events.start) : bisect_left(cuts, events.stop)]:
        yield number, None, ()
    for node in place:
        leaf = track.nodes[node].leaf
        made = track.cut_offs.nodes.get(node, ()) if leaf is None else track.cut_offs.leaves.get(leaf, ())
        for number, origin in made:
            yield number, node, origin
