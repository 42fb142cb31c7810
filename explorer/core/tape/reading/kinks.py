"""Rules at kinks: which partial torch takes where the two sides differ is another in each release, so it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from explorer.core.expression import parse
from explorer.core.expression.torch_reading import TorchFunction
from explorer.core.tape.reading.rule_table import NAMES, Rule

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class _Kink:
    """What is asked: `operation`, of torch and the operands, at `points`, each a number for every operand, with the
    `numbers` that the node keeps. `partials[k]` are what operand k's may be, in the language of Rule."""

    operation: Callable[..., Tensor]
    forward: str
    points: tuple[tuple[float, ...], ...]
    partials: tuple[tuple[str, ...], ...]
    numbers: Mapping[str, float] = field(default_factory=dict)


def _beyond(left: str, sign: str, right: str) -> tuple[str, ...]:
    """1 where `left sign right`, else 0; where they are equal one of these, or half."""
    return (
        f"where({left} {sign} {right}, 1, 0)",
        f"where({left} {sign}= {right}, 1, 0)",
        f"where({left} {sign} {right}, 1, where({left} == {right}, 1/2, 0))",
    )


def _further(sign: str, back: str) -> tuple[tuple[str, ...], ...]:
    """The partials of the further of a and b, the second as what the first is not."""
    rest = (f"where(a {sign} b, 0, 1)", f"where(a {sign}= b, 0, 1)", f"where(a {back} b, 1, where(a == b, 1/2, 0))")
    return _beyond("a", sign, "b"), rest


_LINE = tuple((float(a),) for a in (0, 1, 2, 3, 4))
_PAIRS = tuple(product((0.0, 1.0), repeat=2))
_TRIPLES = tuple(product((0.0, 1.0, 2.0), repeat=3))

_KINKS: Mapping[str, _Kink] = {
    "MaximumBackward0": _Kink(lambda torch, a, b: torch.maximum(a, b), "max(a, b)", _PAIRS, _further(">", "<")),
    "MinimumBackward0": _Kink(lambda torch, a, b: torch.minimum(a, b), "min(a, b)", _PAIRS, _further("<", ">")),
    "FmaxBackward0": _Kink(lambda torch, a, b: torch.fmax(a, b), "max(a, b)", _PAIRS, _further(">", "<")),
    "FminBackward0": _Kink(lambda torch, a, b: torch.fmin(a, b), "min(a, b)", _PAIRS, _further("<", ">")),
    "ClampBackward0": _Kink(
        lambda torch, a, b, c: torch.clamp(a, b, c),
        "min(max(a, b), c)",
        _TRIPLES,
        (
            (
                "where(b <= a <= c, 1, 0)",
                "where(b < a < c or a == b == c, 1, where(a == b < c or b < a == c, 1/2, 0))",
            ),
            ("where(a < b < c, 1, 0)", "where(a < b <= c, 1, where(a == b < c, 1/2, 0))"),
            ("where(a > c or b > c, 1, 0)", "where(a > c or b > c, 1, where(b < a == c, 1/2, 0))"),
        ),
    ),
    "ClampBackward1": _Kink(
        lambda torch, a: torch.clamp(a, 1, 3),
        "min(max(a, lo), hi)",
        _LINE,
        (
            (
                "where(lo <= a <= hi, 1, 0)",
                "where(lo < a < hi, 1, 0)",
                "where(lo < a < hi, 1, where(a == lo or a == hi, 1/2, 0))",
            ),
        ),
        {"lo": 1.0, "hi": 3.0},
    ),
    "ClampMinBackward0": _Kink(
        lambda torch, a: torch.clamp_min(a, 1), "max(a, n)", _LINE, (_beyond("a", ">", "n"),), {"n": 1.0}
    ),
    "ClampMaxBackward0": _Kink(
        lambda torch, a: torch.clamp_max(a, 1), "min(a, n)", _LINE, (_beyond("a", "<", "n"),), {"n": 1.0}
    ),
    "HardswishBackward0": _Kink(
        lambda torch, a: torch.nn.functional.hardswish(a),
        "a min(max(a + 3, 0), 6)/6",
        tuple((float(a),) for a in range(-4, 5)),
        (
            (
                "where(a <= -3, 0, where(a >= 3, 1, a/3 + 1/2))",
                "where(a < -3, 0, where(a > 3, 1, a/3 + 1/2))",
            ),
        ),
    ),
}


KINKED = frozenset(_KINKS)
"""The names of the nodes whose rules `kinks` has, or would have."""


@cache
def kinks() -> Mapping[str, Rule]:
    """The rules, by the node's name; none of an operation whose partials are no longer any that we know."""
    import torch  # here, because the window knows of rules before torch is imported

    found = {}
    with torch.enable_grad(), torch.DisableTorchFunction():
        for name, kink in _KINKS.items():
            partials = _asked(torch, kink)
            if partials is not None:
                found[name] = Rule(kink.forward, partials, elementwise=True, is_expression=True)
    return MappingProxyType(found)


def _asked(torch: Any, kink: _Kink) -> tuple[str, ...] | None:
    """Of each operand the first partial that is torch's own at all points; None where one has none."""
    rows = torch.tensor(kink.points, dtype=torch.float64, device="cpu")
    operands = [column.clone().requires_grad_() for column in rows.T]
    result = kink.operation(torch, *operands)
    slopes = torch.autograd.grad(result.sum(), operands)
    plain = [operand.detach() for operand in operands]
    chosen = []
    for slope, texts in zip(slopes, kink.partials, strict=True):
        fitting = (text for text in texts if torch.allclose(_value(text, plain, kink.numbers), slope))
        chosen.append(next(fitting, None))
    return None if None in chosen else tuple(map(str, chosen))


def _value(text: str, operands: list[Tensor], numbers: Mapping[str, float]) -> Tensor:
    expression = parse(text, NAMES[: len(operands)])
    return TorchFunction(expression)(*operands, **{name: numbers[name] for name in expression.parameters})
