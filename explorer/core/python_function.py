"""A torch callable that somebody wrote in Python, beside the expressions of our own language."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class PythonFunction:
    """y = f(x), elementwise on a 1-D tensor. Two are equal when name and loader are the same."""

    name: str
    load: Callable[[], Callable[..., Tensor]] = field(repr=False)

    def __str__(self) -> str:
        return self.name

    @cached_property
    def _callable(self) -> Callable[..., Tensor]:
        return self.load()

    def __call__(self, x: Tensor, **parameters: Any) -> Tensor:
        return self._callable(x, **parameters)


def of_callable(function: Callable[..., Tensor]) -> PythonFunction:
    """Wrap a callable under its own name."""
    named = getattr(function, "func", function)  # what a functools.partial calls
    return PythonFunction(getattr(named, "__name__", type(named).__name__), _Known(function))


def of_file(path: Path, name: str) -> PythonFunction:
    """`name` in the file at `path`, which is run when the function is first called, not before."""
    return PythonFunction(f"{path.name}:{name}", _InFile(path, name))


@dataclass(frozen=True)
class _Known:
    function: Callable[..., Tensor]

    def __call__(self) -> Callable[..., Tensor]:
        return self.function


@dataclass(frozen=True)
class _InFile:
    path: Path
    name: str

    def __call__(self) -> Callable[..., Tensor]:
        spec = importlib.util.spec_from_file_location(self.path.stem, self.path)
        if spec is None or spec.loader is None:
            raise ImportError(f"{self.path} is not a Python file")
        module = importlib.util.module_from_spec(spec)
        sys.modules[self.path.stem] = module  # dataclasses and pickles in the file look themselves up there
        spec.loader.exec_module(module)
        found: Callable[..., Tensor] = getattr(module, self.name)
        return found
