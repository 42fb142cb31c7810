"""The built-in surfaces, each with a start, limits, the minima that are known, and a rate for SGD."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.core.descend.problem import NAMES, Point, Problem, of_function
from explorer.core.expression import Expression, parse
from explorer.core.words import QT_TRANSLATE_NOOP


def _surface(
    name: str, text: str, start: Point, limits: tuple[tuple[float, float], ...], *minima: Point, rate: float = 0.1
) -> Problem:
    return Problem(name, parse(text, NAMES), start, limits, minima, rate=rate)


def _square(reach: float) -> tuple[tuple[float, float], tuple[float, float]]:
    return (-reach, reach), (-reach, reach)


SURFACES: tuple[Problem, ...] = (
    _surface(QT_TRANSLATE_NOOP("Surfaces", "xy + y²"), "x*y + y^2", (2.0, 3.0), _square(4)),
    _surface(QT_TRANSLATE_NOOP("Surfaces", "Bowl"), "x^2 + y^2", (2.5, 1.5), _square(3), (0, 0)),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "Long valley"),
        "x^2 + 20y^2",
        (2.5, 0.8),
        ((-3, 3), (-1.5, 1.5)),
        (0, 0),
        rate=0.02,
    ),
    _surface(QT_TRANSLATE_NOOP("Surfaces", "Turned valley"), "x^2 - 1.8x*y + y^2", (2.5, -1.5), _square(3), (0, 0)),
    _surface(QT_TRANSLATE_NOOP("Surfaces", "Saddle"), "x^2 - y^2", (2.0, 0.01), _square(3), rate=0.05),
    _surface(QT_TRANSLATE_NOOP("Surfaces", "Monkey saddle"), "x^3 - 3x*y^2", (1.5, 0.2), _square(2), rate=0.01),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "Double well"),
        "(x^2 - 1)^2 + y^2",
        (0.1, 1.2),
        ((-2, 2), (-1.5, 1.5)),
        (-1, 0),
        (1, 0),
        rate=0.05,
    ),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "Rosenbrock"),
        "(1 - x)^2 + 100(y - x^2)^2",
        (-1.5, 2.0),
        ((-2, 2), (-1, 3)),
        (1, 1),
        rate=0.001,
    ),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "Himmelblau"),
        "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        (0.0, 0.0),
        _square(5),
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.2831859912861694),
        (3.584428340330492, -1.8481265269644035),
        rate=0.01,
    ),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "Beale"),
        "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
        (1.0, 1.5),
        ((-1, 4), (-2, 2)),
        (3.0, 0.5),
        rate=0.005,
    ),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "Booth"),
        "(x + 2y - 7)^2 + (2x + y - 5)^2",
        (-5.0, 5.0),
        _square(10),
        (1, 3),
        rate=0.02,
    ),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "Rastrigin"),
        "20 + x^2 - 10cos(2pi*x) + y^2 - 10cos(2pi*y)",
        (2.3, -1.7),
        _square(3.5),
        (0, 0),
        rate=0.002,
    ),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "Ackley"),
        "-20exp(-0.2sqrt(0.5(x^2 + y^2) + 1e-12)) - exp(0.5(cos(2pi*x) + cos(2pi*y))) + e + 20",
        (2.6, 1.8),
        _square(4),
        (0, 0),
        rate=0.01,
    ),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "Styblinski–Tang"),
        "0.5(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)",
        (0.2, 0.3),
        _square(4.5),
        (-2.9035340277711770, -2.9035340277711770),
        rate=0.01,
    ),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "Three-hump camel"),
        "2x^2 - 1.05x^4 + x^6/6 + x*y + y^2",
        (1.9, -1.2),
        _square(2.5),
        (0, 0),
        rate=0.05,
    ),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "Six-hump camel"),
        "(4 - 2.1x^2 + x^4/3)x^2 + x*y + (-4 + 4y^2)y^2",
        (1.4, 0.6),
        ((-2, 2), (-1.2, 1.2)),
        (0.08984201368301331, -0.7126564032704135),
        (-0.08984201368301331, 0.7126564032704135),
        rate=0.05,
    ),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "Easom"),
        "-cos(x)cos(y)exp(-(x - pi)^2 - (y - pi)^2)",
        (2.2, 2.4),
        ((0, 6.3), (0, 6.3)),
        (3.141592653589793, 3.141592653589793),
    ),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "Goldstein–Price"),
        "(1 + (x + y + 1)^2 (19 - 14x + 3x^2 - 14y + 6x*y + 3y^2))"
        " * (30 + (2x - 3y)^2 (18 - 32x + 12x^2 + 48y - 36x*y + 27y^2))",
        (1.2, 0.5),
        ((-2, 2), (-2.2, 1.8)),
        (0.0, -1.0),
        rate=1e-5,
    ),
    _surface(QT_TRANSLATE_NOOP("Surfaces", "Matyas"), "0.26(x^2 + y^2) - 0.48x*y", (8.0, -4.0), _square(10), (0, 0)),
    _surface(
        QT_TRANSLATE_NOOP("Surfaces", "McCormick"),
        "sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1",
        (3.0, 2.0),
        ((-1.5, 4), (-3, 4)),
        (-0.5471975511965976, -1.5471975511965976),
        rate=0.05,
    ),
)
"""The built-in surfaces: what the window offers, the tests walk on and the documentation lists."""


def named(name: str) -> Problem | None:
    """The surface of that name, however it is written."""
    wanted = name.casefold()
    return next((one for one in SURFACES if one.name.casefold() == wanted), None)


def chosen(what: str | Expression | Callable[..., Any], start: Point, values: Mapping[str, float]) -> Problem:
    """The built-in surface of that name, or a problem of one's own. Raises as `of_function` does."""
    known = named(what) if isinstance(what, str) else None
    return known or of_function(what, start, values)
