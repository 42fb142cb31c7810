"""f and its derivatives on a leaf linspace tensor, by reverse mode, in blocks that stay in cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, wraps
from math import isfinite
from numbers import Integral
from typing import ParamSpec, TypeVar

import numpy as np
import torch
from torch import Tensor

from explorer.core.cancelled import Cancelled
from explorer.core.explore.mark import Mark
from explorer.core.expression.torch_reading import TorchFunction
from explorer.core.expression.tree import Expression
from explorer.core.words import QT_TRANSLATE_NOOP, ExplainedError

MIN_SAMPLES, MAX_SAMPLES = 2, 10_000_000
MAX_ORDER = 4
DTYPES = {"float32": torch.float32, "float64": torch.float64}

# torch splits an elementwise operation over its threads and computes what is left over at the end of each part with
# scalar code, whose last bit can differ from the vector code. Blocks cut inside those parts, so that each thread's
# share is whole vectors again, are bit for bit what the plain script computes.
GRAIN = 32_768  # torch's own: no thread is given fewer elements
SERIAL = 16_384  # few enough that no operation is ever split
VECTORS = 256  # a multiple of every vector width and unrolling
PER_THREAD = 524_288  # temporaries of a few MB, which malloc keeps; larger ones are fresh pages each time

Function = Callable[..., Tensor]
P = ParamSpec("P")
R = TypeVar("R")


class SampleError(ExplainedError):
    """A range, a number of samples or a function that cannot be sampled."""

    context = "SampleError"


_NOT_FINITE = QT_TRANSLATE_NOOP("SampleError", "The ends of the range must be finite numbers.")
_REVERSED = QT_TRANSLATE_NOOP("SampleError", "The range is empty: {lo:g} is not below {hi:g}.")
_TOO_WIDE = QT_TRANSLATE_NOOP("SampleError", "{dtype} cannot hold a range from {lo:g} to {hi:g}.")
_TOO_NARROW = QT_TRANSLATE_NOOP("SampleError", "In {dtype}, {lo!r} and {hi!r} are the same number.")
_SAMPLES = QT_TRANSLATE_NOOP("SampleError", "The number of samples must be a whole number from {least} to {most:,}.")
_ORDER = QT_TRANSLATE_NOOP("SampleError", "The order of the derivative must be a whole number from 0 to {most}.")
_LIMITS = QT_TRANSLATE_NOOP("SampleError", "The range must be two numbers, not {got}.")
_NO_NUMBER = QT_TRANSLATE_NOOP("SampleError", "The parameter {name} must be a number, not {got}.")
_DTYPE = QT_TRANSLATE_NOOP("SampleError", "The dtype must be float32 or float64, not {dtype}.")
_PARAMETER = QT_TRANSLATE_NOOP("SampleError", "The parameter {name} has no value.")
_NO_PARAMETER = QT_TRANSLATE_NOOP("SampleError", "The function has no parameter {name}.")
_SHAPE = QT_TRANSLATE_NOOP(
    "SampleError", "The function must give one value for each x: a tensor of shape {wanted}, not {got}."
)
_NO_TENSOR = QT_TRANSLATE_NOOP("SampleError", "The function must return a tensor, not {got}.")
_COMPLEX = QT_TRANSLATE_NOOP("SampleError", "The function returned complex numbers; the explorer draws real ones.")
_RAISED = QT_TRANSLATE_NOOP("SampleError", "The function raised {kind}: {text}")


def recording(function: Callable[P, R]) -> Callable[P, R]:
    """The function, run so that torch records, whatever the caller has it do."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with torch.inference_mode(False), torch.enable_grad():
            return function(*args, **kwargs)

    return run


