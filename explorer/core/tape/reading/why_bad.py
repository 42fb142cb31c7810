"""Why a gradient is zero, or not finite."""

from __future__ import annotations

import ast

from explorer.core.tape.reading.cures.edit import calls, parsed
from explorer.core.tape.reading.gaps import is_gap, unrecorded
from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.optimizers import optimizers
from explorer.core.tape.reading.origins import (
    GradientKind,
    brought,
    has_zero_where_nan,
    hider,
    hooked_in,
    is_zero,
    made_bad,
    origin,
    overwritten,
    spoiled_by,
    walk_of,
)
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.short_text import short
from explorer.core.tape.reading.told import UNKNOWN, called, line_of, own_backward, several, value_of
from explorer.core.tape.reading.track import Track, is_bad, short_name
from explorer.core.tape.reading.ways import came_to
from explorer.core.tape.tape import Line, Operation, Summary, TensorNote, Visit, Walk

_FLAT = frozenset({
    "Relu", "Clamp", "ClampMin", "ClampMax", "Hardtanh", "Hardsigmoid", "Hardswish", "Threshold", "Round", "Floor",
    "Ceil", "Trunc", "Sign", "Sgn", "Softshrink", "Hardshrink",
})  # fmt: skip
"""What is constant over a part of its input, by the short names of the nodes."""


_HALF = ("float16", "bfloat16")


_HOOKED = (Reason.HOOKED, Reason.HOOKED_BY_SEVERAL)


def zero(moment: Moment, node: int | None, values: dict[str, str]) -> Why | None:
    """A gradient that arrived at that moment and is exactly 0. None where it is the sum of others that are not."""
    track, passed = moment.track, moment.passed_by(node) if node is not None else None
    if node is None or passed is None:
        return None
    source = origin(track, node, passed.walk, GradientKind.ZERO)
    if source != node and any(not is_zero(part) for _, part in brought(moment, node, passed.walk)):
        return None
    walk = walk_of(track, passed.walk)
    if source is None:
        started = walk.visits[0].arrived
        return Why(Reason.ZERO_START, values, (walk.line,)) if started and is_zero(started[0]) else None
    visit = moment.passed_by(source)
    arrived = visit.visit.arrived if visit is not None else ()
    if source in hooked_in(track, passed.walk) and any(map(is_zero, arrived)):
        return _hooked(track, source, passed.walk, arrived, values | {"bad": "0"})
    values |= {"operation": track.called(source), "arrived": several(arrived)}
    line = line_of(track, source)
    change = overwritten(track, source, passed.walk)
    if change is not None:
        return Why(Reason.CHANGED_SAVED, values | {"change": change.name}, (line, change.line))
    if short_name(track.nodes[source].name) in _FLAT:
        return Why(Reason.FLAT, values, (line,))
    half = next((one.dtype for one in arrived if one is not None and one.dtype in _HALF), None)
    if half is not None:
        return Why(Reason.ZERO_HALF, values | {"dtype": half}, (line,))
    return Why(Reason.ZERO_GRADIENT, values, (line,), own_backward(track, source))


def _hooked(track: Track, node: int, place: int, arrived: tuple[Summary | None, ...], values: dict[str, str]) -> Why:
    """A hook changed what was on its way to the node."""
    tensors = {note.tensor for _, note in track.values.get(node, ())} | {track.nodes[node].leaf}
    hooks = [
        event.line
        for event in reversed(track.events[:place])
        if isinstance(event, Operation)
        and event.name in ("register_hook", "register_post_accumulate_grad_hook")
        and any(note.tensor in tensors for note in event.outputs)
    ]
    sent = " + ".join(map(short, hooked_in(track, place)[node]))
    values = values | {"sent": sent, "arrived": several(arrived), "count": str(len(hooks))}
    reason = Reason.HOOKED_BY_SEVERAL if len(hooks) > 1 else Reason.HOOKED
    return Why(reason, values, tuple(hooks[:1]) or _module_hook(track) or (UNKNOWN,))


_OF_MODULES = ("register_full_backward_hook", "register_full_backward_pre_hook", "register_backward_hook")


def _module_hook(track: Track) -> tuple[Line, ...]:
    """Where the only hook of a module is registered, and where it returns: no call of torch tells of these."""
    found = [
        (file, code, call)
        for file, text in list(track.sources.items())
        if (code := parsed(text)) is not None
        for call in calls(code.tree, *_OF_MODULES)
    ]
    if len(found) != 1:
        return ()
    file, code, call = found[0]
    hook = code.function(call.args[0].id) if call.args and isinstance(call.args[0], ast.Name) else None
    returns = [one.lineno for one in ast.walk(hook) if isinstance(one, ast.Return)] if hook is not None else []
    text = code.source.splitlines()
    return tuple(Line(file, number, text[number - 1].strip()) for number in (call.lineno, *returns))


def bad_value(moment: Moment, node: int, note: TensorNote, values: dict[str, str]) -> Why | None:
    """A node whose value is not finite."""
    maker = made_bad(moment, note.tensor)
    if maker is None:
        return None
    event, at = maker
    if event is moment.track.operation_of(node) and isinstance(event, Operation):
        return began(moment.at(at), event, note.value, values)
    return _since(values, note.value, event, beginning(moment.at(at), event, values))


