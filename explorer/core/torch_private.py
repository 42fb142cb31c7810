"""All that the recorder needs of torch and torch does not promise: one name each, why, and a test of it.

Of none of these does torch's documentation say a word, or that it will stay: any release may drop or change it. Whoever
imports this module gets all of them, or one sentence that tells which is missing; `check` then tells whether each still
does what it did. Nothing else in the product may use a name of torch that begins with an underscore.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Sequence
from functools import partial
from inspect import getattr_static
from pathlib import Path
from types import CodeType, FrameType, FunctionType, TracebackType
from typing import Any

import torch
from torch import Tensor
from torch.nn import Module
from torch.optim import Optimizer
from torch.overrides import BaseTorchFunctionMode, TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from explorer.core.words import QT_TRANSLATE_NOOP, ExplainedError

_LACKS = QT_TRANSLATE_NOOP(
    "MissingInTorchError", "Tape cannot record with torch {version}: {name} is missing there or has changed."
)

_TESTS: list[tuple[str, Callable[[], bool]]] = []


class MissingInTorchError(ExplainedError):
    """This torch lacks a name that no torch promised, or does something else with it."""

    context = "MissingInTorchError"

    def __init__(self, name: str) -> None:
        super().__init__(_LACKS, version=torch.__version__, name=name)


def check() -> None:
    """Raises MissingInTorchError of the first name that does not do what it did. Takes about a millisecond.

    No walk back is run: where there is a GPU, a process that has run one can no longer fork workers that run their own.
    """
    with torch.enable_grad(), torch.DisableTorchFunction():
        for name, works in _TESTS:
            try:
                fine = works()
            except Exception as error:  # whatever another release raises, it is not what it was
                raise MissingInTorchError(name) from error
            if not fine:
                raise MissingInTorchError(name)


def _tested(name: str) -> Callable[[Callable[[], bool]], Callable[[], bool]]:
    def add(works: Callable[[], bool]) -> Callable[[], bool]:
        _TESTS.append((name, works))
        return works

    return add


def _named(path: str) -> Any:
    found: Any = torch
    for part in path.split("."):
        found = getattr(found, part, None)
    if found is None:
        raise MissingInTorchError(f"torch.{path}")
    return found


def _leaf() -> Tensor:
    return torch.ones(1, requires_grad=True)


# -- function transforms

transform: Callable[[], Any] = _named("_C._functorch.peek_interpreter_stack")
"""The innermost function transform (vmap, jvp, …) that runs, or None. Without it a call inside one would be noted, and
its tensors, which stand for others, would be asked for numbers and memory that they do not have."""

is_wrapped: Callable[[Tensor], bool] = _named("_C._functorch.is_functorch_wrapped_tensor")
"""Whether a tensor stands for others inside a transform. Without it such a tensor's memory would be asked for."""


@_tested("torch._C._functorch")
def _of_transforms() -> bool:
    seen = []

    def inside(t: Tensor) -> Tensor:
        seen.append((transform() is not None, is_wrapped(t)))
        return t

    plain = torch.ones(1)
    torch.func.functionalize(inside)(plain)  # of the transforms the one that imports next to nothing
    return seen == [(True, True)] and transform() is None and not is_wrapped(plain)


# -- what sees us look

_tracing: Callable[[], Any] = _named("_C._get_tracing_state")
_dispatch_modes: Callable[[], int] = _named("_C._len_torch_dispatch_stack")
_is_profiled: Callable[[], bool] = _named("_C._autograd._profiler_enabled")


def is_watched() -> bool:
    """Whether something of the person's would see what is done to look at a tensor, and take it for the program's: a
    function transform, a tracer, a mode that is told of each kernel, a profiler. Without it those would tell of us."""
    return bool(transform() is not None or _tracing() is not None or _dispatch_modes() or _is_profiled())


_NO_DISPATCH = Tensor.__torch_dispatch__


def is_asked(kind: type) -> bool:
    """Whether tensors of this class are asked about each kernel that is to run on them. Without it, they would be asked
    about what is done to look."""
    return kind is not Tensor and getattr(kind, "__torch_dispatch__", _NO_DISPATCH) is not _NO_DISPATCH


@_tested("torch._C._len_torch_dispatch_stack")
def _of_watchers() -> bool:
    class Mode(TorchDispatchMode):
        def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            return func(*args, **(kwargs or {}))

    class Asked(Tensor):
        @classmethod
        def __torch_dispatch__(cls, *_: Any) -> Any:
            return None

    with Mode():  # type: ignore[no-untyped-call]
        seen = is_watched()
    return seen and not is_watched() and is_asked(Asked) and not is_asked(torch.nn.Parameter)


