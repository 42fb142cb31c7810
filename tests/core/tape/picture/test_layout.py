"""Where boxes stand: by Graphviz, or in layers; never one on the other, and in the direction of the links."""

import random
import subprocess

import pytest

from explorer.core.tape.picture import layout as layouts
from explorer.core.tape.picture.layout import Layouter, Problem, by_graphviz, in_layers

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


@pytest.mark.parametrize("way", [by_graphviz, in_layers])
@pytest.mark.parametrize("seed", range(5))
def test_boxes_do_not_overlap_and_links_go_down(way, seed):
    asked = problem(40, seed)
    found = way(asked)
    assert len(found.places) == 40 and len(found.paths) == len(asked.links)
    for k, (x, y) in enumerate(found.places):
        for u, v in found.places[:k]:
            assert abs(x - u) >= SIZE[0] - 1 or abs(y - v) >= SIZE[1] - 1
    for (a, b), path in zip(asked.links, found.paths, strict=True):
        assert found.places[a][1] < found.places[b][1]
        for (x, y), box in ((path[0], a), (path[-1], b)):
            assert abs(x - found.places[box][0]) <= SIZE[0] / 2 + 1
            assert abs(y - found.places[box][1]) <= SIZE[1] / 2 + 1


def test_circles_and_nothing_at_all():
    circle = Problem((SIZE,) * 3, ((0, 1), (1, 2), (2, 1)))
    assert len(in_layers(circle).places) == len(by_graphviz(circle).places) == 3
    assert in_layers(Problem((), ())).places == by_graphviz(Problem((), ())).places == ()


def test_the_process_answers_as_we_do(layouter):
    asked = problem(20)
    assert layouter.lay_out(asked.sizes, asked.links) == by_graphviz(asked)
    large = problem(2000)
    assert layouter.lay_out(large.sizes, large.links) == in_layers(large)


def test_one_that_takes_too_long_is_ended_and_the_layers_come_instead(layouter, monkeypatch):
    monkeypatch.setattr(layouts, "DOT_MOST", 10**6)
    monkeypatch.setattr(layouts, "SECONDS", 0.5)
    tangle = problem(1500, back=0.9)
    assert layouter.lay_out(tangle.sizes, tangle.links) == in_layers(tangle)


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
