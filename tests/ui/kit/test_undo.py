"""The keys of undo are the window's in whatever one types, and no menu has an undo of its own."""

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit

from explorer.ui.kit.undo import KEYS
from explorer.ui.tape.kernel.console import Console

EDITORS = (QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit)


def pressed(kind, standard_key):
    key = QKeySequence(standard_key)[0]
    event = QKeyEvent(kind, key.key(), key.keyboardModifiers())
    event.ignore()
    return event


@pytest.fixture
def every_room(window):
    """The window with all its rooms made, but not at work."""
    for place in window.places.values():
        place.make(starts=False)
    return window


@pytest.fixture
def editors(every_room):
    """Whatever is typed in, but for the console, which is a program of its own."""
    consoles = every_room.findChildren(Console)
    return [
        one
        for kind in EDITORS
        for one in every_room.findChildren(kind)
        if not any(console.isAncestorOf(one) for console in consoles)
        and not isinstance(one.parent(), QAbstractSpinBox | QComboBox)
    ]


@pytest.mark.parametrize("key", KEYS)
def test_the_keys_are_the_windows(editors, key):
    assert {"expressionEdit", "xMin", "descendExpression", "gradVector", "tapeSearch", "tapeCode"} <= {
        one.objectName() for one in editors
    }
    for one in editors:
        event = pressed(QEvent.Type.ShortcutOverride, key)
        QApplication.sendEvent(one, event)
        assert not event.isAccepted(), one.objectName()


def test_a_key_that_is_pressed_changes_no_text(editors):
    """Where the window has nothing to undo, it is no shortcut."""
    for one in editors:
        edit = one.lineEdit() if isinstance(one, QAbstractSpinBox | QComboBox) else one
        if isinstance(edit, QLineEdit) and one.objectName() != "expressionEdit":  # which gives up what is typed
            edit.insert("1")
            text = edit.text()
            QApplication.sendEvent(one, pressed(QEvent.Type.KeyPress, KEYS[0]))
            assert edit.text() == text, one.objectName()


@pytest.mark.parametrize("name", ["xMin", "samples", "functionSelector", "expressionEdit", "gradVector"])
def test_its_menu_has_none(window, find, name):
    one = find(window, name)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint(9, 9))
    QApplication.sendEvent(one, event)
    menu = QApplication.activePopupWidget()
    names = [action.objectName() for action in menu.actions()]
    assert "edit-copy" in names and not {"edit-undo", "edit-redo"} & set(names)
    menu.close()
