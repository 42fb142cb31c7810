"""The command line: the window, and the commands that need none."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from explorer.core.expression import parse
from explorer.core.words import ExplainedError

if TYPE_CHECKING:
    from explorer.core.explore.state import State
    from explorer.core.tape.tape import Tape
    from explorer.core.words import Sentence

T = TypeVar("T")

DONE, WRONG_INPUT, WRONG_USAGE = 0, 1, 2
COMMANDS = ("sample", "plot", "check", "tape", "descend", "open")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit code: 0 done, 1 the input was wrong, 2 wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given and given[0] in COMMANDS:
            place = given.index("--") if given[0] == "tape" and "--" in given else len(given)
            options = _parser().parse_args(given[:place])
            options.arguments = given[place + 1 :]
            run = {
                "sample": _sample, "plot": _plot, "check": _check, "tape": _tape, "descend": _descend, "open": _open,
            }  # fmt: skip
            return run[options.command](options)
        if given and given[0].startswith("-") and given[0] in ("-h", "--help", "--version"):
            _parser().parse_args(given)
        if len(given) > 1:
            _parser().error(f"one function at most, not {len(given)}: put an expression with spaces in quotes")
        return _window(given[0] if given else None)
    except SystemExit as end:  # argparse has said why
        return end.code if isinstance(end.code, int) else WRONG_USAGE
    except ExplainedError as error:
        return _complain(error.message)
    except BrokenPipeError:  # `| head` has read enough
        _leave_pipe()
        return DONE
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))


def _parser() -> argparse.ArgumentParser:
    from explorer import __version__

    parser = argparse.ArgumentParser(
        prog="derivative-explorer",
        description="See automatic differentiation happen. Without a command: opens the window, on a function if one "
        "is given (an expression, or path/to/file.py:function), or on a notebook (.ipynb) or a recording (.tape).",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("expression", metavar="EXPR", help='a function of x, such as "a sin(b x)"')
    shared.add_argument(
        "--range",
        nargs=2,
        metavar=("LO", "HI"),
        required=True,
        help="the ends of x; 2pi and -pi/2 are understood",
    )
    shared.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="the value of a parameter")
    curves = argparse.ArgumentParser(add_help=False)
    curves.add_argument("--samples", type=int, default=1000, metavar="N")
    curves.add_argument("--order", type=int, default=1, metavar="K", help="the highest derivative, 0 to 4")
    curves.add_argument("--dtype", choices=("float32", "float64"), default="float32")
    sample = commands.add_parser("sample", parents=[shared, curves], help="print x, f and its derivatives")
    sample.add_argument("--format", choices=("csv", "json"), default="csv")
    sample.add_argument("--marks", action="store_true", help="print the zeros, extrema, poles, … instead")
    plot = commands.add_parser("plot", parents=[shared, curves], help="draw f and its derivatives")
    plot.add_argument("-o", "--output", required=True, type=Path, metavar="FIGURE", help=".png, .svg or .pdf")
    check = commands.add_parser("check", parents=[shared], help="is autograd's df/dx true? Asks four witnesses")
    check.add_argument("--dtype", choices=("float32", "float64"), default="float64")
    check.add_argument(
        "--order", type=int, default=1, metavar="K", help="the highest derivative that is checked, 1 to 4"
    )
    check.add_argument("--format", choices=("text", "json"), default="text")
    tape = commands.add_parser(
        "tape",
        usage="%(prog)s FILE [--timeout S] [--graph] [--format text|json] [-o GRAPH] [-- ARGUMENTS]",
        help="run PyTorch code as Python would, and tell what autograd recorded",
        epilog="What follows -- goes to the program. The exit code is the program's; 124 if its time was over.",
    )
    tape.add_argument("file", type=Path, metavar="FILE", help=".py (cells begin with # %%%%) or .ipynb; it is executed")
    tape.add_argument("--timeout", type=_seconds, metavar="S", help="interrupt the program after so many seconds")
    tape.add_argument("--graph", action="store_true", help="list the nodes of the graph too")
    tape.add_argument("--format", choices=("text", "json"), default="text")
    tape.add_argument(
        "-o", "--output", type=Path, metavar="GRAPH", help="the graph: .png, .svg or .html, or .tape for all"
    )
    opening = commands.add_parser("open", help="open the window on a file; nothing of it is run")
    opening.add_argument("file", metavar="FILE", help="a recording (.tape), a notebook (.ipynb) or a script (.py)")
    descend = commands.add_parser("descend", help="walk down a curve or a surface with torch.optim")
    descend.add_argument("expression", metavar="EXPR", help='in x, or in x and y: "x*y + y^2"; or a name: Rosenbrock')
    descend.add_argument("--start", nargs="+", required=True, metavar="X", help="where the walk starts: X, or X Y")
    descend.add_argument("--optimizer", default="sgd", metavar="NAME", help="sgd, momentum, adam, lbfgs, …")
    descend.add_argument("--lr", metavar="RATE", help="the learning rate; torch's default if not given")
    descend.add_argument("--steps", type=int, default=100, metavar="N")
    descend.add_argument("--no-zero-grad", action="store_true", help="forget zero_grad(): gradients add up")
    descend.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="the value of a parameter")
    descend.add_argument(
        "--rates", nargs=2, metavar=("LO", "HI"), help="try learning rates from LO to HI, and print where each ends"
    )
    descend.add_argument("--optimizers", metavar="NAMES", help="those that are tried, with commas between")
    descend.add_argument("--verdict", action="store_true", help="print what became of the walk instead of its path")
    descend.add_argument("--format", choices=("csv", "json"), default="csv")
    # A range such as -1 1 must not be taken for options.
    for command in (sample, plot, check, descend):
        command._negative_number_matcher = _Negative()  # type: ignore[assignment]
    return parser


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise ValueError
    return value


class _Negative:
    """What argparse asks whether an argument that begins with - and is no option is a value: -1, -2π, -x^2."""

    @staticmethod
    def match(text: str) -> bool:
        return len(text) > 1 and not text.startswith("--")


def _state(options: argparse.Namespace) -> State:
    """The State that the options of a command describe."""
    from dataclasses import replace

    from explorer.core.explore import state as states
    from explorer.core.explore.sample import as_dtype, check_parameters, check_range

    expression = parse(options.expression)
    lo, hi = (_number(text) for text in options.range)
    check_range(lo, hi, as_dtype(options.dtype))
    values = dict(_assignment(text) for text in options.set)
    check_parameters(expression, values)
    state = states.of_function(expression, (lo, hi))
    given = {name: value for name, value in vars(options).items() if name in ("samples", "order", "dtype")}
    state = replace(state, **given)
    for name, value in values.items():
        state = states.with_parameter(state, name, value=value)
    return state


def _number(text: str) -> float:
    from explorer.core.expression.number import number

    value = number(text)
    if value is None:
        raise SystemExit(_usage(f"{text!r} is not a number"))
    return value


def _assignment(text: str) -> tuple[str, float]:
    name, equals, value = text.partition("=")
    if not equals:
        raise SystemExit(_usage(f"--set takes NAME=VALUE, not {text!r}"))
    return name.strip(), _number(value)


def _sample(options: argparse.Namespace) -> int:
    from explorer.core.explore import export
    from explorer.core.explore.notices import notices

    state = _state(options)
    if options.marks:
        from explorer.core.explore.marks.certify import certify

        found = certify(state.function, state.range, state.values)
        print(
            export.marks_to_json(found.marks) if options.format == "json" else export.marks_to_csv(found.marks).rstrip()
        )
        sys.stderr.write(export.crowd_to_text(found))
        return DONE
    curve = export.sampled(state)
    _note(notices(curve, state.function, state.values))
    return _table(options, curve, export.to_json, export.csv)


def _plot(options: argparse.Namespace) -> int:
    if options.output.suffix.lower() not in (".png", ".svg", ".pdf"):
        return _usage(f"{options.output} must end in .png, .svg or .pdf")
    state = _state(options)
    _headless()
    from explorer.ui.explore.figure import draw
    from explorer.ui.kit import figure

    drawn = draw(state)
    figure.save(drawn, options.output)
    _note(drawn.notices)
    return DONE


def _note(notices: Iterable[Sentence]) -> None:
    """What the numbers cannot show, on stderr, where it is in nobody's way."""
    for notice in notices:
        print(f"note: {notice}", file=sys.stderr)


