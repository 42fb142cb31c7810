"""The picture of a recording: boxes, links, cuts, folding."""

import pytest
import torch

from explorer.core.tape.picture.graph import BoxKind, graph
from explorer.core.tape.picture.groups import Fold
from explorer.core.tape.reading.track import short_name, track
from explorer.core.tape.recording.record import record
from explorer.core.tape.tape import Cut


@pytest.fixture
def tape():
    with record() as made:
        x = torch.tensor(2.0, requires_grad=True)
        y = torch.tensor(3.0, requires_grad=True)
        z = x * y + y**2
        u = z.detach()
        w = u * 2 * x
        w.backward()
    return made


def by_title(found, title):
    return [k for k, box in enumerate(found.boxes) if box.title == title]


def test_every_node_has_one_box_and_every_edge_one_link(tape):
    found = graph(track(tape))
    assert sorted(node for box in found.boxes for node in box.nodes) == list(range(len(tape.nodes)))
    assert sorted(edge for link in found.links for edge in link.edges) == list(range(len(tape.edges)))
    for link in found.links:
        for place in link.edges:
            edge = tape.edges[place]
            assert edge.target in found.boxes[link.source].nodes
            assert edge.source in found.boxes[link.target].nodes


def test_leaves_operations_and_outputs_are_told_apart(tape):
    found = graph(track(tape))
    kinds = [box.kind for box in found.boxes]
    assert (kinds.count(BoxKind.LEAF), kinds.count(BoxKind.CUT)) == (2, 1)
    # z is used by nothing that has a gradient, and w by nothing at all.
    assert [box.title for box in found.boxes if box.kind is BoxKind.OUTPUT] == ["add", "mul"]
    assert {box.line.text for box in found.boxes if box.kind is BoxKind.LEAF} == {
        "x = torch.tensor(2.0, requires_grad=True)",
        "y = torch.tensor(3.0, requires_grad=True)",
    }


def test_a_cut_stands_between_what_it_cuts_off_and_who_uses_the_result(tape):
    found = graph(track(tape))
    (cut,) = by_title(found, "detach")
    (add,) = by_title(found, "add")
    assert found.boxes[cut].cut is Cut.DETACH
    into = [link for link in found.links if link.target == cut]
    out = [link for link in found.links if link.source == cut]
    assert [(link.source, link.edges) for link in into] == [(add, ())]
    # The product with 2 has no node of its own: what was cut goes on through it.
    (user,) = {link.target for link in out}
    assert found.boxes[user].line.text == "w = u * 2 * x"


def test_one_execution_shows_what_it_made_and_what_lies_behind(tape):
    (walk,) = (place for place, event in enumerate(tape.events) if event is tape.walks[0])
    found = graph(track(tape), range(walk, walk + 1))
    # w = u * 2 * x leads to x alone; what made u is cut off.
    assert {tape.nodes[node].name for box in found.boxes for node in box.nodes} == {
        "MulBackward0",
        "torch::autograd::AccumulateGrad",
    }


def test_folding_by_line_function_and_loop():
    def half(t):
        t = t * 0.5
        return t.sin()

    with record() as tape:
        x = torch.ones(2, requires_grad=True)
        y = x
        for _ in range(3):
            y = half(y)
            y = y + x
        y.sum().backward()
    plain, lines = graph(track(tape)), graph(track(tape), fold=Fold.LINE)
    functions, loops = graph(track(tape), fold=Fold.FUNCTION), graph(track(tape), fold=Fold.LOOP)
    assert len(plain.boxes) == 3 * 3 + 2
    groups = [box for box in lines.boxes if box.kind is BoxKind.GROUP]
    assert sorted((box.title, len(box.nodes)) for box in groups) == [
        ("return t.sin()", 3),
        ("t = t * 0.5", 3),
        ("y = y + x", 3),
    ]
    members = {box.title.rpartition(".")[2]: len(box.nodes) for box in functions.boxes if box.kind is BoxKind.GROUP}
    assert members == {"half": 6, "test_folding_by_line_function_and_loop": 4}
    (loop,) = (box for box in loops.boxes if box.kind is BoxKind.GROUP)
    assert len(loop.nodes) == 3, "of the loop's own lines; the function has lines of its own"
    opened = graph(track(tape), fold=Fold.LINE, unfolded=frozenset(box.group for box in groups))
    assert len(opened.boxes) == len(plain.boxes)
    for found in (lines, functions, loops):
        assert sorted(node for box in found.boxes for node in box.nodes) == list(range(len(tape.nodes)))


def test_short_names():
    assert short_name("MulBackward0") == "Mul"
    assert short_name("torch::autograd::AccumulateGrad") == "AccumulateGrad"
    assert short_name("TwiceBackward") == "Twice"


def test_a_leaf_made_of_what_was_cut_off():
    with record() as tape:
        w = torch.ones(2, requires_grad=True)
        q = w.detach().clone().requires_grad_()
        (q * q).sum().backward()
    found = graph(track(tape))
    (cut,) = by_title(found, "detach")
    (target,) = (link.target for link in found.links if link.source == cut)
    assert found.boxes[target].kind is BoxKind.LEAF
    (product,) = by_title(found, "mul")
    assert [len(link.edges) for link in found.links if link.target == product] == [2]


def test_a_function_transform_is_one_box_that_says_so():
    with record() as tape:
        torch.func.vmap(lambda t: (t * 2).sin())(torch.ones(3))
    (box,) = graph(track(tape)).boxes
    assert (box.kind, box.cut) == (BoxKind.CUT, Cut.TRANSFORM)
    assert box.title == "torch.func.vmap(lambda t: (t * 2).sin())(torch.ones(3))"