@dataclass(frozen=True, slots=True)
class Origin:
    """What a Curve is of."""

    function: Expression | Function
    limits: tuple[float, float]
    parameters: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The samples: x, and derivatives[k] the k-th derivative, all 1-D, on the CPU, outside any graph.

    `severed` is the first order at which autograd found no way back to x, or None. From there on the tensors hold
    zeros where y has no path to x (what torch.autograd.grad gives with materialize_grads=True) and NaN where torch has
    no formula; `refusal` is torch's own text. `origin` is what was sampled, where `sample` made it.
    """

    x: Tensor
    derivatives: tuple[Tensor, ...]
    severed: int | None = None
    refusal: str = ""
    origin: Origin | None = None

    @property
    def f(self) -> Tensor:
        return self.derivatives[0]

    @property
    def no_path(self) -> bool:
        """Whether torch refused because y has no path to x, rather than for want of a formula."""
        return "does not require grad" in self.refusal or "not have been used" in self.refusal

    @recording
    def marks(self) -> tuple[Mark, ...]:
        """The points of interest of f on the range, each confirmed in many digits; worked out anew at each call.

        Of a kind that is there more than a hundred times there are none. Raises ValueError for a Curve that `sample`
        did not make.
        """
        from explorer.core.explore.marks.certify import certify

        if self.origin is None:
            raise ValueError("only a Curve made by sample knows its function")
        return certify(self.origin.function, self.origin.limits, self.origin.parameters).marks


@dataclass(slots=True)
class Buffers:
    """Memory kept from one call to the next: fresh pages cost more than the arithmetic at 10 million samples."""

    _kept: dict[tuple[int, torch.dtype], Tensor] = field(default_factory=dict)

    def take(self, place: int, length: int, dtype: torch.dtype) -> Tensor:
        """An uninitialised 1-D tensor; the next `take` of the same place overwrites it."""
        kept = self._kept.get((place, dtype))
        if kept is None or len(kept) < length:
            # NumPy asks the kernel for huge pages, torch does not: 512 times fewer faults when they are first written.
            kept = torch.from_numpy(np.empty(length, dtype=np.float32 if dtype == torch.float32 else np.float64))
            self._kept[place, dtype] = kept
        return kept[:length]


def sample(
    function: Expression | Function,
    limits: tuple[float, float],
    *,
    samples: int = 1000,
    order: int = 1,
    parameters: Mapping[str, float] | None = None,
    dtype: torch.dtype | str | None = None,
    buffers: Buffers | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Curve:
    """Sample `function` and its first `order` derivatives at `samples` points from limits[0] to limits[1].

    The values are bit for bit those of the plain script: x = torch.linspace(lo, hi, samples, requires_grad=True),
    y = f(x), y.sum().backward(), x.grad; for orders above 1, torch.autograd.grad with create_graph=True, nested.
    A callable takes x (and `parameters` by keyword) and is evaluated on the whole tensor at once; an expression in
    blocks. With `buffers` the result lives in them until their next use. Raises SampleError; Cancelled between blocks.
    """
    kind = as_dtype(dtype)
    values = check(function, limits, samples, order, parameters, kind)
    lo, hi = map(float, limits)
    run = as_function(function)
    kept = buffers or Buffers()
    x = torch.linspace(lo, hi, samples, dtype=kind, out=kept.take(-1, samples, kind))
    pieces = list(blocks(samples)) if isinstance(function, Expression) else [(0, samples)]
    origin = Origin(function, (lo, hi), values)
    if len(pieces) == 1:
        return replace(differentiate(run, x, values, order), origin=origin)
    whole = [kept.take(k, samples, kind) for k in range(order + 1)]
    part = None
    for start, end in pieces:
        if cancelled():
            raise Cancelled
        part = differentiate(run, x[start:end], values, order)
        for target, piece in zip(whole, part.derivatives, strict=True):
            target[start:end] = piece
    assert part is not None
    return Curve(x, tuple(whole), part.severed, part.refusal, origin)


def as_function(function: Expression | Function) -> Function:
    """The callable on tensors; compiled once for an expression."""
    return _compiled(function) if isinstance(function, Expression) else function


@lru_cache(maxsize=16)
def _compiled(expression: Expression) -> Function:
    return TorchFunction(expression)


def as_dtype(dtype: torch.dtype | str | None) -> torch.dtype:
    """float32 or float64, by name or by torch's own object."""
    name = str(dtype or "float32").removeprefix("torch.")
    if name not in DTYPES:
        raise SampleError(_DTYPE, dtype=name)
    return DTYPES[name]


def check(
    function: Expression | Function,
    limits: tuple[float, float],
    samples: int,
    order: int,
    parameters: Mapping[str, float] | None,
    dtype: torch.dtype,
) -> dict[str, float]:
    """The parameters' values, once everything else can be sampled; raises SampleError."""
    try:
        lo, hi = map(float, limits)
    except (TypeError, ValueError) as error:
        raise SampleError(_LIMITS, got=repr(limits)) from error
    check_range(lo, hi, dtype)
    if not (isinstance(samples, Integral) and MIN_SAMPLES <= samples <= MAX_SAMPLES):
        raise SampleError(_SAMPLES, least=MIN_SAMPLES, most=MAX_SAMPLES)
    if not (isinstance(order, Integral) and 0 <= order <= MAX_ORDER):
        raise SampleError(_ORDER, most=MAX_ORDER)
    return check_parameters(function, parameters)


def check_range(lo: float, hi: float, dtype: torch.dtype) -> None:
    """Raises SampleError where linspace could not make the samples."""
    lo, hi = float(lo), float(hi)
    name = str(dtype).removeprefix("torch.")
    if not (isfinite(lo) and isfinite(hi)):
        raise SampleError(_NOT_FINITE)
    if not lo < hi:
        raise SampleError(_REVERSED, lo=lo, hi=hi)
    largest = torch.finfo(dtype).max
    if max(abs(lo), abs(hi)) > largest or hi - lo > largest:
        raise SampleError(_TOO_WIDE, dtype=name, lo=lo, hi=hi)
    if dtype == torch.float32 and np.float32(lo) == np.float32(hi):
        raise SampleError(_TOO_NARROW, dtype=name, lo=lo, hi=hi)


def check_parameters(function: Expression | Function, parameters: Mapping[str, float] | None) -> dict[str, float]:
    """A value for each parameter of an expression, and no other."""
    given: dict[str, float] = {}
    for name, value in (parameters or {}).items():
        try:
            given[name] = float(value)
        except (TypeError, ValueError) as error:
            raise SampleError(_NO_NUMBER, name=name, got=repr(value)) from error
    if isinstance(function, Expression):
        for name in function.parameters:
            if name not in given:
                raise SampleError(_PARAMETER, name=name)
        for name in given:
            if name not in function.parameters:
                raise SampleError(_NO_PARAMETER, name=name)
    return given


