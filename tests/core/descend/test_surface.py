"""The catalogue of surfaces against SymPy: heights, gradient fields, minima; and their contours."""

from itertools import pairwise

import numpy as np
import pytest
import sympy

from explorer.core.descend.fit import Fit
from explorer.core.descend.surface import contours, field, heights, levels
from explorer.core.descend.surfaces import SURFACES, named
from explorer.core.expression.sympy_reading import to_sympy

X, Y = sympy.Symbol("x", real=True), sympy.Symbol("y", real=True)


def by_sympy(expression, problem):
    """A function of numpy arrays, by way of SymPy."""
    free = {symbol.name: symbol for symbol in expression.free_symbols}
    symbols = [free.get("x", X), free.get("y", Y)]
    return lambda x, y: np.broadcast_to(sympy.lambdify(symbols, expression, "numpy")(x, y), np.shape(x))


@pytest.mark.parametrize("problem", SURFACES, ids=lambda one: one.name)
def test_heights_and_gradients_are_sympys(problem):
    expression = to_sympy(problem.function)
    free = {symbol.name: symbol for symbol in expression.free_symbols}
    grid = heights(problem, problem.limits, 23, 17)
    x, y = np.meshgrid(grid.x, grid.y)
    np.testing.assert_allclose(grid.z, by_sympy(expression, problem)(x, y), rtol=1e-9, atol=1e-9)
    for found, name in zip(field(problem, problem.limits, 23, 17), "xy", strict=True):
        slope = by_sympy(sympy.diff(expression, free[name]), problem)
        np.testing.assert_allclose(found.z, slope(x, y), rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("problem", SURFACES, ids=lambda one: one.name)
def test_known_minima_have_no_slope_and_are_the_lowest_around(problem):
    for x, y in problem.minima:
        near = ((x, x + 1e-3), (y, y + 1e-3))
        slopes = [float(one.z[0, 0]) for one in field(problem, near, 2, 2)]
        assert np.hypot(*slopes) < 1e-6
        around = heights(problem, ((x - 0.01, x + 0.01), (y - 0.01, y + 0.01)), 3, 3).z
        assert around.min() >= around[1, 1] - 1e-12


def test_there_are_enough_and_the_first_is_the_courses():
    assert len(SURFACES) >= 15
    first = SURFACES[0]
    assert first.start == (2.0, 3.0)
    near = ((2.0, 3.0), (3.0, 4.0))
    assert [float(one.z[0, 0]) for one in field(first, near, 2, 2)] == [3.0, 8.0]
    assert named("rosenbrock") is not None and named("nowhere") is None


def test_bands_fill_the_picture_and_overlap_nowhere():
    problem = named("Himmelblau")
    grid = heights(problem, problem.limits, 120, 120)
    between = levels(grid)
    assert all(np.diff(between) > 0)
    total = 0.0
    for band in contours(grid, between):
        for points, offsets in band.polygons:
            for start, end in pairwise(offsets):
                x, y = points[start:end].T
                total += 0.5 * float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    assert total == pytest.approx(100, rel=1e-6)


def test_a_line_has_the_surface_of_all_its_points():
    problem = Fit()
    grid = heights(problem, problem.limits, 41, 41)
    row, column = np.unravel_index(grid.z.argmin(), grid.z.shape)
    assert grid.x[column] == pytest.approx(2, abs=0.3) and grid.y[row] == pytest.approx(-1, abs=0.3)
