"""What names carry from one statement to another, and statements moved or copied so that they run again."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from explorer.core.tape.reading.cures.edit import Code, Edit, Loop, calls, is_tight, last_name, loaded, stored

_MAKERS_OF_LEAVES = ("Parameter",)


def carried(code: Code, loop: Loop) -> set[str]:
    """The names that the body of the loop reads before it stores them, and stores later."""
    first_read: dict[str, int] = {}
    first_stored: dict[str, int] = {}
    for place, statement in enumerate(code.statements(loop)):
        for name in loaded(statement):
            first_read.setdefault(name, place)
        for name in stored(statement):
            first_stored.setdefault(name, place)
    own = {ast.unparse(one) for one in ast.walk(loop.target)} if isinstance(loop, ast.For | ast.AsyncFor) else set()
    return {name for name, place in first_stored.items() if first_read.get(name, place + 1) <= place} - own


def led_to(code: Code, loop: Loop, names: set[str]) -> set[str]:
    """The names, and those that the body of the loop computes from them without leaving torch or the graph."""
    found = set(names)
    grows = True
    while grows:
        before = len(found)
        for one in code.statements(loop):
            if loaded(one) & found and not calls(one, "item", "float", "detach", "int", "numpy"):
                found |= stored(one)
        grows = len(found) > before
    return found


def stored_before(code: Code, name: str, statement: ast.stmt) -> ast.stmt | None:
    """The last statement of the same function before this one that binds the name."""
    scope = code.scope(statement)
    found = [one for one in code.statements(scope) if one.lineno < statement.lineno and name in stored(one)]
    return found[-1] if found else None


def moved(
    code: Code, statements: Iterable[ast.stmt], target: ast.stmt, is_into: bool, in_place: str = ""
) -> list[Edit] | None:
    """The statements run again after the target, or first in its body: moved there, or copied where something in
    between needs what they store. None where they cannot be: they stand elsewhere, or what they read changes, but for
    what is changed `in_place`.
    """
    chosen = sorted(set(statements), key=lambda one: one.lineno)
    if not chosen:
        return None
    block = code.block(chosen[0])
    around = (one for one in (target, *code.around(target)) if isinstance(one, ast.stmt) and one in block)
    target = next(around, target)
    if any(one not in block or one.lineno >= target.lineno for one in chosen):
        return None
    between = [one for one in block if chosen[0].lineno <= one.lineno <= target.lineno and one not in chosen]
    if is_into:
        between = [one for one in between if one is not target]
    head = [target.iter if isinstance(target, ast.For) else target.test] if is_into else []  # type: ignore[attr-defined]
    edits: list[Edit] = []
    lines: list[str] = []
    staying = list(between)
    for one in reversed(chosen):
        later = [other for other in staying if other.lineno > one.lineno]
        changed = {
            name for other in later if other in between for part in _simple(code, other) for name in stored(part)
        }
        if changed & loaded(one) - {in_place}:
            return None
        lines[:0] = code.lines(one)
        if {name for other in [*later, *head] for name in loaded(other)} & stored(one):
            staying.append(one)
        else:
            edits.append(code.remove(one))
    new = code.insert_first(target, *lines) if is_into else code.insert_after(target, *lines)
    return [*edits, new]


def _simple(code: Code, statement: ast.stmt) -> Sequence[ast.stmt]:
    return [statement, *code.statements(statement)]


def leaf_last(code: Code, statement: ast.stmt) -> Edit | None:
    """What is computed of a new leaf is computed before it becomes one: `nn.Parameter(w) * 0.1` becomes
    `nn.Parameter(w * 0.1)`, and `requires_grad=True` in the middle becomes `.requires_grad_()` at the end.
    """
    value = getattr(statement, "value", None)
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or not isinstance(value, ast.expr):
        return None
    makers = [one for one in ast.walk(value) if isinstance(one, ast.Call) and _makes_leaf(one)]
    if len(makers) != 1:
        return None
    maker = makers[0]
    value = _whole(code, maker)
    if value is maker:
        return None
    text, (start, end) = code.text(value), code.span(value)
    if last_name(maker) in _MAKERS_OF_LEAVES:
        if len(maker.args) != 1:
            return None
        given = maker.args[0]
        first, last = code.span(maker)
        inside = code.text(given) if is_tight(given) else f"({code.text(given)})"
        others = "".join(f", {one.arg}={code.text(one.value)}" for one in maker.keywords)
        whole = _slice(text, start, first, last, inside)
        return Edit(start, end, f"{code.text(maker.func)}({whole}{others})")
    removed = code.without_keyword(maker, "requires_grad")
    if removed is None:
        removed = code.without_call(maker)
    whole = _slice(text, start, removed.start, removed.end, removed.new)
    tight = is_tight(ast.parse(whole, mode="eval").body)
    return Edit(start, end, f"{whole if tight else f'({whole})'}.requires_grad_()")


def _whole(code: Code, maker: ast.Call) -> ast.expr:
    """All that is computed of the new leaf in the statement, up to where it is put into a list or the like."""
    found: ast.expr = maker
    for outer in code.around(maker):
        if not isinstance(outer, ast.BinOp | ast.UnaryOp | ast.Attribute | ast.Call | ast.Subscript):
            break
        found = outer
    return found


def _slice(text: str, start: int, first: int, last: int, new: str) -> str:
    """The text, which begins at byte `start`, with the bytes from `first` to `last` replaced."""
    own = text.encode()
    return (own[: first - start] + new.encode() + own[last - start :]).decode()


def _makes_leaf(call: ast.Call) -> bool:
    if last_name(call) in _MAKERS_OF_LEAVES or last_name(call) == "requires_grad_":
        return True
    return any(one.arg == "requires_grad" and getattr(one.value, "value", None) is True for one in call.keywords)
