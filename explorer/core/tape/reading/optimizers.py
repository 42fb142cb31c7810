"""What an optimizer did not do for the tensors that it holds, and what it does not hold."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from explorer.core.tape.reading.cures.edit import calls, is_true, keyword, parsed
from explorer.core.tape.reading.gaps import has_gap, is_gap
from explorer.core.tape.reading.moment import Moment
from explorer.core.tape.reading.origins import is_zero, once
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.told import born, name_of
from explorer.core.tape.reading.track import Track, newest
from explorer.core.tape.tape import Event, Line, Operation, OptimizerNote, OptimizerStep, Raised, SlotWrite, Walk

_ASSIGNED = re.compile(r"([\w.]+)\s*(?::[^=]+)?=[^=]")


@dataclass(slots=True)
class Held:
    """An optimizer over the whole recording: `notes` are what it held, by event; `steps` the events of its step()."""

    notes: list[tuple[int, OptimizerNote]] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)

    @property
    def note(self) -> OptimizerNote:
        return self.notes[-1][1]

    @property
    def name(self) -> str:
        """Its variable, what it was assigned to, or its class."""
        assigned = _ASSIGNED.match(self.line.text)
        return next((note.name for _, note in self.notes if note.name), assigned[1] if assigned else self.note.kind)

    @property
    def line(self) -> Line:
        """Where it was built, or first seen."""
        return self.notes[0][1].line

    @property
    def tensors(self) -> tuple[int, ...]:
        return tuple(tensor for group in self.note.groups for tensor in group)


def optimizers(track: Track) -> list[Held]:
    """In the order in which they were met."""
    return once(track, ("optimizers", len(track.events)), lambda: _optimizers(track))


def _optimizers(track: Track) -> list[Held]:
    found: dict[int, Held] = {}
    for number in sorted(track.kinds.get(OptimizerNote, []) + track.kinds.get(OptimizerStep, [])):
        event = track.events[number]
        if isinstance(event, OptimizerNote):
            found.setdefault(event.number, Held()).notes.append((number, event))
        elif isinstance(event, OptimizerStep) and event.optimizer in found:
            found[event.optimizer].steps.append(number)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Written:
    """A write to a slot: by a walk, or by something else. One that `is_unrecorded` is what was found after calls that
    were not recorded: it begins anew.
    """

    place: int
    line: Line
    is_walk: bool
    is_empty: bool
    was_empty: bool
    is_unrecorded: bool = False


def writes_of(track: Track) -> dict[int, list[Written]]:
    """All writes to slots, by tensor, in their order."""
    return once(track, ("writes", len(track.events)), lambda: _writes(track))


def _writes(track: Track) -> dict[int, list[Written]]:
    found: dict[int, list[Written]] = {}
    is_walk = is_after_gap = False
    before = -1
    for number in track.kinds.get(SlotWrite, ()):
        event = track.events[number]
        cause = next((one for at in range(number - 1, before, -1) if _is_cause(one := track.events[at])), None)
        if cause is not None:
            is_walk, is_after_gap = isinstance(cause, Walk), is_gap(cause)
        before = number
        assert isinstance(event, SlotWrite)
        is_empty, was_empty = (one is None or is_zero(one) for one in (event.after, event.before))
        is_fill = is_walk or (not event.line.number and (was_empty or is_after_gap))
        write = Written(
            number, event.line, is_fill and event.after is not None, is_empty, was_empty or is_after_gap,
            is_after_gap,
        )  # fmt: skip
        found.setdefault(event.tensor, []).append(write)
    return found


def _is_cause(event: Event) -> bool:
    return isinstance(event, Walk | Operation)


def faults(track: Track) -> list[tuple[Why, tuple[int, ...]]]:
    """What is to be said of optimizers, each with the tensors that it is about."""
    return once(track, ("faults", len(track.events)), lambda: list(_faults(track)))


def _faults(track: Track) -> Iterator[tuple[Why, tuple[int, ...]]]:
    held, writes = optimizers(track), writes_of(track)
    for one in held:
        yield from _stale(track, one, held)
        yield from _steps(track, one, writes)
    yield from _shared(track, held)
    yield from _scheduled(track, held)
    yield from _in_none(track, held, writes)


def _values(track: Track, one: Held, tensors: list[int]) -> dict[str, str]:
    last = Moment(track, len(track.steps))
    return {
        "optimizer": one.name,
        "name": names_of(track, tensors),
        "first": name_of(last, tensors[0]) if tensors else "",
    }


def names_of(track: Track, tensors: list[int]) -> str:
    """w, b, … (12)."""
    names = [next(iter(track.names_ever(tensor)), "") or born(track, tensor).name for tensor in tensors]
    return ", ".join(names[:3]) + (f", … ({len(names)})" if len(names) > 3 else "")


def _stale(track: Track, one: Held, held: list[Held]) -> Iterator[tuple[Why, tuple[int, ...]]]:
    """It holds tensors whose names, or whose model's name, stand for others by now, which no optimizer holds."""
    everywhere = {tensor for other in held for tensor in other.tensors}
    now = track.names_at(len(track.steps))
    told: dict[Line, tuple[list[str], list[int]]] = {}
    for tensor in one.tensors:
        for name in track.called_ever(tensor):
            if now.get(name) == tensor or not (found := _in_its_place(track, name, now, everywhere)):
                continue
            line = _assigned(track, found[0]) or born(track, found[1]).line
            names, tensors = told.setdefault(line, ([], []))
            names.append(found[0])
            tensors += [found[1], tensor]
            break
    for line, (names, tensors) in told.items():
        values = {"optimizer": one.name, "name": ", ".join(dict.fromkeys(names))}
        yield Why(Reason.STALE, values, (one.line, line)), tuple(dict.fromkeys(tensors))


