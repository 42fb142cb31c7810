"""Programs do the same recorded or not: output, warnings with their places, errors, hooks, random numbers.

All are run twice, by two processes that differ only in that one records: this file is what they run.
"""

import contextlib
import io
import json
import random
import subprocess
import sys
import traceback
import warnings
from pathlib import Path

import pytest
import torch

ROOT = Path(__file__).resolve().parents[4]

PROGRAMS = {
    # -- compiled, traced, transformed
    "compiled": """
        net = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))
        fast = torch.compile(net, backend="aot_eager")
        for _ in range(2):
            fast(torch.ones(3, 2)).sum().backward()
        print(net[0].weight.grad, fast(torch.ones(1, 2)).grad_fn.name())
        with torch.autocast("cpu", dtype=torch.bfloat16):
            print(fast(torch.ones(3, 2)).dtype)
        torch.compiler.set_stance("force_eager")
        print(fast(torch.ones(3, 2)).sum())
        torch.compiler.set_stance("default")
        import logging
        logging.getLogger("torch._subclasses.fake_tensor").disabled = True  # 2.14 writes the time and the process
    """,
    "compiled whole": """
        import torch._dynamo.testing
        count = torch._dynamo.testing.CompileCounter()

        @torch.compile(backend=count, fullgraph=True)
        def f(x):
            return (x.sin() * 2).relu()

        x = torch.ones(3, requires_grad=True)
        for n in (3, 3, 4):
            f(torch.ones(n))
        f(x).sum().backward()
        print(count.frame_count, count.op_count, x.grad)
    """,
    "compiled in parts": """
        @torch.compiler.disable
        def seen(t):
            return t * 3

        @torch.compile(backend="eager")
        def f(t):
            t = t.cos()
            print("a break")
            return seen(t).exp()

        x = torch.ones(2, requires_grad=True)
        f(x).sum().backward()
        print(x.grad, f(x))
    """,
    "compiled with a Function inside": """
        class Twice(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                return x * 2
            @staticmethod
            def backward(ctx, g):
                return g * 2

        x = torch.ones(2, requires_grad=True)
        f = torch.compile(lambda t: Twice.apply(t).sin(), backend="aot_eager")
        f(x).sum().backward()
        print(x.grad)
    """,
    "compiled that fails": """
        @torch.compile(backend="eager", fullgraph=True)
        def f(t):
            return t @ torch.ones(5)

        try:
            f(torch.ones(3))
        except Exception as error:
            print(type(error).__name__)
        print(torch.ones(2) * 2)
    """,
    "compiled under a mode": """
        with torch.device("meta"):
            f = torch.compile(lambda: torch.ones(2) * 2, backend="eager")
            print(f().device)
        print(torch.ones(1).device)
    """,
    "jit.trace": """
        f = torch.jit.trace(lambda t: (t.sin() * 2).relu(), torch.ones(3))
        print(f.graph, f(torch.zeros(2)))
        @torch.jit.script
        def g(t):
            return t.exp() + 1
        x = torch.ones(2, requires_grad=True)
        g(f(x)).sum().backward()
        print(x.grad)
    """,
    "export": """
        class M(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.l = torch.nn.Linear(2, 2)
            def forward(self, x):
                return self.l(x).relu() if x.shape[0] > 1 else x
        m = M()
        print(torch.export.export(m, (torch.ones(3, 2),)).graph)
    """,
    "symbolic_trace": """
        import torch.fx
        class M(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.w = torch.nn.Parameter(torch.ones(2))
            def forward(self, x):
                return torch.nn.functional.relu(x * self.w) + x.sum()
        g = torch.fx.symbolic_trace(M())
        print(g.code, g(torch.ones(2)))
    """,
    "make_fx": """
        from torch.fx.experimental.proxy_tensor import make_fx
        print(make_fx(lambda t: torch.nn.functional.softmax(t.sin() * 2, 0))(torch.ones(3)).code)
    """,
    "transforms": """
        f = lambda t: (t**3).sum()
        x = torch.arange(3.0)
        print(torch.func.grad(f)(x), torch.vmap(torch.sin)(x), torch.func.jvp(torch.sin, (x,), (x,)))
        print(torch.func.hessian(f)(x), torch.vmap(torch.func.grad(lambda t: t.sin()))(x))
        net = torch.nn.Linear(3, 1)
        w = {k: v.detach() for k, v in net.named_parameters()}
        print(torch.func.grad(lambda w: torch.func.functional_call(net, w, (x,)).sum())(w))
        print(torch.vmap(lambda t: t + torch.rand(2), randomness="different")(x))
    """,
    # -- hooks
    "saved tensors": """
        packs, unpacks = [], []
        x = torch.randn(3, requires_grad=True)
        pack, unpack = lambda t: (packs.append(1), t)[1], lambda t: (unpacks.append(1), t)[1]
        with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
            y = (x.exp() * x.sin()).sum()
        print(len(packs), len(unpacks))
        y.backward()
        print(len(packs), len(unpacks))
        with torch.autograd.graph.save_on_cpu():
            (x.exp() * x).sum().backward()
        with torch.autograd.graph.disable_saved_tensors_hooks("not here"):
            try:
                with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
                    x.exp()
            except RuntimeError as error:
                print(error)
    """,
    "module hooks": """
        net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU())
        calls = []
        net.register_forward_pre_hook(lambda m, a: calls.append("pre"))
        net.register_forward_hook(lambda m, a, out: calls.append("forward"))
        net.register_full_backward_pre_hook(lambda m, g: calls.append("full pre"))
        net.register_full_backward_hook(lambda m, i, o: calls.append(("full", [t is None for t in i])))
        net[0].weight.register_hook(lambda g: calls.append("weight"))
        net[0].weight.register_post_accumulate_grad_hook(lambda p: (calls.append("post"), setattr(p, "grad", None))[1])
        x = torch.ones(1, 2)
        for _ in range(2):
            y = net(x)
            y.register_hook(lambda g: calls.append("tensor"))
            y.grad_fn.register_hook(lambda i, o: calls.append("node"))
            y.grad_fn.register_prehook(lambda o: calls.append("node pre"))
            y.sum().backward()
        print(calls, net[0].weight.grad)
    """,
    "old backward hooks": """
        net = torch.nn.Linear(2, 1)
        net.register_backward_hook(lambda m, i, o: print("old", len(i), len(o)))
        net(torch.ones(1, 2)).sum().backward()
    """,
    "checkpoint": """
        from torch.utils.checkpoint import checkpoint, checkpoint_sequential
        bn, calls = torch.nn.BatchNorm1d(3), []
        def block(x):
            calls.append(1)
            return torch.nn.functional.dropout(bn(x).tanh(), 0.5)
        for reentrant in (False, True):
            x = torch.randn(4, 3, requires_grad=True)
            out = checkpoint(block, x, use_reentrant=reentrant)
            print(len(calls), bn.num_batches_tracked.item())
            out.sum().backward()
            print(len(calls), bn.num_batches_tracked.item(), x.grad)
        checkpoint(block, torch.ones(4, 3), use_reentrant=True)
        seq = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 2))
        checkpoint_sequential(seq, 2, torch.ones(1, 2, requires_grad=True), use_reentrant=False).sum().backward()
        print(seq[0].weight.grad)
    """,
    "checkpoint that differs": """
        from torch.utils.checkpoint import checkpoint
        calls = []
        def block(x):
            calls.append(1)
            return x.sin() if len(calls) == 1 else x.sin().cos().exp()
        checkpoint(block, torch.ones(2, requires_grad=True), use_reentrant=False).sum().backward()
    """,
    "anomaly": """
        with torch.autograd.detect_anomaly():
            x = torch.zeros(2, requires_grad=True)
            y = torch.nn.functional.relu(x.sqrt())
            (y * 0).sum().backward()
    """,
    "gradcheck": """
        x = torch.rand(3, dtype=torch.float64, requires_grad=True)
        print(torch.autograd.gradcheck(lambda t: t.sin() * t, (x,)), torch.autograd.gradgradcheck(torch.sin, (x,)))
    """,
    "Functions": """
        from torch.autograd.function import once_differentiable
        class A(torch.autograd.Function):
            @staticmethod
            def forward(x, y):
                return x * y, (x > 0)
            @staticmethod
            def setup_context(ctx, inputs, output):
                ctx.save_for_backward(*inputs)
                ctx.mark_non_differentiable(output[1])
            @staticmethod
            @once_differentiable
            def backward(ctx, g, _):
                print("grad", torch.is_grad_enabled(), ctx.needs_input_grad)
                return g * ctx.saved_tensors[1], None
        class B(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x, k, *, more=None):
                ctx.mark_dirty(x)
                return x.mul_(k)
            @staticmethod
            def backward(ctx, g):
                return g, None
        class C(torch.autograd.Function):
            generate_vmap_rule = True
            @staticmethod
            def forward(x):
                return x.sin()
            @staticmethod
            def setup_context(ctx, inputs, output):
                ctx.save_for_backward(inputs[0])
            @staticmethod
            def backward(ctx, g):
                return g * ctx.saved_tensors[0].cos()
        x = torch.ones(2, requires_grad=True)
        a, b = A.apply(x, torch.full((2,), 3.0))
        B.apply(a.clone(), 2).sum().backward()
        print(x.grad, b)
        print(torch.vmap(C.apply)(torch.ones(3, 2)), torch.func.grad(lambda t: C.apply(t).sum())(x))
        kept = C.apply
        print(kept(x))
        import copy, pickle
        print(copy.deepcopy({"f": kept})["f"](x))
        (g,) = torch.autograd.grad(A.apply(x, x)[0].sum(), x, create_graph=True)
        g.sum().backward()
    """,
    "a Function that fails": """
        class F(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                return x.exp()
            @staticmethod
            def backward(ctx, g):
                raise ValueError("no way back")
        F.apply(torch.ones(1, requires_grad=True)).backward()
    """,
    "steps of a gradient": """
        x = torch.ones(2, requires_grad=True)
        seen = []
        x.register_hook(lambda g: seen.append(g))
        (x * 2).sum().backward()
        print(x.grad.data_ptr() == seen[0].data_ptr(), x.grad is seen[0])
        del seen[:]
        v = torch.ones(2)
        x.grad = None
        x.backward(v)
        print(x.grad.data_ptr() == v.data_ptr())
    """,
    # -- warnings
    "the gradient of no leaf": """
        x = torch.ones(2, requires_grad=True)
        y = x * 2
        for _ in range(3):
            y.grad
        y.grad; y.grad
        import warnings
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            y.grad
            y.grad
        print([(str(w.message)[:40], w.lineno) for w in caught])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            y.grad
        warnings.filterwarnings("error", message="The .grad")
        y.grad
    """,
    "warnings of torch's": """
        import torch.nn.functional as F
        x = torch.ones(2, 1, requires_grad=True)
        torch.tensor(x)
        torch.nn.MSELoss()(x, torch.ones(2))
        F.mse_loss(x, torch.ones(2))
        F.l1_loss(x, torch.ones(2))
        F.softmax(x)
        torch.nn.Softmax()(x)
        torch.nn.Sequential(torch.nn.Softmax())(x)
        def mine(t):
            return F.log_softmax(t)
        mine(x)
        mine(x)
        F.tanh(x)
        F.kl_div(x.log(), x)
        x.new_ones(3, 4, 5).T
        (x * 1j).to(torch.float32)
        torch.add(torch.ones(2), torch.ones(2), out=torch.empty(5))
        torch.meshgrid(torch.ones(2), torch.ones(2))
        torch.nn.functional.interpolate(torch.ones(1, 1, 2, 2), scale_factor=2.0, recompute_scale_factor=None)
    """,
    "warnings of other calls": """
        import numpy
        model = torch.nn.Linear(1, 1)
        opt = torch.optim.SGD(model.parameters(), lr=0.1)
        sch = torch.optim.lr_scheduler.StepLR(opt, 1)
        sch.step()
        loss = model(torch.ones(1, 1)).sum()
        loss.backward(create_graph=True)
        a = numpy.ones(2)
        a.setflags(write=False)
        torch.from_numpy(a)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        float(loss)
        print(torch.nn.init.xavier_uniform(torch.ones(2, 2)).shape)
        torch.range(0, 2)
        torch.ones(2, requires_grad=True).sum().storage()
        torch.nn.utils.weight_norm(model)
    """,
    "a warning that is an error": """
        import warnings, torch.nn.functional as F
        warnings.simplefilter("error")
        try:
            F.mse_loss(torch.ones(2, 1), torch.ones(2))
        except UserWarning as error:
            print("caught", str(error)[:20], error.__context__, error.__cause__)
        F.softmax(torch.ones(2))
    """,
    # -- errors
    "errors": """
        import traceback, sys
        def told(error):
            frames = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == __file__]
            before = error.__context__ and str(error.__context__)
            return type(error).__name__, str(error), frames, before, error.__cause__
        x = torch.ones(2, requires_grad=True)
        s = x.exp().sum()
        s.backward()
        for f in (lambda: s.backward(), lambda: torch.ones(2) @ torch.ones(3), lambda: x.add_(1),
                  lambda: torch.ones(2).nope, lambda: x.numpy(), lambda: torch.zeros(2)[5],
                  lambda: torch.nn.functional.mse_loss(1, 2),
                  lambda: torch.sin("x"), lambda: x.reshape(5), lambda: torch.autograd.grad(x.sum(), s)):
            try:
                f()
            except Exception as error:
                print(told(error))
        try:
            try:
                1 / 0
            except ZeroDivisionError:
                torch.ones(2) @ torch.ones(3)
        except RuntimeError as error:
            print(told(error))
        torch.nn.Linear(2, 2)(torch.ones(3))
    """,
    "interrupted": """
        x = torch.ones(2, requires_grad=True)
        def stop(g):
            raise KeyboardInterrupt
        h = x.register_hook(stop)
        try:
            (x * 2).sum().backward()
        except KeyboardInterrupt as error:
            print("stopped", error.__context__)
        h.remove()
        (x * 2).sum().backward()
        print(x.grad)
        def leave(g):
            raise SystemExit(3)
        x.register_hook(leave)
        (x * 2).sum().backward()
    """,
    "signal": """
        import signal, os
        class F(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                signal.raise_signal(signal.SIGINT)
                return x
            @staticmethod
            def backward(ctx, g):
                return g
        try:
            F.apply(torch.ones(1, requires_grad=True))
        except KeyboardInterrupt:
            print("again", torch.ones(2) + 1)
    """,
    "deep recursion": """
        import sys
        def down(n, t):
            return t if n == 0 else down(n - 1, t + 1)
        print(down(300, torch.zeros(1)))
    """,
    # -- memory and identity
    "what dies": """
        import weakref, gc
        class Holder:
            pass
        def inner():
            t = torch.ones(3, requires_grad=True)
            h = Holder()
            u = t * 2
            return weakref.ref(t), weakref.ref(u), weakref.ref(h)
        print([ref() for ref in inner()])
        def deleted():
            t = torch.ones(3)
            ref = weakref.ref(t)
            u = t * 2
            v = u + 1
            del t
            w = v + 1
            return ref()
        print(deleted())
        def rebound():
            t = torch.ones(3)
            ref = weakref.ref(t)
            for _ in range(2):
                t = t * 2
            return ref()
        print(rebound())
        x = torch.ones(3)
        y = x * 2
        ref = weakref.ref(y)
        del y
        print(ref())
        n = gc.collect() * 0
        import sys
        print(sys.getrefcount(x), len(weakref.getweakrefs(x)) * 0, n)
    """,
    "locals": """
        def f():
            t = torch.ones(2)
            held = locals()
            u = t * 2
            w = u + 1
            return sorted(held), held["t"]
        print(f())
    """,
    # -- copies, processes, threads
    "copies": """
        import copy, io, pickle
        net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2))
        opt = torch.optim.Adam(net.parameters())
        net(torch.randn(3, 2)).sum().backward()
        opt.step()
        twin, other = copy.deepcopy((net, opt))
        print(twin[0].weight, twin[0].weight.grad, twin[0].weight is other.param_groups[0]["params"][0])
        file = io.BytesIO()
        torch.save({"net": net, "opt": opt, "state": net.state_dict()}, file)
        file.seek(0)
        back = torch.load(file, weights_only=False)
        print(back["net"][0].weight, back["opt"].state_dict()["state"].keys())
        t = pickle.loads(pickle.dumps(torch.ones(2, requires_grad=True)))
        print(t, vars(t), len(file.getvalue()) > 0, sorted(vars(net[0].weight)))
        try:
            copy.deepcopy(t * 2)
        except RuntimeError as error:
            print(error)
    """,
    "workers": """
        from torch.utils.data import DataLoader, Dataset
        class Squares(Dataset):
            def __len__(self):
                return 6
            def __getitem__(self, i):
                x = torch.tensor(float(i), requires_grad=True)
                (x**2).backward()
                return x.grad + torch.rand(1)
        for batch in DataLoader(Squares(), 2, shuffle=True, num_workers=1):
            print(batch)
        import multiprocessing
        def work(queue):
            x = torch.ones(2, requires_grad=True)
            (x * 3).sum().backward()
            queue.put(x.grad.tolist())
        context = multiprocessing.get_context("fork")
        queue = context.SimpleQueue()
        process = context.Process(target=work, args=(queue,))
        process.start()
        print(queue.get())
        process.join()
        print(process.exitcode)
    """,
    "threads": """
        import threading
        w = torch.ones(2, requires_grad=True)
        modes = []
        def work():
            with torch.no_grad():
                modes.append((w * 2).requires_grad)
            (w.detach() * w).sum().backward()
        threads = [threading.Thread(target=work) for _ in range(3)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        y = w.exp().sum()
        t = threading.Thread(target=y.backward)
        t.start(); t.join()
        print(w.grad, modes, torch.is_grad_enabled())
    """,
    "tracing": """
        import sys
        lines, calls = [], []
        def trace(frame, event, arg):
            if frame.f_code.co_filename == __file__:
                lines.append((event, frame.f_lineno))
                return trace
        def f(t):
            u = t * 2
            return torch.nn.functional.relu(u)
        sys.settrace(trace)
        f(torch.ones(2))
        sys.settrace(None)
        def profile(frame, event, arg):
            if frame.f_code.co_filename == __file__ and event == "call":
                calls.append(frame.f_lineno)
        sys.setprofile(profile)
        f(torch.ones(2))
        sys.setprofile(None)
        print(lines, calls)
    """,
    # -- modes and subclasses of the program's own
    "a mode of one's own": """
        from torch.overrides import TorchFunctionMode, resolve_name
        class Names(TorchFunctionMode):
            def __init__(self):
                super().__init__()
                self.names = []
            def __torch_function__(self, func, types, args=(), kwargs=None):
                self.names.append(resolve_name(func) or func.__name__)
                return func(*args, **(kwargs or {}))
        outer, inner = Names(), Names()
        class Twice(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                return x * 2
            @staticmethod
            def backward(ctx, g):
                return g * 2
        with outer:
            x = torch.ones(2, requires_grad=True)
            with inner:
                y = torch.nn.functional.relu(Twice.apply(x))
            y.sum().backward()
            x.grad
        print(outer.names, inner.names)
    """,
    "a dispatch mode": """
        from torch.utils._python_dispatch import TorchDispatchMode
        from torch.utils.flop_counter import FlopCounterMode
        class Names(TorchDispatchMode):
            def __torch_dispatch__(self, func, types, args=(), kwargs=None):
                names.append(str(func))
                return func(*args, **(kwargs or {}))
        names = []
        x = torch.ones(2, requires_grad=True)
        with Names():
            y = (x.exp() * 2).sum()
            y.backward()
        print(names)
        with FlopCounterMode(display=False) as flops:
            torch.nn.Linear(3, 4)(torch.ones(2, 3)).sum().backward()
        print(flops.get_total_flops())
        from torch._subclasses.fake_tensor import FakeTensorMode
        with FakeTensorMode():
            print((torch.ones(3) * 2).sum())
    """,
    "subclasses": """
        calls = []
        class T(torch.Tensor):
            @classmethod
            def __torch_function__(cls, func, types, args=(), kwargs=None):
                calls.append(func.__name__)
                return super().__torch_function__(func, types, args, kwargs or {})
        t = torch.ones(3).as_subclass(T).requires_grad_()
        u = (t * 2).sum()
        u.backward()
        print(type(u).__name__, t.grad, calls)
        from torch.utils._pytree import tree_map
        class W(torch.Tensor):
            @staticmethod
            def __new__(cls, inner):
                return torch.Tensor._make_wrapper_subclass(cls, inner.shape, dtype=inner.dtype)
            def __init__(self, inner):
                self.inner = inner
            @classmethod
            def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
                seen.append(str(func))
                plain = lambda t: t.inner if isinstance(t, W) else t
                out = func(*tree_map(plain, args), **tree_map(plain, kwargs or {}))
                return tree_map(lambda t: W(t) if isinstance(t, torch.Tensor) else t, out)
        seen = []
        w = W(torch.ones(3)).requires_grad_()
        v = (w.exp() * 2).sum()
        v.backward()
        print(seen, w.grad.inner, v.inner)
    """,
    "default device": """
        class F(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                return x * torch.ones(2)
            @staticmethod
            def backward(ctx, g):
                return g
        torch.set_default_device("meta")
        x = torch.ones(2)
        print(x.device, F.apply(x).device, torch.get_default_device())
        with torch.device("cpu"):
            print(torch.ones(2).device)
        print(torch.zeros(1).device)
        torch.set_default_device(None)
        print(torch.zeros(1).device)
        torch.set_default_dtype(torch.float64)
        print(torch.zeros(1).dtype)
        torch.set_default_dtype(torch.float32)
    """,
    "a profiler": """
        from torch.profiler import profile, ProfilerActivity
        net = torch.nn.Linear(20, 20)
        with profile(activities=[ProfilerActivity.CPU]) as prof:
            for _ in range(2):
                net(torch.ones(9, 20)).relu().sum().backward()
        print(sorted((e.key, e.count) for e in prof.key_averages()))
    """,
    "things with a repr": """
        class Loud:
            def __repr__(self):
                print("asked")
                return "loud"
            def __index__(self):
                return 0
        print(torch.ones(2, 2)[Loud()], torch.ones(2, 2).sum(Loud()))
        class L(list):
            def __repr__(self):
                print("asked")
                return "L"
        print(torch.tensor(L([1.0, 2.0])))
    """,
    "swapped": """
        a, b = torch.nn.Parameter(torch.ones(2)), torch.nn.Parameter(torch.zeros(2))
        a * 2, b * 2
        torch.utils.swap_tensors(a, b)
        print(a, b)
        torch.__future__.set_swap_module_params_on_conversion(True)
        try:
            net = torch.nn.Linear(2, 2)
            net(torch.ones(1, 2)).sum()
            net.double()
            print(net.weight.dtype)
        finally:
            torch.__future__.set_swap_module_params_on_conversion(False)
    """,
    "numpy that raises": """
        import numpy
        with numpy.errstate(all="raise"):
            x = torch.full((200,), float("nan"))
            y = x * 2
            z = torch.full((200,), 3e38) * 10
            print(y.isnan().all(), z[0])
    """,
    # -- ordinary programs
    "random numbers": """
        import random
        x = torch.randn(3, requires_grad=True)
        torch.nn.functional.dropout(x, 0.5).sum().backward()
        torch.nn.init.kaiming_uniform_(torch.empty(3, 3))
        torch.rand(2, generator=torch.Generator().manual_seed(3))
        with torch.random.fork_rng():
            torch.randn(7)
        print(torch.randperm(5), random.random(), torch.initial_seed(), torch.multinomial(torch.ones(4), 2))
    """,
    "training": """
        norm, gelu = torch.nn.BatchNorm1d(8), torch.nn.GELU()
        net = torch.nn.Sequential(torch.nn.Linear(3, 8), norm, gelu, torch.nn.Linear(8, 1))
        for make in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW):
            opt = make(net.parameters(), lr=0.01)
            for _ in range(3):
                opt.zero_grad()
                loss = torch.nn.functional.mse_loss(net(torch.randn(5, 3)), torch.zeros(5, 1))
                loss.backward()
                torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
                opt.step()
                print(loss.item())
        lb = torch.optim.LBFGS(net.parameters(), max_iter=3)
        def closure():
            lb.zero_grad()
            loss = net(torch.ones(4, 3)).pow(2).mean()
            loss.backward()
            return loss
        print(lb.step(closure))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = net(torch.ones(4, 3))
        print(out.dtype, net[1].num_batches_tracked)
    """,
    "written to when it was a leaf": """
        x = torch.ones(2, requires_grad=True)
        w = torch.ones(2, requires_grad=True)
        (x * 1).sum().backward()
        x.requires_grad_(False)
        x.mul_(w)
        y = x * 2
        y.sum().backward()
        w.grad.zero_()
        print(w.grad)
    """,
    "leaves the program": """
        import sys
        x = torch.ones(2, requires_grad=True) * 2
        sys.exit(int(x.sum()))
    """,
}


