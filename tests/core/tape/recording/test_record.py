"""The recorder against an independent harness: hooks on every node, put there by walking the graph after the run."""

import random
import weakref

import msgspec
import pytest
import torch

import explorer
from explorer.core.tape.recording.record import record
from explorer.core.tape.recording.summary import SHOWN, summarise
from explorer.core.tape.tape import Cut, Naming, Tape

# -- 200 random programs

UNARY = (
    torch.sin,
    torch.exp,
    torch.tanh,
    torch.sigmoid,
    torch.relu,
    torch.abs,
    torch.square,
    lambda t: -t,
    lambda t: t / 3,
)
BINARY = (torch.add, torch.mul, torch.sub, torch.maximum, lambda a, b: a / (b.abs() + 1), torch.atan2)


def program(seed):
    """A callable that runs up to 60 operations on three leaves, and gives the leaves, every value and the output."""
    chance = random.Random(seed)
    steps = []
    for _ in range(chance.randrange(3, 60)):
        kind = chance.choice(["unary", "unary", "binary", "binary", "detach", "sum", "index"])
        steps.append((kind, chance.random(), chance.random(), chance.random()))

    def run():
        torch.manual_seed(seed)
        leaves = [torch.randn(4, requires_grad=True) for _ in range(3)]
        values = list(leaves)
        for kind, a, b, c in steps:
            first, second = values[int(a * len(values))], values[int(b * len(values))]
            if kind == "unary":
                made = UNARY[int(c * len(UNARY))](first)
            elif kind == "binary":
                made = BINARY[int(c * len(BINARY))](first, second)
            elif kind == "detach":
                made = first.detach() if c < 0.3 else first * 1.5
            elif kind == "sum":
                made = first.sum() + second
            else:
                made = first[[3, 2, 1, 0]]
            values.append(made)
        output = values[-1].sum() + leaves[0].sum() * 0.5
        return leaves, values, output

    return run


def graph(output):
    """Names by node and the edges, found without the recorder."""
    found, waiting, edges = {}, [output.grad_fn], []
    while waiting:
        node = waiting.pop()
        if node in found:
            continue
        found[node] = node.name()
        for place, (target, which) in enumerate(node.next_functions):
            if target is not None:
                edges.append((node, target, place, which))
                waiting.append(target)
    return found, edges


def bits(tensor):
    return None if tensor is None else summarise(tensor)


@pytest.mark.parametrize("seed", range(200))
def test_random_programs(seed):
    run = program(seed)
    leaves, _, output = run()
    found, edges = graph(output)
    order, arrived = [], {}
    for node in found:
        node.register_prehook(lambda gradients, node=node: (order.append(node), arrived.update({node: gradients}))[0])
    output.backward()

    with record() as tape:
        recorded, _, result = run()
        result.backward()

    (walk,) = tape.walks
    # The same nodes in the same order, with the same gradients.
    assert [tape.nodes[visit.node].name for visit in walk.visits] == [found[node] for node in order]
    assert [visit.arrived for visit in walk.visits] == [tuple(bits(g) for g in arrived[node]) for node in order]
    # The same edges among the nodes that ran, told apart by their place in that order.
    place = {node: k for k, node in enumerate(order)}
    ours = {visit.node: k for k, visit in enumerate(walk.visits)}
    wanted = sorted((place[a], place[b], out, into) for a, b, out, into in edges)
    assert sorted((ours[e.source], ours[e.target], e.place, e.input) for e in tape.edges if e.source in ours) == wanted
    assert len(tape.nodes) >= len(found)
    # The same slots.
    writes = {write.tensor: write.after for write in tape.slot_writes}
    slots = [bits(leaf.grad) for leaf in leaves]
    assert sorted(map(str, writes.values())) == sorted(str(slot) for slot in slots if slot is not None)
    assert [torch.equal(a.grad, b.grad) for a, b in zip(leaves, recorded, strict=True) if a.grad is not None]
    assert Tape.from_json(tape.to_json()) == tape


# -- the story of the course, and its traps


