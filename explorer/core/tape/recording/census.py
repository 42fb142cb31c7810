"""What is known of tensors, memory and autograd's nodes while a recording goes on: their numbers, and notes of them.

Nothing is kept alive: tensors and memory are known by weak references, nodes by a mark in their metadata.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

import msgspec
import torch
from torch import Tensor

from explorer.core.tape.recording.in_between import without_us
from explorer.core.tape.recording.summary import maybe, norm_of, summarise, text_of
from explorer.core.tape.tape import UNSEEN, Edge, Line, Node, Saved, SlotWrite, Summary, TensorNote
from explorer.core.torch_private import (
    ACCUMULATOR,
    ANOMALY,
    hooks_in_force,
    is_asked,
    is_freed,
    is_hooked,
    is_wrapped,
    leaf_of,
    name_of,
    order_of,
    saved_by,
    version_of,
)

_SAVED: dict[type, tuple[tuple[str, str], ...]] = {}
"""What nodes of each class keep, by attribute and name: looking for it takes longer than an operation."""

Gradients = tuple[Tensor | None, ...]


class _Known:
    """A tensor's number, and the newest note of it."""

    __slots__ = ("note", "number", "ref")

    def __init__(self, number: int, ref: weakref.ref[Tensor]) -> None:
        self.number = number
        self.ref = ref
        self.note: TensorNote | None = None


