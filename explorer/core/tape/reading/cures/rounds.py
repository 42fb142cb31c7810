"""What a walk in a loop shares with that of the round before: what is carried over, and what was made once."""

from __future__ import annotations

import ast

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.causes import Cause
from explorer.core.tape.reading.cures.edit import (
    Code,
    Edit,
    Function,
    Loop,
    calls,
    is_true,
    keyword,
    last_name,
    loaded,
    stored,
    targets,
)
from explorer.core.tape.reading.cures.flow import carried, leaf_last, led_to, moved, stored_before
from explorer.core.tape.reading.cures.leaf_causes import LeafCause
from explorer.core.tape.reading.cures.scene import Found, Scene, Spot, each_once
from explorer.core.tape.reading.track import nodes_behind
from explorer.core.tape.tape import Line, Operation, Walk

WALKS = ("backward", "grad")
_PAIRS = ("lstm", "lstm_cell")


def call_of(spot: Spot, walk: Walk) -> ast.Call | None:
    found = calls(spot.statement, walk.name)
    return found[0] if len(found) == 1 else None


def kept_over(scene: Scene, second: Walk) -> Found | None:
    """What a walk in a loop shares with that of the round before; None where there is no such."""
    events = scene.track.events
    rounds = [
        place for place in range(scene.place) if isinstance(one := events[place], Walk) and one.line == second.line
    ]
    ring = _ring(scene, second.line)
    if not rounds or ring is None:
        return None
    spot, loop = ring
    kept = _kept_tensors(scene, second, rounds[-1])
    earlier = {visit.node for place in rounds for visit in events[place].visits}  # type: ignore[union-attr]
    if not kept or not any(scene.track.nodes[node].leaf is None for node in earlier & scene.nodes_of(second)):
        return None
    places = [scene.track.nodes[node].operation for node in kept]
    operations = [
        (place, event) for place in places if place is not None and isinstance(event := events[place], Operation)
    ]
    if not operations:
        return None
    _, maker = max(operations, key=lambda one: one[0])
    inside = [
        made for _, one in operations if (made := scene.within(one.line, spot)) is not None and _is_in(loop, made)
    ]
    lines = each_once(maker.line, events[rounds[-1]].line, second.line)  # type: ignore[union-attr]
    if (fresh := _without_memory(scene, maker)) is not None:
        origin = scene.spot(maker.line)
        scene.values["carried"] = ", ".join(sorted(stored(origin.statement))) if origin is not None else "it"
        return Found(lines, Cause.MADE_ONCE, fresh)
    if inside:
        return _carried(scene, spot, loop, inside, [one for _, one in operations], lines)
    if second.roots and (own := _same_root(scene, second, rounds[-1])):
        return own
    return _made_once(scene, spot, loop, maker, second, rounds[-1], lines)


def _ring(scene: Scene, line: Line) -> tuple[Spot, Loop] | None:
    """The innermost loop in which the line runs again and again, and the statement in it."""
    for spot in scene.chain(line):
        loop = spot.code.loop(spot.statement)
        if loop is not None:
            return spot, loop
    return None


def _is_in(loop: Loop, statement: ast.stmt) -> bool:
    return loop.body[0].lineno <= statement.lineno <= (loop.end_lineno or 0)


def _kept_tensors(scene: Scene, walk: Walk, since: int) -> list[int]:
    """The nodes behind the walk that were there before the place `since` and are the first such on the way."""
    track = scene.track
    nodes = scene.nodes_of(walk)

    def is_old(node: int) -> bool:
        made = track.nodes[node].operation
        return track.nodes[node].leaf is None and (made is None or made < since)

    notes = (scene.note(root) for root in walk.roots)
    roots = {note.node for note in notes if note is not None and note.node is not None}
    targets = {edge.target for node in nodes if not is_old(node) for edge in track.edges_from(node)}
    return sorted(node for node in roots | targets if is_old(node))


