"""Refusals that the refused line alone explains: what to write in its place."""

from __future__ import annotations

import ast
from collections.abc import Callable
from math import prod

from explorer.core.tape.reading.cures.asked import FACTORIES
from explorer.core.tape.reading.cures.edit import (
    Edit,
    calls,
    is_tight,
    is_true,
    keyword,
    last_name,
    only,
)
from explorer.core.tape.reading.cures.leaf_causes import LeafCause
from explorer.core.tape.reading.cures.leaves import made_and_refused
from explorer.core.tape.reading.cures.lost import no_graph
from explorer.core.tape.reading.cures.nodes import failing_node
from explorer.core.tape.reading.cures.numbers import SAME_IN_NUMPY
from explorer.core.tape.reading.cures.scene import Found, Scene, Spot
from explorer.core.tape.reading.cures.slots import next_backward
from explorer.core.tape.tape import Operation

Rule = Callable[[Scene], Found]


def at_line(edit: Callable[[Scene, Spot], Edit | list[Edit | None] | None], makes_known: bool = True) -> Rule:
    """A rule that changes the refused statement alone."""

    def rule(scene: Scene) -> Found:
        lines = made_and_refused(scene)
        if not makes_known and lines:
            lines = lines[-1:]
        spot = scene.spot(scene.line) or next_backward(scene)
        made = edit(scene, spot) if spot is not None else None
        if spot is None or made is None:
            return Found(lines)
        return Found(lines, None, spot.cure(*(made if isinstance(made, list) else [made])))

    return rule


def _non_scalar(scene: Scene, spot: Spot) -> Edit | None:
    """The sum of the elements; a loss that was told not to reduce is told nothing."""
    walk = scene.walk
    names = (walk.name,) if walk is not None else ("backward", "grad")
    call = only(calls(spot.statement, *names))
    if call is None or (walk is not None and walk.roots[1:]):
        return None
    is_of_module = not isinstance(call.func, ast.Attribute) or last_name(call.func.value) == "autograd"
    given = call.args[0] if call.args else keyword(call, "outputs") or keyword(call, "tensors")
    start = given if is_of_module or last_name(call) == "grad" else call.func.value  # type: ignore[attr-defined]
    if start is None or isinstance(start, ast.List | ast.Tuple):
        return None
    made = scene.made(walk.roots[0]) if walk is not None and walk.roots else None
    reduced = made is not None and ("loss" in made.name or "'none'" in made.inputs)
    return spot.code.after(start, ".mean()" if reduced else ".sum()")


def _numpy(scene: Scene, spot: Spot) -> list[Edit | None] | None:
    """detach() where numpy only looks; torch's own function where numpy computes."""
    code = spot.code
    if any(isinstance(one.func, ast.Attribute) for one in calls(spot.statement, "numpy")):
        return [
            code.after(one.func.value, ".detach()")
            for one in calls(code.tree, "numpy")
            if isinstance(one.func, ast.Attribute) and not calls(one.func.value, "detach") and not one.args
        ]
    function = scene.line.function if scene.line is not None else ""
    for call in calls(spot.statement):
        owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        if owner in ("np", "numpy") and last_name(call) in SAME_IN_NUMPY and len(call.args) == 1:
            return [code.replace(call.func.value, "torch")]  # type: ignore[attr-defined]
        given = [one for one in call.args if _wants_gradient(scene, ast.unparse(one), function)]
        if given:
            return [code.after(one, ".detach()") for one in given]
    return None


def _wants_gradient(scene: Scene, name: str, function: str) -> bool:
    """Whether the name is a tensor that requires a gradient."""
    tensor = scene.called(name, function)
    note = scene.note(tensor) if tensor is not None else None
    return note is not None and note.requires_grad


def _deepcopy(scene: Scene, spot: Spot) -> Edit | None:
    call = only(calls(spot.statement, "deepcopy"))
    event = scene.refused
    if call is None or len(call.args) != 1 or not isinstance(event, Operation):
        return None
    name = scene.name(event.inputs[0], event.line.function) if isinstance(event.inputs[0], int) else ""
    if ast.unparse(call.args[0]) != name:
        return None
    return spot.code.replace(call, f"{spot.code.text(call.args[0])}.detach().clone()")


