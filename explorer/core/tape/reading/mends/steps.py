"""Optimizers, and steps by hand: what is cleared, walked back and stepped in another order, or is missing."""

from __future__ import annotations

import ast
import re

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.edit import Code, Edit, attributes, calls, last_name, loaded, stored
from explorer.core.tape.reading.cures.flow import leaf_last, moved
from explorer.core.tape.reading.cures.leaves import written
from explorer.core.tape.reading.cures.scene import Scene, Spot
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.track import newest

_AFTER_WALK = ("clip_grad_norm_", "clip_grad_value_", "unscale_")
"""What is done to gradients between backward() and step()."""

_TRAINING = ("zero_grad", "backward", "step")
"""`opt.step` alone does nothing, where `opt.step()` was meant."""


def _stepped(spot: Spot) -> str:
    """The optimizer whose step() the statement is, as the code calls it there."""
    found = calls(spot.statement, "step")
    if len(found) != 1 or not isinstance(found[0].func, ast.Attribute):
        return ""
    return spot.code.text(found[0].args[0] if found[0].args else found[0].func.value)


def _called(spot: Spot, name: str, owner: str) -> list[Edit]:
    """The brackets for the one such statement of the function, and for the others of a training that lack theirs."""
    code = spot.code
    found: dict[str, list[ast.expr]] = {name: []}
    for one in code.statements(code.scope(spot.statement)):
        value = one.value if isinstance(one, ast.Expr) else None
        if not isinstance(value, ast.Attribute) or value.attr not in _TRAINING:
            continue
        if value.attr == "backward" or code.text(value.value) == owner:
            found.setdefault(value.attr, []).append(value)
    if len(found[name]) != 1:
        return []
    return [code.after(ones[0], "()") for ones in found.values() if len(ones) == 1]


def _among(code: Code, block: list[ast.stmt], statement: ast.stmt | None) -> ast.stmt | None:
    """The statement of the block that this one is, or is in."""
    return next((one for one in (statement, *code.around(statement)) if one in block), None) if statement else None


def _first_walk(code: Code, statement: ast.stmt, own: str) -> ast.stmt | None:
    """The first statement of the block with the backward() that this step uses: after the step of any other."""
    block = list(code.block(statement))
    found = None
    for one in reversed(block[: block.index(statement)]):
        others = [call for call in calls(one, "step") if isinstance(call.func, ast.Attribute)]
        if any(code.text(call.func.value) != own for call in others):  # type: ignore[attr-defined]
            break
        found = one if calls(one, "backward") else found
    return found


def never_zeroed(scene: Scene, why: Why) -> Cure | None:
    """zero_grad() before the backward() whose gradients the step uses, or after the step where they come from afar."""
    spot = scene.spot(why.lines[1])
    name = _stepped(spot) if spot is not None else ""
    if spot is None or not name:
        return None
    code, statement = spot.code, spot.statement
    if called := _called(spot, "zero_grad", name):
        return spot.cure(*called)
    scope = code.scope(statement)
    old = [one for one in code.statements(scope) if any(_owner(call) == name for call in calls(one, "zero_grad"))]
    if any(code.loop(one) is code.loop(statement) for one in old):
        return None
    edits: list[Edit | None] = [code.remove(one) for one in old if isinstance(one, ast.Expr)]
    walk = _first_walk(code, statement, name)
    clear = f"{name}.zero_grad()"
    return spot.cure(
        *edits, code.insert_before(walk, clear) if walk is not None else code.insert_after(statement, clear)
    )


def _owner(call: ast.Call) -> str:
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def zeroed_before_step(scene: Scene, why: Why) -> Cure | None:
    """What clears goes before the backward() whose gradients it took away."""
    filled, cleared, step = (scene.spot(line) for line in why.lines)
    if filled is None or cleared is None or step is None:
        return None
    code, statement = cleared.code, cleared.statement
    block = list(code.block(statement))
    after = _among(code, block, scene.within(why.lines[2], cleared))
    walk = _among(code, block, scene.within(why.lines[0], cleared))
    if not isinstance(statement, ast.Expr) or after is None or walk is None:
        return None
    if not block.index(walk) < block.index(statement) < block.index(after):
        return None
    first = _first_walk(code, after, _stepped(step)) or walk
    if block.index(first) > block.index(walk):
        first = walk
    again = any(ast.unparse(one) == ast.unparse(statement) for one in block[: block.index(walk)])
    edits = [code.remove(statement)]
    return cleared.cure(*edits, *([] if again else [code.insert_before(first, *code.lines(statement))]))