def put_on(mode: TorchFunctionMode, below: Sequence[TorchFunctionMode] = ()) -> None:
    """On top of the modes that see each call in this thread, or where it stood before `below`, which take_off gave."""
    lifted: list[TorchFunctionMode] = []
    while _function_modes() and _mode_at(_function_modes() - 1) in below:
        lifted.append(_pop_mode())
    for one in (mode, *reversed(lifted)):
        _push_mode(one)


def take_off(mode: TorchFunctionMode) -> list[TorchFunctionMode] | None:
    """From wherever among the modes it is; those above it, or None if it was not there. A mode's own `with` takes off
    the topmost, which may be one that the person has put on top meanwhile."""
    above: list[TorchFunctionMode] = []
    while (depth := _function_modes()) and (top := _pop_mode()) is not mode:
        above.append(top)
    for one in reversed(above):
        _push_mode(one)
    return above if depth else None


_mode_at: Callable[[int], TorchFunctionMode] = _named("_C._get_function_stack_at")
_function_modes: Callable[[], int] = _named("_C._len_torch_function_stack")
_push_mode: Callable[[TorchFunctionMode], None] = _named("overrides._push_mode")
_pop_mode: Callable[[], TorchFunctionMode] = _named("overrides._pop_mode")


@_tested("the stack of modes of torch.overrides")
def _of_modes() -> bool:
    lower, upper = BaseTorchFunctionMode(), BaseTorchFunctionMode()
    before = _function_modes()
    put_on(lower)
    put_on(upper)
    above = take_off(lower)
    put_on(lower, above or ())
    taken = take_off(lower), take_off(lower), take_off(upper)
    return above == [upper] and taken == ([upper], None, []) and _function_modes() == before


_COMPILER = _named("_C._dynamo.eval_frame")
_set_frame: Callable[[Any], Any] = _named("_C._dynamo.eval_frame.set_eval_frame")
_told: list[Callable[[bool, FrameType], None]] = []


def _set_frame_and_tell(callback: Any) -> Any:
    before = _set_frame(None)
    if (before is None) != (callback is None):
        by = sys._getframe(1)
        if by.f_code.co_name == "_maybe_set_eval_frame" and by.f_back is not None:
            by = by.f_back
        for tell in tuple(_told):
            tell(callback is not None, by)
    if callback is not None:
        _set_frame(callback)
    return before


# torch.compile looks at each frame that begins while it is in force, and leaves alone those in its own files.
_set_frame_and_tell.__code__ = _set_frame_and_tell.__code__.replace(
    co_filename=str(Path(torch.__file__).parent / "_dynamo" / "eval_frame.py")
)


def tell_of_compiled(tell: Callable[[bool, FrameType], None] | None) -> None:
    """Call `tell` with True before code of torch.compile takes a thread over, with False when it has given it back, and
    with the frame that says so: the same one for both, and others for what is left out between. None ends the newest
    of such. Without it a compiled function dies of a mode on the stack, which it would compile."""
    if tell is None:
        _told.pop()
    else:
        _told.append(tell)
    modules = [_COMPILER, *(sys.modules.get(f"torch._dynamo.{name}") for name in ("eval_frame", "decorators"))]
    old, new = (_set_frame, _set_frame_and_tell) if _told else (_set_frame_and_tell, _set_frame)
    for module in modules:
        for name in [name for name, value in vars(module).items() if value is old] if module is not None else ():
            setattr(module, name, new)


@_tested("torch._C._dynamo.eval_frame.set_eval_frame")
def _of_compiled() -> bool:
    return _set_frame(None) is None


# -- modules

MODULE_CALL: CodeType = Module._call_impl.__code__
"""The code in which each call of a module runs, with the module as `self`. A hook would tell of the calls, too, but
puts frames of torch's between: warnings would name other lines. Without it no operation would know its module."""


@_tested("torch.nn.Module._call_impl")
def _of_modules() -> bool:
    class Outer(Module):
        def forward(self, x: Tensor) -> Tensor:
            frame: FrameType | None = sys._getframe(1)
            while frame is not None and frame.f_code is not MODULE_CALL:
                frame = frame.f_back
            seen.append(frame is not None and frame.f_locals.get("self"))
            return x

    seen: list[Any] = []
    module = Outer()
    module(torch.ones(1))
    return seen == [module]


# -- optimizers

_OPTIMIZER = sys.modules[Optimizer.__module__]


def is_torchs_own(optimizer: Optimizer) -> bool:
    """Whether its step() is no code of the person's."""
    return type(optimizer).__module__.startswith("torch.optim.")


def has_step_hooks(optimizer: Optimizer) -> bool:
    """Whether hooks of the person's run in its step(), besides one of ours before it and one after it. Without it what
    such a hook does would not be seen."""
    own = optimizer._optimizer_step_pre_hooks or optimizer._optimizer_step_post_hooks
    every = _OPTIMIZER._global_optimizer_pre_hooks, _OPTIMIZER._global_optimizer_post_hooks
    return bool(own) or any(len(hooks) > 1 for hooks in every)


