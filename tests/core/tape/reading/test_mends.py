"""Silent faults and what mends them: programs, and what is to be written instead; or that nothing is certain."""

from dataclasses import replace

import pytest

from tests.core.tape.programs.judge import differs, execute

HEAD = """
import torch
from torch import nn

x, y = torch.randn(6, 3), torch.randn(6, 1)
net, head = nn.Linear(3, 3), nn.Linear(3, 1)
a, b = nn.Parameter(torch.tensor(0.5)), nn.Parameter(torch.tensor(-1.5))
w = nn.Parameter(torch.tensor([0.5, -1.0, 2.0]))
"""
FIT = "loss = (head(h) - y).pow(2).mean()\nloss.backward()\n"
TRAIN = "opt = torch.optim.SGD([*net.parameters(), *head.parameters()], lr=0.1)\n"

# The program after HEAD, and what of it is replaced in the right one, by pairs; None where there is no certain cure.
CASES: dict[str, tuple[str, tuple[tuple[str, str], ...] | None]] = {
    "detach as a function": ("h = torch.detach(net(x)).tanh()\n" + FIT, (("torch.detach(net(x))", "net(x)"),)),
    "data of an inner result": ("h = net(x).tanh().data * 2\n" + FIT, ((".data", ""),)),
    "one detach of two": (
        "h = net(x)\nscale = x.mean()\nh = h.detach() * scale.detach()\n" + FIT,
        (("h.detach()", "h"),),
    ),
    "a target is detached": (
        "loss = nn.functional.mse_loss(head(x), net(x).mean(1, keepdim=True).detach())\nloss.backward()\n",
        None,
    ),
    "a new leaf on purpose": ("h = net(x).detach().requires_grad_()\n" + FIT + "print(h.grad)\n", None),
    "detached for numpy, too": ("h = net(x).detach()\nprint(h.numpy())\n" + FIT, None),
    "one network of two is trained": (
        "opt_g = torch.optim.SGD(net.parameters(), lr=0.1)\nopt_d = torch.optim.SGD(head.parameters(), lr=0.1)\n"
        "h = net(x).detach()\nopt_d.zero_grad()\n" + FIT + "opt_d.step()\n",
        None,
    ),
    "columns through data": (
        "h = torch.zeros(6, 3)\nfor k in range(3):\n    h.data[:, k] = x[:, k] * w[k]\n" + FIT,
        ((".data", ""),),
    ),
    "copied through detach": ("h = torch.zeros(6, 3)\nh.detach().copy_(x * w)\n" + FIT, ((".detach()", ""),)),
    "an alias with a name": (
        "h = torch.zeros(6, 3)\nview = h.data\nview[:] = x * w\n" + FIT,
        (("view = h.data", "view = h"),),
    ),
    "a recurrence through data": (
        "h = torch.ones(6, 3)\nfor k in range(1, 3):\n    h.data[:, k] = h[:, k - 1] * w[k]\n" + FIT,
        None,
    ),
    "inference as a decorator": (
        "@torch.no_grad()\ndef features(x):\n    return net(x).tanh()\n\n\nh = features(x)\n" + FIT,
        (("@torch.no_grad()\n", ""),),
    ),
    "no_grad with more in it": (
        "with torch.no_grad():\n    h = net(x)\n    h = h.tanh() * 2\n    print(h.mean().item())\n" + FIT,
        (
            (
                "with torch.no_grad():\n    h = net(x)\n    h = h.tanh() * 2\n    print",
                "h = net(x)\nh = h.tanh() * 2\nprint",
            ),
        ),
    ),
    "no_grad that an update needs": (
        "with torch.no_grad():\n    net.weight.mul_(0.5)\n    h = net(x)\n" + FIT,
        None,
    ),
    "a target under no_grad": (
        "with torch.no_grad():\n    goal = net(x).mean(1, keepdim=True)\nloss = (head(x) - goal).pow(2).mean()\n"
        "loss.backward()\n",
        None,
    ),
    "a tensor of numbers and tensors": (
        "h = x * torch.tensor([a, 0.5, b])\n" + FIT,
        (("torch.tensor([a, 0.5, b])", "torch.stack([a, torch.tensor(0.5), b])"),),
    ),
    "a tensor of a list comprehension": (
        "h = x * torch.tensor([v.exp() for v in (a, b, a * b)], dtype=torch.float32)\n" + FIT,
        (
            (
                "torch.tensor([v.exp() for v in (a, b, a * b)], dtype=torch.float32)",
                "torch.stack([a.exp(), b.exp(), (a * b).exp()])",
            ),
        ),
    ),
    "a tensor of a sum": (
        "loss = (head(x) ** 2).mean() + torch.tensor(sum([a * 2, b]))\nloss.backward()\n",
        (("torch.tensor(", "("),),
    ),
    "float() in an expression": ("h = x * float(a) + w\n" + FIT, (("float(a)", "a"),)),
    "item() into a list": (
        "parts = []\nfor v in w:\n    parts.append((v * v).item())\n"
        "loss = head(x).mean() + sum(parts) / len(parts)\nloss.backward()\n",
        (("(v * v).item()", "v * v"),),
    ),
    "item() into a tensor": (
        "h = x * torch.tensor([a.item(), b.item(), 1.0 * a.item()])[:, None].T\n" + FIT,
        None,
    ),
    "items into a tensor": (
        "h = x[:, :2] @ torch.tensor([a.item(), b.item()])\nloss = (h * head(x)[:, 0]).mean()\nloss.backward()\n",
        (("torch.tensor([a.item(), b.item()])", "torch.stack([a, b])"),),
    ),
    "item() for math": (
        "import math\n\nh = x * math.exp(a.item())\n" + FIT,
        (("math.exp(a.item())", "torch.exp(a)"),),
    ),
    "math of a tensor": ("import math\n\nh = x * (1 + math.tanh(a))\n" + FIT, (("math.tanh(a)", "torch.tanh(a)"),)),
    "item() for numpy": ("import numpy as np\n\nh = x * np.exp(a.item())\n" + FIT, None),
    "item() for an index": ("k = (a * 4).item()\nh = x[: round(k)]\ny = y[:2]\n" + FIT, None),
    "only printed": ("print(a.item())\nh = x * 2\n" + FIT, None),
    "tolist() by index": ("s = w.softmax(0).tolist()\nh = x * s[0] + s[1] + x * s[2]\n" + FIT, ((".tolist()", ""),)),
    "requires_grad of a module comes late": (
        "net.requires_grad_(False)\nh = net(x)\nnet.requires_grad_(True)\n" + FIT,
        (("h = net(x)\nnet.requires_grad_(True)\n", "net.requires_grad_(True)\nh = net(x)\n"),),
    ),
    "a penalty without create_graph": (
        "p = x.clone().requires_grad_()\nslope = torch.autograd.grad(net(p).tanh().sum(), p)[0]\n"
        "loss = (head(slope).norm(dim=1) - 1).pow(2).mean()\nloss.backward()\n",
        (("sum(), p)", "sum(), p, create_graph=True)"),),
    ),
    "never zeroed, clipped": (
        TRAIN + "for _ in range(3):\n    h = net(x)\n    loss = (head(h) - y).pow(2).mean()\n    loss.backward()\n"
        "    nn.utils.clip_grad_norm_(net.parameters(), 1.0)\n    opt.step()\n",
        (("    loss.backward()\n", "    opt.zero_grad()\n    loss.backward()\n"),),
    ),
    "accumulated and never zeroed": (
        TRAIN + "for k in range(4):\n    h = net(x)\n    loss = (head(h) - y).pow(2).mean()\n    loss.backward()\n"
        "    if k % 2:\n        opt.step()\n",
        (("        opt.step()\n", "        opt.step()\n        opt.zero_grad()\n"),),
    ),
    "optimizers in a list": (
        "opts = [torch.optim.SGD(one.parameters(), lr=0.1) for one in (net, head)]\nfor _ in range(3):\n"
        "    h = net(x)\n"
        "    loss = (head(h) - y).pow(2).mean()\n    loss.backward()\n    for opt in opts:\n        opt.step()\n",
        (("        opt.step()\n", "        opt.step()\n        opt.zero_grad()\n"),),
    ),
    "cleared between two losses and the step": (
        TRAIN + "for _ in range(2):\n    h = net(x)\n    loss = (head(h) - y).pow(2).mean()\n    loss.backward()\n"
        "    opt.zero_grad()\n    opt.step()\n",
        (("    loss.backward()\n    opt.zero_grad()\n", "    opt.zero_grad()\n    loss.backward()\n"),),
    ),
    "never stepped, clipped": (
        TRAIN
        + "for _ in range(2):\n    opt.zero_grad()\n    loss = (head(net(x)) - y).pow(2).mean()\n    loss.backward()\n"
        "    nn.utils.clip_grad_norm_(net.parameters(), 0.1)\n",
        (("parameters(), 0.1)\n", "parameters(), 0.1)\n    opt.step()\n"),),
    ),
    "never stepped, two backward": (TRAIN + "for part in (x, 2 * x):\n    head(net(part)).mean().backward()\n", None),
    "a step before its backward": (
        TRAIN + "for _ in range(2):\n    opt.step()\n    opt.zero_grad()\n    loss = (head(net(x)) - y).pow(2).mean()\n"
        "    loss.backward()\n",
        (("    opt.step()\n", ""), ("    loss.backward()\n", "    loss.backward()\n    opt.step()\n")),
    ),
    "no backward, two losses": (
        TRAIN
        + "for _ in range(2):\n    fit = (head(net(x)) - y).pow(2).mean()\n    loss = fit + net.weight.pow(2).sum()\n"
        "    opt.zero_grad()\n    opt.step()\n",
        (("    opt.step()\n", "    loss.backward()\n    opt.step()\n"),),
    ),
    "two parameters by hand": (
        "for _ in range(3):\n    loss = (x @ w * a).pow(2).mean()\n    loss.backward()\n    with torch.no_grad():\n"
        "        w -= 0.1 * w.grad\n        a -= 0.1 * a.grad\n",
        (("a.grad\n", "a.grad\n        w.grad = a.grad = None\n"),),
    ),
    "a list of parameters by hand": (
        "ps = [w, a]\nfor _ in range(3):\n    loss = (x @ w * a).pow(2).mean()\n    loss.backward()\n    for p in ps:\n"
        "        p.data -= 0.1 * p.grad\n",
        (("0.1 * p.grad\n", "0.1 * p.grad\n        p.grad = None\n"),),
    ),
    "stale with its scheduler": (
        TRAIN + "plan = torch.optim.lr_scheduler.StepLR(opt, 1)\nhead.bias = nn.Parameter(torch.ones(1))\n"
        "for _ in range(2):\n"
        "    opt.zero_grad()\n    loss = (head(net(x)) - y).pow(2).mean()\n    loss.backward()\n    opt.step()\n"
        "    plan.step()\n",
        (
            (TRAIN, ""),
            ("plan = ", "PLAN"),
            (
                "head.bias = nn.Parameter(torch.ones(1))\n",
                "head.bias = nn.Parameter(torch.ones(1))\n"
                + TRAIN
                + "plan = torch.optim.lr_scheduler.StepLR(opt, 1)\n",
            ),
            ("PLANtorch.optim.lr_scheduler.StepLR(opt, 1)\n", ""),
        ),
    ),
    "layers appended to a list": (
        "class Deep(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.out = nn.Linear(3, 1)\n"
        "        self.layers = []\n        for _ in range(2):\n            self.layers.append(nn.Linear(3, 3))\n\n"
        "    def forward(self, x):\n        for layer in self.layers:\n            x = layer(x).tanh()\n"
        "        return self.out(x)\n\n\n"
        "deep = Deep()\nopt = torch.optim.SGD(deep.parameters(), lr=0.1)\nloss = (deep(x) - y).pow(2).mean()\n"
        "opt.zero_grad()\n"
        "loss.backward()\nopt.step()\n",
        (("self.layers = []", "self.layers = nn.ModuleList()"),),
    ),
    "a distance of 0": (
        "h = net(x) - net(x)\nloss = (h**2).sum(1).sqrt().mean()\nloss.backward()\n",
        (("sum(1)", "sum(1).clamp(min=1e-12)"),),
    ),
    "log of a softmax with a name": (
        "p = torch.softmax(200 * net(x), dim=1)\nloss = -torch.log(p)[:, 0].mean()\nloss.backward()\n",
        (("torch.log(p)", "torch.log_softmax(200 * net(x), dim=1)"),),
    ),
    "log of a sigmoid": (
        "loss = -torch.log(1 - torch.sigmoid(200 * a)) - torch.log(torch.sigmoid(b))\nloss.backward()\n",
        (("torch.log(1 - torch.sigmoid(200 * a))", "nn.functional.logsigmoid(-200 * a)"),),
    ),
    "log of a sum of exp": (
        "s = (100 * w).exp().sum(0)\nloss = torch.log(s)\nloss.backward()\n",
        (("torch.log(s)", "torch.logsumexp(100 * w, 0)"),),
    ),
    "softmax by hand": (
        "e = torch.exp(100 * w)\np = e / e.sum(0, keepdim=True)\nloss = (p * x).sum()\nloss.backward()\n",
        (("e / e.sum(0, keepdim=True)", "torch.softmax(100 * w, 0)"),),
    ),
    "where, a line later": (
        "r = torch.sqrt(w)\nloss = torch.where(w > 0, r, 0.0).sum()\nloss.backward()\n",
        (("torch.sqrt(w)", "torch.sqrt(torch.where(w > 0, w, 1.0))"),),
    ),
    "masked_fill of a quotient": (
        "n = torch.tensor([2.0, 0.0, 4.0])\nloss = (w / n).masked_fill(n == 0, 0.0).sum()\nloss.backward()\n",
        (("w / n)", "w / n.masked_fill(n == 0, 1.0))"),),
    ),
    "a direction of 0": (
        "h = x * w * 0\nloss = (h / h.norm(dim=1, keepdim=True)).sum()\nloss.backward()\n",
        (("keepdim=True)", "keepdim=True).clamp(min=1e-12)"),),
    ),
    "an angle of 0": (
        "cosine = torch.cos(a * 0)\nloss = torch.acos(cosine) * b\nloss.backward()\n",
        (("acos(cosine)", "acos(cosine.clamp(-1 + 1e-6, 1 - 1e-6))"),),
    ),
    "the log of what is negative": ("loss = torch.log(w).sum()\nloss.backward()\n", None),
    "divided by a parameter that is 0": (
        "s = nn.Parameter(torch.zeros(3))\nloss = (w / s).sum()\nloss.backward()\n",
        None,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_cure_gives_the_gradients_of_the_right_program(name: str) -> None:
    body, changes = CASES[name]
    file = f"{name.replace(' ', '_')}.py"
    wrong, tape = execute(HEAD + body, file, recorded=True)
    cures = {one.cure for one in tape.troubles if one.cure is not None}
    if changes is None:
        assert not cures
        return
    right = body
    for old, new in changes:
        assert old in right
        right = right.replace(old, new)
    expected, _ = execute(HEAD + right, file)
    assert not expected.error
    assert differs(wrong, expected)
    assert cures, [one.text for one in tape.troubles]
    if any("nan" in one.kind for one in tape.troubles):  # what was not finite need only be finite
        filled = {name: leaf for name, leaf in expected.leaves.items() if leaf.grad is not None}
        expected, before = replace(expected, leaves=filled), wrong
    else:
        before = None
    for cure in cures:
        cured, _ = execute(cure, file)
        assert not differs(cured, expected, before), cure