def _told(error, path):
    """The error and those before it, with the lines of the program that they came through."""
    if error is None:
        return None
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return type(error).__name__, str(error), lines, _told(error.__cause__, path), _told(error.__context__, path)


def _observed(name, path, recording):
    """All that can be seen of a program."""
    said, warned, found = io.StringIO(), [], None

    def show(message, category, filename, lineno, file=None, line=None):
        warned.append((category.__name__, str(message), Path(filename).name, lineno))

    torch.manual_seed(0)
    random.seed(0)
    warnings.resetwarnings()
    warnings.simplefilter("default")
    warnings.showwarning = show
    code = compile(Path(path).read_text(), path, "exec", dont_inherit=True)
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            with recording:
                exec(code, {"torch": torch, "__name__": name, "__file__": path})
        except BaseException as error:
            found = _told(error, path)
    state = torch.get_rng_state().sum().item(), random.random()
    return {"said": said.getvalue(), "warned": warned, "error": found, "state": state}


def main(folder, is_recorded):
    """Run the programs in the folder, and print what is seen of each."""
    from explorer.core.tape.picture.graph import graph
    from explorer.core.tape.reading.track import track
    from explorer.core.tape.recording.record import record

    seen = {}
    for path in sorted(Path(folder).glob("*.py")):
        recording = record() if is_recorded else contextlib.nullcontext()
        seen[path.stem] = _observed(path.stem, str(path), recording)
        if is_recorded:
            tape = recording._tape
            graph(track(tape))
            seen[path.stem]["ended"] = tape.ended
    print(json.dumps(seen))


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What is seen of all programs, not recorded and recorded."""
    folder = tmp_path_factory.mktemp("programs")
    for name, text in PROGRAMS.items():
        lines = [line.removeprefix(" " * 8) for line in text.strip("\n").splitlines()]
        (folder / f"{name.replace(' ', '_').replace(chr(39), '')}.py").write_text("\n".join(lines).rstrip() + "\n")
    runs = [
        subprocess.Popen([sys.executable, __file__, folder, kind], cwd=ROOT, stdout=-1, stderr=-1, text=True)
        for kind in ("", "recorded")
    ]
    ends = [run.communicate() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], ends
    return [json.loads(out.splitlines()[-1]) for out, _ in ends]


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_does_the_same(seen, name):
    key = name.replace(" ", "_").replace("'", "")
    plain, recorded = seen[0][key], seen[1][key]
    assert recorded.pop("ended") == ""
    assert recorded == plain


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main(sys.argv[1], bool(sys.argv[2]))