def _table(
    options: argparse.Namespace, found: T, to_json: Callable[[T], str], to_csv: Callable[[T], Iterable[str]]
) -> int:
    """Print it in the format that is asked for."""
    if options.format == "json":
        print(to_json(found))
    else:
        sys.stdout.writelines(to_csv(found))
        sys.stdout.flush()
    return DONE


def _headless() -> None:
    """An application that draws without a display, and leaves the person's settings alone."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["DERIVATIVE_EXPLORER_FRESH"] = "1"
    from explorer.app import application

    application()


def _check(options: argparse.Namespace) -> int:
    from explorer.core.explore import export
    from explorer.core.explore.check import check

    state = _state(options)
    found = check(state.function, state.range, parameters=state.values, dtype=state.dtype, order=state.order)
    print(export.check_to_json(found) if options.format == "json" else export.check_to_text(found))
    return DONE


def _tape(options: argparse.Namespace) -> int:
    """The exit code is the program's own."""
    if options.output is not None and options.output.suffix.lower() not in (".png", ".svg", ".html", ".tape"):
        return _usage(f"{options.output} must end in .png, .svg, .html or .tape")
    from explorer.core.tape.program import run_file
    from explorer.core.tape.reading.track import track
    from explorer.core.tape.report import report
    from explorer.core.tape.run import as_json

    is_json = options.format == "json"
    results, tape, code, trouble = run_file(options.file, options.arguments, timeout=options.timeout, captured=is_json)
    if trouble is not None:
        _complain(str(trouble))
    if options.output is not None:
        _draw(tape, options.output)
    if is_json:
        _print(as_json(results, tape, options.graph))
    else:
        _print(report(track(tape), results, options.graph))
    return code


