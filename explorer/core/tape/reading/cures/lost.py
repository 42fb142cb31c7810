"""A result that nothing leads back from: what cut the way, or what it began with."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from math import prod

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.asked import nothing_asked, switched_off
from explorer.core.tape.reading.cures.causes import Cause
from explorer.core.tape.reading.cures.edit import (
    Code,
    Edit,
    Function,
    attributes,
    calls,
    is_tight,
    is_true,
    keyword,
    last_name,
)
from explorer.core.tape.reading.cures.numbers import as_stack, feeders
from explorer.core.tape.reading.cures.scene import Found, Scene, Spot, each_once
from explorer.core.tape.tape import Cut, Line, Operation, Walk

_SETTING = (".grad =", "requires_grad_", ".requires_grad =")
"""What computes nothing."""

_MODES = ("no_grad", "inference_mode")
_CUTS = {"detach": "detach", "data": "data", "detach_": "detach_"}


def no_graph(scene: Scene) -> Found:
    """What cut every way back from the tensor, or that nothing asked for one; and what was refused."""
    event = scene.refused
    if event is None:
        return Found()
    roots = event.roots if isinstance(event, Walk) else tuple(one for one in event.inputs if isinstance(one, int))
    if roots:
        scene.call_it_by_name(roots[0])
    way = _way(scene, roots)
    if not way.cuts:
        return _of_a_slot(scene, event.line) or nothing_asked(scene, roots, way.free, event.line)
    scene.values["operation"] = ", ".join(dict.fromkeys(f"{one.name}()" for one in way.cuts))
    lines = each_once(*(one.line for one in reversed(way.cuts)), event.line)
    if (off := switched_off(scene, way.live)) is not None:
        return Found(each_once(off, *lines), Cause.FROZEN_AND_CUT)
    first = way.cuts[0]
    if isinstance(first, Walk) and len(way.cuts) == 1:
        return _of_a_gradient(scene, first, lines)
    return _of_cuts(scene, way, [one for _, one in scene.behind(roots)], lines)


def _of_cuts(scene: Scene, way: _Way, every: Sequence[Operation | Walk], lines: tuple[Line, ...]) -> Found:
    """By the kinds of what cut the ways, among all that lies behind."""
    first = way.cuts[0]
    every_cut = [one for one in every if isinstance(one, Operation) and _is_cut(scene, one)]
    kinds = {None if isinstance(one, Walk) else one.cut for one in way.cuts}
    lines_of = {one.line for one in way.cuts}
    if kinds == {Cut.NO_GRAD}:
        return _not_recorded(scene, first, every_cut, lines)
    if len(kinds) > 1 or len(lines_of) > 1:
        return Found(lines, Cause.EACH_CUT)
    if kinds == {Cut.DETACH}:
        again = _detached_again(first, [(0, one) for one in every if isinstance(one, Operation)])  # type: ignore[arg-type]
        return Found(lines, Cause.DETACHED, _without_detach(scene, [*every_cut, *again]))
    if first.name in ("tensor", "as_tensor"):
        return Found(lines, Cause.NUMBERS_ONLY, _stacked(scene, first))  # type: ignore[arg-type]
    return Found(lines, Cause.STEPWISE if kinds <= {Cut.NO_DERIVATIVE, None} else None)


@dataclass(slots=True)
class _Way:
    """The ways back from a tensor up to the first cut on each: `cuts` are the newest first, `free` the operations
    before them, with their places, and `live` the tensors that went into these.
    """

    cuts: list[Operation | Walk] = field(default_factory=list)
    free: list[tuple[int, Operation]] = field(default_factory=list)
    live: set[int] = field(default_factory=set)


def _way(scene: Scene, roots: Iterable[int], since: int | None = None) -> _Way:
    """From the place `since`, the error's if none is told."""
    made = _Way(live=set(roots))
    for place in range((scene.place if since is None else since) - 1, -1, -1):
        event = scene.track.events[place]
        if isinstance(event, Walk) and any(note.tensor in made.live for note in event.results):
            made.cuts.append(event)
        elif isinstance(event, Operation) and event.name not in _SETTING:
            if not any(note.tensor in made.live for note in (*event.outputs, *event.changed)):
                continue
            if _is_cut(scene, event, place, made.live):
                made.cuts.append(event)
            else:
                made.free.append((place, event))
                made.live.update(one for one in event.inputs if isinstance(one, int))
    return made


