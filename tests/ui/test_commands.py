"""Menus and help: every command has a place, a text and a key of its own, and does something."""

import pytest
from PySide6.QtWidgets import QMessageBox, QTextBrowser

from explorer.core.expression.functions import WORDS
from explorer.ui.commands import COMMANDS, OF_EXPLORE, OF_TAPE


def test_every_command_is_in_a_menu(window):
    in_menus = [action for menu in window.menuBar().actions() for action in menu.menu().actions()]
    for command in COMMANDS:
        action = window.actions_by_name[command.name]
        assert action in in_menus
        assert action.text() and action.isCheckable() == command.checkable


@pytest.mark.parametrize("others", [OF_EXPLORE, OF_TAPE])
def test_no_two_commands_of_a_workspace_have_one_key(window, others):
    actions = [action for name, action in window.actions_by_name.items() if name not in others]
    keys = [action.shortcut().toString() for action in actions if not action.shortcut().isEmpty()]
    assert len(set(keys)) == len(keys) > 1


def test_the_keys_are_those_of_the_workspace(window, qtbot, find):
    save, save_cells = window.actions_by_name["saveFigure"], window.actions_by_name["saveCells"]
    assert save.isEnabled() and not save_cells.isEnabled()
    with qtbot.waitSignal(window.tape.made, timeout=30_000):
        window.workspaces.setCurrentWidget(window.tape)
    assert save_cells.isEnabled() and not save.isEnabled()
    window.workspaces.setCurrentIndex(0)
    assert save.isEnabled() and not save_cells.isEnabled()


def test_no_two_letters_of_a_menu_are_the_same(window):
    for menu in window.menuBar().actions():
        letters = [
            action.text()[action.text().index("&") + 1].lower()
            for action in menu.menu().actions()
            if "&" in action.text()
        ]
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
