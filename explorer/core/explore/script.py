"""The shortest PyTorch script that does what the window shows, step by step as it was done."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import torch

from explorer.core.explore.grad_slot import Done, nearest
from explorer.core.explore.sample import as_dtype
from explorer.core.explore.steps import Backward, Clear, Forward, Function, How, Leaf
from explorer.core.expression import Expression
from explorer.core.expression.source import identifier, source

_CLEAR = {
    Clear.ZERO: ["x.grad.zero_()"],
    Clear.ZERO_IF_ANY: ["if x.grad is not None:", "    x.grad.zero_()"],
    Clear.NONE: ["x.grad = None"],
}
INDENT = "    "
WIDTH = 88

Values = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class _Round:
    """One forward and the steps up to the next one; rounds that differ in the values only become a loop."""

    function: Function | None
    values: Values
    steps: tuple[Done, ...]

    @property
    def kind(self) -> object:
        return self.function, tuple(name for name, _ in self.values), self.steps


def script(leaf: Leaf, log: Sequence[Done], current: Forward, order: int = 1, severed: int | None = None) -> str:
    """The script for a leaf, the steps of its `log`, and what is shown beside it.

    Without steps it ends in y and its derivatives up to `order`, as the plots show them (from `severed` on there is
    none, and torch says so); with steps in x.grad. Of the steps that failed only the last is there, and caught.
    """
    writer = _Writer(leaf)
    kept = [done for done in log if done.worked] + [done for done in log[-1:] if not done.worked]
    emptied = [k for k, done in enumerate(kept) if done.step is Clear.NONE]
    if emptied and all(isinstance(done.step, Forward) for done in kept[emptied[-1] + 1 :][:1]):
        kept = kept[emptied[-1] + 1 :]  # what was there before makes no difference to what came after
    if kept:
        for _, same in groupby(_rounds(kept), key=lambda one: one.kind):
            writer.rounds(list(same))
        writer.lines.append("print(x.grad)")
    else:
        writer.forward(current.function, dict(current.values))
        writer.derivatives(order, severed)
    return "\n".join([*writer.head(), *writer.lines, ""])


def _rounds(log: Sequence[Done]) -> Iterator[_Round]:
    forward: Forward | None = None
    steps: list[Done] = []
    for done in log:
        if isinstance(done.step, Forward):
            if steps:
                yield _round(forward, steps)
            forward, steps = done.step, []
        else:
            steps.append(done)
    yield _round(forward, steps)


def _round(forward: Forward | None, steps: list[Done]) -> _Round:
    return _Round(forward.function if forward else None, forward.values if forward else (), tuple(steps))


@dataclass(slots=True)
class _Writer:
    leaf: Leaf
    lines: list[str] = field(default_factory=list)
    known: dict[str, float] = field(default_factory=dict)
    functions: dict[Function, str] = field(default_factory=dict)

    def head(self) -> list[str]:
        lo, hi = self.leaf.range
        dtype = "" if self.leaf.dtype == "float32" else f", dtype=torch.{self.leaf.dtype}"
        x = f"x = torch.linspace({lo!r}, {hi!r}, {self.leaf.samples}{dtype}, requires_grad=True)"
        imports = ["import runpy", ""] if any("runpy" in line for line in self.functions.values()) else []
        return [*imports, "import torch", "", *self.functions.values(), x]

    def assign(self, values: dict[str, float]) -> None:
        for name, value in values.items():
            if repr(self.known.get(identifier(name))) != repr(value):
                self.lines.append(f"{identifier(name)} = {value!r}")
                self.known[identifier(name)] = value

    def write(self, lines: list[str], indent: str = "") -> None:
        """Add lines; a name that one of them assigns is no longer the parameter that it may have been."""
        for line in lines:
            self.lines.append(indent + line)
            self.known.pop(line.strip().partition(" = ")[0], None)

    def forward(self, function: Function, values: dict[str, float], indent: str = "") -> None:
        if not indent:
            self.assign(values)
        if isinstance(function, Expression):
            self.write(source(function, self.leaf.dtype), indent)
        else:
            self.write([f"y = {self.named(function)}(x)"], indent)

    def named(self, function: Function) -> str:
        """A name for a Python function, defined at the top where a file is known for it."""
        known = list(self.functions)
        if function not in known:
            known.append(function)
        place = known.index(function)
        name = "f" if not place else f"f_{place + 1}"
        load = getattr(function, "load", None)
        path, inside = getattr(load, "path", None), getattr(load, "name", None)
        if path is None:
            line = f"# {name}: {function}, a function of the program that opened the window"
        else:
            line = f"{name} = runpy.run_path({str(path)!r})[{inside!r}]"
        self.functions.setdefault(function, line)
        return name

    def derivatives(self, order: int, severed: int | None) -> None:
        before = "y"
        for k in range(1, order + 1):
            graph = ", create_graph=True" if order > 1 else ""
            line = f"(d{k},) = torch.autograd.grad({before}.sum(), x{graph})"
            if k == severed:
                self.lines += _caught([line])
                return
            self.lines.append(line)
            before = f"d{k}"

    def rounds(self, same: list[_Round]) -> None:
        """Rounds that differ in the values of the parameters only: one after the other, or a loop."""
        first = same[0]
        for done in first.steps:
            if isinstance(done.step, Backward) and done.step.vector is not None:
                given = dict(first.values)
                self.assign({name: 1.0 for name in done.step.vector.parameters if name not in given})
        if first.function is None:
            self.steps(first.steps, "")
            return
        if len(same) == 1:
            self.forward(first.function, dict(first.values))
            self.steps(first.steps, "")
            return
        varying = [name for k, (name, _) in enumerate(first.values) if len({repr(one.values[k]) for one in same}) > 1]
        self.assign({name: value for name, value in first.values if name not in varying})
        names = ", ".join(identifier(name) for name in varying)
        if varying:
            rows = [", ".join(repr(value) for name, value in one.values if name in varying) for one in same]
            rows = [f"({row})" for row in rows] if len(varying) > 1 else rows
            self.lines += wrap(", ".join(rows), f"for {names} in [", "]:")
        else:
            self.lines.append(f"for _ in range({len(same)}):")
        self.forward(first.function, {}, INDENT)
        self.steps(first.steps, INDENT)
        self.known |= {identifier(name): value for name, value in same[-1].values if name in varying}

    def steps(self, steps: Sequence[Done], indent: str) -> None:
        for done in steps:
            lines = _CLEAR[done.step] if isinstance(done.step, Clear) else self.backward(done.step)
            self.write(lines if done.worked else _caught(lines), indent)

    def backward(self, step: Forward | Backward) -> list[str]:
        assert isinstance(step, Backward)
        keep = "retain_graph=True" if step.retain else ""
        after = f", {keep}" if keep else ""
        match step.how:
            case How.SUM:
                return [f"y.sum().backward({keep})"]
            case How.PLAIN:
                return [f"y.backward({keep})"]
            case How.GRAD:
                return [f"(slope,) = torch.autograd.grad(y.sum(), x{after})"]
            case How.DETACHED:
                return [f"y.detach().sum().backward({keep})"]
            case How.NON_LEAF:
                return ["print(y.grad)"]
            case How.ONES:
                return [f"y.backward(gradient=torch.ones_like(y){after})"]
            case How.ONE_HOT:
                ends = torch.tensor(self.leaf.range, dtype=as_dtype(self.leaf.dtype))
                place = nearest(ends, self.leaf.samples, step.at or 0.0)
                made = ["v = torch.zeros_like(y)", f"v[{place}] = 1.0"]
            case _ if step.how is How.RAMP or step.vector is None:
                made = ["v = torch.linspace(0, 1, len(y), dtype=y.dtype)"]
            case _:
                lines = [INDENT + line for line in source(step.vector, self.leaf.dtype, result="v")]
                made = ["with torch.no_grad():", *lines]
                if step.vector.lines:  # names of their own, which must not take the place of y or u
                    made = [
                        "def v_of(x):",
                        *lines,
                        f"{INDENT}return v",
                        "with torch.no_grad():",
                        f"{INDENT}v = v_of(x)",
                    ]
        return [*made, f"y.backward(gradient=v{after})"]


def wrap(text: str, before: str, after: str) -> list[str]:
    """`text` on one line, or on as many as it takes, between brackets."""
    if len(before + text + after) <= WIDTH:
        return [before + text + after]
    return [before, *textwrap.wrap(text, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT), after]


def _caught(lines: list[str]) -> list[str]:
    return ["try:", *[INDENT + line for line in lines], "except Exception as error:", f"{INDENT}print(error)"]
