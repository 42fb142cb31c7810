"""requires_grad that was set where nothing looks for it: misspelt, or as an attribute of a module."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.edit import Code, Function, calls, parsed
from explorer.core.tape.reading.cures.scene import Scene, Spot
from explorer.core.tape.reading.reasons import Reason, Why
from explorer.core.tape.reading.told import born
from explorer.core.tape.reading.track import Track

_FLAG = "requires_grad"
_SETTING = re.compile(r"\.\w*grad\w*\s*=\s*(?:True|False)\b")
_ALIKE = 0.88
"""From here on one attribute resembles the other: require_grad and requires_grads do, retains_grad does not."""


def misset(track: Track) -> Iterator[Why]:
    """Of statements that have run, each that sets such an attribute of a module, a parameter or a tensor."""
    for file, text in list(track.sources.items()):
        code = parsed(text) if _SETTING.search(text) else None
        assigned = [one for one in ast.walk(code.tree) if isinstance(one, ast.Assign)] if code is not None else []
        for statement in assigned:
            target = _set_attribute(statement)
            if code is None or target is None or not _has_run(track, file, code, statement):
                continue
            values = {"name": code.text(target.value), "flag": target.attr}
            lines = (Spot(file, code, statement).line_of(statement),)
            if target.attr == _FLAG:
                if _parameters_in(track, values["name"]):
                    yield Why(Reason.FLAG_OF_MODULE, values, lines)
            elif SequenceMatcher(None, target.attr, _FLAG).ratio() >= _ALIKE and _is_asked(track, code, target):
                yield Why(Reason.MISSPELT, values, lines)


def _set_attribute(statement: ast.Assign) -> ast.Attribute | None:
    """What True or False is assigned to."""
    target, value = statement.targets[0], statement.value
    is_flag = isinstance(value, ast.Constant) and isinstance(value.value, bool)
    return target if is_flag and isinstance(target, ast.Attribute) and len(statement.targets) == 1 else None


def _parameters_in(track: Track, name: str) -> set[int]:
    """The parameters of the module that the code calls so."""
    part = f".{name.removeprefix('self.')}."
    found = {
        tensor
        for full, timed in track.names.items()
        for _, tensor in timed
        if tensor is not None and part in f".{full.removeprefix(track.scopes[full])}"
    }
    return {tensor for tensor in found if born(track, tensor).name == "Parameter"}


def _is_asked(track: Track, code: Code, target: ast.Attribute) -> bool:
    """Whether it is set of a tensor, of one of a module's parameters, or of a module."""
    name = code.text(target.value)
    loop = code.loop(target)
    is_of_all = isinstance(loop, ast.For) and calls(loop.iter, "parameters", "named_parameters", "children", "modules")
    is_tensor = any(full.removeprefix(track.scopes[full]) == name for full in track.names)
    return bool(is_of_all) or is_tensor or bool(_parameters_in(track, name))


def _has_run(track: Track, file: str, code: Code, statement: ast.stmt) -> bool:
    """Whether what stands after it has run, or something in the function around it, or what calls that."""
    around = list(code.around(statement))
    scope = code.scope(statement)
    inner = around[: around.index(scope)]
    if any(isinstance(one, ast.If | ast.Try | ast.While | ast.IfExp) for one in inner):
        return False
    lines = {e.line.number for e in track.events if hasattr(e, "line") and e.line.file == file}
    if isinstance(scope, Function):
        if any(scope.lineno < number <= (scope.end_lineno or 0) for number in lines):
            return True
        outside = [one for one in calls(code.tree, scope.name) if code.scope(one) is not scope]
        return any(_has_run(track, file, code, code.statement_of(one)) for one in outside)
    inside = [one for one in ast.walk(code.tree) if isinstance(one, Function)]
    return any(
        statement.lineno < number and not any(one.lineno <= number <= (one.end_lineno or 0) for one in inside)
        for number in lines
    )


def mended(scene: Scene, why: Why) -> Cure | None:
    """The attribute by its name, the module's own method: unless nothing at all would be left to be trained."""
    spot = scene.spot(why.lines[0])
    target = _set_attribute(spot.statement) if spot is not None and isinstance(spot.statement, ast.Assign) else None
    if spot is None or target is None:
        return None
    code, name = spot.code, why.values["name"]
    loop = code.loop(spot.statement)
    value = code.text(spot.statement.value)  # type: ignore[attr-defined]
    if why.reason is Reason.FLAG_OF_MODULE:
        net, new = name, code.replace(spot.statement, f"{name}.requires_grad_({value})")
    else:
        new = code.replace(target, f"{name}.{_FLAG}")
        given = calls(loop.iter, "parameters", "named_parameters") if isinstance(loop, ast.For) else []
        net = code.text(given[0].func.value) if given and isinstance(given[0].func, ast.Attribute) else name
    frozen = _parameters_in(scene.track, net)
    left = {one for one in scene.all_leaves() if one not in frozen and scene.track.called_ever(one)}
    return spot.cure(new) if left or value == "True" else None
