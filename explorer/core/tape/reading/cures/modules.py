"""What modules and optimizers were given: nothing, a single tensor, a result; and tensors of inference_mode()."""

from __future__ import annotations

import ast

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.edit import Function, calls, last_name, only
from explorer.core.tape.reading.cures.flow import stored_before
from explorer.core.tape.reading.cures.leaf_causes import LeafCause
from explorer.core.tape.reading.cures.leaves import built, made_and_refused
from explorer.core.tape.reading.cures.scene import Found, Scene, Spot, each_once

_LAYER_LISTS = (ast.List, ast.ListComp)


def inference(scene: Scene) -> Found:
    """no_grad() in place of inference_mode()."""
    lines = made_and_refused(scene)
    for file in scene.track.sources:
        code = scene.code(file)
        if code is not None and (found := calls(code.tree, "inference_mode")):
            return Found(lines, None, code.cure(file, *(code.replace(one, "torch.no_grad()") for one in found)))
    return Found(lines)


def empty_parameters(scene: Scene) -> Found:
    """A generator that was gone through before; or layers in a plain list, which are no parts of a module."""
    lines = (scene.raised,) if scene.raised is not None else ()
    spot = scene.spot(scene.raised) or built(scene)
    if spot is None:
        return Found(lines)
    given = [one.args[0] for one in calls(spot.statement) if one.args]
    for name in (one.id for one in given if isinstance(one, ast.Name)):
        binder = stored_before(spot.code, name, spot.statement)
        if isinstance(value := getattr(binder, "value", None), ast.expr) and _gives_once(value):
            scene.values["name"] = name
            whole = spot.code.replace(value, f"list({spot.code.text(value)})")
            return Found(each_once(spot.line_of(value), *lines), LeafCause.SPENT, spot.cure(whole))
    owners = {
        ast.unparse(one.func.value)
        for one in given
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
    }
    made = [stored_before(spot.code, name, spot.statement) for name in owners]
    values = [getattr(one, "value", None) for one in made]
    kinds = {last_name(one) for one in values if isinstance(one, ast.Call)}
    for file in scene.track.sources:
        code = scene.code(file)
        for kind in ast.walk(code.tree) if code is not None else ():
            if code is not None and isinstance(kind, ast.ClassDef) and kind.name in kinds and (stores := _listed(kind)):
                scene.values["name"] = ", ".join(code.text(one.targets[0]) for one in stores)
                there = Spot(file, code, stores[0])
                return Found(each_once(there.line, *lines), LeafCause.IN_PLAIN_LIST, _as_parts(there, stores))
    return Found(lines)


def _gives_once(value: ast.expr) -> bool:
    """Whether it is a generator: net.parameters(), filter(…), (p for p in …)."""
    once = ("parameters", "named_parameters", "filter", "map", "chain", "zip")
    return isinstance(value, ast.GeneratorExp) or (isinstance(value, ast.Call) and last_name(value) in once)


def _listed(kind: ast.ClassDef) -> list[ast.Assign]:
    """self.layers = [nn.Linear(2, 2), …]"""
    return [
        one
        for one in ast.walk(kind)
        if isinstance(one, ast.Assign)
        and isinstance(one.targets[0], ast.Attribute)
        and isinstance(one.value, _LAYER_LISTS)
        and any(last_name(call)[:1].isupper() for call in calls(one.value))
    ]


def _as_parts(spot: Spot, stores: list[ast.Assign]) -> Cure | None:
    code = spot.code
    kinds = {"ParameterList" if calls(one.value, "Parameter") else "ModuleList" for one in stores}
    head = f"{'torch.' * ('nn.' not in code.source)}nn.{next(iter(kinds))}"
    edits = [code.replace(one.value, f"{head}({code.text(one.value)})") for one in stores]
    return spot.cure(*edits) if len(kinds) == 1 else None


def bare_parameter(scene: Scene) -> Found:
    """An optimiser wants a list, also of one."""
    spot = scene.spot(scene.raised) or built(scene)
    lines = (scene.raised,) if scene.raised is not None else ()
    if spot is None:
        return Found(lines)
    found = [one for one in calls(spot.statement) if one.args and isinstance(one.args[0], ast.Name | ast.Attribute)]
    call = only(found)
    return Found(
        lines, None, spot.cure(spot.code.replace(call.args[0], f"[{spot.code.text(call.args[0])}]")) if call else None
    )


def not_a_parameter(scene: Scene) -> Found:
    """net.weight = net.weight * 0.1 as a change of its values."""
    spot = scene.spot(scene.raised) or _assigned(scene)
    lines = (scene.raised,) if scene.raised is not None else ()
    if spot is None or not isinstance(spot.statement, ast.Assign):
        return Found(lines)
    code, target, value = spot.code, spot.statement.targets[0], spot.statement.value
    name = code.text(target)
    scene.values["name"] = name
    event = next((one for _, one in scene.before() if one.line.number == spot.statement.lineno), None)
    given = {
        note.tensor
        for one in (event.inputs if event else ())
        if isinstance(one, int) and (note := scene.note(one)) and note.requires_grad
    }
    scope = code.scope(spot.statement)
    is_meant_for_use = isinstance(scope, Function) and scope.name != "__init__"  # as in forward(): in a local variable
    if len(given) > 1 or (given and is_meant_for_use and event is not None and event.outputs[0].requires_grad):
        return Found(lines)
    return Found(
        lines,
        None,
        spot.cure(
            code.replace(
                spot.statement,
                f"with torch.no_grad():\n{code.indent(spot.statement)}    {name}.copy_({code.text(value)})",
            )
        ),
    )


def _assigned(scene: Scene) -> Spot | None:
    last = next((event.line for _, event in scene.before()), None)
    spot = scene.spot(last)
    if (
        spot is not None
        and isinstance(spot.statement, ast.Assign)
        and isinstance(spot.statement.targets[0], ast.Attribute)
    ):
        return spot
    return None