def _scalar(scene: Scene, spot: Spot) -> Edit | None:
    call = only(calls(spot.statement, "float"))
    if call is None or len(call.args) != 1:
        return None
    given = spot.code.text(call.args[0])
    return spot.code.replace(call, f"{given if is_tight(call.args[0]) else f'({given})'}.item()")


def _shape(scene: Scene, spot: Spot) -> Edit | None:
    """A gradient of ones has the result's own shape."""
    call = only(calls(spot.statement, "backward", "grad"))
    if call is None:
        return None
    of_tensor = last_name(call) == "backward" and isinstance(call.func, ast.Attribute)
    if of_tensor and ast.unparse(call.func.value).endswith("autograd"):  # type: ignore[attr-defined]
        of_tensor = False
    root = call.func.value if of_tensor else call.args[0] if call.args else None  # type: ignore[attr-defined]
    places = [*(call.args if of_tensor else call.args[1:]), *(one.value for one in call.keywords)]
    ones = [one for one in places if isinstance(one, ast.Call) and last_name(one) in ("ones", "ones_like")]
    if root is None or len(ones) != 1 or not isinstance(root, ast.Name | ast.Attribute):
        return None
    return spot.code.replace(ones[0], f"torch.ones_like({spot.code.text(root)})")


def _slot(scene: Scene, spot: Spot) -> Edit | None:
    statement = spot.statement
    if not isinstance(statement, ast.Assign) or not isinstance(target := statement.targets[0], ast.Attribute):
        return None
    if not isinstance(statement.value, ast.Call) or last_name(statement.value) not in ("ones", "zeros"):
        return None
    made = f"torch.{last_name(statement.value)}_like({spot.code.text(target.value)})"
    return spot.code.replace(statement.value, made)


def _floating(scene: Scene, spot: Spot) -> list[Edit | None] | None:
    """Numbers with a point, where the tensor is made."""
    event = scene.refused
    given = [one for one in event.inputs if isinstance(one, int)] if isinstance(event, Operation) else []
    made = scene.made(given[0]) if given else None
    there = (scene.spot(made.line) if made is not None else None) or spot
    call = only(calls(there.statement, *FACTORIES, "randint"))
    if call is None:
        return None
    numbers = [one for one in ast.walk(call.args[0]) if isinstance(one, ast.Constant)] if call.args else []
    if (
        last_name(call) == "tensor"
        and keyword(call, "dtype") is None
        and numbers
        and all(type(one.value) is int for one in numbers)
    ):
        likes = [
            one for one in calls(there.code.tree, "tensor") if one is call or is_true(keyword(one, "requires_grad"))
        ]
        every = [part for one in likes if one.args for part in ast.walk(one.args[0]) if _is_whole(part)]
        return [there.code.replace(one, f"{there.code.text(one)}.0") for one in every]
    return [there.code.keyword(call, "dtype", "torch.float32")]


def _is_whole(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def not_floating(scene: Scene) -> Found:
    lines = made_and_refused(scene)
    spot = scene.spot(scene.line) or scene.spot(next((event.line for _, event in scene.before()), None))
    if spot is None:
        return Found(lines)
    event = scene.refused
    given = [one for one in event.inputs if isinstance(one, int)] if isinstance(event, Operation) else []
    made = scene.made(given[0]) if given else None
    if made is not None and any(isinstance(one, int) for one in made.inputs):
        scene.values["operation"] = f"{made.name}()"
        return Found(lines, LeafCause.WHOLE_NUMBERS)
    edits = _floating(scene, spot)
    return Found(lines[-1:], None, spot.cure(*edits) if edits else None)


def _flag(scene: Scene, spot: Spot) -> Edit | None:
    """y.requires_grad_(False) means y = y.detach()."""
    statement = spot.statement
    node: ast.expr | None = None
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        node = statement.value.func
    elif isinstance(statement, ast.Assign):
        node = statement.targets[0]
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name | ast.Attribute):
        return None
    name = spot.code.text(node.value)
    return spot.code.replace(statement, f"{name} = {name}.detach()")


def wants_a_gradient(scene: Scene) -> Found:
    """retain_grad() or a hook on a tensor to which no gradient comes."""
    found = no_graph(scene)
    return Found(found.lines, found.cause, found.mended)


