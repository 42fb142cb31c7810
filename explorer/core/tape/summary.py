"""A tensor's numbers in short, at a cost that hardly depends on its size."""

from __future__ import annotations

from math import isfinite
from typing import Any

import torch
from torch import Tensor

from explorer.core.tape.tape import Number, Summary

SHOWN = 8
"""Elements of a tensor that a Summary keeps."""

FEW = 128
"""Elements up to which Python's own arithmetic takes less time than a handful of torch's calls."""

_NAMES: dict[torch.dtype, str] = {}
_transform = torch._C._functorch.peek_interpreter_stack


def summarise(tensor: Tensor) -> Summary:
    """The first elements, and statistics of the finite ones, whatever the size.

    A tensor without plain numbers of its own (sparse, on the meta device, inside a function transform) has none here.
    """
    shape = tuple(tensor.shape)
    dtype = _NAMES.get(tensor.dtype) or name_of(tensor.dtype)
    if tensor.layout is not torch.strided or tensor.is_meta or (_transform() is not None and is_wrapped(tensor)):
        return Summary(shape, dtype, ())
    if not shape:
        value = tensor.item()
        if type(value) is not float:
            return Summary(shape, dtype, (_number(value),))
        if isfinite(value):
            return Summary(shape, dtype, (value,), value, value, value)
        return Summary(shape, dtype, (str(value),), nan=int(value != value), inf=int(value == value))
    count = tensor.numel()
    flat = tensor.detach()
    if len(shape) > 1:
        flat = flat.view(-1) if flat.is_contiguous() else flat.reshape(-1)
    numbers = (flat if count <= FEW else flat[:SHOWN]).tolist()
    if not flat.is_floating_point() or not count:
        return Summary(shape, dtype, tuple(map(_number, numbers[:SHOWN])))
    if count > FEW:
        return _of_many(flat, shape, dtype, tuple(numbers))
    total = sum(numbers)
    if isfinite(total):
        return Summary(shape, dtype, tuple(numbers[:SHOWN]), min(numbers), max(numbers), total / count)
    first = tuple(map(_number, numbers[:SHOWN]))
    finite = [value for value in numbers if isfinite(value)]
    nan = sum(value != value for value in numbers)
    inf = count - nan - len(finite)
    if not finite:
        return Summary(shape, dtype, first, nan=nan, inf=inf)
    return Summary(shape, dtype, first, min(finite), max(finite), _mean(sum(finite), len(finite)), nan, inf)


def _of_many(flat: Tensor, shape: tuple[int, ...], dtype: str, first: tuple[Any, ...]) -> Summary:
    low, high = torch.aminmax(flat)  # NaN if there is one
    least, greatest = low.item(), high.item()
    if isfinite(least) and isfinite(greatest):
        return Summary(shape, dtype, first, least, greatest, _mean(_sum(flat), len(flat)))
    first = tuple(map(_number, first))
    good = flat[flat.isfinite()]
    nan = int(flat.isnan().sum())
    inf = len(flat) - nan - len(good)
    if not len(good):
        return Summary(shape, dtype, first, nan=nan, inf=inf)
    low, high = torch.aminmax(good)
    return Summary(shape, dtype, first, low.item(), high.item(), _mean(_sum(good), len(good)), nan, inf)


def _sum(tensor: Tensor) -> float:
    """In float32 at least, as a short float overflows; its pairwise sum is good enough to be shown."""
    short = tensor.dtype is torch.float16 or tensor.dtype is torch.bfloat16
    return float((tensor.sum(dtype=torch.float32) if short else tensor.sum()).item())


def _mean(total: float, count: int) -> float | None:
    """None where the sum of finite numbers was beyond all floats."""
    return total / count if isfinite(total) else None


def maybe(tensor: Tensor | None) -> Summary | None:
    """None of None."""
    return None if tensor is None else summarise(tensor)


def name_of(dtype: torch.dtype) -> str:
    """float32, without torch in front."""
    return _NAMES.setdefault(dtype, str(dtype).removeprefix("torch."))


def is_wrapped(tensor: Tensor) -> bool:
    """Whether a function transform stands between us and the numbers."""
    return _transform() is not None and bool(torch._C._functorch.is_functorch_wrapped_tensor(tensor))


def _number(value: Any) -> Number:
    if isinstance(value, complex):
        return str(value)
    return float(value) if abs(value) < float("inf") else str(float(value))
