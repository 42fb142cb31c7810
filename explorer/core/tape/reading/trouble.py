"""Which of autograd's refusals and warnings a text is, and the lines of the person's code that led to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from explorer.core.tape.tape import Line, Naming, Operation, Tape, TensorNote, Walk


class Trouble(StrEnum):
    """What PyTorch refuses or warns of, told apart by its own text."""

    SECOND_BACKWARD = "second backward"
    SAVED_CHANGED = "saved tensor changed"
    NON_SCALAR = "non-scalar"
    NO_GRAPH = "no graph"
    NON_LEAF_GRAD = "grad of a non-leaf"
    VIEW_LEAF_IN_PLACE = "view of a leaf changed"
    LEAF_IN_PLACE = "leaf changed"
    VIEW_OF_MANY = "one view of many changed"
    VIEW_OF_NO_GRAD = "view made in no_grad changed"
    NUMPY_NEEDS_DETACH = "numpy needs detach"
    COPY_NEEDS_DETACH = "deepcopy needs detach"
    SCALAR_NEEDS_DETACH = "conversion to a number"
    NOTHING_TO_ZERO = "nothing to zero"
    NONE_GRAD = "arithmetic with None"
    GRAD_UNUSED = "input unused"
    INPUT_WITHOUT_GRAD = "input without requires_grad"
    SHAPE_MISMATCH = "shape of the gradient"
    SLOT_MISMATCH = "shape of the slot"
    CUSTOM_SHAPE = "shape from a custom backward"
    CUSTOM_COUNT = "number of gradients from a custom backward"
    NO_BACKWARD = "custom function without backward"
    NOT_DIFFERENTIABLE = "no derivative"
    OUT_ARGUMENT = "out argument"
    NOT_FLOATING = "not floating point"
    FLAG_OF_NON_LEAF = "requires_grad of a non-leaf"
    RETAIN_WITHOUT_GRAD = "retain_grad without requires_grad"
    OPTIMIZER_NON_LEAF = "optimizer of a non-leaf"
    INFERENCE = "inference mode"
    NAN_GRADIENT = "NaN in a gradient"
    CREATE_GRAPH = "backward with create_graph"
    TARGET_SIZE = "target of another size"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What went wrong. `values` fill the sentences about it: `name` is the tensor's in the person's code, the rest is
    of PyTorch's text. `lines` are those involved, in the order in which they ran; none where no recording tells them.
    """

    trouble: Trouble
    values: Mapping[str, str]
    lines: tuple[Line, ...]


_SIGNS: Mapping[Trouble, re.Pattern[str]] = {
    trouble: re.compile(sign, re.DOTALL)
    for trouble, sign in {
        Trouble.SECOND_BACKWARD: r"Trying to backward through the graph a second time",
        Trouble.SAVED_CHANGED: r"modified by an inplace operation: \[\S+ \[(?P<shape>[\d, ]*)\]\].*?"
        r" is at version (?P<found>\d+); expected version (?P<expected>\d+)",
        Trouble.NON_SCALAR: r"grad can be implicitly created only for scalar outputs",
        Trouble.NO_GRAPH: r"does not require grad and does not have a grad_fn",
        Trouble.NON_LEAF_GRAD: r"The \.grad attribute of a Tensor that is not a leaf Tensor is being accessed",
        Trouble.VIEW_LEAF_IN_PLACE: r"a view of a leaf Variable that requires grad is being used in an in-place",
        Trouble.LEAF_IN_PLACE: r"a leaf Variable that requires grad is being used in an in-place",
        Trouble.VIEW_OF_MANY: r"is the output of a function that returns multiple views",
        Trouble.VIEW_OF_NO_GRAD: r"A view was created in (?:no_grad|inference) mode and is being modified inplace",
        Trouble.NUMPY_NEEDS_DETACH: r"Can't call numpy\(\) on Tensor that requires grad",
        Trouble.COPY_NEEDS_DETACH: r"\(graph leaves\) support the deepcopy protocol",
        Trouble.SCALAR_NEEDS_DETACH: r"Converting a tensor with requires_grad=True to a scalar",
        Trouble.NOTHING_TO_ZERO: r"'NoneType' object has no attribute 'zero_'",
        Trouble.NONE_GRAD: r"unsupported operand type\(s\) for \S+ '(?:float|int|Tensor)' and 'NoneType'",
        Trouble.GRAD_UNUSED: r"differentiated Tensors? (?:at index \d+ )?appears to not have been used",
        Trouble.INPUT_WITHOUT_GRAD: r"One of the differentiated Tensors does not require grad",
        Trouble.SHAPE_MISMATCH: r"Mismatch in shape: grad_output\[\d+\] has a shape of"
        r" torch\.Size\(\[(?P<given>.*?)\]\) and output\[\d+\] has a shape of torch\.Size\(\[(?P<wanted>.*?)\]\)",
        Trouble.SLOT_MISMATCH: r"assign a gradient of size '\[(?P<given>.*?)\]' to a tensor of size"
        r" '\[(?P<wanted>.*?)\]'",
        Trouble.CUSTOM_SHAPE: r"Function (?P<node>\w+) returned an invalid gradient at index \d+ - got"
        r" \[(?P<given>.*?)\] but expected shape compatible with \[(?P<wanted>.*?)\]",
        Trouble.CUSTOM_COUNT: r"function (?P<node>\w+) returned an incorrect number of gradients"
        r" \(expected (?P<wanted>\d+), got (?P<given>\d+)\)",
        Trouble.NO_BACKWARD: r"You must implement either the backward or vjp method for your custom",
        Trouble.NOT_DIFFERENTIABLE: r"derivative for (?:aten::)?(?P<operation>\w+) is not implemented",
        Trouble.OUT_ARGUMENT: r"(?P<operation>\w+)\(\): functions with out=\.\.\. arguments don't support automatic",
        Trouble.NOT_FLOATING: r"[Oo]nly Tensors of floating point (?:and complex )?dtype can require gradients",
        Trouble.FLAG_OF_NON_LEAF: r"you can only change requires_grad flags of leaf variables",
        Trouble.RETAIN_WITHOUT_GRAD: r"can't retain_grad on Tensor that has requires_grad=False",
        Trouble.OPTIMIZER_NON_LEAF: r"can't optimize a non-leaf Tensor",
        Trouble.INFERENCE: r"[Ii]nference tensors? (?:cannot be saved for backward|outside InferenceMode)",
        Trouble.NAN_GRADIENT: r"Function '(?P<node>\w+)' returned nan values in its \d+th output",
        Trouble.CREATE_GRAPH: r"Using backward\(\) with create_graph=True will create a reference cycle",
        Trouble.TARGET_SIZE: r"Using a target size \(torch\.Size\(\[(?P<given>.*?)\]\)\) that is different to the input"
        r" size \(torch\.Size\(\[(?P<wanted>.*?)\]\)\)",
    }.items()
}

