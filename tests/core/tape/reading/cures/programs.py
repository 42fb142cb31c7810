"""Programs that torch refuses, and the right ones written by hand: a line with - in front is of the wrong one only,
one with + of the right one only. `# !` marks the lines that are to be told.

Most are short forms of what people have reported in public.
"""

PRELUDE = "import torch; from torch import nn; import torch.nn.functional as F; torch.manual_seed(0)"

MENDED = {}
"""By kind and name: a change is certain, and gives the gradients of the right program."""

TOLD = {}
"""No change is certain: what is known is said."""


def programs(texts: str, into: dict[str, str], kind: str) -> None:
    """Parts of a text, each after a line `=== name`."""
    for part in texts.strip().removeprefix("=== ").split("\n=== "):
        name, _, text = part.partition("\n")
        into[f"{kind}: {name}"] = text


def wrong(text: str) -> str:
    return _read(text, "+")


def right(text: str) -> str:
    return _read(text, "-")


def _read(text: str, without: str) -> str:
    lines = [line for line in text.splitlines() if not line.startswith(without)]
    return "\n".join([PRELUDE, *(line[2:] for line in lines)]) + "\n"


programs(
    """
=== the same loss, twice
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = (x**3).sum()
- y.backward()  # !
+ y.backward(retain_graph=True)
  y.backward()  # !
=== two losses share a forward
  net = nn.Linear(2, 2)
  h = torch.tanh(net(torch.ones(3, 2)))
  first, other = h.sum(), (h**2).sum()
- first.backward()  # !
+ first.backward(retain_graph=True)
  other.backward()  # !
=== autograd.grad, then backward
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = (x**3).sum()
- (slope,) = torch.autograd.grad(y, x)  # !
+ (slope,) = torch.autograd.grad(y, x, retain_graph=True)
  y.backward()  # !
=== the same loss walked in a loop
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = x.exp().sum()
  for _ in range(3):
-     y.backward()  # !
+     y.backward(retain_graph=True)
=== computed before the loop, trained in it
  w = torch.tensor([1.0, 2.0], requires_grad=True)
  opt = torch.optim.SGD([w], lr=0.1)
- loss = (w**3).sum()  # !
  for _ in range(3):
+     loss = (w**3).sum()
      opt.zero_grad()
      loss.backward()  # !
      opt.step()
=== the state of an RNN
  rnn, state = nn.RNN(2, 3), None
  opt = torch.optim.SGD(rnn.parameters(), lr=0.1)
  for _ in range(3):
      out, state = rnn(torch.ones(4, 1, 2), state)  # !
      opt.zero_grad()
      out.pow(2).mean().backward()  # !
      opt.step()
+     state = state.detach()
=== the pair of an LSTM
  lstm, state = nn.LSTM(2, 3), None
  opt = torch.optim.SGD(lstm.parameters(), lr=0.1)
  for _ in range(3):
      out, state = lstm(torch.ones(4, 1, 2), state)  # !
      opt.zero_grad()
      loss = out.pow(2).mean()
      loss.backward()  # !
      opt.step()
+     state = tuple(one.detach() for one in state)
=== h and c of an LSTM
  lstm = nn.LSTM(2, 3)
  h, c = torch.zeros(1, 1, 3), torch.zeros(1, 1, 3)
  for _ in range(3):
      out, (h, c) = lstm(torch.ones(4, 1, 2), (h, c))  # !
      loss = out.pow(2).mean()
-     loss.backward(retain_graph=False)  # !
+     loss.backward()
+     h, c = h.detach(), c.detach()
=== h and c of an LSTMCell in a function
  cell = nn.LSTMCell(2, 3)
  def train():
      h, c = torch.zeros(1, 3), torch.zeros(1, 3)
      for _ in range(3):
          h, c = cell(torch.ones(1, 2), (h, c))  # !
          loss = h.pow(2).mean()
          loss.backward()  # !
+         h, c = h.detach(), c.detach()
  train()
=== the state of a module of one's own
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
          self.a, self.b = nn.Linear(2, 3), nn.Linear(3, 3)
      def forward(self, x, h):
          h = torch.tanh(self.a(x) + self.b(h))  # !
          return h.sum(), h
  net = Net()
  hidden = torch.zeros(1, 3)
  for _ in range(3):
      loss, hidden = net(torch.ones(1, 2), hidden)
      loss.backward()  # !
+     hidden = hidden.detach()
=== a state that the module keeps
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
          self.rnn, self.out, self.h = nn.RNN(2, 3), nn.Linear(3, 1), None
      def forward(self, x):
          y, self.h = self.rnn(x, self.h)  # !
          return self.out(y)
  net = Net()
  opt = torch.optim.SGD(net.parameters(), lr=0.1)
  for _ in range(3):
      loss = net(torch.ones(4, 1, 2)).pow(2).mean()
      opt.zero_grad()
      loss.backward()  # !
+     net.h = net.h.detach()
      opt.step()
=== a state kept, and the graph retained
  gru, state = nn.GRU(2, 3), torch.zeros(1, 1, 3)
  opt = torch.optim.Adam(gru.parameters(), lr=0.1)
  for _ in range(3):
      out, state = gru(torch.ones(4, 1, 2), state)  # !
      opt.zero_grad()
-     out.pow(2).mean().backward(retain_graph=True)
+     out.pow(2).mean().backward()
-     opt.step()  # !
+     opt.step()
+     state = state.detach()
=== a prediction that is the next input
  net, x = nn.Linear(2, 2), torch.ones(1, 2)
  for _ in range(3):
      x = torch.tanh(net(x))  # !
      loss = (x - 1).pow(2).sum()
      loss.backward()  # !
+     x = x.detach()
=== a running sum is walked
  net = nn.Linear(2, 1)
  opt = torch.optim.SGD(net.parameters(), lr=0.1)
  total = 0
  for k in range(3):
      loss = net(torch.ones(1, 2)).pow(2).mean()
      total = total + loss  # !
      opt.zero_grad()
-     total.backward()  # !
+     loss.backward()
      opt.step()
=== a loss that is never begun anew
  net = nn.Linear(2, 1)
- loss = 0
  for k in range(3):
+     loss = 0
      loss += net(torch.ones(1, 2)).pow(2).mean()  # !
      loss.backward()  # !
=== a parameter that was scaled
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
-         self.w = nn.Parameter(torch.ones(3)) * 0.1  # !
+         self.w = nn.Parameter(torch.ones(3) * 0.1)
          self.b = nn.Parameter(torch.zeros(1))
      def forward(self, x):
          return x @ self.w + self.b
  net = Net()
  for _ in range(2):
      loss = (net(torch.ones(2, 3)) - 1).pow(2).mean()
      loss.backward()  # !
=== a weight computed in __init__
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
          self.raw = nn.Parameter(torch.ones(3))
-         self.w = torch.exp(self.raw)  # !
      def forward(self, x):
+         self.w = torch.exp(self.raw)
          return x @ self.w
  net = Net()
  opt = torch.optim.SGD(net.parameters(), lr=0.1)
  for _ in range(2):
      opt.zero_grad()
      net(torch.ones(2, 3)).pow(2).mean().backward()  # !
      opt.step()
=== a cache
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
          self.raw, self.kept = nn.Parameter(torch.ones(3)), None
      def forward(self, x):
-         if self.kept is None:
-             self.kept = self.raw.exp()  # !
+         self.kept = self.raw.exp()
          return x @ self.kept
  net = Net()
  for _ in range(2):
      net(torch.ones(2, 3)).pow(2).mean().backward()  # !
=== two statements before the loop
  w = torch.tensor([1.0, 2.0], requires_grad=True)
  scale = torch.tensor(2.0, requires_grad=True)
- s = w.sigmoid()
- t = s * scale  # !
  x = torch.tensor([3.0, 4.0])
  for _ in range(3):
+     s = w.sigmoid()
+     t = s * scale
      loss = ((t * x).sum() - 1) ** 2
      loss.backward()  # !
=== D's step goes through what G made
  G, D = nn.Linear(3, 4), nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 1))
  opt_g, opt_d = torch.optim.SGD(G.parameters(), 0.1), torch.optim.SGD(D.parameters(), 0.1)
  for _ in range(2):
      fake = torch.tanh(G(torch.ones(5, 3)))
-     d_loss = D(fake).mean()  # !
+     d_loss = D(fake.detach()).mean()
      opt_d.zero_grad()
      d_loss.backward()  # !
      opt_d.step()
      opt_g.zero_grad()
      (-D(fake).mean()).backward()  # !
      opt_g.step()
""",
    MENDED,
    "second backward",
)