def _assigned(track: Track, name: str) -> Line | None:
    """Where load_state_dict(…, assign=True) put others in the place of a model's parameters: no call tells of that."""
    root = _ROOT.split(name, maxsplit=1)[0]
    for file, text in list(track.sources.items()):
        code = parsed(text)
        for call in calls(code.tree, "load_state_dict") if code is not None else ():
            if is_true(keyword(call, "assign")) and ast.unparse(call.func) == f"{root}.load_state_dict":
                return Line(file, call.lineno, text.splitlines()[call.lineno - 1].strip())
    return None


def _in_its_place(track: Track, name: str, now: dict[str, int], everywhere: set[int]) -> tuple[str, int] | None:
    """What stands for another tensor by now, and that tensor: net.weight, or net where all of the model is new."""
    scope = track.scopes[name]
    plain = name.removeprefix(scope)
    root = _ROOT.split(plain, maxsplit=1)[0]
    if plain == root:
        return None
    if (other := now.get(name)) is not None:
        return (plain, other) if _is_free(track, other, everywhere) else None
    alike = [tensor for other, tensor in now.items() if _ROOT.split(other, maxsplit=1)[0] == scope + root]
    if not alike or not all(_is_free(track, tensor, everywhere) for tensor in alike):
        return None
    return root, alike[0]


_ROOT = re.compile(r"[.\[]")


def _is_free(track: Track, tensor: int, everywhere: set[int]) -> bool:
    """Whether it collects a gradient, and no optimizer holds it."""
    note = newest(track.notes.get(tensor, ()), len(track.steps))
    return note is not None and note.requires_grad and note.is_leaf and tensor not in everywhere


def _steps(track: Track, one: Held, writes: dict[int, list[Written]]) -> Iterator[tuple[Why, tuple[int, ...]]]:
    tensors = [tensor for tensor in one.tensors if writes.get(tensor)]
    fills = [write.place for tensor in tensors for write in writes[tensor] if write.is_walk]
    values = _values(track, one, list(one.tensors))
    if not one.steps:
        if fills and not track.missed and not any(isinstance(event, Raised) for event in track.events):
            walk = track.events[max(fills)]
            assert isinstance(walk, SlotWrite)
            yield Why(Reason.NEVER_STEPPED, values, (one.line, walk.line)), tuple(tensors)
        return
    for before, step in zip([-1, *one.steps], one.steps, strict=False):
        event = track.events[step]
        assert isinstance(event, OptimizerStep)
        if _is_in_closure(track, step) or has_gap(track, before, step):
            continue
        now = {tensor: _recent(writes[tensor], before, step) for tensor in tensors}
        if any(made and not made[-1].is_empty for made in now.values()):
            found = _not_zeroed(track, one, now, before, step) or _lost(track, one, now, before, step)
            if found:
                yield found
                return
            continue
        filled = [
            (write, made[-1])
            for made in now.values()
            for write in made
            if write.is_walk and write.place > before and not made[-1].is_walk
        ]
        if filled:
            fill, clear = filled[-1]
            yield Why(Reason.ZEROED_BEFORE_STEP, values, (fill.line, clear.line, event.line)), one.tensors
            return
        walks = [place for _, place in track.walks if before < place < step]
        if not walks:
            yield Why(Reason.STEP_WITHOUT_WALK, values, (event.line,)), one.tensors
            return


