"""The commands of Explore."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui.commands import EDIT, FILE, KEY, VIEW, Command

if TYPE_CHECKING:
    from explorer.ui.explore.room import ExploreRoom


def _choice(name: str, text: str, key: str, bar: str = "") -> Command:
    """A command that switches the field of State of the same name."""

    def run(room: ExploreRoom, on: bool) -> None:
        room.store.apply(lambda state: replace(state, **{name: on}))  # type: ignore[arg-type]

    return Command(name, VIEW, text, run, key, checked=lambda state: getattr(state, name), bar=bar)


COMMANDS = (
    Command(
        "saveFigure",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Save &figure…"),
        lambda room: room.save_figure(),
        KEY.Save,
    ),
    Command(
        "copyFigure",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&Copy figure"),
        lambda room: room.copy_figure(),
        "Ctrl+Shift+C",
    ),
    Command(
        "saveSamples",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Save &samples as CSV…"),
        lambda room: room.save_samples(),
        "Ctrl+Shift+S",
    ),
    Command(
        "editFunction",
        EDIT,
        QT_TRANSLATE_NOOP("Actions", "Edit the &function"),
        lambda room: room.edit_function(),
        "Ctrl+L",
        separated=True,
    ),
    _choice("overlay", QT_TRANSLATE_NOOP("Actions", "&Overlay f and its derivatives"), "Ctrl+1", "Overlay"),
    _choice("grid", QT_TRANSLATE_NOOP("Actions", "&Grid"), "Ctrl+2"),
    _choice("legend", QT_TRANSLATE_NOOP("Actions", "&Legend"), "Ctrl+3"),
    _choice("marks", QT_TRANSLATE_NOOP("Actions", "&Marks: zeros, extrema, breaks"), "Ctrl+4", "Marks"),
    _choice("grad_panel", QT_TRANSLATE_NOOP("Actions", "&x.grad panel"), "Ctrl+6"),
    _choice("units_of_pi", QT_TRANSLATE_NOOP("Actions", "x in units of &π"), "Ctrl+5", "π"),
    Command(
        "fitY", VIEW, QT_TRANSLATE_NOOP("Actions", "&Fit the view"), lambda room: room.fit(), "Ctrl+0", separated=True
    ),
    Command(
        "xOfView", VIEW, QT_TRANSLATE_NOOP("Actions", "Make x of what is &seen"), lambda room: room.make_x_of_view()
    ),
    Command(
        "nextMark",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "&Next mark"),
        lambda room: room.jump(1),
        "F3",
    ),
    Command(
        "previousMark",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "&Previous mark"),
        lambda room: room.jump(-1),
        "Shift+F3",
    ),
)
