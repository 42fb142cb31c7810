"""The plain training loop that walks this very path."""

from __future__ import annotations

from explorer.core.descend.fit import Fit
from explorer.core.descend.optimisers import SCHEDULERS, optimiser
from explorer.core.descend.own import Own
from explorer.core.descend.problem import DescendError, Problem, Terrain
from explorer.core.descend.run import Plan
from explorer.core.expression import Expression
from explorer.core.expression.source import identifier, source
from explorer.core.words import QT_TRANSLATE_NOOP

_NO_SOURCE = QT_TRANSLATE_NOOP("DescendError", "{name} is a function of Python: its text is not known here.")


def script(plan: Plan) -> str:
    """A script that ends with the path, the values and the gradients of the plan's run, bit for bit.

    Raises DescendError for a problem that is a Python callable.
    """
    lines = ["import torch", ""]
    chosen = optimiser(plan.optimizer)
    if isinstance(chosen, Own):
        lines += [f"# {chosen.where}", *chosen.source.strip().splitlines(), "", ""]
    lines += data(plan.problem)
    return "\n".join([*lines, *walk(plan), "print(path[-1])", ""])


def data(problem: Terrain) -> list[str]:
    """What the loss needs beside the leaves."""
    if isinstance(problem, Fit):
        return [
            f"data = torch.linspace({-problem.of.reach!r}, {problem.of.reach!r}, {problem.points})",
            f"generator = torch.Generator().manual_seed({problem.seed})",
            f"draws = {problem.noise!r} * torch.randn({problem.points}, generator=generator)",
            f"target = {problem.of.target_source}",
        ]
    values = problem.values if isinstance(problem, Problem) else {}
    return [f"{identifier(name)} = {float(value)!r}" for name, value in values.items()]


def walk(plan: Plan) -> list[str]:
    """The leaves, the optimiser, and the loop that leaves `path` and `values`. Raises as `script` does."""
    names = plan.problem.names
    chosen = optimiser(plan.optimizer)
    options = "".join(f", {name}={value!r}" for name, value in {**chosen.preset, **dict(plan.hyper)}.items())
    lines = [
        f"{name} = torch.tensor({float(at)!r}, requires_grad=True)" for name, at in zip(names, plan.start, strict=True)
    ]
    if isinstance(plan.problem, Fit) and plan.problem.is_noisy:
        lines.append(f"batches = torch.Generator().manual_seed({plan.problem.seed + 1})")
    lines.append(f"optimizer = {chosen.call}([{', '.join(names)}]{options})")
    if plan.scheduler:
        schedule, arguments = SCHEDULERS[plan.scheduler]
        told = "".join(f", {name}={value!r}" for name, value in arguments.items())
        lines.append(f"scheduler = torch.optim.lr_scheduler.{schedule.__name__}(optimizer{told})")
    lines += ["", "", "def closure():"]
    if plan.zero_grad:
        lines.append("    optimizer.zero_grad()")
    lines += [f"    {line}" for line in loss(plan.problem)]
    lines.append("    loss.backward()")
    if plan.clip_norm:
        lines.append(f"    torch.nn.utils.clip_grad_norm_([{', '.join(names)}], {plan.clip_norm!r})")
    if plan.clip_value:
        lines.append(f"    torch.nn.utils.clip_grad_value_([{', '.join(names)}], {plan.clip_value!r})")
    lines += ["    return loss", "", "", "path, values = [], []"]
    point = f"({', '.join(f'{name}.item()' for name in names)},)"
    lines += [f"for _ in range({plan.steps}):", f"    path.append({point})"]
    if chosen.steps_alone:
        lines += ["    values.append(closure().item())", "    optimizer.step()"]
    else:
        lines.append("    values.append(optimizer.step(closure).item())")
    if plan.scheduler:
        lines.append("    scheduler.step()")
    return [*lines, f"path.append({point})"]


def loss(problem: Terrain) -> list[str]:
    """Lines that end with `loss`. Raises DescendError where they are not known."""
    if isinstance(problem, Fit):
        lines = list(problem.of.error_source)
        if problem.is_noisy:
            lines.insert(0, f"chosen = torch.randint({problem.points}, ({problem.batch},), generator=batches)")
        else:
            lines = [line.replace("[chosen]", "") for line in lines]
        return [*lines, "loss = error.mean()"]
    if not isinstance(problem, Problem) or not isinstance(problem.function, Expression):
        raise DescendError(_NO_SOURCE, name=problem.name)
    return source(problem.function, "float32", "loss")
