"""Walks whose end is known by construction: quadratics by their closed form, plateaus, edges, surfaces' own minima.

What is near the border between two verdicts is left out: what is judged is that none is false.
"""

import math

import numpy as np

from explorer.core.descend.problem import Problem, of_function
from explorer.core.descend.surfaces import SURFACES
from explorer.core.descend.verdict import Kind
from explorer.core.expression import parse

REACH = 3.0
NEAR = 1e-3 * 2 * REACH
START = (2.5, 1.5)
RMSPROP = {"optimizer": "rmsprop", "lr": 0.1, "steps": 300}


def square(a, b):
    text = f"{a}x^2 + {b}y^2".replace("+ -", "- ")
    return Problem(text, parse(text, ("x", "y")), START, ((-REACH, REACH),) * 2)


def by_rates():
    """SGD: each axis is multiplied by 1 − 2aη at each step."""
    for a, b in ((1, 1), (1, 5), (1, 20), (3, 3), (0.5, 2)):
        for part in (0.02, 0.1, 0.3, 0.6, 1.0, 1.3, 1.7, 2.2, 3.0):
            rate = part / (2 * max(a, b))
            factors = np.array([1 - 2 * a * rate, 1 - 2 * b * rate])
            for steps in (20, 60, 150, 400):
                yield square(a, b), START, {"lr": rate, "steps": steps}, of_factors(factors, np.array(START), steps)
        yield square(a, b), START, {"lr": 1 / max(a, b), "steps": 500}, {"oscillating"}


def of_factors(factors, start, steps):
    distance = float(np.linalg.norm(factors**steps * start))
    if (np.abs(factors) > 1.05).any():
        return {"running_away"}
    lately = float(np.linalg.norm(factors ** (steps - 10) * start))
    if lately < 0.5 * NEAR:
        return {"minimum"}
    return {"walking"} if distance > 2 * NEAR else set()


def with_momentum():
    """Heavy ball, followed in float64 here."""
    for a, b in ((1, 1), (1, 10), (2, 2)):
        for beta in (0.5, 0.8, 0.9):
            for rate in (0.003, 0.03, 0.05):
                for steps in (30, 100, 400):
                    x, v, far = np.array(START), np.zeros(2), []
                    for _ in range(steps):
                        v = beta * v + 2 * np.array([a, b]) * x
                        x = x - rate * v
                        far.append(float(np.linalg.norm(x)))
                    wanted = {"minimum"} if max(far[-11:]) < 0.5 * NEAR else set()
                    if min(far[-11:]) > 2 * NEAR:
                        wanted = {"walking"}
                    yield square(a, b), START, {"momentum": beta, "lr": rate, "steps": steps}, wanted


def saddles():
    for a, b in ((1, -1), (2, -1), (1, -0.5), (5, -1)):
        for rate in (0.02, 0.05, 0.09):
            for steps in (50, 200, 600):
                on_axis = 2 * abs(1 - 2 * a * rate) ** (steps - 10)
                if on_axis < 0.5 * NEAR:
                    yield square(a, b), (2.0, 0.0), {"lr": rate, "steps": steps}, {"saddle"}
                beside = 0.01 * (1 - 2 * b * rate) ** steps
                if beside > 1.2 * REACH:
                    yield square(a, b), (2.0, 0.01), {"lr": rate, "steps": steps}, {"running_away"}
                elif 10 * NEAR < beside < 0.8 * REACH:
                    yield square(a, b), (2.0, 0.01), {"lr": rate, "steps": steps}, {"walking"}
    for a, b in ((-1, -1), (-2, -3), (-0.5, -4)):
        for steps in (1, 20, 100):
            yield square(a, b), (0.0, 0.0), {"lr": 0.1, "steps": steps}, {"maximum"}
    for a, b in ((1, -1), (1, 1)):
        yield square(a, b), (0.0, 0.0), {"lr": 0.1, "steps": 20}, {"saddle"} if b < 0 else {"minimum"}


PLATEAUS = (
    ("relu(x)", -2.0), ("relu(x)", -5.0), ("tanh(x)", -9.0), ("tanh(x)", -12.0), ("-exp(-x^2)", 6.0),
    ("-exp(-x^2)", -8.0), ("sigmoid(x)", -25.0), ("erf(x)", -6.0), ("softplus(x)", -30.0), ("floor(x)", 2.5),
    ("relu6(x)", 9.0), ("sign(x)", 3.0), ("clamp(x, -1, 1)", 4.0), ("1 - exp(-x^2)", 7.0),
    ("x*0 + 1", 1.0), ("hardtanh(x)", -3.0), ("atan(1e4 x)", 5.0),
)  # fmt: skip
ENDS = (
    ("sqrt(x)", 0.1, 0.1), ("sqrt(x)", 1.0, 0.5), ("log(x)", 0.5, 0.3), ("log(x)", 0.1, 0.1), ("acosh(x)", 1.1, 0.5),
    ("asin(x)", -0.9, 0.3), ("1/x", 1e-30, 1.0), ("atanh(x)", -0.9, 0.1),
    ("sqrt(x + 1)", -0.95, 0.5), ("log(1 + x)", -0.9, 0.5),
)  # fmt: skip
FALLS = (
    ("x*y + y^2", (2.0, 3.0)), ("x", (1.0,)), ("x + y", (1.0, 1.0)), ("x^3", (-1.0,)), ("-x^2", (0.5,)),
    ("-abs(x)", (0.5,)),
    ("x*y", (1.0, -1.0)), ("x^2 - y^2", (1.0, 0.5)), ("-x^4", (0.5,)), ("x - y^2", (0.5, 0.5)), ("-cosh(x)", (0.3,)),
)  # fmt: skip


