"""Holds each sentence about a random program against what the observer of it saw."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import Any

import torch
from torch import Tensor

from explorer.core.tape.reading.leaves import Leaf
from explorer.core.tape.reading.reasons import Reason, Why
from tests.core.tape.programs.judge import canonical, execute
from tests.core.tape.reading.random_programs import Program
from tests.core.tape.reading.replay import FILE, Ran, Replay, Seen, Slot, Walked, is_bad, is_zero

_HOW = {
    Reason.CUT_DETACH: {"detach"},
    Reason.CUT_ALIAS: {"alias"},
    Reason.CUT_NO_GRAD: {"no_grad"},
    Reason.CUT_NO_DERIVATIVE: {"no derivative"},
    Reason.CUT_REBUILT: {"rebuilt"},
    Reason.CUT_LATE: {"late"},
    Reason.CUT_NO_CREATE_GRAPH: {"create_graph"},
    Reason.CUT_INSIDE: {"inside"},
    Reason.CUT_NUMBERS: {"numbers"},
}
_CUTS = {how for some in _HOW.values() for how in some}
_MOST = 24
"""Runs of other programs that a sentence is held against."""

UNCHECKED = "?"

_IN_PARTS = range(7, 26)
"""The lines of a program that all programs have."""


@dataclass
class Verdict:
    """`said` are the sentences by reason, `false` what is wrong with any, `open` those that nothing here can tell."""

    program: Program
    said: Counter[str] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


def judge(program: Program) -> Verdict:
    return _Judge(program).verdict


class _Judge:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.verdict = Verdict(program)
        self.base = Replay(program.marked())
        run, self.tape = execute(program.source, FILE, recorded=True)
        self._others: dict[object, Replay] = {}
        if run.error != self.base.error:
            self.wrong(f"recorded it raises {run.error or 'nothing'}, alone {self.base.error or 'nothing'}")
            return
        self.seen_of: dict[int, Seen] = {}
        rows = self.tape.leaves
        self.match(rows)
        self.rows(rows)
        self.troubles()

    def wrong(self, text: str) -> None:
        self.verdict.false.append(text)

    # -- rows

    def match(self, rows: tuple[Leaf, ...]) -> None:
        """Leaves of one name stand in the order in which they were made."""
        left = [one for one in self.base.leaves if one.tensor.requires_grad or self.held_by(one)]
        names: dict[int, set[str]] = {id(one.tensor): {canonical(one.name)} for one in left}
        for name, tensor in self.base.at_end().items():
            names.setdefault(id(tensor), set()).add(canonical(name))
        for row in rows:
            fit = [one for one in left if canonical(row.name) in names[id(one.tensor)]]
            if fit:
                self.seen_of[row.tensor] = fit[0]
                left.remove(fit[0])
            else:
                self.wrong(f"row {row.name}: no such leaf")
        known = {id(one.tensor) for one in self.seen_of.values()}
        for name, tensor in self.base.at_end().items():
            if tensor.is_leaf and tensor.requires_grad and id(tensor) not in known:
                self.wrong(f"no row {name}")

    def rows(self, rows: tuple[Leaf, ...]) -> None:
        for row in rows:
            if (seen := self.seen_of.get(row.tensor)) is None:
                continue
            faults, slot = [], seen.tensor.grad
            if row.shape != tuple(seen.tensor.shape):
                faults.append(f"shape {row.shape}")
            if (row.grad is None) != (slot is None):
                faults.append(f"grad {row.grad}, and it is {slot}")
            elif slot is not None and not torch.allclose(
                slot.norm(), torch.tensor(row.grad, dtype=slot.dtype), rtol=1e-3, atol=1e-6, equal_nan=True
            ):
                faults.append(f"grad {row.grad}, and it is {slot.norm()}")
            run = seen.since_empty(self.base.clock + 1)
            passes = sum(one[2] is not None for one in run) if slot is not None else 0
            if row.passes != passes:
                faults.append(f"passes {row.passes}, and they are {passes}")
            needs = slot is None or is_zero(slot) or is_bad(slot) or passes > 1
            if needs and not row.why:
                faults.append(f"grad {slot}, passes {passes} and no why")
            for fault in faults:
                self.wrong(f"row {row.name}: {fault}")
            for why in row.reasons:
                self.say(why, seen, row.name)

    def say(self, why: Why | None, seen: Seen, name: str) -> None:
        """Check the reason, and those behind it."""
        while why is not None:
            self.verdict.said[why.reason.name] += 1
            fault = self.check(why, seen)
            if fault:
                told = self.verdict.open if fault.startswith(UNCHECKED) else self.verdict.false
                told.append(f"{name}: {why.reason.name}: {fault} | {why.sentence}")
            why = why.because

    def troubles(self) -> None:
        for one in self.tape.troubles:
            if one.kind.upper() not in Reason.__members__:
                self.verdict.said["REFUSED"] += 1
                if not self.base.error and one.kind != "missed":
                    self.verdict.open.append(f"{UNCHECKED} {one.kind}: {one.text}")
                continue
            why = Why(Reason[one.kind.upper()], {}, one.lines)
            for tensor in one.tensors:
                seen = self.seen_of.get(tensor)
                if seen is None:
                    continue
                row = next(row for row in self.tape.leaves if row.tensor == tensor)
                if any(_holds(reason, why) for reason in row.reasons):
                    continue  # it was checked there
                self.verdict.said[why.reason.name] += 1
                try:
                    fault = self.check(why, seen)
                except IndexError:
                    fault = UNCHECKED + " its lines are told once"
                if fault:
                    told = self.verdict.open if fault.startswith(UNCHECKED) else self.verdict.false
                    told.append(f"trouble {row.name}: {why.reason.name}: {fault} | {one.text}")

    # -- other programs

    def other(self, without: frozenset[int]) -> Replay:
        if without not in self._others:
            self._others[without] = Replay(self.program.marked(without), brief=True)
        return self._others[without]

    def poked(self, seen: Seen, by: float) -> Replay:
        place = [one for one in self.base.leaves if one.name == seen.name].index(seen)
        key = seen.name, place, by
        if key not in self._others:
            text = self.program.still()
            self._others[key] = Replay(text, brief=True, poke=key if by else None)
        return self._others[key]

    def in_other(self, other: Replay, seen: Seen) -> Seen | None:
        place = self.base.leaves.index(seen)
        return other.leaves[place] if place < len(other.leaves) else None

    def is_needed(self, changes: list[int], among: list[int], is_so: Callable[[Replay], bool]) -> bool | None:
        """Whether there are other programs in which it is so without one of the changes, and not so with it. None where
        there are too many to tell.
        """
        subsets = (
            frozenset(some) for size in range(len(among) + 1) for some in combinations([one for one in among], size)
        )
        tried = 0
        for some in islice(subsets, 4096):
            for change in changes:
                if change in some:
                    continue
                if is_so(self.other(some | {change})) and not is_so(self.other(some)):
                    return True
            tried += 1
            if tried > _MOST:
                return None
        return False

    # -- checks

    def walk_of(self, why: Why, line: int) -> Walked | None:
        """The walk that the reason is about, or the last one of its line."""
        if why.walk is not None and len(self.tape.walks) == len(self.base.walks):
            event = self.tape.events[why.walk]
            place = next(n for n, one in enumerate(self.tape.walks) if one is event)
            return self.base.walks[place]
        return next((one for one in reversed(self.base.walks) if one.line == line), None)

    def check(self, why: Why, seen: Seen) -> str:
        lines = [line.number for line in why.lines]
        check = getattr(self, "_" + why.reason.name.lower(), None)
        if why.reason in _HOW:
            return self._cut(why, seen, lines)
        return UNCHECKED + " no check" if check is None else check(why, seen, lines)

    def _cut(self, why: Why, seen: Seen, lines: list[int]) -> str:
        walk = self.walk_of(why, lines[-1])
        if walk is None or walk.line != lines[-1]:
            return "no such walk"
        if id(seen.tensor) in walk.reach:
            return "the walk comes to it"
        place = self.base.walks.index(walk)
        changes = self.program.changes
        named = [n for n, one in enumerate(changes) if lines[0] in one.lines and one.how in _HOW[why.reason]]
        if not named and "deepcopy(" in why.lines[0].text:
            return ""  # a copy is made of the numbers alone, and the walk came to it
        if not named:
            return f"no such cut in line {lines[0]}"
        among = [n for n, one in enumerate(changes) if one.how in _CUTS]

        def comes(other: Replay) -> bool:
            leaf = self.in_other(other, seen)
            return leaf is not None and place < len(other.walks) and id(leaf.tensor) in other.walks[place].reach

        found = self.is_needed(named, among, comes)
        if found is None:
            return UNCHECKED + " too many cuts"
        if not found and any(len(other.walks) <= place for other in self._others.values()):
            return UNCHECKED + " other programs end before"
        return "" if found else "no way leads through it"

    def _no_walk(self, why: Why, seen: Seen, lines: list[int]) -> str:
        after = [one for one in self.base.walks if one.clock > seen.clock]
        return f"line {after[0].line} walked" if after else ""

    def _cleared(self, why: Why, seen: Seen, lines: list[int]) -> str:
        if not seen.slots or seen.slots[-1][3] is not None or len(seen.slots) < 2:
            return "it was not set to None"
        if seen.slots[-1][1] != lines[0]:
            return f"line {seen.slots[-1][1]} did"
        return "a walk came after" if any(one.clock > seen.slots[-1][0] for one in self.base.walks) else ""

    def _returned(self, why: Why, seen: Seen, lines: list[int]) -> str:
        walks = [one for one in self.base.walks if one.line == lines[0] and one.kind == "grad" and not one.error]
        if not walks:
            return "no such call"
        since = max([seen.clock, *(one[0] for one in seen.slots if one[3] is None)])
        if any(id(seen.tensor) in one.asked for one in walks):
            return ""
        backs = [one for one in self.base.walks if one.kind == "backward" and one.clock > since]
        if backs:
            return "backward() walked too"
        return "" if any(id(seen.tensor) in one.reach for one in walks) else "nor was its gradient among them"

    def _unused(self, why: Why, seen: Seen, lines: list[int]) -> str:
        walk = self.walk_of(why, lines[0])
        if walk is None:
            return "no such walk"
        if len(lines) > 1 and (walk.root_lines or lines[1:]) != lines[1:]:
            return f"the root was made in {walk.root_lines}"
        updates = re.compile(r"\.step\(|-=|deepcopy|requires_grad_|\.data\.")
        used = [line for when, line in seen.used if when < walk.clock and line != seen.line
                and not updates.search(self.program.lines[line - 1])]  # fmt: skip
        return f"line {used[0]} used it" if used else ""

    def _no_path(self, why: Why, seen: Seen, lines: list[int]) -> str:
        walk = self.walk_of(why, lines[0])
        if walk is None:
            return "no such walk"
        if id(seen.tensor) in walk.reach:
            return "the walk comes to it"
        place = self.base.walks.index(walk)
        whole = self.other(frozenset(n for n, one in enumerate(self.program.changes) if one.how in _CUTS))
        leaf = self.in_other(whole, seen)
        if leaf is not None and place < len(whole.walks) and id(leaf.tensor) in whole.walks[place].reach:
            return "without cuts the walk comes to it"
        same = self.poked(seen, 0)
        for by in (-1.7, 0.1):
            other = self.poked(seen, by)
            roots = [one.walks[place].roots for one in (same, other) if place < len(one.walks)]
            if len(roots) == 2 and not all(map(_equal, *roots)):
                return "with other numbers in it the root is another"
        return ""

    def _left_out(self, why: Why, seen: Seen, lines: list[int]) -> str:
        walks = [one for one in self.base.walks if one.line == lines[0] and one.asked]
        if not walks:
            return "no such choice"
        if any(id(seen.tensor) in one.asked for one in walks):
            return "it was asked for"
        return "" if any(id(seen.tensor) in one.reach for one in walks) else "the root does not depend on it"

    def _none_sent(self, why: Why, seen: Seen, lines: list[int]) -> str:
        for walk in (one for one in self.base.walks if one.line == lines[1]):
            if any(_came(ran, seen) for ran in walk.ran):
                continue
            for ran in walk.ran:
                gave_none = any(one is None for one in ran.sent) and any(one is not None for one in ran.arrived)
                if ran.line == lines[0] and gave_none and id(seen.tensor) in ran.behind:
                    return ""
        return "no node of that line gave None"

    def _walk_failed(self, why: Why, seen: Seen, lines: list[int]) -> str:
        return "" if any(one.line == lines[0] and one.error for one in self.base.walks) else "it did not fail"

    def _unknown(self, why: Why, seen: Seen, lines: list[int]) -> str:
        return UNCHECKED + " the reason is not known"

    _unseen = _unknown

    def _late_here(self, why: Why, seen: Seen, lines: list[int]) -> str:
        return "" if "requires_grad_()" in self.program.lines[lines[0] - 1] else "not there"

    def _frozen_here(self, why: Why, seen: Seen, lines: list[int]) -> str:
        return "" if "requires_grad_(False)" in self.program.lines[lines[0] - 1] else "not there"

    def _joined(self, why: Why, seen: Seen, lines: list[int]) -> str:
        walk = self.last_fill(seen)
        if walk is None or not _tells(why.values["total"], seen.tensor.grad):
            return "no such sum came"
        made = {ran.line for ran in walk.ran if id(seen.tensor) in ran.behind}
        return "" if set(lines) <= made else f"the ways come from {sorted(made)}"

    def _cancelled(self, why: Why, seen: Seen, lines: list[int]) -> str:
        walk = self.zero_walk(seen)
        if walk is None:
            return "no zeros came"
        behind = [ran for ran in walk.ran if id(seen.tensor) in ran.behind]
        if not any(all(is_zero(one) for one in ran.arrived if one is not None) for ran in behind):
            return "nothing cancelled out before it"
        sent = {ran.line for ran in behind if not all(is_zero(one) for one in ran.sent if one is not None)}
        return "" if set(lines) <= sent else f"what is not 0 came from {sorted(sent)}"

    def _not_tracked(self, why: Why, seen: Seen, lines: list[int]) -> str:
        return "it does" if seen.tensor.requires_grad else ""

    def _frozen(self, why: Why, seen: Seen, lines: list[int]) -> str:
        if seen.tensor.requires_grad:
            return "it requires one"
        return (
            "" if any(self.holds(one, seen) for one in self.built(lines[0])) else "no optimizer of that line holds it"
        )

    # -- sums

    def _accumulated(self, why: Why, seen: Seen, lines: list[int]) -> str:
        run = seen.since_empty(seen.slots[-1][0]) + seen.slots[-1:]
        fills = [one for one in run if one[2] is not None]
        if len(fills) < 2:
            return f"{len(fills)} passes"
        if "count" in why.values and int(why.values["count"]) != len(fills):
            return f"they are {len(fills)}"
        if not {line for line in lines if line} <= {one[1] for one in [*run, *fills]}:
            return f"the passes are of the lines {[one[1] for one in fills]}"
        if "total" in why.values and not _tells(why.values["total"], seen.tensor.grad):
            return f"it is {seen.tensor.grad}"
        for text, place in re.findall(r"([^()]+?) \(\{(\d+)\}\)", why.values.get("sum", "")):
            parts = [_part(seen, one) for one in [*run, *fills] if one[1] == lines[int(place)]]
            if not any(_tells(re.sub(r"^[ +…]+", "", text), part) for part in parts):
                return f"{text} did not come: {parts}"
        return ""

    # -- zeros

    def _zeroed(self, why: Why, seen: Seen, lines: list[int]) -> str:
        if not is_zero(seen.tensor.grad):
            return "it is not 0"
        if "zero_" in self.program.lines[lines[0] - 1] and any(line == lines[0] and when > seen.slots[-1][0]
                                                               for when, line in self.base.ran_lines):  # fmt: skip
            return ""  # it was 0 before
        if seen.slots[-1][2] is not None:
            return "no line set it to 0"
        return "" if seen.slots[-1][1] == lines[0] else f"line {seen.slots[-1][1]} did"

    def last_fill(self, seen: Seen) -> Walked | None:
        """The walk that came to the leaf last."""
        walks = (one for one in reversed(self.base.walks) if any(_came(ran, seen) for ran in one.ran))
        return next(walks, None)

    def zero_walk(self, seen: Seen) -> Walked | None:
        walk = self.last_fill(seen)
        if walk is None or not is_zero(seen.tensor.grad):
            return None
        return walk if any(_came(ran, seen) and all(map(is_zero, ran.arrived)) for ran in walk.ran) else None

    def _zero_start(self, why: Why, seen: Seen, lines: list[int]) -> str:
        walk = self.zero_walk(seen)
        if walk is None or walk.line != lines[0]:
            return "no zeros came from there"
        return "" if all(is_zero(one) for one in walk.ran[0].arrived) else "it did not begin with 0"

    def _zero_gradient(self, why: Why, seen: Seen, lines: list[int]) -> str:
        walk = self.zero_walk(seen)
        if walk is None:
            return "no zeros came"
        made = [
            ran for ran in walk.ran
            if ran.line == lines[0] and id(seen.tensor) in ran.behind
            and any(is_zero(one) for one in ran.sent)
            and (not any(map(is_zero, ran.arrived)) or not all(is_zero(one) for one in ran.arrived if one is not None))
        ]  # fmt: skip
        if not made:
            return "no node of that line made 0 of something"
        if "arrived" in why.values and not any(_tell(why.values["arrived"], ran.arrived) for ran in made):
            return f"there arrived {[ran.arrived for ran in made]}"
        written = [
            n for n, one in enumerate(self.program.changes) if one.how == "overwrite" and one.lines[0] > lines[0]
        ]  # fmt: skip
        other = self.in_other(self.other(frozenset(written)), seen) if written else None
        if other is not None and not is_zero(other.tensor.grad):
            return "it is not 0 where nothing is overwritten"
        return ""

    _flat = _zero_gradient

    def _changed_saved(self, why: Why, seen: Seen, lines: list[int]) -> str:
        named = [
            n
            for n, one in enumerate(self.program.changes)
            if lines[1] in one.lines and one.how in ("overwrite", "alias")
        ]
        if not named:
            return "nothing is overwritten there"
        made = [ran for walk in self.base.walks for ran in walk.ran if ran.line == lines[0]]
        if not any(id(seen.tensor) in ran.behind for ran in made):
            return "no node of that line is on its way"
        if any(ran.line == lines[0] and all(map(is_zero, ran.arrived)) for ran in made):
            return ""  # 0 times anything
        if any(ran.line == lines[0] and any(map(is_bad, ran.sent)) for ran in made):
            return ""  # NaN times anything
        if not self.sent_otherwise(frozenset(named), seen, lines[0]):
            return "it sends the same where nothing is overwritten"
        return ""

    def sent_otherwise(self, without: frozenset[int], seen: Seen, line: int) -> bool:
        """Whether nodes of the line send other gradients on their way to the leaf without those changes."""
        key = "whole", without
        if key not in self._others:
            self._others[key] = Replay(self.program.marked(without))
        other = self.in_other(self._others[key], seen)
        if other is None:
            return True
        sent = [
            [one for walk in replay.walks for ran in walk.ran if ran.line == line for one in ran.sent_to(leaf.tensor)]
            for replay, leaf in ((self.base, seen), (self._others[key], other))
        ]
        return len(sent[0]) != len(sent[1]) or not all(map(_equal, *sent))

    def _hooked(self, why: Why, seen: Seen, lines: list[int]) -> str:
        named = [n for n, one in enumerate(self.program.changes) if lines[0] in one.lines and one.how == "hook"]
        if not named:
            return "no hook there"
        among = [n for n, one in enumerate(self.program.changes) if one.how in ("hook", "bad")]
        if not is_bad(seen.tensor.grad) and is_bad(seen.tensor):  # the gradient was so, and a step took it
            return self.mended(seen, lines[0])
        test = is_bad if is_bad(seen.tensor.grad) else is_zero
        if not test(seen.tensor.grad):
            return "it is neither 0 nor not finite"
        found = self.is_needed(named, among, lambda other: self.is_good(other, seen, test))
        return "" if found else UNCHECKED if found is None else "it is the same without the hook"

    def _hooked_by_several(self, why: Why, seen: Seen, lines: list[int]) -> str:
        hooks = [n for n, one in enumerate(self.program.changes) if one.how == "hook"]
        if not any(lines[0] in self.program.changes[n].lines for n in hooks):
            return "no hook there"
        test = is_bad if is_bad(seen.tensor.grad) else is_zero
        return "" if self.is_good(self.other(frozenset(hooks)), seen, test) else "it is the same without all hooks"

    def is_good(self, other: Replay, seen: Seen, test: Callable[[Tensor | None], bool]) -> bool:
        leaf = self.in_other(other, seen)
        return leaf is not None and not test(leaf.tensor.grad)

    # -- what is not finite

    def mended(self, seen: Seen, line: int) -> str:
        """Whether the leaf is well where that line is another."""
        among = [n for n, one in enumerate(self.program.changes) if one.how in ("hook", "bad")]
        named = [n for n in among if line in self.program.changes[n].lines]
        if not named:
            return ""
        test = is_bad
        if not is_bad(seen.tensor.grad):
            if not is_bad(seen.tensor):
                return "its gradient is finite"
            found = self.is_needed(named, among, lambda other: self.is_good_itself(other, seen))
        else:
            found = self.is_needed(named, among, lambda other: self.is_good(other, seen, test))
        return "" if found else UNCHECKED + " too many" if found is None else "it is not finite without it either"

    def is_good_itself(self, other: Replay, seen: Seen) -> bool:
        leaf = self.in_other(other, seen)
        return leaf is not None and not is_bad(leaf.tensor)

    def _nan_here(self, why: Why, seen: Seen, lines: list[int]) -> str:
        if not any(one.line == lines[0] and one.of == "finite" for one in self.base.began):
            return "nothing began there"
        return self.mended(seen, lines[0])

    def _nan_of_inf(self, why: Why, seen: Seen, lines: list[int]) -> str:
        if not any(one.line == lines[0] and one.of == "inf" for one in self.base.began):
            return "no infinities went in there"
        if "inf" not in self.program.lines[lines[-1] - 1]:
            return "no infinities were put there"
        return self.mended(seen, lines[0])

    def _nan_given(self, why: Why, seen: Seen, lines: list[int]) -> str:
        if "nan" not in self.program.lines[lines[0] - 1]:
            return "it was not"
        return self.mended(seen, lines[0])

    def _nan_backward(self, why: Why, seen: Seen, lines: list[int]) -> str:
        made = [ran for walk in self.base.walks for ran in walk.ran if ran.line == lines[0]
                and id(seen.tensor) in ran.behind and _made_bad(ran)]  # fmt: skip
        if not made:
            return "no node of that line made it"
        if any(one.line == lines[0] for one in self.base.began):
            return "forward it was not finite there either"
        for value, given in (("arrived", [ran.arrived for ran in made]), ("sent", [ran.sent for ran in made])):
            if value in why.values and not any(_tell(why.values[value], one) for one in given):
                return f"{value} was {given}"
        return self.mended(seen, lines[0])

    _nan_zero_times_inf = _nan_backward

    def _hidden(self, why: Why, seen: Seen, lines: list[int]) -> str:
        made = [ran for walk in self.base.walks for ran in walk.ran if ran.line == lines[0]]
        zeros = any(one is not None and bool((one == 0).any()) for ran in made for one in ran.sent)
        return "" if zeros else "no node of that line sent 0"

    def _nan_from(self, why: Why, seen: Seen, lines: list[int]) -> str:
        (line,) = lines
        forward = any(one.line == line and one.of != "nan" for one in self.base.began)
        given = "nan" in self.program.lines[line - 1]
        hook = any(line in one.lines and one.how == "hook" for one in self.program.changes)
        backward = hook or any(ran.line == line and _made_bad(ran) for walk in self.base.walks for ran in walk.ran)
        walk = any(one.line == line and one.ran and any(map(is_bad, one.ran[0].arrived)) for one in self.base.walks)
        if not (forward or given or backward or walk):
            return "nothing began there"
        return self.mended(seen, line)

    # -- optimizers

    def built(self, line: int) -> list[Any]:
        return [one for one in self.base.optimizers.values() if one[1] == line]

    def holds(self, one: Any, seen: Seen) -> bool:
        return any(seen.tensor is held for group in one[0].param_groups for held in group["params"])

    def held_by(self, seen: Seen) -> list[Any]:
        return [one for one in self.base.optimizers.values() if self.holds(one, seen)]

    def _stale(self, why: Why, seen: Seen, lines: list[int]) -> str:
        if not self.built(lines[0]):
            return "no optimizer was built there"
        same = [one for one in self.base.leaves if one.name == seen.name]
        if len(same) < 2:
            return "nothing took its place"
        if same[-1].line != lines[1]:
            return f"that was in line {same[-1].line}"
        return "an optimizer holds it" if self.held_by(same[-1]) else ""

    def _in_none(self, why: Why, seen: Seen, lines: list[int]) -> str:
        if self.held_by(seen):
            return "an optimizer holds it"
        if lines[0] not in (seen.line, *_IN_PARTS):
            return f"it was made in {seen.line}"
        return "" if any(one[2] is not None for one in seen.slots) else "it gets no gradients"

    def _in_two(self, why: Why, seen: Seen, lines: list[int]) -> str:
        built = {one[1] for one in self.held_by(seen)}
        return "" if set(lines) <= built else f"those of {built} hold it"

    def _twice(self, why: Why, seen: Seen, lines: list[int]) -> str:
        held = [one for found in self.built(lines[0]) for group in found[0].param_groups for one in group["params"]]
        return "" if sum(one is seen.tensor for one in held) > 1 else "it is in it once"

    def _lost(self, why: Why, seen: Seen, lines: list[int]) -> str:
        for one in self.held_by(seen):
            others = [leaf for leaf in self.base.leaves if self.holds(one, leaf)]
            for before, (when, line) in zip([(0, 0), *one[2]], one[2], strict=False):
                for leaf in others if line == lines[2] else ():
                    changes = [slot for slot in leaf.slots if before[0] < slot[0] < when]
                    told = [slot[1] for slot in changes]
                    if told[-1:] == lines[:1] and [lines[0], lines[1]] in [told[n : n + 2] for n in range(len(told))]:
                        return ""
        return "no step of that line was so"

    def _never_stepped(self, why: Why, seen: Seen, lines: list[int]) -> str:
        if not any(self.holds(one, seen) and not one[2] for one in self.built(lines[0])):
            return "it did, or does not hold it"
        fills = [one for one in seen.slots if one[2] is not None]
        return "" if fills else "no gradient came to it"

    def _never_zeroed(self, why: Why, seen: Seen, lines: list[int]) -> str:
        for one in self.held_by(seen):
            for before, (when, line) in zip(one[2], one[2][1:], strict=False):
                fills = [fill for fill in seen.since_empty(when) if fill[2] is not None]
                first = self.first_of(seen, when)
                late = [fill for fill in fills if fill[0] > before[0]]
                if line == lines[1] and lines[0] in [fill[1] for fill in late] and first < before[0]:
                    return ""
        return "no step of that line did"

    def first_of(self, seen: Seen, when: int) -> int:
        fills = [fill[0] for fill in seen.since_empty(when) if fill[2] is not None]
        return fills[0] if fills else when

    def _zeroed_before_step(self, why: Why, seen: Seen, lines: list[int]) -> str:
        for one in self.held_by(seen):
            others = [leaf for leaf in self.base.leaves if self.holds(one, leaf)]
            for before, (when, line) in zip([(0, 0), *one[2]], one[2], strict=False):
                if line != lines[2]:
                    continue
                if any(_holds_any(leaf.slot_at(when)) for leaf in others):
                    continue
                changes = [slot for leaf in others for slot in leaf.slots if before[0] < slot[0] < when]
                filled = any(slot[2] is not None and slot[1] == lines[0] for slot in changes)
                cleared = any(line == lines[1] and before[0] < at < when for at, line in self.base.ran_lines)
                if filled and cleared:
                    return ""
        return "no step of that line was so"

    def _step_without_walk(self, why: Why, seen: Seen, lines: list[int]) -> str:
        for one in self.held_by(seen):
            others = [leaf for leaf in self.base.leaves if self.holds(one, leaf)]
            for before, (when, line) in zip([(0, 0), *one[2]], one[2], strict=False):
                walks = [walk for walk in self.base.walks if before[0] < walk.clock < when]
                if line == lines[0] and not walks and not any(_holds_any(leaf.slot_at(when)) for leaf in others):
                    return ""
        return "no step of that line was so"

    def _updated_by_hand(self, why: Why, seen: Seen, lines: list[int]) -> str:
        fills = [one for one in seen.slots if one[2] is not None and one[1] == lines[0]]
        for fill in fills:
            before = [one for one in seen.since_empty(fill[0]) if one[2] is not None]
            ran = self.base.ran_lines
            changed = [when for when, line in ran if line == lines[1] and before and before[0][0] < when < fill[0]]
            if changed:
                return ""
        return "it was not so"


def _holds(reason: Why, other: Why) -> bool:
    while reason is not None:
        if reason.reason is other.reason and {*reason.lines} <= {*other.lines}:
            return True
        reason = reason.because
    return False


def _came(ran: Ran, seen: Seen) -> bool:
    return ran.leaf == id(seen.tensor) and any(one is not None for one in ran.arrived)


def _made_bad(ran: Ran) -> bool:
    return any(map(is_bad, ran.sent)) and not any(map(is_bad, ran.arrived))


def _holds_any(slot: Tensor | None) -> bool:
    return slot is not None and not is_zero(slot)


def _part(seen: Seen, change: Slot) -> Tensor | None:
    """What the change brought."""
    if change[4] is not None:
        return change[4]
    before = seen.slot_at(change[0])
    if before is None or change[2] is None or change[3] is None:
        return change[3]
    return change[3] - before


def _equal(one: Tensor | None, other: Tensor | None) -> bool:
    if one is None or other is None:
        return one is other
    return torch.allclose(one.detach(), other.detach(), rtol=1e-5, atol=1e-7, equal_nan=True)


def _tell(text: str, given: tuple[Tensor | None, ...]) -> bool:
    return any(_tells(text, one) for one in given)


def _tells(text: str, given: Tensor | None) -> bool:
    """Whether the text, which leaves out and rounds, tells that tensor's first numbers."""
    if given is None:
        return "None" in text
    text = re.sub(r"^\d+(×\d+)+ ", "", text)
    said = [
        float(one)
        for one in re.findall(r"nan|-?inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", text.replace("−", "-").replace("∞", "inf"))
    ]
    first = given.detach().flatten()[: len(said)].double()
    return len(said) > 0 and len(first) == len(said) and torch.allclose(
        torch.tensor(said, dtype=torch.double), first, rtol=2e-2, atol=2e-3, equal_nan=True
    )  # fmt: skip