def _is_cut(scene: Scene, event: Operation, place: int | None = None, live: Set[int] | None = None) -> bool:
    """Whether the event says so, or gave results without a way back (among `live` ones) to what has one: truth values
    and whole numbers, which no operation calls a cut.
    """
    if event.cut is not None or place is None:
        return event.cut is not None
    made = [note for note in (*event.outputs, *event.changed) if live is None or note.tensor in live]
    return not any(note.requires_grad for note in made) and any(note.requires_grad for note in scene.given(place))


def _not_recorded(scene: Scene, first: Operation | Walk, cuts: Sequence[Operation], lines: tuple[Line, ...]) -> Found:
    """Recording was off: in a block, a function, or from a line on that switched it off for good."""
    off = [one for one in cuts if one.cut is Cut.NO_GRAD]
    switches = {place: (line, cure) for place, line, cure in (_switch(scene, one) for one in {one.line for one in off})}
    if len(switches) != 1:
        return Found(lines, Cause.NOT_RECORDED)
    ((line, cure),) = switches.values()
    if line is None:
        return Found(lines, Cause.NOT_RECORDED, cure)
    return Found(each_once(line, *lines), Cause.LEFT_OFF, cure)


def _of_a_gradient(scene: Scene, walk: Walk, lines: tuple[Line, ...]) -> Found:
    """What was computed of a gradient: was a graph of it asked for?"""
    spot = scene.spot(walk.line)
    found = calls(spot.statement, walk.name) if spot is not None else []
    asked = [keyword(one, "create_graph") for one in found]
    if spot is None or len(found) != 1:
        is_asked = spot is not None and "create_graph" in spot.code.text(spot.statement)
        return Found(lines, None if is_asked else Cause.NO_CREATE_GRAPH)
    if is_true(asked[0]):
        return once_only(scene, walk, lines) or _cut_below(scene, walk, lines) or Found(lines, Cause.CONSTANT_SLOPE)
    if (asked[0] is not None and not isinstance(asked[0], ast.Constant)) or len(found[0].args) > 4:
        return Found(lines)
    return Found(lines, Cause.NO_CREATE_GRAPH, spot.cure(spot.code.keyword(found[0], "create_graph", "True")))


def _cut_below(scene: Scene, walk: Walk, lines: tuple[Line, ...]) -> Found | None:
    """What the gradient is of was itself cut off from something, on which its derivative then cannot depend."""
    place = next(place for place, one in enumerate(scene.track.events) if one is walk)
    way = _way(scene, walk.roots, place)
    if not way.cuts or any(isinstance(one, Walk) for one in way.cuts):
        return None
    scene.values["operation"] = ", ".join(dict.fromkeys(f"{one.name}()" for one in way.cuts))
    cut_at = (one.line for one in reversed(way.cuts))
    return _of_cuts(scene, way, [one for _, one in scene.behind(walk.roots, place)], each_once(*cut_at, *lines))


