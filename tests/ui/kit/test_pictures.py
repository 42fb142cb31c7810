"""A picture is written as its name says, and never as something else."""

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

from explorer.core.words import ExplainedError
from explorer.ui.kit import pictures

SIZE = QSizeF(40, 20)


@pytest.fixture
def save(qapp, tmp_path):
    """Paint a line, and write it under this name; the bytes."""

    def paint(painter):
        painter.drawLine(0, 0, 40, 20)

    def image():
        made = QImage(SIZE.toSize(), QImage.Format.Format_RGB32)
        made.fill(0xFFFFFF)
        return made

    def write(name):
        pictures.saving(tmp_path / name, SIZE, "Line", paint, image)()
        return (tmp_path / name).read_bytes()

    return write


@pytest.mark.parametrize(
    ("name", "begins"), [("a.png", b"\x89PNG"), ("a.PNG", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.Pdf", b"%PDF")]
)
def test_the_ending_says_what_is_written(save, name, begins):
    assert save(name).startswith(begins)


@pytest.mark.parametrize("name", ["a.jpg", "a.bmp", "a", ".png", "a.svgz"])
def test_another_ending_is_refused(save, name, tmp_path):
    with pytest.raises(ExplainedError, match="must end in"):
        save(name)
    assert list(tmp_path.iterdir()) == []
