"""What sentences about a recording call things: tensors, values, lines."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from explorer.core.tape.reading.cures.edit import parsed
from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.short_text import short
from explorer.core.tape.reading.track import Track
from explorer.core.tape.tape import Cut, Line, Operation, Summary, Walk

UNKNOWN = Line("", 0, "")


def name_of(moment: Moment, tensor: int) -> str:
    """What the tensor is called by then, or later, or was called before; or what made it."""
    track = moment.track
    before = next(iter(track.called_ever(tensor)), "")
    return moment.name(tensor) or before or (born(track, tensor).name if track.notes.get(tensor) else "…")


def born(track: Track, tensor: int) -> Operation:
    """What made the tensor, or met it."""
    event = Moment(track, track.notes[tensor][0][0]).happened
    if isinstance(event, Operation) and event.cut is not Cut.UNRECORDED:
        return event
    return Operation("…", UNKNOWN, (), ()) if not isinstance(event, Walk) else Operation(event.name, event.line, (), ())


def line_of(track: Track, node: int) -> Line:
    """The line that made the node."""
    operation = track.operation_of(node)
    return operation.line if operation is not None else UNKNOWN


def several(gradients: Sequence[Summary | None]) -> str:
    """All of them in short."""
    return ", ".join(map(short, gradients))


def value_of(moment: Moment, tensor: int) -> str:
    """The tensor's numbers in short."""
    note = moment.note(tensor)
    return short(note.value) if note is not None else "…"


def called(track: Track, tensor: int) -> str:
    """What the leaf is called, or was; or what made it, and where."""
    names = track.names_ever(tensor)
    if names:
        return names[0]
    made = born(track, tensor)
    return f"{made.name} (line {made.line.number})" if made.line.number else made.name


def own_backward(track: Track, node: int) -> Why | None:
    """Where the backward() of a node that is a person's own autograd function returns, if that is one line."""
    name = track.nodes[node].name
    function = name.removesuffix("Backward")
    if function == name:  # torch's own end in a number
        return None
    for file, text in list(track.sources.items()):
        code = parsed(text)
        method = code.function(f"{function}.backward") if code is not None else None
        if code is not None and method is not None:
            returns = [one for one in ast.walk(method) if isinstance(one, ast.Return)]
            if len(returns) == 1:
                number = returns[0].lineno
                return Why(Reason.BACKWARD_HERE, {}, (Line(file, number, text.splitlines()[number - 1].strip()),))
    return None
