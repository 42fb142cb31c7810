"""Every command is a row: its text, its place in the menus, its key, and what it does. Rooms have rows of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from explorer.core.words import QT_TRANSLATE_NOOP
from explorer.ui import help_pages
from explorer.ui.theme import Scheme
from explorer.ui.words import translated

FILE, EDIT, VIEW, HELP = (
    QT_TRANSLATE_NOOP("Actions", "&File"),
    QT_TRANSLATE_NOOP("Actions", "&Edit"),
    QT_TRANSLATE_NOOP("Actions", "&View"),
    QT_TRANSLATE_NOOP("Actions", "&Help"),
)
MENUS = (FILE, EDIT, VIEW, HELP)

ROOMS = {
    "explore": QT_TRANSLATE_NOOP("MainWindow", "Explore"),
    "tape": QT_TRANSLATE_NOOP("MainWindow", "Tape"),
    "descend": QT_TRANSLATE_NOOP("MainWindow", "Descend"),
}
"""The rooms by their keys, in their order: `explorer.ui.<key>` has the rows of commands, and the room itself."""

KEY = QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class Command:
    """`run` gets the room, or for the window's own commands the window; where `checked` says of a State whether the
    command is on, it also gets what it shall be. Commands `anywhere` bring their room to the front. `bar` is the short
    text of a button that the room may have for it.
    """

    name: str
    menu: str
    text: str
    run: Callable[..., object]
    key: QKeySequence.StandardKey | str = ""
    checked: Callable[[Any], bool] | None = None
    separated: bool = False
    anywhere: bool = False
    bar: str = ""


def _scheme(scheme: Scheme, text: str, separated: bool = False) -> Command:
    return Command(
        scheme.value,
        VIEW,
        text,
        lambda window, _on: window.set_scheme(scheme),
        checked=lambda window: window.scheme is scheme,
        separated=separated,
    )


def steps(prefix: str, player: Callable[[Any], Any]) -> tuple[Command, ...]:
    """Stepping and playing, in a room that has a player; `prefix` begins the names."""
    return (
        Command(
            f"{prefix}StepBack",
            VIEW,
            QT_TRANSLATE_NOOP("Actions", "One step &back"),
            lambda room: player(room).back.click(),
            "Ctrl+Left",
        ),
        Command(
            f"{prefix}StepForward",
            VIEW,
            QT_TRANSLATE_NOOP("Actions", "One step for&ward"),
            lambda room: player(room).forward.click(),
            "Ctrl+Right",
        ),
        Command(
            f"{prefix}PlayOrPause",
            VIEW,
            QT_TRANSLATE_NOOP("Actions", "Play or pa&use"),
            lambda room: player(room).play.click(),
            "Ctrl+Space",
        ),
    )


FIRST = (
    Command("undo", EDIT, QT_TRANSLATE_NOOP("Actions", "&Undo"), lambda window: window.room.store.undo(), KEY.Undo),
    Command("redo", EDIT, QT_TRANSLATE_NOOP("Actions", "&Redo"), lambda window: window.room.store.redo(), KEY.Redo),
)
"""The window's own commands that stand before those of the rooms."""

LAST = (
    _scheme(Scheme.SYSTEM, QT_TRANSLATE_NOOP("Actions", "Colours of the s&ystem"), separated=True),
    _scheme(Scheme.LIGHT, QT_TRANSLATE_NOOP("Actions", "L&ight colours")),
    _scheme(Scheme.DARK, QT_TRANSLATE_NOOP("Actions", "&Dark colours")),
    Command(
        "language", HELP, QT_TRANSLATE_NOOP("Actions", "What can be &typed"), help_pages.show_language, KEY.HelpContents
    ),
    Command("keys", HELP, QT_TRANSLATE_NOOP("Actions", "&Keys"), lambda window: help_pages.show_keys(window, keyed())),
    Command(
        "about",
        HELP,
        QT_TRANSLATE_NOOP("Actions", "&About Derivative Explorer"),
        help_pages.show_about,
        separated=True,
    ),
    Command(
        "quit", FILE, QT_TRANSLATE_NOOP("Actions", "&Quit"), lambda window: window.close(), KEY.Quit, separated=True
    ),
)
"""Those that stand after them."""


def of_room(key: str) -> tuple[Command, ...]:
    """The rows of a room, without importing the room itself."""
    rows: tuple[Command, ...] = import_module(f"explorer.ui.{key}.commands").COMMANDS
    return rows


def keyed() -> list[tuple[str, str, str]]:
    """(room, command, key) of every command that has a key, in words for a person; no room for the window's own."""
    found = []
    everywhere = QCoreApplication.translate("MainWindow", "Everywhere")
    rows = [(everywhere, (*FIRST, *LAST)), *((translated("MainWindow", ROOMS[key]), of_room(key)) for key in ROOMS)]
    for room, commands in rows:
        for command in commands:
            keys = QKeySequence(command.key).toString(QKeySequence.SequenceFormat.NativeText)
            if keys:
                found.append((room, translated("Actions", command.text).replace("&", "").rstrip("…"), keys))
    return found
