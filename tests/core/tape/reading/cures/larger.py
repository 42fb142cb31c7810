"""More of the same kinds in the shapes that people write them in: functions, modules, loops in loops.

Marked as in programs.py, but for the lines that are to be told.
"""

from tests.core.tape.reading.cures.programs import programs

LARGER = {}
"""A change is certain, and gives the gradients of the right program."""

programs(
    """
=== epochs and batches, in a function
  class Model(nn.Module):
      def __init__(self):
          super().__init__()
          self.lstm = nn.LSTM(2, 3, batch_first=True)
          self.fc = nn.Linear(3, 1)
      def forward(self, x, hidden):
          out, hidden = self.lstm(x, hidden)
          return self.fc(out[:, -1]), hidden
  def train(model, data):
      opt = torch.optim.Adam(model.parameters(), lr=0.01)
      for epoch in range(2):
          hidden = (torch.zeros(1, 1, 3), torch.zeros(1, 1, 3))
          for x in data:
              opt.zero_grad()
              output, hidden = model(x, hidden)
              loss = F.mse_loss(output, torch.ones(1, 1))
              loss.backward()
              opt.step()
+             hidden = tuple(h.detach() for h in hidden)
  model = Model()
  train(model, [torch.ones(1, 4, 2)] * 3)
=== hidden tuple kept in the module
  class Model(nn.Module):
      def __init__(self):
          super().__init__()
          self.lstm = nn.LSTM(2, 3)
          self.fc = nn.Linear(3, 1)
          self.hidden = (torch.zeros(1, 1, 3), torch.zeros(1, 1, 3))
      def forward(self, x):
          out, self.hidden = self.lstm(x, self.hidden)
          return self.fc(out)
  model = Model()
  loss_fn = nn.MSELoss()
  opt = torch.optim.SGD(model.parameters(), lr=0.01)
  for i in range(3):
      pred = model(torch.ones(4, 1, 2))
      loss = loss_fn(pred, torch.zeros(4, 1, 1))
      opt.zero_grad()
      loss.backward()
      opt.step()
+     model.hidden = tuple(h.detach() for h in model.hidden)
=== spiking membrane
  class LIF(nn.Module):
      def __init__(self):
          super().__init__()
          self.fc = nn.Linear(2, 3)
          self.mem = torch.zeros(1, 3)
      def forward(self, x):
          self.mem = 0.9 * self.mem + torch.sigmoid(self.fc(x))
          return torch.tanh(self.mem)
  net = LIF()
  for step in range(3):
      loss = 0
      for t in range(2):
          loss = loss + net(torch.ones(1, 2)).sum()
      loss.backward()
+     net.mem = net.mem.detach()
=== a baseline of rewards
  net = nn.Linear(2, 1)
  baseline = torch.zeros(())
  for step in range(3):
      value = net(torch.ones(1, 2)).tanh().mean()
      loss = (value - baseline) ** 2
      loss.backward()
      baseline = 0.9 * baseline + 0.1 * value
+     baseline = baseline.detach()
=== train step is a function that gives the state back
  rnn = nn.RNNCell(2, 3)
  opt = torch.optim.SGD(rnn.parameters(), 0.1)
  def step(x, h):
      h = rnn(x, h)
      loss = h.pow(2).sum()
      opt.zero_grad()
      loss.backward()
      opt.step()
+     h = h.detach()
      return h
  h = torch.zeros(1, 3)
  for k in range(3):
      h = step(torch.ones(1, 2), h)
=== the output before the loop
  model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
  crit = nn.MSELoss()
  opt = torch.optim.SGD(model.parameters(), lr=0.1)
  x, y = torch.ones(4, 2), torch.zeros(4, 1)
- out = model(x)
  for epoch in range(3):
+     out = model(x)
      opt.zero_grad()
      loss = crit(out, y)
      loss.backward()
      opt.step()
=== the output before the loop, own module
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
          self.a = nn.Linear(2, 3)
          self.b = nn.Linear(3, 1)
      def forward(self, x):
          h = torch.tanh(self.a(x))
          return self.b(h)
  def main():
      global model
      model = Net()
      opt = torch.optim.SGD(model.parameters(), lr=0.1)
      x, y = torch.ones(4, 2), torch.zeros(4, 1)
-     out = model(x)
      for epoch in range(3):
+         out = model(x)
          opt.zero_grad()
          loss = F.mse_loss(out, y)
          loss.backward()
          opt.step()
  main()
=== loss added over epochs with +=
  model = nn.Linear(2, 1)
  opt = torch.optim.SGD(model.parameters(), lr=0.1)
- total_loss = 0.0
  for epoch in range(3):
+     total_loss = 0.0
      for x in [torch.ones(1, 2), torch.zeros(1, 2)]:
          total_loss += (model(x) - 1).pow(2).mean()
      opt.zero_grad()
      total_loss.backward()
      opt.step()
=== gan in functions
  class G_(nn.Module):
      def __init__(self):
          super().__init__()
          self.m = nn.Linear(3, 4)
      def forward(self, z):
          return torch.tanh(self.m(z))
  class D_(nn.Module):
      def __init__(self):
          super().__init__()
          self.m = nn.Sequential(nn.Linear(4, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1))
      def forward(self, z):
          return torch.sigmoid(self.m(z))
  G, D = G_(), D_()
  bce = nn.BCELoss()
  og, od = torch.optim.Adam(G.parameters(), 0.01), torch.optim.Adam(D.parameters(), 0.01)
  for epoch in range(2):
      z = torch.ones(5, 3)
      real = torch.zeros(5, 4)
      fake = G(z)
      od.zero_grad()
      loss_real = bce(D(real), torch.ones(5, 1))
-     loss_fake = bce(D(fake), torch.zeros(5, 1))
+     loss_fake = bce(D(fake.detach()), torch.zeros(5, 1))
      loss_d = loss_real + loss_fake
      loss_d.backward()
      od.step()
      og.zero_grad()
      loss_g = bce(D(fake), torch.ones(5, 1))
      loss_g.backward()
      og.step()
=== actor and critic share a body
  body, actor, critic = nn.Linear(2, 3), nn.Linear(3, 2), nn.Linear(3, 1)
  feats = body(torch.ones(1, 2)).tanh()
  a_loss = -actor(feats).log_softmax(-1)[0, 0]
  c_loss = critic(feats).pow(2).sum()
- a_loss.backward()
+ a_loss.backward(retain_graph=True)
  c_loss.backward()
=== attribute loss walked twice in method
  class T:
      def __init__(self):
          self.w = torch.ones(2, requires_grad=True)
      def run(self):
          loss = (self.w ** 3).sum()
-         loss.backward()
+         loss.backward(retain_graph=True)
          g = torch.autograd.grad(loss, self.w)
  t = T()
  t.run()
  w = t.w
=== functools cache
  import functools
  w = torch.ones(3, requires_grad=True)
- @functools.lru_cache(None)
  def kernel(n):
      return w.exp() * n
  for k in range(2):
      loss = kernel(2).sum() ** 2
      loss.backward()
=== dict cache
  w = torch.ones(3, requires_grad=True)
  cache = {}
  def kernel(n):
-     if n not in cache:
-         cache[n] = w.exp() * n
+     cache[n] = w.exp() * n
      return cache[n]
  for k in range(2):
      loss = kernel(2).sum() ** 2
      loss.backward()
""",
    LARGER,
    "second",
)
programs(
    """
=== residual as attribute of block with relu
  class Block(nn.Module):
      def __init__(self):
          super().__init__()
          self.c = nn.Linear(3, 3)
          self.act = nn.ReLU()
      def forward(self, x):
          out = self.act(self.c(x))
-         out += x
+         out = out + x
          return out
  net = nn.Sequential(Block(), Block())
  net(torch.ones(2, 3)).sum().backward()
=== softmax scaled in place in attention
  class Att(nn.Module):
      def __init__(self):
          super().__init__()
          self.q, self.k = nn.Linear(3, 3), nn.Linear(3, 3)
      def forward(self, x):
          a = torch.softmax(self.q(x) @ self.k(x).t(), dim=-1)
          mask = torch.eye(2)
-         a *= mask
+         a = a * mask
          return a @ x
  net = Att()
  net(torch.ones(2, 3)).sum().backward()
=== parameter x of a function changed
  w = torch.ones(2, 2, requires_grad=True)
  def scale(t):
-     t *= 2
+     t = t * 2
      return t
  h = torch.sigmoid(w)
  out = scale(h)
  out.sum().backward()
=== norm in place
  x = torch.tensor([3.0, 4.0], requires_grad=True)
  y = x * 2
  n = y.norm()
- y /= n
+ y = y / n
  y.sum().backward()
=== clamp_ of exp
  x = torch.tensor([3.0, 4.0], requires_grad=True)
  p = torch.exp(x)
- p.clamp_(max=30.0)
+ p = p.clamp(max=30.0)
  p.sum().backward()
=== buffer filled in a loop from itself
  a = torch.tensor(0.7, requires_grad=True)
  x = torch.zeros(5)
  x[0] = 1
  for i in range(4):
      prev = x[i]
+     x = x.clone()
      x[i + 1] = a * prev
  x.sum().backward()
=== columns
  w = torch.ones(3, requires_grad=True)
  m = torch.zeros(3, 3)
  m[:, 0] = w
  for j in range(1, 3):
-     m[:, j] = m[:, j - 1] * w
+     m[:, j] = m[:, j - 1].clone() * w
  m.sum().backward()
=== ReLU(True)
  class B(nn.Module):
      def __init__(self):
          super().__init__()
          self.l = nn.Linear(2, 2)
-         self.act = nn.ReLU(True)
+         self.act = nn.ReLU()
      def forward(self, x):
          s = torch.sigmoid(self.l(x))
          return self.act(s)
  net = B()
  net(torch.ones(1, 2)).sum().backward()
=== three losses, steps between
  a, b = nn.Linear(2, 2), nn.Linear(2, 1)
  oa, ob = torch.optim.SGD(a.parameters(), 0.1), torch.optim.SGD(b.parameters(), 0.1)
  for k in range(2):
      h = a(torch.ones(1, 2))
      v = b(h)
      critic_loss = (v - 1).pow(2).mean()
-     actor_loss = -v.mean()
      ob.zero_grad()
      critic_loss.backward(retain_graph=True)
      ob.step()
+     v = b(h)
+     actor_loss = -v.mean()
      oa.zero_grad()
      actor_loss.backward()
      oa.step()
=== saved weight multiplied in place under no_grad
  net = nn.Linear(2, 1)
- out = net(torch.ones(1, 2, requires_grad=True)).sum()
  with torch.no_grad():
      net.weight.clamp_(-0.1, 0.1)
+ out = net(torch.ones(1, 2, requires_grad=True)).sum()
  out.backward()
=== augmented subscript
  x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
  y = x.exp()
+ y = y.clone()
  y[1] *= 3
  y.sum().backward()
=== attribute state written in place
  class Acc(nn.Module):
      def __init__(self):
          super().__init__()
          self.w = nn.Parameter(torch.ones(2))
          self.s = torch.zeros(2)
      def forward(self, x):
          self.s = torch.zeros(2)
          for k in range(2):
-             self.s += (self.s * self.w + x) ** 2
+             self.s = self.s + (self.s * self.w + x) ** 2
          return self.s
  net = Acc()
  net(torch.ones(2)).sum().backward()
""",
    LARGER,
    "saved",
)
programs(
    """
=== forward under eval helper
  net = nn.Linear(2, 1)
  class Model(nn.Module):
      def __init__(self):
          super().__init__()
          self.net = net
-     @torch.no_grad()
      def features(self, x):
          return self.net(x).tanh()
      def forward(self, x):
          return self.features(x)
  m = Model()
  m(torch.ones(1, 2)).sum().backward()
=== inference mode block
  net = nn.Linear(2, 1)
- with torch.inference_mode():
-     y = net(torch.ones(1, 2))
+ y = net(torch.ones(1, 2))
  loss = y.sum()
  loss.backward()
=== loss made of item
  net = nn.Linear(2, 1)
  def loss_fn(p):
-     return torch.tensor(p.pow(2).mean().item())
+     return p.pow(2).mean()
  loss = loss_fn(net(torch.ones(1, 2)))
  loss.backward()
=== numpy mean
  import numpy as np
  net = nn.Linear(2, 1)
  losses = []
  for k in range(3):
      losses.append(net(torch.ones(1, 2) * k).pow(2).mean())
- loss = np.mean([l.item() for l in losses])
+ loss = torch.stack(losses).mean()
  loss.backward()
=== penalty in a function
  D = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
  def penalty(D, real, fake):
      x = (real + fake).requires_grad_(True)
      out = D(x)
-     grads = torch.autograd.grad(outputs=out, inputs=x, grad_outputs=torch.ones_like(out), retain_graph=True)[0]
+     grads = torch.autograd.grad(outputs=out.sum(), inputs=x, retain_graph=True, create_graph=True)[0]
      return ((grads.norm(2, dim=1) - 1) ** 2).mean()
  gp = penalty(D, torch.ones(3, 2), torch.zeros(3, 2))
  gp.backward()
=== second derivative by two grads
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = (x ** 3).sum()
- dy, = torch.autograd.grad(y, x)
+ dy, = torch.autograd.grad(y, x, create_graph=True)
  d2y, = torch.autograd.grad(dy.sum(), x, create_graph=True)
  d2y.sum().backward()
=== inputs not asked
- x = torch.linspace(0, 1, 5).view(-1, 1)
+ x = torch.linspace(0, 1, 5).view(-1, 1).requires_grad_()
  net = nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1))
  u = net(x)
  du = torch.autograd.grad(u, x, torch.ones_like(u), create_graph=True)[0]
  du.pow(2).mean().backward()
=== int(loss)
  net = nn.Linear(2, 1)
  running = 0.0
  for k in range(2):
      out = net(torch.ones(1, 2))
-     running += float(F.mse_loss(out, torch.ones(1, 1)))
+     running += F.mse_loss(out, torch.ones(1, 1))
  running.backward()
=== from numpy
  x = torch.tensor([1.0, 2.0], requires_grad=True)
- y = torch.from_numpy(x.detach().numpy() * 2)
+ y = x * 2
  y.sum().backward()
=== stacked list comprehension
  ws = [torch.tensor(float(k), requires_grad=True) for k in range(3)]
- v = torch.tensor([w ** 2 for w in ws])
+ v = torch.stack([w ** 2 for w in ws])
  v.sum().backward()
=== FloatTensor
  a = torch.tensor(1.0, requires_grad=True)
- v = torch.FloatTensor([a, 2 * a])
+ v = torch.stack([a, 2 * a])
  v.sum().backward()
=== argument of a function asks no gradient
- x0 = torch.tensor([1.0, -1.0])
+ x0 = torch.tensor([1.0, -1.0], requires_grad=True)
  def rosen(x):
      return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
  f = rosen(x0)
  f.backward()
  print(x0.grad)
=== Variable in torch.zeros and Adam
- theta = torch.zeros(3)
+ theta = torch.zeros(3, requires_grad=True)
  opt = torch.optim.Adam([theta], lr=0.1)
  for k in range(2):
      loss = (theta - 1).pow(2).sum()
      opt.zero_grad()
      loss.backward()
      opt.step()
""",
    LARGER,
    "lost",
)
programs(
    """
=== init in function apply
  def init(m):
      if isinstance(m, nn.Linear):
-         m.weight.fill_(0.5)
+         m.weight.data.fill_(0.5)
  net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
- net.apply(init)
+ net.apply(init)
  net(torch.ones(1, 2)).sum().backward()
=== parameters scaled in a loop
  net = nn.Linear(2, 1)
  for p in net.parameters():
-     p *= 0.5
+     p.data *= 0.5
  net(torch.ones(1, 2)).sum().backward()
=== nn step with lr
  model = nn.Linear(2, 1)
  for k in range(2):
      model.zero_grad()
      model(torch.ones(1, 2)).pow(2).sum().backward()
      for param in model.parameters():
-         param -= 0.1 * param.grad
+         param.data -= 0.1 * param.grad
=== to device makes non leaf
  device = torch.device("cpu")
- w = torch.randn(3, requires_grad=True).to(torch.float64)
+ w = torch.randn(3).to(torch.float64).requires_grad_()
  loss = (w ** 2).sum()
  loss.backward()
  w.data.sub_(w.grad * 0.1)
=== xavier by hand
- W = torch.randn(3, 2, requires_grad=True) / 3 ** 0.5
+ W = (torch.randn(3, 2) / 3 ** 0.5).requires_grad_()
  b = torch.zeros(2, requires_grad=True)
  opt = torch.optim.SGD([W, b], lr=0.1)
  ((torch.ones(1, 3) @ W + b) ** 2).sum().backward()
=== reshape of parameter
- w = torch.arange(4.0, requires_grad=True).reshape(2, 2)
+ w = torch.arange(4.0).reshape(2, 2).requires_grad_()
  (w ** 2).sum().backward()
  print(w.grad.norm())
=== step makes new w, with zero after
  w = torch.tensor(2.0, requires_grad=True)
  for k in range(3):
      loss = (w - 1) ** 2
      loss.backward()
-     w = w - 0.1 * w.grad
+     with torch.no_grad(): w -= 0.1 * w.grad
      w.grad.zero_()
=== grad norm of unused
  net = nn.ModuleDict({"a": nn.Linear(2, 1), "b": nn.Linear(2, 1)})
  net["a"](torch.ones(1, 2)).sum().backward()
  total = 0.0
  for p in net.parameters():
-     total += p.grad.data.norm(2).item() ** 2
+     if p.grad is not None: total += p.grad.data.norm(2).item() ** 2
=== sum of norms
  net = nn.ModuleDict({"a": nn.Linear(2, 1), "b": nn.Linear(2, 1)})
  net["a"](torch.ones(1, 2)).sum().backward()
  for name, p in net.named_parameters():
-     print(name, p.grad.abs().mean())
+     if p.grad is not None: print(name, p.grad.abs().mean())
=== zero_ in a function
  w, b = torch.ones(2, requires_grad=True), torch.zeros(1, requires_grad=True)
  def zero():
-     w.grad.zero_()
-     b.grad.zero_()
+     if w.grad is not None: w.grad.zero_()
+     if b.grad is not None: b.grad.zero_()
  for k in range(2):
      zero()
      ((w * 2).sum() + b).pow(2).sum().backward()
=== retain_grad forgotten
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  h = x * 3
+ h.retain_grad()
  (h ** 2).sum().backward()
  print(h.grad.norm())
=== Parameter assigned tensor
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
          self.l = nn.Linear(2, 2)
-         self.l.weight = torch.eye(2)
+         self.l.weight = nn.Parameter(torch.eye(2))
      def forward(self, x):
          return self.l(x)
  net = Net()
  net(torch.ones(1, 2)).sum().backward()
=== list of optimizers params
  layers = [nn.Linear(2, 2) for _ in range(2)]
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
-         self.ls = [nn.Linear(2, 2) for _ in range(2)]
+         self.ls = nn.ModuleList([nn.Linear(2, 2) for _ in range(2)])
      def forward(self, x):
          for l in self.ls: x = l(x)
          return x
  net = Net()
  opt = torch.optim.Adam(net.parameters())
  net(torch.ones(1, 2)).sum().backward()
=== buffer with requires_grad filled
  w = torch.tensor(2.0, requires_grad=True)
- rows = torch.empty(3, requires_grad=True)
+ rows = torch.empty(3)
  for k in range(3):
      rows[k] = w * k
  rows.sum().backward()
=== checkpoint
  from torch.utils.checkpoint import checkpoint
  import warnings; warnings.simplefilter("error")
  net = nn.Linear(2, 1)
- y = checkpoint(net, torch.ones(1, 2), use_reentrant=True)
+ y = checkpoint(net, torch.ones(1, 2), use_reentrant=False)
  y.sum().backward()
=== grad of none minus
  a = torch.tensor(1.0, requires_grad=True)
  b = torch.tensor(1.0)
- loss = (a * b) ** 2
+ b.requires_grad_(); loss = (a * b) ** 2
  loss.backward()
  b.data = b.data - 0.1 * b.grad
""",
    LARGER,
    "leaves",
)
programs(
    """
=== losses in a list
  net = nn.Linear(2, 2)
  h = net(torch.ones(1, 2)).tanh()
  losses = [h.sum(), (h ** 2).sum()]
  for l in losses:
-     l.backward()
+     l.backward(retain_graph=True)
=== x.grad walked
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = (x ** 3).sum()
- y.backward()
- g = x.grad
+ g, = torch.autograd.grad(y, x, create_graph=True)
  g.sum().backward()
=== several parameters
  net = nn.Linear(2, 1)
- net.weight.fill_(0.5)
- net.bias.zero_()
+ net.weight.data.fill_(0.5); net.bias.data.zero_()
  net(torch.ones(1, 2)).sum().backward()
=== w and b
  w, b = torch.ones(2, requires_grad=True), torch.zeros(1, requires_grad=True)
  for k in range(2):
      ((w * 2).sum() + b).pow(2).sum().backward()
-     w -= 0.1 * w.grad
-     b -= 0.1 * b.grad
+     w.data -= 0.1 * w.grad
+     b.data -= 0.1 * b.grad
      w.grad.zero_()
      b.grad.zero_()
=== numpy in two lines
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = x * 2
- a = x.numpy()
- b = y.numpy()
+ a = x.detach().numpy()
+ b = y.detach().numpy()
  y.sum().backward()
=== tuple
  x = torch.tensor([1.0, 2.0], requires_grad=True)
- loss = (x ** 2).sum(),
+ loss = (x ** 2).sum()
  loss.backward()
=== list
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  losses = []
  for a in x: losses.append(a ** 2)
- losses.backward()
+ sum(losses).backward()
=== long dtype
- x = torch.tensor([1, 2], dtype=torch.long, requires_grad=True)
+ x = torch.tensor([1.0, 2.0], requires_grad=True)
  (x ** 2).sum().backward()
=== Parameter of range
- w = nn.Parameter(torch.arange(3))
+ w = nn.Parameter(torch.arange(3.0))
  (w ** 2).sum().backward()
=== randint
- x = torch.randint(0, 5, (3,), requires_grad=True)
+ x = torch.randint(0, 5, (3,), requires_grad=True, dtype=torch.float32)
  (x ** 2).sum().backward()
=== inference decorator
  net = nn.Linear(2, 2)
- @torch.inference_mode()
+ @torch.no_grad()
  def feats(x):
      return x * 2
  f = feats(torch.ones(1, 2))
  net(f).sum().backward()
=== view of w flattened
  w = torch.ones(2, 2, requires_grad=True)
- w.view(-1)[0] = 5.0
+ w.data.view(-1)[0] = 5.0
  (w ** 2).sum().backward()
=== index fill with mask
  w = torch.ones(2, 2, requires_grad=True)
- w[w > 0] = 0.5
+ w.data[w.data > 0] = 0.5
  (w ** 2).sum().backward()
=== split views loop
  x = torch.ones(4, requires_grad=True)
  parts = (x * 2).split(2)
  out = []
  for p in parts:
-     p *= 3
+     p = p * 3
      out.append(p)
  torch.cat(out).sum().backward()
=== autograd.backward of several
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  y = x * 2
- torch.autograd.backward(y)
+ torch.autograd.backward(y.sum())
=== loss per sample
  net = nn.Linear(2, 3)
- loss = F.cross_entropy(net(torch.ones(4, 2)), torch.tensor([0, 1, 2, 0]), reduction="none")
+ loss = F.cross_entropy(net(torch.ones(4, 2)), torch.tensor([0, 1, 2, 0]))
  loss.backward()
=== graph retained from before, only one of two states
  rnn = nn.RNN(2, 3)
  W = nn.Linear(3, 1)
  opt = torch.optim.SGD([*rnn.parameters(), *W.parameters()], 0.1)
  h = torch.zeros(1, 1, 3)
  total = 0
  for t in range(4):
      out, h_new = rnn(torch.ones(1, 1, 2), h)
      loss = (W(out) - 1).pow(2).mean()
      opt.zero_grad()
      loss.backward()
      opt.step()
      total += loss.item()
-     h = h_new
+     h = h_new.detach()
=== while loop and attribute
  class Agent:
      def __init__(self):
          self.net = nn.Linear(2, 2)
          self.h = torch.zeros(1, 2)
      def act(self, x):
          self.h = torch.tanh(self.net(x) + self.h)
          return self.h.sum()
  agent = Agent()
  net = agent.net
  k = 0
  while k < 3:
      loss = agent.act(torch.ones(1, 2))
      loss.backward()
+     agent.h = agent.h.detach()
      k += 1
=== optimiser step in a method before the other
  class Trainer:
      def __init__(self):
          self.a, self.b = nn.Linear(2, 2), nn.Linear(2, 1)
          self.oa = torch.optim.SGD(self.a.parameters(), 0.1)
          self.ob = torch.optim.SGD(self.b.parameters(), 0.1)
      def step(self, x):
          h = self.a(x)
          q = self.b(h)
          la, lb = -q.mean(), (q - 1).pow(2).mean()
          self.ob.zero_grad()
          lb.backward(retain_graph=True)
          self.ob.step()
+         q = self.b(h)
+         la, lb = -q.mean(), (q - 1).pow(2).mean()
          self.oa.zero_grad()
          la.backward()
          self.oa.step()
  t = Trainer()
  a, b = t.a, t.b
  t.step(torch.ones(1, 2))
=== none grad because no backward yet
  w = torch.ones(2, requires_grad=True)
  x = torch.ones(2)
  for k in range(2):
-     w.data -= 0.1 * w.grad
-     (w * x).sum().backward()
+     if w.grad is not None: w.data -= 0.1 * w.grad
+     (w * x).sum().backward()
=== hidden in dict
  rnn = nn.RNN(2, 3)
  state = {"h": torch.zeros(1, 1, 3)}
  for k in range(2):
      out, state["h"] = rnn(torch.ones(1, 1, 2), state["h"])
      out.sum().backward()
+     state["h"] = state["h"].detach()
=== hidden in list
  cells = nn.ModuleList([nn.RNNCell(2, 2), nn.RNNCell(2, 2)])
  hs = [torch.zeros(1, 2), torch.zeros(1, 2)]
  for k in range(2):
      x = torch.ones(1, 2)
      for i, c in enumerate(cells):
          hs[i] = c(x, hs[i])
          x = hs[i]
      x.sum().backward()
+     hs = [h.detach() for h in hs]
""",
    LARGER,
    "three",
)

