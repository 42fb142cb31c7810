"""Basins: the ends of many walks together are those of single ones."""

import numpy as np
import pytest

from explorer.core.cancelled import Cancelled
from explorer.core.descend.fit import Fit
from explorer.core.descend.problem import DescendError, of_function
from explorer.core.descend.run import Plan, run
from explorer.core.descend.starts import AWAY, BROKEN, WALKING, starts, together
from explorer.core.descend.surfaces import named

HIMMELBLAU = named("Himmelblau")


def last(*args, **options):
    return list(starts(*args, **options))[-1]


@pytest.mark.parametrize(
    ("optimizer", "rate"), [("sgd", 0.01), ("momentum", 0.005), ("adam", 0.2), ("rmsprop", 0.05), ("adagrad", 0.5)]
)
def test_walks_together_are_single_walks(optimizer, rate):
    plan = Plan(HIMMELBLAU, (0.0, 0.0), optimizer, 60, hyper=(("lr", rate),))
    x, y = (np.random.default_rng(k).uniform(-5, 5, 60).astype(np.float32) for k in (0, 1))
    ends, _ = together(plan, x, y, lambda: False)
    for number in range(60):
        single = run(Plan(HIMMELBLAU, (float(x[number]), float(y[number])), optimizer, 60, hyper=plan.hyper))
        assert np.array_equal(single.path[-1].numpy(), ends[number])


@pytest.mark.soak
def test_five_hundred_pixels_of_himmelblau_are_single_walks():
    plan = Plan(HIMMELBLAU, (0.0, 0.0), "sgd", 200, hyper=(("lr", 0.01),))
    found = last(plan, HIMMELBLAU.limits)
    assert len(found.places) == 4
    random = np.random.default_rng(7)
    for row, column in random.integers(400, size=(500, 2)):
        single = run(Plan(HIMMELBLAU, (float(found.x[column]), float(found.y[row])), "sgd", 200, hyper=plan.hyper))
        place = found.places[found.ends[row, column]]
        assert np.linalg.norm(single.path[-1].numpy() - place) < 0.01
        assert single.verdict.kind == "minimum"


def test_himmelblau_has_four_basins():
    plan = Plan(HIMMELBLAU, (0.0, 0.0), "sgd", 150, hyper=(("lr", 0.01),))
    found = last(plan, HIMMELBLAU.limits, count=64)
    assert (found.off, found.done) == (0.0, 1.0)
    known = {tuple(np.round(one, 6)) for one in HIMMELBLAU.minima}
    assert {tuple(np.round(one, 6)) for one in found.places} == known
    sizes = [int((found.ends == k).sum()) for k in range(4)]
    assert sizes == sorted(sizes, reverse=True) and sum(sizes) == 64 * 64


def test_coarse_pictures_come_first_and_agree_with_the_fine_one():
    plan = Plan(named("Double well"), (0.1, 1.2), "sgd", 100, hyper=(("lr", 0.05),))
    found = list(starts(plan, plan.problem.limits, count=128))
    assert [one.done for one in found] == sorted(one.done for one in found)
    assert len(found) > 1
    fine = np.array([found[-1].places[k][0] for k in found[-1].ends[::4, ::4].ravel()])
    coarse = np.array([found[0].places[k][0] for k in found[0].ends[::4, ::4].ravel()])
    assert np.allclose(fine, coarse)


def test_what_ends_at_no_minimum():
    away = last(Plan(named("Saddle"), (2.0, 0.01), "sgd", 200, hyper=(("lr", 0.1),)), ((-3, 3), (0.1, 3)), count=16)
    assert set(np.unique(away.ends)) <= {AWAY} and away.places == ()
    slow = last(Plan(named("Bowl"), (2.0, 1.0), "sgd", 5, hyper=(("lr", 1e-3),)), ((1, 3), (1, 3)), count=16)
    assert set(np.unique(slow.ends)) == {WALKING}
    roots = of_function("sqrt(x) + sqrt(y)", (1.0, 1.0), {})
    broken = last(Plan(roots, (1.0, 1.0), "sgd", 50, hyper=(("lr", 0.1),)), ((0.1, 1), (0.1, 1)), count=16)
    assert set(np.unique(broken.ends)) == {BROKEN}


def test_clipping_and_schedules_are_the_single_walks_too():
    plan = Plan(
        HIMMELBLAU, (0.0, 0.0), "sgd", 80, hyper=(("lr", 0.02),), scheduler="cosine", clip_norm=5.0, clip_value=3.0
    )
    found = last(plan, HIMMELBLAU.limits, count=24)
    assert found.off < 1e-5


def test_noise_is_the_same_for_all():
    fit = Fit("net", batch=8)
    found = last(Plan(fit, fit.start, "sgd", 300, hyper=(("lr", 0.05),)), fit.limits, count=24)
    assert len(found.places) == 2  # (w, v) and (−w, −v) are the same function
    assert found.off < 1e-4


def test_lbfgs_and_curves_are_refused():
    with pytest.raises(DescendError, match="LBFGS looks at all its numbers at once"):
        last(Plan(HIMMELBLAU, (0.0, 0.0), "lbfgs", 5), HIMMELBLAU.limits)
    with pytest.raises(DescendError, match="is a curve"):
        last(Plan(of_function("x^2", (1.0,), {}), (1.0,), "sgd", 5), ((-1, 1),))


def test_it_can_be_cancelled_at_every_step():
    asked = iter(range(1000))
    with pytest.raises(Cancelled):
        last(Plan(HIMMELBLAU, (0.0, 0.0), "sgd", 200), HIMMELBLAU.limits, cancelled=lambda: next(asked) > 20)
    assert next(asked) < 30
