"""The ways from results back to the tensors that they were computed from, and what cut them."""

from __future__ import annotations

import ast
import re
from enum import StrEnum
from heapq import heappop, heappush

from explorer.core.tape.reading.cures.edit import last_name, parsed
from explorer.core.tape.reading.origins import once, walk_of
from explorer.core.tape.reading.track import Track, newest, nodes_behind
from explorer.core.tape.tape import Cut, Line, Operation, Walk

_MOST = 32
"""Lines of which it is asked whether numbers left torch there."""


def roots_of(track: Track, place: int) -> list[int]:
    """The tensors that the walk at `place` started from."""
    walk = walk_of(track, place)
    if walk.roots or not walk.visits:
        return list(walk.roots)
    # Nobody was seen asking for it.
    return [note.tensor for _, note in track.values.get(walk.visits[0].node, ())[-1:]]


class CutKind(StrEnum):
    """How an operation or a walk left the influence of a tensor no way back."""

    DETACH = "detach"
    ALIAS = "written to memory that another tensor shares"
    NO_GRAD = "no_grad"
    NO_DERIVATIVE = "no derivative"
    REBUILT = "a new tensor of the numbers alone"
    LATE = "the tensor did not require a gradient yet"
    NO_CREATE_GRAPH = "a gradient without a graph of its own"
    INSIDE = "held by a function that was given"


def way_back(track: Track, tensor: int, node: int | None, place: int) -> tuple[bool, int | None]:
    """Whether one leads to the tensor and its node from where the walk at `place` started; and the first event after
    the tensor that left some of its influence none.
    """
    roots = roots_of(track, place)
    flow = once(track, ("flow", place), lambda: _flow(track, roots, place))
    is_linked, cut, _ = flow.get(tensor, (False, None, 0))
    if is_linked and node is not None:
        is_linked = node in once(track, ("behind", place), lambda: _behind(track, roots, track.began[place]))
    return is_linked, cut


def came_to(track: Track, tensor: int, root: int, place: int) -> bool:
    """Whether the tensor had an influence on the root, as it was before the event at `place`."""
    return tensor in once(track, ("flow to", root, place), lambda: _flow(track, [root], place))


_Flow = tuple[bool, int | None, int]


def _flow(track: Track, roots: list[int], place: int) -> dict[int, _Flow]:
    """The tensors whose influence came to the roots of the walk at `place`: whether some of it came with a way back;
    the first event that left some of it none; and how often it was cut off on that way, which is the one cut least.
    """
    found: dict[int, _Flow] = dict.fromkeys(roots, (True, None, 0))
    waiting: list[int] = []  # events that made them, the newest first
    for root in roots:
        _wait_for_makers(track, root, place, waiting)
    number = place
    while waiting:
        last, number = number, -heappop(waiting)
        event = track.events[number]
        if number == last or (isinstance(event, Operation) and event.name == ".grad ="):
            continue
        if isinstance(event, Walk):
            made, given = event.results, [*event.roots, *event.only]
        elif isinstance(event, Operation):
            made = (*event.outputs, *event.changed)
            given = [one for one in (*event.inputs, *event.inside) if isinstance(one, int)]
        else:
            continue
        changed = {note.tensor for note in event.changed} if isinstance(event, Operation) else set()
        for note in made:
            if note.tensor not in found:
                continue
            is_live, cut, times = found[note.tensor]
            is_tracked = note.requires_grad and not note.is_leaf  # a leaf can be written to in no_grad() only
            if note.tensor in changed and _noted(track, note.tensor, number) == note.node:
                is_tracked = False  # it was written to unseen, as in no_grad() or by another name
            if not is_tracked:
                is_live, cut, times = False, number, times + note.requires_grad
            for one in given:
                if one == note.tensor or one in changed:  # the same memory by another name
                    continue
                if one not in found:
                    _wait_for_makers(track, one, number, waiting)
                is_required = _required(track, one, number)
                here: _Flow = (
                    is_live and is_required,
                    number if is_live and not is_required else cut,
                    times + (is_tracked and not is_required),
                )
                found[one] = _least(here, found.get(one))
    return found


def _least(one: _Flow, other: _Flow | None) -> _Flow:
    """Of two ways, the one that is cut least; of equals the first."""
    if other is None:
        return one
    is_live = one[0] or other[0]
    if one[1] is None or (other[1] is not None and other[2] < one[2]):
        return is_live, *other[1:]
    return is_live, *one[1:]


def _noted(track: Track, tensor: int, place: int) -> int | None:
    """The node that had made the tensor before the event at `place`."""
    note = newest(track.notes.get(tensor, ()), track.began[place] - 1)
    return note.node if note is not None else None


def _required(track: Track, tensor: int, place: int) -> bool:
    """Whether the tensor required a gradient when the event at `place` took it."""
    note = newest(track.notes.get(tensor, ()), track.began[place] - 1)
    return note is None or note.requires_grad


def _wait_for_makers(track: Track, tensor: int, place: int, waiting: list[int]) -> None:
    """Put the events before `place` that made or changed the tensor onto the heap."""
    for step, _ in track.notes.get(tensor, ()):
        if (event := track.steps[step].event) < place:
            heappush(waiting, -event)