programs(
    """
=== += after tanh
  net = nn.Linear(3, 3)
  x = torch.ones(2, 3)
  y = torch.tanh(net(x))  # !
- y += x  # !
+ y = y + x
  y.sum().backward()
=== a method with _
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = x.exp()  # !
- y.mul_(3)  # !
+ y = y * 3
  y.sum().backward()
=== sigmoid, and a write by index
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = x.sigmoid()  # !
+ y = y.clone()
  y[0] = 0.0  # !
  y.sum().backward()
=== a loop over h[t]
  w = torch.tensor(0.5, requires_grad=True)
  h = torch.zeros(4)
  h[0] = 1.0
  for t in range(1, 4):
-     h[t] = w * h[t - 1]  # !
+     h[t] = w * h[t - 1].clone()
  h.sum().backward()
=== ReLU(inplace=True) after a sigmoid
- net = nn.Sequential(nn.Linear(3, 3), nn.Sigmoid(), nn.ReLU(inplace=True))
+ net = nn.Sequential(nn.Linear(3, 3), nn.Sigmoid(), nn.ReLU())
- loss = net(torch.ones(2, 3)).sum()  # !
+ loss = net(torch.ones(2, 3)).sum()
  loss.backward()
=== relu_ of what exp saved
  x = torch.tensor([1.0, -2.0], requires_grad=True)
  y = torch.exp(x)  # !
- F.relu_(y)  # !
+ y = F.relu(y)
  y.sum().backward()
=== F.relu with inplace
  x = torch.tensor([1.0, -2.0], requires_grad=True)
  y = x.tanh()  # !
- z = F.relu(y, inplace=True)  # !
+ z = F.relu(y)
  z.sum().backward()
=== dropout in place
  x = torch.tensor([1.0, -2.0], requires_grad=True)
  y = x.tanh()  # !
- z = F.dropout(y, 0.5, training=True, inplace=True)  # !
+ z = F.dropout(y, 0.5, training=True)
  z.sum().backward()
=== a mask written into scores
  x = torch.tensor([[1.0, 2.0]], requires_grad=True)
  mask = torch.tensor([[True, False]])
  s = (x * 2).exp()  # !
- s.masked_fill_(mask, 0.0)  # !
+ s = s.masked_fill(mask, 0.0)
  s.sum().backward()
=== a view of what was saved
  x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
  h = x * 1
- y = h**2  # !
+ y = h.clone() ** 2
  part = h[0:2]
  part.zero_()  # !
  (y.sum() + h.sum()).backward()
=== an attention weight, divided
  q = torch.tensor([[1.0, 2.0], [0.5, 1.0]], requires_grad=True)
  a = q.softmax(-1)  # !
- a /= 2 + 1  # !
+ a = a / (2 + 1)
  (a**2).sum().backward()
=== an optimiser stepped first
  G, D = nn.Linear(3, 4), nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
  opt_g, opt_d = torch.optim.SGD(G.parameters(), 0.1), torch.optim.SGD(D.parameters(), 0.1)
  fake = G(torch.ones(5, 3))
  d_loss = D(fake).mean()
- g_loss = -D(fake).mean()  # !
  opt_d.zero_grad()
  d_loss.backward(retain_graph=True)
- opt_d.step()  # !
+ opt_d.step()
+ g_loss = -D(fake).mean()
  opt_g.zero_grad()
  g_loss.backward()
  opt_g.step()
=== modules of one's own, what both losses use
  class Disc(nn.Module):
      def __init__(self):
          super().__init__()
          self.a, self.b = nn.Linear(4, 3), nn.Linear(3, 1)
      def forward(self, x):
          h = torch.tanh(self.a(x))
          return self.b(h)  # !
  G, D = nn.Linear(3, 4), Disc()
  opt_g, opt_d = torch.optim.SGD(G.parameters(), 0.1), torch.optim.SGD(D.parameters(), 0.1)
  for _ in range(2):
      fake = G(torch.ones(5, 3))
      score = D(fake)
      d_loss = F.softplus(score).mean()
      g_loss = F.softplus(-score).mean()
      opt_d.zero_grad()
      d_loss.backward(retain_graph=True)
-     opt_d.step()  # !
+     opt_d.step()
+     score = D(fake)
+     g_loss = F.softplus(-score).mean()
      opt_g.zero_grad()
      g_loss.backward()
      opt_g.step()
=== a step between two walks of one loss
  net = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))
  opt = torch.optim.SGD(net.parameters(), 0.1)
  loss = net(torch.ones(1, 2)).sum()  # !
  loss.backward(retain_graph=True)
- opt.step()  # !
+ opt.step()
+ loss = net(torch.ones(1, 2)).sum()
  loss.backward()
=== a step of one's own under no_grad
  w = torch.tensor([1.0, 2.0], requires_grad=True)
  a = (w**2).sum()
- b = (w**3).sum()  # !
  a.backward()
  with torch.no_grad():
      w -= 0.1 * w.grad  # !
+ b = (w**3).sum()
  b.backward()
=== an embedding with max_norm
  emb, W = nn.Embedding(4, 3, max_norm=1.0), torch.ones(3, 3, requires_grad=True)
- a = emb.weight @ W.t()  # !
+ a = emb.weight.clone() @ W.t()
  b = emb(torch.tensor([0, 1]))  # !
  (a.sum() + b.sum()).backward()
=== an attribute in a method
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
          self.f = nn.Linear(2, 2)
      def forward(self, x):
          out = self.f(x).sigmoid()  # !
-         out *= 2  # !
+         out = out * 2
          return out
  net = Net()
  net(torch.ones(1, 2)).sum().backward()
""",
    MENDED,
    "saved and changed",
)

