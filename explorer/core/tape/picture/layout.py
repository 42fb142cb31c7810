"""Where the boxes of a graph stand. Graphviz does it, in a process of its own: it may take long, and must not stop us.

`python -m explorer.core.tape.picture.layout` reads a Problem a line as JSON, and writes a Layout a line.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec

DOT_MOST = 700
"""Boxes and links up to which Graphviz is quick enough; of more, boxes are put in layers by a few lines of our own."""

SECONDS = 2.0
"""How long Graphviz may take; a tangle of a few hundred boxes can take minutes."""

_INCH = 72.0
_GAP = 36.0

Point = tuple[float, float]


class Problem(msgspec.Struct, frozen=True):
    """Boxes of `sizes` (width, height), and links from box to box; what a link points to stands lower."""

    sizes: tuple[Point, ...]
    links: tuple[tuple[int, int], ...]
    simple: bool = False


class Layout(msgspec.Struct, frozen=True):
    """The middles of the boxes, and a path for each link: its two ends if it is straight, else a start and then three
    points for each piece of Bézier curve.

    y grows downwards. Paths end at the borders of the boxes.
    """

    places: tuple[Point, ...]
    paths: tuple[tuple[Point, ...], ...]


class Layouter:
    """A process that lays out, started when it is first needed. One thread may use it at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Have the process ready."""
        if self._process is not None and self._process.poll() is not None:
            self.stop()  # closes its pipes
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "explorer.core.tape.picture.layout"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def give_up(self) -> None:
        """Let whoever waits for a layout have none; for another thread than the one that waits."""
        process = self._process
        if process is not None:
            process.kill()

    def lay_out(self, sizes: Sequence[Point], links: Sequence[tuple[int, int]]) -> Layout:
        """Where the boxes stand; in simple layers where Graphviz takes too long, or fails."""
        problem = Problem(tuple(sizes), tuple(links))
        if len(sizes) + len(links) <= DOT_MOST:
            answer = self._ask(problem)
            if answer:
                return msgspec.json.decode(answer, type=Layout)
        answer = self._ask(msgspec.structs.replace(problem, simple=True))
        return msgspec.json.decode(answer, type=Layout) if answer else in_layers(problem)

    def _ask(self, problem: Problem) -> bytes:
        """The process's answer; nothing where it took too long, and was ended, or has ended by itself."""
        self.start()
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        alarm = threading.Timer(SECONDS, process.kill)
        alarm.start()
        try:
            process.stdin.write(msgspec.json.encode(problem) + b"\n")
            process.stdin.flush()
            return process.stdout.readline()
        except BrokenPipeError:
            return b""
        finally:
            alarm.cancel()


def _environment() -> dict[str, str]:
    """Ours, where the package is found from any folder."""
    folder = str(Path(__file__).parents[4])
    path = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{path}" if path else folder}


def by_graphviz(problem: Problem) -> Layout:
    """dot's layout. Raises ImportError where pygraphviz is not installed."""
    from pygraphviz import AGraph

    lines = ['digraph{node[shape=box,fixedsize=true,label=""];nodesep=0.3;ranksep=0.45;']
    for number, (width, height) in enumerate(problem.sizes):
        lines.append(f"{number}[width={width / _INCH:.4f},height={height / _INCH:.4f}];")
    lines += [f'{a}->{b}[id="{number}",arrowhead=none];' for number, (a, b) in enumerate(problem.links)]
    drawn = AGraph(string="".join(lines) + "}").draw(format="json", prog="dot")
    found = msgspec.json.decode(drawn)
    top = float(found["bb"].split(",")[3])
    places: list[Point] = [(0.0, 0.0)] * len(problem.sizes)
    for one in found.get("objects", ()):
        x, y = map(float, one["pos"].split(","))
        places[int(one["name"])] = x, top - y
    paths: list[tuple[Point, ...]] = [()] * len(problem.links)
    for one in found.get("edges", ()):
        points = [tuple(map(float, text.split(","))) for text in one["pos"].split()]
        paths[int(one["id"])] = tuple((x, top - y) for x, y in points)
    return Layout(tuple(places), tuple(paths))


def in_layers(problem: Problem) -> Layout:
    """Each box below all that point to it, in rows that are sorted a few times by the middle of their neighbours."""
    count = len(problem.sizes)
    above: list[list[int]] = [[] for _ in range(count)]
    below: list[list[int]] = [[] for _ in range(count)]
    for a, b in problem.links:
        below[a].append(b)
        above[b].append(a)
    rows = _rows(above, below)
    x = [0.0] * count
    for row in rows:
        _spread(row, problem.sizes, x)
    for neighbours, order in ((above, rows), (below, rows[::-1])) * 3:
        for row in order:
            wanted = {one: _middle(x, neighbours[one], x[one]) for one in row}
            row.sort(key=wanted.__getitem__)
            _spread(row, problem.sizes, x)
            shift = sum(wanted[one] - x[one] for one in row) / len(row)
            for one in row:
                x[one] += shift
    y, top = [0.0] * count, 0.0
    for row in rows:
        height = max(problem.sizes[one][1] for one in row)
        for one in row:
            y[one] = top + height / 2
        top += height + _GAP
    places = tuple(zip(x, y, strict=True))
    return Layout(places, tuple(_straight(problem.sizes, places, a, b) for a, b in problem.links))


def _rows(above: list[list[int]], below: list[list[int]]) -> list[list[int]]:
    """Boxes by the length of the longest way to them; those in a circle follow in their order."""
    waits = [len(one) for one in above]
    rank = [0] * len(above)
    ready = [one for one, count in enumerate(waits) if not count]
    seen = set(ready)
    for one in ready:  # grows while it is walked
        for other in below[one]:
            rank[other] = max(rank[other], rank[one] + 1)
            waits[other] -= 1
            if not waits[other] and other not in seen:
                seen.add(other)
                ready.append(other)
    rows: dict[int, list[int]] = {}
    for one in range(len(above)):
        rows.setdefault(rank[one], []).append(one)
    return [rows[key] for key in sorted(rows)]


def _spread(row: list[int], sizes: Sequence[Point], x: list[float]) -> None:
    """Side by side, around the middle of where they were."""
    total = sum(sizes[one][0] + _GAP for one in row)
    left = -total / 2
    for one in row:
        width = sizes[one][0] + _GAP
        x[one] = left + width / 2
        left += width


def _middle(x: list[float], neighbours: list[int], otherwise: float) -> float:
    return sum(x[one] for one in neighbours) / len(neighbours) if neighbours else otherwise


def _straight(sizes: Sequence[Point], places: Sequence[Point], a: int, b: int) -> tuple[Point, ...]:
    (ax, ay), (bx, by) = places[a], places[b]
    start, end = (ax, ay + sizes[a][1] / 2), (bx, by - sizes[b][1] / 2)
    return start, end


def main() -> None:
    """Answer problems until there are no more."""
    for line in sys.stdin.buffer:
        problem = msgspec.json.decode(line, type=Problem)
        layout = in_layers(problem) if problem.simple else by_graphviz(problem)
        sys.stdout.buffer.write(msgspec.json.encode(layout) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