def never_stepped(scene: Scene, why: Why) -> Cure | None:
    """step() after the backward() that filled its gradients."""
    built, walk = scene.spot(why.lines[0]), scene.spot(why.lines[1])
    names = stored(built.statement) if built is not None else set()
    if built is None or walk is None or len(names) != 1:
        return None
    (name,) = names
    code, statement = walk.code, walk.statement
    if called := _called(walk, "step", name):
        return walk.cure(*called)
    if calls(code.tree, "step") or code.scope(statement) is not code.scope(built.statement):
        return None
    clears = [one for one in code.statements(code.scope(statement)) if calls(one, "zero_grad")]
    walks = calls(code.scope(statement), "backward")
    if not clears and (code.loop(statement) is not None or len(walks) > 1):
        return None
    block = list(code.block(clears[0])) if clears else list(code.block(statement))
    last = _among(code, block, statement)
    if len(clears) > 1 or last is None:
        return None
    for one in block[block.index(last) + 1 :]:
        if not calls(one, *_AFTER_WALK, "backward"):
            break
        last = one
    return walk.cure(code.insert_after(last, f"{name}.step()"))


def without_walk(scene: Scene, why: Why) -> Cure | None:
    """backward() of the one loss before the step; the step goes behind the backward() that comes after it."""
    spot = scene.spot(why.lines[0])
    if spot is None:
        return None
    code, statement = spot.code, spot.statement
    if called := _called(spot, "backward", _stepped(spot)):
        return spot.cure(*called)
    block = list(code.block(statement))
    place = block.index(statement)
    later = [one for one in block[place + 1 :] if calls(one, "backward")]
    if calls(code.tree, "backward", "grad"):
        only = [call for one in later for call in calls(one, "backward")] == calls(code.tree, "backward")
        if not later or not only or code.loop(statement) is None or calls(code.tree, "grad"):
            return None
        edits = moved(code, [statement], later[-1], is_into=False)
        return spot.cure(*edits) if edits is not None else None
    losses = [(one, name) for one in block[:place] for name in stored(one) if _is_loss(scene, spot, name)]
    read = {name for one, _ in losses for name in loaded(one)}
    names = {name for _, name in losses if name not in read}
    return spot.cure(code.insert_before(statement, f"{names.pop()}.backward()")) if len(names) == 1 else None


def _is_loss(scene: Scene, spot: Spot, name: str) -> bool:
    """Whether the name holds one number that leads back to leaves."""
    track = scene.track
    for full, scope in track.scopes.items():
        if full.removeprefix(scope) == name and (tensor := newest(track.names[full], len(track.steps))) is not None:
            note = newest(track.notes.get(tensor, ()), len(track.steps))
            if note is not None and note.requires_grad and not note.is_leaf and set(note.value.shape) <= {1}:
                return True
    return False


def by_hand(scene: Scene, why: Why) -> Cure | None:
    """The gradients are set to None after the steps that used them."""
    spot = scene.spot(why.lines[1])
    if spot is None:
        return None
    code, statement = spot.code, spot.statement
    block = list(code.block(statement))
    changed = [(one, name) for one in block if (name := _changed_by_gradient(one))]
    if statement not in [one for one, _ in changed]:
        return None
    scope = code.scope(statement)
    cleared = {ast.unparse(one.value) for one in attributes(scope, "grad") if _is_cleared(code, one)}
    lines = [f"{name}.grad = None" for name in dict.fromkeys(name for _, name in changed) if name not in cleared]
    return spot.cure(code.insert_after(changed[-1][0], *lines)) if lines else None


def _changed_by_gradient(statement: ast.stmt) -> str:
    """w of w -= lr * w.grad."""
    name = written(statement)
    if not name and isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        name = ast.unparse(statement.targets[0])  # w.data = w.data - lr * w.grad
        name = name if name.endswith(".data") else ""
    name = name.removesuffix(".data")
    return name if name and f"{name}.grad" in loaded(statement) else ""


