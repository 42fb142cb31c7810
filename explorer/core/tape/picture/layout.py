"""Where the boxes of a graph stand. Graphviz does it, in a process of its own: it may take long, and must not stop us.

`python -m explorer.core.tape.picture.layout` reads a Problem a line as JSON, and writes a Layout a line.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from math import ceil, sqrt
from pathlib import Path

import msgspec

from explorer.core.tape.picture.layers import Point, in_rows

DOT_MOST = 700
"""Boxes and links up to which Graphviz is asked; of more, boxes are put in rows by a few lines of our own."""

SECONDS = 2.0
"""How long Graphviz may take; a tangle of a few hundred boxes can take minutes."""

TALL = 2.5
"""How many times as high as wide a picture may be before it is broken into columns."""

WIDE = 4.0
"""How many times as wide as high."""

_INCH = 72.0
_GAP = 36.0
_EDGE = 14.0
_TITLE = 18.0
_UNBROKEN = 10
_ASPECT = 1.5

Box = tuple[float, float, float, float]


class Problem(msgspec.Struct, frozen=True):
    """Boxes of `sizes` (width, height), and links from box to box; what a link points to stands lower, where no circle
    hinders it. `frames` are sets of boxes that stand together, each inside of another or apart from it.
    """

    sizes: tuple[Point, ...]
    links: tuple[tuple[int, int], ...]
    frames: tuple[tuple[int, ...], ...] = ()
    simple: bool = False


class Layout(msgspec.Struct, frozen=True):
    """The middles of the boxes, and a path for each link: its two ends if it is straight, else a start and then three
    points for each piece of Bézier curve; and for each frame its rectangles (left, top, right, bottom): one for each
    column that it has a part in, and none where it could not be kept apart from what is not in it.

    y grows downwards. Paths end at the borders of the boxes.
    """

    places: tuple[Point, ...]
    paths: tuple[tuple[Point, ...], ...]
    frames: tuple[tuple[Box, ...], ...] = ()


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

    def lay_out(
        self, sizes: Sequence[Point], links: Sequence[tuple[int, int]], frames: Sequence[tuple[int, ...]] = ()
    ) -> Layout:
        """Where the boxes stand; in simple rows where Graphviz takes too long, or fails."""
        problem = Problem(tuple(sizes), tuple(links), tuple(frames))
        if len(sizes) + len(links) <= DOT_MOST:
            answer = self._ask(problem)
            if answer:
                return msgspec.json.decode(answer, type=Layout)
        answer = self._ask(msgspec.structs.replace(problem, simple=True))
        return msgspec.json.decode(answer, type=Layout) if answer else simply(problem)

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
    """dot's layout, broken into columns where it is too high; ours where it is too wide. Raises ImportError where
    pygraphviz is not installed.
    """
    from pygraphviz import AGraph

    lines = ['digraph{node[shape=box,fixedsize=true,label=""];nodesep=0.3;ranksep=0.3;']
    for number, (width, height) in enumerate(problem.sizes):
        lines.append(f"{number}[width={width / _INCH:.4f},height={height / _INCH:.4f}];")
    lines += _clusters(problem.frames)
    lines += [f'{a}->{b}[id="{number}",arrowhead=none];' for number, (a, b) in enumerate(problem.links)]
    drawn = AGraph(string="".join(lines) + "}").draw(format="json", prog="dot")
    found = msgspec.json.decode(drawn)
    top = float(found["bb"].split(",")[3])
    places: list[Point] = [(0.0, 0.0)] * len(problem.sizes)
    for one in found.get("objects", ()):
        if not one["name"].startswith("cluster"):
            x, y = map(float, one["pos"].split(","))
            places[int(one["name"])] = x, top - y
    paths: list[tuple[Point, ...]] = [()] * len(problem.links)
    for one in found.get("edges", ()):
        points = [tuple(map(float, text.split(","))) for text in one["pos"].split()]
        paths[int(one["id"])] = tuple((x, top - y) for x, y in points)
    if len(places) > _UNBROKEN and _is_wide(problem, places):
        return simply(problem)
    return _broken(problem, places, paths)


def _is_wide(problem: Problem, places: Sequence[Point]) -> bool:
    """Whether the picture, or one of its rows, is wider than is good to see."""
    width, height = extent(problem.sizes, places)
    fullest = max(Counter(round(y) for _, y in places).values())
    return width > WIDE * height or (len(places) > 50 and fullest > len(places) / 3)


def _broken(problem: Problem, places: list[Point], paths: list[tuple[Point, ...]]) -> Layout:
    """In columns where it is too high."""
    if len(places) > _UNBROKEN:
        width, height = extent(problem.sizes, places)
        if height > TALL * width:
            return _in_columns(problem, places, paths, round(max(2.0, sqrt(_ASPECT * height / (width + _GAP)))))
    return Layout(tuple(places), tuple(paths), _framed(problem, places, [0] * len(places)))


def _clusters(frames: Sequence[tuple[int, ...]]) -> list[str]:
    """The frames as Graphviz has them, each after what it is in."""
    lines = []
    depth: list[set[int]] = []
    for number, boxes in sorted(enumerate(frames), key=lambda one: (min(one[1]), -len(one[1]))):
        inside = set(boxes)
        while depth and not inside <= depth[-1]:
            depth.pop()
            lines.append("}")
        lines.append(f"subgraph cluster_{number}{{margin={_EDGE + _TITLE / 2:.0f};{';'.join(map(str, boxes))};")
        depth.append(inside)
    return [*lines, "}" * len(depth)]


def extent(sizes: Sequence[Point], places: Sequence[Point]) -> Point:
    """Width and height of the picture."""
    left = min(x - width / 2 for (x, _), (width, _) in zip(places, sizes, strict=True))
    right = max(x + width / 2 for (x, _), (width, _) in zip(places, sizes, strict=True))
    top = min(y - height / 2 for (_, y), (_, height) in zip(places, sizes, strict=True))
    bottom = max(y + height / 2 for (_, y), (_, height) in zip(places, sizes, strict=True))
    return right - left, bottom - top


def _in_columns(problem: Problem, places: list[Point], paths: list[tuple[Point, ...]], count: int) -> Layout:
    """The rows in so many columns beside one another, in the order in which one reads."""
    rows = {y: number for number, y in enumerate(sorted({round(y) for _, y in places}))}
    each = ceil(len(rows) / count)
    column_of = [rows[round(y)] // each for _, y in places]
    moved: list[Point] = list(places)
    left = 0.0
    for column in range(max(column_of) + 1):
        members = [one for one, of in enumerate(column_of) if of == column]
        low = min(places[one][0] - problem.sizes[one][0] / 2 for one in members)
        high = max(places[one][0] + problem.sizes[one][0] / 2 for one in members)
        top = min(places[one][1] - problem.sizes[one][1] / 2 for one in members)
        for one in members:
            moved[one] = places[one][0] - low + left, places[one][1] - top
        left += high - low + 2 * _GAP + 2 * _EDGE
    made = []
    for (a, b), path in zip(problem.links, paths, strict=True):
        if column_of[a] == column_of[b]:
            dx, dy = moved[a][0] - places[a][0], moved[a][1] - places[a][1]
            made.append(tuple((x + dx, y + dy) for x, y in path))
        else:
            made.append(_across(problem.sizes, moved, a, b))
    return Layout(tuple(moved), tuple(made), _framed(problem, moved, column_of))


def _around(sizes: Sequence[Point], places: Sequence[Point], a: int, b: int) -> tuple[Point, ...]:
    """Out of one box below, and into the other from above, wherever that is."""
    (ax, ay), (bx, by) = _straight(sizes, places, a, b)
    reach = 1.5 * _GAP
    return (ax, ay), (ax, ay + reach), (bx, by - reach), (bx, by)


def _across(sizes: Sequence[Point], places: Sequence[Point], a: int, b: int) -> tuple[Point, ...]:
    """Out of one side of a box, and into the nearer side of one in another column."""
    (ax, ay), (bx, by) = places[a], places[b]
    way = 1 if bx > ax else -1
    start, end = ax + way * sizes[a][0] / 2, bx - way * sizes[b][0] / 2
    reach = way * 1.2 * _GAP
    return (start, ay), (start + reach, ay), (end - reach, by), (end, by)


def _framed(problem: Problem, places: Sequence[Point], column_of: Sequence[int]) -> tuple[tuple[Box, ...], ...]:
    """What is around each frame's boxes in each column, with what is framed inside of it; none if others are in it."""
    sets = [set(boxes) for boxes in problem.frames]
    found = []
    for boxes in sets:
        deep = max((_depth(sets, one, boxes) for one in boxes), default=0)
        edge = _EDGE * deep
        rects = []
        for column in sorted({column_of[one] for one in boxes}):
            members = [one for one in boxes if column_of[one] == column]
            left = min(places[one][0] - problem.sizes[one][0] / 2 for one in members) - edge
            right = max(places[one][0] + problem.sizes[one][0] / 2 for one in members) + edge
            top = min(places[one][1] - problem.sizes[one][1] / 2 for one in members) - edge
            bottom = max(places[one][1] + problem.sizes[one][1] / 2 for one in members) + edge
            rects.append((left, top, right, bottom))
        others = [one for one in range(len(places)) if one not in boxes]
        is_apart = not any(
            rect[0] < places[one][0] < rect[2] and rect[1] < places[one][1] < rect[3]
            for rect in rects
            for one in others
        )
        found.append(tuple(rects) if is_apart else ())
    return tuple(found)


def _depth(sets: Sequence[set[int]], one: int, around: set[int]) -> int:
    """How many frames are around the box, up to this one."""
    return sum(one in each and each <= around for each in sets)


def simply(problem: Problem) -> Layout:
    """In rows; a frame is left out where others would be in it."""
    places = in_rows(problem.sizes, problem.links)
    paths = [
        _straight(problem.sizes, places, a, b) if places[a][1] < places[b][1] else _around(problem.sizes, places, a, b)
        for a, b in problem.links
    ]
    return _broken(problem, places, paths)


def _straight(sizes: Sequence[Point], places: Sequence[Point], a: int, b: int) -> tuple[Point, ...]:
    (ax, ay), (bx, by) = places[a], places[b]
    start, end = (ax, ay + sizes[a][1] / 2), (bx, by - sizes[b][1] / 2)
    return start, end


def main() -> None:
    """Answer problems until there are no more."""
    for line in sys.stdin.buffer:
        problem = msgspec.json.decode(line, type=Problem)
        layout = simply(problem) if problem.simple else by_graphviz(problem)
        sys.stdout.buffer.write(msgspec.json.encode(layout) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
