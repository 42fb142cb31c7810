"""A tensor's numbers in short, at a cost that hardly depends on its size."""

from __future__ import annotations

import cmath
from itertools import islice
from math import hypot, isfinite, sqrt
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.parameter import is_lazy

from explorer.core.tape.tape import Number, Summary
from explorer.core.torch_private import is_asked, is_wrapped

SHOWN = 8
"""Elements of a tensor that a Summary keeps."""

FEW = 48
"""Elements up to which Python's own arithmetic takes less time than a handful of calls."""

MANY = 8192
"""Elements up to which numpy's calls take less time than torch's."""

_STRIDED = torch.strided
_HUGE = 1e15
"""Below it a sum of MANY squares is finite in float32, and numpy has nothing to warn of."""

_TINY = 1e-30
"""A sum of squares below it has lost some of them: they were beyond float32."""

_NUMPY = frozenset({torch.float32, torch.float64})
_least, _greatest = np.minimum.reduce, np.maximum.reduce
_ONES: dict[torch.dtype, Any] = {torch.float32: np.ones(MANY, np.float32), torch.float64: np.ones(MANY)}
_NAMES: dict[torch.dtype, str] = {}


def summarise(tensor: Tensor) -> Summary:
    """The first elements, and statistics of the finite ones, whatever the size.

    A tensor without plain numbers of its own (sparse, nested, on the meta device, inside a function transform), of a
    class that would see the look, or of a dtype that torch cannot compute with, has none here.
    """
    dtype = _NAMES.get(tensor.dtype) or name_of(tensor.dtype)
    if is_asked(type(tensor)):
        return Summary((), dtype, ())
    try:
        return _of_number(tensor.item(), dtype) if not tensor.dim() else _of_several(tensor, dtype)
    except RuntimeError:  # on the meta device, quantised, eight-bit floats, inside a transform: nothing can be read
        return Summary(_shape(tensor), dtype, ())


def _shape(tensor: Tensor) -> tuple[int, ...]:
    """() for a nested tensor, whose sizes are no numbers: they differ from row to row."""
    return () if tensor.is_nested or is_lazy(tensor) else tuple(tensor.shape)


def _of_number(value: Any, dtype: str) -> Summary:
    if type(value) is complex:
        nan = int(value != value)
        norm = _number(abs(value))
        return Summary((), dtype, (str(value),), nan=nan, inf=int(not nan and not cmath.isfinite(value)), norm=norm)
    if type(value) is not float:
        return Summary((), dtype, (_number(value),))
    if isfinite(value):
        return Summary((), dtype, (value,), value, value, value, norm=abs(value))
    text = str(value)
    return Summary((), dtype, (text,), nan=int(value != value), inf=int(value == value), norm=text.lstrip("-"))


def _of_several(tensor: Tensor, dtype: str) -> Summary:
    if tensor.layout is not _STRIDED or tensor.is_nested:
        return Summary(_shape(tensor), dtype, ())
    shape = tuple(tensor.shape)
    count = tensor.numel()
    plain = tensor.detach()
    if FEW < count <= MANY and tensor.dtype in _NUMPY:
        array = plain.numpy().ravel()
        least, greatest = float(_least(array)), float(_greatest(array))
        if least > -_HUGE and greatest < _HUGE:
            # A product takes a third of the time of numpy's sum; its square root is what numpy's norm is.
            total, squares = float(array.dot(_ONES[tensor.dtype][:count])), float(array.dot(array))
            length = sqrt(squares) if squares > _TINY else float(np.linalg.norm(array.astype(float)))
            return Summary(shape, dtype, tuple(array[:SHOWN].tolist()), least, greatest, total / count, 0, 0, length)
    flat = plain if len(shape) == 1 else plain.reshape(-1)
    numbers = (flat if count <= FEW else flat[:SHOWN]).tolist()
    is_real = count > 0 and flat.is_floating_point()
    if is_real and count <= FEW and isfinite(total := sum(numbers)):
        least, greatest = min(numbers), max(numbers)
        return Summary(shape, dtype, tuple(numbers[:SHOWN]), least, greatest, total / count, 0, 0, hypot(*numbers))
    first = tuple(map(_number, numbers[:SHOWN]))
    if not is_real:
        return _of_complex(flat, shape, dtype, first) if flat.is_complex() else Summary(shape, dtype, first)
    if count > FEW:
        return _of_many(flat, shape, dtype, first)
    finite = [value for value in numbers if isfinite(value)]
    norm = _number(hypot(*numbers)) if len(finite) == count else "nan" if _nan(numbers) else "inf"
    if not finite:
        return Summary(shape, dtype, first, nan=_nan(numbers), inf=count - _nan(numbers), norm=norm)
    nan = _nan(numbers) if len(finite) < count else 0
    mean = _mean(sum(finite), len(finite))
    return Summary(shape, dtype, first, min(finite), max(finite), mean, nan, count - nan - len(finite), norm)


