"""What one run of PyTorch code was: operations, the graph they built, the walks back through it, and the slots."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from torch import Tensor

    from explorer.core.tape.reading.leaves import Leaf
    from explorer.core.tape.reading.memory import Memory
    from explorer.core.tape.reading.track import Track
    from explorer.core.tape.reading.troubles import Trouble

Number = float | str
"""What JSON has no number for is text: nan, inf, -inf."""


class Summary(msgspec.Struct, frozen=True, gc=False):
    """A tensor's numbers in short: the first of them, and statistics of those that are finite; `norm` is the Euclidean
    one of all, or None of what is not floating.
    """

    shape: tuple[int, ...]
    dtype: str
    first: tuple[Number, ...]
    least: float | None = None
    greatest: float | None = None
    mean: float | None = None
    nan: int = 0
    inf: int = 0
    norm: Number | None = None


class TensorNote(msgspec.Struct, frozen=True, gc=False):
    """A tensor at one moment. `tensor` is the same number for the same object, `storage` for shared memory; `node` is
    what made it, or None.
    """

    tensor: int
    value: Summary
    requires_grad: bool
    is_leaf: bool
    version: int
    storage: int
    node: int | None = None
    retains_grad: bool = False


class Line(msgspec.Struct, frozen=True, eq=False, gc=False):
    """Where in the person's code: `function` is the qualified name of the function around it, if there is one, and
    `loop` the number of the line that begins the innermost loop around it, or 0.

    `callers` are the files and numbers of the lines that had called that function, the innermost first. They are no
    part of what the line is: it equals itself however it was come to.
    """

    file: str
    number: int
    text: str
    function: str = ""
    loop: int = 0
    callers: tuple[tuple[str, int], ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Line) and self._itself == other._itself

    def __hash__(self) -> int:
        return hash(self._itself)

    @property
    def _itself(self) -> tuple[object, ...]:
        return self.file, self.number, self.text, self.function, self.loop


class Cut(StrEnum):
    """Why a result has no way back to its inputs."""

    DETACH = "detach"
    NO_GRAD = "no_grad"
    NO_DERIVATIVE = "no derivative"
    NUMBERS = "numbers"
    TRANSFORM = "transform"
    UNRECORDED = "unrecorded"


class Operation(msgspec.Struct, frozen=True, tag=True, gc=False):
    """One call of torch. `inputs` are tensors by number, or the text of anything else; tensors in a list stand one
    after the other. The first of `changed` were written to; others that share their memory follow. One that gives the
    plain numbers of its tensor (item(), numpy()) has no outputs, and the cut NUMBERS. `inside` are the leaves that the
    functions among its inputs hold: checkpoint gets its block so. One with the cut UNRECORDED stands for calls that
    were too many to be noted, from its line on: its only input is their number, its outputs are what was found after
    them, and the writes to slots that follow it are all the slots that there are.

    `module` is the number of the module's call that it ran in, or None. A step() of one of torch's own optimizers is
    one operation: `optimizer` is its number, its inputs are the gradients that it went by, its `changed` all that it
    changed, and `calls` the names of torch's functions that it called, in their order; of later steps of the same
    optimizer, which are alike, none are given.
    """

    name: str
    line: Line
    inputs: tuple[int | str, ...]
    outputs: tuple[TensorNote, ...]
    changed: tuple[TensorNote, ...] = ()
    cut: Cut | None = None
    error: str = ""
    inside: tuple[int, ...] = ()
    module: int | None = None
    optimizer: int | None = None
    calls: tuple[str, ...] = ()


class Raised(msgspec.Struct, frozen=True, tag=True, gc=False):
    """An exception or a warning that reached the person: what ended the code that was recorded."""

    error: str
    line: Line


UNSEEN = "?"
"""What is kept for the walk back and was not looked at, as the look would have run a hook of the person's."""


class Saved(msgspec.Struct, frozen=True, gc=False):
    """What a node keeps for its walk back: a tensor's note, the text of anything else, or UNSEEN."""

    name: str
    value: TensorNote | str


