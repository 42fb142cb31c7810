"""The plots of a State without a window: what the command line saves."""

from __future__ import annotations

from PySide6.QtCore import QSize

from explorer.core.explore.compute import Computer, Request
from explorer.core.explore.marks.certify import certify
from explorer.core.explore.state import State
from explorer.core.expression import Expression
from explorer.ui import theme
from explorer.ui.explore.plots import Plots

SIZE = QSize(1000, 600)


def draw(state: State) -> Plots:
    """Plots that show `state`, computed here and now; needs a QApplication. Raises what `Result.error` holds."""
    plots = Plots()
    plots.set_colours(theme.apply(theme.Scheme.LIGHT))
    plots.hide_cursor()
    plots.resize(SIZE)
    plots.ensurePolished()
    plots.grab()  # lays the widgets out, so that they know their sizes
    plots.show_state(state)
    result = Computer().answer(Request.from_state(state, plots.picture_size()))
    if result.error is not None:
        raise result.error
    plots.show_result(result, moving=False)
    if isinstance(state.function, Expression):
        plots.show_certified(certify(state.function, state.range, state.values))
    return plots
