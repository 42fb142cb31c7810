"""Expressions of the grammar, made by chance: number N is always the same."""

import random

SMOOTH = ("sin", "cos", "exp", "tanh", "atan", "sinh", "erf", "asinh")
BROKEN = (
    "abs",
    "sqrt",
    "log",
    "tan",
    "relu",
    "floor",
    "sign",
    "cbrt",
    "asin",
    "sigmoid",
    "softplus",
    "gelu",
    "cosh",
    "sinc",
)
NUMBERS = ("2", "3", "0.5", "1", "4", "0.1", "pi", "1.5", "0.25")
RANGES = ((-1, 1), (-5, 5), (0, 3), (-2, 2), (0, 1), (-10, 10), (0.5, 4), (-3, -1))


def expression(number: int) -> tuple[str, tuple[float, float]]:
    """A text in x, and a range."""
    chance = random.Random(number)
    return _text(chance, chance.choice((1, 2, 2, 3))), chance.choice(RANGES)


def _text(chance: random.Random, depth: int) -> str:
    if depth == 0:
        return chance.choice(("x", "x", "x", f"({chance.choice(NUMBERS)}*x)", f"(x - {chance.choice(NUMBERS)})"))
    kind = chance.randrange(10)
    one = _text(chance, depth - 1)
    if kind < 3:
        return f"{chance.choice(SMOOTH)}({one})"
    if kind < 5:
        return f"{chance.choice(BROKEN)}({one})"
    if kind == 5:
        return f"({one})^{chance.choice(('2', '3', '4', '(1/2)', '(-1)', '(-2)'))}"
    other = _text(chance, chance.randrange(depth))
    if kind == 6:
        return f"where({one} > {chance.choice(NUMBERS)}, {one}, {other})"
    return f"({one} {chance.choice('+-*/')} {other})"