def _floor(scene: Scene) -> Found:
    """a // b is floor(a / b), which has a derivative: zero."""
    lines = failing_node(scene)
    spot = scene.spot(lines[0]) if lines else None
    found = [one for one in ast.walk(spot.statement) if _is_floor(one)] if spot is not None else []
    if spot is None or len(found) != 1 or "floor_divide" not in scene.error:
        return Found(lines)
    node = found[0]
    code = spot.code
    if isinstance(node, ast.AugAssign):
        name = code.text(node.target)
        return Found(
            lines, None, spot.cure(code.replace(node, f"{name} = torch.floor({name} / {code.text(node.value)})"))
        )
    assert isinstance(node, ast.BinOp)
    return Found(
        lines, None, spot.cure(code.replace(node, f"torch.floor({code.text(node.left)} / {code.text(node.right)})"))
    )


def _is_floor(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.FloorDiv)


not_differentiable: Rule = _floor


def _out(scene: Scene, spot: Spot) -> Edit | list[Edit | None] | None:
    found = [one for one in calls(spot.statement) if keyword(one, "out") is not None]
    call = only(found)
    out = keyword(call, "out") if call is not None else None
    if call is None or out is None:
        return None
    plain = spot.code.without_keyword(call, "out")
    if isinstance(spot.statement, ast.Expr) and isinstance(out, ast.Name):
        start = spot.code.span(spot.statement)[0]
        return [plain, Edit(start, start, f"{out.id} = ")]
    return plain


def _checkpoint(scene: Scene, spot: Spot) -> Edit | None:
    call = only(calls(spot.statement, "checkpoint", "checkpoint_sequential"))
    return spot.code.keyword(call, "use_reentrant", "False") if call is not None else None


def checkpoint(scene: Scene) -> Found:
    """Reentrant checkpointing needs an input with a gradient; the other one does not."""
    spots = [scene.spot(scene.raised)] if scene.raised is not None else []
    if not spots:
        for file in scene.track.sources:
            code = scene.code(file)
            found = calls(code.tree, "checkpoint", "checkpoint_sequential") if code is not None else []
            spots += [Spot(file, code, code.statement_of(one)) for one in found if code is not None]
    if len(spots) != 1 or spots[0] is None:
        return Found(())
    return Found((scene.raised,) if scene.raised else (), None, spots[0].cure(_checkpoint(scene, spots[0])))


def _target_size(scene: Scene, spot: Spot) -> Edit | None:
    """The target in the prediction's shape, where it has as many elements."""
    sizes = [prod(int(one) for one in scene.values[part].split(",") if one.strip()) for part in ("given", "wanted")]
    found = [one for one in calls(spot.statement) if len(one.args) == 2 and not one.keywords]
    named = [one for one in found if "loss" in last_name(one).lower() or "crit" in last_name(one).lower()]
    call = only(named) or only(found)
    if call is None or sizes[0] != sizes[1]:
        return None
    first, second = call.args
    if isinstance(first, ast.Name | ast.Attribute):
        return spot.code.after(second, f".view_as({spot.code.text(first)})")
    shape = scene.values["wanted"].replace(" ", "")
    return spot.code.after(second, f".reshape({', '.join(shape.split(','))})") if shape else None


def target_size(scene: Scene) -> Found:
    spot = scene.spot(scene.line) or _loss_line(scene)
    edit = _target_size(scene, spot) if spot is not None else None
    lines = (scene.line,) if scene.line is not None else ()
    return Found(lines, None, spot.cure(edit) if spot is not None else None)


def _loss_line(scene: Scene) -> Spot | None:
    """The operation of the loss with these shapes."""
    for _, event in scene.before():
        if event.name in ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"):
            return scene.spot(event.line)
    return None


def shapes(scene: Scene) -> Found:
    """Two tensors that do not fit: the line alone."""
    return Found((scene.line,) if scene.line is not None else ())


non_scalar = at_line(_non_scalar)
numpy_needs_detach = at_line(_numpy)
copy_needs_detach = at_line(_deepcopy)
scalar_needs_detach = at_line(_scalar)
shape_mismatch = at_line(_shape)
slot_mismatch = at_line(_slot)
flag_of_non_leaf = at_line(_flag)
out_argument = at_line(_out, makes_known=False)
