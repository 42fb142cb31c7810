"""The commands of Tape."""

from __future__ import annotations

from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui.commands import FILE, KEY, Command, steps

COMMANDS = (
    Command(
        "openCells",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&Open cells…"),
        lambda room: room.view.cells.tools.open.click(),
        KEY.Open,
        anywhere=True,
    ),
    Command(
        "saveCells",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Sa&ve cells"),
        lambda room: room.view.cells.tools.save.click(),
        KEY.Save,
    ),
    *steps("tape", lambda room: room.view.timeline),
)
