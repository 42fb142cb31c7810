"""Random programs that train something, as source text, with what certain of their lines do to gradients."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

_HEAD = (
    "import copy",
    "import numpy as np",
    "import torch",
    "import torch.nn.functional as F",
    "from torch import nn",
    "from torch.utils.checkpoint import checkpoint",
)

_PARTS = {
    "Half": (
        "class Half(torch.autograd.Function):",
        "    @staticmethod",
        "    def forward(ctx, a, b):",
        "        return a * 2 + b",
        "    @staticmethod",
        "    def backward(ctx, grad):",
        "        return grad * 2, None",
    ),
    "Scale": (
        "class Scale:",
        "    def __init__(self, start):",
        "        self.k = torch.tensor(start, requires_grad=True)",
        "    def __call__(self, h):",
        "        return h * self.k",
    ),
    "Net": (
        "class Net(nn.Module):",
        "    def __init__(self):",
        "        super().__init__()",
        "        self.inner = nn.Linear(3, 3)",
        "        self.gain = nn.Parameter(torch.tensor([0.9, 1.1, 0.7]))",
        "    def forward(self, h):",
        "        return torch.tanh(self.inner(h)) * self.gain",
    ),
}


@dataclass(frozen=True)
class Change:
    """What the `lines` do to a gradient, and the texts by line number (`edits`) with which they do not."""

    how: str
    lines: tuple[int, ...]
    edits: Mapping[int, str]


@dataclass(frozen=True)
class Program:
    """`leaves` are names, and the numbers of the lines after which they are there."""

    seed: int
    lines: tuple[str, ...]
    leaves: tuple[tuple[int, str], ...]
    changes: tuple[Change, ...]

    @property
    def source(self) -> str:
        return "\n".join(self.lines) + "\n"

    def marked(self, without: frozenset[int] = frozenset()) -> str:
        """The same lines, which also tell `_leaf` of each leaf; `without` are changes that are edited away."""
        lines = list(self.lines)
        for number in sorted(without):
            for line, text in self.changes[number].edits.items():
                lines[line - 1] = text
        if without:  # a checkpoint that is no cut, and yet hides ways
            changed = {line for one in self.changes if one.how == "inside" for line in one.edits}
            lines = [
                text if line in changed else text.replace("use_reentrant=True", "use_reentrant=False")
                for line, text in enumerate(lines, 1)
            ]
        for line, name in self.leaves:
            lines[line - 1] += f"; _leaf({name!r}, {name})"
        return "\n".join(lines) + "\n"

    def still(self) -> str:
        """The marked text, in which nothing changes a leaf by its gradients, nor copies one."""
        text = re.sub(r"\w+\.step\(\)", "pass", self.marked())
        text = re.sub(r"\S+ -= .*", "pass", text)
        return re.sub(r"copy\.deepcopy\((\w+)\)", lambda made: self._again(made[1]), text)

    def _again(self, name: str) -> str:
        """How that module was made."""
        line = next(line for line in self.lines if line.strip().startswith(f"{name} = "))
        return line.partition(" = ")[2]


def program(seed: int) -> Program:
    """The program of that number, the same each time."""
    return _Maker(seed).made()


class _Maker:
    """Writes a program line by line. All that flows through it has the shape (3,)."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.lines: list[str] = list(_HEAD)
        self.depth = 0
        self.leaves: list[tuple[int, str]] = []
        self.changes: list[Change] = []
        self.vectors: list[str] = []
        self.scalars: list[str] = []
        self.modules: list[str] = []
        self.late: list[tuple[str, int]] = []
        self.live: list[str] = []
        self.tracked: set[str] = set()
        self.used: set[str] = set()
        self.count = 0
        self.optimisers: list[str] = []
        self.risk = self.chance.choice((0.1, 0.4, 0.7))

    # -- text

    def put(self, text: str) -> int:
        self.lines.append("    " * self.depth + text)
        return len(self.lines)

    def can_be(self, how: str, line: int, text: str, at: tuple[int, ...] = ()) -> None:
        """The line does that to a gradient, and with this text it would not."""
        self.changes.append(Change(how, at or (line,), {line: "    " * self.depth + text}))

    def new(self, stem: str = "h") -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def numbers(self) -> str:
        return str([self.chance.choice((-1, 1)) * round(self.chance.uniform(0.2, 1.5), 2) for _ in range(3)])

    def one_in(self, many: int) -> bool:
        return self.chance.randrange(many) == 0

    def leaf(self, name: str, text: str) -> None:
        self.leaves.append((self.put(text), name))

    # -- the whole

    def made(self) -> Program:
        for part in _PARTS.values():
            for line in part:
                self.put(line)
        in_main = self.one_in(6)
        if in_main:
            self.put("def main():")
            self.depth += 1
        self.put(f"torch.manual_seed({self.seed})")
        self.put(f"x = torch.tensor({self.numbers()})")
        self.set_up()
        self.build_optimisers()
        if self.one_in(8):
            self.replace_parameter()
        for _ in range(self.chance.choice((1, 1, 1, 2))):
            if self.one_in(3):
                self.put(f"for epoch in range({self.chance.choice((2, 2, 3))}):")
                self.depth += 1
                self.phase()
                self.depth -= 1
            else:
                self.phase()
        self.finish()
        if in_main:
            self.depth -= 1
            self.put("main()")
        return Program(self.seed, tuple(self.lines), tuple(self.leaves), tuple(self.changes))

    def set_up(self) -> None:
        for _ in range(self.chance.choice((2, 2, 3))):
            name = self.new("w")
            made = self.chance.choice(("torch.tensor({}, requires_grad=True)", "nn.Parameter(torch.tensor({}))"))
            self.leaf(name, f"{name} = {made.format(self.numbers())}")
            self.vectors.append(name)
        if self.one_in(3):
            self.leaf("params", f"params = {{'a': nn.Parameter(torch.tensor({self.numbers()})), "
                                f"'b': torch.tensor({self.numbers()}, requires_grad=True)}}")  # fmt: skip
            self.vectors += ["params['a']", "params['b']"]
        if self.one_in(4):
            self.leaf("several", "several = [nn.Parameter(torch.randn(3)) for _ in range(2)]")
            self.vectors += ["several[0]", "several[1]"]
        if self.one_in(4):
            self.leaf("scale", f"scale = Scale({self.numbers()})")
            self.vectors.append("scale.k")
        if self.one_in(3):
            name = self.new("s")
            self.leaf(name, f"{name} = torch.tensor({round(self.chance.uniform(0.3, 2), 2)}, requires_grad=True)")
            self.scalars.append(name)
        for made in ("nn.Linear(3, 3)", "Net()", "nn.Sequential(nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 3))"):
            if self.one_in(4):
                name = self.new("net")
                self.leaf(name, f"{name} = {made}")
                self.modules.append(name)
        if self.modules and self.one_in(5):
            self.leaf("twin", f"twin = copy.deepcopy({self.modules[0]})")
            if self.one_in(2):
                self.modules.append("twin")
        if self.modules and self.one_in(6):
            self.put(f"for p in {self.modules[-1]}.parameters(): p.requires_grad_(False)")
        if self.one_in(3):
            name, text = self.new("late"), self.numbers()
            self.leaf(name, f"{name} = torch.tensor({text})")
            line = len(self.lines)
            self.late.append((name, line))
            self.can_be("late", line, f"{name} = torch.tensor({text}, requires_grad=True)", at=(0,))

    def build_optimisers(self) -> None:
        self.style = self.chance.choice(
            ("none", "none", "none", "right", "right", "missing", "before", "no step", "by hand")
        )
        if self.style in ("none", "by hand"):
            return
        for _ in range(self.chance.choice((1, 1, 1, 2))):
            held = self.chance.sample(self.vectors, self.chance.randint(1, len(self.vectors)))
            text = f"[{', '.join(held)}]"
            for module in self.modules:
                if not self.one_in(4):
                    text += f" + list({module}.parameters())"
            name = self.new("opt")
            kind = self.chance.choice(("SGD", "SGD", "Adam"))
            self.put(f"{name} = torch.optim.{kind}({text}, lr=0.05)")
            self.optimisers.append(name)

    def replace_parameter(self) -> None:
        made = f"nn.Parameter(torch.tensor({self.numbers()}))"
        plain = [one for one in self.modules if one.startswith("net")]
        if plain and "nn.Linear(3, 3)" in self.lines[next(n for n, name in self.leaves if name == plain[0]) - 1]:
            if "Sequential" not in self.lines[next(n for n, name in self.leaves if name == plain[0]) - 1]:
                self.leaf(f"{plain[0]}.bias", f"{plain[0]}.bias = {made}")
        elif "params['a']" in self.vectors:
            self.leaf("params['a']", f"params['a'] = {made}")

    # -- one loss, and the way back from it

    def phase(self) -> None:
        self.live, self.tracked = ["x"], set()
        if self.optimisers and self.style == "right" and self.one_in(2):
            self.zero_all()
            cleared = True
        else:
            cleared = False
        inside = self.one_in(5)
        if inside:
            made = self.new("forward")
            self.put(f"def {made}(x):")
            self.depth += 1
        for _ in range(self.chance.randint(2, 6)):
            self.grow()
        out = self.live[-1]
        if inside:
            is_tracked = out in self.tracked
            self.put(f"return {out}")
            self.depth -= 1
            out = self.new("out")
            self.put(f"{out} = {made}(x)")
            self.live, self.tracked = ["x", out], {out} if is_tracked else set()
        loss = self.loss(out)
        if self.late and self.one_in(2):
            name, _ = self.late.pop()
            self.put(f"{name}.requires_grad_()")
        if self.one_in(10):
            self.overwrite()
        if self.style == "right" and self.optimisers and not cleared:
            self.zero_all()
        self.walk(loss)
        self.live, self.tracked = ["x"], set()
        self.update()

    def zero_all(self) -> None:
        for name in self.optimisers:
            self.put(f"{name}.zero_grad({self.chance.choice(('', '', 'set_to_none=False'))})")

    def loss(self, out: str) -> str:
        loss = self.new("loss")
        given = self.chance.choice(("{}.sum()", "({} * {}).mean()", "{}.pow(2).sum()", "{}.tanh().sum()"))
        if out not in self.tracked or self.one_in(4):
            given = given.replace("{}", f"({out} * {self.chance.choice(self.vectors)})")
        line = self.put(f"{loss} = " + given.replace("{}", out))
        if self.one_in(6):
            number = self.new("n")
            text = self.chance.choice(self.live + self.vectors)
            self.put(f"{number} = {text}.sum().item()")
            self.can_be("numbers", line + 1, f"{number} = {text}.sum()")
            self.put(f"{loss} = {loss} * {number}")
        return loss

    def walk(self, loss: str) -> None:
        kind = self.chance.randrange(14)
        if kind == 0:
            self.put(f"{loss}.backward(retain_graph=True)")
            self.put(f"{loss}.backward()")
        elif kind == 1:
            self.put(f"{loss}.backward(inputs=[{self.chance.choice(self.vectors)}])")
        elif kind == 2:
            asked = self.chance.sample(self.vectors, 2)
            self.put(f"gradients = torch.autograd.grad({loss}, [{', '.join(asked)}], allow_unused=True)")
        elif kind == 3:
            other = self.new("loss")
            self.put(f"{other} = ({self.chance.choice(self.live)} * {self.chance.choice(self.vectors)}).sum()")
            self.put(f"{loss}.backward(retain_graph=True)")
            self.put(f"{other}.backward()")
        elif kind == 4:
            self.put(f"{loss}.backward(torch.tensor({self.chance.choice(('0.0', '2.0', '1.0'))}))")
        elif kind == 5:
            self.put(f"total = {loss}.item()")
        else:
            self.put(f"{loss}.backward()")

    def update(self) -> None:
        if self.style == "by hand":
            chosen = self.chance.choice(self.vectors)
            self.put("with torch.no_grad():")
            self.put(f"    {chosen} -= 0.1 * ({chosen}.grad if {chosen}.grad is not None else 0)")
            if self.one_in(3):
                self.put(f"{chosen}.grad = None")
        elif self.style == "before":
            self.zero_all()
            for name in self.optimisers:
                self.put(f"{name}.step()")
        elif self.style in ("right", "missing"):
            for name in self.optimisers:
                if not self.one_in(6):
                    self.put(f"{name}.step()")
        elif self.one_in(4):
            chosen = self.chance.choice(self.vectors)
            self.put(
                self.chance.choice((f"{chosen}.grad = None", f"if {chosen}.grad is not None: {chosen}.grad.zero_()"))
            )

    def overwrite(self) -> None:
        chosen = self.chance.choice(self.vectors + self.live[1:])
        self.put(f"{chosen}.data.mul_({self.chance.choice(('0', '3'))})")
        self.can_be("overwrite", len(self.lines), "pass")

    def finish(self) -> None:
        if self.optimisers and self.one_in(4):
            self.zero_all()
        if self.one_in(12):
            self.put(
                self.chance.choice(("x.sum().backward()", f"print({self.vectors[0]}.grad.sum())", "x @ torch.ones(4)"))
            )

    # -- one operation

    def grow(self) -> None:
        a = self.live[-1] if self.one_in(2) else self.chance.choice(self.live[-2:])
        draw = self.chance.random()
        if draw > self.risk:
            self.plain(a)
        else:
            self.chance.choice((self.cut,) * 5 + (self.zero, self.bad, self.bad, self.hook, self.hook, self.odd))(a)

    def give(self, text: str, *of: str, name: str = "") -> str:
        """A new value, made of those."""
        name = name or self.new()
        self.put(f"{name} = {text}")
        self.live.append(name)
        if any(one in self.tracked or one in self.vectors + self.scalars for one in of):
            self.tracked.add(name)
        return name

    def vector(self) -> str:
        """A leaf, sooner one that was not used yet."""
        fresh = [one for one in self.vectors if one not in self.used]
        chosen = self.chance.choice(fresh if fresh and not self.one_in(3) else self.vectors)
        self.used.add(chosen)
        return chosen

    def plain(self, a: str) -> None:
        w, b = self.vector(), self.chance.choice(self.live)
        kind = self.chance.randrange(12)
        if kind < 4:
            self.give(
                self.chance.choice(("{a} * {w}", "{a} + {w}", "{w} - {a}", "torch.tanh({a}) * {w}")).format(a=a, w=w),
                a,
                w,
            )
        elif kind == 4:
            self.give(
                self.chance.choice(("torch.sigmoid({})", "{}.tanh()", "F.softplus({})", "{}.exp().log()")).format(a), a
            )
        elif kind == 5:
            self.give(f"torch.stack([{a}, {b}]).sum(0)", a, b)
        elif kind == 6:
            self.give(f"{a}.view(3, 1).squeeze(1) * {w}[0]", a, w)
        elif kind == 7 and self.scalars:
            self.give(f"{a} * {self.scalars[0]}", a, self.scalars[0])
        elif kind == 8 and "scale.k" in self.vectors:
            self.give(f"scale({a})", a, "scale.k")
        elif kind == 9:
            name = self.give(f"{a} * 1.5", a)
            self.put(self.chance.choice((f"{name}.add_({w})", f"{name}[0] = {w}[1]", f"{name}[1:].mul_({w}[1:])")))
            self.tracked.add(name)
        elif kind == 10 and self.modules:
            module = self.chance.choice(self.modules)
            name = self.give(f"{module}({a})", a)
            if self.one_in(6) and a in self.tracked:
                self.lines[-1] = (
                    "    " * self.depth + f"{name} = checkpoint({module}, {a}, use_reentrant={self.one_in(2)})"
                )
        elif self.late:
            name, line = self.late[0]
            made = self.give(f"{a} * {name} + {w}", a, w)
            index, old = next((i, c) for i, c in enumerate(self.changes) if c.how == "late" and line in c.edits)
            self.changes[index] = Change("late", (*old.lines, len(self.lines)), old.edits)
            self.tracked.add(made)
        else:
            self.give(f"{a} * {w} + {b}", a, w, b)

    def cut(self, a: str) -> None:
        w, name = self.vector(), self.new()
        made = self.chance.choice((0, 0, 1, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9, 9, 9, 10, 10, 11, 11, 12))
        texts = {
            0: ("detach", "{a}.detach() * {w}", "{a} * {w}"),
            1: ("detach", "{a}.data + {w}", "{a} + {w}"),
            2: ("no derivative", "({a} > 0.1).float() * {w}", "torch.sigmoid({a}) * {w}"),
            3: ("no derivative", "{a}.argmax() * {w}", "{a}.max() * {w}"),
            4: (
                "rebuilt",
                "torch.tensor([{a}[0], {a}[1], {a}[2]]) * {w}",
                "torch.stack([{a}[0], {a}[1], {a}[2]]) * {w}",
            ),
            5: ("numbers", "torch.from_numpy(np.sin({a}.detach().numpy())) * {w}", "torch.sin({a}) * {w}"),
            6: ("numbers", "float({a}.sum()) * {w}", "{a}.sum() * {w}"),
            7: ("numbers", "torch.tensor({a}.tolist()) + {w}", "{a} + {w}"),
        }
        if made in texts:
            how, text, whole = texts[made]
            self.give(text.format(a=a, w=w), w, name=name)
            self.can_be(how, len(self.lines), f"{name} = " + whole.format(a=a, w=w))
        elif made == 8:
            with_grad = "    " * self.depth + "with torch.enable_grad():"
            line = self.put("with torch.no_grad():")
            self.put(f"    {name} = {a} * 2 + {w}")
            self.changes.append(Change("no_grad", (line + 1,), {line: with_grad}))
            self.live.append(name)
        elif made == 9 and a in self.tracked:
            self.put(f"{name}, = torch.autograd.grad(({a} * {a}).sum(), {a}, retain_graph=True)")
            self.can_be(
                "create_graph", len(self.lines),
                f"{name}, = torch.autograd.grad(({a} * {a}).sum(), {a}, create_graph=True)",
            )  # fmt: skip
            self.live.append(name)
        elif made == 10 and self.modules:
            module = self.chance.choice(self.modules)
            self.put(f"{name} = checkpoint({module}, x, use_reentrant=True)")
            self.can_be("inside", len(self.lines), f"{name} = checkpoint({module}, x, use_reentrant=False)")
            self.live.append(name)
        elif made == 11:
            self.give(f"{w} * 1.0", w, name=name)
            self.put(f"{name}.data.copy_({a})")
            self.can_be("alias", len(self.lines), f"{name}.copy_({a})")
        else:
            number = self.new("n")
            self.put(f"{number} = {a}.mean().item()")
            self.can_be("numbers", len(self.lines), f"{number} = {a}.mean()")
            self.give(f"{w} * {number}", w, name=name)

    def zero(self, a: str) -> None:
        w = self.vector()
        text = self.chance.choice((
            "torch.relu(-{a}.abs() - 1) + x", "{a} * torch.zeros(3) + x", "{a} * 0", "{a}.clamp(max=-100)",
            "torch.where(torch.zeros(3, dtype=torch.bool), {a}, {w})", "{a}.round() + {w}",
            "{a}.masked_fill(torch.ones(3, dtype=torch.bool), 0.5)", "torch.softmax({a}, 0).sum() * torch.ones(3)",
        ))  # fmt: skip
        self.give(text.format(a=a, w=w), a, *([w] if "{w}" in text else []))

    def bad(self, a: str) -> None:
        made = self.chance.choice((
            ("torch.log({a} * 0)", "torch.log({a}.abs() + 1)"),
            ("torch.sqrt({a} * 0)", "torch.sqrt({a} * 0 + 1)"),
            ("torch.where({a} > 100, torch.log({a} - 1000), {a})", "torch.where({a} > 100, {a} - 1000, {a})"),
            ("torch.where({a} > 100, torch.sqrt(torch.relu({a} - 100)), {a})", "torch.where({a} > 100, {a}, {a})"),
            ("torch.softmax({a}.masked_fill(torch.ones(3, dtype=torch.bool), -torch.inf), 0)", "torch.softmax({a}, 0)"),
            ("torch.softmax({a}.masked_fill(torch.arange(3) < 1, -torch.inf), 0)", "torch.softmax({a}, 0)"),
            ("{a} / ({a} - {a})", "{a} / 2"),
            ("{a} * ({a} - {a}).norm()", "{a} * 2"),
            ("{a} + torch.tensor([1.0, float('nan'), 2.0])", "{a} + 1"),
            ("torch.exp({a} * 0 + 200)", "torch.exp({a})"),
        ))  # fmt: skip
        name = self.give(made[0].format(a=a), a)
        self.can_be("bad", len(self.lines), f"{name} = " + made[1].format(a=a))

    def hook(self, a: str) -> None:
        if a not in self.tracked:
            return self.plain(a)
        made = self.chance.choice(("g * 0", "g * 2", "g * float('nan')", "g + 0", "g / 0"))
        self.put(f"{a}.register_hook(lambda g: {made})")
        self.can_be("hook", len(self.lines), f"{a}.register_hook(lambda g: g)")
        return None

    def odd(self, a: str) -> None:
        w = self.vector()
        if self.one_in(2):
            self.give(f"Half.apply({w}, {a})", w, a)
        elif a in self.tracked:
            self.put(f"{a}.retain_grad()")
        else:
            self.give(f"Half.apply({a}, {w})", w, a)
