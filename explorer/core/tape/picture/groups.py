"""What can be folded to one box, level by level: the calls of modules, repeats of them, lines, functions, loops.

Each node has a way: the keys of the groups around it, the outermost first. A group is folded unless its key is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from explorer.core.tape.reading.track import Track
from explorer.core.tape.tape import ModuleCall, Operation, Walk

MANY = 60
"""Boxes up to which FITTING folds nothing of a program without modules."""

FEW = 12
"""The same of one with modules, whose parameters are then inside of the boxes that use them."""

OPEN = 20
"""Boxes that FITTING and MODULE show at most before anybody opens one: they can be read in 1366 × 768 pixels."""

_TOLD = 100
"""Calls of one module of which it is told which each is."""

_OPERATION = "operation "
_INSIDE = "|"

_REPEATS = 3
"""Calls of modules that are alike, one after the other, that are one box: layers.0 … layers.11."""

Way = tuple[str, ...]


class Fold(StrEnum):
    """What becomes one box."""

    FITTING = "fitting"
    NOTHING = "nothing"
    MODULE = "module"
    LINE = "line"
    FUNCTION = "function"
    LOOP = "loop"


@dataclass(frozen=True, slots=True)
class Group:
    """What a key stands for: `calls` are those of modules that are one after the other in it, each with its inside."""

    title: str
    calls: tuple[int, ...] = ()


def ways(track: Track, shown: Collection[int], fold: Fold) -> tuple[dict[int, Way], dict[str, Group]]:
    """The way of each of the nodes, and what its keys stand for."""
    if fold is Fold.NOTHING:
        return dict.fromkeys(shown, ()), {}
    if fold in (Fold.MODULE, Fold.FITTING):
        return _Modules(track, shown).ways(shown)
    found = {number: _way(track, number, fold) for number in shown}
    groups: dict[str, Group] = {}
    for number, way in found.items():
        operation = track.operation_of(number)
        if operation is None:
            continue
        title = operation.line.function if fold is Fold.FUNCTION else operation.line.text
        call = track.calls.get(operation.module) if operation.module is not None else None
        for key in way:
            groups[key] = Group(called(call) if call is not None and _INSIDE in key else title)
    return found, groups


def _way(track: Track, node: int, fold: Fold) -> Way:
    """By the person's line; what runs in a module of a library, which the line has called, is that module's."""
    operation = track.operation_of(node)
    if operation is None:
        return ()
    line, call = operation.line, track.calls.get(operation.module) if operation.module is not None else None
    inside = ""
    if call is not None and not line.function.endswith("forward"):
        inside = f"{_INSIDE}{call.number}"
    if fold is Fold.LINE:
        return (f"{line.file}:{line.number}{inside}",)
    if fold is Fold.FUNCTION:
        return (f"{line.file}:{line.function}{inside}",) if line.function or inside else ()
    return (f"{line.file}:{line.loop}",) if line.loop else ()


def is_operation(key: str) -> bool:
    """Whether the key is of the nodes of one operation, which is the innermost on a way."""
    return key.startswith(_OPERATION)


def called(call: ModuleCall) -> str:
    """encoder.layers.0, or the model's own name."""
    return call.path or call.root or call.kind


