"""Programs with every odd kind of tensor and call: recorded or not, they do the same, and the recording is whole."""

import io
import textwrap
import warnings
from contextlib import redirect_stdout

import pytest
import torch

from explorer.core.tape.picture.graph import graph
from explorer.core.tape.reading.track import track
from explorer.core.tape.recording.record import record
from explorer.core.tape.tape import Cut, Tape

PROGRAMS = {
    "vmap": """
        x=torch.linspace(0,1,3,requires_grad=True)
        y=torch.func.vmap(lambda t:t*2)(x)
        y.sum().backward()
    """,
    "jvp": """
        torch.func.jvp(torch.sin,(torch.ones(3),),(torch.ones(3),))
    """,
    "hessian": """
        torch.func.hessian(lambda t:(t**3).sum())(torch.ones(2))
    """,
    "kept from a transform that is over": """
        kept=[]
        torch.func.grad(lambda t:(kept.append(t*2),t.sum())[1])(torch.ones(3))
        torch.func.vmap(lambda t:(kept.append(t*2),t.sum())[1])(torch.ones(2,3))
        inside=kept[0]
        print(inside*2,kept[1].shape)
    """,
    "jacobian": """
        torch.autograd.functional.jacobian(lambda t:t**3,torch.ones(2))
    """,
    "jacobian by vmap": """
        torch.autograd.functional.jacobian(lambda t:t**3,torch.ones(2),vectorize=True)
    """,
    "product with the hessian": """
        torch.autograd.functional.hvp(lambda t:(t**3).sum(),torch.ones(2),torch.ones(2))
    """,
    "sparse": """
        s=torch.eye(3).to_sparse().requires_grad_()
        (torch.sparse.mm(s,torch.ones(3,2))).sum().backward()
        print(s.grad)
    """,
    "compressed rows": """
        s=torch.eye(3).to_sparse_csr()
        s@torch.ones(3)
    """,
    "nested": """
        n=torch.nested.nested_tensor([torch.ones(2),torch.ones(3)])
        m=n*2
    """,
    "jagged": """
        n=torch.nested.nested_tensor([torch.ones(2),torch.ones(3)],layout=torch.jagged)
        m=n*2
    """,
    "complex": """
        c=torch.tensor([1+2j,3j],requires_grad=True)
        (c.abs()**2).sum().backward()
    """,
    "quantised": """
        q=torch.quantize_per_tensor(torch.ones(3),0.1,0,torch.quint8)
        q.dequantize()
    """,
    "meta device": """
        m=torch.ones(3,device='meta')*2
    """,
    "bfloat16": """
        b=torch.ones(200,dtype=torch.bfloat16,requires_grad=True)
        (b*2).sum().backward()
    """,
    "float16": """
        b=torch.full((200,),6e4,dtype=torch.float16)
        b*2
    """,
    "integers": """
        torch.arange(1000)*2
    """,
    "unsigned": """
        torch.tensor([2**63],dtype=torch.uint64)
    """,
    "eight bits": """
        torch.ones(200).to(torch.float8_e4m3fn)
    """,
    "booleans": """
        torch.ones(300,dtype=torch.bool)
    """,
    "nothing in it": """
        torch.empty(0,3).sum()
    """,
    "checkpoint": """
        from torch.utils.checkpoint import checkpoint
        x=torch.ones(2,requires_grad=True)
        checkpoint(lambda t:t.sin().exp(),x,use_reentrant=False).sum().backward()
    """,
    "checkpoint, reentrant": """
        from torch.utils.checkpoint import checkpoint
        x=torch.ones(2,requires_grad=True)
        checkpoint(lambda t:t.sin().exp(),x,use_reentrant=True).sum().backward()
    """,
    "inference mode": """
        with torch.inference_mode():
            a=torch.ones(3)*2
        b=a+1
    """,
    "subclass": """
        class T(torch.Tensor): pass
        t=torch.ones(3).as_subclass(T)
        u=(t*2).sum()
    """,
    "parameter and .data": """
        p=torch.nn.Parameter(torch.ones(3))
        (p*2).sum().backward()
        p.data.add_(1)
        p.data=torch.zeros(3)
    """,
    "lstm": """
        r=torch.nn.LSTM(3,4)
        o,h=r(torch.ones(2,1,3))
        o.sum().backward()
    """,
    "transformer": """
        m=torch.nn.TransformerEncoderLayer(8,2,16)
        m(torch.ones(3,1,8)).sum().backward()
    """,
    "batch norm": """
        m=torch.nn.BatchNorm1d(3)
        m(torch.randn(4,3)).sum().backward()
    """,
    "hook that changes a gradient": """
        x=torch.ones(2,requires_grad=True)
        y=x*2
        y.register_hook(lambda g:g*3)
        y.sum().backward()
        print(x.grad)
    """,
    "dual numbers": """
        import torch.autograd.forward_ad as fw
        with fw.dual_level():
            d=fw.make_dual(torch.ones(2),torch.ones(2))
            print(fw.unpack_dual(d.sin()))
    """,
    "gradcheck": """
        torch.autograd.gradcheck(torch.sin,(torch.ones(2,dtype=torch.float64,requires_grad=True),))
    """,
    "another thread": """
        import threading
        x=torch.ones(2,requires_grad=True)
        t=threading.Thread(target=lambda:(x*2).sum().backward());t.start();t.join()
        x.grad
    """,
    "deepcopy of a module": """
        import copy
        m=torch.nn.Linear(2,2)
        c=copy.deepcopy(m)
    """,
    "save and load": """
        import io
        b=io.BytesIO();torch.save(torch.ones(3),b);b.seek(0);torch.load(b)
    """,
    "symbolic trace": """
        import torch.fx
        g=torch.fx.symbolic_trace(torch.nn.Linear(2,2))
    """,
    "a recorder in a recorder": """
        from explorer.core.tape.recording.record import record as R
        with R() as inner:
            x=torch.ones(2,requires_grad=True)
            (x*2).sum().backward()
        assert inner.operations
    """,
    "anomaly detection": """
        with torch.autograd.set_detect_anomaly(True):
            x=torch.ones(2,requires_grad=True)
            (x*2).sum().backward()
    """,
    "hooks of saved tensors": """
        with torch.autograd.graph.saved_tensors_hooks(lambda t:t.numpy(),lambda a:torch.from_numpy(a)):
            x=torch.ones(2,requires_grad=True)
            (x.detach().exp()*x).sum().backward()
    """,
    "several roots": """
        x=torch.ones(2,requires_grad=True)
        y=x*2
        z=x.sin()
        torch.autograd.backward([y.sum(),z.sum()])
    """,
    "data loader": """
        from torch.utils.data import DataLoader,TensorDataset
        for a, in DataLoader(TensorDataset(torch.arange(6.)),2): a+1
    """,
    "out argument": """
        o=torch.empty(3)
        torch.sin(torch.ones(3),out=o)
    """,
    "several outputs": """
        a,b=torch.ones(4,requires_grad=True).split(2)
        (a*b).sum().backward()
    """,
    "closure of LBFGS": """
        x=torch.ones(2,requires_grad=True)
        o=torch.optim.LBFGS([x])
        def c():
            o.zero_grad();l=(x**2).sum();l.backward();return l
        o.step(c)
    """,
    "convolution": """
        torch.nn.functional.conv2d(torch.ones(1,1,5,5),torch.ones(1,1,3,3,requires_grad=True)).sum().backward()
    """,
    "assignment to a slice": """
        x=torch.zeros(4,requires_grad=True)
        y=x.clone()
        y[1:3]=torch.ones(2)
        y.sum().backward()
    """,
    "fft": """
        torch.fft.fft(torch.ones(8,requires_grad=True)).abs().sum().backward()
    """,
    "eigenvalues": """
        torch.linalg.eigh(torch.eye(3,requires_grad=True))
    """,
}