def others():
    for text, start in PLATEAUS:
        for steps in (20, 200):
            for rate in (0.01, 0.1):
                yield of_function(text, (start,), {}), (start,), {"lr": rate, "steps": steps}, {"plateau"}
    for text, start, rate in ENDS:
        yield of_function(text, (start,), {}), (start,), {"lr": rate, "steps": 40}, {"not_finite"}
    for text, start in FALLS:
        problem = of_function(text, start, {})
        for rate, steps in ((0.1, 40), (0.1, 80), (0.3, 30)):
            yield problem, start, {"lr": rate, "steps": steps}, {"running_away", "walking", "not_finite"}
    for rate in (0.01, 0.03, 0.1, 0.3):
        for start in (1.003, -2.007):
            yield of_function("abs(x)", (start,), {}), (start,), {"lr": rate, "steps": 600}, {"oscillating", "minimum"}
    for text, start in (("abs(x)", (0.5,)), ("abs(x) + abs(y)", (1.0, -0.5)), ("max(abs(x), abs(y))", (0.0, 0.0))):
        yield of_function(text, start, {}), start, {"lr": 0.25, "steps": 40}, {"minimum", "oscillating"}
    yield of_function("abs(x) + abs(y)", (3.33, 2.21), {}), (3.33, 2.21), RMSPROP, {"minimum"}
    yield of_function("abs(x)", (0.5,), {}), (0.5,), {"lr": 0.25, "steps": 40}, {"minimum"}
    for rate in (0.05, 0.1, 0.3):
        yield square(1, 1), START, {"lr": rate, "momentum": 1.0, "steps": 400}, {"oscillating"}
        yield square(1, 1), START, {"lr": rate, "zero_grad": False, "steps": 400}, {"oscillating"}
    for text, start in (("exp(-x)", 1.0), ("1/x", 1.0), ("softplus(-x)", 1.0), ("-log(x)", 2.0)):
        for steps in (20, 200):
            yield of_function(text, (start,), {}), (start,), {"lr": 0.05, "steps": steps}, {"walking", "running_away"}
    for power in (4, 6):
        for steps in (20, 100):
            yield of_function(f"x^{power}", (1.0,), {}), (1.0,), {"lr": 0.05, "steps": steps}, {"walking"}


def surfaces():
    """Each surface by optimisers that get there; the truth is how far the end is from a minimum that is known."""
    for problem in SURFACES:
        for optimizer, rate in (("adam", 0.05), ("lbfgs", 0.5), ("rprop", 0.01), ("sgd", 0.0005), ("adamw", 0.02)):
            yield problem, problem.start, {"optimizer": optimizer, "lr": rate, "steps": 800}, None


def slow():
    """Rates at which SGD and its kin hardly move: f falls at each step, so that nothing comes back."""
    for problem in SURFACES:
        for optimizer in ("sgd", "momentum"):
            for rate in (1e-4, 3e-5, 1e-5, 3e-6):
                for steps in (50, 200):
                    yield problem, problem.start, {"optimizer": optimizer, "lr": rate, "steps": steps}, None


def of_run(problem, run):
    """What is known of a walk when it is made: nothing comes back where f falls at each step."""
    if run.values.double().diff().max() < 0 and run.path.norm(dim=1).isfinite().all():
        return (of_path(problem, run.path.double().numpy()) or set(Kind)) - {"oscillating"}
    return of_path(problem, run.path.double().numpy())


def of_path(problem, path):
    """{"minimum"} where the end is at a known one and stays; else None, where nothing is known."""
    width = max(hi - lo for lo, hi in problem.limits)
    for minimum in problem.minima:
        far = np.linalg.norm(path[-11:] - np.array(minimum), axis=1)
        if far.max() < 0.3e-3 * width:
            return {"minimum"}
        if math.isfinite(far[-1]) and far[-1] < 0.1 * width and far.min() > 3e-3 * width:
            return {"walking", "oscillating", "minimum", "saddle"}  # perhaps another minimum, or a saddle, near by
    return None


def cases():
    for source in (by_rates, with_momentum, saddles, others, surfaces, slow):
        yield from (case for case in source() if case[3] != set())