programs(
    """
=== a gradient penalty
  critic = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
  x = torch.ones(6, 2, requires_grad=True)
- slope = torch.autograd.grad(critic(x).sum(), x)[0]  # !
+ slope = torch.autograd.grad(critic(x).sum(), x, create_graph=True)[0]
  penalty = (slope.norm(dim=1) - 1).pow(2).mean()
  penalty.backward()  # !
=== once_differentiable
  from torch.autograd.function import once_differentiable
  class Sq(torch.autograd.Function):
      @staticmethod
      def forward(ctx, x):
          ctx.save_for_backward(x)
          return x * x
      @staticmethod
-     @once_differentiable  # !
      def backward(ctx, g):
          (x,) = ctx.saved_tensors
          return 2 * x * g
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  g = torch.autograd.grad(Sq.apply(x).sum(), x, create_graph=True)[0]  # !
  g.pow(2).sum().backward()  # !
=== detach
  x = torch.tensor([1.0, 2.0], requires_grad=True)
- y = (x * 3).detach()  # !
+ y = x * 3
  loss = (y**2).sum()
  loss.backward()  # !
=== .data
  net = nn.Linear(2, 1)
- out = net(torch.ones(3, 2)).data  # !
+ out = net(torch.ones(3, 2))
  out.sum().backward()  # !
=== with no_grad
  x = torch.tensor([1.0, 2.0], requires_grad=True)
- with torch.no_grad():
-     y = x * 3  # !
-     z = y.sum()
+ y = x * 3
+ z = y.sum()
  z.backward()  # !
=== a decorator
  net = nn.Linear(2, 1)
- @torch.no_grad()
  def predict(x):
      return net(x)  # !
  loss = predict(torch.ones(3, 2)).pow(2).mean()
  loss.backward()  # !
=== around a module
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
          self.f = nn.Linear(2, 1)
      def forward(self, x):
          return self.f(x).tanh()  # !
  net = Net()
- with torch.no_grad():
-     out = net(torch.ones(3, 2))
+ out = net(torch.ones(3, 2))
  out.sum().backward()  # !
=== switched off for good
  net = nn.Linear(2, 1)
- torch.set_grad_enabled(False)  # !
- loss = net(torch.ones(3, 2)).sum()  # !
+ loss = net(torch.ones(3, 2)).sum()
  loss.backward()  # !
=== set_grad_enabled as a block
  x = torch.tensor([1.0, 2.0], requires_grad=True)
- with torch.set_grad_enabled(False):
-     y = (x * 3).sum()  # !
+ y = (x * 3).sum()
  y.backward()  # !
=== torch.tensor of tensors
  a = torch.tensor(2.0, requires_grad=True)
  b = torch.tensor(3.0, requires_grad=True)
- v = torch.tensor([a * 2, b**2])  # !
+ v = torch.stack([a * 2, b**2])
  v.sum().backward()  # !
=== torch.tensor of a matrix
  t = torch.tensor(0.3, requires_grad=True)
  c, s = t.cos(), t.sin()
- m = torch.tensor([[c, -s, 0], [s, c, 1.0]])  # !
+ m = torch.stack([torch.stack([c, -s, torch.tensor(0.0)]), torch.stack([s, c, torch.tensor(1.0)])])
  (m @ torch.ones(3)).prod().backward()  # !
=== torch.tensor of a list of losses
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  parts = []
  for one in x:
      parts.append(one**2)
- loss = torch.tensor(parts).mean()  # !
+ loss = torch.stack(parts).mean()
  loss.backward()  # !
=== torch.tensor of a tensor
  x = torch.tensor([1.0, 2.0], requires_grad=True)
- y = torch.tensor(x * 2)  # !
+ y = (x * 2).clone()
  y.sum().backward()  # !
=== nothing requires a gradient, one tensor
- x = torch.tensor([1.0, 2.0])
+ x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = (x**2).sum()  # !
  y.backward()  # !
=== which one is asked for by .grad
- w = torch.ones(2)
+ w = torch.ones(2, requires_grad=True)
  x = torch.tensor([1.0, 2.0])
  y = (w * x).sum()  # !
  y.backward()  # !
  print(w.grad)
=== a computed beginning
- w = torch.randn(2) * 0.1
+ w = (torch.randn(2) * 0.1).requires_grad_()
  x = torch.tensor([1.0, 2.0])
  y = (w * x).sum()  # !
  y.backward()  # !
  print(w.grad)
=== what the optimiser is given
- w, b = torch.zeros(2), torch.zeros(1)
+ w, b = torch.zeros(2, requires_grad=True), torch.zeros(1, requires_grad=True)
  opt = torch.optim.SGD([w, b], lr=0.1)
  loss = (torch.ones(3, 2) @ w + b - 1).pow(2).mean()  # !
  loss.backward()  # !
=== requires_grad after the forward
  net = nn.Linear(4, 2)
  net.requires_grad_(False)
- latent = torch.randn(1, 4)
+ latent = torch.randn(1, 4, requires_grad=True)
  loss = net(latent).pow(2).sum()  # !
  latent.requires_grad_()  # !
  loss.backward()  # !
=== an embedding that from_pretrained froze
- emb = nn.Embedding.from_pretrained(torch.ones(3, 2))  # !
+ emb = nn.Embedding.from_pretrained(torch.ones(3, 2), freeze=False)
  loss = emb(torch.tensor([0, 1])).pow(2).sum()
  loss.backward()  # !
=== a float
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  losses = []
  for a in x:
-     losses.append((a * a).item())  # !
+     losses.append(a * a)
  loss = sum(losses)
  loss.backward()  # !
=== a float that adds up
  net = nn.Linear(2, 1)
  total = 0
  for k in range(3):
      loss = net(torch.ones(1, 2) * k).pow(2).mean()
-     total += loss.item()  # !
+     total += loss
  total.backward()  # !
=== float()
  x = torch.tensor([1.0, 2.0], requires_grad=True)
- loss = float((x * x).sum())  # !
+ loss = (x * x).sum()
  loss.backward()  # !
=== a tensor of a number
  net = nn.Linear(2, 1)
- loss = net(torch.ones(1, 2)).pow(2).mean().item()
- loss = torch.tensor(loss, requires_grad=False)  # !
+ loss = net(torch.ones(1, 2)).pow(2).mean()
  loss.backward()  # !
""",
    MENDED,
    "no graph",
)

