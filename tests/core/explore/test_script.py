"""The script, run in a fresh Python, gives the window's numbers bit for bit."""

import subprocess
import sys
from dataclasses import replace

import pytest
import torch

from explorer.core.catalogue import CATALOGUE
from explorer.core.explore import state as states
from explorer.core.explore.compute import Computer, Request
from explorer.core.explore.sample import sample
from explorer.core.explore.steps import Clear, How
from explorer.core.expression import parse
from explorer.core.python_function import of_callable, of_file

SIZE = (400, 200)


def seen(state):
    computer = Computer()
    result = computer.answer(Request.from_state(state, SIZE))
    assert result.error is None
    return result.slot.script, computer


def run(script):
    namespace = {}
    exec(script.replace("print(", "str("), namespace)
    return namespace


def bits(tensor):
    plain = torch.where(tensor.isnan(), torch.nan, tensor.detach())
    return plain.contiguous().view(torch.int32 if plain.dtype == torch.float32 else torch.int64)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.title)
def test_every_catalogue_entry(entry, dtype):
    state = replace(states.from_entry(entry), dtype=dtype, order=2, samples=300)
    script, _ = seen(state)
    curve = sample(state.function, state.range, samples=300, order=2, dtype=dtype, parameters=state.values)
    names = run(script)
    assert torch.equal(bits(names["x"]), bits(curve.x))
    for k, name in enumerate(("y", "d1", "d2")):
        if curve.severed is None or k < curve.severed:
            assert torch.equal(bits(names[name]), bits(curve.derivatives[k])), name
    state = states.with_backward(states.with_backward(state))
    script, computer = seen(state)
    grad = run(script)["x"].grad
    assert (grad is None) is (computer.slot.grad is None)
    assert grad is None or torch.equal(bits(grad), bits(computer.slot.grad))


def clicked(*actions, text="a sin(b x)"):
    state = replace(states.of_function(parse(text), (-2.0, 2.0)), samples=50)
    for action in actions:
        state = action(state)
    return state


def test_a_fresh_python_prints_the_same_numbers(tmp_path):
    state = clicked(
        states.with_backward,
        lambda s: states.with_followed(states.with_parameter(s, "a", value=0.1)),
        lambda s: states.with_backward(replace(s, how=How.VECTOR, vector=parse("u = x^2; u + c"))),
        lambda s: states.with_backward(replace(s, how=How.PLAIN)),
    )
    script, computer = seen(state)
    path = tmp_path / "gradient.py"
    path.write_text(script + "torch.save(x.grad, 'grad.pt')\n")
    done = subprocess.run([sys.executable, path], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "implicitly created only for scalar outputs" in done.stdout
    assert torch.equal(torch.load(tmp_path / "grad.pt"), computer.slot.grad)


def test_passes_that_differ_in_a_parameter_only_are_a_loop():
    state = clicked(states.with_backward)
    for value in (0.5, 0.25):
        state = states.with_followed(states.with_parameter(state, "b", value=value))
    script, _ = seen(state)
    assert "for b in [1.0, 0.5, 0.25]:\n    y = a * torch.sin(b * x)\n    y.sum().backward()\n" in script


def test_what_a_clearing_made_void_is_not_in_the_script():
    state = clicked(*[states.with_backward] * 9, lambda s: states.with_cleared(s, Clear.ZERO), states.with_backward)
    script, _ = seen(state)
    assert script.count("backward()") == 2
    assert script.count("zero_()") == 1


def test_a_long_drag_that_zeroes_each_time_is_a_short_script():
    state = clicked(lambda s: states.with_followed(replace(s, zero_before=True)))
    for k in range(300):
        state = states.with_followed(states.with_parameter(state, "b", value=k / 100 + 1.01))
    script, computer = seen(state)
    assert len(script.splitlines()) < 15
    assert torch.equal(run(script)["x"].grad, computer.slot.grad)


def test_functions_of_a_file_and_of_a_program(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("import torch\n\n\ndef cube(x):\n    return x**3\n")
    script, computer = seen(states.with_backward(states.of_function(of_file(path, "cube"))))
    assert torch.equal(run(script)["x"].grad, computer.slot.grad)
    script, _ = seen(states.with_backward(states.of_function(of_callable(torch.tanh))))
    assert "# f: tanh, a function of the program that opened the window" in script


@pytest.mark.parametrize("text", ["v*sin(x) + y", "slope x^2", "print x + range x^3 + len", "f x + d1", "torch sin(x)"])
@pytest.mark.parametrize("how", [How.SUM, How.ONE_HOT, How.RAMP, How.VECTOR, How.GRAD])
def test_parameters_may_be_called_as_the_script_calls_things(text, how):
    state = replace(clicked(text=text), how=how, vector=parse("y x + v"))
    name = state.parameters[0].name
    for value in (1.5, 2.5, 2.5):
        state = states.with_backward(states.with_parameter(state, name, value=value))
    state = states.with_backward(replace(state, how=How.SUM))
    script, computer = seen(state)
    assert torch.equal(run(script)["x"].grad, computer.slot.grad)


def test_a_name_that_a_line_takes_is_given_its_value_again():
    state = clicked(states.with_backward, text="u x^2")
    for text in ("u = sin(x); u*x", "u x^2", "u1 sec(sin(x)) + sinc(u1 x)^2", "u x^2"):
        state = states.with_backward(states.with_text(state, text))
    script, computer = seen(state)
    assert torch.equal(run(script)["x"].grad, computer.slot.grad)


def test_after_none_the_script_is_of_what_is_shown():
    state = clicked(states.with_backward, lambda s: states.with_cleared(s, Clear.NONE))
    state = states.with_text(state, "exp(x)")
    script, _ = seen(state)
    assert "torch.exp(x)" in script
    assert "sin" not in script
    script, computer = seen(states.with_backward(state))
    assert script.count("y = ") == 1
    assert torch.equal(run(script)["x"].grad, computer.slot.grad)
