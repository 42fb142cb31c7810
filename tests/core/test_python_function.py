"""A callable beside the expressions; one in a file is read when it is first called."""

import pickle
import sys

import pytest
import torch

from explorer.core.explore.sample import SampleError, sample
from explorer.core.python_function import of_callable, of_file

SOURCE = """
from pathlib import Path

Path(__file__).with_suffix(".ran").touch()


def double(x):
    return 2 * x


def shifted(x, by):
    return x + by


class Cube:
    def __call__(self, x):
        return x**3


cube = Cube()
constant = 3
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    path = tmp_path / "some_functions.py"
    path.write_text(SOURCE)
    return path


def test_a_callable_keeps_its_name_and_its_value():
    function = of_callable(torch.sin)
    x = torch.linspace(0, 1, 5)
    assert str(function) == "sin"
    assert torch.equal(function(x), torch.sin(x))
    assert of_callable(torch.sin) == function != of_callable(torch.cos)
    assert hash(of_callable(torch.sin)) == hash(function)


def test_a_callable_without_a_name_has_that_of_its_class():
    class Ramp:
        def __call__(self, x):
            return x

    assert str(of_callable(Ramp())) == "Ramp"


def test_a_callable_that_has_no_hash():
    """Such as an instance of a dataclass."""

    class Equal:
        def __eq__(self, other):
            return isinstance(other, Equal)

        def __call__(self, x):
            return x + 1

    assert sample(Equal(), (0, 1), samples=2).f.tolist() == [1.0, 2.0]
    assert sample(of_callable(Equal()), (0, 1), samples=2).f.tolist() == [1.0, 2.0]


def test_a_file_is_read_when_its_function_is_called(file):
    function = of_file(file, "double")
    assert str(function) == "some_functions.py:double"
    assert function == of_file(file, "double") != of_file(file, "shifted")
    assert hash(function) == hash(of_file(file, "double"))
    assert not file.with_suffix(".ran").exists()
    assert function(torch.tensor([3.0])).tolist() == [6.0]
    assert file.with_suffix(".ran").exists()


def test_a_file_is_read_once(file):
    function = of_file(file, "double")
    function(torch.tensor([1.0]))
    file.write_text("raise RuntimeError('read twice')")
    assert function(torch.tensor([2.0])).tolist() == [4.0]


def test_parameters_go_by_keyword(file):
    assert of_file(file, "shifted")(torch.tensor([1.0]), by=2).tolist() == [3.0]


def test_an_object_that_can_be_called(file):
    assert of_file(file, "cube")(torch.tensor([2.0])).tolist() == [8.0]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("missing", SOURCE, "has no attribute 'missing'"),
        ("constant", SOURCE, "not callable"),
        ("double", "def double(x) return", "SyntaxError"),
        ("double", "import no_such_module_anywhere", "no_such_module_anywhere"),
        ("double", "1/0", "ZeroDivisionError"),
        ("double", "import sys; sys.exit('bye')", "SystemExit: bye"),
    ],
)
def test_a_file_that_is_wrong_is_explained(file, name, text, words):
    file.write_text(text)
    with pytest.raises(SampleError, match=words):
        sample(of_file(file, name), (0, 1))


def test_a_missing_file_is_explained(tmp_path):
    with pytest.raises(SampleError, match="FileNotFoundError"):
        sample(of_file(tmp_path / "gone.py", "f"), (0, 1))


def test_a_function_of_a_file_travels(file):
    """By its path, so that it can be sent to another process."""
    assert pickle.loads(pickle.dumps(of_file(file, "double"))) == of_file(file, "double")
