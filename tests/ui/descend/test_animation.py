"""The race as a moving picture, and as a script of matplotlib."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog

from explorer.ui.descend.animation import MOST, steps_of


def test_the_steps_of_long_walks_are_spread():
    assert steps_of(0) == [0]
    assert steps_of(5) == [0, 1, 2, 3, 4, 5]
    long = steps_of(5_000)
    assert (len(long), long[0], long[-1]) == (MOST, 0, 5_000)


@pytest.mark.parametrize(("name", "kind"), [("race.gif", "GIF"), ("race.png", "PNG")])
def test_every_step_is_a_picture(room, view, qtbot, monkeypatch, tmp_path, name, kind):
    view.controls.steps.setValue(12)
    qtbot.waitUntil(room.is_settled, timeout=20_000)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), ""))
    room.save_animation()
    qtbot.waitUntil((tmp_path / name).exists, timeout=30_000)
    with Image.open(tmp_path / name) as moving:
        assert (moving.format, moving.n_frames, moving.size) == (kind, 13, (800, 600))
        moving.seek(0)
        first = np.asarray(moving.convert("RGB")).astype(int)
        moving.seek(12)
        last = np.asarray(moving.convert("RGB")).astype(int)
    changed = (np.abs(first - last).sum(axis=2) > 60).mean()
    assert 0.001 < changed < 0.2, "the walk, not the ground"


def test_it_can_be_cancelled(room, view, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "race.gif"), ""))
    room.save_animation()
    animator = room._animator
    with qtbot.waitSignal(animator.came):
        pass
    animator.stop()
    with qtbot.assertNotEmitted(animator.finished, wait=200):
        pass
    assert list(tmp_path.iterdir()) == []


def test_the_script_is_saved(room, view, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "race.py"), ""))
    room.save_script()
    qtbot.waitUntil((tmp_path / "race.py").exists)
    text = (tmp_path / "race.py").read_text(encoding="utf-8")
    assert "import matplotlib.pyplot as plt" in text and "torch.optim.SGD" in text
