"""The slot against plain torch, replayed beside it: bit for bit, whatever is clicked in whatever order."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.core.catalogue import CATALOGUE
from explorer.core.explore import grad_slot
from explorer.core.explore import state as states
from explorer.core.explore.compute import Computer, Request
from explorer.core.explore.grad_slot import GradSlot, brought_to
from explorer.core.explore.slot import Relation, Slot
from explorer.core.explore.steps import Backward, Clear, Forward, How, Leaf, Trail, extend
from explorer.core.expression import parse
from explorer.core.refusals import Refusal
from tests.core.explore.plain_torch import Plain, leaf_x, same_bits

SIZE = (400, 200)
LEAF = Leaf((-2.0, 3.0), 101, "float32")
WAVE = Forward(parse("a sin(b x)"), (("a", 2.0), ("b", 0.5)))


def trail_of(*steps, leaf=LEAF):
    return extend(None, leaf, *steps)


def slot_of(*steps, leaf=LEAF):
    return brought_to(None, trail_of(*steps, leaf=leaf))


def wave(x, a=2.0, b=0.5):
    return a * torch.sin(b * x)


def test_none_then_one_pass_then_two():
    slot = GradSlot(LEAF)
    assert (slot.state, slot.grad, slot.count) == (Slot.NONE, None, 0)
    slot.do(WAVE)
    assert slot.state is Slot.NONE
    slot.do(Backward(How.SUM))
    x = leaf_x(LEAF)
    wave(x).sum().backward()
    assert slot.state is Slot.ONE
    assert torch.equal(slot.grad, x.grad)
    for step in (WAVE, Backward(How.SUM)):
        slot.do(step)
    wave(x).sum().backward()
    assert (slot.state, slot.count) == (Slot.MANY, 2)
    assert torch.equal(slot.grad, x.grad)


def test_zeros_are_not_none():
    slot = slot_of(WAVE, Backward(How.SUM), Clear.ZERO)
    assert slot.state is Slot.ZEROS
    assert torch.equal(slot.grad, torch.zeros(101))
    slot.do(Clear.NONE)
    assert slot.state is Slot.NONE
    assert slot.grad is None


@pytest.mark.parametrize(
    ("steps", "refusal", "kind"),
    [
        ((Backward(How.SUM), Backward(How.SUM)), Refusal.SECOND_BACKWARD, "RuntimeError"),
        ((Backward(How.PLAIN),), Refusal.NON_SCALAR, "RuntimeError"),
        ((Backward(How.DETACHED),), Refusal.NO_GRAPH, "RuntimeError"),
        ((Backward(How.NON_LEAF),), Refusal.NON_LEAF_GRAD, "UserWarning"),
        ((Clear.ZERO,), Refusal.NOTHING_TO_ZERO, "AttributeError"),
    ],
    ids=lambda value: str(value) if isinstance(value, Refusal) else "",
)
def test_what_pytorch_refuses_is_told_in_its_words_and_leaves_the_slot(steps, refusal, kind):
    slot = slot_of(WAVE, *steps)
    before = len(steps) - 1
    assert slot.failure is not None
    assert (slot.failure.diagnosis.refusal, slot.failure.kind) == (refusal, kind)
    assert len(slot.failure.text) > 30
    assert slot.count == before
    slot.do(WAVE)
    assert slot.failure is None


def test_the_text_of_the_second_backward_is_torchs_own():
    slot = slot_of(WAVE, Backward(How.SUM), Backward(How.SUM))
    x = leaf_x(LEAF)
    y = wave(x)
    y.sum().backward()
    with pytest.raises(RuntimeError) as caught:
        y.sum().backward()
    assert slot.failure.text == str(caught.value)


def test_a_graph_that_saves_nothing_can_be_walked_twice():
    assert slot_of(Forward(parse("x + 1"), ()), Backward(How.SUM), Backward(How.SUM)).count == 2


def test_a_retained_graph_can_be_walked_again():
    slot = slot_of(WAVE, Backward(How.SUM, retain=True), Backward(How.SUM))
    assert slot.failure is None
    assert slot.count == 2


def test_autograd_grad_leaves_the_slot_alone():
    slot = slot_of(WAVE, Backward(How.GRAD))
    assert (slot.state, slot.failure, slot.passes) == (Slot.NONE, None, [])


def vectors(x, y):
    ramp = torch.linspace(0, 1, len(y), dtype=y.dtype)
    hot = torch.zeros_like(y)
    hot[60] = 1.0
    return {
        Backward(How.ONES): torch.ones_like(y),
        Backward(How.RAMP): ramp,
        Backward(How.ONE_HOT, at=1.0): hot,
        Backward(How.VECTOR, vector=parse("x^2 - a")): (x * x - 2.0).detach(),
    }


@pytest.mark.parametrize("place", range(4))
def test_each_v(place):
    x = leaf_x(LEAF)
    y = wave(x)
    step, v = list(vectors(x, y).items())[place]
    y.backward(gradient=v)
    slot = slot_of(WAVE, step)
    assert slot.failure is None
    assert torch.allclose(slot.grad, x.grad, rtol=1e-6, atol=1e-7)
    assert torch.equal(slot.ledger_sum(), slot.grad)


def test_a_trail_that_goes_on_is_done_on_the_same_leaf_and_another_on_a_new_one():
    first = trail_of(WAVE, Backward(How.SUM))
    slot = brought_to(None, first)
    assert brought_to(slot, first) is slot
    assert slot.count == 1
    second = extend(first, LEAF, WAVE, Backward(How.SUM))
    assert brought_to(slot, second) is slot
    assert slot.count == 2
    again = brought_to(slot, first)  # undone
    assert again is not slot
    assert again.count == 1


def test_a_long_trail_compares_and_ends_quickly():
    trail = None
    for _ in range(20_000):
        trail = extend(trail, LEAF, WAVE, Backward(How.SUM))
    assert trail.length == 40_000
    assert isinstance(trail, Trail)
    assert trail != extend(trail, LEAF, WAVE)
    del trail


def test_old_passes_become_one_row_whose_layer_is_their_exact_sum(monkeypatch):
    monkeypatch.setattr(grad_slot, "MOST_LAYERS", 3)
    slot = GradSlot(LEAF)
    for k in range(9):
        slot.do(Forward(WAVE.function, (("a", 0.1 + k), ("b", 0.7))))
        slot.do(Backward(How.SUM))
    assert [one.count for one in slot.passes] == [7, 1, 1]
    assert slot.count == 9
    assert torch.equal(slot.ledger_sum(), slot.grad)


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.title)
def test_three_passes_of_every_catalogue_entry(entry):
    expression = parse(entry.expression)
    values = tuple((p.name, p.value) for p in entry.parameters)
    leaf = Leaf(entry.range, 201, "float64")
    forward = Forward(expression, values)
    slot = slot_of(*[forward, Backward(How.SUM)] * 3, leaf=leaf)
    if slot.failure is not None:
        assert slot.failure.diagnosis.refusal is Refusal.NO_GRAPH or "derivative" in slot.failure.text
        assert slot.state is Slot.NONE
        return
    assert slot.count == 3
    assert torch.equal(slot.ledger_sum().nan_to_num(), slot.grad.nan_to_num())


# -- random clicks and drags, against torch replayed by hand

TEXTS = ("a sin(b x)", "a x^2 + b", "sqrt(x) + a - b", "relu(a x) + b x", "exp(a x)/(b^2 + 1)")
VALUES = st.floats(-3, 3, allow_nan=False).map(lambda value: round(value, 2))
CLICKS = st.one_of(
    st.tuples(st.just("backward")),
    st.tuples(st.just("zero")),
    st.tuples(st.just("none")),
    st.tuples(st.just("how"), st.sampled_from(list(How))),
    st.tuples(st.sampled_from(["retain_graph", "zero_before", "forward_before"]), st.booleans()),
    st.tuples(st.just("drag"), st.sampled_from("ab"), st.lists(VALUES, min_size=1, max_size=5)),
    st.tuples(st.just("cursor"), st.floats(-4, 4)),
    st.tuples(st.just("text"), st.sampled_from(TEXTS)),
    st.tuples(st.just("samples"), st.sampled_from([11, 64])),
)


def transitions(click):
    """The pure transitions that a click or a drag makes, as the window has them."""
    kind, *rest = click
    if kind == "backward":
        return [states.with_backward]
    if kind in ("zero", "none"):
        return [lambda s: states.with_cleared(s, Clear(kind))]
    if kind == "drag":
        name, values = rest
        return [lambda s, v=v: states.with_parameter(s, name, value=v) for v in values]
    if kind == "cursor":
        return [lambda s: states.with_cursor(s, rest[0])]
    if kind == "text":
        return [lambda s: states.with_text(s, rest[0])]
    return [lambda s: replace(s, **{kind: rest[0]})]


def play(clicks, look):
    """Do the clicks to our State and to plain torch; `look` sees the Result, the slot and the plain one."""
    state = replace(states.of_function(parse(TEXTS[0]), (-2.0, 2.0)), samples=64)
    plain, computer = Plain(state), Computer()
    for number, click in enumerate(clicks):
        for transition in transitions(click):
            state = states.with_followed(transition(state))
            plain.follow(click[0], state)
        if number % 3 == 2 or number == len(clicks) - 1:  # the window drops what is asked for too fast
            result = computer.answer(Request.from_state(state, SIZE))
            assert result.error is None
            look(result, computer.slot, plain)


def assert_equal(result, slot, plain):
    view = result.slot
    assert view.state is plain.label
    assert view.count == plain.count
    if slot is None:
        assert plain.x.grad is None
        return
    assert same_bits(slot.grad, plain.x.grad)
    assert same_bits(slot.ledger_sum(), slot.grad)


def assert_script(result, slot, plain):
    namespace = {}
    exec(result.slot.script.replace("print(", "str("), namespace)
    assert same_bits(namespace["x"].grad, plain.x.grad)


@settings(max_examples=60, deadline=None)
@given(st.lists(CLICKS, min_size=1, max_size=200))
def test_any_clicks_and_drags_agree_with_plain_torch(clicks):
    looked = []

    def look(*seen):
        assert_equal(*seen)
        looked.append(seen)

    play(clicks, look)
    assert_script(*looked[-1])


def test_two_hundred_clicks_with_every_script():
    import random

    chance = random.Random(7)
    for _ in range(6):
        clicks = []
        for _ in range(200):
            kind = chance.choice(
                ["backward", "backward", "zero", "none", "how", "box", "drag", "cursor", "text", "samples"]
            )
            clicks.append(
                {
                    "how": ("how", chance.choice(list(How))),
                    "box": (chance.choice(["retain_graph", "zero_before", "forward_before"]), chance.random() < 0.6),
                    "drag": ("drag", chance.choice("ab"), [round(chance.uniform(-3, 3), 2) for _ in range(4)]),
                    "cursor": ("cursor", chance.uniform(-3, 3)),
                    "text": ("text", chance.choice(TEXTS)),
                    "samples": ("samples", chance.choice([11, 64])),
                }.get(kind, (kind,))
            )
        play(clicks, lambda *seen: (assert_equal(*seen), assert_script(*seen)))


# -- what is said of the slot


def answer(state):
    return Computer().answer(Request.from_state(state, SIZE)).slot


def test_relations_to_the_derivative():
    state = states.of_function(parse("a sin(x)"), (-2.0, 2.0))
    assert answer(state).relation is Relation.NOTHING
    once = states.with_backward(state)
    assert answer(once).relation is Relation.MULTIPLE
    thrice = states.with_backward(states.with_backward(once))
    assert (answer(thrice).relation, answer(thrice).count) == (Relation.MULTIPLE, 3)
    weighted = states.with_backward(replace(state, how=How.RAMP))
    assert answer(weighted).relation is Relation.WEIGHTED
    moved = states.with_followed(states.with_parameter(once, "a", value=2.0))
    assert answer(moved).relation is Relation.MIXED
    assert answer(moved).count == 2
    left_behind = states.with_text(thrice, "cos(x)")
    assert (answer(left_behind).relation, answer(left_behind).count) == (Relation.OTHER, 3)


def test_the_table_and_the_ledger_around_the_cursor():
    state = replace(states.of_function(parse("x^2"), (0.0, 1.0)), samples=101, cursor=0.5, dtype="float64")
    view = answer(states.with_backward(states.with_backward(state)))
    assert [row.x for row in view.rows] == pytest.approx([0.46 + 0.01 * k for k in range(9)])
    assert view.rows[view.at].x == pytest.approx(0.5)
    assert view.rows[view.at].grad == pytest.approx(2.0)
    assert view.rows[view.at].slope == pytest.approx(1.0)
    assert [row.added for row in view.ledger] == pytest.approx([1.0, 1.0])
    assert len(view.layers) == 2


def test_a_drag_follows_only_what_is_in_play():
    state = states.of_function(parse("a sin(x)"))
    assert states.with_followed(states.with_parameter(state, "a", value=2.0)).trail is None
    on = states.with_followed(replace(state, zero_before=True))
    assert answer(on).state is Slot.ONE
    dragged = states.with_followed(states.with_parameter(on, "a", value=2.0))
    assert (answer(dragged).state, answer(dragged).relation) == (Slot.ONE, Relation.MULTIPLE)
    cleared = states.with_followed(states.with_cleared(dragged, Clear.NONE))
    assert answer(cleared).state is Slot.NONE
    new_leaf = states.with_followed(states.with_range(states.with_backward(state), 0, 1))
    assert new_leaf.trail is None
