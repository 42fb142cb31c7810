"""What is known of a call of torch: its name, how to record it, and the tensors in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import torch
from torch import Tensor
from torch.overrides import resolve_name

from explorer.core.tape.tape import Cut, Line, Visit

Kind = Literal["operation", "function", "backward", "grad", "slot", "attribute", "set", "nothing"]

_KINDS: dict[Any, tuple[str, Kind]] = {}
"""What is known of each of torch's functions: its short name, and how to record it."""

_NOTHING = frozenset({"_set_grad_enabled", "_record_function_enter_new", "_RecordFunction"})
"""What optimizers call at each step, and what neither takes nor gives a tensor."""

resolve_name(None)  # now torch makes its table of names, and not while a program runs
_name_in_torch = getattr(resolve_name, "__wrapped__", resolve_name)
"""Without its wrapper, which sets filters for warnings: Python then forgets which it has shown."""


class Call(NamedTuple):
    """What is known of a call before it is made; of a walk, the nodes that it starts from and the visits around it.
    `module` is the module's call that it is made in.
    """

    name: str
    kind: Kind
    line: Line
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    tensors: list[Tensor]
    versions: list[int]
    module: int | None = None
    fns: tuple[Any, ...] = ()
    only: tuple[int, ...] = ()
    around: list[Visit] | None = None


def known(func: Any) -> tuple[str, Kind]:
    """The short name of a function, and how to record it."""
    return _KINDS.get(func) or _learn(func)


def _learn(func: Callable[..., Any]) -> tuple[str, Kind]:
    """torch.Tensor.add_ is add_, torch.Tensor.__pow__ is pow."""
    name = _name_in_torch(func)
    if isinstance(func, type):
        return func.__name__, "function"
    if name is None:  # the person's own: it is not kept
        return getattr(func, "__name__", type(func).__name__), "grad" if func is torch.autograd.grad else "operation"
    if name in ("torch.Tensor.backward", "backward"):
        return _KINDS.setdefault(func, ("backward", "backward"))
    if name == "grad":
        return _KINDS.setdefault(func, ("grad", "grad"))
    parts = name.removeprefix("torch.").removeprefix("Tensor.").split(".")
    if parts[-1] == "__get__":
        return _KINDS.setdefault(func, (parts[0], "slot" if parts[0] == "grad" else "attribute"))
    if parts[-1] == "__set__":
        return _KINDS.setdefault(func, (f".{parts[0]} =", "set"))
    last = parts[-1]
    kind: Kind = "nothing" if last in _NOTHING else "operation"
    return _KINDS.setdefault(func, (last.strip("_") if last.startswith("__") else last, kind))


def tensors_in(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Tensor]:
    """The tensors in nested tuples, lists and dicts, in their order."""
    found: list[Tensor] = []
    for value in (*args, *kwargs.values()) if kwargs else args:
        if isinstance(value, Tensor):
            found.append(value)
        elif isinstance(value, tuple | list):
            found += tensors_in(tuple(value), {})
        elif isinstance(value, dict):
            found += tensors_in((), value)
    return found


def cut_of(name: str, given: list[Tensor], outputs: list[Tensor]) -> Cut | None:
    """Why a result has no way back to what was given, if it has none."""
    if not outputs:
        return None
    if any(tensor.requires_grad for tensor in outputs) or not any(tensor.requires_grad for tensor in given):
        return None
    if not any(tensor.is_floating_point() for tensor in outputs) or any(tensor is outputs[0] for tensor in given):
        return None
    if name in ("detach", "data"):
        return Cut.DETACH
    return Cut.NO_DERIVATIVE if torch.is_grad_enabled() else Cut.NO_GRAD


def error_text(error: BaseException | Warning | str) -> str:
    return f"{type(error).__name__}: {error}"
