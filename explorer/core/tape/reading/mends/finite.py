"""What is not finite, well-known ones: an edge that is clamped away, a where that guards too late, naive forms."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.edit import Edit, calls, is_tight, last_name, loaded, stored
from explorer.core.tape.reading.cures.flow import stored_before
from explorer.core.tape.reading.cures.scene import Scene, Spot
from explorer.core.tape.reading.mends.naive import argument_of, instead
from explorer.core.tape.reading.reasons import Why
from explorer.core.tape.reading.track import is_bad, newest
from explorer.core.tape.tape import Operation, Summary

_INSIDE = "-1 + 1e-6, 1 - 1e-6"
_EDGES = {
    **dict.fromkeys(("sqrt", "rsqrt", "log", "log2", "log10", "pow"), "min=1e-12"),
    **dict.fromkeys(("acos", "arccos", "asin", "arcsin", "atanh", "arctanh"), _INSIDE),
    "log1p": "min=-1 + 1e-6",
}
"""What the argument is clamped to, so that the function and its derivative are finite."""
_LOWEST = {**dict.fromkeys(_EDGES, 0.0), "log1p": -1.0, **{name: -1.0 for name, to in _EDGES.items() if to == _INSIDE}}
_SAFE = {**dict.fromkeys((*_EDGES, "div", "reciprocal"), "1.0"), **dict.fromkeys(("exp", "exp2", "expm1"), "0.0")}
"""An argument at which nothing is wrong."""
_SAFE |= {name: "0.0" for name, to in _EDGES.items() if to == _INSIDE}
_SIZES = ("norm", "vector_norm", "std", "abs")
"""What is 0 or greater, with a derivative at 0 that torch takes to be 0."""
_COUNTS = ("sum", "bincount", "index_add", "scatter_add", "index_add_", "scatter_add_", "count_nonzero")
_SHAPING = ("unsqueeze", "view", "reshape", "expand", "float", "to", "squeeze", "keepdim")
_NEARLY = 1e-3
"""How far beyond an edge rounding may lead."""


@dataclass(frozen=True, slots=True)
class Place:
    """A function of the code at `node` that was given `argument`."""

    spot: Spot
    name: str
    node: ast.expr
    argument: ast.expr


def forward(scene: Scene, why: Why) -> Cure | None:
    """A value that is not finite was made out of finite ones."""
    for number, event in enumerate(scene.track.events):
        if not isinstance(event, Operation) or event.line != why.lines[0]:
            continue
        if any(is_bad(note.value) for note in (*event.outputs, *event.changed)):
            return _mended(scene, why, number, event)
    return None


def backward(scene: Scene, why: Why) -> Cure | None:
    """A derivative is not finite."""
    for number, event in enumerate(scene.track.events):
        if isinstance(event, Operation) and event.line == why.lines[0] and event.name == why.values["operation"]:
            return _mended(scene, why, number, event)
    return None


def _mended(scene: Scene, why: Why, number: int, event: Operation) -> Cure | None:
    spot = scene.spot(why.lines[0])
    if spot is None or not event.inputs:
        return None
    places = [
        Place(spot, event.name, node, argument)
        for node in ast.walk(spot.statement)
        if isinstance(node, ast.expr) and (argument := argument_of(node, event.name)) is not None
    ]
    taken = 1 if event.name == "div" else 0
    tensor = event.inputs[taken] if len(event.inputs) > taken else None
    note = newest(scene.track.notes.get(tensor, ()), scene.track.began[number] - 1) if isinstance(tensor, int) else None
    if note is None or "complex" in note.value.dtype:
        return None
    if (edits := instead(spot, event.name)) is not None:
        return spot.cure(*edits)
    if len(places) == 1 and (guarded := _guarded(scene, places[0], note.value)) is not None:
        return guarded
    if event.name == "div":
        return _denominator(places[0], note.value) if len(places) == 1 else None
    if event.name not in _EDGES or not _is_near(event.name, note.value):
        return None
    if event.name == "pow" and any(isinstance(one, int) for one in event.inputs[1:]):
        return None
    return spot.cure(*(_clamped(one, note.value) for one in places))


def _is_near(name: str, value: Summary) -> bool:
    """Whether the argument is beyond the edge by rounding alone."""
    if value.least is None or value.greatest is None or value.nan:
        return False
    room = _NEARLY * max(1.0, abs(value.greatest)) if _LOWEST[name] == 0 else _NEARLY
    is_high = _EDGES[name] == _INSIDE and value.greatest > 1 + _NEARLY
    return value.least >= _LOWEST[name] - room and not is_high


def _clamped(place: Place, value: Summary) -> Edit:
    to = _EDGES[place.name]
    return place.spot.code.after(
        place.argument, f".clamp({to.replace('1e-12', '1e-6') if 'float16' in value.dtype else to})"
    )


# -- hidden by a where


def _guarded(scene: Scene, place: Place, value: Summary) -> Cure | None:
    """torch.where(c, f(x), …) as torch.where(c, f(torch.where(c, x, 1.0)), …): f is not given what is not taken."""
    code = place.spot.code
    safe = _SAFE.get(place.name)
    found = list(_hiders(place))
    if safe is None or len(found) != 1:
        return None
    call, branch = found[0]
    argument = code.text(place.argument)
    if last_name(call) == "masked_fill":
        inner = argument if is_tight(place.argument) else f"({argument})"
        return place.spot.cure(code.replace(place.argument, f"{inner}.masked_fill({code.text(call.args[0])}, {safe})"))
    condition = call.args[0]
    if not _fits(scene, place, call, value):
        return None
    kept = f"{argument}, {safe}" if branch == 1 else f"{safe}, {argument}"
    return place.spot.cure(code.replace(place.argument, f"torch.where({code.text(condition)}, {kept})"))


def _hiders(place: Place) -> Iterator[tuple[ast.Call, int]]:
    """The where and masked_fill that take the result, and as which argument of theirs."""
    code, statement = place.spot.code, place.spot.statement
    inner: ast.AST = place.node
    for outer in code.around(place.node):
        if isinstance(outer, ast.Call) and inner in outer.args and last_name(outer) == "where" and len(outer.args) == 3:
            yield outer, outer.args.index(inner)
            return
        if isinstance(outer, ast.Attribute) and outer.attr == "masked_fill":
            call = code.parent(outer)
            if isinstance(call, ast.Call) and call.args:
                yield call, 0
            return
        if isinstance(outer, ast.stmt):
            break
        inner = outer
    names = stored(statement)
    for one in code.statements(code.scope(statement)):
        if one.lineno <= statement.lineno:
            continue
        for call in calls(one, "where", "masked_fill"):
            condition = call.args[0] if call.args else None
            if condition is None or not _is_known(place, condition, one):
                continue
            if last_name(call) == "where" and len(call.args) == 3:
                taking = [k for k in (1, 2) if names & loaded(call.args[k])]
                if len(taking) == 1:
                    yield call, taking[0]
            elif isinstance(call.func, ast.Attribute) and names & loaded(call.func.value):
                yield call, 0


def _is_known(place: Place, condition: ast.expr, later: ast.stmt) -> bool:
    """Whether the condition has the same value at the place as in the later statement."""
    code, statement = place.spot.code, place.spot.statement
    names = loaded(condition)
    between = (one for one in code.statements(code.scope(statement)) if statement.lineno <= one.lineno < later.lineno)
    return not any(stored(one) & names for one in between)


def _fits(scene: Scene, place: Place, call: ast.Call, value: Summary) -> bool:
    """Whether the condition has no more dimensions than the argument."""
    statement = place.spot.code.statement_of(call)
    lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    for number, event in enumerate(scene.track.events):
        if isinstance(event, Operation) and event.name == "where" and event.line.number in lines:
            note = newest(scene.track.notes.get(event.inputs[0], ()), scene.track.began[number])  # type: ignore[arg-type]
            if note is None:
                return False
            pairs = zip(reversed(note.value.shape), reversed(value.shape), strict=False)
            return len(note.value.shape) <= len(value.shape) and all(a in (1, b) for a, b in pairs)
    return False


# -- divided by 0


def _denominator(place: Place, value: Summary) -> Cure | None:
    """What is never less than 0 is kept above it."""
    code, below = place.spot.code, place.argument
    bare = _bare(below)
    made = bare
    if isinstance(bare, ast.Name) and (before := stored_before(code, bare.id, place.spot.statement)) is not None:
        made = _bare(getattr(before, "value", bare))
    if value.least is None or value.least < 0:
        return None
    if (argument := argument_of(made, "sqrt")) is not None:
        return place.spot.cure(code.after(argument, ".clamp(min=1e-12)"))
    if isinstance(made, ast.Call) and last_name(made) in _SIZES:
        return place.spot.cure(code.after(below, ".clamp(min=1e-12)"))
    if isinstance(made, ast.Call) and last_name(made) in _COUNTS and _is_whole(value):
        return place.spot.cure(code.after(below, ".clamp(min=1)"))
    return None


def _bare(node: ast.expr) -> ast.expr:
    """n of n[:, None] and of n.unsqueeze(1)."""
    while True:
        if isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _SHAPING:
            node = node.func.value
        else:
            return node


def _is_whole(value: Summary) -> bool:
    return all(isinstance(one, float | int) and one == int(one) for one in value.first)
