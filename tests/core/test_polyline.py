"""The few points that stand for many samples lose no extreme, no end and no gap."""

from itertools import pairwise
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from explorer.core.polyline import TOLERANCE, Texture, columns, draw, fit, thin

ORDINARY = st.floats(-1e6, 1e6, width=32)
ANYTHING = st.one_of(ORDINARY, st.sampled_from([nan, inf, -inf]), st.floats(width=32))
SIZE = (20, 10)


def rows(elements, most=400, least=1):
    return hnp.arrays(st.sampled_from([np.float32, np.float64]), st.integers(least, most), elements=elements)


def columns_of(total, count):
    """The slices that the pixel columns are: equal ones, and the rest."""
    width = total // count
    full = total // width
    pieces = [slice(place * width, (place + 1) * width) for place in range(full)]
    return pieces + ([slice(full * width, total)] if total % width else [])


@given(rows(ANYTHING), st.integers(2, 30), st.data())
def test_columns_keep_all_that_a_picture_needs(y, count, data):
    breaks = data.draw(st.lists(st.integers(0, max(len(y) - 2, 0)), unique=True, max_size=5 if len(y) > 1 else 0))
    kept = columns(y, count, np.array(sorted(breaks), dtype=int))
    assert (np.diff(kept) > 0).all(), "sorted, without repeats"
    assert kept[0] == 0 and kept[-1] == len(y) - 1
    assert {place + side for place in breaks for side in (0, 1)} <= set(kept.tolist())
    if len(y) <= 4 * count:
        assert len(kept) == len(y)
        return
    for piece in columns_of(len(y), count):
        inside = kept[(kept >= piece.start) & (kept < piece.stop)]
        finite = y[piece][np.isfinite(y[piece])]
        if len(finite):
            assert finite.min() in y[inside] and finite.max() in y[inside]
        assert piece.start in inside and piece.stop - 1 in inside
        borders = np.flatnonzero(np.diff(np.isfinite(y[piece]))) + piece.start
        for border in (*borders[:1], *borders[-1:]):
            assert border in inside and border + 1 in inside


