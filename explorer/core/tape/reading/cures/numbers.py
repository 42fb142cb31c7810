"""Plain numbers that were made of tensors on the way to a loss, and tensors that were made of numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from explorer.core.tape.reading.cure import Cure
from explorer.core.tape.reading.cures.edit import Code, Edit, calls, is_tight, last_name, loaded, stored
from explorer.core.tape.reading.cures.scene import Scene, Spot
from explorer.core.tape.tape import Line, Operation

SAME_IN_NUMPY = (
    *("exp", "log", "log2", "log10", "log1p", "expm1", "sin", "cos", "tan", "sinh", "cosh", "tanh"),
    *("arcsin", "arccos", "arctan", "sqrt", "abs", "square", "sign", "floor", "ceil"),
)
"""What numpy and torch call the same."""

_NUMBERS = ("item", "tolist", "numpy", "float", "int")
_OLD_MAKERS = ("Tensor", "FloatTensor", "DoubleTensor")


def left_torch(scene: Scene, way: Sequence[Operation], line: Line) -> Cure | None:
    """What made plain numbers of tensors on the way to the line, left out, if it is one thing."""
    spots = [spot for one in way if (spot := scene.spot(one.line)) is not None]
    last = scene.spot(line)
    if last is None:
        return None
    own = [one for one in spots if one.code is last.code]
    statements = {one.statement for one in own} | {last.statement}
    return of_numbers(last, statements)


def of_numbers(spot: Spot, statements: Iterable[ast.stmt]) -> Cure | None:
    """The one .item(), float() or .numpy() among what feeds the statements, left out, and what undid it."""
    code = spot.code
    feeding = feeders(code, statements)
    listed = [
        (call, call.args[0])
        for one in feeding
        for call in calls(one, *_OLD_MAKERS)
        if len(call.args) == 1 and isinstance(call.args[0], ast.List) and not all(map(is_number, call.args[0].elts))
    ]
    if len(listed) == 1:
        return spot.cure(code.replace(listed[0][0], as_stack(code, listed[0][1])))
    numbers = [call for one in feeding for call in calls(one, *_NUMBERS) if _is_number_maker(call)]
    if len(numbers) != 1:
        return None
    call = numbers[0]
    plain = _without_number(code, call)
    if plain is None:
        return None
    edits: list[Edit | None] = []
    for one in feeding:
        for made in calls(one, "tensor", "as_tensor", "from_numpy"):
            given = made.args[0] if len(made.args) == 1 else None
            if given is call:
                plain = Edit(*code.span(made), plain.new)
            elif isinstance(given, ast.Name) or last_name(made) == "from_numpy":
                edits += _unpacked(code, made)
        edits += [
            code.without_call(made)
            for made in calls(one, "requires_grad_")
            if isinstance(made.func, ast.Attribute) and calls(made.func.value, "tensor", "from_numpy")
        ]
        for made in calls(one):
            owner = made.func.value if isinstance(made.func, ast.Attribute) else None
            if not isinstance(owner, ast.Name) or owner.id not in ("np", "numpy"):
                continue
            if last_name(made) in SAME_IN_NUMPY:
                edits.append(code.replace(owner, "torch"))
            elif (
                last_name(made) in ("mean", "sum")
                and len(made.args) == 1
                and isinstance(made.args[0], ast.List | ast.ListComp)
            ):
                (start, end), (first, last) = code.span(made), code.span(made.args[0])
                edits += [Edit(start, first, "torch.stack("), Edit(last, end, f").{last_name(made)}()")]
            else:
                return None
    return spot.cure(plain, *edits)


def _unpacked(code: Code, call: ast.Call) -> list[Edit | None]:
    """f(x) as (x), or x where it needs no brackets; what is inside may be changed as well."""
    (start, end), (first, last) = code.span(call), code.span(call.args[0])
    tight = is_tight(call.args[0]) or isinstance(code.parent(call), ast.Assign | ast.Return)
    return [Edit(start, first, "" if tight else "("), Edit(last, end, "" if tight else ")")]


def number_maker(scene: Scene, mended: Cure) -> str:
    """item() where that is what the change leaves out."""
    code = scene.code(mended.file)
    for first, old, _ in mended.changes:
        for number in range(first, first + len(old)):
            statement = code.statement(number) if code is not None else None
            made = (
                [one for one in calls(statement, *_NUMBERS) if _is_number_maker(one)] if statement is not None else []
            )
            if made:
                return f"{last_name(made[0])}()"
    return ""


def _is_number_maker(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in ("item", "tolist", "numpy") and not call.args
    return last_name(call) in ("float", "int") and len(call.args) == 1 and not isinstance(call.args[0], ast.Constant)


def _without_number(code: Code, call: ast.Call) -> Edit | None:
    if isinstance(call.func, ast.Attribute):
        inner = call.func.value
        while (
            isinstance(inner, ast.Call)
            and last_name(inner) in ("detach", "cpu")
            and isinstance(inner.func, ast.Attribute)
        ):
            inner = inner.func.value
        new = code.text(inner)
        is_free = is_tight(inner) or isinstance(code.parent(call), ast.Call | ast.Assign | ast.AugAssign | ast.Return)
        return None if call.func.attr == "tolist" else code.replace(call, new if is_free else f"({new})")
    if last_name(call) == "int":
        return None
    given = code.text(call.args[0])
    is_free = is_tight(call.args[0]) or isinstance(code.parent(call), ast.Assign | ast.AugAssign | ast.Return)
    return code.replace(call, given if is_free else f"({given})")


def feeders(code: Code, statements: Iterable[ast.stmt]) -> list[ast.stmt]:
    """The statements, and those of the same function that store, or append, what they read; by their lines."""
    found: set[ast.stmt] = set()
    waiting = list(statements)
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        read = loaded(one)
        for other in code.statements(code.scope(one)):
            if stored(other) & read or _appends_to(other) & read:
                waiting.append(other)
    return sorted(found, key=lambda one: (one.lineno, one.col_offset))


def _appends_to(statement: ast.stmt) -> set[str]:
    """losses of losses.append(x)."""
    return {
        ast.unparse(call.func.value)
        for call in calls(statement, "append", "extend", "add", "insert")
        if isinstance(call.func, ast.Attribute)
    }


def as_stack(code: Code, given: ast.List | ast.Tuple) -> str:
    parts = []
    for one in given.elts:
        if isinstance(one, ast.List | ast.Tuple):
            parts.append(as_stack(code, one))
        elif is_number(one):
            parts.append(f"torch.tensor({float(ast.literal_eval(one))})")
        else:
            parts.append(code.text(one))
    return f"torch.stack([{', '.join(parts)}])"


def is_number(node: ast.expr) -> bool:
    try:
        return isinstance(ast.literal_eval(node), int | float)
    except (ValueError, SyntaxError):
        return False