programs(
    """
=== a weight scaled in place
  net = nn.Linear(2, 1)  # !
- net.weight *= 0.1  # !
+ with torch.no_grad(): net.weight *= 0.1
  net(torch.ones(1, 2)).sum().backward()
=== two writes, one after the other
  w = torch.ones(3, requires_grad=True)  # !
- w[0] = 5.0  # !
- w.mul_(2)
+ with torch.no_grad(): w[0] = 5.0; w.mul_(2)
  (w**2).sum().backward()
=== a step in a loop
  w = torch.ones(3, requires_grad=True)  # !
  for _ in range(3):
      (w**2).sum().backward()
-     w -= 0.1 * w.grad  # !
+     with torch.no_grad(): w -= 0.1 * w.grad
      w.grad.zero_()
=== an initialisation in a method
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
          self.w = nn.Parameter(torch.ones(2, 2))  # !
-         self.w.uniform_(0, 1)  # !
-         self.w[0, 0] = 0.5
+         with torch.no_grad():
+             self.w.uniform_(0, 1); self.w[0, 0] = 0.5
  net = Net()
  (net.w**2).sum().backward()
=== results in a leaf
  x = torch.tensor([1.0, 2.0], requires_grad=True)
- out = torch.zeros(2, requires_grad=True)  # !
+ out = torch.zeros(2)
  for k in range(2):
      out[k] = x[k] ** 2  # !
  out.sum().backward()
=== one of several views
  x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
  a, b = (x * 2).chunk(2)  # !
- a += b  # !
+ a = a + b
  (a * b).sum().backward()
=== a view taken under no_grad
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = x * 2
- with torch.no_grad():
-     v = y[:1]  # !
+ v = y[:1]
  v.mul_(3)  # !
  y.sum().backward()
=== requires_grad first, then scaled and moved
- w = torch.ones(3, requires_grad=True).double() * 0.1  # !
+ w = (torch.ones(3).double() * 0.1).requires_grad_()
  loss = (w * torch.arange(3.0).double()).sum()
  loss.backward()
  w.data -= 0.1 * w.grad  # !
=== a Parameter that was scaled
- w = nn.Parameter(torch.ones(3)) * 0.1  # !
+ w = nn.Parameter(torch.ones(3) * 0.1)
  w.sum().backward()
  w.data -= 0.1 * w.grad  # !
=== in two lines
  w = torch.ones(3, requires_grad=True)
- w = w * 0.1  # !
+ w = torch.ones(3) * 0.1
+ w.requires_grad_()
  w.sum().backward()
  w.data -= 0.1 * w.grad  # !
=== an optimiser of a result
- w = torch.ones(3, requires_grad=True) * 0.1  # !
+ w = (torch.ones(3) * 0.1).requires_grad_()
  opt = torch.optim.SGD([w], lr=0.1)  # !
  (w**2).sum().backward()
=== the step makes a new tensor
  w = torch.ones(3, requires_grad=True)
  for _ in range(3):
      (w**2).sum().backward()
-     w = w - 0.1 * w.grad  # !
+     w = (w - 0.1 * w.grad).detach().requires_grad_()
=== the step under no_grad makes a new tensor
  w = torch.ones(3, requires_grad=True)
  for _ in range(3):
      (w**2).sum().backward()
      with torch.no_grad():
-         w = w - 0.1 * w.grad  # !
-         w.grad.zero_()  # !
+         w -= 0.1 * w.grad
+         w.grad.zero_()
=== zero_ before the first backward
  w = torch.ones(3, requires_grad=True)
  for _ in range(3):
-     w.grad.zero_()  # !
+     if w.grad is not None: w.grad.zero_()
      (w**2).sum().backward()
=== a layer that is not used
  net = nn.ModuleList([nn.Linear(2, 1), nn.Linear(2, 1)])
  net[0](torch.ones(1, 2)).sum().backward()  # !
  for p in net.parameters():
-     p.data -= 0.1 * p.grad  # !
+     if p.grad is not None: p.data -= 0.1 * p.grad
=== data of a grad that is None
  net = nn.ModuleList([nn.Linear(2, 1), nn.Linear(2, 1)])
  net[0](torch.ones(1, 2)).sum().backward()  # !
  for p in net.parameters():
-     p.data.sub_(0.1 * p.grad.data)  # !
+     if p.grad is not None: p.data.sub_(0.1 * p.grad.data)
=== requires_grad forgotten
- w = torch.ones(3)  # !
+ w = torch.ones(3, requires_grad=True)
  k = torch.tensor(2.0, requires_grad=True)
  (w * k).sum().backward()
  w.data -= 0.1 * w.grad  # !
=== a parameter replaced by a result
  net = nn.Linear(2, 1)
- net.weight = net.weight * 0.1  # !
+ net.weight.data *= 0.1
  net(torch.ones(1, 2)).sum().backward()
=== a plain list of layers
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
-         self.layers = [nn.Linear(2, 2), nn.Linear(2, 1)]  # !
+         self.layers = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 1)])
      def forward(self, x):
          for layer in self.layers:
              x = layer(x)
          return x
  net = Net()
  opt = torch.optim.SGD(net.parameters(), lr=0.1)  # !
  net(torch.ones(1, 2)).sum().backward()
=== an optimiser of one tensor
  w = torch.ones(3, requires_grad=True)
- opt = torch.optim.SGD(w, lr=0.1)  # !
+ opt = torch.optim.SGD([w], lr=0.1)
  (w**2).sum().backward()
  opt.step()
""",
    MENDED,
    "leaves",
)

