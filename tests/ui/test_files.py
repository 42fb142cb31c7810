"""Saving and copying what the window shows."""

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
        "explorer.ui.files.tell_failure",
        lambda parent, text: texts.append((text, threading.current_thread() is threading.main_thread())),
    )
    return texts


@pytest.fixture
def window(told, open_window):
    return open_window()


@pytest.mark.parametrize(
    ("name", "saved"), [("a.png", "a.png"), ("a.svg", "a.svg"), ("a.pdf", "a.pdf"), ("a", "a.png")]
)
def test_a_figure(window, choose, tmp_path, name, saved):
    choose(tmp_path / name)
    window.actions_by_name["saveFigure"].trigger()
    assert (tmp_path / saved).stat().st_size > 2000
    assert [file.name for file in tmp_path.iterdir()] == [saved]


def test_a_figure_that_cannot_be_written(window, choose, tmp_path, told):
    choose(tmp_path / "missing" / "figure.png")
    window.actions_by_name["saveFigure"].trigger()
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


def test_a_figure_looks_as_the_window_does(window, choose, tmp_path):
    choose(tmp_path / "figure.png")
    window.actions_by_name["saveFigure"].trigger()
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
