"""Makes the pictures of the README from the real window, light and dark: `python tools/pictures.py [FOLDER]`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["DERIVATIVE_EXPLORER_FRESH"] = "1"
os.environ["LANGUAGE"] = "en"
sys.path.insert(0, str(Path(__file__).parents[1]))

from PIL import Image
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLabel, QWidget

from explorer.app import create_window
from explorer.core.descend.race import Race, Runner
from explorer.core.descend.state import State as DescendState
from explorer.core.descend.surfaces import SURFACES
from explorer.ui.theme import Scheme
from explorer.ui.window import MainWindow

DOCS = Path(__file__).parents[1] / "docs"
SIZE = 1366, 768
PATIENCE = 60
CELLS = """# %%
import torch
x = torch.tensor(2.0, requires_grad=True)
y = torch.tensor(3.0, requires_grad=True)
z = x * y + y ** 2
u = z.detach()
w = (u * x + z.exp()).sqrt()
w.backward()
x.grad
# %%
w.backward()
"""
STEP = 13
"""Of the first cell's: on the way back, at the product whose other factor is cut off."""

RATES = {"sgd": 0.01, "momentum": 0.01, "adam": 0.3}

One = TypeVar("One", bound=QObject)


def until(happened: Callable[[], object], what: str) -> None:
    """Let the window work. Raises TimeoutError."""
    end = monotonic() + PATIENCE
    while not happened():
        if monotonic() > end:
            raise TimeoutError(f"did not happen in {PATIENCE} s: {what}")
        QTest.qWait(20)


class Photographer:
    """Acts on the window by its controls, and takes its picture in both schemes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.window: MainWindow = create_window()
        self.window.resize(*SIZE)
        self.window.show()
        self.settle()

    def settle(self) -> None:
        until(self.window.is_settled, "the newest State is on the screen")

    def control(self, kind: type[One], name: str) -> One:
        return next(found for found in self.window.findChildren(kind, name))

    def bring(self, key: str) -> Any:
        """The room of that key, in front and at rest."""
        place = self.window.bring(key)
        until(lambda: place.room is not None, f"{key} is made")
        self.settle()
        return place.ready()

    def take(self, name: str) -> None:
        """NAME.png and NAME-dark.png."""
        for scheme, ending in ((Scheme.LIGHT, ""), (Scheme.DARK, "-dark")):
            self.window.set_scheme(scheme)
            self.settle()
            QTest.qWait(200)  # formulas in other colours, and whatever else is painted in its own time
            path = self.folder / f"{name}{ending}.png"
            _save(self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888), path)
            print(path)
        self.window.set_scheme(Scheme.LIGHT)

    def explore(self) -> None:
        """Passes of different functions add up in the slot."""
        self.bring("explore")
        self.control(QAbstractButton, "backwardButton").click()
        self.settle()
        for b in (2.0, 3.0, 4.44):
            self.control(QAbstractSlider, "parameter_b").setValue(b)
            self.settle()
        badge = self.control(QAbstractButton, "checkBadge")
        until(lambda: "✓" in badge.text(), "the derivative is checked")
        self.take("explore")

    def tape(self, folder: Path) -> None:
        """In the midst of a walk back, whose graph has a cut."""
        cells = folder / "cells.py"
        cells.write_text(CELLS)
        self.bring("tape")
        self.window.give("tape", cells)
        state = self.control(QLabel, "tapeKernelState")
        until(lambda: "ready" in state.text(), "the kernel is ready")
        self.control(QAbstractButton, "tapeRunAll").click()
        until(lambda: self.window.findChildren(QWidget, "tapeError"), "the second cell fails")
        scope = self.control(QComboBox, "tapeScope")
        until(lambda: scope.findText("In [2]") >= 0, "both cells are recorded")
        self.settle()
        scope.setCurrentIndex(scope.findText("In [1]"))
        scope.activated.emit(scope.currentIndex())
        self.settle()
        self.control(QAbstractSlider, "tapeStep").setValue(STEP)
        self.settle()
        self.take("tape")

    def descend(self) -> None:
        """Three optimisers from one place, to two minima."""
        room = self.bring("descend")
        runners = tuple(Runner(name, (("lr", rate),)) for name, rate in RATES.items())
        himmelblau = next(one for one in SURFACES if one.name == "Himmelblau")
        room.take(DescendState(Race(himmelblau, (0.0, 0.0), runners, 60)))
        self.settle()
        self.take("descend")

    def end(self) -> None:
        """Without being asked whether to save."""
        for room in self.window.rooms().values():
            room.close()
        self.window.formulas.stop()


def _save(picture: QImage, path: Path) -> None:
    """With 256 colours: nobody tells them from all, and they take a third of the room."""
    rows = Image.frombuffer(
        "RGB", (picture.width(), picture.height()), picture.constBits(), "raw", "RGB", picture.bytesPerLine(), 1
    )
    rows.quantize(256, Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    photographer = Photographer(folder)
    try:
        photographer.explore()
        with tempfile.TemporaryDirectory() as cells:
            photographer.tape(Path(cells))
        photographer.descend()
    finally:
        photographer.end()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
