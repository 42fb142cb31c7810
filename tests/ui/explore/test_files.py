"""Saving and copying what the window shows."""

import os
import stat
import threading

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog


@pytest.fixture
def choose(monkeypatch):
    """Answer the next file dialog with a path; an empty one is Cancel."""

    def answer(path):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))

    return answer


@pytest.fixture
def told(monkeypatch):
    """What the program says when a file could not be written, and on which thread."""
    texts = []
    monkeypatch.setattr(
        "explorer.ui.kit.files.tell",
        lambda parent, text: texts.append((text, threading.current_thread() is threading.main_thread())),
    )
    return texts


@pytest.fixture
def window(told, open_window):
    return open_window()


@pytest.mark.parametrize(
    ("name", "saved"), [("a.png", "a.png"), ("a.svg", "a.svg"), ("a.pdf", "a.pdf"), ("a", "a.png")]
)
def test_a_figure(window, choose, tmp_path, name, saved, qtbot):
    choose(tmp_path / name)
    window.actions_by_name["saveFigure"].trigger()
    qtbot.waitUntil((tmp_path / saved).exists)
    assert (tmp_path / saved).stat().st_size > 2000
    assert [file.name for file in tmp_path.iterdir()] == [saved]


def test_a_figure_that_cannot_be_written(window, choose, tmp_path, told, qtbot):
    choose(tmp_path / "missing" / "figure.png")
    window.actions_by_name["saveFigure"].trigger()
    qtbot.waitUntil(lambda: bool(told))
    assert len(told) == 1 and "figure.png" in told[0][0]


def test_nothing_is_saved_when_no_name_is_chosen(window, choose, tmp_path, told):
    choose("")
    for name in ("saveFigure", "saveSamples"):
        window.actions_by_name[name].trigger()
    assert not told and not list(tmp_path.iterdir())


def test_copying_a_figure(window):
    window.actions_by_name["copyFigure"].trigger()
    picture = QGuiApplication.clipboard().image()
    assert not picture.isNull()
    assert picture.width() >= window.room.view.plots.width()
    assert len({picture.pixel(x, picture.height() // 3) for x in range(picture.width())}) > 3


def test_a_figure_looks_as_the_window_does(window, choose, tmp_path, qtbot):
    choose(tmp_path / "figure.png")
    window.actions_by_name["saveFigure"].trigger()
    qtbot.waitUntil((tmp_path / "figure.png").exists)
    plots = window.room.view.plots
    picture = QImage(str(tmp_path / "figure.png"))
    assert picture.width() / picture.height() == pytest.approx(plots.width() / plots.height(), rel=0.01)


def test_samples(window, choose, tmp_path, qtbot, find, settle):
    find(window, "samples").setValue(501)
    find(window, "order").setValue(3)
    settle(window)
    path = tmp_path / "samples.csv"
    choose(path)
    window.actions_by_name["saveSamples"].trigger()
    qtbot.waitUntil(path.exists)
    table = np.genfromtxt(path, delimiter=",", names=True)
    assert table.dtype.names == ("x", "f", "d1", "d2", "d3")
    assert len(table) == 501
    assert table["d1"] == pytest.approx(np.cos(table["x"]), abs=1e-6)


@pytest.mark.parametrize(("umask", "wanted"), [(0o022, 0o644), (0o077, 0o600)])
def test_what_is_saved_has_the_mode_of_the_umask(window, choose, tmp_path, qtbot, umask, wanted):
    before = os.umask(umask)
    try:
        for command, name in (("saveFigure", "a.png"), ("saveSamples", "a.csv")):
            (tmp_path / f"old_{name}").touch()
            (tmp_path / f"old_{name}").chmod(0o640)
            for path, mode in ((tmp_path / name, wanted), (tmp_path / f"old_{name}", 0o640)):
                choose(path)
                window.actions_by_name[command].trigger()
                qtbot.waitUntil(lambda path=path: path.exists() and path.stat().st_size > 0)
                assert stat.S_IMODE(path.stat().st_mode) == mode
    finally:
        os.umask(before)


def test_samples_that_cannot_be_written_are_told_on_the_gui_thread(window, choose, tmp_path, told, qtbot):
    choose(tmp_path / "missing" / "samples.csv")
    window.actions_by_name["saveSamples"].trigger()
    qtbot.waitUntil(lambda: bool(told))
    ((text, on_gui_thread),) = told
    assert "samples.csv" in text
    assert on_gui_thread


def test_samples_that_cannot_be_computed_are_told(window, choose, tmp_path, told, qtbot, find):
    find(window, "xMax").setValue(1e300)
    choose(tmp_path / "samples.csv")
    window.actions_by_name["saveSamples"].trigger()
    qtbot.waitUntil(lambda: bool(told))
    assert "float32 cannot hold" in told[0][0]
    assert not list(tmp_path.iterdir())