def _recent(writes: list[Written], before: int, step: int) -> list[Written]:
    """The writes before a step, from the last clearing before the one before it on."""
    end = bisect_left(writes, step, key=lambda write: write.place)
    begin = end
    while begin and not (begin < end and _begins_anew(writes[begin]) and writes[begin].place < before):
        begin -= 1
    return writes[begin:end]


def _begins_anew(write: Written) -> bool:
    return write.is_empty or write.is_unrecorded


def _is_in_closure(track: Track, step: int) -> bool:
    """Whether step() was given a function that walks back, as L-BFGS needs it."""
    event = track.events[step]
    assert isinstance(event, OptimizerStep)
    return ".step(" in event.line.text and ".step()" not in event.line.text


def _not_zeroed(
    track: Track, one: Held, now: dict[int, list[Written]], before: int, step: int
) -> tuple[Why, tuple[int, ...]] | None:
    """The gradients of an earlier step are in this one too."""
    late = []
    for tensor, made in now.items():
        cleared = next((place for place in reversed(range(len(made))) if _begins_anew(made[place])), -1)
        fills = [write for write in made[cleared + 1 :] if write.is_walk]
        again = [write for write in fills if write.place > before]
        if again and fills[0].place < before:
            late.append((tensor, again[0]))
    late = [(tensor, write) for tensor, write in late if write.line == late[0][1].line]
    if before < 0 or not late:
        return None
    event = track.events[step]
    assert isinstance(event, OptimizerStep)
    tensors = [tensor for tensor, _ in late]
    return Why(Reason.NEVER_ZEROED, _values(track, one, tensors), (late[0][1].line, event.line)), tuple(tensors)


def _lost(
    track: Track, one: Held, now: dict[int, list[Written]], before: int, step: int
) -> tuple[Why, tuple[int, ...]] | None:
    """Gradients of the same backward() as those of the step were cleared before it."""
    for tensor, made in now.items():
        late = [write for write in made if write.place > before]
        used = late[-1] if late and late[-1].is_walk else None
        for place, write in enumerate(late[:-1]):
            clear = late[place + 1]
            if used is None or not write.is_walk or not clear.is_empty or write.line != used.line:
                continue
            if not any(write.place < other < clear.place for other in _all_steps(track)):
                event = track.events[step]
                assert isinstance(event, OptimizerStep)
                return Why(
                    Reason.LOST, _values(track, one, [tensor]), (write.line, clear.line, event.line)
                ), one.tensors
    return None


def _scheduled(track: Track, held: list[Held]) -> Iterator[tuple[Why, tuple[int, ...]]]:
    """A scheduler whose step() comes before the optimizer's in a loop: torch warns of it, and no call tells of that."""
    steps = {
        (one.name, track.events[step].line)  # type: ignore[union-attr]
        for one in held for step in one.steps
    }  # fmt: skip
    for optimizer, line in sorted(steps, key=lambda step: step[1].number):
        code = parsed(track.sources.get(line.file, ""))
        statement = code.statement(line.number) if code is not None else None
        loop = code.loop(statement) if code is not None and statement is not None else None
        if code is None or loop is None:
            continue
        made = {
            code.text(target)
            for call in calls(code.tree) if "lr_scheduler." in code.text(call.func)
            if isinstance(of := code.statement_of(call), ast.Assign)
            for target in of.targets
        }  # fmt: skip
        for one in loop.body:
            if one is statement or not isinstance(one, ast.Expr) or one.lineno > line.number:
                continue
            call = one.value
            is_step = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "step"
            if is_step and statement in loop.body and code.text(call.func.value) in made:  # type: ignore[attr-defined]
                first = Line(line.file, one.lineno, code.text(one))
                yield Why(Reason.SCHEDULED_FIRST, {"optimizer": optimizer}, (first, line)), ()


