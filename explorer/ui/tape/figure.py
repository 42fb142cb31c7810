"""The graph of a recording as a file, without a window."""

from __future__ import annotations

from pathlib import Path

from explorer.core.tape.picture.groups import Fold
from explorer.core.tape.session import recorded
from explorer.core.tape.tape import Tape
from explorer.ui import theme
from explorer.ui.tape.drawing import Request, draw
from explorer.ui.tape.graph_view import GraphView


def save(tape: Tape, path: Path) -> bool:
    """Write the graph as it is at the end of the recording, folded as needed, as GraphView.save does; needs a
    QApplication. Whether its text can be read.
    """
    recording = recorded(tape)
    view = GraphView()
    view.set_colours(theme.apply(theme.Scheme.LIGHT))
    view.show_drawing(draw(Request(recording, None, Fold.FITTING)), recording.steps.stop - 1)
    view.save(path)
    return path.suffix.lower() != ".png" or view.is_legible
