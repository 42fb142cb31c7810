"""What happens at a step of a recording, in a sentence."""

from __future__ import annotations

from itertools import islice, takewhile

from PySide6.QtCore import QCoreApplication

from explorer.core.tape.picture.graph import short_name
from explorer.core.tape.reading.shown import number, short
from explorer.core.tape.reading.track import Track, newest
from explorer.core.tape.tape import Cut, Operation, SlotWrite, Summary, Visit, Walk
from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui.words import translated

_CUTS = {
    Cut.DETACH: QT_TRANSLATE_NOOP("TapeSteps", "detached: no gradient goes back through here"),
    Cut.NO_GRAD: QT_TRANSLATE_NOOP("TapeSteps", "made in no_grad(): no gradient goes back through here"),
    Cut.NO_DERIVATIVE: QT_TRANSLATE_NOOP("TapeSteps", "torch has no derivative for this: no gradient goes back"),
    Cut.TRANSFORM: QT_TRANSLATE_NOOP(
        "TapeSteps", "inside a function transform such as vmap or jvp, which cannot be recorded"
    ),
}


def told(track: Track, step: int) -> str:
    """The operation with its inputs, or what a node received and sends on, or what a slot becomes."""
    if not 0 <= step < len(track.steps):
        return ""
    place = track.steps[step]
    event = track.tape.events[place.event]
    if isinstance(event, Operation):
        written = takewhile(lambda one: isinstance(one, SlotWrite), islice(track.tape.events, place.event + 1, None))
        return " · ".join(_slot(track, step, one) for one in written) or _operation(track, step, event)
    assert isinstance(event, Walk)
    if place.visit is None:
        return _end(track, event)
    visit = event.visits[place.visit]
    leaf = track.tape.nodes[visit.node].leaf
    return _visit(track, visit, step) if leaf is None else _fill(track, visit, leaf, step)


def cut_text(cut: Cut) -> str:
    """Why no gradient goes back there."""
    return translated("TapeSteps", _CUTS[cut])


def _slot(track: Track, step: int, write: SlotWrite) -> str:
    text = QCoreApplication.translate("TapeSteps", "{name}.grad becomes {after}; it was {before}")
    return text.format(name=_name(track, write.tensor, step), after=short(write.after), before=short(write.before))


def _operation(track: Track, step: int, event: Operation) -> str:
    inputs = ", ".join(one if isinstance(one, str) else _name(track, one, step) for one in event.inputs)
    call = f"{event.name}({inputs})" if event.inputs else event.name
    if event.error:
        return f"{call}: {event.error}"
    if event.cut is Cut.TRANSFORM:
        return f"{event.name}: {cut_text(event.cut)}"
    if event.changed:
        text = QCoreApplication.translate("TapeSteps", "{call} changes {name} in place: {value}, version {version}")
        first = event.changed[0]
        name = _name(track, first.tensor, step)
        return text.format(call=call, name=name, value=short(first.value), version=first.version)
    fresh = [note for note in event.outputs if note.tensor not in event.inputs]
    if not fresh:  # requires_grad_(), retain_grad(): a tensor has another flag
        return call
    values = ", ".join(short(note.value) for note in fresh)
    return QCoreApplication.translate("TapeSteps", "Forward: {call} = {values}").format(call=call, values=values)


def _visit(track: Track, visit: Visit, step: int) -> str:
    arrived = ", ".join(short(one) for one in visit.arrived)
    sent = ", ".join(short(one) for one in visit.sent if one is not None)
    if sent:
        text = QCoreApplication.translate("TapeSteps", "Back: {node} receives {arrived} and sends {sent}")
    else:
        text = QCoreApplication.translate("TapeSteps", "Back: {node} receives {arrived}")
    return text.format(node=_node(track, visit.node, step), arrived=arrived, sent=sent)


def _fill(track: Track, visit: Visit, leaf: int, step: int) -> str:
    """A slot gets what arrived, which may be a sum from several paths."""
    name = _name(track, leaf, step)
    before, after = newest(track.slots.get(leaf, ()), step - 1), newest(track.slots.get(leaf, ()), step)
    arrived = visit.arrived[0] if visit.arrived else None
    parts = incoming(track, visit.node, step)
    total = " + ".join(short(part) for part in parts) if len(parts) > 1 else ""
    came = f"{total} = {short(arrived)}" if total else short(arrived)
    if after is None:  # autograd.grad gives it back, and leaves the slot alone
        return QCoreApplication.translate("TapeSteps", "Back: {came} arrives at {name}").format(came=came, name=name)
    text = QCoreApplication.translate("TapeSteps", "Back: {came} arrives; {name}.grad was {before}, and is {after}")
    return text.format(came=came, name=name, before=short(before), after=short(after))


def incoming(track: Track, node: int, step: int) -> list[Summary]:
    """The gradients that other nodes have sent to this one in its newest walk."""
    own, found = track.passed_at(node, step), []
    walk = own.walk if own is not None else track.walk_at(step)
    for edge in track.tape.edges:
        if edge.target == node:
            passed = track.passed_at(edge.source, step)
            sent = passed.visit.sent if passed is not None and passed.walk == walk else ()
            if edge.place < len(sent) and (one := sent[edge.place]) is not None:
                found.append(one)
    return found


def _end(track: Track, walk: Walk) -> str:
    if walk.failed is not None:
        text = QCoreApplication.translate("TapeSteps", "The walk ends at {node}: {error}")
        return text.format(node=_node(track, walk.failed, len(track.steps)), error=walk.error)
    return walk.error or QCoreApplication.translate("TapeSteps", "{name} had nothing to walk back through").format(
        name=walk.name
    )


def _node(track: Track, node: int, step: int) -> str:
    """The node, with the name of its tensor if it has one."""
    name = track.tape.nodes[node].name.rpartition("::")[2]
    note = newest(track.values.get(node, ()), step)
    names = track.names_of(note.tensor, step) if note is not None else []
    return f"{name} ({names[0]})" if names else name


def _name(track: Track, tensor: int, step: int) -> str:
    """The tensor's name, or what it is: the operation that made it, or its number."""
    names = track.names_of(tensor, step) or track.names_of(tensor, len(track.steps))
    if names:
        return names[0]
    note = newest(track.notes.get(tensor, ()), step)
    if note is None:
        return "·"
    if note.node is not None:
        return short_name(track.tape.nodes[note.node].name).lower()
    return number(note.value.first[0]) if not note.value.shape and note.value.first else short(note.value)
