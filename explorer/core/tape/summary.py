"""A tensor's numbers in short, at a cost that hardly depends on its size."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explorer.core.tape.tape import Number, Summary

SHOWN = 8
"""Elements of a tensor that a Summary keeps."""

FEW = 48
"""Elements up to which Python's own arithmetic takes less time than a handful of calls."""

MANY = 8192
"""Elements up to which numpy's calls take less time than torch's."""

_STRIDED = torch.strided
_SUMMED = 3e38
_NUMPY = frozenset({torch.float32, torch.float64})
_least, _greatest, _sum = np.minimum.reduce, np.maximum.reduce, np.add.reduce
_NAMES: dict[torch.dtype, str] = {}
_transform = torch._C._functorch.peek_interpreter_stack


def summarise(tensor: Tensor) -> Summary:
    """The first elements, and statistics of the finite ones, whatever the size.

    A tensor without plain numbers of its own (sparse, nested, on the meta device, inside a function transform), or of a
    dtype that torch cannot compute with, has none here.
    """
    dtype = _NAMES.get(tensor.dtype) or name_of(tensor.dtype)
    try:
        return _of_number(tensor.item(), dtype) if not tensor.dim() else _of_several(tensor, dtype)
    except RuntimeError:  # on the meta device, quantised, eight-bit floats, inside a transform: nothing can be read
        return Summary(_shape(tensor), dtype, ())


def _shape(tensor: Tensor) -> tuple[int, ...]:
    """() for a nested tensor, whose sizes are no numbers: they differ from row to row."""
    return () if tensor.is_nested else tuple(tensor.shape)


def _of_number(value: Any, dtype: str) -> Summary:
    if type(value) is not float:
        return Summary((), dtype, (_number(value),))
    if isfinite(value):
        return Summary((), dtype, (value,), value, value, value)
    return Summary((), dtype, (str(value),), nan=int(value != value), inf=int(value == value))


def _of_several(tensor: Tensor, dtype: str) -> Summary:
    if tensor.layout is not _STRIDED or tensor.is_nested:
        return Summary(_shape(tensor), dtype, ())
    shape = tuple(tensor.shape)
    count = tensor.numel()
    flat = tensor.detach()
    if len(shape) > 1:
        flat = flat.view(-1) if flat.is_contiguous() else flat.reshape(-1)
    numbers = (flat if count <= FEW else flat[:SHOWN]).tolist()
    if not flat.is_floating_point() or not count:
        return Summary(shape, dtype, tuple(map(_number, numbers[:SHOWN])))
    if count > FEW:
        least, greatest, mean = _statistics(flat, count)
        if isfinite(least) and isfinite(greatest):
            return Summary(shape, dtype, tuple(numbers), least, greatest, mean)
        return _of_mixed(flat, shape, dtype, tuple(map(_number, numbers)))
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


def _statistics(flat: Tensor, count: int) -> tuple[float, float, float | None]:
    """The least, the greatest and the mean; the first two are NaN if there is one. No mean of what is not finite, and
    none where the sum could be too much for the dtype.
    """
    if count <= MANY and flat.dtype in _NUMPY:
        array = flat.numpy()
        least, greatest = float(_least(array)), float(_greatest(array))
        return least, greatest, float(_sum(array)) / count if _is_small(least, greatest, count) else None
    low, high = torch.aminmax(flat)
    least, greatest = low.item(), high.item()
    if not _is_small(least, greatest, count):
        return least, greatest, None
    total = flat.sum() if flat.dtype in _NUMPY else flat.sum(dtype=torch.float32)
    return least, greatest, total.item() / count


def _is_small(least: float, greatest: float, count: int) -> bool:
    """Whether a sum in float32 stays finite; NaN is not small."""
    return (greatest if greatest > -least else -least) * count < _SUMMED


def _of_mixed(flat: Tensor, shape: tuple[int, ...], dtype: str, first: tuple[Number, ...]) -> Summary:
    """Of numbers of which some are not finite."""
    good = flat[flat.isfinite()]
    nan = int(flat.isnan().sum())
    inf = len(flat) - nan - len(good)
    if not len(good):
        return Summary(shape, dtype, first, nan=nan, inf=inf)
    least, greatest, mean = _statistics(good, len(good))
    return Summary(shape, dtype, first, least, greatest, mean, nan, inf)


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