def _of_complex(flat: Tensor, shape: tuple[int, ...], dtype: str, first: tuple[Number, ...]) -> Summary:
    nan = int(flat.isnan().sum())
    return Summary(shape, dtype, first, nan=nan, inf=len(flat) - nan - int(flat.isfinite().sum()), norm=_norm(flat))


def _nan(numbers: list[float]) -> int:
    return sum(value != value for value in numbers)


def _of_many(flat: Tensor, shape: tuple[int, ...], dtype: str, first: tuple[Number, ...]) -> Summary:
    count = nan = len(flat)
    low, high = torch.aminmax(flat)  # NaN if there is one
    norm = _norm(flat)
    if isfinite(low.item()) and isfinite(high.item()):
        good, nan = flat, 0
    else:
        good = flat[flat.isfinite()]
        nan = int(flat.isnan().sum())
        if not len(good):
            return Summary(shape, dtype, first, nan=nan, inf=count - nan, norm=norm)
        low, high = torch.aminmax(good)
    # float32's pairwise sum is good enough to be shown; a shorter float would overflow.
    total = good.sum() if good.dtype in _NUMPY else good.sum(dtype=torch.float32)
    mean = _mean(total.item(), len(good))
    return Summary(shape, dtype, first, low.item(), high.item(), mean, nan, count - nan - len(good), norm)


def _norm(plain: Tensor) -> Number | None:
    """None of a dtype that torch cannot compute one of."""
    try:
        norm = torch.linalg.vector_norm(plain).item()
        if norm < _TINY or norm == float("inf"):  # squares may have been too small, or too large, for the dtype
            norm = torch.linalg.vector_norm(plain.to(torch.complex128 if plain.is_complex() else torch.float64)).item()
        return _number(norm)
    except RuntimeError:
        return None


def _mean(total: float, count: int) -> float | None:
    """None where the sum of finite numbers was beyond all floats."""
    return total / count if isfinite(total) else None


_TOLD = frozenset({int, float, bool, complex, str, type(None), torch.dtype, torch.device, torch.layout, type(...)})
_BRACKETS: dict[Any, str] = {list: "[]", tuple: "()", torch.Size: "()", set: "{}"}


def text_of(value: Any, most: int = 80) -> str:
    """What stands for something that is no tensor, in `most` characters: of the person's own things the class, as their
    repr is the person's code; of a long list the beginning.
    """
    kind = type(value)
    if kind in _TOLD:
        return repr(value)[:most]
    if kind is slice:
        return f"slice({', '.join(text_of(one, most) for one in (value.start, value.stop, value.step))})"[:most]
    if (brackets := _BRACKETS.get(kind)) is not None:
        inside = ", ".join(text_of(one, most) for one in islice(value, most))
        return f"{brackets[0]}{inside}{',' if kind is tuple and len(value) == 1 else ''}{brackets[1]}"[:most]
    return f"<{kind.__name__}>"[:most]


def norm_of(tensor: Tensor, summary: Summary) -> Number | None:
    """The Euclidean norm of what has that summary, or None where no plain numbers can be read."""
    if tensor.layout is not torch.sparse_coo or is_wrapped(tensor) or is_asked(type(tensor)):
        return summary.norm
    return _norm(tensor.detach().coalesce().values())


def maybe(tensor: Tensor | None) -> Summary | None:
    """None of None."""
    return None if tensor is None else summarise(tensor)


def name_of(dtype: torch.dtype) -> str:
    """float32, without torch in front."""
    return _NAMES.setdefault(dtype, str(dtype).removeprefix("torch."))


def _number(value: Any) -> Number:
    if isinstance(value, complex):
        return str(value)
    return float(value) if abs(value) < float("inf") else str(float(value))
