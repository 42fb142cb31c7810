"""Forms that overflow or lose their last digits, and what torch has for them: log_softmax, logsigmoid, softplus."""

from __future__ import annotations

import ast
from collections.abc import Callable

from explorer.core.tape.reading.cures.edit import Code, Edit, last_name, loaded, stored
from explorer.core.tape.reading.cures.flow import stored_before
from explorer.core.tape.reading.cures.scene import Spot

Form = tuple[ast.expr, Callable[[str], str]]
"""What a function is to be given, and the text of the function with that."""

_SIGNS = {ast.Pow: "pow", ast.Div: "div"}
_MODULES = ("torch", "F", "functional", "special", "linalg", "math")
_LOGS = ("log", "log1p")
_FRESH = ("logits", "raw", "before", "inner")


def argument_of(node: ast.expr, *names: str) -> ast.expr | None:
    """x of torch.sqrt(x), x.sqrt() and x ** 0.5; of a quotient what is below."""
    if isinstance(node, ast.BinOp) and _SIGNS.get(type(node.op)) in names:
        return node.right if isinstance(node.op, ast.Div) else node.left
    if not isinstance(node, ast.Call) or last_name(node) not in names:
        return None
    given = _given(node)
    place = 1 if last_name(node) == "div" else 0
    return given[place] if len(given) > place else None


def _given(call: ast.Call) -> list[ast.expr]:
    """The tensor first, be the function one of torch or of the tensor."""
    func = call.func
    if isinstance(func, ast.Attribute) and ast.unparse(func.value).rpartition(".")[2] not in _MODULES:
        return [func.value, *call.args]
    return call.args


def instead(spot: Spot, name: str) -> list[Edit | None] | None:
    """What overflows, or goes to a logarithm that does, in its safe form, where it has one; `name` is what was first
    not finite. Other logarithms of the statement keep away from 0.
    """
    if name not in (*_LOGS, "exp"):
        return None
    code, scope = spot.code, spot.code.scope(spot.statement)
    edits: list[Edit | None] = []
    others: list[Edit | None] = []
    for statement in [spot.statement] if name in _LOGS else code.statements(scope):
        here = Spot(spot.file, code, statement)
        for node in ast.walk(statement):
            form = _form(here, node) if isinstance(node, ast.expr) else None
            if form is not None and isinstance(node, ast.expr):
                edits += _formed(here, node, *form)
            elif name in _LOGS and isinstance(node, ast.expr) and (given := argument_of(node, "log")) is not None:
                others.append(code.after(given, ".clamp(min=1e-12)"))
    return [*edits, *others] if edits else None


def _formed(spot: Spot, node: ast.expr, given: ast.expr, written: Callable[[str], str]) -> list[Edit | None]:
    """The safe form in place of the node. What it is given gets a name, if it is a call elsewhere."""
    code = spot.code
    is_here = any(one is given for one in ast.walk(spot.statement))
    if is_here or not any(isinstance(one, ast.Call) for one in ast.walk(given)):
        return [code.replace(node, written(code.text(given)))]
    used = {one.id for one in ast.walk(code.tree) if isinstance(one, ast.Name)}
    fresh = next((name for name in _FRESH if name not in used), None)
    if fresh is None:
        return [None]
    made = code.statement_of(given)
    return [
        code.insert_before(made, f"{fresh} = {code.text(given)}"),
        code.replace(given, fresh),
        code.replace(node, written(fresh)),
    ]


def _form(spot: Spot, node: ast.expr) -> Form | None:
    """The safe form of a logarithm, or of exp(z) / exp(z).sum(…)."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        above, below = _resolved(spot, node.left), _resolved(spot, node.right)
        given, summed = argument_of(above, "exp"), _summed(spot, below)
        if given is None or summed is None or ast.unparse(given) != ast.unparse(summed[0]):
            return None
        return given, lambda text: f"torch.softmax({text}, {summed[1]})"
    inner = argument_of(node, *_LOGS)
    if inner is None:
        return None
    inner, code = _resolved(spot, inner), spot.code
    if isinstance(node, ast.Call) and last_name(node) == "log1p":
        return _softplus(spot, inner)
    if isinstance(inner, ast.Call) and last_name(inner) == "softmax" and (given := argument_of(inner, "softmax")):
        others = _others(code, inner)
        return (given, lambda text: f"torch.log_softmax({text}, {others})") if others else None
    functional = _functional(code)
    if (given := argument_of(inner, "sigmoid")) is not None:
        return given, lambda text: f"{functional}.logsigmoid({text})"
    if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub) and _is_one(inner.left):
        given = argument_of(_resolved(spot, inner.right), "sigmoid")
        return (given, lambda text: f"{functional}.logsigmoid(-({text}))") if given is not None else None
    if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Add):
        parts = [one for one in (inner.left, inner.right) if not _is_one(one)]
        return _softplus(spot, _resolved(spot, parts[0])) if len(parts) == 1 else None
    if (summed := _summed(spot, inner)) is not None:
        return summed[0], lambda text: f"torch.logsumexp({text}, {summed[1]})"
    return None


def _softplus(spot: Spot, node: ast.expr) -> Form | None:
    given, functional = argument_of(node, "exp"), _functional(spot.code)
    return (given, lambda text: f"{functional}.softplus({text})") if given is not None else None


def _summed(spot: Spot, node: ast.expr) -> tuple[ast.expr, str] | None:
    """z and `1` of exp(z).sum(1, keepdim=True)."""
    if not isinstance(node, ast.Call) or last_name(node) != "sum" or not (given := _given(node)):
        return None
    inner, others = argument_of(_resolved(spot, given[0]), "exp"), _others(spot.code, node)
    return (inner, others) if inner is not None and others else None


def _others(code: Code, call: ast.Call) -> str:
    """The arguments after the tensor."""
    named = [f"{one.arg}={code.text(one.value)}" for one in call.keywords if one.arg not in ("keepdim", "keepdims")]
    return ", ".join([*map(code.text, _given(call)[1:]), *named])


def _is_one(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1


def _resolved(spot: Spot, node: ast.expr) -> ast.expr:
    """What the name was made of, where that has not changed since."""
    code, statement = spot.code, spot.statement
    made = stored_before(code, node.id, statement) if isinstance(node, ast.Name) else None
    if not isinstance(made, ast.Assign) or len(made.targets) != 1 or not isinstance(made.targets[0], ast.Name):
        return node
    between = (one for one in code.statements(code.scope(made)) if made.lineno <= one.lineno < statement.lineno)
    return node if any(stored(one) & loaded(made) for one in between) else made.value


def _functional(code: Code) -> str:
    """torch.nn.functional, as the code calls it."""
    for node in ast.walk(code.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for one in node.names:
                whole = f"{node.module}.{one.name}" if isinstance(node, ast.ImportFrom) else one.name
                name = one.asname or (one.name if isinstance(node, ast.ImportFrom) else "")
                if name and whole in ("torch.nn", "torch.nn.functional"):
                    return name if whole.endswith("functional") else f"{name}.functional"
    return "torch.nn.functional"
