"""What runners are called, in the list, the legend, the table and the verdicts alike."""

from __future__ import annotations

from explorer.core.descend.optimisers import title_of
from explorer.core.descend.race import Runner
from explorer.core.descend.state import RATE, value_of


def told_rate(runner: Runner) -> str:
    """The learning rate, or a dash for an optimiser without one."""
    rate = value_of(runner, RATE)
    return "—" if rate is None else f"{rate:g}"


def runner_name(runner: Runner) -> str:
    """The optimiser, its rate, and what else is set otherwise than it has it."""
    others = [f"{name}={value:g}" for name, value in runner.hyper if name != RATE and _is_number(value)]
    clips = [f"clip={value:g}" for value in (runner.clip_norm, runner.clip_value) if value]
    return " ".join([title_of(runner.optimizer), told_rate(runner), *others, *clips])


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
