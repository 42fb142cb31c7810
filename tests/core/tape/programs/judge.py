"""The judge of what Tape says: programs whose truth is known, written by hand.

A program is one text file in this folder:

    # what goes wrong
    # the public address where people report it
    # tells: a sentence must match this (its cause in plain words)
    # never: no sentence may match this (a false cause, a wrong cure)
    # about: the sentence that tells it stands at this leaf, or names it
    # cure: certain (it must be offered) | none (no single change is right) | either
    # fault: what plain torch shows, see `shown`
    # match: finite (what was NaN or inf need only be finite, all else as in the right program)
    …the program; the lines that must be told end in `# <-`…
    # --- right
    …the right program; several such parts where several programs are right…

or, with `# healthy` in its head, a program about which no trouble may be said. Right means: it runs, and every leaf has
the same gradient and the same value at the end.
"""

import contextlib
import functools
import io
import linecache
import random
import re
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

HERE = Path(__file__).parent
MARK = "# <-"


@dataclass(frozen=True)
class Program:
    name: str
    title: str
    address: str
    source: str
    marks: tuple[int, ...]
    rights: tuple[str, ...]
    healthy: bool
    tells: str | None
    never: str | None
    about: str | None
    cure: str
    fault: str
    match: str | None


@dataclass(frozen=True)
class Run:
    """What a program left behind: its leaves by name (aliases too), and what it raised."""

    leaves: dict[str, torch.Tensor]
    error: str


@dataclass(frozen=True)
class Verdict:
    program: Program
    failed: tuple[str, ...]
    told: tuple[str, ...]


