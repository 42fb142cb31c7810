"""The race as a moving picture, GIF or APNG: painted between the events of the window, and written by Pillow."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QProgressDialog, QWidget

from explorer.core import files
from explorer.core.descend.race import Result
from explorer.ui.descend.picture import Picture
from explorer.ui.kit.files import ask, write_on_thread
from explorer.ui.theme import Colours

if TYPE_CHECKING:
    from PIL.Image import Image

MOST = 120
"""Pictures of an animation: of longer walks every so many steps."""

SIZE = QSize(800, 600)
PAUSE_MS, LAST_MS = 60, 2_000

_WHOLE = 1_000


def steps_of(last: int) -> list[int]:
    """The steps that are shown, from the first to the last."""
    count = min(last, MOST - 1)
    return sorted({round(k * last / count) for k in range(count + 1)}) if count else [0]


class Animator(QObject):
    """Paints a picture for each step, one after another. Signals: came(done), finished(list of QImage)."""

    came = Signal(float)
    finished = Signal(object)

    def __init__(self, result: Result, colours: Colours, field: bool, parent: QObject) -> None:
        super().__init__(parent)
        assert result.scene is not None
        self._picture = Picture()
        self._picture.resize(SIZE)
        self._picture.set_colours(colours)
        self._picture.set_field(field)
        self._picture.show_scene(result.scene, result.request.race.problem)
        self._picture.show_runs(result.request.race, result.runs)
        self._steps = steps_of(max(len(run.path) for run in result.runs) - 1)
        self._images: list[QImage] = []
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._paint)

    def start(self) -> None:
        """Begin."""
        self._timer.start()

    def stop(self) -> None:
        """Paint no more; nothing is finished."""
        self._timer.stop()

    def _paint(self) -> None:
        self._picture.set_step(self._steps[len(self._images)])
        image = QImage(SIZE, QImage.Format.Format_RGB888)
        painter = QPainter(image)
        self._picture.render(painter)
        painter.end()
        self._images.append(image)
        self.came.emit(len(self._images) / len(self._steps))
        if len(self._images) == len(self._steps):
            self._timer.stop()
            self.finished.emit(self._images)


def write(path: Path, images: list[QImage]) -> None:
    """As GIF, or as APNG by the name's ending; the last one is longer to be seen. Raises OSError."""
    frames = [_frame(image) for image in images]
    pauses = [PAUSE_MS] * (len(frames) - 1) + [LAST_MS]
    kind = "GIF" if path.suffix.lower() == ".gif" else "PNG"
    made = BytesIO()
    frames[0].save(made, format=kind, save_all=True, append_images=frames[1:], duration=pauses, loop=0)
    files.write(path, made.getvalue())


def _frame(image: QImage) -> Image:
    from PIL import Image as Pillow

    bits = bytes(image.constBits())
    return Pillow.frombuffer("RGB", (image.width(), image.height()), bits, "raw", "RGB", image.bytesPerLine(), 1)


def ask_and_save(parent: QWidget, result: Result, colours: Colours, field: bool) -> Animator | None:
    """Ask for a name, paint with a progress that can be cancelled, and write on a thread."""
    title = QCoreApplication.translate("Files", "Save animation")
    kinds = QCoreApplication.translate("Files", "Animations (*.gif *.png)")
    path = ask(parent, title, "race.gif", kinds)
    if path is None:
        return None
    animator = Animator(result, colours, field, parent)
    progress = QProgressDialog(title, QCoreApplication.translate("Files", "Cancel"), 0, _WHOLE, parent)
    progress.setObjectName("descendAnimation")
    progress.canceled.connect(animator.stop)
    animator.came.connect(lambda part: progress.setValue(round(part * _WHOLE)))
    animator.finished.connect(lambda images: write_on_thread(parent, lambda: write(path, images)))
    animator.start()
    return animator
