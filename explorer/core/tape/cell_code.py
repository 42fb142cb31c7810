"""Runs the code of one cell in a namespace, as IPython would. No torch: who runs cells may import it in one of them."""

from __future__ import annotations
import __future__

import ast
import linecache
from typing import Any, NamedTuple

FILE = "<cell {number}>"
"""What a cell's code has for a file, in tracebacks."""

LABEL = "In [{number}]"
"""What it has for one in a recording."""

_MAGIC = ("%", "!", "?")
"""What lines of IPython's own begin with."""

_FUTURES = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


class Outcome(NamedTuple):
    """The value of a cell's last line, as IPython would show it, or what it raised; `futures` are the compiler's flags
    that it and the cells before have asked for.
    """

    result: str = ""
    error: BaseException | None = None
    futures: int = 0


def execute(number: int, source: str, namespace: dict[str, Any], futures: int = 0) -> Outcome:
    """This executes the code. Whatever it raises is in the Outcome."""
    file = FILE.format(number=number)
    linecache.cache[file] = len(source), None, [line + "\n" for line in source.splitlines()], file
    try:
        tree = _parse(source, file)
    except (SyntaxError, ValueError) as error:  # a traceback of it would be of Python's parser
        return Outcome("", error.with_traceback(None), futures)
    value: Any = None
    try:
        last = tree.body[-1] if tree.body else None
        shown = not source.rstrip().endswith(";") and isinstance(last, ast.Expr)
        if isinstance(last, ast.Expr) and shown:
            tree.body.pop()
        code = compile(tree, file, "exec", futures, dont_inherit=True)
        futures |= code.co_flags & _FUTURES
        exec(code, namespace)
        if isinstance(last, ast.Expr) and shown:
            value = eval(compile(ast.Expression(last.value), file, "eval", futures, dont_inherit=True), namespace)
        return Outcome("" if value is None else repr(value), None, futures)
    except BaseException as error:
        return Outcome("", error, futures)


def told(error: BaseException | None) -> str:
    """In one line; nothing if there is none."""
    if error is None:
        return ""
    if isinstance(error, SyntaxError):
        return f"SyntaxError: {error.msg} (line {error.lineno})"
    return f"{type(error).__name__}: {error}"


def _parse(source: str, file: str) -> ast.Module:
    """As Python; if it is none, without the lines that are IPython's own and have no meaning here."""
    try:
        return ast.parse(source, file)
    except SyntaxError:
        lines = source.splitlines()
        # Each becomes another statement, so that the numbers of the lines stay.
        plain = [_without_magic(line) for line in lines]
        if plain == lines:
            raise
        return ast.parse("\n".join(plain), file)


def _without_magic(line: str) -> str:
    code = line.lstrip()
    return line[: len(line) - len(code)] + "pass" if code.startswith(_MAGIC) else line
