"""The picture of a recording: boxes for leaves, operations and cuts, links between them, folded where one asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from explorer.core.tape.tape import Cut, Line, Operation, Tape, Walk


class Kind(StrEnum):
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

    kind: Kind
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

    `edges` are places in the tape's edges. A link without any is one that no gradient follows.
    """

    source: int
    target: int
    edges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes, and links between them by their places."""

    boxes: tuple[Box, ...] = ()
    links: tuple[Link, ...] = ()

    def box_of(self, node: int) -> int | None:
        """The place of the box with that node."""
        return next((place for place, box in enumerate(self.boxes) if node in box.nodes), None)


def graph(
    tape: Tape,
    events: range | None = None,
    fold: Fold = Fold.NOTHING,
    unfolded: frozenset[str] = frozenset(),
) -> Graph:
    """The picture of what happened in `events` (all of them if None), and of what it was made from.

    Nodes of the same line, function or loop are one box, but for the groups that are `unfolded`.
    """
    shown = _scope(tape, range(len(tape.events)) if events is None else events)
    consumed = {edge.target for edge in tape.edges if edge.source in shown}
    born = _born(tape)

    def box(number: int, group: str) -> Box:
        return _box(tape, number, number not in consumed, group, born)

    boxes: list[Box] = []
    place: dict[int, int] = {}
    groups: dict[str, list[int]] = {}
    for number in sorted(shown):
        group = _group(tape, number, fold)
        if group and group not in unfolded:
            groups.setdefault(group, []).append(number)
        else:
            place[number] = len(boxes)
            boxes.append(box(number, group))
    for group, members in groups.items():
        place |= dict.fromkeys(members, len(boxes))
        last = members[-1]
        boxes.append(_group_box(tape, group, members, fold) if len(members) > 1 else box(last, group))
    links: dict[tuple[int, int], list[int]] = {}
    for number, edge in enumerate(tape.edges):
        if edge.source in shown and edge.target in shown:
            ends = place[edge.target], place[edge.source]
            if ends[0] != ends[1]:
                links.setdefault(ends, []).append(number)
    _add_cuts(tape, events, place, boxes, links)
    return Graph(tuple(boxes), tuple(Link(a, b, tuple(edges)) for (a, b), edges in links.items()))


def _scope(tape: Tape, events: range) -> set[int]:
    """The nodes that were made or walked in `events`, and those behind them."""
    seeds: set[int] = set()
    for place in events:
        event = tape.events[place]
        if isinstance(event, Operation):
            seeds |= {note.node for note in (*event.outputs, *event.changed) if note.node is not None}
        elif isinstance(event, Walk):
            seeds |= {visit.node for visit in event.visits}
            seeds |= {event.failed} if event.failed is not None else set()
    return _behind(tape, seeds)


def _behind(tape: Tape, seeds: Iterable[int]) -> set[int]:
    targets: dict[int, list[int]] = {}
    for edge in tape.edges:
        targets.setdefault(edge.source, []).append(edge.target)
    found: set[int] = set()
    waiting = list(seeds)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting.extend(targets.get(number, ()))
    return found


def operation_of(tape: Tape, node: int) -> Operation | None:
    """What made the node, where that is known."""
    place = tape.nodes[node].operation
    event = tape.events[place] if place is not None and place < len(tape.events) else None
    return event if isinstance(event, Operation) else None


def short_name(node: str) -> str:
    """Mul for MulBackward0, AccumulateGrad for torch::autograd::AccumulateGrad."""
    last = node.rpartition("::")[2]
    return last.rstrip("0123456789").removesuffix("Backward") or last


def _born(tape: Tape) -> dict[int, int]:
    """The event at which each tensor was first seen."""
    found: dict[int, int] = {}
    for place, event in enumerate(tape.events):
        if isinstance(event, Operation):
            for note in event.outputs:
                found.setdefault(note.tensor, place)
    return found


def _box(tape: Tape, number: int, is_output: bool, group: str, born: dict[int, int]) -> Box:
    node = tape.nodes[number]
    if node.leaf is not None:
        event = born.get(node.leaf)
        maker = tape.events[event] if event is not None else None
        line = maker.line if isinstance(maker, Operation) else None
        return Box(Kind.LEAF, "", (number,), event, node.leaf, line)
    operation = operation_of(tape, number)
    made = operation is not None and any(n.node == number for n in (*operation.outputs, *operation.changed))
    title = operation.name if operation is not None and made else short_name(node.name)
    line = operation.line if operation is not None else None
    return Box(Kind.OUTPUT if is_output else Kind.OPERATION, title, (number,), node.operation, None, line, None, group)


def _group_box(tape: Tape, group: str, members: list[int], fold: Fold) -> Box:
    last = operation_of(tape, members[-1])
    line = last.line if last is not None else None
    title = "" if line is None else line.function if fold is Fold.FUNCTION else line.text
    return Box(Kind.GROUP, title, tuple(members), tape.nodes[members[-1]].operation, None, line, None, group)


def _group(tape: Tape, node: int, fold: Fold) -> str:
    operation = operation_of(tape, node)
    if operation is None or fold is Fold.NOTHING:
        return ""
    line = operation.line
    if fold is Fold.LINE:
        return f"{line.file}:{line.number}"
    if fold is Fold.FUNCTION:
        return f"{line.file}:{line.function}" if line.function else ""
    return f"{line.file}:{line.loop}" if line.loop else ""


def _add_cuts(
    tape: Tape,
    events: range | None,
    place: dict[int, int],
    boxes: list[Box],
    links: dict[tuple[int, int], list[int]],
) -> None:
    """Boxes for what cuts the way back, between what it cuts off and who uses the result."""
    made_by: dict[int, int] = {}  # tensor -> node
    leaves = {node.leaf: number for number, node in enumerate(tape.nodes) if node.leaf is not None}
    carried: dict[int, frozenset[int]] = {}  # tensor -> events of the cuts that it comes from
    found: dict[int, int] = {}  # event -> box
    unseen: set[tuple[str, int]] = set()  # lines with a function transform: one box for all that happens in it

    def box(cut: int) -> int:
        if cut not in found:
            operation = tape.events[cut]
            assert isinstance(operation, Operation)
            found[cut] = len(boxes)
            boxes.append(Box(Kind.CUT, operation.name, (), cut, None, operation.line, operation.cut))
            for tensor in operation.inputs:
                node = made_by.get(tensor, leaves.get(tensor)) if isinstance(tensor, int) else None
                if node in place:
                    links.setdefault((place[node], found[cut]), [])
        return found[cut]

    for number, event in enumerate(tape.events):
        if not isinstance(event, Operation):
            continue
        if event.cut is Cut.TRANSFORM:
            where = event.line.file, event.line.number
            if (events is None or number in events) and where not in unseen:
                unseen.add(where)
                boxes.append(Box(Kind.CUT, event.line.text, (), number, None, event.line, event.cut))
            continue
        empty: frozenset[int] = frozenset()
        inherited = empty.union(*(carried.get(one, empty) for one in event.inputs if isinstance(one, int)))
        if event.cut is not None:
            inherited = frozenset({number})
            sources = [made_by.get(one, leaves.get(one)) for one in event.inputs if isinstance(one, int)]
            if (events is None or number in events) and any(node in place for node in sources):
                box(number)
        for note in (*event.outputs, *event.changed):
            if note.node is None:
                if note.requires_grad:  # a leaf from here on, made of what was cut off
                    carried.pop(note.tensor, None)
                    if leaves.get(note.tensor) in place:
                        for cut in inherited:
                            links.setdefault((box(cut), place[leaves[note.tensor]]), [])
                elif inherited:
                    carried[note.tensor] = inherited
                continue
            made_by[note.tensor] = note.node
            if note.node in place:
                for cut in inherited:
                    links.setdefault((box(cut), place[note.node]), [])
