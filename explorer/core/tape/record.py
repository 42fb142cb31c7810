"""Records what PyTorch does: the only module that touches autograd's internals. torch only, no Qt, no IPython."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable, Iterator
from math import isfinite
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import msgspec
import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode, resolve_name

from explorer.core.tape.tape import (
    Cut,
    Edge,
    Event,
    Line,
    Node,
    Operation,
    Saved,
    SlotWrite,
    Summary,
    Tape,
    TensorNote,
    Visit,
    Walk,
)

SHOWN = 8
"""Elements of a tensor that a Summary keeps."""

FEW = 256
"""Elements up to which Python's own arithmetic takes less time than a handful of torch's calls."""

_SAVED: dict[type, tuple[str, ...]] = {}
"""What nodes of each class keep: looking it up takes longer than the operation."""

_TORCH = str(Path(torch.__file__).parent)
_WALKS = {"torch.Tensor.backward": "backward", "backward": "backward", "grad": "grad"}


class record(TorchFunctionMode):  # noqa: N801 - used as `with record() as tape:`
    """A context manager that gives a Tape, complete when it closes.

    Every call of torch inside it, in this thread, is noted. Tensors that live on are held until it closes; function
    transforms (vmap, jvp) are noted as operations that cannot be seen into.
    """

    def __init__(self) -> None:
        super().__init__()
        self._tape = Tape()
        self._events: list[Event] = []
        self._nodes: list[Node] = []
        self._edges: list[Edge] = []
        self._numbers: dict[int, tuple[int, Tensor]] = {}
        self._places: dict[int, tuple[int, Any]] = {}
        self._storages: dict[int, int] = {}
        self._leaves: dict[int, tuple[Tensor, tuple[int, int] | None, Summary | None]] = {}
        self._visits: list[Visit] | None = None
        self._hooks: list[Any] = []

    def __enter__(self) -> Tape:
        super().__enter__()  # type: ignore[no-untyped-call]
        return self._tape

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, where)  # type: ignore[no-untyped-call]
        for hook in self._hooks:
            hook.remove()
        for name, values in (("events", self._events), ("nodes", self._nodes), ("edges", self._edges)):
            msgspec.structs.force_setattr(self._tape, name, tuple(values))
        self._numbers.clear()
        self._places.clear()
        self._leaves.clear()

    # -- operations

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        name = resolve_name(func) or getattr(func, "__name__", str(func))
        if name in _WALKS:
            return self._walk(_WALKS[name], func, args, kwargs)
        if name.endswith(".__get__"):
            result = func(*args, **kwargs)
            if isinstance(result, Tensor):
                self._meet(args[0])
            return result
        tensors = list(_tensors((args, kwargs)))
        versions = [tensor._version for tensor in tensors if not _is_wrapped(tensor)]
        for tensor in tensors:
            self._meet(tensor)
        line = _line()
        try:
            result = func(*args, **kwargs)
        except Exception as error:
            texts = tuple(map(self._number, tensors))
            self._events.append(Operation(_short(name), line, texts, (), error=f"{type(error).__name__}: {error}"))
            raise
        changed = [
            tensor
            for tensor, version in zip((t for t in tensors if not _is_wrapped(t)), versions, strict=True)
            if tensor._version != version
        ]
        outputs = [tensor for tensor in _tensors(result) if not any(tensor is other for other in changed)]
        if outputs or changed:
            self._operation(_short(name), line, args, kwargs, outputs, changed)
        if changed or name.endswith("grad.__set__"):
            self._look_at_slots(line)
        return result

    def _operation(
        self,
        name: str,
        line: Line,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        outputs: list[Tensor],
        changed: list[Tensor],
    ) -> None:
        place = len(self._events)
        made = tuple(self._note(tensor, place) for tensor in outputs)
        written = tuple(self._note(tensor, place) for tensor in changed)
        inputs = tuple(self._told(value) for value in (*args, *kwargs.values()))
        self._events.append(Operation(name, line, inputs, made, written, _cut(name, args, kwargs, outputs)))

    def _told(self, value: Any) -> int | str:
        """A tensor by number; the text of anything else, where tensors inside are numbers again."""
        if isinstance(value, Tensor):
            return self._number(value)
        if isinstance(value, tuple | list) and any(True for _ in _tensors(value)):
            return f"[{', '.join(str(self._told(part)) for part in value[:SHOWN])}]"
        return repr(value)[:80]

    # -- tensors and nodes

    def _number(self, tensor: Tensor) -> int:
        """The tensor is held, so that its identity is not given to another."""
        if id(tensor) not in self._numbers:
            self._numbers[id(tensor)] = len(self._numbers), tensor
        return self._numbers[id(tensor)][0]

    def _meet(self, tensor: Tensor) -> None:
        """Know the tensor from now on; the slot of a leaf is watched."""
        number = self._number(tensor)
        if number not in self._leaves and tensor.is_leaf and tensor.requires_grad and not _is_wrapped(tensor):
            self._leaves[number] = tensor, _identity(tensor.grad), _maybe(tensor.grad)

    def _note(self, tensor: Tensor, operation: int | None = None) -> TensorNote:
        number = self._number(tensor)
        if _is_wrapped(tensor):
            summary = Summary(tuple(tensor.shape), _name(tensor.dtype), ())
            return TensorNote(number, summary, tensor.requires_grad, tensor.is_leaf, 0, -1)
        self._meet(tensor)
        node = self._place(tensor.grad_fn, operation) if tensor.grad_fn is not None else None
        storage = self._storages.setdefault(tensor.untyped_storage().data_ptr(), len(self._storages))
        return TensorNote(
            number, summarise(tensor), tensor.requires_grad, tensor.is_leaf, tensor._version, storage, node
        )

    def _place(self, node: Any, operation: int | None) -> int:
        """The node's number; what lies behind it is noted too, without recursion."""
        known = self._places.get(id(node))
        if known is not None:
            return known[0]
        fresh = [node]
        self._add(node, operation)
        while fresh:
            source = fresh.pop()
            for place, (target, which) in enumerate(source.next_functions):
                if target is None:
                    continue
                if id(target) not in self._places:
                    self._add(target, operation)
                    fresh.append(target)
                self._edges.append(Edge(self._places[id(source)][0], self._places[id(target)][0], place, which))
        return self._places[id(node)][0]

    def _add(self, node: Any, operation: int | None) -> None:
        number = len(self._nodes)
        self._places[id(node)] = number, node  # held: its identity stays its own
        leaf = getattr(node, "variable", None)
        self._nodes.append(
            Node(
                node.name().removeprefix("struct "),
                operation,
                tuple(self._saved(node)),
                self._number(leaf) if isinstance(leaf, Tensor) else None,
            )
        )
        self._hooks.append(node.register_prehook(lambda arrived: self._visit(number, arrived)))

    def _saved(self, node: Any) -> Iterator[Saved]:
        for name in _saved_names(node):
            value = getattr(node, name)
            if isinstance(value, Tensor):
                yield Saved(name.removeprefix("_saved_"), self._plain_note(value))
            elif value is not None:
                yield Saved(name.removeprefix("_saved_"), repr(value)[:80])

    def _plain_note(self, tensor: Tensor) -> TensorNote:
        """A saved tensor, which is unpacked anew at every look: told by its memory, not by its identity."""
        storage = self._storages.setdefault(tensor.untyped_storage().data_ptr(), len(self._storages))
        return TensorNote(-1, summarise(tensor), tensor.requires_grad, tensor.is_leaf, tensor._version, storage)

    # -- walking back

    def _visit(self, node: int, arrived: tuple[Tensor | None, ...]) -> None:
        if self._visits is not None:
            with torch._C.DisableTorchFunction():
                self._visits.append(Visit(node, tuple(_maybe(gradient) for gradient in arrived)))

    def _walk(self, name: str, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        line = _line()
        for tensor in _tensors((args, kwargs)):
            self._meet(tensor)
        before, self._visits = self._visits, []
        error = ""
        try:
            result = func(*args, **kwargs)
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
            raise
        finally:
            visits, self._visits = self._visits or [], before
            ran = {visit.node for visit in visits}
            freed = tuple(number for number, node in self._places.values() if number in ran and _is_freed(node))
            place = len(self._events)
            results = () if error else tuple(self._note(tensor, place) for tensor in _tensors(result))
            self._events.append(Walk(name, line, tuple(visits), freed, results, error))
            self._look_at_slots(line)
        return result

    def _look_at_slots(self, line: Line) -> None:
        for number, (leaf, identity, before) in list(self._leaves.items()):
            now = _identity(leaf.grad)
            if now != identity:
                after = _maybe(leaf.grad)
                self._leaves[number] = leaf, now, after
                self._events.append(SlotWrite(number, line, before, after))


def summarise(tensor: Tensor) -> Summary:
    """The first elements, and statistics of the finite ones, whatever the size."""
    plain = tensor.detach()
    flat = plain.reshape(-1)
    count = flat.numel()
    numbers = (flat if count <= FEW else flat[:SHOWN]).tolist()
    first = tuple(map(_number, numbers[:SHOWN]))
    shape, dtype = tuple(plain.shape), _name(plain.dtype)
    if not plain.is_floating_point() or not count:
        return Summary(shape, dtype, first)
    if count <= FEW:
        total = sum(numbers)
        if isfinite(total):
            return Summary(shape, dtype, first, min(numbers), max(numbers), total / count)
        values = [value for value in numbers if isfinite(value)]
        nan = sum(value != value for value in numbers) if len(values) < count else 0
    else:
        finite = flat.isfinite()
        good = flat if bool(finite.all()) else flat[finite]
        nan = int(flat.isnan().sum()) if len(good) < count else 0
        if len(good):
            least, greatest = torch.aminmax(good)
            mean = good.mean(dtype=torch.float64).item()
            return Summary(shape, dtype, first, least.item(), greatest.item(), mean, nan, count - nan - len(good))
        values = []
    inf = count - nan - len(values)
    if not values:
        return Summary(shape, dtype, first, nan=nan, inf=inf)
    return Summary(shape, dtype, first, min(values), max(values), sum(values) / len(values), nan, inf)


def _number(value: Any) -> float | str:
    if isinstance(value, complex):
        return str(value)
    return float(value) if abs(value) < float("inf") else str(float(value))


def _maybe(tensor: Tensor | None) -> Summary | None:
    return None if tensor is None else summarise(tensor)


def _identity(gradient: Tensor | None) -> tuple[int, int] | None:
    return None if gradient is None else (id(gradient), gradient._version)


def _tensors(value: Any) -> Iterator[Tensor]:
    """The tensors in nested tuples, lists and dicts, in their order."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Tensor):
            yield value
        elif isinstance(value, tuple | list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            waiting.extend(reversed(value.values()))


def _cut(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: list[Tensor]) -> Cut | None:
    if any(_is_wrapped(tensor) for tensor in outputs):
        return Cut.TRANSFORM
    needs = any(tensor.requires_grad for tensor in _tensors((args, kwargs)))
    if not needs or not any(tensor.is_floating_point() for tensor in outputs):
        return None
    if any(tensor.requires_grad for tensor in outputs):
        return None
    if name == "detach":
        return Cut.DETACH
    return Cut.NO_DERIVATIVE if torch.is_grad_enabled() else Cut.NO_GRAD


def _is_wrapped(tensor: Tensor) -> bool:
    """Whether a function transform stands between us and the numbers."""
    return bool(torch._C._functorch.is_functorch_wrapped_tensor(tensor))


def _saved_names(node: Any) -> tuple[str, ...]:
    kind = type(node)
    if kind not in _SAVED:
        _SAVED[kind] = tuple(name for name in dir(kind) if name.startswith("_saved_"))
    return _SAVED[kind]


def _is_freed(node: Any) -> bool:
    try:
        for name in _saved_names(node):
            getattr(node, name)
    except RuntimeError:
        return True
    return False


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _short(name: str) -> str:
    """torch.Tensor.add_ as add_, torch.Tensor.__pow__ as pow."""
    last = name.removeprefix("torch.").removeprefix("Tensor.")
    return last.strip("_") if last.startswith("__") else last


def _line() -> Line:
    """The innermost line that is neither torch's nor ours."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and (frame.f_code.co_filename == __file__ or frame.f_code.co_filename.startswith(_TORCH)):
        frame = frame.f_back
    if frame is None:
        return Line("", 0, "")
    file, number = frame.f_code.co_filename, frame.f_lineno
    return Line(file, number, linecache.getline(file, number).strip())
