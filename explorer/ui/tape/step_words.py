"""What happens at a step of a recording, in a sentence."""

from __future__ import annotations

from itertools import islice, takewhile

from PySide6.QtCore import QCoreApplication

from explorer.core.tape.reading.gaps import is_gap, missed
from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.origins import incoming
from explorer.core.tape.reading.short_text import number, short
from explorer.core.tape.reading.track import short_name
from explorer.core.tape.tape import Cut, Operation, SlotWrite, Visit, Walk
from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui.words import translated

_CUTS = {
    Cut.DETACH: QT_TRANSLATE_NOOP("TapeSteps", "detached: no gradient goes back through here"),
    Cut.NO_GRAD: QT_TRANSLATE_NOOP("TapeSteps", "made in no_grad(): no gradient goes back through here"),
    Cut.NO_DERIVATIVE: QT_TRANSLATE_NOOP("TapeSteps", "torch has no derivative for this: no gradient goes back"),
    Cut.NUMBERS: QT_TRANSLATE_NOOP("TapeSteps", "plain numbers: what is computed from them has no way back"),
    Cut.TRANSFORM: QT_TRANSLATE_NOOP(
        "TapeSteps", "inside a function transform such as vmap or jvp, which cannot be recorded"
    ),
    Cut.UNRECORDED: QT_TRANSLATE_NOOP("TapeSteps", "too many calls to record"),
}


_TOLD = 3
"""Slots or tensors of one step that are told of by name."""


def told(moment: Moment) -> str:
    """The operation with its inputs, or what a node received and sends on, or what a slot becomes."""
    happening, event = moment.happening, moment.happened
    if happening is None or event is None:
        return ""
    track = moment.track
    if is_gap(event):
        text = QCoreApplication.translate("TapeSteps", "{count} calls were too many to record. After them it was so.")
        return text.format(count=missed(event))
    if isinstance(event, Operation):
        after = takewhile(lambda one: isinstance(one, SlotWrite), islice(track.events, happening.event + 1, None))
        written = [_slot(moment, one) for one in after if isinstance(one, SlotWrite)]
        if len(written) > _TOLD:
            text = QCoreApplication.translate("TapeSteps", "{first} · … ({count} slots in all)")
            return text.format(first=" · ".join(written[:_TOLD]), count=len(written))
        return " · ".join(written) or _operation(moment, event)
    if happening.visit is None:
        return _end(moment, event)
    visit = event.visits[happening.visit]
    leaf = track.nodes[visit.node].leaf
    return _visit(moment, visit) if leaf is None else _fill(moment, visit, leaf)


def cut_text(cut: Cut) -> str:
    """Why no gradient goes back there."""
    return translated("TapeSteps", _CUTS[cut])


def _slot(moment: Moment, write: SlotWrite) -> str:
    text = QCoreApplication.translate("TapeSteps", "{name}.grad becomes {after}; it was {before}")
    return text.format(name=_name(moment, write.tensor), after=short(write.after), before=short(write.before))


def _operation(moment: Moment, event: Operation) -> str:
    if event.optimizer is not None:
        names = [moment.known_as(note.tensor) or _name(moment, note.tensor) for note in event.changed]
        text = QCoreApplication.translate("TapeSteps", "{call} changes {count} tensors: {names}")
        shown = ", ".join(names[:_TOLD]) + (", …" if len(names) > _TOLD else "")
        return text.format(call=event.name, count=len(names), names=shown)
    inputs = ", ".join(one if isinstance(one, str) else _name(moment, one) for one in event.inputs)
    call = f"{event.name}({inputs})" if event.inputs else event.name
    if event.error:
        return f"{call}: {event.error}"
    if event.cut is Cut.TRANSFORM:
        return f"{event.name}: {cut_text(event.cut)}"
    if event.changed:
        text = QCoreApplication.translate("TapeSteps", "{call} changes {name} in place: {value}, version {version}")
        first = event.changed[0]
        name = _name(moment, first.tensor)
        return text.format(call=call, name=name, value=short(first.value), version=first.version)
    fresh = [note for note in event.outputs if note.tensor not in event.inputs]
    if not fresh:  # requires_grad_(), retain_grad(): a tensor has another flag
        return call
    values = ", ".join(short(note.value) for note in fresh)
    return QCoreApplication.translate("TapeSteps", "Forward: {call} = {values}").format(call=call, values=values)


def _visit(moment: Moment, visit: Visit) -> str:
    arrived = ", ".join(short(one) for one in visit.arrived)
    sent = ", ".join(short(one) for one in visit.sent if one is not None)
    if sent:
        text = QCoreApplication.translate("TapeSteps", "Back: {node} receives {arrived} and sends {sent}")
    else:
        text = QCoreApplication.translate("TapeSteps", "Back: {node} receives {arrived}")
    return text.format(node=_node(moment, visit.node), arrived=arrived, sent=sent)


def _fill(moment: Moment, visit: Visit, leaf: int) -> str:
    """A slot gets what arrived, which may be a sum from several paths."""
    name = _name(moment, leaf)
    before, after = moment.at(moment.step - 1).slot(leaf), moment.slot(leaf)
    arrived = visit.arrived[0] if visit.arrived else None
    parts = incoming(moment, visit.node)
    total = " + ".join(short(part) for part in parts) if len(parts) > 1 else ""
    came = f"{total} = {short(arrived)}" if total else short(arrived)
    if after is None:  # autograd.grad gives it back, and leaves the slot alone
        return QCoreApplication.translate("TapeSteps", "Back: {came} arrives at {name}").format(came=came, name=name)
    text = QCoreApplication.translate("TapeSteps", "Back: {came} arrives; {name}.grad was {before}, and is {after}")
    return text.format(came=came, name=name, before=short(before), after=short(after))


def _end(moment: Moment, walk: Walk) -> str:
    if walk.failed is not None:
        text = QCoreApplication.translate("TapeSteps", "The walk ends at {node}: {error}")
        return text.format(node=_node(moment.at(len(moment.track.steps)), walk.failed), error=walk.error)
    return walk.error or QCoreApplication.translate("TapeSteps", "{name} had nothing to walk back through").format(
        name=walk.name
    )


def _node(moment: Moment, node: int) -> str:
    """The node, with the name of its tensor if it has one."""
    name = moment.track.nodes[node].name.rpartition("::")[2]
    note = moment.value(node)
    called = moment.name_now(note.tensor) if note is not None else ""
    return f"{name} ({called})" if called else name


def _name(moment: Moment, tensor: int) -> str:
    """The tensor's name, or what it is: the operation that made it, or its number."""
    if name := moment.name(tensor):
        return name
    note = moment.note(tensor)
    if note is None:
        return "·"
    if note.node is not None:
        return short_name(moment.track.nodes[note.node].name).lower()
    return number(note.value.first[0]) if not note.value.shape and note.value.first else short(note.value)