def _same_root(scene: Scene, second: Walk, since: int) -> Found | None:
    """The whole graph was made before the first round: kept where nothing of it changes, else made in each round."""
    first = scene.track.events[since]
    assert isinstance(first, Walk)
    made = (scene.made_at(root) for root in second.roots)
    if any(place is None or place > since for place in made) or scene.changed_leaf(
        scene.leaves_of(scene.nodes_of(second)), since
    ):
        return None
    spot = scene.spot(second.line)
    call = call_of(spot, second) if spot is not None else None
    edit = spot.code.keyword(call, "retain_graph", "True") if spot is not None and call is not None else None
    return Found((first.line, second.line), Cause.SAME_GRAPH_TWICE, spot.cure(edit) if spot is not None else None)


def _carried(
    scene: Scene, spot: Spot, loop: Loop, inside: list[ast.stmt], makers: list[Operation], lines: tuple[Line, ...]
) -> Found:
    """Something that a round leaves to the next one."""
    code = spot.code
    left = {name for one in inside for name in stored(one)}
    kept = carried(code, loop)
    names = sorted(
        kept & left or kept & led_to(code, loop, left),
        key=lambda name: min(one.lineno for one in code.statements(loop) if name in stored(one)),
    )
    walked = _walked_name(spot.statement)
    if not names:
        return _kept_in_list(scene, spot, loop, inside, lines) or _kept_in_attribute(scene, spot, loop, makers, lines)
    scene.values["carried"] = ", ".join(names)
    sums = [one for one in inside for name in names if _is_sum(one, name)]
    if len(names) == 1 and sums and (walked == names[0] or not _is_from_call(sums[0])):
        return Found(lines, Cause.RUNNING_SUM, _sum_mended(spot, loop, names[0], walked, sums[0]))
    storing = [one for one in code.statements(loop) if stored(one) & set(names)]
    last = max([spot.statement, *inside, *storing], key=lambda one: one.lineno)
    if len(names) == 1 and (len(makers) > 1 or makers[0].name in _PAIRS or _is_unpacked(code, loop, names[0])):
        new = [f"{names[0]} = tuple(one.detach() for one in {names[0]})"]
    else:
        new = [f"{', '.join(names)} = {', '.join(f'{name}.detach()' for name in names)}"]
    edits: list[Edit | None] = [code.insert_after(last, *new), *_without_retain(code, loop)]
    return Found(lines, Cause.CARRIED_OVER, spot.cure(*edits))


def _without_retain(code: Code, node: ast.AST) -> list[Edit]:
    """No graph is kept for a walk of a later round."""
    found = (
        code.without_keyword(one, "retain_graph")
        for one in calls(node, *WALKS)
        if is_true(keyword(one, "retain_graph"))
    )
    return [one for one in found if one is not None]


def _walked_name(statement: ast.stmt) -> str:
    """loss of loss.backward()."""
    for call in calls(statement, "backward"):
        if isinstance(call.func, ast.Attribute):
            return ast.unparse(call.func.value)
    return ""


def _is_sum(statement: ast.stmt, name: str) -> bool:
    """total += loss, total = total + loss."""
    if isinstance(statement, ast.AugAssign):
        return isinstance(statement.op, ast.Add) and name in stored(statement)
    value = getattr(statement, "value", None)
    if not isinstance(statement, ast.Assign) or not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Add):
        return False
    return name in stored(statement) and name in (ast.unparse(value.left), ast.unparse(value.right))


def _is_from_call(statement: ast.stmt) -> bool:
    return isinstance(getattr(statement, "value", None), ast.Call)


def _is_unpacked(code: Code, loop: Loop, name: str) -> bool:
    """Whether the name is used as a pair: h, c = state, or state[0]."""
    for one in ast.walk(code.scope(loop)):
        if isinstance(one, ast.Assign) and name in map(ast.unparse, one.targets) and isinstance(one.value, ast.Tuple):
            return True
        if isinstance(one, ast.Assign) and ast.unparse(one.value) == name and isinstance(one.targets[0], ast.Tuple):
            return True
    return False


def _sum_mended(spot: Spot, loop: Loop, name: str, walked: str, statement: ast.stmt) -> Cure | None:
    """Each round walks its own part; or the sum begins anew in each."""
    code = spot.code
    added = statement.value  # type: ignore[attr-defined]
    if isinstance(statement, ast.Assign):
        added = added.right if ast.unparse(added.left) == name else added.left
    retained = _without_retain(code, loop)
    if walked == name and isinstance(added, ast.Name):
        call = calls(spot.statement, "backward")[0]
        assert isinstance(call.func, ast.Attribute)
        return spot.cure(code.replace(call.func.value, added.id), *retained)
    before = stored_before(code, name, loop)
    edits = moved(code, [before], loop, is_into=True) if before is not None else None
    return spot.cure(*edits, *retained) if edits else None


