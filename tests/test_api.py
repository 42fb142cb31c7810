"""What scripts rely on: `import explorer`, `explorer.sample`, `explorer.explore`, `explorer.ExpressionError`."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import explorer

ROOT = Path(__file__).resolve().parents[1]
WINDOWS = pytest.mark.qt_log_ignore("does not support propagateSizeHints")


def modules_after(code):
    """The names of what is imported after `code` ran in a fresh interpreter."""
    code += "\nimport sys\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import explorer",
        "import explorer; explorer.ExpressionError",
        "import explorer; from explorer.core.expression import parse; parse('a sin(x)')",
        "import explorer.cli",
    ],
)
def test_importing_loads_neither_qt_nor_torch(code):
    loaded = modules_after(code)
    assert "explorer" in loaded
    assert not loaded & {"torch", "numpy", "sympy", "PySide6", "pyqtgraph", "superqt"}


def test_sampling_loads_no_qt():
    loaded = modules_after("import explorer; explorer.sample('sin(x)', (0, 1))")
    assert "torch" in loaded
    assert not loaded & {"PySide6", "shiboken6", "pyqtgraph", "superqt", "qtpy"}


def test_the_names_of_the_contract():
    for name in ("sample", "explore", "ExpressionError"):
        assert callable(getattr(explorer, name))
    with pytest.raises(AttributeError, match="no_such_name"):
        explorer.no_such_name  # noqa: B018


def test_sample_is_the_plain_script():
    x = torch.linspace(0, 10, 1000, requires_grad=True)
    y = torch.sin(x)
    y.sum().backward()
    for function in ("sin(x)", torch.sin, lambda x: torch.sin(x)):
        curve = explorer.sample(function, (0, 10))
        assert torch.equal(curve.x, x.detach())
        assert torch.equal(curve.f, y.detach()) and curve.f is curve.derivatives[0]
        assert torch.equal(curve.derivatives[1], x.grad)
        assert len(curve.derivatives) == 2


def test_every_option_of_sample():
    curve = explorer.sample("a x^3", (-1, 1), samples=5, order=3, parameters={"a": 2}, dtype=torch.float64)
    x = torch.linspace(-1, 1, 5, dtype=torch.float64)
    for found, expected in zip(curve.derivatives, (2 * x**3, 6 * x**2, 12 * x, torch.full_like(x, 12.0)), strict=True):
        assert found.dtype == torch.float64
        torch.testing.assert_close(found, expected)
    assert explorer.sample("x", (0, 1), dtype="float64").f.dtype == torch.float64


@pytest.mark.parametrize(("text", "position"), [("sine(x)", 0), ("2 + sine(x)", 4), ("sin(x", 3), ("", 0), ("x +", 3)])
def test_a_wrong_text_is_an_expression_error(text, position):
    with pytest.raises(explorer.ExpressionError) as caught:
        explorer.sample(text, (0, 1))
    error = caught.value
    assert isinstance(error, ValueError)
    assert (error.text, error.position) == (text, position)
    assert error.message and "\n" not in error.message


def test_the_error_says_what_was_meant():
    with pytest.raises(explorer.ExpressionError, match=r"'sine' is not a function I know\. Did you mean sin\?"):
        explorer.sample("sine(x)", (0, 1))


@pytest.mark.parametrize(
    ("function", "limits", "options"),
    [
        ("sin(x)", (1, 0), {}),
        ("sin(x)", (0, float("nan")), {}),
        ("sin(x)", (0, 1), {"samples": 1}),
        ("sin(x)", (0, 1), {"order": 9}),
        ("sin(x)", (0, 1), {"dtype": "float16"}),
        ("a x", (0, 1), {}),
        ("sin(x)", (0, 1), {"parameters": {"a": 1}}),
        (lambda x: 1 / 0, (0, 1), {}),
    ],
)
def test_what_cannot_be_sampled_is_a_value_error(function, limits, options):
    with pytest.raises(ValueError):
        explorer.sample(function, limits, **options)


@pytest.fixture
def seen(qapp):
    """States of the windows that were opened, each closed as soon as it showed its State."""
    from PySide6.QtCore import QTimer

    states = []

    def look():
        for window in qapp.topLevelWidgets():
            if window.objectName() == "mainWindow" and window.isVisible() and window.is_settled():
                states.append(window.room.store.state)
                window.close()

    timer = QTimer(interval=5)
    timer.timeout.connect(look)
    timer.start()
    yield states
    timer.stop()


@WINDOWS
def test_explore_opens_the_window_and_returns_when_it_is_closed(seen):
    explorer.explore("a sin(b x)", (0, 3), samples=50, order=2, parameters={"b": 7}, dtype="float64")
    (state,) = seen
    assert (str(state.function), state.range, state.samples, state.order, state.dtype) == (
        "a sin(b x)", (0.0, 3.0), 50, 2, "float64",
    )  # fmt: skip
    assert state.values == {"a": 1.0, "b": 7.0}


@WINDOWS
def test_explore_takes_a_callable(seen):
    def ramp(x):
        return torch.relu(x)

    explorer.explore(ramp)
    assert [str(state.function) for state in seen] == ["ramp"]


@pytest.mark.parametrize(
    ("function", "limits", "options"),
    [
        ("sine(x)", (0, 1), {}),
        ("sin(x)", (1, 0), {}),
        ("sin(x)", (0, float("inf")), {}),
        ("sin(x)", (0, 1), {"dtype": "int8"}),
        ("sin(x)", (0, 1), {"samples": 1}),
        ("sin(x)", (0, 1), {"order": 9}),
        ("sin(x)", (0, 1), {"parameters": {"a": 1}}),
    ],
)
def test_explore_raises_as_sample_does(seen, function, limits, options):
    with pytest.raises(ValueError):
        explorer.explore(function, limits, **options)
    assert not seen


def test_check_agrees_and_names_its_witnesses():
    found = explorer.check("sin(x)", (0, 10))
    assert found.agrees is True
    assert found.worst < 1e-12
    assert {"symbolic", "forward mode", "differences", "mpmath"} == set(found.by_method)


def test_check_takes_parameters_a_dtype_and_a_callable():
    assert explorer.check("a x^2", (-1, 1), parameters={"a": 3}, dtype="float32").agrees
    assert explorer.check(torch.tanh, (-1, 1)).agrees
    assert not explorer.check("detach(x)", (-1, 1)).agrees
    with pytest.raises(explorer.ExpressionError):
        explorer.check("sine(x)", (0, 1))


def test_a_curve_has_marks():
    curve = explorer.sample("a x^2 - 2", (-3, 3), parameters={"a": 1.0})
    assert [(mark.kind, mark.x, mark.f) for mark in curve.marks()] == [
        ("zero", -(2**0.5), 0.0),
        ("minimum", 0.0, -2.0),
        ("zero", 2**0.5, 0.0),
    ]
    assert explorer.sample(lambda x: x - 1, (-3, 3)).marks()[0].x == pytest.approx(1.0)


def test_what_the_caller_does_not_record_is_recorded():
    expected = explorer.sample("sin(x)", (0, 1), samples=5).derivatives[1]
    for mode in (torch.no_grad, torch.inference_mode):
        with mode():
            curve = explorer.sample("sin(x)", (0, 1), samples=5)
            assert torch.equal(curve.derivatives[1], expected)
            assert torch.equal(explorer.sample(torch.sin, (0, 1), samples=5).derivatives[1], expected)
            assert [mark.kind for mark in curve.marks()] == ["inflection", "zero"]
            assert explorer.check("x^2", (0, 1)).agrees
            assert explorer.descend("x^2", 1.0, lr=0.25, steps=1).path[-1] == 0.5
            assert not torch.is_grad_enabled()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"samples": 3.0}, "The number of samples must be a whole number from 2 to 10,000,000."),
        ({"samples": "3"}, "The number of samples must be a whole number from 2 to 10,000,000."),
        ({"order": 1.5}, "The order of the derivative must be a whole number from 0 to 4."),
        ({"limits": (0,)}, "The range must be two numbers, not (0,)."),
        ({"limits": ("a", 1)}, "The range must be two numbers, not ('a', 1)."),
        ({"parameters": {"a": None}}, "The parameter a must be a number, not None."),
    ],
)
def test_odd_arguments_get_a_sentence(options, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        explorer.sample("a x", **{"limits": (0, 1), "parameters": {"a": 1}, **options})
