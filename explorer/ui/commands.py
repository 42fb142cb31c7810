"""Every command of the menus: one declarative list, apart from what the commands do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui.words import translated


@dataclass(frozen=True, slots=True)
class Command:
    """menu is one of MENUS; shortcut a standard key or a text; group names commands of which one is checked."""

    name: str
    menu: str
    text: str
    shortcut: QKeySequence.StandardKey | str = ""
    checkable: bool = False
    separated: bool = False


FILE, EDIT, VIEW, HELP = (
    QT_TRANSLATE_NOOP("Actions", "&File"),
    QT_TRANSLATE_NOOP("Actions", "&Edit"),
    QT_TRANSLATE_NOOP("Actions", "&View"),
    QT_TRANSLATE_NOOP("Actions", "&Help"),
)
MENUS = (FILE, EDIT, VIEW, HELP)
_KEY = QKeySequence.StandardKey

COMMANDS = (
    Command("openCells", FILE, QT_TRANSLATE_NOOP("Actions", "&Open cells…"), _KEY.Open),
    Command("saveCells", FILE, QT_TRANSLATE_NOOP("Actions", "Sa&ve cells"), _KEY.Save),
    Command("saveFigure", FILE, QT_TRANSLATE_NOOP("Actions", "Save &figure…"), _KEY.Save),
    Command("copyFigure", FILE, QT_TRANSLATE_NOOP("Actions", "&Copy figure"), "Ctrl+Shift+C"),
    Command("saveSamples", FILE, QT_TRANSLATE_NOOP("Actions", "Save &samples as CSV…"), "Ctrl+Shift+S"),
    Command("quit", FILE, QT_TRANSLATE_NOOP("Actions", "&Quit"), _KEY.Quit, separated=True),
    Command("undo", EDIT, QT_TRANSLATE_NOOP("Actions", "&Undo"), _KEY.Undo),
    Command("redo", EDIT, QT_TRANSLATE_NOOP("Actions", "&Redo"), _KEY.Redo),
    Command("editFunction", EDIT, QT_TRANSLATE_NOOP("Actions", "Edit the &function"), "Ctrl+L", separated=True),
    Command("overlay", VIEW, QT_TRANSLATE_NOOP("Actions", "&Overlay f and its derivatives"), "Ctrl+1", True),
    Command("grid", VIEW, QT_TRANSLATE_NOOP("Actions", "&Grid"), "Ctrl+2", True),
    Command("legend", VIEW, QT_TRANSLATE_NOOP("Actions", "&Legend"), "Ctrl+3", True),
    Command("marks", VIEW, QT_TRANSLATE_NOOP("Actions", "&Zeros, extrema and inflections"), "Ctrl+4", True),
    Command("grad_panel", VIEW, QT_TRANSLATE_NOOP("Actions", "&x.grad panel"), "Ctrl+6", True),
    Command("units_of_pi", VIEW, QT_TRANSLATE_NOOP("Actions", "x in units of &π"), "Ctrl+5", True),
    Command("fitY", VIEW, QT_TRANSLATE_NOOP("Actions", "&Fit y"), "Ctrl+0", separated=True),
    Command("nextMark", VIEW, QT_TRANSLATE_NOOP("Actions", "&Next zero, extremum or inflection"), "F3"),
    Command(
        "previousMark",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "&Previous zero, extremum or inflection"),
        "Shift+F3",
    ),
    Command("system", VIEW, QT_TRANSLATE_NOOP("Actions", "Colours of the s&ystem"), checkable=True, separated=True),
    Command("light", VIEW, QT_TRANSLATE_NOOP("Actions", "L&ight colours"), checkable=True),
    Command("dark", VIEW, QT_TRANSLATE_NOOP("Actions", "&Dark colours"), checkable=True),
    Command("language", HELP, QT_TRANSLATE_NOOP("Actions", "What can be &typed"), _KEY.HelpContents),
    Command("about", HELP, QT_TRANSLATE_NOOP("Actions", "&About Derivative Explorer"), separated=True),
)

OF_EXPLORE = (
    *("saveFigure", "copyFigure", "saveSamples", "undo", "redo", "editFunction", "fitY", "nextMark", "previousMark"),
    *("overlay", "grid", "legend", "marks", "units_of_pi", "grad_panel"),
)
"""Commands that mean something in the workspace Explore only."""

OF_TAPE = ("saveCells",)
"""Commands that mean something in the workspace Tape only; they may share their keys with those of Explore."""

VIEW_CHOICES = ("overlay", "grid", "legend", "marks", "units_of_pi", "grad_panel")
"""Commands that switch the field of State of the same name."""


def make(window: QMainWindow) -> dict[str, QAction]:
    """Fill the menu bar; the actions by name."""
    menus = {name: window.menuBar().addMenu(translated("Actions", name)) for name in MENUS}
    actions: dict[str, QAction] = {}
    for command in COMMANDS:
        action = QAction(translated("Actions", command.text), window)
        action.setObjectName(f"action_{command.name}")
        action.setCheckable(command.checkable)
        action.setShortcut(QKeySequence(command.shortcut))
        if command.separated:
            menus[command.menu].addSeparator()
        menus[command.menu].addAction(action)
        actions[command.name] = action
    return actions