def _kept_in_attribute(scene: Scene, spot: Spot, loop: Loop, makers: list[Operation], lines: tuple[Line, ...]) -> Found:
    """A module that keeps its own state: self.h = …, detached by the loop once its round is walked."""
    for maker in makers:
        for inner in scene.chain(maker.line):
            if (found := _kept_under_key(scene, spot, loop, inner, lines)) is not None:
                return found
            names = sorted(name for name in stored(inner.statement) if name.startswith("self."))
            kind = next((one for one in inner.code.around(inner.statement) if isinstance(one, ast.ClassDef)), None)
            if not names or kind is None:
                continue
            owners = [
                ast.unparse(one.targets[0])
                for one in ast.walk(spot.code.tree)
                if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call) and last_name(one.value) == kind.name
            ]
            scene.values["carried"] = ", ".join(names)
            if len(set(owners)) != 1:
                return Found(lines, Cause.CARRIED_OVER)
            full = [owners[0] + name.removeprefix("self") for name in names]
            is_pair = len(names) == 1 and (len(makers) > 1 or maker.name in _PAIRS)
            new = (
                f"{full[0]} = tuple(one.detach() for one in {full[0]})"
                if is_pair
                else f"{', '.join(full)} = {', '.join(f'{name}.detach()' for name in full)}"
            )
            edits = [spot.code.insert_after(spot.statement, new), *_without_retain(spot.code, loop)]
            return Found(lines, Cause.CARRIED_OVER, spot.cure(*edits))
    return Found(lines, Cause.OLD_PART)


def _kept_under_key(scene: Scene, spot: Spot, loop: Loop, inner: Spot, lines: tuple[Line, ...]) -> Found | None:
    """A state in a dict: memory["h"] = cell(x, memory["h"])."""
    places = [
        one
        for one in targets(inner.statement)
        if isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Constant) and isinstance(one.value, ast.Name)
    ]
    names = [inner.code.text(one) for one in places]
    if not names:
        return None
    scene.values["carried"] = ", ".join(names)
    scope = inner.code.scope(inner.statement)
    own = {name for one in inner.code.statements(scope) for name in stored(one)}
    own |= {one.arg for one in ast.walk(scope) if isinstance(one, ast.arg)}
    is_same = inner.code is spot.code and scope is spot.code.scope(loop)
    if inner.code is not spot.code or (not is_same and own & {ast.unparse(one.value) for one in places}):
        return Found(lines, Cause.CARRIED_OVER)
    new = f"{', '.join(names)} = {', '.join(f'{name}.detach()' for name in names)}"
    edits = [spot.code.insert_after(spot.statement, new), *_without_retain(spot.code, loop)]
    return Found(lines, Cause.CARRIED_OVER, spot.cure(*edits))


def _kept_in_list(
    scene: Scene, spot: Spot, loop: Loop, inside: list[ast.stmt], lines: tuple[Line, ...]
) -> Found | None:
    """A list of states, one for each layer: hs[k] = …"""
    places = [one for part in inside for one in targets(part) if isinstance(one, ast.Subscript)]
    names = {ast.unparse(one.value) for one in places}
    name = names.pop() if len(names) == 1 else ""
    before = stored_before(spot.code, name, loop) if name else None
    if not isinstance(getattr(before, "value", None), ast.List | ast.ListComp):
        return None
    scene.values["carried"] = name
    new = spot.code.insert_after(spot.statement, f"{name} = [one.detach() for one in {name}]")
    return Found(lines, Cause.CARRIED_OVER, spot.cure(new, *_without_retain(spot.code, loop)))


# -- what was made once