@pytest.mark.parametrize("total", [1_000, 4_003, 100_000, 1_000_003])
def test_columns_are_few(total):
    y = np.sin(np.linspace(0, 1e4, total))
    kept = columns(y, 1000)
    assert len(kept) <= 4 * 1000 + 4 * (total // (total // 1000) - 1000 + 1)
    assert y[kept].min() == y.min() and y[kept].max() == y.max()


@given(st.data(), st.sampled_from([0.1, 0.5]))
def test_thin_misses_no_dropped_point_by_more_than_the_tolerance(data, tolerance):
    """Against the piece between the two kept points around it, which must have been joined all along."""
    count = data.draw(st.integers(1, 200))
    steps = data.draw(hnp.arrays(float, count, elements=st.floats(0, 3)))
    smooth = data.draw(hnp.arrays(float, count, elements=st.floats(-0.2, 0.2)))
    spikes = data.draw(hnp.arrays(float, count, elements=st.sampled_from([0.0] * 40 + [5.0, nan])))
    joined = data.draw(hnp.arrays(bool, count - 1, elements=st.sampled_from([True] * 20 + [False])))
    x, y = np.cumsum(steps), np.cumsum(smooth) + spikes
    keep = thin(x, y, joined, tolerance)
    assert keep[0] and keep[-1]
    places = np.flatnonzero(keep)
    for left, right in pairwise(places):
        between = np.arange(left + 1, right)
        if len(between):
            assert joined[left:right].all()
            straight = y[left] + (y[right] - y[left]) / (x[right] - x[left]) * (x[between] - x[left])
            assert (np.abs(y[between] - straight) <= tolerance + 1e-9).all()


def test_thin_leaves_two_points_of_a_straight_line():
    x = np.arange(6401.0)
    assert thin(x, 3 * x, np.ones(6400, dtype=bool)).sum() <= 101
    assert thin(x, x % 2, np.ones(6400, dtype=bool)).all()


@given(rows(ANYTHING, least=2), st.sampled_from([1.0, 1e4, 1e9]), st.data())
def test_draw_never_joins_across_a_gap(y, high, data):
    """Not across a sample without a finite value, and not across a break; what is dense are upright bars."""
    breaks = sorted(data.draw(st.lists(st.integers(0, len(y) - 2), unique=True, max_size=4)))
    x = np.arange(len(y), dtype=float)
    line = draw(x, y, SIZE, (-high, high), np.array(breaks, dtype=int))
    if line.texture is Texture.DENSE:
        assert (line.x[:-1] == line.x[1:])[line.joined[:-1]].all()
        return
    assert len(line.x) == len(line.y) == len(line.joined)
    assert not line.joined[-1], "the last point is joined to nothing"
    assert (line.x[0], line.x[-1]) == (0, len(y) - 1)
    assert (np.diff(line.x) > 0).all()
    for place in np.flatnonzero(line.joined):
        left, right = int(line.x[place]), int(line.x[place + 1])
        assert np.isfinite(y[left : right + 1]).all()
        assert not any(left <= gap < right for gap in breaks)


@given(rows(ORDINARY, least=2))
def test_draw_reaches_every_extreme_of_every_column(y):
    view = (float(y.min()), float(y.max()) + 1.0)
    line = draw(np.arange(len(y), dtype=float), y, SIZE, view)
    pixel = (view[1] - view[0]) / SIZE[1]
    assert abs(line.y.min() - y.min()) <= TOLERANCE * pixel * 1.001
    assert abs(line.y.max() - y.max()) <= TOLERANCE * pixel * 1.001
    assert line.texture is Texture.DENSE or line.joined[:-1].all()
    assert np.isfinite(line.y).all()


@given(
    hnp.arrays(float, st.integers(2, 60), elements=st.one_of(ANYTHING, st.floats())),
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(min_value=0, allow_nan=False, allow_infinity=False),
)
def test_draw_takes_any_numbers(y, lo, span):
    hi = lo + span
    if not np.isfinite(hi):
        return
    line = draw(np.linspace(0, 1, len(y)), y, SIZE, (lo, hi))
    assert np.isfinite(line.y[:-1][line.joined[:-1]]).all()


@pytest.mark.parametrize("ends", [(0, 1e-300), (0, 1e-320), (-8e307, 8e307), (1, 1 + 1e-15), (1e300, 1.1e300)])
def test_draw_takes_any_range_of_x(ends):
    x = np.linspace(*ends, 500)
    line = draw(x, np.linspace(-1, 1, 500), SIZE, (-1.0, 1.0))
    assert (line.x[0], line.x[-1]) == ends
    assert line.joined[:-1].all()


@pytest.mark.parametrize("samples", [10_000, 1_000_000])
def test_a_dense_curve_is_upright_bars(samples):
    """One for each pixel column, each as high as the samples in it, joined to no other."""
    x = np.linspace(-5.0, 5.0, samples)
    line = draw(x, np.sin(1000 * x), (500, 300), (-1.1, 1.1))
    assert line.texture is Texture.DENSE
    left, right = line.x[::2], line.x[1::2]
    assert (left == right).all() and (np.diff(left) > 0).all() and 490 <= len(left) <= 500
    assert left[0] > -5 and right[-1] < 5
    assert line.joined[::2].all() and not line.joined[1::2].any()
    assert (line.y[::2] < -0.95).all() and (line.y[1::2] > 0.95).all()


@pytest.mark.parametrize(("waves", "texture"), [(1, Texture.CALM), (20, Texture.BUSY), (500, Texture.DENSE)])
def test_texture(waves, texture):
    x = np.linspace(0, 2 * np.pi, 100_000)
    assert draw(x, np.sin(waves * x), (500, 300), (-1.1, 1.1)).texture is texture


def test_a_dense_curve_keeps_its_gaps():
    x = np.linspace(-5.0, 5.0, 100_000)
    line = draw(x, np.where(np.abs(x) < 1, np.nan, np.sin(1000 * x)), (500, 300), (-1.1, 1.1))
    assert line.texture is Texture.DENSE
    assert (np.abs(line.x) > 0.99).all() and np.isfinite(line.y).all()


def test_values_far_outside_the_view_are_cut_not_lost():
    line = draw(np.arange(4.0), np.array([0.0, 1e30, 0.0, -1e30]), SIZE, (-1.0, 1.0))
    assert line.y.max() < 1e3 and line.y.min() > -1e3
    assert line.joined.tolist() == [True, True, True, False]


POLE = 1 / np.linspace(-1, 1, 1000)


@pytest.mark.parametrize(
    ("curves", "poles", "range_"),
    [
        ([[0.0, 1.0, 2.0]], False, (0, 2)),
        ([[0.0, nan, 2.0], [inf, -1.0]], False, (-1, 2)),
        ([[5.0, 5.0]], False, (0, 10)),
        ([[0.0, 0.0]], False, (-1, 1)),
        ([[-2.0]], False, (-4, 0)),
        ([[nan, inf]], False, (-1, 1)),
        ([], False, (-1, 1)),
        ([[0.0, 1.0, 2.0]], True, (0, 2)),
        ([[1e30, 0.0]], False, (0, 1e30)),
        ([[1.7e308]], False, (0, 1.7e308)),
    ],
)
def test_fit(curves, poles, range_):
    assert fit([np.array(curve) for curve in curves], poles) == pytest.approx(range_)


def test_fit_shows_what_most_of_a_curve_with_poles_does():
    lo, hi = fit([POLE], poles=True)
    assert -60 < lo < -2 and 2 < hi < 60
    assert fit([POLE], poles=False) == (POLE.min(), POLE.max())


@given(st.lists(hnp.arrays(float, st.integers(1, 30), elements=st.floats()), max_size=3), st.booleans())
def test_fit_is_a_range_for_any_numbers(curves, poles):
    lo, hi = fit(curves, poles)
    assert np.isfinite([lo, hi]).all() and lo < hi
