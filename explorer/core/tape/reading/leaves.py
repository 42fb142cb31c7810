"""Every leaf that requires a gradient and was met: what it is, what its slot holds at the end, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.optimizers import Written, faults, optimizers, writes_of
from explorer.core.tape.reading.origins import is_zero
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.told import called
from explorer.core.tape.reading.track import Track, is_bad, newest
from explorer.core.tape.reading.why import why_tensor
from explorer.core.tape.tape import Line, Number, Operation, SlotWrite, Summary, TensorNote


@dataclass(frozen=True, slots=True)
class Leaf:
    """`shape` and `value` are the tensor's, `gradient` what is in its slot, or None, and `grad` its Euclidean norm.
    `passes` are the walks that filled it since it was last None or 0; `optimizers` the names of those that hold it.
    `reasons` are given where the slot is not as it should be: None, zeros, not finite, a sum of passes, never used.
    """

    tensor: int
    name: str
    shape: tuple[int, ...]
    value: Summary
    gradient: Summary | None
    grad: float | None
    passes: int
    optimizers: tuple[str, ...]
    reasons: tuple[Why, ...] = ()

    @property
    def why(self) -> str:
        """The reasons in English, or nothing."""
        return " ".join(str(reason.told) for reason in self.reasons)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines involved, each once."""
        return tuple(dict.fromkeys(line for reason in self.reasons for line in reason.all_lines))


def leaves(track: Track) -> tuple[Leaf, ...]:
    """In the order in which they were met."""
    last = Moment(track, len(track.steps) - 1)
    writes, norms = writes_of(track), _norms(track)
    held: dict[int, list[str]] = {}
    for one in optimizers(track):
        for tensor in one.tensors:
            held.setdefault(tensor, []).append(one.name)
    told: dict[int, list[Why]] = {}
    for reason, tensors in faults(track):
        for tensor in tensors:
            told.setdefault(tensor, []).append(reason)
    found = []
    for tensor, timed in list(track.notes.items()):
        note = timed[-1][1]
        is_torchs = 0 in note.value.shape and not track.called_ever(tensor)  # as older releases' checkpoint() makes one
        if is_leaf(note, held, tensor) and not is_torchs:
            found.append(_leaf(last, note, writes.get(tensor, []), norms, tuple(held.get(tensor, ())), told))
    return tuple(found)


def is_leaf(note: TensorNote, held: Mapping[int, object], tensor: int) -> bool:
    """Whether it collects a gradient, or an optimizer holds it."""
    return note.is_leaf and (note.requires_grad or tensor in held)


def _norms(track: Track) -> dict[int, Number | None]:
    writes = (track.events[place] for place in track.kinds.get(SlotWrite, ()))
    return {event.tensor: event.norm for event in writes if isinstance(event, SlotWrite)}


def _leaf(
    last: Moment,
    note: TensorNote,
    writes: list[Written],
    norms: Mapping[int, Number | None],
    held: tuple[str, ...],
    told: Mapping[int, list[Why]],
) -> Leaf:
    tensor, slot = note.tensor, last.slot(note.tensor)
    anew = (place + one.is_empty for place, one in enumerate(writes) if one.is_empty or one.is_unrecorded)
    passes = sum(write.is_walk for write in writes[max(anew, default=0) :]) if slot is not None else 0
    norm = norms.get(tensor)
    name = called(last.track, tensor)
    reasons = [*told.get(tensor, ())]
    own = _own(last, note, slot, passes)
    if own is not None and not (reasons and own.reason is Reason.CLEARED):
        reasons.append(own.of(name))
    if not note.requires_grad:
        one = next(one for one in optimizers(last.track) if tensor in one.tensors)
        frozen = _frozen(last.track, tensor)
        reasons = [Why(Reason.FROZEN, {"name": name, "optimizer": one.name}, (one.line,), because=frozen)]
    return Leaf(
        tensor, name, note.value.shape, note.value, slot,
        None if slot is None or norm is None else float(norm), passes, held, tuple(reasons),
    )  # fmt: skip


def _frozen(track: Track, tensor: int) -> Why | None:
    """Where it was set that no gradient is to be collected."""
    for event in reversed(track.events):
        if not isinstance(event, Operation) or event.name not in ("requires_grad_", ".requires_grad ="):
            continue
        if any(note.tensor == tensor and not note.requires_grad for note in event.outputs):
            return Why(Reason.FROZEN_HERE, {}, (event.line,))
    return None


def _own(last: Moment, note: TensorNote, slot: Summary | None, passes: int) -> Why | None:
    if slot is not None and passes < 2 and not is_zero(slot) and not is_bad(slot):
        return None
    found = why_tensor(last, note.tensor)
    if found is None or found.reason is Reason.NOT_KEPT or (found.reason is Reason.JOINED and not is_zero(slot)):
        return None  # that paths join is no news but where they cancel out
    return found


def why_named(track: Track, name: str) -> str:
    """What is to be said of the gradient of the tensor of that name at the end. Raises KeyError where there is none."""
    for leaf in leaves(track):
        if name in track.names_ever(leaf.tensor) or name == leaf.name:
            return leaf.why
    for full, scope in list(track.scopes.items()):
        tensor = newest(track.names[full], len(track.steps))
        if full.removeprefix(scope) == name and tensor is not None:
            return _said(track, tensor)
    raise KeyError(name)


def why_of(track: Track, tensor: int) -> str:
    """What is to be said of the gradient of the tensor of that number at the end."""
    leaf = next((leaf for leaf in leaves(track) if leaf.tensor == tensor), None)
    return leaf.why if leaf is not None else _said(track, tensor)


def _said(track: Track, tensor: int) -> str:
    found = why_tensor(Moment(track, len(track.steps) - 1), tensor)
    return str(found.told) if found is not None else ""