def _of_a_slot(scene: Scene, line: Line) -> Found | None:
    """What is walked was computed of x.grad: torch.autograd.grad(y, x) stands for it, and y.backward() goes."""
    spot = scene.spot(line)
    if spot is None:
        return None
    code = spot.code
    slots = [
        one
        for part in feeders(code, [spot.statement])
        if part.lineno <= spot.statement.lineno
        for one in attributes(part, "grad")
        if isinstance(one.ctx, ast.Load) and ast.unparse(one.value) not in ("torch.autograd", "autograd")
    ]
    scope = code.scope(spot.statement)
    walks = [one for one in code.statements(scope) if _walks_alone(one) and one.lineno < spot.statement.lineno]
    if not slots:
        return None
    first = (
        next((e.line for e in scene.track.events if isinstance(e, Walk) and e.line.number == walks[-1].lineno), None)
        if walks
        else None
    )
    lines = each_once(*([first] if first is not None else []), line)
    if len(slots) != 1 or not walks or code.loop(slots[0]) is not code.loop(walks[-1]):
        return Found(lines, Cause.SLOT_WITHOUT_GRAPH)
    call = walks[-1].value  # type: ignore[attr-defined]
    new = f"torch.autograd.grad({code.text(call.func.value)}, {code.text(slots[0].value)}, create_graph=True)[0]"
    return Found(lines, Cause.SLOT_WITHOUT_GRAPH, spot.cure(code.remove(walks[-1]), code.replace(slots[0], new)))


def _walks_alone(statement: ast.stmt) -> bool:
    """y.backward() with nothing else in it."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and last_name(call) == "backward" and not call.args


def once_only(scene: Scene, walk: Walk, lines: tuple[Line, ...]) -> Found | None:
    """The walk came through a function of the person's own: one marked with once_differentiable, else any."""
    own = None
    for visit in walk.visits:
        name = scene.track.nodes[visit.node].name.removesuffix("Backward")
        for file in scene.track.sources:
            code = scene.code(file)
            function = code.function(f"{name}.backward") if code is not None else None
            marks = (
                [one for one in function.decorator_list if last_name(one) == "once_differentiable"] if function else []
            )
            if code is None or function is None:
                continue
            scene.values["operation"] = name
            if marks:
                mended = code.cure(file, *map(code.without_decorator, marks)) if _is_torch(function) else None
                return Found(each_once(Spot(file, code, function).line_of(marks[0]), *lines), Cause.ONCE_ONLY, mended)
            own = Found(each_once(Spot(file, code, function).line, *lines), Cause.OWN_WITHOUT_GRAPH)
    return own


def _is_torch(function: ast.AST) -> bool:
    names = {one.id for one in ast.walk(function) if isinstance(one, ast.Name)}
    methods = {last_name(one) for one in calls(function)}
    return not names & {"np", "numpy"} and not methods & {"numpy", "item", "detach", "no_grad", "tolist"}


def _without_detach(scene: Scene, cuts: Sequence[Operation]) -> Cure | None:
    """Each detach() or .data on the way left out, if they cut one way: cuts of several ways may be meant."""
    if len({one.line for one in cuts if one.cut is not None}) != 1:
        return None
    spots = [(scene.spot(line), name) for line, name in {(one.line, one.name): None for one in cuts}]
    first = spots[0][0]
    if first is None or any(one is None or one.code is not first.code for one, _ in spots):
        return None
    return first.cure(*(_undetached(one, name) for one, name in spots if one is not None))


def _detached_again(cut: Operation, way: Sequence[tuple[int, Operation]]) -> list[Operation]:
    """What detaches once more what was made of the cut's result: it is no cut, and would be one."""
    live, found = {note.tensor for note in cut.outputs}, []
    for _, event in reversed(way):
        if event is not cut and live.intersection(one for one in event.inputs if isinstance(one, int)):
            live.update(note.tensor for note in event.outputs)
            if event.name in _CUTS:
                found.append(event)
    return found


def _undetached(spot: Spot, name: str) -> Edit | None:
    code = spot.code
    called = calls(spot.statement, _CUTS.get(name, name))
    if len(called) == 1 and isinstance(called[0].func, ast.Attribute) and not called[0].args:
        if name == "detach_" and isinstance(spot.statement, ast.Expr):
            return code.remove(spot.statement)
        return code.without_call(called[0])
    read = attributes(spot.statement, "data") if name == "data" else []
    if len(read) == 1 and isinstance(read[0].ctx, ast.Load):
        return code.replace(read[0], code.text(read[0].value))
    return None