class _Modules:
    """The groups of these nodes by the calls of modules that they ran in, and those that were made meanwhile."""

    def __init__(self, track: Track, shown: Collection[int]) -> None:
        self._track = track
        made = (track.operation_of(number) for number in shown)
        inner = {one.module for one in made if one is not None and one.module is not None}
        around = [call.number for number in inner for call in track.calls_around(number)]
        numbers = range(min(around), max(around) + 1) if around else range(0)
        self._calls = [track.calls[number] for number in numbers if number in track.calls]
        self._groups: dict[str, Group] = {}
        self._around: dict[int, Way] = {}
        self._first: dict[tuple[str, str], int] = {}
        self._times: dict[tuple[int | None, int], list[int]] = {}
        self._find()

    def ways(self, shown: Collection[int]) -> tuple[dict[int, Way], dict[str, Group]]:
        found = {number: self._way(number) for number in shown}
        return found, self._groups

    def _find(self) -> None:
        """The groups around what happens directly in each call."""
        inside: dict[int | None, list[ModuleCall]] = {}
        numbers = {call.number for call in self._calls}
        times: dict[tuple[int | None, int], list[int]] = {}
        for call in self._calls:
            self._first.setdefault((call.root, call.path), call.number)
            times.setdefault((call.parent, call.module), []).append(call.number)
            inside.setdefault(call.parent if call.parent in numbers else None, []).append(call)
        counts, self._times = self._track.operations_in, times
        often = Counter(call.module for call in inside.get(None, ()))
        waiting: list[tuple[int | None, Way]] = [(None, ())]
        while waiting:
            parent, around = waiting.pop()
            calls = inside.get(parent, [])
            if parent is None:
                for call in calls:
                    way = around
                    if often[call.module] > 1:
                        way = (*way, self._of_module(call))
                    waiting.append((call.number, self._of_call(call, way)))
                continue
            for _, run in groupby(calls, key=lambda call: (call.kind, call.size, counts.get(call.number, 0))):
                alike = list(run)
                way = around
                if len(alike) >= _REPEATS and counts.get(alike[0].number, 0) > 1:
                    key = f"repeat {alike[0].number}"
                    title = f"{called(alike[0])} … {called(alike[-1]).rpartition('.')[2]}"
                    self._groups[key] = Group(title, tuple(call.number for call in alike))
                    way = (*around, key)
                waiting += [(call.number, self._of_call(call, way)) for call in alike]

    def _of_module(self, call: ModuleCall) -> str:
        """All calls of a model from outside, as in a loop of training."""
        key = f"module {call.module}"
        calls = (*(self._groups[key].calls if key in self._groups else ()), call.number)
        self._groups[key] = Group(called(call), calls)
        return key

    def _of_call(self, call: ModuleCall, around: Way) -> Way:
        key, same = f"call {call.number}", self._times[call.parent, call.module]
        which = f" ({same.index(call.number) + 1} of {len(same)})" if 1 < len(same) <= _TOLD else ""
        self._groups[key] = Group(called(call) + which, (call.number,))
        self._around[call.number] = (*around, key)
        return self._around[call.number]

    def _way(self, node: int) -> Way:
        track = self._track
        leaf = track.nodes[node].leaf
        if leaf is not None:
            return self._way_of_leaf(node, leaf)
        operation, place = track.operation_of(node), track.nodes[node].operation
        if operation is None:
            return self._way_of_walk(place)
        return (*self._around_operation(operation), self._of_operation(place, operation))

    def _around_operation(self, operation: Operation) -> Way:
        if operation.module is not None and operation.module in self._around:
            return self._around[operation.module]
        line = operation.line
        keys = []
        if line.loop:
            keys.append(f"loop {line.file}:{line.loop}")
            self._groups.setdefault(keys[-1], Group(_text(self._track, line.file, line.loop)))
        keys.append(f"line {line.file}:{line.number}")
        self._groups.setdefault(keys[-1], Group(line.text))
        return tuple(keys)

    def _of_operation(self, place: int | None, operation: Operation) -> str:
        key = f"{_OPERATION}{place}"
        self._groups.setdefault(key, Group(operation.name))
        return key

    def _way_of_walk(self, place: int | None) -> Way:
        """Of a node that a walk has made, as with create_graph."""
        walk = self._track.events[place] if place is not None and place < len(self._track.events) else None
        if not isinstance(walk, Walk):
            return ()
        key = f"walk {walk.line.file}:{walk.line.number}"
        self._groups.setdefault(key, Group(walk.line.text or walk.name))
        return (key, f"walk {place}")

    def _way_of_leaf(self, node: int, leaf: int) -> Way:
        """A parameter stands in the operation of its module that uses it."""
        track = self._track
        owner = track.owners.get(leaf, self._nearest(leaf))
        if owner is None or owner not in self._around:
            return ()
        way = self._around[owner]
        for edge in track.edges_to(node):
            operation = track.operation_of(edge.source)
            place = track.nodes[edge.source].operation
            if operation is not None and self._around_operation(operation)[: len(way)] == way:
                return (*self._around_operation(operation), self._of_operation(place, operation))
        return way

    def _nearest(self, leaf: int) -> int | None:
        """The first call of the innermost module around one that is not called itself, and whose parameter it is."""
        if leaf not in self._track.inner_names:
            return None
        number, name = self._track.inner_names[leaf]
        path = ".".join(filter(None, [self._track.calls[number].path, name]))
        root = self._track.calls[number].root
        while path:
            path = path.rpartition(".")[0]
            if (root, path) in self._first:
                return self._first[root, path]
        return None


def _text(track: Track, file: str, number: int) -> str:
    """The line that begins a loop."""
    lines = track.sources.get(file, "").splitlines()
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""


def fitting(every: Mapping[int, Way], most: int = OPEN) -> frozenset[str]:
    """The keys to open so that there are at most so many boxes: level by level, each as a whole."""
    inside: dict[str, set[str]] = {"": set()}
    for number, way in every.items():
        around = ""
        for key in way:
            inside[around].add(key)
            inside.setdefault(key, set())
            around = key
        inside[around].add(f"node {number}")
    opened: set[str] = set()
    count, level = len(inside[""]), sorted(inside[""])
    while level:
        keys = [key for key in level if key in inside and not key.startswith(_CLOSED) and not _is_one(key, inside[key])]
        more = sum(len(inside[key]) - 1 for key in keys)
        if not keys or count + more > most:
            break
        opened.update(keys)
        count += more
        level = [one for key in keys for one in sorted(inside[key])]
    return frozenset(opened)


_CLOSED = (_OPERATION, "repeat ", "walk ")
"""What stays folded until somebody opens it."""


def _is_one(key: str, inside: Collection[str]) -> bool:
    """A module of one operation says more than the operation."""
    return (
        key.startswith("call ") and len(inside) == 1 and not any(one.startswith(("call ", "repeat ")) for one in inside)
    )
