"""The loss of a small model on data: batches drawn anew for each step make its gradient noisy, as in training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.core.descend.problem import CELLS, Loss, Point
from explorer.core.words import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    import torch

    Error = Callable[[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass(frozen=True, slots=True)
class Model:
    """A model of one input and two parameters, `names`; its `formula`, for people, and what it is taught.

    `predict`(first, second, x) is what it says of x, `error`(first, second, x, y) each point's loss; `error_source` and
    `target_source` are the same as PyTorch code of `data`, `target` and `draws`, the noise.
    """

    name: str
    formula: str
    names: tuple[str, str]
    reach: float
    start: Point
    limits: tuple[tuple[float, float], ...]
    rate: float
    target: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
    target_source: str
    predict: Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]
    error: Error
    error_source: tuple[str, ...]


def _likelihood(w: torch.Tensor, b: torch.Tensor, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    from torch.nn.functional import softplus

    score = w * x + b
    return softplus(score) - y * score


MODELS = {
    "line": Model(
        QT_TRANSLATE_NOOP("Surfaces", "A line through noisy points (w, b)"),
        "y = w·x + b,  L = ⟨(y − t)²⟩",
        ("w", "b"),
        2.0,
        (-1.0, 3.0),
        ((-3.0, 5.0), (-4.0, 4.0)),
        0.1,
        lambda x, draws: 2 * x - 1 + draws,
        "2 * data - 1 + draws",
        lambda w, b, x: w * x + b,
        lambda w, b, x, y: (w * x + b - y).square(),
        ("error = (w * data[chosen] + b - target[chosen]).square()",),
    ),
    "logistic": Model(
        QT_TRANSLATE_NOOP("Surfaces", "Logistic regression of noisy labels (w, b)"),
        "p = σ(w·x + b),  L = ⟨−ln p(t)⟩",
        ("w", "b"),
        3.0,
        (-1.0, 2.0),
        ((-3.0, 8.0), (-6.0, 5.0)),
        0.5,
        lambda x, draws: (2 * x - 1 + 2 * draws > 0).to(x.dtype),
        "(2 * data - 1 + 2 * draws > 0).to(data.dtype)",
        lambda w, b, x: (w * x + b).sigmoid(),
        _likelihood,
        (
            "score = w * data[chosen] + b",
            "error = torch.nn.functional.softplus(score) - target[chosen] * score",
        ),
    ),
    "net": Model(
        QT_TRANSLATE_NOOP("Surfaces", "Two weights of a tiny network (w, v)"),
        "y = v·tanh(w·x),  L = ⟨(y − t)²⟩",
        ("w", "v"),
        2.0,
        (-0.4, 2.0),
        ((-3.0, 3.0), (-3.0, 3.0)),
        0.05,
        lambda x, draws: 1.5 * (1.2 * x).tanh() + draws,
        "1.5 * (1.2 * data).tanh() + draws",
        lambda w, v, x: v * (w * x).tanh(),
        lambda w, v, x, y: (v * (w * x).tanh() - y).square(),
        ("error = (v * (w * data[chosen]).tanh() - target[chosen]).square()",),
    ),
}
"""By a short name: what the window offers."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A model through `points`, by the mean error of a mini-batch of `batch` that is drawn anew for each step; of all
    of them where `batch` is no smaller.

    The data and the batches come from `seed`: two runs see the same.
    """

    model: str = "line"
    points: int = 64
    batch: int = 8
    noise: float = 0.5
    seed: int = 0

    @property
    def of(self) -> Model:
        return MODELS[self.model]

    @property
    def name(self) -> str:
        return self.of.name

    @property
    def names(self) -> tuple[str, ...]:
        return self.of.names

    @property
    def start(self) -> Point:
        return self.of.start

    @property
    def limits(self) -> tuple[tuple[float, float], ...]:
        return self.of.limits

    @property
    def minima(self) -> tuple[Point, ...]:
        return ()

    @property
    def rate(self) -> float:
        return self.of.rate

    @property
    def dims(self) -> int:
        return 2

    @property
    def cells(self) -> int:
        return CELLS

    @property
    def is_noisy(self) -> bool:
        return self.batch < self.points

    def data(self) -> tuple[torch.Tensor, torch.Tensor]:
        """x and the targets, each (points,)."""
        import torch

        generator = torch.Generator().manual_seed(self.seed)
        x = torch.linspace(-self.of.reach, self.of.reach, self.points)
        return x, self.of.target(x, self.noise * torch.randn(self.points, generator=generator))

    def loss(self) -> Loss:
        """The mean error of the next mini-batch at each call, the same batch for all elements."""
        import torch

        if not self.is_noisy:
            return self.whole_loss()
        x, y = self.data()
        generator = torch.Generator().manual_seed(self.seed + 1)

        def of_a_batch(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
            chosen = torch.randint(self.points, (self.batch,), generator=generator)
            return self._mean(first, second, x[chosen], y[chosen])

        return of_a_batch

    def whole_loss(self) -> Loss:
        """The mean error of all points: the surface that the batches are drawn from."""
        x, y = self.data()
        return lambda first, second: self._mean(first, second, x, y)

    def _mean(self, first: torch.Tensor, second: torch.Tensor, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        if not first.dim():  # as a training loop has it
            return self.of.error(first, second, x, y).mean()
        return self.of.error(first.unsqueeze(-1), second.unsqueeze(-1), x, y).mean(-1)