class Census:
    """`nodes` and `edges` are those that were found since they were last taken. `left` is called with the number of a
    node that has run, the gradients it sent on and those that had arrived; `filled` before a leaf's slot is written.
    """

    def __init__(
        self, left: Callable[[int, Gradients, Gradients], None], filled: Callable[[int, Gradients], None]
    ) -> None:
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self._left = left
        self._filled = filled
        self._taken = 0
        self._tensor_count = 0
        self._storage_count = 0
        self._tensors: dict[int, _Known] = {}
        self._storages: dict[int, tuple[int, weakref.ref[Any]]] = {}
        self._slots: dict[int, tuple[weakref.ref[Tensor], tuple[int, int] | None, Summary | None]] = {}
        self._newest: dict[int, int] = {}
        self._sharing: dict[int, list[weakref.ref[Tensor]]] = {}
        self._accumulators: dict[int, int] = {}
        self._savers: set[int] = set()
        self._of_now: tuple[int, int, object, Summary] | None = None

    # -- tensors

    def _known(self, tensor: Tensor) -> _Known:
        known = self._tensors.get(id(tensor))
        if known is None or known.ref() is not tensor:
            self._tensor_count += 1
            known = self._tensors[id(tensor)] = _Known(self._tensor_count - 1, weakref.ref(tensor))
        return known

    def number(self, tensor: Tensor) -> int:
        """The same number for the same object."""
        known = self._tensors.get(id(tensor))
        return known.number if known is not None and known.ref() is tensor else self._known(tensor).number

    def find(self, tensor: Tensor) -> int | None:
        """Its number, or None."""
        return self.number(tensor) if self.is_known(tensor) else None

    def is_known(self, tensor: Tensor) -> bool:
        """Whether it has a number."""
        known = self._tensors.get(id(tensor))
        return known is not None and known.ref() is tensor

    def let_go(self, tensor: Tensor) -> None:
        """Nothing here refers to the tensor any more: if it comes again it is another."""
        known = self._tensors.pop(id(tensor), None)
        if known is not None:
            self._slots.pop(known.number, None)
            sharing = self._sharing.get(self._storage(tensor), [])
            sharing[:] = [ref for ref in sharing if ref is not known.ref]

    def is_noted(self, tensor: Tensor) -> bool:
        """Whether there is a note of it."""
        known = self._tensors.get(id(tensor))
        return known is not None and known.note is not None and known.ref() is tensor

    def of(self, tensor: Tensor, operation: int | None) -> TensorNote:
        """A note of the tensor as it is now; nodes that are met for the first time belong to `operation`."""
        known = self._known(tensor)
        number, summary, version, storage = known.number, summarise(tensor), version_of(tensor), self._storage(tensor)
        self._of_now = (storage, version, _place(tensor), summary) if storage >= 0 and not tensor.is_nested else None
        if not tensor.requires_grad:
            note = TensorNote(number, summary, False, True, version, storage)
        elif (fn := fn_of(tensor)) is None:
            if is_leaf(tensor):
                self._watch(number, tensor)
            note = TensorNote(number, summary, True, is_leaf(tensor), version, storage)
        else:
            retains = tensor.retains_grad
            if retains:
                self._watch(number, tensor)
            note = TensorNote(
                number,
                summary,
                True,
                False,
                version,
                storage,
                self.node(fn, operation, is_asked(type(tensor))),
                retains,
            )
        if known.note is None:
            self._sharing.setdefault(storage, []).append(known.ref)
        self._newest[storage] = number
        known.note = note
        return note

    def again(self, numbers: Collection[int]) -> tuple[TensorNote, ...]:
        """The tensors of these numbers as they are now. Nodes that were not met are not looked for: behind them there
        may be any number.
        """
        known = [one for one in self._tensors.values() if one.number in numbers]
        alive = [(one.number, tensor) for one in known if (tensor := one.ref()) is not None]
        return tuple(self._again(number, tensor) for number, tensor in sorted(alive, key=lambda one: one[0]))

    def _again(self, number: int, tensor: Tensor) -> TensorNote:
        fn: Any = tensor.grad_fn
        node, retains = (None, False) if fn is None else (fn.metadata.get(self), tensor.retains_grad)
        if tensor.requires_grad and (fn is None or retains):
            self._watch(number, tensor)
        summary, version, storage = summarise(tensor), version_of(tensor), self._storage(tensor)
        needs = tensor.requires_grad
        return TensorNote(number, summary, needs, fn is None, version, storage, node, retains)

    def made_of(self, tensor: Tensor) -> int | None:
        """The tensor that looked at the same memory before this one was met: a Parameter is made of one."""
        return self._newest.get(self._storage(tensor))

    def with_aliases(self, changed: list[Tensor]) -> list[Tensor]:
        """The tensors, and after them those that look at the same memory."""
        found = {id(tensor): tensor for tensor in changed}
        for tensor in changed:
            alive = [one for ref in self._sharing.get(self._storage(tensor), ()) if (one := ref()) is not None]
            found |= {id(one): one for one in alive if id(one) not in found}
        return list(found.values())

    def _of_saved(self, tensor: Tensor) -> TensorNote:
        """A saved tensor. One that its own node made is unpacked anew at every look: it has no number."""
        known = self._tensors.get(id(tensor))
        version = version_of(tensor)
        if known is None or known.ref() is not tensor:
            number = -1
        elif known.note is not None and known.note.version == version:
            return known.note
        else:
            number = known.number
        storage, now = self._storage(tensor), self._of_now
        is_now = now is not None and (storage, version) == now[:2] and not tensor.is_nested
        # The node may have saved what it made.
        summary = now[3] if now is not None and is_now and _place(tensor) == now[2] else summarise(tensor)
        return TensorNote(number, summary, tensor.requires_grad, is_leaf(tensor), version, storage)

    def _storage(self, tensor: Tensor) -> int:
        """The number of the memory behind the tensor; memory that was freed and given out again is another."""
        if tensor.layout is not torch.strided or is_wrapped(tensor) or is_asked(type(tensor)):
            return -1
        storage = tensor.untyped_storage()
        known = self._storages.get(id(storage))
        if known is not None:
            if known[1]() is storage:
                return known[0]
            self._sharing.pop(known[0], None)
        number = self._storage_count
        self._storage_count += 1
        self._storages[id(storage)] = number, weakref.ref(storage)
        return number

    # -- slots

    def _watch(self, number: int, tensor: Tensor) -> None:
        if number not in self._slots:
            self._slots[number] = weakref.ref(tensor), _identity(tensor.grad), maybe(tensor.grad)

    def changed_slots(
        self,
        line: Line,
        told: Callable[[Tensor], Summary] = summarise,
        of: Tensor | None = None,
        are_all: bool = False,
        closely: bool = False,
    ) -> list[SlotWrite]:
        """What became of the slots, or of that of one tensor, since the last look, their gradients `told` in short; if
        they `are_all` told, also of those that look as they did. `closely` sees what was written through .data, too.
        """
        writes = []
        looked_at = list(self._slots) if of is None else [self.number(of)]
        for number in looked_at:
            if number not in self._slots:
                continue
            ref, identity, before = self._slots[number]
            tensor = ref()
            if tensor is None:
                del self._slots[number]
            elif not (is_leaf(tensor) or tensor.retains_grad):
                continue  # it was a leaf, and was written to; torch would warn of the look
            elif (now := _identity(tensor.grad)) != identity or are_all or (closely and maybe(tensor.grad) != before):
                gradient = tensor.grad
                after = None if gradient is None else told(gradient)
                norm = None if gradient is None or after is None else norm_of(gradient, after)
                self._slots[number] = ref, now, after
                writes.append(SlotWrite(number, line, before, after, norm))
        return writes

    # -- nodes

    def take(self) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
        """The nodes and edges that were found since."""
        found = tuple(self.nodes), tuple(self.edges)
        self._taken += len(self.nodes)
        self.nodes, self.edges = [], []
        return found

    def disown(self, operation: int) -> None:
        """Of the operation in this place there is no event, as its recording failed: nothing is its own."""
        for place in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[place]
            if node.operation is not None and node.operation >= operation:
                self.nodes[place] = msgspec.structs.replace(node, operation=None)

    def node(self, node: Any, operation: int | None, is_asked: bool = False) -> int:
        """The node's number; what lies behind it is noted too, without recursion. What it saved is not looked at if the
        class of the tensor that it made `is_asked` about each kernel.
        """
        known: int | None = node.metadata.get(self)
        if known is not None:
            return known
        number = self._add(node, operation, is_asked)
        waiting = [(number, node)]
        while waiting:
            source, from_node = waiting.pop()
            for place, (target, which) in enumerate(from_node.next_functions):
                if target is not None:
                    to = target.metadata.get(self)
                    if to is None:
                        to = self._add(target, operation, is_asked)
                        waiting.append((to, target))
                    self.edges.append(Edge(source, to, place, which))
        return number

    def _add(self, node: Any, operation: int | None, is_asked: bool) -> int:
        kind = type(node)
        if kind.__name__ == ACCUMULATOR:
            return self._add_accumulator(node)
        number = self._taken + len(self.nodes)
        names = _SAVED.get(kind)
        if names is None:
            names = _SAVED[kind] = saved_by(kind)
        saved = self._saved(node, names, operation is None, is_asked) if names else ()
        for one in saved:
            if type(one.value) is TensorNote:
                self._savers.add(number)
                break
        self.nodes.append(Node(name_of(node), operation, saved))
        node.metadata[self] = number
        if torch.is_anomaly_enabled() and (stack := node.metadata.get(ANOMALY)):
            node.metadata[ANOMALY] = without_us(stack)
        node.register_hook(partial(self._left, number))
        return number

    def _add_accumulator(self, node: Any) -> int:
        """What fills a leaf's slot. torch drops it with the last graph and makes a new one: for us they are one."""
        leaf = leaf_of(node)
        tensor = self.number(leaf)
        self._watch(tensor, leaf)
        number = self._accumulators.get(tensor)
        if number is None:
            number = self._accumulators[tensor] = self._taken + len(self.nodes)
            self.nodes.append(Node(name_of(node), None, (), tensor))
        node.metadata[self] = number
        node.register_prehook(partial(self._filled, number))
        return number

    def _saved(self, node: Any, names: tuple[tuple[str, str], ...], is_met: bool, is_asked: bool) -> tuple[Saved, ...]:
        """Without what would run a hook; `is_met` of a node that was made before anybody looked."""
        saved = []
        in_force = is_asked or (not is_met and bool(hooks_in_force()))
        hidden = in_force or is_met
        for attribute, name in names:
            if hidden and is_hooked(node, attribute, in_force):
                saved.append(Saved(name, UNSEEN))
                continue
            value = getattr(node, attribute)
            if isinstance(value, Tensor):
                saved.append(Saved(name, self._of_saved(value)))
            elif isinstance(value, tuple) and value and isinstance(value[0], Tensor):
                saved += [Saved(f"{name}[{k}]", self._of_saved(one)) for k, one in enumerate(value)]
            elif value is not None and value != ():
                saved.append(Saved(name, text_of(value)))
        return tuple(saved)

    def freed(self, roots: Sequence[Any], ran: set[int]) -> tuple[int, ...]:
        """Which of the nodes that ran have let go of the tensors they saved: all of them, or none.

        One is asked: that takes an exception of C++, longer than the node's whole work.
        """
        savers = ran & self._savers
        seen, waiting = set(), list(roots) if savers else []
        while waiting:
            node = waiting.pop()
            number = node.metadata.get(self)
            if number in savers:
                return tuple(sorted(savers)) if is_freed(node, _SAVED.get(type(node), ())) else ()
            if number in ran and number not in seen:
                seen.add(number)
                waiting.extend([target for target, _ in node.next_functions if target is not None])
        return ()

    def next_to_run(self, roots: Sequence[Any], ran: set[int]) -> int | None:
        """The node that autograd takes next: of those that wait for no other, the one that was made last."""
        waits: dict[int, int] = {}
        found: dict[int, Any] = {}
        waiting = list(roots)
        while waiting:
            node = waiting.pop()
            number = node.metadata.get(self)
            if number is None or number in found:
                continue
            found[number] = node
            for target, _ in node.next_functions:
                if target is not None:
                    if number not in ran and (to := target.metadata.get(self)) is not None:
                        waits[to] = waits.get(to, 0) + 1
                    waiting.append(target)
        ready = [number for number in found if number not in ran and not waits.get(number)]
        return max(ready, key=lambda number: order_of(found[number]), default=None)


def fn_of(tensor: Tensor) -> Any:
    """The node that made it. None also of a view whose memory was written to past it: torch refuses to tell."""
    try:
        return tensor.grad_fn
    except RuntimeError:
        return None


def is_leaf(tensor: Tensor) -> bool:
    """False also of such a view."""
    try:
        return tensor.is_leaf
    except RuntimeError:
        return False


def _place(tensor: Tensor) -> object:
    """Where in its memory it looks."""
    return tensor.data_ptr(), tensor.shape, tensor.stride()


def _identity(gradient: Tensor | None) -> tuple[int, int] | None:
    return None if gradient is None else (id(gradient), version_of(gradient))
