"""What a variable holds: the tensors and optimizers in modules, objects, lists and dicts, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from types import FunctionType, MethodType
from typing import Any

from torch import Tensor
from torch.nn import Module
from torch.nn.parameter import is_lazy
from torch.optim import Optimizer

_DEEPEST = 4
"""Things inside one another that are looked into."""

_MOST = 1000
"""Things in one variable that are looked at: a dataset is no model."""

Found = tuple[str, Tensor | Optimizer]


def held(name: str, value: Any, is_persons: Callable[[type], bool]) -> Iterator[Found]:
    """The tensors and optimizers in the variable `name`: net.weight, params[0], cache['h'], f.scale.

    Of objects only those of classes that `is_persons` says are the person's own are looked into.
    """
    seen: set[int] = set()
    waiting: list[tuple[str, Any, int]] = [(name, value, 0)]
    looked_at = 0
    while waiting and looked_at < _MOST:
        name, value, depth = waiting.pop()
        looked_at += 1
        if isinstance(value, Optimizer) or (isinstance(value, Tensor) and not is_lazy(value)):
            yield name, value
        elif depth < _DEEPEST and id(value) not in seen and (inside := _inside(name, value, is_persons)):
            seen.add(id(value))
            waiting += [(path, one, depth + 1) for path, one in reversed(inside)]


def _inside(name: str, value: Any, is_persons: Callable[[type], bool]) -> list[tuple[str, Any]]:
    if isinstance(value, Module):
        parameters = [(f"{name}.{path}", one) for path, one in value.named_parameters()]
        return parameters + [
            (f"{name}.{path}.{key}" if path else f"{name}.{key}", one)
            for path, module in value.named_modules()
            for key, one in vars(module).items()
            if not key.startswith("_") and isinstance(one, Tensor | list | tuple | dict | Optimizer)
        ]
    if isinstance(value, list | tuple):  # a subclass may do more at a look than these do
        every = list.__iter__(value) if isinstance(value, list) else tuple.__iter__(value)
        return [(f"{name}[{place}]", one) for place, one in enumerate(islice(every, _MOST))]
    if isinstance(value, dict):
        items = islice(dict.items(value), _MOST)
        return [(f"{name}[{key!r}]", one) for key, one in items if isinstance(key, str | int)]
    if isinstance(value, MethodType):
        return _inside(name, value.__self__, is_persons) if is_persons(type(value.__self__)) else []
    if isinstance(value, FunctionType):
        cells = zip(value.__code__.co_freevars, value.__closure__ or (), strict=True)
        return [(f"{name}.{key}", one) for key, cell in cells if (one := _content(cell)) is not None]
    if is_persons(type(value)) and hasattr(value, "__dict__") and not isinstance(value, type):
        return [(f"{name}.{key}", one) for key, one in vars(value).items() if not key.startswith("_")]
    return []


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None