def _all_steps(track: Track) -> list[int]:
    """The steps of all optimizers, also of those that are gone."""
    return sorted(step for one in optimizers(track) for step in one.steps)


def _shared(track: Track, held: list[Held]) -> Iterator[tuple[Why, tuple[int, ...]]]:
    """Tensors that two optimizers, or one twice, change by the same gradients."""
    walks = [place for _, place in track.walks]
    for place, one in enumerate(held):
        twice = sorted({tensor for tensor in one.tensors if one.tensors.count(tensor) > 1})
        if twice:
            yield Why(Reason.TWICE, _values(track, one, twice), (one.line,)), tuple(twice)
        for other in held[place + 1 :]:
            both = [tensor for tensor in one.tensors if tensor in other.tensors]
            turns = sorted((step, k) for k, of in enumerate((one, other)) for step in of.steps)
            turns = [turn for turn in turns if not _is_in_closure(track, turn[0])]  # it walks back by itself
            at_once = any(a[1] != b[1] and not any(a[0] < walk < b[0] for walk in walks) for a, b in pairwise(turns))
            if both and at_once:
                values = _values(track, one, both) | {"other": other.name}
                yield Why(Reason.IN_TWO, values, (one.line, other.line)), tuple(both)


def _in_none(track: Track, held: list[Held], writes: dict[int, list[Written]]) -> Iterator[tuple[Why, tuple[int, ...]]]:
    """Parameters that get gradients and that nothing ever changes."""
    stepping = [one for one in held if one.steps]
    if not stepping:
        return
    everywhere = {tensor for one in held for _, note in one.notes for group in note.groups for tensor in group}
    filled = {
        tensor: next(write.place for write in made if write.is_walk)
        for tensor, made in writes.items()
        if tensor not in everywhere and any(write.is_walk for write in made)
    }
    for number in track.changing:
        event = track.events[number]
        if isinstance(event, Operation):
            for note in event.changed:
                if filled.get(note.tensor, number) < number:  # the code itself changes it
                    del filled[note.tensor]
    stale = {tensor for one in held for _, tensors in _stale(track, one, held) for tensor in tensors}
    parameters = [one for one in filled if one not in stale and born(track, one).name == "Parameter"]
    plain = {tensor: line for tensor in parameters if (line := _plainly_kept(track, tensor)) is not None}
    # what is made in a loop and kept by no module is an inner learner, with steps of its own
    left = [tensor for tensor in parameters if tensor in plain or not born(track, tensor).line.loop]
    places: dict[tuple[bool, Line], list[int]] = {}
    for tensor in left:
        places.setdefault((tensor in plain, born(track, tensor).line), []).append(tensor)
    for (is_plain, line), tensors in places.items():
        lines = (line, *dict.fromkeys(one.line for one in stepping))
        because = Why(Reason.UNREGISTERED, {}, (plain[tensors[0]],)) if is_plain else _converted(track, tensors[0])
        yield Why(Reason.IN_NONE, _values(track, stepping[0], tensors), lines, because), tuple(tensors)


def _converted(track: Track, tensor: int) -> Why | None:
    """The operation that took a parameter without a name where it was made, as .to() of nn.Parameter(…).to() does."""
    line = born(track, tensor).line
    for event in track.events if not track.called_ever(tensor) else ():
        if not isinstance(event, Operation) or tensor not in event.inputs or event.line != line:
            continue
        if event.outputs and event.outputs[0].requires_grad:
            return Why(Reason.CONVERTED, {"operation": f"{event.name}()"}, (line,))
    return None


def _plainly_kept(track: Track, tensor: int) -> Line | None:
    """Where the list or dict was made that a module has it in, as net.ws[0] tells."""
    for name in track.names_ever(tensor):
        owner, bracket, _ = name.partition("[")
        attribute = owner.rpartition(".")[2]
        if not bracket or attribute == owner:
            continue
        for file, text in list(track.sources.items()):
            for number, line in enumerate(text.splitlines(), 1):
                if line.strip().startswith((f"self.{attribute} =", f"self.{attribute}:")):
                    return Line(file, number, line.strip())
    return None