@_tested("the step hooks of torch.optim.Optimizer")
def _of_steps() -> bool:
    """Without making one, which would import the compiler."""
    own = {"_optimizer_step_pre_hooks", "_optimizer_step_post_hooks"} <= set(Optimizer.__annotations__)
    every = all(isinstance(vars(_OPTIMIZER).get(f"_global_optimizer_{when}_hooks"), dict) for when in ("pre", "post"))
    return own and every and torch.optim.SGD.__module__ == "torch.optim.sgd"


# -- tensors


def version_of(tensor: Tensor) -> int:
    """How often it was changed in place; tensors of inference mode and of function transforms do not count that.

    Without it no change in place would be seen, unless the name of what was called ends with _.
    """
    try:
        return tensor._version
    except RuntimeError:
        return 0


@_tested("torch.Tensor._version")
def _of_versions() -> bool:
    tensor = torch.ones(1)
    view, before = tensor.view(1), version_of(tensor)
    view.add_(1)
    with torch.inference_mode():
        uncounted = torch.ones(1)
    return version_of(tensor) == before + 1 and version_of(uncounted) == 0


@_tested("one Python object for each tensor")
def _of_identity() -> bool:
    """A tensor, and its memory, is the same Python object at every look, also when only torch's C++ had held it.

    Numbers of tensors are known by it. Without it a leaf that only its graph holds would come back as another.
    """
    leaf = _leaf()
    result, seen = leaf * 2, weakref.ref(leaf)
    storage = leaf.untyped_storage()
    same = leaf.untyped_storage() is storage and weakref.ref(storage)() is storage
    del leaf
    return same and leaf_of(result.grad_fn.next_functions[0][0]) is seen()  # type: ignore[union-attr]


# -- nodes

ACCUMULATOR = "AccumulateGrad"
"""The name of the class of the nodes that fill a leaf's slot; the class itself is nowhere to be had."""


def leaf_of(node: Any) -> Tensor:
    """The leaf whose slot an AccumulateGrad fills. Without it no slot could be told from another."""
    leaf: Tensor = node.variable
    return leaf


def name_of(node: Any) -> str:
    """SinBackward0, torch::autograd::AccumulateGrad: C++'s own name for its class, where Windows puts struct in front.

    torch promises that there is a name, not which. Without these the table of rules would find no node.
    """
    name: str = node.name()
    return name.removeprefix("struct ")


def order_of(node: Any) -> int:
    """A number that grows with each node that is made. Without it one could not tell which of the nodes that are ready
    torch would have run next, and so not which failed."""
    number: int = node._sequence_nr()
    return number


@_tested("torch.autograd.graph.Node")
def _of_nodes() -> bool:
    """Also that a mark in the metadata outlives the Python object that the node was seen by: nodes are known by it."""
    leaf, mark = _leaf(), object()
    first = leaf.sin()
    second = first * 2
    node: Any = first.grad_fn
    after: Any = second.grad_fn
    accumulator = node.next_functions[0][0]
    node.metadata[mark] = 1
    orders = order_of(node), order_of(after)
    names = name_of(node), name_of(accumulator), type(accumulator).__name__
    del node
    return (
        names == ("SinBackward0", f"torch::autograd::{ACCUMULATOR}", ACCUMULATOR)
        and orders[0] < orders[1]
        and leaf_of(accumulator) is leaf
        and after.next_functions[0][0].metadata[mark] == 1
    )


ANOMALY = "traceback_"
"""Where in a node's metadata anomaly mode keeps the stack of the call that made it. Without it our frames would be in
what torch tells of a NaN."""


@_tested("the metadata of torch.autograd.detect_anomaly")
def _of_anomaly() -> bool:
    with torch.autograd.set_detect_anomaly(True):
        node: Any = _leaf().sin().grad_fn
    return isinstance(node.metadata.get(ANOMALY), list)


# -- saved tensors

_SAVED = "_saved_"


def saved_by(kind: type) -> tuple[tuple[str, str], ...]:
    """What nodes of a class keep for the way back: the attribute, and the name of it in torch's own formulas.

    Without it nothing would be told of saved tensors.
    """
    names = [name for name in dir(kind) if name.startswith(_SAVED)]
    if not names and hasattr(kind, "saved_tensors"):  # a torch.autograd.Function of the person's own
        return (("saved_tensors", "saved"),)
    return tuple((name, name.removeprefix(_SAVED)) for name in names)


_hooks = 0
"""How many saved_tensors_hooks are in force, where this torch does not tell it."""


