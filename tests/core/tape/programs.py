"""Programs that must do the same whether they are recorded or not: output, errors, exit code, files.

Each stands below its name and how it is run: its arguments, what is typed (a space ends a line), its encoding, a
variable of the environment, the folder it is in, a signal that it gets when it has printed "ready", whether its stdout
is closed, and whether only `make soak` runs it.
"""

from __future__ import annotations

BESIDE = {
    "data.txt": "1 2 3\n",
    "report.py": "print('their report', __name__)\nVALUE = 1\n",
    "explorer.py": "NAME = 'their explorer'\n",
    "tape.py": "NAME = 'their tape'\n",
    "cells.py": "NAME = 'their cells'\n",
    "msgspec.py": "NAME = 'their msgspec'\n",
    "package/__init__.py": "from .inner import value\n",
    "package/inner.py": "from . import other\nvalue = other.value + 1\n",
    "package/other.py": "value = 1\n",
}
"""Files that stand beside every program."""


PROGRAMS = r'''
=== what a module has
import sys
print(__name__, __file__, __doc__, __spec__, __package__, type(__loader__).__name__, sorted(globals()))
print(sys.argv, sys.orig_argv[1:], sys.modules["__main__"].__dict__ is globals(), __builtins__)
=== a docstring and the future
"""What it is."""
from __future__ import annotations
x: Missing = 1
print(__doc__, __annotations__)
=== path and folder | folder=sub
import os, sys
print(os.path.basename(sys.path[0]), len(sys.path), os.path.basename(os.getcwd()), __file__)
print(open("data.txt").read())
=== environment and flags
import os, sys
print(sorted(set(os.environ) - {"COLUMNS", "LINES"}), os.environ.get("PYTHONPATH"), sys.flags, sys.warnoptions)
=== modules that are there
import sys
print(sorted(sys.modules), [type(one) for one in sys.path_hooks])
=== standard streams
import sys
for one in (sys.stdin, sys.stdout, sys.stderr):
    print(one.isatty(), one.encoding, one.errors, one.line_buffering, one.write_through, one.name)
=== arguments | arguments=a -b --c=1 "d e" -- --timeout
import sys
print(sys.argv)
=== argparse | arguments=--rate 0.1 in.txt
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("file")
parser.add_argument("--rate", type=float)
print(parser.parse_args(), parser.prog)
=== argparse that refuses | arguments=--rate x
import argparse
parser = argparse.ArgumentParser(description="nothing")
parser.add_argument("--rate", type=float)
parser.parse_args()
=== argparse help | arguments=--help
import argparse
argparse.ArgumentParser(description="nothing").parse_args()
=== input | typed=Ada 3
name = input("name? ")
n = int(input("n? "))
print(name * n)
=== no input
print(input("more? "))
=== lines of stdin | typed=1 2 3
import sys
print([int(line) * 2 for line in sys.stdin])
=== exit by a number
raise SystemExit(3)
=== exit by nothing
import sys
print("done")
sys.exit()
=== exit by a text
import sys
sys.exit("that is why")
=== exit by a tuple
import sys
sys.exit((1, "b"))
=== exit by a large number
import sys
sys.exit(258)
=== exit in a finally
try:
    1 / 0
finally:
    exit(4)
=== exit from a thread
import sys, threading
thread = threading.Thread(target=sys.exit, args=(5,))
thread.start(); thread.join()
print("still here")
=== quit
quit()
=== os._exit
import os, sys
print("before")
sys.stdout.flush()
os._exit(7)
=== abort
import os
os.abort()
=== a segmentation fault
import faulthandler, sys
faulthandler.enable()
print("before", flush=True)
faulthandler._sigsegv()
=== killed
import os, signal
os.kill(os.getpid(), signal.SIGKILL)
=== ended by itself
import os, signal
os.kill(os.getpid(), signal.SIGTERM)
=== execv
import os, sys
os.execv(sys.executable, [sys.executable, "-c", "print('another'); raise SystemExit(6)"])
=== an error
def f(x):
    return x[
        "a"
    ] + 1
f({"a": "b"})
=== a syntax error
print("never")
x = (1 +
y = 2
=== an indentation error
if True:
x = 1
=== a tab
if True:
	x = 1
        y = 2
=== an error in a module
import json
json.loads("{")
=== chained errors
def f():
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise ValueError("from it") from error
try:
    f()
except ValueError:
    raise KeyError("meanwhile")
=== an error without its cause
try:
    {}["a"]
except KeyError:
    raise ValueError("only this") from None
=== a group of errors
def bad(n):
    raise ValueError(n)
errors = []
for n in range(2):
    try:
        bad(n)
    except ValueError as error:
        error.add_note(f"note {n}")
        errors.append(error)
raise ExceptionGroup("several", errors)
=== recursion without end
def f(n):
    return f(n + 1) + 1
f(0)
=== how deep recursion may go
import sys
def f(n):
    try:
        return f(n + 1)
    except RecursionError:
        return n
print(f(0), sys.getrecursionlimit(), len(__import__("inspect").stack()))
=== an error that has no text
class Odd(Exception):
    def __str__(self):
        raise RuntimeError("no text")
    __eq__ = None
raise Odd
=== a hook for errors
import sys
def hook(kind, error, where):
    print("mine", kind.__name__, error, where.tb_lineno, where.tb_next, file=sys.stderr)
print(sys.excepthook is sys.__excepthook__)
sys.excepthook = hook
1 / 0
=== a hook that fails
import sys
sys.excepthook = lambda *_: 1 / 0
raise ValueError("first")
=== an error in a thread
import threading
def work():
    raise ValueError("in a thread")
thread = threading.Thread(target=work, name="worker")
thread.start()
thread.join()
=== a traceback that is printed
import traceback
try:
    1 / 0
except ZeroDivisionError:
    traceback.print_exc()
    print(traceback.format_exc())
=== an error at the end
import atexit
atexit.register(lambda: 1 / 0)
=== an object that fails when it goes
class Bad:
    def __del__(self):
        raise ValueError("while it goes")
bad = Bad()
del bad
=== what is done at the end
import atexit, sys
atexit.register(print, "last")
atexit.register(print, "last but one")
sys.exit(2)
=== threads that outlive the program
import threading, time, atexit
atexit.register(print, "at exit")
def work():
    time.sleep(0.1)
    print("from the thread", threading.main_thread().is_alive())
threading.Thread(target=work).start()
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print("main is over", threading.current_thread() is threading.main_thread(), threading.active_count())
=== deprecations are shown of the program only
import warnings
def f():
    warnings.warn("old", DeprecationWarning, stacklevel=2)
f()
warnings.warn("pending", PendingDeprecationWarning)
warnings.warn("plain")
for _ in range(3):
    warnings.warn("once")
print(warnings.filters)
=== a warning as an error
import warnings
warnings.simplefilter("error")
warnings.warn("strict")
=== a file that is left open | environment=PYTHONWARNINGS=default
f = open("data.txt")
del f
=== logging
import logging
logging.warning("to stderr")
logging.basicConfig(level=logging.INFO, format="%(module)s %(lineno)d %(process)d" [:22] + "%(message)s")
logging.info("one")
try:
    1 / 0
except ZeroDivisionError:
    logging.exception("with its traceback")
=== asyncio
import asyncio
async def work(n):
    await asyncio.sleep(0.01 * n)
    if n == 2:
        raise ValueError(n)
    return n
async def main():
    print(await asyncio.gather(*map(work, range(3)), return_exceptions=True))
    async with asyncio.TaskGroup() as group:
        group.create_task(work(2))
asyncio.run(main())
=== generators
def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("closed")
for n in numbers():
    print(n)
    break
it = numbers(); next(it)
it.throw(ValueError("into it"))
=== output without an end
import sys
print("a", end="")
sys.stdout.write("b")
sys.stdout.flush()
sys.stdout.buffer.write(b"\xff\x00c")
sys.stdout.buffer.flush()
sys.stderr.write("d")
=== unicode
print("é ∂ 梯度 😀")
import sys
print("∇", file=sys.stderr)
=== what cannot be printed | environment=PYTHONIOENCODING=ascii
print("∇")
=== nobody reads | closed
print("to nobody")
import sys
sys.exit(0 if sys.stdout is None else 1)
=== output of a subprocess
import subprocess, sys
print("first", flush=True)
subprocess.run([sys.executable, "-c", "import sys; print('torch' in sys.modules, sys.flags)"], check=True)
print(subprocess.run([sys.executable, "-c", "raise SystemExit(3)"]).returncode)
subprocess.check_call(["false"])
=== the shell
import os
print(os.system("exit 3"), os.popen("echo $0 $PYTHONPATH").read())
=== os.fork
import os, sys, atexit
atexit.register(print, "end of", "it")
pid = os.fork()
if not pid:
    print("child")
    sys.exit(3)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
=== multiprocessing by fork
import multiprocessing as mp
def f(x): return x * x
if __name__ == "__main__":
    with mp.get_context("fork").Pool(2) as pool:
        print(pool.map(f, [1, 2, 3]), mp.current_process().name, mp.parent_process())
=== multiprocessing by spawn
import multiprocessing as mp
class Thing:
    def __init__(self, x): self.x = x
def f(thing, queue): queue.put((thing.x, __name__, mp.current_process().name))
if __name__ == "__main__":
    context = mp.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=f, args=(Thing(3), queue))
    process.start(); print(queue.get()); process.join(); print(process.exitcode)
=== a pool of processes
from concurrent.futures import ProcessPoolExecutor
def f(x): return 1 / x
if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        print(pool.submit(f, 2).result())
        pool.submit(f, 0).result()
=== pickles
import pickle, dataclasses, typing, enum
@dataclasses.dataclass
class Point:
    x: int
    y: "Point | None" = None
class Pair(typing.NamedTuple):
    a: int
class Colour(enum.Enum):
    RED = 1
def f(): pass
for thing in (Point(1, Point(2)), Pair(3), Colour.RED, f):
    data = pickle.dumps(thing, 0)
    print(data, pickle.loads(data))
print(typing.get_type_hints(Point))
=== its own source
import inspect, linecache
def f(x):
    return x + 1  # a comment
print(inspect.getsource(f), inspect.getsourcefile(f), inspect.getmodule(f), linecache.getline(__file__, 2))
=== runpy and reload
import runpy, importlib
print(runpy.run_path("report.py")["VALUE"])
import report
importlib.reload(report)
import __main__
print(__main__ is __import__("sys").modules["__main__"])
=== their own modules
import report, explorer, tape, cells, msgspec
print(explorer.NAME, tape.NAME, cells.NAME, msgspec.NAME)
from package import value
print(value)
=== a relative import of no package
from . import report
=== a signal handler
import os, signal, time
def handle(number, frame):
    print("got", signal.Signals(number).name, frame.f_code.co_name)
    raise SystemExit(9)
print(signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGPIPE))
signal.signal(signal.SIGUSR1, handle)
os.kill(os.getpid(), signal.SIGUSR1)
time.sleep(1)
=== interrupted | signal=SIGINT
import time
try:
    print("ready", flush=True)
    time.sleep(60)
finally:
    print("cleaned up")
=== interrupted and goes on | signal=SIGINT
import time
try:
    print("ready", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    print("interrupted")
=== counts its interruptions | signal=SIGINT
import signal, time
seen = []
signal.signal(signal.SIGINT, lambda *_: seen.append(1))
print("ready", flush=True)
time.sleep(1)
print(len(seen))
=== terminated | signal=SIGTERM
import time
print("ready", flush=True)
time.sleep(60)
=== temporary files
import tempfile, os
with tempfile.NamedTemporaryFile("w+") as file:
    print(os.path.dirname(file.name) == tempfile.gettempdir(), file.fileno())
with open("out.txt", "w") as file:
    file.write("written\n")
    print(file.fileno())
=== another folder
import os
os.mkdir("inner")
os.chdir("inner")
open("made.txt", "w").write("in it")
def f():
    1 / 0
f()
=== random numbers
import random, hashlib
random.seed(0)
print(random.random(), random.sample(range(100), 3))
=== a latin-1 file | encoding=latin-1
# -*- coding: latin-1 -*-
print("é", len("é"))
1 / 0  # é
=== a byte order mark | encoding=utf-8-sig
print("é")
=== a wrong encoding | encoding=latin-1
print("é")
=== a debugger | typed=p(x) c
x = 1
import pdb; pdb.set_trace()
print("after")
=== code, eval, exec
exec(compile("def f():\n    return 1 / 0", "<made>", "exec"))
print(eval("1 + 1"), locals() is globals())
f()
=== a sitecustomize of theirs
import sys
print("sitecustomize" in sys.modules, "usercustomize" in sys.modules)
=== torch: modules, names, streams
import os, sys
os.environ["OMP_NUM_THREADS"] = "1"
print("torch" in sys.modules)
import explorer, torch
print(torch.get_num_threads(), explorer.NAME, sys.meta_path, torch.__spec__.loader, sys.path[0] == os.getcwd())
x = torch.ones(2, requires_grad=True)
(x * x).sum().backward()
print(x.grad, open("data.txt").fileno())
pid = os.fork()
if not pid:
    print((x * 2).sum())
    sys.exit()
os.wait()
import tape, cells, report, msgspec
=== torch: a refusal
import torch
def f(x):
    return (x * 2).sum()
y = f(torch.ones(2, requires_grad=True))
y.backward()
y.backward()
=== torch: errors that are caught and printed
import logging, threading, traceback, torch
try:
    torch.ones(2) @ torch.ones(3)
except RuntimeError:
    traceback.print_exc()
try:
    torch.nn.functional.cross_entropy(torch.ones(2, 3), torch.tensor([5, 1]))
except IndexError:
    logging.exception("cross_entropy")
try:
    torch.nn.MaxPool2d(2)(torch.ones(2))
except RuntimeError:
    traceback.print_exc()
class Bad(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def backward(ctx, g): raise ValueError("in backward")
x = torch.ones(2, requires_grad=True)
class Worse(Bad):
    @staticmethod
    def forward(ctx, x): raise KeyError("in a thread")
thread = threading.Thread(target=lambda: Worse.apply(x))
thread.start()
thread.join()
try:
    Bad.apply(x).sum().backward()
except ValueError as error:
    raise ExceptionGroup("of torch", [error, RuntimeError("another")]) from error
=== torch: save and load | soak
import torch
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = torch.nn.Linear(2, 1)
    def forward(self, x): return self.inner(x)
torch.manual_seed(0)
net = Net()
torch.save(net, "net.pt")
torch.save(net.state_dict(), "state.pt")
again = torch.load("net.pt", weights_only=False)
print(type(again), [*again.state_dict()], torch.equal(again.inner.weight, net.inner.weight), torch.rand(2))
=== torch: workers | soak
import torch
from torch.utils.data import DataLoader, Dataset
class Data(Dataset):
    def __len__(self): return 8
    def __getitem__(self, i): return torch.tensor([float(i)])
if __name__ == "__main__":
    w = torch.ones(1, requires_grad=True)
    for batch in DataLoader(Data(), batch_size=4, num_workers=2):
        (batch * w).sum().backward()
    print(w.grad)
=== torch: warnings | soak
import torch
x = torch.ones(2, requires_grad=True)
y = x * 2
y.grad
torch.nn.functional.mse_loss(torch.ones(2), torch.ones(2, 1))
def f():
    return torch.tensor(x)
f()
=== torch: a crash | soak
import os, torch
x = torch.ones(2, requires_grad=True)
(x * 2).sum().backward()
print(x.grad, flush=True)
os.kill(os.getpid(), 11)
=== torch: interrupted in a loop | soak | signal=SIGINT
import torch
x = torch.ones(2, requires_grad=True)
try:
    print("ready", flush=True)
    while True:
        y = x * 2
except KeyboardInterrupt:
    print("stopped")
    raise SystemExit(8)
=== torch: a thread pool and a spawned process | soak
import torch, torch.multiprocessing as mp
from concurrent.futures import ThreadPoolExecutor
def work(k, result): result[k] = k * 2
if __name__ == "__main__":
    result = torch.zeros(3).share_memory_()
    mp.spawn(work, args=(result,), nprocs=2)
    print(result)
    with ThreadPoolExecutor(2) as pool:
        print(list(pool.map(lambda n: (torch.ones(n) * 2).sum().item(), [1, 2])))
=== figures | soak
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.savefig("figure.png")
plt.show()
print(plt.get_backend())
'''

TABLE: dict[str, tuple[str, dict[str, str]]] = {}
"""The source and the options of each, by name."""

for _part in PROGRAMS.split("\n=== ")[1:]:
    _head, _, _source = _part.partition("\n")
    _name, *_words = _head.split(" | ")
    assert _name not in TABLE
    TABLE[_name] = _source + "\n", dict(word.partition("=")[::2] for word in _words)
