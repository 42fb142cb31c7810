"""What `import explorer` offers to scripts, shells and notebooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from explorer.core.explore.check import Check
from explorer.core.explore.check import check as _check
from explorer.core.explore.sample import Curve, recording
from explorer.core.explore.sample import sample as _sample
from explorer.core.expression import Expression, parse

if TYPE_CHECKING:
    import torch

    from explorer.core.descend.run import Run
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
    optimizer: str = "sgd",
    steps: int = 100,
    zero_grad: bool = True,
    scheduler: str = "",
    parameters: Mapping[str, float] | None = None,
    **hyper: Any,
) -> Run:
    """Walk down with torch.optim from `start`.

    `problem` is the name of a built-in surface ("Rosenbrock"), an expression in x, or in x and y, or a callable of one
    or two 0-dim tensors; `hyper` are torch's own (lr, momentum, betas, …), with torch's defaults. `.path` is
    (steps + 1, dims), `.values` (steps + 1,), float32: bit for bit those of a plain torch.optim loop. `.verdict` says
    what became of the walk (`.kind`, `.text`), and `.hessian` is that of f at its end, in float64. Raises
    ExpressionError for a text that is no expression, and ValueError for what else cannot be.
    """
    from explorer.core.descend import problem as problems
    from explorer.core.descend.run import descend as walk

    point = tuple(map(float, start)) if isinstance(start, Sequence) else (float(start),)
    wanted = problems.chosen(problem, point, parameters or {})
    return walk(wanted, point, optimizer=optimizer, steps=steps, zero_grad=zero_grad, scheduler=scheduler, **hyper)


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
    from PySide6.QtCore import QCoreApplication, QThread

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

    from explorer.app import application, create_window

    app = application()
    window = create_window(state)
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
