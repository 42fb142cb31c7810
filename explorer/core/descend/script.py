"""The PyTorch training loop that walks this very path."""

from __future__ import annotations

from explorer.core.descend.optimisers import SCHEDULERS, optimiser
from explorer.core.descend.problem import NAMES, DescendError, LineFit, Problem
from explorer.core.descend.run import Plan
from explorer.core.expression import Expression
from explorer.core.expression.source import identifier, source
from explorer.core.words import QT_TRANSLATE_NOOP

_NO_SOURCE = QT_TRANSLATE_NOOP("DescendError", "{name} is a function of Python: its text is not known here.")


def script(plan: Plan) -> str:
    """A script that ends with the path, the values and the gradients of the plan's run, bit for bit.

    Raises DescendError for a problem that is a Python callable.
    """
    problem = plan.problem
    names = ("w", "b") if isinstance(problem, LineFit) else NAMES[: problem.dims]
    chosen = optimiser(plan.optimizer)
    options = "".join(f", {name}={value!r}" for name, value in {**chosen.preset, **dict(plan.hyper)}.items())
    lines = ["import torch", ""]
    lines += [
        f"{name} = torch.tensor({float(at)!r}, requires_grad=True)" for name, at in zip(names, plan.start, strict=True)
    ]
    lines += _data(problem) if isinstance(problem, LineFit) else _parameters(problem)
    lines.append(f"optimizer = torch.optim.{chosen.kind.__name__}([{', '.join(names)}]{options})")
    if plan.scheduler:
        kind, arguments = SCHEDULERS[plan.scheduler]
        told = "".join(f", {name}={value!r}" for name, value in arguments.items())
        lines.append(f"scheduler = torch.optim.lr_scheduler.{kind.__name__}(optimizer{told})")
    body = _batch(problem) if isinstance(problem, LineFit) else _body(problem)
    lines += ["", "", "def closure():"]
    if plan.zero_grad:
        lines.append("    optimizer.zero_grad()")
    lines += [f"    {line}" for line in body]
    lines += ["    loss.backward()", "    return loss", "", "", "path, values = [], []"]
    point = f"({', '.join(f'{name}.item()' for name in names)},)"
    lines += [f"for _ in range({plan.steps}):", f"    path.append({point})"]
    lines.append("    values.append(optimizer.step(closure).item())")
    if plan.scheduler:
        lines.append("    scheduler.step()")
    lines += [f"path.append({point})", "print(path[-1])", ""]
    return "\n".join(lines)


def _parameters(problem: Problem) -> list[str]:
    return [f"{identifier(name)} = {float(value)!r}" for name, value in problem.values.items()]


def _body(problem: Problem) -> list[str]:
    if not isinstance(problem.function, Expression):
        raise DescendError(_NO_SOURCE, name=problem.name)
    return source(problem.function, "float32", "loss")


def _data(problem: LineFit) -> list[str]:
    return [
        f"data = torch.linspace(-2, 2, {problem.points})",
        f"generator = torch.Generator().manual_seed({problem.seed})",
        f"target = 2 * data - 1 + {problem.noise!r} * torch.randn({problem.points}, generator=generator)",
        f"batches = torch.Generator().manual_seed({problem.seed + 1})",
    ]


def _batch(problem: LineFit) -> list[str]:
    return [
        f"chosen = torch.randint({problem.points}, ({problem.batch},), generator=batches)",
        "loss = (w * data[chosen] + b - target[chosen]).square().mean()",
    ]
