"""Optimisers that a person wrote: classes in a text of Python, read without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch

from explorer.core.descend.problem import DescendError
from explorer.core.words import QT_TRANSLATE_NOOP

_BROKEN = QT_TRANSLATE_NOOP("DescendError", "{name} cannot be made from {where}: {why}")
_NONE = QT_TRANSLATE_NOOP("DescendError", "There is no subclass of torch.optim.Optimizer in {where}.")
_NO_CLASS = QT_TRANSLATE_NOOP("DescendError", "There is no optimiser {name} in {where}. There are {known}.")
_NO_PYTHON = QT_TRANSLATE_NOOP("DescendError", "{where} is no Python: {why}")

INNER = frozenset({"self", "params", "foreach", "capturable", "differentiable", "fused", "decoupled_weight_decay"})
"""Arguments that are about how a step is computed, not where it goes."""


@dataclass(frozen=True, slots=True)
class Hyper:
    """A hyper-parameter: a number, True or False, two numbers, or one of a few words or None."""

    name: str
    default: Any


@dataclass(frozen=True, slots=True)
class Own:
    """The class `name` in `source`, which is run when it first walks, not before; `where` is its file, or a cell.

    `needed` are hyper-parameters that its signature gives no default. It `steps_alone` where step() can do without a
    closure: then it is called after backward(), as most training loops do.
    """

    name: str
    source: str
    where: str
    hyper: tuple[Hyper, ...] = ()
    needed: tuple[str, ...] = ()
    steps_alone: bool = True

    @property
    def title(self) -> str:
        return self.name

    @property
    def call(self) -> str:
        return self.name

    @property
    def preset(self) -> Mapping[str, Any]:
        """What must be given, since its signature does not."""
        return {one.name: one.default for one in self.hyper if one.name in self.needed}

    def load(self) -> type[torch.optim.Optimizer]:
        """Run the text, once. Raises DescendError, whatever it raises."""
        try:
            found = _run(self.source, self.where)[self.name]
        except Exception as error:  # it is a person's own code
            why = f"{type(error).__name__}: {error}".partition("\n")[0]
            raise DescendError(_BROKEN, name=self.name, where=self.where, why=why) from error
        if not (isinstance(found, type) and issubclass(found, torch.optim.Optimizer)):
            raise DescendError(_NONE, where=self.where)
        return found


def in_file(text: str) -> Own:
    """path/to/file.py:Name. Raises DescendError, and OSError where it cannot be read."""
    path, _, name = text.rpartition(":")
    found = {one.name: one for one in read(Path(path).read_text(encoding="utf-8"), path)}
    if name not in found:
        raise DescendError(_NO_CLASS, name=name, where=path, known=", ".join(found))
    return found[name]


def read(source: str, where: str) -> tuple[Own, ...]:
    """The optimisers in a text of Python, which is not run. Raises DescendError where there is none."""
    try:
        tree = ast.parse(source, where)
    except SyntaxError as error:
        raise DescendError(_NO_PYTHON, where=where, why=error) from error
    classes = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    found = [
        Own(name, source, where, *_signature(node, classes), _steps_alone(node, classes))
        for name, node in _optimisers(classes)
    ]
    if not found:
        raise DescendError(_NONE, where=where)
    return tuple(found)


def _optimisers(classes: Mapping[str, ast.ClassDef]) -> Iterator[tuple[str, ast.ClassDef]]:
    """Those whose line of first bases ends at an optimiser of torch."""
    for name, node in classes.items():
        known: set[str] = set()
        while node.bases and node.name not in known:
            known.add(node.name)
            base = _last_name(node.bases[0])
            if base not in classes:
                if isinstance(getattr(torch.optim, base, None), type):
                    yield name, classes[name]
                break
            node = classes[base]


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _signature(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> tuple[tuple[Hyper, ...], tuple[str, ...]]:
    """The hyper-parameters of its __init__, or of the one that it inherits; and those that have no default."""
    made = next((one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)
    if made is None:
        base = _last_name(node.bases[0])
        if base in classes:
            return _signature(classes[base], classes)
        from explorer.core.descend.optimisers import Optimiser

        return Optimiser(base, getattr(torch.optim, base)).hyper, ()
    arguments = [*made.args.posonlyargs, *made.args.args][2:]
    given = made.args.defaults[-len(arguments) :] if arguments else []
    without: list[ast.expr | None] = [None] * (len(arguments) - len(given))
    pairs = [
        *zip(arguments, [*without, *given], strict=True),
        *zip(made.args.kwonlyargs, made.args.kw_defaults, strict=True),
    ]
    hyper, needed = [], []
    for argument, default in pairs:
        if argument.arg in INNER:
            continue
        value = _value(default)
        if default is None or value is ...:
            value = 0.01 if argument.arg == "lr" else 0.0
            needed.append(argument.arg)
        hyper.append(Hyper(argument.arg, value))
    return tuple(hyper), tuple(needed)


def _steps_alone(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> bool:
    made = next((one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "step"), None)
    if made is not None:
        return len(made.args.args) - len(made.args.defaults) <= 1
    base = classes.get(_last_name(node.bases[0]))
    return base is None or _steps_alone(base, classes)


def _value(node: ast.expr | None) -> Any:
    """A default that is written out; ... for one that is not."""
    try:
        found = ... if node is None else ast.literal_eval(node)
    except ValueError:
        return ...
    return tuple(found) if isinstance(found, list) else found


@lru_cache(maxsize=8)
def _run(source: str, where: str) -> dict[str, Any]:
    space: dict[str, Any] = {"__name__": "own_optimiser", "__file__": where}
    exec(compile(source, where, "exec"), space)
    return space