_RESULTS = frozenset({
    Trouble.SECOND_BACKWARD, Trouble.SAVED_CHANGED, Trouble.NON_SCALAR, Trouble.NO_GRAPH, Trouble.NON_LEAF_GRAD,
    Trouble.FLAG_OF_NON_LEAF,
})  # fmt: skip
"""Troubles of a computed tensor, which is y where the person has no name for it; elsewhere it is x."""


def diagnose(error: str, tape: Tape | None) -> Diagnosis | None:
    """What an error is, from its text as Python prints it ("RuntimeError: …") or a warning's, and the whole recording.

    None where it is none of autograd's.
    """
    for trouble, sign in _SIGNS.items():
        if match := sign.search(error):
            values = {name: text for name, text in match.groupdict().items() if text is not None}
            scene = _Scene(tape or Tape(), error, values)
            lines = _FINDERS.get(trouble, _made_and_refused)(scene)
            return Diagnosis(trouble, {"name": "y" if trouble in _RESULTS else "x"} | scene.values, lines)
    return None


@dataclass(slots=True)
class _Scene:
    """Where in a recording the error was raised: `place` is among the events, their number where none raised it."""

    tape: Tape
    error: str
    values: dict[str, str]
    place: int = field(init=False)

    def __post_init__(self) -> None:
        places = range(len(self.tape.events))
        self.place = next((place for place in reversed(places) if self._is_raised_by(place)), len(places))

    def _is_raised_by(self, place: int) -> bool:
        event = self.tape.events[place]
        return isinstance(event, Operation | Walk) and bool(event.error) and event.error in self.error

    @property
    def refused(self) -> Operation | Walk | None:
        event = self.tape.events[self.place] if self.place < len(self.tape.events) else None
        return event if isinstance(event, Operation | Walk) else None

    def before(self) -> Iterator[tuple[int, Operation]]:
        """The operations before the error, with their places, the newest first."""
        for place in range(self.place - 1, -1, -1):
            event = self.tape.events[place]
            if isinstance(event, Operation):
                yield place, event

    def made(self, tensor: int) -> Operation | None:
        """What made the tensor; None where it was there before the recording, which names such by their type."""
        makers = (event for _, event in self.before() if any(note.tensor == tensor for note in event.outputs))
        return next((event for event in makers if not event.name[:1].isupper()), None)

    def call_it_by_name(self, tensor: int) -> None:
        """Let the sentences use the name that the tensor has where the error was raised, if there is one."""
        around = self.refused.line.function.rpartition(".")[2] if self.refused else ""
        for event in self.tape.events[: self.place]:
            if isinstance(event, Naming) and event.tensor == tensor:
                name = event.name.removeprefix(f"{around}.")
                if name.isidentifier():
                    self.values["name"] = name