def blocks(samples: int) -> Iterator[tuple[int, int]]:
    """Where to cut `samples` elements so that every block is computed exactly as in one piece."""
    threads = torch.get_num_threads()
    block, unit = threads * PER_THREAD, threads * VECTORS
    if samples <= block:
        yield 0, samples
        return
    part = -(-samples // min(threads, -(-samples // GRAIN)))
    for start in range(0, samples, part):
        end = min(samples, start + part)
        while start < end:
            left = end - start
            shared = min(block, left - left % unit)
            size = shared if shared > (threads - 1) * GRAIN else min(left, SERIAL)
            yield start, start + size
            start += size


def evaluate(run: Function, leaf: Tensor, parameters: Mapping[str, float | Tensor]) -> Tensor:
    """run(leaf), checked: a floating tensor of the shape of leaf."""
    try:
        y = run(leaf, **parameters)
    except (Exception, SystemExit) as error:  # the person's own function may raise anything at all
        raise SampleError(_RAISED, kind=type(error).__name__, text=str(error)) from error
    if not isinstance(y, Tensor):
        raise SampleError(_NO_TENSOR, got=type(y).__name__)
    if y.is_complex():
        raise SampleError(_COMPLEX)
    if y.shape != leaf.shape:
        if y.dim() != 0:
            raise SampleError(_SHAPE, wanted=tuple(leaf.shape), got=tuple(y.shape))
        y = y.expand_as(leaf)
    return y


def differentiate(run: Function, x: Tensor, parameters: Mapping[str, float], order: int) -> Curve:
    """The derivatives on one block: `x` itself becomes the leaf's memory."""
    leaf = x.detach().requires_grad_(order > 0)
    y = evaluate(run, leaf, parameters)
    if order == 1 and y.requires_grad:
        try:
            y.sum().backward()
        except RuntimeError as error:
            return _severed(x, [y], order, 1, str(error))
        if leaf.grad is not None:
            return Curve(x, (_values(y, x), _values(leaf.grad, x)))
    found = [y]
    for k in range(1, order + 1):
        try:
            (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True)
        except RuntimeError as error:
            return _severed(x, found, order, k, str(error))
        found.append(y)
    return Curve(x, tuple(_values(y, x) for y in found))


def _values(y: Tensor, x: Tensor) -> Tensor:
    return plain(y).to(x.dtype)


def plain(tensor: Tensor) -> Tensor:
    """The numbers of a tensor, outside the graph; autograd's symbolic zeros become real ones."""
    numbers = tensor.detach()
    is_symbolic = numbers.layout is torch.strided and not numbers.data_ptr()  # such zeros have no memory
    return numbers.clone() if is_symbolic else numbers


def _severed(x: Tensor, found: Sequence[Tensor], order: int, k: int, refusal: str) -> Curve:
    known = tuple(_values(y, x) for y in found)
    curve = Curve(x, known, k, refusal)
    filler = torch.full_like(x, 0.0 if curve.no_path else float("nan"))
    return replace(curve, derivatives=(*known, *[filler] * (order + 1 - len(known))))


@dataclass(frozen=True, slots=True)
class Point:
    """One x: derivatives[k] there (None where there is no path), and ∂f/∂parameter by name."""

    x: float
    derivatives: tuple[float | None, ...]
    partials: Mapping[str, float | None]

    @property
    def f(self) -> float:
        value = self.derivatives[0]
        return float("nan") if value is None else value


def at_point(
    function: Expression | Function,
    x: float,
    *,
    order: int = 1,
    parameters: Mapping[str, float] | None = None,
    dtype: torch.dtype | str | None = None,
) -> Point:
    """f, its derivatives and its partial derivatives at one x; x.grad and a.grad come from the same backward pass."""
    kind = as_dtype(dtype)
    values = check_parameters(function, parameters)
    run = as_function(function)
    leaf = torch.tensor([x], dtype=kind, requires_grad=True)
    leaves = {name: torch.tensor(value, dtype=kind, requires_grad=True) for name, value in values.items()}
    y = evaluate(run, leaf, leaves)
    found: list[float | None] = [y.item()]
    partials: dict[str, float | None] = dict.fromkeys(leaves)
    for k in range(1, order + 1):
        try:
            wanted = [leaf, *leaves.values()] if k == 1 else [leaf]
            slopes = torch.autograd.grad(y.sum(), wanted, create_graph=order > 1, allow_unused=True)
        except RuntimeError:
            break
        if k == 1:
            partials = {name: _item(slope) for name, slope in zip(leaves, slopes[1:], strict=True)}
        if slopes[0] is None:
            break
        y = slopes[0]
        found.append(y.item())
    found.extend([None] * (order + 1 - len(found)))
    return Point(leaf.item(), tuple(found), partials)


def _item(slope: Tensor | None) -> float | None:
    return None if slope is None else slope.item()
