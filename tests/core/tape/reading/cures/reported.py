"""Short forms of programs that people have reported in public, each with the address of the report.

Marked as in programs.py. After the address stands what a sentence must match, and whether a change of the code is
certain: `cured`, or `words`.
"""

REPORTS: dict[str, tuple[str, bool, str]] = {}
"""By address: what is to be told, whether a cure is offered, and the program."""


def reports(texts: str) -> None:
    for part in texts.strip().removeprefix("=== ").split("\n=== "):
        head, _, text = part.partition("\n")
        address, told, kind = head.split(" | ")
        REPORTS[address] = told, kind == "cured", text


reports(
    r"""
=== github.com/pytorch/pytorch/issues/140469 | no leaf | cured
- images = torch.randn(4, 2, requires_grad=True) * 0.01  # !
+ images = (torch.randn(4, 2) * 0.01).requires_grad_()
  opt = torch.optim.SGD([images], lr=0.1)  # !
  images.pow(2).sum().backward()
=== github.com/wangkuiyi/gotorch/issues/261 | no leaf | cured
- test = torch.zeros((3, 3)).requires_grad_(True)
- test = test.to(torch.float64)  # !
+ test = torch.zeros((3, 3)).to(torch.float64).requires_grad_(True)
  opt = torch.optim.Adam([test], lr=0.1)  # !
  (test - 1).pow(2).sum().backward()
=== github.com/zylo117/Yet-Another-EfficientDet-Pytorch/issues/503 | self\.weight is a leaf|weight | cured
  class Fuse(nn.Module):
      def __init__(self):
          super().__init__()
          self.weight = nn.Parameter(torch.ones(2))
-         self.relu = nn.ReLU(inplace=True)
+         self.relu = nn.ReLU()
      def forward(self, x):
          weight = self.relu(self.weight)  # !
          return weight[0] * x[0] + weight[1] * x[1]
  net = Fuse()
  net(torch.ones(2, 3)).sum().backward()
=== github.com/pytorch/examples/pull/779 | p is a leaf|weight is a leaf|bias is a leaf | cured
  net = nn.Linear(2, 1)
  net(torch.ones(1, 2)).sum().backward()
  for p in net.parameters():
-     p.add_(p.grad, alpha=-0.1)  # !
+     p.data.add_(p.grad, alpha=-0.1)
=== github.com/fastai/fastbook/pull/471 | part of weights | cured
  weights = torch.ones(3, requires_grad=True)  # !
- weights[0] *= 1.5  # !
+ weights.data[0] *= 1.5
  (weights**2).sum().backward()
=== github.com/YutaroOgawa/pytorch_advanced/issues/160 | part of m\.weight | cured
  m = nn.Conv2d(1, 1, 2, stride=1, bias=False)
- m.weight[0, 0, 0, 0] = 1  # !
- m.weight[0, 0, 0, 1] = 2
- m.weight[0, 0, 1, 0] = 3
- m.weight[0, 0, 1, 1] = 4
+ m.weight.data[:] = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
  m(torch.ones(1, 1, 3, 3)).sum().backward()
=== github.com/NVlabs/VILA/pull/199 | leaf | words
  class Model(nn.Module):
      def __init__(self):
          super().__init__()
          self.embed = nn.Parameter(torch.ones(2, 3))
          self.out = nn.Linear(3, 1)
      def forward(self, noise):
          text = self.embed
-         text += noise  # !
+         text = text + noise
          return self.out(text)
  net = Model()
  net(torch.ones(2, 3)).sum().backward()
=== github.com/ironjr/grokfast/pull/3 | m\.b\.weight | cured
  m = nn.ModuleDict({"a": nn.Linear(2, 1), "b": nn.Linear(2, 1)})
  m["a"](torch.ones(1, 2)).sum().backward()  # !
  grads = {}
  for n, p in m.named_parameters():
      if p.requires_grad:
-         grads[n] = p.grad.data.detach() * 0.9  # !
+         if p.grad is not None: grads[n] = p.grad.data.detach() * 0.9
=== github.com/jcjohnson/pytorch-examples/issues/7 | no backward\(\) has run | cured
  w1 = torch.ones(2, requires_grad=True)
  w2 = torch.ones(2, requires_grad=True)
  for t in range(2):
      loss = (w1 * w2).pow(2).sum()
-     w1.grad.data.zero_()  # !
-     w2.grad.data.zero_()
+     if w1.grad is not None: w1.grad.data.zero_(); w2.grad.data.zero_()
      loss.backward()
      w1.data -= 0.1 * w1.grad.data
      w2.data -= 0.1 * w2.grad.data
=== github.com/wiseodd/generative-models/issues/26 | no backward\(\) has run | cured
  G, D = nn.Linear(2, 2), nn.Linear(2, 1)
  params = [*G.parameters(), *D.parameters()]
  def reset_grad():
      for p in params:
-         p.grad.data.zero_()  # !
+         if p.grad is not None: p.grad.data.zero_()
  for it in range(2):
      reset_grad()
      D(G(torch.ones(1, 2))).sum().backward()
=== github.com/learnables/learn2learn/issues/428 | m\.b\.weight | cured
  m = nn.ModuleDict({"a": nn.Linear(2, 1), "b": nn.Linear(2, 1)})
  opt = torch.optim.SGD(m.parameters(), lr=0.1)
  for step in range(2):
      opt.zero_grad()
      m["a"](torch.ones(1, 2)).sum().backward()  # !
      for p in m.parameters():
-         p.grad.data.mul_(1.0 / 4)  # !
+         if p.grad is not None: p.grad.data.mul_(1.0 / 4)
      opt.step()
=== github.com/markdtw/meta-learning-lstm-pytorch/issues/9 | m\.b\.weight | words
  m = nn.ModuleDict({"a": nn.Linear(2, 1), "b": nn.Linear(2, 1)})
  m["a"](torch.ones(1, 2)).sum().backward()  # !
- grad = torch.cat([p.grad.data.view(-1) / 4 for p in m.parameters()], 0)  # !
+ grad = torch.cat([p.grad.data.view(-1) / 4 for p in m.parameters() if p.grad is not None], 0)
=== github.com/hosseinshn/GradNorm/issues/10 | computed from params\[0\]|computed from net\.weight | words
  net = nn.Linear(2, 1)
  params = list(net.parameters())
  loss = net(torch.ones(1, 2)).sum()
- g = torch.autograd.grad(loss, params[0].clone(), retain_graph=True, create_graph=True)  # !
+ g = torch.autograd.grad(loss, params[0], retain_graph=True, create_graph=True)
  loss.backward()
=== github.com/ilia10000/dataset-distillation/issues/3 | computed from x | words
  x = torch.ones(4, requires_grad=True)
  output = (2 * x).sum()
- (grad_x,) = torch.autograd.grad(output, -x)  # !
+ (grad_x,) = torch.autograd.grad(output, x)
=== github.com/april-tools/cirkit/issues/289 | batch | words
  table = nn.Embedding(4, 2)
  batch = torch.tensor([0.0, 3.0], requires_grad=True)
  score = table(batch.long()).pow(2).sum()
- (g,) = torch.autograd.grad(score, batch, create_graph=True)  # !
+ (g,) = torch.autograd.grad(score, table.weight, create_graph=True)
=== github.com/archinetai/smart-pytorch/issues/5 | noise | words
  net = nn.Linear(3, 2)
  embed = torch.ones(1, 3)
  noise = torch.randn(1, 3, requires_grad=True)
- loss = net(embed + noise.data).pow(2).sum()
- (g,) = torch.autograd.grad(loss, noise)  # !
+ loss = net(embed + noise).pow(2).sum()
+ (g,) = torch.autograd.grad(loss, noise)
=== github.com/dillondavis/RecurrentAttentionConvolutionalNeuralNetwork/issues/4 | several | cured
  def rank_loss(a, b, margin=0.05):
      return torch.clamp(a - b + margin, min=0)
  net = nn.Linear(2, 3)
  scores = [net(torch.ones(4, 2)).softmax(1)[:, 0], net(torch.zeros(4, 2)).softmax(1)[:, 0]]
- rank_loss(scores[0], scores[1]).backward(retain_graph=True)  # !
+ rank_loss(scores[0], scores[1]).sum().backward(retain_graph=True)
=== github.com/salesforce/awd-lstm-lm/issues/114 | weight_hh | words
  class Drop(nn.Module):
      def __init__(self, module):
          super().__init__()
          self.module = module
      def forward(self, x):
-         w = F.dropout(self.module.weight_hh, 0.5)
-         setattr(self.module, "weight_hh", w)  # !
          return self.module(x)
  net = Drop(nn.RNNCell(2, 2))
  net(torch.ones(1, 2)).sum().backward()
=== github.com/cfzd/FcaNet/issues/29 | parameter | words
  class Layer(nn.Module):
      def __init__(self):
          super().__init__()
-         self.register_parameter("weight", torch.rand(2, 3))  # !
+         self.register_parameter("weight", nn.Parameter(torch.rand(2, 3)))
      def forward(self, x):
          return (x * self.weight).sum()
  net = Layer()
  net(torch.ones(2, 3)).backward()
=== github.com/marlbenchmark/on-policy/issues/19 | stddev | cured
  class PopArt(nn.Module):
      def __init__(self):
          super().__init__()
          self.weight = nn.Parameter(torch.ones(2))
          self.stddev = nn.Parameter(torch.ones(1), requires_grad=False)
          self.mean = nn.Parameter(torch.zeros(1), requires_grad=False)
          self.mean_sq = nn.Parameter(torch.ones(1), requires_grad=False)
      @torch.no_grad()
      def update(self, x):
          self.mean.mul_(0.5).add_(0.5 * x.mean())
          self.mean_sq.mul_(0.5).add_(0.5 * x.pow(2).mean())
-         self.stddev = (self.mean_sq - self.mean**2).sqrt().clamp(min=1e-4)  # !
+         self.stddev.copy_((self.mean_sq - self.mean**2).sqrt().clamp(min=1e-4))
      def forward(self, x):
          return (x * self.weight / self.stddev).sum()
  net = PopArt()
  net.update(torch.tensor([1.0, 3.0]))
  net(torch.ones(2)).backward()
=== github.com/pytorch/pytorch/issues/44022 | layer_weights | words
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
          self.layer_weights = nn.Parameter(torch.ones(3))
      def forward(self, x):
-         self.layer_weights = F.softmax(self.layer_weights, dim=0)  # !
-         return (x * self.layer_weights).sum()
+         weights = F.softmax(self.layer_weights, dim=0)
+         return (x * weights).sum()
  net = Net()
  net(torch.arange(3.0)).backward()
=== github.com/pytorch/pytorch/issues/54580 | leaves|graph | words
  import copy
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
          self.a, self.b = nn.Linear(2, 2), nn.Linear(2, 1)
      def forward(self, x):
          self.exp = None
          x = self.b(self.a(x))
-         self.exp = x
+         self.exp = x.detach()
          return x
  net = Net()
  net(torch.ones(1, 2)).sum().backward()
  other = copy.deepcopy(net)
=== github.com/Project-MONAI/MONAI/issues/1178 | graph | cured
  import copy
  net = nn.Linear(2, 1)
  d = {"pred": net(torch.ones(1, 2))}  # !
- d["copy"] = copy.deepcopy(d["pred"])  # !
+ d["copy"] = d["pred"].detach().clone()
  d["pred"].sum().backward()
=== github.com/pytorch/pytorch/issues/36608 | views | words
  root = torch.arange(9.0).reshape(3, 3).requires_grad_()
  x = root.clone()
  v1 = x.unbind()  # !
- v1[0].mul_(2)  # !
- x.sum().backward()
+ torch.cat([v1[0] * 2, *v1[1:]]).sum().backward()
=== github.com/paarthneekhara/AdversarialDeepFakes/issues/23 | views | words
  image = torch.ones(2, 3, requires_grad=True)
  scaled = image * 2
- for t, m, s in zip(scaled, [0.5, 0.5], [2.0, 4.0]):  # !
-     t.sub_(m).div_(s)  # !
- scaled.sum().backward()
+ ((scaled - 0.5) / torch.tensor([[2.0], [4.0]])).sum().backward()
=== github.com/kail8/UnsupDIS-pytorch/issues/26 | views | words
  theta = torch.tensor([[1.0, 2.0], [1e-9, 3.0]], requires_grad=True)
  t_s, other = (theta * 1).unbind()  # !
- other[other.abs() < 1e-6] = 1e-6  # !
+ other = torch.where(other.abs() < 1e-6, torch.tensor(1e-6), other)
  (t_s / other).sum().backward()
=== github.com/Lightning-AI/pytorch-lightning/issues/19910 | linear\(\) ran|recorded | cured
  net = nn.Linear(2, 1)
- @torch.no_grad()
  def test_step(x):
      loss = net(x).pow(2).mean()  # !
      loss.backward()  # !
      return loss
  test_step(torch.ones(1, 2))
=== github.com/leftthomas/SRGAN/issues/89 | before | cured
  netG, netD = nn.Linear(2, 3), nn.Sequential(nn.Linear(3, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1), nn.Sigmoid())
  optG, optD = torch.optim.Adam(netG.parameters()), torch.optim.Adam(netD.parameters())
  fake_img = netG(torch.ones(4, 2))
  fake_out = netD(fake_img).mean()  # !
  d_loss = 1 - netD(torch.zeros(4, 3)).mean() + fake_out
  optD.zero_grad()
  d_loss.backward(retain_graph=True)
- optD.step()  # !
+ optD.step()
+ fake_out = netD(fake_img).mean()
  optG.zero_grad()
  g_loss = 1 - fake_out
  g_loss.backward()
  optG.step()
=== github.com/FazelYU/Adaptive-Navigation/issues/41 | before .* was changed | words
  shared = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))
  opt = torch.optim.SGD(shared.parameters(), lr=0.1)
  losses = [shared(torch.ones(1, 2) * k).pow(2).sum() for k in (1, 2)]  # !
- for loss in losses:
-     opt.zero_grad()
-     loss.backward()
-     opt.step()  # !
+ opt.zero_grad()
+ sum(losses).backward()
+ opt.step()
=== discuss.pytorch.org/t/can-not-create-a-new-calculation-graph-after-the-backward-propagation/45026 | before | cured
  enc, dqn, actor = nn.Linear(2, 3), nn.Linear(3, 2), nn.Linear(3, 1)
  opt_dqn = torch.optim.SGD([*enc.parameters(), *dqn.parameters()], lr=0.1)
  opt_actor = torch.optim.SGD(actor.parameters(), lr=0.1)
  state = torch.ones(1, 2)
  h = torch.tanh(enc(state))
  loss_dqn = dqn(h).pow(2).sum()
  opt_dqn.zero_grad()
  loss_dqn.backward()  # !
- opt_dqn.step()
+ opt_dqn.step()
+ h = torch.tanh(enc(state))
  loss_actor = actor(h).pow(2).sum()
  opt_actor.zero_grad()
  loss_actor.backward()  # !
  opt_actor.step()
=== github.com/zhangyu2234/Deep-learning-by-hand | Y was computed once | words
  X = torch.ones(4, 2)
- true_W = torch.tensor([[1.0], [2.0]], requires_grad=True)
+ true_W = torch.tensor([[1.0], [2.0]])
  Y = torch.mm(X, true_W).exp()  # !
  W = torch.zeros(2, 1, requires_grad=True)
  for epoch in range(2):
      loss = (torch.mm(X, W) - Y).pow(2).mean()
      loss.backward()  # !
      W.data -= 0.1 * W.grad
=== discuss.pytorch.org/t/tolist-vs-numpy-with-requires-grad-true/207578 | NumPy | cured
  t = torch.arange(5, dtype=torch.float32, requires_grad=True)  # !
- kept = t.numpy()  # !
+ kept = t.detach().numpy()
  t.sum().backward()
=== github.com/JDAI-CV/LIO/issues/9 | overwritten | cured
  x = torch.tensor([1.0, 2.0], requires_grad=True)
  diff = x - 0.5
  dist = diff**2  # !
- diff += 1  # !
+ diff = diff + 1
  (dist.sum() + diff.sum()).backward()
"""
)
