"""What is compiled of torch is loaded without importing it; whatever a torch has there, importing it works."""

import subprocess
import sys

import pytest

LOADED = """
import sys
from explorer.core.preload import preload
preload().join()
assert "torch" not in sys.modules
maps = open("/proc/self/maps").read()
import torch
x = torch.ones(2, requires_grad=True)
(x * x).sum().backward()
print("libtorch_cpu.so" in maps, x.grad.tolist())
"""

WITHOUT = """
from importlib.machinery import ModuleSpec
import explorer.core.preload as module
{given}
module.preload().join()
print("libtorch_cpu.so" in open("/proc/self/maps").read())
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="loads it on Linux alone")


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def test_it_is_loaded_and_torch_works():
    assert run(LOADED) in ("True [2.0, 2.0]", "False [2.0, 2.0]"), "False for a torch with a GPU"


@pytest.mark.parametrize(
    "given",
    [
        "module.find_spec = lambda name: None",
        "module.find_spec = lambda name: ModuleSpec(name, None, origin=None)",
        "module.find_spec = lambda name: ModuleSpec(name, None, origin='/nowhere/torch/__init__.py')",
    ],
    ids=["no torch", "no file", "no library"],
)
def test_where_there_is_none_nothing_happens(given):
    assert run(WITHOUT.format(given=given)) == "False"