programs(
    """
=== two ints
- a = torch.tensor([1, 2], requires_grad=True)
- b = torch.tensor([3, 4], requires_grad=True)
+ a = torch.tensor([1.0, 2.0], requires_grad=True)
+ b = torch.tensor([3.0, 4.0], requires_grad=True)
  (a * b).sum().backward()
=== two inplace residuals
  x = torch.ones(2, requires_grad=True)
  a = torch.tanh(x)
- a += 1
+ a = a + 1
  b = torch.sigmoid(a)
- b += 1
+ b = b + 1
  b.sum().backward()
=== two state names, swapped
  rnn = nn.GRUCell(2, 2)
  prev = torch.zeros(1, 2)
  for k in range(3):
      cur = rnn(torch.ones(1, 2), prev)
      loss = (cur - prev).pow(2).sum()
      loss.backward()
-     prev = cur
+     prev = cur.detach()
=== detach twice
  net = nn.Linear(2, 2)
- a = net(torch.ones(1, 2)).detach()
- loss = (a.detach() ** 2).sum()
+ a = net(torch.ones(1, 2))
+ loss = (a ** 2).sum()
  loss.backward()
=== loss item reassigned
  net = nn.Linear(2, 2)
  loss = net(torch.ones(1, 2)).sum()
- loss = loss.item()
  loss.backward()
=== target with graph, kept
  net = nn.Linear(2, 1)
  target = None
  for k in range(3):
      pred = net(torch.ones(1, 2)).tanh()
      if target is not None:
          loss = (pred - target).pow(2).sum() + pred.sum()
          loss.backward()
-     target = pred
+     target = pred.detach()
=== numpy in between and torch tensor
  import numpy as np
  x = torch.tensor([1.0, 2.0], requires_grad=True)
- a = np.sin(x.detach().numpy())
- loss = torch.tensor(a).sum()
+ a = torch.sin(x)
+ loss = a.sum()
  loss.backward()
=== clip with data saved
  x = torch.ones(3, requires_grad=True)
  y = x ** 2
  z = y * y
- y.clamp_(0, 0.5)
+ y = y.clamp(0, 0.5)
  (z.sum() + y.sum()).backward()
=== embedding renorm twice
  emb = nn.Embedding(3, 2, max_norm=0.5)
  idx = torch.tensor([0, 1])
- w = emb.weight
- reg = (w ** 2).sum()
+ w = emb.weight
+ reg = (w.clone() ** 2).sum()
  out = emb(idx).sum()
  (reg + out).backward()
=== input changed after layer
  net = nn.Linear(2, 2)
  x = torch.ones(1, 2)
- y = net(x)
- x += 1
+ y = net(x)
+ x = x + 1
  z = net(x)
  (y.sum() + z.sum()).backward()
=== noise in place of the hidden
  l1, l2 = nn.Linear(2, 2), nn.Linear(2, 1)
  h = torch.tanh(l1(torch.ones(1, 2)))
- h.add_(torch.ones(1, 2) * 0.1)
+ h = h.add(torch.ones(1, 2) * 0.1)
  l2(h).sum().backward()
""",
    LARGER,
    "four",
)
