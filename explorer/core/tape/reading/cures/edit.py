"""Changes of a program's text, found by its syntax tree: what is not changed stays as it was, to the letter."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from explorer.core.tape.reading.cure import Cure

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.Module | Function | ast.ClassDef
Loop = ast.For | ast.AsyncFor | ast.While

_SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return, ast.Delete, ast.Raise, ast.Assert)
_TIGHT = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.Constant, ast.List, ast.Tuple, ast.Dict)
_SIGNS = {
    **{ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@", ast.Mod: "%"},
    **{ast.FloorDiv: "//", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^"},
}


@dataclass(frozen=True, slots=True)
class Edit:
    """The bytes of the text from `start` to `end` become `new`."""

    start: int
    end: int
    new: str


class Code:
    """A program's text and its tree. Methods that tell of nodes look things up; the others make an Edit."""

    def __init__(self, source: str) -> None:
        """Raises SyntaxError or ValueError where it is not Python."""
        self.source = source
        self.tree = ast.parse(source)
        self._bytes = source.encode()
        self._starts = [0]
        for line in self._bytes.split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    # -- to look up

    def text(self, node: ast.AST) -> str:
        """As the person wrote it."""
        start, end = self.span(node)
        return self._bytes[start:end].decode()

    def span(self, node: ast.AST) -> tuple[int, int]:
        """The first byte of the node and the one after it, decorators and brackets around it left out."""
        place = node.lineno, node.col_offset, node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
        return self._starts[place[0] - 1] + place[1], self._starts[place[2] - 1] + place[3]

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self._parents.get(node)

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """What the node is in, the innermost first."""
        while (found := self._parents.get(node)) is not None:
            yield found
            node = found

    def statement_of(self, node: ast.AST) -> ast.stmt:
        """The statement that an expression is in."""
        return next(one for one in (node, *self.around(node)) if isinstance(one, ast.stmt))

    def statement(self, line: int) -> ast.stmt | None:
        """The innermost statement at a line: a simple one, or one whose head is there."""
        found = None
        for node in ast.walk(self.tree):  # outer ones come first
            if isinstance(node, ast.stmt) and node.lineno <= line <= _end_of_head(node):
                found = node
        return found

    def scope(self, node: ast.AST) -> ast.Module | Function:
        """The function, or the whole program, in which the node runs."""
        return next((one for one in self.around(node) if isinstance(one, Function)), self.tree)

    def loop(self, node: ast.AST) -> Loop | None:
        """The innermost loop in the same function whose body has the node."""
        for one in self.around(node):
            if isinstance(one, Loop):
                return one
            if isinstance(one, Function):
                return None
        return None

    def block(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        """The statements among which this one stands."""
        parent = self._parents[statement]
        for _, value in ast.iter_fields(parent):
            if isinstance(value, list) and statement in value:
                return value
        return [statement]

    def statements(self, node: ast.AST) -> list[ast.stmt]:
        """The simple statements in the node, by their lines, without those of functions and classes in it."""
        found, waiting = [], list(ast.iter_child_nodes(node))
        while waiting:
            one = waiting.pop()
            if isinstance(one, _SIMPLE):
                found.append(one)
            elif not isinstance(one, Function | ast.ClassDef | ast.expr):
                waiting.extend(ast.iter_child_nodes(one))
        return sorted(found, key=lambda one: (one.lineno, one.col_offset))

    def function(self, name: str) -> Function | None:
        """The function of that qualified name."""
        node: ast.AST = self.tree
        for part in name.replace(".<locals>", "").split("."):
            inside = (one for one in ast.walk(node) if isinstance(one, Function | ast.ClassDef) and one.name == part)
            found = next(inside, None)
            if found is None:
                return None
            node = found
        return node if isinstance(node, Function) else None

    def indent(self, statement: ast.stmt) -> str:
        line = self._bytes[self._starts[statement.lineno - 1] : self._starts[statement.lineno]]
        return line[: len(line) - len(line.lstrip())].decode()

    # -- to change

    def replace(self, node: ast.AST, new: str) -> Edit:
        return Edit(*self.span(node), new)

    def after(self, node: ast.expr, new: str) -> Edit:
        """Put `new` right behind an expression, with brackets around it where it needs them."""
        text = self.text(node)
        return self.replace(node, text + new if is_tight(node) else f"({text}){new}")

    def keyword(self, call: ast.Call, name: str, value: str) -> Edit:
        """Give the call this keyword, or the keyword this value."""
        for one in call.keywords:
            if one.arg == name:
                return self.replace(one.value, value)
        given: list[ast.AST] = [*call.args, *(one.value for one in call.keywords)]
        if not given:
            end = self.span(call)[1] - 1
            return Edit(end, end, f"{name}={value}")
        last = max(self.span(one)[1] for one in given)
        end = last + self._closed(last, self.span(call)[1] - 1)
        return Edit(end, end, f", {name}={value}")

    def without_keyword(self, call: ast.Call, name: str) -> Edit | None:
        """Take the keyword from the call, with the comma that it has."""
        found = next((one for one in call.keywords if one.arg == name), None)
        if found is None:
            return None
        start, end = self.span(found)
        before, after = self._bytes[:start].rstrip(), self._bytes[end:]
        if before.endswith(b","):
            return Edit(len(before) - 1, end, "")
        if after.lstrip().startswith(b","):
            return Edit(start, end + after.index(b",") + 1 + (after[after.index(b",") + 1 :][:1] == b" "), "")
        return Edit(start, end, "")

    def without_call(self, call: ast.Call) -> Edit:
        """a.detach() becomes a."""
        assert isinstance(call.func, ast.Attribute)
        start, end = self.span(call.func)
        outer = self._parents[call]
        if isinstance(outer, ast.Call) and outer.args == [call] and not outer.keywords:
            return self.replace(call, self.text(call.func.value))
        kept = self._bytes[start : end - len(call.func.attr.encode())].rstrip().removesuffix(b".").rstrip()
        return self.replace(call, kept.decode())

    def insert_before(self, statement: ast.stmt, *lines: str) -> Edit:
        start = self._line_start(statement)
        return Edit(start, start, self._indented(lines, self.indent(statement)))

    def insert_after(self, statement: ast.stmt, *lines: str) -> Edit:
        end = self._starts[statement.end_lineno or statement.lineno]
        text = self._indented(lines, self.indent(statement))
        if end > len(self._bytes):  # no line ends after it
            return Edit(len(self._bytes), len(self._bytes), "\n" + text.rstrip("\n"))
        return Edit(end, end, text)

    def insert_first(self, loop: ast.stmt, *lines: str) -> Edit:
        """Put lines at the beginning of the body of a loop or a block."""
        body: list[ast.stmt] = loop.body  # type: ignore[attr-defined]
        return self.insert_before(body[0], *lines)

    def remove(self, statement: ast.stmt) -> Edit:
        """Take the statement's lines away; `pass` stands for the only one of a block."""
        if len(self.block(statement)) == 1 and not isinstance(self._parents[statement], ast.Module):
            return self.replace(statement, "pass")
        return Edit(self._line_start(statement), self._starts[statement.end_lineno or statement.lineno], "")

    def without_decorator(self, decorator: ast.expr) -> Edit:
        return Edit(self._starts[decorator.lineno - 1], self._starts[decorator.end_lineno or decorator.lineno], "")

    def lines(self, statement: ast.stmt) -> tuple[str, ...]:
        """The statement's lines, without its own indent."""
        return self._shifted(statement.lineno, statement.end_lineno or statement.lineno, -len(self.indent(statement)))

    def wrap(self, first: ast.stmt, last: ast.stmt, head: str) -> Edit:
        """Put the statements from the first to the last of a block under a head: with torch.no_grad():"""
        indent, end = self.indent(first), last.end_lineno or last.lineno
        inside = self._shifted(first.lineno, end, 4)
        new = "\n".join([indent + head, *inside]) + "\n"
        stop = self._starts[end]
        return Edit(self._line_start(first), min(stop, len(self._bytes)), new if stop <= len(self._bytes) else new[:-1])

    def unwrap(self, outer: ast.stmt) -> Edit | None:
        """Take the body out of a `with` or an `if` without else."""
        body: list[ast.stmt] = outer.body  # type: ignore[attr-defined]
        if getattr(outer, "orelse", None) or body[0].lineno == outer.lineno:
            return None
        end = outer.end_lineno or outer.lineno
        inside = self._shifted(outer.lineno + 1, end, len(self.indent(outer)) - len(self.indent(body[0])))
        stop = min(self._starts[end], len(self._bytes))
        tail = "\n" if self._starts[end] <= len(self._bytes) else ""
        return Edit(self._line_start(outer), stop, "\n".join(inside) + tail)

    def changed(self, *edits: Edit | None) -> str | None:
        """The text with the edits made: None where one of them is, where two are of one place, or it is no Python."""
        given = sorted({one for one in edits if one is not None}, key=lambda one: (one.start, one.end))
        if None in edits or not given or any(a.end > b.start for a, b in pairwise(given)):
            return None
        text = self._bytes
        for one in reversed(given):
            text = text[: one.start] + one.new.encode() + text[one.end :]
        try:
            new = text.decode()
            ast.parse(new)
        except (SyntaxError, ValueError):
            return None
        return new if new != self.source else None

    def cure(self, file: str, *edits: Edit | None) -> Cure | None:
        """The edits as a Cure of the file of that name."""
        new = self.changed(*edits)
        return Cure(file, self.source, new) if new is not None else None

    # -- inside

    def _line_start(self, statement: ast.stmt) -> int:
        decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(one.lineno for one in decorators)])
        return self._starts[first - 1]

    def _indented(self, lines: Sequence[str], indent: str) -> str:
        return "".join(f"{indent}{line}\n" for line in lines)

    def _closed(self, start: int, end: int) -> int:
        """How many bytes up to the last closing bracket between two places: an argument may have brackets around it."""
        return self._bytes[start:end].rfind(b")") + 1

    def _shifted(self, first: int, last: int, by: int) -> tuple[str, ...]:
        """The lines with their indent changed, but for those inside of texts of several lines."""
        inside = {
            line
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant | ast.JoinedStr) and isinstance(getattr(node, "value", ""), str)
            for line in range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
        }
        found = []
        for number in range(first, last + 1):
            line = self._bytes[self._starts[number - 1] : self._starts[number] - 1].decode()
            is_free = number not in inside and bool(line.strip())
            found.append((" " * by + line if by > 0 else line[-by:]) if is_free and by else line)
        return tuple(found)