def test_what_is_noted_of_an_operation():
    with explorer.record() as tape:
        x = torch.arange(4.0, requires_grad=True)
        y = 2 * torch.dot(x, x)
    assert tape.operations[1].line.text == "y = 2 * torch.dot(x, x)"
    assert [one.name for one in tape.operations] == ["arange", "dot", "mul"]
    (made,) = tape.operations[1].outputs
    assert (made.value.shape, made.value.dtype, made.value.first) == ((), "float32", (14.0,))
    assert (made.requires_grad, made.is_leaf, made.version) == (True, False, 0)
    assert tape.nodes[made.node].name == "DotBackward0"
    assert y.item() == 28


def test_gradients_add_up_until_zeroed():
    with record() as tape:
        x = torch.arange(4.0, requires_grad=True)
        for _ in range(2):
            (x * x).sum().backward()
        x.grad.zero_()
        x.grad = None
    after = [write.after.first if write.after else None for write in tape.slot_writes]
    assert after == [(0.0, 2.0, 4.0, 6.0), (0.0, 4.0, 8.0, 12.0), (0.0, 0.0, 0.0, 0.0), None]
    assert tape.slot_writes[0].before is None


def test_the_second_backward_is_an_error_after_the_first_freed_the_graph():
    with record() as tape:
        x = torch.ones(3, requires_grad=True)
        s = x.sin().sum()
        s.backward()
        with pytest.raises(RuntimeError):
            s.backward()
    first, second = tape.walks
    assert [tape.nodes[node].name for node in first.freed] == ["SinBackward0"]
    assert second.error.startswith("RuntimeError: Trying to backward through the graph a second time")


def test_cuts():
    with record() as tape:
        x = torch.ones(3, requires_grad=True)
        x.detach()
        with torch.no_grad():
            x * 2
        torch.special.bessel_j0(x)
        _ = x > 0
    assert [one.cut for one in tape.operations[1:]] == [Cut.DETACH, Cut.NO_GRAD, Cut.NO_DERIVATIVE, None]


def test_in_place_changes_tell_version_and_storage():
    with record() as tape:
        x = torch.ones(3)
        y = x.view(3)
        y.add_(1)
        x[0] = 5.0
    assert [one.name for one in tape.operations] == ["ones", "view", "add_", "setitem"]
    made, view = tape.operations[0].outputs[0], tape.operations[1].outputs[0]
    assert made.storage == view.storage
    assert [one.changed[0].version for one in tape.operations[2:]] == [1, 2]
    # Who looks at the same memory has changed too.
    assert [note.tensor for note in tape.operations[2].changed] == [view.tensor, made.tensor]
    assert tape.operations[2].changed[1].value.first == (2.0, 2.0, 2.0)


def test_saved_tensors_stay_two_though_they_share_memory():
    with record() as tape:
        x = torch.ones(3, requires_grad=True)
        x * x
    (node,) = [node for node in tape.nodes if node.name == "MulBackward0"]
    assert [saved.name for saved in node.saved] == ["other", "self"]
    assert node.saved[0].value.storage == node.saved[1].value.storage


def test_an_in_place_change_of_a_saved_tensor():
    with record() as tape:
        x = torch.ones(3, requires_grad=True)
        y = x.exp()
        y.add_(1)
        with pytest.raises(RuntimeError):
            y.sum().backward()
    assert "modified by an inplace operation" in tape.walks[0].error


def test_an_error_of_an_operation_is_noted_and_raised():
    with record() as tape, pytest.raises(RuntimeError):
        torch.ones(3) + torch.ones(4)
    assert "must match the size" in tape.operations[-1].error