class Node(msgspec.Struct, frozen=True, gc=False):
    """One autograd function. `operation` is the place of what made it among the events; `leaf` the tensor whose slot an
    AccumulateGrad fills.
    """

    name: str
    operation: int | None
    saved: tuple[Saved, ...] = ()
    leaf: int | None = None


class Edge(msgspec.Struct, frozen=True, gc=False):
    """From a node to the one that its `place`-th gradient goes to, arriving there as gradient number `input`."""

    source: int
    target: int
    place: int
    input: int


class Visit(msgspec.Struct, frozen=True, gc=False):
    """A node that ran, the gradients that arrived at it, and those that it sent on, one for each of its edges.

    One that failed sent nothing: `sent` is empty, as it is for one that fills a slot.
    """

    node: int
    arrived: tuple[Summary | None, ...]
    sent: tuple[Summary | None, ...] = ()


class Walk(msgspec.Struct, frozen=True, tag=True, gc=False):
    """One backward() or autograd.grad: the nodes in the order in which they ran, and which of them it freed.

    `failed` is the node at which it ended with `error`; an error without a node came before any ran. `roots` are the
    tensors that it started from, `only` those whose gradients were asked for, if not all. The writes to slots that it
    made are events that follow it.
    """

    name: str
    line: Line
    roots: tuple[int, ...]
    visits: tuple[Visit, ...]
    freed: tuple[int, ...] = ()
    results: tuple[TensorNote, ...] = ()
    failed: int | None = None
    error: str = ""
    only: tuple[int, ...] = ()


class SlotWrite(msgspec.Struct, frozen=True, tag=True, gc=False):
    """The .grad of a leaf became something else; None is None. `norm` is the Euclidean one of what it is `after`."""

    tensor: int
    line: Line
    before: Summary | None
    after: Summary | None
    norm: Number | None = None


class Naming(msgspec.Struct, frozen=True, tag=True, gc=False):
    """From here on `name`, a variable of the person's code, is this tensor, or none any more; one of a function has the
    function's name before it, with a dot: that is its `scope`.
    """

    name: str
    tensor: int | None
    scope: str = ""


class ModuleCall(msgspec.Struct, frozen=True, tag=True, gc=False):
    """From here on a module runs: the `number`-th call of one, made inside of the call `parent`, if in one.

    `path` is the module's name in the model whose variable is `root`: "encoder.layers.0" of net, or "" of net itself.
    `kind` is its class, `module` the same number for the same module, `parameters` its own tensors by name: also those
    that stand in for its own, as functional_call has them; of a model that is called for the first time also those of
    the modules inside, as "0.weight". `size` is how many numbers its parameters have, with those
    of the modules inside.
    """

    number: int
    parent: int | None
    module: int
    kind: str
    path: str
    root: str
    line: Line
    parameters: tuple[tuple[str, int], ...] = ()
    size: int = 0


class OptimizerNote(msgspec.Struct, frozen=True, tag=True, gc=False):
    """A torch.optim optimizer was met at that line, or holds other tensors than before: `groups`, by number. `name` is
    its variable's, or "".
    """

    number: int
    kind: str
    name: str
    line: Line
    groups: tuple[tuple[int, ...], ...]


class OptimizerStep(msgspec.Struct, frozen=True, tag=True, gc=False):
    """step() of the optimizer with that number begins; what it changes follows, in one Operation if it is torch's."""

    optimizer: int
    line: Line


Event = Operation | Walk | SlotWrite | Naming | ModuleCall | OptimizerNote | OptimizerStep | Raised


FINDS = "_find"
"""What a Tape has besides its fields: a function that gives a tensor's number, as long as its recorder is there."""