def _draw(tape: Tape, path: Path) -> None:
    if path.suffix.lower() == ".tape":
        tape.save(path)
    elif path.suffix.lower() == ".html":
        tape.html(path)
    else:
        _headless()
        from explorer.ui.tape import figure

        if not figure.save(tape, path):
            print(
                f"note: the text in {path} is too small to be read; -o {path.with_suffix('.html')} unfolds by level",
                file=sys.stderr,
            )


def _print(text: str) -> None:
    """On whatever stdout is: a terminal of few characters, a pipe whose reader has had enough."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        print(text, flush=True)
    except BrokenPipeError:
        _leave_pipe()


def _descend(options: argparse.Namespace) -> int:
    from explorer.api import descend
    from explorer.core.descend import export

    if len(options.start) > 2:
        return _usage("--start takes one number or two")
    if options.rates is not None:
        return _rates(options)
    hyper: dict[str, Any] = {} if options.lr is None else {"lr": _number(options.lr)}
    found = descend(
        options.expression,
        [_number(text) for text in options.start],
        optimizer=options.optimizer,
        steps=options.steps,
        zero_grad=not options.no_zero_grad,
        parameters=dict(_assignment(text) for text in options.set),
        **hyper,
    )
    if options.verdict:
        print(export.verdict_to_json(found) if options.format == "json" else found.verdict.text)
        return DONE
    return _table(options, found, export.to_json, export.to_csv)


def _rates(options: argparse.Namespace) -> int:
    """Where walks end, by optimiser and learning rate."""
    from explorer.core.descend import export
    from explorer.core.descend.optimisers import chosen
    from explorer.core.descend.rates import trials
    from explorer.core.descend.run import Plan
    from explorer.core.descend.surfaces import chosen as problem_of

    start = tuple(_number(text) for text in options.start)
    values = dict(_assignment(text) for text in options.set)
    wanted = problem_of(options.expression, start, values)
    plan = Plan(wanted, start, steps=options.steps, zero_grad=not options.no_zero_grad)
    names = [chosen(name.strip()) for name in (options.optimizers or options.optimizer).split(",")]
    found = trials(plan, names, (_number(options.rates[0]), _number(options.rates[1])))
    return _table(options, found, export.trials_to_json, export.trials_to_csv)


def _open(options: argparse.Namespace) -> int:
    """The window on a file."""
    path = Path(options.file)
    if path.suffix not in (".tape", ".ipynb", ".py"):
        return _usage(f"{path} must end in .tape, .ipynb or .py")
    if path.suffix == ".tape":
        from explorer.core.tape.tape_file import read

        read(path)  # what is wrong with it is said here, and not in a window
    return _window(options.file, is_file=True)


def _window(what: str | None, is_file: bool = False) -> int:
    from explorer.display import missing_display

    notebook = Path(what) if what is not None and (is_file or what.endswith((".ipynb", ".tape"))) else None
    if notebook is not None and not notebook.is_file():
        raise FileNotFoundError(2, "no such file", what)
    state = _opened(what) if what is not None and notebook is None else None
    missing = missing_display()
    if missing is not None:
        print(f"derivative-explorer: {missing}", file=sys.stderr)
        return WRONG_USAGE
    from explorer.app import run

    return run(state, notebook)


def _opened(what: str) -> State:
    """The State for an expression or a file.py:function; nothing of the file is run yet."""
    from explorer.core.explore import state as states
    from explorer.core.python_function import of_file

    path, colon, name = what.rpartition(":")
    if colon and path.endswith(".py") and name.isidentifier():
        if not Path(path).is_file():
            raise FileNotFoundError(2, "no such file", path)
        return states.of_function(of_file(Path(path).resolve(), name))
    return states.of_function(parse(what))


def _leave_pipe() -> None:
    """What is still to be written when this process ends goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(sentence: str) -> int:
    print(f"derivative-explorer: {' '.join(sentence.split())}", file=sys.stderr)
    return WRONG_INPUT


def _usage(sentence: str) -> int:
    print(f"derivative-explorer: {sentence}", file=sys.stderr)
    return WRONG_USAGE