def test_second_derivative_module_optimiser_and_custom_function():
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, gradient):
            return gradient * 2

    torch.manual_seed(0)
    with record() as tape:
        x = torch.ones(3, requires_grad=True)
        (slope,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
        slope.sum().backward()
        model = torch.nn.Linear(3, 1)
        optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
        Twice.apply(model(x)).sum().backward()
        optimiser.step()
        optimiser.zero_grad()
    assert [walk.name for walk in tape.walks] == ["grad", "backward", "backward"]
    assert tape.walks[0].results[0].value.first == (3.0, 3.0, 3.0)
    names = [node.name for node in tape.nodes]
    twice = next(place for place, one in enumerate(tape.events) if getattr(one, "name", "") == "Twice")
    assert tape.events[twice].line.text == "Twice.apply(model(x)).sum().backward()"
    assert [node.operation for node in tape.nodes if node.name == "TwiceBackward"] == [twice]
    assert not any(one.cut for one in tape.operations if one.line.function.endswith("Twice.forward"))
    assert names.count("torch::autograd::AccumulateGrad") == 3
    assert any(write.after is None for write in tape.slot_writes), "zero_grad"
    assert any(one.changed and one.line.text == "optimiser.step()" for one in tape.operations)


def test_control_flow_on_values_is_just_the_operations_that_ran():
    with record() as tape:
        x = torch.tensor(1.5, requires_grad=True)
        y = x * 2
        while y.norm() < 10:
            y = y * 2
        z = y if y > 0 else -y
        z.backward()
    assert [one.name for one in tape.operations].count("mul") == 3
    assert tape.slot_writes[0].after.first == (8.0,)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of torch, to torch
def test_function_transforms_are_named_as_what_cannot_be_seen_into():
    with record() as tape:
        torch.func.vmap(lambda t: t * 2)(torch.ones(3))
        torch.func.jvp(torch.sin, (torch.ones(3),), (torch.ones(3),))
    assert Cut.TRANSFORM in [one.cut for one in tape.operations]


def test_where_nan():
    with record() as tape:
        x = torch.tensor([-1.0, 1.0], requires_grad=True)
        torch.where(x > 0, x.sqrt(), 0.0).sum().backward()
    assert tape.slot_writes[-1].after.first == ("nan", 0.5)
    first = next(v for v in tape.walks[0].visits if any(g is not None and g.nan for g in v.arrived))
    assert tape.nodes[first.node].name == "torch::autograd::AccumulateGrad"


MANY = [float(k) for k in range(100)]


@pytest.mark.parametrize(
    "values", [[], [1.0], [1.0, float("nan")], [float("inf")] * 3, MANY, [*MANY, float("nan")], MANY * 200]
)
def test_summaries(values):
    found = summarise(torch.tensor(values))
    finite = [value for value in values if abs(value) < float("inf")]
    assert len(found.first) == min(len(values), SHOWN)
    assert found.mean == (pytest.approx(sum(finite) / len(finite)) if finite else None)
    assert (found.nan, found.inf) == (sum(v != v for v in values), sum(abs(v) == float("inf") for v in values))


def test_tensors_in_a_list_are_told_by_number():
    with record() as tape:
        x = torch.ones(2)
        torch.stack([x, x * 2])
    assert tape.operations[-1].inputs == (0, 1)


def test_a_tape_is_frozen_and_no_text_of_another_kind_is_one():
    with record() as tape:
        torch.ones(3)
    with pytest.raises(AttributeError):
        tape.events = ()
    with pytest.raises(ValueError):
        Tape.from_json('{"events": 1}')
    assert Tape.from_json(tape.to_json()) == tape


def test_a_million_elements_are_summarised_not_kept():
    with record() as tape:
        torch.zeros(1_000_000)
    assert len(msgspec.structs.replace(tape, sources={}).to_json()) < 1_000


def test_names_follow_the_variables():
    with record() as tape:
        x = torch.ones(3, requires_grad=True)
        y = x * 2
        y = y + 1
        x.sum()
    named = [(event.name.rpartition(".")[2], event.tensor) for event in tape.events if isinstance(event, Naming)]
    (first,), (second,) = tape.operations[1].outputs, tape.operations[2].outputs
    assert ("y", first.tensor) in named and ("y", second.tensor) in named
    assert named.index(("y", first.tensor)) < named.index(("y", second.tensor))
    assert y is not None


def test_names_that_are_gone():
    names = {}
    recorder = record()
    with recorder as tape:
        exec(
            "import torch\nx = torch.ones(2)\ny = x * 2\ndel x\ndef f():\n    inner = y * 2\n    inner.sum()\nf()",
            names,
        )
        recorder.note_names(names, are_all=True)
    last = {event.name: event.tensor for event in tape.events if isinstance(event, Naming)}
    assert last == {"x": None, "y": 1, "f.inner": None}


def test_a_recording_goes_on_where_it_ended():
    one = record()
    with one as first:
        x = torch.ones(2, requires_grad=True)
        y = (x * x).sum()
    with one as second:
        y.backward()
    (walk,) = second.walks
    assert not second.nodes[len(second.nodes) :] and not first.walks
    whole = Tape.joined([first, second])
    assert [whole.nodes[visit.node].name for visit in walk.visits] == [
        "SumBackward0",
        "MulBackward0",
        "torch::autograd::AccumulateGrad",
    ]
    assert whole.slot_writes[0].tensor == whole.operations[0].outputs[0].tensor
    assert walk.roots == (whole.operations[2].outputs[0].tensor,)


def test_what_a_node_sent_arrives_and_adds_up_where_paths_join():
    with record() as tape:
        x = torch.tensor(3.0, requires_grad=True)
        (x * x + 5 * x).backward()
    (walk,) = tape.walks
    sent = [s.first[0] for visit in walk.visits for s in visit.sent if s is not None]
    assert walk.visits[-1].arrived[0].first == (11.0,)
    assert sorted(sent) == [1.0, 1.0, 3.0, 3.0, 5.0]


def test_the_node_that_failed():
    with record() as tape:
        x = torch.ones(3, requires_grad=True)
        y = x.exp()
        s = y.sum()
        y.add_(1)
        with pytest.raises(RuntimeError):
            s.backward()
        with pytest.raises(RuntimeError):
            x.backward(torch.ones(2))
    first, second = tape.walks
    assert tape.nodes[first.failed].name == "ExpBackward0"
    assert [tape.nodes[visit.node].name for visit in first.visits] == ["SumBackward0"]
    assert first.freed == () and second.failed is None


def test_a_walk_by_another_door_is_noted_too():
    with record() as tape:
        x = torch.ones(3, requires_grad=True)
        y = (x * 2).sum()
        torch.autograd.Variable._execution_engine.run_backward(
            (y,), (torch.ones(()),), False, False, (), allow_unreachable=True, accumulate_grad=True
        )
        x.sin()
    (walk,) = tape.walks
    assert tape.nodes[walk.visits[0].node].name == "SumBackward0"
    assert tape.slot_writes[-1].after.first == (2.0, 2.0, 2.0)


def test_nothing_is_kept_alive():
    names = {}
    with record():
        exec("import torch\nx = torch.ones(3, requires_grad=True)\ny = x * 2\nz = y.sum()", names)
        seen = weakref.ref(names["y"]), weakref.ref(names["y"].untyped_storage())
        names.clear()
        assert [ref() for ref in seen] == [None, None]


def test_memory_that_is_given_out_again_is_other_memory():
    with record() as tape:
        for _ in range(5):
            torch.ones(1000)
    assert len({one.outputs[0].storage for one in tape.operations}) == 5


def test_the_gradient_of_what_keeps_none_is_told_in_torchs_words():
    with record() as tape, pytest.warns(UserWarning, match="not a leaf"):
        x = torch.ones(3, requires_grad=True)
        y = x * 2
        assert y.grad is None
    assert tape.operations[-1].error.startswith("UserWarning: The .grad attribute of a Tensor that is not a leaf")


def test_a_retained_gradient_has_a_slot_of_its_own():
    with record() as tape:
        x = torch.ones(3, requires_grad=True)
        y = x * 2
        y.retain_grad()
        y.sum().backward()
    kept = tape.operations[1].outputs[0].tensor
    assert [write.after.first for write in tape.slot_writes if write.tensor == kept] == [(1.0, 1.0, 1.0)]


def test_of_too_many_calls_the_first_are_noted_and_the_others_counted():
    with record(most=10) as tape:
        x = torch.ones(2, requires_grad=True)
        for _ in range(100):
            x = x * 2
        x.sum().backward()
    assert len(tape.operations) <= 10 and tape.missed > 90
    assert Tape.joined(tape.split(3)) == tape


def test_lines_know_their_loop_and_function():
    def doubled(t):
        for _ in range(2):
            t = t * 2
        return t

    with record() as tape:
        doubled(torch.ones(2)).sum()
    ones, first, second, total = (one.line for one in tape.operations)
    assert first == second and first.function.endswith("doubled")
    assert first.loop == first.number - 1
    assert ones.loop == total.loop == 0