programs(
    """
=== several numbers
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = x * 2  # !
- y.backward()  # !
+ y.sum().backward()
=== a loss that is not reduced
  net = nn.Linear(2, 1)
  criterion = nn.MSELoss(reduction="none")
  loss = criterion(net(torch.ones(3, 2)), torch.zeros(3, 1))  # !
- loss.backward()  # !
+ loss.mean().backward()
=== numpy of a result
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = x * 2  # !
- print(y.numpy())  # !
+ print(y.detach().numpy())
  y.sum().backward()
=== numpy's function of a tensor
  import numpy as np
  x = torch.tensor([1.0, 2.0], requires_grad=True)  # !
- y = np.exp(x)  # !
+ y = torch.exp(x)
  y.sum().backward()
=== asarray
  import numpy as np
  x = torch.tensor([1.0, 2.0], requires_grad=True)  # !
- kept = np.asarray(x)  # !
+ kept = np.asarray(x.detach())
  x.sum().backward()
=== deepcopy
  import copy
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = x * 2  # !
- z = copy.deepcopy(y)  # !
+ z = y.detach().clone()
  y.sum().backward()
=== a weight of ones in a wrong shape
  x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
  y = x * 2  # !
- y.backward(torch.ones(2))  # !
+ y.backward(torch.ones(3))
=== a slot of a wrong shape
  x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)  # !
- x.grad = torch.zeros(2)  # !
+ x.grad = torch.zeros(3)
  x.sum().backward()
=== whole numbers
- x = torch.tensor([1, 2], requires_grad=True)  # !
+ x = torch.tensor([1.0, 2.0], requires_grad=True)
  (x**2).sum().backward()
=== a range of whole numbers
- x = torch.arange(4)
+ x = torch.arange(4.0)
  x.requires_grad_()  # !
  (x**2).sum().backward()
=== the flag of a result
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = x * 2  # !
- y.requires_grad = False  # !
+ y = y.detach()
  (y * x).sum().backward()
=== retain_grad of what requires none
- x = torch.ones(3)  # !
+ x = torch.ones(3, requires_grad=True)
  x.retain_grad()  # !
  (x**2).sum().backward()
=== a hook on what requires none
- x = torch.ones(3)  # !
+ x = torch.ones(3, requires_grad=True)
  x.register_hook(print)  # !
  (x**2).sum().backward()
=== floor division
  x = torch.tensor([5.0, 7.0], requires_grad=True)
- y = x // 2 * x  # !
+ y = torch.floor(x / 2) * x
  y.sum().backward()  # !
=== out=
  x = torch.tensor([5.0, 7.0], requires_grad=True)
  y = torch.empty(2)
- torch.sin(x, out=y)  # !
+ y = torch.sin(x)
  y.sum().backward()
=== inference_mode
  x = torch.tensor([5.0, 7.0], requires_grad=True)
- with torch.inference_mode():
+ with torch.no_grad():
      k = x * 2  # !
- (k * x).sum().backward()  # !
+ (k * x).sum().backward()
=== an input that is not used
  x = torch.tensor([5.0, 7.0], requires_grad=True)
  z = torch.tensor([5.0, 7.0], requires_grad=True)
  y = (x**2).sum()
- gx, gz = torch.autograd.grad(y, [x, z], create_graph=True)  # !
+ gx, gz = torch.autograd.grad(y, [x, z], create_graph=True, materialize_grads=True)
  (gx.sum() + gz.sum()).backward()
=== an input that requires nothing
- t = torch.linspace(0, 1, 3)
+ t = torch.linspace(0, 1, 3, requires_grad=True)
  net = nn.Sequential(nn.Linear(1, 2), nn.Tanh(), nn.Linear(2, 1))
  u = net(t[:, None])
  du = torch.autograd.grad(u.sum(), t, create_graph=True)[0]  # !
  du.pow(2).sum().backward()
=== too few from a backward
  class Scale(torch.autograd.Function):
      @staticmethod
      def forward(ctx, x, k):
          ctx.k = k
          return x * k
      @staticmethod
      def backward(ctx, g):
-         return g * ctx.k  # !
+         return g * ctx.k, None
  x = torch.tensor([5.0, 7.0], requires_grad=True)
  Scale.apply(x, 3.0).sum().backward()  # !
=== one for ctx, too
  class Twice(torch.autograd.Function):
      @staticmethod
      def forward(ctx, x):
          return x * 2
      @staticmethod
      def backward(ctx, g):
-         return None, g * 2  # !
+         return g * 2
  x = torch.tensor([5.0, 7.0], requires_grad=True)
  Twice.apply(x).sum().backward()  # !
=== a gradient for a number
  class Scale(torch.autograd.Function):
      @staticmethod
      def forward(ctx, x, k):
          ctx.k = k
          return x * k
      @staticmethod
      def backward(ctx, g):
-         return g * ctx.k, g  # !
+         return g * ctx.k, None
  x = torch.tensor([5.0, 7.0], requires_grad=True)
  Scale.apply(x, 3.0).sum().backward()  # !
=== a gradient that is not transposed
  class Apply(torch.autograd.Function):
      @staticmethod
      def forward(ctx, x, w):
          ctx.save_for_backward(x, w)
          return x @ w
      @staticmethod
      def backward(ctx, g):
          x, w = ctx.saved_tensors
-         return g @ w.t(), g.t() @ x  # !
+         return g @ w.t(), x.t() @ g
  x = torch.ones(4, 3, requires_grad=True)
  w = torch.ones(3, 2, requires_grad=True)
  Apply.apply(x, w).pow(2).sum().backward()  # !
""",
    MENDED,
    "one line",
)