def recording_on(scene: Scene, cuts: Iterable[Operation]) -> Cure | None:
    """The one no_grad() around the operations taken away: a `with`, a decorator, or a call that switches it off."""
    found = {place: cure for place, _, cure in (_switch(scene, line) for line in {one.line for one in cuts})}
    return next(iter(found.values())) if len(found) == 1 else None


def _switch(scene: Scene, line: Line) -> tuple[tuple[str, int], Line | None, Cure | None]:
    """Which statement had switched recording off at the line, and without it; the line of one that does so for good."""
    for one in scene.chain(line):
        code = one.code
        for outer in code.around(one.statement):
            if isinstance(outer, ast.With) and any(_is_off(item.context_expr) for item in outer.items):
                return (one.file, outer.lineno), None, _without_mode(one, outer)
            if isinstance(outer, Function):
                switches = [part for part in outer.decorator_list if _is_off(part)]
                if switches:
                    return (one.file, outer.lineno), None, one.cure(*map(code.without_decorator, switches))
                break
    bare = []
    for file in scene.track.sources:
        code_of = scene.code(file)
        for call in calls(code_of.tree, "set_grad_enabled") if code_of is not None else ():
            if code_of is not None and isinstance(code_of.parent(call), ast.Expr) and _is_off(call):
                bare.append(Spot(file, code_of, code_of.statement_of(call)))
    if len(bare) == 1:
        return (
            (bare[0].file, bare[0].statement.lineno),
            bare[0].line,
            bare[0].cure(bare[0].code.remove(bare[0].statement)),
        )
    return ("", 0), None, None


def _is_off(node: ast.expr) -> bool:
    if last_name(node) == "set_grad_enabled":
        return isinstance(node, ast.Call) and bool(node.args) and getattr(node.args[0], "value", None) is False
    return last_name(node) in _MODES


def _without_mode(spot: Spot, outer: ast.With) -> Cure | None:
    others = [item for item in outer.items if not _is_off(item.context_expr)]
    if not others:
        return spot.cure(spot.code.unwrap(outer))
    kept = ", ".join(spot.code.text(item.context_expr) for item in others if item.optional_vars is None)
    if any(item.optional_vars is not None for item in others):
        return None
    first, last = spot.code.span(outer.items[0].context_expr)[0], spot.code.span(outer.items[-1].context_expr)[1]
    return spot.cure(Edit(first, last, kept))


# -- torch.tensor of tensors


def _stacked(scene: Scene, made: Operation) -> Cure | None:
    spot = scene.spot(made.line)
    found = calls(spot.statement, made.name) if spot is not None else []
    if spot is None or len(found) != 1 or not found[0].args:
        return None
    shapes = {note.value.shape for one in made.inputs if isinstance(one, int) and (note := scene.note(one)) is not None}
    given, code = found[0].args[0], spot.code
    if isinstance(given, ast.List | ast.Tuple):
        new = as_stack(code, given) if shapes == {()} else None
        if new is None and shapes and all(prod(shape) == 1 for shape in shapes) and _is_flat(given):
            new = f"torch.stack([{', '.join(f'{_member(code, one)}.reshape(())' for one in given.elts)}])"
    elif isinstance(given, ast.ListComp) or (isinstance(given, ast.Name) and len(made.inputs) > 1):
        new = f"torch.stack({code.text(given)})" if len(shapes) == 1 else None
    else:
        new = f"{code.text(given) if is_tight(given) else f'({code.text(given)})'}.clone()"
    return spot.cure(code.replace(found[0], new)) if new is not None else None


def _is_flat(given: ast.List | ast.Tuple) -> bool:
    return not any(isinstance(one, ast.List | ast.Tuple | ast.Starred) for one in given.elts)


def _member(code: Code, node: ast.expr) -> str:
    return code.text(node) if is_tight(node) else f"({code.text(node)})"
