"""Paths of optimisers as CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from explorer.core.descend.optimisers import optimiser

if TYPE_CHECKING:
    from explorer.core.descend.race import Race
    from explorer.core.descend.rates import Trial
    from explorer.core.descend.reach import Reached
    from explorer.core.descend.run import Run


def to_csv(run: Run) -> Iterator[str]:
    """step, x, (y,) f: a header, then a line a point, in all the digits of float32."""
    yield ",".join(["step", *"xy"[: run.path.shape[1]], "f"]) + "\n"
    numbers = [run.path[:, k] for k in range(run.path.shape[1])] + [run.values]
    for step, row in enumerate(zip(*(one.numpy().astype(str) for one in numbers), strict=True)):
        yield ",".join([str(step), *row]) + "\n"


def to_json(run: Run) -> str:
    """The path, f at each of its points, and the gradients of the steps; NaN and infinities are null."""
    rows = {"path": run.path.tolist(), "gradients": run.gradients.tolist()}
    told: dict[str, object] = {name: [[_finite(one) for one in row] for row in found] for name, found in rows.items()}
    told["verdict"] = _told(run)
    return json.dumps({**told, "values": [_finite(value) for value in run.values.tolist()]})


def verdict_to_json(run: Run) -> str:
    """What became of the walk, with the gradient and the Hessian of f at its end; null where f has none."""
    return json.dumps(_told(run), ensure_ascii=False)


def trials_to_csv(trials: Iterable[Trial]) -> Iterator[str]:
    """optimizer, rate, f at the end, and the kind of the verdict: a header, then a line a walk."""
    yield "optimizer,rate,f,verdict\n"
    for one in trials:
        yield f"{optimiser(one.optimizer).name},{one.rate:g},{np.float32(one.value)!s},{one.verdict.kind.value}\n"


def trials_to_json(trials: Iterable[Trial]) -> str:
    """A list with an object a walk; an f that is not finite is null."""
    return json.dumps(
        [
            {
                "optimizer": optimiser(one.optimizer).name,
                "rate": one.rate,
                "f": _finite(one.value),
                "verdict": one.verdict.kind.value,
                "text": one.verdict.text,
            }
            for one in trials
        ],
        ensure_ascii=False,
    )


def reached_to_csv(found: Iterable[Reached]) -> Iterator[str]:
    """optimizer, steps at its best rate, and at its default: a header, then a line for each; empty for never."""
    yield "optimizer,steps,rate,steps_at_default,default_rate\n"
    for one in found:
        numbers = (one.steps, one.rate, one.usual, one.usual_rate)
        yield ",".join([optimiser(one.optimizer).name, *("" if n is None else f"{n:g}" for n in numbers)]) + "\n"


def race_to_csv(race: Race, runs: Iterable[Run]) -> Iterator[str]:
    """runner, optimizer, step, the point, f, and what was in the slots: a header, then a line a step of each runner."""
    names = race.problem.names
    yield ",".join(["runner", "optimizer", "step", *names, "f", *(f"{name}.grad" for name in names), "lr"]) + "\n"
    for number, (runner, run) in enumerate(zip(race.runners, runs, strict=True), start=1):
        for step, one in enumerate(run.detail):
            numbers = [str(np.float32(value)) for value in (*one.point, one.value, *one.gradient)]
            told = [str(number), optimiser(runner.optimizer).name, str(step), *numbers, f"{one.rate:.10g}"]
            yield ",".join(told) + "\n"


def _told(run: Run) -> dict[str, object]:
    verdict = run.verdict
    gradient, hessian = (None if one is None else one.tolist() for one in (verdict.gradient, verdict.hessian))
    return {"kind": verdict.kind.value, "text": verdict.text, "gradient": gradient, "hessian": hessian}


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None
