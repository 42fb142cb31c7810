"""Menus and help: every command has a place, a text and a key of its own, and does something."""

from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMessageBox, QTextBrowser

from explorer.core.expression.functions import WORDS
from explorer.ui.commands import FIRST, LAST, ROOMS, keyed, of_room

ROWS = {"": (*FIRST, *LAST), **{room: of_room(room) for room in ROOMS}}


def test_every_command_is_in_a_menu(window):
    in_menus = [action for menu in window.menuBar().actions() for action in menu.menu().actions()]
    for command in (one for rows in ROWS.values() for one in rows):
        action = window.actions_by_name[command.name]
        assert action in in_menus
        assert action.text() and action.isCheckable() == (command.checked is not None)


def reached(room):
    """What can be reached from the room: its own, the window's, and those that bring another room to the front."""
    anywhere = [one for rows in ROWS.values() for one in rows if one.anywhere]
    return {one.name: one for one in (*ROWS[""], *ROWS[room], *anywhere)}.values()


@pytest.mark.parametrize("room", ROOMS)
def test_no_two_commands_of_a_workspace_have_one_key(room):
    keys = [QKeySequence(one.key).toString() for one in reached(room) if one.key]
    assert len(set(keys)) == len(keys) > 1


def test_the_commands_are_those_of_the_workspace(window, qtbot):
    """One command of a key is there at a time, in the menus too."""
    save, save_cells = window.actions_by_name["saveFigure"], window.actions_by_name["saveCells"]
    assert save.isEnabled() and save.isVisible() and not save_cells.isEnabled() and not save_cells.isVisible()
    with qtbot.waitSignal(window.places["tape"].made, timeout=30_000):
        window.bring("tape")
    assert save_cells.isEnabled() and save_cells.isVisible() and not save.isEnabled() and not save.isVisible()
    window.bring("explore")
    assert save.isEnabled() and not save_cells.isEnabled()


def test_the_keys_are_listed(window, find):
    """Help has every key, in the words of the menus."""
    window.actions_by_name["keys"].trigger()
    dialog = find(window, "keysHelp")
    text = dialog.findChild(QTextBrowser).toPlainText()
    for room, command, key in keyed():
        assert room in text and command in text and key in text
    dialog.close()


def test_the_readme_has_the_keys(window):
    """The very rows, no more and no fewer."""
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    table = text.partition("| where | what | key |\n|---|---|---|\n")[2].partition("\n\n")[0]
    assert table.splitlines() == [f"| {room} | {command} | `{key}` |" for room, command, key in keyed()]


@pytest.mark.parametrize("room", ROOMS)
def test_no_two_letters_of_a_menu_are_the_same(window, room):
    """In each room, whose menus have its own commands, the window's, and those that bring another room to the front."""
    names = {one.name for one in reached(room)}
    for menu in window.menuBar().actions():
        texts = [one.text() for one in menu.menu().actions() if one.objectName().removeprefix("action_") in names]
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        assert len(set(letters)) == len(letters), menu.text()


def test_what_can_be_typed_is_listed(window, find):
    window.actions_by_name["language"].trigger()
    dialog = find(window, "languageHelp")
    assert dialog.isVisible()
    text = dialog.findChild(QTextBrowser).toPlainText()
    for name in WORDS:
        assert name in text
    dialog.close()


def test_about(window, monkeypatch):
    said = []
    monkeypatch.setattr(QMessageBox, "about", lambda *arguments: said.append(arguments))
    window.actions_by_name["about"].trigger()
    assert "Derivative Explorer" in said[0][2]


def test_quit_closes_the_window(window):
    window.actions_by_name["quit"].trigger()
    assert not window.isVisible()
