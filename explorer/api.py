"""What `import explorer` offers to scripts, shells and notebooks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.core.explore.check import Check
from explorer.core.explore.check import check as _check
from explorer.core.explore.sample import Curve, recording
from explorer.core.explore.sample import sample as _sample
from explorer.core.expression import Expression, parse

if TYPE_CHECKING:
    import torch

    from explorer.core.descend.landscape import Landscape
    from explorer.core.descend.run import Run
    from explorer.core.explore.state import State
    from explorer.core.tape.tape import Tape
    from explorer.ui.window import MainWindow

Function = str | Callable[..., Any]


@recording
def sample(
    function: Function,
    limits: tuple[float, float],
    *,
    samples: int = 1000,
    order: int = 1,
    parameters: Mapping[str, float] | None = None,
    dtype: torch.dtype | str | None = None,
) -> Curve:
    """f and its first `order` derivatives at `samples` points of `limits`, by torch autograd.

    `function` is an expression ("a sin(b x)") or a torch callable, taken to be elementwise. The tensors are 1-D,
    float32 unless `dtype` says otherwise, and bit for bit those of the plain PyTorch script. Raises ExpressionError
    for a text that is not an expression, and ValueError for a range, an order or a number of samples that cannot be.
    """
    wanted = parse(function) if isinstance(function, str) else function
    return _sample(wanted, limits, samples=samples, order=order, parameters=parameters, dtype=dtype)


@recording
def check(
    function: Function,
    limits: tuple[float, float],
    *,
    order: int = 1,
    parameters: Mapping[str, float] | None = None,
    dtype: torch.dtype | str | None = None,
) -> Check:
    """Is autograd's df/dx true on `limits`? Held, in float64 unless `dtype` says otherwise, against SymPy's derivative,
    forward mode, central differences and mpmath at 50 digits; f itself, and the derivatives up to `order`, against
    mpmath.

    `.agrees`, `.worst` and `.by_method` tell the outcome, `.verdicts` where and why it is not what calculus says.
    Raises as `sample` does.
    """
    wanted = parse(function) if isinstance(function, str) else function
    return _check(wanted, limits, order=order, parameters=parameters, dtype=dtype)


@recording
def descend(
    problem: Function,
    start: float | Sequence[float],
    *,
    optimizer: str | type[torch.optim.Optimizer] = "sgd",
    steps: int = 100,
    zero_grad: bool = True,
    scheduler: str = "",
    clip_norm: float = 0.0,
    clip_value: float = 0.0,
    parameters: Mapping[str, float] | None = None,
    **hyper: Any,
) -> Run:
    """Walk down with torch.optim from `start`.

    `problem` is the name of a built-in surface ("Rosenbrock"), an expression in x, or in x and y, or a callable of one
    or two 0-dim tensors. `optimizer` is a name, a class, or "path/to/file.py:Name"; `hyper` are its own (lr, momentum,
    betas, …), with its defaults. `clip_norm` and `clip_value` clip the gradients as torch.nn.utils does. `.path` is
    (steps + 1, dims), `.values` (steps + 1,), float32: bit for bit those of a plain torch.optim loop. `.verdict` says
    what became of the walk (`.kind`, `.text`), and `.hessian` is that of f at its end, in float64. Raises
    ExpressionError for a text that is no expression, and ValueError for what else cannot be.
    """
    from explorer.core.descend.optimisers import chosen
    from explorer.core.descend.run import descend as walk
    from explorer.core.descend.surfaces import chosen as problem_of

    point = tuple(map(float, start)) if isinstance(start, Sequence) else (float(start),)
    return walk(
        problem_of(problem, point, parameters or {}),
        point,
        optimizer=chosen(optimizer),
        steps=steps,
        zero_grad=zero_grad,
        scheduler=scheduler,
        clip_norm=clip_norm,
        clip_value=clip_value,
        **hyper,
    )


def explore(
    function: Function,
    limits: tuple[float, float] = (-5.0, 5.0),
    *,
    samples: int = 1000,
    order: int = 1,
    parameters: Mapping[str, float] | None = None,
    dtype: torch.dtype | str | None = None,
) -> MainWindow:
    """Open the window on a function.

    In a script it returns when the window is closed; where an event loop of Qt runs already (`%gui qt` in IPython)
    at once. A parameter without a value starts at 1. Raises as `sample` does.
    """
    from explorer.core.explore import state as states
    from explorer.core.explore.sample import as_dtype, check
    from explorer.core.python_function import PythonFunction, of_callable

    kind = as_dtype(dtype)
    wanted: Expression | PythonFunction
    if isinstance(function, str):
        wanted = expression = parse(function)
        values = {**dict.fromkeys(expression.parameters, 1.0), **(parameters or {})}
    else:
        wanted = of_callable(partial(function, **parameters) if parameters else function)
        values = {}
    values = check(wanted, limits, samples, order, values, kind)
    state = states.of_function(wanted, (float(limits[0]), float(limits[1])))
    state = replace(state, samples=samples, order=max(order, 1), dtype=str(kind).removeprefix("torch."))
    for name, value in values.items():
        state = states.with_parameter(state, name, value=value)

    return _opened(state)


def landscape(
    loss: Callable[[], torch.Tensor],
    parameters: torch.nn.Module | Iterable[torch.Tensor],
    path: Sequence[Any] | None = None,
    *,
    count: int = 41,
    reach: float = 1.0,
    seed: int = 0,
) -> Landscape:
    """The loss of a network over two directions of its parameters.

    `loss()` computes it, of one number; `parameters` are a module, or its parameters. `path` has what they were during
    training: lists of tensors, state_dicts, or flat vectors; the plane is that of its first two principal components.
    Without it, it is spanned by two random directions that are as long as the filters (Li et al., 2018), from −`reach`
    to `reach`.

    `.x` and `.y` (count,) and `.heights` (count, count) are the surface, computed when they are first asked for;
    `.path` (steps, 2), `.directions` (2, n), `.explained`. `.show()` opens the window on it, in Descend, where
    torch.optim walks on the real loss. Parameters, buffers, .grad and random numbers are afterwards what they were.
    Raises ValueError for what cannot be.
    """
    from explorer.core.descend.landscape import landscape as section

    return section(loss, parameters, path, count=count, reach=reach, seed=seed, opener=_show_landscape)


def _show_landscape(found: Landscape) -> MainWindow:
    """Open the window on a network's loss, in Descend; it returns as `explore` does."""
    from explorer.core.descend.state import of_landscape

    return _opened(None, ("descend", of_landscape(found)))


def load_tape(path: str | os.PathLike[str]) -> Tape:
    """The recording that `Tape.save` has written. Nothing of it is run. Raises ValueError, with one sentence, for a
    file that is no recording, is damaged, or is of a newer form; and OSError.
    """
    from explorer.core.tape.tape_file import read

    return read(Path(path))


def show_tape(tape: Tape) -> MainWindow:
    """Open the window on a recording; it returns as `explore` does."""
    return _opened(None, ("tape", tape))


def _opened(state: State | None, gift: tuple[str, object] | None = None) -> MainWindow:
    """The window on a State of Explore, or with something for another of its rooms, shown until it is closed."""
    from PySide6.QtCore import QCoreApplication, QThread

    from explorer.app import application, create_window

    app = application()
    window = create_window(state)
    if gift is not None:
        window.give(*gift)
    window.show()
    running = QThread.currentThread().loopLevel() > 0 or _is_interactive()
    if not running:
        app.exec()
    assert QCoreApplication.instance() is app
    return window


def _is_interactive() -> bool:
    """Whether IPython runs Qt's event loop between its prompts."""
    try:
        shell = get_ipython()  # type: ignore[name-defined]
    except NameError:
        return False
    return getattr(shell, "active_eventloop", None) in ("qt", "qt6")
