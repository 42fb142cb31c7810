"""The script that makes the picture with matplotlib runs, walks the same paths, and draws."""

import subprocess
import sys

import pytest
import torch

from explorer.core.descend.fit import Fit
from explorer.core.descend.own import read
from explorer.core.descend.picture_script import picture_script
from explorer.core.descend.problem import DescendError, of_function
from explorer.core.descend.race import Race, Runner
from explorer.core.descend.surfaces import named
from tests.core.descend.test_own import SIGNS

COLOURS = ("#D55E00", "#009E73", "#0072B2")
OWN = read(SIGNS, "signs.py")[0]
RACES = {
    "surface": Race(named("Himmelblau"), (0.0, 0.0), (Runner("sgd", (("lr", 0.01),)), Runner("adam")), 20),
    "own": Race(named("Bowl"), (2.0, 1.0), (Runner(OWN, (("lr", 0.1),), clip_norm=1.0), Runner("lbfgs")), 5),
    "noise": Race(Fit("net"), (-0.4, 2.0), (Runner("momentum", (("lr", 0.05),)),), 20),
    "logistic": Race(Fit("logistic", batch=64), (-1.0, 2.0), (Runner("sgd", (("lr", 0.5),), "cosine"),), 20),
    "curve": Race(of_function("x^2 + sin(3x)", (2.0,), {}), (2.0,), (Runner("sgd", (("lr", 0.1),)),), 20),
    "parameters": Race(of_function("a*x^2 + y^2", (2.0, 1.0), {"a": 3.0}), (2.0, 1.0), (Runner("rprop"),), 20),
    "constant": Race(of_function("x*0 + 2", (2.0,), {}), (2.0,), (Runner("sgd"),), 3),
}


@pytest.mark.parametrize("name", RACES)
def test_it_runs_and_has_the_same_paths(name, tmp_path, monkeypatch):
    race = RACES[name]
    text = picture_script(race, race.problem.limits, COLOURS)
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setattr(sys, "argv", ["race.py", str(tmp_path / "race.png")])
    space = {"__name__": "__main__"}
    exec(compile(text, "race.py", "exec"), space)
    assert (tmp_path / "race.png").stat().st_size > 5_000
    for (_, _, path), run in zip(space["runs"], race.run(), strict=True):
        assert torch.equal(torch.tensor(path), run.path)
    space["plt"].close("all")


def test_it_needs_nothing_of_ours(tmp_path):
    text = picture_script(RACES["surface"], RACES["surface"].problem.limits, COLOURS)
    assert "explorer" not in text
    (tmp_path / "race.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "race.py", "race.svg"], cwd=tmp_path, env={"MPLBACKEND": "agg", "HOME": str(tmp_path)}
    )
    assert done.returncode == 0 and (tmp_path / "race.svg").exists()


def test_a_callable_has_no_text():
    race = Race(of_function(lambda x: x * x, (1.0,), {}), (1.0,), (Runner(),), 3)
    with pytest.raises(DescendError, match="its text is not known"):
        picture_script(race, ((-1.0, 1.0),), COLOURS)