@lru_cache(8)
def parsed(source: str) -> Code | None:
    """The code of a text; None where it is not Python."""
    try:
        return Code(source)
    except (SyntaxError, ValueError):
        return None


def is_tight(node: ast.expr) -> bool:
    """Whether a method can be written behind it without brackets."""
    return isinstance(node, _TIGHT) and not (isinstance(node, ast.Constant) and isinstance(node.value, int | float))


def _end_of_head(node: ast.stmt) -> int:
    body = getattr(node, "body", None)
    return body[0].lineno - 1 if body else node.end_lineno or node.lineno


def last_name(node: ast.AST) -> str:
    """backward of loss.backward, and of loss.backward()."""
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def calls(node: ast.AST, *names: str) -> list[ast.Call]:
    """The calls in the node of a function or method that ends in one of the names; all calls if none is given."""
    found = [one for one in ast.walk(node) if isinstance(one, ast.Call) and (not names or last_name(one) in names)]
    return sorted(found, key=lambda one: (one.end_lineno or 0, one.end_col_offset or 0))


def only(found: list[ast.Call]) -> ast.Call | None:
    return found[0] if len(found) == 1 else None


def attributes(node: ast.AST, *names: str) -> list[ast.Attribute]:
    """The attributes of these names that are read or written in the node, as x.data."""
    return [one for one in ast.walk(node) if isinstance(one, ast.Attribute) and one.attr in names]


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((one.value for one in call.keywords if one.arg == name), None)


