"""Where walks end, by where they start: asked here, and drawn over the surface."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLabel, QScrollArea

from explorer.core.descend.starts import AWAY, BROKEN, WALKING, Starts
from explorer.ui.descend.experiment import Experiment
from explorer.ui.kit.items import Kept, Pixels
from explorer.ui.theme import LIGHT, Colours

_HUES = 0.61803398875
_ALPHA = 165
_OTHERS = {WALKING: "#9a9a9a", AWAY: "#3c3c3c", BROKEN: "#000000"}


def colour_of(end: int) -> QColor:
    """Of a place by its number, so that neighbours in the list are told apart; or of what ends at none."""
    if end < 0:
        return QColor(_OTHERS[end])
    return QColor.fromHsvF((0.58 + end * _HUES) % 1.0, 0.55 if end % 2 else 0.7, 0.9 if end % 3 else 0.75)


class Basins(Kept):
    """The plane in the colours of the ends."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Starts | None = None
        self._image = QImage()
        self.setZValue(-85)
        self.hide()

    def show_starts(self, found: Starts | None) -> None:
        """Show these; nothing for None."""
        if found is self._found:
            return
        self._found = found
        if found is not None:
            table = [(*colour_of(end).getRgb()[:3], _ALPHA) for end in range(BROKEN, len(found.places))]  # type: ignore[index]
            rgba = np.array(table, dtype=np.uint8)[found.ends[::-1] - BROKEN]  # a picture's first row is the uppermost
            height, width = found.ends.shape
            self._image = QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
        self.setVisible(found is not None)
        self.forget()

    def draw(self, painter: QPainter, pixels: Pixels, anew: bool) -> None:
        if self._found is None or not anew:
            return
        x, y = self._found.x, self._found.y
        half = (float(x[1] - x[0]) / 2, float(y[1] - y[0]) / 2)
        corner = pixels.place(float(x[0]) - half[0], float(y[-1]) + half[1])
        other = pixels.place(float(x[-1]) + half[0], float(y[0]) - half[1])
        painter.drawImage(QRectF(corner, other), self._image)


class StartsPage(Experiment):
    """Signal, besides those of an experiment: shown(Starts or None), to be drawn over the surface."""

    shown = Signal(object)

    def __init__(self) -> None:
        super().__init__(
            "descendStarts",
            self.tr("Try starts"),
            self.tr("Walk with this runner from 400 × 400 starts, and colour each by where it ends"),
        )
        self.told = QLabel()
        self.told.setObjectName("descendStartsTold")
        self.told.setAccessibleName(self.tr("Where the walks end"))
        self.told.setTextFormat(Qt.TextFormat.RichText)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        room = QScrollArea()
        room.setWidget(self.told)
        room.setWidgetResizable(True)
        room.setFrameShape(QScrollArea.Shape.NoFrame)
        self.body.addWidget(room, 1)
        self._colours = LIGHT

    def set_colours(self, colours: Colours) -> None:
        self._colours = colours

    def show_found(self, found: Starts | None) -> None:
        self.shown.emit(found)
        self.told.setText("" if found is None else "<br>".join(self._lines(found)))

    def to_csv(self, found: Starts) -> Iterable[str]:
        yield "x,y,end_x,end_y,end\n"
        names = {WALKING: "walking", AWAY: "away", BROKEN: "not finite"}
        for row, y in enumerate(found.y):
            for column, x in enumerate(found.x):
                end = int(found.ends[row, column])
                place = (
                    f"{found.places[end][0]:.9g},{found.places[end][1]:.9g},minimum" if end >= 0 else f",,{names[end]}"
                )
                yield f"{x},{y},{place}\n"

    def _lines(self, found: Starts) -> list[str]:
        """A line for each end, with its part of the starts; below how true it is."""
        others = {
            WALKING: self.tr("at no minimum yet"),
            AWAY: self.tr("far out of the picture"),
            BROKEN: self.tr("at NaN or infinity"),
        }
        lines = []
        counts = np.bincount(found.ends.ravel() - BROKEN).tolist()
        for end, count in sorted(
            ((at + BROKEN, count) for at, count in enumerate(counts) if count), key=lambda e: -e[1]
        ):
            x, y = found.places[end] if end >= 0 else (0.0, 0.0)
            name = self.tr("at the minimum ({x}, {y})").format(x=f"{x:.4g}", y=f"{y:.4g}") if end >= 0 else others[end]
            lines.append(f'<span style="color:{colour_of(end).name()}">■</span> {count / found.ends.size:.1%} {name}')
        if found.tried and not found.off:
            lines.append(
                self.tr("{count} single walks end at the same numbers, bit for bit.").format(count=found.tried)
            )
        elif found.tried:
            lines.append(
                self.tr("{count} single walks end at most {off} away.").format(
                    count=found.tried, off=f"{found.off:.1g}"
                )
            )
        return lines