def read(path: Path) -> Program:
    first, *rights = re.split(r"^# --- right\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = first.splitlines()
    size = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    head, body = lines[:size], lines[size:]
    said = dict(match.groups() for line in head[2:] if (match := re.fullmatch(r"# (\w+)(?:: (.*))?", line)))
    marks = tuple(number for number, line in enumerate(body, 1) if line.endswith(MARK))
    source = "\n".join(line.removesuffix(MARK).rstrip() for line in body) + "\n"
    return Program(
        name=path.stem,
        title=head[0].removeprefix("# "),
        address=head[1].removeprefix("# "),
        source=source,
        marks=marks,
        rights=tuple(rights),
        healthy="healthy" in said,
        tells=said.get("tells"),
        never=said.get("never"),
        about=said.get("about"),
        cure=said.get("cure", "either"),
        fault=said.get("fault", ""),
        match=said.get("match"),
    )


PROGRAMS = tuple(read(path) for path in sorted(HERE.glob("*.txt")))


# Running


@contextlib.contextmanager
def as_new() -> Iterator[None]:
    """The same random numbers and the same settings of torch for every program, whatever the last one left on."""
    dtype, argv = torch.get_default_dtype(), sys.argv
    torch.set_grad_enabled(True)
    torch.manual_seed(0)
    random.seed(0)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(0)
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            torch.set_grad_enabled(True)
            torch.set_anomaly_enabled(False)
            torch.set_default_dtype(dtype)
            sys.argv = argv


def execute(source: str, file: str, recorded: bool = False) -> tuple[Run, Any]:
    namespace: dict[str, Any] = {"__name__": "__main__", "__file__": file}
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    error, tape = "", None
    with as_new():
        try:
            if recorded:
                import explorer

                with explorer.record() as tape:
                    exec(compile(source, file, "exec"), namespace)
            else:
                exec(compile(source, file, "exec"), namespace)
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
            if isinstance(raised, Warning):  # all are ignored here: somebody else has changed the filters meanwhile
                error += f" {warnings.filters[:2]} {threading.enumerate()}"
    return Run(dict(leaves(namespace)), error), tape


def canonical(name: str) -> str:
    """`params[0]`, `params["a"]` and `params.a` are one way to say it."""
    return re.sub(r"""\[["']?([^\]"']+)["']?\]""", r".\1", name)


def leaves(namespace: dict[str, Any]) -> Iterator[tuple[str, torch.Tensor]]:
    """Every leaf that requires grad, and every tensor that keeps its grad, by each name it can be reached."""
    found: set[int] = set()

    def walk(name: str, value: Any, depth: int) -> Iterator[tuple[str, torch.Tensor]]:
        if isinstance(value, torch.Tensor):
            if (value.is_leaf and value.requires_grad) or value.retains_grad:
                yield name, value
            return
        if isinstance(value, torch.nn.Module):
            for part, parameter in value.named_parameters(remove_duplicate=False):
                yield from walk(f"{name}.{part}", parameter, depth)
        if depth == 0 or isinstance(value, type | torch.optim.Optimizer) or id(value) in found:
            return
        if isinstance(value, torch.nn.Module):
            items: list[tuple[Any, Any]] = [(k, v) for k, v in vars(value).items() if not k.startswith("_")]
            items += [(k, m) for k, m in value.named_modules() if k and type(m).__module__ == "__main__"]
        elif isinstance(value, dict):
            items = list(value.items())
        elif isinstance(value, list | tuple):
            items = list(enumerate(value))
        elif type(value).__module__ == "__main__" and hasattr(value, "__dict__"):
            items = list(vars(value).items())
        else:
            return
        found.add(id(value))
        for key, inner in items:
            yield from walk(f"{name}.{key}", inner, depth - 1)

    for name, value in list(namespace.items()):
        if not name.startswith("__"):
            yield from walk(name, value, 4)


# Comparing


def near(a: torch.Tensor | None, b: torch.Tensor | None) -> bool:
    if a is None or b is None:
        return a is b
    a, b = a.detach(), b.detach()
    if a.is_sparse or b.is_sparse:
        a, b = a.to_dense(), b.to_dense()
    return a.shape == b.shape and bool(torch.allclose(a.cdouble(), b.cdouble(), rtol=1e-4, atol=1e-6))


def finite(grad: torch.Tensor | None) -> bool:
    return grad is not None and bool(torch.isfinite(grad.to_dense() if grad.is_sparse else grad).all())


def differs(run: Run, right: Run, wrong: Run | None = None) -> str:
    """Where a run is not as the right one, or "". With `wrong`, what was not finite in that need only be finite."""
    if run.error:
        return f"raises {run.error}"
    for name, theirs in right.leaves.items():
        ours = run.leaves.get(name)
        if ours is None:
            return f"{name} is not there"
        if wrong is not None and (before := wrong.leaves.get(name)) is not None and not finite(before.grad):
            if not finite(ours.grad):
                return f"{name}.grad is not finite"
            good = torch.isfinite(before.grad) if before.grad is not None else torch.zeros_like(ours, dtype=torch.bool)
            if not near(ours.grad[good], theirs.grad[good]):  # type: ignore[index]
                return f"{name}.grad"
            continue
        if not near(ours.grad, theirs.grad):
            return f"{name}.grad"
        if wrong is None and not near(ours, theirs):
            return f"{name} itself"
    return ""


def shown(program: Program, run: Run) -> str:
    """Does plain torch show the fault? `raises REGEX`, `none a, b`, `zero a`, `nan a` (not finite), `differs`."""
    kind, _, rest = program.fault.partition(" ")
    if kind == "raises":
        return "" if run.error and re.search(rest, run.error) else f"raises {run.error or 'nothing'}"
    if run.error:
        return f"raises {run.error}"
    if kind == "differs":
        return ""  # held against the right programs by `truth`
    for name in rest.split(", "):
        if (leaf := run.leaves.get(canonical(name))) is None:
            if kind == "none":  # a name that holds no leaf
                continue
            return f"{name} is no leaf"
        grad = leaf.grad
        there = {
            "none": grad is None,
            "zero": grad is not None and not (grad.to_dense() if grad.is_sparse else grad).any(),
            "nan": grad is not None and not finite(grad),
        }[kind]
        if not there:
            return f"{name}.grad is {grad}"
    return ""


# Judging


def truth(program: Program, folder: Path) -> tuple[str, ...]:
    """What is wrong with the program file itself, without any diagnosis."""
    file = str(folder / f"{program.name}.py")
    wrong, _ = execute(program.source, file)
    if program.healthy:
        faults = [wrong.error] if wrong.error else []
        return tuple(
            faults
            + [f"{n}.grad" for n, leaf in wrong.leaves.items() if leaf.grad is not None and not finite(leaf.grad)]
        )
    faults = [shown(program, wrong)]
    if not program.rights:
        faults.append("no right program")
    for right in program.rights:
        run, _ = execute(right, file)
        if run.error:
            faults.append(f"the right program raises {run.error}")
        elif not differs(wrong, run):
            faults.append("the right program is no other")
        elif not all(finite(leaf.grad) for leaf in run.leaves.values() if leaf.grad is not None):
            faults.append("the right program is not finite")
    return tuple(fault for fault in faults if fault)


def judge(program: Program, folder: Path) -> Verdict:
    file = str(folder / f"{program.name}.py")
    Path(file).write_text(program.source, encoding="utf-8")
    plain, _ = execute(program.source, file)
    run, tape = execute(program.source, file, recorded=True)
    failed = []
    if run.error != plain.error:
        failed.append(f"recorded it raises {run.error or 'nothing'}, alone {plain.error or 'nothing'}")
    troubles = tuple(tape.troubles)
    rows = tuple(tape.leaves)
    sentences = [(t.text, t.lines, None) for t in troubles] + [(r.why, r.lines, r.name) for r in rows if r.why]
    told = tuple(f"{name + ': ' if name else ''}{text}" for text, _, name in sentences)
    failed += wrong_rows(rows, plain)
    if program.healthy:
        return Verdict(program, tuple(failed + ([f"{len(troubles)} troubles said"] if troubles else [])), told)

    matching = [s for s in sentences if re.search(program.tells or "", s[0], re.IGNORECASE)]
    if not matching:
        failed.append("tells")
    # The program's own lines are quoted in what is told; what they say is not said of them.
    own = [line.strip() for line in program.source.splitlines() if line.strip()]
    said = [functools.reduce(lambda text, line: text.replace(f"({line})", ""), own, text) for text, _, _ in sentences]
    if program.never and any(re.search(program.never, text, re.IGNORECASE) for text in said):
        failed.append("never")
    if program.about:
        about = canonical(program.about)
        matching = [s for s in matching if (s[2] and same_name(s[2], about)) or names(s[0], about)]
        if not matching and "tells" not in failed:
            failed.append("about")
    lines = {line.number for _, where, _ in matching for line in where if line.file == file}
    if missing := sorted(set(program.marks) - lines):
        failed.append(f"lines {missing}")

    cures = [t.cure for t in troubles if t.cure is not None]
    if program.cure == "certain" and not cures:
        failed.append("cure not offered")
    if program.cure == "none" and cures:
        failed.append("cure offered where none is certain")
    rights = [execute(right, file)[0] for right in program.rights]
    for cure in dict.fromkeys(cures):
        cured, _ = execute(cure, file)
        wrong = plain if program.match == "finite" else None
        ways = [differs(cured, right, wrong) for right in rights]
        if all(ways):
            failed.append(f"cure: {ways[0]}")
    return Verdict(program, tuple(failed), told)


def same_name(row: str, about: str) -> bool:
    return canonical(row) == about


def names(text: str, about: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(about)}(?![\w])", canonical(text)) is not None


def wrong_rows(rows: tuple[Any, ...], plain: Run) -> list[str]:
    """Every leaf of the namespace has a row, under one of its names, with the gradient that it has."""
    by_name = {canonical(row.name): row for row in rows}
    aliases: dict[int, list[str]] = {}
    for name, leaf in plain.leaves.items():
        aliases.setdefault(id(leaf), []).append(name)
    faults = []
    for known in aliases.values():
        leaf = plain.leaves[known[0]]
        if not leaf.is_leaf:
            continue
        row = next((by_name[name] for name in known if name in by_name), None)
        if row is None:
            faults.append(f"no row {known[0]}")
        elif tuple(row.shape) != tuple(leaf.shape):
            faults.append(f"row {row.name}: shape {tuple(row.shape)}")
        elif (row.grad is None) != (leaf.grad is None):
            faults.append(f"row {row.name}: grad {row.grad}")
        elif leaf.grad is not None:
            norm = (leaf.grad.to_dense() if leaf.grad.is_sparse else leaf.grad).cdouble().abs().square().sum().sqrt()
            said = torch.tensor(float(row.grad), dtype=torch.double)
            if not torch.allclose(norm, said, rtol=1e-3, atol=1e-6, equal_nan=True):
                faults.append(f"row {row.name}: grad {row.grad} is {norm.item()}")
    return faults


def main(arguments: list[str]) -> int:
    """Print one line a program. `--truth`: only whether the programs are what their heads claim, no diagnosis."""
    only_truth = "--truth" in arguments
    wanted = [a for a in arguments if not a.startswith("--")]
    chosen = [p for p in PROGRAMS if not wanted or any(p.name.startswith(w) for w in wanted)]
    good = 0
    with tempfile.TemporaryDirectory() as folder:
        for program in chosen:
            failed: tuple[str, ...]
            told: tuple[str, ...] = ()
            if only_truth:
                failed = truth(program, Path(folder))
            else:
                try:
                    verdict = judge(program, Path(folder))
                    failed, told = verdict.failed, verdict.told
                except Exception as error:  # the diagnosis itself broke: that, too, is a finding
                    failed = (f"{type(error).__name__}: {error}",)
            good += not failed
            print(f"{program.name}: {'; '.join(failed) or 'ok'}")
            if failed or (program.healthy and "--whys" in arguments):
                for text in told:
                    print(f"    · {' '.join(text.split())}")
    print(f"{good} of {len(chosen)}")
    return 0 if good == len(chosen) else 1