def _made_once(
    scene: Scene, spot: Spot, loop: Loop, maker: Operation, second: Walk, since: int, lines: tuple[Line, ...]
) -> Found:
    """Something was computed from what is trained, and kept for all rounds."""
    origin = scene.spot(maker.line)
    if origin is None:
        return Found(lines, Cause.WALKED_TWICE)
    own = origin.code
    scene.values["carried"] = ", ".join(sorted(stored(origin.statement))) or scene.values["name"]
    if (edit := leaf_last(own, origin.statement)) is not None:
        return Found(lines, LeafCause.LEAF_IN_THE_MIDDLE, origin.cure(edit))
    old = [n for n in scene.nodes_of(second) if (at := scene.track.nodes[n].operation) is not None and at < since]
    kept = scene.leaves_of(nodes_behind(scene.track, old))
    is_of_labels = scene.changed_leaf(scene.leaves_of(scene.nodes_of(second)), 0) and not scene.changed_leaf(
        kept, since
    )
    if second.roots and (is_of_labels or _may_be_kept(scene, second, since)):
        return Found(lines, Cause.MADE_ONCE)
    return Found(
        lines,
        Cause.MADE_ONCE,
        _without_memory(scene, maker) or _into_the_loop(scene, spot, loop, second, since) or _into_the_method(origin),
    )


def _may_be_kept(scene: Scene, second: Walk, since: int) -> bool:
    """Whether the whole graph was there before, and torch has seen nothing of it change, as by .data: then it would let
    it be kept, too.
    """
    made = [scene.made_at(root) for root in second.roots]
    leaves = scene.leaves_of(scene.nodes_of(second))
    notes = [(scene.note(leaf, since), scene.note(leaf)) for leaf in leaves]
    is_seen = any(a is not None and b is not None and a.version != b.version for a, b in notes)
    return all(place is not None and place < since for place in made) and not is_seen


def _without_memory(scene: Scene, maker: Operation) -> Cure | None:
    """`if self.cache is None: self.cache = …` without the if; a function without lru_cache."""
    for one in scene.chain(maker.line):
        outer = one.code.parent(one.statement)
        names = {ast.unparse(part) for target in getattr(one.statement, "targets", []) for part in ast.walk(target)}
        if isinstance(outer, ast.If) and names & {ast.unparse(part) for part in ast.walk(outer.test)} - {"self"}:
            return one.cure(one.code.unwrap(outer))
        scope = one.code.scope(one.statement)
        if isinstance(scope, Function):
            cached = [part for part in scope.decorator_list if "cache" in last_name(part)]
            if cached:
                return one.cure(one.code.without_decorator(cached[0]))
    return None


def _into_the_loop(scene: Scene, spot: Spot, loop: Loop, second: Walk, since: int) -> Cure | None:
    """The statements before the loop that made the old part of the graph, moved into it."""
    if _walked_name(spot.statement) in map(ast.unparse, targets(loop)):
        return None
    track = scene.track
    old = []
    for node in scene.nodes_of(second):
        place = track.nodes[node].operation
        if track.nodes[node].leaf is not None or place is None or place > since:
            continue
        event = track.events[place]
        made = scene.within(event.line, spot) if isinstance(event, Operation) else None
        if made is None or (isinstance(event, Operation) and event.line.function.endswith("__init__")):
            return None
        old.append(made)
    edits = moved(spot.code, old, loop, is_into=True)
    return spot.cure(*edits) if edits else None


def _into_the_method(origin: Spot) -> Cure | None:
    """`self.scaled = self.w * 2` of __init__ stands in the method that reads it."""
    code, statement = origin.code, origin.statement
    scope = code.scope(statement)
    kind = code.parent(scope)
    names = stored(statement)
    if not isinstance(kind, ast.ClassDef) or len(names) != 1 or getattr(scope, "name", "") != "__init__":
        return None
    own = {ast.unparse(one) for part in code.statements(scope) for one in ast.walk(part) if isinstance(one, ast.Name)}
    given = {one.arg for one in scope.args.args if one.arg != "self"}  # type: ignore[union-attr]
    if loaded(statement) & given or not own:
        return None
    readers = [one for one in kind.body if isinstance(one, Function) and one is not scope and names & loaded(one)]
    if len(readers) != 1:
        return None
    return origin.cure(code.remove(statement), code.insert_first(readers[0], *code.lines(statement)))
