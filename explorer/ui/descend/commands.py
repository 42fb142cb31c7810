"""The commands of Descend."""

from __future__ import annotations

from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui.commands import FILE, KEY, VIEW, Command, steps

COMMANDS = (
    Command(
        "descendSaveFigure",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Save &figure…"),
        lambda room: room.save_figure(),
        KEY.Save,
    ),
    Command(
        "descendCopyFigure",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "&Copy figure"),
        lambda room: room.copy_figure(),
        "Ctrl+Shift+C",
    ),
    Command(
        "descendSaveAnimation",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Save &animation…"),
        lambda room: room.save_animation(),
    ),
    Command(
        "descendSaveScript",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Save as a &matplotlib script…"),
        lambda room: room.save_script(),
    ),
    Command(
        "descendSavePaths",
        FILE,
        QT_TRANSLATE_NOOP("Actions", "Save the paths as CS&V…"),
        lambda room: room.save_path(),
    ),
    Command(
        "descendFit",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "&Fit the view"),
        lambda room: room.view.picture.fit(),
        "Ctrl+0",
    ),
    Command(
        "descendFitPath",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "Fit the &paths"),
        lambda room: room.view.picture.fit_path(),
        "Ctrl+Shift+0",
    ),
    *steps("descend", lambda room: room.view.timeline),
)
