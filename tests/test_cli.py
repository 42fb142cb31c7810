"""The command line: its numbers, its figures, its exit codes, and one clear line for what is wrong."""

import csv
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zlib
from math import cos, pi, sin
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtSvg import QSvgRenderer

from explorer.cli import main

ROOT = Path(__file__).resolve().parents[1]
BLUE, VERMILLION = "#0072b2", "#d55e00"


@pytest.fixture
def run(capsys, qapp):
    """Run a command in this process: exit code, stdout, stderr."""

    def command(*arguments):
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return command


def program(*arguments, **environment):
    """Run `python main.py` as a person without any display does."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    command = [sys.executable, "main.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=kept | environment, check=False, timeout=60
    )


def columns(text):
    header, *rows = csv.reader(text.splitlines())
    return dict(zip(header, zip(*[map(float, row) for row in rows], strict=True), strict=True))


def test_the_command_of_the_contract():
    done = program("sample", "sin(x)", "--range", "0", "10", "--samples", "101", "--order", "2", "--dtype", "float64")
    assert (done.returncode, done.stderr) == (0, "")
    table = columns(done.stdout)
    assert list(table) == ["x", "f", "d1", "d2"]
    assert table["x"] == pytest.approx([place / 10 for place in range(101)], abs=1e-12)
    for name, truth in (("f", sin), ("d1", cos), ("d2", lambda x: -sin(x))):
        assert table[name] == pytest.approx([truth(x) for x in table["x"]], abs=1e-12)


def test_json_holds_the_same_numbers(run):
    command = ("sample", "a/x", "--range", "-1", "1", "--samples", "3", "--set", "a=2")
    code, out, err = run(*command, "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out) == {"x": [-1, 0, 1], "f": [-2, None, 2], "d1": [-2, None, -2]}
    assert columns(run(*command)[1])["f"] == (-2, float("inf"), 2)


def test_defaults(run):
    table = columns(run("sample", "x^2", "--range", "0", "1")[1])
    assert list(table) == ["x", "f", "d1"]
    assert len(table["x"]) == 1000


@pytest.mark.parametrize(
    ("lo", "hi", "numbers"),
    [
        ("-1", "1", (-1, 1)),
        ("-2pi", "2pi", (-2 * pi, 2 * pi)),
        ("-2π", "-π", (-2 * pi, -pi)),
        ("-pi/2", "pi/2", (-pi / 2, pi / 2)),
        ("-.5", "-1e-3", (-0.5, -1e-3)),
        ("-tau", "0", (-2 * pi, 0)),
        ("-e", "e", (-2.718281828459045, 2.718281828459045)),
        ("-2^0.5", "2^0.5", (-(2**0.5), 2**0.5)),
        ("-1e300", "1e300", (-1e300, 1e300)),
        ("0", "1e-300", (0, 1e-300)),
    ],
)
def test_ends_of_the_range(run, lo, hi, numbers):
    for first in (("x", "--range", lo, hi), ("--range", lo, hi, "x")):
        code, out, err = run("sample", *first, "--samples", "2", "--dtype", "float64")
        assert (code, err) == (0, "")
        assert columns(out)["x"] == pytest.approx(numbers, rel=1e-15)


@pytest.mark.parametrize("expression", ["-x^2", "-sin(x)", "-2x", "- x", "-|x|", "−x"])
def test_an_expression_may_begin_with_minus(run, expression):
    code, out, err = run("sample", expression, "--range", "1", "2", "--samples", "2")
    assert (code, err) == (0, "")
    assert columns(out)["f"][0] < 0


def test_parameters(run):
    code, out, _ = run("sample", "a x + b", "--range", "0", "1", "--samples", "2", "--set", "a=-2", "--set", "b=pi")
    assert code == 0
    assert columns(out)["f"] == pytest.approx((pi, pi - 2))


SAMPLE = ("sample", "sin(x)", "--range", "0", "1")
WRONG_INPUT = [
    (("sample", "sine(x)", "--range", "0", "1"), "Did you mean sin?"),
    (("sample", "", "--range", "0", "1"), "Type a function"),
    (("sample", "sin(x", "--range", "0", "1"), "never closed"),
    (("sample", "__import__('os')", "--range", "0", "1"), ""),
    (("sample", "9**9**9**9", "--range", "0", "1"), ""),
    (("sample", "(" * 10_000, "--range", "0", "1"), ""),
    (("sample", "x\n+\n+", "--range", "0", "1"), ""),
    (("sample", "sin(x)", "--range", "1", "0"), "1 is not below 0"),
    (("sample", "sin(x)", "--range", "1", "1"), "empty"),
    (("sample", "sin(x)", "--range", "-1e300", "1e300"), "float32 cannot hold"),
    (("sample", "sin(x)", "--range", "0", "1e-300"), "the same number"),
    (("sample", "a sin(x)", "--range", "0", "1"), "parameter a has no value"),
    ((*SAMPLE, "--set", "b=1"), "no parameter b"),
    ((*SAMPLE, "--set", "x=1"), "no parameter x"),
    ((*SAMPLE, "--samples", "1"), "2 to 10,000,000"),
    ((*SAMPLE, "--samples", "-7"), "2 to 10,000,000"),
    ((*SAMPLE, "--samples", "10000001"), "2 to 10,000,000"),
    ((*SAMPLE, "--order", "5"), "0 to 4"),
    ((*SAMPLE, "--order", "-1"), "0 to 4"),
    (("plot", "sine(x)", "--range", "0", "1", "-o", "figure.png"), "Did you mean sin?"),
    (("plot", "sin(x)", "--range", "1", "0", "-o", "figure.png"), "1 is not below 0"),
    (("plot", "sin(x)", "--range", "0", "1", "-o", "/no/such/folder/figure.png"), "/no/such/folder"),
    (("plot", "sin(x)", "--range", "0", "1", "-o", "/proc/figure.svg"), "/proc/figure.svg"),
    (("sine(x)",), "Did you mean sin?"),
    (("sin(x",), "never closed"),
    (("no_such_file.py:f",), "no_such_file.py"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG_INPUT, ids=lambda value: " ".join(value)[:40] or "any")
def test_wrong_input_is_told_in_one_line(run, arguments, words):
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert re.fullmatch(r"derivative-explorer: [^\n]+\n", err)
    assert words in err
    assert len(err) < 300


WRONG_USAGE = [
    ("sample", "sin(x)"),
    ("sample", "--range", "0", "1"),
    ("sample", "sin(x)", "cos(x)", "--range", "0", "1"),
    ("sample", "sin(x)", "--range", "0"),
    ("sample", "sin(x)", "--range", "a", "b"),
    ("sample", "sin(x)", "--range", "0", "nan"),
    (*SAMPLE, "--samples", "many"),
    (*SAMPLE, "--order", "1.5"),
    (*SAMPLE, "--dtype", "float16"),
    (*SAMPLE, "--format", "xml"),
    (*SAMPLE, "--set", "a"),
    (*SAMPLE, "--set", "a=b"),
    (*SAMPLE, "--no-such-option"),
    ("plot", "sin(x)", "--range", "0", "1"),
    ("plot", "sin(x)", "--range", "0", "1", "-o", "figure.bmp"),
    ("plot", "sin(x)", "--range", "0", "1", "-o", "figure"),
    ("sin(x)", "cos(x)"),
]


@pytest.mark.parametrize("arguments", WRONG_USAGE, ids=" ".join)
def test_wrong_usage(run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "derivative-explorer" in err and "Traceback" not in err


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("sample", "--help"), ("plot", "-h"), ("--version",)])
def test_help(run, arguments):
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    assert "derivative-explorer" in out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "display"),
        (("sin(x)",), 2, "display"),
        (("sine(x)",), 1, "Did you mean sin?"),
        (("sample", "sin(x)", "--range", "1", "0"), 1, "not below"),
    ],
)
def test_without_a_display_a_person_gets_one_line(arguments, code, words):
    done = program(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_x_server_that_does_not_answer_is_told_in_one_line():
    done = program(DISPLAY=":987654")
    assert done.returncode == 2
    assert "':987654'" in done.stderr and done.stderr.count("\n") == 1


def test_a_reader_that_has_enough(tmp_path):
    """As in `… | head -1`: no traceback, no complaint."""
    with subprocess.Popen(
        [sys.executable, "main.py", "sample", "sin(x)", "--range", "0", "1", "--samples", "500000"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stdout.readline() == "x,f,d1\n"
        child.stdout.close()
        assert child.stderr.read() == ""
        assert child.wait(60) == 0


def plot(run, path, expression="sin(x)", *more):
    code, out, err = run("plot", expression, "--range", "-2pi", "2pi", "-o", path, *more)
    assert (code, out) == (0, "")
    assert all(line.startswith("note: ") for line in err.splitlines())
    return path


def colours(picture):
    """How many pixels of each colour a QImage has."""
    found = {}
    for y in range(0, picture.height(), 2):
        for x in range(0, picture.width(), 2):
            name = picture.pixelColor(x, y).name()
            found[name] = found.get(name, 0) + 1
    return found


@pytest.mark.parametrize("name", ["figure.png", "figure.PNG"])
def test_a_png(run, tmp_path, name):
    path = plot(run, tmp_path / name)
    assert bytes(QImageReader.imageFormat(str(path))) == b"png"
    picture = QImage(str(path))
    assert (picture.width(), picture.height()) == (2000, 1200)
    found = colours(picture)
    assert found[BLUE] > 1000 and found[VERMILLION] > 500


def test_an_svg(run, tmp_path):
    path = plot(run, tmp_path / "figure.svg")
    root = ElementTree.parse(path).getroot()
    assert root.tag.endswith("svg") and root.get("viewBox") == "0 0 1000 600"
    text = path.read_text().lower()
    assert f'stroke="{BLUE}"' in text and f'stroke="{VERMILLION}"' in text
    assert "<image" not in text, "vectors, not a picture of them"
    assert any(element.text == "0" for element in root.iter() if element.tag.endswith("text"))
    renderer = QSvgRenderer(str(path))
    assert renderer.isValid()


def test_a_pdf(run, tmp_path):
    content = plot(run, tmp_path / "figure.pdf").read_bytes()
    assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    streams = re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)
    drawing = b"\n".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"\x78")
    for colour in (BLUE, VERMILLION):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        pens = [tuple(map(float, pen)) for pen in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:RG|SCN)", drawing)]
        assert any(pen == pytest.approx(parts, abs=0.01) for pen in pens)
    assert drawing.count(b" l\n") > 100, "lines"


def test_more_derivatives_draw_more(run, tmp_path):
    picture = QImage(str(plot(run, tmp_path / "figure.png", "sin(x)", "--order", "3")))
    found = colours(picture)
    assert all(found[colour] > 300 for colour in (BLUE, VERMILLION, "#009e73", "#2a93cc"))


def test_what_the_numbers_cannot_show_is_said_on_stderr(run, tmp_path):
    for command in (["sample"], ["plot", "-o", tmp_path / "figure.png"]):
        code, out, err = run(*command, "j0(x)", "--range", "0", "1")
        assert code == 0
        assert "note:" not in out
        assert err.startswith("note: torch.special.bessel_j0 has no derivative in PyTorch and cuts the path")
        assert run(*command, "sin(x)", "--range", "0", "1")[2] == ""


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
@pytest.mark.parametrize("expression", ["tan(x)", "floor(x)", "detach(x^2)", "sin(1000x)", "3", "sqrt(-1 - x^2)"])
def test_any_curve_makes_a_figure(run, tmp_path, kind, expression):
    assert plot(run, tmp_path / f"figure.{kind}", expression).stat().st_size > 2000


def test_a_figure_is_whole_or_not_there(run, tmp_path):
    path = tmp_path / "figure.png"
    path.write_bytes(b"what was there")
    for arguments in (("sine(x)", "0", "1"), ("sin(x)", "1", "0"), ("1e-400", "0", "1e-300")):
        assert run("plot", arguments[0], "--range", *arguments[1:], "-o", path)[0] == 1
    assert path.read_bytes() == b"what was there"
    assert run("plot", "sin(x)", "--range", "0", "1", "-o", tmp_path / "missing" / "figure.png")[0] == 1
    (tmp_path / "folder.png").mkdir()
    assert run("plot", "sin(x)", "--range", "0", "1", "-o", tmp_path / "folder.png")[0] == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == ["figure.png", "folder.png"]


def test_a_figure_takes_the_place_of_another(run, tmp_path):
    path = tmp_path / "figure.png"
    path.write_bytes(b"what was there")
    plot(run, path)
    assert QImage(str(path)).width() == 2000
    assert [file.name for file in tmp_path.iterdir()] == ["figure.png"]


def test_a_figure_needs_no_display(tmp_path):
    done = program("plot", "sin(x)", "--range", "0", "1", "-o", str(tmp_path / "figure.png"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert QImage(str(tmp_path / "figure.png")).width() == 2000


def test_check_tells_agreement_and_why_not(run):
    code, out, _ = run("check", "sin(x)", "--range", "0", "10")
    assert code == 0
    assert out.startswith("Autograd's df/dx agrees with every witness")
    code, out, _ = run("check", "relu(x) - relu(-x)", "--range", "-2", "2")
    assert code == 0
    assert "is not what calculus says" in out
    assert "built from kinks" in out


def test_check_as_json(run):
    code, out, _ = run("check", "a x detach(x)", "--range", "-2", "2", "--set", "a=2", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert found["agrees"] is False
    assert [one["reason"] for one in found["verdicts"]] == ["detach"]
    assert found["by_method"]["symbolic"] == pytest.approx(0.5)


def test_check_of_a_wrong_expression_is_one_clear_line(run):
    code, out, err = run("check", "sine(x)", "--range", "0", "1")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "Did you mean sin" in err


def test_tape_runs_a_file_and_tells_the_graph(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("import torch\n# %%\nx = torch.ones(2, requires_grad=True)\n(x * x).sum().backward()\nx.grad\n")
    done = program("tape", path, "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [cell["result"] for cell in found["cells"]] == ["", "tensor([2., 2.])"]
    assert [node["op"] for node in found["nodes"]].count("MulBackward0") == 1


def test_tape_says_why_a_cell_failed_and_what_mends_it(run, tmp_path):
    (tmp_path / "mine.py").write_text(
        "import torch\nx = torch.ones(2, requires_grad=True)\ny = (x * x).sum()\ny.backward()\ny.backward()\n"
    )
    done = program("tape", tmp_path / "mine.py")
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback (most recent call last):\n") and "explorer" not in done.stderr
    title, out = done.stdout.split("\n", 1)
    assert title == "── What autograd did ──"
    assert "RuntimeError: Trying to backward through the graph a second time" in out
    told = " ".join(out.split())
    assert "Line 4 (y.backward()) freed it; line 5 (y.backward()) came through it again." in told
    assert "+ 4: y.backward(retain_graph=True)" in told
    found = json.loads(run("tape", tmp_path / "mine.py", "--format", "json")[1])
    (cell,), (trouble,) = found["cells"], found["troubles"]
    assert list(cell) == ["source", "ok", "error", "stdout", "result", "diagnosis"]
    assert trouble["kind"] == "second_backward" and [line["number"] for line in trouble["lines"]] == [4, 5]
    assert trouble["text"] == f"{cell['diagnosis']['why']} {cell['diagnosis']['where']}"
    assert trouble["cure"] == cell["source"].replace("y.backward()", "y.backward(retain_graph=True)", 1)
    assert " ".join(f"! {trouble['text']}".split()) in told


def test_tape_of_a_file_that_is_none_is_one_clear_line(run, tmp_path):
    code, out, err = run("tape", tmp_path / "missing.py")
    assert (code, out, err.count("\n")) == (1, "", 1)
    (tmp_path / "bad.ipynb").write_text("{")
    code, out, err = run("tape", tmp_path / "bad.ipynb")
    assert (code, out, err.count("\n")) == (1, "", 1)


# -- descend


def test_descend_is_torchs_own_path(run):
    import torch

    code, said, _ = run(
        "descend", "x*y + y^2", "--start", "2", "3", "--optimizer", "adam", "--lr", "0.1", "--steps", "20"
    )
    assert code == 0
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    optimizer = torch.optim.Adam([x, y], lr=0.1)
    expected = []
    for _ in range(20):
        expected.append((x.item(), y.item()))
        optimizer.zero_grad()
        (x * y + y**2).backward()
        optimizer.step()
    expected.append((x.item(), y.item()))
    header, *rows = said.splitlines()
    assert header == "step,x,y,f"
    found = torch.tensor([[float(one) for one in row.split(",")[1:3]] for row in rows])
    assert torch.equal(found, torch.tensor(expected))


def test_descend_without_zero_grad_as_json(run):
    arguments = ("descend", "x^2", "--start", "-1", "--steps", "3", "--no-zero-grad", "--format", "json")
    found = json.loads(run(*arguments)[1])
    assert set(found) == {"path", "values", "gradients", "verdict"}
    assert len(found["path"]) == len(found["values"]) == 4
    assert found["gradients"][1][0] < found["gradients"][0][0] < 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("descend", "x +", "--start", "1"), 1),
        (("descend", "x^2", "--start", "1", "--optimizer", "newton"), 1),
        (("descend", "x^2", "--start", "1", "--steps", "-1"), 1),
        (("descend", "x^2"), 2),
        (("descend", "x^2", "--start", "1", "2", "3"), 2),
    ],
)
def test_descend_says_what_cannot_be(run, arguments, code):
    found, out, err = run(*arguments)
    assert (found, out) == (code, "")
    assert err and "Traceback" not in err


def test_tape_gives_the_program_what_follows_two_dashes(run, tmp_path):
    (tmp_path / "mine.py").write_text("import sys\nprint(sys.argv)\nsys.exit(7)")
    path = str(tmp_path / "mine.py")
    for options in ((), ("--graph", "--timeout", "60")):
        code, out, _ = run("tape", path, *options, "--format", "json", "--", "-o", "--", "x")
        assert (code, json.loads(out)["cells"][0]["stdout"]) == (7, f"{[path, '-o', '--', 'x']}\n")


def test_tape_lists_the_nodes_if_asked_for(run, tmp_path):
    (tmp_path / "mine.py").write_text("import torch\ny = torch.ones(2, requires_grad=True) * 2\n")
    assert "MulBackward0 →" in run("tape", tmp_path / "mine.py", "--graph")[1]
    assert "MulBackward0 →" not in run("tape", tmp_path / "mine.py")[1]


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "soon"])
def test_tape_takes_only_a_time(run, tmp_path, seconds):
    code, out, err = run("tape", tmp_path / "mine.py", "--timeout", seconds)
    assert (code, out) == (2, "") and "--timeout" in err


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_tape_draws_the_graph(run, tmp_path, ending):
    (tmp_path / "mine.py").write_text("import torch\nx = torch.ones(2, requires_grad=True)\n(x * x).sum().backward()\n")
    code, _, err = run("tape", tmp_path / "mine.py", "-o", tmp_path / f"graph.{ending}")
    assert (code, err) == (0, "")
    if ending == "svg":
        assert QSvgRenderer(str(tmp_path / "graph.svg")).isValid()
    else:
        assert not QImage(str(tmp_path / "graph.png")).isNull()


def test_tape_draws_no_other_kind_of_file(run, tmp_path):
    (tmp_path / "mine.py").write_text("1\n")
    code, out, err = run("tape", tmp_path / "mine.py", "-o", tmp_path / "graph.gif")
    assert (code, out) == (2, "") and "must end in .png, .svg, .html or .tape" in err


def test_marks_as_a_table_and_as_json(run):
    code, out, err = run("sample", "(x^2 - 2)/(x - 1)", "--range", "-3", "3", "--marks")
    assert (code, err) == (0, "")
    assert list(csv.DictReader(out.splitlines())) == [
        {"kind": "zero", "x": "-1.4142135623730951", "f": "0.0", "name": "−√2", "left": "", "right": ""},
        {"kind": "pole", "x": "1.0", "f": "", "name": "", "left": "inf", "right": "-inf"},
        {"kind": "zero", "x": "1.4142135623730951", "f": "0.0", "name": "√2", "left": "", "right": ""},
    ]
    code, out, err = run("sample", "sin(x)/x", "--range", "-1", "1", "--marks", "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out) == [{"kind": "hole", "x": 0.0, "f": 1.0, "name": "", "left": 1.0, "right": 1.0}]


def test_marks_that_are_too_many_are_counted_on_stderr(run):
    code, out, err = run("sample", "tan(x)", "--range", "-1000", "1000", "--marks")
    assert (code, out) == (0, "kind,x,f,name,left,right\n")
    assert "pole: 636 places or more" in err


def test_a_check_says_how_much_differs_and_what_mends_it_in_ten_lines(run):
    code, out, _ = run("check", "log(exp(x))", "--range", "-800", "800")
    assert code == 0
    assert "% of the range, from x = " in out and "Try x:" in out and len(out.splitlines()) <= 10
    code, out, _ = run("check", "tan(x)", "--range", "-1000", "1000")
    assert "Poles at 636 places" in out and len(out.splitlines()) <= 10


def test_descend_tells_what_became_of_the_walk(run):
    code, out, err = run("descend", "Bowl", "--start", "2.5", "1.5", "--lr", "1.05", "--steps", "50", "--verdict")
    assert (code, err) == (0, "")
    assert out.startswith("Running away: f has grown from 8.5")
    code, out, err = run("descend", "Saddle", "--start", "2", "0", "--lr", "0.1", "--verdict", "--format", "json")
    told = json.loads(out)
    assert (code, told["kind"], told["hessian"]) == (0, "saddle", [[2.0, 0.0], [0.0, -2.0]])


def test_rates_are_tried(run):
    arguments = ("descend", "Bowl", "--start", "2.5", "1.5", "--rates", "1e-3", "10", "--optimizers", "sgd, adam")
    code, out, err = run(*arguments)
    lines = out.splitlines()
    assert (code, err, lines[0], len(lines)) == (0, "", "optimizer,rate,f,verdict", 51)
    assert lines[-1].startswith("adam,10,")
    assert run(*arguments[:5], "--rates", "1", "0.1")[0] == 1