def beginning(moment: Moment, event: Operation | Walk, values: dict[str, str]) -> Why | None:
    """Of what is not finite since that moment, at which the event was: what it began with."""
    if isinstance(event, Operation):
        note = next((one for one in (*event.outputs, *event.changed) if is_bad(one.value)), None)
        return began(moment, event, note.value, values) if note is not None else None
    found = bad_arrived(moment, moment.visited, values)
    return found.beginning if found is not None else None


def began(moment: Moment, event: Operation, result: Summary, values: dict[str, str]) -> Why:
    """The operation of that moment made what is not finite out of what is."""
    if is_gap(event):
        return unrecorded(event, values["name"], result)
    before = moment.at(moment.step - 1)
    tensors = [one for one in event.inputs if isinstance(one, int)]
    if not tensors:
        return Why(Reason.NAN_GIVEN, values | {"bad": short(result)}, (event.line,))
    given = (one if isinstance(one, str) else value_of(before, one) for one in event.inputs)
    values = values | {"call": f"{event.name}({', '.join(given)})", "result": short(result)}
    put = next((at for one in tensors if (at := moment.track.infinite_at(one, before.step)) is not None), None)
    maker = moment.at(put).happened if put is not None else None
    if maker is not None:
        return Why(Reason.NAN_OF_INF, values, (event.line, maker.line))
    return Why(Reason.NAN_HERE, values, (event.line,), None if result.nan else _grew(before, event))


_GREAT = 1e4
"""Times that a parameter has grown, and what it has come to, before it is said to have diverged."""


def _grew(moment: Moment, event: Operation) -> Why | None:
    """A tensor of an optimizer's that went into what overflowed, and had grown out of all measure."""
    track = moment.track
    place = track.steps[moment.step + 1].event
    given = [one for one in event.inputs if isinstance(one, int)]
    for one in optimizers(track):
        for tensor in one.tensors if one.steps and one.steps[0] < place else ():
            first, now = moment.at(track.began[one.steps[0]]).note(tensor), moment.note(tensor)
            if first is None or now is None or not any(came_to(track, tensor, root, place) for root in given):
                continue
            if _size(now.value) > _GREAT * max(_size(first.value), 1):
                values = {"name": called(track, tensor), "optimizer": one.name}
                values |= {"first": short(first.value), "now": short(now.value)}
                return Why(Reason.GREW, values, (one.line,))
    return None


def _size(value: Summary) -> float:
    return max(abs(value.least or 0), abs(value.greatest or 0))


def bad_arrived(moment: Moment, node: int | None, values: dict[str, str]) -> Why | None:
    """What arrived at that moment is not finite. None where only the sum of what was sent is not."""
    track, passed = moment.track, moment.passed_by(node) if node is not None else None
    if node is None or passed is None:
        return None
    bad = next((one for one in passed.visit.arrived if is_bad(one)), None)
    source = origin(track, node, passed.walk, GradientKind.BAD)
    if source is None:
        walk = walk_of(track, passed.walk)
        return _from(values, bad, walk.name, walk.line) if any(map(is_bad, walk.visits[0].arrived)) else None
    at_source = moment.passed_by(source)
    arrived = at_source.visit.arrived if at_source is not None else ()
    if source in hooked_in(track, passed.walk) and any(map(is_bad, arrived)):
        return _hooked(track, source, passed.walk, arrived, values | {"bad": short(bad)})
    made = spoiled_by(track, source)
    if made is not None:
        return _since(values, bad, made[0], beginning(moment.at(made[1]), made[0], values))
    because = None
    if at_source is not None and any(map(is_bad, at_source.visit.sent)):
        because = bad_sent(moment, source, at_source.visit, passed.walk, values)
    return _from(values, bad, track.called(source), line_of(track, source), because)


def bad_sent(moment: Moment, node: int, visit: Visit, place: int, values: dict[str, str]) -> Why | None:
    """Finite gradients arrived in the walk at `place`, and what the node sent is not finite."""
    track = moment.track
    bad = next(one for one in visit.sent if is_bad(one))
    assert bad is not None
    made = spoiled_by(track, node)
    if made is not None:
        event, at = made
        because = beginning(moment.at(at), event, values)
        is_own = event is track.operation_of(node) and because is not None
        return because if is_own else _since(values, bad, event, because)
    arrived = visit.arrived[0]
    values = values | {"operation": track.called(node), "arrived": several(visit.arrived), "sent": short(bad)}
    line = line_of(track, node)
    if arrived is None or not bad.nan or not has_zero_where_nan(arrived, bad):
        return Why(Reason.NAN_BACKWARD, values, (line,))
    mask = hider(track, node, place)
    because = Why(Reason.HIDDEN, {"mask": track.called(mask)}, (line_of(track, mask),)) if mask is not None else None
    return Why(Reason.NAN_ZERO_TIMES_INF, values, (line,), because)


def _since(values: dict[str, str], bad: Summary | None, made: Operation | Walk, because: Why | None) -> Why:
    """What an earlier event made: of a walk, what it began with there."""
    if isinstance(made, Operation) or because is None or not because.lines:
        return _from(values, bad, made.name, made.line, because)
    call = because.values.get("call", "").partition("(")[0]
    name = "a hook" if because.reason in _HOOKED else because.values.get("operation") or call or made.name
    return _from(values, bad, name, because.lines[0], because)


def _from(values: dict[str, str], bad: Summary | None, operation: str, line: Line, because: Why | None = None) -> Why:
    if because is not None and because.reason is Reason.NAN_UNRECORDED:
        return because
    return Why(Reason.NAN_FROM, values | {"bad": short(bad), "operation": operation}, (line,), because)