def _counting(method: Callable[..., Any], by: int) -> Callable[..., Any]:
    def counted(*arguments: Any) -> Any:
        global _hooks
        result = method(*arguments)
        _hooks += by
        return result

    return counted


hooks_in_force: Callable[[], Any] = partial(
    getattr(torch._C._autograd, "_top_saved_tensors_default_hooks", lambda _: _hooks), False
)
"""Whether what nodes save now is packed by hooks: None, or 0, if not. Without it recording would change a program: to
look at a tensor so saved runs a hook of the person's, as checkpoint's, which computes its block again."""

if not hasattr(torch._C._autograd, "_top_saved_tensors_default_hooks"):
    for _name, _by in (("__enter__", 1), ("__exit__", -1)):
        _method = getattr(torch.autograd.graph.saved_tensors_hooks, _name)
        setattr(torch.autograd.graph.saved_tensors_hooks, _name, _counting(_method, _by))


def is_hooked(node: Any, attribute: str, in_force: bool) -> bool:
    """Whether looking at what the node saved would run a hook: one `in_force` when it was made, or, of a node that was
    made unseen, one that this torch tells of.
    """
    raw = getattr(node, f"_raw_{attribute.lstrip('_')}", None)
    tensors = raw if isinstance(raw, tuple | list) else () if raw is None else (raw,)
    return bool(tensors) if in_force else any(getattr(one, "unpack_hook", None) is not None for one in tensors)


@_tested("the saved_tensors_hooks of nodes")
def _of_hooks() -> bool:
    unpacked: list[Tensor] = []
    leaf = _leaf()

    def unpack(tensor: Tensor) -> Tensor:
        unpacked.append(tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(lambda tensor: tensor, unpack):
        seen, node = bool(hooks_in_force()), leaf.sin().grad_fn
    return seen and is_hooked(node, "_saved_self", seen) and not hooks_in_force() and not unpacked


def is_freed(node: Any, saved: tuple[tuple[str, str], ...]) -> bool:
    """Whether it has let go of what it saved: torch says so by an error at each look. Without it no graph would be
    shown as freed."""
    try:
        for attribute, _ in saved:
            getattr(node, attribute)
    except RuntimeError:
        return True
    return False


@_tested("the attributes _saved_… of nodes")
def _of_saved() -> bool:
    leaf = _leaf()
    node = leaf.sin().grad_fn
    saved = saved_by(type(node))
    return saved == (("_saved_self", "self"),) and node._saved_self is leaf and not is_freed(node, saved)  # type: ignore[union-attr]


# -- functions of the person's own, and the engine


def function_apply() -> Any:
    """`torch.autograd.Function.apply` as the class has it, to put back with set_function_apply.

    It is the one call that torch shows to no mode. Without taking its place, what a Function of a person's own calls
    inside would be noted as steps of the person's. Some releases write it in Python, some in C++: `bound` suits both.
    """
    return getattr_static(torch.autograd.Function, "apply")


def set_function_apply(apply: Any) -> None:
    """Put `apply`, a class method, in the place of torch's own."""
    torch.autograd.Function.apply = apply  # type: ignore[method-assign]


def bound(apply: Any, function: type) -> Callable[..., Any]:
    """What `function.apply` would be if Function had this `apply`."""
    found: Callable[..., Any] = apply.__get__(None, function)
    return found


@_tested("torch.autograd.Function.apply")
def _of_apply() -> bool:
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Tensor) -> Tensor:
            ctx.save_for_backward(x)
            return x * 2

        @staticmethod
        def backward(ctx: Any, gradient: Tensor) -> Tensor:
            return gradient * 2

    own, seen = function_apply(), []

    def applied(function: type, *args: Any) -> Any:
        seen.append(function)
        return bound(own, function)(*args)

    set_function_apply(classmethod(applied))
    try:
        result: Tensor = Twice.apply(_leaf())  # type: ignore[no-untyped-call]
    finally:
        set_function_apply(own)
    node: Any = result.grad_fn
    return seen == [Twice] and name_of(node) == "TwiceBackward" and saved_by(type(node))[0][0] == "saved_tensors"


_ENGINE = "_engine_run_backward"
"""The Python function by which every walk back enters torch's engine."""


def is_of_engine(where: TracebackType | None) -> bool:
    """Whether an error came while nodes ran. Without it one that came from the checks before would be put down to a
    node."""
    while where is not None:
        if where.tb_frame.f_code.co_name == _ENGINE:
            return True
        where = where.tb_next
    return False


@_tested(f"torch.autograd.graph.{_ENGINE}")
def _of_engine() -> bool:
    function = _named(f"autograd.graph.{_ENGINE}")
    callers = (torch.autograd.backward, torch.autograd.grad)
    return isinstance(function, FunctionType) and all(_ENGINE in caller.__code__.co_names for caller in callers)
