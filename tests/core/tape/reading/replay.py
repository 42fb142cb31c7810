"""An observer of a program that knows nothing of the recorder: hooks on every node, and a look after every line."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.utils._python_dispatch import TorchDispatchMode

from tests.core.tape.programs.judge import as_new, leaves

FILE = "random_program.py"


Slot = tuple[int, int, int | None, Tensor | None, Tensor | None]


@dataclass(eq=False)
class Seen:
    """A leaf. `slots` and `values` are the changes of its .grad and of itself: when, at which line, and what it is
    since; of a slot also the walk that filled it, and what came in that. `used` are the times at which an
    operation took it.
    """

    name: str
    tensor: Tensor
    clock: int
    line: int
    slots: list[Slot] = field(default_factory=list)
    values: list[tuple[int, int, Tensor]] = field(default_factory=list)
    used: list[tuple[int, int]] = field(default_factory=list)

    def slot_at(self, clock: int) -> Tensor | None:
        return next((one[3] for one in reversed(self.slots) if one[0] < clock), None)

    def since_empty(self, clock: int) -> list[Slot]:
        """The changes of the slot before that time, since it last was None or 0."""
        before = [one for one in self.slots if one[0] < clock]
        begin = next((place + 1 for place in reversed(range(len(before))) if not holds(before[place][3])), 0)
        return before[begin:]


@dataclass(eq=False)
class Ran:
    """A node in a walk: the line that made it, and what arrived and was sent."""

    name: str
    line: int
    leaf: int | None
    arrived: tuple[Tensor | None, ...]
    sent: tuple[Tensor | None, ...]
    node: Any

    @property
    def behind(self) -> set[int]:
        """The leaves to which gradients go from it."""
        return {id(one.variable) for one in _behind([self.node]) if hasattr(one, "variable")}

    def sent_to(self, leaf: Tensor) -> Iterator[Tensor | None]:
        """What was sent on the ways to the leaf."""
        for one, (node, _) in zip(self.sent, self.node.next_functions, strict=False):
            if node is not None and any(getattr(each, "variable", None) is leaf for each in _behind([node])):
                yield one


@dataclass(eq=False)
class Walked:
    clock: int
    line: int
    kind: str
    roots: list[Tensor]
    asked: list[int]
    reach: set[int]
    ran: list[Ran] = field(default_factory=list)
    error: str = ""
    end: int = 0
    root_lines: list[int] = field(default_factory=list)


@dataclass(eq=False)
class Began:
    """An operation outside of walks that made what is not finite; `of` is what it took: finite, inf or nan."""

    clock: int
    line: int
    name: str
    of: str
    has_nan: bool
    has_inputs: bool


def holds(slot: Tensor | None) -> bool:
    return slot is not None and bool((slot != 0).any())


def is_bad(one: Tensor | None) -> bool:
    return one is not None and not bool(torch.isfinite(one).all())


def is_zero(one: Tensor | None) -> bool:
    return one is not None and not bool((one != 0).any())


class Replay:
    """The run of a program's marked text. A `brief` one sees the walks alone; `poke` is a leaf whose numbers are
    others than the program says.
    """

    def __init__(self, source: str, brief: bool = False, poke: tuple[str, int, float] | None = None) -> None:
        self.clock = 0
        self.brief, self._poke = brief, poke
        self.leaves: list[Seen] = []
        self.walks: list[Walked] = []
        self.began: list[Began] = []
        self.ran_lines: list[tuple[int, int]] = []
        self.optimizers: dict[int, tuple[Optimizer, int, list[tuple[int, int]]]] = {}
        self.error = ""
        self._by_id: dict[int, Seen] = {}
        self._quiet = brief
        self._walking = 0
        self._last: list[int] = []
        self._kept: list[Any] = []
        self.namespace: dict[str, Any] = {"__name__": "__main__", "_leaf": self._leaf}
        with as_new(), self._watching():
            try:
                exec(compile(source, FILE, "exec"), self.namespace)
            except Exception as error:
                self.error = f"{type(error).__name__}: {error}"
            finally:
                sys.settrace(None)
        self._quiet = True
        self._look(0)

    # -- leaves

    def _leaf(self, name: str, value: Any) -> None:
        found: dict[str, Any] = {name: value}
        named = value if isinstance(value, Tensor) else dict(_inside(name, value))
        found = {name: value} if isinstance(named, Tensor) else named
        for path, one in found.items():
            if id(one) not in self._by_id:
                with self._still(), torch.no_grad():
                    if self._poke and (path, self.count(path)) == self._poke[:2]:
                        one.data.copy_(one.data * self._poke[2] + 0.3)
                    self.clock += 1
                    seen = Seen(path, one, self.clock, self._line())
                    seen.values.append((self.clock, seen.line, one.detach().clone()))
                self.leaves.append(seen)
                self._by_id[id(one)] = seen

    def count(self, path: str) -> int:
        """How many leaves were called so by now."""
        return sum(one.name == path for one in self.leaves)

    def place(self, tensor: int) -> int | None:
        """The place of the leaf with that id()."""
        return next((place for place, one in enumerate(self.leaves) if id(one.tensor) == tensor), None)

    def at_end(self) -> dict[str, Tensor]:
        """The leaves that the names at the end lead to."""
        self.namespace.pop("_leaf", None)
        return dict(leaves(self.namespace))

    # -- watching

    @contextlib.contextmanager
    def _watching(self) -> Iterator[None]:
        before = torch.autograd.backward, torch.autograd.grad, Optimizer.__init__
        torch.autograd.backward = self._walk(before[0], "backward")
        torch.autograd.grad = self._walk(before[1], "grad")
        observer, plain = self, before[2]

        def built(one: Optimizer, *args: Any, **kwargs: Any) -> None:
            observer.optimizers[id(one)] = one, observer._line(), []
            plain(one, *args, **kwargs)

        Optimizer.__init__ = built  # type: ignore[method-assign]
        stepping = register_optimizer_step_pre_hook(self._step)
        try:
            if self.brief:
                yield
            else:
                with torch.autograd.set_detect_anomaly(True, check_nan=False), _Finite(self):
                    sys.settrace(self._trace)
                    yield
        finally:
            sys.settrace(None)
            torch.autograd.backward, torch.autograd.grad = before[:2]
            Optimizer.__init__ = plain  # type: ignore[method-assign]
            stepping.remove()

    @contextlib.contextmanager
    def _still(self) -> Iterator[None]:
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    def _line(self) -> int:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename != FILE:
            frame = frame.f_back
        return frame.f_lineno if frame is not None else 0

    def _trace(self, frame: FrameType, what: str, _value: Any) -> Any:
        if frame.f_code.co_filename != FILE:
            return None
        if what == "call":
            self._last.append(frame.f_lineno)
        else:
            with self._still():
                self._look(self._last[-1])
            if what == "line":
                self._last[-1] = frame.f_lineno
                self.clock += 1
                self.ran_lines.append((self.clock, frame.f_lineno))
            elif what == "return":
                self._last.pop()
        return self._trace

    def _look(self, line: int, walk: int | None = None) -> None:
        """Whether slots or leaves are others than they were."""
        for one in self.leaves:
            slot = one.tensor.grad
            before = one.slots[-1][3] if one.slots else None
            ran = self.walks[walk].ran if walk is not None else []
            came = next((each.arrived[0] for each in ran if each.leaf == id(one.tensor)), None)
            if came is not None or not _same(slot, before):
                self.clock += 1
                kept = None if slot is None else slot.detach().clone()
                one.slots.append((self.clock, line, walk, kept, came))
            if one.values and not _same(one.tensor.detach(), one.values[-1][2]):
                self.clock += 1
                one.values.append((self.clock, line, one.tensor.detach().clone()))

    # -- walks

    def _walk(self, plain: Callable[..., Any], kind: str) -> Callable[..., Any]:
        def walk(*args: Any, **kwargs: Any) -> Any:
            if self._walking:  # a checkpoint's own
                return plain(*args, **kwargs)
            line = self._line()
            given = args[0] if args else kwargs.get("tensors", kwargs.get("outputs"))
            roots = [given] if isinstance(given, Tensor) else list(given)
            asked = kwargs.get("inputs", args[1] if kind == "grad" and len(args) > 1 else None)
            asked = [] if asked is None else [asked] if isinstance(asked, Tensor) else list(asked)
            with self._still():
                self._look(line)
                self.clock += 1
                nodes = _behind([one.grad_fn for one in roots if one.grad_fn is not None])
                at_leaf = {id(node): id(node.variable) for node in nodes if hasattr(node, "variable")}
                reach = {*at_leaf.values(), *(id(one) for one in roots if one.is_leaf)}
                one = Walked(self.clock, line, kind, [_copy(root) for root in roots], [*map(id, asked)], reach)
                hooks = [] if self.brief else [
                    node.register_hook(self._ran(one, node, at_leaf.get(id(node)))) for node in nodes
                ]  # fmt: skip
                if not self.brief:
                    one.root_lines = [_made_at(root.grad_fn) for root in roots if root.grad_fn is not None]
                self._kept += nodes
            self._walking += 1
            try:
                return plain(*args, **kwargs)
            except Exception as error:
                one.error = str(error)
                raise
            finally:
                self._walking -= 1
                with self._still():
                    for hook in hooks:
                        hook.remove()
                    self.walks.append(one)
                    if not self.brief:
                        self._look(line, len(self.walks) - 1)
                    self.clock += 1
                    one.end = self.clock

        return walk

    def _ran(self, walk: Walked, node: Any, leaf: int | None) -> Callable[..., None]:
        line = _made_at(node)

        def ran(sent: Any, arrived: Any) -> None:
            with self._still():
                copies = tuple(map(_copy, arrived)), tuple(map(_copy, sent))
                walk.ran.append(Ran(node.name(), line, leaf, *copies, node))

        return ran

    def _step(self, optimizer: Optimizer, _args: Any, _kwargs: Any) -> None:
        with self._still():
            line = self._line()
            self._look(line)
            self.clock += 1
            self.optimizers[id(optimizer)][2].append((self.clock, line))


class _Finite(TorchDispatchMode):
    """Notes which operations make what is not finite, and which leaves any takes."""

    def __init__(self, observer: Replay) -> None:
        super().__init__()
        self._observer = observer

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        seen = self._observer
        is_quiet = seen._quiet or seen._walking > 0 or "empty" in func.name()
        given = [] if is_quiet else list(_tensors((args, kwargs or {})))
        had_nan = any(bool(torch.isnan(one).any()) for one in given if one.is_floating_point())
        had_inf = any(bool(torch.isinf(one).any()) for one in given if one.is_floating_point())
        result = func(*args, **(kwargs or {}))
        if is_quiet:
            return result
        seen.clock += 1
        line = seen._line()
        for one in given:
            if (leaf := seen._by_id.get(id(one))) is not None:
                leaf.used.append((seen.clock, line))
        bad = [one for one in _tensors(result) if one.is_floating_point() and not bool(torch.isfinite(one).all())]
        if bad:
            of = "nan" if had_nan else "inf" if had_inf else "finite"
            has_nan = any(bool(torch.isnan(one).any()) for one in bad)
            seen.began.append(Began(seen.clock, line, func.name(), of, has_nan, bool(given)))
        return result


def _inside(name: str, value: Any) -> Iterator[tuple[str, Tensor]]:
    if isinstance(value, Tensor):
        yield name, value
    elif isinstance(value, torch.nn.Module):
        for path, one in value.named_parameters():
            yield f"{name}.{path}", one
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _inside(f"{name}[{key!r}]", one)
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _inside(f"{name}[{place}]", one)
    else:
        for key, one in vars(value).items():
            yield from _inside(f"{name}.{key}", one)


def _tensors(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _tensors(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _tensors(one)


def _behind(nodes: list[Any]) -> list[Any]:
    found: dict[int, Any] = {}
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if id(node) not in found:
            found[id(node)] = node
            waiting += [one for one, _ in node.next_functions if one is not None]
    return list(found.values())


def _made_at(node: Any) -> int:
    """The line of the program that made the node, which torch notes where anomalies are looked for."""
    numbers = re.findall(rf'File "{FILE}", line (\d+)', "".join(node.metadata.get("traceback_", ())))
    return int(numbers[-1]) if numbers else 0


def _copy(one: Tensor | None) -> Tensor | None:
    return None if one is None else one.detach().clone()


def _same(one: Tensor | None, other: Tensor | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.shape == other.shape and one.detach().numpy().tobytes() == other.numpy().tobytes()