def _is_cleared(code: Code, node: ast.Attribute) -> bool:
    parent = code.parent(node)
    is_zeroed = isinstance(parent, ast.Attribute) and parent.attr == "zero_"
    return isinstance(node.ctx, ast.Store) or is_zeroed


def stale(scene: Scene, why: Why) -> Cure | None:
    """The optimizer is built after what it holds was replaced, and so is what was built of the optimizer."""
    built, replaced = scene.spot(why.lines[0]), scene.spot(why.lines[1])
    if built is None or replaced is None or not isinstance(built.statement, ast.Assign):
        return None
    code, block = built.code, list(built.code.block(built.statement))
    target = _among(code, block, scene.within(why.lines[1], built))
    if target is None or block.index(target) <= block.index(built.statement):
        return None
    chosen = [built.statement]
    for one in block[block.index(built.statement) + 1 : block.index(target) + 1]:
        names = {name for other in chosen for name in stored(other)}
        if names & {name for part in (one, *code.statements(one)) for name in loaded(part)}:
            if one is target or not isinstance(one, ast.Assign):
                return None
            chosen.append(one)
    edits: list[Edit | None] = [code.remove(one) for one in chosen]
    return built.cure(*edits, code.insert_after(target, *(line for one in chosen for line in code.lines(one))))


def unregistered(scene: Scene, why: Why) -> Cure | None:
    """A plain list or dict of layers or parameters becomes one that the module knows; what is computed of a Parameter
    is computed before it becomes one.
    """
    if why.because is not None and why.because.reason is Reason.CONVERTED:
        spot = scene.spot(why.lines[0])
        return spot.cure(leaf_last(spot.code, spot.statement)) if spot is not None else None
    first = why.values["name"].partition(",")[0]
    found = re.fullmatch(r"(?:(.+)\.)?(\w+)\[[^\]]+\](\..+)?", first)
    if found is None:
        return None
    head, name, rest = found.groups()
    if not head or not _holds(scene, why, head.partition(".")[0]):
        return None
    for file in scene.track.sources:
        code = scene.code(file)
        if code is None:
            continue
        stores = [
            (one, part)
            for part in ast.walk(code.tree)
            if isinstance(part, ast.ClassDef)
            for function in part.body
            if isinstance(function, ast.FunctionDef)
            for one in code.statements(function)
            if f"self.{name}" in stored(one)
        ]
        if len(stores) == 1:
            statement, owner = stores[0]
            return _registered(Spot(file, code, statement), owner, name, bool(rest))
    return None


def _holds(scene: Scene, why: Why, net: str) -> bool:
    """Whether the optimizer is built of all that the module knows."""
    spots = [spot for line in why.lines[1:] if (spot := scene.spot(line)) is not None]
    asked = {ast.unparse(one) for spot in spots for one in calls(spot.statement, "parameters")}
    return f"{net}.parameters()" in asked


def _registered(spot: Spot, owner: ast.ClassDef, name: str, is_module: bool) -> Cure | None:
    code, statement = spot.code, spot.statement
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    value = statement.value
    base = next((code.text(one) for one in owner.bases if last_name(one) == "Module"), "")
    prefix = base.rpartition(".")[0] or "torch.nn"
    uses = [one for one in attributes(owner, name) if isinstance(one.ctx, ast.Load)]
    given = [parent for one in uses if isinstance(parent := code.parent(one), ast.Call) and parent.func is not one]
    summed = [one for one in uses if isinstance(code.parent(one), ast.BinOp)]
    if not base or summed or any(ast.unparse(one.func).startswith("torch.") for one in given):
        return None
    is_dict = isinstance(value, ast.Dict | ast.DictComp) or (isinstance(value, ast.Call) and last_name(value) == "dict")
    kind = ("Module" if is_module else "Parameter") + ("Dict" if is_dict else "List")
    is_empty = isinstance(value, ast.List | ast.Dict) and len(code.text(value)) == 2
    return spot.cure(code.replace(value, f"{prefix}.{kind}({'' if is_empty else code.text(value)})"))
