"""A script that walks the race again, and draws it with matplotlib."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.core.descend.fit import Fit
from explorer.core.descend.optimisers import optimiser, title_of
from explorer.core.descend.own import Own
from explorer.core.descend.race import Race
from explorer.core.descend.script import data, loss, walk
from explorer.core.descend.surface import Limits

CELLS, BANDS = 200, 14


def picture_script(race: Race, limits: Limits, colours: Sequence[str]) -> str:
    """Python that needs torch and matplotlib alone; it shows the picture, or saves it under the name that it is given.

    `colours` has one for each runner. Raises DescendError for a problem whose text is not known.
    """
    lines = ["import sys", "", "import matplotlib.pyplot as plt", "import torch", ""]
    owns = dict.fromkeys(
        one for one in (optimiser(runner.optimizer) for runner in race.runners) if isinstance(one, Own)
    )
    for own in owns:
        lines += [f"# {own.where}", *own.source.strip().splitlines(), "", ""]
    lines += [*data(race.problem), "", "runs = []"]
    for runner, colour in zip(race.runners, colours, strict=False):
        lines += ["", f"# {title_of(runner.optimizer)}", *walk(race.plan(runner))]
        lines.append(f"runs.append(({title_of(runner.optimizer)!r}, {colour!r}, path))")
    lines += ["", "figure, axes = plt.subplots(figsize=(8, 6))", *_ground(race, limits)]
    if race.problem.dims == 2:
        lines += [
            "for name, colour, path in runs:",
            "    xs, ys = zip(*path)",
            '    axes.plot(xs, ys, ".-", color=colour, label=name)',
        ]
    else:
        lines += [
            "for name, colour, path in runs:",
            f"    {race.problem.names[0]} = torch.tensor([point[0] for point in path])",
            *(f"    {line}" for line in loss(race.problem)),
            f'    axes.plot({race.problem.names[0]}, loss.expand_as({race.problem.names[0]}), ".-", color=colour)',
            "    axes.lines[-1].set_label(name)",
        ]
    for place, axis in zip(limits, "xy", strict=False):
        lines.append(f"axes.set_{axis}lim({place[0]!r}, {place[1]!r})")
    lines += [
        f"axes.set_xlabel({race.problem.names[0]!r})",
        *([f"axes.set_ylabel({race.problem.names[1]!r})"] if race.problem.dims == 2 else []),
        "axes.legend()",
        "if len(sys.argv) > 1:",
        "    figure.savefig(sys.argv[1])",
        "else:",
        "    plt.show()",
        "",
    ]
    return "\n".join(lines)


def _ground(race: Race, limits: Limits) -> list[str]:
    """The surface as bands, closer together near the lowest; or the curve."""
    problem = race.problem
    across = f"torch.linspace({limits[0][0]!r}, {limits[0][1]!r}, {CELLS})"
    if problem.dims == 1:
        name = problem.names[0]
        return [f"{name} = {across}", *loss(problem), f'axes.plot({name}, loss.expand_as({name}), color="tab:blue")']
    first, second = problem.names
    up = f"torch.linspace({limits[1][0]!r}, {limits[1][1]!r}, {CELLS})"
    grid = [f'across, up = torch.meshgrid({across}, {up}, indexing="xy")']
    if isinstance(problem, Fit):
        lines = [line for line in loss(problem) if not line.startswith("chosen =")][:-1]
        grid += [f"{first}, {second} = across.unsqueeze(-1), up.unsqueeze(-1)"]
        grid += ["chosen = slice(None)", *lines, "loss = error.mean(-1)"]
    else:
        grid += [f"{first}, {second} = across, up", *loss(problem)]
    return [
        *grid,
        "heights = loss.expand_as(across)",
        "low, high = heights.min(), heights.quantile(0.995)",
        f"levels = low + (high - low) * torch.linspace(0, 1, {BANDS + 1}) ** 2.5",
        'axes.contourf(across, up, heights, levels=levels, cmap="Blues_r", extend="max", alpha=0.7)',
    ]