def run(program, namespace):
    """What it prints."""
    torch.manual_seed(0)
    said = io.StringIO()
    with redirect_stdout(said), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns of much that is here, and would do so without us
        exec(textwrap.dedent(program), namespace)
    return said.getvalue()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_does_the_same_while_it_is_recorded(name):
    plain, recorded = {"torch": torch}, {"torch": torch}
    said = run(PROGRAMS[name], plain)
    with record() as tape:
        assert run(PROGRAMS[name], recorded) == said
    assert not tape.ended
    assert Tape.from_json(tape.to_json()) == tape
    graph(track(tape))
    for key, value in plain.items():
        if type(value) is torch.Tensor and value.layout is torch.strided and not value.is_nested:
            assert value.is_meta or torch.equal(value, recorded[key])
            if value.requires_grad and value.is_leaf and value.grad is not None:
                assert torch.equal(value.grad, recorded[key].grad)


@pytest.mark.parametrize("name", ["vmap", "jvp", "hessian"])
def test_what_happens_in_a_transform_is_named_as_what_cannot_be_recorded(name):
    with record() as tape:
        run(PROGRAMS[name], {"torch": torch})
    unseen = [one for one in tape.operations if one.cut is Cut.TRANSFORM]
    assert unseen and not any(one.outputs for one in unseen)
    assert unseen[0].line.number > 0
