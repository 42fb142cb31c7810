"""Where boxes stand: by Graphviz, or in layers; never one on the other, and in the direction of the links."""

import random
import subprocess
from collections import Counter

import pytest

from explorer.core.tape.picture import layout as layouts
from explorer.core.tape.picture.layout import Layouter, Problem, by_graphviz, extent, simply

SIZE = (176.0, 66.0)


def problem(count, seed=0, back=0.4):
    chance = random.Random(seed)
    links = [(k, k + 1) for k in range(count - 1)]
    links += [(chance.randrange(k), k) for k in range(3, count) if chance.random() < back]
    return Problem((SIZE,) * count, tuple(dict.fromkeys(links)))


@pytest.fixture(scope="module")
def layouter():
    made = Layouter()
    made.start()
    yield made
    made.stop()


def check_apart(asked, found):
    """No box on another, and each path from the border of its box to that of the other."""
    assert len(found.places) == len(asked.sizes) and len(found.paths) == len(asked.links)
    for k, (x, y) in enumerate(found.places):
        for u, v in found.places[:k]:
            assert abs(x - u) >= SIZE[0] - 1 or abs(y - v) >= SIZE[1] - 1
    for (a, b), path in zip(asked.links, found.paths, strict=True):
        for (x, y), box in ((path[0], a), (path[-1], b)):
            assert abs(x - found.places[box][0]) <= SIZE[0] / 2 + 1
            assert abs(y - found.places[box][1]) <= SIZE[1] / 2 + 1


@pytest.mark.parametrize("way", [by_graphviz, simply])
@pytest.mark.parametrize("seed", range(5))
def test_boxes_do_not_overlap_and_links_go_down(way, seed, monkeypatch):
    monkeypatch.setattr(layouts, "TALL", 1e9)  # in one column
    asked = problem(40, seed)
    found = way(asked)
    check_apart(asked, found)
    for a, b in asked.links:
        assert found.places[a][1] < found.places[b][1]


@pytest.mark.parametrize("way", [by_graphviz, simply])
@pytest.mark.parametrize("seed", range(12))
def test_any_graph_with_circles_is_neither_a_row_nor_a_column(way, seed):
    chance = random.Random(seed)
    count = chance.choice([12, 30, 55, 90, 150])
    ends = [(chance.randrange(count), chance.randrange(count)) for _ in range(chance.randrange(count // 2, 3 * count))]
    if seed % 3 == 0:  # a star: all at once
        ends = [(k, 0) for k in range(1, count)] + ends[:5]
    asked = Problem((SIZE,) * count, tuple(dict.fromkeys((a, b) for a, b in ends if a != b)))
    found = way(asked)
    check_apart(asked, found)
    rows = Counter(round(y) for _, y in found.places)
    if count > 50:
        assert max(rows.values()) <= count / 3
    width, height = extent(asked.sizes, found.places)
    assert 1 / 4 <= width / height <= 4


@pytest.mark.parametrize("count", [30, 400])
def test_a_chain_is_broken_into_columns(count):
    asked = Problem((SIZE,) * count, tuple((k, k + 1) for k in range(count - 1)))
    for way in (by_graphviz, simply):
        found = way(asked)
        check_apart(asked, found)
        width, height = extent(asked.sizes, found.places)
        assert 1 / 2.5 <= width / height <= 2.5


def test_frames_are_around_their_boxes_and_no_others():
    asked = Problem((SIZE,) * 8, tuple((k, k + 1) for k in range(7)), ((1, 2, 3, 4, 5), (2, 3)))
    found = by_graphviz(asked)
    for boxes, (rect,) in zip(asked.frames, found.frames, strict=True):
        left, top, right, bottom = rect
        inside = {k for k, (x, y) in enumerate(found.places) if left < x < right and top < y < bottom}
        assert inside == set(boxes)
    (outer,), (inner,) = found.frames
    assert outer[0] < inner[0] and outer[1] < inner[1] and inner[2] < outer[2] and inner[3] < outer[3]


def test_circles_and_nothing_at_all():
    circle = Problem((SIZE,) * 3, ((0, 1), (1, 2), (2, 1)))
    assert len(simply(circle).places) == len(by_graphviz(circle).places) == 3
    assert simply(Problem((), ())).places == by_graphviz(Problem((), ())).places == ()


def test_the_process_answers_as_we_do(layouter):
    asked = problem(20)
    assert layouter.lay_out(asked.sizes, asked.links) == by_graphviz(asked)
    large = problem(2000)
    assert layouter.lay_out(large.sizes, large.links) == simply(large)


def test_one_that_takes_too_long_is_ended_and_the_layers_come_instead(layouter, monkeypatch):
    monkeypatch.setattr(layouts, "DOT_MOST", 10**6)
    monkeypatch.setattr(layouts, "SECONDS", 0.5)
    tangle = problem(1500, back=0.9)
    assert layouter.lay_out(tangle.sizes, tangle.links) == simply(tangle)


def test_a_process_that_was_killed_is_started_again(monkeypatch):
    started = []

    class Kept(subprocess.Popen):
        def __init__(self, *arguments, **more):
            super().__init__(*arguments, **more)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Kept)
    layouter, asked = Layouter(), problem(5)
    layouter.start()
    started[0].kill()
    started[0].wait()
    assert layouter.lay_out(asked.sizes, asked.links) == by_graphviz(asked)
    _, second = started
    assert second.poll() is None
    layouter.stop()
    assert second.poll() is not None
