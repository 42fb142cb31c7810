"""Twelve programs such as people train, small enough to run in a moment: each is a function that makes its step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - as everybody calls it

Step = Callable[[], Any]


class MLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 10))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class CNN(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 16, 3, padding=1)
        self.norm = nn.BatchNorm2d(16)
        self.second = nn.Conv2d(16, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.drop = nn.Dropout(0.25)
        self.head = nn.Linear(32 * 7 * 7, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool(F.relu(self.norm(self.first(x))))
        x = self.pool(F.relu(self.second(x)))
        return self.head(self.drop(x.flatten(1)))


class Block(nn.Module):
    """Of ResNet-18."""

    def __init__(self, wide: int, out: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(wide, out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.downsample = None
        if stride != 1 or wide != out:
            self.downsample = nn.Sequential(nn.Conv2d(wide, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x: Tensor) -> Tensor:
        same = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += same
        return self.relu(out)


class ResNet18(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = nn.Sequential(Block(64, 64, 1), Block(64, 64, 1))
        self.layer2 = nn.Sequential(Block(64, 128, 2), Block(128, 128, 1))
        self.layer3 = nn.Sequential(Block(128, 256, 2), Block(256, 256, 1))
        self.layer4 = nn.Sequential(Block(256, 512, 2), Block(512, 512, 1))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


class Tagger(nn.Module):
    """An LSTM over words."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(100, 32)
        self.lstm = nn.LSTM(32, 64, num_layers=2, batch_first=True)
        self.head = nn.Linear(64, 12)

    def forward(self, tokens: Tensor) -> Tensor:
        hidden, _ = self.lstm(self.words(tokens))
        return self.head(hidden)