def is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def targets(statement: ast.stmt) -> list[ast.expr]:
    """What the statement stores to, one by one: names, attributes, elements."""
    match statement:
        case ast.Assign():
            waiting = list(statement.targets)
        case ast.AugAssign() | ast.AnnAssign() | ast.For():
            waiting = [statement.target]
        case _:
            return []
    found: list[ast.expr] = []
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, ast.Tuple | ast.List):
            waiting = [*one.elts, *waiting]
        else:
            found.append(one.value if isinstance(one, ast.Starred) else one)
    return found


def stored(statement: ast.stmt) -> set[str]:
    """The names, attributes and named elements that the statement binds: loss, self.h, state['h']."""
    return {ast.unparse(one) for one in targets(statement) if _is_place(one)}


def loaded(node: ast.AST) -> set[str]:
    """The names and attributes that are read in the node; what is added to is read too."""
    found = {
        ast.unparse(one) for one in ast.walk(node) if _is_place(one) and isinstance(getattr(one, "ctx", None), ast.Load)
    }
    return found | (stored(node) if isinstance(node, ast.AugAssign) else set())


def _is_place(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    return isinstance(node, ast.Name | ast.Attribute)


def out_of_place(code: Code, statement: ast.stmt) -> Edit | None:
    """`y += x` as `y = y + x`, and `t.mul_(a)` as `t = t.mul(a)`: a new tensor of that name."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name | ast.Attribute):
        name, value = code.text(statement.target), code.text(statement.value)
        right = value if is_tight(statement.value) or isinstance(statement.value, ast.Constant) else f"({value})"
        return code.replace(statement, f"{name} = {name} {_SIGNS[type(statement.op)]} {right}")
    if not (isinstance(statement, ast.Expr) and isinstance(call := statement.value, ast.Call)):
        return None
    function = call.func
    if not isinstance(function, ast.Attribute) or not function.attr.endswith("_") or function.attr.endswith("__"):
        return None
    owner = function.value
    inside = code.text(call)[len(code.text(function)) :]
    plain = function.attr.removesuffix("_")
    if isinstance(owner, ast.Name) and owner.id in ("F", "torch", "functional") and call.args:
        given = call.args[0]
        return code.replace(statement, f"{code.text(given)} = {owner.id}.{plain}{inside}") if _is_name(given) else None
    if not _is_name(owner):
        return None
    if plain in ("zero", "fill", "copy", "uniform", "normal"):  # these have no namesake that makes a new tensor
        return None
    return code.replace(statement, f"{code.text(owner)} = {code.text(owner)}.{plain}{inside}")


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute)