def kind_of_cut(track: Track, cut: int, tensor: int) -> CutKind:
    """What the recorder says, which knows neither integers nor in-place changes as cuts."""
    event = track.events[cut]
    if isinstance(event, Walk):
        return CutKind.NO_CREATE_GRAPH
    assert isinstance(event, Operation)
    given = [one for one in event.inputs if isinstance(one, int)]
    if tensor in event.inside and tensor not in given:
        return CutKind.INSIDE
    if not any(_required(track, one, cut) for one in given if track.notes.get(one)) or (
        any(note.requires_grad and not note.is_leaf for note in event.outputs) and not _required(track, tensor, cut)
    ):
        return CutKind.LATE
    if event.name in ("tensor", "as_tensor", "asarray", "Tensor", "Parameter"):
        return CutKind.REBUILT
    if event.cut is not None:
        return CutKind(event.cut.value)
    if event.changed:
        first, *others = event.changed
        if others and any(note.requires_grad for note in event.changed) and not _required(track, first.tensor, cut):
            return CutKind.ALIAS
    if event.name.startswith("."):
        return CutKind.DETACH
    made = (*event.outputs, *event.changed)
    is_whole = not any("float" in note.value.dtype or "complex" in note.value.dtype for note in made)
    return CutKind.NO_DERIVATIVE if is_whole else CutKind.NO_GRAD


def _behind(track: Track, roots: list[int], began: int) -> set[int]:
    """The nodes to which edges lead from the roots."""
    notes = [newest(track.notes.get(root, ()), began) for root in roots]
    return nodes_behind(track, (note.node for note in notes if note is not None and note.node is not None))


def exit_of(track: Track, tensor: int, place: int) -> Operation | None:
    """The last event before the walk at `place` by which numbers computed from the tensor left torch, to go on in
    Python or NumPy: those that were only printed did not, nor one that was seen to come back elsewhere. Of what left
    before another walk, only a number that was seen to come back here.
    """
    exits = once(track, ("exits", place), lambda: _exits(track, place))
    since = max((one for _, one in track.walks if one < place), default=-1)
    came = ((number, event) for number, event in exits if came_to(track, tensor, _given(event), number))
    return next((event for number, event in came if _comes_back(track, number, place, number > since)), None)


def _comes_back(track: Track, number: int, place: int, unknown: bool) -> bool:
    """Whether the number that left by that event went into what the walk at `place` started from; `unknown` where it
    was not seen to come back at all, as others are computed from it first.
    """
    event, (root, *_) = track.events[number], (*roots_of(track, place), None)
    assert isinstance(event, Operation)
    note = newest(track.notes.get(_given(event), ()), track.began[number])
    if note is None or root is None:
        return unknown
    told = repr(note.value.first[0]) if len(note.value.first) == 1 else ""
    takers = [
        one
        for one in track.events[number:place]
        if isinstance(one, Operation) and (told in one.inputs or (not one.inputs and one.line == event.line))
    ]
    made = [out.tensor for taker in takers for out in (*taker.outputs, *taker.changed)]
    exits = once(track, ("exits", place), lambda: _exits(track, place))
    ends = [(root, place), *((_given(one), at) for at, one in exits if at > number)]
    return any(came_to(track, one, *end) for one in made for end in ends) if made else unknown


def _exits(track: Track, place: int) -> list[tuple[int, Operation]]:
    """The last of each line and tensor, the newest first."""
    found: dict[tuple[Line, int], tuple[int, Operation]] = {}
    for number in range(place - 1, -1, -1):
        event = track.events[number]
        if isinstance(event, Operation) and event.cut is Cut.NUMBERS and _goes_on(track, event.line):
            found.setdefault((event.line, _given(event)), (number, event))
    return list(found.values())[:_MOST]


def _goes_on(track: Track, line: Line) -> bool:
    """Whether the numbers that left there may be more than printed: the name that they were given is used again."""
    code = parsed(track.sources.get(line.file, ""))
    statement = code.statement(line.number) if code is not None else None
    if isinstance(statement, ast.Expr) and last_name(statement.value) in _TELLING:
        return False
    name = _GIVEN_NAME.match(line.text)
    if name is None:
        return True
    uses = re.compile(rf"(?<![\w.]){name[1]}\b(?!\s*[-+*/]?=[^=])")
    others = (one.strip() for one in track.sources.get(line.file, "").splitlines())
    return any(uses.search(one) for one in others if one != line.text and not one.startswith("print("))


_TELLING = frozenset({
    "print", "debug", "info", "warning", "error", "log", "write", "add_scalar", "add_scalars", "set_description",
    "set_postfix", "update",
})  # fmt: skip
"""What shows numbers to people."""

_GIVEN_NAME = re.compile(r"(\w+)\s*[-+*/]?=[^=]")


def _given(event: Operation) -> int:
    return next(one for one in event.inputs if isinstance(one, int))


def is_used(track: Track, tensor: int, place: int) -> bool:
    """Whether an operation before the event at `place` took the tensor: what makes one ready to be used is none."""
    used = once(track, ("used", place), lambda: _used(track, place))
    return tensor in used


_PREPARING = frozenset({"requires_grad_", ".requires_grad =", ".grad =", ".data =", "register_hook", "retain_grad"})


def _used(track: Track, place: int) -> set[int]:
    events = (event for event in track.events[:place] if isinstance(event, Operation))
    return {
        one
        for event in events
        if event.name not in _PREPARING and (event.outputs or event.changed or event.cut)
        for one in (*event.inputs, *event.inside)
        if isinstance(one, int) and all(note.tensor != one for note in event.changed)
    }
