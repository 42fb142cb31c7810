"""Paths of optimisers as CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from explorer.core.descend.rates import Trial
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
        yield f"{one.optimizer},{one.rate:g},{np.float32(one.value)!s},{one.verdict.kind.value}\n"


def trials_to_json(trials: Iterable[Trial]) -> str:
    """A list with an object a walk; an f that is not finite is null."""
    return json.dumps(
        [
            {
                "optimizer": one.optimizer,
                "rate": one.rate,
                "f": _finite(one.value),
                "verdict": one.verdict.kind.value,
                "text": one.verdict.text,
            }
            for one in trials
        ],
        ensure_ascii=False,
    )


def _told(run: Run) -> dict[str, object]:
    verdict = run.verdict
    gradient, hessian = (None if one is None else one.tolist() for one in (verdict.gradient, verdict.hessian))
    return {"kind": verdict.kind.value, "text": verdict.text, "gradient": gradient, "hessian": hessian}


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None
