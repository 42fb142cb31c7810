"""What went wrong in a recording, the most telling first: each with its lines, and the change that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from explorer.core.refusals import Diagnosis
from explorer.core.tape.reading import gaps
from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.diagnosis import diagnose
from explorer.core.tape.reading.flags import misset
from explorer.core.tape.reading.habits import idle
from explorer.core.tape.reading.leaves import Leaf, leaves
from explorer.core.tape.reading.mends import mend
from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.optimizers import faults, names_of, optimizers, writes_of
from explorer.core.tape.reading.origins import all_overwritten, made_bad, spoiled_leaves, walk_of
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.told import born, called, line_of
from explorer.core.tape.reading.track import Track, is_bad
from explorer.core.tape.reading.ways import roots_of
from explorer.core.tape.reading.why_bad import beginning
from explorer.core.tape.tape import Line, Operation, Raised, Walk
from explorer.core.words import QT_TRANSLATE_NOOP, Sentence

_MISSED = QT_TRANSLATE_NOOP(
    "Tape",
    "{missed} calls of torch came after those that were recorded: what is told of the end holds for what was seen of "
    "it.",
)
_ENDED = QT_TRANSLATE_NOOP("Tape", "{why} What is told holds until there.")
_TWO = QT_TRANSLATE_NOOP("Tape", "{first} {second}")


@dataclass(frozen=True, slots=True)
class Trouble:
    """`kind` names the refusal or the reason; `sentence` says the cause; `remedy` is the change that mends it, where
    one is certain, and `choices` what there is to choose from, where it is not. `tensors` are those that it is about;
    `raised` is the line at which torch or Python refused.
    """

    kind: str
    sentence: Sentence
    lines: tuple[Line, ...] = ()
    remedy: Cure | None = None
    tensors: tuple[int, ...] = ()
    choices: Sentence | None = None
    raised: Line | None = None

    @property
    def text(self) -> str:
        """The cause in English."""
        return str(self.sentence)

    @property
    def cure(self) -> str | None:
        """The whole new source of the code in which the lines are."""
        return self.remedy.source if self.remedy is not None else None


def troubles(track: Track, every: tuple[Leaf, ...] | None = None) -> tuple[Trouble, ...]:
    """All that is certainly wrong; what may be meant so is told of the leaves alone, which are `every` one."""
    every = leaves(track) if every is None else every
    found = [
        *_refused(track, every),
        *_broadcast(track),
        *_bad(track, every),
        *_overwritten(track),
        *_optimizers(track),
        *_by_hand(track),
    ]
    found += [of_why(track, why) for why in misset(track)]
    found += [of_why(track, why, tensors) for why, tensors in idle(track)]
    about = {tensor for one in found for tensor in one.tensors}
    found += _slots(track, [leaf for leaf in every if leaf.tensor not in about])
    found = list({(one.text, one.cure): one for one in found}.values())
    found += [of_why(track, why) for why in gaps.told(track)]
    if track.missed and not track.gaps:
        found.append(Trouble("missed", Sentence("Tape", _MISSED, {"missed": track.missed})))
    if track.ended:
        found.append(Trouble("ended", Sentence("Tape", _ENDED, {"why": track.ended})))
    return tuple(found)


def of_why(track: Track, why: Why, tensors: tuple[int, ...] = ()) -> Trouble:
    """A reason as a trouble."""
    return Trouble(why.reason.name.lower(), why.told, why.all_lines, mend(track, why), tensors)


def _refused(track: Track, every: tuple[Leaf, ...]) -> Iterator[Trouble]:
    """What torch refused or warned of, and what ended the code."""
    seen = set()
    for number in track.failed:
        event = track.events[number]
        assert isinstance(event, Operation | Walk | Raised)
        found = diagnose(event.error, track, event.line if isinstance(event, Raised) else None)
        if found is not None and (found.refusal, found.lines) not in seen:
            seen.add((found.refusal, found.lines))
            if found.mended is None:
                found = replace(found, mended=_mend_of_walk(track, number, every))
            yield of_diagnosis(found, event.line)


def _mend_of_walk(track: Track, number: int, every: tuple[Leaf, ...]) -> Cure | None:
    """What mends that no gradient came to leaves in a walk that was refused, if it is one change for all."""
    reasons = (reason for leaf in every for reason in leaf.reasons if reason.walk == number)
    cures = {mend(track, reason) for reason in reasons}
    return cures.pop() if len(cures) == 1 else None


def of_diagnosis(found: Diagnosis, line: Line | None = None) -> Trouble:
    """A refusal as a trouble; `line` is where it came up, if that was recorded."""
    sentence = found.why if found.where is None else Sentence("Tape", _TWO, {"first": found.why, "second": found.where})
    lines = found.lines or ((line,) if line is not None and line.number else ())
    choices = found.cure if found.mended is None and found.cause is not None else None
    return Trouble(found.refusal.name.lower(), sentence, lines, found.mended, choices=choices, raised=line)


_COMPARING = frozenset({"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"})


def _broadcast(track: Track) -> Iterator[Trouble]:
    """Predictions and targets of two shapes: torch warns of it, and no call tells of warnings."""
    seen = set()
    for number in sorted(place for name in _COMPARING for place in track.named.get(name, ())):
        event = track.events[number]
        if not isinstance(event, Operation) or event.line in seen or event.error:
            continue
        before = Moment(track, track.began[number] - 1)
        notes = [before.note(one) for one in event.inputs[:2] if isinstance(one, int)]
        shapes = [list(note.value.shape) for note in notes if note is not None]
        if len(shapes) == 2 and shapes[0] != shapes[1]:
            seen.add(event.line)
            found = diagnose(_SIZES.format(*shapes), track)
            if found is not None:
                yield of_diagnosis(found, event.line)


_SIZES = "Using a target size (torch.Size({1})) that is different to the input size (torch.Size({0}))"


def _bad(track: Track, every: tuple[Leaf, ...]) -> Iterator[Trouble]:
    """Where what is not finite began, if it came to a leaf, or to what a walk started from."""
    last, found = Moment(track, len(track.steps) - 1), dict[tuple[Line, ...], tuple[Why, list[int]]]()
    for leaf in every:
        reason = next((one for one in leaf.reasons if one.reason in _NOT_FINITE), None)
        if (reason is None or reason.reason is Reason.NAN_UNRECORDED) and is_bad(leaf.value) and leaf.value.nan:
            reason = _beginning(last, leaf.tensor, leaf.name) or reason
        if reason is not None:
            first = reason.beginning
            found.setdefault(first.all_lines, (first, []))[1].append(leaf.tensor)
    if not found:
        for began, place in track.walks:
            then = roots_of(track, place)
            reason = next((one for root in then if (one := _beginning(Moment(track, began), root, ""))), None)
            if reason is not None:
                found[reason.all_lines] = reason, []
                break
    for reason, tensors in found.values():
        yield of_why(track, reason, tuple(tensors))


_NOT_FINITE = (
    Reason.NAN_HERE, Reason.NAN_OF_INF, Reason.NAN_GIVEN, Reason.NAN_BACKWARD, Reason.NAN_ZERO_TIMES_INF,
    Reason.NAN_FROM, Reason.HOOKED, Reason.HOOKED_BY_SEVERAL, Reason.NAN_UNRECORDED,
)  # fmt: skip


def _beginning(moment: Moment, tensor: int, name: str) -> Why | None:
    """Where it began that the tensor is not finite at that moment."""
    made = made_bad(moment, tensor)
    return beginning(moment.at(made[1]), made[0], {"name": name or called(moment.track, tensor)}) if made else None


def _overwritten(track: Track) -> Iterator[Trouble]:
    """Derivatives that were computed from numbers which had been overwritten unseen."""
    seen = set()
    for _, place in track.walks:
        for node, change in all_overwritten(track, place):
            if (change.line, node) in seen:
                continue
            seen.add((change.line, node))
            tensors = tuple(spoiled_leaves(track, node, place))
            if not tensors:
                continue
            values = {
                "name": names_of(track, list(tensors)), "operation": track.called(node), "change": change.name,
            }  # fmt: skip
            yield of_why(track, Why(Reason.CHANGED_SAVED, values, (line_of(track, node), change.line)), tensors)


def _optimizers(track: Track) -> Iterator[Trouble]:
    for reason, tensors in faults(track):
        yield of_why(track, reason, tensors)


def _by_hand(track: Track) -> Iterator[Trouble]:
    """Leaves that the code itself changes by their gradients, which nothing clears."""
    writes, held = writes_of(track), {tensor for one in optimizers(track) for tensor in one.tensors}
    changes: dict[int, list[tuple[int, Line]]] = {}
    for number in track.changing:
        event = track.events[number]
        if isinstance(event, Operation):
            is_of_numbers = len([one for one in event.inputs if isinstance(one, int)]) < 2
            for note in event.changed if not is_of_numbers else ():
                if note.tensor in writes and note.tensor not in held and note.requires_grad:
                    changes.setdefault(note.tensor, []).append((number, event.line))
    told: dict[tuple[Line, Line], list[int]] = {}
    for tensor, changed in changes.items():
        first: int | None = None  # that filled the slot since it was empty
        for write in writes[tensor]:
            before = [line for place, line in changed if first is not None and first < place < write.place]
            if before and write.is_walk and not write.was_empty:
                told.setdefault((write.line, before[-1]), []).append(tensor)
                break
            if write.is_empty:
                first = None
            elif write.is_walk and first is None:
                first = write.place
    for lines, tensors in told.items():
        values = {"name": names_of(track, tensors)}
        yield of_why(track, Why(Reason.UPDATED_BY_HAND, values, lines), tuple(tensors))


def _slots(track: Track, every: list[Leaf]) -> Iterator[Trouble]:
    """Gradients that are missing or zero where somebody wants them."""
    groups: dict[tuple[object, ...], list[Leaf]] = {}
    writes = writes_of(track)
    for leaf in every:
        reason = leaf.reasons[-1] if leaf.reasons else None
        was_filled = leaf.gradient is None and any(write.is_walk for write in writes.get(leaf.tensor, ()))
        if reason is None or reason.reason not in _FAULTS or was_filled:
            continue
        if _is_wanted(track, leaf, every):
            groups.setdefault((reason.reason, reason.lines), []).append(leaf)
    for alike in groups.values():
        tensors = [leaf.tensor for leaf in alike]
        reason = alike[0].reasons[-1]
        if reason.reason is not Reason.ACCUMULATED:  # its numbers are those of one
            reason = reason.of(names_of(track, tensors))
        elif tensors[1:]:
            reason = replace(reason, because=Why(Reason.ALSO, {"name": names_of(track, tensors[1:])}))
        yield of_why(track, reason, tuple(tensors))


_FAULTS = frozenset({
    Reason.CUT_DETACH, Reason.CUT_ALIAS, Reason.CUT_NO_GRAD, Reason.CUT_NO_DERIVATIVE, Reason.CUT_REBUILT,
    Reason.CUT_LATE, Reason.CUT_NO_CREATE_GRAPH, Reason.CUT_INSIDE, Reason.CUT_NUMBERS, Reason.UNUSED, Reason.NO_PATH,
    Reason.NONE_SENT, Reason.UNSEEN, Reason.UNKNOWN, Reason.ZERO_GRADIENT, Reason.FLAT, Reason.HOOKED,
    Reason.HOOKED_BY_SEVERAL, Reason.CANCELLED, Reason.ZERO_START, Reason.CHANGED_SAVED, Reason.ACCUMULATED,
})  # fmt: skip
"""What is not said of a slot that is as somebody may have meant it: cleared, not asked for, not yet filled."""


def _is_still_there(track: Track, tensor: int) -> bool:
    """Whether it had a name that stands for no other tensor by now: torch makes nameless ones and throws them away, and
    a cell that is run again leaves old ones behind.
    """
    now = track.names_at(len(track.steps))
    return any(now.get(name, tensor) == tensor for name in track.called_ever(tensor))


_OF_UNUSED = frozenset({Reason.UNUSED, Reason.NO_PATH, Reason.UNSEEN, Reason.UNKNOWN})


def _is_wanted(track: Track, leaf: Leaf, every: list[Leaf]) -> bool:
    """Whether its gradient was asked for: an optimizer holds it, somebody looked at it, or there are no optimizers."""
    held, reason = optimizers(track), leaf.reasons[-1]
    if reason.reason is Reason.ACCUMULATED:
        return not any(one.steps for one in held)
    if reason.walk is not None and walk_of(track, reason.walk).error:  # what was refused is told already
        return False
    if reason.reason in _OF_UNUSED:
        is_here = bool(leaf.optimizers) or born(track, leaf.tensor).line.file == reason.lines[0].file
        if not is_here or not _is_still_there(track, leaf.tensor):  # another cell has to do with other things
            return False
    return (
        bool(leaf.optimizers) or not held or any(f"{leaf.name}.grad" in text for text in list(track.sources.values()))
    )