programs(
    """
=== the rate of right answers
  net = nn.Linear(2, 3)
  right = (net(torch.ones(4, 2)).argmax(1) == torch.tensor([0, 1, 2, 0])).float()
  right.mean().backward()
=== a derivative that is constant
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  g = torch.autograd.grad((3 * x).sum(), x, create_graph=True)[0]
  g.sum().backward()
=== frozen, and the other input detached
  G, D = nn.Linear(2, 3), nn.Linear(3, 1)
  D.requires_grad_(False)
  loss = D(G(torch.ones(1, 2)).detach()).mean() - D(torch.ones(1, 3)).mean()
  loss.backward()
=== a metric in numpy
  import numpy as np
  net = nn.Linear(2, 1)
  x, y = torch.ones(5, 2), torch.zeros(5, 1)
  error = np.abs(net(x).detach().numpy() - y.numpy()).mean()
  torch.tensor(error).backward()
=== everything is frozen
  net = nn.Linear(2, 1)
  for p in net.parameters():
      p.requires_grad = False
  net(torch.ones(1, 2)).sum().backward()
=== two tensors that it might be
  a, b = torch.ones(2), torch.ones(2)
  (a * b).sum().backward()
=== made of what the result was computed from
  xy = torch.ones(3, 2, requires_grad=True)
  x = xy[:, 0]
  u = (xy**2).sum()
  torch.autograd.grad(u, x)
=== forward once, epochs of backward, steps by .data
  W = torch.ones(3, 2, requires_grad=True)
  xs, ys = torch.eye(3), torch.tensor([0, 1, 0])
  logits = xs @ W
  prob = logits.softmax(1)
  loss = -prob[torch.arange(3), ys].log().mean()
  for k in range(3):
      W.grad = None
      loss.backward()
      W.data += -0.1 * W.grad
=== a loss that nothing was added to
  def box_loss(out, boxes):
      loss = 0
      for index, box in boxes:
          loss = loss + (out[index] - box).pow(2).sum()
      return loss
  box_loss(nn.Linear(2, 4)(torch.ones(3, 2)), []).backward()
=== two places are detached
  net = nn.Linear(2, 1)
  a = net(torch.ones(1, 2)).detach()
  b = net(torch.zeros(1, 2)).detach()
  (a - b).pow(2).sum().backward()
""",
    TOLD,
    "no change is certain",
)