class Tape(msgspec.Struct, frozen=True, dict=True):
    """A recording: `events` in their order, the nodes by number, the edges between them; `missed` calls of torch were
    too many to be noted. `sources` are the texts of the person's code that ran, by the `file` of its lines. `ended` is
    a sentence, if the recording ended before the program did.

    What `record()` gives is empty while it records, and complete and frozen from the end of its `with` on.
    """

    events: tuple[Event, ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    missed: int = 0
    sources: dict[str, str] = {}
    ended: str = ""

    @property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(event for event in self.events if isinstance(event, Operation))

    @property
    def walks(self) -> tuple[Walk, ...]:
        return tuple(event for event in self.events if isinstance(event, Walk))

    @property
    def slot_writes(self) -> tuple[SlotWrite, ...]:
        return tuple(event for event in self.events if isinstance(event, SlotWrite))

    # -- what it means; the modules that tell it stand on this one

    @cached_property
    def _track(self) -> Track:
        from explorer.core.tape.reading.track import track

        return track(self)

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every leaf that requires a gradient and was met: `.name`, `.shape`, `.grad` (None or its Euclidean norm),
        `.passes`, `.why` (a str, empty where all is as it should be) and `.lines`.
        """
        from explorer.core.tape.reading.leaves import leaves

        return leaves(self._track)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What is certainly wrong: `.kind`, `.text`, `.lines`, and `.cure`, the new source of the code or None."""
        from explorer.core.tape.reading.troubles import troubles

        return troubles(self._track)

    @cached_property
    def memory(self) -> Memory:
        """What was kept for backward(): `.peak` bytes at most, `.over_time`, and by node, line and module."""
        from explorer.core.tape.reading.memory import memory

        return memory(self._track)

    def why(self, name_or_tensor: str | Tensor) -> str:
        """What is to be said of the gradient of the tensor, or of the one of that name, at the end; or nothing. Raises
        KeyError where no tensor was called so, or where the tensor was not met; one that was read from a file knows
        names alone.
        """
        from explorer.core.tape.reading.leaves import why_named, why_of

        if isinstance(name_or_tensor, str):
            return why_named(self._track, name_or_tensor)
        find = self.__dict__.get(FINDS)
        number = find(name_or_tensor) if find is not None else None
        if number is None:
            raise KeyError("this tensor is not in the recording")
        return why_of(self._track, number)

    def report(self) -> str:
        """All of it for people to read."""
        from explorer.core.tape.report import report

        return report(self._track)

    def _repr_html_(self) -> str:
        from explorer.core.tape.page import framed
        from explorer.core.tape.report import as_html

        return framed(self._track) + as_html(self._track) if self.nodes else as_html(self._track)

    def html(self, path: str | os.PathLike[str]) -> None:
        """Write it as a page that needs nothing else: its picture, to be opened level by level, and its report. Raises
        OSError.
        """
        from explorer.core import files
        from explorer.core.tape.page import page

        files.write(Path(path), page(self._track).encode())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it as a file from which explorer.load_tape, or the window, brings it back. Raises OSError."""
        from explorer.core.tape.tape_file import write

        write(self, Path(path))

    def show(self) -> Any:
        """Open the window on it. In a script it returns when the window is closed; where an event loop of Qt runs
        already at once.
        """
        return sys.modules["explorer"].show_tape(self)  # the core knows nothing of windows

    @staticmethod
    def joined(parts: Iterable[Tape]) -> Tape:
        """One recording from the parts of a recorder that was entered several times, in their order."""
        given = list(parts)
        return Tape(
            tuple(event for part in given for event in part.events),
            tuple(node for part in given for node in part.nodes),
            tuple(edge for part in given for edge in part.edges),
            sum(part.missed for part in given),
            {file: text for part in given for file, text in part.sources.items()},
            next((part.ended for part in given if part.ended), ""),
        )

    def split(self, size: int) -> Iterator[Tape]:
        """Parts of at most `size` events, nodes or edges each, which `joined` puts together again. Nodes come first:
        events name them.
        """
        yield Tape(missed=self.missed, sources=self.sources, ended=self.ended)
        for start in range(0, max(len(self.nodes), len(self.edges)), size):
            yield Tape((), self.nodes[start : start + size], self.edges[start : start + size])
        for start in range(0, len(self.events), size):
            yield Tape(self.events[start : start + size])

    def to_json(self) -> str:
        """As JSON, from which `from_json` makes an equal Tape."""
        return msgspec.json.encode(self).decode()

    @staticmethod
    def from_json(text: str | bytes) -> Tape:
        """Raises msgspec.DecodeError, a ValueError, where the text is no recording."""
        return msgspec.json.decode(text, type=Tape)