class Encoder(nn.Module):
    """torch's own TransformerEncoder over words."""

    def __init__(self, layers: int = 4) -> None:
        super().__init__()
        self.words = nn.Embedding(100, 64)
        layer = nn.TransformerEncoderLayer(64, 4, 128, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.head = nn.Linear(64, 5)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.head(self.encoder(self.words(tokens)).mean(1))


class CausalAttention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.c_attn = nn.Linear(width, 3 * width)
        self.c_proj = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        batch, time, width = x.shape
        q, k, v = self.c_attn(x).split(width, dim=2)
        q, k, v = (one.view(batch, time, self.heads, width // self.heads).transpose(1, 2) for one in (q, k, v))
        weights = (q @ k.transpose(-2, -1)) / (width // self.heads) ** 0.5
        mask = torch.tril(torch.ones(time, time, dtype=torch.bool))
        weights = weights.masked_fill(~mask, float("-inf")).softmax(-1)
        return self.c_proj((weights @ v).transpose(1, 2).reshape(batch, time, width))


class GPTBlock(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = CausalAttention(width, heads)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = nn.ModuleDict({"c_fc": nn.Linear(width, 4 * width), "c_proj": nn.Linear(4 * width, width)})

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp["c_proj"](F.gelu(self.mlp["c_fc"](self.ln_2(x)), approximate="tanh"))


class GPT2(nn.Module):
    """Of twelve blocks; the head's weight is that of the words."""

    def __init__(self, width: int = 128, heads: int = 4, blocks: int = 12, words: int = 512) -> None:
        super().__init__()
        self.wte = nn.Embedding(words, width)
        self.wpe = nn.Embedding(64, width)
        self.h = nn.ModuleList(GPTBlock(width, heads) for _ in range(blocks))
        self.ln_f = nn.LayerNorm(width)
        self.lm_head = nn.Linear(width, words, bias=False)
        self.lm_head.weight = self.wte.weight

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


class Double(nn.Sequential):
    """Of U-Net: two convolutions."""

    def __init__(self, wide: int, out: int) -> None:
        super().__init__(
            nn.Conv2d(wide, out, 3, padding=1), nn.BatchNorm2d(out), nn.ReLU(inplace=True),
            nn.Conv2d(out, out, 3, padding=1), nn.BatchNorm2d(out), nn.ReLU(inplace=True),
        )  # fmt: skip


class UNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.down = nn.ModuleList([Double(1, 8), Double(8, 16), Double(16, 32)])
        self.pool = nn.MaxPool2d(2)
        self.middle = Double(32, 64)
        self.ups = nn.ModuleList(nn.ConvTranspose2d(n, n // 2, 2, 2) for n in (64, 32, 16))
        self.up = nn.ModuleList([Double(64, 32), Double(32, 16), Double(16, 8)])
        self.out = nn.Conv2d(8, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        kept = []
        for down in self.down:
            x = down(x)
            kept.append(x)
            x = self.pool(x)
        x = self.middle(x)
        for ups, up in zip(self.ups, self.up, strict=True):
            x = up(torch.cat([kept.pop(), ups(x)], 1))
        return self.out(x)


class VAE(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encode = nn.Sequential(nn.Linear(196, 128), nn.ReLU())
        self.mean, self.logvar = nn.Linear(128, 8), nn.Linear(128, 8)
        self.decode = nn.Sequential(nn.Linear(8, 128), nn.ReLU(), nn.Linear(128, 196), nn.Sigmoid())

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        hidden = self.encode(x)
        mean, logvar = self.mean(hidden), self.logvar(hidden)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * logvar)
        return self.decode(z), mean, logvar


class GraphConvolution(nn.Module):
    """Messages along edges, added up at where they go by scatter."""

    def __init__(self, wide: int, out: int) -> None:
        super().__init__()
        self.linear = nn.Linear(wide, out)

    def forward(self, x: Tensor, edges: Tensor) -> Tensor:
        messages = self.linear(x)[edges[0]]
        into = edges[1].unsqueeze(1).expand_as(messages)
        return torch.zeros(len(x), messages.shape[1]).scatter_add(0, into, messages)


class GNN(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList([GraphConvolution(16, 32), GraphConvolution(32, 32), GraphConvolution(32, 4)])

    def forward(self, x: Tensor, edges: Tensor) -> Tensor:
        for conv in self.convs:
            x = torch.relu(conv(x, edges))
        return x


def supervised(model: nn.Module, *given: Tensor, target: Tensor, kind: type[torch.optim.Optimizer]) -> Step:
    optimizer = kind(model.parameters(), lr=1e-3)

    def step() -> nn.Module:
        optimizer.zero_grad()
        out = model(*given)
        loss = F.cross_entropy(out.transpose(1, -1) if out.dim() == 3 else out, target)
        loss.backward()
        optimizer.step()
        return model

    return step


def mlp() -> Step:
    return supervised(MLP(), torch.randn(64, 64), target=torch.randint(10, (64,)), kind=torch.optim.SGD)


def cnn() -> Step:
    return supervised(CNN(), torch.randn(32, 1, 28, 28), target=torch.randint(10, (32,)), kind=torch.optim.Adam)


def resnet18() -> Step:
    return supervised(ResNet18(), torch.randn(4, 3, 64, 64), target=torch.randint(10, (4,)), kind=torch.optim.SGD)


def lstm() -> Step:
    tokens = torch.randint(100, (16, 30))
    return supervised(Tagger(), tokens, target=torch.randint(12, (16, 30)), kind=torch.optim.Adam)


def transformer() -> Step:
    tokens = torch.randint(100, (16, 24))
    return supervised(Encoder(), tokens, target=torch.randint(5, (16,)), kind=torch.optim.Adam)


def gpt2() -> Step:
    tokens = torch.randint(512, (4, 64))
    return supervised(GPT2(), tokens, target=torch.randint(512, (4, 64)), kind=torch.optim.AdamW)


def unet() -> Step:
    target = torch.randint(2, (2, 32, 32))
    return supervised(UNet(), torch.randn(2, 1, 32, 32), target=target, kind=torch.optim.Adam)


def vae() -> Step:
    model, x = VAE(), torch.rand(64, 196)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def step() -> nn.Module:
        optimizer.zero_grad()
        made, mean, logvar = model(x)
        divergence = -0.5 * torch.sum(1 + logvar - mean.pow(2) - logvar.exp())
        (F.binary_cross_entropy(made, x, reduction="sum") + divergence).backward()
        optimizer.step()
        return model

    return step


def gan() -> Step:
    generator = nn.Sequential(nn.Linear(16, 64), nn.LeakyReLU(0.2), nn.Linear(64, 32), nn.Tanh())
    critic = nn.Sequential(nn.Linear(32, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
    of_generator = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    of_critic = torch.optim.Adam(critic.parameters(), lr=2e-4, betas=(0.5, 0.999))
    real, ones, zeros = torch.randn(32, 32), torch.ones(32, 1), torch.zeros(32, 1)

    def step() -> nn.Module:
        fake = generator(torch.randn(32, 16))
        of_critic.zero_grad()
        loss = F.binary_cross_entropy_with_logits(critic(real), ones)
        loss = loss + F.binary_cross_entropy_with_logits(critic(fake.detach()), zeros)
        loss.backward()
        of_critic.step()
        of_generator.zero_grad()
        F.binary_cross_entropy_with_logits(critic(fake), ones).backward()
        of_generator.step()
        return nn.ModuleList([generator, critic])

    return step


def maml() -> Step:
    """Two tasks, two inner steps each, by functional_call."""
    model = nn.Sequential(nn.Linear(1, 40), nn.ReLU(), nn.Linear(40, 40), nn.ReLU(), nn.Linear(40, 1))
    outer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x = torch.linspace(-3, 3, 20).unsqueeze(1)

    def step() -> nn.Module:
        outer.zero_grad()
        total = torch.zeros(())
        for phase in (0.0, 1.5):
            y = torch.sin(x + phase)
            fast = dict(model.named_parameters())
            for _ in range(2):
                loss = F.mse_loss(torch.func.functional_call(model, fast, (x[:10],)), y[:10])
                gradients = torch.autograd.grad(loss, list(fast.values()), create_graph=True)
                fast = {name: p - 0.01 * g for (name, p), g in zip(fast.items(), gradients, strict=True)}
            total = total + F.mse_loss(torch.func.functional_call(model, fast, (x[10:],)), y[10:])
        total.backward()
        outer.step()
        return model

    return step


def gnn() -> Step:
    edges = torch.randint(60, (2, 240))
    return supervised(GNN(), torch.randn(60, 16), edges, target=torch.randint(4, (60,)), kind=torch.optim.Adam)


def training(steps: int = 500) -> Step:
    """So many steps of an MLP."""
    model = MLP()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    data, target = torch.randn(512, 64), torch.randint(10, (512,))

    def step() -> nn.Module:
        for k in range(steps):
            batch = slice(k % 8 * 64, k % 8 * 64 + 64)
            optimizer.zero_grad()
            F.cross_entropy(model(data[batch]), target[batch]).backward()
            optimizer.step()
        return model

    return step


PROGRAMS: dict[str, Callable[[], Step]] = {
    "MLP": mlp,
    "CNN": cnn,
    "ResNet-18": resnet18,
    "LSTM": lstm,
    "TransformerEncoder": transformer,
    "GPT-2": gpt2,
    "U-Net": unet,
    "VAE": vae,
    "GAN": gan,
    "MAML": maml,
    "GNN": gnn,
    "500 steps of an MLP": training,
}
