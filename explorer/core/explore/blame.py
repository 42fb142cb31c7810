"""Which operation is to blame: for the first NaN, forward or backward, or for a path to x that it silently cuts."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode, resolve_name

from explorer.core.explore.sample import Function, evaluate
from explorer.core.words import ExplainedError

_MEANT = re.compile(r"(^|\.)(detach|expand_as|new_\w+|\w+_like)$")
"""Results that are not meant to lead back: what is cut by name, and constants, which only have the shape of x."""
_VANISH = ("exp", "exp2", "pow", "mul", "div", "erfc", "sigmoid", "square")
"""Operations whose result is 0 only where an argument is, or where it is too small for the dtype."""

_BLAMED = re.compile(r"Function '(\w+)' returned nan")


class _Watch(TorchFunctionMode):
    """Notes the first operation that makes a NaN of what is none, and those whose result has lost the way to x."""

    def __init__(self) -> None:
        super().__init__()
        self.first_nan = ""
        self.first_infinity = ""
        self.first_zero = ""
        self.cuts: list[str] = []

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        with torch.DisableTorchFunctionSubclass():
            inputs = [value for value in args if isinstance(value, Tensor)]
            if isinstance(result, Tensor) and result.is_floating_point():
                name = (resolve_name(func) or getattr(func, "__name__", "?")).replace("torch.Tensor.", "")
                if not self.first_nan and result.isnan().any() and not any(value.isnan().any() for value in inputs):
                    self.first_nan = name
                if (
                    not self.first_infinity
                    and result.isinf().any()
                    and all(bool(value.isfinite().all()) for value in inputs)
                    and not name.endswith(("div", "reciprocal", "log"))
                ):
                    self.first_infinity = name
                if (
                    not self.first_zero
                    and (result == 0).any()
                    and name.endswith(_VANISH)
                    and not any(bool((value == 0).any()) for value in inputs)
                ):
                    self.first_zero = name
                # Inside a custom Function nothing is recorded, and nothing need be.
                if (
                    torch.is_grad_enabled()
                    and not result.requires_grad
                    and any(value.requires_grad for value in inputs)
                ):
                    self.cuts.append(name)
        return result


def _run(run: Function, x: float, parameters: Mapping[str, float], dtype: torch.dtype) -> tuple[Tensor, _Watch, Tensor]:
    leaf = torch.tensor([x], dtype=dtype, requires_grad=True)
    watch = _Watch()
    with watch:
        y = evaluate(run, leaf, parameters)
    return leaf, watch, y


def of_nan(
    run: Function, x: float, parameters: Mapping[str, float], dtype: torch.dtype = torch.float64, order: int = 1
) -> str:
    """The name of the operation, such as torch.sqrt forward or SqrtBackward0 backward, in the derivatives up to an
    order; "?" where none is NaN, or the function takes no single x.
    """
    try:
        _, watch, _ = _run(run, x, parameters, dtype)
    except ExplainedError:
        return "?"
    if watch.first_nan:
        return watch.first_nan
    try:
        # The engine itself checks every node, and names the first; what it warns of beside that is not needed.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with torch.autograd.detect_anomaly():
                leaf, _, y = _run(run, x, parameters, dtype)
                for _ in range(order):
                    (y,) = torch.autograd.grad(y.sum(), leaf, create_graph=True)
    except RuntimeError as error:
        found = _BLAMED.search(str(error))
        return found[1] if found else "?"
    return "?"


def out_of_range(run: Function, x: float, parameters: Mapping[str, float], dtype: torch.dtype) -> tuple[str, str]:
    """The first operation whose result is beyond the dtype's largest number, and the first that is 0 for being below
    its smallest; "" where there is none. What divides by zero is neither.
    """
    try:
        _, watch, _ = _run(run, x, parameters, dtype)
    except ExplainedError:
        return "", ""
    return watch.first_infinity, watch.first_zero


def of_cut(run: Function, x: float, parameters: Mapping[str, float]) -> str:
    """The first operation, other than detach, whose result has no way back to x; "" where there is none."""
    try:
        _, watch, _ = _run(run, x, parameters, torch.float64)
    except ExplainedError:
        return ""
    return next((name for name in watch.cuts if not _MEANT.search(name)), "")
