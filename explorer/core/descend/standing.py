"""Who of a race is first, and why a plain step is slow: from the paths, and from the Hessian at the minimum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.core.descend.optimisers import title_of
from explorer.core.descend.race import Race
from explorer.core.descend.run import Run
from explorer.core.descend.verdict import NEAR, Kind
from explorer.core.words import QT_TRANSLATE_NOOP, Sentence

WORDS = {
    "first": QT_TRANSLATE_NOOP("Fate", "First at a minimum, to stay: {name}, after {steps:,} steps{others}."),
    "alone": QT_TRANSLATE_NOOP("Fate", "Only {name} comes to a minimum, after {steps:,} steps."),
    "valley": QT_TRANSLATE_NOOP(
        "Fate",
        "There f curves {ratio:.3g} times as much across the valley as along it: SGD is stable only under {bound:.3g}, "
        "and at {rate:.3g} each step leaves {part:.1%} of the way along it.",
    ),
}

_LONG = 4.0
"""So many times as much is a valley."""


def arrival(race: Race, run: Run) -> int | None:
    """The first step from which a walk stays near its minimum; None where it comes to none."""
    place = run.verdict.place
    if run.verdict.kind is not Kind.MINIMUM or place is None or race.problem.is_noisy:
        return None
    width = max(hi - lo for lo, hi in race.problem.limits)
    away = np.flatnonzero(np.linalg.norm(run.path.double().numpy() - place, axis=1) > NEAR * width)
    return int(away[-1]) + 1 if len(away) else 0


def standing(race: Race, runs: Sequence[Run]) -> tuple[Sentence, ...]:
    """Sentences about two runners or more, where at least one has come to a minimum; else none."""
    steps = {number: at for number, run in enumerate(runs) if (at := arrival(race, run)) is not None}
    if len(runs) < 2 or not steps:
        return ()
    order = sorted(steps, key=lambda number: steps[number])
    names = [title_of(runner.optimizer) for runner in race.runners]
    told = {"name": names[order[0]], "steps": steps[order[0]]}
    others = "".join(f"; {names[number]} {steps[number]:,}" for number in order[1:])
    found = [Sentence("Fate", WORDS["alone" if len(steps) == 1 else "first"], {**told, "others": others})]
    for number in order[1:]:
        slow = _valley(race, runs[number], number)
        if slow is not None:
            return (*found, slow)
    return tuple(found)


def _valley(race: Race, run: Run, number: int) -> Sentence | None:
    """Why plain SGD is not the first, at a rate that stays, where the Hessian is that of a valley."""
    runner = race.runners[number]
    options = dict(runner.hyper)
    plain = runner.optimizer == "sgd" and not set(options) - {"lr"} and not runner.scheduler and runner.zero_grad
    hessian = run.verdict.hessian
    if not plain or hessian is None or runner.clip_norm or runner.clip_value:
        return None
    curvatures = np.linalg.eigvalsh(hessian)
    rate = float(options.get("lr", 1e-3))
    if curvatures[0] <= 0 or curvatures[-1] < _LONG * curvatures[0]:
        return None
    bound, part = 2 / float(curvatures[-1]), abs(1 - rate * float(curvatures[0]))
    words = {"ratio": float(curvatures[-1] / curvatures[0]), "bound": bound, "rate": rate, "part": part}
    return Sentence("Fate", WORDS["valley"], words) if rate < bound else None
