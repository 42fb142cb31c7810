"""The picture of a recording: boxes for leaves, operations and cuts, links between them, folded where one asks."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from explorer.core.tape.picture.groups import FEW, MANY, Fold, Group, Way, fitting, is_operation, ways
from explorer.core.tape.reading.cut_offs import Origin, cuts_of
from explorer.core.tape.reading.origins import walk_of
from explorer.core.tape.reading.track import Track, nodes_behind
from explorer.core.tape.tape import Cut, Line, Operation, Walk


class BoxKind(StrEnum):
    """What a box stands for; each has a shape of its own."""

    LEAF = "leaf"
    OPERATION = "operation"
    OUTPUT = "output"
    CUT = "cut"
    GROUP = "group"
    STEP = "step"


class Hidden(StrEnum):
    """What is left out of a picture."""

    OPTIMIZER = "optimizer"
    UNREACHED = "unreached"
    """What no walk has come through."""


@dataclass(frozen=True, slots=True)
class Box:
    """`nodes` are autograd's nodes in it, in the order of their making; `event` the place of the operation that made
    the leaf or the last of the nodes; `group` the key that it is folded by, or that it was in when it was opened.

    `leaves` are the tensors whose slots are filled in it, beside what is computed; `calls` those of modules, each with
    all that is inside, if it stands for such; `cuts` the events that cut in it, `steps` those of an optimizer.
    """

    kind: BoxKind
    title: str
    nodes: tuple[int, ...]
    event: int | None = None
    leaf: int | None = None
    line: Line | None = None
    cut: Cut | None = None
    group: str = ""
    leaves: tuple[int, ...] = ()
    calls: tuple[int, ...] = ()
    cuts: tuple[int, ...] = ()
    steps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What was opened and has these boxes inside, by their places."""

    key: str
    title: str
    boxes: tuple[int, ...]


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
    """Boxes, and links between them by their places; the `frames` around boxes, the outer ones first. `ways` are those
    of all nodes that are shown, and `opened` the keys on them that are open.
    """

    boxes: tuple[Box, ...] = ()
    links: tuple[Link, ...] = ()
    frames: tuple[Frame, ...] = ()
    ways: Mapping[int, Way] = field(default_factory=dict, compare=False, repr=False)
    opened: frozenset[str] = frozenset()


def graph(
    track: Track,
    events: range | None = None,
    fold: Fold = Fold.NOTHING,
    unfolded: frozenset[str] = frozenset(),
    hidden: frozenset[Hidden] = frozenset(),
) -> Graph:
    """The picture of what happened in `events` (all of them if None), and of what it was made from.

    Nodes of the same line, function, loop or module are one box, but for the groups that are `unfolded`; those of
    modules are open as far as the picture stays small, and the `unfolded` the other way round. It takes as long as what
    is shown is large, whatever else was recorded.
    """
    events = range(len(track.events)) if events is None else events
    shown = sorted(nodes_behind(track, _seeds(track, events)))
    if Hidden.UNREACHED in hidden:
        shown = [number for number in shown if number in track.passed]
    if fold is Fold.FITTING and _is_small(track, shown):
        fold = Fold.NOTHING
    every, groups = ways(track, shown, fold)
    opened = (fitting(every) if fold in (Fold.MODULE, Fold.FITTING) else frozenset()) ^ unfolded
    edges = sorted(place for node in shown for place in track.out_of.get(node, ()))
    made = _Boxes(track, {track.edges[place].target for place in edges}, every, groups, opened)
    made.add(shown)
    boxes, place = made.boxes, made.place
    links: dict[tuple[int, int], list[int]] = {}
    for number in edges:
        edge = track.edges[number]
        if edge.target in place and place[edge.target] != place[edge.source]:
            links.setdefault((place[edge.target], place[edge.source]), []).append(number)
    _add_cuts(track, events, place, boxes, links)
    if Hidden.OPTIMIZER not in hidden:
        _add_steps(track, events, place, boxes, links)
    return Graph(
        tuple(boxes),
        tuple(Link(a, b, tuple(edges)) for (a, b), edges in links.items()),
        tuple(made.frames()),
        every,
        opened,
    )


@dataclass(frozen=True, slots=True)
class Whole:
    """A picture that can be opened level by level wherever it is: a box for each operation, the keys of the groups
    `around` each of them, the outermost first, and what each of these keys looks like when it is folded.
    """

    graph: Graph
    around: tuple[Way, ...]
    folded: Mapping[str, Box]
    opened: frozenset[str]


