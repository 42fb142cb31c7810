"""Walks back: what each node got and sent on while backward() or autograd.grad ran, and what came of it."""

from __future__ import annotations

import weakref

from torch import Tensor

from explorer.core import torch_private
from explorer.core.tape.recording.calls import Call, error_text, tensors_in
from explorer.core.tape.recording.census import Census, Gradients, fn_of
from explorer.core.tape.recording.summary import summarise
from explorer.core.tape.tape import Event, Line, Summary, Visit, Walk
from explorer.core.torch_private import is_wrapped, version_of


class Walks:
    """What was found is noted among the `events`. `unasked` is where a walk began by no call that we saw, while it goes
    on.
    """

    def __init__(self, census: Census, events: list[Event]) -> None:
        self.unasked: Line | None = None
        self._census = census
        self._events = events
        self._visits: list[Visit] | None = None
        self._flying: dict[int, tuple[weakref.ref[Tensor], int, Summary]] = {}

    def let_go(self) -> None:
        """Refer to no tensor."""
        self._flying.clear()

    def abandon(self) -> None:
        """What was begun is not gone on with."""
        self._visits = self.unasked = None
        self._flying.clear()

    @property
    def is_begun(self) -> bool:
        return self._visits is not None

    def begin_unasked(self, line: Line) -> None:
        """A walk that nobody asked for by a call that we saw."""
        self._visits, self.unasked = [], line

    def visit(self, node: int, sent: Gradients, arrived: Gradients) -> None:
        """A node has run in the walk that was begun."""
        assert self._visits is not None
        came = tuple([None if one is None else self._arrived(one) for one in arrived])
        self._visits.append(Visit(node, came, tuple([None if one is None else self._sent(one) for one in sent])))

    def _arrived(self, gradient: Tensor) -> Summary:
        sent = self._flying.get(id(gradient))
        # The same tensor may hold more by now: autograd adds in place where paths join.
        if sent is not None and sent[0]() is gradient and sent[1] == version_of(gradient):
            return sent[2]
        return summarise(gradient)

    def _sent(self, gradient: Tensor) -> Summary:
        flying = self._flying.get(id(gradient))
        if flying is not None and flying[0]() is gradient and flying[1] == version_of(gradient):
            return flying[2]
        summary = summarise(gradient)
        if not is_wrapped(gradient):
            self._flying[id(gradient)] = weakref.ref(gradient), version_of(gradient), summary
        return summary

    def set_out(self, call: Call) -> Call:
        """A walk begins."""
        args, kwargs = call.args, call.kwargs
        roots = tensors_in((args[0] if args else kwargs.get("tensors", kwargs.get("outputs")),), {})
        fns = [fn for root in roots if (fn := fn_of(root)) is not None]
        for fn in fns:
            self._census.node(fn, None)
        asked = kwargs.get("inputs", args[1] if call.name == "grad" and len(args) > 1 else ())
        only = tuple(map(self._census.number, tensors_in((asked,), {})))
        around, self._visits = self._visits, []
        return call._replace(tensors=roots, fns=tuple(fns), only=only, around=around)

    def arrive(self, call: Call, place: int, result: object, error: BaseException | None = None) -> None:
        """A walk is over, or ended with an error; it is the event in that place."""
        census, line = self._census, call.line
        visits, self._visits = self._visits or [], call.around
        ran = {visit.node for visit in visits}
        failed = None
        if error is not None and torch_private.is_of_engine(error.__traceback__):
            failed = census.next_to_run(call.fns, ran)
        freed = census.freed(call.fns, ran)
        results = tuple([census.of(tensor, place) for tensor in tensors_in((result,), {})])
        numbers = tuple(map(census.number, call.tensors))
        told = "" if error is None else error_text(error)
        self._events.append(Walk(call.name, line, numbers, tuple(visits), freed, results, failed, told, call.only))
        self._events += census.changed_slots(line, self._arrived)
        self._flying.clear()

    def end_unasked(self) -> None:
        """A walk that began without a call that we saw is over."""
        if self.unasked is not None:
            line, self.unasked = self.unasked, None
            visits, self._visits = self._visits or [], None
            self._flying.clear()
            self._events.append(Walk("backward", line, (), tuple(visits)))
            self._events += self._census.changed_slots(line)