def _made_and_refused(scene: _Scene) -> tuple[Line, ...]:
    """Where the tensor was made, and where something was wanted of it that it does not do."""
    event = scene.refused
    if event is None:
        return ()
    tensors = event.roots if isinstance(event, Walk) else [part for part in event.inputs if isinstance(part, int)]
    if not tensors:
        return (event.line,)
    scene.call_it_by_name(tensors[0])
    made = scene.made(tensors[0])
    return _each_once(made.line, event.line) if made else (event.line,)


def _refused(scene: _Scene) -> tuple[Line, ...]:
    return (scene.refused.line,) if scene.refused else ()


def _second_backward(scene: _Scene) -> tuple[Line, ...]:
    """The walk that freed what the second one needed, and the second."""
    second = scene.refused
    if not isinstance(second, Walk):
        return _refused(scene)
    if second.roots:
        scene.call_it_by_name(second.roots[0])
    reached = {second.failed, *(visit.node for visit in second.visits)}
    for event in reversed(scene.tape.events[: scene.place]):
        if isinstance(event, Walk) and reached.intersection(event.freed):
            return event.line, second.line
    return (second.line,)


def _saved_changed(scene: _Scene) -> tuple[Line, ...]:
    """The operation that saved the tensor, and those that changed it afterwards."""
    walk = scene.refused
    if not isinstance(walk, Walk) or walk.failed is None:
        return _refused(scene)
    node = scene.tape.nodes[walk.failed]
    if node.operation is None:
        return (walk.line,)
    scene.values["node"] = node.name
    shape = tuple(map(int, re.findall(r"\d+", scene.values["shape"])))
    expected, found = int(scene.values["expected"]), int(scene.values["found"])
    saved = [part.value for part in node.saved if isinstance(part.value, TensorNote)]
    storages = {note.storage for note in saved if note.value.shape == shape and note.version == expected}

    def is_it(note: TensorNote) -> bool:
        is_kept = note.storage in storages if storages else note.value.shape == shape
        return is_kept and expected < note.version <= found

    changes = [
        (note, event.line)
        for place, event in scene.before()
        if place > node.operation
        for note in event.changed
        if is_it(note)
    ]
    if changes:
        scene.call_it_by_name(changes[0][0].tensor)
    saver = scene.tape.events[node.operation]
    kept = (saver.line,) if isinstance(saver, Operation) else ()
    return (*kept, *_each_once(*(line for _, line in reversed(changes))))


def _no_graph(scene: _Scene) -> tuple[Line, ...]:
    """The nearest operation behind the tensor that cut the path, or where the tensor was made; and the walk."""
    walk = scene.refused
    if not isinstance(walk, Walk):
        return _refused(scene)
    behind = set(walk.roots)
    for _, event in scene.before():
        if any(note.tensor in behind for note in (*event.outputs, *event.changed)):
            if event.cut is not None:
                return _each_once(event.line, walk.line)
            behind.update(part for part in event.inputs if isinstance(part, int))
    return _made_and_refused(scene)


def _failing_node(scene: _Scene) -> tuple[Line, ...]:
    """Where the node was made at which the walk ended, and the walk."""
    walk = scene.refused
    if not isinstance(walk, Walk):
        return _refused(scene)
    nodes = scene.tape.nodes
    ran = [visit.node for visit in walk.visits if nodes[visit.node].name == scene.values.get("node")]
    number = ran[-1] if ran else walk.failed
    place = nodes[number].operation if number is not None else None
    maker = scene.tape.events[place] if place is not None else None
    return _each_once(maker.line, walk.line) if isinstance(maker, Operation) else (walk.line,)


def _each_once(*lines: Line) -> tuple[Line, ...]:
    return tuple(dict.fromkeys(lines))


_FINDERS: Mapping[Trouble, Callable[[_Scene], tuple[Line, ...]]] = {
    Trouble.SECOND_BACKWARD: _second_backward,
    Trouble.SAVED_CHANGED: _saved_changed,
    Trouble.NO_GRAPH: _no_graph,
    Trouble.NAN_GRADIENT: _failing_node,
    Trouble.NOT_FLOATING: _refused,
    Trouble.GRAD_UNUSED: _refused,
    Trouble.INPUT_WITHOUT_GRAD: _refused,
    Trouble.CUSTOM_SHAPE: _refused,
    Trouble.CUSTOM_COUNT: _refused,
    Trouble.NO_BACKWARD: _refused,
    Trouble.NOT_DIFFERENTIABLE: _failing_node,
    Trouble.OUT_ARGUMENT: _refused,
}
