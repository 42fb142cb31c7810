"""torch.optim's optimisers and schedulers by name, and people's own, with hyper-parameters from their signatures."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

from explorer.core.descend.own import INNER, Hyper, Own, in_file
from explorer.core.descend.problem import DescendError
from explorer.core.words import QT_TRANSLATE_NOOP

_UNKNOWN = QT_TRANSLATE_NOOP("DescendError", "There is no optimiser {name}. There are {known}.")
_NO_HYPER = QT_TRANSLATE_NOOP("DescendError", "{name} has no {hyper}. It has {known}.")
_NO_SCHEDULER = QT_TRANSLATE_NOOP("DescendError", "There is no scheduler {name}. There are {known}.")
_REFUSED = QT_TRANSLATE_NOOP("DescendError", "{name} refuses this: {why}")

_UNFIT = frozenset({"Optimizer", "SparseAdam", "Muon"})
"""Those that need sparse gradients, or matrices."""


@dataclass(frozen=True, slots=True)
class Optimiser:
    """A class of torch.optim, with what is set otherwise than torch does."""

    name: str
    kind: type[torch.optim.Optimizer]
    preset: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The name of its class."""
        return self.kind.__name__

    @property
    def is_torchs(self) -> bool:
        return self.kind.__module__.startswith("torch.")

    @property
    def call(self) -> str:
        """What it is called in a script."""
        return f"torch.optim.{self.title}" if self.is_torchs else self.title

    def load(self) -> type[torch.optim.Optimizer]:
        """Its class."""
        return self.kind

    @property
    def steps_alone(self) -> bool:
        """As `Own` has it; torch's own are given a closure."""
        if self.is_torchs:
            return False
        parameters = [*inspect.signature(self.kind.step).parameters.values()][1:]
        return all(one.default is not one.empty for one in parameters)

    @property
    def hyper(self) -> tuple[Hyper, ...]:
        """The hyper-parameters with their defaults, from the signature."""
        found = inspect.signature(self.kind.__init__).parameters.values()
        return tuple(Hyper(one.name, self.preset.get(one.name, one.default)) for one in found if one.name not in INNER)


Chosen = str | Optimiser | Own
"""An optimiser of torch by its name, or a class that a person wrote."""


_FORMS = {"momentum": "momentum", "nesterov": "Nesterov"}


def title_of(chosen: Chosen) -> str:
    """torch's class name, and which of its usual forms, SGD (Nesterov); or the name of a person's own class."""
    title = optimiser(chosen).title
    return f"{title} ({_FORMS[chosen]})" if isinstance(chosen, str) and chosen in _FORMS else title


def make(chosen: Chosen, leaves: list[torch.Tensor], options: Mapping[str, Any]) -> torch.optim.Optimizer:
    """An optimiser of the leaves. Raises DescendError for an option that it does not have, or refuses."""
    found = optimiser(chosen)
    known = [one.name for one in found.hyper]
    for name in options:
        if name not in known:
            raise DescendError(_NO_HYPER, name=found.name, hyper=name, known=", ".join(known))
    kind = found.load()
    try:
        return kind(leaves, **{**found.preset, **options})
    except (ValueError, TypeError) as error:
        raise DescendError(_REFUSED, name=found.call, why=error) from error


def _of_torch() -> list[Optimiser]:
    found = [getattr(torch.optim, name) for name in torch.optim.__all__]
    kinds = [one for one in found if inspect.isclass(one) and issubclass(one, torch.optim.Optimizer)]
    return [Optimiser(kind.__name__.lower(), kind) for kind in kinds if kind.__name__ not in _UNFIT]


OPTIMISERS: dict[str, Optimiser] = {
    one.name: one
    for one in (
        Optimiser("sgd", torch.optim.SGD),
        Optimiser("momentum", torch.optim.SGD, {"momentum": 0.9}),
        Optimiser("nesterov", torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
        *sorted(_of_torch(), key=lambda one: one.name),
    )
}
"""By name in small letters: SGD in its three usual forms first, then all that the installed torch offers."""

SCHEDULERS: dict[str, tuple[type[torch.optim.lr_scheduler.LRScheduler], Mapping[str, Any]]] = {
    "step": (torch.optim.lr_scheduler.StepLR, {"step_size": 20, "gamma": 0.5}),
    "exponential": (torch.optim.lr_scheduler.ExponentialLR, {"gamma": 0.97}),
    "cosine": (torch.optim.lr_scheduler.CosineAnnealingLR, {"T_max": 50}),
    "warm restarts": (torch.optim.lr_scheduler.CosineAnnealingWarmRestarts, {"T_0": 20}),
    "linear": (torch.optim.lr_scheduler.LinearLR, {"start_factor": 0.1, "total_iters": 20}),
    "polynomial": (torch.optim.lr_scheduler.PolynomialLR, {"total_iters": 100, "power": 1.0}),
}
"""Schedulers of the learning rate by name, with arguments that show what they do in a hundred steps."""


def optimiser(name: Chosen) -> Optimiser | Own:
    """By its name, in letters of any size; what is none is itself. Raises DescendError."""
    if not isinstance(name, str):
        return name
    found = OPTIMISERS.get(name.strip().lower())
    if found is None:
        raise DescendError(_UNKNOWN, name=name, known=", ".join(OPTIMISERS))
    return found


def chosen(what: str | type[torch.optim.Optimizer]) -> Chosen:
    """A name, path/to/file.py:Name, or a class. Raises DescendError, and OSError for a file that cannot be read."""
    if isinstance(what, type):
        return Optimiser(what.__name__, what)
    return in_file(what) if ".py:" in what else what


def scheduler(name: str, of: torch.optim.Optimizer) -> torch.optim.lr_scheduler.LRScheduler:
    """A scheduler of that optimiser. Raises DescendError."""
    if name not in SCHEDULERS:
        raise DescendError(_NO_SCHEDULER, name=name, known=", ".join(SCHEDULERS))
    kind, arguments = SCHEDULERS[name]
    return kind(of, **arguments)
