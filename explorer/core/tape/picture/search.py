"""Where a text is in a picture: also in what is folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from explorer.core.tape.picture.box_moment import BoxMoment
from explorer.core.tape.picture.graph import Box, BoxKind, Graph
from explorer.core.tape.picture.groups import is_operation


@dataclass(frozen=True, slots=True)
class Hit:
    """A box by its place, and the node inside of it, if the box is folded and tells nothing of it."""

    box: int
    node: int | None = None


def hits(graph: Graph, moment: BoxMoment, text: str) -> tuple[Hit, ...]:
    """In the order of the boxes: by name of a tensor, a parameter or a module, operation, node, or line."""
    wanted = text.casefold().strip()
    if not wanted:
        return ()
    found: list[Hit] = []
    for place, box in enumerate(graph.boxes):
        if _has(wanted, _names(moment, box)):
            found.append(Hit(place))
        elif box.kind is BoxKind.GROUP or box.leaves:
            found += [Hit(place, node) for node in _inside(moment, box, wanted)]
    return tuple(found)


def keys_to(graph: Graph, node: int) -> frozenset[str]:
    """What has to be opened that the node's operation has a box."""
    return frozenset(key for key in graph.ways.get(node, ()) if key not in graph.opened and not is_operation(key))


def _has(wanted: str, names: Iterable[str]) -> bool:
    return any(wanted in name.casefold() for name in names)


def _names(moment: BoxMoment, box: Box) -> Iterator[str]:
    yield box.title
    yield moment.heading(box)
    yield moment.box_name(box)
    if box.line is not None:
        yield box.line.text
    if len(box.nodes) < 2 or box.kind is not BoxKind.GROUP:
        yield from (moment.track.nodes[node].name for node in box.nodes)


def _inside(moment: BoxMoment, box: Box, wanted: str) -> Iterator[int]:
    """One node of each operation, or of each call of a module, that has it."""
    track = moment.track
    seen: set[object] = set()
    leaves = [track.leaf_nodes[leaf] for leaf in box.leaves if leaf in track.leaf_nodes]
    for node in (*box.nodes, *leaves):
        leaf = track.nodes[node].leaf
        if leaf is not None:
            if _has(wanted, (track.parameter(leaf), moment.name(leaf))):
                yield node
            continue
        operation = track.operation_of(node)
        calls = track.calls_around(operation.module) if operation is not None else []
        call = next((one for one in calls if wanted in f"{one.path.rpartition('.')[2]} {one.kind}".casefold()), None)
        note = moment.value(node)
        names = [track.called(node), track.nodes[node].name, moment.name(note.tensor) if note is not None else ""]
        key = ("call", call.number) if call is not None else ("operation", track.nodes[node].operation)
        if key not in seen and (call is not None or _has(wanted, names)):
            seen.add(key)
            yield node