def whole(track: Track, most: int) -> Whole:
    """Of more than so many boxes the innermost groups stay closed. `opened` are the keys that are open at first."""
    shown = sorted(nodes_behind(track, _seeds(track, range(len(track.events)))))
    every, groups = ways(track, shown, Fold.MODULE)
    around = {number: tuple(key for key in way if not is_operation(key)) for number, way in every.items()}
    inside = Counter(key for way in around.values() for key in way)
    alone = {key for key, count in inside.items() if count == 1 and not groups[key].calls}
    around = {number: tuple(key for key in way if key not in alone) for number, way in around.items()}
    keys = fitting(around, most) | ({key for way in around.values() for key in way} if len(shown) <= most else set())
    at_first = fitting(every)
    found = graph(track, fold=Fold.MODULE, unfolded=(keys | alone) ^ at_first)
    members: dict[str, list[int]] = {}
    for number in shown:
        for key in around[number]:
            members.setdefault(key, []).append(number)
    consumed = {track.edges[place].target for node in shown for place in track.out_of.get(node, ())}
    made = _Boxes(track, consumed, every, groups, frozenset())
    folded = {key: made.folded(key, inside) for key, inside in members.items() if key in keys}
    ways_of = [
        tuple(key for key in around.get(box.nodes[0], ()) if key in keys) if box.nodes else () for box in found.boxes
    ]
    return Whole(found, tuple(ways_of), folded, frozenset(folded) if _is_small(track, shown) else at_first & keys)


@dataclass
class _Boxes:
    """The boxes of nodes, which are `consumed` or not, by what is `opened` of the groups on their ways."""

    track: Track
    consumed: set[int]
    every: Mapping[int, Way]
    groups: Mapping[str, Group]
    opened: frozenset[str]
    boxes: list[Box] = field(default_factory=list)
    place: dict[int, int] = field(default_factory=dict)
    inside: dict[str, list[int]] = field(default_factory=dict)

    def add(self, shown: list[int]) -> None:
        folded: dict[str, list[int]] = {}
        for number in shown:
            way = self.every[number]
            key = next((one for one in way if one not in self.opened), "")
            if key:
                folded.setdefault(key, []).append(number)
            else:
                self._put(_box(self.track, number, number not in self.consumed, way[-1] if way else ""), [number], way)
        for key, members in folded.items():
            way = self.every[members[0]]
            self._put(self.folded(key, members), members, way[: way.index(key)])

    def _put(self, box: Box, members: list[int], around: Way) -> None:
        self.place |= dict.fromkeys(members, len(self.boxes))
        for key in around:
            self.inside.setdefault(key, []).append(len(self.boxes))
        self.boxes.append(box)

    def folded(self, key: str, members: list[int]) -> Box:
        """The box that these nodes are in when the group is folded."""
        track, group = self.track, self.groups.get(key, Group(""))
        inner = [number for number in members if track.nodes[number].leaf is None]
        last = inner[-1] if inner else members[-1]
        before = self.every[last][: self.every[last].index(key)]
        around = (before[-1] if before else "") if is_operation(key) else key
        if len(members) == 1 and not group.calls:
            return _box(track, last, last not in self.consumed, around)
        place = track.nodes[last].operation
        made = track.events[place] if place is not None and place < len(track.events) else None
        line = made.line if isinstance(made, Operation | Walk) else None
        kind = BoxKind.GROUP
        if is_operation(key):
            kind = BoxKind.OPERATION if any(one in self.consumed for one in inner) else BoxKind.OUTPUT
        leaves = tuple(leaf for one in members if (leaf := track.nodes[one].leaf) is not None)
        return Box(kind, group.title, tuple(inner or members), place, None, line, None, around, leaves, group.calls)

    def frames(self) -> Iterator[Frame]:
        """Those of modules that are open, and have more than one box."""
        for key, places in sorted(self.inside.items(), key=lambda one: -len(one[1])):
            group = self.groups.get(key)
            if group is not None and group.calls and len(places) > 1:
                yield Frame(key, group.title, tuple(places))


def _is_small(track: Track, shown: list[int]) -> bool:
    """Whether it can be read as it is."""
    made = (track.operation_of(number) for number in shown)
    return len(shown) <= (FEW if any(one is not None and one.module is not None for one in made) else MANY)


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
            around = _around_cut(track, operation, boxes)
            if around is not None:
                boxes[around] = replace(boxes[around], cuts=(*boxes[around].cuts, cut))
                found[cut] = around
                return around
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
                if (at := box(cut)) != place[target]:
                    links.setdefault((at, place[target]), [])
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


def _around_cut(track: Track, cut: Operation, boxes: list[Box]) -> int | None:
    """The folded box of modules that it happened in."""
    calls = {call.number for call in track.calls_around(cut.module)}
    return next((k for k, box in enumerate(boxes) if box.kind is BoxKind.GROUP and calls & {*box.calls}), None)


def _add_steps(
    track: Track, events: range, place: dict[int, int], boxes: list[Box], links: dict[tuple[int, int], list[int]]
) -> None:
    """A box for the steps of each of torch's optimizers, after what was walked back from for them."""
    steps: dict[int, list[int]] = {}
    for number in track.changing[bisect_left(track.changing, events.start) : bisect_left(track.changing, events.stop)]:
        event = track.events[number]
        if isinstance(event, Operation) and event.optimizer is not None:
            steps.setdefault(event.optimizer, []).append(number)
    for numbers in steps.values():
        last = track.events[numbers[-1]]
        assert isinstance(last, Operation)
        at = len(boxes)
        boxes.append(Box(BoxKind.STEP, last.name, (), numbers[-1], None, last.line, steps=tuple(numbers)))
        walk = next((walk for _, walk in reversed(track.walks) if walk < numbers[-1]), None)
        for visit in walk_of(track, walk).visits[:1] if walk is not None else ():
            if visit.node in place:
                links.setdefault((place[visit.node], at), [])
