"""Boxes in rows, by a few lines of our own: for graphs that take Graphviz too long, or that it makes too wide."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

_GAP = 36.0
_ROUNDS = 3

Point = tuple[float, float]
Links = Sequence[tuple[int, int]]


def in_rows(sizes: Sequence[Point], links: Links) -> list[Point]:
    """The middles of the boxes: each below those that point to it, but for links that would close a circle. No row is
    longer than the picture is to be wide.
    """
    if not sizes:
        return []
    forward = without_circles(len(sizes), links)
    above: list[list[int]] = [[] for _ in sizes]
    below: list[list[int]] = [[] for _ in sizes]
    for a, b in forward:
        below[a].append(b)
        above[b].append(a)
    rows = _rows(above, below, longest_row(len(sizes)))
    x = [0.0] * len(sizes)
    for row in rows:
        _spread(row, sizes, x)
    for neighbours, order in ((above, rows), (below, rows[::-1])) * _ROUNDS:
        for row in order:
            wanted = {one: _middle(x, neighbours[one], x[one]) for one in row}
            row.sort(key=wanted.__getitem__)
            _spread(row, sizes, x)
            shift = sum(wanted[one] - x[one] for one in row) / len(row)
            for one in row:
                x[one] += shift
    places: list[Point] = [(0.0, 0.0)] * len(sizes)
    top = 0.0
    for row in rows:
        height = max(sizes[one][1] for one in row)
        for one in row:
            places[one] = x[one], top + height / 2
        top += height + _GAP
    return places


def longest_row(count: int) -> int:
    """Boxes that stand side by side at most, of so many: never a third of more than fifty."""
    return max(4, ceil(sqrt(count)))


def without_circles(count: int, links: Links) -> list[tuple[int, int]]:
    """The links without those that lead back to a box on the way to them, each looked at once."""
    below: list[list[int]] = [[] for _ in range(count)]
    for a, b in links:
        if a != b:
            below[a].append(b)
    kept: list[tuple[int, int]] = []
    state = [0] * count  # 1 on the way, 2 done
    for start in range(count):
        if state[start]:
            continue
        state[start] = 1
        way: list[tuple[int, int]] = [(start, 0)]
        while way:
            one, place = way.pop()
            if place == len(below[one]):
                state[one] = 2
                continue
            way.append((one, place + 1))
            other = below[one][place]
            if state[other] != 1:
                kept.append((one, other))
            if not state[other]:
                state[other] = 1
                way.append((other, 0))
    return kept


def _rows(above: list[list[int]], below: list[list[int]], longest: int) -> list[list[int]]:
    """The boxes that are ready first come first; one goes into the first row under all that point to it with room."""
    waits = [len(one) for one in above]
    ready = [one for one, count in enumerate(waits) if not count]
    row_of = [0] * len(above)
    rows: list[list[int]] = []
    free = 0  # rows before this one are full
    for one in ready:  # grows while it is walked
        row = max([row_of[other] + 1 for other in above[one]], default=0)
        row = max(row, free)
        while row < len(rows) and len(rows[row]) >= longest:
            row += 1
        if row == len(rows):
            rows.append([])
        rows[row].append(one)
        row_of[one] = row
        while free < len(rows) and len(rows[free]) >= longest:
            free += 1
        for other in below[one]:
            waits[other] -= 1
            if not waits[other]:
                ready.append(other)
    return [row for row in rows if row]


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
