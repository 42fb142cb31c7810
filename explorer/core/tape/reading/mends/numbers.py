"""Numbers that left torch on the way: torch.tensor([a, b]), .item(), float(), .tolist() and what goes on without."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.edit import Code, Edit, calls, is_tight, keyword, last_name, stored
from explorer.core.tape.reading.cures.numbers import feeders
from explorer.core.tape.reading.cures.scene import Scene, Spot
from explorer.core.tape.reading.mends.cuts import unwrapped
from explorer.core.tape.reading.mends.ways import way_of
from explorer.core.tape.reading.reasons import Why
from explorer.core.tape.reading.track import newest
from explorer.core.tape.reading.ways import came_to
from explorer.core.tape.tape import Cut, Operation, Summary

_REBUILDING = ("tensor", "as_tensor", "asarray", "Tensor", "FloatTensor", "DoubleTensor")
_TAKING = ("item", "float", "tolist")
_MATH = ("exp", "log", "log2", "log10", "log1p", "expm1", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "erf")
"""What math and torch call the same."""
_HARMLESS = frozenset({
    *("print", "sum", "append", "extend", "len", "zip", "enumerate", "abs", "max", "min", "str", "repr", "format"),
    *("reversed", "list", "tuple"),
})  # fmt: skip
"""What is called with a number and may be called with a tensor in its place."""


def rebuilt(scene: Scene, why: Why) -> Cure | None:
    """torch.tensor([a, b]) as torch.stack([a, b]), torch.tensor(h) as h.clone()."""
    spot, way = scene.spot(why.lines[0]), way_of(scene, why)
    if spot is None or way is None:
        return None
    cuts = [(place, one) for place, one in way.operations if one.cut is not None or one.name in _REBUILDING]
    if not cuts or any(one.line != why.lines[0] for _, one in cuts):
        return None
    place, made = cuts[-1]
    if len(old := calls(spot.statement, "Variable")) == 1 and old[0].args:
        return spot.cure(unwrapped(spot.code, spot.statement, old[0], old[0].args[0]))
    found = calls(spot.statement, made.name)
    given = [_value(scene, place, one) for one in made.inputs if isinstance(one, int)]
    if len(found) != 1 or not found[0].args or not made.outputs:
        return None
    shapes = {value.shape for value in given if value is not None}
    new = _anew(spot.code, found[0].args[0], len(given), shapes, made.outputs[0].value.shape)
    return spot.cure(spot.code.replace(found[0], new + _kept(spot.code, found[0]))) if new is not None else None


def _value(scene: Scene, place: int, tensor: int) -> Summary | None:
    note = newest(scene.track.notes.get(tensor, ()), scene.track.began[place])
    return note.value if note is not None else None


def _kept(code: Code, call: ast.Call) -> str:
    """What the call was told of the new tensor."""
    told = [f"{name}={code.text(value)}" for name in ("dtype", "device") if (value := keyword(call, name)) is not None]
    return f".to({', '.join(told)})" if told else ""


def _anew(code: Code, given: ast.expr, count: int, shapes: set[tuple[int, ...]], result: tuple[int, ...]) -> str | None:
    """What makes a tensor of `result` out of `count` tensors of the `shapes` that are given, and records it."""
    if isinstance(given, ast.List | ast.Tuple):
        if shapes == {()}:
            return _stacked(code, given, count)
        is_flat = not any(isinstance(one, ast.List | ast.Tuple | ast.Starred) for one in given.elts)
        if is_flat and len(given.elts) == count and shapes == {(1,)} and result == (count,):
            return f"torch.cat([{', '.join(map(code.text, given.elts))}])"
        return f"torch.stack({code.text(given)})" if is_flat and len(given.elts) == count == len(shapes) else None
    if len(shapes) != 1:
        return None
    (shape,) = shapes
    if count == 1 and result == shape:
        return f"{code.text(given) if is_tight(given) else f'({code.text(given)})'}.clone()"
    if result == (count, *shape) or (isinstance(given, ast.ListComp) and result == (count,)):
        return f"torch.stack({code.text(given)})" if result == (count, *shape) else f"torch.cat({code.text(given)})"
    return None


def _stacked(code: Code, given: ast.List | ast.Tuple, count: int) -> str | None:
    """Nested lists as nested stacks; numbers among the tensors become tensors."""
    leaves = list(_leaves(given))
    if any(isinstance(one, ast.Starred) for one in leaves):
        return None
    is_whole = len([one for one in leaves if not _is_number(one)]) == count
    parts = []
    for one in given.elts:
        if isinstance(one, ast.List | ast.Tuple):
            parts.append(_stacked(code, one, len([leaf for leaf in _leaves(one) if not _is_number(leaf)])) or "")
        elif _is_number(one):
            parts.append(f"torch.tensor({float(ast.literal_eval(one))})")
        else:
            parts.append(code.text(one) if is_whole else f"torch.as_tensor({code.text(one)})")
    return f"torch.stack([{', '.join(parts)}])" if all(parts) else None


def _leaves(given: ast.expr) -> Iterator[ast.expr]:
    for one in given.elts if isinstance(given, ast.List | ast.Tuple) else ():
        yield from _leaves(one) if isinstance(one, ast.List | ast.Tuple) else [one]


def _is_number(node: ast.expr) -> bool:
    try:
        return isinstance(ast.literal_eval(node), int | float)
    except (ValueError, SyntaxError):
        return False


# -- plain numbers


def left(scene: Scene, why: Why) -> Cure | None:
    """The item(), float() and tolist() of what goes on to the loss left out, where a tensor may stand in its place."""
    track, spot = scene.track, scene.spot(why.lines[0])
    if spot is None or why.tensor is None or why.walk is None or why.values.get("operation") not in _TAKING:
        return None
    code = spot.code
    lines = {
        event.line
        for place, event in enumerate(track.events[: why.walk])
        if isinstance(event, Operation) and event.cut is Cut.NUMBERS
        and any(isinstance(one, int) and came_to(track, why.tensor, one, place) for one in event.inputs)
    }  # fmt: skip
    scope = code.scope(spot.statement)
    ends: list[ast.stmt] = [one for one in code.statements(scope) if isinstance(one, ast.Return)]
    if (end := scene.within(why.lines[1], spot)) is not None:
        ends.append(end)
    feeding = feeders(code, ends)
    ways = [one for one in map(scene.spot, lines) if one is not None and one.code is code and one.statement in feeding]
    statements = {one.statement for one in ways}
    if spot.statement not in statements:
        return None
    edits: list[Edit | None] = []
    for statement in statements:
        edits += _as_tensors(scene, Spot(spot.file, code, statement))
        known = _tensors(scene)
        for name in _names(statement) - known:
            edits += _goes_on(code, scope, name, {name, *known})
    return spot.cure(*edits)


def _tensors(scene: Scene) -> set[str]:
    """The names that held tensors at any time: of these nothing changes."""
    return {full.removeprefix(scope) for full, scope in scene.track.scopes.items()}


def _names(statement: ast.stmt) -> set[str]:
    """What holds the numbers from here on: stored to, or appended to."""
    found = set(stored(statement))
    for call in calls(statement, "append"):
        if isinstance(call.func, ast.Attribute):
            found.add(ast.unparse(call.func.value))
    return found


def _as_tensors(scene: Scene, spot: Spot) -> list[Edit | None]:
    """The statement without what takes the numbers out; a tensor that is built of them becomes a stack."""
    code, statement = spot.code, spot.statement
    if any(last_name(one) == "int" for one in calls(statement)):
        return [None]
    taking = [one for one in calls(statement, *_TAKING) if _taken(one) is not None]
    built = [one for one in calls(statement, *_REBUILDING) if len(one.args) == 1]
    implied = [one for one in calls(statement, *_MATH) if ast.unparse(one.func).startswith("math.")]
    if not taking and len(implied) == 1:  # math.exp(a) takes the number of a by itself
        return [code.replace(implied[0].func, f"torch.{last_name(implied[0])}")]
    edits: list[Edit | None] = []
    for call in built:
        given = call.args[0]
        own = [one for one in taking if any(one is part for part in ast.walk(given))]
        if isinstance(given, ast.List | ast.Tuple):
            elements = [_bare(code, one) for one in given.elts]
            is_plain = all(one in given.elts for one in own)
            if not is_plain or any(
                isinstance(one, ast.List | ast.Tuple | ast.Starred | ast.Constant) for one in given.elts
            ):
                return [None]
            edits.append(code.replace(call, f"torch.stack([{', '.join(elements)}])" + _kept(code, call)))
        elif own and given is own[0]:
            edits.append(code.replace(call, _bare(code, given) + _kept(code, call)))
        else:
            return [None]
        taking = [one for one in taking if one not in own]
    for one in taking:
        is_whole = isinstance(code.parent(one), ast.stmt)
        edits += [code.replace(one, _bare(code, one, not is_whole)), *_around(code, one, False)]
    return edits or [None]


def _taken(call: ast.Call) -> ast.expr | None:
    """The tensor whose numbers the call takes."""
    if isinstance(call.func, ast.Attribute):
        return call.func.value if call.func.attr in ("item", "tolist") and not call.args else None
    return call.args[0] if last_name(call) == "float" and len(call.args) == 1 else None


def _bare(code: Code, node: ast.expr, is_inside: bool = True) -> str:
    """a of a.detach().cpu().item()."""
    bare = node
    while True:
        if isinstance(bare, ast.Call) and (taken := _taken(bare)) is not None:
            bare = taken
        elif (
            isinstance(bare, ast.Call)
            and isinstance(bare.func, ast.Attribute)
            and bare.func.attr in ("detach", "cpu")
            and not bare.args
        ):
            bare = bare.func.value
        elif isinstance(bare, ast.Attribute) and bare.attr == "data":
            bare = bare.value
        else:
            break
    return code.text(bare) if is_tight(bare) or not is_inside or bare is node else f"({code.text(bare)})"


def _goes_on(code: Code, scope: ast.AST, name: str, seen: set[str]) -> list[Edit | None]:
    """What else has to change where the name is a tensor from now on; with None where it cannot be one."""
    edits: list[Edit | None] = []
    for node in ast.walk(scope):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load) and ast.unparse(node) == name:
            edits += _around(code, node, bool(_appended(code, scope, name)))
            for other in _names(code.statement_of(node)) - seen:
                edits += _goes_on(code, scope, other, seen | {other})
    return edits


def _around(code: Code, node: ast.expr, is_list: bool) -> list[Edit | None]:
    """What has to change around the expression that is a tensor from now on, or a list of such."""
    edits: list[Edit | None] = []
    inner: ast.AST = node
    for outer in code.around(node):
        if isinstance(outer, ast.stmt | ast.comprehension):
            break
        if isinstance(outer, ast.Call) and inner is not outer.func:
            name = last_name(outer)
            if name in _REBUILDING and outer.args == [node] and not outer.keywords:
                edits.append(code.replace(outer, f"torch.stack({code.text(node)})" if is_list else code.text(node)))
            elif isinstance(outer.func, ast.Attribute) and ast.unparse(outer.func.value) == "math" and name in _MATH:
                edits.append(code.replace(outer.func, f"torch.{name}"))
                inner = outer
                continue
            elif name not in _HARMLESS and code.function(name) is None:
                edits.append(None)
            break
        if isinstance(outer, ast.Attribute) and outer.attr != "append":
            return [None]
        if isinstance(outer, ast.Subscript) and inner is outer.slice:
            return [None]
        inner = outer
    return edits


def _appended(code: Code, scope: ast.AST, name: str) -> list[ast.Call]:
    return [
        one
        for one in calls(scope, "append")
        if isinstance(one.func, ast.Attribute) and ast.unparse(one.func.value) == name
    ]
